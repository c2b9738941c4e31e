//! What an action does.

use super::{drill, form, go, letters, overlay};
use crate::core::event::{Certainty, FactClaim, Stage};
use crate::core::incident::command::{Command, FactCommand};
use crate::tui::action::{Action, Effect, ExerciseAction, IncidentAction, LetterAction, RecordAction};
use crate::tui::form::{contact, decision, delay, exercise, fact, filing, profile, search, task};
use crate::tui::ids::IncidentRef;
use crate::tui::model::{Freshness, Model, NO_INCIDENT, NO_OBLIGATION, Overlay, Question, Screen, Tab, Yes};
use crate::tui::part::{Target, detail};
use crate::tui::words;

/// Carries an action out.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    model.message.clear();
    if records(action) && model.opened().is_some_and(|opened| opened.as_of.is_some()) {
        model.message = PAST.to_owned();
        return Vec::new();
    }
    match action {
        Action::Move(to) => return go::step(model, to),
        Action::Open => return open(model),
        Action::Back => return go::back(model),
        Action::Help => model.overlays.push(Overlay::Help),
        Action::Palette => model.overlays.push(Overlay::Palette {
            text: String::new(),
            at: 0,
        }),
        Action::Theme => {
            model.theme = model.theme.next();
            model.message = format!(
                "Theme: {}. To keep it, set theme = \"{0}\" in the configuration.",
                model.theme.name()
            );
        }
        Action::Copy => return copy(model),
        Action::Quit => model.quit = true,
        Action::Form(opener) => form::open_with(model, opener),
        Action::Record(action) => return record(model, action),
        Action::Incident(action) => return incident(model, action),
        Action::Letter(action) => return letters::act(model, action),
        Action::Exercise(action) => return drill::act(model, action),
    }
    Vec::new()
}

/// What is said to whoever wants to record something in the past.
pub(super) const PAST: &str = "This is the past: nothing can be recorded in it. Esc leads back to now.";

/// Whether an action of the facilitator is recorded without a question. Marks are taken back with one key, and the
/// room does not wait for questions; but pasted text must not set them.
pub(super) fn acts_at_once(action: Action) -> bool {
    match action {
        Action::Exercise(action) => match action {
            ExerciseAction::Mark(_)
            | ExerciseAction::Unmark
            | ExerciseAction::Clock
            | ExerciseAction::Faster
            | ExerciseAction::Slower
            | ExerciseAction::NextInject
            | ExerciseAction::HoldInject => true,
            ExerciseAction::ShowRoom | ExerciseAction::ShowFacilitator | ExerciseAction::Hint | ExerciseAction::End => {
                false
            }
        },
        Action::Move(_)
        | Action::Open
        | Action::Back
        | Action::Help
        | Action::Palette
        | Action::Theme
        | Action::Copy
        | Action::Quit
        | Action::Form(_)
        | Action::Record(_)
        | Action::Incident(_)
        | Action::Letter(_) => false,
    }
}

/// Whether an action leads to an entry in the record of the incident at hand. (A form says so itself.)
fn records(action: Action) -> bool {
    match action {
        Action::Incident(action) => match action {
            IncidentAction::AwareNow
            | IncidentAction::Edit
            | IncidentAction::Done
            | IncidentAction::Advance
            | IncidentAction::Undo => true,
            IncidentAction::NextTab
            | IncidentAction::PreviousTab
            | IncidentAction::Tab(_)
            | IncidentAction::Why
            | IncidentAction::Timeline
            | IncidentAction::Letters
            | IncidentAction::Earlier
            | IncidentAction::Later
            | IncidentAction::NotDue => false,
        },
        Action::Letter(LetterAction::Edit) => true,
        Action::Letter(LetterAction::Redline)
        | Action::Move(_)
        | Action::Open
        | Action::Back
        | Action::Help
        | Action::Palette
        | Action::Theme
        | Action::Copy
        | Action::Quit
        | Action::Form(_)
        | Action::Record(_)
        | Action::Exercise(_) => false,
    }
}

