//! The table of facts: every key can be typed, recorded and read, and whatever names a key finds its row.

use std::collections::BTreeSet;

use firebell::core::facts::kind::{Kind, Vocabulary};
use firebell::core::facts::picture::Picture;
use firebell::core::facts::table::{self, Asked, Fact, RecordedAs};
use firebell::core::facts::typed::{fact_key, fact_value};
use firebell::core::facts::value::Value;
use firebell::core::facts::{FactValue, Facts, read};
use firebell::core::obligation::{assess, question_for};
use firebell::core::time::{StoryTime, Zone};
use proptest::prelude::*;

use crate::common::{at, rules, story};

fn zone() -> Zone {
    Zone::named("America/Chicago").unwrap()
}

fn typed(key: &str, text: &str) -> FactValue {
    let now = StoryTime::named(at("2026-03-10T15:00:00Z"));
    fact_value(key, text, &zone(), now).unwrap_or_else(|error| panic!("{key} {text}: {error:?}"))
}

/// A key that a row stands for, and values of every form that may be typed for it.
fn samples(fact: &Fact) -> (String, Vec<String>) {
    let rest = match fact.key {
        "milestones.*" => "confirmation",
        "affected.*" => "US-TX",
        "answers.ordered:*" => "us-ma/individuals",
        "answers.*" => "nis2_significant",
        "data.marks.*" => "minors",
        _ => "x",
    };
    let key = fact.key.replace('*', rest);
    let codes: Vec<String> = fact
        .kind
        .meanings()
        .iter()
        .map(|(code, _)| (*code).to_owned())
        .collect();
    let values = match fact.kind {
        Kind::Flag(_) => vec!["yes".to_owned(), "no".to_owned()],
        Kind::Number(_) => vec!["0".to_owned(), "40".to_owned()],
        Kind::Text(_) => vec!["A \"quoted\" text, with commas".to_owned(), "two\nlines".to_owned()],
        Kind::Picture => {
            let file = std::fs::read(crate::common::project("tests/data/logo/harbour.png")).unwrap();
            vec![Picture::of(file).unwrap().data_uri()]
        }
        Kind::Place(_) => vec!["US".to_owned(), "DE-BY".to_owned()],
        Kind::PlaceOrNone(_) => vec!["IE".to_owned(), "none".to_owned()],
        Kind::One(_) => codes,
        Kind::Many(_) | Kind::OneOrMany(_) => {
            let all = codes.join(",");
            [codes, vec![all]].concat()
        }
        Kind::Words(Vocabulary::Customers, _) => vec!["other".to_owned(), "none".to_owned()],
        Kind::Words(..) if codes.is_empty() => vec!["sec_registrant".to_owned(), "none".to_owned()],
        Kind::Words(..) => {
            let all = codes.join(", ");
            [codes, vec![all, "none".to_owned()]].concat()
        }
        Kind::Moment => vec!["2026-03-05 14:00".to_owned(), "-2h".to_owned()],
        Kind::Day => vec!["2026-03-05".to_owned(), "2026-03-05 14:00".to_owned()],
        Kind::Count => vec![
            "600".to_owned(),
            "400-900".to_owned(),
            "400+".to_owned(),
            "0".to_owned(),
        ],
        Kind::Decision => vec!["yes".to_owned(), "risk".to_owned()],
    };
    (key, values)
}

/// The facts of a document that says one thing.
fn document(key: &str, literal: &str) -> Result<Facts, String> {
    let (table, name) = key.split_once('.').unwrap();
    let name = name
        .strip_prefix("marks.")
        .map_or(format!("\"{name}\""), |mark| format!("marks.{mark}"));
    let text = format!("[incident]\ntitle = \"t\"\nhome_zone = \"America/Chicago\"\n[{table}]\n{name} = {literal}\n");
    read::stored("f", &text, rules()).map_err(|problems| format!("{text}{problems:?}"))
}

/// The rows that a facts file may hold.
fn of_the_file() -> impl Iterator<Item = &'static Fact> {
    let tables = firebell::core::facts::write::TABLES;
    table::rows().filter(move |fact| tables.contains(&fact.table()) && fact.recorded == RecordedAs::Fact)
}

