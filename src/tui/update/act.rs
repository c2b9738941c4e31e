//! What an action does.

use super::{find, form, go, menu};
use crate::app::manual::topic;
use crate::tui::action::{Action, ExerciseAction, IncidentAction, LetterAction, RecordAction};
use crate::tui::effect::{Effect, TerminalEffect};
use crate::tui::form::{exercise as exercise_form, profile};
use crate::tui::leaving::Leaving;
use crate::tui::lock::Locked;
use crate::tui::model::Model;
use crate::tui::screen::audit::state::AuditText;
use crate::tui::screen::incident::rows::selected;
use crate::tui::screen::incident::state::View;
use crate::tui::screen::law::state::LawList;
use crate::tui::screen::name::ScreenName;
use crate::tui::screen::opening::{self, PAST};
use crate::tui::screen::stack::Screen;
use crate::tui::screen::text::text_of;
use crate::tui::screen::wall::state::Wall;
use crate::tui::screen::{authority_form, board, exercise, incident, law, letters, scenario};
use crate::tui::widget::overlay::Overlay;

/// Carries an action out.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    model.message.clear();
    if records(action) && model.looks_back() {
        model.message = PAST.to_owned();
        return Vec::new();
    }
    match action {
        Action::Move(to) => return go::step(model, to),
        Action::Open => return open(model),
        Action::Back => return go::back(model),
        Action::Help => model.overlays.push(Overlay::Help {
            text: String::new(),
            at: 0,
        }),
        Action::Manual => model.overlays.push(manual(model)),
        Action::Palette => {
            let palette = find::palette(model);
            model.overlays.push(palette);
        }
        Action::Menu(name) => menu::open(model, name),
        Action::Mouse => {
            model.mouse = !model.mouse;
            model.message = match model.mouse {
                true => "The mouse is on: it selects, opens and scrolls.",
                false => "The mouse is off: your terminal selects text with it. F2 takes it back.",
            }
            .to_owned();
            return vec![TerminalEffect::Mouse(model.mouse).into()];
        }
        Action::Wall => model.screens.show(Screen::Wall(Wall::default())),
        Action::Theme => {
            model.theme = model.theme.next();
            model.message = format!(
                "Theme: {}. To keep it, set theme = \"{0}\" in the configuration.",
                model.theme.name()
            );
        }
        Action::Copy => return copy(model),
        Action::Zone => zone(model),
        Action::AlertBy(way) => {
            let state = if model.alerts.turn(way) { "on" } else { "off" };
            model.message = format!(
                "Alerts by {}: {state}. `quiet` in the configuration keeps it.",
                way.words()
            );
        }
        Action::Quit if scenario::keys::asks_before(model, Leaving::Quit) => {}
        Action::Quit => {
            model.quit = true;
            return incident::news::leave(model).into_iter().collect();
        }
        Action::Lock => {
            model.locked = Some(Locked::ByHand);
            return incident::news::leave(model).into_iter().collect();
        }
        Action::Form(opener) => {
            opening::open_with(model, opener);
            return form::asked_at_once(model);
        }
        Action::Record(action) => return record(model, action),
        Action::Incident(action) => return incident::keys::act(model, action),
        Action::Letter(action) => return letters::keys::act(model, action),
        Action::Exercise(action) => return exercise::keys::act(model, action),
        Action::Scenario(action) => return scenario::keys::act(model, action),
        Action::Sheet(action) => return authority_form::keys::act(model, action),
    }
    Vec::new()
}

/// Shows the times of an incident in UTC, or in its own zone again. What is typed is read in the zone that is shown.
fn zone(model: &mut Model) {
    let Some(incident) = model.screens.incident_mut() else {
        return;
    };
    incident.turn_zone();
    let name = model.zone().name().to_owned();
    model.message =
        format!("Times are shown, and read, in {name} (Z changes it). A deadline's page has the authority's zone.");
}

