//! A search in the list at hand. Nothing is recorded: the list follows what is typed.

use super::{Answers, Form, Optional, Outcome, Prompt, Purpose, Scope, Slot};

const WORDS: Optional<String> = Prompt::line("words", "Part of a code, name or stage")
    .help("Enter keeps the search; Esc shows everything again")
    .optional();

/// The form, with what is searched for now.
pub(crate) fn form(text: &str) -> Form {
    Form::new(Search, "Search", vec![WORDS.field().filled(text)])
}

/// What is searched for.
pub(crate) fn words(form: &Form) -> String {
    form.value("words")
}

#[derive(Debug)]
struct Search;

impl Purpose for Search {
    fn slot(&self) -> Slot {
        Slot::single("search", "Search")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn searches(&self) -> bool {
        true
    }

    fn read(&self, _: &mut Answers<'_>) -> Option<Outcome> {
        None
    }
}
