//! What people who used the letters stumbled over.

use super::*;

#[test]
fn a_text_of_ones_own_needs_no_template() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let own = desk.beside("own.md");
    std::fs::write(&own, "# A word to our neighbors\n\nThe office is closed on Monday.\n").unwrap();
    let own = own.display().to_string();
    desk.run(&["letter", "draft", &code, "--from", &own, "--id", "own"])
        .ok();
    assert!(
        desk.run(&["letter", "show", &code, "own"])
            .ok()
            .contains("A word to our neighbors")
    );
    let neither = desk.run(&["letter", "draft", &code]).fails(2);
    assert!(neither.contains("neither a template nor an obligation"), "{neither}");
}

#[test]
fn a_second_letter_of_the_same_name_is_told_how_to_be_another() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let draft = ["letter", "draft", &code, "us/individuals"];
    desk.run(&draft).ok();
    let refused = desk.run(&draft).fails(2);
    assert!(refused.contains("--id"), "{refused}");
}

#[test]
fn a_second_letter_of_another_template_for_an_obligation_has_a_name_of_its_own() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let draft = |template: &str| {
        let args = ["letter", "draft", &code, template, "--obligation", "us-ca/individuals"];
        desk.run(&args)
    };
    let first = draft("us/individuals-ca").ok();
    assert!(first.contains("us-ca-individuals-en"), "{first}");
    let minors = draft("us/individuals-minor").ok();
    assert!(minors.contains("us-ca-individuals-individuals-minor-en"), "{minors}");
    // The same letter is edited and not drafted twice.
    assert!(draft("us/individuals-minor").fails(2).contains("already exists"));
}

#[test]
fn a_letter_that_no_law_asks_for_does_not_say_that_one_does() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let text = |id: &str, elements: &str| {
        for (key, value) in [
            ("data.elements", elements),
            ("affected.US-TX", "300"),
            ("organisation.role", "owner"),
        ] {
            desk.run(&["incident", "fact", "set", &code, key, value]).ok();
        }
        let obligation = "us-tx/regulator";
        desk.run(&["letter", "draft", &code, "--obligation", obligation, "--id", id])
            .ok();
        desk.run(&["letter", "show", &code, id]).ok()
    };
    let due = text("due", "ssn");
    assert!(due.contains("under Tex. Bus. & Com. Code § 521.053"), "{due}");
    let voluntary = text("voluntary", "any_personal_data");
    assert!(
        voluntary.contains("Attorney General") && !voluntary.contains("§ 521.053"),
        "{voluntary}"
    );
}

#[test]
fn a_report_on_a_frontier_model_asks_for_what_its_law_asks() {
    let (desk, code) = Desk::with_incident("Model left its sandbox");
    for (obligation, title) in [
        (
            "us-ca-frontier-ai/emergency-services",
            "Report of Critical Safety Incident",
        ),
        ("us-ny-raise/dfs-office", "Report of Critical Safety Incident"),
        (
            "us-ca-frontier-ai/imminent-risk",
            "Imminent Risk of Death or Serious Physical Injury",
        ),
    ] {
        let id = obligation.replace('/', "-");
        desk.run(&["letter", "draft", &code, "--obligation", obligation, "--id", &id])
            .ok();
        let shown = desk.run(&["letter", "show", &code, &id]).ok();
        assert!(shown.contains(title), "{shown}");
        assert!(!shown.contains("personal information"), "{shown}");
        assert_eq!(
            shown.contains("internal use of a frontier model"),
            title.starts_with("Report"),
            "{shown}"
        );
    }
}

#[test]
fn hashed_passwords_are_told_as_hashed() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("data.elements", "online_credentials"),
        ("data.passwords_hashed", "true"),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    for (language, words) in [
        ("en", "email address with a hashed password"),
        ("de", "E-Mail-Adresse mit gehashtem Passwort"),
        ("pl", "wraz z hasłem w postaci skrótu"),
    ] {
        let draft = [
            "letter",
            "draft",
            &code,
            "eu/art34",
            "--language",
            language,
            "--id",
            language,
        ];
        desk.run(&draft).ok();
        let shown = desk.run(&["letter", "show", &code, language]).ok();
        assert!(shown.contains(words), "{shown}");
    }
    desk.run(&["incident", "fact", "set", &code, "data.passwords_hashed", "false"])
        .ok();
    let checked = desk.run(&["letter", "check", &code, "en"]).out;
    assert!(checked.contains("hashe"), "{checked}");
}

