//! Letters of an incident: their revisions, comments, checks and approvals, folded from its events.
//!
//! An approval belongs to the exact text: it names the SHA-256, and falls by itself when the text changes. It does not
//! rise again with an earlier text: whoever goes back to one reads it anew.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::core::event::{
    ApprovalWithdrawal, Event, LetterApproval, LetterComment, LetterDraft, LetterRevision, SenderHead,
};
use crate::core::ids::RoleId;
use crate::core::ids::{LetterId, ObligationName, StoredDigest};
use crate::core::letter_recipient::LetterRecipient;
use crate::core::sign_off::{By, same_person};

/// How a line begins that marks a place where two people changed the same words of a letter.
pub const CONFLICT: &str = "!!!!!!! CONFLICT";

/// The longest text of a letter, in bytes: far more than any notice has, and little enough to be compared at once.
pub const LONGEST: usize = 256 * 1024;

/// Whether a text still has places where two people changed the same words.
pub fn has_conflict(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with(CONFLICT))
}

/// One text of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The event it stands in.
    pub seq: u64,
    /// When it was saved.
    pub at: DateTime<Utc>,
    /// Who wrote it; where it came in a Word file, those who made its tracked changes.
    pub author: String,
    /// Everybody who had a hand in it: whoever saved it, and those who made the changes.
    pub hands: Vec<String>,
    /// The Markdown.
    pub text: String,
    /// SHA-256 of the text.
    pub sha256: StoredDigest,
}

/// A remark on a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: String,
    pub text: String,
    /// The text it was made on.
    pub sha256: StoredDigest,
    /// The words that it is about; `None`: the letter as a whole.
    pub passage: Option<String>,
}

/// Somebody's yes to an exact text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The event it stands in.
    pub seq: u64,
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The text it holds for.
    pub sha256: StoredDigest,
    /// Why it was given although the check had findings.
    pub because: Option<String>,
    /// In which role it was given, if in one.
    pub role: Option<RoleId>,
    /// Keys of the facts that the text tells.
    pub told: Vec<String>,
    /// The head that was above the text.
    pub head: Option<SenderHead>,
    /// The number of the text, from 1.
    pub revision: usize,
    pub withdrawn: Option<Withdrawn>,
}

impl Approval {
    /// Whose it is, and in which role: `carol, as counsel`.
    pub fn whose(&self) -> String {
        match &self.role {
            Some(role) => format!("{}, as {role}", self.by),
            None => self.by.clone(),
        }
    }
}

/// How an approval was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
}

/// A letter as its events tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id within the incident, such as `eu-gdpr-regulator-en`.
    pub id: LetterId,
    /// The template it came from.
    pub template: String,
    pub language: String,
    /// The obligation it is for, if it is for one.
    pub obligation: Option<ObligationName>,
    /// Who is written to, as its template said; `None` in records of earlier versions.
    pub recipient: Option<LetterRecipient>,
    /// Its texts, oldest first; never empty.
    pub revisions: Vec<Revision>,
    pub comments: Vec<Comment>,
    /// Approvals, those of earlier texts included.
    pub approvals: Vec<Approval>,
}

impl Letter {
    /// A letter before its first text.
    pub fn blank(id: LetterId) -> Letter {
        Letter {
            id,
            template: String::new(),
            language: String::new(),
            obligation: None,
            recipient: None,
            revisions: Vec::new(),
            comments: Vec::new(),
            approvals: Vec::new(),
        }
    }

