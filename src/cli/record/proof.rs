//! What a check of the record found, for people and for programs.

use serde_json::{Value, json};

use crate::app::record::{Broken, Proof};
use crate::cli::output::Output;
use crate::cli::text::{Page, counted, line};

/// The outcome of a check; the answer is no where something does not fit.
pub(super) fn output(proof: Proof) -> Output {
    let broken = proof.broken.is_some();
    Output::new(view(&proof), move |_| page(&proof)).no_if(broken)
}

/// The outcome for programs.
pub(super) fn view(proof: &Proof) -> Value {
    let broken = proof.broken.as_ref().map(ToString::to_string);
    json!({
        "lines": proof.lines, "events": proof.events, "repairs": proof.repairs, "waiting": proof.waiting, "broken": broken
    })
}

/// The outcome for people.
pub(super) fn page(proof: &Proof) -> Page {
    let mut out = match &proof.broken {
        None => line(format_args!(
            "Intact: {} and {} agree.",
            counted(proof.lines, "audit line"),
            counted(proof.events, "event")
        )),
        Some(broken) => {
            let mut out = line(format_args!("BROKEN. First inconsistency: {broken}"));
            out += way_out(broken);
            out
        }
    };
    if proof.repairs > 0 {
        writeln!(
            out,
            "The audit log was repaired; its audit.repair lines say when ({}).",
            proof.repairs
        );
    }
    if proof.waiting > 0 {
        writeln!(out, "Audit lines waiting in the database: {}.", proof.waiting);
    }
    out
}

/// What can be done about something that does not fit.
fn way_out(broken: &Broken) -> &'static str {
    match broken {
        Broken::Line { .. } | Broken::Log(_) => {
            "firebell audit repair moves the damaged part of the log aside and continues; it never changes an event.\n"
        }
        Broken::Board(_) => "firebell db rebuild rebuilds the summaries and gives each incident a code of its own.\n",
        Broken::Header(_) => {
            "Restore the header.json of this record from a backup, or if what opens the record now may be known to others: \
             firebell key rotate.\n"
        }
        Broken::Event { .. } | Broken::Database(_) => {
            "Keep all three files as they are, and compare them with a backup.\n"
        }
    }
}
