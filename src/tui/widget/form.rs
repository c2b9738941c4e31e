//! A form: fields to fill in, each with its help, its echo and its problem beside it, and a purpose that reads them.

mod answers;

use std::fmt;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub(crate) use answers::Answers;

use super::field::{Field, Kind, Need};
use super::pick::Picked;
use super::slot::Slot;
use crate::core::drill::DrillEvent;
use crate::core::incident::command::{Command, FactBasis};
use crate::tui::effect::{Effect, Question, Yes};
use crate::tui::ids::{FormId, IncidentRef};
use crate::tui::known::Known;

/// What a form is for: one type in the file of each form.
pub trait Purpose: fmt::Debug + Send + Sync {
    /// The name under which what is typed is kept.
    fn slot(&self) -> Slot;

    /// What the form asks of the record. `None`: problems stand beside the fields.
    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome>;

    /// Lets fields follow an answer in another one, such as the values that go with a decision.
    fn follow(&self, _: &mut [Field]) {}

    /// Whether Enter in a field hands the form in, instead of going to the next field. The title says what it does.
    fn enter_keeps(&self, _: &Field) -> bool {
        false
    }

    /// Whether it is a line of the log, which a line end hands in even where the keys come faster than anybody types.
    fn is_line(&self) -> bool {
        false
    }

    /// The form that follows once it is recorded, where entries follow each other.
    fn again(&self, _: Known<'_>) -> Option<Form> {
        None
    }

    /// What is wrong with a text that was typed into a list and is none of its options, where the form knows better.
    fn misplaced(&self, _: &Field, _: &str) -> Option<String> {
        None
    }

    /// Puts what an older draft brought back in order, where it would fill fields that exclude each other.
    fn restored(&self, _: &mut [Field]) {}

    /// Takes a text that was pasted anywhere in the form, and says into which field it went.
    fn takes_paste(&self, _: &mut [Field], _: &str) -> Option<usize> {
        None
    }

    /// Whether the letter that was drafted last is shown once it is recorded.
    fn shows_letter(&self) -> bool {
        false
    }

    /// Whether it is about the incident on screen, or about the record as a whole.
    fn scope(&self) -> Scope {
        Scope::Incident
    }

    /// Whether what is typed is worth keeping. A minute to jump to is another one the next time.
    fn keeps_drafts(&self) -> bool {
        true
    }

    /// Whether what it records changes what the workbench reads at its start.
    fn changes_start(&self) -> bool {
        false
    }

    /// Whether it is about all obligations that were selected: once it is recorded nothing is selected any more.
    fn of_many(&self) -> bool {
        false
    }

    /// What is shown once it is recorded or left.
    fn followed_by(&self) -> Option<Question> {
        None
    }
}

/// What a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The record as a whole.
    Record,
    /// The incident on screen.
    Incident,
}

#[derive(Debug, Clone)]
pub struct Form {
    /// Its number; given when it is opened.
    pub id: FormId,
    /// The incident that was on screen when it was opened, where it is about one.
    pub incident: Option<IncidentRef>,
    /// The fact it was filled from: whether it has changed since is seen before it is replaced.
    pub basis: Option<FactBasis>,
    pub purpose: Arc<dyn Purpose>,
    /// What stands over it.
    pub title: String,
    /// A word to the reader.
    pub note: String,
    pub fields: Vec<Field>,
    /// The field at hand.
    pub at: usize,
    /// What the record said against it.
    pub problem: Option<String>,
    /// Whether it was handed to the record and waits for the answer.
    pub sent: bool,
    /// Whether it followed an entry that was recorded just before, as the next one of its kind.
    pub follows_entry: bool,
    /// What stood in it when it was opened.
    pristine: String,
}

/// How a form is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With Enter on its last field: easily pressed by mistake, so the effect is named first.
    Enter,
    /// With a chord that nobody presses by mistake.
    Chord,
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// Still typing.
    Changed,
    /// Moved between fields.
    Moved,
    /// To be kept.
    Submit(Way),
    /// Not to be recorded; what is typed stays as a draft.
    Leave,
    /// Not to be recorded, and the draft is to be forgotten.
    Drop,
    /// The field is to be edited in the person's own editor.
    Editor,
    /// How the field, and the form, is filled in.
    Help,
}

impl Form {
    pub fn new(purpose: impl Purpose + 'static, title: impl Into<String>, fields: Vec<Field>) -> Form {
        let mut form = Form {
            id: FormId(0),
            incident: None,
            basis: None,
            purpose: Arc::new(purpose),
            title: title.into(),
            note: String::new(),
            fields,
            at: 0,
            problem: None,
            sent: false,
            follows_entry: false,
            pristine: String::new(),
        };
        form.pristine = form.draft();
        form
    }

