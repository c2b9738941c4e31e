//! What an action does.

use super::{drill, go, letters, overlay};
use crate::core::event::{Certainty, Stage};
use crate::core::incident::command::Command;
use crate::tui::action::{Action, Effect};
use crate::tui::drill_forms;
use crate::tui::form::Purpose;
use crate::tui::forms;
use crate::tui::ids::IncidentRef;
use crate::tui::model::{Freshness, Model, Overlay, Question, Screen, Tab, Yes};
use crate::tui::part::{Target, detail};

/// Carries an action out.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    model.message.clear();
    if records(action) && model.incident.opened.as_ref().is_some_and(|o| o.as_of.is_some()) {
        model.message = "this is the past: nothing can be recorded in it (Esc leads back to now)".to_owned();
        return Vec::new();
    }
    match action {
        Action::Quit => model.quit = true,
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            let before = model.incident.letters.at;
            go::step(model, action);
            if model.screen() == Screen::Letters && model.incident.letters.at != before {
                return letters::read(model);
            }
        }
        Action::Facilitator if model.screen() == Screen::Facilitator => drill::show(model, Screen::Room),
        Action::Room => drill::show(model, Screen::Room),
        Action::Facilitator => drill::show(model, Screen::Facilitator),
        _ if model.screen() == Screen::Facilitator && action != Action::Back && facilitates(action) => {
            return drill::act(model, action);
        }
        Action::Open => return open(model),
        Action::Back => return go::back(model),
        Action::Help => model.overlays.push(Overlay::Help),
        Action::Palette => model.overlays.push(Overlay::Palette {
            text: String::new(),
            at: 0,
        }),
        Action::Theme => {
            model.theme = model.theme.next();
            model.message = format!("theme: {} (theme = \"{0}\" in the config keeps it)", model.theme.name());
        }
        Action::Copy => return copy(model),
        Action::Search
        | Action::Filter
        | Action::New
        | Action::Example
        | Action::Drill
        | Action::Profile
        | Action::Law
        | Action::Audit => {
            return wide(model, action);
        }
        _ => return inside(model, action),
    }
    Vec::new()
}

/// Whether an action is the facilitator's, on the facilitator's screen.
fn facilitates(action: Action) -> bool {
    matches!(
        action,
        Action::Open
            | Action::Done
            | Action::Clock
            | Action::Faster
            | Action::Slower
            | Action::NextInject
            | Action::JumpTo
            | Action::HoldInject
            | Action::SkipInject
            | Action::Mark(_)
            | Action::Unmark
            | Action::Hint
            | Action::Observe
            | Action::Rate
            | Action::Improve
            | Action::Join
            | Action::EndDrill
    )
}

/// Whether an action of the facilitator is recorded without a question. Marks are taken back with one key, and the
/// room does not wait for questions; but pasted text must not set them.
pub(super) fn acts_at_once(action: Action) -> bool {
    matches!(
        action,
        Action::Done
            | Action::Mark(_)
            | Action::Unmark
            | Action::Clock
            | Action::Faster
            | Action::Slower
            | Action::NextInject
            | Action::HoldInject
    )
}

/// Whether an action leads to an entry in the record of the incident at hand.
fn records(action: Action) -> bool {
    matches!(
        action,
        Action::AwareNow
            | Action::Edit
            | Action::Withdraw
            | Action::Done
            | Action::Dispose
            | Action::Decide
            | Action::Note
            | Action::Evidence
            | Action::Hold
            | Action::Playbook
            | Action::Advance
            | Action::Close
            | Action::Undo
            | Action::Draft
            | Action::Remark
    )
}

/// Actions that need no incident.
fn wide(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Search => {
            let text = match model.screen() {
                Screen::Law => model.law.search.clone(),
                _ => model.board.search.clone(),
            };
            model.overlays.push(Overlay::Form(Box::new(forms::search(&text))));
        }
        Action::Filter => {
            model.board.filter = model.board.filter.next();
            model.arrange_board();
        }
        Action::New => overlay::open(model, forms::incident(model)),
        Action::Example => model.overlays.push(overlay::example()),
        Action::Drill if model.start.scenarios.is_empty() => {
            model.message = "The scenarios are being read; the form opens in a moment.".to_owned();
            model.drill_wanted = true;
        }
        Action::Drill => overlay::open(model, drill_forms::start(model)),
        Action::Profile => overlay::open(model, forms::profile(model, false)),
        Action::Law => go::to(model, Screen::Law),
        Action::Audit => {
            go::to(model, Screen::Audit);
            model.audit = None;
            return vec![Effect::Audit];
        }
        _ => {}
    }
    Vec::new()
}

