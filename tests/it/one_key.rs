//! What one key costs: an incident is read once and assessed before and after, and nothing is read again to show it.

use chrono::TimeDelta;
use firebell::app::record::Reads;
use firebell::core::event::{Disposition, Filing, FilingKind, ObligationUpdate};
use firebell::core::ids::ObligationId;
use firebell::core::incident::command::Command;
use firebell::core::time::{WallTime, Zone};
use firebell::tui::{Answer, Effect, Event, IncidentRef, Model, Place, Question, Theme, Worker, Yes, update};

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
            silence: firebell::drill::presence::Silence::default(),
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
        let key = crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Enter);
        let mut effects = update(&mut bench.model, Event::Key(key));
        while let Some(effect) = effects.pop() {
            let event = bench.worker.answer(effect);
            effects.extend(update(&mut bench.model, event));
        }
        bench
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

/// The answer to a question that was answered with yes.
fn filing(obligation: &ObligationId, at: WallTime) -> Command {
    Command::Obligation(ObligationUpdate {
        law: None,
        obligation: obligation.to_string().into(),
        disposition: Disposition::Filed(Filing {
            filing: FilingKind::Initial,
            at: at.at() - TimeDelta::hours(1),
            reference: None,
            channel: None,
            late_because: Some("nobody was on call".to_owned()),
            out_of_order_because: Some("none goes before it".to_owned()),
            without_letter_because: Some("the portal has a form of its own".to_owned()),
        }),
        rationale: None,
    })
}

#[test]
fn resolving_an_obligation_is_one_load_and_an_assessment_before_and_after() {
    let mut bench = Bench::open();
    let opened = bench.model.opened().expect("the incident is on screen");
    let due = &opened.whole.assessment.obligations;
    let obligation = due.iter().find(|o| o.id.as_str().starts_with("eu-gdpr/regulator"));
    let obligation = obligation.expect("the regulator must be told").id.clone();
    assert!(!bench.filed(&obligation));
    let command = filing(&obligation, bench.now);
    let before = bench.reads();

    // The form is handed in: what is on screen is enough to say whether the person may be asked.
    let yes = Yes::Run(bench.incident.clone(), Box::new(command.clone()));
    let question = Question::new("File it", "It is recorded as filed.", "File", yes);
    let checked = bench.worker.answer(Effect::Check {
        code: bench.incident.clone(),
        command: Box::new(command.clone()),
        question: Box::new(question),
    });
    assert!(matches!(checked, Answer::Confirm(_)), "{checked:?}");
    assert_eq!(bench.reads(), before);

    // The yes.
    let answer = bench
        .worker
        .answer(Effect::Run(bench.incident.clone(), Box::new(command)));
    assert!(matches!(&answer, Answer::Recorded { view: Some(_), .. }), "{answer:?}");
    let once = Reads {
        loads: before.loads + 1,
        assessments: before.assessments + 2,
    };
    assert_eq!(bench.reads(), once);

    // The answer is what is shown: nothing is asked of the record for it.
    assert_eq!(update(&mut bench.model, answer), Vec::new());
    assert!(bench.filed(&obligation));

    // The next tick finds nothing new.
    let looked = bench.worker.answer(Effect::Look {
        code: Some(bench.incident.clone()),
        force: false,
    });
    assert!(matches!(looked, Answer::Same), "{looked:?}");
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
