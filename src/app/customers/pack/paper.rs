//! A pack as a page for people, from which HTML and PDF are made.

use std::fmt::Write as _;

use super::{Notice, Pack, PackIncident, Told};
use crate::app::letters::context::words_in;
use crate::core::event::{FilingKind, PrintSize};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::table::label;
use crate::core::facts::{IncidentKind, keys};
use crate::core::time::{Zone, moment_words, parse_moment};
use crate::core::verdict::Verdict;
use crate::letter::block::{Clearance, Letter, Letterhead, Paper};
use crate::letter::markdown::{self, escape};

/// The page.
pub fn paper(pack: &Pack) -> Letter {
    Letter {
        title: format!("Security incidents that concern {}", pack.name),
        language: "en".to_owned(),
        paper: Paper::A4,
        print: PrintSize::Standard,
        letterhead: Letterhead {
            name: pack.from.clone().unwrap_or_default(),
            lines: pack.contact.clone(),
            logo: None,
        },
        kind: match pack.has_exercise() {
            true => IncidentKind::Exercise,
            false => IncidentKind::Real,
        },
        // What is in it went out or may be told; nobody approves the list of it.
        clearance: Clearance::Cleared,
        state: String::new(),
        tlp: pack.tlp,
        blocks: markdown::parse(&text(pack)),
    }
}

fn text(pack: &Pack) -> String {
    let mut out = String::new();
    let from = pack.from.as_deref().map(|from| format!("From {}. ", escape(from)));
    let from = from.unwrap_or_default();
    let clock = Clock::of(pack);
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "# Security incidents that concern {}\n\n{from}As of {}. Nothing in this document is legal advice.",
        escape(&pack.name),
        clock.moment(&pack.made_at)
    );
    let _ = writeln!(out, "\n{}", clock.words());
    for incident in &pack.incidents {
        section(&mut out, incident, &clock);
    }
    if let (Some(from), [_, ..]) = (&pack.from, pack.contact.as_slice()) {
        let lines: Vec<String> = pack.contact.iter().map(|line| escape(line)).collect();
        let _ = writeln!(out, "\n## Whom to ask\n\n{}, {}", escape(from), lines.join(", "));
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

fn section(out: &mut String, incident: &PackIncident, clock: &Clock) {
    let kind = match incident.exercise {
        true => IncidentKind::Exercise,
        false => IncidentKind::Real,
    };
    let mark = kind.mark(MarkPlace::Title);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "\n## {mark}Incident {}\n", escape(&incident.code));
    let _ = writeln!(out, "Opened: {}", clock.moment(&incident.opened_at));
    if let Some(closed) = &incident.closed_at {
        let _ = writeln!(out, "\nClosed: {}", clock.moment(closed));
    }
    list(
        (out, clock),
        "What happened",
        &incident.told,
        "No text for customers has been written yet.",
    );
    list(
        (out, clock),
        "Figures",
        &incident.figures,
        "No figures are told here: what is known of this incident is not known of you alone. Those of yours are in the \
         notices that you received.",
    );
    let _ = writeln!(out, "\n### Notices under your contract\n");
    if incident.notices.is_empty() {
        out.push_str("The contract asks for none.\n");
    }
    incident
        .notices
        .iter()
        .for_each(|notice| notice_lines(out, notice, clock));
    if incident.left_out > 0 {
        let _ = writeln!(
            out,
            "\nLeft out, since it concerns others or is internal: {}",
            incident.left_out
        );
    }
}

fn list((out, clock): (&mut String, &Clock), head: &str, all: &[Told], none: &str) {
    let _ = writeln!(out, "\n### {head}\n");
    if all.is_empty() {
        let _ = writeln!(out, "{none}");
    }
    for told in all {
        let unsure = if told.suspected { " (not confirmed)" } else { "" };
        let _ = writeln!(out, "- {}: {}{unsure}", escape(&told.about), said(told, clock));
    }
}

/// A value without the codes that only we know.
fn said(told: &Told, clock: &Clock) -> String {
    if told.about == label(keys::milestones::DISCOVERY) {
        return clock.moment(&told.text);
    }
    if told.about != label(keys::data::ELEMENTS) {
        return escape(&told.text);
    }
    let words = words_in("en", None);
    let named = |code: &str| {
        words
            .elements
            .get(code)
            .cloned()
            .unwrap_or_else(|| code.replace('_', " "))
    };
    let codes = told.text.split(',').map(str::trim).filter(|code| !code.is_empty());
    escape(&codes.map(named).collect::<Vec<_>>().join(", "))
}

fn notice_lines(out: &mut String, notice: &Notice, clock: &Clock) {
    let until = match &notice.deadline {
        Some(deadline) => format!("until {}", clock.moment(deadline)),
        None => "no number of hours or days is agreed".to_owned(),
    };
    let _ = writeln!(out, "- {}: {}; {until}", escape(&notice.cite), verdict(notice.verdict));
    for sent in &notice.sent {
        let _ = write!(out, "    - {} sent {}", filing(sent.kind), clock.moment(&sent.at));
        for (word, text) in [("by", &sent.channel), ("reference", &sent.reference)] {
            if let Some(text) = text {
                let _ = write!(out, ", {word} {}", escape(text));
            }
        }
        out.push('\n');
        for letter in &sent.letters {
            let _ = writeln!(out, "    - its text has the SHA-256 {}", &*letter.sha256);
        }
    }
}

/// What a verdict means to the customer.
fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Due => "the contract asks for it",
        Verdict::Possible => "the contract may ask for it; that is being found out",
        Verdict::NotDue => "the contract does not ask for it; it was sent all the same",
    }
}

/// What a filing is called by whoever gets it.
fn filing(kind: FilingKind) -> &'static str {
    match kind {
        FilingKind::Initial => "first notice",
        FilingKind::Supplement => "supplement",
        FilingKind::Final => "final notice",
    }
}

/// The clock of the contract.
struct Clock {
    zone: Zone,
}

impl Clock {
    fn of(pack: &Pack) -> Clock {
        let named = pack.zone.as_deref().and_then(|name| Zone::named(name).ok());
        Clock {
            zone: named.unwrap_or_else(Zone::utc),
        }
    }

    fn words(&self) -> String {
        match self.zone.is_utc() {
            true => "Times are in UTC.".to_owned(),
            false => format!("Times are those of {}, with UTC beside them.", escape(self.zone.name())),
        }
    }

    /// A moment of the pack on this clock, with UTC in brackets; as it stands where it is none.
    fn moment(&self, text: &str) -> String {
        let Ok(at) = parse_moment(text, Some(&self.zone)) else {
            return escape(text);
        };
        let at = at.to_utc();
        let own = escape(&moment_words(&self.zone, at));
        match self.zone.is_utc() {
            true => own,
            false => format!("{own} ({} UTC)", at.format("%Y-%m-%d %H:%M")),
        }
    }
}