/// Bank data of 640 among 18,300 people: who reads that hers was taken, and it was not, is told something false.
#[test]
fn data_of_some_of_the_people_is_told_as_that() {
    let (desk, code) = Desk::with_incident("Table copied");
    for (key, value) in [
        ("data.elements", "dob,financial_account_alone"),
        ("data.of_some", "financial_account_alone"),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    for (language, own, of_some) in [
        ("en", "date of birth\n", "(for some people only)"),
        ("de", "Geburtsdatum\n", "(nur bei einem Teil der Betroffenen)"),
        ("it", "data di nascita\n", "(solo per una parte delle persone)"),
    ] {
        let letter = format!("letter-{language}");
        let draft = [
            "letter",
            "draft",
            &code,
            "eu/art34",
            "--language",
            language,
            "--id",
            &letter,
        ];
        desk.run(&draft).ok();
        let shown = desk.run(&["letter", "show", &code, &letter]).ok();
        assert!(shown.contains(own) && shown.contains(of_some), "{shown}");
        let checked = desk.run(&["letter", "check", &code, &letter]).out;
        assert!(!checked.contains("record-element"), "{checked}");
        assert!(!shown.contains("dataprotection.ie"), "{shown}");
    }
}

#[test]
fn what_stands_for_a_gap_is_in_no_language() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["letter", "draft", &code, "eu/art34", "--language", "de", "--id", "de"])
        .ok();
    let checked = desk.run(&["letter", "check", &code, "de"]).out;
    assert!(!checked.contains("is in another language"), "{checked}");
}

#[test]
fn the_register_tells_effects_and_remedies_in_one_zone() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("letter.authorities.consequences", "Deceptive messages."),
        ("letter.authorities.measures_taken", "The mailbox was closed."),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let csv = desk.run(&["register", "--csv"]).ok();
    assert!(
        csv.contains("Deceptive messages.") && csv.contains("The mailbox was closed."),
        "{csv}"
    );
    let row = csv.lines().nth(1).unwrap();
    assert!(!row.contains("+01:00") && !row.contains("-06:00"), "{row}");
}

/// The register is for people and an authority: names and words, no ids; the moment also on the clock of the incident.
#[test]
fn the_register_names_things_as_people_do() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("milestones.awareness", "2026-11-24T09:00:00+01:00"),
        ("data.elements", "online_credentials"),
        ("affected.US-TX", "600"),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let why = ["--rationale", "sign-in data was read", "--by", "Mia"];
    desk.run(&[&["incident", "decide", &code, "gdpr_risk", "high"], &why[..]].concat())
        .ok();
    for args in [&["register"][..], &["register", "--csv"][..]] {
        let text = desk.run(args).ok();
        assert!(text.contains("Texas: 600"), "{text}");
        assert!(text.contains("24 Nov 2026"), "{text}");
        for id in ["online_credentials", "US-TX", "gdpr_risk", "eu-gdpr/"] {
            assert!(!text.contains(id), "{id}: {text}");
        }
    }
}

#[test]
fn a_withdrawal_gives_its_reason() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["incident", "fact", "set", &code, "letter.contact", "Call us."])
        .ok();
    desk.run(&[
        "incident",
        "fact",
        "withdraw",
        &code,
        "letter.contact",
        "--reason",
        "a wrong number",
    ])
    .ok();
    let history = desk.run(&["incident", "fact", "history", &code, "letter.contact"]).ok();
    let plain = history.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains("withdrawn (because: a wrong number"), "{history}");
}

#[test]
fn nobody_owns_a_company_whose_parent_is_none() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["incident", "fact", "set", &code, "identity.parent", "none"])
        .ok();
    desk.run(&["letter", "draft", &code, "us/individuals-ma", "--id", "ma"])
        .ok();
    let shown = desk.run(&["letter", "show", &code, "ma"]).ok();
    assert!(!shown.contains("parent company"), "{shown}");
    // What the template itself says draws no question.
    let checked = desk.run(&["letter", "check", &code, "ma"]).out;
    assert!(
        !checked.contains("a person must say whether this may stand"),
        "{checked}"
    );
}

#[test]
fn a_draft_as_it_came_says_nothing_that_is_recorded_otherwise() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let told = "The mailbox of a clerk was read. It was closed on the same day.";
    desk.run(&[
        "incident",
        "fact",
        "set",
        &code,
        "letter.authorities.what_happened",
        told,
    ])
    .ok();
    desk.run(&["incident", "fact", "set", &code, "organisation.name", "Harbor Dental"])
        .ok();
    desk.run(&[
        "letter",
        "draft",
        &code,
        "eu/art33-initial",
        "--language",
        "en",
        "--id",
        "r",
    ])
    .ok();
    let checked = desk.run(&["letter", "check", &code, "r"]).out;
    for rule in ["record-wording", "record-statement", "record-number", "record-name"] {
        assert!(!checked.contains(rule), "{checked}");
    }
}

