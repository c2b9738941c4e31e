//! Facts that must not be misread: people without a place, moments that cannot be, what is closed while undecided.

use crate::common::record::{Desk, Ran};
use crate::common::{at, facts, rules};
use firebell::app::views::{AssessmentView, ObligationView, assessment};
use firebell::core::verdict::Verdict;

const BLANK: &str = r#"
[incident]
title = "Export of a customer table"
home_zone = "America/Chicago"
[organisation]
country = "DE"
eu_main_establishment = "DE-BY"
role = "controller"
profile = []
WORLD
[milestones]
discovery = "2026-11-23T09:00+01:00"
[data]
elements = ["ssn", "any_personal_data"]
medium = "electronic"
encrypted = false
acquired = "confirmed"
[affected]
"#;

fn view(people: &str, world: &str) -> AssessmentView {
    let text = format!("{}{people}\n", BLANK.replace("WORLD", world));
    assessment(&facts(&text), rules(), crate::common::story("2026-11-24T00:00:00Z"))
}

fn found<'v>(view: &'v AssessmentView, id: &str) -> &'v ObligationView {
    view.obligations.iter().find(|o| o.id == id).unwrap()
}

#[test]
fn a_total_or_one_place_rules_no_other_place_out() {
    for people in ["total = 12400", "\"US-CA\" = 10", "\"US-CA\" = 10\ntotal = 12400"] {
        let view = view(people, "");
        let texas = found(&view, "us-tx/individuals");
        assert_eq!(texas.verdict, Verdict::Possible, "{people}: {texas:#?}");
        let wanted = ["affected.US-TX".to_owned(), "affected.elsewhere".to_owned()];
        assert!(wanted.iter().all(|fact| texas.missing.contains(fact)), "{texas:#?}");
        let first = &view.open_facts[0];
        assert_eq!(first.fact, "affected.elsewhere");
        assert_eq!(first.question, "Do any affected people live elsewhere?");
        assert!(first.settles > 100, "{first:?}");
    }
    for (people, world) in [
        ("\"US-CA\" = 10\nelsewhere = 0", ""),
        ("\"US-CA\" = 10\ntotal = 10", ""),
        ("\"US-CA\" = 10", "people_in_scope_worldwide = false"),
    ] {
        assert_eq!(
            found(&view(people, world), "us-tx/individuals").verdict,
            Verdict::NotDue,
            "{people} {world}"
        );
    }
    // The former spelling says nothing before a place is listed, and gives way to the key.
    for (people, world) in [
        ("total = 10", "people_in_scope_worldwide = false"),
        (
            "\"US-CA\" = 10\nelsewhere = { min = 0, max = 9 }",
            "people_in_scope_worldwide = false",
        ),
        ("\"US-CA\" = 10", "people_in_scope_worldwide = true"),
    ] {
        assert_eq!(
            found(&view(people, world), "us-tx/individuals").verdict,
            Verdict::Possible,
            "{people} {world}"
        );
    }
}

#[test]
fn a_bound_elsewhere_bounds_each_unlisted_place() {
    let view = view("\"US-CA\" = 10\nelsewhere = { min = 0, max = 9 }", "");
    assert_eq!(found(&view, "us-tx/individuals").verdict, Verdict::Possible);
    // Texas asks for 250 residents.
    assert_eq!(found(&view, "us-tx/regulator").verdict, Verdict::NotDue);
}

#[test]
fn parts_of_a_country_and_the_country_stay_apart() {
    let possible = |people: &str, id: &str| found(&view(people, ""), id).verdict;
    // A country listed as a whole keeps its parts open, and rules other countries out once elsewhere does.
    assert_eq!(
        possible("US = 50\nelsewhere = 0", "us-tx/individuals"),
        Verdict::Possible
    );
    assert_eq!(
        possible("US = 50\n\"US-CA\" = 50\nelsewhere = 0", "us-tx/individuals"),
        Verdict::NotDue
    );
    assert_eq!(possible("US = 50\nelsewhere = 0", "gb-gdpr/regulator"), Verdict::NotDue);
    assert_eq!(possible("\"US-CA\" = 50", "us-tx/individuals"), Verdict::Possible);
}

