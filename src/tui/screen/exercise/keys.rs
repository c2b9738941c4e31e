//! What keys do in an exercise: the clock, injects, marks, and what evaluators write down.

use super::rows::{self, clock_words, elapsed, selected};
use super::state::{ExerciseView, Side};
use crate::core::drill::{DrillEvent, Mark};
use crate::drill::driving::driver::Turn;
use crate::drill::scoring::proposal::Proposal;
use crate::tui::action::{ExerciseAction, Move};
use crate::tui::effect::Effect;
use crate::tui::effect::{ExerciseEffect, Question, Yes};
use crate::tui::form::exercise;
use crate::tui::ids::IncidentRef;
use crate::tui::model::Model;
use crate::tui::screen::incident::state::View;
use crate::tui::screen::layout::moved;
use crate::tui::screen::name::ScreenName;
use crate::tui::screen::opening;
use crate::tui::widget::opener::Target;
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::row::{nearest_stop, stops};

/// An inject that has just come is announced wherever the reader is.
pub(crate) fn announce(model: &mut Model) {
    let screen = model.screen();
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    let newest = incident.desk().and_then(|desk| desk.room.injects.first());
    let Some(id) = newest.map(|inject| inject.id.clone()) else {
        incident.announced.get_or_insert(None);
        return;
    };
    let hint = match screen {
        ScreenName::Facilitator | ScreenName::Room | ScreenName::Wall => "",
        ScreenName::Board
        | ScreenName::Incident
        | ScreenName::Why
        | ScreenName::Timeline
        | ScreenName::Letters
        | ScreenName::Sheet
        | ScreenName::Law
        | ScreenName::Regime
        | ScreenName::Scenario
        | ScreenName::Audit => " (i reads it)",
    };
    let words = newest.map(|inject| {
        format!(
            "INJECT by {} from {}: {}{hint}",
            inject.channel, inject.from, inject.subject
        )
    });
    // What had come before the incident was opened is no news.
    let before = incident.announced.replace(Some(id.clone()));
    if before.is_some_and(|before| before != Some(id))
        && let Some(words) = words
    {
        model.message = words;
    }
}

/// Shows one of the two views.
fn show(model: &mut Model, side: Side) {
    match side {
        Side::Room => shown(model, side),
        // It shows what the room must not see, and the room may see this screen.
        Side::Facilitator => {
            let question = Question::new(
                "Show the facilitator's view",
                "Show the facilitator's view? It shows what comes next and the correct answers: keep it off any screen that the room can see.",
                "Show it",
                Yes::ShowFacilitator,
            );
            model.overlays.push(Overlay::Ask(Box::new(question)));
        }
    }
}

/// One of the two views takes the other's place.
pub(crate) fn shown(model: &mut Model, side: Side) {
    if let Some(incident) = model.screens.raise_incident() {
        incident.show(View::Exercise(ExerciseView { side, at: 0, scroll: 0 }));
    }
    keep_selection(model);
}

/// A selection never points past the end of its list, nor at a head.
pub(crate) fn keep_selection(model: &mut Model) {
    let rows = rows::rows(model);
    if let Some(view) = view(model) {
        view.at = nearest_stop(&rows, view.at);
    }
}

/// Moves the selection to the row of the same thing after the lists have changed.
pub(crate) fn select(model: &mut Model, target: &Target) {
    let at = rows::row_of(model, target);
    if let (Some(view), Some(at)) = (view(model), at) {
        view.at = at;
    }
}

fn view(model: &mut Model) -> Option<&mut ExerciseView> {
    model.screens.incident_mut()?.exercise_mut()
}

/// The arrows choose a row, the page keys scroll what belongs to it.
pub(crate) fn step(model: &mut Model, to: Move) {
    let stops = stops(&rows::rows(model));
    let lines = rows::behind(model).text.lines().count();
    let Some(view) = view(model) else { return };
    match to {
        Move::PageDown => {
            let most = u16::try_from(lines * 3).unwrap_or(u16::MAX);
            view.scroll = view.scroll.saturating_add(5).min(most);
        }
        Move::PageUp => view.scroll = view.scroll.saturating_sub(5),
        Move::Up | Move::Down | Move::First | Move::Last => {
            let at = stops.iter().position(|stop| *stop >= view.at).unwrap_or(0);
            let next = moved(at, stops.len(), to, 1);
            view.at = stops.get(next).copied().unwrap_or(0);
            view.scroll = 0;
        }
    }
}

fn event(model: &Model, event: DrillEvent) -> Vec<Effect> {
    let record = |code| ExerciseEffect::record(code, event);
    model.at_hand().map(record).into_iter().collect()
}

fn turned(model: &Model, turn: Turn) -> Vec<Effect> {
    let turned = |code| Effect::Exercise(ExerciseEffect::Turn { code, turn });
    model.at_hand().map(turned).into_iter().collect()
}