/// Actions that need no incident.
fn record(model: &mut Model, action: RecordAction) -> Vec<Effect> {
    match action {
        RecordAction::Search => {
            let text = match model.screen() {
                Screen::Law => model.law.search.clone(),
                _ => model.board.search.clone(),
            };
            model.overlays.push(Overlay::Form(Box::new(search::form(&text))));
        }
        RecordAction::Filter => {
            model.board.filter = model.board.filter.next();
            model.arrange_board();
        }
        RecordAction::Example => model.overlays.push(profile::example()),
        RecordAction::StartExercise if model.start.scenarios.is_empty() => {
            model.message = "The scenarios are being read; the form opens in a moment.".to_owned();
            model.drill_wanted = true;
        }
        RecordAction::StartExercise => overlay::open(model, exercise::start::form(model)),
        RecordAction::Law => go::to(model, Screen::Law),
        RecordAction::Audit => {
            go::to(model, Screen::Audit);
            model.audit = None;
            return vec![Effect::Audit];
        }
    }
    Vec::new()
}

/// Actions on the incident at hand.
fn incident(model: &mut Model, action: IncidentAction) -> Vec<Effect> {
    if model.opened().is_none() {
        model.message = NO_INCIDENT.to_owned();
        return Vec::new();
    }
    match action {
        IncidentAction::NextTab => turn(model, 1),
        IncidentAction::PreviousTab => turn(model, Tab::ALL.len() - 1),
        IncidentAction::Tab(tab) => go::tab(model, tab),
        IncidentAction::Why => why(model),
        IncidentAction::Timeline => {
            model.incident.clock = 0;
            go::to(model, Screen::Timeline);
        }
        IncidentAction::NotDue => {
            model.incident.not_due = !model.incident.not_due;
            model.message = match model.incident.not_due {
                true => "Obligations that are not due are listed as well (2).",
                false => "Obligations that are not due are hidden.",
            }
            .to_owned();
        }
        IncidentAction::Letters => return letters::open(model),
        IncidentAction::Earlier => return go::step_in_time(model, false),
        IncidentAction::Later => return go::step_in_time(model, true),
        IncidentAction::AwareNow => {
            let question = aware(model);
            model.overlays.extend(question);
        }
        IncidentAction::Edit => edit(model),
        IncidentAction::Done => done(model),
        IncidentAction::Advance => advance(model),
        IncidentAction::Undo => undo(model),
    }
    Vec::new()
}

fn turn(model: &mut Model, by: usize) {
    let at = Tab::ALL.iter().position(|tab| *tab == model.incident.tab).unwrap_or(0);
    go::tab(model, Tab::ALL[(at + by) % Tab::ALL.len()]);
}

fn why(model: &mut Model) {
    match model.duty_at_hand().map(|o| o.id.clone()) {
        Some(id) => {
            model.incident.duty = Some(id.to_string());
            go::to(model, Screen::Why);
        }
        None => model.message = NO_OBLIGATION.to_owned(),
    }
}

/// Opens the incident, the regime, or what the row selected stands for.
fn open(model: &mut Model) -> Vec<Effect> {
    match model.screen() {
        Screen::Board => match model.on_board().map(|row| IncidentRef::new(row.code.clone())) {
            Some(code) => return go::incident(model, code),
            None => model.message = "There is nothing to open; n opens a new incident.".to_owned(),
        },
        Screen::Law => {
            let id = model.regimes().nth(model.law.at).map(|r| r.id.clone());
            if let Some(id) = id {
                return go::regime(model, id.to_string());
            }
        }
        Screen::Audit => {
            model.audit = None;
            return vec![Effect::Audit];
        }
        Screen::Timeline => why(model),
        Screen::Incident => return behind(model),
        Screen::Facilitator => return drill::open(model),
        Screen::Why | Screen::Regime | Screen::Letters | Screen::Room => {}
    }
    Vec::new()
}

