//! Every rule of the check has a letter that passes it and one that does not.

use super::*;

/// What is known of a letter beside its text.
pub(crate) fn subject(regime: &str, recipient: &str, language: &str) -> Subject {
    let words = words();
    let named = &words[language].elements;
    Subject {
        recipient: recipient.to_owned(),
        regimes: vec![regime.to_owned()],
        language: language.to_owned(),
        elements: Some(vec![
            "ssn".to_owned(),
            "online_credentials".to_owned(),
            "any_personal_data".to_owned(),
        ]),
        element_words: vec![named["ssn"].clone(), named["any_personal_data"].clone()],
        ..Subject::default()
    }
}

/// The duties of an incident that reaches every state, once.
static DUTIES: LazyLock<Vec<ObligationView>> = LazyLock::new(crate::letter_rules_us::duties);

/// The duty that a letter is for; a notice to the public stands in for letters to individuals.
fn duty_of(recipient: &str, regime: &str) -> Option<&'static ObligationView> {
    let told = if recipient == "public" {
        "individuals"
    } else {
        recipient
    };
    let mut all = DUTIES.iter().filter(|_| regime.starts_with("us-"));
    all.find(|duty| duty.regime == regime && duty.recipient == told)
}

/// The letters a rule is about, whole and in time or late as the rule asks, and what is known of each: one in every
/// language and for every regime that has a template of its own.
pub(crate) fn letters_of(rule: &Rule) -> Vec<(Subject, String)> {
    let all = templates(None).unwrap();
    let english = vec!["en".to_owned()];
    let languages = if rule.languages.is_empty() {
        &english
    } else {
        &rule.languages
    };
    let mut letters = Vec::new();
    for language in languages {
        let before = letters.len();
        for regime in &rule.regimes {
            let regime = regime.trim_end_matches('*');
            let duty = format!("{regime}/{}", rule.recipients[0]).parse().unwrap();
            let fits = |t: &&Template| match rule.templates.is_empty() {
                true => best(&all, &rule.recipients[0], &duty, language).is_some_and(|own| own == *t),
                false => rule.templates.contains(&t.id),
            };
            for template in all.iter().filter(|t| t.language == *language).filter(fits) {
                letters.push(letter_of(rule, template, regime));
            }
        }
        assert!(letters.len() > before, "{} has no letter in {language}", rule.id);
    }
    letters
}

fn letter_of(rule: &Rule, template: &Template, regime: &str) -> (Subject, String) {
    let language = template.language.as_str();
    let recipient = &rule.recipients[0];
    let mut subject = subject(regime, recipient, language);
    subject.template.clone_from(&template.id);
    subject.late = rule.late;
    let mut text = rendered_for(template, &full(decent), duty_of(recipient, regime));
    for test in rule.tests.iter().filter(|_| rule.late) {
        if let Test::Field(row) = test {
            let head = "|---|---|\n";
            let late = format!("{head}| {} | the mailbox was found late |\n", row.label.of(language));
            text = text.replacen(head, &late, 1);
        }
    }
    (subject, text)
}

/// What a rule finds in a letter.
pub(crate) fn findings_of(rule: &Rule, subject: &Subject, text: &str) -> Vec<Finding> {
    let findings = check(std::slice::from_ref(rule), subject, &markdown::parse(text));
    findings.into_iter().filter(|f| f.rule == rule.id).collect()
}

/// Texts that lack what a test looks for, or hold what it forbids.
fn wrong_texts(test: &Test, subject: &Subject, text: &str) -> Vec<String> {
    // Nothing at all fails every demand; a text full of what is forbidden fails every ban.
    let mut banned = "# Title\n\nThe hacker took it. You waive a right. 40 people were told.\n".to_owned();
    if let Test::Forbidden(words) = test {
        banned += &words.join(" ");
    }
    if let Test::Differ(labels) = test {
        let (one, other) = (&labels[0], &labels[1]);
        banned += &format!("\n\n| a | b |\n|---|---|\n| {one} | 7 |\n| {other} | 7 |\n");
    }
    let regime = subject.regimes[0].as_str();
    match test {
        // The advice to watch accounts for two years is no offer.
        Test::Months(..) => {
            let all = templates(None).unwrap();
            let same = |t: &&Template| t.id == subject.template && t.language == subject.language;
            let template = all.iter().find(same).unwrap();
            let short = |key: &str| match key {
                "monitoring_months" => "6".to_owned(),
                key => decent(key),
            };
            vec![rendered_for(
                template,
                &full(short),
                duty_of(&subject.recipient, regime),
            )]
        }
        // Nothing that every letter says stands in for a date.
        Test::Dates(..) if regime.starts_with("us-") => vec![text.replace("November", "some day")],
        _ => vec![String::new(), banned],
    }
}

/// Every rule passes on the letters made for it, and each of its tests fails when what it looks at is taken out or put in.
#[test]
fn every_rule_has_a_letter_that_passes_and_one_that_fails() {
    let reminds = |test: &&Test| matches!(test, Test::Human(_) | Test::PeopleOver(..));
    for rule in rules(None).unwrap() {
        let human = rule.tests.iter().filter(reminds).count();
        for (subject, text) in letters_of(&rule) {
            let found = findings_of(&rule, &subject, &text);
            assert_eq!(found.len(), human, "{}: {found:?}\n{text}", rule.id);
            for test in rule.tests.iter().filter(|test| !reminds(test)) {
                let mut alone = rule.clone();
                alone.tests = vec![test.clone()];
                let wrong = wrong_texts(test, &subject, &text);
                let fails = wrong.iter().any(|text| !findings_of(&alone, &subject, text).is_empty());
                assert!(fails, "{}: {test:?} cannot fail", rule.id);
            }
        }
    }
}
