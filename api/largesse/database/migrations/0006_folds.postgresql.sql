CREATE TABLE fold_cursors (
    stream_id uuid NOT NULL,
    fold text NOT NULL CHECK (fold <> ''),
    folded bigint NOT NULL CHECK (folded >= 0),
    fold_version bigint NOT NULL CHECK (fold_version >= 1),
    version bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (stream_id, fold)
) WITH (fillfactor = 70);
