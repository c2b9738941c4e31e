//! Every rule of the check has a letter that passes it and one that does not.

use super::*;
use firebell::letter::check::{Asked, Sayings, Weight};

/// What is known of a letter beside its text.
pub(crate) fn subject(regime: &str, recipient: LetterRecipient, language: &str) -> Subject {
    let words = words();
    let named = &words[language].elements;
    Subject {
        recipient: Some(recipient),
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
fn duty_of(recipient: LetterRecipient, regime: &str) -> Option<&'static ObligationView> {
    let told = if recipient == LetterRecipient::PUBLIC {
        LetterRecipient::INDIVIDUALS
    } else {
        recipient
    };
    let mut all = DUTIES.iter().filter(|_| regime.starts_with("us-"));
    all.find(|duty| duty.regime == regime && told == duty.recipient.into())
}

/// The letters a rule is about, whole and in time or late as the rule asks, and what is known of each: one in every
/// language and for every regime that has a template of its own.
pub(crate) fn letters_of(rule: &Rule) -> Vec<(Subject, String)> {
    let all = templates(None).unwrap();
    // A rule for a content has no law of its own; its letters are made by the test of such rules.
    if !rule.content.is_empty() {
        return Vec::new();
    }
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
            let duty = format!("{regime}/{}", rule.recipients[0]).parse();
            let fits = |t: &&Template| match (&duty, rule.templates.is_empty()) {
                (Ok(duty), true) => best(&all, rule.recipients[0], duty, language).is_some_and(|own| own == *t),
                // A rule under whatever law is about every letter to its recipient.
                (Err(_), true) => t.recipient == rule.recipients[0],
                (_, false) => rule.templates.contains(&t.id),
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
    let recipient = rule.recipients[0];
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
    if let Test::Never(never) = test {
        banned += &format!("{} {}.", first_words(&never.phrases), first_words(&never.together));
    }
    if let Test::Says(says) = test {
        banned += &format!("{}.", first_words(&says.only_where));
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
                duty_of(subject.recipient.unwrap(), regime),
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
    let reminds = |test: &&Test| {
        matches!(
            test,
            Test::Human(_) | Test::Parent(_) | Test::PeopleOver(..) | Test::Unreachable(..)
        )
    };
    for rule in rules(None).unwrap().into_iter().filter(|rule| rule.content.is_empty()) {
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

/// The first phrase of several in the words that it takes first; nothing where there is none.
fn first_words(sayings: &Sayings) -> String {
    let first = sayings.texts().first().map(String::as_str).unwrap_or_default();
    let words = first.split_whitespace().filter(|word| *word != "~");
    let chosen = words.map(|word| word.split('|').next().unwrap().replace('*', "").replace('_', " "));
    chosen.collect::<Vec<_>>().join(" ")
}

/// A text that holds what a test looks for.
fn right_text(test: &Test) -> String {
    match test {
        Test::AnyOf(phrases) => phrases[0].clone(),
        Test::Says(says) => says.phrases.texts()[0]
            .replace(['*', '~'], "")
            .split('|')
            .next()
            .unwrap()
            .to_owned(),
        Test::Both(one, other) => {
            let first = |all: &Sayings| {
                all.texts()[0]
                    .replace(['*', '~'], "")
                    .split('|')
                    .next()
                    .unwrap()
                    .to_owned()
            };
            format!("{} {}", first(one), first(other))
        }
        Test::All(phrases) => phrases.join(". "),
        Test::Dates(..) => "On November 2, 2026, November 5, 2026 and November 9, 2026.".to_owned(),
        Test::Beside(names, _) => names
            .iter()
            .map(|names| names.split('|').next().unwrap())
            .map(|name| {
                format!("{name}, P.O. Box 1, Springfield, IL 62701, 1-888-298-0045, https://www.example.com\n\n")
            })
            .collect(),
        Test::Elements => words()["en"].elements["ssn"].clone(),
        Test::Months(least, near) => format!("{} for {least} months", near.first().cloned().unwrap_or_default()),
        Test::TollFree(_) => "Call 1-888-298-0045.".to_owned(),
        Test::Contacts(_) => "Call 1-888-298-0045, write to desk@example.com or see https://example.com.".to_owned(),
        Test::PeopleCounted(true) => "The number of people affected is 1,200.".to_owned(),
        Test::Field(row) => format!("| a | b |\n|---|---|\n| {} | yes |\n", row.label.of("en")),
        Test::Title(title) => format!("# {title}"),
        Test::Headings(all) => all.iter().map(|head| format!("## {head}\n\nText.\n\n")).collect(),
        Test::Forbidden(_)
        | Test::Never(..)
        | Test::PeopleCounted(false)
        | Test::PeopleOver(..)
        | Test::Unreachable(..)
        | Test::Withheld
        | Test::Differ(_)
        | Test::Parent(_)
        | Test::Human(_) => String::new(),
    }
}

/// Every code that a law asks for has a rule, and every such rule finds what it looks for and misses it when it is gone.
#[test]
fn every_content_has_a_rule_that_can_pass_and_fail() {
    let all = rules(None).unwrap();
    for code in crate::common::rules().content.keys() {
        let about = all.iter().filter(|rule| rule.content.contains(code)).count();
        assert_eq!(about, 1, "{code}");
    }
    for rule in all.iter().filter(|rule| !rule.content.is_empty()) {
        for code in &rule.content {
            assert!(crate::common::rules().content.contains_key(code), "{}: {code}", rule.id);
        }
        let mut subject = subject("xx-none", LetterRecipient::REGULATOR, "en");
        subject.late = rule.late;
        subject
            .elements
            .iter_mut()
            .for_each(|hit| hit.extend(rule.elements.clone()));
        subject.asked = vec![Asked {
            regime: "xx-none".to_owned(),
            cite: "s 1".to_owned(),
            content: rule.content.clone(),
        }];
        for test in &rule.tests {
            let mut alone = rule.clone();
            alone.tests = vec![test.clone()];
            let right = findings_of(&alone, &subject, &right_text(test));
            let reminds = matches!(test, Test::Human(_) | Test::PeopleOver(..) | Test::Unreachable(..));
            assert!(
                right.iter().all(|f| f.weight == Weight::Reminds),
                "{}: {right:?}",
                rule.id
            );
            let wrong = match test {
                Test::Forbidden(words) => words.join(". "),
                Test::PeopleCounted(false) | Test::Withheld => "1,200 residents were told.".to_owned(),
                _ => "Something.".to_owned(),
            };
            let wrong = findings_of(&alone, &subject, &wrong);
            assert!(reminds || !wrong.is_empty(), "{}: {test:?} cannot fail", rule.id);
            assert!(wrong.iter().all(|f| f.cite == "s 1"), "{wrong:?}");
        }
    }
}

/// A law that has rules of its own is not asked a second time by its list of contents.
#[test]
fn rules_of_a_law_s_own_take_the_place_of_its_contents() {
    let all = rules(None).unwrap();
    let asked = |regime: &str| {
        let mut subject = subject(regime, LetterRecipient::INDIVIDUALS, "en");
        subject.asked = vec![Asked {
            regime: regime.to_owned(),
            cite: "s 1".to_owned(),
            content: vec!["toll_free_number".to_owned()],
        }];
        let found = check(&all, &subject, &markdown::parse("Something."));
        found.iter().any(|finding| finding.rule == "content-toll_free_number")
    };
    assert!(asked("xx-none"));
    assert!(!asked("us-ca"));
}
