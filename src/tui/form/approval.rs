//! An approval of a letter's exact text. It names the letter and the text it is for.

use super::{Answers, Asked, Form, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::tui::effect::{Effect, LetterEffect};
use crate::tui::ids::{LetterRef, RevisionRef};

const BECAUSE: Optional<String> = Prompt::line("because", "If the check fails, why may it be sent anyway?").optional();

/// The field in which a failing check is explained.
pub(crate) const BECAUSE_KEY: &str = "because";

/// Opens the form for the text that is shown.
pub(crate) const OPEN: Opener = Opener::new("approval", |at| match (at.open_letter, &at.letter) {
    (Some(open), _) => {
        let failing = open.findings.iter().filter(|finding| finding.fails()).count();
        Ok(form(&open.id, failing))
    }
    (None, Some(_)) => Err("The letter is still being read; press the key again."),
    (None, None) => Err("Draft a letter first (n)."),
});

fn form(revision: &RevisionRef, failing: usize) -> Form {
    let letter = &revision.letter.letter;
    let check = match failing {
        0 => "Its check finds nothing that must be fixed.".to_owned(),
        1 => "1 finding fails.".to_owned(),
        n => format!("{n} findings fail."),
    };
    let note = format!(
        "You approve exactly the text you see ({}). {check} You cannot approve a text you wrote yourself.",
        revision.sha256.short()
    );
    let because = BECAUSE.field().expected(failing > 0);
    Form::new(Approve(revision.clone()), format!("Approve {letter}"), vec![because]).note(note)
}

#[derive(Debug)]
struct Approve(RevisionRef);

impl Purpose for Approve {
    fn slot(&self) -> Slot {
        let (letter, sha256) = (&self.0.letter.letter, &self.0.sha256);
        Slot::printed(
            "approval",
            Some(format!("{letter}/{sha256}")),
            format!("Approval {{ letter: {letter:?}, sha256: {sha256:?} }}"),
        )
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let because = answers.read(&BECAUSE)?;
        let incident = answers.incident()?;
        let (letter, sha256) = (self.0.letter.letter.clone(), self.0.sha256.clone());
        let anyway = because
            .as_deref()
            .map(|why| format!(", with this reason for whatever its check finds: {why}"));
        let words = format!(
            "Record that you approve exactly this text of {letter} ({}) of {incident}{}?",
            sha256.short(),
            anyway.unwrap_or_default()
        );
        let text = RevisionRef {
            letter: LetterRef { incident, letter },
            sha256,
        };
        let asked = Asked::new("Approve a letter", words, "Approve it");
        Some(Outcome::Confirm(
            asked,
            Effect::Letter(LetterEffect::Approve { text, because }),
        ))
    }
}