#[test]
fn a_signer_who_is_the_data_protection_officer_is_not_taken_for_another_one() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let own = desk.beside("own.md");
    for (name, officer) in [("Aoife Byrne", true), ("Sam Kavanagh", false)] {
        for (key, value) in [
            ("organisation.name", "Northwind Cloud Ireland Limited"),
            ("identity.dpo_name", "Aoife Byrne"),
            ("letter.signer_name", name),
            ("letter.signer_title", "Data Protection Officer"),
        ] {
            desk.run(&["incident", "fact", "set", &code, key, value]).ok();
        }
        let text = format!(
            "# Notice\n\nNorthwind Cloud Ireland Limited writes to you.\n\nYours sincerely,\n\n{name}\\\nData Protection Officer\\\nNorthwind Cloud Ireland Limited\n\nOur data protection officer, {name}, can be reached by post.\n"
        );
        std::fs::write(&own, text).unwrap();
        let id = if officer { "officer" } else { "other" };
        desk.run(&["letter", "draft", &code, "--from", own.to_str().unwrap(), "--id", id])
            .ok();
        let checked = desk.run(&["letter", "check", &code, id]).out;
        assert!(!checked.contains("“Northwind Cloud”"), "{checked}");
        // Somebody else under that name is still found, where a text names them.
        assert_eq!(checked.contains("record-field"), !officer, "{checked}");
    }
}

/// Told to authorities, and to no person.
const NOT_TO_PEOPLE: [&str; 5] = [
    "cross_border",
    "authorities_told",
    "discovered_how",
    "safeguards_before",
    "people_told",
];

/// What no letter to people tells needs no text of its own for authorities; where there is one, it goes first.
#[test]
fn what_only_authorities_are_told_is_recorded_once() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let set = |key: &str, text: &str| desk.run(&["incident", "fact", "set", &code, key, text]).ok();
    let drafted = |id: &str| {
        let draft = ["letter", "draft", &code, "eu/art33-initial", "--language", "en"];
        desk.run(&[&draft[..], &["--id", id]].concat()).ok();
        desk.run(&["letter", "show", &code, id]).ok()
    };
    for key in NOT_TO_PEOPLE {
        set(&format!("letter.{key}"), &format!("Plainly {key} told."));
    }
    let text = drafted("plain").replace('\\', "");
    for key in NOT_TO_PEOPLE {
        assert!(text.contains(&format!("Plainly {key} told.")), "{key}: {text}");
        assert!(!text.contains(&format!("letter.authorities.{key}")), "{key}: {text}");
    }
    set("letter.authorities.cross_border", "France and Spain.");
    let text = drafted("own");
    assert!(
        text.contains("France and Spain.") && !text.contains("border told"),
        "{text}"
    );
    // A text of the story that people are told as well still stands in for no other.
    set("letter.consequences", "Spam.");
    let text = drafted("consequences");
    assert!(
        !text.contains("Spam.") && text.contains("letter.authorities.consequences"),
        "{text}"
    );
}

/// A person field that no roster filled says so in the words of the letter's language, in every format.
#[test]
fn a_gap_is_told_in_the_language_of_its_letter() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (language, word) in [("de", "fehlt"), ("fr", "manque"), ("pl", "brak"), ("en", "missing")] {
        desk.run(&[
            "letter",
            "draft",
            &code,
            "eu/art34",
            "--language",
            language,
            "--id",
            language,
        ])
        .ok();
        for format in ["html", "txt"] {
            let out = desk.beside(&format!("{language}.{format}"));
            let export = ["letter", "export", &code, language, "--format", format, "--out"];
            desk.run(&[&export[..], &[out.to_str().unwrap()]].concat()).ok();
            let shown = std::fs::read_to_string(out).unwrap();
            let gap = format!("[{word}: ");
            assert!(shown.contains(&gap), "{language} {format}: {shown}");
            let others = ["[fehlt: ", "[manque: ", "[brak: ", "[missing: "].into_iter();
            assert!(
                !others.filter(|one| *one != gap).any(|one| shown.contains(one)),
                "{language}: {shown}"
            );
        }
    }
}

#[test]
fn where_people_may_be_is_no_country_where_nobody_is() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let set = |key: &str, value: &str| {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    };
    set("affected.DE", "5000");
    set("affected.FR", "400-900");
    set("affected.AT", "0-1700");
    set(
        "letter.authorities.cross_border",
        "Yes: people in France and in Austria.",
    );
    desk.run(&["letter", "draft", &code, "eu/art33-initial", "--id", "dpa"])
        .ok();
    let check = || desk.run(&["letter", "check", &code, "dpa"]).out;
    assert!(!check().contains("nobody is recorded in"), "{}", check());
    let told = "Yes: people in France and in Italy.";
    set("letter.authorities.cross_border", told);
    desk.run(&["letter", "draft", &code, "eu/art33-initial", "--id", "other"])
        .ok();
    let other = desk.run(&["letter", "check", &code, "other"]).out;
    assert!(other.contains("nobody is recorded in IT"), "{other}");
}
