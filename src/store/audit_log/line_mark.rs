//! The mark at the end of a line of the audit log, which only a holder of the record's key can make.
//!
//! The log is plain text, and whoever can write to the file can write a line that follows the one before it. So in a record of
//! the second format each line ends with an HMAC over what stands before it. A line that is written while the record is locked
//! (a failed unlock, a change of the law beside the record) cannot have one: it says `"locked":true`, belongs to no event, and
//! is vouched for by nobody.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::event_names::Naming;
use super::line::Head;
use crate::store::events::{Digest, digest_in};
use crate::store::keys::{Marker, derive};
use crate::store::{Store, StoreError, sql};

/// What stands between a line and its mark.
const BEFORE: &[u8] = b",\"mac\":\"";
const DIGITS: usize = 64;
/// The number of the first line that was written with a mark.
pub(crate) const SINCE: &str = "audit_mac_since";

/// How the lines of a log are marked.
#[derive(Clone)]
pub(crate) enum Marking {
    /// Not at all: the first format, and a record that may go back to it.
    None,
    /// Nobody is there who could: the record is locked.
    Locked,
    /// Under the keys of one generation after another, of which there is one at least.
    Keyed(Vec<LineKey>),
}

/// What lines are marked with from one of them on.
#[derive(Clone)]
pub(crate) struct LineKey {
    pub(crate) marker: Marker,
    /// [`u64::MAX`]: none is yet.
    pub(crate) since: u64,
}

/// The key of a line: the last one that had begun.
fn at(keys: &[LineKey], line: u64) -> Option<&LineKey> {
    keys.iter().rev().find(|key| key.since <= line).or(keys.first())
}

/// What vouches for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voucher {
    /// The key of the record.
    Key,
    /// Nothing, as the line says itself.
    Locked,
    /// Nothing: it is of a time before lines were marked.
    Older,
}

impl Marking {
    /// Whether a line was marked under the newest key already, where there are keys.
    pub(crate) fn has_begun(&self) -> bool {
        match self {
            Marking::None | Marking::Locked => true,
            Marking::Keyed(keys) => keys.last().is_none_or(|key| key.since != u64::MAX),
        }
    }

    /// What writes lines and marks them.
    pub(crate) fn writer(&self) -> LineWriter {
        let marker = match self {
            Marking::None | Marking::Locked => None,
            Marking::Keyed(keys) => keys.last().map(|key| key.marker.clone()),
        };
        LineWriter {
            marker,
            locked: matches!(self, Marking::Locked),
        }
    }

    /// What vouches for a line; why nothing may, where it should be marked and is not, or falsely.
    pub(crate) fn voucher(&self, line: u64, bytes: &[u8], locked: bool) -> Result<Voucher, &'static str> {
        let Marking::Keyed(keys) = self else {
            return Ok(if locked { Voucher::Locked } else { Voucher::Older });
        };
        match (marked(bytes), locked) {
            (None, true) => Ok(Voucher::Locked),
            (Some(_), true) => Err("it says that it was written while the record was locked, and has a mark"),
            (None, false) if keys.iter().all(|key| line < key.since) => Ok(Voucher::Older),
            (None, false) => Err("it has no mark of the record's key"),
            (Some((text, found)), false) => {
                match at(keys, line).is_some_and(|line| line.marker.mark_of(&[text, b"}"]) == found) {
                    true => Ok(Voucher::Key),
                    false => Err("its mark is not that of the record's key"),
                }
            }
        }
    }
}

/// Writes lines, each with its mark where it gets one.
pub(crate) struct LineWriter {
    marker: Option<Marker>,
    locked: bool,
}

impl LineWriter {
    /// Adds the line that follows an end, whose action is written already as an object of its own: the same bytes as those of
    /// an [`AuditLine`], in which the parts of the action lie between its number and the digest of the line before.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>, head: &Head, action: &[u8]) {
        let begins = bytes.len();
        bytes.extend_from_slice(b"{\"n\":");
        bytes.extend_from_slice((head.lines + 1).to_string().as_bytes());
        bytes.push(b',');
        let parts = action.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
        bytes.extend_from_slice(parts.unwrap_or_default());
        if self.locked {
            bytes.extend_from_slice(b",\"locked\":true");
        }
        bytes.extend_from_slice(b",\"prev\":\"");
        bytes.extend_from_slice(head.digest.as_bytes());
        bytes.extend_from_slice(b"\"}");
        if let Some(marker) = &self.marker {
            let made = marker.mark(&bytes[begins..]);
            bytes.pop();
            bytes.extend_from_slice(BEFORE);
            bytes.extend_from_slice(hex::encode(made).as_bytes());
            bytes.extend_from_slice(b"\"}");
        }
    }
}

