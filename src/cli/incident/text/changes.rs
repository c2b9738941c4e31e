//! What a command came to, and what it changed among the obligations.

use crate::app::assessment::assessed::{Change, Standing};
use crate::app::called::Names;
use crate::app::record::{Acknowledged, Done, Record};
use crate::app::views::incident::{ImportView, imports};
use crate::cli::context::Clocked;
use crate::cli::text::{Page, line, moment, wrapped};
use crate::core::capital::capitalized;
use crate::core::event_words::{Named, event_told};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;
use crate::core::time::{TimeLeft, Zone};
use crate::core::verdict::Verdict;

/// What a command came to, in the names that people use.
pub(crate) struct Told {
    /// Each event.
    events: Vec<String>,
    /// The obligation of each change.
    obligations: Vec<String>,
}

pub(crate) fn told(done: &Done, record: &Record) -> Told {
    let names = Names::of(record, &done.loaded, &done.assessed);
    let obligation = |change: &Change| names.obligation(&change.obligation.as_str().into());
    Told {
        events: done
            .events
            .iter()
            .map(|event| event_told(&event.what, &names))
            .collect(),
        obligations: done.changes.iter().map(obligation).collect(),
    }
}

/// What a command came to: the events, then what they changed.
pub(crate) fn done(done: &Done, told: &Told, clocked: &Clocked) -> Page {
    let mut out = Page::new();
    for (event, words) in done.events.iter().zip(&told.events) {
        let code = &done.loaded.incident.code;
        out += match done.acknowledged {
            // It gets its number when it is recorded.
            Acknowledged::Waits => wrapped("", &format!("{code}: {words}")),
            Acknowledged::Here | Acknowledged::OnServer => wrapped("", &format!("{code} #{}: {words}", event.seq)),
        };
    }
    if let Some(words) = done.acknowledged.words() {
        out += wrapped("", &sentence(words));
    }
    if done.loaded.incident.kind == IncidentKind::Exercise {
        out += line(format_args!("{}", done.loaded.incident.kind.mark(MarkPlace::Word)));
    }
    out += changes(&done.changes, &told.obligations, clocked);
    out
}

/// What an import came to.
pub(crate) fn imported(incident: &Incident, zone: &Zone) -> Page {
    let mark = incident.kind.mark(MarkPlace::Line);
    let mut out = line(format_args!("{mark}Imported {}: {}", incident.code, incident.title));
    for import in imports(incident) {
        out += wrapped("", &import_words(&import, zone));
    }
    out
}

/// Where an incident came from.
pub(crate) fn import_words(import: &ImportView, zone: &Zone) -> String {
    format!(
        "Imported {} by {} from another record, where its code was {}; entries 1 to {} were recorded there.",
        moment(zone, import.at.at()),
        import.by,
        import.was,
        import.through
    )
}

/// How many changes are listed one by one.
const MOST: usize = 12;

/// What changed among the obligations, each of which has its name beside it. Obligations that were possible and are still
/// are counted: every fact moves the days of hundreds of them.
pub(crate) fn changes(changes: &[Change], names: &[String], Clocked { zone, now }: &Clocked) -> Page {
    let mut out = Page::new();
    let named = || changes.iter().zip(names);
    let listed: Vec<(&Change, &String)> = named().filter(|(change, _)| !only_another_day(change)).collect();
    let moved = changes.len() - listed.len();
    if !listed.is_empty() {
        writeln!(out, "What changed:");
    }
    let words = |standing: &Option<Standing>| {
        let Some(Standing { verdict, strict }) = standing else {
            return Verdict::NotDue.words().to_owned();
        };
        let strict = strict.map(|strict| {
            let left = TimeLeft::until(strict.at(), *now).sentence();
            format!(" {} ({left})", moment(zone, strict.at()))
        });
        format!("{}{}", verdict.words(), strict.unwrap_or_default())
    };
    for (change, name) in listed.iter().take(MOST) {
        let (id, before, now) = (&change.obligation, words(&change.before), words(&change.now));
        out += wrapped("  ", &format!("{name} ({id}): {before} → {now}"));
    }
    if listed.len() > MOST {
        writeln!(out, "  and {} more (--json lists all)", listed.len() - MOST);
    }
    if moved > 0 {
        let told = match moved {
            1 => "1 possible obligation has".to_owned(),
            _ => format!("{moved} possible obligations have"),
        };
        out += wrapped("", &format!("{told} another day (--json lists all)."));
    }
    out
}

/// Whether an obligation was possible, still is, and only its day is another.
fn only_another_day(change: &Change) -> bool {
    let possible = |standing: &Option<Standing>| standing.is_some_and(|it| it.verdict == Verdict::Possible);
    possible(&change.before) && possible(&change.now)
}

fn sentence(words: &str) -> String {
    capitalized(words) + "."
}
