//! Where lines and events that differ are: which line, which event, and what each tells.

use rusqlite::OptionalExtension as _;

use super::line_against_event::{NOT_COMPARED, NamedAndTold};
use super::proof::Broken;
use crate::core::ids::Stream;
use crate::store::audit_log::event_names::{Named, NamesOfEvents, Naming};
use crate::store::audit_log::line::AuditLine;
use crate::store::events::Digest;
use crate::store::{Store, StoreError, sql};

impl Store {
    /// Each line tells of its event what the event tells of itself.
    pub(crate) fn compare_told(
        &self,
        log: &[NamedAndTold],
        events: &[NamedAndTold],
        naming: &Naming,
    ) -> Result<Option<Broken>, StoreError> {
        let differs = |(line, event): &(&NamedAndTold, &NamedAndTold)| event.1 != NOT_COMPARED && line.1 != event.1;
        let Some((line, _)) = log.iter().zip(events).find(differs) else {
            return Ok(None);
        };
        let (stream, seq) = self.event_named(&line.0, naming)?;
        let number = i64::try_from(seq).unwrap_or(i64::MAX);
        let event = self.event(Stream::named(&stream), number)?.event;
        let Some(line) = self.line_with(&line.0)? else {
            return Ok(None);
        };
        let at = event.wall().at().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let both = [
            ("who", line.draft.actor.as_str(), event.actor.as_str()),
            ("which run", &line.draft.session, &event.session),
            ("when", &line.draft.at, &at),
            ("what", &line.draft.action, event.what.told_as()),
        ];
        let differ = both.iter().filter(|(_, line, event)| line != event);
        let differ: Vec<String> = differ
            .map(|(what, line, event)| format!("{what} is {line} in the line and {event} in the event"))
            .collect();
        Ok(Some(Broken::Differ {
            line: line.n,
            stream,
            seq,
            differ: differ.join("; "),
        }))
    }

    /// The event that is named so, in either way of naming.
    pub(crate) fn event_named(&self, name: &Digest, naming: &Naming) -> Result<(String, u64), StoreError> {
        let fail = || sql("find the event");
        let mut statement = self
            .connection
            .prepare("SELECT stream, seq, hash FROM event")
            .map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        while let Some(row) = rows.next().map_err(fail())? {
            let hash: Digest = row.get(2).map_err(fail())?;
            if hash == *name || naming.bytes(&hash) == *name {
                let seq: i64 = row.get(1).map_err(fail())?;
                return Ok((row.get(0).map_err(fail())?, seq.unsigned_abs()));
            }
        }
        Err(fail()(rusqlite::Error::QueryReturnedNoRows))
    }

    /// Whether the event of a line is in the record by now.
    pub(crate) fn has_named(&self, name: &Digest, naming: &Naming) -> Result<bool, StoreError> {
        let Some(event) = self.line_with(name)?.and_then(|line| line.draft.event) else {
            return Ok(false);
        };
        let found = self
            .connection
            .query_row(
                "SELECT hash FROM event WHERE stream = ?1 AND seq = ?2",
                rusqlite::params![event.stream, i64::try_from(event.seq).unwrap_or(i64::MAX)],
                |row| row.get::<_, Digest>(0),
            )
            .optional()
            .map_err(sql("find the event"))?;
        let named = Named::read(&event.digest);
        Ok(found.zip(named).is_some_and(|(hash, named)| naming.is_of(named, &hash)))
    }

    /// The last line that tells of the event of a name.
    fn line_with(&self, name: &Digest) -> Result<Option<AuditLine>, StoreError> {
        let names = NamesOfEvents::of_record(&self.connection)?;
        let told = |line: &AuditLine| {
            let event = line.draft.event.as_ref();
            event
                .and_then(|event| Named::read(&event.digest))
                .is_some_and(|named| names.now(named) == *name)
        };
        Ok(self.audit.lines()?.readable.into_iter().rev().find(told))
    }

    pub(crate) fn line_of(&self, digest: &Digest, why: &str) -> Result<Broken, StoreError> {
        let line = self.line_with(digest)?.map_or(0, |line| line.n);
        Ok(Broken::Line {
            line,
            why: why.to_owned(),
        })
    }
}
