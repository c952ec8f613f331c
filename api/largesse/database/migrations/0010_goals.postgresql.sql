CREATE TABLE goals (
    id uuid NOT NULL PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('VALUE', 'COUNT', 'GIFT')),
    gift_type text CHECK ((gift_type IS NOT NULL) = (kind = 'GIFT')),
    target bigint NOT NULL CHECK (target >= 1),
    set_by uuid NOT NULL,
    set_at bigint NOT NULL,
    ends_at bigint CHECK (ends_at > set_at),
    cancelled_at bigint,
    version bigint NOT NULL CHECK (version >= 1)
);
CREATE INDEX goals_by_room ON goals (room_id, id);

CREATE TABLE goal_texts (
    goal_id uuid NOT NULL PRIMARY KEY,
    title text NOT NULL CHECK (title <> '')
);

CREATE TABLE room_goals (
    room_id uuid NOT NULL PRIMARY KEY,
    standing text NOT NULL,
    goals bigint NOT NULL CHECK (goals >= 1),
    version bigint NOT NULL CHECK (version >= 1)
);

CREATE TABLE goal_refusals (
    owner_id uuid NOT NULL PRIMARY KEY,
    refused boolean NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
);

CREATE TABLE goal_tallies (
    room_id uuid NOT NULL PRIMARY KEY,
    tallies text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);
