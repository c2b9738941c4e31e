//! The letter desk: may this go out?

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{Areas, framed, head, list};
use crate::letter::check::Weight;
use crate::tui::action::OpenLetter;
use crate::tui::model::Model;
use crate::tui::part::{Row, Target};
use crate::tui::theme::Tone;
use crate::tui::words::{moment, wrapped};

/// Columns from which the text stands beside the list.
const WIDE: u16 = 110;

/// List, text and findings.
fn parts(model: &Model, body: Rect) -> [Rect; 3] {
    let letters = model.incident.opened.as_ref().map_or(1, |opened| opened.letters.len());
    let found = model
        .open_letter()
        .map_or(0, |open| open.findings.len() + open.comments.len());
    let lines = |n: usize, most: usize| Constraint::Length(u16::try_from(n.clamp(1, most)).unwrap_or(1) + 2);
    if body.width >= WIDE {
        let [left, text] = Layout::horizontal([Constraint::Percentage(42), Constraint::Min(60)]).areas(body);
        let [rows, findings] = Layout::vertical([Constraint::Percentage(35), Constraint::Min(6)]).areas(left);
        return [rows, text, findings];
    }
    Layout::vertical([lines(letters, 3), Constraint::Min(5), lines(found, 4)]).areas(body)
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let Some(opened) = &model.incident.opened else { return };
    let when = moment(&opened.whole.home_zone, model.here().at());
    let title = format!("{} Letters", opened.whole.code);
    head(model, frame, areas.head, &title, &when, Line::from(next(model)));
    let [rows, text, findings] = parts(model, areas.body);
    let row = |row: &crate::app::letters::LetterRow| Row {
        mark: if row.approved.is_some() { "●" } else { "◌" },
        left: format!("{} · {}", row.letter, row.duty.as_deref().unwrap_or(&row.template)),
        right: format!("{} · rev {} by {}", row.state, row.revisions, row.written.0),
        tone: if row.approved.is_some() { Tone::Done } else { Tone::Due },
        target: Target::Words,
    };
    let letters: Vec<Row> = opened.letters.iter().map(row).collect();
    list(
        model,
        frame,
        rows,
        "Letters (n drafts one)",
        &letters,
        model.incident.letters.at,
    );
    preview(model, frame, text);
    found(model, frame, findings);
}

/// Who wrote it, who approved it, what approval still needs.
fn next(model: &Model) -> String {
    let rows = model.incident.opened.as_ref().map(|opened| &opened.letters);
    let Some(row) = rows.and_then(|rows| rows.get(model.incident.letters.at)) else {
        return "Next: n drafts a letter; r on a duty drafts the one made for it".to_owned();
    };
    let failing = |open: &OpenLetter| open.findings.iter().filter(|f| f.fails()).count();
    match (&row.approved, model.open_letter()) {
        (Some((by, _)), _) => format!("approved by {by}: {}", row.sha256.get(..12).unwrap_or_default()),
        (None, Some(open)) if failing(open) > 0 => {
            let count = failing(open);
            format!("Next: mend {count} findings (e edits), then somebody else approves (x)")
        }
        (None, _) => format!("Next: somebody else than {} reads and approves it (x)", row.written.0),
    }
}

fn preview(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let open = model.open_letter();
    let text = open.map_or("", |open| open.preview.as_str());
    let lines: Vec<String> = wrapped(text, usize::from(area.width.saturating_sub(2)));
    let height = usize::from(area.height.saturating_sub(2));
    let from = usize::from(model.incident.letters.scroll).min(lines.len().saturating_sub(height));
    let more = lines.len().saturating_sub(from + height);
    let shown: Vec<Line<'_>> = lines.into_iter().skip(from).take(height).map(Line::from).collect();
    let mut block = framed(model.theme, "As it will look (PgDn scrolls)");
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines below "));
    }
    frame.render_widget(Paragraph::new(shown).block(block), area);
}

fn found(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width.saturating_sub(2));
    let Some(open) = model.open_letter() else {
        frame.render_widget(framed(model.theme, "Check"), area);
        return;
    };
    let findings = open.findings.iter().flat_map(|finding| {
        let (word, tone) = match finding.weight {
            Weight::Fails => ("FAILS", Tone::Overdue),
            Weight::Warns => ("warns", Tone::Due),
            Weight::Reminds => ("see to", Tone::Quiet),
        };
        let text = format!("{word} {}: {} [{}]", finding.rule, finding.found, finding.cite);
        let style = model.theme.style(tone);
        let lines = wrapped(&text, width).into_iter();
        lines.map(move |line| Line::styled(line, style)).collect::<Vec<_>>()
    });
    let remarks = open.comments.iter().flat_map(|(who, text)| {
        let lines = wrapped(&format!("remark by {who}: {text}"), width).into_iter();
        lines.map(Line::from).collect::<Vec<_>>()
    });
    let lines: Vec<Line<'_>> = findings.chain(remarks).collect();
    let title = match open.findings.iter().filter(|f| f.fails()).count() {
        0 => "Check: nothing fails".to_owned(),
        n => format!("Check: {n} FAIL"),
    };
    frame.render_widget(Paragraph::new(lines).block(framed(model.theme, &title)), area);
}
