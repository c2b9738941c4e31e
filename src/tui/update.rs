//! From what happened to the next state, and to what the record is asked. Pure.

use crossterm::event::{KeyCode, KeyEvent};

use super::action::{Action, Effect, Event};
use super::keymap::meaning;
use super::model::{Model, Opened, Overlay, Purpose, Screen, Tab};
use crate::core::event::{Certainty, Disposition, FilingKind, Stage};
use crate::core::incident::command::Command;

/// Takes one event in.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        Event::Tick(now) => {
            model.now = now;
            // Another process may have written: what is on screen is read again.
            refresh(model)
        }
        Event::Board(rows, coming) => {
            model.rows = Some(rows);
            model.coming = coming;
            keep_selection(model);
            Vec::new()
        }
        Event::Incident(read) => {
            let (whole, tasks, log) = *read;
            model.opened = Some(Opened { whole, tasks, log });
            keep_selection(model);
            Vec::new()
        }
        Event::Recorded(words) => {
            model.message = words;
            refresh(model)
        }
        Event::Failed(words) => {
            model.message = words;
            // An incident that cannot be read has no screen of its own.
            if model.opened.is_none() {
                model.screen = Screen::Board;
            }
            Vec::new()
        }
        Event::Paste(text) => {
            if let Some(Overlay::Line { text: typed, .. }) = &mut model.overlay {
                typed.extend(text.chars().filter(|c| !c.is_control()));
            }
            Vec::new()
        }
        Event::Key(key) => pressed(model, key),
    }
}

fn refresh(model: &Model) -> Vec<Effect> {
    match (&model.opened, model.screen) {
        (Some(opened), Screen::Incident | Screen::Why) => vec![Effect::Incident(opened.whole.code.clone())],
        _ => vec![Effect::Board],
    }
}

/// A selection never points past the end of its list.
fn keep_selection(model: &mut Model) {
    model.on_board = model.on_board.min(model.shown().len().saturating_sub(1));
    model.on_tab = model.on_tab.min(model.tab_rows().saturating_sub(1));
}

fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    match model.overlay.take() {
        Some(Overlay::Help) => Vec::new(),
        Some(Overlay::Line { purpose, text }) => typed(model, key, purpose, text),
        Some(Overlay::Ask { words, command }) => asked(model, key, words, command),
        None => meaning(model.screen, key)
            .map(|action| act(model, action))
            .unwrap_or_default(),
    }
}

fn typed(model: &mut Model, key: KeyEvent, purpose: Purpose, mut text: String) -> Vec<Effect> {
    match key.code {
        KeyCode::Esc => {
            if purpose == Purpose::Search {
                model.search.clear();
            }
            return Vec::new();
        }
        KeyCode::Enter => return entered(model, purpose, text.trim()),
        KeyCode::Backspace => drop(text.pop()),
        KeyCode::Char(c) => text.push(c),
        _ => {}
    }
    if purpose == Purpose::Search {
        model.search.clone_from(&text);
        model.on_board = 0;
    }
    model.overlay = Some(Overlay::Line { purpose, text });
    Vec::new()
}

fn entered(model: &mut Model, purpose: Purpose, text: &str) -> Vec<Effect> {
    let code = model
        .opened
        .as_ref()
        .map(|opened| opened.whole.code.clone())
        .unwrap_or_default();
    if text.is_empty() && !matches!(purpose, Purpose::Reference(_) | Purpose::Search) {
        return Vec::new();
    }
    match purpose {
        Purpose::Search => Vec::new(),
        Purpose::Title => vec![Effect::Open(text.to_owned())],
        Purpose::Fact => {
            let Some((key, value)) = text.split_once(' ') else {
                model.message = "write a key and a value, such as data.encrypted no".to_owned();
                model.overlay = line(Purpose::Fact, text);
                return Vec::new();
            };
            fact(code, key, value.trim())
        }
        Purpose::Value(key) => fact(code, &key, text),
        Purpose::Reference(obligation) => {
            let reference = (!text.is_empty()).then(|| text.to_owned());
            let numbered = reference
                .as_deref()
                .map(|r| format!(", reference {r}"))
                .unwrap_or_default();
            model.overlay = Some(Overlay::Ask {
                words: format!("Record that {obligation} was filed now{numbered}? It stays in the record."),
                command: Box::new(Command::Dispose {
                    obligation,
                    disposition: Disposition::Filed {
                        filing: FilingKind::Initial,
                        at: model.now,
                        reference,
                        channel: None,
                        late_because: None,
                        out_of_order_because: None,
                    },
                    rationale: None,
                }),
            });
            Vec::new()
        }
        Purpose::Rationale => next_stage(model)
            .map(|stage| {
                let rationale = Some(text.to_owned());
                vec![Effect::Run(code, Box::new(Command::EnterStage { stage, rationale }))]
            })
            .unwrap_or_default(),
    }
}

fn fact(code: String, key: &str, value: &str) -> Vec<Effect> {
    vec![Effect::Fact {
        code,
        key: key.to_owned(),
        value: value.to_owned(),
    }]
}

fn asked(model: &mut Model, key: KeyEvent, words: String, command: Box<Command>) -> Vec<Effect> {
    match key.code {
        KeyCode::Char('y') => model
            .opened
            .as_ref()
            .map(|opened| vec![Effect::Run(opened.whole.code.clone(), command)])
            .unwrap_or_default(),
        KeyCode::Char('n') | KeyCode::Esc => {
            model.message = "nothing was recorded".to_owned();
            Vec::new()
        }
        _ => {
            model.overlay = Some(Overlay::Ask { words, command });
            Vec::new()
        }
    }
}