/// Carries an action of the facilitator out.
pub(crate) fn act(model: &mut Model, action: ExerciseAction) -> Vec<Effect> {
    let Some(desk) = model.desk() else {
        return said(model, NO_EXERCISE);
    };
    let (running, speed) = (desk.room.clock.running, desk.room.clock.speed);
    match action {
        ExerciseAction::ShowRoom => show(model, Side::Room),
        ExerciseAction::ShowFacilitator => show(model, Side::Facilitator),
        ExerciseAction::Clock if running => return turned(model, Turn::Pause),
        ExerciseAction::Clock => return turned(model, Turn::Run(speed)),
        ExerciseAction::Faster => return turned(model, Turn::Run((speed * 2).min(240))),
        ExerciseAction::Slower => return turned(model, Turn::Run((speed / 2).max(1))),
        ExerciseAction::NextInject => next_inject(model),
        ExerciseAction::End => {
            let words = format!("End the exercise for good ({})?", clock_words(model));
            ask(model, "End the exercise", words, "End it", |code| {
                Effect::Exercise(ExerciseEffect::End(code))
            });
        }
        // A note that is asked about does the action, or does not.
        ExerciseAction::Mark(Mark::Done) if asked(model).is_some() => {
            let answer = asked(model).map(Proposal::accepted);
            return answer.map(|answer| event(model, answer)).unwrap_or_default();
        }
        ExerciseAction::Mark(mark) => return marked(model, Some(mark)),
        ExerciseAction::Unmark => return marked(model, None),
        ExerciseAction::Decline => return declined(model),
        ExerciseAction::Hint => match selected(model).and_then(|row| Some(row.target.expected()?.to_owned())) {
            Some(action) => return hint(model, action),
            None => return said(model, NO_EXPECTED),
        },
        ExerciseAction::HoldInject => match selected(model).and_then(|row| Some(row.target.inject()?.to_owned())) {
            Some(inject) if delivered(model, &inject) => call_back(model, inject),
            Some(inject) => return event(model, DrillEvent::Held { inject }),
            None => return said(model, "Select an inject first."),
        },
    }
    Vec::new()
}

const NO_EXERCISE: &str = "This incident has no exercise scenario; X on the board starts an exercise.";
const NO_EXPECTED: &str = "Select an expected action first.";

/// Goes ahead to the next inject, after a question.
fn next_inject(model: &mut Model) {
    let coming = model.desk().into_iter().flat_map(|desk| &desk.coming);
    let next = coming.filter_map(|inject| Some((inject.at?, inject))).next();
    let Some((at, inject)) = next else {
        model.message = "No inject is left; X ends the exercise.".to_owned();
        return;
    };
    let words = format!(
        "Jump to T+{at} and deliver {} ({})? This cannot be undone.",
        inject.id, inject.subject
    );
    let turn = Turn::Jump(at.max(elapsed(model)));
    ask(model, "Jump to the next inject", words, "Jump", |code| {
        Effect::Exercise(ExerciseEffect::Turn { code, turn })
    });
}

/// Marks the expected action selected, or takes its mark back.
fn marked(model: &mut Model, mark: Option<Mark>) -> Vec<Effect> {
    match selected(model).and_then(|row| Some(row.target.expected()?.to_owned())) {
        Some(action) => event(
            model,
            DrillEvent::Marked {
                action,
                mark,
                remark: None,
            },
        ),
        None => said(model, NO_EXPECTED),
    }
}

/// What is asked about the row selected.
fn asked(model: &Model) -> Option<&Proposal> {
    let row = selected(model)?;
    let action = row.target.expected()?;
    model
        .desk()?
        .proposals
        .iter()
        .find(|proposal| proposal.action == action)
}

/// The note does not do what was expected.
fn declined(model: &mut Model) -> Vec<Effect> {
    match asked(model).map(Proposal::declined) {
        Some(answer) => event(model, answer),
        None => said(model, "Nothing is asked about this row."),
    }
}

/// What Enter does with the row selected.
pub(crate) fn open(model: &mut Model) -> Vec<Effect> {
    let facilitates = model.screen() == ScreenName::Facilitator;
    match selected(model).map(|row| row.target).filter(|_| facilitates) {
        Some(Target::Inject(id)) => return deliver(model, &id),
        Some(Target::HotWash(question)) => opening::open(model, exercise::hot_wash::form(&question)),
        Some(Target::Objective(_)) => opening::open_with(model, exercise::rating::OPEN),
        Some(
            Target::Head
            | Target::Words
            | Target::Fact(_)
            | Target::Task(_)
            | Target::Obligation(_)
            | Target::Call(_)
            | Target::Nobody(_)
            | Target::Evidence(_)
            | Target::Method(_)
            | Target::Decision(_)
            | Target::Event(_)
            | Target::Reminder(_)
            | Target::Notice(_)
            | Target::Delay(_)
            | Target::Expected(_)
            | Target::Form(_)
            | Target::NotDue,
        )
        | None => {}
    }
    Vec::new()
}

fn said(model: &mut Model, words: &str) -> Vec<Effect> {
    words.clone_into(&mut model.message);
    Vec::new()
}

fn delivered(model: &Model, id: &str) -> bool {
    let desk = model.desk();
    desk.is_some_and(|desk| desk.room.injects.iter().any(|inject| inject.id == id))
}

/// Takes an inject out of the room's hands again, after a question.
fn call_back(model: &mut Model, inject: String) {
    let words = format!("Call {inject} back? It is possible within a minute; whoever has read it has read it.");
    let event = DrillEvent::Recalled { inject };
    ask(model, "Call an inject back", words, "Call it back", |code| {
        ExerciseEffect::record(code, event)
    });
}

/// Hands an inject out of turn, after a question.
fn deliver(model: &mut Model, id: &str) -> Vec<Effect> {
    if delivered(model, id) {
        return said(
            model,
            "It has already been delivered; m, then o calls it back within a minute.",
        );
    }
    let inject = id.to_owned();
    let words = format!("Deliver {id} now, out of turn?");
    ask(model, "Deliver an inject", words, "Deliver it", |code| {
        Effect::Exercise(ExerciseEffect::Deliver { code, inject })
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
    let mut actions = model.desk().into_iter().flat_map(|desk| &desk.actions);
    let known = actions.find(|expected| expected.action.id == action);
    let Some(hint) = known.and_then(|expected| expected.hint.clone()) else {
        return said(model, "It has no hint.");
    };
    let words = format!("Ask the room: {hint} (recorded as a hint)");
    ask(model, "Give the hint", words, "Give it", |code| {
        ExerciseEffect::record(code, DrillEvent::Hinted { action })
    });
    Vec::new()
}
