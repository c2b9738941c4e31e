//! The rule base as text.

use std::collections::BTreeMap;

use super::view::StaleRow;
use chrono::NaiveDate;

use crate::app::law::coverage::{ObligationGroup, PlaceCoverage};
use crate::app::views::law::{ObligationWhole, RegimeRow, RegimeWhole, VersionWhole};
use crate::cli::text::{Page, count, counted, line, wrapped};
use crate::core::law::rulebook::{Authority, Confidence, Flag, Rulebook};
use crate::core::toml_text::reader::Problem;

/// What helps where no known code is near the one that was typed.
pub(super) const REGIMES: &str =
    "`firebell law list` lists the regimes, `firebell law list TEXT` those with TEXT in their name";
pub(super) const PLACES: &str =
    "a place is an ISO code such as DE or US-TX; `firebell law coverage` lists those with law files";
pub(super) const CALENDARS: &str = "`firebell law calendars` lists them";

/// Every finding, and how many there are.
pub(super) fn lint(regimes: usize, problems: &[Problem]) -> Page {
    let mut out: Page = problems.iter().map(|p| line(format_args!("{p}"))).collect();
    writeln!(
        out,
        "{} read, {}.",
        count(regimes, "regime"),
        count(problems.len(), "finding")
    );
    out
}

/// What changed between two days.
pub(super) fn changes(changes: &[String], from: NaiveDate, to: NaiveDate) -> Page {
    let mut out: Page = changes.iter().map(|change| wrapped("- ", change)).collect();
    writeln!(out, "{} between {from} and {to}.", count(changes.len(), "change"));
    out
}

/// Regimes that nobody has reviewed for a while.
pub(super) fn stale(rows: &[StaleRow], older_than: u32) -> Page {
    let mut out = Page::new();
    for row in rows {
        writeln!(out, "{}  reviewed {}, {} days ago", row.id, row.reviewed_on, row.days);
    }
    let regimes = count(rows.len(), "regime");
    writeln!(out, "{regimes} not reviewed for more than {older_than} days.");
    out
}

/// A line for each place: how many obligations of each kind, and how sure the least sure of them is.
pub(super) fn coverage(rows: &[PlaceCoverage]) -> Page {
    let mut out = Page::new();
    let cells = |text: &dyn Fn(ObligationGroup) -> String| {
        let width = |group: ObligationGroup| group.words().len() + 2;
        let cells = ObligationGroup::ALL.map(|group| format!("{:<1$}", text(group), width(group)));
        cells.concat()
    };
    writeln!(
        out,
        "{:<8}{}",
        "place",
        cells(&|group| group.words().to_owned()).trim_end()
    );
    for row in rows {
        let found = cells(&|group| match row.of(group) {
            Some((n, confidence)) => format!("{n} {}", initial(confidence)),
            None => "·".to_owned(),
        });
        writeln!(out, "{:<8}{}", row.place, found.trim_end());
    }
    let regimes = rows.iter().map(|row| row.regimes.len()).sum();
    writeln!(out, "{}, {}.", count(rows.len(), "place"), count(regimes, "regime"));
    out += wrapped(
        "",
        "H high, M medium, L low: the lowest confidence of the obligations counted.",
    );
    out
}

fn initial(confidence: Confidence) -> char {
    match confidence {
        Confidence::High => 'H',
        Confidence::Medium => 'M',
        Confidence::Low => 'L',
    }
}

/// The flags of a profile, with their questions.
pub(super) fn profiles(flags: &[Flag]) -> Page {
    let mut out = Page::new();
    for flag in flags {
        let place = if flag.placed { "@PLACE" } else { "" };
        writeln!(out, "{}{place}", flag.id);
        out += wrapped("    ", &flag.question);
    }
    out
}

/// Supervisory authorities with their forms.
pub(super) fn authorities(found: &[Authority]) -> Page {
    found.iter().map(authority_lines).collect()
}
pub(super) fn calendars(ids: &[String]) -> Page {
    wrapped("", &ids.join(" "))
}

/// The holidays of a year.
pub(super) fn holidays(days: &BTreeMap<String, String>) -> Page {
    let shown = days.iter().map(|(day, name)| line(format_args!("{day}  {name}")));
    shown.collect()
}

/// A line for each regime.
pub(super) fn list(rows: &[RegimeRow]) -> Page {
    let mut out = Page::new();
    for row in rows {
        let since = row.in_force_from.as_deref().unwrap_or("unknown start");
        let status = if row.status == "law" {
            String::new()
        } else {
            format!(" [{}]", row.status)
        };
        let obligations = count(row.obligations.len(), "obligation");
        let pack = row
            .pack
            .as_ref()
            .map(|pack| format!(" · pack {pack}"))
            .unwrap_or_default();
        let line = format!(
            "{}{status} · {obligations} · since {since} · {}{pack}",
            row.name, row.confidence
        );
        out += wrapped(&format!("{:<22} ", row.id), &line);
    }
    writeln!(out, "{}.", count(rows.len(), "regime"));
    out
}

