//! What came in of a shared record, put on the board: the rows of incidents, and who may read which.

use std::collections::BTreeMap;
use std::sync::mpsc;

use super::load::folded;
use super::rows::{AT_A_TIME, RESTRICTED, Rows, rows_of_all};
use super::{Record, RecordError};
use crate::app::assessment::assessed::Verdicts;
use crate::core::event::{Event, Stage, What};
use crate::core::facts::IncidentKind;
use crate::core::ids::{IncidentCode, StoredCode};
use crate::core::incident::Incident;
use crate::core::member::MemberId;
use crate::core::time::WallTime;
use crate::store::{StoreError, Stored, Stream, Summary};

/// An incident as the board has it.
enum ForTheBoard {
    Open(Box<Incident>),
    /// Only others can open it.
    Sealed(Vec<Stored>),
    /// It is on no board.
    Erased,
    /// Its events tell no incident.
    Unreadable(RecordError),
}

/// Streams that were read for the board.
struct ReadForBoard<'s> {
    streams: Vec<Stream<'s>>,
    incidents: Vec<Incident>,
    /// Rows of incidents that only others can open.
    sealed: Vec<Rows>,
}

/// The rows of the incidents that were read.
type Assessed = Vec<Result<Rows, RecordError>>;

/// Who may read an incident; `None`: everybody.
type Access = (String, Option<Vec<MemberId>>);

/// What is written of a number of streams.
#[derive(Clone, Default)]
struct News {
    rows: Vec<Rows>,
    /// Of incidents where that changed.
    access: Vec<Access>,
}

impl News {
    /// What of it is about one stream.
    fn of(&self, stream: Stream<'_>) -> News {
        let rows = self.rows.iter().filter(|(row, _)| row.stream == stream.name());
        let access = self.access.iter().filter(|(name, _)| name == stream.name());
        News {
            rows: rows.cloned().collect(),
            access: access.cloned().collect(),
        }
    }
}

