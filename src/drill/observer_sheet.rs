//! An observer at another machine, or with a text editor alone: a sheet with every expected action goes out, and comes back
//! with what was seen. What somebody else has already said is kept unless it is to be replaced.

use std::fmt::Write as _;

use super::exercise::Exercise;
use super::scoring::evaluation::Evaluation;
use crate::core::drill::{DrillEvent, Finding, Mark, Marked, Observation, Rating};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::toml_text::reader::{Problem, Reader, Table, suggestion};

/// What a sheet holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Who observed.
    pub observer: String,
    /// What is to be recorded, in the order of the sheet.
    pub events: Vec<DrillEvent>,
    /// Marks of others that stand, in sentences.
    pub kept: Vec<String>,
}

/// Whether the mark of somebody else gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OthersMarks {
    Keep,
    Replace,
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.split_whitespace().collect::<Vec<_>>().join(" ")).to_string()
}

/// The sheet of an exercise. Marks that were made are in it; what the engine sees is not, so that nobody is led.
pub fn sheet(exercise: &Exercise, found: &Evaluation, observer: &str) -> String {
    let (scenario, drill) = (&exercise.scenario, exercise.drill());
    let mark = IncidentKind::Exercise.mark(MarkPlace::Spoken);
    let mut out = format!(
        "# {mark}An observer's sheet for {}: {}.\n# Fill in what you saw, and leave empty what you did not. mark: done, late, wrong \
         or missed.\n# Take it back with: firebell drill observer-sheet {} --take FILE\n\nexercise = {}\nscenario = {}\nseed = {}\n\
         observer = {}\n",
        found.code,
        scenario.title.replace('\n', " "),
        found.code,
        quoted(&found.code),
        quoted(&found.scenario),
        found.seed,
        quoted(observer)
    );
    for inject in &scenario.injects {
        for expected in &inject.expect {
            let marked = drill.marks.get(&expected.id);
            let mark = marked.map_or("", |marked| marked.mark.code());
            let remark = marked.and_then(|marked| marked.remark.as_deref());
            let remark = remark.map_or("", |remark| own(remark, observer).unwrap_or(remark));
            let evidence = expected
                .evidence
                .as_deref()
                .map(|evidence| format!("# Look for: {}\n", one_line(evidence)));
            let _ = write!(
                out,
                "\n[[mark]]\n# {}: {}\n# {}\n{}action = {}\nmark = {}\nremark = {}\n",
                inject.id,
                one_line(&inject.subject),
                one_line(&expected.action),
                evidence.unwrap_or_default(),
                quoted(&expected.id),
                quoted(mark),
                quoted(remark)
            );
        }
    }
    for objective in &scenario.objectives {
        let _ = write!(
            out,
            "\n[[rate]]\n# {}: {} (P, S, M or U)\nobjective = {}\nrating = \"\"\nreason = \"\"\n",
            one_line(&objective.title),
            one_line(&objective.target),
            quoted(&objective.id)
        );
    }
    out.push_str(
        "\n# One [[observe]] for each observation: finding is strength, improvement or remark; the other keys may be left out.\n\
         # [[observe]]\n# finding = \"improvement\"\n# objective = \"aware\"\n# observation = \"\"\n# analysis = \"\"\n\
         # recommendation = \"\"\n",
    );
    out
}

/// What is recorded of an observer's remark: the sheet is taken by somebody else, who need not have seen it.
fn told(observer: &str, remark: Option<&str>) -> String {
    match remark {
        Some(remark) => format!("by {observer}: {remark}"),
        None => format!("by {observer}"),
    }
}

/// What an observer remarked, of a recorded remark; `None` where somebody else did.
fn own<'r>(told: &'r str, observer: &str) -> Option<&'r str> {
    let rest = told.strip_prefix("by ")?.strip_prefix(observer)?;
    rest.strip_prefix(": ").or_else(|| rest.is_empty().then_some(rest))
}

