//! Proof of mailing: what went out, where, when, by whom and in which words, as a report that names nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::app::letters::export;
use crate::app::record::Loaded;
use crate::core::event::{Batch, MailReturned, MailingPrint, MailingSent};
use crate::core::facts::keys;
use crate::core::ids::{BatchId, MailingId};
use crate::core::incident::Recorded;
use crate::core::incident::mailing::Mailing;
use crate::letter::block::Letter as Page;

/// The proof of a mailing, for programs.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    pub incident: String,
    pub mailing: MailingId,
    pub state: &'static str,
    /// The event in which the printing stands, and who recorded it.
    pub printed: Noted<MailingPrint>,
    pub sent: Vec<Noted<MailingSent>>,
    pub returned: Vec<Noted<MailReturned>>,
    /// Pieces that went out, by place.
    pub by_place: BTreeMap<String, u32>,
    pub returned_by_place: BTreeMap<String, u32>,
    /// Pieces that came back and were sent again.
    pub sent_again: usize,
    /// Pieces that came back and were not sent again, by number.
    pub open: Vec<u32>,
}

/// An event with its number, moment and author.
#[derive(Debug, Clone, Serialize)]
pub struct Noted<T> {
    pub event: u64,
    pub recorded_at: String,
    pub recorded_by: String,
    #[serde(flatten)]
    pub what: T,
}

fn noted<T: Clone>(recorded: &Recorded<T>) -> Noted<T> {
    Noted {
        event: recorded.seq,
        recorded_at: recorded.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        recorded_by: recorded.actor.clone(),
        what: recorded.what.clone(),
    }
}

/// The proof of a mailing, if there is such a mailing.
pub fn proof(loaded: &Loaded, id: &MailingId) -> Option<Proof> {
    let mailing = loaded.incident.mailings.iter().find(|mailing| mailing.id() == id)?;
    let mut by_place = BTreeMap::new();
    for batch in sent(mailing) {
        for (place, pieces) in &batch.places {
            *by_place.entry(place.clone()).or_default() += pieces;
        }
    }
    let returned = mailing.returned_pieces();
    Some(Proof {
        incident: loaded.incident.code.to_string(),
        mailing: id.clone(),
        state: mailing.state().words(),
        printed: noted(&mailing.print),
        sent: mailing.sent.iter().map(noted).collect(),
        returned: mailing.returned.iter().map(noted).collect(),
        by_place,
        returned_by_place: mailing.by_place(&returned),
        sent_again: returned.intersection(&mailing.sent_again).count(),
        open: mailing.open_returns().into_iter().collect(),
    })
}

fn sent(mailing: &Mailing) -> impl Iterator<Item = &Batch> {
    let batches = mailing.print.batches.iter();
    batches.filter(|batch| mailing.sent_at(&batch.id).is_some())
}
pub fn document(loaded: &Loaded, proof: &Proof) -> (Page, String) {
    let text = text(loaded, proof);
    let name = loaded
        .organisation
        .profile
        .get(keys::organisation::NAME)
        .map(crate::core::facts::FactValue::plain);
    let title = format!("Proof of mailing {}", proof.mailing);
    let page = export::document(&title, &name.unwrap_or_default(), loaded.incident.kind, &text);
    (page, text)
}

