//! An obligation's page as text.

use crate::app::views::ObligationView;
use crate::core::time::TimeLeft;
use crate::tui::model::Model;
use crate::tui::screen::incident::rows::{resolved, whom};
use crate::tui::screen::incident::state::{IncidentScreen, View};
use crate::tui::screen::stack::Screen;
use crate::tui::screen::text::{Lines, Titles, line};
use crate::tui::screen::why::state::Why;
use crate::tui::words::{self, moment};

/// The page that is at hand, if one is.
pub fn page(incident: &IncidentScreen) -> Option<&Why> {
    match incident.views.last() {
        Some(View::Why(why)) => Some(why),
        Some(View::Timeline(_) | View::Letters(_) | View::Exercise(_)) | None => None,
    }
}

/// The obligation whose page is at hand.
pub fn at_hand(model: &Model) -> Option<&ObligationView> {
    match model.screens.top() {
        Some(Screen::Incident(incident)) => model.find_obligation(&page(incident)?.obligation),
        Some(Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_)) | None => None,
    }
}

/// What is written over the page.
pub fn titles(model: &Model, obligation: &ObligationView) -> Titles {
    let at = obligation.authority.at.as_deref().map(|at| format!(" · {at}"));
    Titles {
        title: format!("{} · {}", obligation.id, obligation.name),
        second: format!("to {}{}", whom(obligation), at.unwrap_or_default()),
        frame: headline(model, obligation),
    }
}

/// What was done or the verdict, and the date, in a line.
pub fn headline(model: &Model, obligation: &ObligationView) -> String {
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
            format!("{verdict} {} · {left}", moment(&deadline.zone, strict))
        }
        (None, Some(why)) => format!("{verdict} · {why}"),
        (None, None) => format!("{verdict} · no fixed period"),
    }
}

/// The deadline of an obligation that is resolved: how much is left does not matter any more.
fn deadline(obligation: &ObligationView) -> String {
    match &obligation.deadline {
        Some(deadline) => format!("deadline {}", moment(&deadline.zone, deadline.strict)),
        None => "no fixed period".to_owned(),
    }
}

/// How an obligation came to its verdict and its date, and what must be known to meet it.
pub fn lines(model: &Model, obligation: &ObligationView) -> Lines {
    let mut lines = Vec::new();
    if let Some(done) = model
        .opened()
        .and_then(|opened| opened.whole.dispositions.get(obligation.id.as_str()))
    {
        let why = done.rationale.as_deref().map(|why| format!(": {why}"));
        let when = moment(&model.zone(), done.at);
        lines.push(line(
            "Recorded",
            format!(
                "{} by {}, {when}{}",
                done.disposition.words(),
                done.actor,
                why.unwrap_or_default()
            ),
        ));
    }
    for reason in &obligation.reasons {
        let cite = reason
            .cite
            .as_deref()
            .map(|cite| format!("  [{cite}]"))
            .unwrap_or_default();
        lines.push(line("Because", format!("{}{cite}", reason.text)));
    }
    lines.extend(obligation.missing.iter().map(|fact| line("Unknown", fact.clone())));
    lines.extend(
        obligation
            .deadline
            .iter()
            .flat_map(|d| &d.steps)
            .map(|step| line("Counted", step.clone())),
    );
    for (deadline, reading) in obligation
        .deadline
        .iter()
        .flat_map(|d| d.readings.iter().map(move |r| (d, r)))
    {
        let disputed = if reading.disputed { ", disputed" } else { "" };
        let at = moment(&deadline.zone, reading.moment.at());
        lines.push(line(
            "Also",
            format!("{} gives {at}{disputed}: {}", reading.name, reading.note),
        ));
    }
    lines.extend(
        obligation
            .standard
            .iter()
            .map(|standard| line("Standard", standard.clone())),
    );
    lines.extend(order(obligation));
    let sent = [
        &obligation.authority.channel,
        &obligation.authority.at,
        &obligation.authority.notes,
    ];
    let sent: Vec<&str> = sent.into_iter().flatten().map(String::as_str).collect();
    if !sent.is_empty() {
        lines.push(line("Send by", sent.join(" · ")));
    }
    if !obligation.content.is_empty() {
        let content: Vec<String> = obligation.content.iter().map(|code| code.replace('_', " ")).collect();
        lines.push(line("Contains", content.join(", ")));
    }
    lines.extend(obligation.check.iter().map(|check| line("Check", check.clone())));
    lines.extend(obligation.follow_up.iter().map(|later| line("Later", later.clone())));
    lines.push(line("Cite", obligation.cite.clone()));
    lines.push(line(
        "Sure?",
        format!("{} · reviewed {}", obligation.confidence, obligation.reviewed_on),
    ));
    let tz = model.opened().map(|opened| opened.whole.assessment.tzdb.clone());
    let rests = format!("tz database {} · {}", tz.unwrap_or_default(), crate::app::views::NOTICE);
    lines.push(line("Rests on", rests));
    lines
}

fn order(obligation: &ObligationView) -> Lines {
    let order = &obligation.order;
    let list = [
        ("before", &order.before),
        ("after", &order.after),
        ("together with", &order.with),
        ("no later than", &order.no_later_than),
    ];
    let named = list.iter().filter(|(_, keys)| !keys.is_empty());
    let mut lines: Lines = named
        .map(|(word, keys)| line("Order", format!("{word} {}", keys.join(", "))))
        .collect();
    lines.extend(order.not_before.iter().map(|why| line("Order", why.clone())));
    lines
}
