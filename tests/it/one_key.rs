//! What one key costs: an incident is read once and assessed before and after, and nothing is read again to show it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use firebell::app::called;
use firebell::app::record::Reads;
use firebell::core::ids::ObligationId;
use firebell::core::incident::command::Command;
use firebell::core::time::{WallTime, Zone};
use firebell::tui::{Answer, Effect, Event, IncidentRef, Model, Overlay, Place, Question, Theme, Worker, Yes, update};

use crate::tui_board::overdue;

/// The workbench on an incident whose regulator must be told.
struct Bench {
    /// The folder of the record.
    _home: tempfile::TempDir,
    worker: Worker,
    model: Model,
    incident: IncidentRef,
    now: WallTime,
}

impl Bench {
    fn open() -> Bench {
        let desk = overdue();
        let place = Place {
            law: firebell::workspace::LawHome::default(),
            silence: firebell::drill::driving::presence::Silence::default(),
            hooks: Vec::new(),
            home: Zone::utc(),
            notices: None,
            letters: None,
            scenarios: None,
        };
        let mut bench = Bench {
            _home: desk.home,
            incident: IncidentRef::new(desk.code.clone()),
            now: desk.now,
            worker: Worker::new(desk.record, place),
            model: Model::new(desk.now, Zone::utc(), Theme::Plain),
        };
        for effect in [Effect::Board, Effect::Start] {
            let event = bench.worker.answer(effect);
            assert_eq!(update(&mut bench.model, event), Vec::new());
        }
        bench.press(KeyCode::Enter);
        bench
    }

    /// What a person or the clock does: what the workbench asks for is carried out until nothing is open.
    fn happens(&mut self, event: Event) {
        let mut effects = update(&mut self.model, event);
        while let Some(effect) = effects.pop() {
            let answer = self.worker.answer(effect);
            effects.extend(update(&mut self.model, answer));
        }
    }

    fn press(&mut self, key: impl Into<KeyEvent>) {
        self.happens(Event::Key(key.into()));
    }

    fn types(&mut self, text: &str) {
        for c in text.chars() {
            self.press(KeyCode::Char(c));
        }
    }

    fn reads(&self) -> Reads {
        self.worker.workspace().record().reads()
    }

    /// When the obligation was filed, as the screen shows it.
    fn filed(&self, obligation: &ObligationId) -> bool {
        let opened = self.model.opened().expect("the incident is on screen");
        let mut all = opened.whole.assessment.obligations.iter();
        all.any(|o| o.id == *obligation && o.filed_at.is_some())
    }
}

#[test]
fn resolving_an_obligation_is_one_load_and_an_assessment_before_and_after() {
    let mut bench = Bench::open();
    // The facts of the incident were recorded a minute apart each: the clock goes on from the real moment.
    bench.happens(Event::Tick(WallTime::read(chrono::Utc::now())));
    bench.press(KeyCode::Char('4'));
    bench.press(KeyCode::Char('x'));
    let Some(Overlay::Form(form)) = bench.model.overlays.last() else {
        panic!("x opens the form of a filing")
    };
    assert!(form.title.starts_with("Filed: "), "{}", form.title);
    let incident = bench.model.screens.incident().unwrap();
    let all = &incident.opened().unwrap().whole.assessment.obligations;
    let mut due = all.iter().filter(|o| form.title.ends_with(&called::obligation(o)));
    let obligation: ObligationId = due.next().unwrap().id.clone();
    assert!(obligation.as_str().starts_with("eu-gdpr/regulator"), "{obligation:?}");
    assert!(!bench.filed(&obligation));
    for (fields, words) in [
        (2, "nobody was on call"),
        (1, "none goes before it"),
        (1, "the portal has a form of its own"),
    ] {
        (0..fields).for_each(|_| bench.press(KeyCode::Tab));
        bench.types(words);
    }
    let before = bench.reads();

    // The form is handed in: what is on screen is enough to say whether the person may be asked.
    bench.press(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL));
    let asked = bench.model.overlays.last();
    assert!(matches!(asked, Some(Overlay::Ask(_))), "{asked:?}");
    assert_eq!(bench.reads(), before);

    // The yes; its answer is what is shown: nothing is asked of the record for it.
    bench.press(KeyCode::Char('y'));
    let once = Reads {
        loads: before.loads + 1,
        assessments: before.assessments + 2,
    };
    assert_eq!(bench.reads(), once);
    assert!(bench.model.overlays.is_empty(), "{:?}", bench.model.overlays);
    assert!(bench.filed(&obligation), "{}", bench.model.message);

    // The next tick looks, and finds nothing new.
    bench.happens(Event::Tick(WallTime::read(chrono::Utc::now())));
    assert_eq!(bench.reads(), once);
}

#[test]
fn what_is_in_hand_is_let_go_when_somebody_else_writes() {
    let mut bench = Bench::open();
    let before = bench.reads();
    let note = |text: &str| {
        Command::AddNote(firebell::core::event::Note {
            text: text.to_owned(),
            privileged: false,
        })
    };
    let check = |bench: &mut Bench| {
        let command = note("called the provider");
        let yes = Yes::Run(bench.incident.clone(), Box::new(command.clone()));
        let question = Box::new(Question::new("A note", "It is recorded.", "Record", yes));
        let code = bench.incident.clone();
        let command = Box::new(command);
        bench.worker.answer(Effect::Check {
            code,
            command,
            question,
        })
    };
    check(&mut bench);
    assert_eq!(bench.reads(), before);
    let folder = bench.worker.workspace().record().folder().to_owned();
    let mut other = crate::tui_undo::reopened(&folder);
    other
        .run(&bench.incident, note("from another terminal"), bench.now)
        .unwrap();
    check(&mut bench);
    let again = Reads {
        loads: before.loads + 1,
        assessments: before.assessments + 1,
    };
    assert_eq!(bench.reads(), again);
}

#[test]
fn a_notice_shown_in_the_workbench_is_noted() {
    let mut bench = Bench::open();
    let shown = bench.worker.answer(Effect::Notice {
        code: bench.incident.clone(),
        name: "team".to_owned(),
    });
    assert!(matches!(shown, Answer::Text { .. }), "{shown:?}");
    let log = bench.worker.workspace().record().log_tail(1).unwrap();
    assert_eq!(log[0].draft.action, "notice.show");
}

#[test]
fn a_warning_stays_with_the_answer_that_raised_it() {
    let mut bench = Bench::open();
    let trouble = firebell::store::StoreError::InUse("write");
    bench.worker.workspace().record().warnings().board(&trouble);
    let read = bench.worker.answer(Effect::Board);
    let Answer::Warned(board, warnings) = &read else {
        panic!("{read:?}");
    };
    assert!(matches!(**board, Answer::Board(..)) && warnings.len() == 1, "{read:?}");
    let said = warnings[0].clone();
    let _ = update(&mut bench.model, read);
    assert_eq!(bench.model.message, said);
    // The next request has nothing of it.
    assert!(matches!(bench.worker.answer(Effect::Board), Answer::Board(..)));
}