/// What the row selected stands for: the input of a fact, the reasons of an obligation, a form, a text.
fn behind(model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.row() else { return Vec::new() };
    let past = model.opened().is_some_and(|opened| opened.as_of.is_some());
    match row.target {
        Target::Duty(_) => why(model),
        Target::NotDue => model.incident.not_due = !model.incident.not_due,
        Target::Notice(name) => {
            let name = name.to_owned();
            let notice = |code| Effect::Notice { code, name };
            return model.at_hand().map(notice).into_iter().collect();
        }
        Target::Event(seq) if model.incident.tab == Tab::Log => {
            let until = model.incident.moments.get(&seq).copied();
            return go::as_of(model, until);
        }
        Target::Fact(_) | Target::Form(_) | Target::Nobody(_) if !past => edit(model),
        target => {
            let found = model.opened().and_then(|opened| detail(model, opened, &target));
            if let Some((title, lines)) = found {
                let lines = lines.into_iter().map(|(word, text)| format!("{word:<9} {text}"));
                let text = lines.collect::<Vec<_>>().join("\n");
                model.overlays.push(Overlay::Text { title, text, scroll: 0 });
            }
        }
    }
    Vec::new()
}

/// Opens the form of the row selected; where it has none, the form of any fact.
fn edit(model: &mut Model) {
    let form = match model.row().map(|row| row.target) {
        Some(Target::Fact(key)) => of_fact(model, &key),
        Some(Target::Decision(key)) => decision::form(model, Some(&key)),
        Some(Target::Nobody(_)) => return form::open_with(model, contact::NEW),
        Some(Target::Call(_)) => return form::open_with(model, contact::OPEN),
        Some(Target::Form(opener)) => return form::open_with(model, opener),
        _ => fact::any(),
    };
    overlay::open(model, form);
}

/// The form of a fact; a decision has one of its own.
pub(super) fn of_fact(model: &Model, key: &str) -> crate::tui::form::Form {
    match key.strip_prefix("decisions.") {
        Some(decided) => decision::form(model, Some(decided)),
        None => fact::of_key(model, key),
    }
}

/// Ticks off, records a filing, an answer or the end of a delay: whatever is done with the row selected.
fn done(model: &mut Model) {
    let Some(opened) = model.opened() else { return };
    let form = match model.row().map(|row| row.target) {
        Some(Target::Duty(id)) => filing::form(opened, &id),
        Some(Target::Task(id)) => match opened.tasks.iter().find(|step| step.task == id) {
            Some(step) if step.done_at.is_none() => task::form(&id, &step.title),
            _ => {
                model.message = "That step is done already; u takes the last entry back.".to_owned();
                return;
            }
        },
        Some(Target::Call(id)) => {
            let mut people = opened.calls.iter().flat_map(|call| &call.people);
            let name = people.find(|person| person.id == id).map(|person| person.name.clone());
            let name = name.unwrap_or_else(|| id.clone());
            model.overlays.push(Overlay::Reached { contact: id, name });
            return;
        }
        Some(Target::Hold(at)) if opened.holds.get(at).is_some_and(|hold| hold.runs) => {
            delay::lift(&opened.holds[at].authority)
        }
        _ => {
            model.message =
                "There is nothing to tick off here: select a step, an obligation, a person or a delay.".to_owned();
            return;
        }
    };
    overlay::open(model, form);
}

