//! A field of a form: what it takes, what is typed, and what stands under it.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use super::pick::{Pick, Picked};
use super::undo_runs::UndoRuns;
use crate::app::files::typed_values::InputError;
use crate::core::time::typed::Place;
use crate::core::time::{StoryTime, Zone};
use crate::tui::words::moment;

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
    /// A moment; it is echoed in full before it is kept.
    Moment,
    /// A list of options.
    Pick(Pick),
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

/// From what is typed, and the clock there, to what stands under it; `None`: its help.
type Echo = fn(&str, &Zone, StoryTime) -> Option<String>;

#[derive(Debug, Clone)]
pub struct Field {
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
    /// What the form makes of a filter that no option fits, where it takes that as well.
    pub made_of_filter: Option<String>,
    /// What is understood of a line while it is typed.
    echo: Option<Echo>,
    /// Whether a day alone is a moment for it.
    day_is_enough: bool,
    /// What is typed.
    pub area: TextArea<'static>,
    /// What Ctrl-/ takes back at once.
    runs: UndoRuns,
}

/// What a letter does to a line that was filled in before.
const REPLACED: &str = "typing replaces it, → keeps it, Ctrl-/ brings it back";

/// Undo steps that are kept: more than anybody types into a field.
const HISTORY: usize = 1_000;

