//! A file of returned mail: the pieces it names, and nothing else of it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::app::files::input_file::{self, Limit};
use crate::core::ids::{MailingId, StoredDigest};

/// Why a file of returned mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReturnsError {
    #[error("could not read {}", path.display())]
    Read {
        path: std::path::PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// Lines that name no piece of the mailing, by their numbers.
    #[error("{count} of the lines name no piece of {mailing}")]
    Lines {
        mailing: MailingId,
        count: usize,
        first: Vec<u64>,
    },
    #[error("the file names no piece of {0}")]
    Empty(MailingId),
}

/// How many lines are named before the rest is only counted.
const NAMED: usize = 20;

/// The pieces that a file names: a CSV file with a column `piece`, or a piece on each line.
///
/// # Errors
/// Where a line names no piece of the mailing: a returned letter that is not counted is a person who was not told.
pub fn returned_pieces(path: &Path, mailing: &MailingId) -> Result<(BTreeSet<u32>, StoredDigest), ReturnsError> {
    let read = |source| ReturnsError::Read {
        path: path.to_owned(),
        source,
    };
    let bytes = input_file::bytes(path, Limit::Export).map_err(read)?;
    let sha256 = StoredDigest::of(&bytes);
    let text = input_file::utf8(bytes).map_err(read)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let (mut pieces, mut wrong, mut column) = (BTreeSet::new(), Vec::new(), 0);
    for (number, row) in (1..).zip(reader.records()) {
        let row = row.map_err(|error| read(std::io::Error::other(error)))?;
        if row.iter().all(str::is_empty) {
            continue;
        }
        let head = row.iter().position(|cell| cell.eq_ignore_ascii_case("piece"));
        if let Some(head) = head.filter(|_| pieces.is_empty() && wrong.is_empty()) {
            column = head;
            continue;
        }
        match row.get(column).and_then(|cell| mailing.piece_number(cell)) {
            Some(piece) => {
                pieces.insert(piece);
            }
            None => wrong.push(number),
        }
    }
    if !wrong.is_empty() {
        let count = wrong.len();
        wrong.truncate(NAMED);
        return Err(ReturnsError::Lines {
            mailing: mailing.clone(),
            count,
            first: wrong,
        });
    }
    match pieces.is_empty() {
        true => Err(ReturnsError::Empty(mailing.clone())),
        false => Ok((pieces, sha256)),
    }
}
