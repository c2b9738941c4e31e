//! Letters: templates in every format for full, empty and hostile facts; rules that can pass and fail; the record's side.

use std::sync::LazyLock;

use firebell::app::letters::context::{IDENTITY, NARRATIVE, Values, Words, values, words};
use firebell::app::letters::{contacts, rules, templates};
use firebell::app::record::Loaded;
use firebell::app::views::ObligationView;
use firebell::core::event::{Certainty, Event, What};
use firebell::core::facts::IncidentKind;
use firebell::core::facts::write::quoted;
use firebell::core::incident::{Incident, Organisation};
use firebell::core::time::StoryTime;
use firebell::letter::block::{Block, Letter, Letterhead, Paper};
use firebell::letter::check::{Finding, Reading, Rule, Subject, Test, check};
use firebell::letter::template::{Template, best};
use firebell::letter::{html, markdown, plain};

use crate::common::{at, project};
use crate::record_common::Desk;

pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";
const HOSTILE: &str = "Acme <y> | *b* _i_ #panic(\"x\") $a$ [b](c) [[a|b]] {{ x }} `code` \\ & 1. end";

/// An incident of the facts, in an organisation of the profile.
pub fn loaded(facts: &[(String, String)], profile: &[(String, String)]) -> Loaded {
    let event = |seq, what| Event {
        seq,
        recorded_at: at(NOW),
        wall_at: None,
        actor: "dana".to_owned(),
        session: "s".to_owned(),
        what,
    };
    let opened = What::Opened {
        id: "id".to_owned(),
        code: "2026-014".to_owned(),
        title: "Mailbox read".to_owned(),
        kind: IncidentKind::Real,
        home_zone: "Europe/Dublin".to_owned(),
    };
    let fact = |(key, value): &(String, String)| What::FactRecorded {
        key: key.clone(),
        value: value.clone(),
        certainty: Certainty::Confirmed,
        learned_at: at(NOW),
        source: None,
        also: false,
    };
    let decided = (!facts.is_empty()).then(|| What::Decided {
        key: "gdpr_risk".to_owned(),
        value: "\"high\"".to_owned(),
        rationale: "health data".to_owned(),
        decided_by: "dana".to_owned(),
        working: Vec::new(),
        keep_until: None,
    });
    let facts = facts.iter().map(fact);
    let events: Vec<Event> = std::iter::once(opened)
        .chain(facts)
        .chain(decided)
        .zip(1..)
        .map(|(what, seq)| event(seq, what))
        .collect();
    let profile = profile.iter().map(|(key, value)| What::ProfileSet {
        key: key.clone(),
        value: value.clone(),
    });
    let profile: Vec<Event> = profile.zip(1..).map(|(what, seq)| event(seq, what)).collect();
    Loaded {
        incident: Incident::fold(&events),
        organisation: Organisation::fold(&profile),
        events: Vec::new(),
    }
}

