CREATE TABLE revocations (
    target_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'token')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    revoked_by TEXT NOT NULL,
    revoked_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

INSERT INTO streams (id, kind, epoch, head, state_version)
VALUES ('8f1d3a52-0c7e-5b66-9d0a-5a2e7c41b9f3', 'access', 1, 0, 1);
