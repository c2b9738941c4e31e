//! A pack checked without the record, by the customer or their expert.

use serde::Serialize;

use super::{Extract, HTML, JSON, PDF, Pack, PackFile, statement};
use crate::app::checkpoint::{Checkpoint, bundle};
use crate::app::law::pack::note::{self, VerifierKey};
use crate::app::record::open_exported;
use crate::core::event::Event;
use crate::core::ids::Stream;

/// What the check of a pack found.
#[derive(Debug, Serialize)]
pub struct Report {
    pub customer: String,
    pub name: String,
    pub record: Option<String>,
    /// Of how many events the record was when the pack was made.
    pub record_events: Option<u64>,
    pub incidents: usize,
    pub extracts: usize,
    /// Extracts whose words are left out.
    pub withheld: usize,
    /// The key that was used, and whether it came with the pack itself.
    pub verifier: Option<String>,
    pub key_of_the_pack: bool,
    pub problems: Vec<String>,
}

/// Whether a text is a pack rather than an export of an incident.
pub fn is_pack(text: &str) -> bool {
    text.get(..200).unwrap_or(text).contains("\"firebell_customer_pack\"")
}

/// What the customer has.
#[derive(Debug, Clone, Copy)]
pub struct Handed<'a> {
    /// The text of `pack.json`.
    pub text: &'a str,
    /// The other files that lie beside it.
    pub beside: &'a [PackFile],
    pub signature: Option<&'a [u8]>,
}

/// Checks a pack, every extract and the signature over its files, with a key that came another way or the one it brings.
///
/// # Errors
/// Where the text is no pack; whatever does not fit is in the report.
pub fn check(handed: Handed<'_>, key: Option<&VerifierKey>) -> Result<Report, serde_json::Error> {
    let pack: Pack = serde_json::from_str(handed.text)?;
    let all = || pack.incidents.iter().flat_map(|incident| &incident.extracts);
    let mut report = Report {
        customer: pack.customer.clone(),
        name: pack.name.clone(),
        record: None,
        record_events: None,
        incidents: pack.incidents.len(),
        extracts: all().count(),
        withheld: all().filter(|extract| extract.body.is_none()).count(),
        verifier: None,
        key_of_the_pack: key.is_none(),
        problems: Vec::new(),
    };
    report.problems = match checked(&pack, handed, key, &mut report) {
        Ok(problems) => problems,
        Err(problem) => vec![problem],
    };
    Ok(report)
}

/// Every problem; an error where nothing further can be checked.
fn checked(
    pack: &Pack,
    handed: Handed<'_>,
    key: Option<&VerifierKey>,
    report: &mut Report,
) -> Result<Vec<String>, String> {
    let evidence = pack.evidence.as_ref();
    let evidence = evidence.ok_or("it carries no proof: the record is of the first format")?;
    let own = || evidence.verifier.parse::<VerifierKey>();
    let key = key.cloned().map_or_else(own, Ok);
    let key = key.map_err(|error| format!("its key is none: {error}"))?;
    report.verifier = Some(key.to_string());
    let checkpoint = Checkpoint::verified(evidence.checkpoint.as_bytes(), &key);
    let checkpoint = checkpoint.map_err(|error| format!("its checkpoint: {error}"))?;
    report.record = Some(checkpoint.origin.clone());
    report.record_events = Some(checkpoint.head.size);
    let mut problems: Vec<String> = Vec::new();
    for incident in &pack.incidents {
        for extract in &incident.extracts {
            let place = (incident.stream.as_str(), extract.seq);
            if !opens(Stream::named(&incident.stream), extract) {
                problems.push(format!(
                    "event {} of {}: its key does not open it",
                    extract.seq, incident.code
                ));
            }
            if let Err(why) = bundle::stands(place, extract.body.as_deref(), &extract.proven, &checkpoint) {
                problems.push(format!("event {} of {}: {why}", extract.seq, incident.code));
            }
        }
    }
    problems.extend(signed(pack, handed, &key).err());
    Ok(problems)
}

/// Whether the key that comes with a sealed event is its key.
fn opens(stream: Stream<'_>, extract: &Extract) -> bool {
    let (Some(key), Some(body)) = (&extract.key, &extract.body) else {
        return true;
    };
    let event = serde_json::from_str::<Event>(body);
    event.is_ok_and(|event| open_exported(stream, &event, key).is_some())
}

fn signed(pack: &Pack, handed: Handed<'_>, key: &VerifierKey) -> Result<(), String> {
    let Handed {
        text,
        beside,
        signature,
    } = handed;
    let signature = signature.ok_or("pack.sig is not beside it: its words are not signed")?;
    let signed = note::verified(signature, std::slice::from_ref(key));
    let signed = signed.map_err(|error| format!("its signature: {error}"))?;
    let named = |name: &str| signed.text.lines().any(|line| line.ends_with(&format!(" {name}")));
    let mut files = vec![PackFile {
        name: JSON,
        bytes: text.as_bytes().to_vec(),
    }];
    for name in [HTML, PDF].into_iter().filter(|name| named(name)) {
        let file = beside.iter().find(|file| file.name == name);
        files.push(file.ok_or_else(|| format!("{name} is not beside it"))?.clone());
    }
    match signed.text == statement(&pack.customer, &files) {
        true => Ok(()),
        false => Err("a file was changed after the pack was signed".to_owned()),
    }
}
