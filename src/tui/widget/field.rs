//! A field of a form: what it takes, what is typed, and what stands under it.

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui_textarea::{CursorMove, TextArea};

use crate::app::files::input;
use crate::core::time::{StoryTime, WallTime, Zone};
use crate::tui::words::moment;

/// How long after a letter the next one still belongs to the same word.
const TYPE_AHEAD: TimeDelta = TimeDelta::seconds(1);

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
    /// A moment; it is echoed in full before it is kept.
    Moment,
    /// One of these, turned with the arrow keys.
    Choice(Vec<String>),
    /// A list of codes; those that fit are shown.
    Codes(Vec<String>),
}

/// Whether a field has to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be.
    Required,
    /// It may stay empty, but the record will ask for it as things are.
    Expected,
    /// It may stay empty.
    Optional,
}

/// Letters typed into a choice, one after the other.
#[derive(Debug, Clone)]
struct TypeAhead {
    /// The letters.
    word: String,
    /// When the last one was typed.
    last: WallTime,
    /// What was chosen before the first one.
    before: String,
}

#[derive(Debug, Clone)]
pub struct Field {
    /// Its key.
    pub key: &'static str,
    /// What it asks.
    pub label: String,
    /// How it is answered.
    pub help: String,
    /// What it takes.
    pub kind: Kind,
    /// Whether it has to be filled in.
    pub need: Need,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// What is typed.
    pub area: TextArea<'static>,
    /// The word that is being typed into a choice.
    ahead: Option<TypeAhead>,
}

impl Field {
    /// A field that must be filled in.
    pub fn new(key: &'static str, label: impl Into<String>, kind: Kind) -> Field {
        let mut field = Field {
            key,
            label: label.into(),
            help: String::new(),
            kind,
            need: Need::Required,
            problem: None,
            area: TextArea::default(),
            ahead: None,
        };
        if let Kind::Choice(choices) = &field.kind {
            let first = choices.first().cloned().unwrap_or_default();
            field.set(&first);
        }
        field
    }

