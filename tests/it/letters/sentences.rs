//! Sentences that nobody had looked at when the rules' words were written: what a rule demands, and what the record holds.

use firebell::letter::check::Test;
use serde::Deserialize;

use super::rules::{findings_of, subject};
use super::spoiled::{Good, findings_beside_the_draft};
use super::*;

const SAYINGS: &str = include_str!("../../data/letters/sayings.toml");
const FACTS: &str = include_str!("../../data/letters/facts.toml");

#[derive(Deserialize)]
struct Sayings {
    say: Vec<Say>,
}

/// Sentences that fulfil a test of a rule, and some that do not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Say {
    rule: String,
    /// The index of the test, or the label of its row.
    test: String,
    language: String,
    yes: Vec<String>,
    no: Vec<String>,
}

impl Say {
    fn is_meant(&self, at: usize, test: &Test) -> bool {
        match test {
            Test::Field(row) => row.label.of("en") == self.test,
            _ => self.test == at.to_string(),
        }
    }

    /// The rule with the one test.
    fn alone(&self, rules: &[Rule]) -> Rule {
        let mut rule = rules.iter().find(|rule| rule.id == self.rule).unwrap().clone();
        let tests = rule.tests.into_iter().enumerate();
        rule.tests = tests
            .filter(|(at, test)| self.is_meant(*at, test))
            .map(|(_, test)| test)
            .collect();
        assert_eq!(rule.tests.len(), 1, "{} {}", self.rule, self.test);
        rule
    }
}

#[test]
fn what_a_rule_demands_is_found_in_other_words_and_not_in_near_ones() {
    let sayings: Sayings = toml::from_str(SAYINGS).unwrap();
    let rules = rules(None).unwrap();
    let (mut said, mut yes, mut wrongly, mut no) = (0, 0, 0, 0);
    for say in &sayings.say {
        let rule = say.alone(&rules);
        let regime = rule.regimes[0].trim_end_matches('*');
        let mut subject = subject(regime, rule.recipients[0], &say.language);
        subject.late = rule.late;
        subject.template = rule.templates.first().cloned().unwrap_or_default();
        let holds = |sentence: &&String| findings_of(&rule, &subject, sentence).is_empty();
        yes += say.yes.len();
        no += say.no.len();
        said += say.yes.iter().filter(holds).count();
        wrongly += say.no.iter().filter(holds).count();
    }
    assert!(yes > 1_600 && no > 400, "{yes} {no}");
    println!("{said} of {yes}; {wrongly} of {no}");
    assert!(said * 100 >= yes * 75, "{said} of {yes}");
    assert!(wrongly * 100 <= no * 20, "{wrongly} of {no}");
}

#[derive(Deserialize)]
struct Facts {
    fact: Vec<Told>,
}

/// Sentences about one fact of a record.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    record: String,
    lang: String,
    audience: String,
    about: String,
    good: Vec<String>,
    bad: Vec<String>,
    free: Vec<String>,
}

#[derive(Deserialize)]
struct One {
    letter: Vec<Good>,
}

/// Words of findings that say what a letter of one sentence lacks.
const LACKING: [&str; 5] = ["not named", "does not name", "is missing", "nothing", "leaves out"];

impl Told {
    /// What the check finds in a sentence, beside what it finds in a letter that says nothing.
    fn found(&self, sentence: &str) -> Vec<Finding> {
        let nothing = self.all_found("OK.");
        let lacking = |finding: &Finding| LACKING.iter().any(|words| finding.found.contains(words));
        let own = self.all_found(sentence).into_iter();
        own.filter(|finding| !nothing.contains(finding) && !lacking(finding))
            .collect()
    }

    fn all_found(&self, text: &str) -> Vec<Finding> {
        let (regime, place, template) = match (self.record.as_str(), self.audience.as_str()) {
            ("p_us", "regulator") => ("us-tx", "US-TX", "us/regulator"),
            ("p_us", "market") => ("us-sec-8k", "US", "us/sec-8k"),
            ("p_us", _) => ("us-tx", "US-TX", "us/individuals"),
            (_, "regulator") => ("eu-gdpr", "EU", "eu/art33-initial"),
            (_, _) => ("eu-gdpr", "EU", "eu/art34"),
        };
        let (record, audience, lang) = (&self.record, &self.audience, &self.lang);
        let file = format!(
            "[[letter]]\nid = \"x\"\nrecord = {record:?}\nrecipient = {audience:?}\nregime = {regime:?}\n\
             place = {place:?}\ntemplate = {template:?}\nlanguage = {lang:?}\ntext = '''\n{text}\n'''\n"
        );
        let one: One = toml::from_str(&file).unwrap();
        let found = findings_beside_the_draft(&one.letter[0], &one.letter[0].text);
        let compared = |finding: &Finding| {
            let stands = ["no-evidence", "admission", "promise"].contains(&finding.rule.as_str());
            finding.rule.starts_with("record-") || stands
        };
        found.into_iter().filter(compared).collect()
    }
}

#[test]
fn sentences_that_tell_facts_fail_where_they_are_false_and_hardly_where_they_are_true() {
    let facts: Facts = toml::from_str(FACTS).unwrap();
    let (mut wrongly, mut found, mut bad) = (Vec::new(), 0, 0);
    for told in &facts.fact {
        for sentence in told.good.iter().chain(&told.free) {
            let fails = told.found(sentence).into_iter().find(Finding::fails);
            wrongly.extend(fails.map(|finding| format!("{}: {sentence}: {finding}", told.about)));
        }
        bad += told.bad.len();
        found += told
            .bad
            .iter()
            .filter(|sentence| !told.found(sentence).is_empty())
            .count();
    }
    println!("{found} of {bad}; {} wrongly", wrongly.len());
    assert!(wrongly.len() <= 20, "{}", wrongly.join("\n"));
    assert!(found * 100 >= bad * 75, "{found} of {bad}");
}
