CREATE TABLE quarantines (
    id TEXT NOT NULL PRIMARY KEY,
    plugin TEXT NOT NULL CHECK (plugin <> ''),
    plugin_version TEXT NOT NULL,
    in_force INTEGER NOT NULL CHECK (in_force IN (0, 1)),
    reason TEXT NOT NULL CHECK (reason <> ''),
    imposed_at INTEGER NOT NULL,
    restored_reason TEXT NOT NULL CHECK ((restored_reason = '') = in_force),
    restored_by TEXT CHECK ((restored_by IS NULL) = in_force),
    restored_at INTEGER CHECK ((restored_at IS NULL) = in_force),
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

INSERT INTO streams (id, kind, epoch, head, state_version)
VALUES ('2f6a7c1e-3b58-5d94-8c07-b9d1e0a4f263', 'plugins', 1, 0, 1);
