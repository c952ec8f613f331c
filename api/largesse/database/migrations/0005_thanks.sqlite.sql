CREATE TABLE gift_thanks (
    gift_id TEXT NOT NULL PRIMARY KEY,
    thanked_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;
