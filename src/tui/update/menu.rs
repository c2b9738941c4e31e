//! Menus: what a second key does.

use super::team;
use crate::app::letters::Format;
use crate::core::drill::Mark;
use crate::tui::action::{Action, ExerciseAction, IncidentAction, MenuName};
use crate::tui::alerts::AlertWay;
use crate::tui::effect::Effect;
use crate::tui::form::dora;
use crate::tui::model::Model;
use crate::tui::screen::incident::listing::{GroupBy, Which};
use crate::tui::screen::incident::state::View;
use crate::tui::screen::stack::Screen;
use crate::tui::widget::menu::{Menu, MenuItem};
use crate::tui::widget::overlay::Overlay;
use crate::workspace::Exported;

/// Opens a menu, or says why it has nothing to offer.
pub(super) fn open(model: &mut Model, name: MenuName) {
    let menu = match name {
        MenuName::Export => export(model),
        MenuName::Show => Ok(show(model)),
        MenuName::Leader => Ok(leader(model)),
        MenuName::Alerts => Ok(alerts(model)),
        MenuName::Team => Ok(team::menu(&model.team, &model.start.member_rows)),
        MenuName::Mark => Ok(mark()),
    };
    match menu {
        Ok(menu) => model.overlays.push(Overlay::Menu(menu)),
        Err(words) => model.message = words.to_owned(),
    }
}

const FORMATS: [(char, &str, Format); 5] = [
    ('p', "PDF", Format::Pdf),
    ('w', "Word (DOCX)", Format::Docx),
    ('h', "HTML", Format::Html),
    ('m', "Markdown", Format::Md),
    ('t', "plain text", Format::Txt),
];

/// The letter selected, or the reports of the incident.
fn export(model: &Model) -> Result<Menu, &'static str> {
    let code = model.at_hand().ok_or(crate::tui::known::NO_INCIDENT)?;
    let letters = match model.screens.top() {
        Some(Screen::Incident(open)) => matches!(open.views.last(), Some(View::Letters(_))),
        Some(Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) | None => {
            false
        }
    };
    let ask = |what| Effect::Export {
        code: code.clone(),
        what,
    };
    if letters {
        let letter = model
            .letter()
            .ok_or("There is no letter to export; n drafts one.")?
            .letter;
        let approved = model.letter_row().is_some_and(|row| row.approved.is_some());
        let items = FORMATS.map(|(key, words, format)| {
            let letter = letter.clone();
            MenuItem::ask(key, words, ask(Exported::Letter { letter, format }))
        });
        let state = if approved {
            "approved"
        } else {
            "NOT approved: it is marked as a draft"
        };
        return Ok(Menu::new(format!("Export {letter} ({state}) as"), items.into()));
    }
    let items = vec![
        MenuItem::ask('p', "situation report, as PDF", ask(Exported::Situation(Format::Pdf))),
        MenuItem::ask('w', "situation report, as Word", ask(Exported::Situation(Format::Docx))),
        MenuItem::ask(
            'm',
            "situation report, as Markdown",
            ask(Exported::Situation(Format::Md)),
        ),
        MenuItem::ask('h', "shift handover, as PDF", ask(Exported::Handover(Format::Pdf))),
        MenuItem::ask('k', "shift handover, as Markdown", ask(Exported::Handover(Format::Md))),
        MenuItem::ask('t', "timeline, as a spreadsheet (CSV)", ask(Exported::Timeline)),
        MenuItem::ask('r', "register of all breaches (CSV)", ask(Exported::Register)),
        MenuItem::ask(
            'e',
            "entry of this breach in the register, as PDF",
            ask(Exported::RegisterEntry(Format::Pdf)),
        ),
        MenuItem::act('d', "DORA report, field by field", Action::Form(dora::OPEN)),
        MenuItem::act(
            'l',
            "letters: choose one, then E",
            Action::Incident(IncidentAction::Letters),
        ),
    ];
    Ok(Menu::new(format!("Export {code}"), items))
}

/// Which obligations are listed, and how they are grouped.
fn show(model: &Model) -> Menu {
    let listing = model.incident().map(|incident| incident.listing).unwrap_or_default();
    let which = Which::ALL
        .into_iter()
        .zip(['a', 'd', 'p', 'l', 'r', 'm'])
        .map(|(which, key)| {
            let action = Action::Incident(IncidentAction::Show(which));
            MenuItem::act(key, format!("show {}", which.words()), action).on(listing.which == which)
        });
    let by = GroupBy::ALL.into_iter().zip(['1', '2', '3', '4']).map(|(by, key)| {
        let action = Action::Incident(IncidentAction::Group(by));
        MenuItem::act(key, format!("group by {}", by.words()), action).on(listing.by == by)
    });
    Menu::new("Obligations", which.chain(by).collect())
}

/// What a facilitator does with the row selected.
fn mark() -> Menu {
    let item = |key, words: &str, action| MenuItem::act(key, words, Action::Exercise(action));
    Menu::new(
        "The expected action, or the inject, that is selected",
        vec![
            item('d', "done", ExerciseAction::Mark(Mark::Done)),
            item('l', "late", ExerciseAction::Mark(Mark::Late)),
            item('w', "wrong", ExerciseAction::Mark(Mark::Wrong)),
            item('m', "missed", ExerciseAction::Mark(Mark::Missed)),
            item('u', "undo the mark", ExerciseAction::Unmark),
            item('h', "give the hint", ExerciseAction::Hint),
            item(
                'o',
                "hold the inject, let it go on, or call it back",
                ExerciseAction::HoldInject,
            ),
        ],
    )
}

/// By which ways alerts are told.
fn alerts(model: &Model) -> Menu {
    let ways = AlertWay::ALL
        .into_iter()
        .zip(['b', 't', 'd'])
        .map(|(way, key)| MenuItem::act(key, way.words(), Action::AlertBy(way)).on(model.alerts.is_on(way)));
    Menu::new(
        "Alerts: before and at deadlines, reminders and call-backs",
        ways.collect(),
    )
}

/// Everything that can be recorded here, with words.
fn leader(model: &Model) -> Menu {
    let keys = model.keys.of(model.screen()).iter();
    let items = keys.filter_map(|key| {
        let letter = key.letter()?;
        let records = match key.action {
            Action::Form(_) | Action::Incident(_) | Action::Letter(_) | Action::Exercise(_) | Action::Menu(_) => true,
            Action::Record(_) | Action::Scenario(_) | Action::Sheet(_) => true,
            Action::Move(_)
            | Action::Open
            | Action::Back
            | Action::Help
            | Action::Manual
            | Action::Palette
            | Action::Theme
            | Action::Wall
            | Action::Copy
            | Action::AlertBy(_)
            | Action::Zone
            | Action::Mouse
            | Action::Lock
            | Action::Quit => false,
        };
        let leads = key.action != Action::Menu(MenuName::Leader);
        (records && leads).then(|| MenuItem::act(letter, key.words, key.action))
    });
    Menu::new("What do you want to do? Type to search, Enter does it", items.collect()).searched()
}
