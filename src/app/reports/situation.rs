//! The situation report: one page for people who were not in the room.

use std::fmt::Write as _;

use super::in_words;
use super::markdown::escaped;
use crate::app::assessment::assessed::Assessed;
use crate::app::called;
use crate::app::record::Loaded;
use crate::app::views::incident::tasks;
use crate::app::views::utc;
use crate::app::views::{NOTICE, ObligationView, replaced_words};
use crate::core::capital::capitalized;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::keys;
use crate::core::facts::table::{self, Group};
use crate::core::ids::ObligationId;
use crate::core::incident::Disposed;
use crate::core::incident::decide::open_obligations;
use crate::core::obligation::moment_words;
use crate::core::playbook::Playbook;
use crate::core::time::StoryTime;
use crate::core::time::Zone;
use crate::core::verdict::Verdict;

fn banner(loaded: &Loaded) -> String {
    match loaded.incident.kind.mark(MarkPlace::Document) {
        "" => String::new(),
        mark => format!("**{mark}**\n\n"),
    }
}

/// One page for leadership: where it stands, what is due when, what is not known, what was decided and filed.
pub fn situation(loaded: &Loaded, assessed: &Assessed, playbooks: &[Playbook], now: StoryTime) -> String {
    let incident = &loaded.incident;
    let zone = loaded.incident.home_zone.clone();
    let mut out = String::new();
    // Writing to a String cannot fail.
    let mark = incident.kind.mark(MarkPlace::Title);
    let _ = writeln!(out, "# {mark}{} {}\n", incident.code, escaped(&incident.title));
    out += &banner(loaded);
    let _ = writeln!(out, "As of {}, {}.\n", moment_words(&zone, now.at()), zone.name());
    for import in crate::app::views::incident::imports(incident) {
        let _ = writeln!(
            out,
            "- Imported {} by {} from another record, where its code was {}; entries 1 to {} were recorded there",
            utc(import.at.at()),
            escaped(&import.by),
            escaped(&import.was),
            import.through
        );
    }
    let _ = writeln!(out, "- Stage: {}", incident.stage.title());
    if let Some((at, why)) = &incident.closed {
        let _ = writeln!(out, "- Closed on {}: {}", moment_words(&zone, *at), escaped(why));
    }
    let _ = writeln!(out, "- {}", risk(loaded, assessed));
    let open = open_obligations(incident, &assessed.obligations);
    let possible = assessed
        .view
        .obligations
        .iter()
        .filter(|o| o.verdict == Verdict::Possible)
        .count();
    let _ = writeln!(out, "- Obligations: {} due and open, {possible} possible", open.len());
    clocks(&mut out, assessed, &open);
    known(&mut out, loaded, assessed, &zone);
    unknown(&mut out, assessed);
    decided(&mut out, loaded, assessed, &zone);
    done(&mut out, loaded, assessed, &zone);
    let _ = writeln!(out, "\n## Next steps\n");
    for row in tasks(loaded, playbooks, false).iter().take(8) {
        let _ = writeln!(out, "- {} ({})", escaped(&row.title), escaped(&row.owner));
    }
    let _ = writeln!(out, "\n---\n\n{NOTICE}");
    if let Some(words) = replaced_words(&assessed.view.rule_base.overlays) {
        let _ = writeln!(out, "\n{}", escaped(&words));
    }
    out
}

/// The risk as a person decided it, else as the methods propose.
fn risk(loaded: &Loaded, assessed: &Assessed) -> String {
    match loaded.incident.decision("gdpr_risk") {
        Some(decided) => format!(
            "Risk to people, as {} decided: {}",
            escaped(&decided.decided_by),
            escaped(&decided.said().words(&loaded.incident.home_zone))
        ),
        None => {
            let proposed = assessed.view.risk.as_ref().and_then(|risk| risk.suggested.as_deref());
            format!(
                "Risk to people, as the method proposes: {}",
                proposed.unwrap_or("undecided")
            )
        }
    }
}

fn clocks(out: &mut String, assessed: &Assessed, open: &[ObligationId]) {
    let _ = writeln!(out, "\n## Deadlines\n");
    let dated = |o: &&ObligationView| open.contains(&o.id);
    let list: Vec<&ObligationView> = assessed.view.obligations.iter().filter(dated).collect();
    if list.is_empty() {
        let _ = writeln!(out, "No obligation is due and open.");
        return;
    }
    let _ = writeln!(out, "| due | recipient | law |\n| --- | --- | --- |");
    for o in list.iter().take(20) {
        // A day of the authority's is told as its clocks have it.
        let when = o.deadline.as_ref().map(|deadline| {
            let provisional = if deadline.provisional { " (provisional)" } else { "" };
            moment_words(&deadline.zone, deadline.strict) + provisional
        });
        let when = when.or_else(|| o.no_date.clone()).or_else(|| o.standard.clone());
        let when = when.unwrap_or_else(|| "no fixed deadline".to_owned());
        let (whom, provision) = (called::obligation(o), format!("{}, {}", o.name, o.cite));
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            escaped(&when),
            escaped(&whom),
            escaped(&provision)
        );
    }
    if list.len() > 20 {
        let _ = writeln!(out, "\nand {} more.", list.len() - 20);
    }
}

