//! A line of the audit log: who did what, and the digest of the line before.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::core::coded::coded;
use crate::core::event::Event;
use crate::core::ids::Stream;
use crate::core::time::WallTime;
use crate::store::StoreError;

/// Who acts, from where, in which run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub name: String,
    /// Machine.
    pub host: String,
    /// Run of the program.
    pub session: String,
}

impl Actor {
    /// Whoever gave no name, where the system knows none either.
    pub const UNNAMED: &str = "unknown";
}

coded! {
    /// How what a line tells of turned out.
    pub enum LineOutcome: "outcome of an audit line" {
        Ok = "ok",
        /// The line is written before what it tells of; another one tells how that ended.
        Begun = "begun",
        /// The rules of the record or the table of roles did not allow it.
        Refused = "refused",
        Failed = "failed",
        /// The record was unlocked with what the environment had.
        ByEnvironment = "by environment",
        /// Nobody did it: the machine saw it.
        Noted = "noted",
        /// The line takes the place of one that was lost.
        WrittenAgain = "written again",
    }
}

impl LineOutcome {
    /// How something ended that was tried.
    pub fn of<T, E>(tried: &Result<T, E>) -> LineOutcome {
        match tried {
            Ok(_) => LineOutcome::Ok,
            Err(_) => LineOutcome::Failed,
        }
    }
}

/// Which event a line belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRef {
    pub stream: String,
    /// Its number.
    pub seq: u64,
    /// Its name: its digest, hexadecimal, or a mark over it (`naming`).
    #[serde(default)]
    pub digest: String,
}

/// An action, before it has its place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// UTC to the millisecond.
    pub at: String,
    pub actor: String,
    /// From which machine.
    pub host: String,
    /// In which run.
    pub session: String,
    /// What, such as `fact.set`.
    pub action: String,
    /// To what, such as `2026-001`; never a value, never a name of an affected person.
    pub target: String,
    /// The code of a [`LineOutcome`]; text here, since a line of a newer firebell may have one that this one does not know.
    pub outcome: String,
    /// The event it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventRef>,
}

/// A line as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its number, from 1.
    pub n: u64,
    /// The action.
    #[serde(flatten)]
    pub draft: Draft,
    /// Written while the record was locked: nobody's key vouches for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// SHA-256 of the line before, hexadecimal; zeros before the first.
    pub prev: String,
}

impl AuditLine {
    /// The line that comes after an end, as it is read.
    #[cfg(test)]
    pub(crate) fn after(head: &Head, draft: &Draft) -> AuditLine {
        AuditLine {
            n: head.lines + 1,
            draft: draft.clone(),
            locked: false,
            prev: head.digest.clone(),
        }
    }
}

impl Draft {
    /// An action of somebody, now.
    pub fn new(actor: &Actor, at: WallTime, action: &str, target: &str, outcome: LineOutcome) -> Draft {
        Draft {
            at: at.at().to_rfc3339_opts(SecondsFormat::Millis, true),
            actor: actor.name.clone(),
            host: actor.host.clone(),
            session: actor.session.clone(),
            action: action.to_owned(),
            target: target.to_owned(),
            outcome: outcome.code().to_owned(),
            event: None,
        }
    }

    /// The same action, belonging to an event.
    pub fn for_event(&self, event: &Event, stream: Stream<'_>) -> Draft {
        Draft {
            event: Some(EventRef {
                stream: stream.name().to_owned(),
                seq: event.seq,
                digest: String::new(),
            }),
            ..self.clone()
        }
    }

    /// When, where it can be read.
    pub(crate) fn moment(&self) -> Option<DateTime<Utc>> {
        self.at.parse().ok()
    }

    /// As the outbox keeps it, with the name its event got.
    pub(crate) fn with_name(&self, name: String) -> Result<String, StoreError> {
        let mut draft = self.clone();
        if let Some(event) = &mut draft.event {
            event.digest = name;
        }
        serde_json::to_string(&draft).map_err(unreadable("an audit line"))
    }
}

pub(crate) fn unreadable(what: &str) -> impl FnOnce(serde_json::Error) -> StoreError {
    let what = what.to_owned();
    move |source| StoreError::Unreadable { what, source }
}

/// Digest of a line's bytes, hexadecimal.
pub(crate) fn line_digest(line: &[u8]) -> String {
    hex::encode(Sha256::digest(line))
}

/// The digest before the first line.
pub(crate) const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Where the file ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) lines: u64,
    pub(crate) digest: String,
    /// When the last line says it was written; unknown where an earlier firebell noted the end.
    pub(crate) at: Option<DateTime<Utc>>,
}

impl Head {
    /// Before the first line.
    pub(crate) fn none() -> Head {
        Head {
            lines: 0,
            digest: FIRST.to_owned(),
            at: None,
        }
    }
}
