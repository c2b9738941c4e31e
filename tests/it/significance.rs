//! Thresholds as questions: each by its citation, what is not answered unknown, the working kept with the answer.

use firebell::app::significance::{Answers, Outcome, Thresholds, entities, tested};
use firebell::core::tri::Tri;

use crate::common::record::Desk;

fn outcome(thresholds: Thresholds, entity: Option<&str>, answers: &[&str]) -> Outcome {
    let mut read = Answers::default();
    for answer in answers {
        read.add(answer).unwrap();
    }
    tested(thresholds, entity, &read)
}

fn nis2(entity: &str, answers: &[&str]) -> Outcome {
    outcome(Thresholds::Nis2, Some(entity), answers)
}

fn met(outcome: &Outcome, cite: &str) -> Tri {
    outcome.tests.iter().find(|tested| tested.cite == cite).unwrap().met
}

#[test]
fn the_smaller_of_share_and_number_decides() {
    let limited =
        |hit: &str, total: &str| met(&nis2("cloud_provider", &["minutes_limited=61", hit, total]), "Art 7(b)");
    assert_eq!(limited("users_hit=50001", "users_total=1000000"), Tri::Yes);
    assert_eq!(limited("users_hit=50000", "users_total=1000000"), Tri::No);
    // Over the number the share need not be known; below it the share decides.
    let without_total = |hit: &str| met(&nis2("cloud_provider", &["minutes_limited=61", hit]), "Art 7(b)");
    assert_eq!(without_total("users_hit=1000001"), Tri::Yes);
    assert_eq!(without_total("users_hit=999999"), Tri::Unknown);
    assert_eq!(without_total("users_hit=0"), Tri::No);
    assert_eq!(
        met(
            &nis2("cloud_provider", &["minutes_limited=60", "users_hit=2000000"]),
            "Art 7(b)"
        ),
        Tri::No
    );
}

#[test]
fn each_entity_has_its_minutes() {
    for (entity, cite, minutes, expected) in [
        ("dns_provider", "Art 5(a)", 30, Tri::No),
        ("dns_provider", "Art 5(a)", 31, Tri::Yes),
        ("tld_registry", "Art 6(a)", 1, Tri::Yes),
        ("trust_service_provider", "Art 14(a)", 20, Tri::No),
        ("trust_service_provider", "Art 14(a)", 21, Tri::Yes),
    ] {
        let answer = format!("minutes_unavailable={minutes}");
        assert_eq!(met(&nis2(entity, &[&answer]), cite), expected, "{entity} {minutes}");
    }
    assert_eq!(entities().len(), 10);
}

#[test]
fn the_lower_of_amount_and_share_of_turnover_counts() {
    let money = |answers: &[&str]| met(&outcome(Thresholds::Nis2, None, answers), "Art 3(1)(a)");
    assert_eq!(money(&["loss_eur=500001"]), Tri::Yes);
    assert_eq!(money(&["loss_eur=500000"]), Tri::Unknown);
    assert_eq!(money(&["loss_eur=60000", "turnover_eur=1000000"]), Tri::Yes);
    assert_eq!(money(&["loss_eur=50000", "turnover_eur=1000000"]), Tri::No);
    assert_eq!(money(&["turnover_eur=1000000"]), Tri::Unknown);
}

#[test]
fn nothing_answered_is_unknown_and_everything_denied_is_no() {
    assert_eq!(nis2("cdn_provider", &[]).significant, Tri::Unknown);
    assert_eq!(outcome(Thresholds::Dora, None, &[]).significant, Tri::Unknown);
    let denied = [
        "loss_eur=0",
        "trade_secret=no",
        "death=no",
        "health=no",
        "malicious_access=no",
        "recurring=no",
    ];
    assert_eq!(outcome(Thresholds::Nis2, None, &denied).significant, Tri::No);
}

#[test]
fn dora_joins_its_thresholds_by_criteria() {
    let dora = |answers: &[&str]| outcome(Thresholds::Dora, None, answers).significant;
    // Malicious access to data is enough beside critical services.
    assert_eq!(dora(&["critical_services=yes", "malicious_data_access=yes"]), Tri::Yes);
    assert_eq!(dora(&["critical_services=no", "malicious_data_access=yes"]), Tri::No);
    assert_eq!(
        dora(&["critical_services=yes", "duration_hours=25", "states=2"]),
        Tri::Yes
    );
    // Duration and downtime are one criterion, and so are clients by number and by share.
    let rest = [
        "relevant_clients=no",
        "reputation=no",
        "states=1",
        "data_loss=no",
        "malicious_data_access=no",
        "costs_eur=0",
    ];
    let clients = [
        "clients=200000",
        "clients_percent=50",
        "counterparts_percent=0",
        "transactions_percent=0",
        "transactions_value_percent=0",
    ];
    let long = [
        &rest[..],
        &clients,
        &["critical_services=yes", "duration_hours=1", "downtime_hours=1"],
    ]
    .concat();
    assert_eq!(dora(&long), Tri::No);
    let long = [
        &rest[..],
        &clients,
        &["critical_services=yes", "duration_hours=25", "downtime_hours=1"],
    ]
    .concat();
    assert_eq!(dora(&long), Tri::Yes);
    let long = [&rest[..], &clients, &["critical_services=yes", "duration_hours=24"]].concat();
    assert_eq!(dora(&long), Tri::Unknown);
}

#[test]
fn the_answer_of_a_person_is_recorded_with_its_working() {
    let (desk, code) = Desk::with_incident("Cloud down");
    let test = [
        "significance",
        "nis2",
        "--entity",
        "cloud_provider",
        "--answer",
        "minutes_unavailable=45",
    ];
    let shown = desk.run(&test).ok();
    assert!(
        shown.contains("MET     Art 7(a)") && shown.contains("users_hit"),
        "{shown}"
    );
    let decided = [
        &test[..],
        &[
            "--incident",
            &code,
            "--decide",
            "yes",
            "--rationale",
            "down for 45 minutes",
        ],
    ]
    .concat();
    let _ = desk.run(&decided).ok();
    let facts = desk.run(&["incident", "fact", "history", &code, "--json"]).json();
    assert_eq!(
        (facts[0]["key"].as_str(), facts[0]["certainty"].as_str()),
        (Some("answers.nis2_significant"), Some("confirmed"))
    );
    let notes = desk.run(&["incident", "notes", &code]).ok();
    assert!(
        notes.contains("answered yes. down for 45") && notes.contains("Art 7(a): "),
        "{notes}"
    );
    let _ = desk.run(&["significance", "nis2", "--entity", "bakery"]).fails(2);
    let _ = desk.run(&["significance", "dora", "--answer", "clients=many"]).fails(2);
    let _ = desk.run(&["significance", "dora", "--answer", "bakers=1"]).fails(2);
}
