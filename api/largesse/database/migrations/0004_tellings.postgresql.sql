CREATE TABLE telling_turns (
    plugin text NOT NULL PRIMARY KEY CHECK (plugin <> ''),
    node_id uuid NOT NULL,
    since bigint NOT NULL,
    held_until bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);

CREATE TABLE telling_places (
    plugin text NOT NULL CHECK (plugin <> ''),
    room_id uuid NOT NULL,
    told bigint NOT NULL CHECK (told >= 0),
    version bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (plugin, room_id)
) WITH (fillfactor = 70);
