//! What `firebell law` does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::{Datelike as _, NaiveDate};
use serde_json::json;

use super::args::LawCommand;
use super::today::today;
use super::view::{self, StaleRow};
#[cfg(feature = "record")]
use super::{pack, preview};
use super::{review, text};
use crate::app::law;
use crate::app::views::law as law_views;
use crate::cli::failure::Failure;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::core::law::check;
use crate::core::law::rulebook::{Authority, Flag, Rulebook};
use crate::core::obligation::within;
use crate::core::toml_text::reader::suggestion_or;

/// `firebell law`
pub(crate) fn run(call: &Invocation, command: LawCommand) -> Result<Output, Failure> {
    let rules = || rule_base::load(call);
    match command {
        LawCommand::List { search } => Ok(list(&rules()?, search.as_deref())),
        LawCommand::Show { id } => show(&rules()?, &id),
        LawCommand::Lint { dir } => lint(call, dir),
        #[cfg(feature = "record")]
        LawCommand::Preview(args) => preview::run(call, &args),
        LawCommand::Diff { from, to } => diff(&rules()?, from, to),
        LawCommand::Stale { older_than } => stale(call, &rules()?, older_than),
        LawCommand::Coverage { place } => coverage(&rules()?, place),
        #[cfg(feature = "record")]
        LawCommand::Pack(command) => pack::run(call, command),
        LawCommand::Review(args) => review::run(call, &rules()?, args),
        LawCommand::Profiles => Ok(profiles(&rules()?)),
        LawCommand::Authorities { place } => authorities(&rules()?, place.as_deref()),
        LawCommand::Calendars { id: None, year: _ } => Ok(calendars(&rules()?)),
        LawCommand::Calendars { id: Some(id), year } => {
            let year = year.unwrap_or_else(|| call.now().at().year());
            holidays(&rules()?, id, year)
        }
    }
}

fn lint(call: &Invocation, dir: Option<PathBuf>) -> Result<Output, Failure> {
    let mut layers = rule_base::layers(call)?;
    layers.folders.extend(dir);
    let loaded = layers
        .load_in_full()
        .map_err(|error| Failure::unreadable(&error, &error.source))?;
    let (regimes, mut problems) = (loaded.rules.regimes.len(), loaded.problems);
    problems.extend(check::confidence(&loaded.rules));
    let failed = !problems.is_empty();
    let rows: Vec<_> = problems.iter().map(view::finding).collect();
    let view = json!({ "regimes": regimes, "findings": rows });
    Ok(Output::new(view, move |_| text::lint(regimes, &problems)).no_if(failed))
}

fn list(rules: &Rulebook, search: Option<&str>) -> Output {
    let wanted = search.unwrap_or_default().to_lowercase();
    let matches = |r: &law_views::RegimeRow| {
        let text = format!("{} {} {}", r.id, r.name, r.jurisdiction).to_lowercase();
        text.contains(&wanted)
    };
    let rows: Vec<_> = law_views::rows(rules).into_iter().filter(matches).collect();
    Output::new(rows, |rows| text::list(rows))
}

fn show(rules: &Rulebook, id: &str) -> Result<Output, Failure> {
    let Some(regime) = rules.regime(id) else {
        let ids: Vec<&str> = rules.regimes.iter().map(|r| r.id.as_str()).collect();
        return Err(Failure::input(format!("unknown regime `{id}`")).hint(suggestion_or(id, &ids, text::REGIMES)));
    };
    Ok(Output::new(law_views::whole(rules, regime), text::show))
}

fn diff(rules: &Rulebook, from: NaiveDate, to: NaiveDate) -> Result<Output, Failure> {
    if to < from {
        return Err(Failure::input("the second date is before the first")
            .hint("write the earlier date first: law diff FROM TO"));
    }
    let changes = law_views::diff(rules, from, to);
    let view = json!({ "from": from.to_string(), "to": to.to_string(), "changes": changes });
    Ok(Output::new(view, move |_| text::changes(&changes, from, to)))
}

