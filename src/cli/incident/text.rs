//! Incidents as text for people.

use chrono::{DateTime, Utc};

use crate::app::assessed::Change;
use crate::app::incident_views::*;
use crate::app::record::Done;
use crate::app::reports::timeline::{IMPORTED, Row};
use crate::cli::assess::run::page_of;
use crate::cli::text::{Page, countdown, line, moment, wrapped};
use crate::core::event::Stage;
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;
use crate::core::time::{StoryTime, Zone};
use crate::store::Summary;

/// The zone of an incident's local times.
pub fn zone_of(incident: &Incident) -> Zone {
    Zone::named(&incident.home_zone).unwrap_or_else(|_| Zone::utc())
}

fn parsed(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .map(|m| m.to_utc())
        .unwrap_or_default()
}

fn at(zone: &Zone, text: &str) -> String {
    moment(zone, parsed(text))
}

/// A text about an incident; one about an exercise says so in its first line.
pub fn marked(incident: &Incident, page: Page) -> Page {
    let mut out = Page::new();
    if incident.kind == IncidentKind::Exercise {
        writeln!(out, "EXERCISE {}: nothing here has happened", incident.code);
    }
    out += page;
    out
}

/// The board.
pub fn board(rows: &[Summary], moments: &[StoryTime]) -> Page {
    if rows.is_empty() {
        return "No incident matches. Open one with: firebell incident open \"title\"\n".into();
    }
    let mut out = Page::new();
    for (summary, now) in rows.iter().zip(moments) {
        let row = row(summary);
        let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
        let next = summary.next_at.map(|millis| countdown(*now, from_millis(millis)));
        let next = next
            .zip(row.next)
            .map(|(left, next)| format!(" · {left}: {}", next.obligation));
        let severity = row.severity.map(|s| format!(" · risk {s}")).unwrap_or_default();
        let line = format!(
            "{exercise}{} · {}{severity} · due {} possible {}{} · {}",
            row.code,
            row.stage,
            row.due,
            row.possible,
            next.unwrap_or_default(),
            row.title
        );
        out += wrapped("", &line);
    }
    out
}

/// What a command came to: the events, then what they changed.
pub fn done(done: &Done, now: StoryTime) -> Page {
    let zone = zone_of(&done.incident);
    let mut out = Page::new();
    for event in &done.events {
        let words = crate::app::reports::timeline::message(&event.what);
        out += wrapped("", &format!("{} #{}: {words}", done.incident.code, event.seq));
    }
    if done.incident.kind == IncidentKind::Exercise {
        out += "EXERCISE\n";
    }
    out += changes(&done.changes, &zone, now, 12);
    out
}

/// Where an incident came from.
fn import_words(import: &ImportView, zone: &Zone) -> String {
    format!(
        "Imported {} by {} from another record, where its code was {}; entries 1 to {} were recorded there.",
        at(zone, &import.at),
        import.by,
        import.was,
        import.through
    )
}

/// What an import came to.
pub fn imported(incident: &Incident) -> Page {
    let exercise = if incident.kind == IncidentKind::Exercise {
        "EXERCISE "
    } else {
        ""
    };
    let mut out = line(format_args!("{exercise}{} imported: {}", incident.code, incident.title));
    for import in imports(incident) {
        out += wrapped("", &import_words(&import, &zone_of(incident)));
    }
    out
}

/// What changed among the duties.
pub fn changes(changes: &[Change], zone: &Zone, now: StoryTime, most: usize) -> Page {
    let mut out = Page::new();
    if changes.is_empty() {
        return out;
    }
    writeln!(out, "What changed:");
    let words = |state: &Option<(String, Option<String>)>| match state {
        None => "not due".to_owned(),
        Some((verdict, None)) => verdict.clone(),
        Some((verdict, Some(date))) => format!("{verdict} {} ({})", at(zone, date), countdown(now, parsed(date))),
    };
    for change in changes.iter().take(most) {
        let line = format!(
            "{}: {} → {}",
            change.obligation,
            words(&change.before),
            words(&change.now)
        );
        out += wrapped("  ", &line);
    }
    if changes.len() > most {
        writeln!(out, "  and {} more (--json lists all)", changes.len() - most);
    }
    out
}

/// One incident.
pub fn whole(view: &Whole, incident: &Incident, now: StoryTime, all: bool) -> Page {
    let zone = zone_of(incident);
    let mut out = Page::new();
    let exercise = if view.kind == IncidentKind::Exercise {
        "EXERCISE  "
    } else {
        ""
    };
    out += wrapped("", &format!("{exercise}{}", view.code));
    for import in &view.imports {
        out += wrapped("", &import_words(import, &zone));
    }
    for former in &view.former_codes {
        let (code, until, why) = (&former.code, at(&zone, &former.until), former.because.words());
        out += wrapped("", &format!("Its code was {code} until {until}: {why}."));
    }
    let rail: Vec<String> = Stage::ALL.iter().map(|stage| rail(*stage, view)).collect();
    out += wrapped("", &rail.join("  "));
    if let Some(closed) = &view.closed_at {
        writeln!(out, "CLOSED {}", at(&zone, closed));
    }
    out += wrapped("Next: ", &view.next_step);
    if !view.open_criteria.is_empty() {
        out += wrapped("Open before the next stage: ", &view.open_criteria.join("; "));
    }
    out += changes(&view.changes, &zone, now, 12);
    for (key, disposition) in &view.dispositions {
        out += wrapped(
            "Done: ",
            &format!("{key} {} {}", disposition.state, at(&zone, &disposition.at)),
        );
    }
    for (key, target) in &view.policy_targets {
        out += wrapped(
            "Own policy: ",
            &format!("{key} by {} (no date of law)", at(&zone, target)),
        );
    }
    out.gap();
    out += page_of(&view.assessment, &zone, now, all);
    out
}