/// How a mark on a sheet stands to the one that is recorded already.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    /// It says the same.
    Same,
    /// The observer has thought again.
    Own,
    Others,
}

fn standing(recorded: &Marked, observer: &str, mark: Mark, remark: Option<&str>) -> Standing {
    let whole = recorded.remark.as_deref().unwrap_or_default();
    let before = own(whole, observer);
    let same = |remark: &str| {
        [Some(whole), before]
            .into_iter()
            .flatten()
            .any(|said| one_line(said) == one_line(remark))
    };
    match before {
        _ if recorded.mark == mark && remark.is_none_or(same) => Standing::Same,
        Some(_) => Standing::Own,
        None => Standing::Others,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a sheet that came back.
///
/// # Errors
/// Every problem of it, each with its place; a sheet of another exercise is one.
pub fn read(file: &str, text: &str, exercise: &Exercise, others: OthersMarks) -> Result<Seen, Vec<Problem>> {
    let reader = Reader::new(file, text);
    let document = reader.parse();
    let root = Table::new(&reader, document.get_ref(), document.span());
    same_exercise(&root, exercise);
    let observer = root.need_text("observer");
    let mut seen = Seen {
        observer,
        events: Vec::new(),
        kept: Vec::new(),
    };
    for table in root.tables("mark") {
        mark(table, exercise, others, &mut seen);
    }
    for table in root.tables("rate") {
        seen.events.extend(rate(table, exercise));
    }
    for table in root.tables("observe") {
        seen.events.extend(observe(table, exercise, &seen.observer));
    }
    root.finish();
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(seen) } else { Err(problems) }
}

fn same_exercise(root: &Table<'_, '_>, exercise: &Exercise) {
    let drill = exercise.drill();
    let code = &exercise.loaded.incident.code;
    // A copy of the exercise in another record may have another code; scenario and seed are what its actions are of.
    let _ = root.need_text("exercise");
    let scenario = root.need_text("scenario");
    let seed = root.require("seed").and_then(|value| value.count());
    if scenario != drill.scenario || seed != Some(drill.seed) {
        let hint = format!("{code} plays {} with seed {}", drill.scenario, drill.seed);
        root.wrong("the sheet is of another exercise", Some(hint));
    }
}

/// Optional text; empty counts as absent.
fn filled(table: &Table<'_, '_>, key: &'static str) -> Option<String> {
    table
        .text(key)
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// A code that may be empty.
fn code_of<T>(table: &Table<'_, '_>, key: &'static str, codes: &[&str], read: fn(&str) -> Option<T>) -> Option<T> {
    let typed = filled(table, key)?;
    let found = read(&typed);
    if found.is_none() {
        table.wrong(
            format!("`{key}` is {typed:?}"),
            Some(format!("one of {}", codes.join(", "))),
        );
    }
    found
}

fn mark(table: Table<'_, '_>, exercise: &Exercise, others: OthersMarks, seen: &mut Seen) {
    let action = table.need_text("action");
    let mark = code_of(&table, "mark", &Mark::CODES, Mark::from_code);
    let remark = filled(&table, "remark");
    if exercise.scenario.expected(&action).is_none() {
        let known = exercise.scenario.injects.iter().flat_map(|inject| &inject.expect);
        let known: Vec<&str> = known.map(|expected| expected.id.as_str()).collect();
        table.wrong(
            format!("unknown expected action `{action}`"),
            Some(suggestion(&action, &known)),
        );
    }
    table.finish();
    let Some(mark) = mark else { return };
    if let Some(recorded) = exercise.drill().marks.get(&action) {
        match standing(recorded, &seen.observer, mark, remark.as_deref()) {
            Standing::Same => return,
            Standing::Others if others == OthersMarks::Keep => {
                seen.kept.push(format!(
                    "{action} stays {} as {} marked it; the sheet says {}",
                    recorded.mark, recorded.by, mark
                ));
                return;
            }
            Standing::Own | Standing::Others => {}
        }
    }
    let remark = remark
        .as_deref()
        .map(|remark| own(remark, &seen.observer).unwrap_or(remark));
    let remark = told(&seen.observer, remark);
    seen.events.push(DrillEvent::Marked {
        action,
        mark: Some(mark),
        remark: Some(remark),
    });
}

fn known_objective(table: &Table<'_, '_>, objective: &str, exercise: &Exercise) {
    let known: Vec<&str> = exercise
        .scenario
        .objectives
        .iter()
        .map(|known| known.id.as_str())
        .collect();
    if !known.contains(&objective) {
        table.wrong(
            format!("unknown objective `{objective}`"),
            Some(suggestion(objective, &known)),
        );
    }
}

fn rate(table: Table<'_, '_>, exercise: &Exercise) -> Option<DrillEvent> {
    let objective = table.need_text("objective");
    let rating = code_of(&table, "rating", &Rating::CODES, |typed| {
        Rating::from_code(&typed.to_uppercase())
    });
    let reason = filled(&table, "reason");
    known_objective(&table, &objective, exercise);
    if rating.is_some() && reason.is_none() {
        table.wrong(
            format!("the rating of `{objective}` has no reason"),
            Some("reason = \"…\"".to_owned()),
        );
    }
    table.finish();
    let (rating, reason) = (rating?, reason?);
    let stands = exercise.drill().ratings.get(&objective);
    if stands.is_some_and(|stands| stands.rating == rating && stands.reason == reason) {
        return None;
    }
    Some(DrillEvent::Rated {
        objective,
        rating,
        reason,
    })
}

fn observe(table: Table<'_, '_>, exercise: &Exercise, observer: &str) -> Option<DrillEvent> {
    let finding = code_of(&table, "finding", &Finding::CODES, Finding::from_code);
    let observation = filled(&table, "observation");
    let objective = filled(&table, "objective");
    let (analysis, recommendation) = (filled(&table, "analysis"), filled(&table, "recommendation"));
    if let Some(objective) = &objective {
        known_objective(&table, objective, exercise);
    }
    table.finish();
    let seen = Observation {
        finding: finding.unwrap_or(Finding::Remark),
        objective,
        observation: format!("{} ({observer})", observation?),
        analysis,
        recommendation,
    };
    let mut before = exercise.drill().observations.iter();
    let recorded = before.any(|before| before.seen == seen);
    (!recorded).then_some(DrillEvent::Observed(seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_comes_back_again_says_nothing_new() {
        let recorded = |remark: Option<&str>| Marked {
            mark: Mark::Done,
            remark: remark.map(str::to_owned),
            by: "dana".to_owned(),
        };
        let kim = recorded(Some(&told("Kim", Some("Ann took\nit"))));
        for (recorded, mark, remark, expected) in [
            (&kim, Mark::Done, Some("Ann took it"), Standing::Same),
            (&kim, Mark::Done, None, Standing::Same),
            // A sheet that went out before remarks were told apart.
            (&kim, Mark::Done, Some("by Kim: Ann took it"), Standing::Same),
            (&kim, Mark::Late, Some("Ann took it"), Standing::Own),
            (&kim, Mark::Done, Some("Bob took it"), Standing::Own),
            (&recorded(Some("by Kim")), Mark::Missed, None, Standing::Own),
            (&recorded(Some("by Kimberly: no")), Mark::Missed, None, Standing::Others),
            (&recorded(Some("no")), Mark::Done, Some("yes"), Standing::Others),
            (&recorded(None), Mark::Done, None, Standing::Same),
            (&recorded(None), Mark::Late, None, Standing::Others),
        ] {
            assert_eq!(
                standing(recorded, "Kim", mark, remark),
                expected,
                "{recorded:?} {mark} {remark:?}"
            );
        }
        assert_eq!(own("by Kim: Ann", "Kim"), Some("Ann"));
        assert_eq!(own("by Kim", "Kim"), Some(""));
        assert_eq!(own("by Kimberly", "Kim"), None);
    }
}
