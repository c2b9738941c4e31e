//! An obligation's page as text.

use crate::app::called;
use crate::app::views::{DeadlineView, ObligationView, covered};
use crate::core::facts::keys;
use crate::core::facts::table::{label, question};
use crate::core::time::TimeLeft;
use crate::tui::model::Model;
use crate::tui::places;
use crate::tui::screen::incident::rows::{resolved, whom};
use crate::tui::screen::incident::state::{IncidentScreen, View};
use crate::tui::screen::stack::Screen;
use crate::tui::screen::text::{LabelledText, Lines, Titles, line};
use crate::tui::screen::why::state::Why;
use crate::tui::words::{self, moment};

/// The page that is at hand, if one is.
pub(crate) fn page(incident: &IncidentScreen) -> Option<&Why> {
    match incident.views.last() {
        Some(View::Why(why)) => Some(why),
        Some(View::Timeline(_) | View::Letters(_) | View::Sheet(_) | View::Exercise(_)) | None => None,
    }
}

/// The obligation whose page is at hand.
pub(crate) fn at_hand(model: &Model) -> Option<&ObligationView> {
    match model.screens.top() {
        Some(Screen::Incident(incident)) => model.find_obligation(&page(incident)?.obligation),
        Some(Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) | None => {
            None
        }
    }
}

/// What is written over the page.
pub(crate) fn titles(model: &Model, obligation: &ObligationView) -> Titles {
    let at = obligation.authority.at.as_deref().map(|at| format!(" · {at}"));
    Titles {
        title: format!("{} · {}", called::obligation(obligation), obligation.name),
        second: format!("to {}{}", whom(obligation), at.unwrap_or_default()),
        frame: headline(model, obligation),
    }
}

/// What was done or the verdict, and the date, in a line.
pub(crate) fn headline(model: &Model, obligation: &ObligationView) -> String {
    if let Some((opened, done)) = model
        .opened()
        .and_then(|opened| Some((opened, resolved(opened, obligation)?)))
    {
        let when = obligation.filed_at.unwrap_or(done.at);
        return format!(
            "{} on {} · {}",
            done.disposition.words().to_uppercase(),
            moment(&opened.whole.home_zone, when),
            deadline(obligation)
        );
    }
    let verdict = obligation.verdict.words().to_uppercase();
    match (&obligation.deadline, &obligation.no_date) {
        (Some(deadline), _) => {
            let strict = deadline.strict;
            let left = words::clock(obligation.verdict, TimeLeft::until(strict, model.moment()));
            let stand_in = words::provisional(deadline.provisional);
            format!(
                "{verdict} {}{stand_in} · {left}{}",
                moment(&deadline.zone, strict),
                here(model, deadline)
            )
        }
        (None, Some(why)) => format!("{verdict} · {why}"),
        (None, None) => match &obligation.limit {
            Some(limit) => format!("{verdict} · if it were due: {limit}"),
            None => format!("{verdict} · no fixed deadline"),
        },
    }
}

/// A deadline on the clock of the incident, where that shows another time than the one of whoever is told.
fn here(model: &Model, deadline: &DeadlineView) -> String {
    let there = moment(&deadline.zone, deadline.strict);
    let own = model
        .opened()
        .map(|opened| moment(&opened.whole.home_zone, deadline.strict));
    own.filter(|own| *own != there)
        .map(|own| format!(" · here {own}"))
        .unwrap_or_default()
}

/// The deadline of an obligation that is resolved: how much is left does not matter any more.
fn deadline(obligation: &ObligationView) -> String {
    match &obligation.deadline {
        Some(deadline) => {
            let stand_in = words::provisional(deadline.provisional);
            format!("deadline {}{stand_in}", moment(&deadline.zone, deadline.strict))
        }
        None => "no fixed deadline".to_owned(),
    }
}

/// How an obligation came to its verdict and its date, and what must be known to meet it.
pub(crate) fn lines(model: &Model, obligation: &ObligationView) -> Lines {
    let each = |title, texts: &[String]| -> Lines { texts.iter().map(|text| line(title, text.clone())).collect() };
    let mut lines = Lines::new();
    lines.extend(recorded(model, obligation));
    lines.extend(because(obligation));
    lines.extend(covers(model, obligation));
    lines.extend(unknown(model, obligation));
    lines.extend(computed(obligation));
    lines.extend(each("Standard", obligation.standard.as_slice()));
    lines.extend(order(model, obligation));
    lines.extend(sent_by(obligation));
    lines.extend(contains(obligation));
    lines.extend(each("Check", &obligation.check));
    lines.extend(each("Later", obligation.follow_up.as_slice()));
    lines.extend(each("Note", obligation.note.as_slice()));
    lines.push(line("Cite", obligation.cite.clone()));
    let sure = format!("{} · reviewed {}", obligation.confidence, obligation.reviewed_on);
    lines.push(line("Confidence", sure));
    let tz = model.opened().map(|opened| opened.whole.assessment.tzdb.clone());
    let rests = format!("tz database {} · {}", tz.unwrap_or_default(), crate::app::views::NOTICE);
    lines.push(line("Based on", rests));
    lines
}

