//! Errors as people and programs see them: a kind that gives the exit code, causes, and a hint.

#[cfg(feature = "record")]
mod contract;
#[cfg(feature = "record")]
mod drill;
mod file;
#[cfg(feature = "record")]
mod law_pack;
#[cfg(feature = "record")]
mod letter;
#[cfg(feature = "record")]
mod record;
pub(super) mod remedy;
#[cfg(feature = "record")]
mod roster;
#[cfg(feature = "record")]
mod store;
#[cfg(feature = "record")]
mod work;

#[cfg(feature = "record")]
pub(super) use contract::contract_failure;
#[cfg(feature = "record")]
pub(super) use drill::{drill_failure, file_failure, play_failure, script_failure};
pub(super) use file::out_failure;
#[cfg(feature = "record")]
pub(super) use file::picture_failure;
#[cfg(feature = "record")]
pub(super) use file::report_file_failure;
#[cfg(feature = "record")]
pub(super) use law_pack::{key_failure, key_file_failure, make_failure, pack_failure, shelf_failure};
#[cfg(feature = "record")]
pub(super) use letter::{desk_failure, letter_failure};
#[cfg(feature = "record")]
pub(super) use record::record_failure;
#[cfg(feature = "record")]
pub(super) use roster::roster_failure;
#[cfg(feature = "record")]
pub(super) use store::store_failure;
#[cfg(feature = "record")]
pub(super) use work::work_failure;

use std::fmt::Display;

use serde::Serialize;

use super::console::{Console, Form};
use crate::core::page::{Page, line};
use crate::core::toml_text::reader::Problem;
use crate::core::visible::escaped_json;

/// Whose fault an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Usage or bad input: exit 2.
    Input,
    /// The answer is no: exit 1.
    Refused,
    /// Locked, or the wrong key: exit 3.
    Locked,
    /// Reading or writing failed: exit 4.
    Io,
    /// A fault of firebell's own: exit 4.
    Internal,
}

impl Kind {
    fn code(self) -> u8 {
        match self {
            Kind::Refused => 1,
            Kind::Input => 2,
            Kind::Locked => 3,
            Kind::Io | Kind::Internal => 4,
        }
    }
}

/// An error ready to be shown.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    error: String,
    causes: Vec<String>,
    hint: Option<String>,
    before: Page,
}

#[derive(Serialize)]
struct FailureView<'a> {
    error: &'a str,
    causes: &'a [String],
    hint: Option<&'a str>,
    kind: Kind,
}

impl Failure {
    /// Whether what was given opens nothing.
    #[cfg(feature = "workbench")]
    pub(super) fn is_locked(&self) -> bool {
        self.kind == Kind::Locked
    }

    /// An error of some kind.
    pub fn new(kind: Kind, error: impl Display) -> Self {
        Failure {
            kind,
            error: error.to_string(),
            causes: Vec::new(),
            hint: None,
            before: Page::new(),
        }
    }

    /// Bad input.
    pub fn input(error: impl Display) -> Self {
        Failure::new(Kind::Input, error)
    }

    /// A file that cannot be read: its content is at fault, or the disk.
    pub fn unreadable(words: impl Display, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let kind = error.kind();
        if kind == ErrorKind::InvalidData {
            return Failure::input(words).because(error).hint("save the file as UTF-8");
        }
        if kind == ErrorKind::FileTooLarge {
            return Failure::input(words).because(error);
        }
        Failure::new(Kind::Io, words).because(error)
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// Adds what stands in the way, a line each.
    pub fn causes(mut self, causes: impl IntoIterator<Item = String>) -> Self {
        self.causes.extend(causes);
        self
    }

    /// Adds the chain of sources of an error.
    pub fn because(mut self, error: &dyn std::error::Error) -> Self {
        let mut next = Some(error);
        while let Some(cause) = next {
            self.causes.push(cause.to_string());
            next = cause.source();
        }
        self
    }

    /// A file with problems: one headline, each problem a cause with its place.
    pub fn problems(file: &str, problems: &[Problem]) -> Self {
        let count = problems.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        let mut failure = Failure::input(format!("{file} has {count} {noun}; nothing was read from it"));
        failure.causes = problems.iter().map(ToString::to_string).collect();
        failure.hint("fix these and try again; an absent key means unknown, so leave out what you do not know")
    }

    /// Words for people that were due before anything failed, such as what was handed to the room.
    pub fn after(mut self, words: Page) -> Self {
        self.before = words;
        self
    }

    /// Prints the error to standard error and returns the exit code.
    pub fn report(&self, console: &Console, form: Form) -> u8 {
        match form {
            Form::Programs => console.tell(self.document()),
            Form::People => {
                // What failed first is told; that its words could not be printed either is no further help.
                let _ = console.print(self.before.as_str().as_bytes());
                console.tell(self.page());
            }
        }
        self.kind.code()
    }

    /// One JSON document on one line.
    fn document(&self) -> Page {
        let view = FailureView {
            error: &self.error,
            causes: &self.causes,
            hint: self.hint.as_deref(),
            kind: self.kind,
        };
        match serde_json::to_string(&view) {
            Ok(json) => line(format_args!("{}", escaped_json(&json))),
            Err(error) => line(format_args!("error: {error}")),
        }
    }

    fn page(&self) -> Page {
        let mut page = line(format_args!("error: {}", self.error));
        for cause in &self.causes {
            page += line(format_args!("  {cause}"));
        }
        if let Some(hint) = &self.hint {
            page += line(format_args!("hint: {hint}"));
        }
        page
    }
}
