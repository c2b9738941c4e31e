//! Where a letter stands by the sign-off matrix: whose approval it has, and whose it still needs.

use super::Incident;
use super::letter::{Approval, Letter};
use super::sender::head;
use crate::core::ids::ObligationName;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::organisation::Organisation;
use crate::core::sign_off::{Matrix, Role, UnknownRole};

/// What stands among the facts that a text tells where it says whether law enforcement asked for a delay.
pub const TOLD_DELAY: &str = "law_enforcement_delay";

/// An approval that a letter needs, and whether it has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed<'i> {
    /// Whose; `None`: that of anybody who did not write it.
    pub role: Option<&'i Role>,
    /// The approval, once it is given.
    pub given: Option<&'i Approval>,
}

/// A letter by the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff<'i> {
    /// Never empty.
    pub needed: Vec<Needed<'i>>,
    /// What was recorded otherwise since the last text was approved, where approvals fell with it.
    fallen_with: Option<Fallen>,
    before: Before,
}

/// What an approval fell with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fallen {
    /// A fact that the text tells.
    Fact,
    /// The head above the text.
    Head,
}

/// What approvals a letter has had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Never,
    OfAnEarlierText,
    Withdrawn,
    Current,
}

impl<'i> SignOff<'i> {
    /// Where a letter to a recipient stands.
    ///
    /// # Errors
    /// As [`Matrix::asked`].
    pub fn of(
        incident: &'i Incident,
        letter: &'i Letter,
        matrix: &'i Matrix,
        organisation: &Organisation,
        recipient: Option<LetterRecipient>,
    ) -> Result<SignOff<'i>, UnknownRole> {
        let asked = matrix.asked(recipient, organisation)?;
        let mut given = standing_under(incident, organisation, letter);
        given.retain(|approval| counts(letter, approval, matrix));
        let in_role = |role: &Role| given.iter().rev().find(|a| a.role.as_ref() == Some(&role.id)).copied();
        let needed = match asked.is_empty() {
            true => vec![Needed {
                role: None,
                given: given.last().copied(),
            }],
            false => asked
                .into_iter()
                .map(|role| Needed {
                    role: Some(role),
                    given: in_role(role),
                })
                .collect(),
        };
        let fallen = letter
            .approvals_of_current()
            .filter_map(|approval| fallen_with(incident, Some(organisation), (letter, approval)));
        Ok(SignOff {
            needed,
            fallen_with: fallen.last(),
            before: before(letter, matrix),
        })
    }

    /// Whether the letter has every approval it needs.
    pub fn complete(&self) -> bool {
        self.needed.iter().all(|needed| needed.given.is_some())
    }

    /// The approvals it has, in the order of the matrix.
    pub fn given(&self) -> impl Iterator<Item = &'i Approval> + '_ {
        self.needed.iter().filter_map(|needed| needed.given)
    }

    /// What still needs doing, one approval each; empty once the letter is complete.
    pub fn missing(&self) -> Vec<String> {
        let open = self.needed.iter().filter(|needed| needed.given.is_none());
        let words = |needed: &Needed<'_>| match needed.role {
            Some(role) => format!("{} still to approve", role.name),
            None => "nobody has approved its current text".to_owned(),
        };
        open.map(words).collect()
    }

    /// The word people read.
    pub fn state(&self) -> &'static str {
        if self.complete() {
            return "approved";
        }
        match (self.given().next(), self.fallen_with, self.before) {
            (Some(_), _, _) => "partly approved",
            (None, Some(Fallen::Fact), _) => "a fact changed since it was approved",
            (None, Some(Fallen::Head), _) => "the letterhead changed since it was approved",
            (None, None, Before::Never) => "draft",
            (None, None, Before::OfAnEarlierText) => "changed since it was approved",
            (None, None, Before::Withdrawn) => "approval withdrawn",
            (None, None, Before::Current) => "approved in another role",
        }
    }
}

fn before(letter: &Letter, matrix: &Matrix) -> Before {
    let current = letter.revisions.len();
    let mut counted = letter.approvals.iter().rev().filter(|a| counts(letter, a, matrix));
    let first = counted.clone().next();
    match counted.find(|a| a.revision == current) {
        Some(last) if last.withdrawn.is_some() => Before::Withdrawn,
        Some(_) => Before::Current,
        None if first.is_none() => Before::Never,
        None => Before::OfAnEarlierText,
    }
}