fn firebell(args: &[&str]) -> Ran {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_firebell"));
    command.env_clear().args(args).output().unwrap().into()
}

#[test]
fn numbers_that_cannot_add_up_are_told_where_they_stand() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("facts.toml");
    let path = file.to_str().unwrap();
    let write = |people: &str| std::fs::write(&file, format!("{}{people}\n", BLANK.replace("WORLD", ""))).unwrap();
    for (people, place, words) in [
        (
            "\"US-TX\" = 200\ntotal = 100",
            "facts.toml:20:1",
            "at least 200 people, but the total is at most 100",
        ),
        (
            "\"US-TX\" = 200\ntotal = 300\nelsewhere = 0",
            "facts.toml:20:1",
            "at most 200 people, but the total is at least 300",
        ),
        (
            "DE = 10\n\"DE-BY\" = 20",
            "facts.toml:19:1",
            "the parts of DE add up to at least 20",
        ),
        ("elsewhere = 0", "facts.toml:19:1", "no place is listed"),
    ] {
        write(people);
        let said = firebell(&["assess", path]).fails(2);
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(place) && flat.contains(words), "{people}: {said}");
    }
    write("\"US-TX\" = 3100\n\"US-CA\" = 2200\nFR = { min = 400, max = 900 }\ntotal = 12400");
    let page = firebell(&["assess", path]).ok();
    assert!(
        page.contains("People: 6,200 to 6,700 of 12,400 people not placed yet"),
        "{page}"
    );
    let view = firebell(&["assess", path, "--json"]).json();
    assert_eq!(
        view["people"]["not_placed"],
        serde_json::json!({ "min": 6200, "max": 6700 })
    );
}

#[test]
fn counts_are_recorded_together_and_refused_where_they_cannot_add_up() {
    let (desk, code) = Desk::with_incident("t");
    let people = |args: &[&str]| desk.run(&[&["incident", "affected", &code], args].concat());
    let _ = people(&["total", "12400"]).ok();
    let shown = desk.run(&["incident", "show", &code]).ok();
    assert!(
        shown.contains("People: 12,400 of 12,400 people not placed yet"),
        "{shown}"
    );
    let before = desk.digests(&code);
    for args in [
        &["US-TX", "20000"][..],
        &["elsewhere", "0"],
        &["US-TX", "3100", "elsewhere", "0"],
    ] {
        let said = people(args).fails(2);
        assert!(said.contains("affected."), "{said}");
    }
    assert!(people(&["US-TX"]).code == 2 && people(&["US-TX", "1", "US-CA"]).code == 2);
    assert_eq!(desk.digests(&code), before, "nothing was recorded");
    let _ = people(&["US-TX", "3100", "US-CA", "9300", "elsewhere", "0"]).ok();
    let why = desk.run(&["incident", "why", &code, "us-ny/individuals"]).ok();
    assert!(why.contains("no residents of US-NY"), "{why}");
    // Both numbers change together, though neither could alone.
    let _ = people(&["US-TX", "4100", "total", "13400"]).ok();
    let _ = people(&["US-TX", "1", "total", "9301"]).ok();
}

