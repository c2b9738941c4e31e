//! One incident: where it stands, what runs out, what to do and what to find out.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::coming;
use super::detail::detail;
use super::nothing_dated::{nothing_dated, undated};
use super::rows::assessment::{NO_SECTORS, PLACES, waiting_for_places, waiting_for_sectors};
use super::rows::{in_words, outline, resolved, told};
use super::state::{IncidentScreen, Tab};
use crate::app::assessment::opened_incident::Opened;
use crate::app::called;
use crate::app::views::ObligationView;
use crate::app::views::incident::NextStep;
use crate::core::event::Stage;
use crate::core::ids::TaskId;
use crate::core::time::TimeLeft;
use crate::core::verdict::Verdict;
use crate::tui::model::Model;
use crate::tui::places;
use crate::tui::screen::layout::{Areas, first_in_sight};
use crate::tui::screen::team_mark::also_here;
use crate::tui::screen::text::LabelledText;
use crate::tui::screen::{Heading, Listing, framed, head, list};
use crate::tui::search::{PART, holds};
use crate::tui::theme::Tone;
use crate::tui::widget::row::Row;
use crate::tui::words::{columns, cut, moment, value, wrapped};

/// Columns from which what stands behind a row is shown beside it.
const WIDE: u16 = 116;

/// Columns that rows have on a narrow screen.
const NARROW_ROWS: u16 = 80;

/// Columns from which what comes next has a pane of its own.
const VERY_WIDE: u16 = 180;

/// Columns from which the line of deadlines has room for three, and for whole words.
const WIDE_HEAD: usize = 120;

/// Columns that the bar of a deadline has in any case.
const LEAST_BAR: usize = 4;

/// Where the parts of this screen stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    clocks: Rect,
    next: Rect,
    /// The names of the parts.
    pub tabs: Rect,
    pub rows: Rect,
    /// What stands behind the row, where there is room.
    beside: Option<Rect>,
    /// What comes next, where there is room for that as well.
    coming: Option<Rect>,
}
pub(crate) fn parts(body: Rect, tab: Tab) -> Parts {
    let [clocks, next, tabs, part] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Length(1),
        Constraint::Min(3),
    ])
    .areas(body);
    if body.width < WIDE {
        return Parts {
            clocks,
            next,
            tabs,
            rows: part,
            beside: None,
            coming: None,
        };
    }
    let (rows, beside, coming) = match (body.width < VERY_WIDE, tab) {
        // A row has at least as much room as on a narrow screen.
        (true, _) => {
            let rows = (body.width * 58 / 100).max(NARROW_ROWS);
            let [rows, beside] = Layout::horizontal([Constraint::Length(rows), Constraint::Min(30)]).areas(part);
            (rows, beside, None)
        }
        // The log is read for its words.
        (false, Tab::Log) => {
            let [rows, beside] = Layout::horizontal([Constraint::Percentage(70), Constraint::Min(40)]).areas(part);
            (rows, beside, None)
        }
        (false, Tab::Detection | Tab::Assessment | Tab::Internal | Tab::Regulatory | Tab::Work) => {
            let widths = [
                Constraint::Percentage(58),
                Constraint::Percentage(22),
                Constraint::Min(36),
            ];
            let [rows, beside, coming] = Layout::horizontal(widths).areas(part);
            (rows, beside, Some(coming))
        }
    };
    Parts {
        clocks,
        next,
        tabs,
        rows,
        beside: Some(beside),
        coming,
    }
}