    /// Filled from a fact as it was known.
    #[must_use]
    pub fn based_on(mut self, basis: Option<FactBasis>) -> Form {
        self.basis = basis;
        self
    }

    /// Begins at a field: those before it are filled as most people leave them.
    #[must_use]
    pub fn beginning_at(mut self, key: &str) -> Form {
        self.at = self.fields.iter().position(|field| field.key == key).unwrap_or(0);
        self
    }

    /// The name under which a draft of it is kept.
    pub fn slot(&self) -> String {
        self.purpose.slot().name(self.incident.as_deref().unwrap_or_default())
    }

    /// The names that earlier versions gave the draft.
    pub fn former_slots(&self) -> Vec<String> {
        self.purpose.slot().former(self.incident.as_deref().unwrap_or_default())
    }

    /// What it asks of the record; `None`: problems stand beside its fields.
    pub(crate) fn read(&mut self, known: Known<'_>) -> Option<Outcome> {
        if !self.complete() {
            return None;
        }
        let purpose = Arc::clone(&self.purpose);
        purpose.read(&mut Answers::of(known, self))
    }

    /// The question before what is typed is recorded as it is.
    pub fn asked(&self) -> Asked {
        let filled = self.fields.iter().filter(|field| !field.text().trim().is_empty());
        let lines: Vec<String> = filled
            .map(|field| format!("{}: {}", field.label, field.said().trim()))
            .collect();
        Asked {
            title: self.title.clone(),
            words: format!("Record this?\n{}", lines.join("\n")),
            verb: "Record it",
        }
    }

    /// Whether a field holds something else than when the form was opened. What was not changed is not handed in, so
    /// that it cannot replace what somebody else recorded meanwhile.
    pub fn changed(&self, key: &str) -> bool {
        let fields = self.pristine.split(RECORD).filter_map(|entry| entry.split_once(UNIT));
        let before = fields.into_iter().find(|(field, _)| *field == key);
        let now = self.fields.iter().find(|field| field.key == key).map(Field::text);
        before.map(|(_, text)| text) != now.as_deref()
    }

    /// Whether something was typed into it.
    pub fn touched(&self) -> bool {
        self.draft() != self.pristine
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
        let empty = |field: &Field| field.need == Need::Required && field.text().trim().is_empty();
        let missing: Vec<usize> = (0..self.fields.len()).filter(|at| empty(&self.fields[*at])).collect();
        for at in &missing {
            self.fields[*at].problem = Some("this is required".to_owned());
        }
        if let Some(first) = missing.first() {
            self.at = *first;
        }
        missing.is_empty()
    }

