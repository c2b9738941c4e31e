//! Rules of letters: each row that a rule looks at, cut out, is missed in every language.

use firebell::app::letter_desk::{rules, templates};
use firebell::letter::check::{Reading, Test, check};
use firebell::letter::markdown;

use crate::letters::{decent, findings_of, full, letters_of, loaded, rendered, subject};

/// A text without the rows that have a label.
fn without(text: &str, label: &str) -> String {
    let start = format!("| {label} |");
    let kept = text.lines().filter(|line| !line.starts_with(&start));
    kept.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_row_cut_out_is_missed_in_every_language() {
    let mut looked = 0;
    for rule in rules().unwrap() {
        for (subject, text) in letters_of(&rule) {
            let language = subject.language.as_str();
            for test in &rule.tests {
                let Test::Field(row) = test else { continue };
                let label = row.label.of(language);
                let cut = without(&text, label);
                assert_ne!(cut, text, "{} {language}: no row {label}", rule.id);
                let named = findings_of(&rule, &subject, &cut);
                let missed = named
                    .iter()
                    .any(|f| f.found == format!("the field “{label}” is missing"));
                assert!(missed, "{} {language} {label}: {named:?}", rule.id);
                looked += 1;
            }
        }
    }
    assert!(looked > 30, "{looked}");
}

#[test]
fn a_value_of_another_form_is_found() {
    for rule in rules().unwrap() {
        let (subject, text) = letters_of(&rule).remove(0);
        for test in &rule.tests {
            let Test::Field(row) = test else { continue };
            if row.form.is_none() && row.one_of.is_empty() {
                continue;
            }
            let label = row.label.of(&subject.language);
            let wrong =
                without(&text, label).replacen("|---|---|\n", &format!("|---|---|\n| {label} | quite so |\n"), 1);
            let found = findings_of(&rule, &subject, &wrong);
            assert!(
                found.iter().any(|f| f.found.contains(label)),
                "{} {label}: {found:?}",
                rule.id
            );
        }
    }
}

#[test]
fn a_first_report_passes_whole_in_every_language() {
    let all = templates(None).unwrap();
    for language in ["en", "de", "fr", "es"] {
        let found = all
            .iter()
            .find(|t| t.id == "eu/art33-initial" && t.language == language);
        let text = rendered(found.unwrap(), &full(decent));
        let blocks = markdown::parse(&text.replace("[[letter.authority", "[[person.authority"));
        let findings = check(&rules().unwrap(), &subject("eu-gdpr", "regulator", language), &blocks);
        let failing: Vec<_> = findings.iter().filter(|f| f.fails()).collect();
        assert!(failing.is_empty(), "{language}: {failing:?}");
        let words = Reading::of(&blocks).text;
        for english in ["Fri 20 Nov", "400 to 900", "24 November 2026"] {
            assert_eq!(words.contains(english), language == "en", "{language}: {english}");
        }
    }
}

#[test]
fn a_letter_to_people_suits_everybody_and_asks_for_what_is_planned() {
    for template in templates(None).unwrap().iter().filter(|t| t.id == "eu/art34") {
        let text = rendered(template, &loaded(&[], &[]));
        let reading = Reading::of(&markdown::parse(&text));
        let asks = reading.gaps.iter().any(|gap| gap == "letter.measures_planned");
        assert!(asks, "{}: {:?}", template.language, reading.gaps);
        assert!(!reading.lower.contains("customer"), "{text}");
    }
}
