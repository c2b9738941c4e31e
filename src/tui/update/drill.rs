//! What is done in an exercise: the clock, injects, marks, and what evaluators write down.

use super::{go, overlay};
use crate::core::drill::{DrillEvent, Mark};
use crate::core::incident::command::Command;
use crate::drill::driver::Turn;
use crate::tui::action::{Action, Effect};
use crate::tui::drill::{clock_words, elapsed, row};
use crate::tui::ids::IncidentRef;
use crate::tui::model::{Model, Overlay, Question, Screen, Yes};
use crate::tui::part::Target;
use crate::tui::{drill_forms as forms, form::Purpose};

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
        model.message = "this incident is no exercise with a scenario; d on the board starts one".to_owned();
        return;
    }
    // The facilitator's view holds what the room must not see.
    if screen == Screen::Facilitator {
        let question = Question::new(
            "Show the facilitator's view",
            "Show the facilitator's view? It tells what comes next and what is right: not for a screen that the room \
             sees.",
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
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(desk) = &model.incident.drill else {
        model.message = "this incident is no exercise with a scenario".to_owned();
        return Vec::new();
    };
    let clock = desk.room.clock.clone();
    let next = desk.coming.iter().find(|inject| inject.at.is_some()).cloned();
    match action {
        Action::Clock if clock.running => return turned(model, Turn::Pause),
        Action::Clock => return turned(model, Turn::Run(clock.speed)),
        Action::Faster => return turned(model, Turn::Run((clock.speed * 2).min(240))),
        Action::Slower => return turned(model, Turn::Run((clock.speed / 2).max(1))),
        Action::NextInject => match next {
            Some(inject) => {
                let at = inject.at.unwrap_or_default();
                let to = i64::try_from(at).unwrap_or_default() * 60_000;
                let turn = Turn::Jump(to.max(elapsed(model)));
                let words = format!(
                    "Jump to T+{at} and deliver {} ({})? This cannot be undone.",
                    inject.id, inject.subject
                );
                ask(model, "Jump to the next inject", words, "Jump", |code| Effect::Turn {
                    code,
                    turn,
                });
            }
            None => model.message = "no inject is to come; E ends the exercise".to_owned(),
        },
        Action::EndDrill => {
            let words = format!("End the exercise for good ({})?", clock_words(model));
            ask(model, "End the exercise", words, "End it", Effect::EndDrill);
        }
        Action::JumpTo => overlay::open(model, forms::jump()),
        Action::Observe => overlay::open(model, forms::observation()),
        Action::Improve => overlay::open(model, forms::improvement()),
        Action::Join => overlay::open(model, forms::participant()),
        other => return on_row(model, other),
    }
    Vec::new()
}

/// What is done with the row selected.
fn on_row(model: &mut Model, action: Action) -> Vec<Effect> {
    let target = row(model).map(|row| row.target);
    match (action, target) {
        (Action::Open, Some(Target::Inject(id))) => deliver(model, &id),
        (Action::Open, Some(Target::Form(Purpose::HotWash(question)))) => {
            overlay::open(model, forms::hot_wash(&question));
            Vec::new()
        }
        (Action::Rate | Action::Open, Some(Target::Objective(id))) => {
            overlay::open(model, forms::rating(Some(&id)));
            Vec::new()
        }
        (Action::Rate, _) => {
            overlay::open(model, forms::rating(None));
            Vec::new()
        }
        (Action::Mark(mark), Some(Target::Expected(action))) => event(
            model,
            DrillEvent::Marked {
                action,
                mark: Some(mark),
                remark: None,
            },
        ),
        (Action::Done, Some(Target::Expected(action))) => event(
            model,
            DrillEvent::Marked {
                action,
                mark: Some(Mark::Done),
                remark: None,
            },
        ),
        (Action::Unmark, Some(Target::Expected(action))) => event(
            model,
            DrillEvent::Marked {
                action,
                mark: None,
                remark: None,
            },
        ),
        (Action::Hint, Some(Target::Expected(action))) => hint(model, action),
        (Action::HoldInject, Some(Target::Inject(inject))) => event(model, DrillEvent::Held { inject }),
        (Action::SkipInject, Some(Target::Inject(inject))) => {
            overlay::open(model, forms::skip(&inject));
            Vec::new()
        }
        (Action::HoldInject | Action::SkipInject, _) => said(model, "select an inject first"),
        (Action::Mark(_) | Action::Done | Action::Unmark | Action::Hint, _) => {
            said(model, "select an expected action first")
        }
        _ => Vec::new(),
    }
}

fn said(model: &mut Model, words: &str) -> Vec<Effect> {
    words.clone_into(&mut model.message);
    Vec::new()
}

/// Hands an inject out of turn, after a question.
fn deliver(model: &mut Model, id: &str) -> Vec<Effect> {
    let desk = model.incident.drill.as_ref();
    let out = desk.is_some_and(|desk| desk.room.injects.iter().any(|inject| inject.id == id));
    if out {
        return said(model, "it is in the room's hands already");
    }
    let inject = id.to_owned();
    let words = format!("Hand {id} out now, out of turn?");
    ask(model, "Hand out an inject", words, "Hand it out", |code| {
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
        return said(model, "there is no hint for it");
    };
    let words = format!("Ask the room: {hint} (recorded as a hint)");
    ask(model, "Give the hint", words, "Give it", |code| {
        Effect::Run(code, Box::new(Command::Drill(DrillEvent::Hinted { action })))
    });
    Vec::new()
}