/// Actions on the incident at hand.
fn inside(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Contact {
        let person = selected_person(model);
        overlay::open(model, forms::contact(person.as_ref()));
        return Vec::new();
    }
    if model.incident.opened.is_none() {
        model.message = "open an incident first".to_owned();
        return Vec::new();
    }
    match action {
        Action::NextTab => turn(model, 1),
        Action::PreviousTab => turn(model, Tab::ALL.len() - 1),
        Action::Tab(at) => {
            if let Some(tab) = Tab::ALL.get(at) {
                go::tab(model, *tab);
            }
        }
        Action::Why => why(model),
        Action::Timeline => {
            model.incident.clock = 0;
            go::to(model, Screen::Timeline);
        }
        Action::NotDue => {
            model.incident.not_due = !model.incident.not_due;
            model.message = match model.incident.not_due {
                true => "obligations that are not due are listed as well (2 and 4)",
                false => "obligations that are not due are left out",
            }
            .to_owned();
        }
        Action::Letters => return letters::open(model),
        Action::Draft => letters::draft(model),
        Action::Remark => letters::remark(model),
        Action::Redline => return letters::redline(model),
        Action::Edit | Action::Done if model.screen() == Screen::Letters => return letters::change(model, action),
        Action::Earlier => return go::step_in_time(model, false),
        Action::Later => return go::step_in_time(model, true),
        Action::Edit => edit(model),
        Action::Done => return done(model),
        Action::Advance => advance(model),
        Action::Undo => undo(model),
        other => ask(model, other),
    }
    Vec::new()
}

/// Actions that open a form or a question.
fn ask(model: &mut Model, action: Action) {
    let duty = model.duty_at_hand().map(|o| o.id.clone());
    let form = match action {
        Action::AwareNow => {
            let question = aware(model);
            model.overlays.extend(question);
            return;
        }
        Action::Withdraw => match model.row().map(|row| row.target) {
            Some(Target::Fact(key)) => Some(forms::withdraw(model, &key)),
            _ => None,
        },
        Action::Dispose => duty.map(|id| forms::disposition(model, &id)),
        Action::Decide => Some(forms::decision(model, None)),
        Action::Note => Some(forms::note()),
        Action::Evidence => Some(forms::evidence(model)),
        Action::Hold => Some(forms::hold()),
        Action::Playbook => Some(forms::playbook(model)),
        Action::Close => model
            .incident
            .opened
            .as_ref()
            .map(|opened| match opened.whole.closed_at {
                Some(_) => forms::reopen(),
                None => forms::close(opened),
            }),
        _ => None,
    };
    match form {
        Some(form) => overlay::open(model, form),
        None => {
            model.message = match action {
                Action::Withdraw => "select a fact first",
                _ => "select a duty first",
            }
            .to_owned();
        }
    }
}

fn turn(model: &mut Model, by: usize) {
    let at = Tab::ALL.iter().position(|tab| *tab == model.incident.tab).unwrap_or(0);
    go::tab(model, Tab::ALL[(at + by) % Tab::ALL.len()]);
}

fn why(model: &mut Model) {
    match model.duty_at_hand().map(|o| o.id.clone()) {
        Some(id) => {
            model.incident.duty = Some(id);
            go::to(model, Screen::Why);
        }
        None => model.message = "select a duty first (2 or 4 lists them)".to_owned(),
    }
}

/// Opens the incident, the regime, or what stands behind the row selected.
fn open(model: &mut Model) -> Vec<Effect> {
    match model.screen() {
        Screen::Board => match model.on_board().map(|row| IncidentRef::new(row.code.clone())) {
            Some(code) => return go::incident(model, code),
            None => model.message = "there is nothing to open; n opens a new incident".to_owned(),
        },
        Screen::Law => {
            let id = model.regimes().nth(model.law.at).map(|r| r.id.clone());
            if let Some(id) = id {
                return go::regime(model, id);
            }
        }
        Screen::Audit => {
            model.audit = None;
            return vec![Effect::Audit];
        }
        Screen::Timeline => why(model),
        Screen::Incident => return behind(model),
        Screen::Why | Screen::Regime | Screen::Letters | Screen::Room | Screen::Facilitator => {}
    }
    Vec::new()
}

