//! The scenario editor: copied, changed, checked after each change, shown as the room sees it, saved where `drill lint` and
//! `drill start` find it.

use std::path::{Path, PathBuf};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use firebell::core::time::Zone;
use firebell::drill::edit::{ActionFields, Change, Draft, InjectFields, Place};
use firebell::drill::scenario_files::lint::There;
use firebell::drill::scenario_files::sources;
use firebell::drill::scenario_files::sources::OwnScenarios;
use firebell::tui::{Answer, Effect, Event, Model, Place as Home, Theme, Worker, draw, update};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tempfile::TempDir;

use crate::common::record::Desk as Binary;
use crate::common::rules;
use crate::tui_undo::Desk;

fn lost_laptop() -> Draft {
    let file = sources::find("lost-laptop", None).unwrap();
    Draft::copy(&file, "Our stolen laptop").unwrap()
}

fn problems(draft: Draft) -> Vec<String> {
    let playbooks = firebell::app::files::playbook_files::load(None).unwrap().all;
    let templates = firebell::app::letters::templates(None).unwrap();
    let letters: Vec<String> = templates.into_iter().map(|template| template.id).collect();
    let there = There {
        rules: rules(),
        playbooks: &playbooks,
        letters: &letters,
    };
    draft.checked(there).problems
}

fn inject(text: &str, at: Option<u32>) -> InjectFields {
    InjectFields {
        at,
        channel: "phone".to_owned(),
        from: "insurer".to_owned(),
        to: "commander".to_owned(),
        subject: "We heard of it".to_owned(),
        text: text.to_owned(),
        cue: None,
    }
}

#[test]
fn a_copy_keeps_everything_that_was_not_changed() {
    let draft = lost_laptop();
    assert_eq!(draft.file_name(), "our-stolen-laptop.toml");
    assert_eq!(problems(draft.clone()), Vec::<String>::new());
    let original: toml::Table = sources::find("lost-laptop", None).unwrap().text.parse().unwrap();
    let copy: toml::Table = draft.text().parse().unwrap();
    for key in ["organisation", "contact", "vary", "module", "minutes", "hot_wash"] {
        assert_eq!(copy[key], original[key], "{key}");
    }
    assert_eq!(copy["title"].as_str(), Some("Our stolen laptop"));
}

#[test]
fn each_change_is_checked_and_names_what_is_wrong() {
    let new = Change::Inject(None, inject("Ring me back at once: +44 20 7946 1234 56", Some(12)));
    let draft = lost_laptop().changed(new).unwrap();
    let found = problems(draft.clone());
    assert!(
        found.iter().any(|problem| problem.contains("may belong to somebody")),
        "{found:?}"
    );
    // It took its place by its minute.
    let injects: Vec<String> = draft
        .outline()
        .into_iter()
        .filter(|part| matches!(part.place, Place::Inject(_)))
        .map(|part| part.words)
        .collect();
    let at = injects
        .iter()
        .position(|words| words.contains("We heard of it"))
        .unwrap();
    assert_eq!(at, 2, "{injects:?}");
    let right = Change::Inject(Some(at), inject("Ring me back at once.", Some(12)));
    let draft = draft.changed(right).unwrap();
    let asked = ActionFields {
        action: "Ring the insurer".to_owned(),
        objective: "log".to_owned(),
        within: Some(5),
        weight: 2,
        done: Some("{ called = \"insurer\" }".to_owned()),
        ..ActionFields::default()
    };
    let draft = draft.changed(Change::Action(at, None, asked.clone())).unwrap();
    let found = problems(draft.clone());
    assert!(
        found.iter().any(|problem| problem.contains("no contact has this role")),
        "{found:?}"
    );
    let wrong = ActionFields {
        done: Some("insurer called".to_owned()),
        ..asked.clone()
    };
    assert_eq!(
        draft
            .clone()
            .changed(Change::Action(at, Some(0), wrong))
            .unwrap_err()
            .field,
        "done"
    );
    let reached = ActionFields {
        done: Some("{ called = \"commander\" }".to_owned()),
        ..asked
    };
    let draft = draft.changed(Change::Action(at, Some(0), reached)).unwrap();
    assert_eq!(problems(draft.clone()), Vec::<String>::new());
    let draft = draft.changed(Change::Remove(Place::Inject(at))).unwrap();
    assert_eq!(draft.text(), lost_laptop().text());
}

/// The workbench with its worker, as one machine.
struct Bench {
    model: Model,
    worker: Worker,
    folder: TempDir,
    /// The record goes with it.
    _home: TempDir,
}

impl Bench {
    fn new() -> Bench {
        let folder = TempDir::new().unwrap();
        let named = OwnScenarios::Named(folder.path().to_owned());
        Bench::with(folder, named)
    }

    fn with(folder: TempDir, scenarios: OwnScenarios) -> Bench {
        let desk = Desk::new("Ticket system read");
        let home = Home {
            law: firebell::workspace::LawHome::default(),
            silence: firebell::drill::driving::presence::Silence::default(),
            home: Zone::utc(),
            notices: None,
            letters: None,
            scenarios: Some(scenarios),
            hooks: Vec::new(),
        };
        let mut bench = Bench {
            model: Model::new(desk.now, Zone::utc(), Theme::Plain),
            worker: Worker::new(desk.record, home),
            folder,
            _home: desk.home,
        };
        bench.settle(vec![Effect::Board, Effect::Start]);
        bench
    }

