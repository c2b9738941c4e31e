//! The stepped clock against a model: whatever is paused, resumed, sped up, jumped, held or restarted, each inject is
//! handed out once, in order, and neither time goes back.

use firebell::core::drill::clock::ExerciseTime;
use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use firebell::app::files::playbook_files;
use firebell::app::law;
use firebell::app::record::Record;
use firebell::app::record::{Heartbeats, Signs};
use firebell::core::drill::{DrillEvent, InjectState};
use firebell::core::event::{Event, Note, What};
use firebell::core::facts::IncidentKind;
use firebell::core::incident::Incident;
use firebell::core::incident::command::Command;
use firebell::core::law::load::load;
use firebell::core::time::WallTime;
use firebell::drill::driving::behind_lock::BehindLock;
use firebell::drill::driving::driver;
use firebell::drill::driving::driver::{Exercise, Turn};
use firebell::drill::driving::presence::{Face, Hand, follow};
use firebell::drill::scenario_files::sources;
use firebell::drill::scratch;
use proptest::prelude::*;

use crate::common::at;
use firebell::core::ids::Stream;

/// What a facilitator and the world do.
#[derive(Debug, Clone)]
enum Step {
    /// Seconds of the wall go by.
    Wait(i64),
    Run(u32),
    Pause,
    /// Minutes ahead.
    Jump(i64),
    Next,
    /// An inject by its place is held back.
    Hold(usize),
    /// An inject by its place is handed out by hand.
    Deliver(usize),
    Skip(usize),
    /// The record is read again, as after a restart.
    Restart,
    /// Somebody records something.
    Note,
    /// firebell was gone for so many seconds.
    Crash(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2000_i64).prop_map(Step::Wait),
        3 => prop_oneof![Just(1_u32), Just(2), Just(30), Just(240)].prop_map(Step::Run),
        1 => Just(Step::Pause),
        2 => (0..40_i64).prop_map(Step::Jump),
        2 => Just(Step::Next),
        1 => (0..14_usize).prop_map(Step::Hold),
        1 => (0..14_usize).prop_map(Step::Deliver),
        1 => (0..14_usize).prop_map(Step::Skip),
        1 => Just(Step::Restart),
        2 => Just(Step::Note),
        1 => (20..4000_i64).prop_map(Step::Crash),
    ]
}

/// The model: exercise time in milliseconds, and what may still come.
#[derive(Debug, Default)]
struct Model {
    elapsed: i64,
    speed: i64,
    running: bool,
    begun: bool,
    out: Vec<String>,
    gone: BTreeSet<String>,
    held: BTreeSet<String>,
}

impl Model {
    /// Hands out what is due, in the order of the scenario.
    fn catch_up(&mut self, due: &[(String, i64)]) {
        if !self.begun {
            return;
        }
        for (id, at) in due {
            let waits = self.held.contains(id) || self.gone.contains(id) || self.out.contains(id);
            if *at <= self.elapsed && !waits {
                self.out.push(id.clone());
            }
        }
    }
}

struct World {
    record: Record,
    code: String,
    wall: WallTime,
    ids: Vec<String>,
    due: Vec<(String, i64)>,
}

fn world(record: Record, number: u32) -> World {
    let mut record = record;
    let (scenario, text) = sources::scenario("ransomware-exfiltration", None, 1).unwrap();
    let wall = WallTime::read(at("2026-11-24T09:00:00Z"));
    let id = format!("00000000-0000-7000-8000-{number:012}");
    let done = driver::start(
        &mut record,
        driver::Setup {
            scenario: &scenario,
            text: &text,
            seed: 1,
            id,
        },
        wall,
    )
    .unwrap();
    World {
        record,
        code: done.loaded.incident.code.to_string(),
        wall,
        ids: scenario.injects.iter().map(|inject| inject.id.clone()).collect(),
        due: scenario
            .injects
            .iter()
            .filter_map(|inject| {
                Some((
                    inject.id.clone(),
                    inject.due()?.since(ExerciseTime::START).num_milliseconds(),
                ))
            })
            .collect(),
    }
}

/// Steps of the model follow the clock themselves.
fn script(wall: WallTime) -> Hand {
    Hand::new(Face::Script, wall)
}

impl World {
    fn run(&mut self, event: DrillEvent) -> bool {
        self.record.run_exercise(&self.code, event, self.wall).is_ok()
    }

