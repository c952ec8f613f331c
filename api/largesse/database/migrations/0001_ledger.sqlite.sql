CREATE TABLE accounts (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  asset TEXT NOT NULL,
  account_class TEXT NOT NULL CHECK (account_class IN ('asset', 'liability', 'income', 'expense')),
  mode TEXT NOT NULL CHECK (mode IN ('wallet', 'earnings', 'platform')),
  slot INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 15),
  floor INTEGER,
  balance INTEGER NOT NULL,
  entries INTEGER NOT NULL CHECK (entries >= 0),
  posted_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT accounts_floor CHECK (floor IS NULL OR balance >= floor),
  CONSTRAINT accounts_people_have_a_floor CHECK ((mode = 'platform') = (floor IS NULL))
) STRICT;

CREATE TABLE transfers (
  id TEXT PRIMARY KEY NOT NULL,
  batch_id TEXT NOT NULL,
  caller_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  reverses_id TEXT,
  postings TEXT NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT;
CREATE INDEX transfers_reverses ON transfers (reverses_id) WHERE reverses_id IS NOT NULL;

CREATE TABLE entries (
  account_id TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  cause_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount <> 0),
  balance INTEGER NOT NULL,
  posted_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
  caller_id TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  operation TEXT NOT NULL,
  deed_id TEXT NOT NULL,
  result TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (caller_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE streams (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  head INTEGER NOT NULL CHECK (head >= 0),
  state_version INTEGER NOT NULL
) STRICT;

CREATE TABLE events (
  stream_id TEXT NOT NULL,
  stream_offset INTEGER NOT NULL CHECK (stream_offset >= 1),
  kind TEXT NOT NULL,
  cause_id TEXT NOT NULL,
  payload TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (stream_id, stream_offset)
) STRICT, WITHOUT ROWID;

CREATE TABLE holds (
  id TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL,
  held_account_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND amount),
  status TEXT NOT NULL CHECK (status IN ('open', 'posted', 'voided', 'expired')),
  expires_at INTEGER,
  version INTEGER NOT NULL
) STRICT;

CREATE TRIGGER transfers_refuse_update BEFORE UPDATE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are never updated'); END;
CREATE TRIGGER transfers_refuse_delete BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers are never deleted'); END;
CREATE TRIGGER entries_refuse_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never updated'); END;
CREATE TRIGGER entries_refuse_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER keys_refuse_update BEFORE UPDATE ON keys BEGIN SELECT RAISE(ABORT, 'keys are never updated'); END;
CREATE TRIGGER keys_refuse_delete BEFORE DELETE ON keys BEGIN SELECT RAISE(ABORT, 'keys are never deleted'); END;
CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never updated'); END;
CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE VIEW postings AS
SELECT t.id AS transfer_id, t.batch_id, json_extract(p.value, '$[0]') AS account,
  json_extract(p.value, '$[1]') AS asset, json_extract(p.value, '$[2]') AS amount
FROM transfers t, json_each(t.postings) AS p;

-- The domain's tables on SQLite; the columns stand in the order of their rows' fields.

CREATE TABLE wallets (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
    frozen_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lots (
    id TEXT NOT NULL PRIMARY KEY,
    wallet_id TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('PURCHASED', 'BONUS', 'SPONSOR', 'COMPENSATION')),
    channel TEXT NOT NULL CHECK (channel IN ('WEB', 'IOS', 'ANDROID', 'NONE')),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    used INTEGER NOT NULL CHECK (used BETWEEN 0 AND quantity),
    open INTEGER NOT NULL CHECK (open IN (0, 1)) CHECK (open = (used < quantity)),
    paid_units INTEGER NOT NULL,
    tax_units INTEGER NOT NULL CHECK (tax_units BETWEEN 0 AND paid_units),
    fee_units INTEGER NOT NULL CHECK (fee_units >= 0),
    currency TEXT NOT NULL CHECK (currency <> '' OR paid_units = 0),
    earns TEXT NOT NULL,
    rank_paid INTEGER NOT NULL CHECK (rank_paid IN (0, 1)),
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > issued_at),
    region TEXT NOT NULL,
    card_version INTEGER NOT NULL CHECK (card_version >= 0),
    card_hash TEXT NOT NULL,
    cause_id TEXT NOT NULL
) STRICT;
CREATE INDEX lots_in_order ON lots (wallet_id, expires_at, rank_paid, issued_at, id) WHERE open = 1;
CREATE INDEX lots_that_expire ON lots (expires_at, id) WHERE open = 1 AND expires_at < 9223372036854775807;

