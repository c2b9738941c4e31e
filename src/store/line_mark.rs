//! The mark at the end of a line of the audit log, which only a holder of the record's key can make.
//!
//! The log is plain text, and whoever can write to the file can write a line that follows the one before it. So in a record of
//! the second format each line ends with an HMAC over what stands before it. A line that is written while the record is locked
//! (a failed unlock, a change of the law beside the record) cannot have one: it says `"locked":true`, belongs to no event, and
//! is vouched for by nobody.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::audit_line::{AuditLine, unreadable};
use super::key::RawKey;
use super::keys::{derive, mark};
use super::naming::Naming;
use super::{StoreError, sql};

/// What stands between a line and its mark.
const BEFORE: &[u8] = b",\"mac\":\"";
const DIGITS: usize = 64;
/// The number of the first line that was written with a mark.
const SINCE: &str = "audit_mac_since";

/// How the lines of a log are marked.
#[derive(Clone)]
pub(super) enum Marking {
    /// Not at all: the first format, and a record that may go back to it.
    None,
    /// Nobody is there who could: the record is locked.
    Locked,
    /// From a line on, under a key.
    Keyed { key: RawKey, since: u64 },
}

/// What vouches for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voucher {
    /// The key of the record.
    Key,
    /// Nothing, as the line says itself.
    Locked,
    /// Nothing: it is of a time before lines were marked.
    Older,
}

impl Marking {
    /// How an open record marks its lines. Where none was marked yet, any may still be without.
    pub(super) fn of_record(connection: &Connection) -> Result<Marking, StoreError> {
        let Naming::Keyed(names) = Naming::of_record(connection)? else {
            return Ok(Marking::None);
        };
        let key = derive(names.as_slice(), &[], "firebell 2 audit line");
        let since = since(connection)?.unwrap_or(u64::MAX);
        Ok(Marking::Keyed { key, since })
    }

    /// The bytes of a line, and its mark where it gets one.
    pub(super) fn written(&self, line: &AuditLine) -> Result<Vec<u8>, StoreError> {
        let mut text = serde_json::to_vec(line).map_err(unreadable("an audit line"))?;
        match self {
            Marking::None | Marking::Locked => Ok(text),
            Marking::Keyed { key, .. } => {
                let made = mark(key, &text);
                text.pop();
                text.extend_from_slice(BEFORE);
                text.extend_from_slice(hex::encode(made).as_bytes());
                text.extend_from_slice(b"\"}");
                Ok(text)
            }
        }
    }

    /// What vouches for a line; why nothing may, where it should be marked and is not, or falsely.
    pub(super) fn voucher(&self, line: u64, bytes: &[u8], locked: bool) -> Result<Voucher, &'static str> {
        let Marking::Keyed { key, since } = self else {
            return Ok(if locked { Voucher::Locked } else { Voucher::Older });
        };
        match (marked(bytes), locked) {
            (None, true) => Ok(Voucher::Locked),
            (Some(_), true) => Err("it says that it was written while the record was locked, and has a mark"),
            (None, false) if line < *since => Ok(Voucher::Older),
            (None, false) => Err("it has no mark of the record's key"),
            (Some((text, found)), false) => match mark(key, &text) == found {
                true => Ok(Voucher::Key),
                false => Err("its mark is not that of the record's key"),
            },
        }
    }
}

/// The text that a mark is over, and the mark.
fn marked(bytes: &[u8]) -> Option<(Vec<u8>, [u8; 32])> {
    let rest = bytes.strip_suffix(b"\"}")?;
    let (text, digits) = rest.split_at_checked(rest.len().checked_sub(DIGITS)?)?;
    let text = text.strip_suffix(BEFORE)?;
    let mut found = [0; 32];
    hex::decode_to_slice(digits, &mut found).ok()?;
    Some(([text, b"}"].concat(), found))
}

fn since(connection: &Connection) -> Result<Option<u64>, StoreError> {
    let found = connection
        .query_row("SELECT value FROM meta WHERE key = ?1", [SINCE], |row| {
            row.get::<_, String>(0)
        })
        .optional()
        .map_err(sql("read how audit lines are marked"))?;
    Ok(found.and_then(|text| text.parse().ok()))
}

/// Notes from which line on each has a mark; what is noted already stays.
pub(super) fn note_since(connection: &Connection, line: u64) -> Result<(), StoreError> {
    let put = connection.execute(
        "INSERT OR IGNORE INTO meta (key, value) VALUES (?1, ?2)",
        params![SINCE, line.to_string()],
    );
    put.map(drop).map_err(sql("record how audit lines are marked"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::time::WallTime;
    use crate::store::{Actor, Draft};

    fn line() -> AuditLine {
        let actor = Actor {
            name: "dana".to_owned(),
            host: "h".to_owned(),
            session: "s".to_owned(),
        };
        let at = WallTime::read(chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        AuditLine::after(
            &crate::store::audit_line::Head::none(),
            &Draft::new(&actor, at, "a.b", "t", "ok"),
        )
    }

    fn keyed(byte: u8) -> Marking {
        Marking::Keyed {
            key: RawKey::new([byte; 32]),
            since: 5,
        }
    }

    #[test]
    fn every_byte_of_a_marked_line_is_vouched_for() {
        let text = keyed(1).written(&line()).unwrap();
        assert_eq!(keyed(1).voucher(9, &text, false), Ok(Voucher::Key));
        assert!(keyed(2).voucher(9, &text, false).is_err(), "of another key");
        for at in 0..text.len() {
            let mut bytes = text.clone();
            bytes[at] ^= 1;
            assert!(keyed(1).voucher(9, &bytes, false).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_line_without_a_mark_counts_only_where_it_may() {
        let text = Marking::None.written(&line()).unwrap();
        assert_eq!(keyed(1).voucher(4, &text, false), Ok(Voucher::Older));
        assert!(keyed(1).voucher(5, &text, false).is_err());
        assert_eq!(keyed(1).voucher(5, &text, true), Ok(Voucher::Locked));
        let marked = keyed(1).written(&line()).unwrap();
        assert!(keyed(1).voucher(5, &marked, true).is_err(), "a mark and locked at once");
    }
}
