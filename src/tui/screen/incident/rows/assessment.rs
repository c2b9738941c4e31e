//! Assessment: what applies, and what must I find out?

use super::{Later, PART, QUESTION, Row, Target, asked, facts, steps, told};
use crate::app::assessment::opened_incident::Opened;
use crate::app::views::{ObligationView, OpenFactView};
use crate::core::facts::keys;
use crate::core::facts::table::{self, Group};
use crate::core::time::TimeLeft;
use crate::core::verdict::Verdict;
use crate::tui::form::{decision, people, profile, roster};
use crate::tui::model::Model;
use crate::tui::screen::incident::nearness::Near;
use crate::tui::theme::Tone;
use crate::tui::words::value;

/// Open facts that are listed; the rest is said in a line.
const LISTED: usize = 12;

pub(super) fn rows(model: &Model, opened: &Opened) -> Vec<Row> {
    let view = &opened.whole.assessment;
    let mut rows = vec![Row::head("Find out next (Enter opens the input)")];
    rows.extend(no_sectors(model, opened));
    rows.extend(places_of_people(opened));
    rows.extend(
        view.open_facts
            .iter()
            .take(LISTED)
            .map(|fact| open_fact(model, opened, fact)),
    );
    let of_letters: Vec<Row> = hashed_passwords(opened).into_iter().chain(of_some(opened)).collect();
    if view.open_facts.is_empty() && of_letters.is_empty() {
        rows.push(Row::words("Nothing is open: what is known settles every obligation."));
    }
    rows.extend(of_letters);
    if let Some(more) = view.open_facts.len().checked_sub(LISTED + 1) {
        rows.push(Row::words(format!("and {} more with less effect", more + 1)));
    }
    rows.push(Row::head("Data"));
    rows.extend(facts(opened, Group::Data));
    rows.push(Row::head("People"));
    rows.extend(facts(opened, Group::People));
    rows.extend(opened.whole.assessment.people.remarks.iter().map(Row::words));
    rows.push(Row::add(
        "count people by place (#): Texas 3,100, Germany 400-900 …",
        people::OPEN,
    ));
    rows.push(Row::add("count people from an affected-persons list", roster::OPEN));
    rows.push(Row::head(risk_head(opened)));
    rows.extend(methods(opened));
    rows.extend(decisions(opened));
    rows.push(Row::add("record a decision", decision::OPEN));
    rows.extend(verdicts(model, opened));
    rows.push(Row::head("Steps"));
    rows.extend(steps(model, opened, "assessment"));
    rows
}

/// No law of the rule base asks it as a fact, but letters and the reading of "password" in many laws turn on it.
fn hashed_passwords(opened: &Opened) -> Option<Row> {
    const KEY: &str = keys::data::PASSWORDS_HASHED;
    let passwords = |codes: &Vec<String>| codes.iter().any(|code| code == "online_credentials");
    let asked = opened.whole.assessment.elements.as_ref().is_some_and(passwords);
    asked.then(|| open_for_letters(opened, KEY)).flatten()
}

/// Nor does one ask it of each element, but a letter that names all of them as everybody's is wrong for most.
fn of_some(opened: &Opened) -> Option<Row> {
    let several = |codes: &Vec<String>| codes.len() > 1;
    let asked = opened.whole.assessment.elements.as_ref().is_some_and(several);
    asked.then(|| open_for_letters(opened, keys::data::OF_SOME)).flatten()
}

/// The question of a fact that only letters tell, while it is not known.
fn open_for_letters(opened: &Opened, key: &'static str) -> Option<Row> {
    let known = opened.facts.iter().any(|fact| fact.key == key);
    let target = Target::Fact(key.to_owned());
    (!known).then(|| Row::new(QUESTION, table::question(key), "letters", Tone::Open, target))
}

/// While the sectors are open, the one answer that settles more obligations than any other comes first.
fn no_sectors(model: &Model, opened: &Opened) -> Option<Row> {
    let waits = waiting_for_sectors(model, opened)?;
    let right = format!("{waits} obligations");
    let target = Target::Form(profile::NO_SECTORS);
    Some(Row::new(QUESTION, NO_SECTORS, right, Tone::Open, target))
}

/// The question for all sectors at once.
pub(crate) const NO_SECTORS: &str = "None of the special sectors, or which ones?";

/// How many obligations wait for the sectors, while the question for all of them is worth asking.
pub(crate) fn waiting_for_sectors(model: &Model, opened: &Opened) -> Option<usize> {
    let of_sector = |fact: &String| fact.starts_with(keys::organisation::OF_PROFILE);
    let all = opened.whole.assessment.obligations.iter();
    let waits = all
        .filter(|o| o.verdict == Verdict::Possible && o.missing.iter().any(of_sector))
        .count();
    let in_incident = opened.facts.iter().any(|fact| fact.key == keys::organisation::PROFILE);
    let known = in_incident || model.start.profile.contains_key(keys::organisation::PROFILE);
    (waits >= MANY && !known).then_some(waits)
}

/// While no place is named, one form asks for all of them.
fn places_of_people(opened: &Opened) -> Option<Row> {
    let waits = waiting_for_places(opened)?;
    let right = format!("{waits} obligations");
    Some(Row::new(
        QUESTION,
        PLACES,
        right,
        Tone::Open,
        Target::Form(people::OPEN),
    ))
}

