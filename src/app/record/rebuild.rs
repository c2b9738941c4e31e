//! The board made anew from the events.

use std::collections::{BTreeMap, BTreeSet};

use super::load::folded;
use super::prepare::{Before, Prepared};
use super::rows::{Rows, rows_of_all};
use super::{Record, RecordError};
use crate::core::event::What;
use crate::core::ids::{IncidentCode, Recoding, Series};
use crate::core::incident::Incident;
use crate::core::time::WallTime;
use crate::store::{StoreError, Stream};

/// An incident that was given another code while the board was made anew.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Recoded {
    /// What it had.
    pub was: String,
    /// What it has now.
    pub code: String,
    pub title: String,
    pub because: Recoding,
}

/// What making the board anew came to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    /// Incidents assessed.
    pub incidents: usize,
    /// Those that were given another code.
    pub recoded: Vec<Recoded>,
}

/// An incident as its events tell it, and the code that is its own in this record.
struct Placed {
    incident: Incident,
    /// The same with what waits for the team's server, where anything does: the board shows that too.
    waited: Option<Incident>,
    code: Result<IncidentCode, Recoding>,
}

/// Every incident there is.
struct Board {
    placed: Vec<Placed>,
    /// The rows of incidents that whoever opened the record cannot open, and of those that wait for the team's server: they stay as
    /// they are.
    kept: Vec<Rows>,
}

impl Record {
    /// Writes every row of the board anew from the events. Two incidents with one code are told apart: the one this
    /// record got first keeps it, and a further event gives the other its own.
    ///
    /// # Errors
    /// The first incident that does not read; nothing is changed then.
    pub fn rebuild(&mut self, now: WallTime) -> Result<Rebuilt, RecordError> {
        let organisation = self.organisation(None)?;
        self.write(now, |writing| {
            writing.index_anew()?;
            let Board { placed, kept } = self.placed()?;
            let mut taken: BTreeSet<IncidentCode> = placed.iter().filter_map(|p| p.code.ok()).collect();
            taken.extend(
                kept.iter()
                    .filter_map(|(row, _)| row.code.as_str().parse::<IncidentCode>().ok()),
            );
            // The audit log and letters still name an erased one.
            let erased = self.store.erased_incidents()?;
            taken.extend(
                erased
                    .iter()
                    .filter_map(|erased| erased.code.parse::<IncidentCode>().ok()),
            );
            let mut rebuilt = Rebuilt {
                incidents: placed.len() + kept.len(),
                recoded: Vec::new(),
            };
            let mut steps: Vec<Prepared> = Vec::new();
            let mut in_place = Vec::new();
            let mut recoded = Vec::new();
            for Placed { incident, waited, code } in placed {
                match code {
                    Ok(_) => in_place.push(waited.unwrap_or(incident)),
                    Err(because) => recoded.push((incident, because)),
                }
            }
            let assessed = rows_of_all(&self.rules, &organisation, &in_place, now).into_iter();
            let rows: Vec<Rows> = kept.into_iter().map(Ok).chain(assessed).collect::<Result<_, _>>()?;
            for (incident, because) in recoded {
                let series = series_of(&incident)?;
                let code = series
                    .next(taken.iter().copied())
                    .ok_or_else(|| StoreError::NoCode(series.prefix()))?;
                taken.insert(code);
                rebuilt.recoded.push(Recoded {
                    was: incident.code.to_string(),
                    code: code.to_string(),
                    title: incident.title.clone(),
                    because,
                });
                let was = incident.code.to_string();
                let what = What::Recoded { was, code, because };
                let before = Before {
                    incident: Some(incident),
                    events: Vec::new(),
                    waiting: Vec::new(),
                    organisation: organisation.clone(),
                };
                steps.push(self.prepare(before, vec![what], now)?);
            }
            writing.clear_rows()?;
            for (row, deadlines) in &rows {
                writing.put_row(row, deadlines)?;
            }
            for step in steps {
                step.written(writing, self.acknowledged())?;
            }
            Ok(rebuilt)
        })
    }

    /// Every incident in the order in which this record got them: the first one with a code keeps it.
    fn placed(&self) -> Result<Board, RecordError> {
        let mut first: BTreeMap<IncidentCode, String> = BTreeMap::new();
        let mut board = Board {
            placed: Vec::new(),
            kept: Vec::new(),
        };
        let streams = self.store.streams_as_they_came()?;
        for stream in &streams {
            let name = Stream::named(stream);
            if !name.is_incident() {
                continue;
            }
            let Some(events) = self.store.open_restricted(name, self.store.events(name)?)? else {
                if let Some(row) = self.store.summary(stream)? {
                    if let Ok(code) = row.code.as_str().parse::<IncidentCode>() {
                        first.entry(code).or_insert_with(|| stream.clone());
                    }
                    let deadlines = self.store.deadlines_of(name)?;
                    board.kept.push((row, deadlines));
                }
                continue;
            };
            let recorded = events.iter().map(|stored| &stored.event);
            let incident = folded(name, recorded.clone())?;
            let waiting = self.waiting_on(name, events.last().map_or(0, |stored| stored.event.seq))?;
            let waited = match waiting.is_empty() {
                true => None,
                false => Some(folded(name, recorded.chain(&waiting))?),
            };
            let code = match incident.code.parse::<IncidentCode>() {
                Err(_) => Err(Recoding::Malformed),
                Ok(code) if code.kind() != incident.kind => Err(Recoding::Malformed),
                Ok(code) => match first.entry(code).or_insert_with(|| stream.clone()) == stream {
                    true => Ok(code),
                    false => Err(Recoding::Doubled),
                },
            };
            board.placed.push(Placed { incident, waited, code });
        }
        for stream in self.store.waiting_streams()? {
            if !streams.contains(&stream)
                && let Some(row) = self.store.summary(&stream)?
            {
                let deadlines = self.store.deadlines_of(Stream::named(&stream))?;
                board.kept.push((row, deadlines));
            }
        }
        Ok(board)
    }
}

/// What the numbers of an incident's kind and year are counted in.
fn series_of(incident: &Incident) -> Result<Series, RecordError> {
    use chrono::Datelike as _;
    let own = incident.code.parse::<IncidentCode>().ok();
    if let Some(code) = own.filter(|code| code.kind() == incident.kind) {
        return Ok(code.series());
    }
    // The story of an exercise may play in another year.
    let opened = match incident.drill {
        Some(_) => incident.last_wall.at(),
        None => incident.opened_at,
    };
    let year = incident.home_zone.local(opened).year();
    Ok(Series::new(incident.kind, year).ok_or(StoreError::NoCode(format!("{year}-")))?)
}
