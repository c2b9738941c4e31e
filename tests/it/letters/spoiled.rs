//! Letters spoiled in one place are found by the right finding; good letters in other words do not fail.

use firebell::core::letter_recipient::LetterRecipient;
use std::collections::BTreeMap;

use firebell::app::letters::recorded::{Around, known};
use firebell::core::event::LetterVariant;
use firebell::letter::check::compared;
use serde::Deserialize;

use firebell::app::letters::context::words_in;
use firebell::app::letters::ordinary_words;

use super::*;

const RECORDS: &str = include_str!("../../data/letters/records.toml");
const GOOD: [&str; 5] = [
    include_str!("../../data/letters/good-us.toml"),
    include_str!("../../data/letters/good-eu.toml"),
    include_str!("../../data/letters/good-us-more.toml"),
    include_str!("../../data/letters/good-eu-more.toml"),
    include_str!("../../data/letters/good-more-kinds.toml"),
];
const SPOILED: [&str; 3] = [
    include_str!("../../data/letters/spoiled-us.toml"),
    include_str!("../../data/letters/spoiled-eu.toml"),
    include_str!("../../data/letters/spoiled-more-kinds.toml"),
];

#[derive(Deserialize)]
struct Story {
    facts: BTreeMap<String, toml::Value>,
    profile: BTreeMap<String, toml::Value>,
    risk: Option<String>,
    zone: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Letters {
    pub(super) letter: Vec<Good>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Good {
    pub(super) id: String,
    record: String,
    recipient: String,
    regime: String,
    place: String,
    template: String,
    #[serde(default = "english")]
    language: String,
    /// The law it is sent under, where a statute is cited.
    #[serde(default)]
    statute: String,
    pub(super) text: String,
}

fn english() -> String {
    "en".to_owned()
}

#[derive(Deserialize)]
struct Changes {
    spoiled: Vec<Spoiled>,
}

/// One change to a good letter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoiled {
    letter: String,
    what: String,
    from: String,
    to: String,
    /// Ids of findings, one of which must come of it.
    finds: Vec<String>,
    /// Facts that are recorded otherwise or with less certainty.
    #[serde(default)]
    suspected: Vec<String>,
}

pub(super) fn good() -> Vec<Good> {
    let files = GOOD.iter().map(|text| toml::from_str::<Letters>(text).unwrap());
    files.flat_map(|file| file.letter).collect()
}

fn literals(table: &BTreeMap<String, toml::Value>) -> Vec<(String, String)> {
    table
        .iter()
        .map(|(key, value)| (key.clone(), value.to_string()))
        .collect()
}

fn recorded(record: &str, suspected: &[String]) -> Loaded {
    let stories: BTreeMap<String, Story> = toml::from_str(RECORDS).unwrap();
    let story = &stories[record];
    let mut found = loaded(&literals(&story.facts), &literals(&story.profile));
    let usual = if record == "eu" {
        "Europe/Dublin"
    } else {
        "America/Chicago"
    };
    let zone = story.zone.as_deref().unwrap_or(usual);
    found.incident.home_zone = firebell::core::time::Zone::named(zone).unwrap();
    for key in suspected {
        let entries = found.incident.facts.get_mut(key).unwrap();
        entries
            .iter_mut()
            .for_each(|entry| entry.certainty = Certainty::Suspected);
    }
    found.incident.decisions.retain(|_| story.risk.is_some());
    for decision in &mut found.incident.decisions {
        if let (Some(risk), "gdpr_risk") = (&story.risk, decision.key.as_str()) {
            decision.what.value = format!("\"{risk}\"");
        }
    }
    found
}

/// What is known of a letter beside its text.
fn subject_of(letter: &Good, suspected: &[String]) -> Subject {
    let loaded = recorded(&letter.record, suspected);
    let contacts = contacts(None).unwrap();
    let words = words_in(&letter.language, letter.place.split('-').next());
    let mut known = known(Around {
        loaded: &loaded,
        own: None,
        all: &[],
        contacts: &contacts,
        words: &words,
        recipient: LetterRecipient::from_code(&letter.recipient),
    });
    known.place = Some(letter.place.clone());
    known.statute = Some(letter.statute.clone()).filter(|statute| !statute.is_empty());
    let elements = loaded.incident.current("data.elements");
    let codes = elements
        .first()
        .map(|entry| entry.value.as_ref().unwrap().codes().unwrap().to_vec());
    Subject {
        template: letter.template.clone(),
        variant: variant_of(&letter.template),
        recipient: LetterRecipient::from_code(&letter.recipient),
        regimes: vec![letter.regime.clone()],
        language: letter.language.clone(),
        element_words: codes
            .iter()
            .flatten()
            .filter_map(|code| words.elements.get(code).cloned())
            .collect(),
        elements: codes,
        known: Some(known),
        ..Subject::default()
    }
}

/// To whom a template writes.
fn variant_of(id: &str) -> Option<LetterVariant> {
    static ALL: LazyLock<Vec<Template>> = LazyLock::new(|| templates(None).unwrap());
    ALL.iter()
        .find(|template| template.id == id)
        .map(|template| template.variant)
}

pub(super) fn findings(letter: &Good, text: &str, suspected: &[String]) -> Vec<Finding> {
    let rules = rules(None).unwrap();
    check(&rules, &subject_of(letter, suspected), &markdown::parse(text))
}

/// As [`findings`], with the letter as it was drafted: then sentences that were changed are told from others.
pub(super) fn findings_beside_the_draft(letter: &Good, text: &str) -> Vec<Finding> {
    let rules = rules(None).unwrap();
    let mut subject = subject_of(letter, &[]);
    let known = subject.known.as_mut().unwrap();
    known.drafted = markdown::parse(&letter.text);
    known.ordinary = ordinary_words(&letter.language);
    check(&rules, &subject, &markdown::parse(text))
}

#[test]
fn good_letters_in_other_words_do_not_fail() {
    let letters = good();
    assert!(letters.len() >= 40, "{}", letters.len());
    let mut wrong = Vec::new();
    for letter in &letters {
        for finding in findings(letter, &letter.text, &[])
            .iter()
            .filter(|finding| finding.fails())
        {
            wrong.push(format!("{}: {finding}", letter.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spoiled_letters_are_found_by_the_right_finding() {
    let letters = good();
    let files = SPOILED.iter().map(|text| toml::from_str::<Changes>(text).unwrap());
    let changes: Vec<Spoiled> = files.flat_map(|file| file.spoiled).collect();
    let mut missed = Vec::new();
    for change in &changes {
        let letter = letters.iter().find(|letter| letter.id == change.letter).unwrap();
        let text = match change.from.as_str() {
            "" => change.to.clone(),
            from => {
                assert!(letter.text.contains(from), "{}: {from}", change.what);
                letter.text.replacen(from, &change.to, 1)
            }
        };
        let found = findings(letter, &text, &change.suspected);
        // What the good letter has as well is not found by the change.
        let before = findings(letter, &letter.text, &[]);
        let right = |finding: &Finding| {
            // Of Massachusetts, a person is asked where the check cannot tell.
            let asked = finding.rule == "massachusetts";
            let weighty = finding.weight != firebell::letter::check::Weight::Reminds || asked;
            weighty && change.finds.contains(&finding.rule) && !before.contains(finding)
        };
        if !found.iter().any(right) {
            let rules: Vec<String> = found.iter().map(ToString::to_string).collect();
            missed.push(format!("{}: {}: {}", change.letter, change.what, rules.join("; ")));
        }
    }
    let found = changes.len() - missed.len();
    assert!(changes.len() >= 200, "{}", changes.len());
    assert!(
        found * 100 >= changes.len() * 95,
        "{found} of {}:\n{}",
        changes.len(),
        missed.join("\n")
    );
}

#[test]
fn what_was_compared_can_be_read() {
    let letters = good();
    let letter = letters.iter().find(|letter| letter.id == "art33").unwrap();
    let all = compared(&subject_of(letter, &[]), &markdown::parse(&letter.text));
    let lines: Vec<String> = all.iter().map(ToString::to_string).collect();
    let has = |words: &str| {
        assert!(
            lines.iter().any(|line| line.contains(words)),
            "{words}\n{}",
            lines.join("\n")
        );
    };
    has("“25 November 2026” = awareness, event");
    has("= people in DE, event");
    has("= the decision on the risk to people, event");
}