    /// Takes a key in.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub fn key(&mut self, key: KeyEvent) -> Typed {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        if !control
            && !alt
            && let Some(typed) = self.picked(key.code)
        {
            return typed;
        }
        let several = self.fields.get(self.at).is_some_and(|f| f.kind == Kind::Text);
        match key.code {
            KeyCode::Esc => return Typed::Leave,
            KeyCode::F(1) => return Typed::Help,
            KeyCode::Char('q') if control => return Typed::Drop,
            KeyCode::Char('s') if control => return self.submit(Way::Chord),
            KeyCode::Char('o') if control => return Typed::Editor,
            // In a text Enter is a new line; everywhere else it goes on, and at the end it keeps.
            KeyCode::Enter if several && !control && !alt => {}
            KeyCode::Enter if !control && !alt && self.enter_keeps() => return self.submit(Way::Chord),
            KeyCode::Enter if self.at + 1 < self.fields.len() && !control => return self.go(true),
            KeyCode::Enter if control || alt => return self.submit(Way::Chord),
            KeyCode::Enter => return self.submit(Way::Enter),
            KeyCode::Tab => return self.go(true),
            KeyCode::BackTab => return self.go(false),
            KeyCode::Down if !several => return self.go(true),
            KeyCode::Up if !several => return self.go(false),
            _ => {}
        }
        if let Some(field) = self.field() {
            field.key(key);
        }
        self.follow();
        Typed::Changed
    }

    /// A key of a list; `None` where the field at hand is none, or the key is not the list's.
    fn picked(&mut self, code: KeyCode) -> Option<Typed> {
        let picked = self.field()?.picked(code)?;
        self.follow();
        Some(match picked {
            Picked::Text(_) => Typed::Changed,
            Picked::TextAndOn(_) if self.at + 1 < self.fields.len() => {
                self.go(true);
                Typed::Changed
            }
            Picked::TextAndOn(_) => self.submit(Way::Enter),
            Picked::Leave(forward) => self.go(forward),
            Picked::Problem(_) if code == KeyCode::Enter && self.took_several() => Typed::Changed,
            Picked::Moved | Picked::Problem(_) | Picked::NotMine => Typed::Moved,
        })
    }

    /// What was typed to find an option and is none may be what another field takes, such as several places with their
    /// numbers.
    fn took_several(&mut self) -> bool {
        let typed = match self.field().map(|field| &field.kind) {
            Some(Kind::Pick(pick)) => pick.filter().to_owned(),
            Some(Kind::Line | Kind::Text | Kind::Moment) | None => return false,
        };
        let purpose = Arc::clone(&self.purpose);
        // Looked at first: what is typed stays where no other field takes it.
        if purpose.takes_paste(&mut self.fields.clone(), &typed).is_none() {
            if let Some(field) = self.field()
                && let Some(words) = purpose.misplaced(field, &typed)
            {
                field.problem = Some(words);
            }
            return false;
        }
        if let Some(field) = self.field() {
            field.picked(KeyCode::Esc);
            field.problem = None;
        }
        let Some(at) = purpose.takes_paste(&mut self.fields, &typed) else {
            return false;
        };
        self.at = at;
        self.follow();
        true
    }

    /// Whether Enter hands the form in from the field at hand.
    pub(crate) fn enter_keeps(&self) -> bool {
        self.fields
            .get(self.at)
            .is_some_and(|field| self.purpose.enter_keeps(field))
    }

    /// Puts pasted text in, into the field at hand unless the form knows better.
    pub(crate) fn paste(&mut self, text: &str) {
        let purpose = Arc::clone(&self.purpose);
        match purpose.takes_paste(&mut self.fields, text) {
            Some(at) => self.at = at,
            None => {
                if let Some(field) = self.field() {
                    field.paste(text);
                }
            }
        }
        self.follow();
    }

    /// Lets what depends on an answer follow it.
    pub(crate) fn follow(&mut self) {
        let purpose = Arc::clone(&self.purpose);
        purpose.follow(&mut self.fields);
    }

    /// Hands it in, unless a list is left half chosen.
    fn submit(&mut self, way: Way) -> Typed {
        match self.left() && !self.field().is_some_and(Field::asks_for_none) {
            true => Typed::Submit(way),
            false => Typed::Moved,
        }
    }

    /// Leaves the field at hand. What was typed into a list and is none of its options goes where it belongs.
    fn left(&mut self) -> bool {
        self.field().is_none_or(Field::left) || self.took_several()
    }

    fn go(&mut self, forward: bool) -> Typed {
        let at = self.at;
        if !self.left() {
            return Typed::Moved;
        }
        if self.at != at {
            return Typed::Changed;
        }
        self.follow();
        let last = self.fields.len().saturating_sub(1);
        self.at = match forward {
            true => (self.at + 1).min(last),
            false => self.at.saturating_sub(1),
        };
        Typed::Moved
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
        let purpose = Arc::clone(&self.purpose);
        purpose.restored(&mut self.fields);
    }
}

/// ASCII's own separators: nobody types them.
const RECORD: char = '\u{1e}';
const UNIT: char = '\u{1f}';

/// What a form that reads came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Run this on the incident of the form.
    Run(Command),
    /// Record this of the exercise of the form.
    Tell(DrillEvent),
    /// Look whether it may be done, and ask in words that say what will be recorded.
    Ask(Asked, Command),
    /// Something else than a command.
    Effect(Effect),
    /// Something else than a command, after a question.
    Confirm(Asked, Effect),
    /// Something is only read: the form has done its work.
    Look(Effect),
    /// The form of this fact comes next.
    OpenFact(String),
}

/// How a form asks before it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The action, as a title.
    pub title: String,
    /// What will be recorded, in words.
    pub words: String,
    /// The verb on the button.
    pub verb: &'static str,
}

impl Asked {
    pub(crate) fn new(title: impl Into<String>, words: impl Into<String>, verb: &'static str) -> Asked {
        Asked {
            title: title.into(),
            words: words.into(),
            verb,
        }
    }

    /// The question, with what a yes does.
    pub fn question(self, yes: Yes) -> Question {
        Question::new(self.title, self.words, self.verb, yes)
    }
}
