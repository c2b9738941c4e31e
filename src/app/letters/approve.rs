//! A letter as it is read before it is approved, and the approval.

use std::path::Path;

use super::files::templates;
use super::stale::{STALE, facts_told};
use super::{LetterError, LettersError, Remark, SignOffBook, check, export, find, remarks, revision};
use crate::app::record::{Loaded, Record};
use crate::core::event::{ApprovalWithdrawal, LetterApproval};
use crate::core::facts::keys;
use crate::core::ids::RoleId;
use crate::core::ids::{LetterId, StoredDigest};
use crate::core::incident::command::LetterCommand;
use crate::core::incident::letter::{Approval as ApprovalGiven, Letter, Revision};
use crate::core::incident::sender::head;
use crate::core::time::WallTime;
use crate::letter::check::Finding;
use crate::letter::gaps::Gap;
use crate::letter::template::notes_for;

/// A letter as the desk shows it.
#[derive(Debug, Clone)]
pub struct Open {
    /// SHA-256 of its text.
    pub sha256: StoredDigest,
    /// The Markdown.
    pub text: String,
    /// The text as it is read.
    pub preview: String,
    /// The letter itself, to be laid out for another width.
    pub page: crate::letter::block::Letter,
    /// What the check found.
    pub findings: Vec<Finding>,
    pub comments: Vec<Remark>,
    /// What the drafter should know of its template.
    pub notes: Vec<String>,
    /// What it says will follow, as the gaps that would stand there otherwise.
    pub to_follow: Vec<Gap>,
}

/// Columns of a preview.
pub const PREVIEW: usize = 72;

/// A letter with its preview and its check.
///
/// # Errors
/// As [`check`].
pub fn open(
    record: &Record,
    code: &str,
    letter: &LetterId,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Open, LettersError> {
    let (findings, to_follow) = check::found(record, code, letter, own, now)?;
    let loaded = record.load(code)?;
    let found = find(&loaded.incident, letter)?;
    let current = revision(found, None)?;
    let page = export::page(
        &SignOffBook::of(record, &loaded),
        &loaded.incident,
        found,
        &current.text,
    );
    Ok(Open {
        sha256: current.sha256.clone(),
        text: current.text.clone(),
        preview: crate::letter::plain::plain(&page, PREVIEW),
        page,
        findings,
        comments: remarks(found),
        notes: notes(&loaded, found, own)?,
        to_follow,
    })
}

/// What the template tells its drafter. A note that begins with codes of states is for letters to people there alone.
fn notes(loaded: &Loaded, letter: &Letter, own: Option<&Path>) -> Result<Vec<String>, LettersError> {
    let all = templates(own)?;
    let used = all
        .iter()
        .find(|t| t.id == letter.template && t.language == letter.language);
    let regime = letter
        .obligation
        .as_ref()
        .and_then(|obligation| obligation.as_str().split('/').next());
    let concerns = |state: &str| {
        let own = regime.is_some_and(|regime| regime.eq_ignore_ascii_case(state));
        own || loaded.incident.facts.contains_key(&keys::affected::key(state))
    };
    Ok(used
        .map(|template| notes_for(&template.notes, concerns))
        .unwrap_or_default())
}

/// What somebody approves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The incident's code.
    pub incident: String,
    /// The letter's id within the incident.
    pub letter: LetterId,
    /// SHA-256 of the text that was read; `None`: the current one.
    pub sha256: Option<StoredDigest>,
    /// Why it is approved although its check fails.
    pub because: Option<String>,
    pub role: Option<RoleId>,
}

/// The command that approves the text that was read, with what the check finds in it now.
///
/// # Errors
/// As [`check`].
pub fn approval(
    record: &Record,
    asked: Approval,
    own: Option<&Path>,
    now: WallTime,
) -> Result<LetterCommand, LettersError> {
    let Approval {
        incident,
        letter,
        sha256,
        because,
        role,
    } = asked;
    let findings = check(record, &incident, &letter, own, now)?;
    let told: Vec<String> = findings
        .iter()
        .filter(|finding| finding.rule == STALE)
        .map(|finding| finding.found.clone())
        .collect();
    if !told.is_empty() && because.is_none() {
        let code = incident;
        return Err(LetterError::Stale { letter, code, told }.into());
    }
    let loaded = record.load(&incident)?;
    let found = find(&loaded.incident, &letter)?;
    let current = revision(found, None)?.sha256.clone();
    let assessed = record.assess(&loaded.incident, &loaded.organisation, loaded.incident.now(now))?;
    let failing = findings
        .iter()
        .filter(|finding| finding.fails())
        .map(ToString::to_string);
    Ok(LetterCommand::Approve(LetterApproval {
        sha256: sha256.unwrap_or(current),
        findings: failing.collect(),
        because,
        role,
        told: facts_told(&record.rules, &loaded, &assessed.view.obligations, found),
        head: Some(head(&loaded.incident, &loaded.organisation)),
        name_only: false,
        letter,
    }))
}

/// The command that withdraws approvals of the text as it stands, and whose they are.
///
/// # Errors
/// An unknown incident or letter.
pub fn withdrawal(
    record: &Record,
    code: &str,
    letter: LetterId,
    role: Option<RoleId>,
    reason: String,
) -> Result<(LetterCommand, Vec<String>), LettersError> {
    let loaded = record.load(code)?;
    let found = find(&loaded.incident, &letter)?;
    let sha256 = revision(found, None)?.sha256.clone();
    let meant = found
        .approvals_of_current()
        .filter(|given| role.is_none() || given.role == role);
    let whose = meant.map(ApprovalGiven::whose).collect();
    let command = LetterCommand::WithdrawApproval(ApprovalWithdrawal {
        letter,
        sha256,
        role,
        reason,
    });
    Ok((command, whose))
}

/// What changed in a letter since its first text.
///
/// # Errors
/// An unknown incident or letter.
pub fn redline_since_first(
    record: &Record,
    code: &str,
    letter: &LetterId,
    columns: Option<usize>,
) -> Result<String, LettersError> {
    let loaded = record.load_letter(code, letter)?;
    let found = find(&loaded.incident, letter)?;
    let (first, last) = (revision(found, Some(1))?, revision(found, None)?);
    Ok(match columns {
        None => export::redline(&first.text, &last.text),
        Some(columns) => {
            let name = |number: usize, revision: &Revision| format!("revision {number} by {}", revision.author);
            let (older, newer) = (name(1, first), name(found.revisions.len(), last));
            export::redline_columns((&older, &newer), [&first.text, &last.text], columns)
        }
    })
}