fn stale(call: &Invocation, rules: &Rulebook, older_than: u32) -> Result<Output, Failure> {
    let found = law_views::stale(rules, today(call)?, i64::from(older_than));
    let rows = found.into_iter().map(|(regime, days)| StaleRow {
        id: regime.id.to_string(),
        reviewed_on: regime.reviewed_on.to_string(),
        days,
    });
    let rows: Vec<_> = rows.collect();
    Ok(Output::new(rows, move |rows| text::stale(rows, older_than)))
}

fn coverage(rules: &Rulebook, place: Option<String>) -> Result<Output, Failure> {
    let mut rows = law::coverage::coverage(rules);
    if let Some(place) = place {
        let known: Vec<String> = rows.iter().map(|row| row.place.clone()).collect();
        // What binds in a place is also what binds in its country and in the Union.
        let asked = place.to_uppercase();
        let mut members = rules.regions.values().flatten();
        let is_place = known.contains(&asked) || members.any(|member| within(rules, &asked, member));
        rows.retain(|row| row.place.eq_ignore_ascii_case(&place) || (is_place && within(rules, &asked, &row.place)));
        if rows.is_empty() {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(
                Failure::input(format!("no law file is for `{place}`")).hint(suggestion_or(
                    &place,
                    &known,
                    text::PLACES,
                )),
            );
        }
    }
    Ok(Output::new(rows, |rows| text::coverage(rows)))
}

fn profiles(rules: &Rulebook) -> Output {
    let flags: Vec<Flag> = rules.flags.values().cloned().collect();
    let json = |f: &Flag| json!({ "id": f.id, "placed": f.placed, "means": f.means, "question": f.question, "implies": f.implies });
    let view: Vec<_> = flags.iter().map(json).collect();
    Output::new(view, move |_| text::profiles(&flags))
}

fn authorities(rules: &Rulebook, place: Option<&str>) -> Result<Output, Failure> {
    let same = |a: &String, place: &str| a.eq_ignore_ascii_case(place);
    let in_place = |a: &&Authority, place: &str| same(&a.country, place) || a.covers.iter().any(|c| same(c, place));
    let wanted = |a: &&Authority| place.is_none_or(|place| in_place(a, place));
    let found: Vec<Authority> = rules.authorities.iter().filter(wanted).cloned().collect();
    let others = text::other_regulators(rules, place);
    let with_law = |place: &str| rules.regimes.iter().any(|regime| same(&regime.jurisdiction, place));
    if let Some(place) = place.filter(|place| found.is_empty() && !with_law(place)) {
        let known: BTreeSet<&str> = rules.regimes.iter().map(|r| r.jurisdiction.as_str()).collect();
        let known: Vec<&str> = known.into_iter().collect();
        return Err(
            Failure::input(format!("no authority and no law file is for `{place}`")).hint(suggestion_or(
                place,
                &known,
                text::PLACES,
            )),
        );
    }
    let view: Vec<_> = found.iter().map(view::authority).collect();
    Ok(Output::new(view, move |_| {
        let mut out = text::authorities(&found);
        out += others;
        out
    }))
}

fn calendars(rules: &Rulebook) -> Output {
    let ids: Vec<String> = rules.calendars.ids().map(str::to_owned).collect();
    Output::new(ids, |ids| text::calendars(ids))
}

fn holidays(rules: &Rulebook, id: String, year: i32) -> Result<Output, Failure> {
    let Some(calendar) = rules.calendars.get(&id) else {
        let known: Vec<&str> = rules.calendars.ids().collect();
        return Err(Failure::input(format!("unknown calendar `{id}`")).hint(suggestion_or(
            &id,
            &known,
            text::CALENDARS,
        )));
    };
    let first =
        NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(|| Failure::input(format!("year {year} is out of range")))?;
    let mut days = BTreeMap::new();
    for day in first.iter_days().take_while(|day| day.year() == year) {
        if let Some(name) = calendar.holiday(day).map_err(Failure::input)? {
            days.insert(day.to_string(), name.to_owned());
        }
    }
    let view = json!({ "id": id, "year": year, "holidays": days });
    Ok(Output::new(view, move |_| text::holidays(&days)))
}