fn aware(model: &Model) -> Option<Overlay> {
    let at = model.here().at();
    let zone = model.zone();
    let when = words::moment(zone.name(), at);
    let known = model.incident.opened.iter().flat_map(|opened| &opened.facts);
    let known = known.filter(|fact| fact.key == "milestones.awareness");
    let known = known.filter_map(|fact| Some(words::value(fact.value.as_deref()?, zone.name())));
    let words = match known.collect::<Vec<_>>().as_slice() {
        [] => format!(
            "Record that the organisation became aware on {when}? Deadlines that run from awareness start there. To record \
             an earlier time, press n, then 1, and edit `awareness`."
        ),
        known => format!(
            "Awareness is recorded already: {}. Record {when} as a further moment? The earliest one still counts, and no \
             deadline moves later.",
            known.join(", ")
        ),
    };
    let command = Command::Fact(FactCommand::Set(FactClaim {
        key: "milestones.awareness".to_owned(),
        value: format!("\"{}\"", crate::app::views::utc(at)),
        certainty: Certainty::Confirmed,
        learned_at: None,
        source: None,
        also: true,
    }));
    let yes = Yes::Run(model.at_hand()?, Box::new(command));
    let question = Question::new("Record awareness", words, "Record it", yes);
    Some(Overlay::Ask(Box::new(question)))
}

/// Asks before the newest own entry is taken back, and says what it was and when.
pub(super) fn undo(model: &mut Model) {
    if model.incident.freshness != Freshness::Fresh {
        model.incident.freshness = Freshness::StaleThenUndo;
        model.message = "One moment: the last entry is being read.".to_owned();
        return;
    }
    let (Some(opened), Some(code)) = (&model.incident.opened, model.at_hand()) else {
        return;
    };
    let others = opened.undo.others.as_ref();
    let others = others.map(|(who, what)| format!("The last entry of all is from {who} and stays: {what}."));
    let Some(next) = &opened.undo.next else {
        model.message = format!(
            "there is no entry of yours to take back. {}",
            others.unwrap_or_default()
        );
        return;
    };
    let when = words::short(&opened.whole.home_zone, next.undo.recorded_at);
    let mut words = format!(
        "Take back your entry of {when}: {}?\nIt stays in the log, and a further entry is recorded: {}.",
        next.what, next.undo.words
    );
    for (what, why) in &opened.undo.stays {
        words += &format!("\nYour newer entry stays ({why}): {what}.");
    }
    words += &others.map(|others| format!("\n{others}")).unwrap_or_default();
    let yes = Yes::Run(code, Box::new(next.undo.command.clone()));
    let question = Question::new("Take an entry back", words, "Take it back", yes);
    model.overlays.push(Overlay::Ask(Box::new(question)));
}

fn advance(model: &mut Model) {
    let Some(opened) = &model.incident.opened else { return };
    let Some(stage) = Stage::ALL.into_iter().find(|stage| *stage > opened.whole.stage) else {
        model.message = "This is the last stage.".to_owned();
        return;
    };
    if !opened.whole.open_criteria.is_empty() {
        let form = crate::tui::form::stage::form(opened, stage);
        overlay::open(model, form);
        return;
    }
    let words = format!(
        "Record that {} moves on to the stage {}?",
        opened.whole.code,
        stage.title()
    );
    let command = Command::EnterStage { stage, rationale: None };
    let code = IncidentRef::new(opened.whole.code.clone());
    let title = format!("Go to {}", stage.title());
    let question = Question::new(title, words, "Go there", Yes::Run(code, Box::new(command)));
    model.overlays.push(Overlay::Ask(Box::new(question)));
}

/// Copies what stands behind the row, or the whole text at hand.
fn copy(model: &mut Model) -> Vec<Effect> {
    let text = match model.screen() {
        Screen::Letters => model.open_letter().map(|open| open.text.clone()),
        Screen::Incident => model
            .row()
            .map(|row| format!("{} {}", row.left, row.right).trim().to_owned()),
        _ => Some(crate::tui::screen::text_of(model)),
    };
    match text.filter(|text| !text.is_empty()) {
        Some(text) => {
            model.message = "Copied.".to_owned();
            vec![Effect::Copy(text)]
        }
        None => Vec::new(),
    }
}
