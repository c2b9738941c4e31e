//! `firebell law …`: the rule base to read, search and check.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Datelike as _, NaiveDate};
use serde_json::json;

use crate::app::{clock, law_files, law_views};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure};
use crate::cli::law::args::LawCommand;
use crate::cli::law::text as law_text;
use crate::cli::text::{Page, line, print, print_json, wrapped};
use crate::core::law::rulebook::{Authority, Rulebook};

/// `firebell law`
pub fn run(global: &Global, command: LawCommand) -> Result<Answer, Failure> {
    if let LawCommand::Lint { dir } = command {
        return lint(global, dir);
    }
    let rules = crate::cli::session::rules(global)?;
    match command {
        LawCommand::List { search } => list(global, &rules, search.as_deref()),
        LawCommand::Show { id } => show(global, &rules, &id),
        LawCommand::Lint { .. } => Ok(Answer::Done),
        LawCommand::Diff { from, to } => diff(global, &rules, &from, &to),
        LawCommand::Stale { older_than } => stale(global, &rules, &older_than),
        LawCommand::Profiles => profiles(global, &rules),
        LawCommand::Authorities { place } => authorities(global, &rules, place.as_deref()),
        LawCommand::Calendars { id, year } => calendars(global, &rules, id.as_deref(), year),
    }
}

fn lint(global: &Global, dir: Option<PathBuf>) -> Result<Answer, Failure> {
    let mut overlays = global.law_dir.clone();
    overlays.extend(dir);
    let loaded = law_files::load_all(&overlays).map_err(|error| Failure::unreadable(&error, &error.source))?;
    let (regimes, findings) = (loaded.rules.regimes.len(), loaded.problems.len());
    if global.json {
        let rows: Vec<_> = loaded.problems.iter().map(law_text::finding).collect();
        print_json(&json!({ "regimes": regimes, "findings": rows }))?;
    } else {
        let mut out: Page = loaded.problems.iter().map(|p| line(format_args!("{p}"))).collect();
        writeln!(out, "{regimes} regimes read, {findings} findings.");
        print(out)?;
    }
    Ok(if findings == 0 { Answer::Done } else { Answer::No })
}

fn list(global: &Global, rules: &Rulebook, search: Option<&str>) -> Result<Answer, Failure> {
    let wanted = search.unwrap_or_default().to_lowercase();
    let rows = rules.regimes.iter().map(law_views::row);
    let matches = |r: &law_views::RegimeRow| {
        let text = format!("{} {} {}", r.id, r.name, r.jurisdiction).to_lowercase();
        text.contains(&wanted)
    };
    let rows: Vec<_> = rows.filter(matches).collect();
    if global.json {
        return print_json(&rows);
    }
    print(law_text::list(&rows))
}

fn show(global: &Global, rules: &Rulebook, id: &str) -> Result<Answer, Failure> {
    let Some(regime) = rules.regime(id) else {
        let ids: Vec<&str> = rules.regimes.iter().map(|r| r.id.as_str()).collect();
        let hint = crate::core::reader::suggestion(id, &ids);
        return Err(Failure::input(format!("there is no regime `{id}`")).hint(hint));
    };
    let whole = law_views::whole(regime);
    if global.json {
        return print_json(&whole);
    }
    print(law_text::show(&whole))
}

fn day(text: &str) -> Result<NaiveDate, Failure> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| Failure::input(format!("`{text}` is no date")).hint("write it as 2026-01-31"))
}

fn diff(global: &Global, rules: &Rulebook, from: &str, to: &str) -> Result<Answer, Failure> {
    let (from, to) = (day(from)?, day(to)?);
    if to < from {
        return Err(Failure::input("the second day is before the first").hint("firebell law diff EARLIER LATER"));
    }
    let lines = law_views::diff(rules, from, to);
    if global.json {
        return print_json(&json!({ "from": from.to_string(), "to": to.to_string(), "changes": lines }));
    }
    let mut out: Page = lines.iter().map(|line| wrapped("- ", line)).collect();
    writeln!(out, "{} changes between {from} and {to}.", lines.len());
    print(out)
}

