//! What happened to an incident, or to the organization's own record: events, and nothing but events.
//!
//! An event is never changed. Undo is a further event; what is known at a moment is the fold of the events recorded
//! until then.

pub(crate) mod about;
mod decision;
mod erasure;
mod fact;
mod hold;
mod letter;
mod mailing;
mod obligation;
mod sealed;
mod timeline;
mod work;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::about::{About, Course, LetterStep, MailingStep, OfIncident, OfOrganisation};
pub use self::decision::{DecisionMade, DelayLifted, LawEnforcementDelay};
pub use self::erasure::{ErasedEvents, Erasure, ErasureRecorded, EventNumbers};
pub use self::fact::{FactClaim, FactWithdrawal};
pub use self::hold::{HeldBefore, LegalHoldPlaced, LegalHoldReleased};
pub use self::letter::{
    ApprovalWithdrawal, LetterApproval, LetterComment, LetterDraft, LetterRevision, RemarkWritten, SenderHead, WordFile,
};
pub use self::mailing::{
    Batch, LetterVariant, MailChannel, MailReturned, MailingPrint, MailingSent, PrintSize, SecondNotice,
};
pub use self::obligation::{Disposition, FiledPaper, Filing, ObligationUpdate, SentLetter};
pub use self::sealed::{SealedEarlier, SealedEvent, SealedNature, SealedText};
pub use self::timeline::{TimelineEntry, TimelineImport};
pub use self::work::{Evidence, Note, ObligationAssignment, Reminder, ReminderEnd, TaskAssignment, TaskTick};
pub use super::vocabulary::{Certainty, FilingKind, Reached, Stage};

use super::contact::{Attempt, Contact};
use super::drill::event::DrillEvent;
use super::facts::IncidentKind;
use super::ids::{IncidentCode, Recoding};
use super::member::event::MemberEvent;
use super::member::public_key::MemberId;
use super::time::WallTime;

/// One entry of a stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its number in the stream, from 1.
    pub seq: u64,
    /// When it was recorded, UTC to the millisecond; in an exercise by the clock of its story.
    pub recorded_at: DateTime<Utc>,
    /// In an exercise, when it was recorded by the clock on the wall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_at: Option<WallTime>,
    /// When it was done, where it was recorded later: whoever did it was away from the team's server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acted_at: Option<WallTime>,
    /// Who did it.
    pub actor: String,
    /// Which run of the program.
    pub session: String,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