fn flat(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn moments_that_cannot_be_are_refused() {
    let (desk, code) = Desk::with_incident("t");
    let milestone = |args: &[&str]| desk.run(&[&["incident", "milestone", &code], args].concat());
    for name in ["awareness", "discovery", "occurrence"] {
        let said = milestone(&[name, "2099-01-01 10:00"]).fails(2);
        assert!(said.contains("cannot be in the future"), "{said}");
    }
    let _ = milestone(&["discovery", "-20h"]).ok();
    let said = flat(&milestone(&["occurrence", "-2h"]).fails(1));
    assert!(
        said.contains("would be after discovery") && said.contains("--confirm"),
        "{said}"
    );
    let said = flat(&milestone(&["awareness", "-30h"]).fails(1));
    assert!(
        said.contains("discovery") && said.contains("would be after awareness"),
        "{said}"
    );
    let said = desk
        .run(&["incident", "call", &code, "x", "answered", "--at", "+2h"])
        .code;
    assert_eq!(said, 2);
    let _ = milestone(&["occurrence", "-2h", "--confirm", "the log's clock was wrong"]).ok();
    let log = desk.run(&["incident", "history", &code]).ok();
    assert!(flat(&log).contains("Reason: the log's clock was wrong"), "{log}");
    assert!(
        milestone(&["occurrence", "-1h", "--confirm", " "])
            .fails(2)
            .contains("reason is empty")
    );
}

#[test]
fn a_filing_before_the_incident_was_known_is_asked_about() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["incident", "milestone", &code, "discovery", "-20h"]).ok();
    let file = [
        "incident",
        "file",
        &code,
        "us-tx/regulator",
        "--at",
        "-30h",
        "--without-letter",
        "by phone",
    ];
    let said = flat(&desk.run(&file).fails(1));
    assert!(
        said.contains("before the discovery") && said.contains("stop its deadline"),
        "{said}"
    );
    let _ = desk
        .run(&[&file[..], &["--confirm", "the first call came from them"]].concat())
        .ok();
}

#[test]
fn awareness_recorded_again_keeps_the_earlier_moment_unless_that_is_withdrawn() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["profile", "set", "eu_main_establishment", "DE-BY"]).ok();
    let aware = |args: &[&str]| desk.run(&[&["incident", "milestone", &code, "awareness"], args].concat());
    let strict = || {
        let shown = desk
            .run(&["incident", "why", &code, "eu-gdpr/regulator", "--json"])
            .json();
        at(shown[0]["deadline"]["strict"].as_str().unwrap())
    };
    let _ = aware(&["-10h"]).ok();
    let first = strict();
    let said = flat(&aware(&["-1h"]).fails(1));
    assert!(
        said.contains("awareness is recorded as") && said.contains("a later start makes deadlines later"),
        "{said}"
    );
    assert!(
        said.contains("This moves") && said.contains("deadlines later"),
        "{said}"
    );
    assert_eq!(strict(), first);
    let _ = aware(&["-2h", "--also", "--source", "second opinion"]).ok();
    assert_eq!(strict(), first, "a further moment does not move the deadline away");
    let _ = aware(&["-12h"]).ok();
    assert!(strict() < first, "an earlier moment rules at once");
    let _ = aware(&["-1h", "--confirm", "the first alert was a false alarm"]).ok();
    assert!(strict() > first);
    let log = desk
        .run(&["incident", "fact", "history", &code, "milestones.awareness"])
        .ok();
    assert!(flat(&log).contains("the first alert was a false alarm"), "{log}");
}

#[test]
fn a_milestone_at_the_end_of_time_has_no_date_instead_of_one_in_1970() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("facts.toml");
    let text = format!(
        "{}\"US-TX\" = 600\n",
        BLANK.replace("WORLD", "").replace("2026-11-23T", "9999-12-29T")
    );
    std::fs::write(&file, text).unwrap();
    let page = firebell(&["assess", file.to_str().unwrap()]).ok();
    assert!(
        !page.contains("1970") && page.contains("beyond the range of dates"),
        "{page}"
    );
}

/// The 72 hours need no calendar, the count of two working days in them does: where no calendar reaches that far, it says
/// so instead of looking as if both gave the same moment.
#[test]
fn an_alternative_computation_without_a_calendar_is_told_with_its_reason() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("facts.toml");
    let of = |year: &str| {
        let text = BLANK
            .replace("WORLD", "")
            .replace("2026-11-23T", &format!("{year}-11-23T"));
        std::fs::write(&file, text.replace("discovery", "awareness") + "DE = 1200\n").unwrap();
        file.to_str().unwrap().to_owned()
    };
    let page = flat(&firebell(&["why", &of("2090"), "eu-gdpr/regulator"]).ok());
    let told = "Alternative eu-two-working-days: cannot be computed: the calendar DE-BY has no data for 2090-11-23";
    assert!(page.contains(told), "{page}");
    let deadline = |year: &str| {
        let view = firebell(&["assess", &of(year), "--json"]).json();
        let all = view["obligations"].as_array().unwrap().clone();
        let own = all.into_iter().find(|o| o["id"] == "eu-gdpr/regulator");
        own.unwrap()["deadline"].clone()
    };
    let (near, far) = (deadline("2026"), deadline("2090"));
    assert!(near.get("readings_not_computed").is_none(), "{near}");
    let left = far["readings_not_computed"].as_array().unwrap();
    assert_eq!(left.len(), 1, "{far}");
    assert_eq!(left[0]["name"], "eu-two-working-days");
    assert!(left[0]["reason"].as_str().unwrap().contains("2018 to 2032"), "{far}");
}

