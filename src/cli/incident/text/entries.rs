//! Lists of what an incident has: facts, steps, calls, notes, events.

use crate::app::reports::timeline::{IMPORTED, NOT_YET_SHARED, Row};
use crate::app::views::incident::{CallRow, FactRow, NoteRow, TaskRow};
use crate::cli::context::Clocked;
use crate::cli::text::{Page, moment, wrapped};
use crate::core::time::{TimeLeft, Zone};

/// A fact's history.
pub(crate) fn facts(rows: &[FactRow], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        let value = row.value.as_ref().map(|v| format!("= {}", v.literal_words()));
        let source = row.source.as_deref().map(|s| format!(", from {s}")).unwrap_or_default();
        let review = row.review.as_deref();
        let review = review.map(|changed| format!(" [to be reviewed: {changed} was changed]"));
        let stands = if row.current { "" } else { " [replaced]" };
        // What was withdrawn is neither certain nor from anywhere: its source is the reason.
        let (said, how) = match value {
            Some(value) => (value, format!("{}{source}", row.certainty)),
            None => (
                "withdrawn".to_owned(),
                format!("because: {}", row.source.as_deref().unwrap_or("no reason given")),
            ),
        };
        let line = format!(
            "{} {said} ({how}; learned {}, recorded {} by {}){stands}{}",
            row.key,
            moment(zone, row.learned_at),
            moment(zone, row.recorded_at),
            row.actor,
            review.unwrap_or_default()
        );
        out += wrapped("", &line);
    }
    if rows.is_empty() {
        out += "No fact is recorded.\n";
    }
    out
}

/// The steps.
pub(crate) fn tasks(rows: &[TaskRow], Clocked { zone, now }: &Clocked) -> Page {
    let mut out = Page::new();
    let mut playbook = "";
    for row in rows {
        if row.playbook != playbook {
            playbook = &row.playbook;
            writeln!(out, "== {playbook} ==");
        }
        let mark = if row.done_at.is_some() { "[x]" } else { "[ ]" };
        let due = row.due.filter(|_| row.done_at.is_none());
        let due = due.map(|due| format!(" · {} ({})", moment(zone, due), TimeLeft::until(due, *now).sentence()));
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
        out += "All playbook steps are complete.\n";
    }
    out
}

/// The call tree.
pub(crate) fn calls(rows: &[CallRow], Clocked { zone, now }: &Clocked) -> Page {
    let mut out = Page::new();
    for row in rows {
        let line = match (&row.answered, &row.next) {
            (Some(answered), _) => format!("answered: {}, {}", answered.name, moment(zone, answered.at)),
            (None, Some(next)) => {
                let escalates = row.escalates_at.map(|when| {
                    let left = TimeLeft::until(when, *now).sentence();
                    format!(" · escalates {} ({left})", moment(zone, when))
                });
                format!("call now: {next}{}", escalates.unwrap_or_default())
            }
            (None, None) => "no contact".to_owned(),
        };
        out += wrapped(&format!("{}: ", row.role), &line);
    }
    if rows.is_empty() {
        out += "There are no contacts yet: firebell contacts set …\n";
    }
    out
}

pub(crate) fn notes(rows: &[NoteRow], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        let privileged = if row.privileged { " PRIVILEGED" } else { "" };
        writeln!(out, "#{} {} {}{privileged}", row.seq, moment(zone, row.at), row.actor);
        out += wrapped("    ", row.text.as_deref().unwrap_or_default());
    }
    if rows.is_empty() {
        out += "There are no notes.\n";
    }
    out
}

pub(crate) fn privilege_log(rows: &[NoteRow], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        writeln!(
            out,
            "#{} {} {} attorney–client note, withheld",
            row.seq,
            moment(zone, row.at),
            row.actor
        );
    }
    if rows.is_empty() {
        out += "There are no privileged notes.\n";
    }
    out
}

/// The course.
pub(crate) fn history(rows: &[Row], zone: &Zone) -> Page {
    let mut out = Page::new();
    for row in rows {
        let besides = match (row.timestamp_desc.as_str(), row.acted_at) {
            (IMPORTED, _) => " (recorded elsewhere, imported)".to_owned(),
            (NOT_YET_SHARED, _) => " (NOT YET SHARED)".to_owned(),
            (_, Some(acted)) => format!(" (done {}, away from the server)", moment(zone, acted.at())),
            (_, None) => String::new(),
        };
        let line = format!("{} {} {}{besides}", moment(zone, row.datetime), row.actor, row.message);
        let number = match row.timestamp_desc == NOT_YET_SHARED {
            true => "#– ".to_owned(),
            false => format!("#{} ", row.seq),
        };
        out += wrapped(&number, &line);
    }
    out
}