    fn settle(&mut self, mut effects: Vec<Effect>) {
        while !effects.is_empty() {
            let effect = effects.remove(0);
            let answer: Answer = self.worker.answer(effect);
            effects.extend(update(&mut self.model, Event::Answer(answer)));
        }
    }

    fn key(&mut self, key: KeyEvent) {
        let effects = update(&mut self.model, Event::Key(key));
        self.settle(effects);
    }

    fn press(&mut self, code: KeyCode) {
        self.key(KeyEvent::from(code));
    }

    fn typed(&mut self, text: &str) {
        text.chars().for_each(|letter| self.press(KeyCode::Char(letter)));
    }

    fn hand_in(&mut self) {
        self.key(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL));
    }

    fn screen(&mut self, width: u16, height: u16) -> String {
        self.model.size = (width, height);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(&self.model, frame)).unwrap();
        terminal.backend().to_string()
    }

    fn copied() -> Bench {
        let mut bench = Bench::new();
        bench.copy();
        bench
    }

    fn copy(&mut self) {
        self.press(KeyCode::Char('e'));
        self.press(KeyCode::Tab);
        self.typed("Ours");
        self.hand_in();
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("ours.toml")
}

#[test]
fn a_scenario_is_copied_changed_and_saved_in_the_workbench() {
    let mut bench = Bench::copied();
    for (width, height) in [(80, 24), (140, 40)] {
        let screen = bench.screen(width, height);
        for words in [
            "As the room sees it",
            "What is wrong",
            "No problem is left.",
            "not saved yet",
        ] {
            assert!(screen.contains(words), "{words} at {width} columns:\n{screen}");
        }
    }
    // Past the head and the five objectives is the first inject.
    (0..6).for_each(|_| bench.press(KeyCode::Down));
    bench.press(KeyCode::Char('+'));
    bench.typed("Write down who called");
    bench.hand_in();
    let screen = bench.screen(140, 40);
    assert!(screen.contains("has no test of when it is done"), "{screen}");
    bench.press(KeyCode::Char('E'));
    assert!(
        bench.model.message.contains("1 problem is left"),
        "{}",
        bench.model.message
    );
    let text = std::fs::read_to_string(file(bench.folder.path())).unwrap();
    assert!(
        text.contains("Write down who called") && text.contains("id = \"ours\""),
        "{text}"
    );
}

#[test]
fn what_is_saved_passes_lint_and_can_be_started() {
    let mut bench = Bench::copied();
    bench.press(KeyCode::Char('E'));
    assert!(
        bench.model.message.contains("no problem is left"),
        "{}",
        bench.model.message
    );
    let saved = file(bench.folder.path());
    let binary = Binary::new();
    let linted = binary.run(&["drill", "lint", saved.to_str().unwrap()]).ok();
    assert!(linted.contains("1 scenario read, 0 problems"), "{linted}");
    let started = binary.run(&["drill", "start", saved.to_str().unwrap()]).ok();
    assert!(started.contains("is set up: Ours"), "{started}");
    // Another copy of the same name does not take its place unasked.
    bench.press(KeyCode::Esc);
    bench.copy();
    let before = std::fs::read(&saved).unwrap();
    bench.press(KeyCode::Char('E'));
    assert!(bench.model.message.contains("exists"), "{}", bench.model.message);
    assert_eq!(std::fs::read(&saved).unwrap(), before);
}

#[test]
fn where_no_folder_is_named_the_usual_one_is_made_when_something_is_saved() {
    let home = TempDir::new().unwrap();
    let usual = home.path().join("scenarios");
    let mut bench = Bench::with(home, OwnScenarios::Usual(usual.clone()));
    bench.copy();
    bench.press(KeyCode::Char('E'));
    let words = &bench.model.message;
    assert!(words.contains("no problem is left"), "{words}");
    assert!(file(&usual).is_file(), "{words}");
    // It is offered at once.
    let offered = &bench.model.start.scenarios;
    assert!(offered.iter().any(|offer| offer.title == "Ours"), "{offered:?}");
}

#[test]
fn nobody_loses_changes_by_leaving() {
    let mut bench = Bench::copied();
    for key in [KeyCode::Esc, KeyCode::Char('q')] {
        bench.press(key);
        let screen = bench.screen(80, 24);
        assert!(screen.contains("changes that are not in its file yet"), "{screen}");
        bench.press(KeyCode::Char('n'));
        assert!(bench.screen(80, 24).contains("not saved yet"));
    }
    bench.press(KeyCode::Esc);
    bench.press(KeyCode::Char('y'));
    assert!(bench.screen(80, 24).contains("Board"));
    assert!(!file(bench.folder.path()).exists());
    // What is saved is left without a question, and a new inject is the one that is selected.
    bench.copy();
    bench.press(KeyCode::Char('n'));
    bench.typed("12");
    for words in ["", "insurer", "commander", "We heard of it", "Ring me back."] {
        bench.press(KeyCode::Tab);
        bench.typed(words);
    }
    bench.hand_in();
    let screen = bench.screen(120, 40);
    assert!(screen.contains("from insurer to commander: We heard of it"), "{screen}");
    bench.press(KeyCode::Char('E'));
    bench.press(KeyCode::Esc);
    assert!(bench.screen(80, 24).contains("Board"));
}

#[test]
fn choosing_a_scenario_tells_how_long_how_hard_for_whom_and_what_for() {
    let mut bench = Bench::new();
    bench.press(KeyCode::Char('e'));
    bench.typed("laptop");
    let screen = bench.screen(80, 24);
    for words in ["45 min, difficulty 2 of 5", "incident commander", "The team learns"] {
        assert!(screen.contains(words), "{words} in {screen}");
    }
}
