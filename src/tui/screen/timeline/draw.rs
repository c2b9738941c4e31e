//! The timeline: where are we between the clocks?
//!
//! Time runs to the right at the same pace all along: what looks twice as long is twice as long. As much is shown as what is
//! due takes; `+` and `-` show less and more.

use chrono::{DateTime, Days, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::state::Timeline;
use crate::app::assessment::opened_incident::Opened;
use crate::app::views::ObligationView;
use crate::core::time::Zone;
use crate::core::verdict::Verdict;
use crate::tui::model::Model;
use crate::tui::screen::incident::rows::{state_of, told};
use crate::tui::screen::layout::{Areas, first_in_sight};
use crate::tui::screen::{Heading, framed, head};
use crate::tui::theme::Tone;
use crate::tui::words::{cut, moment};

/// Columns for the name of a clock.
const NAME: usize = 24;
/// Columns for its state.
const STATE: usize = 20;

/// From a moment to a column.
#[derive(Debug, Clone, Copy)]
struct Scale {
    start: DateTime<Utc>,
    now: DateTime<Utc>,
    end: DateTime<Utc>,
    width: usize,
}

/// The least that is shown, and how far it can be halved and doubled.
const LEAST: TimeDelta = TimeDelta::hours(12);
pub(crate) const MOST_ZOOM: i8 = 10;

impl Scale {
    /// As far as the last deadline that is due; where none is, as far as the last possible one.
    fn new(clocks: &[&ObligationView], now: DateTime<Utc>, zoom: i8, width: usize) -> Scale {
        let last = |verdict| {
            let own = clocks.iter().filter(|o| o.verdict == verdict);
            own.filter_map(|o| o.deadline.as_ref()).map(|d| d.strict).max()
        };
        let last = last(Verdict::Due).or_else(|| last(Verdict::Possible));
        let whole = (last.unwrap_or(now) - now).max(TimeDelta::hours(24));
        let factor = 1_i32 << zoom.unsigned_abs().min(MOST_ZOOM.unsigned_abs());
        let shown = match zoom < 0 {
            true => whole * factor,
            false => whole / factor,
        };
        let shown = shown.max(LEAST);
        Scale {
            start: now - shown / 6,
            now,
            end: now + shown + shown / 12,
            width,
        }
    }

    fn column(&self, at: DateTime<Utc>) -> usize {
        let whole = (self.end - self.start).num_seconds().max(1);
        let gone = (at - self.start).num_seconds().clamp(0, whole);
        let last = self.width.saturating_sub(1);
        let room = i64::try_from(last).unwrap_or(0);
        usize::try_from(gone * room / whole).unwrap_or(0).min(last)
    }
}

pub(crate) fn draw(model: &Model, timeline: &Timeline, frame: &mut Frame<'_>, areas: Areas) {
    let Some(opened) = model.opened() else { return };
    let clocks = model.clocks();
    let when = moment(&opened.whole.home_zone, model.moment().at());
    let title = format!("{} {}", opened.whole.code, opened.whole.title);
    let words = "━ due  ─ possible  ◆ filed  ◇ deadline  │ now  ░ closed  + - zoom  Enter why";
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &title,
            right: &when,
            second: Line::from(words),
        },
    );
    let block = framed(model.theme, "Timeline");
    let inner = block.inner(areas.body);
    let width = usize::from(inner.width).saturating_sub(NAME + STATE + 3);
    let scale = Scale::new(&clocks, model.moment().at(), timeline.zoom, width.max(4));
    let mut lines = axis(model, opened, &scale);
    let height = usize::from(inner.height).saturating_sub(lines.len());
    let first = first_in_sight(timeline.at, clocks.len(), height);
    let rows = clocks.iter().enumerate().skip(first).take(height);
    lines.extend(rows.map(|(at, o)| bar(model, opened, o, &scale, at == timeline.at)));
    if clocks.is_empty() {
        lines.push(Line::from("No obligation with a date is due or possible."));
    }
    frame.render_widget(Paragraph::new(lines).block(block), areas.body);
}

/// Where the first clock stands below the frame's top, for the mouse.
pub(crate) const AXIS: u16 = 2;

