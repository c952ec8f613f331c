CREATE TABLE recaps (
    room_id uuid NOT NULL PRIMARY KEY,
    opened_at bigint NOT NULL,
    closed_at bigint,
    sends bigint NOT NULL CHECK (sends >= 0),
    quantity bigint NOT NULL CHECK (quantity >= 0),
    coins bigint NOT NULL CHECK (coins >= 0),
    diamonds bigint NOT NULL CHECK (diamonds >= 0),
    reversals bigint NOT NULL CHECK (reversals >= 0),
    reversed_quantity bigint NOT NULL CHECK (reversed_quantity >= 0),
    reversed_coins bigint NOT NULL CHECK (reversed_coins >= 0),
    reversed_diamonds bigint NOT NULL CHECK (reversed_diamonds >= 0),
    combos bigint NOT NULL CHECK (combos >= 0),
    combos_running bigint NOT NULL CHECK (combos_running >= 0),
    tiers text NOT NULL,
    top_gifts text NOT NULL,
    top_combos text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);
