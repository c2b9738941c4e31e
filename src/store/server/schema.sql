-- The tables of records that firebell shares, edition 1.
--
-- Run this once, as the owner of an empty database; no superuser and no extension is needed. It can be run again.
-- Everything that is stored is sealed: the server sees how much, when, by which login and by which random member id.
--
-- Part 1: roles. Those that are there are left alone. Where somebody else makes roles, or the engine knows no such block, have
-- the three made beforehand and leave this part out:
--   CREATE ROLE firebell_writer; CREATE ROLE firebell_eraser; CREATE ROLE firebell_auditor;
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'firebell_writer') THEN
        CREATE ROLE firebell_writer NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'firebell_eraser') THEN
        CREATE ROLE firebell_eraser NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'firebell_auditor') THEN
        CREATE ROLE firebell_auditor NOLOGIN;
    END IF;
END
$$;

-- Part 2: tables.
CREATE SCHEMA IF NOT EXISTS firebell;
REVOKE ALL ON SCHEMA firebell FROM PUBLIC;

CREATE TABLE IF NOT EXISTS firebell.format (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    version      integer NOT NULL,
    least_client integer NOT NULL
);
INSERT INTO firebell.format (version, least_client) VALUES (1, 1) ON CONFLICT (one) DO NOTHING;

-- A row for everything that was recorded in one go. The primary key gives the order, the foreign key holds the chain: no gap,
-- no fork, no other predecessor, whatever a client does.
CREATE TABLE IF NOT EXISTS firebell.log (
    record    uuid        NOT NULL,
    n         bigint      NOT NULL CHECK (n > 0),
    before    bigint      CHECK (before IS NOT DISTINCT FROM nullif(n - 1, 0)),
    id        uuid        NOT NULL,
    signer    bytea       NOT NULL CHECK (octet_length(signer) = 8),
    epoch     integer     NOT NULL CHECK (epoch > 0),
    sealed    bytea       NOT NULL CHECK (octet_length(sealed) BETWEEN 40 AND 16777216),
    prev      bytea       CHECK (octet_length(prev) = 32 AND n > 1 OR prev IS NULL AND n = 1),
    hash      bytea       NOT NULL CHECK (octet_length(hash) = 32),
    sig       bytea       NOT NULL CHECK (octet_length(sig) = 64),
    login     text        NOT NULL DEFAULT session_user,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (record, n),
    UNIQUE (record, id),
    UNIQUE (record, n, hash),
    FOREIGN KEY (record, before, prev) REFERENCES firebell.log (record, n, hash)
);

-- The keys of a team, each wrapped for one member. Who has none of them opens nothing of the log. Which of them count is told in
-- the log, signed: what else a login puts here is nothing.
CREATE TABLE IF NOT EXISTS firebell.team_key (
    record    uuid        NOT NULL,
    epoch     integer     NOT NULL CHECK (epoch > 0),
    holder    bytea       NOT NULL CHECK (octet_length(holder) = 8),
    wrapped   bytea       NOT NULL CHECK (octet_length(wrapped) = 104),
    login     text        NOT NULL DEFAULT session_user,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (record, epoch, holder, wrapped)
);
CREATE INDEX IF NOT EXISTS team_key_holder ON firebell.team_key (holder);

-- Lines of the audit log of each machine: what was read, exported, refused. A chain for each machine, as above.
CREATE TABLE IF NOT EXISTS firebell.audit (
    record    uuid        NOT NULL,
    machine   uuid        NOT NULL,
    n         bigint      NOT NULL CHECK (n > 0),
    before    bigint      CHECK (before IS NOT DISTINCT FROM nullif(n - 1, 0)),
    epoch     integer     NOT NULL CHECK (epoch > 0),
    upto      bigint      NOT NULL CHECK (upto > 0),
    lines     integer     NOT NULL CHECK (lines > 0),
    sealed    bytea       NOT NULL CHECK (octet_length(sealed) BETWEEN 40 AND 16777216),
    mark      bytea       NOT NULL CHECK (octet_length(mark) = 32),
    prev      bytea       CHECK (octet_length(prev) = 32 AND n > 1 OR prev IS NULL AND n = 1),
    hash      bytea       NOT NULL CHECK (octet_length(hash) = 32),
    login     text        NOT NULL DEFAULT session_user,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (record, machine, n),
    UNIQUE (record, machine, n, hash),
    FOREIGN KEY (record, machine, before, prev) REFERENCES firebell.audit (record, machine, n, hash)
);
-- The member whose machine sent a part, and their signature.
ALTER TABLE firebell.audit ADD COLUMN IF NOT EXISTS signer bytea CHECK (octet_length(signer) = 8);
ALTER TABLE firebell.audit ADD COLUMN IF NOT EXISTS sig bytea CHECK (octet_length(sig) = 64);

-- The keys of incidents, each wrapped under a key of the team. They are no part of the chain: what was recorded of an incident
-- is sealed under its key within the rows of the log, so that the rows can stay when the key goes and opens nothing any more.
CREATE TABLE IF NOT EXISTS firebell.incident_key (
    record    uuid        NOT NULL,
    id        uuid        NOT NULL,
    epoch     integer     NOT NULL CHECK (epoch > 0),
    wrapped   bytea       CHECK (octet_length(wrapped) = 72),
    -- The row of the log with which the key went.
    gone      bigint      CHECK (gone > 0),
    login     text        NOT NULL DEFAULT session_user,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((gone IS NULL) = (wrapped IS NOT NULL)),
    PRIMARY KEY (record, id)
);

