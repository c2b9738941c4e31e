//! The dated obligations as a calendar file, for any calendar program. What an earlier file had is remembered, so that
//! an entry moves with its date and is called off once the obligation is settled.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use crate::app::record::{CalendarEntry, CalendarState, DeadlineRow, ListedDeadline, Summary};
use crate::app::views::NOTICE;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::law::rulebook::{Authority, Rulebook, Sector};
use crate::core::obligation::moment_words;
use crate::core::time::WallTime;
use crate::core::tlp::Tlp;
use crate::core::verdict::Verdict;

/// Hours before the moment at which a calendar rings where nobody asked for others: the first that is still to come.
const RINGS: [u32; 4] = [24, 4, 1, 0];

/// How long an entry that was called off stays in the files, so that a reader who missed one still takes it out.
const CALLED_OFF: TimeDelta = TimeDelta::days(90);

/// A zone that nothing refers to: a calendar without any component is not valid by RFC 5545.
const NOTHING: &str = "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
                       TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR";

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Obligations that are only possible as well.
    pub possible: bool,
    /// Exercises as well.
    pub exercises: bool,
    /// At most this many, the soonest first.
    pub limit: Option<usize>,
    /// Hours before each moment at which to ring; `None`: once, and not for exercises.
    pub rings: Option<Vec<u32>>,
}

/// One entry of the file.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What is remembered of it.
    pub entry: CalendarEntry,
    description: String,
    status: EventStatus,
    rings: Vec<u32>,
}

/// Where the words of an entry come from.
pub struct Sources<'s> {
    /// The law.
    pub rules: &'s Rulebook,
    /// Every dated obligation that is open, exercises included, soonest first.
    pub open: &'s [ListedDeadline],
    /// What earlier files had.
    pub known: Vec<CalendarEntry>,
    /// Now, by wall-clock time.
    pub now: WallTime,
}

/// What names an entry: the incident's stream and the obligation.
type Key<'s> = (&'s str, &'s str);

/// The entries of the next file.
pub fn entries(sources: &Sources<'_>, wanted: &Wanted) -> Vec<Listed> {
    let known: BTreeMap<Key<'_>, &CalendarEntry> = sources
        .known
        .iter()
        .map(|entry| ((entry.stream.as_str(), entry.obligation.as_str()), entry))
        .collect();
    let open: BTreeSet<Key<'_>> = sources
        .open
        .iter()
        .map(|(summary, row)| (summary.stream.as_str(), row.obligation.as_str()))
        .collect();
    let listed = sources.open.iter().filter_map(|(summary, row)| {
        let before = known.get(&(summary.stream.as_str(), row.obligation.as_str())).copied();
        // What an earlier file had as due stays, also where it is only possible now.
        let due = row.verdict == Verdict::Due || before.is_some_and(|entry| entry.state.was_due());
        let shown = wanted.shows(summary.kind, due);
        shown.then(|| open_entry(sources, wanted, (summary, row), before))
    });
    let mut all: Vec<Listed> = listed.take(wanted.limit.unwrap_or(usize::MAX)).collect();
    let gone = known
        .iter()
        .filter(|(key, entry)| !open.contains(*key) && wanted.shows(entry.kind, entry.state.was_due()));
    all.extend(gone.filter_map(|(_, entry)| called_off(entry, sources.now)));
    all
}

impl Wanted {
    fn shows(&self, kind: IncidentKind, due: bool) -> bool {
        let of_the_kind = match kind {
            IncidentKind::Real => true,
            IncidentKind::Exercise => self.exercises,
        };
        of_the_kind && (due || self.possible)
    }
}

