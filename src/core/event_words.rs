//! An event in words: what the course of an incident, the log, the workbench and every confirmation say of it.

use crate::core::facts::keys;
use chrono::DateTime;

use super::capital::capitalized;
use super::contact::Attempt;
use super::counted::counted;
use super::event::{
    ApprovalWithdrawal, Batch, Certainty, DecisionMade, DelayLifted, Evidence, FactClaim, FactWithdrawal, Filing,
    LawEnforcementDelay, LetterApproval, LetterComment, LetterRevision, MailingPrint, MailingSent, ObligationUpdate,
    Reminder, SealedEvent, SealedNature, SentLetter, TaskTick, TimelineImport, What,
};
use super::facts::FactValue;
use super::facts::table::label;
use super::ids::{BatchId, ObligationName, TaskId};
use super::incident::decide::close::left_words;
use super::time::Zone;

/// What people call what an event names by its id.
pub trait Named {
    fn obligation(&self, id: &ObligationName) -> String;
    fn step(&self, id: &TaskId) -> String;
    fn contact(&self, id: &str) -> String;
    /// A reminder by the number of the entry that set it.
    fn reminder(&self, entry: u64) -> String {
        format!("of entry {entry}")
    }
    /// The label of a fact, with the name of a place where its key has a code.
    fn fact(&self, key: &str) -> String;
}

/// Everything by its id, as commands take it.
#[derive(Debug, Clone, Copy)]
pub struct ById;

impl Named for ById {
    fn obligation(&self, id: &ObligationName) -> String {
        id.to_string()
    }

    fn step(&self, id: &TaskId) -> String {
        id.to_string()
    }

    fn contact(&self, id: &str) -> String {
        id.to_owned()
    }

    fn fact(&self, key: &str) -> String {
        label(key)
    }
}

/// What happened, in a sentence that names everything by its id. Of a privileged note only that there was one.
pub fn event_words(what: &What) -> String {
    event_told(what, &ById)
}

/// What happened, in a sentence with the names that people use.
pub fn event_told(what: &What, names: &dyn Named) -> String {
    match what {
        What::Opened { code, title, .. } => format!("Incident {code} opened: {title}"),
        What::FactRecorded(claim) => fact(claim, names),
        What::FactWithdrawn(withdrawal) => withdrawn(withdrawal, names),
        What::StageEntered { stage, rationale, .. } => {
            format!("Stage entered: {}{}", stage.title(), in_brackets(rationale.as_deref()))
        }
        What::Decided(decision) => decided(decision, names),
        What::HoldPlaced(delay) => delayed(delay),
        What::HoldLifted(lifted) => delay_lifted(lifted),
        What::PlaybookAdded { playbook } => format!("Playbook added: {playbook}"),
        What::PlaybookRemoved { playbook, reason } => {
            format!("Playbook removed: {playbook}{}", in_brackets(reason.as_deref()))
        }
        What::TakenBack { entry, .. } => format!("Entry {entry} undone"),
        What::TaskTicked(tick) => ticked(tick, names),
        What::TaskAssigned(assigned) => given(&names.step(&assigned.task), &assigned.owner),
        What::ObligationAssigned(assigned) => given(&names.obligation(&assigned.obligation), &assigned.owner),
        What::ReminderSet(reminder) => reminded(reminder),
        What::ReminderEnded(end) => format!("Reminder {} done", names.reminder(end.reminder)),
        What::ContactAttempted(attempt) => attempted(attempt, names),
        What::Disposed(update) => resolved(update, names),
        What::EvidenceLogged(evidence) => logged(evidence),
        What::Sealed(sealed) => sealed_as(sealed),
        What::NoteAdded(note) if note.privileged => "Privileged note".to_owned(),
        What::NoteAdded(note) => format!("Note: {}", note.text),
        What::TimelineImported(import) => timeline_imported(import),
        What::LetterDrafted(draft) => format!("Letter {} drafted from {}", draft.letter, draft.template),
        What::LetterRevised(revision) => revised(revision),
        What::LetterCommented(comment) => commented(comment),
        What::LetterApproved(approval) => approved(approval),
        What::LetterApprovalWithdrawn(withdrawal) => approval_withdrawn(withdrawal),
        What::MailingPrinted(print) => mailing_printed(print),
        What::MailingSent(sent) => mailing_sent(sent),
        What::MailReturned(returned) => format!(
            "Mailing {}: {} returned{}",
            returned.mailing,
            pieces(returned.pieces.len()),
            after_a_colon(returned.remark.as_deref())
        ),
        What::Drill(event) => event.message(),
        What::Closed {
            open,
            undecided,
            rationale,
        } => closed(open.len(), undecided.len(), rationale),
        What::Reopened { reason } => format!("Reopened: {reason}"),
        What::Imported { was, code } => imported(was, &code.to_string()),
        What::Recoded { was, code, because } => format!("Code changed from {was} to {code}: {}", because.words()),
        What::AccessRestricted { to, reason } => restricted(to.len(), reason),
        What::AccessOpened { reason } => format!("Restriction ended: {reason}"),
        What::Erased(erased) => format!("Erased ({}): {}", erased.was, erased.reason),
        What::ErasureRecorded(erasure) => {
            let events: u64 = erasure.of.iter().map(|erased| erased.events.count()).sum();
            format!("Erasure of {events} events: {}", erasure.reason)
        }
        What::LegalHoldPlaced(placed) => {
            format!("Legal hold {} placed: {} ({})", placed.hold, placed.matter, placed.why)
        }
        What::LegalHoldReleased(released) => format!("Legal hold {} released: {}", released.hold, released.why),
        What::ProfileSet { .. }
        | What::ProfileUnset { .. }
        | What::ContactSaved { .. }
        | What::ContactRemoved { .. }
        | What::Members(_) => what.verb().to_owned(),
    }
}

