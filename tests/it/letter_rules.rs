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

fn english(id: &str, facts: &[(&str, &str)]) -> String {
    let all = templates(None).unwrap();
    let template = all.iter().find(|t| t.id == id && t.language == "en").unwrap();
    let facts: Vec<(String, String)> = facts
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    rendered(template, &loaded(&facts, &[]))
}

#[test]
fn a_dora_sheet_tells_universal_time_and_has_every_field_once() {
    let aware = ("milestones.awareness", "\"2026-07-20T12:30:00+02:00\"");
    let text = english("eu/dora-final", &[aware]);
    assert!(text.contains("| 2.2 Became aware | 2026-07-20T10:30:00 |"), "{text}");
    assert!(
        text.contains("| 2.3 Classified as major | [[milestones.classification|"),
        "{text}"
    );
    for (part, last) in [(1, 15), (2, 10), (3, 35), (4, 16)] {
        for field in 1..=last {
            assert_eq!(text.matches(&format!("| {part}.{field} ")).count(), 1, "{part}.{field}");
        }
    }
    let initial = english("eu/dora-initial", &[]);
    assert!(initial.contains("| 2.10 ") && !initial.contains("| 3.1 "), "{initial}");
}

#[test]
fn an_early_warning_tells_what_is_known_and_asks_for_the_rest() {
    let row = "| Suspected unlawful or malicious act | ";
    let across = "| Possible cross-border impact | ";
    let text = english("eu/nis2-24h", &[]);
    assert!(text.contains(&format!("{row}[[breach.malicious|")), "{text}");
    assert!(text.contains(&format!("{across}[[sheet.cross_border")), "{text}");
    let known = [
        ("breach.malicious", "false"),
        ("letter.cross_border", "\"Ireland and France\""),
        // People in two countries are not yet an impact across the border.
        ("affected.DE", "4"),
    ];
    let text = english("eu/nis2-24h", &known);
    assert!(text.contains(&format!("{row}no |")), "{text}");
    assert!(text.contains(&format!("{across}Ireland and France |")), "{text}");
}

#[test]
fn a_report_tells_the_risk_that_was_decided_and_else_that_it_follows() {
    let row = "| Risk to people | ";
    let decided = english("eu/art33-initial", &[("affected.DE", "4")]);
    assert!(
        decided.contains(&format!("{row}a high risk to people is likely |")),
        "{decided}"
    );
    let open = english("eu/art33-initial", &[]);
    assert!(
        open.contains(&format!("{row}Not known yet; this will follow |")),
        "{open}"
    );
    let last = english("eu/art33-final", &[]);
    assert!(last.contains(&format!("{row}[[decisions.gdpr_risk|")), "{last}");
}