CREATE TABLE limits (
    wallet_id TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope <> ''),
    period TEXT NOT NULL CHECK (period IN ('day')),
    cap_coins INTEGER CHECK (cap_coins >= 0),
    next_cap_coins INTEGER CHECK (next_cap_coins >= 0),
    next_from INTEGER CHECK (next_from IS NOT NULL OR next_cap_coins IS NULL),
    time_zone TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
    spent INTEGER NOT NULL CHECK (spent >= 0),
    PRIMARY KEY (wallet_id, scope, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE buckets (
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    card_version INTEGER NOT NULL CHECK (card_version > 0),
    matures_at INTEGER NOT NULL,
    diamonds INTEGER NOT NULL CHECK (diamonds >= 0),
    payable_units INTEGER NOT NULL CHECK (payable_units >= 0),
    currency TEXT NOT NULL CHECK (currency <> ''),
    PRIMARY KEY (account_id, region, card_version, matures_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    picture TEXT NOT NULL,
    locale TEXT NOT NULL,
    region TEXT NOT NULL,
    age_min INTEGER CHECK (age_min >= 0),
    seen_at INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

CREATE TABLE rooms (
    id TEXT NOT NULL PRIMARY KEY,
    host_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'PAUSED', 'CLOSED')),
    stage TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER CHECK ((closed_at IS NOT NULL) = (status = 'CLOSED'))
) STRICT;
CREATE INDEX rooms_by_status ON rooms (status, id);

CREATE TABLE room_texts (
    room_id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL CHECK (title <> '')
) STRICT;

CREATE TABLE room_blocks (
    room_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
    reason TEXT NOT NULL,
    PRIMARY KEY (room_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE gifts (
    id TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    sender_id TEXT NOT NULL,
    recipient_id TEXT NOT NULL CHECK (recipient_id <> sender_id),
    gift_type TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    price_coins INTEGER NOT NULL CHECK (price_coins > 0),
    total_coins INTEGER NOT NULL CHECK (total_coins > 0),
    diamonds INTEGER NOT NULL CHECK (diamonds >= 0),
    anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
    sent_at INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX gifts_by_sender ON gifts (sender_id, id);
CREATE INDEX gifts_by_recipient ON gifts (recipient_id, id);

CREATE TABLE gift_texts (
    gift_id TEXT NOT NULL PRIMARY KEY,
    message TEXT NOT NULL CHECK (message <> '')
) STRICT;

CREATE TABLE gift_remainders (
    gift_id TEXT NOT NULL PRIMARY KEY,
    remaining INTEGER NOT NULL CHECK (remaining >= 0),
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER gifts_refuse_update BEFORE UPDATE ON gifts BEGIN SELECT RAISE(ABORT, 'gifts are never updated'); END;
CREATE TRIGGER gifts_refuse_delete BEFORE DELETE ON gifts BEGIN SELECT RAISE(ABORT, 'gifts are never deleted'); END;

CREATE TABLE rate_cards (
    region TEXT NOT NULL,
    card_version INTEGER NOT NULL CHECK (card_version >= 1),
    hash TEXT NOT NULL,
    holds_from INTEGER NOT NULL,
    content TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (region, card_version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER rate_cards_refuse_update BEFORE UPDATE ON rate_cards
BEGIN SELECT RAISE(ABORT, 'rate cards are never updated'); END;
CREATE TRIGGER rate_cards_refuse_delete BEFORE DELETE ON rate_cards
BEGIN SELECT RAISE(ABORT, 'rate cards are never deleted'); END;
