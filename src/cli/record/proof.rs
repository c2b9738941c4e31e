//! What a check of the record found, for people and for programs.

use serde_json::{Value, json};

use super::checkpoint::AgainstCheckpoint;
use super::signatures::Signatures;
use crate::app::record::{Broken, Checked, LinesThere, Proof};
use crate::cli::output::Output;
use crate::cli::text::{Page, count, counted, line, wrapped};

/// The outcome of a check; the answer is no where something does not fit.
pub(super) fn checked(checked: Checked, held: Vec<AgainstCheckpoint>, signed: Signatures) -> Output {
    let broken = checked.proof.broken.is_some();
    let no = broken || !signed.fit() || held.iter().any(|held| !held.fits());
    let mut of_all = view(&checked.proof);
    if !held.is_empty() {
        of_all["against"] = held.iter().map(AgainstCheckpoint::view).collect();
    }
    if let Some(view) = signed.view() {
        of_all["signatures"] = view;
    }
    if let Some(there) = &checked.lines_there {
        of_all["on_server"] = match there {
            LinesThere::Compared { lines, unsent, void } => {
                json!({ "lines": lines, "unsent": unsent, "void": void })
            }
            LinesThere::NoTable => json!({ "because": "the server has no table for audit logs" }),
            LinesThere::NotAsked(why) => json!({ "because": why.to_string() }),
        };
    }
    of_all["incidents"] = checked.incidents.into();
    of_all["assessed_anew"] = checked.assessed.into();
    Output::new(of_all, move |_| {
        let mut out = page(&checked.proof);
        if let Some(there) = &checked.lines_there {
            out += lines_there(there, broken);
        }
        for held in &held {
            out += held.page();
        }
        out += signed.page();
        if checked.assessed < checked.incidents && !broken {
            out += wrapped(
                "",
                &format!(
                    "{} of {} assessed anew; --full assesses all.",
                    checked.assessed,
                    count(checked.incidents, "incident")
                ),
            );
        }
        out
    })
    .no_if(no)
}

/// How the log of this machine stands against what the team's server keeps of it.
fn lines_there(there: &LinesThere, broken: bool) -> Page {
    match there {
        LinesThere::Compared { .. } if broken => Page::new(),
        LinesThere::Compared {
            lines: 0,
            unsent: 0,
            void: 0,
        } => Page::new(),
        LinesThere::Compared { lines, unsent, void } => {
            let mut out = wrapped(
                "",
                &format!(
                    "Kept on the team's server too, where no login can change anything: {} of this machine's audit log \
                     that belong to no event (what was read, exported or refused).",
                    counted(*lines, "line")
                ),
            );
            if *unsent > 0 {
                out += wrapped("", &format!("Not there yet: {}.", counted(*unsent, "line")));
            }
            if *void > 0 {
                out += wrapped(
                    "",
                    &format!(
                        "{} there that nobody of the record signed: somebody with a login of the server put it there, and it \
                         counts for nothing. The owner of the database sees whose login.",
                        counted(*void, "part")
                    ),
                );
            }
            out
        }
        LinesThere::NoTable => wrapped(
            "",
            "The team's server keeps no audit logs: its owner runs firebell team schema once more.",
        ),
        LinesThere::NotAsked(why) => wrapped(
            "",
            &format!("The audit log was not held against the team's server: {why}."),
        ),
    }
}

/// The outcome for programs.
pub(super) fn view(proof: &Proof) -> Value {
    let broken = proof.broken.as_ref().map(ToString::to_string);
    json!({
        "lines": proof.lines, "events": proof.events, "repairs": proof.repairs, "waiting": proof.waiting,
        "locked": proof.locked, "clock_turned": proof.turned, "erased": proof.erased,
        "erased_without_proof": proof.erased_unproven,
        "times_back": proof.times.back, "first_time_back": proof.times.first, "broken": broken
    })
}

/// What was erased, and whether that is proved.
fn erased(proof: &Proof) -> Page {
    let mut out = Page::new();
    if proof.erased > 0 {
        out += wrapped(
            "",
            &format!(
                "{} erased; number, moment and digest stay.",
                counted(proof.erased, "event")
            ),
        );
    }
    if proof.erased_unproven > 0 {
        out += wrapped(
            "",
            &format!(
                "{} erased by an earlier firebell, which recorded nothing of it: that they were erased by somebody who might \
                 erase them is not proved.",
                counted(proof.erased_unproven, "event")
            ),
        );
    }
    out
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
    out += erased(proof);
    if proof.locked > 0 {
        out += wrapped(
            "",
            &format!(
                "{} written while the record was locked (failed unlocks, restores, changes of its law); no key vouches for \
             what they say.",
                if proof.locked == 1 {
                    "1 line was".to_owned()
                } else {
                    format!("{} lines were", proof.locked)
                }
            ),
        );
    }
    if let Some(first) = &proof.times.first {
        out += wrapped(
            "",
            &format!(
                "Times go back in {}; the first: {first}. The clock was changed, or somebody chose the time.",
                counted(proof.times.back, "place")
            ),
        );
    }
    if proof.turned > 0 {
        out += wrapped(
            "",
            &format!(
                "The clock of the machine turned {}; clock.turned lines of the audit log say when.",
                counted(proof.turned, "time")
            ),
        );
    }
    out
}

/// What can be done about something that does not fit.
fn way_out(broken: &Broken) -> &'static str {
    match broken {
        Broken::Line { .. } | Broken::Differ { .. } | Broken::Log(_) => {
            "firebell audit repair moves the damaged part of the log aside and continues; it never changes an event.\n"
        }
        Broken::Board(_) => {
            "firebell db rebuild rebuilds the summaries and the search, and gives each incident a code of its own.\n"
        }
        Broken::Header(_) => {
            "Restore the header.json of this record from a backup, or if what opens the record now may be known to others: \
             firebell key rotate.\n"
        }
        Broken::Server(_) => {
            "Keep the folder as it is, and have somebody look at the table firebell.audit on the server. Where the folder is a \
             copy of another machine's, or its log was repaired, firebell team address ADDRESS begins anew there, and the log \
             says so.\n"
        }
        Broken::Event { .. }
        | Broken::Erasures(_)
        | Broken::Database(_)
        | Broken::Schema(_)
        | Broken::Tree(_)
        | Broken::End(_) => "Keep all three files as they are, and compare them with a backup.\n",
    }
}
