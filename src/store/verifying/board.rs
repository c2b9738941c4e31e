//! Whether the board has one row for every incident, under the code that its events give it.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem::Finder;

use super::proof::Broken;
use crate::core::event::{Event, What};
use crate::core::ids::Stream;
use crate::store::read_event::read_event;
use crate::store::{Store, StoreError, sql};

/// What the events say the code of each incident is.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    codes: BTreeMap<String, String>,
    /// Incidents whose events only some members can open: which code they have is not told here.
    sealed: BTreeSet<String>,
}

/// Finds the few events that are about a code.
pub(crate) struct AboutCodes([Finder<'static>; 3]);

impl Default for AboutCodes {
    fn default() -> AboutCodes {
        AboutCodes([
            Finder::new("\"what\":\"imported\""),
            Finder::new("\"what\":\"recoded\""),
            Finder::new("\"was\":\"incident.import\""),
        ])
    }
}

impl AboutCodes {
    pub(crate) fn may_be(&self, seq: u64, body: &[u8]) -> bool {
        seq == 1 || self.0.iter().any(|finder| finder.find(body).is_some())
    }
}

impl Claims {
    /// Takes an event in that may be about a code, and says whether it tells of an import.
    pub(crate) fn take(&mut self, stream: Stream<'_>, body: &[u8]) -> bool {
        // What cannot be read is told by the walk over the chain.
        let Ok(Event { what, .. }) = read_event(body) else {
            return false;
        };
        if let What::Opened { code, .. } = what {
            self.codes.insert(stream.name().to_owned(), code);
            return false;
        }
        if let What::Sealed(sealed) = &what {
            self.sealed.insert(stream.name().to_owned());
            return sealed.was.as_deref() == Some(crate::store::signing::batch_check::IMPORT);
        }
        let (code, imported) = if let What::Imported { code, .. } = what {
            (code, true)
        } else if let What::Recoded { code, .. } = what {
            (code, false)
        } else {
            return false;
        };
        self.codes.insert(stream.name().to_owned(), code.to_string());
        imported
    }
}

impl Store {
    /// Lays what the events say beside the rows of the board.
    pub(crate) fn compare_board(&self, claims: &Claims) -> Result<Option<Broken>, StoreError> {
        let mut by_code: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (stream, code) in &claims.codes {
            by_code.entry(code).or_default().push(stream);
        }
        if let Some((code, streams)) = by_code.iter().find(|(_, streams)| streams.len() > 1) {
            return Ok(Some(Broken::Board(format!(
                "{} incidents have the code {code}: {}",
                streams.len(),
                streams.join(", ")
            ))));
        }
        let rows = self.codes_of_rows()?;
        let differs = claims
            .codes
            .iter()
            .find(|(stream, code)| rows.get(*stream) != Some(*code));
        if let Some((stream, code)) = differs {
            return Ok(Some(Broken::Board(match rows.get(stream) {
                None => format!("incident {code} ({stream}) has no row on the board"),
                Some(row) => format!("incident {code} ({stream}) is on the board as {row}"),
            })));
        }
        let unlisted = claims.sealed.iter().find(|stream| !rows.contains_key(*stream));
        if let Some(stream) = unlisted {
            return Ok(Some(Broken::Board(format!(
                "the restricted incident {stream} has no row on the board"
            ))));
        }
        let known = |stream: &String| claims.codes.contains_key(stream) || claims.sealed.contains(stream);
        let mut orphan = None;
        for row in rows.iter().filter(|(stream, _)| !known(stream)) {
            // One that was opened away from the team's server is on the board before it is recorded.
            if !self.waits_on(Stream::Incident(row.0))? {
                orphan = Some(row);
                break;
            }
        }
        Ok(orphan.map(|(stream, code)| Broken::Board(format!("{code} ({stream}) is on the board and has no events"))))
    }

    fn codes_of_rows(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT stream, code FROM summary")
            .map_err(sql("list incidents"))?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(sql("list incidents"))?;
        rows.collect::<Result<_, _>>().map_err(sql("list incidents"))
    }

    /// The streams of incidents in the order in which this record got them.
    ///
    /// # Errors
    /// What the database says.
    pub fn streams_as_they_came(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare(
                "SELECT DISTINCT event.stream FROM event LEFT JOIN number USING (stream) \
                 WHERE event.stream NOT IN (SELECT stream FROM erased) \
                 ORDER BY number.n IS NULL, number.n, event.stream",
            )
            .map_err(sql("list streams"))?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(sql("list streams"))?;
        rows.collect::<Result<_, _>>().map_err(sql("list streams"))
    }
}
