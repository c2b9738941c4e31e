//! What an event is about: the one classification of events. Whoever treats them by their subject asks this, so that a
//! new event is sorted in here and nowhere else.

use super::{
    ApprovalWithdrawal, DecisionMade, DelayLifted, Evidence, FactClaim, FactWithdrawal, LawEnforcementDelay,
    LetterApproval, LetterComment, LetterDraft, LetterRevision, MailReturned, MailingPrint, MailingSent, Note,
    ObligationAssignment, ObligationUpdate, Reminder, SealedEvent, SealedNature, TaskAssignment, TaskTick,
    TimelineImport, What,
};
use crate::core::contact::{Attempt, Contact};
use crate::core::drill::event::DrillEvent;
use crate::core::ids::{LetterId, MailingId};
use crate::core::member::event::MemberEvent;

/// What everybody sees of a note that is sealed.
pub(crate) const SEALED_NOTE: &Note = &Note {
    text: String::new(),
    privileged: true,
};

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum About<'e> {
    Incident(OfIncident<'e>),
    /// The exercise that is played on the incident.
    Exercise(&'e DrillEvent),
    /// The organization: its stream is another than those of incidents.
    Organisation(OfOrganisation<'e>),
    /// The people of the record, whose stream is a third one.
    Members(&'e MemberEvent),
}

/// What an event of an incident is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OfIncident<'e> {
    /// Which incident it is: it was opened, taken in from another record, or given another code.
    Identity,
    /// Whether it is open.
    Course(Course),
    Stage,
    Fact {
        key: &'e str,
        /// What was claimed; `None`: it was withdrawn.
        claim: Option<&'e FactClaim>,
    },
    Decision(&'e DecisionMade),
    Obligation(&'e ObligationUpdate),
    Delay {
        authority: &'e str,
        /// It was lifted.
        lifted: bool,
    },
    Playbook {
        playbook: &'e str,
        /// It was taken out.
        removed: bool,
    },
    /// A step that was ticked off or opened again.
    Step(&'e TaskTick),
    /// Who does a step, and until when.
    Assignment(&'e TaskAssignment),
    /// Who sees to an obligation.
    Assigned(&'e ObligationAssignment),
    /// A reminder that was set; `None`: one is done with.
    Reminder(Option<&'e Reminder>),
    Call(&'e Attempt),
    Evidence(&'e Evidence),
    Note(&'e Note),
    /// Entries of a timeline that was kept elsewhere.
    Timeline(&'e TimelineImport),
    Letter(&'e LetterId, LetterStep),
    /// A wave of notices to people.
    Mailing(&'e MailingId, MailingStep<'e>),
    /// Who may read it.
    Access,
    /// An entry that was taken back.
    Correction,
}

/// Closed, or open again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    Closed,
    Reopened,
}

/// What was done with a mailing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MailingStep<'e> {
    Printed,
    Sent(&'e MailingSent),
    Returned,
}

/// What was done with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterStep {
    /// It was given a text, the first or another.
    Text,
    Comment,
    Approval,
    /// An approval was withdrawn.
    Withdrawal,
}

/// What an event of the organization is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OfOrganisation<'e> {
    Profile {
        key: &'e str,
        /// A TOML literal; `None`: unknown again.
        value: Option<&'e str>,
    },
    Contact {
        id: &'e str,
        /// `None`: no longer to be called.
        contact: Option<&'e Contact>,
    },
    /// A legal hold was placed or released.
    LegalHold { hold: u64 },
    /// Events were erased.
    Erasure,
}

impl<'e> OfOrganisation<'e> {
    fn saved(contact: &'e Contact) -> OfOrganisation<'e> {
        OfOrganisation::Contact {
            id: &contact.id,
            contact: Some(contact),
        }
    }

    fn removed(id: &'e str) -> OfOrganisation<'e> {
        OfOrganisation::Contact { id, contact: None }
    }
}

impl What {
    /// What it is about.
    pub fn about(&self) -> About<'_> {
        use OfIncident as I;
        use OfOrganisation as O;
        let of_incident = match self {
            What::Drill(event) => return About::Exercise(event),
            What::Members(event) => return About::Members(event),
            What::ProfileSet { key, value } => {
                let value = Some(value.as_str());
                return About::Organisation(O::Profile { key, value });
            }
            What::ProfileUnset { key } => return About::Organisation(O::Profile { key, value: None }),
            What::ContactSaved { contact } => return About::Organisation(O::saved(contact)),
            What::ContactRemoved { contact } => return About::Organisation(O::removed(contact)),
            What::LegalHoldPlaced(placed) => return About::Organisation(O::LegalHold { hold: placed.hold }),
            What::LegalHoldReleased(released) => return About::Organisation(O::LegalHold { hold: released.hold }),
            What::ErasureRecorded(_) => return About::Organisation(O::Erasure),
            What::Opened { .. } | What::Imported { .. } | What::Recoded { .. } => I::Identity,
            What::Closed { .. } => I::Course(Course::Closed),
            What::Reopened { .. } => I::Course(Course::Reopened),
            What::StageEntered { .. } => I::Stage,
            What::FactRecorded(claim) => I::Fact {
                key: &claim.key,
                claim: Some(claim),
            },
            What::FactWithdrawn(FactWithdrawal { key, .. }) => I::Fact { key, claim: None },
            What::Decided(decision) => I::Decision(decision),
            What::Disposed(update) => I::Obligation(update),
            What::HoldPlaced(LawEnforcementDelay { authority, .. }) => I::Delay {
                authority,
                lifted: false,
            },
            What::HoldLifted(DelayLifted { authority, .. }) => I::Delay {
                authority,
                lifted: true,
            },
            What::PlaybookAdded { playbook } => I::Playbook {
                playbook,
                removed: false,
            },
            What::PlaybookRemoved { playbook, .. } => I::Playbook {
                playbook,
                removed: true,
            },
            What::TaskTicked(tick) => I::Step(tick),
            What::TaskAssigned(assignment) => I::Assignment(assignment),
            What::ObligationAssigned(assignment) => I::Assigned(assignment),
            What::ReminderSet(reminder) => I::Reminder(Some(reminder)),
            What::ReminderEnded(_) => I::Reminder(None),
            What::ContactAttempted(attempt) => I::Call(attempt),
            What::EvidenceLogged(evidence) => I::Evidence(evidence),
            What::NoteAdded(note) => I::Note(note),
            What::TimelineImported(import) => I::Timeline(import),
            What::Sealed(sealed) => sealed_as(sealed),
            What::LetterDrafted(LetterDraft { letter, .. }) | What::LetterRevised(LetterRevision { letter, .. }) => {
                I::Letter(letter, LetterStep::Text)
            }
            What::LetterCommented(LetterComment { letter, .. }) => I::Letter(letter, LetterStep::Comment),
            What::LetterApproved(LetterApproval { letter, .. }) => I::Letter(letter, LetterStep::Approval),
            What::LetterApprovalWithdrawn(ApprovalWithdrawal { letter, .. }) => {
                I::Letter(letter, LetterStep::Withdrawal)
            }
            What::MailingPrinted(MailingPrint { mailing, .. }) => I::Mailing(mailing, MailingStep::Printed),
            What::MailingSent(sent) => I::Mailing(&sent.mailing, MailingStep::Sent(sent)),
            What::MailReturned(MailReturned { mailing, .. }) => I::Mailing(mailing, MailingStep::Returned),
            What::AccessRestricted { .. } | What::AccessOpened { .. } => I::Access,
            What::TakenBack { .. } | What::Erased(_) => I::Correction,
        };
        About::Incident(of_incident)
    }
}

fn sealed_as(sealed: &SealedEvent) -> OfIncident<'_> {
    match (sealed.nature, &sealed.letter) {
        (SealedNature::PrivilegedNote, _) => OfIncident::Note(SEALED_NOTE),
        (SealedNature::LetterText, Some(letter)) => OfIncident::Letter(letter, LetterStep::Text),
        (SealedNature::LetterRemark, Some(letter)) => OfIncident::Letter(letter, LetterStep::Comment),
        // Whoever may read it opens it first.
        (SealedNature::Restricted, _) | (SealedNature::LetterText | SealedNature::LetterRemark, None) => {
            OfIncident::Correction
        }
    }
}

impl SealedNature {
    /// The step of a letter that is sealed; `None` where it is none.
    pub const fn letter_step(self) -> Option<LetterStep> {
        match self {
            SealedNature::LetterText => Some(LetterStep::Text),
            SealedNature::LetterRemark => Some(LetterStep::Comment),
            SealedNature::PrivilegedNote | SealedNature::Restricted => None,
        }
    }
}

impl What {
    /// How an event is sealed that is for those who work on letters: texts and remarks.
    pub fn letter_work(&self) -> Option<(SealedNature, &LetterId)> {
        let About::Incident(OfIncident::Letter(letter, step)) = self.about() else {
            return None;
        };
        match step {
            LetterStep::Text => Some((SealedNature::LetterText, letter)),
            LetterStep::Comment => Some((SealedNature::LetterRemark, letter)),
            LetterStep::Approval | LetterStep::Withdrawal => None,
        }
    }

    /// Whether it is what a sealed event says of itself: a text is opened only in its own place.
    pub fn is_what_was_sealed(&self, sealed: &SealedEvent) -> bool {
        let told = sealed.letter.as_ref().map(|letter| (sealed.nature, letter));
        self.letter_work() == told && sealed.was.as_deref() == Some(self.verb())
    }
}
