//! What is asked of the server. Portable: no extension, no function of its own, nothing that needs more rights than the
//! writer's.

macro_rules! append {
    ($with:literal, $rest:literal) => {
        concat!(
            $with,
            "INSERT INTO firebell.log (record, n, before, id, signer, epoch, sealed, prev, hash, sig) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            $rest
        )
    };
}

pub(super) const APPEND: &str = append!("", " RETURNING n");
/// In one round trip: the notification goes out with the commit.
pub(super) const APPEND_AND_TELL: &str = append!(
    "WITH put AS (",
    " RETURNING n), told AS (SELECT pg_notify('firebell', n::text) FROM put) SELECT n FROM put, told"
);
pub(super) const HEAD: &str = "SELECT n, hash FROM firebell.log WHERE record = $1 ORDER BY n DESC LIMIT 1";
pub(super) const HAS: &str = "SELECT n, hash FROM firebell.log WHERE record = $1 AND id = $2";
pub(super) const PULL: &str = "SELECT n, id, signer, epoch, CASE WHEN n > $2 THEN sealed ELSE ''::bytea END, prev, hash, sig \
                               FROM firebell.log WHERE record = $1 AND n >= $2 ORDER BY n LIMIT $3";
pub(super) const ROW: &str =
    "SELECT n, id, signer, epoch, sealed, prev, hash, sig FROM firebell.log WHERE record = $1 AND n = $2";
/// Fails where the tables are of an earlier firebell.
pub(super) const KEEPS_KEYS: &str =
    "SELECT 1 FROM firebell.incident_key k, firebell.erasure_report r WHERE k.record = $1 AND r.record = $1 LIMIT 0";
pub(super) const INCIDENT_KEYS: &str =
    "SELECT id, epoch, wrapped, gone FROM firebell.incident_key WHERE record = $1 AND id = ANY($2)";
pub(super) const ALL_INCIDENT_KEYS: &str =
    "SELECT id, epoch, wrapped, gone FROM firebell.incident_key WHERE record = $1 ORDER BY id";
pub(super) const PUT_KEYS: &str = "INSERT INTO firebell.incident_key (record, id, epoch, wrapped, gone) \
                                   SELECT $1, k.id, k.epoch, k.wrapped, k.gone \
                                   FROM unnest($2::uuid[], $3::integer[], $4::bytea[], $5::bigint[]) AS k (id, epoch, wrapped, gone) \
                                   ON CONFLICT (record, id) DO NOTHING";
pub(super) const RESTORE_KEY: &str = "UPDATE firebell.incident_key SET epoch = $3, wrapped = $4, gone = NULL \
                                      WHERE record = $1 AND id = $2 AND wrapped IS NULL";
pub(super) const TAKE_KEYS: &str = "UPDATE firebell.incident_key SET wrapped = NULL, gone = $3 \
                                    WHERE record = $1 AND id = ANY($2) AND wrapped IS NOT NULL";
pub(super) const REPORT: &str = "INSERT INTO firebell.erasure_report (record, id, machine, epoch, sealed) \
                                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record, id) DO NOTHING";
pub(super) const REPORTS: &str = "SELECT id, machine, epoch, sealed FROM firebell.erasure_report WHERE record = $1";
pub(super) const MACHINES: &str = "SELECT DISTINCT machine FROM firebell.audit WHERE record = $1 ORDER BY machine";
pub(super) const KEYS_OF: &str =
    "SELECT record, epoch, wrapped FROM firebell.team_key WHERE holder = $1 ORDER BY stored_at, epoch";
pub(super) const ALL_KEYS: &str =
    "SELECT epoch, holder, wrapped FROM firebell.team_key WHERE record = $1 ORDER BY stored_at, epoch, holder";
pub(super) const HAND_OUT: &str = "INSERT INTO firebell.team_key (record, epoch, holder, wrapped) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (record, epoch, holder, wrapped) DO NOTHING";
pub(super) const MEET: &str = "SELECT version(), (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
pub(super) const WAITS_FOR: &str = "SELECT current_setting('synchronous_standby_names')";
/// A commit that writes to the write-ahead log and nowhere else, and so waits for the standby.
pub(super) const COMMIT_NOTHING: &str = "SELECT pg_logical_emit_message(true, 'firebell', '')";
pub(super) const EDITION: &str = "SELECT least_client FROM firebell.format";
/// Neither does a session of ours keep others waiting for long, nor wait for long itself. Where the owner of the database has set
/// less, that stays. There is no time for a statement as a whole: the end of one would end a commit's wait for its standby, which
/// comes back as done.
pub(super) const KEEP_NOBODY_WAITING: &str = "SELECT set_config(s.name, w.most, false) FROM pg_settings s, \
     (VALUES ('idle_in_transaction_session_timeout', '30000'), ('lock_timeout', '3000')) AS w (name, most) \
     WHERE s.name = w.name AND CASE WHEN s.name = w.name THEN s.setting::bigint = 0 OR s.setting::bigint > w.most::bigint END";
pub(super) const LISTEN: &str = "LISTEN firebell; LISTEN firebell_here";
/// The channel of messages that are kept nowhere.
pub(super) const HERE: &str = "firebell_here";
pub(super) const PASS_ON: &str = "SELECT pg_notify('firebell_here', $1)";
pub(super) const WHERE: &str = "SELECT coalesce(host(inet_server_addr()) || ':' || inet_server_port(), 'socket')";
pub(super) const CLOCK: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/// By the number of the row.
pub(super) const STORED_AFTER: &str = "SELECT n, (extract(epoch FROM stored_at) * 1000)::bigint FROM firebell.log \
                                       WHERE record = $1 AND n > $2 ORDER BY n LIMIT 1000";
pub(super) const ADD_PART: &str = "INSERT INTO firebell.audit (record, machine, n, before, epoch, upto, lines, sealed, mark, prev, hash) \
                                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
pub(super) const ADD_SIGNED_PART: &str = "INSERT INTO firebell.audit \
                                          (record, machine, n, before, epoch, upto, lines, sealed, mark, prev, hash, signer, sig) \
                                          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
/// Fails where the tables are of an earlier firebell.
pub(super) const SIGNS_PARTS: &str = "SELECT sig FROM firebell.audit WHERE record = $1 LIMIT 0";
pub(super) const PARTS: &str = "SELECT n, epoch, upto, lines, prev, mark, hash FROM firebell.audit \
                                WHERE record = $1 AND machine = $2 AND n > $3 ORDER BY n";
pub(super) const SIGNED_PARTS: &str = "SELECT n, epoch, upto, lines, prev, mark, hash, signer, sig FROM firebell.audit \
                                       WHERE record = $1 AND machine = $2 AND n > $3 ORDER BY n";
pub(super) const SEALED_PARTS: &str = "SELECT machine, n, epoch, sealed, login FROM firebell.audit \
                                       WHERE record = $1 ORDER BY stored_at, machine, n";
pub(super) const AGES_OF_TEAM_KEYS: &str = "SELECT epoch, (extract(epoch FROM min(stored_at)) * 1000)::bigint \
                                            FROM firebell.team_key WHERE record = $1 GROUP BY epoch ORDER BY epoch";
pub(super) const AGES_OF_INCIDENT_KEYS: &str = "SELECT count(wrapped), count(gone), \
                                                (extract(epoch FROM min(CASE WHEN wrapped IS NOT NULL THEN stored_at END)) * 1000)::bigint \
                                                FROM firebell.incident_key WHERE record = $1";

/// Keeps others who ask for the same from appending until the transaction ends.
pub(super) fn hold(key: i64) -> String {
    format!("BEGIN; SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_xact_lock({key})")
}
