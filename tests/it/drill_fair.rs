//! Exercises that are fair: the room is told nothing early, a clock nobody drives is held, deadlines are judged by the
//! facts, and no branch contradicts what the team has done.

use chrono::TimeDelta;
use firebell::app::files::playbook_files;
use firebell::app::law;
use firebell::app::record::Signs;
use firebell::core::drill::DrillEvent;
use firebell::core::drill::clock::ExerciseTime;
use firebell::core::law::load::load;
use firebell::core::time::WallTime;
use firebell::drill::driving::driver;
use firebell::drill::driving::driver::{Exercise, Turn};
use firebell::drill::driving::presence::{Face, Followed, Hand, follow, hold_silent};
use firebell::drill::exercise_views;
use firebell::drill::scenario_files::sources;
use firebell::drill::scratch::{Scratch, scratch};
use serde_json::Value;

use crate::common::record::Desk;
use firebell::core::ids::Stream;

/// An exercise of its own, with the wall clock in the test's hands.
struct Played {
    scratch: Scratch,
    code: String,
    wall: WallTime,
}

impl Played {
    fn started() -> Played {
        let wall = crate::common::wall("2026-11-02T09:00:00Z");
        let rules = load(&law::files::built_in()).rules;
        let playbooks = playbook_files::load(None).unwrap().all;
        let mut scratch = scratch(rules, playbooks, wall).unwrap();
        let (scenario, text) = sources::scenario("ransomware-exfiltration", None, 1).unwrap();
        let id = firebell::app::config::fresh_id();
        let done = driver::start(
            &mut scratch.record,
            driver::Setup {
                scenario: &scenario,
                text: &text,
                seed: 1,
                id,
            },
            wall,
        )
        .unwrap();
        let code = done.loaded.incident.code.to_string();
        let mut played = Played { scratch, code, wall };
        played.go(Face::CommandLine);
        played
    }

    fn go(&mut self, face: Face) {
        let hand = Hand::new(face, self.wall);
        driver::turn(&mut self.scratch.record, &self.code, Turn::Run(1), hand).unwrap();
    }

    fn later(&mut self, seconds: i64) -> &mut Played {
        self.wall = WallTime::read(self.wall.at() + TimeDelta::seconds(seconds));
        self
    }

    fn follow(&mut self, face: Face) -> Followed {
        follow(&mut self.scratch.record, &self.code, Hand::new(face, self.wall)).unwrap()
    }

    fn view(&self) -> exercise_views::Room {
        exercise_views::room(&Exercise::load(&self.scratch.record, &self.code).unwrap(), self.wall)
    }
}

#[test]
fn a_workbench_that_is_gone_holds_the_clock_for_every_face() {
    let mut played = Played::started();
    // A workbench drives for five minutes, then its machine loses power.
    for _ in 0..300 {
        assert!(matches!(played.later(1).follow(Face::Workbench), Followed::Went(_)));
    }
    let before = played.view();
    played.later(45 * 60);
    let held = played.follow(Face::CommandLine);
    let Followed::Held { elapsed, .. } = held else {
        panic!("{held:?}");
    };
    assert!(
        elapsed.since(ExerciseTime::at_minute(5)).num_milliseconds().abs() <= 4_000,
        "{elapsed}"
    );
    let after = played.view();
    assert_eq!(after.injects, before.injects, "nothing was delivered to an empty room");
    assert!(!after.clock.running);
    // Whoever comes next sees the same clock, and it goes on from there, story and all.
    played.later(600);
    assert!(matches!(played.follow(Face::Workbench), Followed::Went(_)));
    assert_eq!(played.view().clock, after.clock);
    played.go(Face::CommandLine);
    played.later(10);
    let gone_on = played.view().clock;
    assert_eq!(gone_on.elapsed.since(after.clock.elapsed).num_seconds(), 10);
    assert_eq!(gone_on.story, after.clock.story + TimeDelta::seconds(10));
}