impl Store {
    /// How the open record marks its lines. Where none was marked yet, any may still be without.
    pub(crate) fn marking(&self) -> Result<Marking, StoreError> {
        let Naming::Keyed(names) = Naming::of_record(&self.connection)? else {
            return Ok(Marking::None);
        };
        // Before there were generations, the key followed from one in the database.
        let first = LineKey {
            marker: Marker::of(&derive(names.as_slice(), &[], "firebell 2 audit line")),
            since: since(&self.connection)?.unwrap_or(u64::MAX),
        };
        let generations = self.proof_keys()?.into_iter().map(|key| LineKey {
            marker: Marker::of(&key.of_lines()),
            since: key.since,
        });
        Ok(Marking::Keyed([first].into_iter().chain(generations).collect()))
    }
}

/// The text that a mark is over, but for its closing bracket, and the mark.
fn marked(bytes: &[u8]) -> Option<(&[u8], Digest)> {
    let rest = bytes.strip_suffix(b"\"}")?;
    let (text, digits) = rest.split_at_checked(rest.len().checked_sub(DIGITS)?)?;
    let text = text.strip_suffix(BEFORE)?;
    Some((text, digest_in(digits)?))
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
pub(crate) fn note_since(connection: &Connection, line: u64) -> Result<(), StoreError> {
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
    use crate::store::audit_log::line::EventRef;
    use crate::store::keys::database_key::RawKey;
    use crate::store::{Actor, AuditLine, Draft, LineOutcome};

    fn line() -> Draft {
        let actor = Actor {
            name: "dana".to_owned(),
            host: "h".to_owned(),
            session: "s".to_owned(),
        };
        let at = WallTime::read(chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        Draft::new(&actor, at, "a.b", "t", LineOutcome::Ok)
    }

    fn written(marking: &Marking, draft: &Draft) -> Vec<u8> {
        let mut bytes = Vec::new();
        let action = serde_json::to_vec(draft).unwrap();
        marking.writer().write(&mut bytes, &Head::none(), &action);
        bytes
    }

    #[test]
    fn a_line_is_written_as_it_is_read() {
        let mut draft = line();
        for event in [None, Some(("members", 7))] {
            draft.event = event.map(|(stream, seq)| EventRef {
                stream: stream.to_owned(),
                seq,
                digest: "\"quoted\"".to_owned(),
            });
            for marking in [Marking::None, Marking::Locked] {
                let expected = AuditLine {
                    locked: matches!(marking, Marking::Locked),
                    ..AuditLine::after(&Head::none(), &draft)
                };
                assert_eq!(written(&marking, &draft), serde_json::to_vec(&expected).unwrap());
            }
            let read: AuditLine = serde_json::from_slice(&written(&keyed(1), &draft)).unwrap();
            assert_eq!(read.draft, draft);
        }
    }

    fn keyed(byte: u8) -> Marking {
        Marking::Keyed(vec![generation(byte, 5)])
    }

    fn generation(byte: u8, since: u64) -> LineKey {
        LineKey {
            marker: Marker::of(&RawKey::from(&[byte; 32])),
            since,
        }
    }

    /// A former key vouches for what it marked, and for nothing that came after it was replaced.
    #[test]
    fn each_line_is_vouched_for_by_the_key_of_its_time() {
        let both = Marking::Keyed(vec![generation(1, 5), generation(2, 20)]);
        let (old, new) = (written(&keyed(1), &line()), written(&keyed(2), &line()));
        assert_eq!(written(&both, &line()), new);
        assert_eq!(both.voucher(19, &old, false), Ok(Voucher::Key));
        assert_eq!(both.voucher(20, &new, false), Ok(Voucher::Key));
        assert!(both.voucher(20, &old, false).is_err());
        assert!(both.voucher(19, &new, false).is_err());
        let pending = Marking::Keyed(vec![generation(1, 5), generation(2, u64::MAX)]);
        assert!(!pending.has_begun() && both.has_begun());
        assert_eq!(pending.voucher(21, &old, false), Ok(Voucher::Key));
    }

    #[test]
    fn every_byte_of_a_marked_line_is_vouched_for() {
        let text = written(&keyed(1), &line());
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
        let text = written(&Marking::None, &line());
        assert_eq!(keyed(1).voucher(4, &text, false), Ok(Voucher::Older));
        assert!(keyed(1).voucher(5, &text, false).is_err());
        assert_eq!(keyed(1).voucher(5, &text, true), Ok(Voucher::Locked));
        let marked = written(&keyed(1), &line());
        assert!(keyed(1).voucher(5, &marked, true).is_err(), "a mark and locked at once");
    }
}
