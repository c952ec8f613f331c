CREATE TABLE standings (
    person_id TEXT NOT NULL PRIMARY KEY,
    shown INTEGER NOT NULL CHECK (shown IN (0, 1)),
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE board_refusals (
    owner_id TEXT NOT NULL PRIMARY KEY,
    refused INTEGER NOT NULL CHECK (refused IN (0, 1)),
    changed_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE boards (
    owner_id TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('STREAM', 'DAY', 'WEEK', 'MONTH', 'ALL_TIME')),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
    total_coins INTEGER NOT NULL CHECK (total_coins >= 0),
    reversed_coins INTEGER NOT NULL CHECK (reversed_coins >= 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (owner_id, period, starts_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE board_entries (
    owner_id TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('STREAM', 'DAY', 'WEEK', 'MONTH', 'ALL_TIME')),
    starts_at INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    coins INTEGER NOT NULL CHECK (coins >= 0),
    reversed_coins INTEGER NOT NULL CHECK (reversed_coins >= 0),
    reached_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (owner_id, period, starts_at, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_entries_in_order ON board_entries
    (owner_id, period, starts_at, coins DESC, reached_at, person_id) WHERE coins > 0;

CREATE INDEX rooms_by_host ON rooms (host_id, id);
