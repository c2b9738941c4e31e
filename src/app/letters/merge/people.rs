//! The rows of a roster as a merge needs them.

use std::path::Path;

use super::MergeError;
use super::composed::Composed;
use crate::app::files::roster_file::Hashed;
use crate::core::ids::Sha256Digest;
use crate::letter::block::Letter as Page;
use crate::letter::person::Holes;
use crate::roster::Delimiter;
use crate::roster::People;
pub(super) use crate::roster::Person as Row;

/// A roster, read whole before the first letter is made.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Names of the columns, as the file writes them.
    pub names: Vec<String>,
    /// People.
    pub rows: Vec<Row>,
    /// SHA-256 of the file.
    pub sha256: Sha256Digest,
}

impl Sheet {
    pub(super) fn row(&self, number: u64) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.row).ok()?;
        self.rows.get(at)
    }
}

/// Reads a roster, as the count of people reads it: any delimiter and encoding, titles above the header.
///
/// # Errors
/// Where it cannot be read, or a row makes no sense; then no letter is made at all.
pub fn read(path: &Path, delimiter: Option<Delimiter>, page: &Page) -> Result<Sheet, MergeError> {
    read_for(path, delimiter, [page])
}

/// Reads a roster for several letters.
///
/// # Errors
/// As [`read`].
pub(in crate::letters) fn read_for<'p>(
    path: &Path,
    delimiter: Option<Delimiter>,
    pages: impl IntoIterator<Item = &'p Page>,
) -> Result<Sheet, MergeError> {
    let file = std::fs::File::open(path).map_err(|source| MergeError::Read {
        path: path.to_owned(),
        source,
    })?;
    let mut hashed = Hashed::new(file);
    let fields = pages.into_iter().flat_map(|page| Holes::of(&page.blocks).fields);
    let of_list = fields.filter(|field| Composed::named(&field.column).is_none());
    let named = of_list.map(|field| field.column.as_str().to_owned()).collect();
    let mut people = People::open(&mut hashed, delimiter, named)?;
    let names = people.names().to_vec();
    let mut rows = Vec::new();
    while let Some(person) = people.next_person()? {
        rows.push(person);
    }
    drop(people);
    Ok(Sheet {
        names,
        rows,
        sha256: hashed.sha256(),
    })
}
