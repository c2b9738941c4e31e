//! The papers of an exercise: those of its own seed, and nothing for the facilitator among what the room is given.

use super::*;
use std::path::Path;

fn text_of(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_papers_are_those_of_the_exercise_that_was_started() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "support-credentials"]).ok();
    let list = desk.run(&["drill", "status", "--json"]).json();
    let code = list["code"].as_str().unwrap().to_owned();
    let (own, unnamed) = (desk.beside("own"), desk.beside("unnamed"));
    let folder = |path: &Path| path.to_str().unwrap().to_owned();
    let _ = desk
        .run(&["drill", "guide", "--code", &code, "-o", &folder(&own), "--format", "md"])
        .ok();
    let _ = desk
        .run(&[
            "drill",
            "guide",
            "support-credentials",
            "-o",
            &folder(&unnamed),
            "--format",
            "md",
        ])
        .ok();
    assert_eq!(names(&own), names(&unnamed));
    for name in names(&own) {
        let bytes = |folder: &Path| std::fs::read(folder.join(&name)).unwrap();
        assert_eq!(bytes(&own), bytes(&unnamed), "{name}");
    }
    let guide = text_of(&own, "1-facilitator-guide.md");
    for wanted in [
        "## What really happened",
        "counts when",
        "look for:",
        "## Schedule",
        "Comes only if",
    ] {
        assert!(guide.contains(wanted), "{wanted}");
    }
}

#[test]
fn what_the_room_is_given_holds_no_word_for_the_facilitator() {
    let desk = Desk::empty();
    for id in ["ransomware-exfiltration", "oauth-token-theft", "lost-laptop"] {
        let folder = desk.beside(id);
        let made = desk
            .run(&[
                "drill",
                "guide",
                id,
                "--seed",
                "7",
                "-o",
                folder.to_str().unwrap(),
                "--format",
                "md",
                "--json",
            ])
            .json();
        let (scenario, _) = firebell::drill::scenario_files::sources::scenario(id, None, 7).unwrap();
        let given: Vec<String> = names(&folder)
            .into_iter()
            .filter(|name| !name.starts_with("1-facilitator"))
            .collect();
        assert_eq!(made["files"].as_array().unwrap().len(), given.len() + 1);
        for name in given.iter().filter(|name| !name.ends_with(".png")) {
            let text = text_of(&folder, name);
            for inject in &scenario.injects {
                for secret in inject.expect.iter().flat_map(|e| e.hint.iter().chain([&e.action])) {
                    assert!(!text.contains(secret.as_str()), "{name}: {secret}");
                }
            }
            assert!(!text.contains(scenario.truth.trim()), "{name}");
        }
        let cards = given.iter().filter(|name| name.starts_with("card-")).count();
        assert_eq!(cards, scenario.injects.len());
        for mail in given.iter().filter(|name| name.ends_with(".eml")) {
            let text = text_of(&folder, mail);
            assert!(text.starts_with("From: ") && text.contains("\r\nSubject: "), "{text}");
            assert!(text.contains("EXERCISE"), "{text}");
        }
    }
}

#[test]
fn papers_are_printed_and_never_replace_others_unasked() {
    let desk = Desk::empty();
    let folder = desk.beside("papers");
    let to = folder.to_str().unwrap();
    let _ = desk.run(&["drill", "guide", "lost-laptop", "-o", to]).ok();
    let guide = std::fs::read(folder.join("1-facilitator-guide.pdf")).unwrap();
    assert!(guide.starts_with(b"%PDF-"));
    let again = desk.run(&["drill", "guide", "lost-laptop", "-o", to]).fails(4);
    assert!(again.contains("--force"), "{again}");
    let _ = desk.run(&["drill", "guide", "lost-laptop", "-o", to, "--force"]).ok();
}

/// The size of a file that is handed out, and whether it is what it says: PNG, few colors, marked as an exercise.
fn is_small_marked_png(bytes: &[u8]) -> bool {
    let marked = bytes.windows(8).any(|part| part == b"EXERCISE");
    // Byte 25 of a PNG is its kind of color; 3 is a palette.
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes[25] == 3 && marked && bytes.len() < 10_000
}

#[test]
fn every_screenshot_belongs_to_a_scenario_and_says_that_it_is_an_exercise() {
    let scenarios = firebell::drill::scenario_files::sources::all(None).unwrap();
    for name in firebell::drill::scenario_files::shipped::pictures() {
        let picture = firebell::drill::scenario_files::shipped::picture(name).unwrap();
        assert!(is_small_marked_png(picture.bytes), "{name}");
        let named = format!("picture = \"{name}\"");
        assert!(scenarios.iter().any(|file| file.text.contains(&named)), "{name}");
    }
}

#[test]
fn what_the_room_was_given_is_handed_out_while_it_runs_and_can_be_evidence() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "open-bucket"]).ok();
    let folder = desk.beside("handed");
    let to = folder.to_str().unwrap();
    let hand_out = || desk.run(&["drill", "status", "--hand-out", to, "--json"]).json();
    // Before it begins the room was given nothing.
    assert_eq!(hand_out()["files"], serde_json::json!([]));
    let _ = desk.run(&["drill", "go"]).ok();
    let files = hand_out()["files"].clone();
    assert_eq!(
        files,
        serde_json::json!(["EXERCISE-handout-b01.eml", "EXERCISE-handout-b01-listing.png"])
    );
    let picture = folder.join("EXERCISE-handout-b01-listing.png");
    assert!(is_small_marked_png(&std::fs::read(&picture).unwrap()));
    // What somebody wrote on a paper stays as it is.
    let mail = folder.join("EXERCISE-handout-b01.eml");
    std::fs::write(&mail, "noted by hand").unwrap();
    let said = desk.run(&["drill", "status", "--hand-out", to]).ok();
    assert!(
        said.contains("0 files written") && said.contains("2 files there already"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&mail).unwrap(), "noted by hand");
    let code = desk.run(&["drill", "status", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = picture.to_str().unwrap();
    let _ = desk
        .run(&["incident", "evidence", &code, path, "--custodian", "security"])
        .ok();
    let history = desk.run(&["incident", "history", &code]).ok();
    assert!(history.contains("EXERCISE-handout-b01-listing.png"), "{history}");
}

#[test]
fn a_picture_that_nobody_has_is_named_with_its_place() {
    let desk = Desk::empty();
    let text = std::fs::read_to_string(project("playbooks/tabletop/open-bucket.toml")).unwrap();
    let path = desk.beside("own.toml");
    std::fs::write(&path, text.replace("\"bucket-listing\"", "\"bucket-listin\"")).unwrap();
    let linted = desk.run(&["drill", "lint", path.to_str().unwrap()]);
    assert_eq!(linted.code, 1, "{}", linted.err);
    let said = linted.out;
    assert!(
        said.contains("unknown picture `bucket-listin`") && said.contains("bucket-listing"),
        "{said}"
    );
}
