//! `firebell due`: the bare calculator, one period or a batch.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::app::views::local;
use crate::cli::args::Global;
use crate::cli::due::args::DueArgs;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::text::{line, print, print_json, print_json_text};
use crate::core::law::rulebook::Rulebook;
use crate::core::period::{self, Counting, Period, Request, Unit};
use crate::core::time::{Zone, parse_moment};

/// One line of a batch.
#[derive(Debug, Deserialize)]
struct Asked {
    id: Option<String>,
    period: String,
    from: String,
    zone: Option<String>,
    counting: Option<String>,
    calendar: Option<String>,
    #[serde(default)]
    after_year_end: bool,
}

#[derive(Debug, Serialize)]
struct Given {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    due: String,
    date: String,
    steps: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Refused {
    id: Option<String>,
    error: String,
}

/// `firebell due`
pub fn run(global: &Global, args: &DueArgs) -> Result<Answer, Failure> {
    let rules = crate::cli::session::rules(global)?;
    if let Some(file) = &args.batch {
        return batch(file, &rules);
    }
    let asked = Asked {
        id: None,
        period: args.period.clone().unwrap_or_default(),
        from: args.from.clone().unwrap_or_default(),
        zone: args.zone.clone(),
        counting: args.counting.clone(),
        calendar: args.calendar.clone(),
        after_year_end: args.after_year_end,
    };
    let given = count(&asked, &rules).map_err(Failure::input)?;
    if global.json {
        return print_json(&given);
    }
    let mut out = line(format_args!("{}", given.due));
    for step in &given.steps {
        writeln!(out, "  {step}");
    }
    print(out)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the batch file is read from where the user says"
)]
fn batch(file: &Path, rules: &Rulebook) -> Result<Answer, Failure> {
    let name = file.display();
    let text =
        std::fs::read_to_string(file).map_err(|error| Failure::unreadable(format!("could not read {name}"), &error))?;
    let mut out = String::new();
    let mut failed = 0_usize;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let answer = answer_line(line, rules).map_err(|(id, error)| Refused {
            id,
            error: format!("{name}:{}: {error}", at + 1),
        });
        failed += usize::from(answer.is_err());
        let json = match &answer {
            Ok(given) => serde_json::to_string(given),
            Err(refused) => serde_json::to_string(refused),
        };
        out += &json.map_err(|error| Failure::new(Kind::Internal, error))?;
        out.push('\n');
    }
    print_json_text(&out)?;
    match failed {
        0 => Ok(Answer::Done),
        _ => Err(
            Failure::input(format!("{failed} of the requests in {name} could not be answered"))
                .hint("each such line of the output says why"),
        ),
    }
}

fn answer_line(line: &str, rules: &Rulebook) -> Result<Given, (Option<String>, String)> {
    let asked: Asked = serde_json::from_str(line).map_err(|error| (None, error.to_string()))?;
    count(&asked, rules).map_err(|error| (asked.id.clone(), error))
}

/// The plain way of counting a unit, where none was asked for.
fn plain(unit: Unit) -> Counting {
    match unit {
        Unit::Minutes | Unit::Hours => Counting::Elapsed,
        Unit::CalendarDays => Counting::Calendar,
        Unit::BusinessDays => Counting::Business,
        Unit::CalendarMonths => Counting::Month,
    }
}

fn count(asked: &Asked, rules: &Rulebook) -> Result<Given, String> {
    let period: Period = asked
        .period
        .parse()
        .map_err(|e| format!("period `{}`: {e}", asked.period))?;
    let zone = asked
        .zone
        .as_deref()
        .map(Zone::named)
        .transpose()
        .map_err(|e| e.to_string())?;
    let from = parse_moment(&asked.from, zone.as_ref()).map_err(|e| format!("--from: {e}"))?;
    let counting = match &asked.counting {
        Some(name) => name.parse::<Counting>().map_err(|e| e.to_string())?,
        None => plain(period.unit),
    };
    let calendar = match &asked.calendar {
        Some(id) => Some(rules.calendars.get(id).ok_or_else(|| unknown_calendar(id, rules))?),
        None => None,
    };
    let zone = zone.unwrap_or_else(|| fixed(from));
    let request = Request {
        period,
        counting,
        from: from.to_utc(),
        zone: &zone,
        calendar,
        after_year_end: asked.after_year_end,
    };
    let counted = period::count(&request).map_err(|e| e.to_string())?;
    Ok(Given {
        id: asked.id.clone(),
        due: local(&zone, counted.due),
        date: counted.date.to_string(),
        steps: counted.sentences(),
    })
}

/// Without a zone the offset that was typed is all that is known.
fn fixed(from: DateTime<FixedOffset>) -> Zone {
    Zone::fixed(*from.offset())
}

fn unknown_calendar(id: &str, rules: &Rulebook) -> String {
    let known: Vec<&str> = rules.calendars.ids().collect();
    format!(
        "there is no calendar `{id}` ({})",
        crate::core::reader::suggestion(id, &known)
    )
}
