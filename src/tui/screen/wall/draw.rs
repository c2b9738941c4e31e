//! The wall clock as it is drawn: the time that is left in big figures, then where the incident stands. It has numbers,
//! authorities, times and roles: no title, no name of a person and no text that somebody wrote, since strangers may see it.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::digits::{ROWS, columns, lines};
use crate::app::assessment::opened_incident::Opened;
use crate::app::views::incident::DeadlineRowView;
use crate::core::facts::IncidentKind;
use crate::core::time::{Zone, span};
use crate::core::verdict::Verdict;
use crate::tui::model::Model;
use crate::tui::screen::incident::rows::{resolved, told};
use crate::tui::screen::layout::Areas;
use crate::tui::screen::{Heading, head};
use crate::tui::theme::Tone;
use crate::tui::words::{cut, moment};

/// Scales of the figures, the greatest first.
const SCALES: [usize; 4] = [4, 3, 2, 1];
/// Until when hours and minutes are shown, beyond that days.
const HOURS: TimeDelta = TimeDelta::hours(100);
/// Deadlines beside each other below the first one.
const MOST_BESIDE: usize = 5;

/// A deadline on the wall.
struct Clock {
    incident: String,
    at: DateTime<Utc>,
    zone: Zone,
    /// Who is to be told, and by which law.
    whose: String,
    /// What is left, by the clock of its incident.
    left: TimeDelta,
}

impl Clock {
    /// Hours and minutes, or days; a minus where it is past.
    fn figures(&self) -> String {
        let past = self.left < TimeDelta::zero();
        let left = self.left.abs();
        let sign = if past { "-" } else { "" };
        match left < HOURS {
            true => format!("{sign}{:02}:{:02}", left.num_hours(), left.num_minutes() % 60),
            false => format!("{sign}{} d", left.num_days()),
        }
    }

    fn tone(&self) -> Tone {
        Tone::of_clock(Verdict::Due, self.left)
    }

    fn words(&self) -> String {
        match self.left < TimeDelta::zero() {
            true => "OVERDUE".to_owned(),
            false if self.left < HOURS => "hours left".to_owned(),
            false => "days left".to_owned(),
        }
    }
}

/// What is due next: of the incident at hand by its own assessment, of the others as the board was last read.
fn clocks(model: &Model) -> Vec<Clock> {
    let here = model.opened();
    let own = here.into_iter().flat_map(|opened| of_incident(model, opened));
    let code = here.map(|opened| opened.whole.code.as_str());
    let others = model.board().coming.iter();
    let real = |row: &&DeadlineRowView| row.kind == IncidentKind::Real && row.verdict == Verdict::Due;
    let others = others.filter(real).filter(|row| Some(row.code.as_str()) != code);
    let mut all: Vec<Clock> = own.chain(others.map(|row| of_row(model, row))).collect();
    all.sort_by_key(|clock| clock.left);
    all
}

fn of_incident<'m>(model: &'m Model, opened: &'m Opened) -> impl Iterator<Item = Clock> + 'm {
    let due = model.clocks().into_iter();
    let due = due.filter(|o| o.verdict == Verdict::Due && resolved(opened, o).is_none());
    let now = model.here().at();
    due.filter_map(move |o| {
        let deadline = o.deadline.as_ref()?;
        Some(Clock {
            incident: opened.whole.code.clone(),
            at: deadline.strict,
            zone: deadline.zone.clone(),
            whose: format!("{} · {}", told(o), o.cite),
            left: deadline.strict - now,
        })
    })
}

fn of_row(model: &Model, row: &DeadlineRowView) -> Clock {
    let regime = row.obligation.regime();
    let name = model.start.law.iter().find(|law| law.id.as_str() == regime);
    let name = name.map_or(regime, |law| law.name.as_str());
    Clock {
        incident: row.code.clone(),
        at: row.strict,
        zone: row.zone.clone(),
        whose: format!("{} · {name}", row.recipient.words()),
        left: row.strict - model.now.at(),
    }
}

/// The same, line by line.
pub(crate) fn spoken(model: &Model) -> Vec<String> {
    let stands = model.opened().map(stands);
    let clocks = clocks(model);
    let lines = clocks.iter().map(|clock| {
        let left = span(clock.left);
        let left = match clock.left < TimeDelta::zero() {
            true => format!("OVERDUE {left}"),
            false => format!("{left} left"),
        };
        format!(
            "{left}: {}, {}, {}",
            clock.whose,
            clock.incident,
            moment(&clock.zone, clock.at)
        )
    });
    stands.into_iter().chain(lines).collect()
}