fn rail(stage: Stage, view: &Whole) -> String {
    let mark = if stage == view.stage && view.closed_at.is_none() {
        "◐ here"
    } else if view.stages.iter().any(|(entered, _)| *entered == stage) {
        "● entered"
    } else {
        "○"
    };
    format!("{} {mark}", stage.title())
}

/// A fact's history.
pub fn facts(rows: &[FactRow], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        let value = row.value.as_deref().map(|v| format!("= {v}"));
        let source = row.source.as_deref().map(|s| format!(", from {s}")).unwrap_or_default();
        let stands = if row.current { "" } else { " [replaced]" };
        let line = format!(
            "{} {} ({}{source}; learned {}, recorded {} by {}){stands}",
            row.key,
            value.unwrap_or_else(|| "withdrawn".to_owned()),
            row.certainty,
            at(zone, &row.learned_at),
            at(zone, &row.recorded_at),
            row.actor
        );
        out += wrapped("", &line);
    }
    if rows.is_empty() {
        out += "Nothing is recorded.\n";
    }
    out
}

/// The steps.
pub fn tasks(rows: &[TaskRow], zone: &Zone, now: StoryTime) -> Page {
    let mut out = Page::new();
    let mut playbook = "";
    for row in rows {
        if row.playbook != playbook {
            playbook = &row.playbook;
            writeln!(out, "== {playbook} ==");
        }
        let mark = if row.done_at.is_some() { "[x]" } else { "[ ]" };
        let due = row.due.as_ref().filter(|_| row.done_at.is_none());
        let due = due.map(|due| format!(" · {} ({})", at(zone, due), countdown(now, parsed(due))));
        let line = format!(
            "{} · {}{} · {}",
            row.title,
            row.owner,
            due.unwrap_or_default(),
            row.task
        );
        out += wrapped(&format!("{mark} "), &line);
        if row.done_at.is_none() {
            out += wrapped("      why ", &row.why);
            if !row.asks.is_empty() {
                out += wrapped("      find out ", &row.asks.join(", "));
            }
        }
    }
    if rows.is_empty() {
        out += "Every step of the playbooks in use is done.\n";
    }
    out
}

/// The call tree.
pub fn calls(rows: &[CallRow], zone: &Zone, now: StoryTime) -> Page {
    let mut out = Page::new();
    for row in rows {
        let line = match (&row.answered, &row.next) {
            (Some((name, when)), _) => format!("answered: {name}, {}", at(zone, when)),
            (None, Some(next)) => {
                let escalates = row.escalates_at.as_ref();
                let escalates =
                    escalates.map(|when| format!(" · passes on {} ({})", at(zone, when), countdown(now, parsed(when))));
                format!("call now: {next}{}", escalates.unwrap_or_default())
            }
            (None, None) => "nobody".to_owned(),
        };
        out += wrapped(&format!("{}: ", row.role), &line);
    }
    if rows.is_empty() {
        out += "There are no contacts yet: firebell contacts set …\n";
    }
    out
}

/// Notes.
pub fn notes(rows: &[NoteRow], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        let privileged = if row.privileged { " PRIVILEGED" } else { "" };
        writeln!(out, "#{} {} {}{privileged}", row.seq, at(zone, &row.at), row.actor);
        out += wrapped("    ", row.text.as_deref().unwrap_or_default());
    }
    if rows.is_empty() {
        out += "There are no notes to show.\n";
    }
    out
}

/// The privilege log.
pub fn privilege_log(rows: &[NoteRow], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        writeln!(
            out,
            "#{} {} {} attorney–client note, withheld",
            row.seq,
            at(zone, &row.at),
            row.actor
        );
    }
    if rows.is_empty() {
        out += "There are no privileged notes.\n";
    }
    out
}

/// The course.
pub fn history(rows: &[Row], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        let imported = if row.timestamp_desc == IMPORTED {
            " (recorded elsewhere, imported)"
        } else {
            ""
        };
        let line = format!("{} {} {}{imported}", at(zone, &row.datetime), row.actor, row.message);
        out += wrapped(&format!("#{} ", row.seq), &line);
    }
    out
}

/// Dated duties of all incidents.
pub fn deadlines(rows: &[DeadlineRowView]) -> Page {
    let mut out = Page::new();
    for row in rows {
        let zone = Zone::named(&row.zone).unwrap_or_else(|_| Zone::utc());
        let exercise = if row.kind == "exercise" { "EXERCISE " } else { "" };
        let verdict = if row.verdict == "due" { "" } else { " (possible)" };
        let provisional = if row.provisional { ", provisional" } else { "" };
        let line = format!(
            "{exercise}{} · {} · {} · {}{verdict}{provisional} · {}",
            countdown(StoryTime::named(parsed(&row.as_of)), parsed(&row.strict)),
            at(&zone, &row.strict),
            row.code,
            row.obligation,
            row.title
        );
        out += wrapped("", &line);
    }
    if rows.is_empty() {
        out += "No dated duty is open.\n";
    }
    out
}
