//! An inject of a scenario.

use super::{changed, number, optional};
use crate::drill::edit::{Change, Draft, InjectFields};
use crate::drill::scenario::InjectChannel;
use crate::tui::form::{Answers, Form, Optional, Outcome, Prompt, Purpose, Scope, Slot};

const AT: Optional<u32> = Prompt::number("at", "Minute")
    .help("leave empty for a contingency, which you deliver by hand")
    .optional();
const CHANNEL: Prompt<String> = Prompt::among("channel", "How it comes");
const FROM: Prompt<String> = Prompt::line("from", "From whom").help("a role, never a person's name");
const TO: Prompt<String> = Prompt::line("to", "To whom").help("the role at the table that gets it");
const SUBJECT: Prompt<String> = Prompt::line("subject", "Head line");
const TEXT: Prompt<String> = Prompt::text("text", "Text, as the room reads it");
const CUE: Optional<String> = optional("cue", "For you alone");

pub(crate) fn form(draft: &Draft, at: Option<usize>) -> Option<Form> {
    let known = match at {
        Some(at) => draft.inject_fields(at)?,
        None => InjectFields {
            channel: InjectChannel::Email.code().to_owned(),
            ..InjectFields::default()
        },
    };
    let fields = vec![
        AT.field().filled(&number(known.at)),
        CHANNEL.offering(InjectChannel::CODES).filled(&known.channel),
        FROM.field().filled(&known.from),
        TO.field().filled(&known.to),
        SUBJECT.field().filled(&known.subject),
        TEXT.field().filled(&known.text),
        CUE.field().filled(&known.cue.unwrap_or_default()),
    ];
    let title = if at.is_some() { "An inject" } else { "A new inject" };
    let draft = draft.clone();
    Some(Form::new(Inject { draft, at }, title, fields))
}

#[derive(Debug)]
struct Inject {
    draft: Draft,
    /// Which one; `None`: a new one.
    at: Option<usize>,
}

impl Purpose for Inject {
    fn slot(&self) -> Slot {
        Slot::new("scenario-inject")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn keeps_drafts(&self) -> bool {
        false
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let fields = InjectFields {
            at: answers.read(&AT)?,
            channel: answers.read(&CHANNEL)?,
            from: answers.read(&FROM)?,
            to: answers.read(&TO)?,
            subject: answers.read(&SUBJECT)?,
            text: answers.read(&TEXT)?,
            cue: answers.read(&CUE)?,
        };
        Some(changed(&self.draft, Change::Inject(self.at, fields)))
    }
}