/// The clock goes on behind the lock: what fell due meanwhile is there afterwards, each at its own time.
#[test]
fn an_exercise_plays_on_behind_the_lock() {
    let mut played = Played::started();
    assert!(matches!(played.later(1).follow(Face::Workbench), Followed::Went(_)));
    // The signs that a locked workbench gives, until a moment before somebody unlocks it.
    let [stream] = &played.scratch.record.exercises_alive()[..] else {
        panic!("one exercise")
    };
    let signs = Signs {
        workbench: Some(played.later(45 * 60).wall),
        ..Signs::default()
    };
    played
        .scratch
        .record
        .keep_signs(Stream::named(stream), Some(&signs))
        .unwrap();
    let Followed::Went(injects) = played.later(2).follow(Face::Workbench) else {
        panic!("a locked screen was taken for a crash")
    };
    let due: Vec<&str> = injects.iter().map(|inject| inject.id.as_str()).collect();
    assert_eq!(due, ["a02", "a03", "a04", "a05"]);
    let view = played.view();
    assert!(view.clock.running);
    let minutes: Vec<i64> = view.injects.iter().map(|inject| inject.elapsed.minute()).collect();
    assert_eq!(minutes, [40, 28, 18, 8, 0]);
}

#[test]
fn a_closed_lid_is_a_pause() {
    let mut played = Played::started();
    played.later(1).follow(Face::Workbench);
    let Followed::Held { elapsed, .. } = played.later(3600).follow(Face::Workbench) else {
        panic!("an hour in which the process was stopped counted as played");
    };
    assert_eq!(elapsed, ExerciseTime::millis(1_000));
}

#[test]
fn opening_a_workbench_never_turns_the_clock_back() {
    let mut played = Played::started();
    played.later(46);
    let on_the_command_line = played.view().clock.elapsed;
    // A file that belongs to no exercise of this record is passed over.
    let stray = Signs::default();
    played
        .scratch
        .record
        .keep_signs(Stream::named("stray"), Some(&stray))
        .unwrap();
    hold_silent(&mut played.scratch.record, Hand::new(Face::CommandLine, played.wall)).unwrap();
    assert!(matches!(played.follow(Face::Workbench), Followed::Went(_)));
    let view = played.view();
    assert_eq!(view.clock.elapsed, on_the_command_line);
    assert!(view.clock.running);
}

#[test]
fn single_commands_may_be_far_apart_but_not_for_ever() {
    let mut played = Played::started();
    assert!(matches!(
        played.later(10 * 60).follow(Face::CommandLine),
        Followed::Went(_)
    ));
    assert!(matches!(
        played.later(10 * 60).follow(Face::CommandLine),
        Followed::Went(_)
    ));
    let Followed::Held { elapsed, .. } = played.later(60 * 60).follow(Face::CommandLine) else {
        panic!("an hour of silence was played to nobody");
    };
    assert_eq!(elapsed, ExerciseTime::at_minute(20));
}

/// Plays a script of the given steps and gives the evaluation.
fn played(desk: &Desk, scenario: &str, steps: &str) -> Value {
    let path = desk.beside("script.toml");
    std::fs::write(&path, format!("scenario = \"{scenario}\"\n{steps}")).unwrap();
    let path = path.to_str().unwrap().to_owned();
    desk.run(&["drill", "run", scenario, "--script", &path, "--json"])
        .json()
}

fn outcome<'v>(run: &'v Value, id: &str) -> &'v str {
    let actions = run["score"]["actions"].as_array().unwrap();
    let action = actions.iter().find(|action| action["id"] == id).unwrap();
    action["outcome"].as_str().unwrap()
}

fn duty<'v>(run: &'v Value, id: &str) -> &'v Value {
    let duties = run["duties"].as_array().unwrap();
    duties.iter().find(|duty| duty["duty"] == id).unwrap()
}