fn sealed_as(sealed: &SealedEvent) -> String {
    let letter = sealed
        .letter
        .as_ref()
        .map(|letter| format!(" {letter}"))
        .unwrap_or_default();
    match sealed.nature {
        SealedNature::PrivilegedNote => "Privileged note".to_owned(),
        SealedNature::Restricted => "Sealed entry of a restricted incident".to_owned(),
        SealedNature::LetterText => {
            format!("Letter{letter}: text, sealed for those who draft, approve or export letters")
        }
        SealedNature::LetterRemark => format!("Letter{letter}: remark, sealed for those who draft or approve letters"),
    }
}

fn reminded(reminder: &Reminder) -> String {
    let whom = reminder.owner.as_deref().map(|who| format!(" for {who}"));
    format!("Reminder set{}: {}", whom.unwrap_or_default(), reminder.about)
}

fn delay_lifted(lifted: &DelayLifted) -> String {
    format!(
        "Law-enforcement delay of {} lifted: {}",
        lifted.authority, lifted.reason
    )
}

fn restricted(members: usize, reason: &str) -> String {
    let members = counted(u64::try_from(members).unwrap_or(u64::MAX), "member");
    format!("Restricted to {members}: {reason}")
}

fn imported(was: &str, code: &str) -> String {
    match was == code {
        true => "Imported from another record".to_owned(),
        false => format!("Imported from another record, where its code was {was}; its code here is {code}"),
    }
}

fn timeline_imported(import: &TimelineImport) -> String {
    let count = |number: usize, noun| counted(u64::try_from(number).unwrap_or(u64::MAX), noun);
    let undated = match import.undated() {
        0 => String::new(),
        undated => format!(", {undated} of them without a moment"),
    };
    let rows = count(import.entries.len(), "row");
    format!("Timeline {} imported: {rows}{undated}", import.file)
}

fn in_brackets(reason: Option<&str>) -> String {
    reason.map(|reason| format!(" ({reason})")).unwrap_or_default()
}

fn after_a_colon(remark: Option<&str>) -> String {
    remark.map(|remark| format!(": {remark}")).unwrap_or_default()
}

fn withdrawn(withdrawal: &FactWithdrawal, names: &dyn Named) -> String {
    let key = capitalized(&names.fact(&withdrawal.key));
    format!("{key} withdrawn: {}", withdrawal.reason)
}

fn given(work: &str, owner: &str) -> String {
    format!("{work} assigned to {owner}")
}

fn fact(claim: &FactClaim, names: &dyn Named) -> String {
    let how = match claim.certainty {
        Certainty::Confirmed => None,
        Certainty::Suspected | Certainty::RuledOut => Some(claim.certainty.words().to_owned()),
    };
    let source = claim.source.as_deref().map(|source| format!("from {source}"));
    let known: Vec<String> = how.into_iter().chain(source).collect();
    let known = Some(known.join(", ")).filter(|known| !known.is_empty());
    let value = value_words(&claim.key, &claim.value);
    let key = capitalized(&names.fact(&claim.key));
    format!("{key}: {value}{}", in_brackets(known.as_deref()))
}

/// A value in words: a moment with the offset it was recorded with, for an event knows no zone.
fn value_words(key: &str, literal: &str) -> String {
    match DateTime::parse_from_rfc3339(literal.trim_matches('"')) {
        Ok(at) => at.format("%a %-d %b %Y %H:%M %:z").to_string(),
        Err(_) => FactValue::recorded(key, literal, None).words(&Zone::utc()),
    }
}

fn decided(decision: &DecisionMade, names: &dyn Named) -> String {
    let DecisionMade {
        key,
        value,
        rationale,
        decided_by,
        ..
    } = decision;
    let key = keys::decisions::key(key);
    let value = value_words(&key, value);
    format!("Decided by {decided_by}: {}: {value}: {rationale}", names.fact(&key))
}

fn delayed(delay: &LawEnforcementDelay) -> String {
    let regimes = delay.regimes.join(", ");
    format!(
        "Law-enforcement delay requested by {} for {regimes}: {}",
        delay.authority, delay.reason
    )
}

