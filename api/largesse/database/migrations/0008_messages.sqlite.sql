CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    sender_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('SHOWN', 'HELD', 'REFUSED', 'REMOVED')),
    held_by TEXT NOT NULL,
    held_reason TEXT NOT NULL CHECK ((held_reason = '') = (held_by = '')),
    sent_at INTEGER NOT NULL,
    changed_by TEXT,
    changed_at INTEGER CHECK ((changed_at IS NULL) = (changed_by IS NULL)),
    version INTEGER NOT NULL CHECK (version >= 1),
    CHECK (state IN ('SHOWN', 'REMOVED') OR held_by <> ''),
    CHECK (state IN ('SHOWN', 'HELD') OR changed_by IS NOT NULL)
) STRICT;
CREATE INDEX messages_held ON messages (room_id, id) WHERE state = 'HELD';

CREATE TABLE message_texts (
    message_id TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT;