pub(super) fn show(whole: &RegimeWhole) -> Page {
    let mut out = Page::new();
    let row = &whole.row;
    writeln!(out, "{} · {} · {}", row.id, row.name, row.jurisdiction);
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            out += wrapped(&format!("{name:<13}"), text);
        }
    };
    line("Law", &whole.law);
    line("Cite", &whole.citation);
    line("Status", row.status);
    line("Who", &whole.applies_to);
    line("Scope", &whole.reach.join("; "));
    line("Risk of harm", whole.harm_test.as_deref().unwrap_or_default());
    line("Zone", &whole.time_zone);
    line(
        "Confidence",
        &format!("{}, reviewed {}", row.confidence, row.reviewed_on),
    );
    if let Some(pack) = &row.pack {
        line("Law pack", &pack.to_string());
    }
    line("Note", whole.note.trim());
    for left_out in &whole.not_modelled {
        line("Not covered", left_out);
    }
    line("Sources", &whole.sources.join(" "));
    for version in &whole.versions {
        out += version_lines(version);
    }
    out
}

fn version_lines(version: &VersionWhole) -> Page {
    let from = version.from.as_deref().unwrap_or("the beginning");
    let until = version.until.as_deref().unwrap_or("today");
    let mut out = Page::from("\n");
    writeln!(out, "== from {from} until {until} ({}) ==", version.rule);
    if let Some(note) = &version.note {
        out += wrapped("", note);
    }
    if !version.named_elements.is_empty() {
        out += wrapped("elements that count with a name: ", &version.named_elements.join(", "));
    }
    if !version.standalone_elements.is_empty() {
        out += wrapped("elements that count alone: ", &version.standalone_elements.join(", "));
    }
    for obligation in &version.obligations {
        out += obligation_lines(obligation);
    }
    out
}

fn obligation_lines(o: &ObligationWhole) -> Page {
    let mut out = Page::new();
    let limit = match (o.max, o.unit, &o.from) {
        (Some(max), Some(unit), Some(from)) => {
            let unit = unit.replace('_', " ");
            format!("{} from {from}", counted(max.into(), unit.trim_end_matches('s')))
        }
        _ => "no fixed deadline".to_owned(),
    };
    out += wrapped(
        "● ",
        &format!("{} → {} ({}): {limit}", o.key, o.recipient.code(), o.role),
    );
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            out += wrapped(&format!("    {name} "), text);
        }
    };
    line("to", o.authority.as_deref().unwrap_or_default());
    line("standard", o.standard.as_deref().unwrap_or_default());
    if let Some(t) = &o.threshold {
        line("threshold", &format!("{} {} {} ({})", t.op, t.count, t.of, t.scope));
    }
    for condition in &o.conditions {
        line("if", condition);
    }
    line("contains", &o.contains.join("; "));
    line("later", o.follow_up.as_deref().unwrap_or_default());
    line("cite", &o.cite);
    out
}

fn authority_lines(a: &Authority) -> Page {
    let sector = a.sector.map(|s| format!(" ({} only)", s.code())).unwrap_or_default();
    let mut out = line(format_args!("{}{sector} · {} · {}", a.covers.join(" "), a.name, a.city));
    let at = a.breach_form.as_deref().unwrap_or(&a.website);
    out += wrapped(
        "    ",
        &format!(
            "{at} · {} · {} · {}",
            a.zone.name(),
            a.languages.join(" "),
            a.confidence
        ),
    );
    out += wrapped("    ", &a.form_notes);
    if let Some(source) = &a.form_source {
        out += wrapped("    rests on: ", source);
    }
    out
}

/// The regulators that are named with their obligations, outside the table of supervisory authorities.
pub(super) fn other_regulators(rules: &Rulebook, place: Option<&str>) -> Page {
    let mut out = Page::new();
    let wanted = rules
        .regimes
        .iter()
        .filter(|r| place.is_none_or(|p| r.jurisdiction.eq_ignore_ascii_case(p)));
    for regime in wanted {
        for o in &regime.current().obligations {
            let Some(name) = &o.authority else { continue };
            let zone = o.zone.as_ref().unwrap_or(&regime.zone).name();
            let at = o
                .channel_at
                .as_deref()
                .or(o.channel.as_deref())
                .unwrap_or("unknown channel");
            out += wrapped(&format!("{} · ", o.key), &format!("{name} · {zone} · {at}"));
        }
    }
    out
}
