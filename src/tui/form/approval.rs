//! An approval of a letter's exact text. It names the letter and the text it is for.

use super::{Answers, Asked, AtHand, Form, Opener, Optional, Outcome, Prompt, Purpose, Slot, filing};
use crate::app::letters::LetterRow;
use crate::core::ids::{RoleError, RoleId};
use crate::core::sign_off::same_person;
use crate::tui::effect::{Effect, LetterEffect};
use crate::tui::ids::{LetterRef, RevisionRef};

const BECAUSE: Optional<String> = Prompt::line("because", "If the check fails, why may it be sent anyway?").optional();

const ROLE: Optional<RoleId> = Prompt::among_as("role", "As which role?", |typed, _| {
    typed.parse().map_err(|error: RoleError| error.to_string())
})
.optional();

/// The field in which the role is chosen.
pub(crate) const ROLE_KEY: &str = "role";
/// The field in which a failing check is explained.
pub(crate) const BECAUSE_KEY: &str = "because";

/// Opens the form for the text that is shown. Once it is approved, what comes next is that it was sent.
pub(crate) const OPEN: Opener = Opener::new("approval", |at| {
    if let (Some(opened), Some(obligation)) = (at.known.opened, approved_for(at)) {
        return Ok(filing::form(opened, obligation));
    }
    if row(at).is_some_and(|row| row.filed && row.approved.is_some()) {
        return Err(FILED);
    }
    match (at.open_letter, &at.letter) {
        (Some(_), Some(letter)) if wrote(at, letter) => Err(OWN_TEXT),
        (Some(open), _) => {
            let failing = open.findings.iter().filter(|finding| finding.fails()).count();
            Ok(form(&open.id, failing, roles(at), whom(at)))
        }
        (None, Some(_)) => Err("The letter is still being read; press the key again."),
        (None, None) => Err(at.no_letter()),
    }
});

const FILED: &str = "It was approved and filed as it stands; where something changed, r drafts a supplement.";

const OWN_TEXT: &str = "You wrote a part of this text, so somebody who did not approves it: at their own machine where the record is shared, \
                        or here after @, with their own passphrase. Who has none yet is invited first (F3, then i).";

/// Whether whoever is at the keyboard wrote any part of it.
fn wrote(at: &AtHand<'_>, letter: &LetterRef) -> bool {
    let letters = at
        .known
        .opened
        .map(|opened| opened.letters.as_slice())
        .unwrap_or_default();
    let row = letters.iter().find(|row| row.letter == letter.letter);
    row.is_some_and(|row| row.hands.iter().any(|hand| same_person(hand, &at.known.start.actor)))
}

/// The obligation of the letter at hand, where the letter is approved as it is and did not go out yet.
fn approved_for<'a>(at: &AtHand<'a>) -> Option<&'a str> {
    let row = row(at).filter(|row| row.approved.is_some() && !row.filed)?;
    let obligation = row.obligation.as_deref()?;
    let all = &at.known.opened?.whole.assessment.obligations;
    all.iter().any(|o| o.id == obligation).then_some(obligation)
}

/// The letter at hand, as it stands in the list.
pub(super) fn row<'a>(at: &AtHand<'a>) -> Option<&'a LetterRow> {
    let letter = at.letter.as_ref()?;
    let letters = &at.known.opened?.letters;
    letters.iter().find(|row| row.letter == letter.letter)
}

/// The roles whose approval is still missing.
pub(super) fn roles(at: &AtHand<'_>) -> Vec<String> {
    let row = row(at);
    let needed = row.map(|row| row.sign_off.as_slice()).unwrap_or_default();
    let open = needed.iter().filter(|needed| needed.approved.is_none());
    open.filter_map(|needed| Some(needed.role.as_ref()?.to_string()))
        .collect()
}

/// To whom the letter at hand goes, in which language.
fn whom(at: &AtHand<'_>) -> String {
    let Some(row) = row(at) else { return String::new() };
    let whom = match &row.obligation {
        Some(obligation) => at.known.obligation(obligation),
        None => row.template.clone(),
    };
    format!("{whom} ({})", row.language)
}

fn form(revision: &RevisionRef, failing: usize, roles: Vec<String>, whom: String) -> Form {
    let check = match failing {
        0 => "Its check finds nothing that must be fixed.".to_owned(),
        1 => "1 finding fails.".to_owned(),
        n => format!("{n} findings fail."),
    };
    let note = format!(
        "You approve exactly the text you see ({}). {check}",
        revision.sha256.short()
    );
    let because = (failing > 0).then(|| BECAUSE.field().expected(true));
    let role = (!roles.is_empty()).then(|| ROLE.offering(roles));
    let title = format!("Approve the letter to {whom}");
    let purpose = Approve {
        text: revision.clone(),
        in_role: role.is_some(),
        whom,
        check,
    };
    let fields = role.into_iter().chain(because).collect();
    Form::new(purpose, title, fields).note(note)
}

#[derive(Debug)]
struct Approve {
    text: RevisionRef,
    /// Whether the matrix asks in which role.
    in_role: bool,
    /// To whom the letter goes.
    whom: String,
    /// What its check came to.
    check: String,
}

impl Purpose for Approve {
    fn slot(&self) -> Slot {
        let (letter, sha256) = (&self.text.letter.letter, &self.text.sha256);
        Slot::printed(
            "approval",
            Some(format!("{letter}/{sha256}")),
            format!("Approval {{ letter: {letter:?}, sha256: {sha256:?} }}"),
        )
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let because = answers.read(&BECAUSE)?;
        let role = match self.in_role {
            true => answers.read(&ROLE)?,
            false => None,
        };
        let incident = answers.incident()?;
        let (letter, sha256) = (self.text.letter.letter.clone(), self.text.sha256.clone());
        let acting = role.as_ref().map(|role| format!(", as {role}")).unwrap_or_default();
        let anyway = because
            .as_deref()
            .map(|why| format!(", with this reason for whatever its check finds: {why}"));
        let words = format!(
            "Approve the letter to {} exactly as it stands (text {}){acting}{}? {}",
            self.whom,
            sha256.short(),
            anyway.unwrap_or_default(),
            self.check
        );
        let text = RevisionRef {
            letter: LetterRef { incident, letter },
            sha256,
        };
        let asked = Asked::new("Approve a letter", words, "Approve it");
        Some(Outcome::Confirm(
            asked,
            Effect::Letter(LetterEffect::Approve { text, because, role }),
        ))
    }
}
