//! Exercises from outside: scenarios played by script, their reports, a facilitator's sitting, imports and replays.

use std::path::PathBuf;

use serde_json::Value;

use crate::common::project;
use crate::record_common::Desk;

/// The ids of the shipped scenarios.
fn scenarios() -> Vec<String> {
    let files = std::fs::read_dir(project("playbooks/tabletop")).unwrap();
    let names = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let mut ids: Vec<String> = names
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    ids.sort();
    ids
}

fn played(desk: &Desk, id: &str, script: &str) -> Value {
    desk.run(&["drill", "run", id, "--script", script, "--json"]).json()
}

/// A number of a JSON document; absent reads as zero.
fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

#[test]
fn the_seven_scenarios_are_there_and_read() {
    let desk = Desk::empty();
    let wanted = [
        "api-scraping",
        "insider-export",
        "lost-laptop",
        "open-bucket",
        "ransomware-exfiltration",
        "sub-processor",
        "support-credentials",
    ];
    assert_eq!(scenarios(), wanted);
    let said = desk.run(&["drill", "lint"]).ok();
    assert!(said.contains("7 scenarios, 0 problems"), "{said}");
    let listed = desk.run(&["drill", "list", "--json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 7);
}

/// Each scenario plays to its end both ways; a prepared team finds every clock, an unprepared one does not.
#[test]
fn every_scenario_is_played_well_and_badly() {
    let desk = Desk::empty();
    for id in scenarios() {
        let (well, badly) = (played(&desk, &id, "well"), played(&desk, &id, "badly"));
        for run in [&well, &badly] {
            assert_eq!(run["exercise"], true, "{id}");
            assert_eq!(run["ended"], true, "{id}");
            assert!(run["code"].as_str().unwrap().starts_with("X-"), "{id}");
        }
        let (good, bad) = (number(&well["score"]["share"]), number(&badly["score"]["share"]));
        assert!(good >= 90, "{id} well played: {good} %");
        assert!(bad <= 40, "{id} badly played: {bad} %");
        for clock in well["clocks"].as_array().unwrap() {
            assert_eq!(clock["verdict"], "right", "{id}: {clock}");
        }
        let right = badly["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|c| c["verdict"] == "right")
            .count();
        assert!(
            right < well["clocks"].as_array().unwrap().len(),
            "{id}: the bad run finds every clock too"
        );
        assert_eq!(well["score"]["not_evaluated"], 0, "{id}");
        assert_eq!(well["score"]["not_rated"], 0, "{id}");
        assert_eq!(badly["score"]["not_rated"], 5, "{id}");
    }
}

/// What nobody evaluated counts for nothing, and the share is what the actions say it is.
#[test]
fn the_share_is_the_weighted_share_of_what_was_evaluated() {
    let desk = Desk::empty();
    for id in scenarios() {
        let run = played(&desk, &id, "badly");
        let (mut got, mut of) = (0, 0);
        for action in run["score"]["actions"].as_array().unwrap() {
            let points = match action["outcome"].as_str().unwrap() {
                "done" => 2,
                "late" | "hinted" => 1,
                "wrong" | "missed" => 0,
                _ => continue,
            };
            got += points * number(&action["weight"]);
            of += 2 * number(&action["weight"]);
        }
        let share = (got as f64 * 100.0 / of as f64).round() as u64;
        assert!(
            number(&run["score"]["share"]).abs_diff(share) <= 1,
            "{id}: {share} and {}",
            run["score"]["share"]
        );
    }
}

#[test]
fn the_same_script_gives_the_same_score() {
    let desk = Desk::empty();
    let id = "ransomware-exfiltration";
    assert_eq!(played(&desk, id, "well"), played(&desk, id, "well"));
}

/// A team between the two: what is done late, after a hint, wrongly, or only said to be done, each comes out as that.
#[test]
fn late_hinted_wrong_and_unseen_are_told_apart() {
    let desk = Desk::empty();
    let script = r#"
scenario = "ransomware-exfiltration"
[[step]]
at = 2
call = { contact = "commander", reached = "attempted" }
[[step]]
at = 10
role = "observer"
hint = "a02.insurer"
[[step]]
at = 12
call = { contact = "insurer", reached = "answered" }
[[step]]
at = 25
role = "security"
evidence = { name = "READ_ME.txt", what = "late" }
[[step]]
at = 30
call = { contact = "counsel", reached = "attempted" }
[[step]]
at = 52
role = "observer"
mark = { action = "a06.answer", mark = "wrong", remark = "promised to file" }
[[step]]
at = 61
role = "legal"
fact = { key = "milestones.awareness", value = "2026-03-09 08:30" }
[[step]]
at = 62
role = "observer"
mark = { action = "a01.lead", mark = "missed" }
"#;
    let path = written(&desk, "between.toml", script);
    let run = played(&desk, "ransomware-exfiltration", path.to_str().unwrap());
    let actions = run["score"]["actions"].as_array().unwrap();
    let outcome = |id: &str| {
        let action = actions.iter().find(|action| action["id"] == id).unwrap();
        (
            action["outcome"].as_str().unwrap().to_owned(),
            action["by"].as_str().map(str::to_owned),
        )
    };
    let engine = |word: &str| (word.to_owned(), Some("engine".to_owned()));
    let observer = |word: &str| (word.to_owned(), Some("observer".to_owned()));
    assert_eq!(outcome("a02.insurer"), engine("hinted"));
    assert_eq!(outcome("a02.evidence"), engine("late"));
    // An attempt is no answer.
    assert_eq!(outcome("a04.counsel"), engine("missed"));
    assert_eq!(outcome("a04.aware"), engine("wrong"));
    assert_eq!(outcome("a06.answer"), observer("wrong"));
    // The evaluator stands over the engine, which saw a call.
    assert_eq!(outcome("a01.lead"), observer("missed"));
    assert_eq!(outcome("a10.check"), ("not_evaluated".to_owned(), None));
    assert_eq!(outcome("a91.hold"), ("not_delivered".to_owned(), None));
    assert_eq!(run["score"]["hints"], 1);
    assert_eq!(run["score"]["not_evaluated"], 1);
    assert_eq!(run["measures"]["to_first_call"], 2);
    assert_eq!(run["measures"]["to_aware"], 61);
}

/// Another seed draws other words and counts, and the right answers stay right.
#[test]
fn another_seed_is_another_exercise_with_the_same_clocks() {
    let desk = Desk::empty();
    for id in scenarios() {
        let brief = |seed: &str| desk.run(&["drill", "brief", &id, "--facilitator", "--seed", seed]).ok();
        let texts: std::collections::BTreeSet<String> = ["1", "2", "3", "4"].iter().map(|seed| brief(seed)).collect();
        assert!(texts.len() > 1, "{id}: every seed tells the same story");
        for seed in ["2", "3"] {
            let args = ["drill", "run", &id, "--script", "well", "--seed", seed, "--json"];
            let run = desk.run(&args).json();
            for clock in run["clocks"].as_array().unwrap() {
                assert_eq!(clock["verdict"], "right", "{id} seed {seed}: {clock}");
            }
        }
    }
}

/// The report of each scenario has every section, and its figures are those of the evaluation.
#[test]
fn the_report_of_each_scenario_is_whole_and_agrees_with_the_events() {
    let desk = Desk::empty();
    for id in scenarios() {
        let path = desk.beside(&format!("{id}.md"));
        let path_text = path.to_str().unwrap();
        let run = desk.run(&["drill", "run", &id, "--script", "well", "--json", "--report", path_text]);
        let run = run.json();
        let report = std::fs::read_to_string(&path).unwrap();
        assert!(report.starts_with("**EXERCISE"), "{id}");
        for section in [
            "Overview",
            "What was to be mended since last time",
            "Objectives",
            "Timeline",
            "Clocks",
            "What was late, and by how much",
            "Strengths",
            "Areas for improvement",
            "Improvement plan",
            "Trend",
            "Hot wash and feedback",
            "Signed",
        ] {
            assert!(report.contains(&format!("\n## {section}\n")), "{id}: no {section}");
        }
        let delivered = format!(
            "{} handed out, {} left out",
            run["delivered"],
            run["skipped"].as_array().unwrap().len()
        );
        assert!(report.contains(&delivered), "{id}: {delivered}");
        let share = format!("{} % of what was evaluated", run["score"]["share"]);
        assert!(report.contains(&share), "{id}: {share}");
        let duties = &run["measures"]["duties"];
        let words = format!(
            "{} filed in time, {} late, {} past and not filed, {} still open",
            duties["in_time"], duties["late"], duties["missed"], duties["open"]
        );
        assert!(report.contains(&words), "{id}: {words}");
        let done = run["score"]["actions"].as_array().unwrap().len();
        let rows = report
            .lines()
            .filter(|line| line.ends_with(" |") && line.contains("done"))
            .count();
        assert!(rows * 2 > done, "{id}: {rows} rows for {done} actions");
    }
}

/// A facilitator's sitting on the command line, from an empty home to a report, and the year after.
#[test]
fn a_facilitator_runs_an_exercise_and_the_next_year_begins_with_what_is_open() {
    let desk = Desk::new();
    let told = desk
        .run(&["drill", "start", "ransomware-exfiltration", "--seed", "7"])
        .ok();
    assert!(told.contains("EXERCISE X-") && told.contains("drill go"), "{told}");
    let room = desk.run(&["drill", "go", "--json"]).json();
    let code = room["code"].as_str().unwrap().to_owned();
    assert_eq!(room["injects"].as_array().unwrap().len(), 1);
    let jumped = desk.run(&["drill", "jump", "--json"]).json();
    assert_eq!(jumped["injects"].as_array().unwrap().len(), 2);
    assert!(
        jumped["clock"]["story"]
            .as_str()
            .unwrap()
            .starts_with("2026-03-06T18:45")
    );
    // A fact is recorded by the story's clock.
    let _ = desk.run(&["incident", "milestone", &code, "discovery", "now"]).ok();
    let log = desk.run(&["incident", "timeline", &code]).ok();
    assert!(log.contains("2026-03-06T18:45"), "{log}");
    // Back is no way to go, and what is not there is named.
    let back = desk.run(&["drill", "jump", "--to", "2"]).fails(1 + 1);
    assert!(back.contains("cannot go back"), "{back}");
    let near = desk.run(&["drill", "mark", "a02.playbok", "done"]).fails(2);
    assert!(near.contains("a02.playbook"), "{near}");
    let _ = desk.run(&["drill", "pause"]).ok();
    let _ = desk.run(&["drill", "inject", "a90"]).ok();
    let again = desk.run(&["drill", "inject", "a90"]).fails(1);
    assert!(again.contains("handed out already"), "{again}");
    let _ = desk.run(&["drill", "inject", "a03", "--hold"]).ok();
    let after = desk.run(&["drill", "jump", "--to", "30", "--confirm", "--json"]).json();
    let ids: Vec<&str> = after["injects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["a04", "a90", "a02", "a01"], "a held inject waits");
    evaluate(&desk, &code);
    let early = desk.run(&["drill", "go"]).fails(2);
    assert!(early.contains("no exercise runs"), "{early}");
    // Next year.
    let next = desk.run(&["drill", "start", "ransomware-exfiltration"]).ok();
    assert!(
        next.contains("Still to be mended") && next.contains("Buy a second clock"),
        "{next}"
    );
    let _ = desk
        .run(&[
            "drill",
            "improvements",
            "close",
            &format!("{code}/1"),
            "--proof",
            "it hangs",
        ])
        .ok();
    let left = desk.run(&["drill", "improvements"]).ok();
    assert!(left.contains("Nothing is to be mended"), "{left}");
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    let report = desk.run(&["drill", "report"]).ok();
    assert!(
        report.contains("it hangs"),
        "the report begins with what became of last year's: {report}"
    );
    let svg = desk.beside("years.svg");
    let compared = desk
        .run(&["drill", "compare", "--json", "--chart", svg.to_str().unwrap()])
        .json();
    assert_eq!(compared["columns"].as_array().unwrap().len(), 2);
    assert!(std::fs::read_to_string(svg).unwrap().contains("<title>EXERCISE"));
    let proof = desk.run(&["audit", "verify"]).ok();
    assert!(proof.contains("fit together"), "{proof}");
}

fn evaluate(desk: &Desk, code: &str) {
    let _ = desk
        .run(&["drill", "mark", "a01.lead", "done", "--remark", "at once"])
        .ok();
    let hint = desk.run(&["drill", "hint", "a04.aware"]).ok();
    assert!(hint.contains("Is anybody keeping the time?"), "{hint}");
    let seen = [
        "drill",
        "observe",
        "Nobody looked at the clock",
        "--as",
        "improvement",
        "--objective",
        "aware",
    ];
    let _ = desk.run(&seen).ok();
    let _ = desk
        .run(&["drill", "rate", "aware", "m", "--reason", "two hours late"])
        .ok();
    let _ = desk.run(&["drill", "join", "commander", "--deputy"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    let _ = desk.run(&["drill", "hot-wash", "3", "The 72 hours."]).ok();
    let plan = [
        "drill",
        "improvements",
        "add",
        "Buy a second clock",
        "--owner",
        "security",
        "--due",
        "2027-03-01",
    ];
    let _ = desk.run(&plan).ok();
    let report = desk.run(&["drill", "report", code]).ok();
    for words in [
        "Nobody looked at the clock",
        "**M** two hours late",
        "commander*",
        "The 72 hours",
        "Buy a second clock",
    ] {
        assert!(
            report.contains(words) || report.contains(&words.replace('*', "\\*")),
            "{words}: {report}"
        );
    }
}

/// What the report becomes in each form is read back by programs that know nothing of firebell.
#[test]
fn the_report_is_written_in_every_form() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "ransomware-exfiltration"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    for ending in ["md", "html", "docx", "pdf", "txt"] {
        let path = desk.beside(&format!("report.{ending}"));
        let _ = desk.run(&["drill", "report", "-o", path.to_str().unwrap()]).ok();
        let bytes = std::fs::read(&path).unwrap();
        let start: &[u8] = match ending {
            "docx" => b"PK",
            "pdf" => b"%PDF",
            _ => b"",
        };
        assert!(bytes.starts_with(start) && bytes.len() > 1000, "{ending}");
        if ["md", "html", "txt"].contains(&ending) {
            assert!(String::from_utf8(bytes).unwrap().contains("EXERCISE"), "{ending}");
        }
        // Nothing is written over.
        let _ = desk.run(&["drill", "report", "-o", path.to_str().unwrap()]).fails(4);
    }
    let nameless = desk.beside("report.odt");
    let said = desk
        .run(&["drill", "report", "-o", nameless.to_str().unwrap()])
        .fails(2);
    assert!(said.contains(".pdf"), "{said}");
}

/// An exercise is in no count, register, calendar or watch of real ones, and says what it is wherever it shows.
#[test]
fn an_exercise_stays_an_exercise() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "ransomware-exfiltration"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "jump", "--to", "30", "--confirm"]).ok();
    let code = desk.run(&["drill", "status", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let fact = |key: &str, value: &str| {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    };
    fact("milestones.awareness", "2026-03-06 23:30");
    fact("data.elements", "any_personal_data");
    fact("affected.DE", "200");
    let due = desk.run(&["incident", "show", &code, "--json"]).json();
    assert_eq!(due["kind"], "exercise");
    assert!(
        due.to_string().contains("eu-gdpr/regulator"),
        "the exercise has its own clocks"
    );
    for args in [&["deadlines"][..], &["register"][..], &["watch", "--once"][..]] {
        let told = desk.run(args).ok();
        assert!(!told.contains(&code), "{args:?}: {told}");
    }
    let calendar = |name: &str, more: &[&str]| {
        let path = desk.beside(name);
        let args = [&["deadlines", "--ics", path.to_str().unwrap()][..], more].concat();
        let _ = desk.run(&args).ok();
        std::fs::read_to_string(path).unwrap()
    };
    assert!(!calendar("real.ics", &[]).contains(&code));
    // Asked for, each entry comes with its mark, and its time is the story's.
    let asked = desk.run(&["deadlines", "--exercises"]).ok();
    assert!(asked.contains(&code) && asked.contains("EXERCISE"), "{asked}");
    assert!(!asked.contains("PAST"), "{asked}");
    let asked = calendar("all.ics", &["--exercises", "--possible"]).replace("\r\n ", "");
    let titles: Vec<&str> = asked.lines().filter(|line| line.starts_with("SUMMARY")).collect();
    assert!(!titles.is_empty());
    for title in titles {
        assert!(title.contains("EXERCISE"), "{title}");
    }
    // A real incident of the same day has a number of the other series.
    let real = desk.run(&["incident", "open", "A real one", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!real.starts_with("X-"));
    let refused = desk.run(&["drill", "status", &real]).fails(2);
    assert!(refused.contains("no exercise with a scenario"), "{refused}");
    let _ = desk
        .run(&[
            "letter",
            "draft",
            &code,
            "eu/art33-initial",
            "--duty",
            "eu-gdpr/regulator",
        ])
        .ok();
    for format in ["md", "html", "txt"] {
        let path = desk.beside(&format!("letter.{format}"));
        let out = path.to_str().unwrap();
        let _ = desk
            .run(&[
                "letter",
                "export",
                &code,
                "eu-gdpr-regulator-en",
                "--format",
                format,
                "--out",
                out,
            ])
            .ok();
        assert!(std::fs::read_to_string(path).unwrap().contains("EXERCISE"), "{format}");
    }
    for command in [
        &["report", code.as_str()][..],
        &["show", code.as_str()][..],
        &["notice", code.as_str(), "--for", "leadership"][..],
    ] {
        let told = desk.run(&[&["incident"][..], command].concat()).ok();
        assert!(told.contains("EXERCISE"), "{command:?}: {told}");
    }
    let exported = desk.run(&["incident", "export", &code]).ok();
    assert!(exported.contains("\"exercise\""), "{exported}");
    let log = std::fs::read_to_string(desk.data().join("audit.jsonl")).unwrap();
    let mine = log.lines().filter(|line| line.contains(&code));
    for line in mine {
        assert!(line.contains("EXERCISE"), "{line}");
    }
}

fn written(desk: &Desk, name: &str, text: &str) -> PathBuf {
    let path = desk.beside(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Every problem of a scenario is told at once, with its line.
#[test]
fn lint_names_every_problem() {
    let desk = Desk::empty();
    let text = std::fs::read_to_string(project("playbooks/tabletop/ransomware-exfiltration.toml")).unwrap();
    let bad = text
        .replacen("channel = \"alert\"", "channel = \"pigeon\"", 1)
        .replacen("objective = \"aware\"", "objective = \"awre\"", 1)
        .replacen("within = 8\n", "wihtin = 8\n", 1)
        .replacen(
            "story = \"2026-03-06T18:45:00+00:00\"",
            "story = \"2026-03-06T18:11:00+00:00\"",
            1,
        )
        .replacen("duty = \"us-wa/regulator\"", "duty = \"us-wa/nobody\"", 1);
    let path = written(&desk, "bad.toml", &bad);
    let ran = desk.run(&["drill", "lint", path.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for words in ["pigeon", "awre", "wihtin", "earlier than the exercise"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let law = text.replacen("duty = \"us-wa/regulator\"", "duty = \"us-wa/nobody\"", 1);
    let path = written(&desk, "law.toml", &law);
    let ran = desk.run(&["drill", "lint", path.to_str().unwrap()]);
    assert!(ran.code == 1 && ran.out.contains("us-wa/nobody"), "{}", ran.out);
}

/// A script that is refused says where and why.
#[test]
fn a_refused_step_is_named_by_its_line() {
    let desk = Desk::empty();
    let script = "scenario = \"ransomware-exfiltration\"\n\n[[step]]\nat = 3\nfile = { duty = \"eu-gdpr/nobody\" }\n";
    let path = written(&desk, "script.toml", script);
    let args = [
        "drill",
        "run",
        "ransomware-exfiltration",
        "--script",
        path.to_str().unwrap(),
    ];
    let said = desk.run(&args).fails(1);
    assert!(said.contains("line 3") && said.contains("minute 3"), "{said}");
    let path = written(
        &desk,
        "worse.toml",
        "scenario = \"ransomware-exfiltration\"\n[[step]]\nat = 1\nfly = 2\n",
    );
    let args = [
        "drill",
        "run",
        "ransomware-exfiltration",
        "--script",
        path.to_str().unwrap(),
    ];
    let said = desk.run(&args).fails(2);
    assert!(said.contains("fly") && said.contains("does nothing"), "{said}");
}

#[test]
fn an_event_list_becomes_a_scenario_and_what_is_lost_is_named() {
    let desk = Desk::empty();
    let csv = "Time;From;To;Method;Description;Expected Action;Colour\n\
               T+0;SOC;Lead;E-mail;\"Alarm;\nsecond line\";Open the log;red\n\
               0:20;Press;Comms;Carrier pigeon;A call;Hold the line|Tell counsel;blue\n\
               soon;x;y;mail;lost;;\n";
    let from = written(&desk, "events.csv", csv);
    let to = desk.beside("made.toml");
    let args = ["drill", "import", from.to_str().unwrap(), "-o", to.to_str().unwrap()];
    let said = desk.run(&args).ok();
    for words in ["`colour`", "`Carrier pigeon`", "`soon`", "legal clocks"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = desk.run(&["drill", "lint", to.to_str().unwrap()]).ok();
    assert!(said.contains("1 scenarios, 0 problems"), "{said}");
    let brief = desk
        .run(&["drill", "brief", to.to_str().unwrap(), "--facilitator"])
        .ok();
    assert!(
        brief.contains("second line") && brief.contains("T+20") && brief.contains("Tell counsel"),
        "{brief}"
    );
}

#[test]
fn an_exercise_in_the_common_format_becomes_a_scenario() {
    let desk = Desk::empty();
    let cexf = serde_json::json!({
        "exercise": { "name": "Phishing <day>", "uuid": "u", "description": "A short one", "author": "x" },
        "injects": [
            { "uuid": "i-2", "name": "Second", "description": "It goes on", "target_tool": "MISP" },
            { "uuid": "i-1", "name": "First", "description": "It begins", "inject_evaluation": [{}, {}] }
        ],
        "inject_flow": [
            { "inject_uuid": "i-1", "timing": { "triggered_at": 0 } },
            { "inject_uuid": "i-2", "timing": { "triggered_at": "00:15:00" }, "requirements": { "inject_uuid": "i-1" } }
        ],
        "inject_payloads": [{}]
    });
    let from = written(&desk, "exercise.json", &cexf.to_string());
    let to = desk.beside("made.toml");
    let said = desk
        .run(&["drill", "import", from.to_str().unwrap(), "-o", to.to_str().unwrap()])
        .ok();
    for words in [
        "2 automatic checks",
        "MISP",
        "waits for another inject",
        "1 payloads",
        "exercise.author",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let brief = desk
        .run(&["drill", "brief", to.to_str().unwrap(), "--facilitator"])
        .ok();
    let (first, second) = (brief.find("It begins").unwrap(), brief.find("It goes on").unwrap());
    assert!(first < second && brief.contains("T+15"), "{brief}");
    let empty = written(&desk, "empty.json", "{}");
    let said = desk
        .run(&["drill", "import", empty.to_str().unwrap(), "-o", "x.toml"])
        .fails(2);
    assert!(said.contains("injects"), "{said}");
}

/// A real incident told again names nobody.
#[test]
fn a_replayed_incident_is_masked() {
    let (desk, code) = Desk::with_incident("Quibble mailbox read");
    let set = |key: &str, value: &str| {
        let _ = desk.run(&["profile", "set", key, value]).ok();
    };
    set("name", "Zanzibar Widgets");
    set("identity.email", "privacy@zanzibar.example");
    let fact = |key: &str, value: &str, source: &str| {
        let _ = desk
            .run(&["incident", "fact", "set", &code, key, value, "--source", source])
            .ok();
    };
    fact("milestones.discovery", "now", "Quentin of the desk");
    fact("data.elements", "ssn", "search");
    fact("letter.what_happened", "Quentin's mailbox was read", "Quentin");
    let _ = desk
        .run(&[
            "incident",
            "decide",
            &code,
            "gdpr_risk",
            "high",
            "--rationale",
            "Quentin says so",
        ])
        .ok();
    let to = desk.beside("again.toml");
    let said = desk
        .run(&[
            "drill",
            "replay",
            &code,
            "-o",
            to.to_str().unwrap(),
            "--mask",
            "Quentin",
        ])
        .ok();
    assert!(said.contains("left out"), "{said}");
    let text = std::fs::read_to_string(&to).unwrap();
    for word in ["Quentin", "Zanzibar", "dana", "Quibble", "privacy@"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    assert!(text.contains("data.elements"), "{text}");
    let lint = desk.run(&["drill", "lint", to.to_str().unwrap()]).ok();
    assert!(lint.contains("0 problems"), "{lint}");
    let _ = desk.run(&["drill", "start", to.to_str().unwrap()]).ok();
    let room = desk.run(&["drill", "go", "--json"]).json();
    assert!(!room["injects"].as_array().unwrap().is_empty());
}