/// Which clock stands in a line of the list.
pub(crate) fn clock_at(model: &Model, timeline: &Timeline, body: Rect, line: u16) -> Option<usize> {
    let height = usize::from(body.height.saturating_sub(2 + AXIS));
    let clocks = model.clocks().len();
    let at = first_in_sight(timeline.at, clocks, height) + usize::from(line.checked_sub(AXIS)?);
    (at < clocks).then_some(at)
}

/// Two lines: days of the month, and a rule with now.
fn axis(model: &Model, opened: &Opened, scale: &Scale) -> Vec<Line<'static>> {
    let zone = &opened.whole.home_zone;
    let mut days = vec![' '; scale.width];
    let today = zone.local(scale.now).date_naive();
    let first = zone.local(scale.start).date_naive();
    let span = (zone.local(scale.end).date_naive() - first).num_days();
    let mut free = 0;
    for ahead in 0..=u64::try_from(span).unwrap_or(0).min(4000) {
        let Some(day) = first.checked_add_days(Days::new(ahead)) else {
            break;
        };
        let at = scale.column(zone.start_of_day(day));
        let words = if day == today {
            "today".to_owned()
        } else {
            day.format("%-d %b").to_string()
        };
        let inside = zone.start_of_day(day) >= scale.start;
        if inside && at >= free && at + words.len() < scale.width {
            for (place, c) in (at..).zip(words.chars()) {
                days[place] = c;
            }
            free = at + words.len() + 1;
        }
    }
    let now = scale.column(scale.now);
    let rule: String = (0..scale.width).map(|at| if at == now { '┼' } else { '─' }).collect();
    let pad = " ".repeat(NAME + 2);
    vec![
        Line::styled(
            format!("{pad}{}", days.into_iter().collect::<String>()),
            model.theme.style(Tone::Quiet),
        ),
        Line::from(format!("{pad}{rule}")),
    ]
}

fn bar(model: &Model, opened: &Opened, o: &ObligationView, scale: &Scale, selected: bool) -> Line<'static> {
    let Some(deadline) = &o.deadline else {
        return Line::default();
    };
    let (start, end) = (scale.column(deadline.start), scale.column(deadline.strict));
    let run = if o.verdict == Verdict::Due { '━' } else { '─' };
    // What is only possible is not shaded: what is due is to stand out.
    let mut cells: Vec<char> = match o.verdict {
        Verdict::Due => shade(opened, o, &deadline.zone, scale),
        Verdict::Possible | Verdict::NotDue => vec![' '; scale.width],
    };
    for cell in cells.iter_mut().take(end).skip(start) {
        *cell = run;
    }
    let now = scale.column(scale.now);
    if let Some(cell) = cells.get_mut(now) {
        *cell = '│';
    }
    if let Some(cell) = cells.get_mut(end) {
        *cell = if deadline.strict > scale.end { '▶' } else { '◇' };
    }
    let filed = o.filed_at.map(|at| scale.column(at));
    if let Some(cell) = filed.and_then(|at| cells.get_mut(at)) {
        *cell = '◆';
    }
    let (state, tone) = state_of(model, opened, o);
    let style = match selected {
        true => model.theme.selected(tone),
        false => model.theme.style(tone),
    };
    let pointer = if selected { "▶" } else { " " };
    Line::from(vec![
        Span::styled(format!("{pointer}{} ", cut(&told(o), NAME)), style),
        Span::styled(cells.into_iter().collect::<String>(), model.theme.style(tone)),
        Span::styled(format!(" {}", cut(&state, STATE)), style),
    ])
}

/// Weekends and holidays of the authority.
fn shade(opened: &Opened, o: &ObligationView, zone: &Zone, scale: &Scale) -> Vec<char> {
    let mut cells = vec![' '; scale.width];
    for day in opened.closed_days.get(&o.id).into_iter().flatten() {
        let (from, to) = (zone.start_of_day(*day), zone.end_of_day(*day));
        if to < scale.start || from > scale.end {
            continue;
        }
        let (from, to) = (scale.column(from), scale.column(to));
        // A day that has no column of its own is not shaded: it would hide its neighbours.
        for cell in cells.iter_mut().take(to).skip(from) {
            *cell = '░';
        }
    }
    cells
}
