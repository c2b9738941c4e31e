//! Who signed what an export has, told to whoever has nothing but the file.

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};

use super::Checkpoint;
use crate::app::law::pack::note::{self, SignerKey, VerifierKey};
use crate::app::record::{ExportedEvent, NoSigners, SignedEvent, SignedExport, Signers};
use crate::app::views::utc;
use crate::core::event::{About, Event, LetterStep, OfIncident};
use crate::core::event_words::event_words;
use crate::core::ids::Stream;
use crate::core::member::Member;

const STATEMENT: &str = "firebell signatures 1";

/// The signatures of members that an export carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signatures {
    #[serde(flatten)]
    signed: SignedExport,
    /// The record's signature over the list of them, so that none can be left out unseen.
    statement: String,
}

/// Who signed what.
#[derive(Debug, Default, Serialize)]
pub struct SignersReport {
    /// Everybody who signed an event of the incident, with the key that verifies it.
    pub people: Vec<Person>,
    pub events: Vec<Signed>,
    /// Events from before the record had members, or that came from another record.
    pub unsigned: u64,
    /// From which event on nothing is told, since a note that lies open in the record was left out.
    pub not_from: Option<u64>,
    /// Why nothing can be said at all.
    pub missing: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub member: String,
    pub name: String,
    pub key: String,
    pub fingerprint: String,
}

#[derive(Debug, Serialize)]
pub struct Signed {
    pub seq: u64,
    /// The word of the log; absent where the event is told without words.
    pub what: Option<String>,
    /// In a sentence.
    pub words: Option<String>,
    pub by: String,
    pub member: String,
    pub roles: Vec<&'static str>,
    pub signed_at: Option<String>,
    /// The name in the event, where it is not that of the member who signed.
    pub in_the_name_of: Option<String>,
    /// Whether the member might do it then, by the table of roles.
    pub might: bool,
    /// An approval, a filing or a decision.
    #[serde(skip)]
    pub weighty: bool,
}

fn stated(checkpoint: &Checkpoint, list: &str) -> String {
    let root = Base64::encode_string(&checkpoint.head.root);
    format!("{STATEMENT}\n{root}\n{list}")
}

impl Signatures {
    /// The signatures with the record's own over the list of them.
    ///
    /// # Errors
    /// None that the record's own events can cause.
    pub(super) fn of(
        signed: SignedExport,
        (stream, events): (Stream<'_>, &[ExportedEvent<'_>]),
        checkpoint: &Checkpoint,
        key: &SignerKey,
    ) -> Result<Signatures, NoSigners> {
        let list = signed.stated(stream, events)?;
        Ok(Signatures {
            signed,
            statement: note::sign(&stated(checkpoint, &list), key),
        })
    }

    /// Verifies them; what does not fit goes among the problems.
    pub(super) fn check(
        &self,
        (stream, events): (Stream<'_>, &[ExportedEvent<'_>]),
        (checkpoint, key): (&Checkpoint, &VerifierKey),
        problems: &mut Vec<String>,
    ) -> SignersReport {
        let listed = self.signed.stated(stream, events);
        let (list, signers) = match (listed, self.signed.check(stream, events)) {
            (Ok(list), Ok(signers)) => (list, signers),
            (Err(why), _) | (_, Err(why)) => {
                return SignersReport {
                    missing: Some(why.to_string()),
                    ..SignersReport::default()
                };
            }
        };
        match note::verified(self.statement.as_bytes(), std::slice::from_ref(key)) {
            Ok(signed) if signed.text == stated(checkpoint, &list) => {}
            Ok(_) => problems.push("signatures were added, left out or changed after it was exported".to_owned()),
            Err(error) => problems.push(format!("its list of signatures: {error}")),
        }
        problems.extend(signers.findings.iter().map(|finding| format!("signatures: {finding}")));
        report(&signers)
    }
}

fn report(signers: &Signers) -> SignersReport {
    let mut people: Vec<Person> = Vec::new();
    for signed in &signers.events {
        let person = person(&signed.by);
        if !people.contains(&person) {
            people.push(person);
        }
    }
    SignersReport {
        people,
        events: signers.events.iter().map(signed).collect(),
        unsigned: signers.unsigned,
        not_from: signers.not_from,
        missing: None,
    }
}

fn person(member: &Member) -> Person {
    Person {
        member: member.id.to_string(),
        name: member.name.clone(),
        key: member.key.to_string(),
        fingerprint: member.key.fingerprint(),
    }
}

fn signed(signed: &SignedEvent) -> Signed {
    let event = signed.event.as_ref();
    Signed {
        seq: signed.seq,
        what: event.map(|event| event.what.told_as().to_owned()),
        words: event.map(|event| event_words(&event.what)),
        by: signed.by.name.clone(),
        member: signed.by.id.to_string(),
        roles: signed.by.roles.iter().map(|role| role.code()).collect(),
        signed_at: chrono::DateTime::from_timestamp_millis(signed.signed_at).map(utc),
        in_the_name_of: signed.in_the_name_of.clone(),
        might: signed.might,
        weighty: event.is_some_and(weighty),
    }
}

fn weighty(event: &Event) -> bool {
    matches!(
        event.what.about(),
        About::Incident(
            OfIncident::Decision(_)
                | OfIncident::Obligation(_)
                | OfIncident::Letter(_, LetterStep::Approval | LetterStep::Withdrawal)
        )
    )
}