fn ticked(tick: &TaskTick, names: &dyn Named) -> String {
    let state = if tick.done { "done" } else { "reopened" };
    let step = names.step(&tick.task);
    format!("{step} {state}{}", after_a_colon(tick.remark.as_deref()))
}

fn attempted(attempt: &Attempt, names: &dyn Named) -> String {
    let contact = names.contact(&attempt.contact);
    format!("{contact} {} by {}", attempt.reached.told(), attempt.channel)
}

fn resolved(update: &ObligationUpdate, names: &dyn Named) -> String {
    let filed = update.disposition.filing().map(filed_words).unwrap_or_default();
    let (state, why) = (update.disposition.words(), after_a_colon(update.rationale.as_deref()));
    format!("{}: {state}{filed}{why}", names.obligation(&update.obligation))
}

/// What stands behind a filing: its reference, its letters, and why it went out as it did.
fn filed_words(filing: &Filing) -> String {
    let reference = filing
        .reference
        .iter()
        .map(|reference| format!(", reference {reference}"));
    let letters = filing.letters.iter().map(sent);
    let because = [
        ("late", &filing.late_because),
        ("out of order", &filing.out_of_order_because),
        ("without an approved letter", &filing.without_letter_because),
    ];
    let because = because
        .into_iter()
        .filter_map(|(how, why)| Some(format!(", {how} because: {}", why.as_ref()?)));
    reference.chain(letters).chain(because).collect()
}

fn sent(letter: &SentLetter) -> String {
    format!(", letter {} ({})", letter.letter, letter.sha256.short())
}

fn logged(evidence: &Evidence) -> String {
    let Evidence {
        name,
        sha256,
        custodian,
        ..
    } = evidence;
    format!("Evidence {name} (SHA-256 {sha256}) held by {custodian}")
}

fn revised(revision: &LetterRevision) -> String {
    let words = format!("Letter {} revised ({})", revision.letter, revision.sha256.short());
    match revision.word.as_ref().map(|word| word.authors.as_slice()) {
        None => words,
        Some([]) => format!("{words}, from a Word file without tracked changes"),
        Some(authors) => format!("{words}, from a Word file with changes by {}", authors.join(", ")),
    }
}

fn commented(comment: &LetterComment) -> String {
    let by = comment
        .written
        .as_ref()
        .map(|written| format!(" by {}", written.author));
    // What it says is for those who work on the letter, and is shown with it: timelines leave the house.
    format!("Letter {}: remark{}", comment.letter, by.unwrap_or_default())
}

fn approved(approval: &LetterApproval) -> String {
    let because = approval.because.as_deref();
    let because = because.map(|why| format!(" although the check fails: {why}"));
    let role = approval.role.as_ref().map(|role| format!(" as {role}"));
    let (letter, text) = (&approval.letter, approval.sha256.short());
    let named = if approval.name_only {
        "; named, not proved by a key"
    } else {
        ""
    };
    format!(
        "Letter {letter} approved{} ({text}){}{named}",
        role.unwrap_or_default(),
        because.unwrap_or_default()
    )
}

fn approval_withdrawn(withdrawal: &ApprovalWithdrawal) -> String {
    let ApprovalWithdrawal {
        letter, role, reason, ..
    } = withdrawal;
    let role = role.as_ref().map(|role| format!(" as {role}"));
    format!(
        "Approval of letter {letter}{} withdrawn: {reason}",
        role.unwrap_or_default()
    )
}

fn pieces(count: usize) -> String {
    match count {
        1 => "1 piece".to_owned(),
        count => format!("{count} pieces"),
    }
}

fn mailing_printed(print: &MailingPrint) -> String {
    let count: u32 = print.batches.iter().map(Batch::pieces).sum();
    let without: u64 = print.without_letter.values().sum();
    let without = (without > 0).then(|| format!(", {without} rows without a letter"));
    let second = print.second_of.as_ref();
    let second = second.map(|second| format!(", second notice of {}", second.mailing));
    format!(
        "Mailing {} printed: {} in {} batches{}{}",
        print.mailing,
        pieces(usize::try_from(count).unwrap_or(usize::MAX)),
        print.batches.len(),
        without.unwrap_or_default(),
        second.unwrap_or_default()
    )
}

fn mailing_sent(sent: &MailingSent) -> String {
    let batches: Vec<&str> = sent.batches.iter().map(BatchId::as_str).collect();
    format!(
        "Mailing {} mailed: {} by {}, {}",
        sent.mailing,
        batches.join(", "),
        sent.carrier,
        sent.class
    )
}

fn closed(open: usize, undecided: usize, rationale: &str) -> String {
    match (open, undecided) {
        (0, 0) => format!("Closed: {rationale}"),
        (open, undecided) => format!("Closed while {}: {rationale}", left_words(open, undecided)),
    }
}