    fn play(&mut self, model: &mut Model, step: &Step) {
        match step {
            Step::Wait(seconds) => {
                self.wall = WallTime::read(self.wall.at() + TimeDelta::seconds(*seconds));
                if model.running {
                    model.elapsed += seconds * 1000 * model.speed;
                }
            }
            Step::Crash(seconds) => {
                let alive = self.wall;
                self.wall = WallTime::read(self.wall.at() + TimeDelta::seconds(*seconds));
                let stream = Exercise::load(&self.record, &self.code).unwrap().loaded.incident.id;
                let signs = Signs {
                    workbench: Some(alive),
                    command_line: None,
                };
                self.record.keep_signs(Stream::named(&stream), Some(&signs)).unwrap();
                follow(&mut self.record, &self.code, Hand::new(Face::Workbench, self.wall)).unwrap();
                model.running = false;
            }
            Step::Run(speed) => {
                driver::turn(&mut self.record, &self.code, Turn::Run(*speed), script(self.wall)).unwrap();
                (model.speed, model.running, model.begun) = (i64::from(*speed), true, true);
            }
            Step::Pause => {
                driver::turn(&mut self.record, &self.code, Turn::Pause, script(self.wall)).unwrap();
                model.running = false;
            }
            Step::Jump(minutes) => self.jump(model, model.elapsed + minutes * 60_000),
            Step::Next => {
                let next = driver::next(&Exercise::load(&self.record, &self.code).unwrap());
                if let Some(next) = next {
                    let next = next.since(ExerciseTime::START).num_milliseconds();
                    self.jump(model, next.max(model.elapsed));
                }
            }
            Step::Restart => {
                let twice = Exercise::load(&self.record, &self.code).unwrap();
                assert_eq!(twice.drill(), Exercise::load(&self.record, &self.code).unwrap().drill());
            }
            Step::Note => {
                let note = Command::AddNote(Note {
                    text: "seen".to_owned(),
                    privileged: false,
                });
                self.record.run(&self.code, note, self.wall).unwrap();
            }
            by_hand => self.by_hand(model, by_hand),
        }
        driver::advance(&mut self.record, &self.code, self.wall).unwrap();
        model.catch_up(&self.due);
    }

    fn jump(&mut self, model: &mut Model, to: i64) {
        driver::turn(
            &mut self.record,
            &self.code,
            Turn::Jump(ExerciseTime::millis(to)),
            script(self.wall),
        )
        .unwrap();
        model.begun |= to > 0;
        model.elapsed = to;
    }

    /// What a facilitator does with single injects; what is refused changes nothing.
    fn by_hand(&mut self, model: &mut Model, step: &Step) {
        // What is due comes first, as it does for a person who looks at the screen.
        driver::advance(&mut self.record, &self.code, self.wall).unwrap();
        model.catch_up(&self.due);
        let name = |at: &usize| self.ids[*at % self.ids.len()].clone();
        match step {
            Step::Hold(at) => {
                let inject = name(at);
                let may =
                    !model.out.contains(&inject) && !model.gone.contains(&inject) && !model.held.contains(&inject);
                assert_eq!(
                    self.run(DrillEvent::Held { inject: inject.clone() }),
                    may,
                    "hold {inject}"
                );
                if may {
                    model.held.insert(inject);
                }
            }
            Step::Skip(at) => {
                let inject = name(at);
                let may = !model.out.contains(&inject) && !model.gone.contains(&inject);
                let event = DrillEvent::Skipped {
                    inject: inject.clone(),
                    reason: "no time".to_owned(),
                };
                assert_eq!(self.run(event), may, "skip {inject}");
                if may {
                    model.held.remove(&inject);
                    model.gone.insert(inject);
                }
            }
            Step::Deliver(at) => {
                let inject = name(at);
                let may = !model.out.contains(&inject) && !model.gone.contains(&inject);
                let done = driver::deliver(&mut self.record, &self.code, &inject, self.wall).is_ok();
                assert_eq!(done, may, "deliver {inject}");
                if may {
                    model.held.remove(&inject);
                    model.out.push(inject);
                }
            }
            _ => {}
        }
    }
}

fn holds(world: &World, model: &Model) -> Result<(), TestCaseError> {
    let exercise = Exercise::load(&world.record, &world.code).unwrap();
    let drill = exercise.drill();
    prop_assert_eq!(&drill.delivered, &model.out, "what is out, in order");
    prop_assert_eq!(
        drill.clock.now(world.wall),
        ExerciseTime::millis(model.elapsed),
        "exercise time"
    );
    let once: BTreeSet<&String> = drill.delivered.iter().collect();
    prop_assert_eq!(once.len(), drill.delivered.len(), "each once");
    for (id, state) in &drill.injects {
        let named = match state {
            InjectState::Delivered { .. } => model.out.contains(id),
            InjectState::Skipped { .. } => model.gone.contains(id),
            InjectState::Held => model.held.contains(id),
        };
        prop_assert!(named, "{} is {:?}", id, state);
    }
    // Neither time goes back, and both are kept.
    let moments: Vec<(DateTime<Utc>, WallTime)> = exercise
        .loaded
        .events
        .iter()
        .map(|stored| (stored.event.recorded_at, stored.event.wall()))
        .collect();
    for pair in moments.windows(2) {
        prop_assert!(pair[0].0 <= pair[1].0, "the story went back: {:?}", pair);
        prop_assert!(pair[0].1 <= pair[1].1, "the wall went back: {:?}", pair);
    }
    for stored in &exercise.loaded.events {
        prop_assert!(
            stored.event.wall_at.is_some(),
            "event {} has no wall time",
            stored.event.seq
        );
    }
    Ok(())
}

