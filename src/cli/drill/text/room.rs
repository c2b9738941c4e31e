//! What the room sees: the clock and the injects.

use std::path::Path;

use super::MARK;
use crate::cli::text::{Page, count, line, moment, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::time::Zone;
use crate::drill::exercise_views::{ClockView, Room};
use crate::drill::readable::readable;
use crate::drill::scenario::{Attachment, Inject};

pub(crate) fn room(view: &Room, zone: &Zone) -> Page {
    let mut out = clock(&view.clock, &view.code, zone);
    for inject in view.injects.iter().rev() {
        out.gap();
        writeln!(
            out,
            "{} T+{} {}  {} to {}: {}",
            inject.id, inject.elapsed, inject.channel, inject.from, inject.to, inject.subject
        );
        out += story(&inject.text);
        out += papers(&inject.attachments);
    }
    if view.injects.is_empty() {
        out += "Nothing has happened yet.\n";
    }
    out
}

/// What was written to a folder for the room, and how a piece of it becomes evidence.
pub(crate) fn handed_out(code: &str, folder: &Path, written: &[String], there: usize) -> Page {
    let mut out = line(format_args!(
        "{MARK}{code}: {} written to {}",
        count(written.len(), "file"),
        folder.display()
    ));
    for name in written {
        writeln!(out, "  {name}");
    }
    if there > 0 {
        writeln!(out, "{} there already.", count(there, "file"));
    }
    if let Some(path) = written.first().map(|name| folder.join(name)) {
        writeln!(
            out,
            "As evidence: firebell incident evidence {code} \"{}\" --custodian NAME",
            path.display()
        );
    }
    out
}

/// The text of an inject; the columns of a table keep their places.
fn story(text: &str) -> Page {
    let shown = |row: &str| match row.contains("  ") {
        true => line(format_args!("  {row}")),
        false => wrapped("  ", row),
    };
    readable(text).lines().map(shown).collect()
}

/// An inject that was just delivered.
pub(crate) fn inject(inject: &Inject) -> Page {
    let mut out = Page::from("\n");
    writeln!(
        out,
        "{}{} {}: {} to {}",
        IncidentKind::Exercise.mark(MarkPlace::Headline),
        inject.id,
        inject.channel,
        inject.from,
        inject.to
    );
    writeln!(out, "{}", inject.subject);
    out += story(&inject.text);
    out += papers(&inject.attachments);
    out
}

/// What came with an inject; of a picture what can be read on it.
fn papers(attachments: &[Attachment]) -> Page {
    let mut out = Page::new();
    for paper in attachments {
        writeln!(out, "  [{}]", paper.name);
        for line in paper.text.trim().lines() {
            writeln!(out, "  > {line}");
        }
    }
    out
}

/// The clock in a line.
pub(crate) fn clock(view: &ClockView, code: &str, zone: &Zone) -> Page {
    let state = match (view.ended, view.running) {
        (true, _) => "ended".to_owned(),
        (false, true) => format!("running at {}×", view.speed),
        (false, false) => "paused".to_owned(),
    };
    line(format_args!(
        "{MARK}{code}  T+{} of {} min, {state}  story {}",
        view.elapsed,
        view.planned,
        moment(zone, view.story)
    ))
}
