CREATE TABLE combos (
    id TEXT NOT NULL PRIMARY KEY,
    wallet_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    sender_id TEXT NOT NULL,
    recipient_id TEXT NOT NULL CHECK (recipient_id <> sender_id),
    gift_type TEXT NOT NULL,
    type_version INTEGER NOT NULL CHECK (type_version > 0),
    price_coins INTEGER NOT NULL CHECK (price_coins > 0),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    total_coins INTEGER NOT NULL CHECK (total_coins = price_coins * quantity),
    total_diamonds INTEGER NOT NULL CHECK (total_diamonds >= 0),
    running INTEGER NOT NULL CHECK (running IN (0, 1)),
    reason TEXT NOT NULL CHECK ((reason = '') = running) CHECK (
        reason IN ('', 'WINDOW_PASSED', 'CHANGED', 'RECIPIENT_LEFT', 'ROOM_CLOSED', 'OUT_OF_COINS', 'CAP', 'BLOCKED')
    ),
    started_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > started_at),
    ended_at INTEGER CHECK ((ended_at IS NULL) = running) CHECK (ended_at BETWEEN started_at AND ends_at)
) STRICT;
CREATE INDEX combos_of_wallet ON combos (wallet_id, started_at, id) WHERE running = 1;
CREATE INDEX combos_of_room ON combos (room_id) WHERE running = 1;
CREATE INDEX combos_that_run ON combos (started_at, id) WHERE running = 1;
