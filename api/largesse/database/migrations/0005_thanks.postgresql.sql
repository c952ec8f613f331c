CREATE TABLE gift_thanks (
    gift_id uuid NOT NULL PRIMARY KEY,
    thanked_at bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
);
