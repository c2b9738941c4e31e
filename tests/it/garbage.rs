//! Bad files: never a panic, always an error with a place, and every problem at once.

use firebell::core::facts;
use firebell::core::law::load::{LawText, load};
use proptest::prelude::*;

use crate::common::rules;

const GOOD: &str = include_str!("../cases/us-multistate.toml");

#[test]
fn every_problem_is_found_at_once_with_its_place() {
    let text = "[incident]\ntitel = \"x\"\nhome_zone = \"Mars/Olympus\"\n[organisation]\nrole = \"boss\"\nprofile = [\"hipa_covered_entity\"]\n\
                [milestones]\ndiscovery = \"2026-02-30 10:00\"\n[data]\nelements = [\"snn\"]\nencrypted = \"yes\"\n[affected]\n\"US-TX\" = -4\ntexas = 5\n\
                [decisions]\ngdpr_risk = \"huge\"\n[filed]\n\"us-tx/regulater\" = \"2026-03-05T10:00Z\"\n";
    let problems = facts::read::file("f.toml", text, rules()).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let expected = [
        ("f.toml:1:1", "`title` is missing"),
        ("f.toml:2:1", "did you mean `title`"),
        ("f.toml:3:13", "Mars/Olympus"),
        ("f.toml:5:8", "unknown role `boss`"),
        ("f.toml:6:12", "did you mean `hipaa_covered_entity`"),
        ("f.toml:8:13", "not a date and time"),
        ("f.toml:10:13", "did you mean `ssn`"),
        ("f.toml:11:13", "expected true or false"),
        ("f.toml:13:11", "not a valid count"),
        ("f.toml:14:1", "not a place"),
        ("f.toml:16:13", "unknown value of this decision `huge`"),
        ("f.toml:18:1", "did you mean `us-tx/regulator`"),
    ];
    for (place, words) in expected {
        assert!(
            lines.iter().any(|l| l.starts_with(place) && l.contains(words)),
            "{place} {words} not in {lines:#?}"
        );
    }
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
}

fn law(text: &str) -> Vec<String> {
    let mut files = firebell::app::law::files::built_in();
    files.push(LawText {
        path: "mine/x.toml".to_owned(),
        name: "x.toml".to_owned(),
        text: text.to_owned().into(),
        overlay: true,
    });
    load(&files).problems.iter().map(ToString::to_string).collect()
}

const REGIME: &str = r#"[[regime]]
id = "x-law"
jurisdiction = "FR"
name = "X"
kind = "general"
law = "X"
citation = "Art 1"
status = "law"
applies_to = "all"
time_zone = "Europe/Paris"
confidence = "low"
reviewed_on = "2026-11-23"
sources = []
[regime.reach]
place = ["FR"]
[[regime.obligation]]
id = "regulator"
recipient = "regulator"
role = "owner"
max = 3
unit = "business_days"
from = "awareness"
counting = "business"
calendar = "FR"
cite = "Art 2"
"#;

#[test]
fn a_law_file_that_leaves_something_open_does_not_load() {
    assert_eq!(law(REGIME), Vec::<String>::new());
    let tests = [
        ("counting = \"business\"\n", "", "without a way of counting"),
        ("from = \"awareness\"\n", "", "without a start"),
        ("calendar = \"FR\"\n", "", "without a calendar"),
        ("calendar = \"FR\"", "calendar = \"XX\"", "unknown calendar `XX`"),
        ("cite = \"Art 2\"\n", "", "`cite` is missing"),
        ("Europe/Paris", "Europe/Pariss", "unknown time zone"),
        (
            "recipient = \"regulator\"",
            "recipient = \"regulators\"",
            "did you mean `regulator`",
        ),
        (
            "counting = \"business\"",
            "counting = \"calendar\"",
            "does not count this unit",
        ),
        (
            "cite = \"Art 2\"",
            "cite = \"Art 2\"\nthreshold = { op = \">\", count = 0, of = \"residents\", where = \"place\" }",
            "makes no sense",
        ),
        ("place = [\"FR\"]", "", "applies to nobody"),
        ("from = \"awareness\"", "from = \"tuesday\"", "unknown milestone"),
        (
            "cite = \"Art 2\"",
            "cite = \"Art 2\"\nwhen = [ { follows = \"regulator\" } ]",
            "in a circle",
        ),
        (
            "cite = \"Art 2\"",
            "cite = \"Art 2\"\n[[regime.former]]\nuntil = \"2020-01-01\"\nrule = \"none\"\n",
            "has no first day",
        ),
    ];
    for (from, to, expected) in tests {
        let found = law(&REGIME.replacen(from, to, 1));
        assert!(
            found
                .iter()
                .any(|l| l.contains(expected) && l.starts_with("mine/x.toml:")),
            "{expected} not in {found:#?}"
        );
    }
}

#[test]
fn a_broken_overlay_is_refused_whole_and_the_rest_still_works() {
    let mut files = firebell::app::law::files::built_in();
    files.push(LawText {
        path: "mine/x.toml".to_owned(),
        name: "x.toml".to_owned(),
        text: REGIME.replace("cite = \"Art 2\"\n", "").into(),
        overlay: true,
    });
    let loaded = load(&files);
    assert!(loaded.rules.regime("x-law").is_none());
    assert!(loaded.rules.regime("us-tx").is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A facts file with bytes cut out and others put in is read or refused with places; it never panics.
    #[test]
    fn mangled_facts_files_never_panic(cut in 0..GOOD.len(), length in 0..40_usize, insert in "[ -~\\n]{0,12}") {
        let start = (0..=cut).rev().find(|at| GOOD.is_char_boundary(*at)).unwrap();
        let end = (start + length).min(GOOD.len());
        let end = (end..=GOOD.len()).find(|at| GOOD.is_char_boundary(*at)).unwrap();
        let text = format!("{}{insert}{}", &GOOD[..start], &GOOD[end..]);
        if let Err(problems) = facts::read::file("f.toml", &text, rules()) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|p| p.line >= 1 && p.column >= 1));
        }
    }

    #[test]
    fn any_text_is_no_panic(text in "\\PC{0,200}") {
        let _ = facts::read::file("f.toml", &text, rules());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mangled_law_files_never_panic(cut in 0..REGIME.len(), length in 0..40_usize, insert in "[ -~\\n]{0,12}") {
        let end = (cut + length).min(REGIME.len());
        let text = format!("{}{insert}{}", &REGIME[..cut], &REGIME[end..]);
        let file = LawText { path: "x.toml".to_owned(), name: "x.toml".to_owned(), text: text.into(), overlay: true };
        for problem in load(&[file]).problems {
            prop_assert!(problem.line >= 1);
        }
    }
}
