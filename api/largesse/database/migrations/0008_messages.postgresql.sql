CREATE TABLE messages (
    id uuid NOT NULL PRIMARY KEY,
    room_id uuid NOT NULL,
    sender_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('SHOWN', 'HELD', 'REFUSED', 'REMOVED')),
    held_by text NOT NULL,
    held_reason text NOT NULL CHECK ((held_reason = '') = (held_by = '')),
    sent_at bigint NOT NULL,
    changed_by uuid,
    changed_at bigint CHECK ((changed_at IS NULL) = (changed_by IS NULL)),
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (state IN ('SHOWN', 'REMOVED') OR held_by <> ''),
    CHECK (state IN ('SHOWN', 'HELD') OR changed_by IS NOT NULL)
) WITH (fillfactor = 90);
CREATE INDEX messages_held ON messages (room_id, id) WHERE state = 'HELD';

CREATE TABLE message_texts (
    message_id uuid NOT NULL PRIMARY KEY,
    text text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 90);
