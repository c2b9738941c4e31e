//! The rule base as text.

use serde_json::{Value, json};

use crate::app::law_views::{ObligationWhole, RegimeRow, RegimeWhole, VersionWhole};
use crate::cli::text::{Page, line, wrapped};
use crate::core::law::rulebook::{Authority, Rulebook, Sector};
use crate::core::reader::Problem;

/// A finding for programs.
pub fn finding(problem: &Problem) -> Value {
    json!({
        "file": problem.file, "line": problem.line, "column": problem.column,
        "message": problem.message, "hint": problem.hint,
    })
}

/// A line for each regime.
pub fn list(rows: &[RegimeRow]) -> Page {
    let mut out = Page::new();
    for row in rows {
        let since = row.in_force_from.as_deref().unwrap_or("start not known");
        let status = if row.status == "law" {
            String::new()
        } else {
            format!(" [{}]", row.status)
        };
        let duties = row.obligations.len();
        let line = format!(
            "{}{status} · {duties} obligations · since {since} · {}",
            row.name, row.confidence
        );
        out += wrapped(&format!("{:<22} ", row.id), &line);
    }
    writeln!(out, "{} regimes.", rows.len());
    out
}

/// A regime whole.
pub fn show(whole: &RegimeWhole) -> Page {
    let mut out = Page::new();
    let row = &whole.row;
    writeln!(out, "{} · {} · {}", row.id, row.name, row.jurisdiction);
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            out += wrapped(&format!("{name:<12}"), text);
        }
    };
    line("Law", &whole.law);
    line("Cite", &whole.citation);
    line("Status", row.status);
    line("Who", &whole.applies_to);
    line("Reach", &whole.reach.join("; "));
    line("Harm test", whole.harm_test.as_deref().unwrap_or_default());
    line("Zone", &whole.time_zone);
    line("Sure?", &format!("{}, reviewed {}", row.confidence, row.reviewed_on));
    line("Note", whole.note.trim());
    for left_out in &whole.not_modelled {
        line("Left out", left_out);
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
        out += wrapped("elements with a name: ", &version.named_elements.join(", "));
    }
    if !version.standalone_elements.is_empty() {
        out += wrapped("elements alone: ", &version.standalone_elements.join(", "));
    }
    for obligation in &version.obligations {
        out += obligation_lines(obligation);
    }
    out
}

fn obligation_lines(o: &ObligationWhole) -> Page {
    let mut out = Page::new();
    let limit = match (o.max, o.unit, &o.from) {
        (Some(max), Some(unit), Some(from)) => format!("{max} {} from {from}", unit.replace('_', " ")),
        _ => "no number".to_owned(),
    };
    out += wrapped("● ", &format!("{} → {} ({}): {limit}", o.key, o.recipient, o.role));
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
    line("later", o.follow_up.as_deref().unwrap_or_default());
    line("cite", &o.cite);
    out
}

/// An authority for programs.
pub fn authority(a: &Authority) -> Value {
    json!({
        "id": a.id, "country": a.country, "covers": a.covers, "sector": a.sector.map(Sector::code), "name": a.name,
        "name_local": a.name_local, "city": a.city, "time_zone": a.zone.name(), "breach_form": a.breach_form,
        "email": a.email, "website": a.website, "languages": a.languages, "form_notes": a.form_notes,
        "confidence": a.confidence,
    })
}

/// An authority for people.
pub fn authority_lines(a: &Authority) -> Page {
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
    out
}

/// The regulators that stand with their obligations, outside the table of supervisory authorities.
pub fn other_regulators(rules: &Rulebook, place: Option<&str>) -> Page {
    let mut out = Page::new();
    let wanted = rules
        .regimes
        .iter()
        .filter(|r| place.is_none_or(|p| r.jurisdiction == p));
    for regime in wanted {
        for o in &regime.current().obligations {
            let Some(name) = &o.authority else { continue };
            let zone = o.zone.as_ref().unwrap_or(&regime.zone).name();
            let at = o
                .channel_at
                .as_deref()
                .or(o.channel.as_deref())
                .unwrap_or("channel not known");
            out += wrapped(&format!("{} · ", o.key), &format!("{name} · {zone} · {at}"));
        }
    }
    out
}
