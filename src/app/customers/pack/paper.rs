//! A pack as a page for people, from which HTML and PDF are made.

use std::fmt::Write as _;

use super::{Notice, Pack, PackIncident, Told};
use crate::core::event::PrintSize;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::letter::block::{Clearance, Letter, Letterhead, Paper};
use crate::letter::markdown::{self, escape};

/// The page.
pub fn paper(pack: &Pack) -> Letter {
    Letter {
        title: format!("Security incidents that concern {}", pack.name),
        language: "en".to_owned(),
        paper: Paper::A4,
        print: PrintSize::Standard,
        letterhead: Letterhead::default(),
        kind: match pack.has_exercise() {
            true => IncidentKind::Exercise,
            false => IncidentKind::Real,
        },
        // What is in it went out or may be told; nobody approves the list of it.
        clearance: Clearance::Cleared,
        state: String::new(),
        blocks: markdown::parse(&text(pack)),
    }
}

fn text(pack: &Pack) -> String {
    let mut out = pack
        .tlp
        .map(|tlp| format!("**{}**\n\n", tlp.words()))
        .unwrap_or_default();
    let from = pack.from.as_deref().map(|from| format!("From {}. ", escape(from)));
    let from = from.unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "# Security incidents that concern {}\n\n{from}As of {}. Nothing in this document is legal advice.",
        escape(&pack.name),
        pack.made_at
    );
    for incident in &pack.incidents {
        section(&mut out, incident);
    }
    out += "\n## How to check it\n\n";
    out += match pack.evidence {
        Some(_) => {
            "`pack.json` holds the same and, for each notice, the entry of our record that proves it, with its place in the \
             record. `firebell verify pack.json` checks it without our help; `pack.sig` is the signature over all files. Compare \
             the key with one that you had from us before.\n"
        }
        None => "The record is of a format that proves nothing to others.\n",
    };
    out
}

fn section(out: &mut String, incident: &PackIncident) {
    let kind = match incident.exercise {
        true => IncidentKind::Exercise,
        false => IncidentKind::Real,
    };
    let mark = kind.mark(MarkPlace::Title);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "\n## {mark}Incident {}\n", escape(&incident.code));
    let _ = writeln!(out, "Opened: {}", incident.opened_at);
    if let Some(closed) = &incident.closed_at {
        let _ = writeln!(out, "\nClosed: {closed}");
    }
    list(
        out,
        "What happened",
        &incident.told,
        "No text for customers has been written yet.",
    );
    list(
        out,
        "Figures",
        &incident.figures,
        "No figures are told here: what is known of this incident is not known of you alone. Those of yours are in the \
         notices that you received.",
    );
    let _ = writeln!(out, "\n### Notices under your contract\n");
    if incident.notices.is_empty() {
        out.push_str("The contract asks for none.\n");
    }
    incident.notices.iter().for_each(|notice| notice_lines(out, notice));
    if incident.left_out > 0 {
        let _ = writeln!(
            out,
            "\nLeft out, since it concerns others or is internal: {}",
            incident.left_out
        );
    }
}

fn list(out: &mut String, head: &str, all: &[Told], none: &str) {
    let _ = writeln!(out, "\n### {head}\n");
    if all.is_empty() {
        let _ = writeln!(out, "{none}");
    }
    for told in all {
        let unsure = if told.suspected { " (not confirmed)" } else { "" };
        let _ = writeln!(out, "- {}: {}{unsure}", escape(&told.about), escape(&told.text));
    }
}

fn notice_lines(out: &mut String, notice: &Notice) {
    let deadline = notice
        .deadline
        .as_deref()
        .unwrap_or("no number of hours or days is agreed");
    let _ = writeln!(
        out,
        "- {} ({}): {}; until {deadline}",
        escape(&notice.obligation),
        escape(&notice.cite),
        escape(&notice.verdict)
    );
    for sent in &notice.sent {
        let _ = write!(out, "    - sent {} ({})", sent.at, escape(&sent.kind));
        for (word, text) in [("by", &sent.channel), ("reference", &sent.reference)] {
            if let Some(text) = text {
                let _ = write!(out, ", {word} {}", escape(text));
            }
        }
        out.push('\n');
        for letter in &sent.letters {
            let _ = writeln!(
                out,
                "    - text {}, SHA-256 {}",
                escape(&letter.letter),
                &*letter.sha256
            );
        }
    }
}