fn text(loaded: &Loaded, proof: &Proof) -> String {
    let mut out = String::new();
    let print = &proof.printed.what;
    let total: u32 = proof.by_place.values().sum();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# Proof of mailing {}\n", proof.mailing);
    let _ = writeln!(out, "| | |\n|---|---|");
    for (name, value) in [
        (
            "Incident",
            export::escaped(&format!("{} {}", proof.incident, loaded.incident.title)),
        ),
        ("State", proof.state.to_owned()),
        ("Sent by", print.channel.words().to_owned()),
        ("Pieces mailed", total.to_string()),
        (
            "Affected-persons list",
            format!("{} rows, SHA-256 {}", print.rows, print.roster),
        ),
        ("Rows that repeat a person", print.repeats.to_string()),
        ("Rows without a letter", without(print)),
        ("Printed", recorded(loaded, &proof.printed)),
    ] {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    if let Some(second) = &print.second_of {
        let _ = writeln!(
            out,
            "\nSecond notice of {} returned pieces of {}.",
            second.pieces.len(),
            second.mailing
        );
    }
    out += &batches(loaded, proof);
    out += &returns(loaded, proof);
    out += "\nThe record holds counts and digests only. The lists of pieces, whose digests are above, tie each piece to its \
            row.\n";
    out
}

fn without(print: &MailingPrint) -> String {
    if print.without_letter.is_empty() {
        return "none".to_owned();
    }
    let each = print.without_letter.iter();
    let each = each.map(|(code, rows)| format!("{rows} {}", code.replace('_', " ")));
    each.collect::<Vec<_>>().join(", ")
}

fn recorded<T>(loaded: &Loaded, noted: &Noted<T>) -> String {
    let at = noted.recorded_at.parse().map(|at| moment(loaded, at));
    let at = at.unwrap_or_else(|_| noted.recorded_at.clone());
    format!("{at}, {}, event {}", export::escaped(&noted.recorded_by), noted.event)
}

fn moment(loaded: &Loaded, at: chrono::DateTime<chrono::Utc>) -> String {
    loaded
        .incident
        .home_zone
        .local(at)
        .format("%Y-%m-%d %H:%M %:z")
        .to_string()
}

fn batches(loaded: &Loaded, proof: &Proof) -> String {
    let mut out = String::new();
    for batch in &proof.printed.what.batches {
        let last = batch.first + batch.pieces().saturating_sub(1);
        let _ = writeln!(out, "\n## Batch {}\n", batch.id);
        let _ = writeln!(out, "| | |\n|---|---|");
        let places = batch.places.iter().map(|(place, pieces)| format!("{place} {pieces}"));
        for (name, value) in [
            ("Letter", export::escaped(batch.letter.as_str())),
            ("Text, SHA-256", batch.sha256.to_string()),
            ("Obligation", export::escaped(batch.obligation.as_str())),
            (
                "Language, readers, print",
                format!("{}, {}, {}", batch.language, batch.variant.words(), batch.print.words()),
            ),
            (
                "Pieces",
                format!(
                    "{}, from {} to {}",
                    batch.pieces(),
                    proof.mailing.piece(batch.first),
                    proof.mailing.piece(last)
                ),
            ),
            ("Pieces by place", places.collect::<Vec<_>>().join(", ")),
            ("List of pieces, SHA-256", batch.list.to_string()),
            ("Mailed", mailed(loaded, proof, &batch.id)),
        ] {
            let _ = writeln!(out, "| {name} | {value} |");
        }
    }
    out
}

fn mailed(loaded: &Loaded, proof: &Proof, batch: &BatchId) -> String {
    let Some(sent) = proof.sent.iter().find(|sent| sent.what.batches.contains(batch)) else {
        return "not recorded as mailed".to_owned();
    };
    let what = &sent.what;
    let by = what.by.as_ref().unwrap_or(&sent.recorded_by);
    let receipt = what.receipt.as_ref();
    let receipt = receipt.map(|paper| format!("; receipt {}, SHA-256 {}", export::escaped(&paper.name), paper.sha256));
    format!(
        "{} by {}, {}; handed over by {}; event {}{}",
        moment(loaded, what.at),
        export::escaped(&what.carrier),
        export::escaped(&what.class),
        export::escaped(by),
        sent.event,
        receipt.unwrap_or_default()
    )
}

fn returns(loaded: &Loaded, proof: &Proof) -> String {
    if proof.returned.is_empty() {
        return String::new();
    }
    let mut out = String::from("\n## Returned mail\n\n| Recorded | Pieces | File, SHA-256 |\n|---|---|---|\n");
    for returned in &proof.returned {
        let pieces = returned.what.pieces.len();
        let _ = writeln!(
            out,
            "| {} | {pieces} | {} |",
            recorded(loaded, returned),
            returned.what.list
        );
    }
    let places = proof
        .returned_by_place
        .iter()
        .map(|(place, pieces)| format!("{place} {pieces}"));
    let _ = writeln!(
        out,
        "\nReturned by place: {}. Sent again: {}. Open: {}.",
        places.collect::<Vec<_>>().join(", "),
        proof.sent_again,
        proof.open.len()
    );
    out
}