/// Whether an action of the facilitator is recorded without a question. Marks are taken back with one key, and the
/// room does not wait for questions; but pasted text must not set them.
pub(super) fn acts_at_once(action: Action) -> bool {
    match action {
        Action::Exercise(action) => match action {
            ExerciseAction::Mark(_)
            | ExerciseAction::Unmark
            | ExerciseAction::Decline
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
        | Action::Manual
        | Action::Palette
        | Action::Menu(_)
        | Action::Mouse
        | Action::Theme
        | Action::Wall
        | Action::Copy
        | Action::AlertBy(_)
        | Action::Zone
        | Action::Quit
        | Action::Lock
        | Action::Form(_)
        | Action::Record(_)
        | Action::Incident(_)
        | Action::Scenario(_)
        | Action::Sheet(_)
        | Action::Letter(_) => false,
    }
}

/// The page of the manual about the screen at hand; the keys, where it has none.
fn manual(model: &Model) -> Overlay {
    let screen = match model.screen() == ScreenName::Regime {
        true => ScreenName::Law,
        false => model.screen(),
    };
    // As wide as the box over the screen, so that nothing is wrapped twice.
    let columns = usize::from(model.size.0).saturating_sub(10).min(110);
    match topic(&format!("screens/{}", screen.code())) {
        Some(topic) => Overlay::Text {
            title: topic.title.to_owned(),
            text: topic.plain(columns),
            scroll: 0,
        },
        None => Overlay::Help {
            text: String::new(),
            at: 0,
        },
    }
}

/// The manual at the place where it tells of a setting of the config file.
pub(super) fn setting(model: &Model, key: &str) -> Option<Overlay> {
    let columns = usize::from(model.size.0).saturating_sub(10).min(110);
    let page = topic("screens/overview")?;
    let text = page.plain(columns);
    let scroll = text.lines().position(|line| line.contains(key)).unwrap_or(0);
    Some(Overlay::Text {
        title: page.title.to_owned(),
        text,
        scroll: u16::try_from(scroll.saturating_sub(1)).unwrap_or(u16::MAX),
    })
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
            | IncidentAction::Zoom(_)
            | IncidentAction::Pick
            | IncidentAction::Letters
            | IncidentAction::Handover
            | IncidentAction::Changed
            | IncidentAction::Earlier
            | IncidentAction::Later
            | IncidentAction::Show(_)
            | IncidentAction::Group(_)
            | IncidentAction::NotDue => false,
        },
        Action::Letter(LetterAction::Edit) => true,
        Action::Letter(LetterAction::Redline | LetterAction::CheckDown | LetterAction::CheckUp)
        | Action::Move(_)
        | Action::Open
        | Action::Back
        | Action::Help
        | Action::Manual
        | Action::Palette
        | Action::Menu(_)
        | Action::Mouse
        | Action::Theme
        | Action::Wall
        | Action::Copy
        | Action::AlertBy(_)
        | Action::Zone
        | Action::Quit
        | Action::Lock
        | Action::Form(_)
        | Action::Record(_)
        | Action::Scenario(_)
        | Action::Sheet(_)
        | Action::Exercise(_) => false,
    }
}

/// Actions that need no incident.
fn record(model: &mut Model, action: RecordAction) -> Vec<Effect> {
    match action {
        RecordAction::Search => find::open(model),
        RecordAction::Filter => {
            model.screens.board.filter = model.screens.board.filter.next();
            model.screens.board.arrange(model.now);
        }
        RecordAction::Sort => {
            let board = &mut model.screens.board;
            board.sorted = board.sorted.next();
            board.arrange(model.now);
            model.message = format!("Sorted by {}.", board.sorted.words());
        }
        RecordAction::LogLine => return board::keys::log(model),
        RecordAction::Example => model.overlays.push(Overlay::Ask(Box::new(profile::example()))),
        RecordAction::StartExercise if model.start.scenarios.is_empty() => {
            model.message = "The scenarios are being read; the form opens in a moment.".to_owned();
            model.exercise_wanted = true;
        }
        RecordAction::StartExercise => {
            let form = exercise_form::start::form(&model.known());
            opening::open(model, form);
        }
        RecordAction::EditScenario => {
            let form = crate::tui::form::scenario::copy::form(&model.known());
            opening::open(model, form);
        }
        RecordAction::Law => model.screens.show(Screen::Law(LawList::of(&model.start))),
        RecordAction::Audit => return audit(model),
    }
    Vec::new()
}

/// Shows the audit chain, and has it verified.
fn audit(model: &mut Model) -> Vec<Effect> {
    model.screens.show(Screen::Audit(AuditText::default()));
    vec![Effect::Audit]
}

/// Opens the incident, the regime, or what the row selected stands for.
fn open(model: &mut Model) -> Vec<Effect> {
    match model.screens.top() {
        None => board::keys::open(model),
        Some(Screen::Law(_)) => law::keys::open(model),
        Some(Screen::Audit(_)) => audit(model),
        Some(Screen::Regime(_) | Screen::Wall(_)) => Vec::new(),
        Some(Screen::Scenario(_)) => scenario::keys::open(model),
        Some(Screen::Incident(open)) => match open.views.last() {
            None => incident::keys::open(model),
            Some(View::Exercise(_)) => exercise::keys::open(model),
            Some(View::Letters(_)) => letters::keys::edit(model),
            Some(View::Sheet(_)) => authority_form::keys::open(model),
            Some(View::Why(_)) => {
                incident::keys::open_missing(model);
                Vec::new()
            }
            Some(View::Timeline(_)) => Vec::new(),
        },
    }
}

/// Copies the row selected, or the whole text at hand.
fn copy(model: &mut Model) -> Vec<Effect> {
    let row = || selected(model).map(|row| format!("{} {}", row.left, row.right).trim().to_owned());
    let text = match model.screens.top() {
        Some(Screen::Incident(open)) => match open.views.last() {
            None => row(),
            Some(View::Letters(_)) => model.open_letter().map(|open| open.text.clone()),
            Some(View::Exercise(_)) => Some(exercise::rows::behind(model).text),
            Some(View::Sheet(_)) => return authority_form::keys::copy(model),
            Some(View::Why(_) | View::Timeline(_)) => Some(text_of(model)),
        },
        Some(Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) | None => {
            Some(text_of(model))
        }
    };
    match text.filter(|text| !text.is_empty()) {
        Some(text) => vec![TerminalEffect::Copy(text).into()],
        None => Vec::new(),
    }
}