#[test]
fn a_late_start_does_not_make_a_late_filing_timely() {
    let desk = Desk::empty();
    let run = desk
        .run(&["drill", "run", "ransomware-exfiltration", "--script", "badly", "--json"])
        .json();
    assert_eq!(outcome(&run, "a07.filed"), "missed");
    let gdpr = duty(&run, "eu-gdpr/regulator");
    assert_eq!(gdpr["state"], "late", "{gdpr}");
    assert_eq!(gdpr["right"], "2026-03-09T23:30:00Z");
    assert!(run["measures"]["duties"]["late"].as_u64().unwrap() >= 1);
}

/// Awareness is recorded two days too late, and the report is filed within 72 hours of that.
#[test]
fn the_report_tells_what_the_facts_and_the_teams_own_start_make_of_a_filing() {
    let desk = Desk::empty();
    let step = |at: u32, act: &str| format!("[[step]]\nat = {at}\nrole = \"legal\"\n{act}\n");
    let script = [
        "scenario = \"ransomware-exfiltration\"\n".to_owned(),
        step(60, "fact = { key = \"breach.types\", value = \"confidentiality\" }"),
        step(60, "fact = { key = \"data.elements\", value = \"any_personal_data\" }"),
        step(
            61,
            "fact = { key = \"milestones.awareness\", value = \"2026-03-09 08:30\" }",
        ),
        step(
            62,
            "decide = { key = \"gdpr_risk\", value = \"risk\", rationale = \"identity data\" }",
        ),
        step(
            97,
            "file = { duty = \"eu-gdpr/regulator\", without_letter = \"typed into the portal\" }",
        ),
    ];
    let path = desk.beside("late.toml");
    std::fs::write(&path, script.concat()).unwrap();
    let report = desk.beside("report.md");
    let (path, to) = (path.to_str().unwrap(), report.to_str().unwrap());
    let _ = desk
        .run(&[
            "drill",
            "run",
            "ransomware-exfiltration",
            "--script",
            path,
            "--report",
            to,
        ])
        .ok();
    let report = std::fs::read_to_string(&report).unwrap();
    let line = report
        .lines()
        .find(|line| line.contains("by the facts filed"))
        .unwrap_or(&report);
    assert!(line.contains("by their own start on time"), "{line}");
}

#[test]
fn a_supplement_does_not_mend_a_late_first_report() {
    let desk = Desk::empty();
    let late = r#"
[[step]]
at = 61
role = "legal"
fact = { key = "milestones.awareness", value = "2026-03-06 23:30" }
"#;
    let file = |at: u32, kind: &str| {
        format!(
            "[[step]]\nat = {at}\nrole = \"legal\"\nfile = {{ duty = \"eu-gdpr/regulator\", kind = \"{kind}\", \
             late = \"the office was closed\", without_letter = \"typed into the portal\" }}\n"
        )
    };
    let run = played(
        &desk,
        "ransomware-exfiltration",
        &format!("{late}{}{}", file(118, "initial"), file(119, "supplement")),
    );
    assert_ne!(outcome(&run, "a07.filed"), "done");
    assert_ne!(outcome(&run, "a07.filed"), "hinted");
}

#[test]
fn a_team_that_does_nothing_has_missed_its_deadlines() {
    let desk = Desk::empty();
    let run = played(
        &desk,
        "ransomware-exfiltration",
        "[[step]]\nat = 119\nrole = \"commander\"\nnote = \"nothing\"\n",
    );
    let duties = &run["measures"]["duties"];
    assert_eq!(duties["in_time"], 0, "{duties}");
    assert!(duties["missed"].as_u64().unwrap() >= 2, "{duties}");
    assert_eq!(duty(&run, "eu-gdpr/regulator")["state"], "missed");
}

/// Which of the two branches at minute 40 the room of the lost laptop was given.
fn branch(desk: &Desk, steps: &str) -> Vec<String> {
    let run = played(desk, "lost-laptop", steps);
    let skipped = run["skipped"].as_array().unwrap().iter();
    let skipped: Vec<&str> = skipped.map(|pair| pair[0].as_str().unwrap()).collect();
    let both = ["e07", "e08"].into_iter().filter(|id| !skipped.contains(id));
    both.map(str::to_owned).collect()
}

