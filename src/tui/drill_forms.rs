//! Forms of an exercise.

use super::form::{Field, Form, Kind, Purpose};
use super::model::Model;
use crate::core::drill::{Finding, Rating};
use crate::core::incident::decide::exercise::ELEMENTS;
use crate::drill::scenario::OBJECTIVES;

fn choice<'w>(words: impl IntoIterator<Item = &'w str>) -> Kind {
    Kind::Choice(words.into_iter().map(str::to_owned).collect())
}

/// An exercise to start.
pub(super) fn start(model: &Model) -> Form {
    let ids = model.start.scenarios.iter().map(|(id, _)| id.as_str());
    let titles: Vec<String> = model
        .start
        .scenarios
        .iter()
        .map(|(id, title)| format!("{id}: {title}"))
        .collect();
    let fields = vec![
        Field::new("scenario", "Scenario", choice(ids)),
        Field::new("seed", "Seed of the variation", Kind::Line)
            .optional()
            .help("empty: this year's; the same seed plays the same exercise again"),
    ];
    Form::new(Purpose::StartDrill, "Start an exercise", fields).note(format!(
        "Its clock stands until you let it run (F, then space). It is an EXERCISE from birth to death.\n{}",
        titles.join("\n")
    ))
}

/// The minute the clock jumps to.
pub(super) fn jump() -> Form {
    let field = Field::new("minute", "To which exercise minute?", Kind::Line);
    let help = "what is due on the way is handed out first, in order; the clock never goes back";
    Form::new(Purpose::JumpTo, "Jump ahead", vec![field.help(help)])
}

/// An observation.
pub(super) fn observation() -> Form {
    let findings = Finding::ALL.map(|(word, _)| word);
    let objectives = std::iter::once("none").chain(OBJECTIVES);
    let fields = vec![
        Field::new("observation", "What was seen, in one neutral sentence", Kind::Line),
        Field::new("finding", "What it shows", choice(findings)),
        Field::new("objective", "Objective", choice(objectives)),
        Field::new("analysis", "Why it was so, and what it led to", Kind::Line).optional(),
        Field::new("recommendation", "One change that can be made", Kind::Line).optional(),
    ];
    Form::new(Purpose::Observation, "An observation", fields)
}

/// A rating.
pub(super) fn rating(objective: Option<&str>) -> Form {
    let letters = Rating::ALL.map(|(letter, _, _)| letter);
    let words: Vec<String> = Rating::ALL
        .iter()
        .map(|(letter, _, words)| format!("{letter} {words}"))
        .collect();
    let mut which = Field::new("objective", "Objective", choice(OBJECTIVES));
    if let Some(objective) = objective {
        which = which.filled(objective);
    }
    let fields = vec![
        which,
        Field::new("rating", "Rating", choice(letters)),
        Field::new("reason", "Why", Kind::Line),
    ];
    Form::new(Purpose::Rating, "Rate an objective", fields).note(words.join("; "))
}

/// Something to be mended.
pub(super) fn improvement() -> Form {
    let objectives = std::iter::once("none").chain(OBJECTIVES);
    let fields = vec![
        Field::new("action", "What is to be done", Kind::Line),
        Field::new("owner", "Which role sees to it", Kind::Line),
        Field::new("due", "By which day", Kind::Line).help("YYYY-MM-DD"),
        Field::new("element", "What it is about", choice(ELEMENTS)),
        Field::new("objective", "Objective", choice(objectives)),
        Field::new("proof", "How one will see that it is done", Kind::Line).optional(),
    ];
    Form::new(Purpose::Improvement, "To be mended", fields)
}

/// Why an inject is left out.
pub(super) fn skip(inject: &str) -> Form {
    let field = Field::new("reason", "Why is it left out?", Kind::Line);
    Form::new(
        Purpose::Skip(inject.to_owned()),
        format!("Leave {inject} out"),
        vec![field],
    )
}

/// An answer of the hot wash.
pub(super) fn hot_wash(question: &str) -> Form {
    let field = Field::new("answer", question, Kind::Text);
    Form::new(Purpose::HotWash(question.to_owned()), "Hot wash", vec![field])
}

/// Who takes part.
pub(super) fn participant() -> Form {
    let fields = vec![
        Field::new("role", "Role", choice(crate::drill::scenario::ROLES)),
        Field::new("deputy", "Played by a deputy?", choice(["no", "yes"])),
    ];
    Form::new(Purpose::Participant, "Who takes part", fields)
}
