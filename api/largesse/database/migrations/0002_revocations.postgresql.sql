CREATE TABLE revocations (
    target_id uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('person', 'token')),
    reason text NOT NULL CHECK (reason <> ''),
    revoked_by uuid NOT NULL,
    revoked_at bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);

INSERT INTO streams (id, kind, epoch, head, state_version)
VALUES ('8f1d3a52-0c7e-5b66-9d0a-5a2e7c41b9f3', 'access', 1, 0, 1);