/// What the record says was done about it.
fn recorded(model: &Model, obligation: &ObligationView) -> Option<LabelledText> {
    let opened = model.opened()?;
    let done = opened.whole.dispositions.get(obligation.id.as_str())?;
    let why = done.rationale.as_deref().map(|why| format!(": {why}"));
    let (state, when) = (done.disposition.words(), moment(&model.zone(), done.at));
    let text = format!("{state} by {}, {when}{}", done.actor, why.unwrap_or_default());
    Some(line("Recorded", text))
}

fn because(obligation: &ObligationView) -> Lines {
    let reasons = obligation.reasons.iter().map(|reason| {
        let cite = reason.cite.as_deref().map(|cite| format!("  [{cite}]"));
        let text = called::with_places(&reason.text);
        line("Because", format!("{text}{}", cite.unwrap_or_default()))
    });
    reasons.collect()
}

/// Which data elements the law covers, and which of those recorded.
fn covers(model: &Model, obligation: &ObligationView) -> Lines {
    let whole = model.opened().map(|opened| &opened.whole.assessment);
    let lines = whole.into_iter().flat_map(|view| covered(view, obligation));
    lines.map(|(label, text)| line(label, text)).collect()
}

/// What is not known, as it is asked for; the first is opened with Enter.
fn unknown(model: &Model, obligation: &ObligationView) -> Lines {
    let asked = |key: &String| line("Unknown", asked_for(model, key));
    obligation.missing.iter().map(asked).collect()
}

fn asked_for(model: &Model, key: &str) -> String {
    if let Some(code) = key.strip_prefix(keys::decisions::BELOW) {
        let decision = model.start.decisions.iter().find(|offer| offer.key == code);
        let means = decision.map_or_else(|| label(key), |offer| offer.question.clone());
        return format!("{means} (to be decided: d)");
    }
    let asked = model.opened().and_then(|opened| opened.questions.get(key));
    let asked = asked.map_or_else(|| question(key), Clone::clone);
    places::named_in(&asked, key)
}

/// How the date was counted, and what other ways of counting give.
fn computed(obligation: &ObligationView) -> Lines {
    let Some(deadline) = &obligation.deadline else {
        return Lines::new();
    };
    let steps = deadline.steps.iter().map(|step| line("Counted", step.clone()));
    let others = deadline.readings.iter().map(|reading| {
        let disputed = if reading.disputed { ", disputed" } else { "" };
        let at = moment(&deadline.zone, reading.moment.at());
        line("Also", format!("counted another way: {at}{disputed}: {}", reading.note))
    });
    let uncounted = deadline.readings_not_computed.iter();
    let uncounted = uncounted.map(|uncounted| line("Also", uncounted.words()));
    steps.chain(others).chain(uncounted).collect()
}

fn sent_by(obligation: &ObligationView) -> Option<LabelledText> {
    let authority = &obligation.authority;
    let ways = [&authority.channel, &authority.at, &authority.notes];
    let ways: Vec<&str> = ways.into_iter().flatten().map(String::as_str).collect();
    (!ways.is_empty()).then(|| line("Send by", ways.join(" · ")))
}

fn contains(obligation: &ObligationView) -> Option<LabelledText> {
    let contains = &obligation.contains;
    (!contains.is_empty()).then(|| line("Contains", contains.join("; ")))
}

fn order(model: &Model, obligation: &ObligationView) -> Lines {
    let all = model
        .opened()
        .map_or(&[][..], |opened| &opened.whole.assessment.obligations);
    let names = |ids: &[String]| ids.iter().map(|id| called::obligation_of(all, id)).collect::<Vec<_>>();
    let order = &obligation.order;
    let list = [
        ("before", &order.before),
        ("after", &order.after),
        ("together with", &order.with),
        ("no later than", &order.no_later_than),
    ];
    let named = list.iter().filter(|(_, keys)| !keys.is_empty());
    let mut lines: Lines = named
        .map(|(word, keys)| line("Order", format!("{word} {}", names(keys.as_slice()).join("; "))))
        .collect();
    lines.extend(order.not_before.iter().map(|why| line("Order", why.clone())));
    lines
}
