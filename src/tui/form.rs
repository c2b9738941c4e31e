//! A form: fields to fill in, each with its help, its echo and its problem beside it.

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};

use super::words::moment;
use crate::app::input;
use crate::core::incident::command::Command;
use crate::core::time::Zone;

/// What a form is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// A new incident.
    Incident,
    /// Words to search the list at hand for.
    Search,
    /// A fact; the key is asked for where it is not given.
    Fact(Option<String>),
    /// Take a fact back.
    Withdraw(String),
    /// A filing of a duty.
    Filing(String),
    /// What else was done about a duty.
    Disposition(String),
    /// A decision.
    Decision,
    /// A note.
    Note,
    /// A piece of evidence.
    Evidence,
    /// A law-enforcement hold.
    Hold,
    /// The end of a hold.
    Lift(String),
    /// Why a stage may be left.
    Stage(crate::core::event::Stage),
    /// A step of a playbook is done.
    Task(String),
    /// A playbook of a cause.
    Playbook,
    /// Why the incident may be closed.
    Close,
    /// Why it is opened again.
    Reopen,
    /// The organisation's profile; at the first start a tour follows it.
    Profile {
        /// Whether this is the first start.
        first: bool,
    },
    /// Somebody to call.
    Contact,
    /// A letter to draft, for a duty where one is given.
    Letter(Option<String>),
    /// An approval of a letter's exact text.
    Approval {
        /// The letter.
        letter: String,
        /// SHA-256 of the text that was read.
        sha256: String,
    },
    /// A remark on a letter.
    Remark(String),
    /// A roster whose people are counted.
    Roster,
    /// An exercise to start.
    StartDrill,
    /// The exercise minute the clock jumps to.
    JumpTo,
    /// An observation of an evaluator.
    Observation,
    /// A rating of an objective.
    Rating,
    /// Something to be mended.
    Improvement,
    /// An inject to leave out.
    Skip(String),
    /// A question of the hot wash.
    HotWash(String),
    /// Who takes part.
    Participant,
}

impl Purpose {
    /// A name under which a draft of it is kept.
    pub fn slot(&self, code: &str) -> String {
        format!("{code} {self:?}")
    }
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A line.
    Line,
    /// Several lines.
    Text,
    /// A moment; it is echoed in full before it is kept.
    Moment,
    /// One of these, turned with the arrow keys.
    Choice(Vec<String>),
    /// A list of codes; those that fit are shown.
    Codes(Vec<String>),
}

/// A field.
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
    /// Whether it may stay empty.
    pub optional: bool,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// What is typed.
    pub area: TextArea<'static>,
}

impl Field {
    /// A field that must be filled in.
    pub fn new(key: &'static str, label: impl Into<String>, kind: Kind) -> Field {
        let mut field = Field {
            key,
            label: label.into(),
            help: String::new(),
            kind,
            optional: false,
            problem: None,
            area: TextArea::default(),
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

    /// It may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Field {
        self.optional = true;
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
            _ => vec![text.replace('\n', " ")],
        };
        self.area = TextArea::new(if lines.is_empty() { vec![String::new()] } else { lines });
        self.area.set_cursor_line_style(ratatui::style::Style::default());
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Turns to another choice.
    fn turn(&mut self, forward: bool) {
        let Kind::Choice(choices) = &self.kind else { return };
        let at = choices.iter().position(|c| *c == self.text()).unwrap_or(0);
        let by = if forward { 1 } else { choices.len().saturating_sub(1) };
        let next = choices.get((at + by) % choices.len().max(1)).cloned();
        self.set(&next.unwrap_or_default());
    }

    /// What stands under the field: its problem, else an echo of what was understood, else its help.
    pub fn under(&self, zone: &Zone, now: DateTime<Utc>) -> String {
        if let Some(problem) = &self.problem {
            return format!("! {problem}");
        }
        let text = self.text();
        match &self.kind {
            Kind::Moment if !text.trim().is_empty() => match input::moment(&text, zone, now) {
                Ok(at) => format!("= {} ({})", moment(zone.name(), at), crate::app::views::utc(at)),
                Err(error) => format!("? {error} · {}", error.hint),
            },
            Kind::Codes(codes) => fitting(codes, &text).unwrap_or_else(|| self.help.clone()),
            Kind::Choice(choices) => format!("←/→: {}", choices.join(" · ")),
            _ => self.help.clone(),
        }
    }

    fn key(&mut self, key: KeyEvent) {
        match (&self.kind, key.code) {
            (Kind::Choice(_), KeyCode::Left) => self.turn(false),
            (Kind::Choice(_), KeyCode::Right | KeyCode::Char(' ')) => self.turn(true),
            (Kind::Choice(choices), KeyCode::Char(c)) => {
                let found = choices.iter().find(|choice| choice.starts_with(c)).cloned();
                if let Some(choice) = found {
                    self.set(&choice);
                }
            }
            (Kind::Choice(_), _) => {}
            _ => {
                let _ = self.area.input(key);
            }
        }
        self.problem = None;
    }
}

/// The codes that the last word may become.
fn fitting(codes: &[String], text: &str) -> Option<String> {
    let last = text.rsplit([',', ' ']).next().unwrap_or_default();
    if last.is_empty() || codes.iter().any(|code| code == last) {
        return None;
    }
    let fits: Vec<&str> = codes
        .iter()
        .map(String::as_str)
        .filter(|code| code.contains(last))
        .take(6)
        .collect();
    (!fits.is_empty()).then(|| format!("Ctrl-N: {}", fits.join(" · ")))
}

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    /// What it is for.
    pub purpose: Purpose,
    /// What stands over it.
    pub title: String,
    /// A word to the reader.
    pub note: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The field at hand.
    pub at: usize,
    /// What the record said against it.
    pub problem: Option<String>,
    /// Whether it was handed to the record and waits for the answer.
    pub sent: bool,
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// Still typing.
    Changed,
    /// Moved between fields.
    Moved,
    /// To be kept.
    Submit,
    /// Not to be kept.
    Leave,
    /// The field is to be edited in the person's own editor.
    Editor,
}