/// Everything a template can ask for, with one text in every free field.
pub fn full(text: impl Fn(&str) -> String) -> Loaded {
    let mut facts: Vec<(String, String)> = NARRATIVE
        .iter()
        .map(|(key, _)| (format!("letter.{key}"), quoted(&text(key))))
        .collect();
    let known = [
        ("milestones.occurrence", "\"2026-11-02T08:00:00Z\""),
        ("milestones.discovery", "\"2026-11-20T08:00:00Z\""),
        ("milestones.awareness", "\"2026-11-20T10:00:00Z\""),
        ("milestones.containment", "\"2026-11-21T08:00:00Z\""),
        ("milestones.classification", "\"2026-11-20T11:00:00Z\""),
        ("milestones.resolution", "\"2026-11-22T08:00:00Z\""),
        ("breach.types", "[\"confidentiality\"]"),
        ("breach.cause", "\"attack\""),
        ("breach.malicious", "true"),
        (
            "data.elements",
            "[\"ssn\", \"online_credentials\", \"any_personal_data\"]",
        ),
        ("affected.US-NY", "40"),
        ("affected.US-NC", "20"),
        ("affected.US-NM", "10"),
        ("affected.IE", "{ min = 400, max = 900 }"),
        ("affected.total", "970"),
    ];
    facts.extend(
        known
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    let mut profile: Vec<(String, String)> = IDENTITY
        .iter()
        .map(|(key, _)| (format!("identity.{key}"), quoted(&text(key))))
        .collect();
    profile.push(("organisation.name".to_owned(), quoted(&text("name"))));
    loaded(&facts, &profile)
}

/// A value that a letter may well hold.
pub fn decent(key: &str) -> String {
    match key {
        "monitoring_months" => "24",
        "toll_free" => "1-833-555-0100",
        "telephone" => "+1 202 555 0100",
        "email" => "privacy@example.com",
        "website" => "https://example.com/notice",
        "contact" => "our privacy desk, 1-833-555-0100, privacy@example.com",
        "law_enforcement" => "We told law enforcement. It did not delay this letter.",
        "protective_steps" => "Change your password. Watch your accounts.",
        "enrolment" => "enroll at https://example.com/help with your code",
        "record_count" => "1200",
        "occurrence_words" => "It happened between November 2 and November 5, 2026.",
        _ => "It is told here in plain words.",
    }
    .to_owned()
}

pub(crate) fn filled(loaded: &Loaded, template: &Template, words: &Words, duty: Option<&ObligationView>) -> Values {
    values(loaded, template, words, duty, StoryTime::named(at(NOW))).with_contacts(&contacts(None).unwrap())
}

/// A template filled from an incident.
pub fn rendered(template: &Template, loaded: &Loaded) -> String {
    rendered_for(template, loaded, None)
}

pub(crate) fn rendered_for(template: &Template, loaded: &Loaded, duty: Option<&ObligationView>) -> String {
    let words = words().unwrap();
    template
        .render(&filled(loaded, template, &words[&template.language], duty))
        .unwrap()
}

fn page(template: &Template, text: &str) -> Letter {
    Letter {
        title: template.name.clone(),
        language: template.language.clone(),
        paper: Paper::A4,
        letterhead: Letterhead::default(),
        kind: IncidentKind::Real,
        blocks: markdown::parse(text),
    }
}

#[test]
fn every_template_says_what_it_is_told_and_leaves_no_gap_then() {
    for template in templates(None).unwrap() {
        let text = rendered(&template, &full(decent));
        let gaps = Reading::of(&markdown::parse(&text)).gaps;
        let open: Vec<&String> = gaps
            .iter()
            .filter(|gap| !["letter.authority", "letter.owner"].contains(&gap.as_str()) && !gap.starts_with("sheet."))
            .collect();
        assert!(open.is_empty(), "{} {}: {open:?}", template.id, template.language);
        assert!(
            matches!(markdown::parse(&text).first(), Some(Block::Heading { .. })),
            "{}",
            template.id
        );
    }
}

#[test]
fn an_empty_incident_leaves_visible_gaps_and_no_empty_words() {
    for template in templates(None).unwrap() {
        let text = rendered(&template, &loaded(&[], &[]));
        let reading = Reading::of(&markdown::parse(&text));
        assert!(!reading.gaps.is_empty(), "{}", template.id);
        for empty in ["None", "null", "undefined", "{{", "{%"] {
            assert!(!text.contains(empty), "{}: {empty} in\n{text}", template.id);
        }
    }
}

#[test]
fn hostile_values_come_out_as_they_were_typed() {
    for template in templates(None).unwrap() {
        let text = rendered(&template, &full(|_| HOSTILE.to_owned()));
        let page = page(&template, &text);
        let words = Reading::of(&page.blocks).text;
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat(&words).contains(&flat(HOSTILE)), "{}: {words}", template.id);
        assert!(
            flat(&plain::plain(&page, 4000)).contains("Acme <y> |"),
            "{}",
            template.id
        );
        let shown = html::html(&page);
        assert!(shown.contains("&lt;y&gt;") && !shown.contains("<y>"), "{}", template.id);
    }
}

/// Every template in the two forms that other programs make pages of, for a full, an empty and a hostile incident.
#[test]
fn every_template_is_printed_full_empty_and_hostile() {
    let printer = firebell::letter::pdf::Printer::default();
    let incidents = [full(decent), loaded(&[], &[]), full(|_| HOSTILE.to_owned())];
    for template in templates(None).unwrap() {
        for incident in &incidents {
            let page = page(&template, &rendered(&template, incident));
            assert!(
                printer.print(&page, at(NOW)).unwrap().starts_with(b"%PDF-"),
                "{}",
                template.id
            );
            assert!(
                firebell::letter::docx::docx(&page, at(NOW)).unwrap().starts_with(b"PK"),
                "{}",
                template.id
            );
        }
    }
}

#[test]
fn languages_hold_the_same_keys() {
    let words = words().unwrap();
    let english: Vec<&String> = words["en"].elements.keys().collect();
    for code in firebell::core::law::codes::ELEMENTS {
        assert!(words["en"].elements.contains_key(*code), "{code}");
    }
    for (language, own) in &words {
        assert_eq!(own.elements.keys().collect::<Vec<_>>(), english, "{language}");
    }
    let text = std::fs::read_to_string(project("templates/letters/words.toml")).unwrap();
    let tables: toml::Table = text.parse().unwrap();
    let keys = |language: &str, table: &str| {
        let words = tables[language][table].as_table().unwrap();
        words.keys().cloned().collect::<Vec<_>>()
    };
    for language in tables.keys() {
        for table in ["types", "causes", "risks", "answers"] {
            assert_eq!(keys(language, table), keys("en", table), "{language} {table}");
        }
    }
}

