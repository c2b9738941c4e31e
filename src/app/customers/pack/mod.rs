//! What concerns one customer, for that customer: what may be told of the incidents that affected them, their figures, the
//! notices owed to them and sent, and extracts of the log that prove it (docs/proof.md).
//!
//! Nothing about others is in it. A text that names another customer, as people write names, is left out, figures that are
//! not theirs alone are not told, and a pack in which another name is found all the same is not handed out. What was left out
//! is told to whoever makes it.

mod check;
mod extract;
mod gather;
mod others;
mod paper;
mod squeezed;

use serde::{Deserialize, Serialize};

use crate::app::checkpoint::bundle::Proven;
use crate::app::record::RecordError;
use crate::core::coded::by_words;
use crate::core::contract::Contract;
use crate::core::event::SentLetter;
use crate::core::ids::StoredDigest;
use crate::core::tlp::Tlp;
use crate::core::verdict::Verdict;
use crate::core::vocabulary::FilingKind;
use crate::letter::block::Letter;

pub use check::{Handed, Report, check, is_pack};
pub use gather::{Asked, Gathered, gather};
pub use paper::paper;

/// The number of the form of a pack.
const FORM: u32 = 1;
/// What the signed statement about the files of a pack begins with.
const STATEMENT: &str = "firebell customer pack 1";
/// The files of a pack.
pub const JSON: &str = "pack.json";
pub const HTML: &str = "pack.html";
pub const PDF: &str = "pack.pdf";
/// The record's signature over the digests of the others.
pub const SIGNATURE: &str = "pack.sig";

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("no contract with a customer `{customer}` is known")]
    UnknownCustomer { customer: String, known: Vec<String> },
    #[error("no incident that you may read names the customer {0}")]
    NoIncident(String),
    #[error("{code} does not name the customer {customer}")]
    NotAffected { code: String, customer: String },
    #[error("{code} waits for {authority}: a law-enforcement delay holds for the contract with {customer}")]
    Held {
        code: String,
        authority: String,
        customer: String,
    },
    /// Every incident that names the customer is one that is not handed out unasked.
    #[error("nothing can be handed out to {customer}")]
    AllLeftOut { customer: String, why: Vec<String> },
    /// The last look at the whole found something that no single look did.
    #[error("the pack names another customer and was not written")]
    NamesAnother,
}

/// Everything of a pack.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pack {
    firebell_customer_pack: u32,
    made_at: String,
    pub customer: String,
    pub name: String,
    /// Who hands it out, where the organization's name is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Where whoever hands it out is reached, a line each, as recorded in the organization's profile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<String>,
    /// The time zone of the contract by its IANA name, in which the pages give moments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// How far it may be passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    /// Absent where the record is of the first format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<PackEvidence>,
    pub incidents: Vec<PackIncident>,
}

/// What the extracts are checked against.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PackEvidence {
    /// The key that checks both signatures. Compare it with one that came another way.
    pub verifier: String,
    /// The state of the record when the pack was made.
    pub checkpoint: String,
}

/// One incident, as far as this customer may know it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PackIncident {
    pub code: String,
    pub exercise: bool,
    pub opened_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<String>,
    /// The texts that the story has for customers.
    pub told: Vec<Told>,
    /// What is known of the incident; empty where it is not known of this customer alone.
    pub figures: Vec<Told>,
    pub notices: Vec<Notice>,
    /// The name of the incident's stream, which the extracts are committed with.
    pub stream: String,
    pub extracts: Vec<Extract>,
    /// Texts that name another customer, or the team's own reasons, and are left out.
    pub left_out: usize,
}

/// Something that is told, and what it is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    pub about: String,
    pub text: String,
    /// Whether it is only suspected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspected: bool,
}

/// A notice that the contract asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    pub obligation: String,
    #[serde(with = "by_words")]
    pub verdict: Verdict,
    /// The last second that is still in time, on the clocks of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// The clause.
    pub cite: String,
    pub sent: Vec<Sent>,
}

/// A notice that went out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sent {
    /// The first notice, or a later one.
    #[serde(with = "by_words")]
    pub kind: FilingKind,
    pub at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The texts that went out, by digest.
    pub letters: Vec<SentLetter>,
}

/// An event of the log with what shows that it is part of the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Extract {
    pub seq: u64,
    /// The event's bytes as text; absent where its words are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What opens the event, where its text is sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub proven: Proven,
}
#[derive(Debug, Clone)]
pub struct PackFile {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

impl Pack {
    pub(crate) fn new(contract: &Contract, made_at: String) -> Pack {
        Pack {
            firebell_customer_pack: FORM,
            made_at,
            customer: contract.customer.clone(),
            name: contract.name.clone(),
            from: None,
            contact: Vec::new(),
            zone: Some(contract.zone.name().to_owned()),
            tlp: None,
            evidence: None,
            incidents: Vec::new(),
        }
    }

    /// Whether every incident of it is an exercise, or any.
    pub fn has_exercise(&self) -> bool {
        self.incidents.iter().any(|incident| incident.exercise)
    }

    /// As programs read it.
    ///
    /// # Errors
    /// None that a pack can cause.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// What is signed: the customer, and the digest of each file.
pub fn statement(customer: &str, files: &[PackFile]) -> String {
    let lines = files
        .iter()
        .map(|file| format!("{} {}\n", StoredDigest::of(&file.bytes), file.name));
    format!("{STATEMENT}\n{customer}\n{}", lines.collect::<String>())
}
pub fn html(page: &Letter) -> Vec<u8> {
    crate::letter::html::html(page).into_bytes()
}
