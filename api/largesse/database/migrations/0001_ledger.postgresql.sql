CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  purpose text NOT NULL,
  asset text NOT NULL,
  account_class text NOT NULL CHECK (account_class IN ('asset', 'liability', 'income', 'expense')),
  mode text NOT NULL CHECK (mode IN ('wallet', 'earnings', 'platform')),
  slot bigint NOT NULL CHECK (slot BETWEEN 0 AND 15),
  floor bigint,
  balance bigint NOT NULL,
  entries bigint NOT NULL CHECK (entries >= 0),
  posted_at bigint NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT accounts_floor CHECK (floor IS NULL OR balance >= floor),
  CONSTRAINT accounts_people_have_a_floor CHECK ((mode = 'platform') = (floor IS NULL))
) WITH (fillfactor = 70);

CREATE TABLE transfers (
  id uuid PRIMARY KEY,
  batch_id uuid NOT NULL,
  caller_id uuid NOT NULL,
  operation text NOT NULL,
  reverses_id uuid,
  postings text NOT NULL,
  decided_at bigint NOT NULL
);
CREATE INDEX transfers_reverses ON transfers (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE entries (
  account_id uuid NOT NULL,
  number bigint NOT NULL CHECK (number >= 1),
  cause_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  balance bigint NOT NULL,
  posted_at bigint NOT NULL,
  PRIMARY KEY (account_id, number)
);

CREATE TABLE keys (
  caller_id uuid NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  operation text NOT NULL,
  deed_id uuid NOT NULL,
  result text NOT NULL,
  decided_at bigint NOT NULL,
  PRIMARY KEY (caller_id, key)
);

CREATE TABLE streams (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  epoch bigint NOT NULL,
  head bigint NOT NULL CHECK (head >= 0),
  state_version bigint NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE events (
  stream_id uuid NOT NULL,
  stream_offset bigint NOT NULL CHECK (stream_offset >= 1),
  kind text NOT NULL,
  cause_id uuid NOT NULL,
  payload text NOT NULL,
  decided_at bigint NOT NULL,
  PRIMARY KEY (stream_id, stream_offset)
);

CREATE TABLE holds (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  held_account_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  remaining bigint NOT NULL CHECK (remaining BETWEEN 0 AND amount),
  status text NOT NULL CHECK (status IN ('open', 'posted', 'voided', 'expired')),
  expires_at bigint,
  version bigint NOT NULL
) WITH (fillfactor = 70);

CREATE VIEW postings AS
SELECT t.id AS transfer_id, t.batch_id, p.value ->> 0 AS account, p.value ->> 1 AS asset,
  (p.value ->> 2)::bigint AS amount
FROM transfers t, json_array_elements(t.postings::json) AS p;

CREATE FUNCTION drawn(total bigint, quantity bigint, used bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN div(total::numeric * used, quantity);

-- The domain's tables on PostgreSQL; the columns stand in the order of their rows' fields.

CREATE TABLE wallets (
    id uuid NOT NULL PRIMARY KEY,
    owner_id uuid NOT NULL,
    frozen boolean NOT NULL,
    frozen_reason text NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE lots (
    id uuid NOT NULL PRIMARY KEY,
    wallet_id uuid NOT NULL,
    origin text NOT NULL CHECK (origin IN ('PURCHASED', 'BONUS', 'SPONSOR', 'COMPENSATION')),
    channel text NOT NULL CHECK (channel IN ('WEB', 'IOS', 'ANDROID', 'NONE')),
    quantity bigint NOT NULL CHECK (quantity > 0),
    used bigint NOT NULL CHECK (used BETWEEN 0 AND quantity),
    open boolean NOT NULL CHECK (open = (used < quantity)),
    paid_units bigint NOT NULL,
    tax_units bigint NOT NULL CHECK (tax_units BETWEEN 0 AND paid_units),
    fee_units bigint NOT NULL CHECK (fee_units >= 0),
    currency text NOT NULL CHECK (currency <> '' OR paid_units = 0),
    earns text NOT NULL,
    rank_paid bigint NOT NULL CHECK (rank_paid IN (0, 1)),
    issued_at bigint NOT NULL,
    expires_at bigint NOT NULL CHECK (expires_at > issued_at),
    region text NOT NULL,
    card_version bigint NOT NULL CHECK (card_version >= 0),
    card_hash text NOT NULL,
    cause_id uuid NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX lots_in_order ON lots (wallet_id, expires_at, rank_paid, issued_at, id) WHERE open;
CREATE INDEX lots_that_expire ON lots (expires_at, id) WHERE open AND expires_at < 9223372036854775807;

CREATE TABLE limits (
    wallet_id uuid NOT NULL,
    scope text NOT NULL CHECK (scope <> ''),
    period text NOT NULL CHECK (period IN ('day')),
    cap_coins bigint CHECK (cap_coins >= 0),
    next_cap_coins bigint CHECK (next_cap_coins >= 0),
    next_from bigint CHECK (next_from IS NOT NULL OR next_cap_coins IS NULL),
    time_zone text NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL CHECK (ends_at > starts_at),
    spent bigint NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (wallet_id, scope, period)
) WITH (fillfactor = 70);

CREATE TABLE buckets (
    account_id uuid NOT NULL,
    region text NOT NULL,
    card_version bigint NOT NULL CHECK (card_version > 0),
    matures_at bigint NOT NULL,
    diamonds bigint NOT NULL CHECK (diamonds >= 0),
    payable_units bigint NOT NULL CHECK (payable_units >= 0),
    currency text NOT NULL CHECK (currency <> ''),
    PRIMARY KEY (account_id, region, card_version, matures_at)
) WITH (fillfactor = 70);

CREATE TABLE people (
    id uuid NOT NULL PRIMARY KEY,
    subject text NOT NULL,
    name text NOT NULL,
    picture text NOT NULL,
    locale text NOT NULL,
    region text NOT NULL,
    age_min bigint CHECK (age_min >= 0),
    seen_at bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);

CREATE TABLE rooms (
    id uuid NOT NULL PRIMARY KEY,
    host_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('OPEN', 'PAUSED', 'CLOSED')),
    stage text NOT NULL,
    opened_at bigint NOT NULL,
    closed_at bigint CHECK ((closed_at IS NOT NULL) = (status = 'CLOSED'))
) WITH (fillfactor = 70);
CREATE INDEX rooms_by_status ON rooms (status, id);

CREATE TABLE room_texts (
    room_id uuid NOT NULL PRIMARY KEY,
    title text NOT NULL CHECK (title <> '')
);

CREATE TABLE room_blocks (
    room_id uuid NOT NULL,
    person_id uuid NOT NULL,
    blocked boolean NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (room_id, person_id)
) WITH (fillfactor = 70);

CREATE TABLE gifts (
    id uuid NOT NULL PRIMARY KEY,
    room_id uuid NOT NULL,
    sender_id uuid NOT NULL,
    recipient_id uuid NOT NULL CHECK (recipient_id <> sender_id),
    gift_type text NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    price_coins bigint NOT NULL CHECK (price_coins > 0),
    total_coins bigint NOT NULL CHECK (total_coins > 0),
    diamonds bigint NOT NULL CHECK (diamonds >= 0),
    anonymous boolean NOT NULL,
    sent_at bigint NOT NULL,
    detail text NOT NULL
);
CREATE INDEX gifts_by_sender ON gifts (sender_id, id);
CREATE INDEX gifts_by_recipient ON gifts (recipient_id, id);

CREATE TABLE gift_texts (
    gift_id uuid NOT NULL PRIMARY KEY,
    message text NOT NULL CHECK (message <> '')
);

CREATE TABLE gift_remainders (
    gift_id uuid NOT NULL PRIMARY KEY,
    remaining bigint NOT NULL CHECK (remaining >= 0),
    version bigint NOT NULL CHECK (version >= 1)
) WITH (fillfactor = 70);

CREATE TABLE rate_cards (
    region text NOT NULL,
    card_version bigint NOT NULL CHECK (card_version >= 1),
    hash text NOT NULL,
    holds_from bigint NOT NULL,
    content text NOT NULL,
    published_at bigint NOT NULL,
    PRIMARY KEY (region, card_version)
);
