//! The after-action report: one true first page, both accounts of what was late, dates where they count, drafts to adopt.

use super::*;

/// The report of a scenario played by a script.
fn report_of(desk: &Desk, id: &str, script: &str) -> String {
    let path = desk.beside(&format!("{id}-{script}.md"));
    let args = [
        "drill",
        "run",
        id,
        "--script",
        script,
        "--report",
        path.to_str().unwrap(),
    ];
    let _ = desk.run(&args).ok();
    std::fs::read_to_string(path).unwrap()
}

/// The first page is what comes before the line across the long report.
fn first_page(report: &str) -> &str {
    report.split("\n---\n").next().unwrap()
}

/// What the first page says of an obligation whose deadline was not kept.
fn missed<'p>(page: &'p str, obligation: &str) -> &'p str {
    let line = page
        .lines()
        .find(|line| line.starts_with("- **") && line.contains(obligation));
    line.unwrap_or_else(|| panic!("{page}"))
}

/// A prepared team that dates its awareness to Monday morning, and files on Wednesday: on time by its own account.
#[test]
fn a_later_start_of_their_own_makes_no_deadline_later() {
    let desk = Desk::empty();
    let text =
        std::fs::read_to_string(project("playbooks/tabletop/scripts/ransomware-exfiltration.well.toml")).unwrap();
    let mut steps: Vec<String> = text.split("[[step]]\n").skip(1).map(str::to_owned).collect();
    let all = steps.len();
    steps.retain(|step| {
        !step.contains("milestones.awareness") && !step.contains("file = { duty = \"eu-gdpr/regulator\" }")
    });
    assert_eq!(steps.len(), all - 2);
    steps.push(
        "at = 62\nrole = \"legal\"\nfact = { key = \"milestones.awareness\", value = \"2026-03-09 08:30\" }\n"
            .to_owned(),
    );
    steps.push("at = 97\nrole = \"legal\"\nfile = { duty = \"eu-gdpr/regulator\" }\n".to_owned());
    let minute = |step: &String| {
        step.lines()
            .next()
            .unwrap()
            .trim_start_matches("at = ")
            .parse::<u64>()
            .unwrap()
    };
    steps.sort_by_key(minute);
    let script = format!(
        "scenario = \"ransomware-exfiltration\"\nseed = 1\n[[step]]\n{}",
        steps.join("[[step]]\n")
    );
    let path = written(&desk, "later.toml", &script);
    let out = desk.beside("later.md");
    let args = [
        "drill",
        "run",
        "ransomware-exfiltration",
        "--script",
        path.to_str().unwrap(),
        "--report",
        out.to_str().unwrap(),
    ];
    let _ = desk.run(&args).ok();
    let report = std::fs::read_to_string(out).unwrap();
    let line = missed(first_page(&report), "eu-gdpr/regulator");
    assert!(
        line.contains("by the facts filed 33 hours late; by their own start on time, 23 hours early"),
        "{line}"
    );
}