impl Form {
    /// A form with its fields.
    pub fn new(purpose: Purpose, title: impl Into<String>, fields: Vec<Field>) -> Form {
        Form {
            purpose,
            title: title.into(),
            note: String::new(),
            fields,
            at: 0,
            problem: None,
            sent: false,
        }
    }

    /// With a word to the reader.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Form {
        self.note = note.into();
        self
    }

    /// What is typed under a key, trimmed.
    pub fn value(&self, key: &str) -> String {
        let field = self.fields.iter().find(|field| field.key == key);
        field.map(|field| field.text().trim().to_owned()).unwrap_or_default()
    }

    /// What is typed under a key, unless it is empty.
    pub fn given(&self, key: &str) -> Option<String> {
        Some(self.value(key)).filter(|text| !text.is_empty())
    }

    /// The field at hand.
    pub fn field(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at)
    }

    /// Puts a problem beside its field, and goes there.
    pub fn refuse(&mut self, key: &str, problem: impl Into<String>) {
        match self.fields.iter().position(|field| field.key == key) {
            Some(at) => {
                self.fields[at].problem = Some(problem.into());
                self.at = at;
            }
            None => self.problem = Some(problem.into()),
        }
    }

    /// Looks whether everything that must be there is there.
    pub fn complete(&mut self) -> bool {
        self.problem = None;
        let empty = |field: &Field| !field.optional && field.text().trim().is_empty();
        let missing: Vec<usize> = (0..self.fields.len()).filter(|at| empty(&self.fields[*at])).collect();
        for at in &missing {
            self.fields[*at].problem = Some("this must be filled in".to_owned());
        }
        if let Some(first) = missing.first() {
            self.at = *first;
        }
        missing.is_empty()
    }

    /// Takes a key in.
    pub fn key(&mut self, key: KeyEvent) -> Typed {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let several = self.fields.get(self.at).is_some_and(|f| f.kind == Kind::Text);
        match key.code {
            KeyCode::Esc => return Typed::Leave,
            KeyCode::Char('s') if control => return Typed::Submit,
            KeyCode::Char('e') if control => return Typed::Editor,
            KeyCode::Char('n') if control => return self.completed(),
            // In a text Enter is a new line; everywhere else it goes on, and at the end it keeps.
            KeyCode::Enter if several && !control && !alt => {}
            KeyCode::Enter if self.at + 1 < self.fields.len() && !control => return self.go(true),
            KeyCode::Enter => return Typed::Submit,
            KeyCode::Tab => return self.go(true),
            KeyCode::BackTab => return self.go(false),
            KeyCode::Down if !several => return self.go(true),
            KeyCode::Up if !several => return self.go(false),
            _ => {}
        }
        if let Some(field) = self.field() {
            field.key(key);
        }
        Typed::Changed
    }

    fn go(&mut self, forward: bool) -> Typed {
        let last = self.fields.len().saturating_sub(1);
        self.at = match forward {
            true => (self.at + 1).min(last),
            false => self.at.saturating_sub(1),
        };
        Typed::Moved
    }

    /// Completes the last word of a list of codes with the first that fits.
    fn completed(&mut self) -> Typed {
        let Some(field) = self.fields.get_mut(self.at) else {
            return Typed::Moved;
        };
        let (Kind::Codes(codes), text) = (&field.kind, field.text()) else {
            return Typed::Moved;
        };
        let from = text.rfind([',', ' ']).map_or(0, |at| at + 1);
        let found = codes.iter().find(|code| code.contains(&text[from..])).cloned();
        if let Some(code) = found {
            field.set(&format!("{}{code}", &text[..from]));
        }
        Typed::Changed
    }

    /// Everything typed, in one line for safe keeping.
    pub fn draft(&self) -> String {
        let fields = self
            .fields
            .iter()
            .map(|field| format!("{}{UNIT}{}", field.key, field.text()));
        fields.collect::<Vec<_>>().join(&RECORD.to_string())
    }

    /// Puts back what was kept.
    pub fn restore(&mut self, draft: &str) {
        for entry in draft.split(RECORD) {
            let Some((key, text)) = entry.split_once(UNIT) else {
                continue;
            };
            if let Some(field) = self.fields.iter_mut().find(|field| field.key == key) {
                field.set(text);
            }
        }
    }
}

/// ASCII's own separators: nobody types them.
const RECORD: char = '\u{1e}';
const UNIT: char = '\u{1f}';

/// What a form that reads came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Run this on the incident at hand.
    Run(Command),
    /// Ask first, in words that say what will be recorded.
    Ask(String, Command),
    /// Something else than a command.
    Effect(super::action::Effect),
}
