//! Long texts: why a duty is due, a regime of the law, the audit chain.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{Areas, areas, framed, head};
use crate::app::law_views::{ObligationWhole, RegimeWhole};
use crate::tui::model::{Model, Screen};
use crate::tui::part::{duty_lines, headline, whom};
use crate::tui::theme::Tone;
use crate::tui::words::{moment, wrapped};

/// A word before its text, wrapped under itself.
fn paragraph(word: &str, text: &str, width: usize) -> Vec<String> {
    let inner = wrapped(text, width.saturating_sub(11));
    let words = std::iter::once(word).chain(std::iter::repeat(""));
    inner
        .into_iter()
        .zip(words)
        .map(|(line, word)| format!("{word:<10} {line}"))
        .collect()
}

/// The lines of the text at hand, for a width.
fn lines(model: &Model, width: usize) -> Vec<String> {
    let pairs = match model.screen() {
        Screen::Why => model.duty_at_hand().map(|duty| duty_lines(model, duty)),
        Screen::Regime => model.law.regime.as_deref().map(regime),
        Screen::Audit => model.audit.as_ref().map(|audit| {
            let lines = audit.lines.iter().map(|line| (String::new(), line.clone()));
            lines.collect()
        }),
        _ => None,
    };
    let pairs = pairs.unwrap_or_else(|| vec![(String::new(), "reading …".to_owned())]);
    pairs
        .iter()
        .flat_map(|(word, text)| paragraph(word, text, width))
        .collect()
}

/// The text at hand, for the clipboard.
pub(in crate::tui) fn text_of(model: &Model) -> String {
    lines(model, 100).join("\n")
}

/// How far the text at hand can be scrolled: until its last lines stand at the foot.
pub(in crate::tui) fn longest_scroll(model: &Model) -> u16 {
    let body = areas(model, Rect::new(0, 0, model.size.0, model.size.1)).body;
    let lines = lines(model, usize::from(body.width.saturating_sub(2)));
    let height = usize::from(body.height.saturating_sub(2));
    u16::try_from(lines.len().saturating_sub(height)).unwrap_or(u16::MAX)
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, areas: Areas) {
    let (title, second, block) = titles(model);
    let zone = model.zone();
    head(
        model,
        frame,
        areas.head,
        &title,
        &moment(zone.name(), model.moment().at()),
        Line::from(second),
    );
    let width = usize::from(areas.body.width.saturating_sub(2));
    let height = usize::from(areas.body.height.saturating_sub(2));
    let all = lines(model, width);
    let from = usize::from(model.scroll).min(all.len().saturating_sub(height));
    let more = all.len().saturating_sub(from + height);
    let shown: Vec<Line<'_>> = all.into_iter().skip(from).take(height).map(Line::from).collect();
    let mut block = framed(model.theme, &block);
    if more > 0 {
        block = block.title_bottom(format!(" {more} more lines below "));
    }
    let tone = match (&model.audit, model.screen()) {
        (Some(audit), Screen::Audit) if !audit.whole => Tone::Overdue,
        _ => Tone::Plain,
    };
    frame.render_widget(
        Paragraph::new(shown).style(model.theme.style(tone)).block(block),
        areas.body,
    );
}

fn titles(model: &Model) -> (String, String, String) {
    match model.screen() {
        Screen::Why => match model.duty_at_hand() {
            Some(duty) => {
                let at = duty
                    .authority
                    .at
                    .as_deref()
                    .map(|at| format!(" · {at}"))
                    .unwrap_or_default();
                (
                    format!("{} · {}", duty.id, duty.name),
                    format!("to {}{at}", whom(duty)),
                    headline(model, duty),
                )
            }
            None => ("no duty is selected".to_owned(), String::new(), String::new()),
        },
        Screen::Regime => match &model.law.regime {
            Some(regime) => (
                format!("{} · {}", regime.row.id, regime.row.name),
                format!(
                    "{} · reviewed {} · confidence {}",
                    regime.citation, regime.row.reviewed_on, regime.row.confidence
                ),
                regime.law.clone(),
            ),
            None => ("reading …".to_owned(), String::new(), String::new()),
        },
        _ => (
            "firebell  Audit".to_owned(),
            model
                .audit
                .as_ref()
                .map_or_else(|| "walking both chains …".to_owned(), |a| a.state.clone()),
            "Last lines of the audit log, newest first".to_owned(),
        ),
    }
}

/// A regime whole: who it binds, every version and every obligation.
fn regime(regime: &RegimeWhole) -> Vec<(String, String)> {
    let line = |word: &str, text: String| (word.to_owned(), text);
    let mut lines = vec![
        line("Applies", regime.applies_to.clone()),
        line("Reach", regime.reach.join("; ")),
        line("Zone", regime.time_zone.clone()),
    ];
    lines.extend(regime.harm_test.iter().map(|test| line("Harm test", test.clone())));
    for version in &regime.versions {
        let from = version.from.as_deref().unwrap_or("before memory");
        let until = version
            .until
            .as_deref()
            .map(|day| format!(" until {day}"))
            .unwrap_or_default();
        lines.push(line("", String::new()));
        lines.push(line("In force", format!("from {from}{until}")));
        lines.push(line("Data", version.named_elements.join(", ")));
        if !version.standalone_elements.is_empty() {
            lines.push(line("Alone", version.standalone_elements.join(", ")));
        }
        for o in &version.obligations {
            lines.extend(obligation(o));
        }
    }
    lines.push(line("", String::new()));
    lines.push(line("Note", regime.note.clone()));
    lines.extend(regime.not_modelled.iter().map(|what| line("Left out", what.clone())));
    lines.extend(regime.sources.iter().map(|source| line("Source", source.clone())));
    lines.push(line("", crate::app::views::NOTICE.to_owned()));
    lines
}

fn obligation(o: &ObligationWhole) -> Vec<(String, String)> {
    let line = |word: &str, text: String| (word.to_owned(), text);
    let limit = match (o.max, o.unit) {
        (Some(max), Some(unit)) => format!("{max} {}", unit.replace('_', " ")),
        _ => "no number in law".to_owned(),
    };
    let from = o
        .from
        .as_deref()
        .map(|from| format!(" from {}", from.replace('_', " ")))
        .unwrap_or_default();
    let whom = o.authority.clone().unwrap_or_else(|| o.recipient.replace('_', " "));
    let mut lines = vec![
        line("", String::new()),
        line("Duty", format!("{} · {whom} · {limit}{from}", o.key)),
        line("Cite", o.cite.clone()),
    ];
    lines.extend(
        o.threshold
            .as_ref()
            .map(|t| line("If", format!("{} {} {}", t.of, t.op, t.count))),
    );
    lines.extend(o.conditions.iter().map(|c| line("If", c.clone())));
    lines.extend(o.standard.iter().map(|s| line("Standard", s.clone())));
    if !o.content.is_empty() {
        lines.push(line("Holds", o.content.join(", ").replace('_', " ")));
    }
    lines.extend(o.follow_up.iter().map(|f| line("Later", f.clone())));
    lines
}