#[test]
fn a_total_is_never_made_up_from_places() {
    let known = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let loaded = loaded(&[known("affected.US", "100"), known("affected.US-TX", "60")], &[]);
    let all = templates(None).unwrap();
    let found = all.iter().find(|t| t.id == "eu/art33-initial" && t.language == "en");
    let template = found.unwrap();
    let text = rendered(template, &loaded);
    assert!(
        text.contains("| Number of people | Not known yet; this will follow |"),
        "{text}"
    );
}

#[test]
fn a_german_day_is_no_list() {
    let all = templates(None).unwrap();
    let template = all.iter().find(|t| t.id == "eu/art34" && t.language == "de").unwrap();
    let blocks = markdown::parse(&rendered(template, &full(decent)));
    assert!(Reading::of(&blocks).text.contains("24. November 2026"));
}

#[test]
fn a_duty_finds_its_template() {
    let all = templates(None).unwrap();
    for (recipient, obligation, language, id) in [
        ("regulator", "eu-gdpr/regulator", "en", "eu/art33-initial"),
        ("individuals", "eu-gdpr/individuals", "de", "eu/art34"),
        ("individuals", "us-ca/individuals", "en", "us/individuals-ca"),
        ("individuals", "us-ma/individuals", "en", "us/individuals-ma"),
        ("individuals", "us-tx/individuals", "en", "us/individuals"),
        ("individuals", "us-hipaa/individuals", "en", "us/hipaa-individuals"),
        ("regulator", "us-tx/regulator", "en", "us/regulator"),
        ("regulator", "eu-gdpr/regulator", "fr", "eu/art33-initial"),
        ("regulator", "eu-gdpr/regulator@DE", "en", "eu/art33-initial"),
        ("regulator", "eu-dora/final", "en", "eu/dora-final"),
        ("csirt", "eu-nis2/incident-notification", "de", "eu/nis2-72h"),
        ("data_owner", "us-tx/data_owner", "en", "us/owner"),
        ("data_owner", "eu-gdpr/data_owner", "en", "eu/art33-processor"),
        ("data_owner", "gb-gdpr/data_owner", "en", "eu/art33-processor"),
        ("data_owner", "ch-fadp/data_owner", "en", "eu/art33-processor"),
        ("regulator", "br-lgpd/regulator", "en", "world/regulator"),
    ] {
        assert_eq!(
            best(&all, recipient, &obligation.parse().unwrap(), language)
                .unwrap()
                .id,
            id,
            "{recipient} {obligation}"
        );
    }
}

