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
pub(super) const KEYS_OF: &str =
    "SELECT record, epoch, wrapped FROM firebell.team_key WHERE holder = $1 ORDER BY stored_at, epoch";
pub(super) const HOLDERS: &str = "SELECT DISTINCT epoch, holder FROM firebell.team_key WHERE record = $1";
pub(super) const ALL_KEYS: &str =
    "SELECT epoch, holder, wrapped FROM firebell.team_key WHERE record = $1 ORDER BY stored_at, epoch, holder";
pub(super) const HAND_OUT: &str =
    "INSERT INTO firebell.team_key (record, epoch, holder, wrapped) VALUES ($1, $2, $3, $4)";
pub(super) const MEET: &str = "SELECT version(), (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
pub(super) const WAITS_FOR: &str = "SELECT current_setting('synchronous_standby_names')";
/// A commit that writes to the write-ahead log and nowhere else, and so waits for the standby.
pub(super) const COMMIT_NOTHING: &str = "SELECT pg_logical_emit_message(true, 'firebell', '')";
pub(super) const EDITION: &str = "SELECT least_client FROM firebell.format";
pub(super) const LISTEN: &str = "LISTEN firebell; LISTEN firebell_here";
/// The channel of messages that are kept nowhere.
pub(super) const HERE: &str = "firebell_here";
pub(super) const PASS_ON: &str = "SELECT pg_notify('firebell_here', $1)";
pub(super) const WHERE: &str = "SELECT coalesce(host(inet_server_addr()) || ':' || inet_server_port(), 'socket')";
pub(super) const CLOCK: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

pub(super) const ADD_PART: &str = "INSERT INTO firebell.audit (record, machine, n, before, epoch, upto, lines, sealed, mark, prev, hash) \
                                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
pub(super) const PARTS: &str = "SELECT n, epoch, upto, lines, prev, mark, hash FROM firebell.audit \
                                WHERE record = $1 AND machine = $2 AND n > $3 ORDER BY n";

/// Keeps others who ask for the same from appending until the transaction ends.
pub(super) fn hold(key: i64) -> String {
    format!("BEGIN; SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_xact_lock({key})")
}
