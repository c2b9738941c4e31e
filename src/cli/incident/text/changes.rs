//! What a command came to, and what it changed among the obligations.

use crate::app::assessment::assessed::{Change, Standing};
use crate::app::called::Names;
use crate::app::record::{Acknowledged, Done, Record};
use crate::app::views::incident::{ImportView, imports};
use crate::cli::context::Clocked;
use crate::cli::text::{Page, line, moment, wrapped};
use crate::core::capital::capitalized;
use crate::core::event_words::event_told;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::incident::Incident;
use crate::core::time::{TimeLeft, Zone};
use crate::core::verdict::Verdict;

/// The events of a command in words, with the names that people use.
pub(crate) fn told(done: &Done, record: &Record) -> Vec<String> {
    let names = Names::of(record, &done.loaded, &done.assessed);
    let events = done.events.iter();
    events.map(|event| event_told(&event.what, &names)).collect()
}

/// What a command came to: the events, as [`told`], then what they changed.
pub(crate) fn done(done: &Done, told: &[String], clocked: &Clocked) -> Page {
    let mut out = Page::new();
    for (event, words) in done.events.iter().zip(told) {
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
    out += changes(&done.changes, clocked, 12);
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

/// What changed among the obligations.
pub(crate) fn changes(changes: &[Change], Clocked { zone, now }: &Clocked, most: usize) -> Page {
    let mut out = Page::new();
    if changes.is_empty() {
        return out;
    }
    writeln!(out, "What changed:");
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
    for change in changes.iter().take(most) {
        let line = format!(
            "{}: {} → {}",
            change.obligation,
            words(&change.before),
            words(&change.now)
        );
        out += wrapped("  ", &line);
    }
    if changes.len() > most {
        writeln!(out, "  and {} more (--json lists all)", changes.len() - most);
    }
    out
}

fn sentence(words: &str) -> String {
    capitalized(words) + "."
}