#[test]
fn the_first_page_tells_what_was_missed_by_the_facts_and_by_their_own_start() {
    let desk = Desk::empty();
    let report = report_of(&desk, "ransomware-exfiltration", "badly");
    let page = first_page(&report);
    for part in [
        "**Purpose.**",
        "**Result.**",
        "## Three strengths",
        "## Three areas for improvement",
        "## What was missed, and by how much",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // Filed on Wednesday at 09:05, 33 hours and more after Monday 23:30, without ever having found the deadline.
    let line = missed(page, "eu-gdpr/regulator");
    assert!(
        line.contains("by the facts filed 33 hours late; they had no deadline for it"),
        "{line}"
    );
    // Three areas, whatever evaluators wrote, and the long list is counted.
    let areas = page.split("## Three areas for improvement").nth(1).unwrap();
    let areas = areas.split("## ").next().unwrap();
    assert_eq!(
        areas.lines().filter(|line| line.starts_with(['1', '2', '3'])).count(),
        3,
        "{areas}"
    );
    assert!(page.contains("more, in the complete report."), "{page}");
    // Whoever did nothing wrongly missed nothing.
    let well = report_of(&desk, "registry-worm", "well");
    let page = first_page(&well);
    assert!(
        page.contains("What was missed, and by how much\n\nNothing.\n"),
        "{page}"
    );
}

/// What leadership gets is one page, on paper and in each scenario, however badly it was played.
#[test]
fn the_page_for_leadership_is_one_page() {
    let desk = Desk::new();
    let _ = desk.run(&["profile", "set", "name", "Brightwater Dental Group"]).ok();
    for id in ["ransomware-exfiltration", "payment-outage"] {
        let room = desk.run(&["drill", "start", id, "--seed", "1", "--json"]).json();
        let code = room["code"].as_str().unwrap().to_owned();
        let _ = desk.run(&["drill", "go", &code]).ok();
        let planned = room["clock"]["planned"].to_string();
        let _ = desk.run(&["drill", "jump", &code, "--to", &planned, "--confirm"]).ok();
        let _ = desk.run(&["drill", "end", &code]).ok();
        let path = desk.beside(&format!("{id}.pdf"));
        let out = path.to_str().unwrap();
        let _ = desk.run(&["drill", "report", &code, "--brief", "-o", out]).ok();
        let Ok(read) = std::process::Command::new("pdftotext").args([out, "-"]).output() else {
            return;
        };
        let text = String::from_utf8(read.stdout).unwrap();
        assert_eq!(text.trim_end_matches('\u{c}').matches('\u{c}').count(), 0, "{text}");
        assert!(text.contains("Brightwater Dental Group"), "{text}");
        assert!(text.contains("What was missed"), "{text}");
    }
}

#[test]
fn the_report_bears_the_name_of_the_sponsor_and_may_be_sent() {
    let desk = Desk::new();
    let _ = desk.run(&["profile", "set", "name", "Brightwater Dental Group"]).ok();
    let _ = desk.run(&["drill", "start", "lost-laptop", "--seed", "1"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    for ending in ["md", "html", "txt"] {
        let path = desk.beside(&format!("report.{ending}"));
        let _ = desk.run(&["drill", "report", "-o", path.to_str().unwrap()]).ok();
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.to_uppercase().contains("DO NOT SEND"), "{ending}: {text}");
        assert!(text.contains("NOT A REAL INCIDENT"), "{ending}: {text}");
        assert!(text.contains("Brightwater Dental Group"), "{ending}: {text}");
        assert!(text.contains("Fjordmark Planning ApS"), "{ending}: {text}");
    }
    // What players get keeps its mark.
    let papers = desk.beside("papers");
    let args = [
        "drill",
        "guide",
        "--code",
        "X-2026-001",
        "-o",
        papers.to_str().unwrap(),
        "--format",
        "html",
    ];
    let made = desk.run(&args);
    if made.code == 0 {
        let brief = std::fs::read_to_string(papers.join("2-players-brief.html")).unwrap();
        assert!(brief.contains("DO NOT SEND"), "{brief}");
    }
}

/// A lawyer in New York reads the day that New York has.
#[test]
fn a_deadline_is_told_in_the_zone_of_its_authority() {
    let desk = Desk::empty();
    for script in ["well", "badly"] {
        let report = report_of(&desk, "ransomware-exfiltration", script);
        let clocks = report.split("\n## Clocks\n").nth(1).unwrap();
        let row = clocks.lines().find(|line| line.contains("us-ny/individuals")).unwrap();
        assert!(row.contains("5 Apr 2026 23:59 -04:00"), "{script}: {row}");
        assert!(!row.contains("6 Apr 2026"), "{script}: {row}");
    }
}

#[test]
fn targets_are_measured_and_told() {
    let desk = Desk::empty();
    let run = shipped("ransomware-exfiltration", "badly");
    let target = |code: &str| {
        let all = run["targets"].as_array().unwrap();
        all.iter().find(|target| target["target"] == code).unwrap().clone()
    };
    let aware = target("awareness");
    assert_eq!(
        (&aware["at"], &aware["met"]),
        (&62.into(), &(62 <= aware["by"].as_i64().unwrap()).into())
    );
    assert_eq!(target("first_filing")["at"], 97);
    let called = target("first_call");
    assert_eq!((&called["at"], &called["met"]), (&Value::Null, &false.into()));
    let report = report_of(&desk, "ransomware-exfiltration", "badly");
    assert!(
        report.contains("| First call of the call tree |") && report.contains("**not met**"),
        "{report}"
    );
}

/// A mistake about awareness that is corrected is measured by the correction; what comes after the end, not at all.
#[test]
fn the_measures_are_those_of_the_play() {
    let desk = Desk::empty();
    let script = "scenario = \"lost-laptop\"\n\
        [[step]]\nat = 3\nfact = { key = \"milestones.awareness\", value = \"2026-04-14 14:00\" }\n\
        [[step]]\nat = 9\nfact = { key = \"milestones.awareness\", value = \"2026-04-15 09:00\" }\n\
        [[step]]\nat = 11\nfact = { key = \"milestones.awareness\", value = \"2026-04-15 09:00\", source = \"again\" }\n";
    let path = written(&desk, "corrected.toml", script);
    let run = played(&desk, "lost-laptop", path.to_str().unwrap());
    assert_eq!(run["measures"]["to_aware"], 9, "{}", run["measures"]);

    let desk = Desk::new();
    let room = desk.run(&["drill", "start", "lost-laptop", "--json"]).json();
    let code = room["code"].as_str().unwrap().to_owned();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    let before = desk.run(&["drill", "score", "--json"]).json()["measures"].clone();
    let late = ["incident", "milestone", &code, "awareness", "now"];
    let _ = desk.run(&late).ok();
    let after = desk.run(&["drill", "score", "--json"]).json()["measures"].clone();
    for figure in ["to_aware", "entries", "gaps"] {
        assert_eq!(before[figure], after[figure], "{figure}");
    }
}

/// What was missed is drafted, and becomes a corrective action only when somebody adopts it.
#[test]
fn drafts_are_adopted_and_are_then_in_the_plan() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "lost-laptop", "--seed", "1"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "jump", "--to", "20", "--confirm"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    let drafts = desk.run(&["drill", "corrective-actions", "drafts", "--json"]).json();
    let drafts = drafts.as_array().unwrap();
    assert!(drafts.len() > 2, "{drafts:?}");
    let from = drafts[0]["from"].as_str().unwrap();
    let report = desk.run(&["drill", "report"]).ok();
    assert!(report.contains("### Draft corrective actions"), "{report}");
    assert!(report.contains("No corrective action is recorded yet"), "{report}");

    let wrong = desk
        .run(&["drill", "corrective-actions", "drafts", "--adopt", "e99.nothing"])
        .fails(2);
    assert!(wrong.contains("e99.nothing"), "{wrong}");
    let args = [
        "drill",
        "corrective-actions",
        "drafts",
        "--adopt",
        from,
        "--owner",
        "dpo",
        "--due",
        "2027-01-31",
    ];
    let said = desk.run(&args).ok();
    assert!(said.contains("1 corrective action adopted"), "{said}");
    let plan = desk.run(&["drill", "corrective-actions", "--json"]).json();
    assert_eq!(plan.as_array().unwrap().len(), 1);
    assert_eq!(
        (&plan[0]["owner"], &plan[0]["due"]),
        (&"dpo".into(), &"2027-01-31".into())
    );
    assert_eq!(plan[0]["action"], drafts[0]["action"]);
    let left = desk.run(&["drill", "corrective-actions", "drafts", "--json"]).json();
    assert_eq!(
        left.as_array().unwrap().len(),
        drafts.len() - 1,
        "what is adopted is no draft any more"
    );
}

#[test]
fn the_report_shows_every_objective_over_the_years() {
    let desk = Desk::new();
    let mut codes = Vec::new();
    for mark in ["missed", "done"] {
        let _ = desk.run(&["drill", "start", "lost-laptop", "--seed", "1"]).ok();
        let _ = desk.run(&["drill", "go"]).ok();
        let status = desk.run(&["drill", "status", "--json"]).json();
        codes.push(status["code"].as_str().unwrap().to_owned());
        let _ = desk.run(&["drill", "mark", "e01.lead", mark]).ok();
        let _ = desk.run(&["drill", "end"]).ok();
    }
    let [earlier, latest] = &codes[..] else {
        panic!("{codes:?}")
    };
    let first = desk.run(&["drill", "report", earlier]).ok();
    assert!(first.contains("This is the first exercise on record."), "{first}");
    let report = desk.run(&["drill", "report", latest]).ok();
    let head = report
        .lines()
        .find(|line| line.starts_with("| Objective | X-"))
        .unwrap();
    assert!(
        head.contains(earlier) && head.contains(&format!("**{latest}**")),
        "{head}"
    );
    let chart = report.lines().skip_while(|line| *line != head);
    let log = chart
        .into_iter()
        .find(|line| line.starts_with("| A record that supports"))
        .unwrap();
    let cells: Vec<&str> = log.trim_matches('|').split('|').map(str::trim).collect();
    assert_eq!(cells.len(), 3, "{log}");
    assert!(cells[1].ends_with(" 0\u{a0}%") && cells[1].contains('░'), "{log}");
    assert!(cells[2].contains('█') && cells[2].ends_with("\u{a0}%"), "{log}");
}