    /// The text as it stands.
    pub fn current(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// Approvals of the text as it stands that nobody withdrew, oldest first.
    pub fn approvals_of_current(&self) -> impl Iterator<Item = &Approval> {
        let given = self
            .approvals
            .iter()
            .filter(|given| given.revision == self.revisions.len());
        given.filter(|given| given.withdrawn.is_none())
    }

    /// Whether whose approval it is fits: in most roles, and in none, that of somebody who did not write it.
    pub fn may_be_approved_by(&self, name: &str, by: By) -> bool {
        match by {
            By::SomeoneElse => !self.written_by(name),
            By::Author => self.written_by(name),
        }
    }

    /// Whether somebody wrote any part of it.
    pub fn written_by(&self, name: &str) -> bool {
        self.revisions
            .iter()
            .any(|revision| revision.hands.iter().any(|hand| same_person(hand, name)))
    }
}

type Letters = BTreeMap<LetterId, Letter>;

/// A first text. The id of a letter that exists keeps its earlier revisions.
pub(super) fn drafted(letters: &mut Letters, event: &Event, draft: &LetterDraft) {
    let entry = letters
        .entry(draft.letter.clone())
        .or_insert_with(|| Letter::blank(draft.letter.clone()));
    entry.template.clone_from(&draft.template);
    entry.language.clone_from(&draft.language);
    entry.obligation.clone_from(&draft.obligation);
    entry.recipient = draft.recipient.as_deref().and_then(LetterRecipient::from_code);
    entry.revisions.push(revision(event, &draft.text, &draft.sha256, &[]));
}

pub(super) fn revised(letters: &mut Letters, event: &Event, revised: &LetterRevision) {
    if let Some(entry) = letters.get_mut(&revised.letter) {
        let authors = revised.word.as_ref().map_or(&[][..], |word| &word.authors);
        entry
            .revisions
            .push(revision(event, &revised.text, &revised.sha256, authors));
    }
}

pub(super) fn commented(letters: &mut Letters, event: &Event, comment: &LetterComment) {
    if let Some(entry) = letters.get_mut(&comment.letter) {
        let written = comment.written.as_ref();
        entry.comments.push(Comment {
            at: written.and_then(|written| written.at).unwrap_or(event.recorded_at),
            author: written.map_or(&event.actor, |written| &written.author).clone(),
            text: comment.text.clone(),
            sha256: comment.sha256.clone(),
            passage: comment.passage.clone(),
        });
    }
}

pub(super) fn approved(letters: &mut Letters, event: &Event, approval: &LetterApproval) {
    if let Some(entry) = letters.get_mut(&approval.letter) {
        // Where an import holds an approval of another text, it counts for none.
        let current = entry
            .revisions
            .last()
            .is_some_and(|text| text.sha256 == approval.sha256);
        let revision = if current { entry.revisions.len() } else { 0 };
        entry.approvals.push(Approval {
            seq: event.seq,
            at: event.recorded_at,
            by: event.actor.clone(),
            sha256: approval.sha256.clone(),
            because: approval.because.clone(),
            role: approval.role.clone(),
            told: approval.told.clone(),
            head: approval.head.clone(),
            revision,
            withdrawn: None,
        });
    }
}

pub(super) fn withdrawn(letters: &mut Letters, event: &Event, withdrawal: &ApprovalWithdrawal) {
    let Some(entry) = letters.get_mut(&withdrawal.letter) else {
        return;
    };
    let given = entry.approvals.iter_mut().filter(|given| given.withdrawn.is_none());
    let meant = given.filter(|given| given.sha256 == withdrawal.sha256);
    for approval in meant.filter(|given| withdrawal.role.is_none() || given.role == withdrawal.role) {
        approval.withdrawn = Some(Withdrawn {
            at: event.recorded_at,
            by: event.actor.clone(),
            reason: withdrawal.reason.clone(),
        });
    }
}

fn revision(event: &Event, text: &str, sha256: &StoredDigest, authors: &[String]) -> Revision {
    let mut hands = vec![event.actor.clone()];
    hands.extend(authors.iter().filter(|author| **author != event.actor).cloned());
    Revision {
        seq: event.seq,
        at: event.recorded_at,
        author: match authors {
            [] => event.actor.clone(),
            authors => authors.join(", "),
        },
        hands,
        text: text.to_owned(),
        sha256: sha256.clone(),
    }
}
