//! How plans and mailings read.

use std::collections::BTreeMap;

use crate::app::letters::mailing::{MailingRow, PlanView, PlannedBatch, Printed, Substitute, WithoutLetter};
use crate::cli::text::{Page, count, counted, line, moment, wrapped};
use crate::core::event::{LetterVariant, PrintSize};
use crate::core::time::Zone;

/// Numbers of rows that are shown before the rest is only counted.
const SHOWN: usize = 20;

/// Who gets what, and who does not.
pub(super) fn plan(view: &PlanView) -> Page {
    let mut out = line(format_args!(
        "{} by {}: {} for {}.",
        view.mailing,
        view.channel.words(),
        counted(u64::from(view.letters), "letter"),
        counted(view.rows, "row")
    ));
    for planned in &view.batches {
        out += batch(planned);
    }
    out += without(&view.without_letter);
    out += repeats(view);
    for unusable in &view.unusable {
        out += wrapped(
            "",
            &format!("Not used: {}, {}.", unusable.letter, unusable.why.join("; ")),
        );
    }
    for substitute in &view.substitute {
        out += substituted(substitute);
    }
    for note in &view.notes {
        out += wrapped("", note);
    }
    out
}

fn batch(batch: &PlannedBatch) -> Page {
    let mut about = vec![batch.language.clone()];
    about.extend((batch.variant != LetterVariant::Adult).then(|| format!("to {}", batch.variant.words())));
    about.extend((batch.print != PrintSize::Standard).then(|| batch.print.words().to_owned()));
    let places = batch.places.iter().map(|(place, letters)| format!("{place} {letters}"));
    let words = format!(
        "{} for {}, {}: {} ({}); text {}",
        batch.letter,
        batch.obligation,
        about.join(", "),
        counted(u64::from(batch.letters), "letter"),
        places.collect::<Vec<_>>().join(", "),
        batch.sha256.short()
    );
    wrapped(&format!("  {} ", batch.batch), &words)
}

fn without(rows: &[WithoutLetter]) -> Page {
    let mut by_reason: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for row in rows {
        by_reason.entry(&row.text).or_default().push(row.row);
    }
    let mut out = Page::new();
    if !rows.is_empty() {
        writeln!(out, "No letter for {}:", count(rows.len(), "row"));
    }
    for (reason, rows) in by_reason {
        let noun = if rows.len() == 1 { "row" } else { "rows" };
        out += wrapped("  ", &format!("{noun} {}: {reason}", numbers(&rows)));
    }
    out
}

fn repeats(view: &PlanView) -> Page {
    let mut out = Page::new();
    let of = |differs: bool| -> Vec<u64> {
        let repeats = view.repeats.iter().filter(|repeat| repeat.differs == differs);
        repeats.map(|repeat| repeat.row).collect()
    };
    for (rows, then) in [
        (of(false), ""),
        (of(true), ", with other cells; check which row is right"),
    ] {
        if !rows.is_empty() {
            let repeat = if rows.len() == 1 { "row repeats" } else { "rows repeat" };
            let words = format!(
                "{} {repeat} a person of another row{then}: {}.",
                rows.len(),
                numbers(&rows)
            );
            out += wrapped("", &words);
        }
    }
    out
}

fn substituted(substitute: &Substitute) -> Page {
    let terms = substitute.terms.as_deref().unwrap_or("no data on substitute notice");
    let cite = substitute
        .cite
        .as_deref()
        .map(|cite| format!(" ({cite})"))
        .unwrap_or_default();
    let weight = if substitute.confirmed { "" } else { ", unconfirmed" };
    let letter = substitute.letter.as_ref();
    let letter = letter.map(|letter| format!(" The notice is {letter}."));
    let words = format!(
        "Consider substitute notice in {} under {}: {}. The law: {terms}{cite}{weight}. Not known: {}.{}",
        substitute.place,
        substitute.regime,
        substitute.grounds.join("; "),
        substitute.unknown.join("; "),
        letter.unwrap_or_default()
    );
    wrapped("", &words)
}

fn numbers(rows: &[u64]) -> String {
    let shown: Vec<String> = rows.iter().take(SHOWN).map(u64::to_string).collect();
    match rows.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What was written, and what comes next.
pub(super) fn printed(code: &str, printed: &Printed) -> Page {
    let print = &printed.print;
    let mut out = line(format_args!(
        "{}: created {}; {} already existed.",
        print.mailing,
        counted(printed.made, "letter"),
        printed.there
    ));
    for batch in &print.batches {
        if let Some(folder) = printed.folders.get(&batch.id) {
            let letters = counted(u64::from(batch.pieces()), "letter");
            writeln!(
                out,
                "  {} {}: {letters} in {}",
                batch.id,
                batch.letter,
                folder.display()
            );
        }
    }
    let rows: u64 = print.without_letter.values().sum();
    if rows > 0 {
        let rows = counted(rows, "row");
        writeln!(
            out,
            "No letter for {rows}; the reasons are in {}.",
            printed.without.display()
        );
    }
    out += next(Some(format!(
        "when it is mailed: firebell letter mailing sent {code} {} --carrier NAME --class CLASS",
        print.mailing
    )));
    out
}

/// The next step.
pub(super) fn next(next: Option<String>) -> Page {
    next.map_or_else(Page::new, |next| wrapped("", &format!("Next, {next}")))
}

/// The mailings of an incident.
pub(super) fn list(rows: &[MailingRow], zone: &Zone) -> Page {
    if rows.is_empty() {
        return line(format_args!("No mailings."));
    }
    let mut out = Page::new();
    for row in rows {
        let mut words = format!(
            "{} by {}, {}; printed {} by {}",
            counted(u64::from(row.letters), "letter"),
            row.channel.words(),
            row.state,
            moment(zone, row.printed_at),
            row.printed_by
        );
        if let Some(first) = &row.second_of {
            words += &format!("; second notice of {first}");
        }
        if row.returned > 0 {
            words += &format!("; {} returned, {} open", row.returned, row.returns_open);
        }
        if row.without_letter > 0 {
            words += &format!("; {} without a letter", counted(row.without_letter, "row"));
        }
        out += wrapped(&format!("{} ", row.mailing), &words);
        if let Some(next) = &row.next {
            out += wrapped("   Next: ", next);
        }
    }
    out
}