#[test]
fn every_key_reads_what_it_writes() {
    let blank = "[incident]\ntitle = \"t\"\nhome_zone = \"America/Chicago\"\n";
    let blank = format!("{:?}", read::file("f", blank, rules()).unwrap());
    for fact in of_the_file() {
        let (key, values) = samples(fact);
        assert_eq!(fact_key(&key).unwrap().key, fact.key);
        for text in values {
            let value = typed(&key, &text);
            assert_ne!(*value.value(), Value::Unreadable, "{key} {text}");
            // What is stored folds into the same value again, and can be typed again.
            assert_eq!(
                FactValue::recorded(&key, value.literal(), Some(&zone())),
                value,
                "{key} {text}"
            );
            // A picture is typed as its file, which is forgotten.
            if value.picture().is_none() {
                assert_eq!(typed(&key, &value.as_typed()).value(), value.value(), "{key} {text}");
            }
            // And the reader of the document finds something known that was not known before.
            let known = document(&key, value.literal()).unwrap_or_else(|why| panic!("{key} {text}: {why}"));
            // That no flag is unknown is what the absent key says too.
            let silent = fact.key == "organisation.profile_unknown" && text == "none";
            assert_eq!(format!("{known:?}") == blank, silent, "{key} {text} says nothing");
        }
    }
}

#[test]
fn absent_is_unknown_whatever_the_key() {
    let blank = read::file("f", "[incident]\ntitle = \"t\"\n", rules()).unwrap();
    let unknown = Facts {
        title: "t".to_owned(),
        ..Facts::default()
    };
    assert_eq!(format!("{blank:?}"), format!("{unknown:?}"));
    assert_eq!(blank.elements, None);
    assert_eq!(blank.organisation.profile, None);
    assert!(blank.others.is_empty());
}

#[test]
fn a_bad_value_names_the_key_what_is_expected_and_a_hint() {
    let now = StoryTime::named(at("2026-03-10T15:00:00Z"));
    for (key, text, wrong, hint) in [
        ("data.medium", "vinyl", "vinyl", "electronic, paper, both"),
        ("data.medium", "elektronic", "elektronic", "did you mean `electronic`?"),
        (
            "data.encrypted",
            "perhaps",
            "true or false",
            "yes only if all of the data was encrypted",
        ),
        ("data.elements", "ssn,pasport", "pasport", "did you mean `passport`?"),
        (
            "breach.types",
            "confidentialty",
            "confidentialty",
            "did you mean `confidentiality`?",
        ),
        ("breach.restored_after_hours", "many", "a whole number", "whole hours"),
        ("organisation.country", "Germany", "Germany", "ISO 3166"),
        ("affected.US-TX", "some", "a number of people", "400-900"),
        ("affected.US-TX", "900-400", "min is greater than max", "smaller number"),
    ] {
        let error = fact_value(key, text, &zone(), now).unwrap_err();
        assert!(error.message.starts_with(key), "{error:?}");
        assert!(error.message.contains(wrong), "{error:?}");
        assert!(error.hint.contains(hint), "{key} {text}: {error:?}");
    }
    let error = fact_value("milestones.discovery", "someday", &zone(), now).unwrap_err();
    assert!(
        error.message.contains("someday") && error.hint.contains("14:00"),
        "{error:?}"
    );
}

#[test]
fn a_key_that_is_none_is_told_what_to_do_instead() {
    for (key, wrong, hint) in [
        ("data.encryptd", "unknown fact", "did you mean `data.encrypted`?"),
        ("decisions.gdpr_risk", "is a decision", "reasons"),
        ("filed.us-tx/regulator", "is a filing", "filing"),
        (
            "organisation.profile.bank",
            "flag of the profile",
            "organisation.profile",
        ),
        ("policy.default", "does not depend on the incident", "profile"),
    ] {
        let error = fact_key(key).unwrap_err();
        assert!(error.message.contains(wrong) && error.hint.contains(hint), "{error:?}");
    }
}

#[test]
fn rows_are_complete_and_no_two_claim_one_key() {
    let mut keys = BTreeSet::new();
    for fact in table::rows() {
        assert!(keys.insert(fact.key), "{} twice", fact.key);
        assert!(!fact.label.is_empty() && !fact.question.is_empty(), "{}", fact.key);
        assert!(!table::help_of(fact).is_empty(), "{}", fact.key);
        assert_eq!(fact.is_open(), fact.question.contains("{}"), "{}", fact.key);
        let known: Vec<&str> = fact.kind.meanings().iter().map(|(code, _)| *code).collect();
        assert!(fact.first.iter().all(|first| known.contains(first)), "{}", fact.key);
        for (synonym, code) in fact.synonyms {
            assert!(!known.contains(synonym), "{synonym} is a code itself");
            assert!(
                code.split(',').all(|code| known.contains(&code)),
                "{}: {code}",
                fact.key
            );
        }
    }
    for asked in Asked::ALL {
        assert!(table::asked(asked).is_some(), "{asked} has no row");
    }
    assert_eq!(
        typed("organisation.role", "both").literal(),
        r#"["controller", "processor"]"#
    );
}

