//! A team's own law: the shipped template of a customer contract, laid over the built-in files.

use firebell::app::law;
use firebell::app::views::assessment;
use firebell::core::facts;
use firebell::core::verdict::Verdict;

use crate::common::record::Desk;
use crate::common::{at, project};

#[test]
fn the_contract_template_loads_and_keeps_its_24_hours() {
    let loaded = law::files::load_all(&[project("docs/examples-overlay")]).unwrap();
    assert_eq!(loaded.problems, Vec::new());
    let text = "[incident]\ntitle = \"t\"\n[organisation]\nrole = \"processor\"\nprofile = [\"contract_example_customer\"]\n\
                [milestones]\nawareness = \"2026-06-12T16:30+02:00\"\n[data]\nelements = [\"any_personal_data\"]\n[breach]\ntypes = [\"confidentiality\"]\n";
    let facts = facts::read::file("f", text, &loaded.rules).unwrap();
    let view = assessment(&facts, &loaded.rules, crate::common::story("2026-06-12T15:00:00Z"));
    let found = view
        .obligations
        .iter()
        .find(|o| o.id == "contract-example-customer/customer")
        .unwrap();
    assert_eq!(found.verdict, Verdict::Due, "{found:#?}");
    assert_eq!(found.deadline.as_ref().unwrap().strict, at("2026-06-13T14:30:00Z"));
}

/// Law of the team's own that takes the place of built-in law is named wherever it decides something.
#[test]
fn an_overlay_that_replaces_built_in_law_is_named_in_every_answer() {
    let (desk, code) = Desk::with_incident("Own law");
    let folder = desk.beside("own-law");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(project("jurisdictions/us/vt.toml"), folder.join("us-vt.toml")).unwrap();
    let facts = desk.beside("facts.toml");
    std::fs::write(&facts, "[incident]\ntitle = \"t\"\n").unwrap();
    let law = folder.display().to_string();
    let facts = facts.display().to_string();
    let with = |args: &[&str]| desk.run(&[&["--law-dir", law.as_str()][..], args].concat());
    let set = ["incident", "fact", "set", code.as_str()];
    for (key, value) in [("affected.US-VT", "10"), ("milestones.discovery", "now")] {
        let _ = desk.run(&[&set[..], &[key, value]].concat()).ok();
    }
    let told = "us-vt (";
    for args in [
        &["assess", facts.as_str()][..],
        &["why", &facts, "us-vt/regulator"],
        &["incident", "show", &code],
        &["incident", "why", &code, "us-vt/regulator"],
        &["incident", "report", &code],
        &["deadlines"],
    ] {
        let said = with(args).ok();
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.contains("replaces the built-in law") && flat.contains(told),
            "{args:?}: {said}"
        );
        let plain = desk.run(args).ok();
        assert!(!plain.contains("replaces the built-in"), "{args:?}: {plain}");
    }
    // Answers without a place of their own for it say it on standard error.
    for args in [
        &["incident", "list"][..],
        &["incident", "list", "--json"],
        &["register"],
        &["deadlines", "--json"],
    ] {
        let said = with(args).err;
        assert!(
            said.contains("replaces the built-in law") && said.contains(told),
            "{args:?}: {said}"
        );
    }
    let json = with(&["assess", &facts, "--json"]).json();
    let overlay = &json["rule_base"]["overlays"][0];
    assert_eq!(
        (&overlay["id"], &overlay["replaces"]),
        (&"us-vt".into(), &true.into()),
        "{overlay}"
    );
    assert!(overlay["file"].as_str().unwrap().ends_with("us-vt.toml"));
    let json = with(&["deadlines", "--json"]).json();
    let rows = json.as_array().unwrap().iter();
    let own: Vec<_> = rows
        .filter(|row| row["obligation"].as_str().unwrap().starts_with("us-vt/"))
        .collect();
    assert!(
        !own.is_empty() && own.iter().all(|row| row["overlay"]["replaces"] == true),
        "{json}"
    );
    let decide = ["incident", "decide", &code, "gdpr_risk", "risk", "--rationale", "seen"];
    let _ = with(&decide).ok();
    let export = desk.run(&["incident", "export", &code]).ok();
    assert!(export.contains("replaces the built-in law"), "{export}");
}

