//! The screens that are one long text: an obligation, a regime of the law, the audit chain. What they say, for drawing,
//! scrolling and the clipboard alike.

use ratatui::layout::Rect;

use super::layout::areas;
use super::stack::Screen;
use super::{audit, law, why};
use crate::tui::model::Model;
use crate::tui::words::wrapped;

/// A text behind the word that says what it is.
pub(crate) struct LabelledText {
    pub word: String,
    pub text: String,
}

pub(crate) type Lines = Vec<LabelledText>;

/// One of them.
pub(crate) fn line(word: &str, text: impl Into<String>) -> LabelledText {
    LabelledText {
        word: word.to_owned(),
        text: text.into(),
    }
}

/// The title, the line under it and the title of the frame.
pub(crate) struct Titles {
    /// Where am I?
    pub title: String,
    /// What is said of it.
    pub second: String,
    /// What the frame holds.
    pub frame: String,
}

/// A word before its text, wrapped under itself.
pub(crate) fn paragraph(word: &str, text: &str, width: usize) -> Vec<String> {
    let inner = wrapped(text, width.saturating_sub(11));
    let words = std::iter::once(word).chain(std::iter::repeat(""));
    inner
        .into_iter()
        .zip(words)
        .map(|(line, word)| format!("{word:<10} {line}"))
        .collect()
}

/// The lines of the text at hand, for a width.
pub(crate) fn lines(model: &Model, width: usize) -> Vec<String> {
    let pairs = match model.screens.top() {
        Some(Screen::Incident(_)) => why::text::at_hand(model).map(|obligation| why::text::lines(model, obligation)),
        Some(Screen::Regime(regime)) => regime.regime().map(law::text::lines),
        Some(Screen::Audit(audit)) => audit.view.as_ref().map(audit::text::lines),
        Some(Screen::Scenario(editor)) => Some(editor.lines().lines().map(|text| line("", text)).collect()),
        Some(Screen::Law(_) | Screen::Wall(_)) | None => None,
    };
    let pairs = pairs.unwrap_or_else(|| vec![line("", "reading …")]);
    // Where no line has a word before it, none leaves room for one.
    let labelled = pairs.iter().any(|line| !line.word.is_empty());
    pairs
        .iter()
        .flat_map(|line| match labelled {
            true => paragraph(&line.word, &line.text, width),
            false => wrapped(&line.text, width),
        })
        .collect()
}

/// How far the text at hand is scrolled.
pub(crate) fn scroll(model: &Model) -> u16 {
    match model.screens.top() {
        Some(Screen::Incident(incident)) => why::text::page(incident).map_or(0, |why| why.scroll),
        Some(Screen::Regime(regime)) => regime.scroll,
        Some(Screen::Audit(audit)) => audit.scroll,
        Some(Screen::Scenario(editor)) => editor.scroll,
        Some(Screen::Law(_) | Screen::Wall(_)) | None => 0,
    }
}

/// The text at hand, for the clipboard.
pub(crate) fn text_of(model: &Model) -> String {
    lines(model, 100).join("\n")
}

/// How far the text at hand can be scrolled: until its last lines are at the foot.
pub(crate) fn longest_scroll(model: &Model) -> u16 {
    let body = areas(model, Rect::new(0, 0, model.size.0, model.size.1)).body;
    let lines = lines(model, usize::from(body.width.saturating_sub(2)));
    let height = usize::from(body.height.saturating_sub(2));
    u16::try_from(lines.len().saturating_sub(height)).unwrap_or(u16::MAX)
}

/// What is written over the text at hand.
pub(crate) fn titles(model: &Model) -> Titles {
    let reading = || Titles {
        title: "reading …".to_owned(),
        second: String::new(),
        frame: String::new(),
    };
    match model.screens.top() {
        Some(Screen::Regime(regime)) => regime.regime().map_or_else(reading, law::text::titles),
        Some(Screen::Audit(audit)) => audit::text::titles(audit.view.as_ref()),
        Some(Screen::Incident(_) | Screen::Law(_) | Screen::Wall(_) | Screen::Scenario(_)) | None => {
            why::text::at_hand(model).map_or_else(reading, |obligation| why::text::titles(model, obligation))
        }
    }
}