/// What is wrong, and what would be right.
fn in_words(error: &InputError) -> String {
    format!("{error} · {}", error.hint)
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
            made_of_filter: None,
            echo: None,
            day_is_enough: false,
            area: TextArea::default(),
            runs: UndoRuns::default(),
        };
        field.set("");
        field
    }

    /// With a hint how it is answered.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Field {
        self.help = help.into();
        self
    }

    /// A day without a time of day is enough for its moment.
    #[must_use]
    pub(crate) fn takes_a_day(mut self, enough: bool) -> Field {
        self.day_is_enough = enough;
        self
    }

    /// The moment that is typed.
    fn moment_typed(&self, text: &str, zone: &Zone, now: StoryTime) -> Result<DateTime<Utc>, InputError> {
        let place = Place { zone, now: Some(now) };
        match self.day_is_enough {
            true => place.moment_or_day(text),
            false => place.moment(text),
        }
    }

    /// With what is understood of it, told while it is typed.
    #[must_use]
    pub(crate) fn echoed(mut self, echo: Echo) -> Field {
        self.echo = Some(echo);
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
        // A line that is typed takes the place of the one that was there; a key that moves keeps it.
        if matches!(self.kind, Kind::Line | Kind::Moment) && !text.is_empty() {
            self.area.select_all();
        }
        self
    }

    /// Whether all that stands in it is selected, so that the next letter takes its place.
    fn is_replaced(&self) -> bool {
        let selected = self.area.selection_range();
        selected.is_some_and(|((row, column), to)| (row, column) == (0, 0) && to != (0, 0))
    }

    /// What is typed to find an option; empty for what is no list.
    pub fn filter(&self) -> &str {
        match &self.kind {
            Kind::Pick(pick) => pick.filter(),
            Kind::Line | Kind::Text | Kind::Moment => "",
        }
    }

    /// What is typed.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Puts a text in, the cursor behind it.
    pub fn set(&mut self, text: &str) {
        let lines: Vec<String> = match self.kind {
            Kind::Text => text.lines().map(str::to_owned).collect(),
            Kind::Line | Kind::Moment | Kind::Pick(_) => vec![text.replace('\n', " ")],
        };
        self.area = TextArea::new(if lines.is_empty() { vec![String::new()] } else { lines });
        self.area.set_max_histories(HISTORY);
        self.runs = UndoRuns::default();
        if self.kind == Kind::Text {
            self.area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        self.area.set_cursor_line_style(ratatui::style::Style::default());
        self.area
            .set_selection_style(ratatui::style::Style::default().add_modifier(ratatui::style::Modifier::REVERSED));
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// What the field holds, in plain words.
    pub fn said(&self) -> String {
        match &self.kind {
            Kind::Pick(pick) => pick.said(&self.text()),
            Kind::Line | Kind::Text | Kind::Moment => self.text(),
        }
    }

    /// Puts pasted text in. A list takes only its options, by code or name; control characters are left out.
    pub(crate) fn paste(&mut self, text: &str) {
        self.problem = None;
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let plain: String = plain
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        match &self.kind {
            Kind::Pick(pick) => match pick.read(&plain) {
                Ok(text) => self.set(&text),
                Err(problem) => self.problem = Some(problem),
            },
            Kind::Text => self.runs.insert(&mut self.area, &plain),
            Kind::Line | Kind::Moment => {
                self.area.insert_str(plain);
                let line = self.text();
                self.set(&line);
            }
        }
    }

    /// Reads an answer that was typed as a line: a list takes codes and names of its options.
    pub(crate) fn answered(&mut self, text: &str) {
        self.problem = None;
        match &self.kind {
            Kind::Pick(pick) => match pick.read(text) {
                Ok(text) => self.set(&text),
                Err(problem) => self.problem = Some(problem),
            },
            Kind::Line | Kind::Text | Kind::Moment => self.set(text),
        }
    }

    /// What stands under the field: its problem, else an echo of what was understood, else its help.
    pub fn under(&self, zone: &Zone, now: StoryTime) -> String {
        if let Some(problem) = &self.problem {
            return format!("! {problem}");
        }
        let text = self.text();
        if let Some(echoed) = self.echo.and_then(|echo| echo(&text, zone, now)) {
            return echoed;
        }
        match &self.kind {
            Kind::Moment if !text.trim().is_empty() => match self.moment_typed(&text, zone, now) {
                Ok(at) => {
                    let replaced = if self.is_replaced() {
                        format!(" · {REPLACED}")
                    } else {
                        String::new()
                    };
                    format!("= {} ({}){replaced}", moment(zone, at), crate::app::views::utc(at))
                }
                Err(error) => format!("? {}", in_words(&error)),
            },
            Kind::Line if self.is_replaced() => match self.help.as_str() {
                "" => REPLACED.to_owned(),
                help => format!("{help} · {REPLACED}"),
            },
            Kind::Pick(pick) if !pick.filter().is_empty() && (pick.fitting() == 0 || pick.comes_near()) => {
                match (&self.made_of_filter, pick.takes_others()) {
                    (Some(made), _) => made.clone(),
                    (None, true) => format!("“{}” as typed", pick.filter()),
                    (None, false) => format!("! {}", pick.none_fits()),
                }
            }
            Kind::Pick(pick) if pick.blank_matters() => pick.hint().to_owned(),
            Kind::Pick(pick) if !pick.about(&text).is_empty() => pick.about(&text).to_owned(),
            Kind::Pick(pick) if self.help.is_empty() => pick.hint().to_owned(),
            Kind::Pick(_) | Kind::Line | Kind::Text | Kind::Moment => self.help.clone(),
        }
    }

    /// What is wrong with a moment that cannot be read.
    pub(crate) fn unreadable(&self, zone: &Zone, now: StoryTime) -> Option<String> {
        let text = self.text();
        let is_moment = self.kind == Kind::Moment && !text.trim().is_empty();
        let error = is_moment.then(|| self.moment_typed(&text, zone, now).err())??;
        Some(in_words(&error))
    }

    /// Takes a key of a list in; `None` where the field is none, or the key is not the list's.
    pub(crate) fn picked(&mut self, code: KeyCode) -> Option<Picked> {
        let text = self.text();
        let may_be_empty = self.need != Need::Required;
        let Kind::Pick(pick) = &mut self.kind else { return None };
        let picked = pick.key(code, &text, may_be_empty);
        if picked == Picked::NotMine {
            return None;
        }
        self.problem = None;
        match &picked {
            Picked::Text(text) | Picked::TextAndOn(text) => {
                let text = text.clone();
                self.set(&text);
            }
            Picked::Problem(problem) => self.problem = Some(problem.clone()),
            Picked::Moved | Picked::Leave(_) | Picked::NotMine => {}
        }
        Some(picked)
    }

    /// Says once that nothing is checked in a list, where “none of these” would be an answer.
    pub(crate) fn asks_for_none(&mut self) -> bool {
        let Kind::Pick(pick) = &self.kind else { return false };
        let words = pick.nothing_checked(&self.text());
        let asks = words.is_some() && self.problem != words;
        if asks {
            self.problem = words;
        }
        asks
    }

    /// Looks whether the field can be left: what was typed into a list and not chosen yet is chosen, or asked for.
    pub(crate) fn left(&mut self) -> bool {
        let text = self.text();
        let Kind::Pick(pick) = &mut self.kind else { return true };
        match pick.leave(&text) {
            Ok(None) => true,
            Ok(Some(text)) => {
                self.set(&text);
                true
            }
            Err(problem) => {
                self.problem = Some(problem);
                false
            }
        }
    }

    /// Takes a key in that is typed, with the keys of a shell: Ctrl-U clears to the beginning, Ctrl-K to the end, Ctrl-W
    /// takes a word away, Ctrl-A and Ctrl-E go to the ends. Ctrl-/ undoes; terminals report it as Ctrl-_ or Ctrl-7 as
    /// well.
    pub(crate) fn key(&mut self, key: KeyEvent) {
        self.problem = None;
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match (&mut self.kind, key.code) {
            (Kind::Pick(_), KeyCode::Char('u' | 'w')) if control => {
                self.picked(KeyCode::Esc);
            }
            (Kind::Pick(pick), _) => self.problem = Some(pick.hint().to_owned()),
            (Kind::Line | Kind::Text | Kind::Moment, KeyCode::Char('u')) if control => {
                let deleted = self.area.delete_line_by_head();
                self.runs.once(deleted);
            }
            (Kind::Line | Kind::Text | Kind::Moment, KeyCode::Char('_' | '/' | '7')) if control => {
                let _ = self.runs.undo(&mut self.area);
            }
            (Kind::Line | Kind::Text | Kind::Moment, KeyCode::Char('r')) if control => {
                let _ = self.runs.redo(&mut self.area);
            }
            (Kind::Line | Kind::Text | Kind::Moment, _) => self.runs.input(&mut self.area, key),
        }
    }
}