fn open_entry(
    sources: &Sources<'_>,
    wanted: &Wanted,
    (summary, row): (&Summary, &DeadlineRow),
    before: Option<&CalendarEntry>,
) -> Listed {
    let kind = summary.kind;
    let possible = if row.verdict == Verdict::Due { "" } else { " (possible)" };
    let whom = whom(sources.rules, row);
    let next = CalendarEntry {
        stream: row.stream.clone(),
        obligation: row.obligation.to_string(),
        sequence: u32::try_from(summary.seq).unwrap_or(u32::MAX / 2),
        strict: row.strict,
        state: match before {
            Some(entry) if entry.state.was_due() => CalendarState::Due,
            Some(_) | None if row.verdict == Verdict::Due => CalendarState::Due,
            Some(_) | None => CalendarState::Possible,
        },
        summary: format!(
            "{}{whom} · {} {}{possible}",
            kind.mark(MarkPlace::Line),
            summary.code,
            row.obligation
        ),
        modified_at: sources.now.at(),
        kind,
    };
    let provisional = if row.provisional {
        " The date is provisional: it counts from a substitute milestone."
    } else {
        ""
    };
    Listed {
        entry: revised(next, before),
        description: format!(
            "The deadline is {} ({}).{provisional} {NOTICE}",
            moment_words(&row.zone, row.strict),
            row.zone.name()
        ),
        status: match row.verdict {
            Verdict::Due => EventStatus::Confirmed,
            Verdict::Possible | Verdict::NotDue => EventStatus::Tentative,
        },
        rings: rings(wanted, summary.kind, row.strict, sources.now),
    }
}

/// An entry that an earlier file had and that is no longer open. `None` once it was called off long enough.
fn called_off(before: &CalendarEntry, now: WallTime) -> Option<Listed> {
    let over = |state| CalendarEntry {
        state,
        summary: format!("Settled: {}", before.summary),
        modified_at: now.at(),
        ..before.clone()
    };
    let entry = match before.state {
        CalendarState::Cancelled | CalendarState::PossibleCancelled => before.clone(),
        CalendarState::Due => revised(over(CalendarState::Cancelled), Some(before)),
        CalendarState::Possible => revised(over(CalendarState::PossibleCancelled), Some(before)),
    };
    let fresh = now.at() - entry.modified_at <= CALLED_OFF;
    fresh.then(|| Listed {
        entry,
        description: format!("This obligation is resolved, no longer applies, or no longer has a date. {NOTICE}"),
        status: EventStatus::Cancelled,
        rings: Vec::new(),
    })
}

/// The entry with the revision it must carry: as before where nothing changed, and a higher one where something did.
fn revised(next: CalendarEntry, before: Option<&CalendarEntry>) -> CalendarEntry {
    let Some(before) = before else { return next };
    let what = |entry: &CalendarEntry| (entry.strict, entry.state, entry.summary.clone());
    if what(&next) == what(before) {
        return before.clone();
    }
    CalendarEntry {
        sequence: next.sequence.max(before.sequence.saturating_add(1)),
        // To the second, as the file has it, and later than before whatever the clock says.
        modified_at: next.modified_at.max(before.modified_at + TimeDelta::seconds(1)),
        ..next
    }
}

/// Who is told, in the words of the law files: an authority or a group, never a person.
fn whom(rules: &Rulebook, row: &DeadlineRow) -> String {
    let place = row.obligation.place();
    let recipient = row.recipient.words();
    let Some((regime, obligation)) = rules.obligation(&row.obligation) else {
        return recipient.to_owned();
    };
    let seat = place.and_then(|place| {
        let answers =
            |a: &&Authority| a.covers.iter().any(|c| c == place) && matches!(a.sector, None | Some(Sector::Private));
        rules.authorities.iter().find(answers).map(|a| a.name.clone())
    });
    seat.or_else(|| obligation.authority.clone())
        .unwrap_or_else(|| format!("{recipient} ({})", place.unwrap_or(&regime.jurisdiction)))
}

