//! A letter to draft: for an obligation, or from any template.

use super::{Answers, Choice, Form, Known, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::app::letters::Draft;
use crate::tui::effect::{Effect, LetterEffect};

const TEMPLATE: Prompt<String> = Prompt::one_of("template", "Template");
const OWN_TEMPLATE: Optional<String> = Prompt::one_of("template", "Template")
    .help("leave empty for the one made for this obligation; type to find another")
    .optional();
const LANGUAGE: Prompt<&str> = Prompt::choice(
    "language",
    "Language",
    &[("en", "en"), ("de", "de"), ("fr", "fr"), ("es", "es")],
);

/// Opens the form for any template.
pub(crate) const ANY: Opener = Opener::new("letter", |at| Ok(form(&at.known, None)));

/// Opens the form for the obligation at hand; without one, for any template.
pub(crate) const OPEN: Opener = Opener::new("letter for an obligation", |at| {
    let obligation = at.obligation.map(|obligation| obligation.id.to_string());
    Ok(form(&at.known, obligation))
});

fn form(known: &Known<'_>, obligation: Option<String>) -> Form {
    let templates = known.start.templates.iter().map(Choice::from);
    let template = match &obligation {
        Some(_) => OWN_TEMPLATE.offering(templates),
        None => TEMPLATE.offering(templates),
    };
    let title = match &obligation {
        Some(id) => format!("Draft the letter for {id}"),
        None => "Draft a letter".to_owned(),
    };
    Form::new(DraftLetter(obligation), title, vec![template, LANGUAGE.field()]).note(
        "What is known is filled in; what is unknown stays a visible gap. The facts that begin with `letter.` tell its story.",
    )
}

#[derive(Debug)]
struct DraftLetter(Option<String>);

impl Purpose for DraftLetter {
    fn slot(&self) -> Slot {
        Slot::perhaps_about("letter", "Letter", self.0.clone())
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let draft = Draft {
            template: answers.read(&OWN_TEMPLATE)?,
            obligation: self.0.clone().map(Into::into),
            language: answers.read(&LANGUAGE)?.to_owned(),
            id: None,
            text: None,
        };
        let code = answers.incident()?;
        Some(Outcome::Effect(Effect::Letter(LetterEffect::Draft { code, draft })))
    }
}