pub(crate) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let zone = model.opened().map_or(&model.home, |opened| &opened.whole.home_zone);
    let when = moment(zone, model.here().at());
    let stands = model.opened().map(stands).unwrap_or_default();
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: "firebell  What runs out next",
            right: &when,
            second: Line::styled(stands, model.theme.style(Tone::Head)),
        },
    );
    let clocks = clocks(model);
    let calls = calls(model);
    let foot = u16::try_from(calls.len())
        .unwrap_or(u16::MAX)
        .min(areas.body.height / 4);
    let [main, below] = Layout::vertical([Constraint::Min(1), Constraint::Length(foot)]).areas(areas.body);
    let Some((first, rest)) = clocks.split_first() else {
        let line = Line::styled("No deadline is running.", model.theme.style(Tone::Done));
        frame.render_widget(Paragraph::new(line).centered(), main);
        return;
    };
    let small = if main.height >= 16 && !rest.is_empty() {
        u16::try_from(ROWS + 5).unwrap_or(10)
    } else {
        0
    };
    let [big, beside] = Layout::vertical([Constraint::Min(1), Constraint::Length(small)]).areas(main);
    first_clock(model, first, frame, big);
    if small > 0 {
        next_clocks(model, rest, frame, beside);
    }
    frame.render_widget(Paragraph::new(calls), below);
}

/// Where the incident stands, in a line.
fn stands(opened: &Opened) -> String {
    let whole = &opened.whole;
    let all = &whole.assessment.obligations;
    let open = |verdict| {
        let own = all
            .iter()
            .filter(|o| o.verdict == verdict && resolved(opened, o).is_none());
        own.count()
    };
    format!(
        "{} · stage: {} · {} due · {} possible",
        whole.code,
        whole.stage.title(),
        open(Verdict::Due),
        open(Verdict::Possible)
    )
}

/// The first deadline in the greatest figures that there is room for, in the middle.
fn first_clock(model: &Model, clock: &Clock, frame: &mut Frame<'_>, area: Rect) {
    let figures = clock.figures();
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let fits = |scale: &usize| columns(&figures, *scale) <= width && ROWS * scale + 3 <= height;
    let style = model.theme.style(clock.tone());
    let mut drawn: Vec<Line<'_>> = match SCALES.into_iter().find(fits) {
        Some(scale) => lines(&figures, scale)
            .into_iter()
            .map(|line| Line::styled(line, style))
            .collect(),
        None => vec![Line::styled(figures, style)],
    };
    let at = moment(&clock.zone, clock.at);
    drawn.push(Line::default());
    drawn.push(Line::styled(
        format!("{} · {} · {at}", clock.words(), clock.incident),
        style,
    ));
    drawn.push(Line::styled(clock.whose.clone(), model.theme.style(Tone::Head)));
    let above = height.saturating_sub(drawn.len()) / 2;
    let area = Rect {
        y: area.y + u16::try_from(above).unwrap_or(0),
        height: area.height - u16::try_from(above).unwrap_or(0),
        ..area
    };
    frame.render_widget(Paragraph::new(drawn).centered(), area);
}

/// The deadlines after the first, beside each other.
fn next_clocks(model: &Model, clocks: &[Clock], frame: &mut Frame<'_>, area: Rect) {
    let widest = clocks
        .iter()
        .take(MOST_BESIDE)
        .map(|clock| columns(&clock.figures(), 1))
        .max();
    let wide = widest.unwrap_or(1).max(30) + 4;
    let beside = (usize::from(area.width) / wide).clamp(1, MOST_BESIDE);
    let shown: Vec<&Clock> = clocks.iter().take(beside).collect();
    let places = Layout::horizontal(vec![Constraint::Fill(1); shown.len()]).split(area);
    for (clock, place) in shown.into_iter().zip(places.iter()) {
        let style = model.theme.style(clock.tone());
        let width = usize::from(place.width.saturating_sub(2));
        let mut drawn: Vec<Line<'_>> = lines(&clock.figures(), 1)
            .into_iter()
            .map(|line| Line::styled(line, style))
            .collect();
        let label = |text: &str, tone| Line::styled(cut(text, width).trim_end().to_owned(), model.theme.style(tone));
        drawn.push(Line::default());
        drawn.push(label(&format!("{} · {}", clock.words(), clock.incident), clock.tone()));
        drawn.push(label(&clock.whose, Tone::Head));
        drawn.push(label(&moment(&clock.zone, clock.at), Tone::Quiet));
        frame.render_widget(Paragraph::new(drawn).centered(), *place);
    }
}

/// The calls that nobody has answered, by role.
fn calls(model: &Model) -> Vec<Line<'static>> {
    let open = model.opened().into_iter().flat_map(|opened| &opened.calls);
    let waiting = open.filter(|call| call.answered.is_none() && call.next.is_some());
    let lines = waiting.map(|call| {
        let role = call.role.replace('_', " ");
        let (words, tone) = match call.escalates_at.map(|at| at - model.here().at()) {
            Some(left) if left > TimeDelta::zero() => (
                format!("waiting, next person in {} min", left.num_minutes() + 1),
                Tone::Due,
            ),
            Some(_) => ("call the next person now".to_owned(), Tone::Soon),
            None => ("to be called".to_owned(), Tone::Plain),
        };
        Line::styled(format!(" ☎ {role}: {words}"), model.theme.style(tone)).centered()
    });
    lines.collect()
}
