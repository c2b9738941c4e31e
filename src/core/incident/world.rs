//! What the rules of the record look at besides the incident itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::core::ids::ObligationId;
use crate::core::law::terms::Recipient;
use crate::core::member::acting_rights::Rights;
use crate::core::organisation::Organisation;
use crate::core::playbook::Playbook;
use crate::core::sign_off::Matrix;
use crate::core::time::{StoryTime, WallTime};
use crate::core::tri::Tri;

/// An obligation as the rules of the record need it.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessedObligation {
    pub recipient: Recipient,
    /// Due, possible or not due.
    pub verdict: Tri,
    /// The strict moment.
    pub strict: Option<DateTime<Utc>>,
    /// Obligations that must be filed before this one.
    pub after: Vec<ObligationId>,
    /// Not before this moment, and why.
    pub not_before: Option<(DateTime<Utc>, String)>,
    /// Whether it waits for law enforcement, where its law allows that.
    pub on_hold: bool,
}

/// What is known around the incident when somebody wants something.
pub struct World<'w> {
    /// Every obligation by key, as assessed now.
    pub obligations: &'w BTreeMap<ObligationId, AssessedObligation>,
    /// The playbooks there are.
    pub playbooks: &'w [Playbook],
    pub organisation: &'w Organisation,
    /// Who must approve which letter.
    pub sign_off: &'w Matrix,
    /// Who wants it, by name.
    pub actor: &'w str,
    /// Rights of the member whose key opened the record.
    pub rights: &'w Rights,
    /// Now, as the incident's clock has it.
    pub now: StoryTime,
    /// Now, as the clock on the wall has it.
    pub wall: WallTime,
}
