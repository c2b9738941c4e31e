//! The board: which clock runs out first?

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::state::Shown;
use crate::app::views::incident::{DeadlineRowView, RowView};
use crate::core::counted::counted;
use crate::core::exercise_mark::MarkPlace;
use crate::core::time::{StoryTime, TimeLeft};
use crate::core::verdict::Verdict;
use crate::tui::model::Model;
use crate::tui::screen::layout::{Areas, first_in_sight};
use crate::tui::screen::{Heading, found_in, framed, head};
use crate::tui::theme::{NEAR, Tone};
use crate::tui::words::{self, cut, moment};

/// Where the two lists of the board stand.
pub(crate) fn lists(model: &Model, body: Rect) -> (Rect, Rect) {
    let coming = model.board().coming.len() + undated(model).take(NAMED).count();
    let coming = u16::try_from(coming).unwrap_or(10).max(1);
    if body.width >= 150 {
        let [rows, clocks] = Layout::horizontal([Constraint::Percentage(55), Constraint::Min(60)]).areas(body);
        return (rows, clocks);
    }
    let clocks = coming.min((body.height / 3).max(1)) + 2;
    let [rows, clocks] = Layout::vertical([Constraint::Min(4), Constraint::Length(clocks)]).areas(body);
    (rows, clocks)
}

pub(crate) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let when = moment(&model.home, model.now.at());
    let next = Line::from(format!("Next: {}", next_words(model)));
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: "firebell  Board",
            right: &when,
            second: next,
        },
    );
    let (rows, clocks) = lists(model, areas.body);
    incidents(model, frame, rows);
    let width = usize::from(clocks.width.saturating_sub(2));
    let mut lines = coming(model, width);
    if lines.is_empty() {
        lines.push(Line::from("No open obligation has a date."));
    }
    let block = framed(model.theme, "Coming up, all incidents");
    frame.render_widget(Paragraph::new(lines).block(block), clocks);
}

fn incidents(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(all) = &model.board().rows else {
        let block = framed(model.theme, "Incidents");
        frame.render_widget(Paragraph::new("Reading the record …").block(block), area);
        return;
    };
    let width = usize::from(area.width.saturating_sub(2));
    let height = usize::from(area.height.saturating_sub(2));
    let shown = model.board().shown.len();
    let first = first_in_sight(model.board().at, shown, height);
    let rows = model.board().shown().enumerate().skip(first).take(height);
    let lines: Vec<Line<'_>> = rows
        .map(|(at, row)| incident(model, row, width, at == model.board().at))
        .collect();
    let heads = Line::styled(heads(width), model.theme.style(Tone::Quiet)).right_aligned();
    let block = framed(model.theme, &title(model, all.len())).title_top(heads);
    let block = match shown.saturating_sub(first + height) {
        0 => block,
        more => block.title_bottom(format!(" {more} more below ")),
    };
    let paragraph = match shown {
        0 => Paragraph::new("None here: n opens one; f shows others."),
        _ => Paragraph::new(lines),
    };
    frame.render_widget(paragraph.block(block), area);
}

/// What the list shows, with exercises counted apart from real incidents.
fn title(model: &Model, all: usize) -> String {
    let search = &model.board().search;
    let (real, exercises) = counts(model);
    let apart = match (model.board().filter, exercises) {
        (_, 0) | (Shown::Exercises, _) => String::new(),
        (_, 1) => " · 1 exercise".to_owned(),
        (_, n) => format!(" · {n} exercises"),
    };
    match (search.is_empty(), model.board().filter) {
        (false, filter) => format!(
            "Incidents: {} of {all} match “{search}” ({})",
            model.board().shown.len(),
            match filter {
                Shown::Open => "open and closed",
                Shown::Real | Shown::Overdue | Shown::Exercises | Shown::Closed | Shown::All => {
                    model.board().filter.words()
                }
            }
        ),
        (true, Shown::Exercises) => format!("Exercises: {exercises} open"),
        (true, filter) => format!("Incidents: {real} {}{apart}", filter.words()),
    }
}

/// Real incidents and exercises of the list; those of a long board before all of it has been read.
fn counts(model: &Model) -> (usize, usize) {
    let board = model.board();
    let many = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
    match (board.whole, board.filter) {
        (Some(whole), Shown::Open | Shown::All) => return (many(whole.real), many(whole.exercises)),
        (Some(whole), Shown::Real) => return (many(whole.real), 0),
        (Some(_) | None, _) => {}
    }
    board.counted()
}

/// Columns of the stage, the risk, and the next deadline with what stands before it.
const STAGE: usize = 11;
const RISK: usize = 7;
const NEXT: usize = 20;

/// Columns for the obligation that comes next, where there is room.
fn wide(width: usize) -> usize {
    if width >= 100 { 30 } else { 0 }
}

/// The heads of the columns, in the frame above them.
fn heads(width: usize) -> String {
    let obligation = cut("obligation", wide(width));
    format!(
        "{}{}{}{obligation}",
        cut(" stage", STAGE),
        cut(" risk", RISK),
        cut(" next deadline", NEXT)
    )
}

