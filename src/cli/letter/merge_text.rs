//! What a merge came to, for people.

use crate::app::letters::merge::{Merged, OtherLanguage, Removed};
use crate::cli::text::{Page, count, counted, line};
use crate::core::ids::LetterId;

/// Numbers that are shown before the rest is only counted.
const SHOWN: usize = 20;

/// What was created, what was not, and what to look at.
pub(super) fn page(merged: &Merged) -> Page {
    let mut out = line(format_args!(
        "Created {}; {} already existed.",
        counted(merged.made, "letter"),
        merged.there
    ));
    for (cohort, people) in &merged.cohorts {
        let noun = if *people == 1 { "person" } else { "people" };
        writeln!(out, "{people} {noun}: {cohort}");
    }
    for (language, other) in &merged.other_languages {
        writeln!(out, "{}", in_another_language(language, other));
    }
    for failed in &merged.failed {
        writeln!(out, "Row {} has no letter: {}.", failed.row, failed.text);
    }
    out += rows(merged);
    out += files(merged);
    writeln!(out, "The list for the mail house is {}.", merged.list.display());
    out
}

/// How many rows ask for a language that is not the letter's, and which letter there is for them.
fn in_another_language(language: &str, other: &OtherLanguage) -> String {
    let asks = if other.rows == 1 { "row asks" } else { "rows ask" };
    let got = match other.written_to {
        true => "got this one, as --any-place says",
        false => "got none",
    };
    let approved: Vec<&str> = other.approved.iter().map(LetterId::as_str).collect();
    let letters = match approved.as_slice() {
        [] => format!("no letter in `{language}` is approved"),
        letters => format!("approved in `{language}`: {}", letters.join(", ")),
    };
    format!(
        "{} {asks} for a letter in `{language}` and {got}; {letters}.",
        other.rows
    )
}

/// Rows that somebody should look at.
fn rows(merged: &Merged) -> Page {
    let repeats = |differs: bool| -> Vec<u64> {
        let repeats = merged.repeats.iter().filter(|repeat| repeat.differs == differs);
        repeats.map(|repeat| repeat.row).collect()
    };
    let mut out = Page::new();
    about(
        &mut out,
        &repeats(false),
        ("repeats", "repeat"),
        "a person who already has a letter",
    );
    about(
        &mut out,
        &repeats(true),
        ("repeats", "repeat"),
        "a person who already has a letter, with another address or other cells; check which is right, or create a letter \
         for each row with --every-row",
    );
    about(
        &mut out,
        &merged.shared_keys,
        ("has", "have"),
        "the key of another row under another name; each has a letter",
    );
    about(
        &mut out,
        &merged.cleaned,
        ("contained", "contained"),
        "control characters, which were removed",
    );
    about(
        &mut out,
        &merged.without_address,
        ("is", "are"),
        "listed without a postal address",
    );
    out
}

/// A line about rows, where there are any.
fn about(out: &mut Page, rows: &[u64], (one, many): (&str, &str), what: &str) {
    match rows {
        [] => {}
        [row] => writeln!(out, "Row {row} {one} {what}."),
        rows => writeln!(out, "{} rows {many} {what}: {}.", rows.len(), numbers(rows)),
    }
}

fn numbers(rows: &[u64]) -> String {
    let shown: Vec<String> = rows.iter().take(SHOWN).map(u64::to_string).collect();
    let more = rows.len().saturating_sub(SHOWN);
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn files(merged: &Merged) -> Page {
    let mut out = Page::new();
    if !merged.removed.is_empty() {
        let rows = merged.removed.iter().flat_map(|Removed { rows, .. }| rows);
        let rows: Vec<u64> = rows.copied().collect();
        let then = match rows.as_slice() {
            [] => String::new(),
            rows => format!(" They were for rows {}.", numbers(rows)),
        };
        let files = count(merged.removed.len(), "file");
        writeln!(
            out,
            "Removed {files} of an earlier run that no row of this list needs anymore.{then}"
        );
    }
    for file in &merged.mended {
        writeln!(
            out,
            "{file} had been changed since it was created, and was created again."
        );
    }
    for file in merged.others.iter().take(SHOWN) {
        writeln!(
            out,
            "{file} is in the folder but was not created by this merge; it is not in the list."
        );
    }
    out
}