/// Where nothing is known, every law waits for facts: each of them has a row that says so.
#[test]
fn whatever_an_obligation_waits_for_has_a_row_that_feeds_it() {
    let blank = read::file("f", "[incident]\ntitle = \"t\"\n", rules()).unwrap();
    let answer = assess(&blank, rules(), story("2026-03-10T15:00:00Z"));
    assert!(answer.open_facts.len() > 50);
    for open in &answer.open_facts {
        let key = open.fact.to_string();
        let row = table::find(&key).unwrap_or_else(|| panic!("{key} has no row"));
        assert!(!row.feeds.is_empty(), "{key} feeds no obligation by its row");
        let question = question_for(rules(), &key);
        assert!(question.contains('?'), "{key}: {question}");
    }
}

proptest! {
    #[test]
    fn texts_and_numbers_survive_whatever_they_hold(text in "\\PC{0,40}", min in 0_u64..10_000, more in 0_u64..10_000) {
        let value = typed("letter.what_happened", &text);
        prop_assert_eq!(value.value(), &Value::Text(text.trim().to_owned()));
        for written in [format!("{min}"), format!("{min}+"), format!("{min}-{}", min + more)] {
            let value = typed("affected.FR", &written);
            let again = typed("affected.FR", &value.as_typed());
            prop_assert_eq!(again.value(), value.value());
            prop_assert_eq!(value.count().unwrap().min, min);
        }
    }

    #[test]
    fn a_literal_of_an_older_record_is_kept_whatever_it_says(literal in "\\PC{0,30}") {
        for key in ["data.elements", "affected.total", "milestones.discovery", "no.such.key"] {
            let value = FactValue::recorded(key, &literal, None);
            prop_assert_eq!(value.literal(), &literal);
        }
    }
}

/// The manual takes the table in when it is read, inside the program and as a book.
#[test]
fn the_manual_has_every_fact_and_every_code() {
    use firebell::core::facts::reference::{DIRECTIVE, manual_section};
    use firebell::core::law::codes;
    let page = std::fs::read_to_string(crate::common::project("docs/book/src/reference/facts.md")).unwrap();
    assert!(page.lines().any(|line| line == DIRECTIVE));
    let read = firebell::app::manual::topic("facts").unwrap().markdown();
    assert!(read.contains(&manual_section()));
    for key in table::keys() {
        assert!(read.contains(&format!("`{}`", key.replace('*', "…"))), "{key}");
    }
    let lists = [
        codes::ELEMENTS.codes,
        codes::SETS.codes,
        codes::MARKS.codes,
        codes::INCIDENT_KINDS.codes,
        codes::OTHER_LAWS.codes,
    ];
    for code in lists.concat() {
        assert!(read.contains(&format!("| `{code}` | ")), "no meaning given: {code}");
    }
}

/// Whoever helps with a breach is no vendor that had a part in it: a fact of its own, the same to every reader.
#[test]
fn outside_experts_are_recorded_as_names() {
    use firebell::core::facts::story::Told;
    let experts = "Brandt Forensics, Ridgeline Mailing LLC";
    assert_eq!(typed("letter.experts", experts).plain(), experts);
    let row = table::find("letter.experts").unwrap();
    assert!(matches!(row.told, Told::Alike));
}

/// A fact is one row of the table: nothing else had to change for this one, and no rule has to ask for it.
#[test]
fn names_with_the_data_can_be_recorded_before_a_rule_asks_for_them() {
    let known = |literal| document("data.with_names", literal).unwrap().others;
    assert_eq!(known("true").get("data.with_names"), Some(&Value::Flag(true)));
    assert_eq!(known("false").get("data.with_names"), Some(&Value::Flag(false)));
    assert_eq!(typed("data.with_names", "no").literal(), "false");
    assert!(table::keys().any(|key| key == "data.with_names"));
    let wrong = document("data.with_names", "\"perhaps\"").unwrap_err();
    assert!(wrong.contains("expected true or false"), "{wrong}");
}
