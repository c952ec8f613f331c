CREATE TABLE fold_cursors (
    stream_id TEXT NOT NULL,
    fold TEXT NOT NULL CHECK (fold <> ''),
    folded INTEGER NOT NULL CHECK (folded >= 0),
    fold_version INTEGER NOT NULL CHECK (fold_version >= 1),
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (stream_id, fold)
) STRICT, WITHOUT ROWID;
