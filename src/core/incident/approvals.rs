//! Where a letter stands by the sign-off matrix: whose approval it has, and whose it still needs.

use super::Incident;
use super::letter::{Approval, Letter};
use crate::core::organisation::Organisation;
use crate::core::sign_off::{Matrix, Role, UnknownRole};

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
    /// The fact that was recorded otherwise since the last text was approved, where approvals fell with it.
    pub fallen_with: Option<&'i str>,
    before: Before,
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
        recipient: Option<&str>,
    ) -> Result<SignOff<'i>, UnknownRole> {
        let asked = matrix.asked(recipient, organisation)?;
        let mut given = standing(incident, letter);
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
        let fallen = letter.approvals_of_current().filter_map(|a| fallen_with(incident, a));
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
            (None, Some(_), _) => "a fact changed since it was approved",
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
        .filter(|a| fallen_with(incident, a).is_none());
    held.collect()
}

/// A fact that the approved text tells and that was recorded otherwise since.
fn fallen_with<'a>(incident: &Incident, approval: &'a Approval) -> Option<&'a str> {
    let changed = |key: &&String| {
        let Some(history) = incident.facts.get(*key) else {
            return false;
        };
        let then = history
            .iter()
            .rev()
            .find(|entry| entry.seq < approval.seq)
            .and_then(|entry| entry.value.as_ref());
        let since = history.last().filter(|entry| entry.seq > approval.seq);
        since.is_some_and(|entry| entry.value.as_ref() != then)
    };
    approval.told.iter().find(changed).map(String::as_str)
}