impl Event {
    /// When it was recorded by the clock on the wall.
    pub fn wall(&self) -> WallTime {
        self.wall_at.unwrap_or(WallTime::read(self.recorded_at))
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// The incident was opened; its kind is fixed from here.
    Opened {
        /// The incident's UUID, so that the event names what it belongs to.
        id: String,
        /// `YYYY-NNN`, or `X-YYYY-NNN` for an exercise.
        code: String,
        /// What people call it.
        title: String,
        /// Real or exercise.
        kind: IncidentKind,
        /// The zone of local times.
        home_zone: String,
    },
    /// Something became known.
    FactRecorded(FactClaim),
    /// A fact turned out to be wrong; it is unknown again.
    FactWithdrawn(FactWithdrawal),
    StageEntered {
        stage: Stage,
        /// Exit criteria of the stage left that were open.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        open: Vec<String>,
        /// Why it was left all the same.
        #[serde(skip_serializing_if = "Option::is_none")]
        rationale: Option<String>,
    },
    /// A person decided something the law asks a person to decide.
    Decided(DecisionMade),
    /// A law-enforcement authority asked to wait.
    HoldPlaced(LawEnforcementDelay),
    /// A law-enforcement delay ended.
    HoldLifted(DelayLifted),
    /// A playbook was added to the incident.
    PlaybookAdded {
        /// Its id.
        playbook: String,
    },
    /// A playbook was taken out again; what was ticked off in it stays in the log.
    PlaybookRemoved {
        /// Its id.
        playbook: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An earlier entry was taken back. The entries just before this one, from `by` on, restore the state before it.
    TakenBack {
        /// The number of the entry.
        entry: u64,
        /// The number of the first entry that restores the state.
        by: u64,
    },
    /// A step was ticked off, or opened again.
    TaskTicked(TaskTick),
    /// A step was given to somebody, with a due time.
    TaskAssigned(TaskAssignment),
    /// An obligation was given to somebody, with the time the team wants it done by.
    ObligationAssigned(ObligationAssignment),
    /// Somebody wants to be reminded at a moment.
    ReminderSet(Reminder),
    /// A reminder is done with.
    ReminderEnded(ReminderEnd),
    /// Somebody was called.
    ContactAttempted(Attempt),
    /// The team did something about an obligation.
    Disposed(ObligationUpdate),
    /// A piece of evidence was logged; only its digest is kept.
    EvidenceLogged(Evidence),
    NoteAdded(Note),
    /// Entries of a timeline that was kept elsewhere were taken in.
    TimelineImported(TimelineImport),
    /// Something whose text is sealed for some members.
    Sealed(SealedEvent),
    /// A letter was drafted from a template.
    LetterDrafted(LetterDraft),
    /// A letter was given another text.
    LetterRevised(LetterRevision),
    /// Somebody remarked on a letter.
    LetterCommented(LetterComment),
    /// Somebody who did not write it approved the exact text of a letter.
    LetterApproved(LetterApproval),
    /// Approvals of a letter were withdrawn.
    LetterApprovalWithdrawn(ApprovalWithdrawal),
    /// The files of a mailing were written.
    MailingPrinted(MailingPrint),
    /// Batches of a mailing went out.
    MailingSent(MailingSent),
    /// Pieces of a mailing came back.
    MailReturned(MailReturned),
    /// Something about the exercise itself.
    Drill(DrillEvent),
    /// The incident was closed.
    Closed {
        /// Due obligations without a disposition.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        open: Vec<String>,
        /// Obligations that were still possible: facts that would settle them were missing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        undecided: Vec<String>,
        /// Why it was closed all the same, or what came of it.
        rationale: String,
    },
    /// It was opened again.
    Reopened {
        reason: String,
    },
    /// The incident was taken in from another record; every event before this one was recorded there.
    Imported {
        /// The code it had there.
        was: String,
        /// The code it has here.
        code: IncidentCode,
    },
    /// The incident was given another code.
    Recoded {
        /// The code it had.
        was: String,
        /// The code it has from now on.
        code: IncidentCode,
        because: Recoding,
    },
    /// From now on only these members may read the incident.
    AccessRestricted {
        to: Vec<MemberId>,
        reason: String,
    },
    /// The incident is everybody's again.
    AccessOpened {
        reason: String,
    },
    /// A value of the organization's profile was set (organization stream).
    ProfileSet {
        /// The key, such as `organisation.country` or `policy.default_days`.
        key: String,
        /// The value as a TOML literal.
        value: String,
    },
    /// A value of the profile was taken out: unknown again (organization stream).
    ProfileUnset {
        key: String,
    },
    /// Somebody to call was added or changed (organization stream).
    ContactSaved {
        contact: Contact,
    },
    /// A legal hold was placed (organization stream).
    LegalHoldPlaced(LegalHoldPlaced),
    /// A legal hold was released (organization stream).
    LegalHoldReleased(LegalHoldReleased),
    /// What stands here was erased; the store alone writes this, over the event.
    Erased(Erasure),
    /// Somebody erased events (organization stream).
    ErasureRecorded(ErasureRecorded),
    /// Somebody is no longer to be called (organization stream).
    ContactRemoved {
        /// The id.
        contact: String,
    },
    /// Something about the people of the record (the record's own stream).
    Members(MemberEvent),
}

impl What {
    /// The word in the audit log and the timeline.
    pub fn verb(&self) -> &'static str {
        match self {
            What::Opened { .. } => "incident.open",
            What::FactRecorded(_) => "fact.set",
            What::FactWithdrawn(_) => "fact.withdraw",
            What::StageEntered { .. } => "stage.enter",
            What::Decided(_) => "decide",
            What::HoldPlaced(_) => "hold.place",
            What::HoldLifted(_) => "hold.lift",
            What::PlaybookAdded { .. } => "playbook.add",
            What::PlaybookRemoved { .. } => "playbook.remove",
            What::TakenBack { .. } => "entry.take-back",
            What::TaskTicked(_) => "task.tick",
            What::TaskAssigned(_) => "task.assign",
            What::ObligationAssigned(_) => "obligation.assign",
            What::ReminderSet(_) => "reminder.set",
            What::ReminderEnded(_) => "reminder.end",
            What::ContactAttempted(_) => "contact.attempt",
            What::Disposed(_) => "obligation.dispose",
            What::EvidenceLogged(_) => "evidence.log",
            What::NoteAdded(_) => "note.add",
            What::TimelineImported(_) => "timeline.import",
            What::Sealed(SealedEvent {
                nature: SealedNature::PrivilegedNote,
                ..
            }) => "note.add",
            What::Sealed(SealedEvent {
                nature: SealedNature::Restricted | SealedNature::LetterText | SealedNature::LetterRemark,
                ..
            }) => "entry.sealed",
            What::LetterDrafted(_) => "letter.draft",
            What::LetterRevised(_) => "letter.revise",
            What::LetterCommented(_) => "letter.comment",
            What::LetterApproved(_) => "letter.approve",
            What::LetterApprovalWithdrawn(_) => "letter.withdraw-approval",
            What::MailingPrinted(_) => "mailing.print",
            What::MailingSent(_) => "mailing.send",
            What::MailReturned(_) => "mailing.return",
            What::Drill(event) => event.verb(),
            What::Closed { .. } => "incident.close",
            What::Reopened { .. } => "incident.reopen",
            What::Imported { .. } => "incident.import",
            What::Recoded { .. } => "incident.recode",
            What::AccessRestricted { .. } => "access.restrict",
            What::AccessOpened { .. } => "access.open",
            What::ProfileSet { .. } => "profile.set",
            What::ProfileUnset { .. } => "profile.unset",
            What::ContactSaved { .. } => "contact.save",
            What::ContactRemoved { .. } => "contact.remove",
            What::LegalHoldPlaced(_) => "legal-hold.place",
            What::LegalHoldReleased(_) => "legal-hold.release",
            What::Erased(_) => "retention.erased",
            What::ErasureRecorded(_) => "retention.record",
            What::Members(event) => event.verb(),
        }
    }

    /// The word that the audit log has for it, also where it is sealed.
    pub fn told_as(&self) -> &str {
        if let What::Sealed(SealedEvent { was: Some(was), .. }) = self {
            return was;
        }
        self.verb()
    }

    /// The key of the fact that was recorded or withdrawn, if one was.
    pub fn fact_key(&self) -> Option<&str> {
        let About::Incident(OfIncident::Fact { key, .. }) = self.about() else {
            return None;
        };
        Some(key)
    }

    /// The stage that was entered, if one was.
    pub fn stage(&self) -> Option<Stage> {
        if let What::StageEntered { stage, .. } = self {
            return Some(*stage);
        }
        None
    }

    /// Whether the event is privileged: left out of every export unless asked for by name.
    pub fn privileged(&self) -> bool {
        matches!(
            self,
            What::NoteAdded(Note { privileged: true, .. })
                | What::Sealed(SealedEvent {
                    nature: SealedNature::PrivilegedNote,
                    ..
                })
        )
    }

    /// What the search finds: titles, facts, decisions, evidence and notes. `None` where there is nothing to find.
    pub fn search_text(&self) -> Option<String> {
        match self {
            What::Opened { title, code, .. } => Some(format!("{code} {title}")),
            What::FactRecorded(claim) => {
                let source = claim.source.as_deref().unwrap_or_default();
                Some(format!("{} {} {source}", claim.key, claim.shown()))
            }
            // What is privileged is found by nobody who only searches.
            What::NoteAdded(Note { privileged: true, .. }) | What::Sealed(_) => None,
            What::NoteAdded(note) => Some(note.text.clone()),
            What::ReminderSet(reminder) => Some(reminder.about.clone()),
            What::TimelineImported(import) => {
                let texts = import.entries.iter().map(|entry| entry.text.as_str());
                Some(texts.collect::<Vec<_>>().join("\n"))
            }
            What::Imported { was, code } | What::Recoded { was, code, .. } => Some(format!("{code} {was}")),
            What::Decided(decision) => Some(format!("{} {} {}", decision.key, decision.value, decision.rationale)),
            What::EvidenceLogged(evidence) => {
                let remark = evidence.remark.as_deref().unwrap_or_default();
                Some(format!("{} {remark}", evidence.name))
            }
            What::FactWithdrawn(_)
            | What::StageEntered { .. }
            | What::HoldPlaced(_)
            | What::HoldLifted(_)
            | What::PlaybookAdded { .. }
            | What::PlaybookRemoved { .. }
            | What::TakenBack { .. }
            | What::TaskTicked(_)
            | What::TaskAssigned(_)
            | What::ObligationAssigned(_)
            | What::ReminderEnded(_)
            | What::ContactAttempted(_)
            | What::Disposed(_)
            | What::LetterDrafted(_)
            | What::LetterRevised(_)
            | What::LetterCommented(_)
            | What::LetterApproved(_)
            | What::LetterApprovalWithdrawn(_)
            | What::MailingPrinted(_)
            | What::MailingSent(_)
            | What::MailReturned(_)
            | What::Drill(_)
            | What::Closed { .. }
            | What::Reopened { .. }
            | What::AccessRestricted { .. }
            | What::AccessOpened { .. }
            | What::ProfileSet { .. }
            | What::ProfileUnset { .. }
            | What::ContactSaved { .. }
            | What::ContactRemoved { .. }
            | What::LegalHoldPlaced(_)
            | What::LegalHoldReleased(_)
            | What::Erased(_)
            | What::ErasureRecorded(_)
            | What::Members(_) => None,
        }
    }
}
