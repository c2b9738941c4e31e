//! What may be done to a letter. An approval holds for one exact text, and nobody approves what they wrote,
//! but in the role of its drafter.

use std::collections::BTreeSet;

use super::World;
use crate::core::event::{ApprovalWithdrawal, LetterApproval, LetterComment, LetterDraft, LetterRevision, What};
use crate::core::ids::LetterId;
use crate::core::ids::RoleId;
use crate::core::incident::Incident;
use crate::core::incident::approvals::{SignOff, standing_under};
use crate::core::incident::command::LetterCommand;
use crate::core::incident::letter::{Approval, CONFLICT, LONGEST, Letter, has_conflict};
use crate::core::member::permissions_by_role::Permission;
use crate::core::refusal::{Refusal, Remedy};
use crate::core::sign_off::{By, UnknownRole, same_person, unnamed};
use crate::core::toml_text::reader::suggestion;

/// The event that a command about a letter comes to.
pub(super) fn decide(incident: &Incident, world: &World<'_>, command: LetterCommand) -> Result<What, Refusal> {
    match command {
        LetterCommand::Draft(draft) => drafted(incident, draft),
        LetterCommand::Revise(revision) => revised(incident, revision),
        LetterCommand::Comment { letter, text, passage } => commented(incident, letter, text, passage),
        LetterCommand::TakeRemark(remark) => {
            found(incident, &remark.letter)?;
            Ok(What::LetterCommented(remark))
        }
        LetterCommand::Approve(approval) => approved(incident, world, approval),
        LetterCommand::WithdrawApproval(withdrawal) => withdrawn(incident, withdrawal),
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
    not_sealed(incident, draft.letter.as_str())?;
    if incident.letters.contains_key(&draft.letter) {
        return Err(Refusal::input(
            format!("letter `{}` already exists", draft.letter),
            Remedy::EditLetter {
                code: incident.code.to_string(),
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

fn approved(incident: &Incident, world: &World<'_>, approval: LetterApproval) -> Result<What, Refusal> {
    let letter = &approval.letter;
    let known = found(incident, letter)?;
    may_approve(incident, world, known, approval.role.as_ref())?;
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
    let name_only = world.rights.is_second_name(world.actor);
    Ok(What::LetterApproved(LetterApproval { name_only, ..approval }))
}

/// Whether whoever acts may approve a letter in a role: four eyes, and the people the matrix names.
fn may_approve(incident: &Incident, world: &World<'_>, letter: &Letter, role: Option<&RoleId>) -> Result<(), Refusal> {
    let (actor, id) = (world.actor, &letter.id);
    let another = |message: String| Err(Refusal::new(message, world.rights.another()));
    if unnamed(actor) {
        return another(format!("nobody is named who approves {id}"));
    }
    let role = role.map(|role| world.sign_off.role(role.as_str())).transpose();
    let role = role.map_err(unknown_role)?;
    let by = role.map_or(By::SomeoneElse, |role| role.by);
    if !letter.may_be_approved_by(actor, by) {
        return another(match by {
            By::SomeoneElse => format!("{actor} wrote {id} and cannot approve it"),
            By::Author => format!("{actor} did not write {id} and cannot approve it as its drafter"),
        });
    }
    let own: Vec<_> = standing_under(incident, world.organisation, letter)
        .into_iter()
        .filter(|given| same_person(&given.by, actor))
        .collect();
    if own.iter().any(|given| given.role.as_ref() == role.map(|role| &role.id)) {
        return Err(Refusal::new(
            format!("{actor} has approved this text of {id} already"),
            "to give another reason, withdraw the approval first",
        ));
    }
    let Some(role) = role else {
        return role_named(incident, world, letter);
    };
    if !role.people.is_empty() && !role.people.iter().any(|person| same_person(person, actor)) {
        let who = role.people.join(", ");
        return another(format!("{actor} may not approve as {}, which is {who}", role.name));
    }
    match own.iter().find_map(|given| given.role.as_ref()) {
        Some(given) => another(format!(
            "{actor} has approved {id} as {given}; one person acts in one role"
        )),
        None => Ok(()),
    }
}

/// Where the matrix asks for roles, an approval in none would count for nothing.
fn role_named(incident: &Incident, world: &World<'_>, letter: &Letter) -> Result<(), Refusal> {
    let sign_off = signed_off(incident, world, letter)?;
    let roles = sign_off.needed.iter().filter_map(|needed| needed.role);
    let roles: Vec<String> = roles.map(|role| format!("{}: {}", role.id, role.name)).collect();
    if roles.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::new(format!("{} is approved in a role", letter.id), Remedy::NameRole);
    refusal.causes = roles;
    Err(refusal)
}

fn unknown_role(unknown: UnknownRole) -> Refusal {
    Refusal::input(unknown.to_string(), unknown.hint)
}

/// Where a letter stands by the matrix.
fn signed_off<'i>(incident: &'i Incident, world: &World<'i>, letter: &'i Letter) -> Result<SignOff<'i>, Refusal> {
    let obligation = letter.obligation.as_deref().and_then(|id| world.obligations.get(id));
    let recipient = obligation
        .map(|assessed| assessed.recipient.into())
        .or(letter.recipient);
    SignOff::of(incident, letter, world.sign_off, world.organisation, recipient).map_err(unknown_role)
}

/// Approvals are withdrawn by whoever has a reason to: that keeps a letter in, and never sends one.
fn withdrawn(incident: &Incident, withdrawal: ApprovalWithdrawal) -> Result<What, Refusal> {
    let letter = &withdrawal.letter;
    let known = found(incident, letter)?;
    let meant = |given: &&Approval| withdrawal.role.is_none() || given.role == withdrawal.role;
    let given: Vec<&Approval> = known.approvals_of_current().filter(meant).collect();
    if given.is_empty() {
        let role = withdrawal.role.as_ref().map(|role| format!(" as {role}"));
        return Err(Refusal::input(
            format!(
                "the current text of {letter} is not approved{}",
                role.unwrap_or_default()
            ),
            "there is nothing to withdraw",
        ));
    }
    let roles: BTreeSet<_> = given.iter().map(|given| &given.role).collect();
    if roles.len() > 1 {
        let mut refusal = Refusal::input(
            format!("{letter} has {} approvals: say which is withdrawn", given.len()),
            "name the role whose approval it is",
        );
        refusal.causes = given.iter().map(|given| given.whose()).collect();
        return Err(refusal);
    }
    Ok(What::LetterApprovalWithdrawn(withdrawal))
}

/// Refuses a letter whose texts whoever acts cannot open.
fn not_sealed(incident: &Incident, letter: &str) -> Result<(), Refusal> {
    match incident.sealed_letters.contains(letter) {
        true => Err(Refusal::new(
            format!("the text of {letter} is sealed for those who draft, approve or export letters"),
            Remedy::Borrow {
                permission: Permission::Draft,
                code: incident.code.to_string(),
            },
        )),
        false => Ok(()),
    }
}

/// A letter by its id.
fn found<'i>(incident: &'i Incident, letter: &str) -> Result<&'i Letter, Refusal> {
    not_sealed(incident, letter)?;
    incident.letters.get(letter).ok_or_else(|| {
        let known: Vec<&str> = incident.letters.keys().map(LetterId::as_str).collect();
        let remedy = match known.is_empty() {
            true => Remedy::DraftLetter {
                code: incident.code.to_string(),
            },
            false => Remedy::Advice(suggestion(letter, &known)),
        };
        Refusal::input(format!("unknown letter `{letter}`"), remedy)
    })
}

/// The letters of an obligation that have every approval they need.
pub(super) fn ready<'i>(
    incident: &'i Incident,
    world: &World<'i>,
    obligation: &str,
) -> Result<Vec<&'i Letter>, Refusal> {
    let mut ready = Vec::new();
    for letter in letters_for(incident, obligation) {
        if signed_off(incident, world, letter)?.complete() {
            ready.push(letter);
        }
    }
    Ok(ready)
}

fn letters_for<'i>(incident: &'i Incident, obligation: &str) -> impl Iterator<Item = &'i Letter> {
    let all = incident.letters.values();
    all.filter(move |letter| letter.obligation.as_deref() == Some(obligation))
}

/// Why an obligation cannot be filed with its letter: there is none, or none has every approval it needs.
pub(super) fn unapproved(incident: &Incident, world: &World<'_>, obligation: &str) -> Result<Option<Refusal>, Refusal> {
    let mut causes = Vec::new();
    for letter in letters_for(incident, obligation) {
        let sign_off = signed_off(incident, world, letter)?;
        if sign_off.complete() {
            return Ok(None);
        }
        causes.extend(
            sign_off
                .missing()
                .into_iter()
                .map(|what| format!("{}: {what}", letter.id)),
        );
    }
    let message = match causes.is_empty() {
        true => format!("{obligation} has no letter"),
        false => format!("no letter for {obligation} is approved in its current text"),
    };
    let mut refusal = Refusal::new(message, Remedy::ExplainNoLetter);
    refusal.causes = causes;
    Ok(Some(refusal))
}
