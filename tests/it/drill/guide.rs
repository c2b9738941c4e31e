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
        assert_eq!(text_of(&own, &name), text_of(&unnamed, &name), "{name}");
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
        let (scenario, _) = firebell::drill::files::scenario(id, None, 7).unwrap();
        let given: Vec<String> = names(&folder)
            .into_iter()
            .filter(|name| !name.starts_with("1-facilitator"))
            .collect();
        assert_eq!(made["files"].as_array().unwrap().len(), given.len() + 1);
        for name in &given {
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
