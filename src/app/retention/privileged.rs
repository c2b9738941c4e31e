//! Privileged notes of incidents that stay: by a period of their own, or one note by itself.

use super::{Category, Done, Fate, Held, Planned, after, in_backups, row};
use crate::app::record::{Erasing, Filter, Loaded, Record, RecordError, Unlock};
use crate::core::event::EventNumbers;
use crate::core::ids::Stream;
use crate::core::legal_hold::held_by;
use crate::core::member::Permission;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::time::WallTime;

/// The numbers of the privileged notes that an incident has still. Whoever may not read them is told these as well.
fn notes_of(loaded: &Loaded) -> EventNumbers {
    let privileged = loaded.events.iter().filter(|stored| stored.event.what.privileged());
    privileged.map(|stored| stored.event.seq).collect()
}

/// When those of each incident go. Exercises have theirs as long as themselves.
pub(super) fn plan(
    of: Held<'_>,
    category: &Category,
    now: WallTime,
    plan: &mut Vec<Planned>,
) -> Result<(), RecordError> {
    let rows = of.record.list(&Filter {
        closed: true,
        exercises: Some(false),
        ..Filter::default()
    })?;
    for summary in rows {
        let loaded = of.record.load(&summary.stream)?;
        if notes_of(&loaded).is_empty() {
            continue;
        }
        let closed = loaded.incident.closed.as_ref().map(|_| loaded.incident.last_wall.at());
        let on = closed.and_then(|closed| after(closed, category.months));
        let fate = match on {
            None => Fate::Open,
            Some(on) if on > now.at().date_naive() => Fate::Later,
            Some(_) => Fate::Due,
        };
        let mut planned = row(category, summary.code.as_str(), fate, on);
        if let Some(matter) = held_by(of.holds, Stream::named(&summary.stream)) {
            (planned.fate, planned.on) = (Fate::Held, None);
            planned.why = format!("legal hold: {matter}");
        }
        planned.target = summary.stream;
        plan.push(planned);
    }
    Ok(())
}

/// Erases those of one row of the plan.
pub(super) fn erase_all(
    record: &Record,
    planned: &Planned,
    erasing: &Erasing,
    now: WallTime,
) -> Result<u64, RecordError> {
    let notes = notes_of(&record.load(&planned.target)?);
    match notes.is_empty() {
        // They went with their incident, whose row came first.
        true => Ok(0),
        false => record.erase_notes((Stream::Incident(&planned.target), &planned.what), &notes, erasing, now),
    }
}

/// Whether an entry is a privileged note that whoever asks may erase: they may erase, and they may read what is privileged there.
///
/// # Errors
/// The refusal, or what the record says.
pub fn may_erase(record: &Record, code: &str, entry: u64, now: WallTime) -> Result<Loaded, RecordError> {
    let loaded = record.load(code)?;
    record.need(Permission::Erase, None, now)?;
    record.need(Permission::Privileged, Some(&loaded.incident.id), now)?;
    if notes_of(&loaded).has(entry) {
        return Ok(loaded);
    }
    let message = format!("entry {entry} of {} is no privileged note", loaded.incident.code);
    let remedy = Remedy::Advice(format!(
        "firebell incident privilege-log {} lists those there are",
        loaded.incident.code
    ));
    Err(Refusal::input(message, remedy).into())
}

/// Erases a privileged note, in the record and in the backups that it knows of.
///
/// # Errors
/// As [`may_erase`]; a legal hold, a record on a team's server, or what the record says.
pub fn erase(
    record: &Record,
    unlock: Unlock<'_>,
    (code, entry, reason): (&str, u64, &str),
    now: WallTime,
) -> Result<Done, RecordError> {
    let incident = may_erase(record, code, entry, now)?.incident;
    let erasing = Erasing {
        reason: reason.to_owned(),
        at: now.at(),
    };
    let code = incident.code.to_string();
    let note: EventNumbers = [entry].into_iter().collect();
    let erased = record.erase_notes((Stream::named(incident.id.as_str()), &code), &note, &erasing, now)?;
    if record.has_free_pages()? {
        record.compact()?;
    }
    Ok(Done {
        erased: vec![(code, erased)],
        backups: in_backups(record, unlock, &erasing)?,
        ..Done::default()
    })
}