fn line(purpose: Purpose, text: &str) -> Option<Overlay> {
    Some(Overlay::Line {
        purpose,
        text: text.to_owned(),
    })
}

fn next_stage(model: &Model) -> Option<Stage> {
    let current = model.opened.as_ref()?.whole.stage;
    Stage::ALL.into_iter().find(|stage| *stage > current)
}

fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    model.message.clear();
    match action {
        Action::Quit => model.quit = true,
        Action::Help => model.overlay = Some(Overlay::Help),
        Action::Up => step(model, false),
        Action::Down => step(model, true),
        Action::Open => return open(model),
        Action::Back => return back(model),
        Action::Search => model.overlay = line(Purpose::Search, &model.search.clone()),
        Action::New => model.overlay = line(Purpose::Title, ""),
        Action::NextTab => turn(model, 1),
        Action::PreviousTab => turn(model, Tab::ALL.len() - 1),
        Action::Why if model.duty().is_some() => (model.screen, model.scroll) = (Screen::Why, 0),
        Action::Why => model.message = "select a duty first".to_owned(),
        Action::AwareNow => model.overlay = aware(model),
        Action::SetFact => model.overlay = line(Purpose::Fact, ""),
        Action::Done => model.overlay = done(model),
        Action::Advance => return advance(model),
    }
    Vec::new()
}

fn step(model: &mut Model, down: bool) {
    if model.screen == Screen::Why {
        model.scroll = if down {
            model.scroll.saturating_add(1)
        } else {
            model.scroll.saturating_sub(1)
        };
        return;
    }
    let (at, rows) = match model.screen {
        Screen::Board => (model.on_board, model.shown().len()),
        Screen::Incident => (model.on_tab, model.tab_rows()),
        Screen::Why => return,
    };
    let next = if down {
        (at + 1).min(rows.saturating_sub(1))
    } else {
        at.saturating_sub(1)
    };
    match model.screen {
        Screen::Board => model.on_board = next,
        Screen::Incident | Screen::Why => model.on_tab = next,
    }
}

fn turn(model: &mut Model, by: usize) {
    let at = Tab::ALL.iter().position(|tab| *tab == model.tab).unwrap_or(0);
    model.tab = Tab::ALL[(at + by) % Tab::ALL.len()];
    model.on_tab = 0;
}

/// Opens the incident selected, the duty selected, or the input of the fact selected.
fn open(model: &mut Model) -> Vec<Effect> {
    match (model.screen, model.tab) {
        (Screen::Board, _) => {
            let Some(code) = model.shown().get(model.on_board).map(|row| row.code.clone()) else {
                return Vec::new();
            };
            model.screen = Screen::Incident;
            model.opened = None;
            (model.tab, model.on_tab) = (Tab::Duties, 0);
            return vec![Effect::Incident(code)];
        }
        (Screen::Incident, Tab::Duties) if model.duty().is_some() => (model.screen, model.scroll) = (Screen::Why, 0),
        (Screen::Incident, Tab::Facts) => {
            let facts = model.opened.iter().flat_map(|o| &o.whole.assessment.open_facts);
            let key = facts.map(|f| f.fact.clone()).nth(model.on_tab);
            model.overlay = key.and_then(|key| line(Purpose::Value(key), ""));
        }
        _ => {}
    }
    Vec::new()
}

fn back(model: &mut Model) -> Vec<Effect> {
    model.screen = match model.screen {
        Screen::Why => Screen::Incident,
        Screen::Incident | Screen::Board => Screen::Board,
    };
    if model.screen == Screen::Board {
        model.opened = None;
        (model.tab, model.on_tab) = (Tab::Duties, 0);
        return vec![Effect::Board];
    }
    Vec::new()
}

fn aware(model: &Model) -> Option<Overlay> {
    model.opened.as_ref()?;
    Some(Overlay::Ask {
        words: "Record that the organisation became aware now? The clocks that run from awareness start here."
            .to_owned(),
        command: Box::new(Command::SetFact {
            key: "milestones.awareness".to_owned(),
            value: format!("\"{}\"", crate::app::views::utc(model.now)),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: None,
            also: true,
        }),
    })
}

/// Ticks the step selected off, or asks for the reference of the notice selected.
fn done(model: &Model) -> Option<Overlay> {
    let opened = model.opened.as_ref()?;
    match model.tab {
        Tab::Duties => line(Purpose::Reference(model.duty()?.id.clone()), ""),
        Tab::Tasks => {
            let task = opened.tasks.get(model.on_tab)?;
            Some(Overlay::Ask {
                words: format!("Record that this step is done: {}?", task.title),
                command: Box::new(Command::Tick {
                    task: task.task.clone(),
                    done: true,
                    owner: None,
                    remark: None,
                }),
            })
        }
        Tab::Facts | Tab::Log => None,
    }
}

fn advance(model: &mut Model) -> Vec<Effect> {
    let Some((stage, opened)) = next_stage(model).zip(model.opened.as_ref()) else {
        model.message = "this is the last stage".to_owned();
        return Vec::new();
    };
    if !opened.whole.open_criteria.is_empty() {
        model.overlay = line(Purpose::Rationale, "");
        return Vec::new();
    }
    let rationale = None;
    vec![Effect::Run(
        opened.whole.code.clone(),
        Box::new(Command::EnterStage { stage, rationale }),
    )]
}
