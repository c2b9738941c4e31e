//! Letters of an incident: their revisions, comments, checks and approvals, folded from its events.
//!
//! An approval belongs to the exact text: it names the SHA-256, and falls by itself when the text changes.

use chrono::{DateTime, Utc};

use super::Incident;
use super::command::LetterCommand;
use crate::core::event::What;
use crate::core::reader::suggestion;
use crate::core::refusal::{Refusal, Remedy};

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
    /// Who wrote it.
    pub author: String,
    /// The Markdown.
    pub text: String,
    /// SHA-256 of the text, hexadecimal.
    pub sha256: String,
}

/// A remark on a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: String,
    /// What.
    pub text: String,
    /// The text it was made on.
    pub sha256: String,
}

/// Somebody's yes to an exact text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The text it holds for.
    pub sha256: String,
    /// Why it was given although the check had findings.
    pub because: Option<String>,
}

/// A letter as its events tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its id within the incident, such as `eu-gdpr-regulator-en`.
    pub id: String,
    /// The template it came from.
    pub template: String,
    /// The language.
    pub language: String,
    /// The duty it is for, if it is for one.
    pub duty: Option<String>,
    /// Its texts, oldest first; never empty.
    pub revisions: Vec<Revision>,
    /// Remarks.
    pub comments: Vec<Comment>,
    /// Approvals, those of earlier texts included.
    pub approvals: Vec<Approval>,
}

impl Letter {
    /// The text as it stands.
    pub fn current(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// The approval of the text as it stands.
    pub fn approval(&self) -> Option<&Approval> {
        let current = self.current()?;
        self.approvals.iter().rev().find(|a| a.sha256 == current.sha256)
    }

    /// Whether somebody wrote any part of it.
    pub fn written_by(&self, name: &str) -> bool {
        self.revisions.iter().any(|revision| revision.author == name)
    }

    /// The word people read: drafted, or approved.
    pub fn state(&self) -> &'static str {
        match self.approval() {
            Some(_) => "approved",
            None if self.approvals.is_empty() => "draft",
            None => "changed since it was approved",
        }
    }
}

/// Takes an event about a letter in.
pub(super) fn apply(letters: &mut std::collections::BTreeMap<String, Letter>, event: &crate::core::event::Event) {
    match &event.what {
        What::LetterDrafted {
            letter,
            template,
            language,
            duty,
            text,
            sha256,
        } => {
            let entry = letters.entry(letter.clone()).or_default();
            entry.id.clone_from(letter);
            entry.template.clone_from(template);
            entry.language.clone_from(language);
            entry.duty.clone_from(duty);
            entry.revisions.push(revision(event, text, sha256));
        }
        What::LetterRevised {
            letter, text, sha256, ..
        } => {
            if let Some(entry) = letters.get_mut(letter) {
                entry.revisions.push(revision(event, text, sha256));
            }
        }
        What::LetterCommented { letter, text, sha256 } => {
            if let Some(entry) = letters.get_mut(letter) {
                entry.comments.push(Comment {
                    at: event.recorded_at,
                    author: event.actor.clone(),
                    text: text.clone(),
                    sha256: sha256.clone(),
                });
            }
        }
        What::LetterApproved {
            letter,
            sha256,
            because,
            ..
        } => {
            if let Some(entry) = letters.get_mut(letter) {
                entry.approvals.push(Approval {
                    at: event.recorded_at,
                    by: event.actor.clone(),
                    sha256: sha256.clone(),
                    because: because.clone(),
                });
            }
        }
        _ => {}
    }
}

fn revision(event: &crate::core::event::Event, text: &str, sha256: &str) -> Revision {
    Revision {
        seq: event.seq,
        at: event.recorded_at,
        author: event.actor.clone(),
        text: text.to_owned(),
        sha256: sha256.to_owned(),
    }
}

