//! One packet for an authority: the letter, its samples, the counts by place and a manifest of digests. Receipts and
//! enclosures are files of the team's own, of which the record holds digests only: the manifest lists them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::export::{export, page, with_state};
use super::{Format, LetterError, LettersError, SignOffBook, find, revision};
use crate::app::checkpoint;
use crate::app::record::{Loaded, Record};
use crate::core::csv_cell::cell;
use crate::core::event::{FiledPaper, Filing, SentLetter};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::keys;
use crate::core::ids::StoredDigest;
use crate::core::incident::Incident;
use crate::core::time::WallTime;
use crate::core::tlp::Tlp;
use crate::letter::block::Clearance;
#[derive(Debug)]
pub struct PacketFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What is in a packet, and what the record knows of the filing.
#[derive(Debug, Serialize)]
pub struct Manifest {
    incident: String,
    #[serde(rename = "duty")]
    obligation: String,
    /// Whether the notice was filed; otherwise the packet holds the letters as they are now.
    pub filed_at: Option<DateTime<Utc>>,
    reference: Option<String>,
    pub files: Vec<ManifestRow>,
    /// Files of the team's own that went with it, by digest.
    enclosures: Vec<FiledPaper>,
    receipt: Option<FiledPaper>,
    /// How far it may be passed on, where somebody asked to have that on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    tlp: Option<Tlp>,
    /// The short form of the record's state when the packet was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    record_state: Option<String>,
}

/// A file of the packet.
#[derive(Debug, Clone, Serialize)]
pub struct ManifestRow {
    pub name: String,
    /// SHA-256 of the file.
    sha256: StoredDigest,
    /// The text it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<SentLetter>,
}

impl Manifest {
    /// Whether a file is the receipt or an enclosure that the record knows by its digest.
    pub fn knows(&self, sha256: &StoredDigest) -> bool {
        self.enclosures
            .iter()
            .chain(&self.receipt)
            .any(|paper| paper.sha256 == *sha256)
    }
}

/// The packet of an obligation: what was filed last; before a filing its approved letters.
///
/// # Errors
/// An unknown incident, an obligation without letters, or a letter that cannot be printed.
pub fn packet(
    record: &Record,
    code: &str,
    obligation: &str,
    tlp: Option<Tlp>,
    now: WallTime,
) -> Result<(Vec<PacketFile>, Manifest), LettersError> {
    let loaded = record.load(code)?;
    let incident = &loaded.incident;
    let filing = last_filing(incident, obligation);
    let letters = match filing {
        Some(filing) => filing.letters.iter().chain(&filing.samples).cloned().collect(),
        None => own_letters(&SignOffBook::of(record, &loaded), incident, obligation),
    };
    if letters.is_empty() {
        return Err(LetterError::NothingToPack(obligation.to_owned()).into());
    }
    let mark = incident.kind.mark(MarkPlace::FileName);
    let (mut files, mut rows) = (Vec::new(), Vec::new());
    for sent in letters {
        let bytes = printed(record, &loaded, &sent, (filing.is_some(), tlp))?;
        let name = format!("{mark}{}-{}.pdf", incident.code, sent.letter);
        rows.push(row(&name, &bytes, Some(sent)));
        files.push(PacketFile { name, bytes });
    }
    let (name, bytes) = (
        format!("{mark}{}-counts.csv", incident.code),
        counts(incident).into_bytes(),
    );
    rows.push(row(&name, &bytes, None));
    files.push(PacketFile { name, bytes });
    let manifest = Manifest {
        incident: incident.code.to_string(),
        obligation: obligation.to_owned(),
        filed_at: filing.map(|filing| filing.at),
        reference: filing.and_then(|filing| filing.reference.clone()),
        files: rows,
        enclosures: filing.map(|filing| filing.enclosures.clone()).unwrap_or_default(),
        receipt: filing.and_then(|filing| filing.receipt.clone()),
        tlp,
        record_state: checkpoint::of_now(record, now)?.map(|state| state.checkpoint.short()),
    };
    Ok((files, manifest))
}

fn row(name: &str, bytes: &[u8], text: Option<SentLetter>) -> ManifestRow {
    ManifestRow {
        name: name.to_owned(),
        sha256: StoredDigest::of(bytes),
        text,
    }
}

fn last_filing<'i>(incident: &'i Incident, obligation: &str) -> Option<&'i Filing> {
    incident.filed_at(obligation)?;
    let done = incident.dispositions.get(obligation)?;
    done.iter().rev().find_map(|disposed| disposed.disposition.filing())
}

/// The letters that may go out: a draft is not for an authority.
fn own_letters(book: &SignOffBook<'_>, incident: &Incident, obligation: &str) -> Vec<SentLetter> {
    let all = incident.letters.values();
    let own = all.filter(|letter| letter.obligation.as_deref() == Some(obligation) && book.complete(incident, letter));
    own.filter_map(crate::core::incident::decide::text_of).collect()
}

/// A letter's text as a PDF. What was filed with an approval is no draft, whatever changed since.
fn printed(
    record: &Record,
    loaded: &Loaded,
    sent: &SentLetter,
    (filed, tlp): (bool, Option<Tlp>),
) -> Result<Vec<u8>, LettersError> {
    let letter = find(&loaded.incident, &sent.letter)?;
    let text = revision(letter, Some(sent.revision))?;
    let mut page = page(&SignOffBook::of(record, loaded), &loaded.incident, letter, &text.text);
    page.tlp = tlp;
    let approved = letter.approvals.iter().any(|given| given.revision == sent.revision);
    if filed && approved {
        page.clearance = Clearance::Cleared;
    }
    let page = with_state(record, loaded, letter, page, text)?;
    Ok(export(&page, &text.text, Format::Pdf, text.at)?)
}

/// The people affected by place, as they are recorded now.
fn counts(incident: &Incident) -> String {
    let mut out = format!(
        "{}place,people\n",
        match incident.kind.mark(MarkPlace::Word) {
            "" => String::new(),
            mark => format!("{mark},\n"),
        }
    );
    for key in incident.facts.keys() {
        let current = incident.current(key);
        let value = current.last().and_then(|entry| entry.value.as_ref());
        if let Some((place, value)) = keys::affected::below(key).zip(value) {
            out += &format!("{},{}\n", cell(place), cell(&value.plain()));
        }
    }
    out
}
