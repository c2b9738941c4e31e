//! Letters: templates in every format for full, empty and hostile facts; rules that can pass and fail; the record's side.

mod days;
mod falls;
mod filed;
mod fresh;
mod further;
mod held;
mod logo;
mod reader;
mod record;
pub(crate) mod rules;
mod sentences;
mod sign_off;
mod spanish;
mod spoiled;
mod stale;
mod story;
mod stumbles;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use firebell::app::letters::context::{KnownAt, Values, Words, values, words};
use firebell::app::letters::{contacts, rules, templates};
use firebell::app::record::Loaded;
use firebell::app::views::ObligationView;
use firebell::core::event::{Certainty, DecisionMade, Event, FactClaim, What};
use firebell::core::facts::IncidentKind;
use firebell::core::facts::kind::Kind;
use firebell::core::facts::story::{Audience, StoryKey, Tongue};
use firebell::core::facts::table::{self, Group};
use firebell::core::facts::write::quoted;
use firebell::core::incident::{Incident, Organisation};
use firebell::core::letter_recipient::LetterRecipient;
use firebell::core::time::StoryTime;
use firebell::letter::block::{Block, Clearance, Letter, Letterhead, Paper};
use firebell::letter::check::{Finding, Reading, Rule, Subject, Test, check};
use firebell::letter::template::{Template, best};
use firebell::letter::{html, markdown, plain};

use crate::common::record::Desk;
use crate::common::{at, project};

pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";
const HOSTILE: &str = "Acme <y> | *b* _i_ #panic(\"x\") $a$ [b](c) [[a|b]] {{ x }} `code` \\ & 1. end";

/// An incident of the facts, in an organisation of the profile.
pub(crate) fn loaded(facts: &[(String, String)], profile: &[(String, String)]) -> Loaded {
    let event = |seq, what| Event {
        seq,
        recorded_at: at(NOW),
        wall_at: None,
        acted_at: None,
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
    let fact = |(key, value): &(String, String)| {
        What::FactRecorded(FactClaim {
            key: key.clone(),
            value: value.clone(),
            certainty: Certainty::Confirmed,
            learned_at: at(NOW),
            source: None,
            also: false,
        })
    };
    let decided = (!facts.is_empty()).then(|| {
        What::Decided(DecisionMade {
            law: None,
            key: "gdpr_risk".to_owned(),
            value: "\"high\"".to_owned(),
            rationale: "health data".to_owned(),
            decided_by: "dana".to_owned(),
            working: Vec::new(),
            keep_until: None,
        })
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
        incident: Incident::fold(&events).unwrap(),
        organisation: Organisation::fold(&profile),
        events: Vec::new(),
        waiting: Vec::new(),
    }
}

/// The keys of a text of the story: for every reader, in every language.
fn story_keys(fact: &table::Fact) -> BTreeSet<String> {
    let readers = Audience::ALL.into_iter();
    let all = readers
        .flat_map(|audience| Tongue::ALL.map(|tongue| StoryKey::of(fact.name(), fact.told, audience, tongue).key()));
    all.collect()
}

/// Everything a template can ask for, with one text in every free field.
pub(crate) fn full(text: impl Fn(&str) -> String) -> Loaded {
    let texts = |group: Group| table::of_group(group).map(|fact| (fact.key.to_owned(), quoted(&text(fact.name()))));
    let mut facts: Vec<(String, String)> = table::of_group(Group::Letter)
        .flat_map(|fact| story_keys(fact).into_iter().map(move |key| (fact, key)))
        .map(|(fact, key)| match fact.kind {
            Kind::Day => (key, "\"2026-11-24T08:00:00Z\"".to_owned()),
            _ => (key, quoted(&text(fact.name()))),
        })
        .collect();
    let known = [
        ("milestones.occurrence", "\"2026-11-02T08:00:00Z\""),
        ("milestones.discovery", "\"2026-11-20T08:00:00Z\""),
        ("milestones.awareness", "\"2026-11-20T10:00:00Z\""),
        ("milestones.containment", "\"2026-11-21T08:00:00Z\""),
        ("milestones.materiality_determination", "\"2026-11-20T12:00:00Z\""),
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
        ("affected.US-RI", "30"),
        ("affected.US-NM", "10"),
        ("affected.IE", "{ min = 400, max = 900 }"),
        ("affected.total", "970"),
    ];
    facts.extend(
        known
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    let mut profile: Vec<(String, String)> = texts(Group::Identity).collect();
    profile.push(("organisation.name".to_owned(), quoted(&text("name"))));
    loaded(&facts, &profile)
}

/// A value that a letter may well hold.
pub(crate) fn decent(key: &str) -> String {
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
        "occurrence_words" => "November 2 to 5, 2026",
        _ => "It is told here in plain words.",
    }
    .to_owned()
}

pub(crate) fn filled(loaded: &Loaded, template: &Template, words: &Words, duty: Option<&ObligationView>) -> Values {
    values(
        crate::common::rules(),
        KnownAt {
            loaded,
            now: StoryTime::named(at(NOW)),
        },
        template,
        words,
        duty,
    )
    .with_contacts(&contacts(None).unwrap())
}

/// A template filled from an incident.
pub(crate) fn rendered(template: &Template, loaded: &Loaded) -> String {
    rendered_for(template, loaded, None)
}

pub(crate) fn rendered_for(template: &Template, loaded: &Loaded, duty: Option<&ObligationView>) -> String {
    let words = words();
    template
        .render(&filled(loaded, template, &words[&template.language], duty))
        .unwrap()
}

fn page(template: &Template, text: &str) -> Letter {
    Letter {
        title: template.name.clone(),
        language: template.language.clone(),
        paper: Paper::A4,
        print: firebell::core::event::PrintSize::Standard,
        letterhead: Letterhead::default(),
        kind: IncidentKind::Real,
        clearance: Clearance::Cleared,
        state: String::new(),
        tlp: None,
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
            .filter(|gap| !["letter.authority", "letter.owner"].contains(&gap.as_str()))
            .filter(|gap| {
                !["sheet.", "person.", "affected."]
                    .iter()
                    .any(|start| gap.starts_with(start))
            })
            .collect();
        assert!(open.is_empty(), "{} {}: {open:?}", template.id, template.language);
        let titled = markdown::parse(&text)
            .iter()
            .any(|block| matches!(block, Block::Heading { level: 1, .. }));
        // A text message has no room for a title.
        let is_text_message = ["us/sms", "eu/art34-sms"].contains(&template.id.as_str());
        assert_eq!(titled, !is_text_message, "{}", template.id);
    }
}

/// What is read where no gap is: a gap may list the values that a form offers.
fn reading_outside_gaps(text: &str) -> String {
    let parts = text.split("[[").enumerate();
    let outside = parts.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once("]]").map_or("", |(_, rest)| rest),
    });
    outside.collect()
}

