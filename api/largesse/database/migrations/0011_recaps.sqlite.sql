CREATE TABLE recaps (
    room_id TEXT NOT NULL PRIMARY KEY,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    sends INTEGER NOT NULL CHECK (sends >= 0),
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    coins INTEGER NOT NULL CHECK (coins >= 0),
    diamonds INTEGER NOT NULL CHECK (diamonds >= 0),
    reversals INTEGER NOT NULL CHECK (reversals >= 0),
    reversed_quantity INTEGER NOT NULL CHECK (reversed_quantity >= 0),
    reversed_coins INTEGER NOT NULL CHECK (reversed_coins >= 0),
    reversed_diamonds INTEGER NOT NULL CHECK (reversed_diamonds >= 0),
    combos INTEGER NOT NULL CHECK (combos >= 0),
    combos_running INTEGER NOT NULL CHECK (combos_running >= 0),
    tiers TEXT NOT NULL,
    top_gifts TEXT NOT NULL,
    top_combos TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;
