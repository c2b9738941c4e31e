//! Rules of letters: each row that a rule looks at, cut out, is missed in every language.

use firebell::app::letters::{rules, templates};
use firebell::core::event::MailChannel;
use firebell::core::letter_recipient::LetterRecipient;
use firebell::letter::check::{Reading, Rule, Test, Weight, check};
use firebell::letter::markdown;
use firebell::letter::template::Template;

use crate::common::{project, shared};
use crate::letters::rules::{findings_of, letters_of, subject};
use crate::letters::{decent, full, loaded, rendered};

/// A text without the rows that have a label.
fn without(text: &str, label: &str) -> String {
    let start = format!("| {label} |");
    let (mut kept, mut in_section) = (Vec::new(), false);
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            in_section = heading.eq_ignore_ascii_case(label);
        }
        if !in_section && !line.starts_with(&start) {
            kept.push(line);
        }
    }
    kept.join("\n") + "\n"
}

/// Rows of the tables of the researched facts: section and first cell, such as `1/breach_nature`.
fn researched(text: &str) -> Vec<String> {
    let (mut section, mut rows) = (String::new(), Vec::new());
    for line in text.lines() {
        if line.starts_with("## ") || line.starts_with("### ") {
            let number = line
                .trim_start_matches('#')
                .split_whitespace()
                .next()
                .unwrap_or_default();
            number.trim_end_matches('.').clone_into(&mut section);
        }
        let cell = line.strip_prefix("| ").and_then(|rest| rest.split(" | ").next());
        rows.extend(
            cell.filter(|cell| !["Key", "Field"].contains(cell))
                .map(|cell| format!("{section}/{cell}")),
        );
    }
    rows
}

#[derive(serde::Deserialize)]
struct LeftOut {
    left: Vec<Left>,
}

#[derive(serde::Deserialize)]
struct Left {
    why: String,
    rows: Vec<String>,
}

/// Rows that no rule looks at; each has a reason.
fn left_to_a_person() -> Vec<String> {
    let text = std::fs::read_to_string(project("templates/rules/left-to-a-person.toml")).unwrap();
    let out: LeftOut = toml::from_str(&text).unwrap();
    assert!(out.left.iter().all(|left| left.why.len() > 20), "a reason is missing");
    out.left.into_iter().flat_map(|left| left.rows).collect()
}

#[test]
fn every_researched_row_has_a_rule_or_a_reason() {
    let Some(text) = shared("law/eu-letter-content.md") else {
        return;
    };
    let rows = researched(&text);
    assert!(rows.len() > 250, "{}", rows.len());
    let ruled: Vec<String> = rules(None).unwrap().into_iter().flat_map(|rule| rule.rows).collect();
    let left = left_to_a_person();
    let missing: Vec<&String> = rows
        .iter()
        .filter(|r| !ruled.contains(r) && !left.contains(r))
        .collect();
    assert!(missing.is_empty(), "no rule and no reason: {missing:?}");
    let both: Vec<&String> = left.iter().filter(|row| ruled.contains(row)).collect();
    assert!(both.is_empty(), "a rule and a reason: {both:?}");
    let unknown: Vec<&String> = ruled.iter().chain(&left).filter(|row| !rows.contains(row)).collect();
    assert!(unknown.is_empty(), "not among the facts: {unknown:?}");
}

#[test]
fn a_row_cut_out_is_missed_in_every_language() {
    let mut looked = 0;
    for rule in rules(None).unwrap() {
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
                    .any(|f| f.found.contains(&format!("the field “{label}” is missing")));
                assert!(missed, "{} {language} {label}: {named:?}", rule.id);
                looked += 1;
            }
        }
    }
    assert!(looked > 30, "{looked}");
}

