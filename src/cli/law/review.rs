//! `firebell law review`: what to review first, one regime's checklist, and the result.

use super::args::ReviewArgs;
use super::today::today;
use crate::app::law::review::{self, Checklist, Review, ReviewError, ReviewRow};
use crate::cli::failure::{Failure, Kind};
use crate::cli::files;
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::rule_base;
use crate::cli::text::{Page, count, wrapped};
use crate::core::law::rulebook::Rulebook;
use crate::core::toml_text::reader::suggestion_or;

/// `firebell law review`
pub(super) fn run(call: &Invocation, rules: &Rulebook, args: ReviewArgs) -> Result<Output, Failure> {
    let Some(id) = &args.id else {
        return Ok(Output::new(review::queue(rules), |rows| queue(rows)));
    };
    let regime = rules.regime(id).ok_or_else(|| {
        let ids: Vec<&str> = rules.regimes.iter().map(|regime| regime.id.as_str()).collect();
        Failure::input(format!("unknown regime `{id}`")).hint(suggestion_or(id, &ids, super::text::REGIMES))
    })?;
    match (args.done, args.by, args.out) {
        (true, Some(by), Some(folder)) => {
            if let Some(problem) = crate::app::event_text::name_problem("reviewer", &by) {
                return Err(Failure::input(problem).hint("--by NAME is one short line"));
            }
            let review = Review {
                by,
                on: args.on.map_or_else(|| today(call), Ok)?,
                confidence: args.confidence,
            };
            let text = review::reviewed(regime, &rule_base::layers(call)?, &review).map_err(failed)?;
            let path = folder.join(format!("{}.toml", regime.id));
            let prepared = files::prepare(&path, text.as_bytes(), args.force)?;
            files::place(prepared)?;
            Ok(Output::written(&path))
        }
        (_, _, _) => Ok(Output::new(review::checklist(regime), checklist)),
    }
}

fn failed(error: ReviewError) -> Failure {
    match error {
        ReviewError::Folder(error) => Failure::unreadable(&error, &error.source),
        ReviewError::NoText(_) => {
            Failure::new(Kind::Io, &error).hint("edit `reviewed_on` in a copy of the file by hand")
        }
        ReviewError::WouldNotLoad { .. } => {
            Failure::input(&error).hint("`high` needs an address with its pinpoint in `sources`")
        }
    }
}

fn queue(rows: &[ReviewRow]) -> Page {
    let mut out = Page::new();
    for row in rows {
        let points = match row.open_points {
            0 => String::new(),
            n => format!(" · {}", count(n, "open point")),
        };
        writeln!(
            out,
            "{:<22} {:<7} reviewed {}{points}",
            row.id,
            row.confidence.words(),
            row.reviewed_on
        );
    }
    writeln!(
        out,
        "{}, the least sure first. `firebell law review ID` gives a checklist.",
        count(rows.len(), "regime")
    );
    out
}

fn checklist(list: &Checklist) -> Page {
    let mut out = Page::new();
    writeln!(out, "{} · {}", list.id, list.name);
    out += wrapped("", &list.citation);
    let by = list
        .reviewed_by
        .as_ref()
        .map(|by| format!(" by {by}"))
        .unwrap_or_default();
    writeln!(out, "{} confidence, reviewed {}{by}", list.confidence, list.reviewed_on);
    out += heading("Open");
    for source in &list.open {
        out += wrapped("[ ] ", source);
    }
    out += heading("Compare");
    for compared in &list.compare {
        out += wrapped(
            "[ ] ",
            &format!("{}: {} ({})", compared.obligation, compared.says, compared.cite),
        );
    }
    if !list.unsure.is_empty() {
        out += heading("Settle, or leave marked as unsure");
        for words in &list.unsure {
            out += wrapped("[ ] ", words);
        }
    }
    out += Page::from("\n");
    out += wrapped(
        "",
        &format!("Then: firebell law review {} --done --by NAME --output FOLDER", list.id),
    );
    out
}

fn heading(words: &str) -> Page {
    let mut out = Page::from("\n");
    writeln!(out, "{words}");
    out
}
