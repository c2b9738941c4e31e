//! A facilitator runs an exercise by commands: marks, ratings, corrective actions, and the report in every format.

use super::*;

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
    assert!(again.contains("was already delivered"), "{again}");
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
    assert!(early.contains("no exercise is running"), "{early}");
    next_year(&desk, &code);
}

/// The year after begins with the corrective actions that are still open.
fn next_year(desk: &Desk, code: &str) {
    let next = desk.run(&["drill", "start", "ransomware-exfiltration"]).ok();
    assert!(
        next.contains("Corrective actions still open") && next.contains("Buy a second clock"),
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
    assert!(left.contains("No corrective action is open"), "{left}");
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    let report = desk.run(&["drill", "report"]).ok();
    assert!(
        report.contains("it hangs"),
        "the report begins with what became of last year's: {report}"
    );
    assert!(report.contains("Record state: fbc1."), "{report}");
    let svg = desk.beside("years.svg");
    let compared = desk
        .run(&["drill", "compare", "--json", "--chart", svg.to_str().unwrap()])
        .json();
    assert_eq!(compared["columns"].as_array().unwrap().len(), 2);
    assert!(std::fs::read_to_string(svg).unwrap().contains("<title>EXERCISE"));
    let proof = desk.run(&["audit", "verify"]).ok();
    assert!(proof.contains("agree"), "{proof}");
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

/// An exercise with an obligation that has a deadline.
fn with_a_deadline() -> (Desk, String) {
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
    (desk, code)
}

/// An exercise is in no count, register, calendar or watch of real ones.
#[test]
fn an_exercise_is_in_no_list_of_real_incidents() {
    let (desk, code) = with_a_deadline();
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
    assert!(!asked.contains("OVERDUE"), "{asked}");
    let asked = calendar("all.ics", &["--exercises", "--possible"]).replace("\r\n ", "");
    let titles: Vec<&str> = asked.lines().filter(|line| line.starts_with("SUMMARY")).collect();
    assert!(!titles.is_empty());
    for title in titles {
        assert!(title.contains("EXERCISE"), "{title}");
    }
}

/// An exercise says what it is wherever it shows.
#[test]
fn an_exercise_stays_an_exercise() {
    let (desk, code) = with_a_deadline();
    // A real incident of the same day has a number of the other series.
    let real = desk.run(&["incident", "open", "A real one", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!real.starts_with("X-"));
    let refused = desk.run(&["drill", "status", &real]).fails(2);
    assert!(refused.contains("not an exercise with a scenario"), "{refused}");
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

/// Whichever way somebody names the exercise, by position or with `--code`, it is understood.
#[test]
fn an_exercise_is_named_either_way() {
    let desk = Desk::new();
    let room = desk
        .run(&["drill", "start", "ransomware-exfiltration", "--seed", "7", "--json"])
        .json();
    let code = room["code"].as_str().unwrap();
    let _ = desk.run(&["drill", "go", "--code", code]).ok();
    let _ = desk.run(&["drill", "pause", code]).ok();
    let _ = desk.run(&["drill", "inject", "a90", "--code", code]).ok();
    let _ = desk.run(&["drill", "inject", "a91", code]).ok();
    let shown = desk.run(&["drill", "status", "--code", code, "--json"]).json();
    let injects = shown["injects"].as_array().unwrap();
    let ids: Vec<&str> = injects.iter().map(|inject| inject["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"a90") && ids.contains(&"a91"), "{ids:?}");
    let help = desk.run(&["drill", "inject", "--help"]).ok();
    assert!(help.contains("--code <CODE>") && !help.contains("[CODE]"), "{help}");
    let _ = desk.run(&["drill", "end", "--code", code]).ok();
    let _ = desk.run(&["drill", "score", "--code", code]).ok();
}

/// The log of an exercise is the room's: what is written about the room is told when it is over.
#[test]
fn what_evaluators_write_stays_off_the_log_until_the_end() {
    let desk = Desk::new();
    let room = desk
        .run(&["drill", "start", "open-bucket", "--seed", "2", "--json"])
        .json();
    let code = room["code"].as_str().unwrap();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk
        .run(&["drill", "mark", "b01.thanks", "missed", "--remark", "nobody spoke"])
        .ok();
    let _ = desk.run(&["drill", "observe", "Nobody led"]).ok();
    let _ = desk
        .run(&["drill", "inject", "b03", "--skip", "too much for them"])
        .ok();
    let _ = desk.run(&["drill", "hint", "b01.snapshot"]).ok();
    let logs = || {
        let csv = desk.run(&["incident", "timeline", code, "--format", "csv"]).ok();
        desk.run(&["incident", "history", code]).ok() + &csv
    };
    let words = [
        "b01.thanks",
        "nobody spoke",
        "Nobody led",
        "too much for them",
        "b01.snapshot",
    ];
    let during = logs();
    for words in words {
        assert!(!during.contains(words), "{words} in {during}");
    }
    assert!(during.contains("it is shown when the exercise has ended"), "{during}");
    let _ = desk.run(&["drill", "end"]).ok();
    let after = logs();
    for words in words {
        assert!(after.contains(words), "{words} in {after}");
    }
}

/// A slip under pressure is told at once and is not in the report for good.
#[test]
fn what_is_recorded_about_an_exercise_names_what_there_is() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "open-bucket", "--seed", "2"]).ok();
    let role = desk.run(&["drill", "join", "comander"]).fails(2);
    assert!(
        role.contains("unknown role `comander`") && role.contains("`commander`"),
        "{role}"
    );
    let code = desk.run(&["drill", "join", "X-2026-001"]).fails(2);
    assert!(code.contains("unknown role"), "{code}");
    let empty = desk.run(&["drill", "observe", " "]).fails(2);
    assert!(empty.contains("the observation cannot be empty"), "{empty}");
    let all = desk.run(&[
        "drill",
        "improvements",
        "add",
        "Buy it",
        "--owner",
        "",
        "--due",
        "2027-01-31",
        "--element",
        "building",
        "--objective",
        "speed",
    ]);
    let all = all.fails(2);
    for part in [
        "its owner cannot be empty",
        "unknown capability element `building`",
        "unknown objective `speed`",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    let compared = desk.run(&["drill", "compare", "X-2000-001", "X-2000-002"]).fails(2);
    assert!(
        compared.contains("`X-2000-001`") && compared.contains("`X-2000-002`"),
        "{compared}"
    );
    let script = desk.run(&["drill", "run", "open-bucket", "--script", "odd-9"]).fails(2);
    assert!(
        script.contains("has no script `odd-9`") && script.contains("odd-1"),
        "{script}"
    );
}
