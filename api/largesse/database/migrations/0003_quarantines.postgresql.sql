CREATE TABLE quarantines (
    id uuid NOT NULL PRIMARY KEY,
    plugin text NOT NULL CHECK (plugin <> ''),
    plugin_version text NOT NULL,
    in_force boolean NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    imposed_at bigint NOT NULL,
    restored_reason text NOT NULL CHECK ((restored_reason = '') = in_force),
    restored_by uuid CHECK ((restored_by IS NULL) = in_force),
    restored_at bigint CHECK ((restored_at IS NULL) = in_force),
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);

INSERT INTO streams (id, kind, epoch, head, state_version)
VALUES ('2f6a7c1e-3b58-5d94-8c07-b9d1e0a4f263', 'plugins', 1, 0, 1);
