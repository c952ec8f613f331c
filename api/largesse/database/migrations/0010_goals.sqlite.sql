CREATE TABLE goals (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('VALUE', 'COUNT', 'GIFT')),
    gift_type TEXT CHECK ((gift_type IS NOT NULL) = (kind = 'GIFT')),
    target INTEGER NOT NULL CHECK (target >= 1),
    set_by TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    ends_at INTEGER CHECK (ends_at > set_at),
    cancelled_at INTEGER,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;
CREATE INDEX goals_by_room ON goals (room_id, id);

CREATE TABLE goal_texts (
    goal_id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL CHECK (title <> '')
) STRICT;

CREATE TABLE room_goals (
    room_id TEXT NOT NULL PRIMARY KEY,
    standing TEXT NOT NULL,
    goals INTEGER NOT NULL CHECK (goals >= 1),
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE goal_refusals (
    owner_id TEXT NOT NULL PRIMARY KEY,
    refused INTEGER NOT NULL CHECK (refused IN (0, 1)),
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE goal_tallies (
    room_id TEXT NOT NULL PRIMARY KEY,
    tallies TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;
