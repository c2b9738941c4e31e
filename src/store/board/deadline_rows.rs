//! The dated obligations of an incident, packed in one value.
//!
//! While little is known of an incident it has hundreds of them. As rows of a table they were most of the pages of a record
//! with many incidents, each read and marked by itself at every check.

use std::error::Error;

use chrono::{DateTime, Utc};
use rusqlite::Error::ToSqlConversionFailure;
use serde::{Deserialize, Serialize};

use crate::core::ids::ObligationId;
use crate::core::law::terms::Recipient;
use crate::core::time::Zone;
use crate::core::verdict::Verdict;

/// A dated obligation that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineRow {
    /// The incident's stream.
    pub stream: String,
    pub obligation: ObligationId,
    /// The last second that is still in time.
    pub strict: DateTime<Utc>,
    /// The authority's zone.
    pub zone: Zone,
    /// Due or possible.
    pub verdict: Verdict,
    /// Counted from a stand-in.
    pub provisional: bool,
    pub recipient: Recipient,
}

/// A dated obligation as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept<'a> {
    pub obligation: &'a str,
    /// Milliseconds since 1970.
    pub strict: i64,
    pub zone: &'a str,
    pub verdict: &'a str,
    pub provisional: bool,
    pub recipient: &'a str,
}

/// Packed values are larger than this in no record: a forged one may not take all memory.
const LARGEST: usize = 64 << 20;
/// The fastest: the ids and zones repeat so often that slower levels gain little.
const LEVEL: u8 = 1;

type Unreadable = Box<dyn Error + Send + Sync>;

pub(crate) fn pack_text(text: &str) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(text.as_bytes(), LEVEL)
}

pub(crate) fn unpack_text(packed: &[u8]) -> Result<String, Unreadable> {
    Ok(String::from_utf8(unpacked(packed)?)?)
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let unpacked = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, LARGEST);
    unpacked.map_err(|error| error.to_string().into())
}

/// Packs what is kept in the order of the obligations.
pub(crate) fn pack_kept(mut kept: Vec<Kept<'_>>) -> rusqlite::Result<Vec<u8>> {
    kept.sort_unstable_by_key(|row| row.obligation);
    let bytes = postcard::to_allocvec(&kept).map_err(|why| ToSqlConversionFailure(why.into()))?;
    Ok(miniz_oxide::deflate::compress_to_vec(&bytes, LEVEL))
}

pub(crate) fn pack(rows: &[DeadlineRow]) -> rusqlite::Result<Vec<u8>> {
    let kept = rows.iter().map(|row| Kept {
        obligation: row.obligation.as_str(),
        strict: row.strict.timestamp_millis(),
        zone: row.zone.name(),
        verdict: row.verdict.code(),
        provisional: row.provisional,
        recipient: row.recipient.code(),
    });
    pack_kept(kept.collect())
}

/// The rows of an incident in the order of their obligations. What cannot be read in one is an error, never passed on as
/// text.
pub(crate) fn unpack(stream: &str, packed: &[u8]) -> Result<Vec<DeadlineRow>, Unreadable> {
    let bytes = unpacked(packed)?;
    let kept: Vec<Kept<'_>> = postcard::from_bytes(&bytes)?;
    let mut zones: Vec<Zone> = Vec::new();
    let rows = kept.into_iter().map(|row| {
        // Few zones for many rows, and looking one up costs more than the rest of the row.
        let zone = match zones.iter().find(|zone| zone.name() == row.zone) {
            Some(zone) => zone.clone(),
            None => {
                let zone = Zone::named(row.zone)?;
                zones.push(zone.clone());
                zone
            }
        };
        let strict = DateTime::from_timestamp_millis(row.strict);
        Ok(DeadlineRow {
            stream: stream.to_owned(),
            obligation: row.obligation.parse()?,
            strict: strict.ok_or_else(|| format!("{} is no moment", row.strict))?,
            zone,
            verdict: row.verdict.parse()?,
            provisional: row.provisional,
            recipient: row.recipient.parse()?,
        })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(obligation: &str, zone: &str) -> DeadlineRow {
        DeadlineRow {
            stream: "one".to_owned(),
            obligation: obligation.parse().unwrap(),
            strict: DateTime::from_timestamp_millis(1_790_000_000_123).unwrap(),
            zone: Zone::named(zone).unwrap(),
            verdict: Verdict::Possible,
            provisional: true,
            recipient: Recipient::Regulator,
        }
    }

    #[test]
    fn what_is_packed_comes_back_in_the_order_of_obligations() {
        let rows = [
            row("us-tx/individuals", "America/Chicago"),
            row("eu-gdpr/art33", "Europe/Dublin"),
        ];
        let [later, first] = rows.clone();
        assert_eq!(unpack("one", &pack(&rows).unwrap()).unwrap(), [first, later]);
        assert_eq!(unpack("one", &pack(&[]).unwrap()).unwrap(), []);
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let kept = |zone, verdict, obligation, strict| Kept {
            obligation,
            strict,
            zone,
            verdict,
            provisional: false,
            recipient: "regulator",
        };
        let good = kept("UTC", "due", "a/b", 0);
        assert_eq!(unpack("one", &pack_kept(vec![good]).unwrap()).unwrap().len(), 1);
        for bad in [
            kept("Mars/Olympus", "due", "a/b", 0),
            kept("UTC", "perhaps", "a/b", 0),
            kept("UTC", "due", "no obligation", 0),
            kept("UTC", "due", "a/b", i64::MAX),
        ] {
            assert!(unpack("one", &pack_kept(vec![bad]).unwrap()).is_err());
        }
        assert!(unpack("one", b"\xff\xff").is_err());
        assert!(unpack_text(b"\xff\xff").is_err());
        let mut cut = pack(&[row("a/b", "UTC")]).unwrap();
        let _ = cut.pop();
        assert!(unpack("one", &cut).is_err());
    }

    #[test]
    fn a_value_that_would_take_all_memory_is_refused() {
        let huge = miniz_oxide::deflate::compress_to_vec(&vec![b' '; LARGEST + 1], 9);
        assert!(huge.len() < LARGEST / 100);
        assert!(unpack_text(&huge).is_err());
    }
}