#[test]
fn an_empty_incident_leaves_visible_gaps_and_no_empty_words() {
    for template in templates(None).unwrap() {
        let text = rendered(&template, &loaded(&[], &[]));
        let reading = Reading::of(&markdown::parse(&text));
        assert!(!reading.gaps.is_empty(), "{}", template.id);
        for empty in ["None", "null", "undefined", "{{", "{%"] {
            assert!(
                !reading_outside_gaps(&text).contains(empty),
                "{}: {empty} in\n{text}",
                template.id
            );
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
    let words = words();
    let english: Vec<&String> = words["en"].elements.keys().collect();
    for code in firebell::core::law::codes::ELEMENTS.codes {
        assert!(words["en"].elements.contains_key(*code), "{code}");
    }
    for (language, own) in words {
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
fn gaps_ask_in_every_language() {
    let with_gap = [Group::Letter, Group::Identity, Group::Moments]
        .into_iter()
        .flat_map(table::of_group)
        .filter(|fact| fact.gap.is_some());
    let with_gap: Vec<&str> = with_gap.map(|fact| fact.key).collect();
    let text = std::fs::read_to_string(project("templates/letters/words.toml")).unwrap();
    let tables: toml::Table = text.parse().unwrap();
    let keys = |language: &str| -> BTreeSet<String> {
        let asks = tables[language]["asks"].as_table().unwrap();
        asks.keys().cloned().collect()
    };
    for language in tables.keys().filter(|language| *language != "en") {
        assert_eq!(keys(language), keys("de"), "{language}");
        for key in &with_gap {
            assert!(keys(language).contains(*key), "{language} {key}");
        }
    }
    let all = templates(None).unwrap();
    let template = all.iter().find(|t| t.id == "eu/art34" && t.language == "de").unwrap();
    let text = rendered(template, &loaded(&[], &[]));
    for english in [
        "the day it goes out",
        "the organization's",
        "in the text",
        "what happened",
    ] {
        assert!(!text.contains(english), "{english}: {text}");
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
    assert!(text.contains("This information will follow |"), "{text}");
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
            best(
                &all,
                LetterRecipient::from_code(recipient).unwrap(),
                &obligation.parse().unwrap(),
                language
            )
            .unwrap()
            .id,
            id,
            "{recipient} {obligation}"
        );
    }
}

/// A text for one reader, in one language, never comes out for another.
#[test]
fn a_story_for_somebody_else_or_in_another_language_is_a_gap() {
    let all = templates(None).unwrap();
    let facts = |keys: &[&str]| -> Vec<(String, String)> {
        let text = |key: &&str| ((*key).to_owned(), quoted(&format!("Told under {key}.")));
        keys.iter().map(text).collect()
    };
    let people = loaded(&facts(&["letter.what_happened"]), &[]);
    let authorities = loaded(&facts(&["letter.authorities.what_happened"]), &[]);
    let german = loaded(
        &facts(&["letter.what_happened.de", "letter.authorities.what_happened.de"]),
        &[],
    );
    for template in all.iter().filter(|t| t.text.contains("letter.what_happened")) {
        let told = |loaded: &Loaded| rendered(template, loaded).contains("Told under");
        let english = template.language == "en";
        assert_eq!(
            told(&people),
            english && template.audience == Audience::People,
            "{}",
            template.id
        );
        assert_eq!(
            told(&authorities),
            english && template.audience == Audience::Authorities,
            "{}",
            template.id
        );
        let of_both = [Audience::People, Audience::Authorities].contains(&template.audience);
        assert_eq!(told(&german), template.language == "de" && of_both, "{}", template.id);
    }
}
