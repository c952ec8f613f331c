CREATE TABLE combos (
    id uuid NOT NULL PRIMARY KEY,
    wallet_id uuid NOT NULL,
    room_id uuid NOT NULL,
    sender_id uuid NOT NULL,
    recipient_id uuid NOT NULL CHECK (recipient_id <> sender_id),
    gift_type text NOT NULL,
    type_version bigint NOT NULL CHECK (type_version > 0),
    price_coins bigint NOT NULL CHECK (price_coins > 0),
    quantity bigint NOT NULL CHECK (quantity > 0),
    total_coins bigint NOT NULL CHECK (total_coins = price_coins * quantity),
    total_diamonds bigint NOT NULL CHECK (total_diamonds >= 0),
    running boolean NOT NULL,
    reason text NOT NULL CHECK ((reason = '') = running) CHECK (
        reason IN ('', 'WINDOW_PASSED', 'CHANGED', 'RECIPIENT_LEFT', 'ROOM_CLOSED', 'OUT_OF_COINS', 'CAP', 'BLOCKED')
    ),
    started_at bigint NOT NULL,
    ends_at bigint NOT NULL CHECK (ends_at > started_at),
    ended_at bigint CHECK ((ended_at IS NULL) = running) CHECK (ended_at BETWEEN started_at AND ends_at)
) WITH (fillfactor = 70);
CREATE INDEX combos_of_wallet ON combos (wallet_id, started_at, id) WHERE running;
CREATE INDEX combos_of_room ON combos (room_id) WHERE running;
CREATE INDEX combos_that_run ON combos (started_at, id) WHERE running;
