CREATE TABLE telling_turns (
    plugin TEXT NOT NULL PRIMARY KEY CHECK (plugin <> ''),
    node_id TEXT NOT NULL,
    since INTEGER NOT NULL,
    held_until INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE telling_places (
    plugin TEXT NOT NULL CHECK (plugin <> ''),
    room_id TEXT NOT NULL,
    told INTEGER NOT NULL CHECK (told >= 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (plugin, room_id)
) STRICT, WITHOUT ROWID;