/// A review is the regime's own text with day and name: nothing else in it changes, and it can be laid over at once.
#[test]
fn a_review_becomes_an_overlay_that_changes_only_day_name_and_confidence() {
    let desk = Desk::new();
    let folder = desk.beside("reviewed");
    std::fs::create_dir(&folder).unwrap();
    let law = folder.display().to_string();
    let review = [
        "law",
        "review",
        "us-vt",
        "--done",
        "--by",
        "R. Reader",
        "--on",
        "2026-12-01",
    ];
    let written = desk.run(&[&review[..], &["--confidence", "medium", "--out", &law]].concat());
    written.ok();
    let findings = desk.run(&["law", "lint", &law]).ok();
    assert!(findings.contains("0 findings"), "{findings}");
    let loaded = law::files::load_all(std::slice::from_ref(&folder)).unwrap();
    let plain = law::files::load_all(&[]).unwrap();
    let (new, old) = (
        loaded.rules.regime("us-vt").unwrap(),
        plain.rules.regime("us-vt").unwrap(),
    );
    assert_eq!(new.reviewed_by.as_deref(), Some("R. Reader"));
    assert_eq!(new.reviewed_on.to_string(), "2026-12-01");
    assert_eq!(format!("{:?}", new.versions.len()), format!("{:?}", old.versions.len()));
    let without_places = |regime: &firebell::core::law::rulebook::Regime| {
        let mut regime = regime.clone();
        regime.file.clear();
        regime.place = (0, 0);
        regime.reviewed_by = None;
        regime.reviewed_on = old.reviewed_on;
        regime.confidence = old.confidence;
        for version in &mut regime.versions {
            version
                .obligations
                .iter_mut()
                .for_each(|obligation| obligation.place = (0, 0));
        }
        format!("{regime:?}")
    };
    assert_eq!(without_places(new), without_places(old));
    let again = desk.run(&[&review[..], &["--out", &law]].concat());
    assert_ne!(again.code, 0, "a file is not written over without --force");
}

/// Every regime can be reviewed: its text is found, and loads again with the review in it.
#[test]
fn every_regime_can_take_a_review() {
    let rules = crate::common::rules();
    let review = law::review::Review {
        by: "R. Reader".to_owned(),
        on: "2026-12-01".parse().unwrap(),
        confidence: None,
    };
    let some = rules.regimes.iter().step_by(25);
    for regime in some {
        law::review::reviewed(regime, &law::layers::Layers::default(), &review).unwrap();
    }
}

#[test]
fn coverage_names_the_least_sure_obligation_of_each_kind() {
    let rows = law::coverage::coverage(crate::common::rules());
    let obligations: usize = rows.iter().flat_map(|row| row.obligations.values()).map(Vec::len).sum();
    let all: usize = crate::common::rules()
        .regimes
        .iter()
        .map(|r| r.current().obligations.len())
        .sum();
    assert_eq!(obligations, all);
    for row in &rows {
        for (group, covered) in &row.obligations {
            let (count, least) = row.of(*group).unwrap();
            assert_eq!(count, covered.len());
            assert!(
                covered.iter().all(|one| one.confidence <= least),
                "{}: {covered:?}",
                row.place
            );
        }
    }
}

/// A one-off holiday of the team's own moves a date, and every sentence that counts with it names the file.
#[test]
fn a_holiday_of_the_teams_own_is_added_to_a_calendar_and_named() {
    let desk = Desk::new();
    let folder = desk.beside("own-days");
    std::fs::create_dir_all(folder.join("calendars")).unwrap();
    let file = folder.join("calendars/one-off.toml");
    let write = |to: &str| {
        let text = format!(
            "adds_to = \"{to}\"\nsource = \"a proclamation\"\n[[holiday]]\nname = \"One-off\"\non = [\"2026-06-16\"]\n"
        );
        std::fs::write(&file, text).unwrap();
    };
    write("GB-ENG");
    let law = folder.display().to_string();
    let due = [
        "due",
        "2bd",
        "--from",
        "2026-06-15T10:00+01:00",
        "--zone",
        "Europe/London",
        "--calendar",
        "GB-ENG",
    ];
    let plain = desk.run(&due).ok();
    assert!(
        plain.contains("2026-06-17") && plain.contains("holidays: England (GB-ENG), reviewed "),
        "{plain}"
    );
    let with = desk.run(&[&["--law-dir", law.as_str()][..], &due].concat()).ok();
    assert!(
        with.contains("2026-06-18") && with.contains("is a holiday (One-off)"),
        "{with}"
    );
    let flat = with.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("with days of your own from") && with.contains("one-off.toml"),
        "{with}"
    );
    let facts = desk.beside("facts.toml");
    std::fs::write(&facts, "[incident]\ntitle = \"t\"\n").unwrap();
    let assessed = desk
        .run(&["--law-dir", &law, "assess", &facts.display().to_string()])
        .ok();
    let flat = assessed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("replaces the built-in law") && flat.contains("one-off.toml"),
        "{assessed}"
    );
    write("GB-NOWHERE");
    let lint = desk.run(&["law", "lint", &law]);
    assert_eq!(lint.code, 1);
    assert!(lint.out.contains("there is no calendar `GB-NOWHERE`"), "{}", lint.out);
}
