//! Sheets of authorities' forms: every form reads, every fact is one, and what is unknown is open.

use firebell::app::authority_forms::{Basis, all, for_recipient};
use firebell::core::facts::table;

use crate::common::record::Desk;
use crate::common::shared;

#[test]
fn there_are_22_forms_of_authorities_and_every_fact_is_one_of_the_table() {
    assert_eq!(all().iter().filter(|form| form.official).count(), 22);
    assert_eq!(all().len(), 24);
    let mut wrong = Vec::new();
    for form in all() {
        let numbers: Vec<u32> = form.fields.iter().map(|field| field.n).collect();
        assert!(numbers.is_sorted() && !numbers.is_empty(), "{}", form.id);
        for fact in form.fields.iter().filter_map(|field| field.fact.as_deref()) {
            let key = fact.split(':').next().unwrap();
            if key != "affected" && table::find(key).is_none() {
                wrong.push(format!("{}: {fact}", form.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn forms_known_from_memory_say_so() {
    let memory: Vec<&str> = all()
        .iter()
        .filter(|form| form.mostly_memory())
        .map(|form| form.id.as_str())
        .collect();
    let expected = [
        "de-land",
        "es-aepd",
        "fr-cnil",
        "ie-dpc",
        "it-garante",
        "us-cisa-circia",
        "us-il-ag",
        "us-tx-ag",
    ];
    assert_eq!(memory, expected);
    let desk = Desk::new();
    let shown = desk.run(&["form", "show", "fr-cnil"]).ok();
    assert!(shown.contains("CAUTION") && shown.contains("from memory"), "{shown}");
    let seen = desk.run(&["form", "show", "nl-ap"]).ok();
    assert!(!seen.contains("CAUTION"), "{seen}");
    let draft = desk.run(&["form", "show", "eu-edpb-draft"]).ok();
    assert!(
        draft.contains("NOT OFFICIAL") && draft.contains("[from a public field map]"),
        "{draft}"
    );
    let list = desk.run(&["form", "list"]).ok();
    assert!(
        list.contains("us-me-ag") && list.contains("seen 25, memory 2"),
        "{list}"
    );
}

#[test]
fn a_sheet_has_what_the_record_answers_and_asks_for_the_rest() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let _ = desk.run(&["profile", "set", "name", "Bluefin Freight"]).ok();
    let _ = desk
        .run(&["incident", "fact", "set", &code, "data.elements", "ssn"])
        .ok();
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "600"]).ok();
    let sheet = desk.run(&["form", "show", "us-tx-ag", "--incident", &code]).ok();
    for words in [
        "= Bluefin Freight",
        "= 600 (confirmed)",
        "OPEN ",
        "Required and open:",
        "firebell incident file",
    ] {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    let view = desk
        .run(&["form", "show", "us-tx-ag", "--incident", &code, "--json"])
        .json();
    let states: Vec<&str> = view["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["answer"]["state"].as_str().unwrap())
        .collect();
    assert!(
        states.contains(&"known") && states.contains(&"open") && states.contains(&"by_hand"),
        "{states:?}"
    );
    let _ = desk.run(&["form", "show", "us-xx"]).fails(2);
}

/// A word of a fact is not an option of a form: what the facts give is said in the form's own words, and what no option
/// is certain to mean is named.
#[test]
fn several_choices_are_the_form_s_own_options() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let fact = |key: &str, value: &str| {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    };
    fact("data.elements", "any_personal_data,ssn,dob,payment_card,biometric");
    fact("breach.cause", "attack");
    let _ = desk
        .run(&["profile", "set", "identity.address", "1 Pier Road, Houston TX 77001"])
        .ok();
    let row = |form: &str, n: u64| {
        let view = desk.run(&["form", "show", form, "--incident", &code, "--json"]).json();
        let rows = view["rows"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["n"] == n).unwrap()
    };
    let kinds = row("us-tx-ag", 8);
    assert_eq!(
        kinds["answer"]["value"],
        "SSN; financial information such as account or card number; date of birth; other"
    );
    assert_eq!(
        kinds["unplaced"][0],
        "any information about an identifiable person; give the narrower elements too"
    );
    assert_eq!(row("us-tx-ag", 3)["answer"]["value"], "1 Pier Road, Houston TX 77001");
    assert_eq!(
        row("us-ny-ag", 15)["chosen"][0],
        "external system breach such as hacking"
    );
    let sheet = desk.run(&["form", "show", "us-tx-ag", "--incident", &code]).ok();
    assert!(sheet.contains("CHOOSE any information"), "{sheet}");
    // One that is certain to mean nothing on the form is not guessed.
    fact("breach.cause", "slip");
    let cause = row("us-ny-ag", 15);
    assert!(
        cause["chosen"].is_null() && cause["unplaced"][0] == "a mistake",
        "{cause}"
    );
}

/// What a form says of options, codes, regimes and recipients is what the law and the table of facts know.
#[test]
fn what_a_form_names_exists() {
    let rules = crate::common::rules();
    for form in all() {
        for regime in &form.regimes {
            assert!(rules.regime(regime).is_some(), "{}: {regime}", form.id);
        }
        for recipient in &form.recipients {
            let of_law = rules.regimes.iter().flat_map(|regime| &regime.versions);
            let mut of_law = of_law.flat_map(|version| &version.obligations);
            let known = of_law.any(|o| o.authority.as_deref() == Some(recipient.as_str()))
                || rules.authorities.iter().any(|authority| authority.name == *recipient);
            assert!(known, "{}: {recipient}", form.id);
            let found = for_recipient(&form.regimes[0], recipient).unwrap();
            assert_eq!(found.id, form.id, "{recipient}");
        }
        for field in &form.fields {
            for (option, codes) in &field.gives {
                assert!(field.options.contains(option), "{} {}: {option}", form.id, field.n);
                let key = field.fact.as_deref().unwrap();
                let meanings = table::find(key).unwrap().kind.meanings();
                for code in codes {
                    let known = meanings.is_empty() || meanings.iter().any(|(known, _)| known == code);
                    assert!(known, "{} {}: {code}", form.id, field.n);
                }
            }
        }
    }
}

/// The text for authorities, in their language: no other text stands in for it.
#[test]
fn the_story_is_the_one_for_authorities_in_their_language() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let _ = desk
        .run(&[
            "incident",
            "fact",
            "set",
            &code,
            "letter.what_happened",
            "Told to people.",
        ])
        .ok();
    let sheet = desk.run(&["form", "show", "nl-ap", "--incident", &code]).ok();
    assert!(
        !sheet.contains("Told to people.") && sheet.contains("[letter.authorities.what_happened.nl]"),
        "{sheet}"
    );
    let key = "letter.authorities.what_happened.nl";
    let _ = desk.run(&["incident", "fact", "set", &code, key, "Verteld."]).ok();
    let sheet = desk.run(&["form", "show", "nl-ap", "--incident", &code]).ok();
    assert!(sheet.contains("= Verteld."), "{sheet}");
}

#[test]
fn the_market_reads_its_own_text_under_five_headings() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let sheet = desk.run(&["form", "show", "us-sec-8k-105", "--incident", &code]).ok();
    let headings = ["Nature", "Scope", "Timing", "Material impact", "Not determined yet"];
    let places: Vec<usize> = headings
        .iter()
        .map(|heading| sheet.find(&format!("== {heading} ==")).unwrap())
        .collect();
    assert!(
        places.is_sorted() && sheet.contains("[letter.market.what_happened]"),
        "{sheet}"
    );
    for (key, value) in [
        ("letter.market.material_impact", "No material impact on revenue."),
        ("letter.market.consequences", "People may get phishing mails."),
        (
            "letter.market.not_determined",
            "The number of records is not determined.",
        ),
        ("milestones.discovery", "2026-03-05 14:00"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let args = ["form", "show", "us-sec-8k-105", "--incident", &code, "--json"];
    let sheet = desk.run(&args).json();
    let under = |section: &str| {
        let rows = sheet["rows"].as_array().unwrap().iter();
        let rows = rows.filter(|row| row["section"] == section);
        rows.map(|row| row["answer"]["value"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
            .join("|")
    };
    assert_eq!(under("Material impact"), "No material impact on revenue.");
    assert_eq!(under("Not determined yet"), "The number of records is not determined.");
    assert!(under("Timing").contains("5 Mar 2026"), "{sheet}");
}

/// What the built-in files say of each form is what was handed over, where the shared folder is there.
#[test]
fn the_built_in_forms_are_those_that_were_collected() {
    for form in all() {
        let Some(text) = shared(&format!("interop/portals/{}.toml", form.id)) else {
            continue;
        };
        let table: toml::Table = text.parse().unwrap();
        let fields = table["fields"].as_array().unwrap();
        assert_eq!(fields.len(), form.fields.len(), "{}", form.id);
        for (theirs, ours) in fields.iter().zip(&form.fields) {
            assert_eq!(theirs["label"].as_str(), Some(ours.label.as_str()), "{}", form.id);
            assert_eq!(
                theirs["basis"].as_str().and_then(Basis::from_code),
                Some(ours.basis),
                "{}",
                form.id
            );
        }
    }
}