fn incident(model: &Model, row: &RowView, width: usize, selected: bool) -> Line<'static> {
    let exercise = row.kind.mark(MarkPlace::Line);
    let now = row.story.unwrap_or_else(|| StoryTime::outside_incidents(model.now));
    let next = row.next.as_ref().filter(|_| !row.is_over());
    let tone = match next {
        Some(next) => Tone::of_clock(Verdict::Due, next.strict - now.at()),
        None if row.due > 0 && !row.is_over() => Tone::Due,
        None => Tone::Plain,
    };
    let left = match (row.is_over(), next) {
        (true, _) => String::new(),
        (false, Some(next)) => TimeLeft::until(next.strict, now).binding(),
        (false, None) if row.due > 0 => format!("{} due, no date", row.due),
        (false, None) => format!("{} possible", row.possible),
    };
    let severity = row.severity.as_deref().unwrap_or("?");
    let waits = if row.not_yet_shared > 0 { "NOT YET SHARED " } else { "" };
    let wide = wide(width);
    let title = width.saturating_sub(3 + 11 + STAGE + RISK + NEXT + wide);
    let whose = next.map(|next| model.start.named(&next.obligation)).unwrap_or_default();
    let text = format!(
        "{}{}{}{}{}{} {}{}",
        if selected { "▶" } else { " " },
        cut(tone.sign().trim_end(), 2),
        cut(&row.code, 11),
        cut(&format!("{exercise}{waits}{}", row.title), title),
        cut(&format!(" {}", stage(row)), STAGE),
        cut(&format!(" {severity}"), RISK),
        cut(&left, NEXT - 1),
        cut(&whose, wide),
    );
    let style = match selected {
        true => model.theme.selected(tone),
        false => model.theme.style(tone),
    };
    Line::from(found_in(style, &model.board().search, &text))
}

/// The stage, or that an exercise has ended.
fn stage(row: &RowView) -> String {
    match row.ended && !row.closed {
        true => "ended".to_owned(),
        false => row.stage.to_string(),
    }
}

/// How many incidents are named in the list of what is coming for their obligations without a date.
const NAMED: usize = 5;

/// Open real incidents with obligations that are due and have no date.
fn undated(model: &Model) -> impl Iterator<Item = &RowView> {
    // The workspace counts them for the first rows alone, so that those far down need no look with every frame.
    let rows = model.board().rows.iter().flatten().take(200);
    rows.filter(|row| row.undated > 0 && !row.is_over())
}

/// What is coming: "without undue delay" comes behind what is due within three days.
fn coming(model: &Model, width: usize) -> Vec<Line<'static>> {
    let near = |row: &&DeadlineRowView| row.verdict == Verdict::Due && row.strict - model.now.at() < NEAR;
    let dated = &model.board().coming;
    let first = dated.iter().take_while(near).count();
    let lines = |rows: &[DeadlineRowView]| -> Vec<Line<'static>> {
        let lines = rows.iter().map(|row| clock(model, row, width));
        lines.collect()
    };
    let mut all = lines(&dated[..first]);
    all.extend(undated(model).take(NAMED).map(|row| without_date(model, row, width)));
    all.extend(lines(&dated[first..]));
    all
}

fn without_date(model: &Model, row: &RowView, width: usize) -> Line<'static> {
    let due = counted(u64::from(row.undated), "due obligation");
    let text = format!(
        "{}{}{}{}",
        cut("due, no date", 20),
        cut(&due, 30),
        cut(&row.code, 12),
        cut(&row.title, width.saturating_sub(20 + 30 + 12))
    );
    Line::styled(text, model.theme.style(Tone::Due))
}

fn clock(model: &Model, row: &DeadlineRowView, width: usize) -> Line<'static> {
    let exercise = row.kind.mark(MarkPlace::Line);
    let possible = if row.verdict == Verdict::Due { "" } else { " possible" };
    let stand_in = words::provisional(row.provisional);
    let left = TimeLeft::until(row.strict, StoryTime::outside_incidents(model.now));
    let tone = Tone::of_clock(row.verdict, row.strict - model.now.at());
    // What is past says so in a word, and needs no sign.
    let sign = if left.is_past() { "" } else { tone.sign() };
    let remains = format!("{sign}{}", words::clock(row.verdict, left));
    let whose = width.saturating_sub(20 + 30 + 12);
    let text = format!(
        "{}{}{}{}",
        cut(&remains, 20),
        cut(&moment(&row.zone, row.strict), 30),
        cut(&row.code, 12),
        cut(
            &format!("{exercise}{}{possible}{stand_in}", model.start.named(&row.obligation)),
            whose
        )
    );
    Line::styled(text, model.theme.style(tone))
}

/// The soonest due clock of any open real incident; where there is none, what is only possible.
pub(crate) fn next_words(model: &Model) -> String {
    let coming = &model.board().coming;
    let words = |row: &DeadlineRowView| {
        let left = TimeLeft::until(row.strict, StoryTime::outside_incidents(model.now));
        format!(
            "{}, incident {}, {}",
            model.start.named(&row.obligation),
            row.code,
            left.binding()
        )
    };
    let due = coming.iter().find(|row| row.verdict == Verdict::Due);
    let without = undated(model).next();
    if let (None, Some(row)) = (due, without) {
        let due = counted(u64::from(row.undated), "obligation");
        return format!("{due} due without a date, incident {}", row.code);
    }
    match (due, coming.first(), &model.board().rows) {
        (Some(due), ..) => match undated(model).map(|row| row.undated).sum::<u32>() {
            0 => words(due),
            without => format!("{}; {without} due without a date", words(due)),
        },
        (None, Some(possible), _) => format!("no deadline is running; possible: {}", words(possible)),
        (None, None, Some(rows)) if rows.is_empty() => {
            "n opens an incident, X starts an exercise, B opens a built-in example".to_owned()
        }
        (None, None, _) => "No real incident has a running deadline. Check what may apply.".to_owned(),
    }
}
