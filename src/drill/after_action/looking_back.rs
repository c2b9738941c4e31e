//! What earlier exercises left open, and how this one compares with them.

use std::fmt::Write as _;

use super::{Before, bar, percent};
use crate::app::letters::escaped as e;
use crate::drill::corrective_actions::list::Item;
use crate::drill::scenario::OBJECTIVES;
use crate::drill::scoring::evaluation::Evaluation;
use crate::drill::years::side_by_side::Column;

pub(super) fn last_time(out: &mut String, before: &Before) {
    out.push_str("## Open from earlier exercises\n\n");
    if before.improvements.is_empty() {
        out.push_str("Earlier exercises left no corrective actions.\n\n");
        return;
    }
    out.push_str("| Corrective action | What | Owner | Due | State |\n|---|---|---|---|---|\n");
    out.extend(before.improvements.iter().map(left_open));
    out.push('\n');
}

fn left_open(item: &Item) -> String {
    let state = match &item.closed {
        Some(closed) => format!("closed {}: {}", closed.on, e(&closed.proof)),
        None => item.state.to_owned(),
    };
    let (id, action, owner) = (e(&item.id), e(&item.action), e(&item.owner));
    format!("| {id} | {action} | {owner} | {} | {state} |\n", item.due)
}

pub(super) fn trend(out: &mut String, found: &Evaluation, before: &Before) {
    out.push_str("## Trend\n\n");
    if before.runs.is_empty() {
        out.push_str("This is the first exercise on record.\n\n");
        return;
    }
    out.push_str("| Exercise | Scenario | aware | clocks | decide | letters | log |\n|---|---|---|---|---|---|---|\n");
    out.extend(before.runs.iter().map(earlier));
    out.push_str(&this_time(found));
    years(out, found, before);
    objectives_over_years(out, found, before);
    out.push_str(
        "\nOne run a year proves little: look at each run, not at an average. Single actions are comparable only within \
         one version of one scenario.\n\n",
    );
}

/// The runs as bars: expected actions done, and obligations on time.
fn years(out: &mut String, found: &Evaluation, before: &Before) {
    out.push_str("\n| Exercise | Expected actions done | Obligations on time |\n|---|---|---|\n");
    let whole = |share: Option<usize>| bar(share.and_then(|share| u64::try_from(share).ok()));
    for run in &before.runs {
        let (code, on_time) = (e(&run.code), whole(run.in_time));
        let _ = writeln!(out, "| {code} | {} | {on_time} |", bar(run.share));
    }
    let (code, on_time) = (e(&found.code), whole(found.measures.obligations.share()));
    let _ = writeln!(out, "| **{code}** | {} | {on_time} |", bar(found.score.share));
}

/// Earlier runs beside this one in the chart of objectives: more do not fit a page.
const BESIDE: usize = 2;

/// Each objective as bars, a run beside the other, the oldest first.
fn objectives_over_years(out: &mut String, found: &Evaluation, before: &Before) {
    let beside = &before.runs[before.runs.len().saturating_sub(BESIDE)..];
    out.push_str("\n| Objective |");
    for run in beside {
        let day = run.began.date_naive();
        let _ = write!(out, " {} ({day}) |", e(&run.code));
    }
    let _ = writeln!(
        out,
        " **{}** |\n|---|{}",
        e(&found.code),
        "---|".repeat(beside.len() + 1)
    );
    for objective in &found.score.objectives {
        let _ = write!(out, "| {} |", e(&objective.title));
        for run in beside {
            let then = run.objectives.iter().find(|then| then.id == objective.id);
            let _ = write!(out, " {} |", bar(then.and_then(|then| then.share)));
        }
        let _ = writeln!(out, " {} |", bar(objective.share));
    }
}

fn cell(share: Option<u64>, rating: Option<&str>) -> String {
    match rating {
        Some(rating) => format!("{} {rating}", percent(share)),
        None => percent(share),
    }
}

fn earlier(run: &Column) -> String {
    let played = run.scenario.as_ref();
    let played = played.map(|scenario| format!("{} {}", e(&scenario.id), scenario.version));
    let cells: Vec<String> = run.objectives.iter().map(|o| cell(o.share, o.rating)).collect();
    let (code, played) = (e(&run.code), played.unwrap_or_default());
    format!("| {code} | {played} | {} |\n", cells.join(" | "))
}

fn this_time(found: &Evaluation) -> String {
    let own = OBJECTIVES.iter().map(|id| {
        let mine = found.score.objectives.iter().find(|objective| objective.id == *id);
        cell(mine.and_then(|o| o.share), mine.and_then(|o| o.rating))
    });
    let cells: Vec<String> = own.collect();
    let (code, scenario) = (e(&found.code), e(&found.scenario));
    format!(
        "| **{code}** | {scenario} {} | {} |\n",
        found.version,
        cells.join(" | ")
    )
}