#[test]
fn a_value_of_another_form_is_found() {
    for rule in rules(None).unwrap().into_iter().filter(|rule| rule.content.is_empty()) {
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

/// A value that a letter in a language may well hold: sentences are in that language.
fn decent_in(language: &str, key: &str) -> String {
    let value = decent(key);
    if !value.contains(". ") && !value.ends_with('.') {
        return value;
    }
    match language {
        "de" => "Hier steht es in klaren Worten.",
        "fr" => "Tout est dit ici en termes clairs.",
        "es" => "Aquí se dice con palabras claras.",
        "it" => "Qui è detto con parole chiare.",
        "nl" => "Hier staat het in duidelijke woorden.",
        "pl" => "Tutaj opisano to jasnymi słowami.",
        "pt" => "Aqui está dito em palavras claras.",
        _ => return value,
    }
    .to_owned()
}

#[test]
fn a_first_report_passes_whole_in_every_language() {
    let all = templates(None).unwrap();
    for language in ["en", "de", "fr", "es", "it", "nl", "pl", "pt"] {
        let found = all
            .iter()
            .find(|t| t.id == "eu/art33-initial" && t.language == language);
        let text = rendered(found.unwrap(), &full(|key| decent_in(language, key)));
        let blocks = markdown::parse(&text.replace("[[letter.authority", "[[person.authority"));
        let findings = check(
            &rules(None).unwrap(),
            &subject("eu-gdpr", LetterRecipient::REGULATOR, language),
            &blocks,
        );
        let failing: Vec<_> = findings.iter().filter(|f| f.fails()).collect();
        assert!(failing.is_empty(), "{language}: {failing:?}");
        let words = Reading::of(&blocks).text;
        for english in [
            "20 November 2026, 10:00 (Irish time)",
            "between 400 and 900",
            "24 November 2026",
        ] {
            assert_eq!(words.contains(english), language == "en", "{language}: {english}");
        }
    }
}

/// Every rule at once: what one rule asks for, no template for the same law lacks or forbids.
#[test]
fn a_whole_letter_of_every_european_template_passes_every_rule() {
    let all = templates(None).unwrap();
    let rules = rules(None).unwrap();
    let european = |id: &str| ["eu/", "uk/", "ch/"].iter().any(|start| id.starts_with(start));
    for template in all.iter().filter(|t| european(&t.id)) {
        let blocks = markdown::parse(&rendered(template, &full(decent)));
        for regime in &template.regimes {
            let mut subject = subject(regime.trim_end_matches('*'), template.recipient, &template.language);
            subject.template.clone_from(&template.id);
            subject.announces = template.channel == Some(MailChannel::Text);
            subject.variant = Some(template.variant);
            let findings = check(&rules, &subject, &blocks);
            // What is filled in is English in every letter, so that its language is that of no template.
            let style = ["gaps", "reading", "plain-words", "language"];
            let amiss = findings
                .iter()
                .filter(|f| f.weight != Weight::Reminds && !style.contains(&f.rule.as_str()));
            let amiss: Vec<_> = amiss.collect();
            assert!(
                amiss.is_empty(),
                "{} {} {regime}: {amiss:?}",
                template.id,
                template.language
            );
        }
    }
}

#[test]
fn a_letter_to_people_suits_everybody_and_tells_what_is_planned_where_something_is() {
    for template in templates(None).unwrap().iter().filter(|t| t.id == "eu/art34") {
        let planned = match template.language.as_str() {
            "en" => "letter.measures_planned".to_owned(),
            other => format!("letter.measures_planned.{other}"),
        };
        let text = rendered(template, &loaded(&[], &[]));
        let reading = Reading::of(&markdown::parse(&text));
        let asks = reading.gaps.contains(&planned);
        assert!(!asks, "{}: {:?}", template.language, reading.gaps);
        assert!(!reading.lower.contains("customer"), "{text}");
        let told = rendered(template, &loaded(&[(planned, "\"It is planned.\"".to_owned())], &[]));
        assert!(told.contains("It is planned."), "{}: {told}", template.language);
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
    assert!(
        text.contains("| 2.2 Date and time of detection of the major ICT-related incident | 2026-07-20T10:30:00 |"),
        "{text}"
    );
    assert!(
        text.contains(
            "| 2.3 Date and time of classification of the ICT-related incident as major | [[milestones.classification|"
        ),
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
    let row = "| Suspected of being caused by unlawful or malicious acts | ";
    let across = "| Could have a cross-border impact | ";
    let text = english("eu/nis2-24h", &[]);
    assert!(text.contains(&format!("{row}[[breach.malicious|")), "{text}");
    assert!(text.contains(&format!("{across}[[sheet.cross_border")), "{text}");
    let known = [
        ("breach.malicious", "false"),
        ("letter.authorities.cross_border", "\"Ireland and France\""),
        // People in two countries are not yet an impact across the border.
        ("affected.DE", "4"),
    ];
    let text = english("eu/nis2-24h", &known);
    assert!(text.contains(&format!("{row}no |")), "{text}");
    assert!(text.contains(&format!("{across}Ireland and France |")), "{text}");
}

#[test]
fn a_report_tells_the_risk_that_was_decided_and_else_that_it_follows() {
    let row = "| Risk assessment | ";
    let decided = english("eu/art33-initial", &[("affected.DE", "4")]);
    assert!(
        decided.contains(&format!(
            "{row}likely to result in a high risk to the rights and freedoms of natural persons |"
        )),
        "{decided}"
    );
    let open = english("eu/art33-initial", &[]);
    assert!(open.contains(&format!("{row}This information will follow |")), "{open}");
    let last = english("eu/art33-final", &[]);
    assert!(last.contains(&format!("{row}[[decisions.gdpr_risk|")), "{last}");
}

/// Rules that look at the text of a template's letters, and not only remind.
fn looking_at(rules: &[Rule], template: &Template) -> Vec<String> {
    let looks = |rule: &&Rule| rule.content.is_empty() && rule.tests.iter().any(|test| !matches!(test, Test::Human(_)));
    let mut found = Vec::new();
    for regime in &template.regimes {
        let mut subject = subject(regime.trim_end_matches('*'), template.recipient, &template.language);
        subject.template.clone_from(&template.id);
        subject.late = true;
        let own = rules.iter().filter(looks).filter(|rule| rule.applies(&subject));
        // A rule of one language stands for the same demand in others: `34-measures-de`.
        let plain = |id: &str| {
            id.strip_suffix(&format!("-{}", template.language))
                .unwrap_or(id)
                .to_owned()
        };
        found.extend(own.map(|rule| plain(&rule.id)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What is demanded of a letter in one language is demanded of it in every language that it has a template in.
#[test]
fn every_language_of_a_template_has_the_rules_of_every_other() {
    let (all, rules) = (templates(None).unwrap(), rules(None).unwrap());
    let mut compared = 0;
    // Rules on two rows that may not hold the same number, which is a matter of style.
    let apart = ["33-two-figures"];
    for template in &all {
        let Some(other) = all
            .iter()
            .find(|own| own.id == template.id && own.language != template.language)
        else {
            continue;
        };
        let (mine, theirs) = (looking_at(&rules, template), looking_at(&rules, other));
        let lacking: Vec<_> = theirs
            .iter()
            .filter(|id| !mine.contains(id) && !apart.contains(&id.as_str()))
            .collect();
        assert!(
            lacking.is_empty(),
            "{} {} beside {}: {lacking:?}",
            template.id,
            template.language,
            other.language
        );
        compared += 1;
    }
    assert!(compared > 40, "{compared}");
}

/// A report in another language than the one that was asked for does not pass, however complete it is.
#[test]
fn a_report_in_another_language_fails() {
    let all = templates(None).unwrap();
    let find = |language: &str| {
        all.iter()
            .find(|t| t.id == "eu/art33-initial" && t.language == language)
            .unwrap()
    };
    for (language, other) in [("it", "pl"), ("nl", "it"), ("pl", "nl"), ("pt", "pl")] {
        let blocks = markdown::parse(&rendered(find(other), &full(decent)));
        let mut subject = subject("eu-gdpr", LetterRecipient::REGULATOR, language);
        subject.template = "eu/art33-initial".to_owned();
        let found = check(&rules(None).unwrap(), &subject, &blocks);
        let fails = |rule: &str| found.iter().any(|f| f.rule == rule && f.fails());
        assert!(fails("language"), "{language}: {found:?}");
    }
}
