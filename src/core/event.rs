//! What happened to an incident, or to the organisation's own record: events, and nothing but events.
//!
//! An event is never changed. Undo is a further event; what is known at a moment is the fold of the events recorded
//! until then.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::drill::event::DrillEvent;
use super::fact::IncidentKind;
use super::ids::{IncidentCode, Recoding};
use super::time::WallTime;
pub use super::vocabulary::{Certainty, FilingKind, Reached, Stage};

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

/// What the team did about a duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Disposition {
    /// Being written.
    Drafting,
    /// Ready to go.
    Approved,
    /// Sent.
    Filed {
        /// Which filing.
        filing: FilingKind,
        /// When it went out.
        at: DateTime<Utc>,
        /// The recipient's reference number.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// How it went out.
        #[serde(skip_serializing_if = "Option::is_none")]
        channel: Option<String>,
        /// Why it was late (GDPR Art 33(1) asks for the reasons).
        #[serde(skip_serializing_if = "Option::is_none")]
        late_because: Option<String>,
        /// Why it went out of the order the law asks for.
        #[serde(skip_serializing_if = "Option::is_none")]
        out_of_order_because: Option<String>,
        /// Why it went out without an approved letter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        without_letter_because: Option<String>,
    },
    /// An earlier filing was taken back.
    Withdrawn,
    /// Decided not to be required.
    NotRequired {
        /// Who decided.
        decided_by: String,
    },
    /// Waiting, for a stated reason.
    OnHold,
}

