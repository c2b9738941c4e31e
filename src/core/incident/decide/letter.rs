//! What may be done to a letter. An approval holds for one exact text, and nobody approves what they wrote.

use crate::core::event::{LetterApproval, LetterComment, LetterDraft, LetterRevision, What};
use crate::core::ids::LetterId;
use crate::core::incident::Incident;
use crate::core::incident::command::LetterCommand;
use crate::core::incident::letter::{CONFLICT, LONGEST, Letter, has_conflict};
use crate::core::reader::suggestion;
use crate::core::refusal::{Refusal, Remedy};

/// The event that a command about a letter comes to.
pub(super) fn decide(incident: &Incident, actor: &str, command: LetterCommand) -> Result<What, Refusal> {
    match command {
        LetterCommand::Draft(draft) => drafted(incident, draft),
        LetterCommand::Revise(revision) => revised(incident, revision),
        LetterCommand::Comment { letter, text, passage } => commented(incident, letter, text, passage),
        LetterCommand::TakeRemark(remark) => {
            found(incident, &remark.letter)?;
            Ok(What::LetterCommented(remark))
        }
        LetterCommand::Approve(approval) => approved(incident, actor, approval),
    }
}

fn short_enough(text: &str) -> Result<(), Refusal> {
    if text.len() <= LONGEST {
        return Ok(());
    }
    Err(Refusal::input(
        format!(
            "the letter is {} KiB long; the limit is {} KiB",
            text.len() / 1024,
            LONGEST / 1024
        ),
        "split it, or send the rest as an attachment",
    ))
}

fn drafted(incident: &Incident, draft: LetterDraft) -> Result<What, Refusal> {
    short_enough(&draft.text)?;
    if incident.letters.contains_key(&draft.letter) {
        return Err(Refusal::input(
            format!("letter `{}` already exists", draft.letter),
            Remedy::EditLetter {
                code: incident.code.clone(),
                letter: draft.letter,
            },
        ));
    }
    Ok(What::LetterDrafted(draft))
}

fn revised(incident: &Incident, revision: LetterRevision) -> Result<What, Refusal> {
    short_enough(&revision.text)?;
    let current = found(incident, &revision.letter)?.current();
    if current.is_some_and(|current| current.sha256 == revision.sha256) {
        return Err(Refusal::input("the text is unchanged", "nothing was saved"));
    }
    // What somebody else saved meanwhile would be lost without a word.
    if current.map(|current| &current.sha256) != revision.based_on.as_ref() {
        return Err(Refusal::new(
            format!("{} was changed by someone else since this edit began", revision.letter),
            "merge the two texts, or start again from the current one",
        ));
    }
    Ok(What::LetterRevised(revision))
}

fn commented(incident: &Incident, letter: LetterId, text: String, passage: Option<String>) -> Result<What, Refusal> {
    let Some(current) = found(incident, &letter)?.current() else {
        return Err(Refusal::input(
            format!("letter `{letter}` has no text"),
            "save a text first",
        ));
    };
    Ok(What::LetterCommented(LetterComment {
        letter,
        text,
        sha256: current.sha256.clone(),
        passage,
        written: None,
    }))
}

fn approved(incident: &Incident, actor: &str, approval: LetterApproval) -> Result<What, Refusal> {
    let letter = &approval.letter;
    let known = found(incident, letter)?;
    if known.written_by(actor) {
        return Err(Refusal::new(
            format!("{actor} wrote {letter} and cannot approve it"),
            Remedy::AnotherPerson,
        ));
    }
    if known.current().is_none_or(|current| current.sha256 != approval.sha256) {
        return Err(Refusal::new(
            format!("{letter} has changed since that text was read"),
            "read it again and approve the current text",
        ));
    }
    if known.current().is_some_and(|current| has_conflict(&current.text)) {
        return Err(Refusal::new(
            format!("{letter} has places where two people changed the same words"),
            format!("edit it, keep one version in each place and delete the lines that begin with {CONFLICT}"),
        ));
    }
    if !approval.findings.is_empty() && approval.because.is_none() {
        let findings = match approval.findings.len() {
            1 => "1 finding that fails".to_owned(),
            number => format!("{number} findings that fail"),
        };
        let mut refusal = Refusal::new(format!("the check of {letter} has {findings}"), Remedy::ExplainFindings);
        refusal.causes = approval.findings;
        return Err(refusal);
    }
    Ok(What::LetterApproved(approval))
}

/// A letter by its id.
fn found<'i>(incident: &'i Incident, letter: &str) -> Result<&'i Letter, Refusal> {
    incident.letters.get(letter).ok_or_else(|| {
        let known: Vec<&str> = incident.letters.keys().map(LetterId::as_str).collect();
        let remedy = match known.is_empty() {
            true => Remedy::DraftLetter {
                code: incident.code.clone(),
            },
            false => Remedy::Advice(suggestion(letter, &known)),
        };
        Refusal::input(format!("unknown letter `{letter}`"), remedy)
    })
}

/// Why an obligation cannot be filed with its letter: there is none, or none is approved.
pub(super) fn unapproved(incident: &Incident, obligation: &str) -> Option<String> {
    let own: Vec<&Letter> = incident
        .letters
        .values()
        .filter(|letter| letter.obligation.as_deref() == Some(obligation))
        .collect();
    match own.iter().any(|letter| letter.approval().is_some()) {
        true => None,
        false if own.is_empty() => Some(format!("{obligation} has no letter")),
        false => Some(format!("no letter for {obligation} is approved in its current text")),
    }
}
