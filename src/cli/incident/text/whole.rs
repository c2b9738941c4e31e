//! One incident: its stage, what to do next, and its obligations.

use super::changes::{changes, import_words};
use crate::app::assessment::assessed::Change;
use crate::app::called;
use crate::app::views::incident::Whole;
use crate::cli::assess::text::{NotDue, page};
use crate::cli::context::Clocked;
use crate::cli::text::{Page, moment, wrapped};
use crate::core::event::Stage;
use crate::core::exercise_mark::MarkPlace;
use crate::core::law::pack::Edition;

pub(crate) fn whole(view: &Whole, clocked: &Clocked, all: bool) -> Page {
    let zone = &clocked.zone;
    let mut out = Page::new();
    out += wrapped("", &format!("{}{}", view.kind.mark(MarkPlace::Headline), view.code));
    out += not_yet_shared(view.not_yet_shared);
    for import in &view.imports {
        out += wrapped("", &import_words(import, zone));
    }
    for former in &view.former_codes {
        let (code, until, why) = (&former.code, moment(zone, former.until.at()), former.because.words());
        out += wrapped("", &format!("Its code was {code} until {until}: {why}."));
    }
    let rail: Vec<String> = Stage::ALL.iter().map(|stage| rail(*stage, view)).collect();
    out += wrapped("", &rail.join("  "));
    if let Some(closed) = view.closed_at {
        writeln!(out, "CLOSED {}", moment(zone, closed));
    }
    out += wrapped("Next: ", &view.next_step.to_string());
    if !view.open_criteria.is_empty() {
        out += wrapped("Open before the next stage: ", &view.open_criteria.join("; "));
    }
    let all_obligations = &view.assessment.obligations;
    let name = |change: &Change| called::obligation_of(all_obligations, change.obligation.as_str());
    let names: Vec<String> = view.changes.iter().map(name).collect();
    out += changes(&view.changes, &names, clocked);
    let rule_base = &view.assessment.rule_base;
    let by = |law: Option<&Edition>| {
        let other = rule_base.other(law);
        other
            .map(|law| format!(" (by another edition of the law: {law})"))
            .unwrap_or_default()
    };
    for (key, disposition) in &view.dispositions {
        out += wrapped(
            "Resolved: ",
            &format!(
                "{key} {} {}{}",
                disposition.disposition.words(),
                moment(zone, disposition.at),
                by(disposition.law.as_ref())
            ),
        );
    }
    for decision in &view.decisions {
        if rule_base.other(decision.law.as_ref()).is_some() {
            let (key, at, by) = (&decision.key, moment(zone, decision.at), by(decision.law.as_ref()));
            out += wrapped("Decided: ", &format!("{key} {at}{by}"));
        }
    }
    for (key, target) in &view.policy_targets {
        out += wrapped(
            "Policy target: ",
            &format!("{key} by {} (the law sets no date)", moment(zone, *target)),
        );
    }
    out.gap();
    let explained_by = format!("firebell incident why {} OBLIGATION", view.code);
    let shown = match all {
        true => NotDue::Listed,
        false => NotDue::Counted {
            explained_by: &explained_by,
        },
    };
    out += page(&view.assessment, zone, clocked.now, shown);
    out
}

/// What of it waits for the team's server.
fn not_yet_shared(entries: usize) -> Page {
    match entries {
        0 => Page::new(),
        n => wrapped(
            "",
            &format!(
                "NOT YET SHARED: {} on this machine until the team's server can be reached, and {} part of what is shown.",
                if n == 1 {
                    "1 entry waits".to_owned()
                } else {
                    format!("{n} entries wait")
                },
                if n == 1 { "is" } else { "are" }
            ),
        ),
    }
}

fn rail(stage: Stage, view: &Whole) -> String {
    let mark = if stage == view.stage && view.closed_at.is_none() {
        "◐ here"
    } else if view.stages.iter().any(|entered| entered.stage == stage) {
        "● entered"
    } else {
        "○"
    };
    format!("{} {mark}", stage.title())
}
