//! Where the parts of the letter desk are, and the lines of its check: under drawing and scrolling alike.

use ratatui::layout::{Constraint, Layout, Rect};

use super::next::head_lines;
use crate::letter::check::Weight;
use crate::tui::model::Model;
use crate::tui::screen::layout::areas;
use crate::tui::theme::Tone;
use crate::tui::words::wrapped;
use crate::tui::worker_values::OpenLetter;

/// Columns from which the text is beside the list.
pub(crate) const WIDE: u16 = 110;

/// Columns from which two texts are beside each other.
const TWO_TEXTS: u16 = 120;
/// Columns that the frame of a text over the screen takes.
const FRAME: u16 = 10;

/// The columns for two texts beside each other, where the terminal has room for them.
pub(crate) fn side_by_side(model: &Model) -> Option<u16> {
    (model.size.0 >= TWO_TEXTS).then(|| model.size.0 - FRAME)
}

/// Where the parts of the desk stand.
pub(crate) struct Parts {
    /// Further lines of the next thing to do.
    pub(super) further: Rect,
    pub(super) list: Rect,
    pub(super) text: Rect,
    pub(super) findings: Rect,
}

pub(crate) fn parts(model: &Model, body: Rect) -> Parts {
    // The first line of what is to be done stands in the head.
    let further = head_lines(model, usize::from(body.width)).len().saturating_sub(1);
    let further = u16::try_from(further).unwrap_or(0);
    let [further, body] = Layout::vertical([Constraint::Length(further), Constraint::Min(1)]).areas(body);
    let letters = model
        .opened()
        .map_or(1, |opened| opened.letters.len() + opened.mailings.len());
    let found = model
        .open_letter()
        .map_or(0, |open| open.findings.len() + open.comments.len() + open.notes.len());
    let lines = |n: usize, most: usize| Constraint::Length(u16::try_from(n.clamp(1, most)).unwrap_or(1) + 2);
    if body.width >= WIDE {
        // Names and states of letters are long: they have the whole width.
        let [list, below] = Layout::vertical([lines(letters, 8), Constraint::Min(6)]).areas(body);
        let [findings, text] = Layout::horizontal([Constraint::Percentage(38), Constraint::Min(60)]).areas(below);
        return Parts {
            further,
            list,
            text,
            findings,
        };
    }
    let [list, text, findings] = Layout::vertical([lines(letters, 3), Constraint::Min(5), lines(found, 4)]).areas(body);
    Parts {
        further,
        list,
        text,
        findings,
    }
}

/// What the check found and what was commented, wrapped, with how each line looks.
pub(crate) fn check_lines(open: &OpenLetter, width: usize) -> Vec<(String, Tone)> {
    let findings = open.findings.iter().map(|finding| {
        let (word, tone) = match finding.weight {
            Weight::Fails => ("FAILS", Tone::Overdue),
            Weight::Warns => ("warns", Tone::Due),
            Weight::Reminds => ("check", Tone::Quiet),
        };
        let text = format!("{word} {}: {} [{}]", finding.rule, finding.found, finding.cite);
        (text, tone)
    });
    let comments = open.comments.iter().map(|remark| {
        let text = format!("comment by {}: {}", remark.author, remark.text);
        (text, Tone::Plain)
    });
    let notes = open.notes.iter().map(|note| (format!("note: {note}"), Tone::Quiet));
    let all = findings.chain(comments).chain(notes);
    all.flat_map(|(text, tone)| wrapped(&text, width).into_iter().map(move |line| (line, tone)))
        .collect()
}

/// How far the text can be scrolled: until its last line is at the foot.
pub(crate) fn longest_scroll(model: &Model) -> u16 {
    let Some(open) = model.open_letter() else { return 0 };
    let body = areas(model, Rect::new(0, 0, model.size.0, model.size.1)).body;
    let text = parts(model, body).text;
    let columns = usize::from(text.width.saturating_sub(2));
    let lines = wrapped(&open.laid_out(columns), columns).len();
    let height = usize::from(text.height.saturating_sub(2));
    u16::try_from(lines.saturating_sub(height)).unwrap_or(u16::MAX)
}

/// How far the check can be scrolled: until its last line is at the foot.
pub(crate) fn longest_check_scroll(model: &Model) -> u16 {
    let Some(open) = model.open_letter() else { return 0 };
    let body = areas(model, Rect::new(0, 0, model.size.0, model.size.1)).body;
    let check = parts(model, body).findings;
    let lines = check_lines(open, usize::from(check.width.saturating_sub(2)));
    let height = usize::from(check.height.saturating_sub(2));
    u16::try_from(lines.len().saturating_sub(height)).unwrap_or(u16::MAX)
}