/// The rings whose moment is still to come, in the order asked for.
fn rings(wanted: &Wanted, kind: IncidentKind, strict: DateTime<Utc>, now: WallTime) -> Vec<u32> {
    let ahead = |hours: &u32| strict - TimeDelta::hours(i64::from(*hours)) > now.at();
    match &wanted.rings {
        Some(asked) => asked.iter().copied().filter(ahead).collect(),
        // The moments of an exercise are those of its story; nobody's pocket should ring for them unasked.
        None if kind == IncidentKind::Exercise => Vec::new(),
        None => RINGS.into_iter().find(ahead).into_iter().collect(),
    }
}

/// The file; `state`: that of the record. Moments are in UTC, which every reader understands; local times are in the text. A
/// marking stands in the name of the calendar and among the categories of each entry.
pub fn text(entries: &[Listed], tlp: Option<Tlp>, state: Option<&str>) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//firebell//deadlines//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    // Short enough not to be folded, so that it is found in the file as it is.
    if let Some(state) = state {
        calendar.append_property(Property::new("X-FIREBELL-STATE", state));
    }
    let mark = tlp.map(|tlp| format!(" {}", tlp.words())).unwrap_or_default();
    calendar.name(&format!("firebell deadlines{mark}"));
    for listed in entries {
        calendar.push(event(listed, tlp));
    }
    let text = folded(&without_stamps_of_alarms(&calendar.to_string()));
    match entries {
        [] => text.replace("END:VCALENDAR", NOTHING),
        _ => text,
    }
}

/// RFC 5545 section 3.6.6 has no DTSTAMP in an alarm, where the crate writes one of its own.
fn without_stamps_of_alarms(text: &str) -> String {
    let mut in_alarm = false;
    let kept = text.split_inclusive("\r\n").filter(|line| {
        match line.trim_end() {
            "BEGIN:VALARM" => in_alarm = true,
            "END:VALARM" => in_alarm = false,
            _other => {}
        }
        !(in_alarm && line.starts_with("DTSTAMP"))
    });
    kept.collect()
}

/// Octets of a line at most, without its end (RFC 5545 section 3.1).
const LINE: usize = 75;

/// The text with its lines folded again: the crate's own folding lets the last part of a line come to 76 octets with
/// the blank before it.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / LINE);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut length = 0;
        for sign in line.chars() {
            if length + sign.len_utf8() > LINE {
                out.push_str("\r\n ");
                length = 1;
            }
            out.push(sign);
            length += sign.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

fn event(listed: &Listed, tlp: Option<Tlp>) -> Event {
    let entry = &listed.entry;
    let (strict, modified) = (entry.strict, entry.modified_at);
    // Ids of regimes and obligations hold no dot, so two of them never come to the same name.
    let uid = format!(
        "{}.{}@firebell",
        entry.stream,
        entry.obligation.replace(['/', '@'], ".")
    );
    let mut event = Event::new();
    event
        .uid(&uid)
        .timestamp(modified)
        .last_modified(modified)
        .sequence(entry.sequence)
        .summary(&entry.summary)
        .description(&listed.description)
        .status(listed.status)
        .add_property("TRANSP", "TRANSPARENT")
        .starts(strict);
    if let Some(tlp) = tlp {
        event.add_property("CATEGORIES", tlp.words());
    }
    for hours in &listed.rings {
        let words = match hours {
            0 => format!("{}: due now", entry.summary),
            hours => format!("{}: {hours} h left", entry.summary),
        };
        let mut alarm = Alarm::display(&words, -TimeDelta::hours(i64::from(*hours)));
        alarm.uid(&format!("{hours}h.{uid}")).timestamp(modified);
        event.alarm(alarm);
    }
    event.done()
}

#[cfg(test)]
mod tests {
    use super::{LINE, folded};

    #[test]
    fn no_line_is_longer_than_the_format_allows_and_nothing_is_lost() {
        for length in 60..240 {
            for sign in ["x", "é", "虎"] {
                let line = format!("SUMMARY:{}", sign.repeat(length));
                let text = folded(&format!("{line}\r\n"));
                assert!(text.split("\r\n").all(|part| part.len() <= LINE), "{text}");
                assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\n"));
            }
        }
    }
}