-- How far each machine has erased what had to go, as it says itself: sealed for the team and signed.
CREATE TABLE IF NOT EXISTS firebell.erasure_report (
    record    uuid        NOT NULL,
    id        uuid        NOT NULL,
    machine   uuid        NOT NULL,
    epoch     integer     NOT NULL CHECK (epoch > 0),
    sealed    bytea       NOT NULL CHECK (octet_length(sealed) BETWEEN 40 AND 4096),
    login     text        NOT NULL DEFAULT session_user,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (record, id)
);

-- Part 3: what stops a slip of the owner. It needs triggers, which not every engine has: leave it out there.
CREATE OR REPLACE FUNCTION firebell.stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of firebell.% are never changed', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;
DROP TRIGGER IF EXISTS stays ON firebell.log;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON firebell.log
    FOR EACH STATEMENT EXECUTE FUNCTION firebell.stays();
DROP TRIGGER IF EXISTS stays ON firebell.team_key;
CREATE TRIGGER stays BEFORE UPDATE OR TRUNCATE ON firebell.team_key
    FOR EACH STATEMENT EXECUTE FUNCTION firebell.stays();
DROP TRIGGER IF EXISTS stays ON firebell.audit;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON firebell.audit
    FOR EACH STATEMENT EXECUTE FUNCTION firebell.stays();
DROP TRIGGER IF EXISTS stays ON firebell.incident_key;
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON firebell.incident_key
    FOR EACH STATEMENT EXECUTE FUNCTION firebell.stays();
DROP TRIGGER IF EXISTS stays ON firebell.erasure_report;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON firebell.erasure_report
    FOR EACH STATEMENT EXECUTE FUNCTION firebell.stays();

REVOKE ALL ON FUNCTION firebell.stays() FROM PUBLIC;

-- Part 4: rights. A writer reads and adds; nobody but the owner changes or deletes, and nobody chooses login or time.
REVOKE ALL ON ALL TABLES IN SCHEMA firebell FROM PUBLIC;
GRANT USAGE ON SCHEMA firebell TO firebell_writer, firebell_eraser, firebell_auditor;
GRANT SELECT ON firebell.format, firebell.log, firebell.team_key TO firebell_writer;
GRANT INSERT (record, n, before, id, signer, epoch, sealed, prev, hash, sig) ON firebell.log TO firebell_writer;
GRANT INSERT (record, epoch, holder, wrapped) ON firebell.team_key TO firebell_writer;
-- Into the audit logs a writer only adds; of what is there it sees the marks, to hold its own log against them.
GRANT INSERT (record, machine, n, before, epoch, upto, lines, sealed, mark, prev, hash, signer, sig) ON firebell.audit
    TO firebell_writer;
GRANT SELECT (record, machine, n, before, epoch, upto, lines, mark, prev, hash, signer, sig) ON firebell.audit
    TO firebell_writer;
GRANT SELECT (record, id, epoch, wrapped, gone, stored_at) ON firebell.incident_key TO firebell_writer;
GRANT INSERT (record, id, epoch, wrapped, gone) ON firebell.incident_key TO firebell_writer;
GRANT SELECT (record, id, machine, epoch, sealed) ON firebell.erasure_report TO firebell_writer;
GRANT INSERT (record, id, machine, epoch, sealed) ON firebell.erasure_report TO firebell_writer;
-- The keys of incidents, and nothing else, may be taken away, by the logins of those who may erase.
GRANT SELECT (record, id, epoch, wrapped, gone) ON firebell.incident_key TO firebell_eraser;
GRANT UPDATE (epoch, wrapped, gone) ON firebell.incident_key TO firebell_eraser;
-- An auditor sees who stored what when, and no byte of it.
GRANT SELECT ON firebell.format TO firebell_auditor;
GRANT SELECT (record, n, before, id, signer, epoch, prev, hash, sig, login, stored_at) ON firebell.log TO firebell_auditor;
GRANT SELECT (record, epoch, holder, login, stored_at) ON firebell.team_key TO firebell_auditor;
GRANT SELECT ON firebell.audit TO firebell_auditor;
GRANT SELECT (record, id, epoch, gone, login, stored_at) ON firebell.incident_key TO firebell_auditor;
GRANT SELECT (record, id, machine, epoch, login, stored_at) ON firebell.erasure_report TO firebell_auditor;

-- Part 5: one login for each person, as an example:
--   CREATE ROLE dana LOGIN PASSWORD '…' IN ROLE firebell_writer;
--   ALTER ROLE dana SET idle_in_transaction_session_timeout = '30s';
--   ALTER ROLE dana SET lock_timeout = '3s';
-- firebell sets the same for its own sessions. For whatever else somebody connects with:
--   ALTER DATABASE firebell SET idle_in_transaction_session_timeout = '30s';
-- and for those who may erase, the owners of the record:
--   GRANT firebell_eraser TO dana;
-- When somebody leaves: firebell member revoke NAME, then DROP ROLE.