/// What is known of a letter beside its text.
pub fn subject(regime: &str, recipient: &str, language: &str) -> Subject {
    let words = words().unwrap();
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
pub fn letters_of(rule: &Rule) -> Vec<(Subject, String)> {
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
pub fn findings_of(rule: &Rule, subject: &Subject, text: &str) -> Vec<Finding> {
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

#[test]
fn letters_are_drafted_checked_approved_and_fall_with_a_change() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let draft = desk
        .run(&["letter", "draft", &code, "us/individuals-ca", "--id", "ca"])
        .ok();
    assert!(draft.contains("gaps"), "{draft}");
    let failing = desk.run(&["letter", "check", &code, "ca"]);
    assert_eq!(failing.code, 1);
    assert!(failing.out.contains("open gaps"), "{}", failing.out);
    // Nobody approves their own draft; somebody else does not without a reason.
    let own = desk.run(&["letter", "approve", &code, "ca"]).fails(1);
    assert!(own.contains("cannot approve it"), "{own}");
    let second = ["letter", "approve", &code, "ca"];
    let refused = desk.run_as("counsel", &second).fails(1);
    assert!(refused.contains("findings that fail"), "{refused}");
    let because = [&second[..], &["--because", "the portal takes it in phases"]].concat();
    desk.run_as("counsel", &because).ok();
    assert!(
        desk.run(&["letter", "list", &code])
            .ok()
            .contains("approved by counsel")
    );
    // The approval falls with the text.
    std::fs::write(desk.beside("text.md"), "# Notice\n\nAnother text.\n").unwrap();
    let from = desk.beside("text.md").display().to_string();
    desk.run(&["letter", "edit", &code, "ca", "--from", &from]).ok();
    assert!(
        desk.run(&["letter", "list", &code])
            .ok()
            .contains("changed since it was approved")
    );
    let red = desk.run(&["letter", "redline", &code, "ca"]).ok();
    assert!(red.contains("Another text"), "{red}");
    for format in ["md", "html", "txt", "pdf", "docx"] {
        let out = desk.beside(&format!("letter.{format}")).display().to_string();
        desk.run(&["letter", "export", &code, "ca", "--format", format, "--out", &out])
            .ok();
        assert!(std::fs::metadata(&out).unwrap().len() > 20, "{format}");
    }
    assert!(
        desk.run(&["letter", "show", &code, "cx"])
            .fails(2)
            .contains("there is no letter")
    );
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Whole"));
}

#[test]
fn filing_asks_for_an_approved_letter_or_a_reason() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("letter.what_happened", "A mailbox was read."),
        ("data.elements", "ssn"),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let refused = desk.run(&["incident", "file", &code, "us-tx/regulator"]).fails(1);
    assert!(refused.contains("us-tx/regulator has no letter"), "{refused}");
    let drafted = desk.run(&["letter", "draft", &code, "--duty", "us-tx/regulator"]).ok();
    assert!(drafted.contains("us-tx-regulator-en"), "{drafted}");
    let refused = desk.run(&["incident", "file", &code, "us-tx/regulator"]).fails(1);
    assert!(refused.contains("approved as it stands"), "{refused}");
    let approve = [
        "letter",
        "approve",
        &code,
        "us-tx-regulator-en",
        "--because",
        "fields follow",
    ];
    desk.run_as("counsel", &approve).ok();
    desk.run(&["incident", "file", &code, "us-tx/regulator"]).ok();
}

#[test]
fn an_exercise_s_letter_says_so_in_every_format() {
    let desk = Desk::new();
    let opened = desk.run(&["incident", "open", "Drill", "--exercise", "--json"]).json();
    let code = opened["code"].as_str().unwrap().to_owned();
    desk.run(&["letter", "draft", &code, "inside/staff"]).ok();
    for format in ["md", "html", "txt"] {
        let out = desk.beside(&format!("l.{format}"));
        let path = out.display().to_string();
        desk.run(&[
            "letter",
            "export",
            &code,
            "inside-staff-en",
            "--format",
            format,
            "--out",
            &path,
        ])
        .ok();
        assert!(std::fs::read_to_string(&out).unwrap().contains("EXERCISE"), "{format}");
    }
}

#[test]
fn a_merge_makes_one_letter_a_row_and_resumes() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let text = desk.beside("text.md");
    std::fs::write(
        &text,
        "# Notice\n\nDear [[person.name|the name]],\n\nwe write to you.\n",
    )
    .unwrap();
    let from = text.display().to_string();
    desk.run(&["letter", "draft", &code, "inside/staff", "--id", "all", "--from", &from])
        .ok();
    let roster = desk.beside("people.csv");
    std::fs::write(
        &roster,
        "Name,Email\nAda <b>,a@example.com\n\"Bo, Jr.\",\nCy,c@example.com\n",
    )
    .unwrap();
    let (roster, out) = (roster.display().to_string(), desk.beside("out"));
    let folder = out.display().to_string();
    let merge = [
        "letter", "merge", &code, "all", &roster, "--out", &folder, "--format", "txt",
    ];
    assert!(desk.run(&merge).fails(1).contains("not approved"));
    desk.run_as(
        "counsel",
        &[
            "letter",
            "approve",
            &code,
            "all",
            "--because",
            "names come from the roster",
        ],
    )
    .ok();
    // An e-mail address is no postal address, so the list for the mail house says so of every row.
    let said = desk.run(&merge).ok();
    assert!(
        said.contains("3 letters made") && said.contains("3 rows are listed without a postal address: 2, 3, 4."),
        "{said}"
    );
    let list = || {
        let text = std::fs::read_to_string(out.join("mail-house.csv")).unwrap();
        let lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        lines
    };
    let file = |line: &str| out.join(line.split(',').nth(1).unwrap());
    let first = list();
    let letter = std::fs::read_to_string(file(&first[0])).unwrap();
    assert!(letter.contains("Dear Ada <b>,"), "{letter}");
    std::fs::remove_file(file(&first[1])).unwrap();
    let said = desk.run(&merge).ok();
    assert!(said.contains("1 letters made, 2 were there already"), "{said}");
    assert_eq!(list(), first);
    assert!(
        first[1].starts_with("3,letter-") && first[1].ends_with(",\"Bo, Jr.\""),
        "{first:?}"
    );
    std::fs::write(&text, "Street,Email\nx,y\n").unwrap();
    let lacking = ["letter", "merge", &code, "all", &from, "--out", &folder];
    assert!(desk.run(&lacking).fails(2).contains("no column `name`"));
}