/// Whether an approval is one: what was recorded past the table of who may approve counts for nothing, and an author's yes is
/// no second pair of eyes.
fn counts(letter: &Letter, approval: &Approval, matrix: &Matrix) -> bool {
    letter.may_be_approved_by(&approval.by, matrix.by(approval.role.as_ref()))
}

/// The approvals of the text as it stands that hold: nobody withdrew them, and every fact they rest on is as it was.
pub fn standing<'i>(incident: &Incident, letter: &'i Letter) -> Vec<&'i Approval> {
    let held = letter
        .approvals_of_current()
        .filter(|approval| fallen_with(incident, None, (letter, approval)).is_none());
    held.collect()
}

/// As [`standing`], where the head above the text is as it was, too.
pub fn standing_under<'i>(incident: &Incident, organisation: &Organisation, letter: &'i Letter) -> Vec<&'i Approval> {
    let held = letter
        .approvals_of_current()
        .filter(|approval| fallen_with(incident, Some(organisation), (letter, approval)).is_none());
    held.collect()
}

/// What the approved page tells and was recorded otherwise since. What went out stays approved: what changes later is told
/// in a later notice.
fn fallen_with(
    incident: &Incident,
    organisation: Option<&Organisation>,
    (letter, approval): (&Letter, &Approval),
) -> Option<Fallen> {
    if went_out(incident, letter, approval) {
        return None;
    }
    if told_otherwise(incident, (letter, approval)) {
        return Some(Fallen::Fact);
    }
    let now = organisation.map(|organisation| head(incident, organisation));
    let changed = approval
        .head
        .as_ref()
        .is_some_and(|head| now.is_some_and(|now| now != *head));
    changed.then_some(Fallen::Head)
}

/// Whether the approved text was filed after it was approved.
fn went_out(incident: &Incident, letter: &Letter, approval: &Approval) -> bool {
    let done = incident.dispositions.values().flatten();
    let later = done.filter(|disposed| disposed.seq > approval.seq);
    let mut sent = later
        .filter_map(|disposed| disposed.disposition.filing())
        .flat_map(|filing| &filing.letters);
    sent.any(|sent| sent.letter == letter.id && sent.sha256 == approval.sha256)
}

/// Whether something that the approved text tells was recorded otherwise since.
fn told_otherwise(incident: &Incident, (letter, approval): (&Letter, &Approval)) -> bool {
    let seq = approval.seq;
    approval.told.iter().any(|key| match key.as_str() {
        TOLD_DELAY => delay_changed(incident, letter, seq),
        key => decided_otherwise(incident, key, seq) || fact_changed(incident, key, seq),
    })
}

/// A fact that is less certain, or more, is told in other words.
fn fact_changed(incident: &Incident, key: &str, seq: u64) -> bool {
    let Some(history) = incident.facts.get(key) else {
        return false;
    };
    let then = history.iter().rev().find(|entry| entry.seq < seq);
    let since = history.last().filter(|entry| entry.seq > seq);
    since.is_some_and(|entry| match (entry.value.as_ref(), then) {
        (None, None) => false,
        (value, then) => {
            value != then.and_then(|then| then.value.as_ref())
                || then.is_some_and(|then| then.certainty != entry.certainty)
        }
    })
}

fn decided_otherwise(incident: &Incident, key: &str, seq: u64) -> bool {
    let all = || incident.decisions.iter().filter(|decision| decision.key == key);
    let then = all().rfind(|decision| decision.seq < seq);
    let since = all().next_back().filter(|decision| decision.seq > seq);
    since.is_some_and(|since| then.is_none_or(|then| then.said() != since.said()))
}

/// Whether law enforcement asked for a delay of this notice, or let one go.
fn delay_changed(incident: &Incident, letter: &Letter, seq: u64) -> bool {
    let regime = letter.obligation.as_ref().map(ObligationName::regime);
    let mut own = incident
        .delays
        .iter()
        .filter(|delay| regime.is_none_or(|regime| delay.terms.covers(regime)));
    own.any(|delay| delay.seq > seq || delay.lifted.as_ref().is_some_and(|lifted| lifted.seq > seq))
}
