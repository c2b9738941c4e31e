//! A regime's page as text: who it binds, every version and every obligation.

use crate::app::called;
use crate::app::views::law::{ObligationWhole, RegimeWhole};
use crate::core::counted::counted;
use crate::tui::screen::text::{Lines, Titles, line};

/// A regime whole: who it binds, every version and every obligation.
pub(crate) fn lines(regime: &RegimeWhole) -> Lines {
    let mut lines = vec![
        line("Applies", regime.applies_to.clone()),
        line(
            "Scope",
            called::with_places(&regime.reach_words.join("; ")).into_owned(),
        ),
        line("Zone", regime.time_zone.clone()),
    ];
    lines.extend(regime.harm_words.iter().map(|test| line("Risk", test.clone())));
    for version in &regime.versions {
        let from = version.from.as_deref().unwrap_or("before records begin");
        let until = version
            .until
            .as_deref()
            .map(|day| format!(" until {day}"))
            .unwrap_or_default();
        lines.push(line("", String::new()));
        lines.push(line("In force", format!("from {from}{until}")));
        lines.push(line("Data", version.named_words.join("; ")));
        if !version.standalone_elements.is_empty() {
            lines.push(line("Alone", version.standalone_words.join("; ")));
        }
        for o in &version.obligations {
            lines.extend(obligation(o, &regime.row.jurisdiction));
        }
    }
    lines.push(line("", String::new()));
    lines.push(line("Note", regime.note.clone()));
    lines.extend(regime.not_modelled.iter().map(|what| line("Omitted", what.clone())));
    lines.extend(regime.sources.iter().map(|source| line("Source", source.clone())));
    lines.push(line("", crate::app::views::NOTICE.to_owned()));
    lines
}

fn obligation(o: &ObligationWhole, jurisdiction: &str) -> Lines {
    let limit = match (o.max, o.unit) {
        (Some(max), Some(unit)) => counted(max.into(), unit.replace('_', " ").trim_end_matches('s')),
        _ => "no fixed deadline".to_owned(),
    };
    let from = o.from.as_deref().map(|from| from.replace('_', " "));
    let from = from.map(|from| format!(" from {from}")).unwrap_or_default();
    let whom = o
        .authority
        .clone()
        .unwrap_or_else(|| o.recipient.words_under(jurisdiction).to_owned());
    let mut lines = vec![
        line("", String::new()),
        line("Obligation", format!("{whom} · {limit}{from} · {}", o.key)),
        line("Cite", o.cite.clone()),
    ];
    let conditions = o.threshold_words.iter().chain(&o.conditions_words);
    lines.extend(conditions.map(|words| line("If", called::with_places(words).into_owned())));
    lines.extend(o.standard.iter().map(|s| line("Standard", s.clone())));
    if !o.contains.is_empty() {
        lines.push(line("Contains", o.contains.join("; ")));
    }
    lines.extend(o.follow_up.iter().map(|f| line("Later", f.clone())));
    lines
}

/// What is written over the page.
pub(crate) fn titles(regime: &RegimeWhole) -> Titles {
    Titles {
        title: format!("{} · {}", regime.row.id, regime.row.name),
        second: format!(
            "{} · reviewed {} · confidence {}",
            regime.citation, regime.row.reviewed_on, regime.row.confidence
        ),
        frame: regime.law.clone(),
    }
}