impl Disposition {
    /// The word people read.
    pub fn words(&self) -> &'static str {
        match self {
            Disposition::Drafting => "drafting",
            Disposition::Approved => "approved",
            Disposition::Filed { filing, .. } => filing.words(),
            Disposition::Withdrawn => "withdrawn",
            Disposition::NotRequired { .. } => "not required",
            Disposition::OnHold => "on hold",
        }
    }

    /// Whether the duty is settled: nothing more is to be done unless facts change.
    pub fn settles(&self) -> bool {
        matches!(self, Disposition::Filed { .. } | Disposition::NotRequired { .. })
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
    FactRecorded {
        /// The facts-file key, such as `data.elements`.
        key: String,
        /// The value as a TOML literal.
        value: String,
        /// How sure.
        certainty: Certainty,
        /// When it was learned.
        learned_at: DateTime<Utc>,
        /// From what.
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<String>,
        /// A further candidate beside those already kept (milestones).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        also: bool,
    },
    /// A fact turned out to be wrong; it is unknown again.
    FactWithdrawn {
        /// The key.
        key: String,
        /// Why.
        reason: String,
    },
    /// A stage was entered.
    StageEntered {
        /// Which.
        stage: Stage,
        /// Exit criteria of the stage left that were open.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        open: Vec<String>,
        /// Why it was left all the same.
        #[serde(skip_serializing_if = "Option::is_none")]
        rationale: Option<String>,
    },
    /// A person decided something the law asks a person to decide.
    Decided {
        /// The key below `decisions`, such as `gdpr_risk` or `harm_for.us-fl`.
        key: String,
        /// The value as a TOML literal.
        value: String,
        /// Why.
        rationale: String,
        /// Who decided.
        decided_by: String,
        /// The method's working at that moment.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        working: Vec<String>,
        /// Until when the paper must be kept.
        #[serde(skip_serializing_if = "Option::is_none")]
        keep_until: Option<chrono::NaiveDate>,
    },
    /// A law-enforcement authority asked to wait.
    HoldPlaced {
        /// Who asked.
        authority: String,
        /// For which regimes.
        regimes: Vec<String>,
        /// Until when, where named.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<DateTime<Utc>>,
        /// The reason given.
        reason: String,
    },
    /// The hold ended.
    HoldLifted {
        /// Whose.
        authority: String,
        /// Why or on whose word.
        reason: String,
    },
    /// A playbook was added to the incident.
    PlaybookAdded {
        /// Its id.
        playbook: String,
    },
    /// A playbook was taken out again; what was ticked off in it stays in the log.
    PlaybookRemoved {
        /// Its id.
        playbook: String,
        /// Why.
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
    TaskTicked {
        /// `playbook/step`.
        task: String,
        /// Whether it is done.
        done: bool,
        /// Who owns it.
        #[serde(skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// What was found or done.
        #[serde(skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
    },
    /// A step was given to somebody, with a due time.
    TaskAssigned {
        /// `playbook/step`.
        task: String,
        /// To whom.
        owner: String,
        /// By when.
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<DateTime<Utc>>,
    },
    /// Somebody was called.
    ContactAttempted {
        /// The contact's id.
        contact: String,
        /// Over which channel.
        channel: String,
        /// How it came out.
        reached: Reached,
        /// When.
        at: DateTime<Utc>,
        /// What was said.
        #[serde(skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
    },
    /// The team did something about a duty.
    Disposed {
        /// `REGIME/OBLIGATION`, with `@PLACE` where it fans out.
        obligation: String,
        /// What.
        #[serde(flatten)]
        disposition: Disposition,
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")]
        rationale: Option<String>,
    },
    /// A piece of evidence was logged; only its digest is kept.
    EvidenceLogged {
        /// Its name.
        name: String,
        /// SHA-256 of its bytes, in hexadecimal.
        sha256: String,
        /// Its size in bytes.
        size: u64,
        /// Who holds it.
        custodian: String,
        /// Where it came from and how it was taken.
        #[serde(skip_serializing_if = "Option::is_none")]
        remark: Option<String>,
    },
    /// A note.
    NoteAdded {
        /// Its text.
        text: String,
        /// Attorney–client: left out of every export unless asked for by name.
        privileged: bool,
    },
    /// A letter was drafted from a template.
    LetterDrafted {
        /// Its id within the incident.
        letter: String,
        /// The template.
        template: String,
        /// The language.
        language: String,
        /// The duty it is for.
        #[serde(skip_serializing_if = "Option::is_none")]
        duty: Option<String>,
        /// Its text.
        text: String,
        /// SHA-256 of the text.
        sha256: String,
    },
    /// A letter was given another text.
    LetterRevised {
        /// Which.
        letter: String,
        /// Its text.
        text: String,
        /// SHA-256 of the text.
        sha256: String,
        /// SHA-256 of the text that was changed into this one; absent in records of earlier versions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        based_on: Option<String>,
    },
    /// Somebody remarked on a letter.
    LetterCommented {
        /// Which.
        letter: String,
        /// The remark.
        text: String,
        /// SHA-256 of the text it was made on.
        sha256: String,
    },
    /// Somebody who did not write it approved the exact text of a letter.
    LetterApproved {
        /// Which.
        letter: String,
        /// SHA-256 of the text.
        sha256: String,
        /// Failing findings of the check at that moment.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<String>,
        /// Why it was approved all the same.
        #[serde(skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// Something about the exercise itself.
    Drill(DrillEvent),
    /// The incident was closed.
    Closed {
        /// Due duties without a disposition.
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
        /// Why.
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
        /// Why.
        because: Recoding,
    },
    /// A value of the organisation's profile was set (organisation stream).
    ProfileSet {
        /// The key, such as `organisation.country` or `policy.default_days`.
        key: String,
        /// The value as a TOML literal.
        value: String,
    },
    /// A value of the profile was taken out: unknown again (organisation stream).
    ProfileUnset {
        /// The key.
        key: String,
    },
    /// Somebody to call was added or changed (organisation stream).
    ContactSaved {
        /// The contact.
        contact: Contact,
    },
    /// Somebody is no longer to be called (organisation stream).
    ContactRemoved {
        /// The id.
        contact: String,
    },
}

impl What {
    /// The word in the audit log and the timeline.
    pub fn verb(&self) -> &'static str {
        match self {
            What::Opened { .. } => "incident.open",
            What::FactRecorded { .. } => "fact.set",
            What::FactWithdrawn { .. } => "fact.withdraw",
            What::StageEntered { .. } => "stage.enter",
            What::Decided { .. } => "decide",
            What::HoldPlaced { .. } => "hold.place",
            What::HoldLifted { .. } => "hold.lift",
            What::PlaybookAdded { .. } => "playbook.add",
            What::PlaybookRemoved { .. } => "playbook.remove",
            What::TakenBack { .. } => "entry.take-back",
            What::TaskTicked { .. } => "task.tick",
            What::TaskAssigned { .. } => "task.assign",
            What::ContactAttempted { .. } => "contact.attempt",
            What::Disposed { .. } => "obligation.dispose",
            What::EvidenceLogged { .. } => "evidence.log",
            What::NoteAdded { .. } => "note.add",
            What::LetterDrafted { .. } => "letter.draft",
            What::LetterRevised { .. } => "letter.revise",
            What::LetterCommented { .. } => "letter.comment",
            What::LetterApproved { .. } => "letter.approve",
            What::Drill(event) => event.verb(),
            What::Closed { .. } => "incident.close",
            What::Reopened { .. } => "incident.reopen",
            What::Imported { .. } => "incident.import",
            What::Recoded { .. } => "incident.recode",
            What::ProfileSet { .. } => "profile.set",
            What::ProfileUnset { .. } => "profile.unset",
            What::ContactSaved { .. } => "contact.save",
            What::ContactRemoved { .. } => "contact.remove",
        }
    }

    /// Whether the event is privileged: left out of every export unless asked for by name.
    pub fn privileged(&self) -> bool {
        matches!(self, What::NoteAdded { privileged: true, .. })
    }

    /// What the search finds: titles, facts and notes. `None` where there is nothing to find.
    pub fn search_text(&self) -> Option<String> {
        match self {
            What::Opened { title, code, .. } => Some(format!("{code} {title}")),
            What::FactRecorded { key, value, source, .. } => {
                Some(format!("{key} {value} {}", source.as_deref().unwrap_or_default()))
            }
            What::NoteAdded { text, .. } => Some(text.clone()),
            What::Imported { was, code } | What::Recoded { was, code, .. } => Some(format!("{code} {was}")),
            What::Decided {
                key, value, rationale, ..
            } => Some(format!("{key} {value} {rationale}")),
            What::EvidenceLogged { name, remark, .. } => {
                Some(format!("{name} {}", remark.as_deref().unwrap_or_default()))
            }
            _ => None,
        }
    }
}