#[test]
fn a_branch_follows_marks_and_notes_as_they_are_meant() {
    let desk = Desk::empty();
    let note = |text: &str| format!("[[step]]\nat = 8\nrole = \"security\"\nnote = \"{text}\"\n");
    let mark = |mark: &str| {
        format!("[[step]]\nat = 20\nrole = \"observer\"\nmark = {{ action = \"e01.cut\", mark = \"{mark}\" }}\n")
    };
    let tick = "[[step]]\nat = 8\nrole = \"security\"\ntick = { task = \"lost-device/cut-access\" }\n";
    for (steps, taken) in [
        (
            note("Laptop locked and wiped through MDM, sessions killed, cert revoked"),
            "e08",
        ),
        (note("We did not order a remote wipe."), "e07"),
        (note("Remote wipe: decided against. Nothing else."), "e07"),
        (note("Nobody has answered. The remote wipe is under way."), "e08"),
        (note("We talked about it."), "e07"),
        (format!("{}{}", note("We talked about it."), mark("done")), "e08"),
        (format!("{tick}{}", mark("missed")), "e07"),
        (tick.to_owned(), "e08"),
    ] {
        assert_eq!(branch(&desk, &steps), [taken], "{steps}");
    }
}

#[test]
fn the_room_is_told_what_was_delivered_and_nothing_else() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "lost-laptop"]).ok();
    for args in [vec!["drill", "status"], vec!["drill", "status", "--json"]] {
        let said = desk.run(&args).ok();
        assert!(
            !said.contains("stolen from the rack") && !said.contains("\"truth\""),
            "{said}"
        );
    }
    let facilitator = desk.run(&["drill", "status", "--facilitator", "--json"]).json();
    let coming = facilitator["coming"].as_array().unwrap();
    let branch = coming.iter().find(|inject| inject["id"] == "e08").unwrap();
    assert_eq!(branch["branch"]["will"], false);
    assert_eq!(branch["branch"]["marks"], serde_json::json!(["e01.cut"]));
    // What the plain walk prints of the room.
    let mut walk = desk.command(&["--plain"]);
    walk.stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let mut walk = walk.spawn().unwrap();
    std::io::Write::write_all(&mut walk.stdin.take().unwrap(), b"1\ni\nq\n").unwrap();
    let said = String::from_utf8(walk.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.contains("Nothing has happened yet"), "{said}");
    assert!(
        !said.contains("really happened") && !said.contains("To discuss"),
        "{said}"
    );
}

#[test]
fn a_far_jump_asks_first_and_an_absurd_one_is_refused() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "lost-laptop"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let far = desk.run(&["drill", "jump", "--to", "400"]).fails(1);
    assert!(far.contains("planned end") && far.contains("--confirm"), "{far}");
    let many = desk.run(&["drill", "jump", "--to", "30"]).fails(1);
    assert!(many.contains("at once"), "{many}");
    let absurd = desk
        .run(&["drill", "jump", "--to", "18446744073709551615", "--confirm"])
        .fails(2);
    assert!(absurd.contains("two days"), "{absurd}");
    let status = desk.run(&["drill", "status", "--json"]).json();
    assert_eq!(status["injects"].as_array().unwrap().len(), 1, "nothing came of it");
    let list = desk.beside("list.csv");
    std::fs::write(&list, "time,description\n307445734561825861:00,Overflow\n25,Fine\n").unwrap();
    let made = desk.beside("made.toml");
    let said = desk
        .run(&["drill", "import", list.to_str().unwrap(), "-o", made.to_str().unwrap()])
        .out;
    let text = std::fs::read_to_string(made).unwrap_or_default();
    assert!(
        text.contains("at = 25") && text.matches("[[inject]]").count() == 2 && text.contains("kind = \"contingency\""),
        "what has no time that an exercise can have is kept in the facilitator's hand: {said}\n{text}"
    );
}

const BREACH: &str = r#"
[[step]]
at = 29
role = "legal"
fact = { key = "breach.types", value = "confidentiality" }
[[step]]
at = 29
role = "legal"
fact = { key = "data.elements", value = "any_personal_data" }
"#;

