CREATE TABLE standings (
    person_id uuid NOT NULL PRIMARY KEY,
    shown boolean NOT NULL,
    changed_at bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);

CREATE TABLE board_refusals (
    owner_id uuid NOT NULL PRIMARY KEY,
    refused boolean NOT NULL,
    changed_at bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);

CREATE TABLE boards (
    owner_id uuid NOT NULL,
    period text NOT NULL CHECK (period IN ('STREAM', 'DAY', 'WEEK', 'MONTH', 'ALL_TIME')),
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL CHECK (ends_at > starts_at),
    total_coins bigint NOT NULL CHECK (total_coins >= 0),
    reversed_coins bigint NOT NULL CHECK (reversed_coins >= 0),
    version bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (owner_id, period, starts_at)
) WITH (fillfactor = 70);

CREATE TABLE board_entries (
    owner_id uuid NOT NULL,
    period text NOT NULL CHECK (period IN ('STREAM', 'DAY', 'WEEK', 'MONTH', 'ALL_TIME')),
    starts_at bigint NOT NULL,
    person_id uuid NOT NULL,
    coins bigint NOT NULL CHECK (coins >= 0),
    reversed_coins bigint NOT NULL CHECK (reversed_coins >= 0),
    reached_at bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (owner_id, period, starts_at, person_id)
) WITH (fillfactor = 70);
CREATE INDEX board_entries_in_order ON board_entries
    (owner_id, period, starts_at, coins DESC, reached_at, person_id) WHERE coins > 0;

CREATE INDEX rooms_by_host ON rooms (host_id, id);