/// What stands behind the row selected: the input of a fact, the reasons of a duty, a form, a text.
fn behind(model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.row() else { return Vec::new() };
    let past = model.incident.opened.as_ref().is_some_and(|o| o.as_of.is_some());
    match row.target {
        Target::Duty(_) => why(model),
        Target::NotDue => model.incident.not_due = !model.incident.not_due,
        Target::Notice(name) => {
            let name = name.to_owned();
            return model
                .at_hand()
                .map(|code| Effect::Notice { code, name })
                .into_iter()
                .collect();
        }
        Target::Event(seq) if model.incident.tab == Tab::Log => {
            let until = model.incident.moments.get(&seq).copied();
            return go::as_of(model, until);
        }
        Target::Fact(_) | Target::Form(_) | Target::Nobody(_) if !past => edit(model),
        target => {
            let found = model
                .incident
                .opened
                .as_ref()
                .and_then(|opened| detail(model, opened, &target));
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
    let target = model.row().map(|row| row.target);
    let form = match target {
        Some(Target::Fact(key)) => match key.strip_prefix("decisions.") {
            Some(decision) => forms::decision(model, Some(decision)),
            None => forms::fact(model, Some(&key)),
        },
        Some(Target::Decision(key)) => forms::decision(model, Some(&key)),
        Some(Target::Nobody(_) | Target::Call(_)) => forms::contact(selected_person(model).as_ref()),
        Some(Target::Form(purpose)) => match purpose {
            Purpose::Decision => forms::decision(model, None),
            Purpose::Note => forms::note(),
            Purpose::Evidence => forms::evidence(model),
            Purpose::Hold => forms::hold(),
            Purpose::Roster => forms::roster(),
            Purpose::Playbook => forms::playbook(model),
            Purpose::Contact => forms::contact(None),
            _ => forms::fact(model, None),
        },
        _ => forms::fact(model, None),
    };
    overlay::open(model, form);
}

fn selected_person(model: &Model) -> Option<crate::core::contact::Contact> {
    match model.row()?.target {
        Target::Call(id) => model.start.contacts.get(&id).cloned(),
        _ => None,
    }
}

/// Ticks off, records a filing, an answer or the end of a hold: whatever is done with the row selected.
fn done(model: &mut Model) -> Vec<Effect> {
    let duty = model.duty_at_hand().map(|o| o.id.clone());
    let target = model.row().map(|row| row.target);
    let form = match (duty, target, &model.incident.opened) {
        (Some(id), _, Some(opened)) => Some(forms::filing(opened, &id)),
        (None, Some(Target::Task(id)), Some(opened)) => {
            let task = opened.tasks.iter().find(|t| t.task == id);
            match task {
                Some(task) if task.done_at.is_none() => Some(forms::task(&id, &task.title)),
                _ => {
                    model.message = "that step is done already; u takes the last entry back".to_owned();
                    return Vec::new();
                }
            }
        }
        (None, Some(Target::Call(id)), Some(opened)) => {
            let people = opened.calls.iter().flat_map(|call| &call.people);
            let name = people
                .into_iter()
                .find(|p| p.id == id)
                .map(|p| p.name.clone())
                .unwrap_or_default();
            model.overlays.push(Overlay::Reached { contact: id, name });
            return Vec::new();
        }
        (None, Some(Target::Hold(at)), Some(opened)) => opened
            .holds
            .get(at)
            .filter(|h| h.runs)
            .map(|h| forms::lift(&h.authority)),
        _ => None,
    };
    match form {
        Some(form) => overlay::open(model, form),
        None => {
            model.message = "there is nothing to tick off here: select a step, a duty, a person or a hold".to_owned()
        }
    }
    Vec::new()
}

fn aware(model: &Model) -> Option<Overlay> {
    let at = model.here().at();
    let zone = model.zone();
    let when = super::super::words::moment(zone.name(), at);
    let known = model.incident.opened.iter().flat_map(|opened| &opened.facts);
    let known = known.filter(|fact| fact.key == "milestones.awareness");
    let known = known.filter_map(|fact| Some(super::super::words::value(fact.value.as_deref()?, zone.name())));
    let words = match known.collect::<Vec<_>>().as_slice() {
        [] => format!(
            "Record that the organisation became aware on {when}? The clocks that run from awareness start there. (An \
             earlier moment: n here, then 1 and Enter on `awareness`.)"
        ),
        known => format!(
            "Awareness is recorded already: {}. Record {when} as a further moment? The earliest one goes on counting, \
             and no deadline becomes later.",
            known.join(", ")
        ),
    };
    let command = Command::SetFact {
        key: "milestones.awareness".to_owned(),
        value: format!("\"{}\"", crate::app::views::utc(at)),
        certainty: Certainty::Confirmed,
        learned_at: None,
        source: None,
        also: true,
    };
    let yes = Yes::Run(model.at_hand()?, Box::new(command));
    let question = Question::new("Record awareness", words, "Record it", yes);
    Some(Overlay::Ask(Box::new(question)))
}

/// Asks before the newest own entry is taken back, and says what it was and when.
pub(super) fn undo(model: &mut Model) {
    if model.incident.freshness != Freshness::Fresh {
        model.incident.freshness = Freshness::StaleThenUndo;
        model.message = "one moment: the last entry is being read".to_owned();
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
    let when = super::super::words::short(&opened.whole.home_zone, next.undo.recorded_at);
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
        model.message = "this is the last stage".to_owned();
        return;
    };
    if !opened.whole.open_criteria.is_empty() {
        let form = forms::stage(opened, stage);
        overlay::open(model, form);
        return;
    }
    let words = format!(
        "Record that {} goes on to the stage {}?",
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
        _ => Some(super::super::screen::text_of(model)),
    };
    match text.filter(|text| !text.is_empty()) {
        Some(text) => {
            model.message = "copied".to_owned();
            vec![Effect::Copy(text)]
        }
        None => Vec::new(),
    }
}
