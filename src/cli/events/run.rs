//! What `firebell events` does.

use std::time::Duration;

use super::args::EventsArgs;
use crate::app::record::Filter;
use crate::app::views::event_line::{EventLine, event_line};
use crate::app::views::moment::utc;
use crate::app::watching::new_events::{Follower, Wanted};
use crate::cli::console::{Form, Reader};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::{self, Output};
use crate::cli::text::{Page, wrapped};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::visible::escaped_json;

/// Events that are printed where nobody says how many.
const LAST: usize = 20;

/// `firebell events`. Following begins before the last events are read: one that is recorded in between may come twice,
/// but none is lost.
pub(crate) fn run(call: &Invocation, args: &EventsArgs) -> Result<Output, Failure> {
    let context = Context::open(call)?;
    if let Some(code) = &args.code {
        context.record().load(code).map_err(record_failure)?;
    }
    let follower = args
        .follow
        .then(|| Follower::from_now(context.record(), Wanted::Events, context.now));
    let follower = follower.transpose().map_err(record_failure)?;
    let lines = recorded(&context, args)?;
    let Some(mut follower) = follower else {
        return Ok(Output::new(lines, |lines| {
            let mut page: Page = lines.iter().map(shown).collect();
            if page.is_empty() {
                page += "Nothing was recorded.\n";
            }
            page
        }));
    };
    if tell(call, &lines)? == Reader::Gone {
        return Ok(Output::nothing());
    }
    loop {
        std::thread::sleep(Duration::from_millis(args.every));
        let news = follower.look(context.record(), call.later()).map_err(record_failure)?;
        let lines: Vec<EventLine> = news
            .iter()
            .filter(|news| wanted(args, news.loaded.incident.kind, &news.loaded.incident.code))
            .flat_map(|news| news.events().map(move |event| event_line(&news.loaded.incident, event)))
            .collect();
        if tell(call, &lines)? == Reader::Gone {
            return Ok(Output::nothing());
        }
    }
}

fn wanted(args: &EventsArgs, kind: IncidentKind, code: &str) -> bool {
    match &args.code {
        Some(wanted) => wanted == code,
        None => args.exercises || kind == IncidentKind::Real,
    }
}

/// The last events of those that are wanted, in the order in which they were recorded.
fn recorded(context: &Context<'_>, args: &EventsArgs) -> Result<Vec<EventLine>, Failure> {
    let last = args.last.unwrap_or(if args.follow { 0 } else { LAST });
    if last == 0 {
        return Ok(Vec::new());
    }
    let every = Filter {
        closed: true,
        ..Filter::default()
    };
    let rows = context.record().list(&every).map_err(record_failure)?;
    let mut lines = Vec::new();
    for row in rows.into_iter().filter(|row| wanted(args, row.kind, &row.code)) {
        let loaded = context.record().load(&row.stream).map_err(record_failure)?;
        let from = loaded.events.len().saturating_sub(last);
        let events = loaded.events.iter().skip(from);
        lines.extend(events.map(|stored| event_line(&loaded.incident, &stored.event)));
    }
    lines.sort_by_key(|line| (line.wall_at, line.seq));
    Ok(lines.split_off(lines.len().saturating_sub(last)))
}

/// Prints events at once, one a line.
fn tell(call: &Invocation, lines: &[EventLine]) -> Result<Reader, Failure> {
    for line in lines {
        let text = match call.form() {
            Form::People => shown(line).as_str().to_owned(),
            Form::Programs => {
                let json = serde_json::to_string(line).map_err(|error| Failure::new(Kind::Internal, error))?;
                escaped_json(&json).into_owned() + "\n"
            }
        };
        if output::stream(&call.console, text.as_bytes())? == Reader::Gone {
            return Ok(Reader::Gone);
        }
    }
    Ok(Reader::There)
}

fn shown(line: &EventLine) -> Page {
    let kind = if line.exercise {
        IncidentKind::Exercise
    } else {
        IncidentKind::Real
    };
    let mark = kind.mark(MarkPlace::Line);
    let words = format!(
        "{mark}{} · {} #{} · {} · {}",
        utc(line.at),
        line.code,
        line.seq,
        line.actor,
        line.words
    );
    wrapped("", &words)
}
