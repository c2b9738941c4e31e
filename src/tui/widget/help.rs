//! The keys of a screen in groups, to search in, each of them to be run.

use crate::tui::action::{Action, ExerciseAction, IncidentAction, LetterAction, MenuName, RecordAction};
use crate::tui::keymap::Key;
use crate::tui::model::Model;
use crate::tui::search::best;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Look,
    Record,
    Exercise,
    HandOn,
    Workbench,
}

impl Group {
    fn title(self) -> &'static str {
        match self {
            Group::Look => "Look and move",
            Group::Record => "Record",
            Group::Exercise => "Exercise",
            Group::HandOn => "Hand on",
            Group::Workbench => "The workbench",
        }
    }

    fn of(action: Action) -> Group {
        match action {
            Action::Move(_) | Action::Open | Action::Back | Action::Help | Action::Manual | Action::Palette => {
                Group::Look
            }
            Action::Menu(MenuName::Show | MenuName::Team) | Action::Zone | Action::Wall => Group::Look,
            Action::Menu(MenuName::Mark) => Group::Exercise,
            Action::Menu(MenuName::Export) | Action::Copy | Action::Sheet(_) => Group::HandOn,
            Action::Menu(MenuName::Leader | MenuName::Alerts)
            | Action::Theme
            | Action::Mouse
            | Action::AlertBy(_)
            | Action::Quit
            | Action::Lock => Group::Workbench,
            Action::Form(_) => Group::Record,
            Action::Record(action) => Group::of_record(action),
            Action::Incident(action) => Group::of_incident(action),
            Action::Letter(LetterAction::Edit) => Group::Record,
            Action::Letter(LetterAction::Redline | LetterAction::CheckDown | LetterAction::CheckUp) => Group::Look,
            Action::Exercise(ExerciseAction::ShowRoom | ExerciseAction::ShowFacilitator) => Group::Look,
            Action::Exercise(_) | Action::Scenario(_) => Group::Exercise,
        }
    }

    fn of_record(action: RecordAction) -> Group {
        match action {
            RecordAction::Search
            | RecordAction::Filter
            | RecordAction::Sort
            | RecordAction::Law
            | RecordAction::Audit => Group::Look,
            RecordAction::LogLine => Group::Record,
            RecordAction::Example | RecordAction::StartExercise | RecordAction::EditScenario => Group::Exercise,
        }
    }

    fn of_incident(action: IncidentAction) -> Group {
        match action {
            IncidentAction::AwareNow
            | IncidentAction::Edit
            | IncidentAction::Done
            | IncidentAction::Advance
            | IncidentAction::Undo => Group::Record,
            IncidentAction::Handover | IncidentAction::Changed => Group::HandOn,
            IncidentAction::NextTab
            | IncidentAction::PreviousTab
            | IncidentAction::Tab(_)
            | IncidentAction::Why
            | IncidentAction::Timeline
            | IncidentAction::Zoom(_)
            | IncidentAction::Pick
            | IncidentAction::Letters
            | IncidentAction::Earlier
            | IncidentAction::Later
            | IncidentAction::NotDue
            | IncidentAction::Show(_)
            | IncidentAction::Group(_) => Group::Look,
        }
    }
}
#[derive(Debug, Clone, Copy)]
pub(crate) enum HelpLine {
    Head(&'static str),
    Key(Key),
}

/// The keys that fit what is typed, best first; without words all of them, in their groups.
pub(crate) fn keys(model: &Model, text: &str) -> Vec<Key> {
    let mut keys = model.keys.of(model.screen()).to_vec();
    if text.trim().is_empty() {
        keys.sort_by_key(|key| Group::of(key.action));
        return keys;
    }
    let order = best(text, keys.iter().map(|key| format!("{} {}", key.words, key.label)));
    order.into_iter().filter_map(|at| keys.get(at).copied()).collect()
}

/// The same with the heads of the groups.
pub(crate) fn lines(model: &Model, text: &str) -> Vec<HelpLine> {
    let keys = keys(model, text);
    if !text.trim().is_empty() {
        return keys.into_iter().map(HelpLine::Key).collect();
    }
    let groups = keys.chunk_by(|a, b| Group::of(a.action) == Group::of(b.action));
    groups
        .flat_map(|group| {
            let head = group.first().map(|key| HelpLine::Head(Group::of(key.action).title()));
            head.into_iter().chain(group.iter().copied().map(HelpLine::Key))
        })
        .collect()
}
