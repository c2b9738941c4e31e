//! Letters: templates in every format for full, empty and hostile facts; rules that can pass and fail; the record's side.

use firebell::app::letter_context::{IDENTITY, NARRATIVE, Values, Words, values, words};
use firebell::app::letter_desk::{contacts, rules, templates};
use firebell::app::record::Loaded;
use firebell::app::views::ObligationView;
use firebell::core::event::{Certainty, Event, What};
use firebell::core::fact::IncidentKind;
use firebell::core::incident::document::quoted;
use firebell::core::incident::{Incident, Organisation};
use firebell::letter::block::{Block, Letter, Letterhead, Paper};
use firebell::letter::check::{Reading, Rule, Subject, Test, check};
use firebell::letter::template::{Template, best};
use firebell::letter::{html, markdown, plain};

use crate::common::at;
use crate::record_common::Desk;

pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";
const HOSTILE: &str = "Acme <y> | *b* _i_ #panic(\"x\") $a$ [b](c) [[a|b]] {{ x }} `code` \\ & 1. end";

pub(crate) fn loaded(facts: &[(String, String)], profile: &[(String, String)]) -> Loaded {
    let event = |seq, what| Event {
        seq,
        recorded_at: at(NOW),
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
    let facts = facts.iter().map(|(key, value)| What::FactRecorded {
        key: key.clone(),
        value: value.clone(),
        certainty: Certainty::Confirmed,
        learned_at: at(NOW),
        source: None,
        also: false,
    });
    let events: Vec<Event> = std::iter::once(opened)
        .chain(facts)
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
pub(crate) fn full(text: impl Fn(&str) -> String) -> Loaded {
    let mut facts: Vec<(String, String)> = NARRATIVE
        .iter()
        .map(|(key, _)| (format!("letter.{key}"), quoted(&text(key))))
        .collect();
    let known = [
        ("milestones.occurrence", "\"2026-11-02T08:00:00Z\""),
        ("milestones.discovery", "\"2026-11-20T08:00:00Z\""),
        ("milestones.awareness", "\"2026-11-20T10:00:00Z\""),
        ("milestones.containment", "\"2026-11-21T08:00:00Z\""),
        ("breach.types", "[\"confidentiality\"]"),
        ("breach.cause", "\"attack\""),
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
        "occurrence_words" => "It happened between November 2 and November 5, 2026.",
        _ => "It is told here in plain words.",
    }
    .to_owned()
}

pub(crate) fn filled(loaded: &Loaded, template: &Template, words: &Words, duty: Option<&ObligationView>) -> Values {
    values(loaded, template, words, duty, at(NOW)).with_contacts(&contacts(None).unwrap())
}

pub(crate) fn rendered(template: &Template, loaded: &Loaded) -> String {
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
        exercise: false,
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
            .filter(|gap| *gap != "letter.authority" && !gap.starts_with("sheet."))
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
    let printer = firebell::letter::pdf::Printer::default();
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
        if ["eu/art34", "us/regulator"].contains(&template.id.as_str()) {
            assert!(printer.print(&page, at(NOW)).unwrap().starts_with(b"%PDF-"));
            assert!(firebell::letter::docx::docx(&page, at(NOW)).unwrap().starts_with(b"PK"));
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
}

#[test]
fn a_total_is_never_made_up_from_places() {
    let known = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let loaded = loaded(&[known("affected.US", "100"), known("affected.US-TX", "60")], &[]);
    let all = templates(None).unwrap();
    let template = all.iter().find(|t| t.id == "eu/art33-initial").unwrap();
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
    for (recipient, regime, language, id) in [
        ("regulator", "eu-gdpr", "en", "eu/art33-initial"),
        ("individuals", "eu-gdpr", "de", "eu/art34"),
        ("individuals", "us-ca", "en", "us/individuals-ca"),
        ("individuals", "us-ma", "en", "us/individuals-ma"),
        ("individuals", "us-tx", "en", "us/individuals"),
        ("individuals", "us-hipaa", "en", "us/hipaa-individuals"),
        ("regulator", "us-tx", "en", "us/regulator"),
        ("regulator", "br-lgpd", "en", "world/regulator"),
    ] {
        assert_eq!(
            best(&all, recipient, regime, language).unwrap().id,
            id,
            "{recipient} {regime}"
        );
    }
}

fn subject(regime: &str, recipient: &str, language: &str) -> Subject {
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

/// The duty that a rule's letter is for; a notice to the public stands in for letters to individuals.
fn duty_of<'d>(all: &'d [ObligationView], recipient: &str, regime: &str) -> Option<&'d ObligationView> {
    let told = if recipient == "public" {
        "individuals"
    } else {
        recipient
    };
    all.iter().find(|duty| duty.regime == regime && duty.recipient == told)
}

/// Every rule passes on the letter made for it, and each of its tests fails when what it looks at is taken out or put in.
#[test]
fn every_rule_has_a_letter_that_passes_and_one_that_fails() {
    let all = templates(None).unwrap();
    let duties = crate::letter_rules_us::duties();
    for rule in rules(None).unwrap() {
        let (recipient, regime) = (&rule.recipients[0], &rule.regimes[0]);
        let language = rule.languages.first().map_or("en", String::as_str);
        let template = best(&all, recipient, regime, language).unwrap_or_else(|| panic!("no template for {}", rule.id));
        let mut subject = subject(regime, recipient, language);
        subject.late = rule.late;
        let duty = duty_of(&duties, recipient, regime).filter(|_| regime.starts_with("us-"));
        let mut text = rendered_for(template, &full(decent), duty);
        if rule.late {
            text = text.replace(
                "| What happened |",
                "| Reasons for the delay | the mailbox was found late |\n| What happened |",
            );
        }
        let own = |rule: &Rule, text: &str| {
            let findings = check(std::slice::from_ref(rule), &subject, &markdown::parse(text));
            findings.into_iter().filter(|f| f.rule == rule.id).collect::<Vec<_>>()
        };
        let reminds = |test: &&Test| matches!(test, Test::Human(_) | Test::PeopleOver(..));
        let human = rule.tests.iter().filter(reminds).count();
        assert_eq!(
            own(&rule, &text).len(),
            human,
            "{}: {:?}\n{text}",
            rule.id,
            own(&rule, &text)
        );
        // Nothing at all fails every demand; a text full of what is forbidden fails every ban.
        for test in rule.tests.iter().filter(|test| !reminds(test)) {
            let mut banned = "# Title\n\nThe hacker took it. You waive a right. 40 people were told.\n".to_owned();
            if let Test::Forbidden(words) = test {
                banned += &words.join(" ");
            }
            let mut alone = rule.clone();
            alone.tests = vec![test.clone()];
            // The advice to watch accounts for two years is no offer.
            if matches!(test, Test::Months(..)) {
                let short = |key: &str| {
                    if key == "monitoring_months" {
                        "6".to_owned()
                    } else {
                        decent(key)
                    }
                };
                let text = rendered_for(template, &full(short), duty);
                assert!(
                    !own(&alone, &text).is_empty(),
                    "{}: {test:?} takes any term\n{text}",
                    rule.id
                );
            }
            // Nothing that every letter says stands in for a date.
            if matches!(test, Test::Dates(..)) && regime.starts_with("us-") {
                let dateless = text.replace("November", "some day");
                assert!(
                    !own(&alone, &dateless).is_empty(),
                    "{}: {test:?} needs no date\n{text}",
                    rule.id
                );
            }
            let fails = own(&alone, "").len() + own(&alone, &banned).len();
            assert!(fails > 0, "{}: {test:?} cannot fail", rule.id);
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
    let said = desk.run(&merge).ok();
    assert!(
        said.contains("3 letters made") && said.contains("1 rows have no address, the first: 3"),
        "{said}"
    );
    assert!(
        std::fs::read_to_string(out.join("00000002.txt"))
            .unwrap()
            .contains("Dear Ada <b>,")
    );
    std::fs::remove_file(out.join("00000003.txt")).unwrap();
    let said = desk.run(&merge).ok();
    assert!(said.contains("1 letters made, 2 were there already"), "{said}");
    assert!(
        std::fs::read_to_string(out.join("mail-house.csv"))
            .unwrap()
            .contains("3,00000003.txt,\"Bo, Jr.\"")
    );
    std::fs::write(&text, "Street,Email\nx,y\n").unwrap();
    let lacking = ["letter", "merge", &code, "all", &from, "--out", &folder];
    assert!(desk.run(&lacking).fails(2).contains("no column name"));
}
