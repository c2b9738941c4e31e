//! Observers by file: a sheet goes out, comes back with marks, and takes nobody's place unasked.

use super::*;

fn started() -> Desk {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "lost-laptop", "--seed", "1"]).ok();
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "jump", "--to", "10", "--confirm"]).ok();
    desk
}

/// The sheet as it goes out.
fn sheet(desk: &Desk) -> String {
    let path = desk.beside("out.toml");
    let args = [
        "drill",
        "observer-sheet",
        "-o",
        path.to_str().unwrap(),
        "--force",
        "--observer",
        "Kim",
    ];
    let _ = desk.run(&args).ok();
    std::fs::read_to_string(path).unwrap()
}

/// The same sheet with a mark filled in.
fn with_mark(sheet: &str, action: &str, mark: &str, remark: &str) -> String {
    let before = format!("action = \"{action}\"\nmark = \"\"\nremark = \"\"");
    assert!(sheet.contains(&before), "{action}: {sheet}");
    sheet.replace(
        &before,
        &format!("action = \"{action}\"\nmark = \"{mark}\"\nremark = \"{remark}\""),
    )
}

#[test]
fn a_sheet_comes_back_with_marks_ratings_and_observations() {
    let desk = started();
    let out = sheet(&desk);
    assert!(out.starts_with("# EXERCISE") && out.contains("Look for:"), "{out}");
    let mut back = with_mark(&out, "e01.lead", "done", "Ann took it");
    back = with_mark(&back, "e01.cut", "late", "");
    back = back.replace(
        "objective = \"aware\"\nrating = \"\"\nreason = \"\"",
        "objective = \"aware\"\nrating = \"s\"\nreason = \"slow\"",
    );
    back += "\n[[observe]]\nfinding = \"improvement\"\nobjective = \"log\"\nobservation = \"Nobody wrote\"\n";
    let path = written(&desk, "back.toml", &back);
    let take = ["drill", "observer-sheet", "--take", path.to_str().unwrap()];
    let taken = desk.run(&[&take[..], &["--json"]].concat()).json();
    assert_eq!((&taken["taken"], &taken["observer"]), (&4.into(), &"Kim".into()));
    let score = desk.run(&["drill", "score", "--json"]).json();
    let action = |id: &str| {
        score["score"]["actions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|a| a["id"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (&action("e01.lead")["outcome"], &action("e01.lead")["remark"]),
        (&"done".into(), &"by Kim: Ann took it".into())
    );
    assert_eq!(action("e01.cut")["outcome"], "late");
    let report = desk.run(&["drill", "report"]).ok();
    assert!(
        report.contains("Nobody wrote (Kim)") && report.contains("**S** slow"),
        "{report}"
    );
}

#[test]
fn a_sheet_that_comes_back_again_records_nothing_again() {
    let desk = started();
    let mut back = with_mark(&sheet(&desk), "e01.lead", "done", "Ann took it").replace(
        "objective = \"aware\"\nrating = \"\"\nreason = \"\"",
        "objective = \"aware\"\nrating = \"s\"\nreason = \"slow\"",
    );
    back += "\n[[observe]]\nfinding = \"improvement\"\nobjective = \"log\"\nobservation = \"Nobody wrote\"\n";
    let take = |name: &str, text: &str| {
        let path = written(&desk, name, text);
        let taken = desk.run(&["drill", "observer-sheet", "--take", path.to_str().unwrap(), "--json"]);
        let taken = taken.json();
        assert_eq!(taken["kept"], serde_json::json!([]), "{taken}");
        taken["taken"].as_u64().unwrap()
    };
    assert_eq!(take("back.toml", &back), 3);
    assert_eq!(take("again.toml", &back), 0);
    // Nor does the sheet that goes out now, with what was marked.
    let out = sheet(&desk);
    assert!(out.contains("mark = \"done\"\nremark = \"Ann took it\""), "{out}");
    assert_eq!(take("unchanged.toml", &out), 0);
    // Whoever observed may think again about a mark of their own.
    assert_eq!(
        take("changed.toml", &out.replace("mark = \"done\"", "mark = \"late\"")),
        1
    );
    let score = desk.run(&["drill", "score", "--json"]).json();
    let actions = score["score"]["actions"].as_array().unwrap();
    let lead = actions.iter().find(|action| action["id"] == "e01.lead").unwrap();
    assert_eq!(
        (&lead["outcome"], &lead["remark"]),
        (&"late".into(), &"by Kim: Ann took it".into())
    );
}

/// What somebody at the table has marked stays, and is told, until it is said that it may go.
#[test]
fn the_marks_of_others_stay() {
    let desk = started();
    let out = sheet(&desk);
    let _ = desk.run(&["drill", "mark", "e01.lead", "missed"]).ok();
    let path = written(&desk, "back.toml", &with_mark(&out, "e01.lead", "done", ""));
    let take = ["drill", "observer-sheet", "--take", path.to_str().unwrap()];
    let said = desk.run(&take).ok();
    assert!(said.contains("e01.lead stays missed as dana marked it"), "{said}");
    let outcome = || {
        let score = desk.run(&["drill", "score", "--json"]).json();
        let actions = score["score"]["actions"].as_array().unwrap().clone();
        actions.iter().find(|a| a["id"] == "e01.lead").unwrap()["outcome"].clone()
    };
    assert_eq!(outcome(), "missed");
    let _ = desk.run(&[&take[..], &["--replace"]].concat()).ok();
    assert_eq!(outcome(), "done");
}

#[test]
fn a_wrong_sheet_is_refused_whole_with_every_problem() {
    let desk = started();
    let back = with_mark(&sheet(&desk), "e01.lead", "brilliant", "")
        .replace("action = \"e01.cut\"", "action = \"e01.cutt\"")
        .replace("seed = 1", "seed = 2");
    let path = written(&desk, "back.toml", &back);
    let before = desk.run(&["drill", "score", "--json"]).ok();
    let ran = desk.run(&["drill", "observer-sheet", "--take", path.to_str().unwrap()]);
    let said = format!("{}{}", ran.out, ran.err);
    assert_eq!(ran.code, 2, "{said}");
    for words in ["brilliant", "e01.cutt", "did you mean `e01.cut`", "another exercise"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(desk.run(&["drill", "score", "--json"]).ok(), before);
}