fn stale(global: &Global, rules: &Rulebook, older_than: &str) -> Result<Answer, Failure> {
    let days = older_than.strip_suffix('d').and_then(|n| n.parse::<u32>().ok());
    let Some(days) = days else {
        return Err(Failure::input(format!("`{older_than}` is no number of days")).hint("such as 180d"));
    };
    let today = match &global.at {
        Some(text) => day(text.get(..10).unwrap_or(text))?,
        None => clock::now().at().date_naive(),
    };
    let found = law_views::stale(rules, today, i64::from(days));
    if global.json {
        let row = |(r, age): &(&crate::core::law::rulebook::Regime, i64)| json!({ "id": r.id, "reviewed_on": r.reviewed_on.to_string(), "days": age });
        return print_json(&found.iter().map(row).collect::<Vec<_>>());
    }
    let mut out = Page::new();
    for (r, age) in &found {
        writeln!(out, "{}  reviewed {}, {age} days ago", r.id, r.reviewed_on);
    }
    writeln!(out, "{} regimes not reviewed for more than {days} days.", found.len());
    print(out)
}

fn profiles(global: &Global, rules: &Rulebook) -> Result<Answer, Failure> {
    let flags: Vec<_> = rules.flags.values().collect();
    if global.json {
        let row = |f: &&crate::core::law::rulebook::Flag| json!({ "id": f.id, "placed": f.placed, "means": f.means, "question": f.question, "implies": f.implies });
        return print_json(&flags.iter().map(row).collect::<Vec<_>>());
    }
    let mut out = Page::new();
    for flag in flags {
        let place = if flag.placed { "@PLACE" } else { "" };
        writeln!(out, "{}{place}", flag.id);
        out += wrapped("    ", &flag.question);
    }
    print(out)
}

fn authorities(global: &Global, rules: &Rulebook, place: Option<&str>) -> Result<Answer, Failure> {
    let wanted = |a: &&Authority| place.is_none_or(|p| a.country == p || a.covers.iter().any(|c| c == p));
    let found: Vec<&Authority> = rules.authorities.iter().filter(wanted).collect();
    if global.json {
        return print_json(&found.iter().map(|a| law_text::authority(a)).collect::<Vec<_>>());
    }
    let mut out: Page = found.iter().map(|a| law_text::authority_lines(a)).collect();
    out += law_text::other_regulators(rules, place);
    print(out)
}

fn calendars(global: &Global, rules: &Rulebook, id: Option<&str>, year: Option<i32>) -> Result<Answer, Failure> {
    let Some(id) = id else {
        let ids: Vec<&str> = rules.calendars.ids().collect();
        if global.json {
            return print_json(&ids);
        }
        return print(wrapped("", &ids.join(" ")));
    };
    let Some(calendar) = rules.calendars.get(id) else {
        let known: Vec<&str> = rules.calendars.ids().collect();
        let hint = crate::core::reader::suggestion(id, &known);
        return Err(Failure::input(format!("there is no calendar `{id}`")).hint(hint));
    };
    let year = year.unwrap_or_else(|| clock::now().at().year());
    let (Some(first), Some(last)) = (
        NaiveDate::from_ymd_opt(year, 1, 1),
        NaiveDate::from_ymd_opt(year, 12, 31),
    ) else {
        return Err(Failure::input(format!("there is no year {year}")));
    };
    let mut days = BTreeMap::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        let holiday = calendar.holiday(day).map_err(Failure::input)?;
        if let Some(name) = holiday {
            days.insert(day.to_string(), name.to_owned());
        }
    }
    if global.json {
        return print_json(&json!({ "id": id, "year": year, "holidays": days }));
    }
    let shown = days.iter().map(|(day, name)| line(format_args!("{day}  {name}")));
    print(shown.collect::<Page>())
}