pub(crate) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let Some((incident, opened)) = model
        .incident()
        .and_then(|incident| Some((incident, incident.opened()?)))
    else {
        head(
            model,
            frame,
            areas.head,
            Heading {
                left: "Reading the incident …",
                right: "",
                second: Line::default(),
            },
        );
        return;
    };
    let whole = &opened.whole;
    let when = match (&opened.as_if, opened.as_of) {
        (Some(_), _) => "AS IF, nothing of it is recorded".to_owned(),
        (None, Some(at)) => format!("AS OF {}", moment(&whole.home_zone, at)),
        (None, None) => moment(&whole.home_zone, model.here().at()),
    };
    let title = format!("{} {}", whole.code, whole.title);
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &title,
            right: &when,
            second: rail(model, opened),
        },
    );
    let parts = parts(areas.body, incident.tab);
    frame.render_widget(
        Paragraph::new(clocks(model, opened, usize::from(parts.clocks.width))),
        parts.clocks,
    );
    frame.render_widget(next(model, opened), parts.next);
    frame.render_widget(Paragraph::new(tabs(model, usize::from(parts.tabs.width))), parts.tabs);
    let mut rows = outline(model);
    // Only what is in sight is put into words.
    let height = usize::from(parts.rows.height.saturating_sub(2));
    let first = first_in_sight(incident.at, rows.len(), height);
    for row in rows.iter_mut().skip(first).take(height) {
        *row = in_words(model, row.clone());
    }
    list(
        model,
        frame,
        parts.rows,
        &Listing {
            title: &title_of(model, incident, &rows),
            rows: &rows,
            selected: incident.at,
            search: &incident.search,
        },
    );
    if let Some(area) = parts.beside {
        let row = rows.get(incident.at).map(|row| in_words(model, row.clone()));
        beside(model, opened, frame, (row, area));
    }
    if let Some(area) = parts.coming {
        coming::draw(model, opened, frame, area);
    }
}

/// The name of the part, and what is searched for in it.
fn title_of(model: &Model, incident: &IncidentScreen, rows: &[Row]) -> String {
    let title = match incident.news_only {
        true => "Changed since you left (Esc all)",
        false => incident.tab.title(),
    };
    match incident.search.trim() {
        "" => title.to_owned(),
        words => {
            let found = rows.iter().filter(|row| row.selectable()).count();
            let fit = if found == 0 {
                not_due_that_fit(model, incident, words)
            } else {
                0
            };
            let others = match fit {
                0 => String::new(),
                fit => format!("; {fit} more not due: 2 Assessment, then z"),
            };
            format!("{title}: {found} match “{words}”{others} (n/N next and previous, Esc all)")
        }
    }
}

/// How many obligations that are not due, and therefore not listed, are about the place or the authority that is searched
/// for. Nobody should take a list without a row for a law without one.
fn not_due_that_fit(model: &Model, incident: &IncidentScreen, words: &str) -> usize {
    let listed = incident.tab == Tab::Assessment && incident.not_due;
    let of_obligations = [Tab::Assessment, Tab::Regulatory].contains(&incident.tab);
    if listed || !of_obligations {
        return 0;
    }
    let all = model
        .opened()
        .into_iter()
        .flat_map(|opened| &opened.whole.assessment.obligations);
    let not_due = all.filter(|o| o.verdict == Verdict::NotDue);
    not_due
        .filter(|o| {
            let places = model.start.places_of(&o.jurisdiction);
            holds(words, &format!("{}{PART}{places}{PART}{}", o.id, o.name))
        })
        .count()
}

/// The rail of stages, with a mark and a word for each.
fn rail(model: &Model, opened: &Opened) -> Line<'static> {
    let whole = &opened.whole;
    let mark = |stage: Stage| {
        let entered = whole.stages.iter().any(|entered| entered.stage == stage);
        let name = match stage {
            Stage::Internal => "Internal",
            Stage::Regulatory => "Regulatory",
            Stage::Detection | Stage::Assessment => stage.title(),
        };
        match (stage == whole.stage, entered) {
            (true, _) => format!("{name} ◐"),
            (false, true) => format!("{name} ●"),
            (false, false) => format!("{name} ○"),
        }
    };
    let words = format!("{}{}", Stage::ALL.map(mark).join(" ── "), risk(opened));
    let closed = whole
        .closed_at
        .as_ref()
        .map(|_| Span::styled(" CLOSED ", model.theme.style(Tone::Loud)));
    // First, because a narrow screen cuts off what comes last.
    let waits = (whole.not_yet_shared > 0).then(|| {
        let words = format!(" NOT YET SHARED: {} ", whole.not_yet_shared);
        Span::styled(words, model.theme.style(Tone::Loud))
    });
    let first = closed.into_iter().chain(waits);
    let mut spans: Vec<Span<'_>> = first.flat_map(|span| [span, Span::raw(" ")]).collect();
    if let Some(here) = also_here(&model.team, &whole.code) {
        spans.push(Span::styled(format!("{here} · "), model.theme.style(Tone::Head)));
    }
    spans.push(Span::raw(words));
    Line::from(spans)
}

