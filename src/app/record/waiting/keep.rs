//! Something is recorded while the server cannot be reached: it is decided by what this machine has, and waits.

use super::super::prepare::{Before, Prepared};
use super::super::run::NewIncident;
use super::super::{Acknowledged, Done, Record, RecordError};
use super::{Text, WaitingState, Wanted};
use crate::core::event::What;
use crate::core::exercise_mark::MarkPlace;
use crate::core::incident::Organisation;
use crate::core::incident::command::Command;
use crate::core::organisation::OrganisationCommand;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::WallTime;
use crate::store::transaction::Writing;
use crate::store::{NewWaiting, StoreError, Stream};

/// The row that was tried and not answered for.
type Tried = Option<[u8; 16]>;

/// What something waits since.
struct Since {
    /// The last event that the server had told of.
    base: u64,
    tried: Tried,
    at: WallTime,
}

impl Record {
    /// Keeps commands of an incident until the server is back.
    pub(in crate::record) fn keep_commands(
        &self,
        code: &str,
        commands: &[Command],
        (tried, now): (Tried, WallTime),
    ) -> Result<Done, RecordError> {
        let loaded = self.load(code)?;
        if loaded.incident.drill.is_some() {
            return Err(Refusal::new(
                "an exercise goes on only while the team's server can be reached: everybody plays by the same clock",
                Remedy::TeamStatus,
            )
            .into());
        }
        let before = self.assess(&loaded.incident, &loaded.organisation, loaded.incident.now(now))?;
        let whats = self.commanded(&loaded, &before, commands, now)?;
        let base = loaded.events.last().map_or(0, |stored| stored.event.seq);
        let prepared = self.prepare(loaded.into(), whats, now)?.since(&before);
        let wanted = Wanted::Commands(commands.to_vec());
        self.store
            .write(|writing| self.keep(writing, prepared, wanted, Since { base, tried, at: now }))
    }

    /// Keeps an incident that is opened until the server is back, under a code that no server gives.
    pub(in crate::record) fn keep_opening(
        &self,
        new: &NewIncident<'_>,
        (tried, now): (Tried, WallTime),
    ) -> Result<Done, RecordError> {
        let organisation = self.organisation(None)?;
        self.store.write(|writing| {
            let opened = What::Opened {
                id: new.id.clone(),
                code: self.provisional(new)?,
                title: new.title.to_owned(),
                kind: new.kind,
                home_zone: new.zone.name().to_owned(),
            };
            let nothing = Before {
                incident: None,
                events: Vec::new(),
                waiting: Vec::new(),
                organisation: organisation.clone(),
            };
            let prepared = self.prepare(nothing, vec![opened], now)?;
            let wanted = Wanted::opening(new);
            self.keep(
                writing,
                prepared,
                wanted,
                Since {
                    base: 0,
                    tried,
                    at: now,
                },
            )
        })
    }

    /// A code that shows that the incident has none yet.
    fn provisional(&self, new: &NewIncident<'_>) -> Result<String, StoreError> {
        let mark = match new.kind.mark(MarkPlace::Line).is_empty() {
            true => "",
            false => "X-",
        };
        let mut n = 1;
        loop {
            let code = format!("{mark}NEW-{n}");
            if self.store.summary(&code)?.is_none() {
                return Ok(code);
            }
            n += 1;
        }
    }

    fn keep(
        &self,
        writing: &Writing<'_>,
        prepared: Prepared,
        wanted: Wanted,
        since: Since,
    ) -> Result<Done, RecordError> {
        let Since { base, tried: id, at } = since;
        let (row, deadlines) = prepared.rows();
        let text = Text {
            wanted,
            code: row.code.to_string(),
            events: prepared.events().to_vec(),
            obstacle: None,
        };
        self.store.keep_waiting(
            writing,
            &NewWaiting {
                id,
                stream: Stream::named(&row.stream),
                at,
                base,
                first: prepared.events().first().map_or(base + 1, |event| event.seq),
                entries: u64::try_from(prepared.events().len()).unwrap_or(u64::MAX),
                text: &text.written()?,
                state: WaitingState::Waits,
            },
        )?;
        writing.put_row(row, deadlines)?;
        Ok(prepared.waits())
    }

    /// Keeps changes of the organization's own record until the server is back.
    pub(in crate::record) fn keep_organisation(
        &self,
        commands: &[OrganisationCommand],
        (tried, now): (Tried, WallTime),
    ) -> Result<Organisation, RecordError> {
        let stream = Stream::Organisation;
        let base = self.store.events(stream)?.last().map_or(0, |stored| stored.event.seq);
        let before = self.organisation(None)?;
        let whats = commands.iter().cloned().map(OrganisationCommand::event).collect();
        let (after, events) = self.changed_organisation(&before, whats, now)?;
        let text = Text {
            wanted: Wanted::Organisation(commands.to_vec()),
            code: String::new(),
            events: events.clone(),
            obstacle: None,
        };
        let new = NewWaiting {
            id: tried,
            stream,
            at: now,
            base,
            first: before.seq + 1,
            entries: u64::try_from(events.len()).unwrap_or(u64::MAX),
            text: &text.written()?,
            state: WaitingState::Waits,
        };
        self.store
            .write::<_, RecordError>(|writing| Ok(self.store.keep_waiting(writing, &new)?))?;
        self.store.warnings().waits();
        Ok(after)
    }
}

impl Prepared {
    /// What it comes to while it waits: nothing of it is recorded.
    fn waits(self) -> Done {
        let (before, mut done) = self.unrecorded(Acknowledged::Waits);
        done.loaded.waiting = before;
        done.loaded.waiting.extend(done.events.iter().cloned());
        done
    }
}