/// Texts of the story that a report tells; the others are for letters.
const STORY: [&str; 4] = ["what_happened", "consequences", "measures_taken", "measures_planned"];

/// Groups of facts in the order in which a report tells them. Decisions stand under a heading of their own, and who sends
/// letters is no news.
const TOLD: [Group; 5] = [
    Group::Moments,
    Group::Happened,
    Group::Data,
    Group::People,
    Group::Questions,
];

fn known(out: &mut String, loaded: &Loaded, assessed: &Assessed, zone: &Zone) {
    let _ = writeln!(out, "\n## What is known\n");
    let incident = &loaded.incident;
    let mut line = |label: &str, words: &str| {
        let _ = writeln!(out, "- {}: {}", escaped(&capitalized(label)), escaped(words));
    };
    for name in STORY {
        if let Some(text) = in_words::story(loaded, name) {
            line(&name.replace('_', " "), &text);
        }
    }
    let of = |group: Group| move |key: &&String| table::find(key).is_some_and(|fact| fact.group == group);
    for group in TOLD {
        for key in incident.facts.keys().filter(of(group)) {
            let label = called::label(&assessed.view.obligations, key);
            let current = incident.current(key).into_iter();
            for words in current.filter_map(|entry| in_words::entry(zone, key, entry)) {
                line(&label, &words);
            }
        }
    }
    // A fact that the table does not know, of a newer firebell or an older one, is told as it is.
    for key in incident.facts.keys().filter(|key| table::find(key).is_none()) {
        let current = incident.current(key).into_iter();
        for words in current.filter_map(|entry| in_words::entry(zone, key, entry)) {
            line(key, &words);
        }
    }
}

fn unknown(out: &mut String, assessed: &Assessed) {
    if assessed.view.open_facts.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## What is still unknown\n");
    for fact in assessed.view.open_facts.iter().take(8) {
        let question = called::question(&assessed.view.obligations, &fact.fact, fact.question.clone());
        let question = places_in(&fact.fact, question);
        let _ = writeln!(out, "- {} (settles {})", escaped(&question), fact.settles);
    }
}

/// A question about the people of a place names the place.
fn places_in(key: &str, question: String) -> String {
    match key.strip_prefix(keys::affected::BELOW) {
        Some(code) => question.replace(code, called::place(code)),
        None => question,
    }
}

/// Decisions with their reasons and those that stand in the log, oldest first.
fn decided(out: &mut String, loaded: &Loaded, assessed: &Assessed, zone: &Zone) {
    let with_reasons = loaded.incident.decisions.iter().map(|d| {
        let key = keys::decisions::key(&d.key);
        let words = format!(
            "{}: {}: {}",
            escaped(&called::label(&assessed.view.obligations, &key)),
            escaped(&d.said().words(zone)),
            escaped(&d.rationale)
        );
        (d.at, escaped(&d.decided_by), words)
    });
    let logged = in_words::logged_decisions(loaded);
    let logged = logged
        .iter()
        .map(|line| (line.at, escaped(&line.by), escaped(&line.text)));
    let mut all: Vec<_> = with_reasons.chain(logged).collect();
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|(at, _, _)| *at);
    let _ = writeln!(out, "\n## Decisions\n");
    for (at, by, words) in all {
        let _ = writeln!(out, "- {}, {by}: {words}", moment_words(zone, at));
    }
}

fn done(out: &mut String, loaded: &Loaded, assessed: &Assessed, zone: &Zone) {
    if loaded.incident.dispositions.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## Notices\n");
    for (key, list) in &loaded.incident.dispositions {
        for d in list {
            let _ = writeln!(
                out,
                "- {}: {}, {}, recorded by {}{}",
                escaped(&called::obligation_of(&assessed.view.obligations, key)),
                d.disposition.words(),
                moment_words(zone, d.at),
                escaped(&d.actor),
                reference(d)
            );
        }
    }
}

/// The recipient's number for a filing.
fn reference(disposed: &Disposed) -> String {
    let reference = disposed
        .disposition
        .filing()
        .and_then(|filing| filing.reference.as_ref());
    reference.map_or_else(String::new, |number| format!(", reference {}", escaped(number)))
}
