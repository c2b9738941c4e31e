//! Scenarios from building blocks: whatever the seed and the wishes, they pass the lint, and their scripts score as they
//! should.

use firebell::drill::compose::{Wish, compose};

use super::number;
use crate::common::record::Desk;
use crate::common::rules;

#[test]
fn whatever_the_seed_a_composed_scenario_is_whole_and_scores_as_it_should() {
    let desk = Desk::empty();
    let mut seen = std::collections::BTreeSet::new();
    for seed in 1..=24 {
        let file = desk.beside(&format!("{seed}.toml"));
        let path = file.to_str().unwrap().to_owned();
        let made = desk
            .run(&[
                "drill",
                "compose",
                "-o",
                &path,
                "--seed",
                &seed.to_string(),
                "--scripts",
                "--json",
            ])
            .json();
        seen.insert(made["chosen"][0].as_str().unwrap().to_owned());
        let linted = desk.run(&["drill", "lint", &path]).ok();
        assert!(linted.contains("0 problems"), "{seed}: {linted}");
        let play = |how: &str| {
            let script = desk.beside(&format!("{seed}.{how}.toml"));
            desk.run(&["drill", "run", &path, "--script", script.to_str().unwrap(), "--json"])
                .json()
        };
        let (well, badly) = (play("well"), play("badly"));
        assert_eq!(
            number(&well["score"]["share"]),
            100,
            "{seed}: {made}\n{}",
            well["score"]
        );
        assert!(number(&badly["score"]["share"]) <= 10, "{seed}: {}", badly["score"]);
        for clock in well["clocks"].as_array().unwrap() {
            assert_eq!(clock["verdict"], "right", "{seed}: {clock}");
        }
        assert!(!well["clocks"].as_array().unwrap().is_empty(), "{seed} has no deadline");
    }
    assert!(seen.len() >= 4, "{seen:?}");
}

#[test]
fn the_same_seed_makes_the_same_scenario_and_a_wish_is_kept() {
    let wish = Wish {
        cause: Some("insider".to_owned()),
        data: Some("health".to_owned()),
        places: vec!["US-TX".to_owned(), "US-CA".to_owned()],
        minutes: Some(60),
        difficulty: Some(5),
        seed: 7,
    };
    let made = compose(&wish, rules()).unwrap();
    assert_eq!(made, compose(&wish, rules()).unwrap());
    for words in [
        "minutes = 60",
        "difficulty = 5",
        "\"affected.US-TX\"",
        "insider/time-the-cut",
        "us-tx/",
    ] {
        assert!(made.text.contains(words), "{words}");
    }
    let other = compose(&Wish { seed: 8, ..wish }, rules()).unwrap();
    assert_ne!(made.text, other.text);
}

#[test]
fn every_wish_that_cannot_be_met_is_named() {
    let wish = Wish {
        cause: Some("meteor".to_owned()),
        data: Some("gossip".to_owned()),
        places: ["Mars", "XX", "us-tx", "US", "US-TX", "US"].map(str::to_owned).into(),
        minutes: Some(5),
        difficulty: Some(9),
        seed: 1,
    };
    let problems = compose(&wish, rules()).unwrap_err().join("\n");
    for words in [
        "unknown cause `meteor`",
        "unknown kind of data `gossip`",
        "`Mars` is not a place",
        "`XX` is not a place",
        "`us-tx` is not a place (did you mean `US-TX`?)",
        "`US` is asked for twice",
        "`US-TX` is a part of `US`",
        "30 to 180",
        "1 to 5",
    ] {
        assert!(problems.contains(words), "{words} in {problems}");
    }
}
