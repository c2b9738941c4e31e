//! The letter desk: may this go out?

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::layout::{Parts, check_lines, parts};
use super::next::head_lines;
use super::state::LettersState;
use crate::app::letters::LetterRow;
use crate::app::letters::mailing::MailingRow;
use crate::core::counted::counted;
use crate::tui::model::Model;
use crate::tui::screen::incident::rows::told;
use crate::tui::screen::layout::Areas;
use crate::tui::screen::{Heading, Listing, framed, head, list};
use crate::tui::theme::Tone;
use crate::tui::widget::opener::Target;
use crate::tui::widget::row::Row;
use crate::tui::words::{moment, wrapped};

pub(crate) fn draw(model: &Model, desk: &LettersState, frame: &mut Frame<'_>, areas: Areas) {
    let Some(opened) = model.opened() else { return };
    let when = moment(&opened.whole.home_zone, model.here().at());
    let title = format!("{} Letters", opened.whole.code);
    let mut next = head_lines(model, usize::from(areas.body.width)).into_iter();
    head(
        model,
        frame,
        areas.head,
        Heading {
            left: &title,
            right: &when,
            second: Line::from(next.next().unwrap_or_default()),
        },
    );
    let Parts {
        further,
        list: rows,
        text,
        findings,
    } = parts(model, areas.body);
    frame.render_widget(Paragraph::new(next.map(Line::from).collect::<Vec<_>>()), further);
    let row = |row: &LetterRow| {
        let tone = match (row.stale.is_empty(), &row.approved) {
            (false, _) => Tone::Overdue,
            (true, Some(_)) => Tone::Done,
            (true, None) => Tone::Due,
        };
        let mark = if row.approved.is_some() { "●" } else { "◌" };
        let to = row.obligation.as_deref().and_then(|id| model.find_obligation(id));
        let left = to.map_or_else(|| row.template.clone(), told);
        let right = match &row.approved {
            Some(approved) if row.stale.is_empty() => {
                let state = if row.filed { "filed, approved" } else { row.state };
                format!("{state} by {} · rev {}", approved.actor, row.revisions)
            }
            Some(_) | None => format!("{} · rev {} by {}", state(row), row.revisions, row.written.actor),
        };
        Row::new(mark, left, right, tone, Target::Words).coded(row.letter.as_str())
    };
    let letters: Vec<Row> = opened
        .letters
        .iter()
        .map(row)
        .chain(opened.mailings.iter().map(mailing))
        .collect();
    list(
        model,
        frame,
        rows,
        &Listing {
            title: "Letters (n drafts one)",
            rows: &letters,
            selected: desk.at,
            search: "",
        },
    );
    preview(model, desk, frame, text);
    found(model, desk, frame, findings);
}

/// A mailing below the letters; the arrows do not go there.
fn mailing(row: &MailingRow) -> Row {
    let left = format!(
        "{}: {} by {}",
        row.mailing,
        counted(u64::from(row.letters), "letter"),
        row.channel.words()
    );
    let next = row.step.map(|step| format!("next: {step}"));
    let (mark, tone) = match row.step {
        Some(_) => ("◌", Tone::Due),
        None => ("●", Tone::Done),
    };
    let right = next.unwrap_or_else(|| row.state.to_owned());
    Row::new(mark, left, right, tone, Target::Words)
}

/// Its state, and whether it tells what has changed since.
fn state(row: &LetterRow) -> String {
    match (row.filed, row.stale.is_empty()) {
        (true, true) => "filed".to_owned(),
        (true, false) => "filed, changed since: supplement it".to_owned(),
        (false, true) => row.state.to_owned(),
        (false, false) => format!("STALE, {}", row.state),
    }
}

/// Where somebody has joined since the letters were written: keys are handed on by whoever has them.
fn sealed(letters: usize) -> String {
    let (does, they) = match letters {
        1 => ("does", "it was"),
        _ => ("do", "they were"),
    };
    let letters = counted(u64::try_from(letters).unwrap_or(u64::MAX), "letter");
    format!(
        "{letters} of this incident {does} not open for you yet. You joined after {they} written, and keys are handed on \
         by a member who has them.\n\n1. Whoever invited you opens the record once more: at this machine @ and their \
         passphrase, or at their own.\n2. You open it again: @ and your passphrase.\n\nFrom then on you read, edit and \
         approve what was written. What is written from now on opens for you at once."
    )
}

fn preview(model: &Model, desk: &LettersState, frame: &mut Frame<'_>, area: Rect) {
    let open = model.open_letter();
    let text = match (
        open,
        model.letter(),
        model.opened().map_or(0, |opened| opened.sealed_letters),
    ) {
        (Some(open), ..) => open.laid_out(usize::from(area.width.saturating_sub(2))),
        (None, None, letters @ 1..) => sealed(letters),
        (None, ..) => String::new(),
    };
    let lines: Vec<String> = wrapped(&text, usize::from(area.width.saturating_sub(2)));
    let height = usize::from(area.height.saturating_sub(2));
    let from = usize::from(desk.scroll).min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(from + height);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(from).take(height).map(Line::from).collect();
    let mut block = framed(model.theme, "As it will look (PgDn scrolls)");
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines below "));
    }
    frame.render_widget(Paragraph::new(shown).block(block), area);
}

fn found(model: &Model, desk: &LettersState, frame: &mut Frame<'_>, area: Rect) {
    let Some(open) = model.open_letter() else {
        frame.render_widget(framed(model.theme, "Check"), area);
        return;
    };
    let lines = check_lines(open, usize::from(area.width.saturating_sub(2)));
    let height = usize::from(area.height.saturating_sub(2));
    let from = usize::from(desk.check_scroll).min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(from + height);
    let shown = lines.into_iter().skip(from).take(height);
    let shown: Vec<Line<'_>> = shown
        .map(|(line, tone)| Line::styled(line, model.theme.style(tone)))
        .collect();
    let title = match open.findings.iter().filter(|f| f.fails()).count() {
        0 => "Check: nothing fails".to_owned(),
        n => format!("Check: {n} FAIL"),
    };
    let mut block = framed(model.theme, &title);
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines below (> and <) "));
    }
    frame.render_widget(Paragraph::new(shown).block(block), area);
}
