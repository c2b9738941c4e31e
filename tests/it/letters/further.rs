//! Sentences that are added to good letters, each with what the check says of it.

use firebell::letter::check::Weight;
use serde::Deserialize;

use super::spoiled::{findings, good};
use super::*;

const FILE: &str = include_str!("../../data/letters/further.toml");

#[derive(Deserialize)]
struct File {
    added: Vec<Added>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    letter: String,
    text: String,
    #[serde(default)]
    finds: String,
    #[serde(default)]
    weight: Option<Weighty>,
    #[serde(default)]
    says: String,
    #[serde(default)]
    not: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Weighty {
    Fails,
    Warns,
}

/// What is wrong with what the check says of an added sentence.
fn wrong(added: &Added, letters: &[spoiled::Good]) -> Option<String> {
    let letter = letters.iter().find(|letter| letter.id == added.letter).unwrap();
    let before = findings(letter, &letter.text, &[]);
    // What follows a signature is read as a part of it.
    let text = match letter.text.split_once("\nSincerely,") {
        Some((body, signed)) => format!("{body}\n{}\n\nSincerely,{signed}", added.text),
        None => format!("{}\n\n{}\n", letter.text.trim_end(), added.text),
    };
    let found = findings(letter, &text, &[]);
    let new: Vec<&Finding> = found.iter().filter(|finding| !before.contains(finding)).collect();
    let right = match added.weight {
        Some(weight) => new.iter().any(|finding| {
            let weighty = match weight {
                Weighty::Fails => Weight::Fails,
                Weighty::Warns => Weight::Warns,
            };
            finding.rule == added.finds && finding.weight == weighty && finding.found.contains(&added.says)
        }),
        None => !new.iter().any(|finding| finding.rule == added.not || finding.fails()),
    };
    // Where a person is asked, nothing fails beside it.
    let only_asked = match added.weight {
        Some(Weighty::Warns) => !new.iter().any(|finding| finding.fails()),
        Some(Weighty::Fails) | None => true,
    };
    let said: Vec<String> = new
        .iter()
        .map(|finding| format!("{:?} {finding}", finding.weight))
        .collect();
    (!right || !only_asked).then(|| format!("{}: {:?}: {}", added.letter, added.text, said.join("; ")))
}

#[test]
fn added_sentences_are_found_as_they_are_meant() {
    let letters = good();
    let file: File = toml::from_str(FILE).unwrap();
    assert!(file.added.len() >= 30);
    let wrong: Vec<String> = file.added.iter().filter_map(|added| wrong(added, &letters)).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        file.added.len(),
        wrong.join("\n")
    );
}