    /// With a hint how it is answered.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Field {
        self.help = help.into();
        self
    }

    /// With a label that is known only when the form opens.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Field {
        self.label = label.into();
        self
    }

    /// It may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Field {
        self.need = Need::Optional;
        self
    }

    /// As things are, the record will ask for it.
    #[must_use]
    pub fn expected(mut self, expected: bool) -> Field {
        if expected {
            self.need = Need::Expected;
        }
        self
    }

    /// Filled in already.
    #[must_use]
    pub fn filled(mut self, text: &str) -> Field {
        self.set(text);
        self
    }

    /// What is typed.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Puts a text in, the cursor behind it.
    pub fn set(&mut self, text: &str) {
        let lines: Vec<String> = match self.kind {
            Kind::Text => text.lines().map(str::to_owned).collect(),
            Kind::Line | Kind::Moment | Kind::Choice(_) | Kind::Codes(_) => vec![text.replace('\n', " ")],
        };
        self.area = TextArea::new(if lines.is_empty() { vec![String::new()] } else { lines });
        self.area.set_cursor_line_style(ratatui::style::Style::default());
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Puts pasted text in. A choice takes only one of its options; control characters are left out.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        self.problem = None;
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let plain: String = plain
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        match &self.kind {
            Kind::Choice(choices) => {
                let wanted = plain.trim().to_lowercase();
                match choices.iter().find(|choice| choice.to_lowercase() == wanted).cloned() {
                    Some(choice) => self.set(&choice),
                    None => self.problem = Some("the pasted text is not one of the options".to_owned()),
                }
            }
            Kind::Text => {
                self.area.insert_str(plain);
            }
            Kind::Line | Kind::Moment | Kind::Codes(_) => {
                self.area.insert_str(plain);
                let line = self.text();
                self.set(&line);
            }
        }
    }

    /// Turns to another choice. An empty field begins at the first option, or going back at the last.
    fn turn(&mut self, forward: bool) {
        self.ahead = None;
        let Kind::Choice(choices) = &self.kind else { return };
        let text = self.text();
        let at = choices.iter().position(|choice| *choice == text);
        let next = match (at, forward) {
            (None, true) => choices.first(),
            (Some(at), true) => choices.get(at + 1).or(choices.first()),
            (None | Some(0), false) => choices.last(),
            (Some(at), false) => choices.get(at - 1),
        };
        if let Some(next) = next.cloned() {
            self.set(&next);
        }
    }

    /// Adds a letter to the word typed into a choice, and chooses the option that begins with it. A word that no option
    /// begins with leaves the choice as it was before the word.
    fn type_ahead(&mut self, letter: char, now: WallTime) {
        let Kind::Choice(choices) = &self.kind else { return };
        let mut ahead = self
            .ahead
            .take()
            .filter(|ahead| now.since(ahead.last) <= TYPE_AHEAD)
            .unwrap_or_else(|| TypeAhead {
                word: String::new(),
                last: now,
                before: self.area.lines().join("\n"),
            });
        ahead.word.extend(letter.to_lowercase());
        ahead.last = now;
        let found = choices
            .iter()
            .find(|choice| choice.to_lowercase().starts_with(&ahead.word));
        match found.cloned() {
            Some(choice) => self.set(&choice),
            None => {
                let before = ahead.before.clone();
                self.set(&before);
                self.problem = Some(format!("no option begins with “{}”; choose with ←/→", ahead.word));
            }
        }
        self.ahead = Some(ahead);
    }

    /// Completes the last word of a list of codes with the first that fits. `false`: nothing was typed that could be
    /// completed, and nothing was changed.
    pub(in crate::tui) fn complete_code(&mut self) -> bool {
        let Kind::Codes(codes) = &self.kind else { return false };
        let text = self.text();
        let from = last_word(&text);
        let found = fitting(codes, &text[from..]).first().map(|code| (*code).to_owned());
        match found {
            Some(code) => {
                self.set(&format!("{}{code}", &text[..from]));
                true
            }
            None => {
                self.problem = Some("type the beginning of a code, then Ctrl-N to complete it".to_owned());
                false
            }
        }
    }

    /// What stands under the field: its problem, else an echo of what was understood, else its help.
    pub fn under(&self, zone: &Zone, now: StoryTime) -> String {
        if let Some(problem) = &self.problem {
            return format!("! {problem}");
        }
        let text = self.text();
        match &self.kind {
            Kind::Moment if !text.trim().is_empty() => match input::moment(&text, zone, now) {
                Ok(at) => format!("= {} ({})", moment(zone, at), crate::app::views::utc(at)),
                Err(error) => format!("? {error} · {}", error.hint),
            },
            Kind::Codes(codes) => offered(codes, &text).unwrap_or_else(|| self.help.clone()),
            Kind::Choice(choices) => choice_words(choices),
            Kind::Line | Kind::Text | Kind::Moment => self.help.clone(),
        }
    }

    /// Takes a key in.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub(in crate::tui) fn key(&mut self, key: KeyEvent, now: WallTime) {
        self.problem = None;
        let Kind::Choice(choices) = &self.kind else {
            let _ = self.area.input(key);
            return;
        };
        let typing = self
            .ahead
            .as_ref()
            .is_some_and(|ahead| now.since(ahead.last) <= TYPE_AHEAD);
        match key.code {
            KeyCode::Left => self.turn(false),
            KeyCode::Right => self.turn(true),
            KeyCode::Char(' ') if !typing => self.turn(true),
            KeyCode::Char(letter) => self.type_ahead(letter, now),
            KeyCode::Backspace | KeyCode::Delete if self.need != Need::Required => self.set(""),
            _ => self.problem = Some(format!("choose with {}", choice_words(choices))),
        }
    }
}

/// Choices that are named below their field; more are looked through.
const NAMED_CHOICES: usize = 12;

fn choice_words(choices: &[String]) -> String {
    match choices.len() {
        0..=NAMED_CHOICES => format!("←/→: {}", choices.join(" · ")),
        many => format!("←/→ through {many} choices, or type the beginning of one"),
    }
}

/// Where the last word of a list begins.
fn last_word(text: &str) -> usize {
    text.rfind([',', ' ']).map_or(0, |at| at + 1)
}

/// The codes that a word may become: those that begin with it first. None for no word at all.
fn fitting<'c>(codes: &'c [String], word: &str) -> Vec<&'c str> {
    if word.is_empty() {
        return Vec::new();
    }
    let holding = codes.iter().map(String::as_str).filter(|code| code.contains(word));
    let (mut begin, hold): (Vec<&str>, Vec<&str>) = holding.partition(|code| code.starts_with(word));
    begin.extend(hold);
    begin
}

/// The codes that the last word may become, as they are offered.
fn offered(codes: &[String], text: &str) -> Option<String> {
    let word = &text[last_word(text)..];
    if codes.iter().any(|code| code == word) {
        return None;
    }
    let mut fits = fitting(codes, word);
    fits.truncate(6);
    (!fits.is_empty()).then(|| format!("Ctrl-N: {}", fits.join(" · ")))
}
