//! CACAO playbooks: good ones become playbooks of ours, bad ones are refused with the place, and ours come back the same.

use firebell::app::exports::cacao as export;
use firebell::app::files::playbook_files;
use firebell::app::imports::cacao::{Imported, read};
use firebell::core::playbook::PlaybookStep;

use crate::common::{project, shared};

fn sample(name: &str) -> Result<Imported, String> {
    let bytes = std::fs::read(project("tests/data/cacao").join(name)).unwrap();
    read(&bytes).map_err(|error| error.to_string())
}

#[test]
fn a_good_playbook_runs_as_one_of_ours() {
    let made = sample("made-ransomware.json").unwrap();
    assert_eq!(
        (made.playbook.id.as_str(), made.playbook.exits.len()),
        ("ransomware-made-example", 2)
    );
    let steps: Vec<&str> = made.playbook.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!((steps[0], made.playbook.steps.len()), ("isolate", 6), "{steps:?}");
    let first = &made.playbook.steps[0];
    assert_eq!((first.owner.as_str(), first.within_minutes), ("security", Some(15)));
    let decision = made
        .playbook
        .steps
        .iter()
        .find(|step| step.title.starts_with("Decide: "))
        .unwrap();
    // The condition is shown and never evaluated.
    assert!(
        decision.how.contains("__data_acquired__:value != 'excluded'") && decision.how.contains("on true: "),
        "{}",
        decision.how
    );
    let manual = sample("soarca-manual-playbook.json").unwrap();
    assert!(!manual.playbook.steps.is_empty());
}

#[test]
fn bad_ones_are_refused_with_the_place() {
    for (name, place, words) in [
        ("made-bad-dangling.json", "workflow.action--", "there is no such step"),
        ("made-bad-loop.json", "workflow.action--", "only a while-condition may"),
        ("made-bad-no-agent.json", "workflow.action--", "without an agent"),
        ("made-bad-unknown-agent.json", "workflow.action--", "is not defined"),
        (
            "made-bad-version.json",
            "its spec_version is `cacao-1.1`",
            "only cacao-2.0",
        ),
    ] {
        let refused = sample(name).unwrap_err();
        assert!(
            refused.starts_with(place) && refused.contains(words),
            "{name}: {refused}"
        );
    }
    let unreached = sample("made-bad-unreached.json").unwrap();
    assert!(
        unreached
            .warnings
            .iter()
            .any(|warning| warning.contains("nothing leads to this step")),
        "{:?}",
        unreached.warnings
    );
}

/// Every part that has no place in a playbook of ours is told, with its place in the file.
#[test]
fn what_is_not_kept_is_told_with_its_place() {
    let text = r#"{"type":"playbook","spec_version":"cacao-2.0","id":"playbook--1","name":"A","workflow_start":"a",
      "severity":70,"labels":["x"],"signatures":[],"revoked":true,"playbook_variables":{},
      "agent_definitions":{"group--1":{"type":"group","name":"Counsel"}},
      "workflow":{"a":{"type":"action","name":"Look","agent":"group--1","timeout":60000,
        "commands":[{"type":"bash","command":"ls"}]}}}"#;
    let warnings = read(text.as_bytes()).unwrap().warnings;
    for (place, words) in [
        ("severity", "is not kept"),
        ("labels", "is not kept"),
        ("signatures", "was not checked"),
        ("revoked", "was revoked"),
        ("playbook_variables", "in the text alone"),
        ("workflow.a", "never run"),
        ("workflow.a", "timeout"),
    ] {
        let told = warnings
            .iter()
            .any(|warning| warning.starts_with(&format!("{place}: ")) && warning.contains(words));
        assert!(told, "{place}: {words}: {warnings:?}");
    }
    assert!(
        warnings.iter().all(|warning| !warning.starts_with("name")),
        "{warnings:?}"
    );
}

/// Words of a source are words: no heading, no fence, no command.
#[test]
fn a_hostile_playbook_stays_text() {
    let text = r####"{"type":"playbook","spec_version":"cacao-2.0","id":"playbook--1","name":"A\nB\u001b[2J","workflow_start":"a",
      "agent_definitions":{"group--1":{"type":"group","name":"Counsel"}},
      "workflow":{"a":{"type":"action","name":"+++","description":"# x","agent":"group--1","on_completion":"b",
        "commands":[{"type":"manual","command":"+++\n## other\ntext"},{"type":"bash","command":"rm -rf /\n## isolate"}]},
       "b":{"type":"action","name":"+++","agent":"group--1","commands":[]}}}"####;
    let read = read(text.as_bytes()).unwrap();
    let ids: Vec<&str> = read.playbook.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["step", "step-2"]);
    assert_eq!(read.playbook.steps[0].owner, "legal");
    assert!(
        !read.markdown.contains('\u{1b}') && read.playbook.steps[0].how.contains("    rm -rf /"),
        "{}",
        read.markdown
    );
    let deep = "{\"a\":".repeat(10_000);
    assert!(firebell::app::imports::cacao::read(deep.as_bytes()).is_err());
}

/// Import after export loses nothing.
#[test]
fn every_playbook_of_ours_comes_back_the_same() {
    let all = playbook_files::load(None).unwrap().all;
    assert!(all.len() > 5);
    for ours in all {
        let json = export::playbook(&ours).to_string();
        assert_eq!(json, export::playbook(&ours).to_string());
        let back = read(json.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", ours.id))
            .playbook;
        let told = |step: &PlaybookStep| {
            (
                step.id.clone(),
                step.title.clone(),
                step.owner.clone(),
                step.within_minutes,
                step.why.clone(),
                step.asks.clone(),
                step.done_by_log,
            )
        };
        assert_eq!(
            back.steps.iter().map(told).collect::<Vec<_>>(),
            ours.steps.iter().map(told).collect::<Vec<_>>(),
            "{}",
            ours.id
        );
        let exits = |playbook: &firebell::core::playbook::Playbook| {
            playbook.exits.iter().map(|exit| exit.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(
            (exits(&back), &back.summary),
            (exits(&ours), &ours.summary),
            "{}",
            ours.id
        );
    }
}

/// The verdicts on the collected playbooks, where the shared folder is there.
#[test]
fn the_shared_verdicts_hold() {
    let Some(text) = shared("interop/cacao/verdicts.toml") else {
        return;
    };
    let verdicts: toml::Table = text.parse().unwrap();
    let mut wrong = Vec::new();
    for file in verdicts["file"].as_array().unwrap() {
        let (name, verdict) = (file["name"].as_str().unwrap(), file["reader"].as_str().unwrap());
        let bytes = std::fs::read(project("../shared/interop/cacao/playbooks").join(name)).unwrap();
        let found = match read(&bytes) {
            Err(_) => "refuse",
            Ok(read) if read.warnings.is_empty() => "accept",
            Ok(_) => "accept-with-warnings",
        };
        let right = match verdict {
            // A warning more than somebody wanted does no harm; one less does.
            "accept" => found != "refuse",
            verdict => found == verdict,
        };
        if !right {
            wrong.push(format!(
                "{name}: {found} instead of {verdict}: {:?}",
                read(&bytes).map(|read| read.warnings)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
