//! What is done in an exercise: the clock, injects, marks, and what evaluators write down.

use super::{form, go, overlay};
use crate::core::drill::{DrillEvent, Mark};
use crate::core::incident::command::Command;
use crate::drill::driver::Turn;
use crate::tui::action::{Effect, ExerciseAction};
use crate::tui::drill::{clock_words, elapsed, row};
use crate::tui::form::exercise;
use crate::tui::ids::IncidentRef;
use crate::tui::model::{Model, Overlay, Question, Screen, Yes};
use crate::tui::part::Target;

/// An inject that has just come is told wherever the reader is.
pub(super) fn told(model: &mut Model) {
    let newest = model.incident.drill.as_ref().and_then(|desk| desk.room.injects.first());
    let Some(newest) = newest else { return };
    if model.incident.inject.as_deref() == Some(newest.id.as_str()) {
        return;
    }
    // What had come before the incident was opened is no news.
    if model.incident.inject.is_some() || model.incident.drill_seen {
        model.message = format!(
            "INJECT by {} from {}: {}{}",
            newest.channel,
            newest.from,
            newest.subject,
            match model.screen() {
                Screen::Facilitator | Screen::Room => "",
                Screen::Board
                | Screen::Incident
                | Screen::Why
                | Screen::Timeline
                | Screen::Letters
                | Screen::Law
                | Screen::Regime
                | Screen::Audit => " (i reads it)",
            }
        );
    }
    model.incident.inject = Some(newest.id.clone());
}

/// Shows one of the two views.
pub(super) fn show(model: &mut Model, screen: Screen) {
    if model.incident.drill.is_none() {
        model.message = NO_EXERCISE.to_owned();
        return;
    }
    // The facilitator's view holds what the room must not see.
    if screen == Screen::Facilitator {
        let question = Question::new(
            "Show the facilitator's view",
            "Show the facilitator's view? It shows what comes next and what is right: keep it off any screen that the \
             room can see.",
            "Show it",
            Yes::Show(Screen::Facilitator),
        );
        model.overlays.push(Overlay::Ask(Box::new(question)));
        return;
    }
    shown(model, screen);
}

/// One of the two views takes the other's place, so that going back never shows what the room must not see.
pub(super) fn shown(model: &mut Model, screen: Screen) {
    model
        .screens
        .retain(|shown| !matches!(shown, Screen::Room | Screen::Facilitator));
    model.incident.drill_at = 0;
    go::to(model, screen);
    super::keep_selection(model);
}

fn event(model: &Model, event: DrillEvent) -> Vec<Effect> {
    let run = |code| Effect::Run(code, Box::new(Command::Drill(event)));
    model.at_hand().map(run).into_iter().collect()
}

fn turned(model: &Model, turn: Turn) -> Vec<Effect> {
    model
        .at_hand()
        .map(|code| Effect::Turn { code, turn })
        .into_iter()
        .collect()
}

/// Carries an action of the facilitator out.
pub(super) fn act(model: &mut Model, action: ExerciseAction) -> Vec<Effect> {
    let Some(desk) = model.desk() else {
        return said(model, NO_EXERCISE);
    };
    let (running, speed) = (desk.room.clock.running, desk.room.clock.speed);
    match action {
        ExerciseAction::ShowRoom => show(model, Screen::Room),
        ExerciseAction::ShowFacilitator => show(model, Screen::Facilitator),
        ExerciseAction::Clock if running => return turned(model, Turn::Pause),
        ExerciseAction::Clock => return turned(model, Turn::Run(speed)),
        ExerciseAction::Faster => return turned(model, Turn::Run((speed * 2).min(240))),
        ExerciseAction::Slower => return turned(model, Turn::Run((speed / 2).max(1))),
        ExerciseAction::NextInject => next_inject(model),
        ExerciseAction::End => {
            let words = format!("End the exercise for good ({})?", clock_words(model));
            ask(model, "End the exercise", words, "End it", Effect::EndDrill);
        }
        ExerciseAction::Mark(mark) => return marked(model, Some(mark)),
        ExerciseAction::Unmark => return marked(model, None),
        ExerciseAction::Hint => match row(model).map(|row| row.target) {
            Some(Target::Expected(action)) => return hint(model, action),
            _ => return said(model, NO_EXPECTED),
        },
        ExerciseAction::HoldInject => match row(model).map(|row| row.target) {
            Some(Target::Inject(inject)) => return event(model, DrillEvent::Held { inject }),
            _ => return said(model, "Select an inject first."),
        },
    }
    Vec::new()
}