#[test]
fn closing_names_what_is_undecided() {
    let (desk, code) = Desk::with_incident("t");
    let said = flat(&desk.run(&["incident", "close", &code]).fails(1));
    assert!(
        said.contains("cannot be closed without a rationale") && said.contains("undecided"),
        "{said}"
    );
    assert!(said.contains("and ") && said.contains(" more"), "{said}");
    let _ = desk
        .run(&["incident", "close", &code, "--rationale", "a false alarm"])
        .ok();
    let export = desk.run(&["incident", "export", &code]).json();
    let closed = export["events"].as_array().unwrap().last().unwrap().to_string();
    assert!(closed.contains("us-tx/individuals"), "{closed}");
    let log = flat(&desk.run(&["incident", "history", &code]).ok());
    assert!(log.contains("obligations are undecided: a false alarm"), "{log}");
    assert!(!log.contains("every"), "{log}");
}

const REGISTRANT: &str = r#"
[incident]
title = "t"
home_zone = "America/New_York"
[organisation]
country = "US"
role = "controller"
profile = ["sec_registrant"]
[milestones]
discovery = "2026-03-05T14:00-05:00"
"#;

#[test]
fn the_finding_of_materiality_answers_whether_it_is_material() {
    let market = |more: &str| {
        let view = assessment(
            &facts(&format!("{REGISTRANT}{more}")),
            rules(),
            crate::common::story("2026-03-12T00:00:00Z"),
        );
        found(&view, "us-sec-8k/market").clone()
    };
    let open = market("");
    assert_eq!(open.verdict, Verdict::Possible);
    let found_material = market("materiality_determination = \"2026-03-10T09:00-04:00\"\n");
    assert_eq!(found_material.verdict, Verdict::Due, "{found_material:#?}");
    // EDGAR dates what comes after 17:30 Eastern to the next day.
    let deadline = found_material.deadline.unwrap();
    assert_eq!(deadline.strict_local().to_string(), "2026-03-16T17:30:00-04:00");
    assert_eq!(deadline.date.to_string(), "2026-03-16");
    assert!(
        deadline.steps.iter().any(|step| step.contains("17:30")),
        "{:?}",
        deadline.steps
    );
    assert_eq!(
        market("[decisions]\nmateriality = \"not_material\"\n").verdict,
        Verdict::NotDue
    );
    assert_eq!(
        market("[decisions]\nmateriality = \"material\"\n").verdict,
        Verdict::Due
    );
    // A recorded moment of the finding is not undone by an answer that was given before it.
    let both =
        market("materiality_determination = \"2026-03-10T09:00-04:00\"\n[answers]\nmaterial_to_investors = false\n");
    assert_eq!(both.verdict, Verdict::Due);
}

#[test]
fn a_finding_of_not_material_is_a_decision_of_the_record() {
    let (desk, code) = Desk::with_incident("t");
    let _ = desk.run(&["profile", "set", "profile", "sec_registrant"]).ok();
    let _ = desk.run(&["incident", "milestone", &code, "discovery", "-20h"]).ok();
    let decide = ["incident", "decide", &code, "materiality", "not_material"];
    let _ = desk
        .run(&[&decide[..], &["--rationale", "no revenue touched"]].concat())
        .ok();
    let why = desk.run(&["incident", "why", &code, "us-sec-8k/market"]).ok();
    assert!(
        flat(&why).contains("NOT DUE") && flat(&why).contains("not material"),
        "{why}"
    );
}