/// The risk: as a person decided it, else what the methods propose, and which of the two it is.
fn risk(opened: &Opened) -> String {
    let decided = opened
        .whole
        .decisions
        .iter()
        .rfind(|decision| decision.key == "gdpr_risk");
    let proposed = opened
        .whole
        .assessment
        .risk
        .as_ref()
        .and_then(|risk| risk.suggested.as_deref());
    match (decided, proposed) {
        (Some(decided), _) => format!(
            "   risk decided: {}",
            value(&decided.value, &opened.whole.home_zone).to_uppercase()
        ),
        (None, Some(proposed)) => format!("   risk proposed: {}", proposed.to_uppercase()),
        (None, None) => String::new(),
    }
}

/// The nearest deadlines as gauges: how much of the time has gone, and how much is left.
fn clocks(model: &Model, opened: &Opened, width: usize) -> Line<'static> {
    let open = |o: &&ObligationView| o.verdict == Verdict::Due && resolved(opened, o).is_none();
    let dated = model.clocks();
    let nearest: Vec<&ObligationView> = dated.iter().copied().filter(open).collect();
    let some = if width >= WIDE_HEAD { 3 } else { 2 };
    let without = undated(opened);
    if nearest.is_empty() {
        return nothing_dated(model, opened, &dated);
    }
    let words = match without {
        0 => String::new(),
        _ if width >= WIDE_HEAD => format!("{without} due without a date"),
        _ => format!("{without} due, no date"),
    };
    let each = (width - columns(&words).min(width)) / nearest.len().clamp(1, some);
    let gauges = nearest.into_iter().take(some).map(|o| gauge(model, o, each));
    let without = Span::styled(words, model.theme.style(Tone::Due));
    Line::from(gauges.chain([without]).collect::<Vec<_>>())
}

fn gauge(model: &Model, o: &ObligationView, width: usize) -> Span<'static> {
    let Some(deadline) = &o.deadline else {
        return Span::raw("");
    };
    let (start, end, now) = (deadline.start, deadline.strict, model.moment().at());
    let tone = Tone::of_clock(Verdict::Due, end - now);
    let remains = format!("{}{}", tone.sign(), TimeLeft::until(end, model.moment()).binding());
    // The name is told as far as a short bar leaves room for it.
    let room = width.saturating_sub(columns(&remains) + LEAST_BAR + 4);
    let name = told(o);
    let name = cut(&name, columns(&name).min(room)).trim_end().to_owned();
    let bar = width.saturating_sub(columns(&name) + columns(&remains) + 4).min(24);
    let whole = (end - start).num_seconds().max(1);
    let gone = (now - start).num_seconds().clamp(0, whole);
    // Both are small and not negative: the share of a bar of at most 24 columns.
    let filled = usize::try_from(gone * i64::try_from(bar).unwrap_or(0) / whole)
        .unwrap_or(0)
        .min(bar);
    let text = format!("{name} {}{} {remains}  ", "█".repeat(filled), "░".repeat(bar - filled));
    Span::styled(cut(&text, width), model.theme.style(tone))
}

fn next<'a>(model: &Model, opened: &'a Opened) -> Paragraph<'a> {
    let words = match (&opened.as_if, opened.as_of) {
        (Some(words), _) => Line::styled(
            format!("AS IF {words}. Nothing is recorded and nothing can be; Esc returns to what is so."),
            model.theme.style(Tone::Loud),
        ),
        (None, Some(_)) => Line::styled(
            "You are viewing the past; nothing can be recorded. [ and ] step through it, Esc returns to the present.",
            model.theme.style(Tone::Loud),
        ),
        (None, None) => Line::from(format!("Next: {}", next_words(model, opened))),
    };
    Paragraph::new(words).wrap(Wrap { trim: true })
}

/// The one thing to do, with the keys of this screen where the record names a command. It is what the cursor finds first
/// among the open questions.
pub(crate) fn next_words(model: &Model, opened: &Opened) -> String {
    let step = &opened.whole.next_step;
    match (step, waiting_for_sectors(model, opened)) {
        (NextStep::FindOut { .. }, Some(waits)) => {
            format!("find out: {NO_SECTORS} It settles {waits} obligations (2, Enter).")
        }
        (NextStep::FindOut { .. }, None) if waiting_for_places(opened).is_some() => format!("find out: {PLACES} (#)"),
        (NextStep::RecordDiscovery { .. }, _) => {
            "record when it was discovered: Enter on `discovery`, or a if you are aware now".to_owned()
        }
        (NextStep::Take { title, task, owner }, _) => format!("{title} ({owner}). x ticks it off{}.", part_of(task)),
        (NextStep::FindOut { question, fact }, None) => {
            let question = opened.questions.get(fact).unwrap_or(question);
            format!("find out: {} (2, Enter)", places::named_in(question, fact))
        }
        (NextStep::FileLate(_) | NextStep::FileSoon(..), _) => {
            called::next_step(&opened.whole.assessment.obligations, step)
        }
        (NextStep::Closed | NextStep::Close | NextStep::Settle(_) | NextStep::File { .. }, _) => step.to_string(),
    }
}