/// The question for the people of all places at once.
pub(crate) const PLACES: &str = "Where do the people live, and does anybody live elsewhere?";

/// How many obligations wait for the numbers of people in places, while the question for all of them is worth asking.
pub(crate) fn waiting_for_places(opened: &Opened) -> Option<usize> {
    let of_place = |fact: &String| fact.starts_with(keys::affected::BELOW);
    let all = opened.whole.assessment.obligations.iter();
    let waits = all
        .filter(|o| o.verdict == Verdict::Possible && o.missing.iter().any(of_place))
        .count();
    let names_place = |key: &str| key.starts_with(keys::affected::BELOW) && key != keys::affected::TOTAL;
    let named = opened.facts.iter().any(|fact| names_place(&fact.key));
    (waits >= MANY && !named).then_some(waits)
}

/// Obligations that wait for sectors before the question for all of them is worth asking.
const MANY: usize = 10;

fn open_fact(model: &Model, opened: &Opened, fact: &OpenFactView) -> Row {
    let soonest = fact.soonest.map(|at| TimeLeft::until(at, model.moment()));
    // A date that is past says nothing before it is known whether it applies.
    let soon = soonest.filter(|left| !left.is_past());
    let soon = soon.map(|left| format!(", first {}", left.informative()));
    let obligations = if fact.settles == 1 { "obligation" } else { "obligations" };
    let right = format!("{} {obligations}{}", fact.settles, soon.unwrap_or_default());
    Row::new(
        QUESTION,
        asked(opened, &fact.fact),
        right,
        Tone::Open,
        Target::Fact(fact.fact.clone()),
    )
}

fn risk_head(opened: &Opened) -> String {
    let proposed = opened
        .whole
        .assessment
        .risk
        .as_ref()
        .and_then(|r| r.suggested.as_deref());
    match proposed {
        Some(risk) => format!("Risk: the methods propose {}", risk.to_uppercase()),
        None => "Risk: the methods need more facts".to_owned(),
    }
}

fn methods(opened: &Opened) -> Vec<Row> {
    let methods = opened.whole.assessment.risk.iter().flat_map(|risk| &risk.methods);
    methods
        .enumerate()
        .map(|(at, method)| {
            let score = method.score.map(|s| format!("{s:.2} ")).unwrap_or_default();
            let right = format!("{score}{}", method.band);
            Row::new(
                "≡",
                format!("{}: {}", method.name, method.conclusion),
                right,
                Tone::Plain,
                Target::Method(at),
            )
        })
        .collect()
}

fn decisions(opened: &Opened) -> impl Iterator<Item = Row> {
    opened.whole.decisions.iter().map(|decision| {
        let text = format!(
            "decided by {}: {} = {}",
            decision.decided_by,
            decision.key,
            value(&decision.value, &opened.whole.home_zone)
        );
        let keep = decision.keep_until.map(|day| format!("retain until {day}"));
        Row::new(
            "✓",
            text,
            keep.unwrap_or_default(),
            Tone::Done,
            Target::Decision(decision.key.clone()),
        )
    })
}

fn verdicts(model: &Model, opened: &Opened) -> Vec<Row> {
    let not_due = model.incident().is_some_and(|incident| incident.not_due);
    let all = &opened.whole.assessment.obligations;
    let of = |verdict: Verdict| all.iter().enumerate().filter(move |(_, o)| o.verdict == verdict);
    let row = |(at, o): (usize, &ObligationView), later: fn(usize) -> Later| {
        Row::later(Target::Obligation(o.id.to_string()), later(at))
    };
    let count = |verdict| of(verdict).count();
    let head = format!(
        "DUE {}  POSSIBLE {}  NOT DUE {}",
        count(Verdict::Due),
        count(Verdict::Possible),
        count(Verdict::NotDue)
    );
    let mut rows = vec![Row::head(head)];
    let near = Near::of(model, opened);
    let mut possible: Vec<_> = of(Verdict::Possible).collect();
    possible.sort_by_cached_key(|(_, o)| near.distance(o));
    rows.extend(of(Verdict::Due).chain(possible).map(|one| row(one, Later::Obligation)));
    let words = if not_due {
        "hide those not due"
    } else {
        "list those not due, with their reasons"
    };
    rows.push(Row::new(
        "○",
        words,
        count(Verdict::NotDue).to_string(),
        Tone::Quiet,
        Target::NotDue,
    ));
    if not_due {
        rows.extend(of(Verdict::NotDue).map(|one| row(one, Later::NotDue)));
    }
    rows
}

/// An obligation that is not due, with the reason.
pub(super) fn not_due(model: &Model, o: &ObligationView) -> Row {
    let reason = o.reasons.last().map(|r| r.text.clone()).unwrap_or_default();
    Row::new(
        "○",
        format!("{} · {reason}", told(o)),
        "",
        Tone::Quiet,
        Target::Obligation(o.id.to_string()),
    )
    .found_by(format!("{}{PART}{}", told(o), model.start.places_of(&o.jurisdiction)))
}