impl Record {
    /// Writes the rows of streams that have more events than the board tells of, and notes that it tells of them. Some are
    /// assessed while the next are read and those before are written.
    pub(super) fn put_on_the_board(&self, streams: &[Stream<'_>], now: WallTime) -> Result<(), RecordError> {
        let organisation = self.organisation(None)?;
        let rules = &self.rules;
        std::thread::scope(|scope| {
            let (hand_over, parts) = mpsc::sync_channel::<ReadForBoard<'_>>(0);
            let (give_back, assessed) = mpsc::sync_channel(1);
            scope.spawn(move || {
                for part in parts {
                    let rows = rows_of_all(rules, &organisation, &part.incidents, now);
                    if give_back.send((part, rows)).is_err() {
                        break;
                    }
                }
            });
            let mut under_way = false;
            for some in streams.chunks(AT_A_TIME) {
                let part = self.read_for_the_board(some)?;
                let done = match under_way {
                    true => assessed.recv().ok(),
                    false => None,
                };
                // A thread that ended in a panic ends this one where the scope does.
                under_way = hand_over.send(part).is_ok();
                if let Some((part, rows)) = done {
                    self.write_assessed(part, rows)?;
                }
            }
            drop(hand_over);
            assessed
                .into_iter()
                .try_for_each(|(part, rows)| self.write_assessed(part, rows))
        })
    }

    fn read_for_the_board<'s>(&self, streams: &[Stream<'s>]) -> Result<ReadForBoard<'s>, RecordError> {
        let mut read = ReadForBoard {
            streams: streams.to_vec(),
            incidents: Vec::new(),
            sealed: Vec::new(),
        };
        let of_incidents: Vec<Stream<'_>> = streams.iter().copied().filter(|stream| stream.is_incident()).collect();
        let stored = self.store.events_of_all(&of_incidents)?;
        for (stream, stored) in of_incidents.iter().zip(stored) {
            match self.for_the_board(*stream, stored)? {
                ForTheBoard::Open(incident) => read.incidents.push(*incident),
                ForTheBoard::Sealed(events) => read.sealed.extend(self.row_of_sealed(*stream, &events)?),
                ForTheBoard::Erased => {}
                // What cannot be read keeps nobody from the rest.
                ForTheBoard::Unreadable(error) => self.store.warnings().not_on_the_board(*stream, &error),
            }
        }
        Ok(read)
    }

    fn write_assessed(&self, read: ReadForBoard<'_>, assessed: Assessed) -> Result<(), RecordError> {
        let ReadForBoard {
            streams,
            incidents,
            sealed,
        } = read;
        let mut news = News {
            rows: sealed,
            access: self.access_of(&incidents)?,
        };
        for (incident, made) in incidents.iter().zip(assessed) {
            self.count_assessment();
            match made {
                Ok((mut row, deadlines)) => {
                    // Against these verdicts a look at the incident tells what changed.
                    if let Some(kept) = self.store.summary(&incident.id)? {
                        row.verdicts = kept.verdicts;
                    }
                    news.rows.push((row, deadlines));
                }
                Err(RecordError::Store(error)) => return Err(error.into()),
                // What cannot be assessed keeps nobody from the rest.
                Err(error) => self
                    .store
                    .warnings()
                    .not_on_the_board(Stream::named(&incident.id), &error),
            }
        }
        self.write_on_the_board(&streams, &news)
    }

    fn for_the_board(&self, stream: Stream<'_>, stored: Vec<Stored>) -> Result<ForTheBoard, RecordError> {
        let erased = |stored: &Stored| matches!(stored.event.what, What::Erased(_));
        if !stored.is_empty() && stored.iter().all(erased) {
            return Ok(ForTheBoard::Erased);
        }
        let sealed = |stored: &Stored| matches!(stored.event.what, What::Sealed(_));
        let kept = stored.iter().any(sealed).then(|| stored.clone());
        let Some(events) = self.store.open_restricted(stream, stored)? else {
            return Ok(ForTheBoard::Sealed(kept.unwrap_or_default()));
        };
        let last = events.last().map_or(0, |stored| stored.event.seq);
        let waiting = self.waiting_on(stream, last)?;
        match folded(stream, events.iter().map(|stored| &stored.event).chain(&waiting)) {
            Ok(incident) => Ok(ForTheBoard::Open(Box::new(incident))),
            Err(error) => Ok(ForTheBoard::Unreadable(error)),
        }
    }

    /// The row of an incident that only others can open: its code and how many entries it has, and nothing of what they say.
    fn row_of_sealed(&self, stream: Stream<'_>, events: &[Stored]) -> Result<Option<Rows>, RecordError> {
        let moments = |event: &Event| event.recorded_at;
        let (Some(first), Some(last)) = (events.first(), events.last()) else {
            return Ok(None);
        };
        let known = self.store.summary(stream.name())?;
        let code = match &known {
            Some(known) => known.code.clone(),
            None => self.code_told_of(stream)?,
        };
        let kind = code.as_str().parse::<IncidentCode>().map(IncidentCode::kind);
        let nothing = serde_json::to_string(&Verdicts::new()).unwrap_or_default();
        let row = Summary {
            stream: stream.name().to_owned(),
            kind: kind.unwrap_or(IncidentKind::Real),
            code,
            title: RESTRICTED.to_owned(),
            stage: known.as_ref().map_or(Stage::ALL[0], |known| known.stage),
            closed: known.as_ref().is_some_and(|known| known.closed),
            severity: None,
            opened_at: known.as_ref().map_or(moments(&first.event), |known| known.opened_at),
            updated_at: moments(&last.event),
            next: None,
            due: 0,
            possible: 0,
            seq: last.event.seq,
            rules: self.rules.sha256.clone(),
            verdicts: nothing,
        };
        Ok(Some((row, Vec::new())))
    }

    /// The code that the audit log tells of an incident whose events tell it to others alone. One that another incident has is
    /// not taken from it.
    fn code_told_of(&self, stream: Stream<'_>) -> Result<StoredCode, RecordError> {
        let told = self
            .store
            .target_told_of(stream)?
            .filter(|code| code.parse::<IncidentCode>().is_ok());
        let free = match &told {
            Some(code) => self.store.summary(code)?.is_none(),
            None => false,
        };
        let code = told.filter(|_| free);
        Ok(StoredCode::stored(code.as_deref().unwrap_or(stream.name())))
    }

    /// Who may read incidents, where the table has it otherwise.
    fn access_of(&self, incidents: &[Incident]) -> Result<Vec<Access>, RecordError> {
        let restricted = self.store.restricted()?.into_iter();
        let noted: BTreeMap<String, Vec<MemberId>> = restricted.map(|to| (to.stream, to.members)).collect();
        let differs = |incident: &&Incident| noted.get(incident.id.as_str()) != incident.restricted_to.as_ref();
        let differing = incidents.iter().filter(differs);
        Ok(differing
            .map(|incident| (incident.id.to_string(), incident.restricted_to.clone()))
            .collect())
    }

    fn write_on_the_board(&self, streams: &[Stream<'_>], news: &News) -> Result<(), RecordError> {
        let put = self.store.write(|writing| {
            for (row, deadlines) in &news.rows {
                writing.put_row(row, deadlines)?;
            }
            for (stream, to) in &news.access {
                writing.put_access(Stream::named(stream), to.as_deref())?;
            }
            streams.iter().try_for_each(|stream| writing.on_the_board(*stream))
        });
        let Err(error @ StoreError::CodeTaken(_)) = put else {
            return Ok(put?);
        };
        // Two incidents have one code: the first keeps it, and `db rebuild` gives the other a new one. Streams are
        // written one by one here, so that the clash holds up no other.
        let [one] = streams else {
            return streams
                .iter()
                .try_for_each(|stream| self.write_on_the_board(&[*stream], &news.of(*stream)));
        };
        self.store.warnings().board(&error);
        Ok(self.store.write(|writing| writing.on_the_board(*one))?)
    }
}
