//! A law that is also known by another id is the same law in everything a facts file says about it.

use std::collections::BTreeSet;

use firebell::core::facts::{self, Facts};
use firebell::core::law::load::{LawText, load};
use firebell::core::law::rulebook::Regime;
use firebell::core::obligation::assess;
use firebell::core::toml_text::reader::Problem;
use firebell::core::tri::Tri;

use crate::common::{at, facts, rules, story};

const CASE: &str = "[incident]\ntitle = \"t\"\nhome_zone = \"Europe/Isle_of_Man\"\n[milestones]\n\
                    awareness = \"2026-11-01T10:00:00Z\"\n";

/// A breach that the Isle of Man's authority must be told of.
const KNOWN: &str = "[organisation]\ncountry = \"IM\"\neu_main_establishment = \"none\"\nrole = \"controller\"\nprofile = []\n\
                     [data]\nelements = [\"any_personal_data\"]\nencrypted = false\nmedium = \"electronic\"\n\
                     [breach]\ntypes = [\"confidentiality\"]\n[affected]\nIM = 5\n[decisions]\ngdpr_risk = \"high\"\n";

/// The regimes with another id, each with that one.
fn doubles() -> Vec<(&'static Regime, &'static str)> {
    let regimes = rules().regimes.iter();
    let found = regimes.flat_map(|regime| regime.aliases.iter().map(move |alias| (regime, alias.as_str())));
    let found: Vec<_> = found.collect();
    assert!(found.len() >= 4, "{found:?}");
    found
}

fn read(more: &str) -> Facts {
    facts(&format!("{CASE}{more}"))
}

fn refused(more: &str) -> Vec<Problem> {
    facts::read::file("facts.toml", &format!("{CASE}{more}"), rules()).unwrap_err()
}

#[test]
fn what_is_said_of_an_alias_is_said_of_the_law() {
    for (regime, alias) in doubles() {
        let id = regime.id.as_str();
        let name = regime.current().obligations[0].id.as_str();
        let facts = read(&format!(
            "[decisions]\nno_harm = [\"{alias}\"]\nharm_for = {{ {alias} = \"unlikely\" }}\nrelies_on = {{ {alias} = \"gdpr\" }}\n\
             law_enforcement_hold = {{ authority = \"the police\", regimes = [\"{alias}\"] }}\n\
             [answers]\n\"ordered:{alias}/{name}\" = true\n\
             [filed]\n\"{alias}/{name}\" = \"2026-11-02T10:00:00Z\"\n"
        ));
        let decisions = &facts.decisions;
        assert_eq!(decisions.no_harm, BTreeSet::from([id.to_owned()]));
        assert_eq!(decisions.for_regime[id], "unlikely");
        assert_eq!(decisions.relies_on[id], "gdpr");
        assert_eq!(decisions.hold.as_ref().unwrap().regimes, [id]);
        assert!(facts.answers[&format!("ordered:{id}/{name}")], "{alias}");
        assert_eq!(facts.filed[&format!("{id}/{name}")], at("2026-11-02T10:00:00Z"));
    }
}

#[test]
fn a_filing_under_an_alias_is_no_longer_overdue() {
    let overdue = |facts: &Facts| {
        let now = story("2026-11-24T00:00:00Z");
        let assessment = assess(facts, rules(), now);
        let outcome = assessment.outcomes.iter().find(|o| o.key == *"im/regulator").unwrap();
        outcome.overdue(now)
    };
    assert!(overdue(&read(KNOWN)));
    let filed = format!("{KNOWN}[filed]\n\"im-gdpr/regulator\" = \"2026-11-02T10:00:00Z\"\n");
    assert!(!overdue(&read(&filed)));
}

#[test]
fn a_law_that_is_named_twice_is_a_problem_of_the_file() {
    let [at, other] = ["2026-11-02T10:00:00Z", "2026-11-03T10:00:00Z"];
    for (said, key) in [
        (
            "[decisions]\nharm_for = { im-gdpr = \"unlikely\", im = \"high\" }".to_owned(),
            "im",
        ),
        (
            "[decisions]\nrelies_on = { im = \"gdpr\", im-gdpr = \"gdpr\" }".to_owned(),
            "im",
        ),
        (
            "[answers]\n\"ordered:im/regulator\" = true\n\"ordered:im-gdpr/regulator\" = false".to_owned(),
            "ordered:im/regulator",
        ),
        (
            format!("[filed]\n\"im/regulator\" = \"{at}\"\n\"im-gdpr/regulator\" = \"{other}\""),
            "im/regulator",
        ),
    ] {
        let problems = refused(&said);
        assert_eq!(problems.len(), 1, "{said}: {problems:?}");
        let told = &problems[0].message;
        assert_eq!(*told, format!("`{key}` is given twice, under two of its names"));
    }
    // What was recorded under both names before this was noticed still reads; the law's own id rules.
    let text = format!("{CASE}[decisions]\nharm_for = {{ im-gdpr = \"unlikely\", im = \"high\" }}");
    let facts = facts::read::stored("facts.toml", &text, rules()).unwrap();
    assert_eq!(facts.decisions.for_regime["im"], "high");
}

/// A contract that refers to the Isle of Man's law by its other id.
const CONTRACT: &str = r#"
[[regime]]
id = "acme-contract"
jurisdiction = "IM"
name = "Acme contract"
kind = "contract"
law = "Acme contract"
citation = "clause 9"
status = "law"
applies_to = "the supplier"
time_zone = "Europe/Isle_of_Man"
confidence = "high"
reviewed_on = "2026-11-28"
sources = ["https://example.org"]
note = "none"

[regime.reach]
place = ["IM"]

[regime.harm]
test = "none"
words = "none"

[[regime.obligation]]
id = "copy"
recipient = "contract_party"
channel = "email"
role = "owner"
max = 24
unit = "hours"
from = "report_to_regulator"
filed = "im-gdpr/regulator"
counting = "elapsed"
when = [{ follows = "im-gdpr/regulator" }]
cite = "clause 9.2"
"#;

#[test]
fn a_law_refers_to_another_one_by_any_of_its_ids() {
    let mut files = firebell::app::law::files::built_in();
    files.push(LawText {
        path: "own/acme.toml".to_owned(),
        name: "acme.toml".to_owned(),
        text: CONTRACT.into(),
        overlay: true,
    });
    let loaded = load(&files);
    assert_eq!(loaded.problems, []);
    let text = format!("{CASE}{KNOWN}[filed]\n\"im/regulator\" = \"2026-11-02T10:00:00Z\"\n");
    let facts = facts::read::file("facts.toml", &text, &loaded.rules).unwrap();
    let assessment = assess(&facts, &loaded.rules, story("2026-11-24T00:00:00Z"));
    let outcome = assessment
        .outcomes
        .iter()
        .find(|o| o.key == *"acme-contract/copy")
        .unwrap();
    assert_eq!(outcome.verdict, Tri::Yes);
    assert_eq!(outcome.deadline.as_ref().unwrap().strict, at("2026-11-03T10:00:00Z"));
}