fn aware(at: u32, moment: &str) -> String {
    format!(
        "[[step]]\nat = {at}\nrole = \"legal\"\nfact = {{ key = \"milestones.awareness\", value = \"{moment}\" }}\n"
    )
}

#[test]
fn a_mistake_that_is_corrected_in_time_is_no_mistake() {
    let desk = Desk::empty();
    let monday = aware(30, "2026-03-09 08:30");
    for (corrected, outcome_of) in [(None, "wrong"), (Some(33), "done"), (Some(60), "late")] {
        let corrected = corrected.map(|at| aware(at, "2026-03-06 23:30")).unwrap_or_default();
        let run = played(&desk, "ransomware-exfiltration", &format!("{monday}{corrected}"));
        assert_eq!(outcome(&run, "a04.aware"), outcome_of, "{corrected}");
    }
}

#[test]
fn who_calls_before_being_told_to_has_called() {
    let desk = Desk::empty();
    let call = "[[step]]\nat = 2\nrole = \"commander\"\ncall = { contact = \"insurer\", reached = \"answered\" }\n";
    let run = played(&desk, "ransomware-exfiltration", call);
    assert_eq!(outcome(&run, "a02.insurer"), "done");
}

/// The notes in every share are a loss of availability, so that Friday 18:45 can be defended as well as 23:30; Monday cannot.
#[test]
fn a_disputed_start_has_more_than_one_right_deadline() {
    let desk = Desk::empty();
    let verdict = |moment: &str| {
        let run = played(
            &desk,
            "ransomware-exfiltration",
            &format!("{BREACH}{}", aware(30, moment)),
        );
        let clocks = run["clocks"].as_array().unwrap();
        let clock = clocks
            .iter()
            .find(|clock| clock["duty"] == "eu-gdpr/regulator")
            .unwrap();
        (clock["verdict"].clone(), outcome(&run, "a04.aware").to_owned())
    };
    for (moment, answer, action) in [
        ("2026-03-06 23:30", "right", "done"),
        ("2026-03-06 18:45", "defensible", "done"),
        ("2026-03-06 17:00", "too early", "missed"),
        ("2026-03-09 08:30", "too late", "wrong"),
    ] {
        assert_eq!(verdict(moment), (answer.into(), action.to_owned()), "{moment}");
    }
}

/// What went out too early comes back into the facilitator's hand, for a minute; then the room has seen it.
#[test]
fn an_inject_is_called_back_within_a_minute() {
    let mut played = Played::started();
    let code = played.code.clone();
    let recall = |played: &mut Played, inject: &str| {
        let event = DrillEvent::Recalled {
            inject: inject.to_owned(),
        };
        driver::run(&mut played.scratch.record, &code, event, played.wall).map(|_| ())
    };
    driver::deliver(&mut played.scratch.record, &code, "a90", played.wall).unwrap();
    assert!(played.view().injects.iter().any(|inject| inject.id == "a90"));
    played.later(50);
    recall(&mut played, "a90").unwrap();
    assert!(!played.view().injects.iter().any(|inject| inject.id == "a90"));
    let exercise = Exercise::load(&played.scratch.record, &code).unwrap();
    let desk = exercise_views::facilitator(&exercise, played.wall);
    assert!(desk.out_of_turn.iter().any(|inject| inject.id == "a90" && inject.held));
    assert!(
        desk.out_of_turn.iter().any(|inject| inject.cue.is_some()),
        "the facilitator reads the cue"
    );
    assert!(
        !serde_json::to_string(&desk.room).unwrap().contains("play stalls"),
        "the room does not"
    );
    // It can go out again, and after a minute it stays out.
    driver::deliver(&mut played.scratch.record, &code, "a90", played.wall).unwrap();
    played.later(61);
    let refused = recall(&mut played, "a90").unwrap_err().to_string();
    assert!(refused.contains("more than a minute ago"), "{refused}");
    let refused = recall(&mut played, "a91").unwrap_err().to_string();
    assert!(refused.contains("was not delivered"), "{refused}");
}
