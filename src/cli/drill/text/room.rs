//! What the room sees: the clock and the injects.

use super::MARK;
use crate::cli::text::{Page, line, moment, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::time::Zone;
use crate::drill::exercise_views::{ClockView, Room};
use crate::drill::readable::readable;
use crate::drill::scenario::Inject;

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
    }
    if view.injects.is_empty() {
        out += "Nothing has happened yet.\n";
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
    for paper in &inject.attachments {
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