/// Where a step is listed, where its name says it.
fn part_of(task: &TaskId) -> String {
    let stage = task.playbook();
    let tab = Tab::ALL
        .into_iter()
        .zip(1..)
        .find(|(tab, _)| tab.title().eq_ignore_ascii_case(stage));
    tab.map(|(tab, number)| format!(" in {number} {}", tab.title()))
        .unwrap_or_default()
}

/// The names of the parts, the one at hand in brackets, each with its number.
pub(crate) fn tab_names(model: &Model, width: usize) -> Vec<String> {
    let at_hand = model.incident().map(|incident| incident.tab);
    // Beside the clock of an exercise the other parts have room for their numbers only.
    let all = width >= if model.desk().is_some() { 110 } else { 76 };
    let some = width >= 60;
    let name = |(at, tab): (usize, Tab)| {
        let number = at + 1;
        let words = if all || (some && Some(tab) == at_hand) {
            format!(
                "{number} {}{}",
                tab.title(),
                if tab == Tab::Work && is_wanted(model) { " !" } else { "" }
            )
        } else {
            number.to_string()
        };
        match Some(tab) == at_hand {
            true => format!("[{words}]"),
            false => format!(" {words} "),
        }
    };
    Tab::ALL.into_iter().enumerate().map(name).collect()
}

/// Whether a reminder waits for whoever is at the keyboard: the mark stays until it is done with.
fn is_wanted(model: &Model) -> bool {
    let kept = model.opened().into_iter().flat_map(|opened| &opened.whole.reminders);
    let mine = |owner: &str| model.known().is_mine(owner);
    let mut own = kept.filter(|kept| kept.owner.as_deref().is_none_or(mine));
    own.any(|kept| kept.at <= model.moment().at())
}

fn tabs(model: &Model, width: usize) -> Line<'static> {
    let names = tab_names(model, width).into_iter().zip(Tab::ALL);
    let spans = names.flat_map(|(name, tab)| {
        let tone = if Some(tab) == model.incident().map(|incident| incident.tab) {
            Tone::Selected
        } else {
            Tone::Plain
        };
        [Span::styled(name, model.theme.style(tone)), Span::raw(" ")]
    });
    let drill = match model.desk() {
        Some(_) => format!("{} · i injects", crate::tui::screen::exercise::rows::clock_words(model)),
        None => String::new(),
    };
    let names: usize = tab_names(model, width).iter().map(|name| columns(name) + 1).sum();
    let room = width.saturating_sub(names);
    let drill = if columns(&drill) <= room {
        drill
    } else {
        cut("i injects", room.min(9))
    };
    let drill = if model.desk().is_some() { drill } else { String::new() };
    let last = Span::styled(drill, model.theme.style(Tone::Loud));
    Line::from(spans.chain([last]).collect::<Vec<_>>())
}

/// What stands behind the row selected.
fn beside(model: &Model, opened: &Opened, frame: &mut Frame<'_>, (row, area): (Option<Row>, Rect)) {
    let found = row.and_then(|row| detail(model, opened, &row.target));
    let (title, lines) = found.unwrap_or_else(|| ("".to_owned(), Vec::new()));
    let width = usize::from(area.width.saturating_sub(4));
    let text = lines.into_iter().flat_map(|LabelledText { word, text }| {
        let inner = wrapped(&text, width.saturating_sub(10));
        let words = std::iter::once(word).chain(std::iter::repeat(String::new()));
        let lines = inner.into_iter().zip(words);
        lines
            .map(|(line, word)| Line::from(format!(" {word:<9} {line}")))
            .collect::<Vec<_>>()
    });
    let title = cut(&title, columns(&title).min(width));
    let block = framed(model.theme, &title);
    frame.render_widget(Paragraph::new(text.collect::<Vec<_>>()).block(block), area);
}
