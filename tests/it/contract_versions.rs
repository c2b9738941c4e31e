//! A contract that is agreed anew: incidents before the first day of the new terms keep the terms of their day.

use crate::common::record::Desk;
use crate::contracts::{affected, desk, why};

fn edited(desk: &Desk, terms: &[&str]) -> serde_json::Value {
    desk.run(&[&["contract", "edit", "acme", "--json"][..], terms].concat())
        .json()
}

/// A second incident of the customer, known since this moment; its code.
fn another(desk: &Desk, awareness: &str) -> String {
    let opened = desk.run(&["incident", "open", "Second", "--zone", "Europe/Berlin", "--json"]);
    let code = opened.json()["code"].as_str().unwrap().to_owned();
    for (key, value) in [
        ("data.elements", "ssn"),
        ("data.acquired", "confirmed"),
        ("breach.types", "confidentiality"),
        ("milestones.awareness", awareness),
        ("data.customers", "acme"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    code
}

#[test]
fn terms_with_a_later_first_day_leave_the_former_terms_to_incidents_before_it() {
    let (desk, first) = desk();
    let _ = affected(&desk, &first, "acme").ok();
    let terms = ["--within", "72h", "--clause", "clause 9", "--contact", "Privacy office"];
    let saved = edited(&desk, &[&terms[..], &["--since", "2026-11-25"]].concat());
    assert_eq!(saved["former"][0]["until"], "2026-11-24");
    assert_eq!(saved["former"][0]["within"], "24h");
    let second = another(&desk, "2026-11-26T10:00+01:00");
    let (old, new) = (why(&desk, &first, "acme"), why(&desk, &second, "acme"));
    assert_eq!(old["deadline"]["strict"], "2026-11-21T09:00:00Z");
    assert_eq!(
        (&old["cite"], &old["former"]["until"]),
        (&"clause 7.2".into(), &"2026-11-24".into())
    );
    assert_eq!(old["authority"]["name"], "Acme GmbH, Security desk");
    assert_eq!(new["deadline"]["strict"], "2026-11-29T09:00:00Z");
    assert_eq!(
        (&new["cite"], &new["former"]),
        (&"clause 9".into(), &serde_json::Value::Null)
    );
    let words = desk.run(&["incident", "why", &first, "contract-acme/notice"]).ok();
    assert!(
        words.contains("Version     the rules that were in force until 2026-11-24"),
        "{words}"
    );
    // A change without a first day corrects today's terms alone.
    let _ = edited(&desk, &["--within", "48h"]);
    assert_eq!(why(&desk, &first, "acme")["deadline"], old["deadline"]);
    assert_eq!(
        why(&desk, &second, "acme")["deadline"]["strict"],
        "2026-11-28T09:00:00Z"
    );
    let lint = desk.run(&["law", "lint"]).ok();
    assert!(lint.contains("0 findings"), "{lint}");
}

#[test]
fn each_version_keeps_what_counts_as_a_breach_its_zone_and_its_calendar() {
    let (desk, _) = desk();
    let _ = edited(
        &desk,
        &["--since", "2026-03-01", "--within", "2bd", "--calendar", "DE-BE"],
    );
    let _ = edited(
        &desk,
        &["--since", "2026-09-01", "--breach", "incident", "--within", "12h"],
    );
    let last = edited(
        &desk,
        &[
            "--since",
            "2026-11-01",
            "--zone",
            "America/Chicago",
            "--breach",
            "access",
        ],
    );
    let former = last["former"].as_array().unwrap();
    let of = |key: &str| former.iter().map(|terms| terms[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("until"), ["2026-10-31", "2026-08-31", "2026-02-28"]);
    assert_eq!(of("within"), ["12h", "2bd", "24h"]);
    assert_eq!(of("breach"), ["incident", "personal_data", "personal_data"]);
    assert_eq!(of("zone"), ["Europe/Berlin"; 3]);
    assert_eq!(
        of("calendar"),
        [serde_json::Value::Null, "DE-BE".into(), serde_json::Value::Null]
    );
    let shown = desk.run(&["contract", "show", "acme"]).ok();
    assert_eq!(shown.matches("Before ").count(), 3, "{shown}");
    // The first day is corrected, and the terms before end the day before it.
    let moved = edited(&desk, &["--since", "2026-10-01"]);
    assert_eq!(moved["former"][0]["until"], "2026-09-30");
    let refused = desk
        .run(&["contract", "edit", "acme", "--since", "2026-08-01"])
        .fails(2);
    assert!(
        refused.contains("--since: `2026-08-01` is before the terms"),
        "{refused}"
    );
}
