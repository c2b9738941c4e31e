//! How one obligation came to its verdict and date.

use serde_json::to_string_pretty;

use super::text::when_words;
use crate::app::views::{self, AssessmentView, DeadlineView, ObligationView};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::text::{Page, moment, wrapped};
use crate::core::ids::ObligationName;
use crate::core::time::{StoryTime, Zone};
use crate::core::toml_text::reader::suggestion_or;

/// Every obligation that the wanted id names: with an authority left out, one for each authority.
pub(crate) fn explained(view: AssessmentView, wanted: &str, home: Zone, now: StoryTime) -> Result<Output, Failure> {
    let wanted = wanted.to_owned();
    if found(&view, &wanted).next().is_none() {
        let ids: Vec<&str> = view.obligations.iter().map(|o| o.id.as_str()).collect();
        return Err(Failure::input(format!("unknown obligation `{wanted}`")).hint(suggestion_or(
            &wanted,
            &ids,
            "an obligation is REGIME/NAME, such as us-tx/regulator; `firebell law show REGIME` lists those of a regime",
        )));
    }
    let same = wanted.clone();
    Ok(Output::of(
        view,
        move |view| to_string_pretty(&found(view, &wanted).collect::<Vec<_>>()),
        move |view| {
            let mut out = Page::new();
            for obligation in found(view, &same) {
                if !out.is_empty() {
                    out.gap();
                }
                out += page(obligation, view, &home, now);
            }
            out
        },
    ))
}

fn found<'v>(view: &'v AssessmentView, wanted: &str) -> impl Iterator<Item = &'v ObligationView> + use<'v> {
    let wanted = ObligationName::from(wanted);
    view.obligations.iter().filter(move |o| wanted.covers(&o.id))
}

fn page(o: &ObligationView, view: &AssessmentView, home: &Zone, now: StoryTime) -> Page {
    let mut out = Page::new();
    let whom = o
        .authority
        .name
        .clone()
        .unwrap_or_else(|| o.recipient.words_under(&o.jurisdiction).to_owned());
    out += wrapped("", &format!("{} · {whom}", o.id));
    out += wrapped("", &o.name);
    let headline = when_words(o, home, now);
    out += wrapped("", &format!("{}: {headline}", o.verdict.words().to_uppercase()));
    for reason in &o.reasons {
        let cite = reason.cite.as_ref().map(|c| format!("  [{c}]")).unwrap_or_default();
        out += wrapped("Because     ", &format!("{}{cite}", reason.text));
    }
    for (label, text) in views::covered(view, o) {
        out += wrapped(&format!("{label:<12}"), &text);
    }
    for fact in &o.missing {
        out += wrapped("Unknown     ", fact);
    }
    if let Some(deadline) = &o.deadline {
        out += arithmetic(deadline);
    }
    for check in &o.check {
        out += wrapped("Check       ", check);
    }
    if let Some(standard) = &o.standard {
        out += wrapped("Standard    ", standard);
    }
    for (label, text) in notice(o) {
        out += wrapped(label, &text);
    }
    if let Some(follow_up) = &o.follow_up {
        out += wrapped("Follow-up   ", follow_up);
    }
    if let Some(note) = &o.note {
        out += wrapped("Note        ", note);
    }
    out += wrapped("Citation    ", &o.cite);
    if let Some(former) = &o.former {
        out += wrapped("Version     ", &format!("{}, not today's", former.words()));
    }
    let sure = format!(
        "{} · reviewed {} · rule base {} · tz database {}",
        o.confidence, o.reviewed_on, view.rule_base.version, view.tzdb
    );
    out += wrapped("Confidence  ", &sure);
    if let Some(pack) = o.overlay.as_ref().and_then(|overlay| overlay.pack.as_ref()) {
        out += wrapped("Law pack    ", &pack.to_string());
    }
    if let Some(words) = views::replaced_words(&view.rule_base.overlays) {
        out += wrapped("Own law     ", &words);
    }
    out
}

/// How the notice is sent, and what it must contain.
fn notice(o: &ObligationView) -> Vec<(&'static str, String)> {
    let ways = [&o.authority.channel, &o.authority.at, &o.authority.notes];
    let ways: Vec<&str> = ways.into_iter().flatten().map(String::as_str).collect();
    let lines = [
        ("Send by     ", ways.join(" · ")),
        ("Contains    ", o.contains.join("; ")),
    ];
    lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn arithmetic(deadline: &DeadlineView) -> Page {
    let mut out = Page::new();
    for step in &deadline.steps {
        out += wrapped("Computed    ", step);
    }
    for reading in &deadline.readings {
        let disputed = if reading.disputed { ", disputed" } else { "" };
        out += wrapped(
            "Alternative ",
            &format!(
                "counted another way{disputed}: {} ({})",
                moment(&deadline.zone, reading.moment.at()),
                reading.note
            ),
        );
    }
    for uncounted in &deadline.readings_not_computed {
        out += wrapped("Alternative ", &uncounted.words());
    }
    out
}