const NO_EXERCISE: &str = "This incident has no exercise scenario; d on the board starts an exercise.";
const NO_EXPECTED: &str = "Select an expected action first.";

/// Goes ahead to the next inject, after a question.
fn next_inject(model: &mut Model) {
    let coming = model.desk().into_iter().flat_map(|desk| &desk.coming);
    let next = coming.filter_map(|inject| Some((inject.at?, inject))).next();
    let Some((at, inject)) = next else {
        model.message = "No inject is left; E ends the exercise.".to_owned();
        return;
    };
    let words = format!(
        "Jump to T+{at} and deliver {} ({})? This cannot be undone.",
        inject.id, inject.subject
    );
    let to = i64::try_from(at).unwrap_or(i64::MAX).saturating_mul(60_000);
    let turn = Turn::Jump(to.max(elapsed(model)));
    ask(model, "Jump to the next inject", words, "Jump", |code| Effect::Turn {
        code,
        turn,
    });
}

/// Marks the expected action selected, or takes its mark back.
fn marked(model: &mut Model, mark: Option<Mark>) -> Vec<Effect> {
    match row(model).map(|row| row.target) {
        Some(Target::Expected(action)) => event(
            model,
            DrillEvent::Marked {
                action,
                mark,
                remark: None,
            },
        ),
        _ => said(model, NO_EXPECTED),
    }
}

/// What Enter does with the row selected.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    match row(model).map(|row| row.target) {
        Some(Target::Inject(id)) => return deliver(model, &id),
        Some(Target::Question(question)) => overlay::open(model, exercise::hot_wash::form(&question)),
        Some(Target::Objective(_)) => form::open_with(model, exercise::rating::OPEN),
        _ => {}
    }
    Vec::new()
}

fn said(model: &mut Model, words: &str) -> Vec<Effect> {
    words.clone_into(&mut model.message);
    Vec::new()
}

/// Hands an inject out of turn, after a question.
fn deliver(model: &mut Model, id: &str) -> Vec<Effect> {
    let out = model
        .desk()
        .is_some_and(|desk| desk.room.injects.iter().any(|inject| inject.id == id));
    if out {
        return said(model, "It has been delivered already.");
    }
    let inject = id.to_owned();
    let words = format!("Deliver {id} now, out of turn?");
    ask(model, "Deliver an inject", words, "Deliver it", |code| {
        Effect::Deliver { code, inject }
    });
    Vec::new()
}

/// Asks before something is done to the exercise at hand.
fn ask(model: &mut Model, title: &str, words: String, verb: &'static str, effect: impl FnOnce(IncidentRef) -> Effect) {
    if let Some(code) = model.at_hand() {
        let question = Question::new(title, words, verb, Yes::Effect(Box::new(effect(code))));
        model.overlays.push(Overlay::Ask(Box::new(question)));
    }
}

fn hint(model: &mut Model, action: String) -> Vec<Effect> {
    let known = model
        .incident
        .drill
        .iter()
        .flat_map(|desk| &desk.actions)
        .find(|e| e.action.id == action);
    let Some(hint) = known.and_then(|expected| expected.hint.clone()) else {
        return said(model, "It has no hint.");
    };
    let words = format!("Ask the room: {hint} (recorded as a hint)");
    ask(model, "Give the hint", words, "Give it", |code| {
        Effect::Run(code, Box::new(Command::Drill(DrillEvent::Hinted { action })))
    });
    Vec::new()
}