/// The event that a wish about a letter comes to.
pub(super) fn decide(incident: &Incident, actor: &str, command: LetterCommand) -> Result<What, Refusal> {
    if let LetterCommand::Draft { text, .. } | LetterCommand::Revise { text, .. } = &command
        && text.len() > LONGEST
    {
        return Err(Refusal::input(
            format!(
                "the letter has {} KiB; at most {} are kept",
                text.len() / 1024,
                LONGEST / 1024
            ),
            "divide it, or send the rest as an attachment",
        ));
    }
    match command {
        LetterCommand::Draft {
            letter,
            template,
            language,
            duty,
            text,
            sha256,
        } => {
            if incident.letters.contains_key(&letter) {
                return Err(Refusal::input(
                    format!("there is a letter `{letter}` already"),
                    Remedy::EditLetter {
                        code: incident.code.clone(),
                        letter,
                    },
                ));
            }
            Ok(What::LetterDrafted {
                letter,
                template,
                language,
                duty,
                text,
                sha256,
            })
        }
        LetterCommand::Revise {
            letter,
            text,
            sha256,
            based_on,
        } => {
            let known = found(incident, &letter)?;
            if known.current().is_some_and(|current| current.sha256 == sha256) {
                return Err(Refusal::input("the text is as it was", "nothing was saved"));
            }
            // What somebody else saved meanwhile would be lost without a word.
            if known.current().is_none_or(|current| current.sha256 != based_on) {
                return Err(Refusal::new(
                    format!("{letter} was changed by somebody else since this text was begun"),
                    "join the two texts, or begin again with the letter as it is now",
                ));
            }
            Ok(What::LetterRevised {
                letter,
                text,
                sha256,
                based_on: Some(based_on),
            })
        }
        LetterCommand::Comment { letter, text } => {
            let sha256 = found(incident, &letter)?.current().map(|r| r.sha256.clone());
            Ok(What::LetterCommented {
                letter,
                text,
                sha256: sha256.unwrap_or_default(),
            })
        }
        LetterCommand::Approve {
            letter,
            sha256,
            findings,
            because,
        } => approve(incident, actor, letter, sha256, findings, because),
    }
}

fn approve(
    incident: &Incident,
    actor: &str,
    letter: String,
    sha256: String,
    findings: Vec<String>,
    because: Option<String>,
) -> Result<What, Refusal> {
    let known = found(incident, &letter)?;
    if known.written_by(actor) {
        return Err(Refusal::new(
            format!("{actor} wrote {letter} and cannot approve it"),
            Remedy::AnotherPerson,
        ));
    }
    if known.current().is_none_or(|current| current.sha256 != sha256) {
        return Err(Refusal::new(
            format!("{letter} has changed since that text was read"),
            "read it again and approve the text as it stands",
        ));
    }
    if known.current().is_some_and(|current| has_conflict(&current.text)) {
        return Err(Refusal::new(
            format!("{letter} has places where two people changed the same words"),
            format!("edit it, keep one text in each place and delete the lines that begin with {CONFLICT}"),
        ));
    }
    if !findings.is_empty() && because.is_none() {
        let mut refusal = Refusal::new(
            format!("the check of {letter} has {} findings that fail", findings.len()),
            Remedy::ExplainFindings,
        );
        refusal.causes = findings;
        return Err(refusal);
    }
    Ok(What::LetterApproved {
        letter,
        sha256,
        findings,
        because,
    })
}

/// A letter by its id.
fn found<'i>(incident: &'i Incident, letter: &str) -> Result<&'i Letter, Refusal> {
    incident.letters.get(letter).ok_or_else(|| {
        let known: Vec<&str> = incident.letters.keys().map(String::as_str).collect();
        let remedy = match known.is_empty() {
            true => Remedy::DraftLetter {
                code: incident.code.clone(),
            },
            false => Remedy::Advice(suggestion(letter, &known)),
        };
        Refusal::input(format!("there is no letter `{letter}`"), remedy)
    })
}

/// What stands in the way of filing a duty for want of an approved letter.
pub(super) fn unapproved(incident: &Incident, obligation: &str) -> Option<String> {
    let own: Vec<&Letter> = incident
        .letters
        .values()
        .filter(|letter| letter.duty.as_deref() == Some(obligation))
        .collect();
    match own.iter().any(|letter| letter.approval().is_some()) {
        true => None,
        false if own.is_empty() => Some(format!("{obligation} has no letter")),
        false => Some(format!("no letter for {obligation} is approved as it stands")),
    }
}