#[test]
fn injects_fire_once_in_order_whatever_happens_to_the_clock() {
    let playbooks = playbook_files::load(None).unwrap().all;
    let folder = scratch::scratch(
        load(&law::files::built_in()).rules,
        playbooks,
        WallTime::read(at("2026-11-24T09:00:00Z")),
    )
    .unwrap();
    // One record for all cases: deriving a key for each would take longer than the cases.
    let (mut record, keep) = (Some(folder.record), folder.folder);
    let mut number = 0;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 40,
        ..ProptestConfig::default()
    });
    let cell = std::cell::RefCell::new((&mut record, &mut number));
    let outcome = runner.run(&proptest::collection::vec(step(), 1..18), |steps| {
        let mut cell = cell.borrow_mut();
        *cell.1 += 1;
        let number = *cell.1;
        let mut world = world(cell.0.take().unwrap(), number);
        let mut model = Model {
            speed: 1,
            ..Model::default()
        };
        let mut result = Ok(());
        for step in &steps {
            world.play(&mut model, step);
            result = holds(&world, &model);
            if result.is_err() {
                break;
            }
        }
        *cell.0 = Some(world.record);
        result
    });
    drop(keep);
    outcome.unwrap();
}

/// There is no event that turns an exercise into a real incident, or a real one into an exercise.
#[test]
fn nothing_turns_an_exercise_into_a_real_incident_or_back() {
    for (born, tried) in [
        (IncidentKind::Exercise, IncidentKind::Real),
        (IncidentKind::Real, IncidentKind::Exercise),
    ] {
        let opened = |kind, code: &str| What::Opened {
            id: "1".to_owned(),
            code: code.to_owned(),
            title: "t".to_owned(),
            kind,
            home_zone: "UTC".to_owned(),
        };
        let event = |seq, what| Event {
            seq,
            recorded_at: at("2026-11-24T09:00:00Z"),
            wall_at: None,
            acted_at: None,
            actor: "dana".to_owned(),
            session: "s".to_owned(),
            what,
        };
        let events = [
            event(1, opened(born, "X-2026-001")),
            event(2, opened(tried, "2026-001")),
        ];
        let incident = Incident::fold(&events).unwrap();
        assert_eq!((incident.kind, incident.code.as_str()), (born, "X-2026-001"));
    }
}

#[test]
fn a_locked_workbench_gives_signs_of_life_until_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let heartbeats = Heartbeats::of(folder.path());
    let now = firebell::app::clock::now();
    let long_ago = WallTime::read(now.at() - TimeDelta::hours(1));
    let seen = |workbench| Signs {
        workbench: Some(workbench),
        ..Signs::default()
    };
    let stream = Stream::named("driven");
    heartbeats.keep(stream, Some(&seen(now))).unwrap();
    // An exercise that no workbench has open is not driven by a lock either.
    heartbeats.keep(Stream::named("other"), Some(&seen(long_ago))).unwrap();
    let behind = BehindLock::keep(heartbeats.clone(), TimeDelta::seconds(2));
    let later = |sign: WallTime| heartbeats.signs(stream).workbench.is_some_and(|at| at > sign);
    let begun = std::time::Instant::now();
    while !later(WallTime::read(now.at() + TimeDelta::milliseconds(600))) {
        assert!(begun.elapsed().as_secs() < 20, "no sign of life behind the lock");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(behind);
    let last = heartbeats.signs(stream);
    assert_eq!(heartbeats.signs(Stream::named("other")), seen(long_ago));
    for _ in 0..14 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let signs = heartbeats.signs(stream);
        assert_eq!(signs, last, "signs of life after the lock was opened");
    }
}

/// The room and the facilitator have the exercise open: neither takes away what the other is writing.
#[test]
fn two_terminals_keep_signs_of_life_at_the_same_moment() {
    let folder = tempfile::TempDir::new().unwrap();
    let beats = Heartbeats::of(folder.path());
    let signs = Signs {
        workbench: Some(crate::common::wall("2026-03-05T14:00:00Z")),
        command_line: None,
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..40 {
                    beats.keep(Stream::named("one"), Some(&signs)).unwrap();
                    assert_eq!(beats.signs(Stream::named("one")), signs);
                }
            });
        }
    });
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing is left half written"
    );
    beats.keep(Stream::named("one"), None).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
