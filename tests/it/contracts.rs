//! Contracts with customers from outside: typed, refused, saved as law, matched by the customers affected, and written to.

use serde_json::Value;

use crate::common::record::{Desk, Ran};
use crate::tui_pty::Screen;

/// Terms of a contract; `more` comes last and may say something else.
fn contract(desk: &Desk, verb: &str, customer: &str, name: &str, more: &[&str]) -> Ran {
    let at = format!("security@{customer}.example");
    let base = [
        "contract",
        verb,
        customer,
        "--name",
        name,
        "--within",
        "24h",
        "--from",
        "awareness",
    ];
    let told = [
        "--contact",
        "Security desk",
        "--contact-at",
        &at,
        "--clause",
        "clause 7.2",
    ];
    let rest = ["--breach", "personal-data", "--place", "DE", "--zone", "Europe/Berlin"];
    desk.run(&[&base[..], &told, &rest, more].concat())
}

/// A record with two contracts and an incident in which personal data were exposed.
pub(crate) fn desk() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Ticket system read by a stranger");
    let _ = contract(&desk, "add", "acme", "Acme GmbH", &[]).ok();
    let _ = contract(
        &desk,
        "add",
        "beta",
        "Beta \"Pay\" Ltd",
        &["--detail", "no names of people"],
    )
    .ok();
    let _ = desk.run(&["profile", "set", "role", "processor"]).ok();
    for (key, value) in [
        ("data.elements", "ssn"),
        ("data.acquired", "confirmed"),
        ("breach.types", "confidentiality"),
        ("milestones.awareness", "2026-11-20T10:00+01:00"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    (desk, code)
}

pub(crate) fn why(desk: &Desk, code: &str, customer: &str) -> Value {
    let obligation = format!("contract-{customer}/notice");
    desk.run(&["incident", "why", code, &obligation, "--json"]).json()[0].clone()
}

pub(crate) fn affected(desk: &Desk, code: &str, customers: &str) -> Ran {
    desk.run(&["incident", "fact", "set", code, "data.customers", customers])
}

#[test]
fn a_contract_is_due_for_the_customers_that_are_affected_and_for_no_other() {
    let (desk, code) = desk();
    assert_eq!(why(&desk, &code, "acme")["verdict"], "possible");
    assert_eq!(why(&desk, &code, "acme")["missing"][0], "data.customers");
    let _ = affected(&desk, &code, "acme").ok();
    let acme = why(&desk, &code, "acme");
    assert_eq!(
        (&acme["verdict"], &acme["deadline"]["strict"]),
        (&"due".into(), &"2026-11-21T09:00:00Z".into())
    );
    assert_eq!(acme["authority"]["name"], "Acme GmbH, Security desk");
    assert_eq!(
        (&acme["authority"]["channel"], &acme["authority"]["at"]),
        (&"email".into(), &"security@acme.example".into())
    );
    assert_eq!(why(&desk, &code, "beta")["verdict"], "not_due");
    let deadlines = desk.run(&["deadlines"]).ok();
    assert!(
        deadlines.contains("contract-acme/notice") && !deadlines.contains("contract-beta"),
        "{deadlines}"
    );
    let _ = affected(&desk, &code, "none").ok();
    assert_eq!(why(&desk, &code, "acme")["verdict"], "not_due");
    let _ = affected(&desk, &code, "acme,beta").ok();
    let beta = why(&desk, &code, "beta");
    assert_eq!(beta["verdict"], "due");
    assert!(
        beta["follow_up"].as_str().unwrap().contains("no names of people"),
        "{beta}"
    );
    let lint = desk.run(&["law", "lint"]).ok();
    assert!(lint.contains("0 findings"), "{lint}");
    let log = desk.run(&["audit", "show"]).ok();
    assert!(
        log.contains("contract.add acme") && log.contains("contract.add beta"),
        "{log}"
    );
}

#[test]
fn a_customer_that_no_contract_names_is_asked_about_when_it_is_recorded() {
    let (desk, code) = desk();
    let refused = affected(&desk, &code, "acmee").fails(2);
    assert!(
        refused.contains("did you mean `acme`?") && refused.contains("`other`"),
        "{refused}"
    );
    let _ = affected(&desk, &code, "Acme GmbH").fails(2);
    let _ = affected(&desk, &code, "acme,other").ok();
    let facts = desk.beside("facts.toml");
    std::fs::write(&facts, "[incident]\ntitle = \"t\"\n[data]\ncustomers = [\"acmee\"]\n").unwrap();
    let refused = desk.run(&["assess", facts.to_str().unwrap()]).fails(2);
    assert!(
        refused.contains("did you mean `acme`?") && refused.contains("facts.toml:4"),
        "{refused}"
    );
}

#[test]
fn everything_wrong_with_a_contract_is_named_at_once_and_nothing_is_saved() {
    let desk = Desk::new();
    let wrong = [
        "contract",
        "add",
        "Acme GmbH",
        "--name",
        "a\nb",
        "--within",
        "5mo",
        "--calendar",
        "XX",
        "--from",
        "awarenes",
    ];
    let more = [
        "--breach",
        "theft",
        "--place",
        "Germany",
        "--zone",
        "Berlin",
        "--since",
        "2026-02-30",
    ];
    let refused = desk.run(&[&wrong[..], &more].concat()).fails(2);
    for words in [
        "CUSTOMER: `Acme GmbH` is no id",
        "--name: is not one line of plain text",
        "--within: `5mo` is no limit of a contract (hours, days or business days, such as 24h, 3d or 2bd)",
        "--calendar: unknown calendar `XX`",
        "--from: unknown moment `awarenes` (did you mean `awareness`?)",
        "--contact: is missing",
        "--contact-at: is missing",
        "--clause: is missing",
        "--breach: `theft` is no kind of breach",
        "--place: `Germany` is not a place",
        "--zone:",
        "--since: `2026-02-30` is no date",
    ] {
        assert!(refused.contains(words), "`{words}` is not in {refused}");
    }
    let business = contract(&desk, "add", "acme", "Acme", &[]).ok();
    assert!(business.contains("24 hours from awareness"), "{business}");
    let list = desk.run(&["contract", "list", "--json"]).json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let twice = contract(&desk, "add", "acme", "Acme", &[]).fails(2);
    assert!(twice.contains("already") && twice.contains("contract edit"), "{twice}");
}

#[test]
fn an_edit_changes_what_it_names_and_moves_the_date() {
    let (desk, code) = desk();
    let _ = affected(&desk, &code, "acme").ok();
    let before = desk.run(&["contract", "show", "acme", "--json"]).json();
    let edited = [
        "contract",
        "edit",
        "acme",
        "--within",
        "2bd",
        "--calendar",
        "DE-BE",
        "--json",
    ];
    let after = desk.run(&edited).json();
    assert_eq!((&after["within"], &after["calendar"]), (&"2bd".into(), &"DE-BE".into()));
    for same in [
        "name",
        "from",
        "contact",
        "at",
        "clause",
        "breach",
        "place",
        "zone",
        "agreement",
    ] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_eq!(why(&desk, &code, "acme")["deadline"]["date"], "2026-11-24");
    let refused = desk
        .run(&["contract", "edit", "acme", "--within", "3bd", "--calendar", ""])
        .fails(2);
    assert!(refused.contains("--calendar: is missing"), "{refused}");
    let _ = desk.run(&["contract", "edit", "acme", "--within", "3d"]).ok();
    assert_eq!(why(&desk, &code, "acme")["deadline"]["date"], "2026-11-23");
    // The list has the new date without anybody having looked at the incident.
    let _ = desk.run(&["contract", "edit", "acme", "--within", "48h"]).ok();
    let rows = desk.run(&["deadlines", "--json"]).json();
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["obligation"] == "contract-acme/notice")
        .unwrap();
    assert_eq!(row["strict"], "2026-11-22T09:00:00Z");
    let unknown = desk.run(&["contract", "edit", "acne", "--within", "3d"]).fails(2);
    assert!(unknown.contains("did you mean `acme`?"), "{unknown}");
}

/// What a contract would change is shown with the date before and after, and nothing is saved.
#[test]
fn a_contract_is_looked_at_before_it_is_saved() {
    let (desk, code) = desk();
    let _ = affected(&desk, &code, "acme").ok();
    let before = why(&desk, &code, "acme");
    let dry = ["contract", "edit", "acme", "--within", "72h", "--dry-run"];
    let view = desk.run(&[&dry[..], &["--json"]].concat()).json();
    let change = &view["incidents"][0]["changes"][0];
    assert_eq!(change["obligation"], "contract-acme/notice");
    for (edition, deadline) in [("before", "2026-11-21T10:00"), ("now", "2026-11-23T10:00")] {
        let said = change[edition]["deadline"].as_str().unwrap();
        assert!(said.starts_with(deadline), "{edition}: {said}");
    }
    let words = desk.run(&dry).ok();
    assert!(words.ends_with("Nothing was saved.\n"), "{words}");
    assert_eq!(why(&desk, &code, "acme"), before);
    let new = contract(&desk, "add", "gamma", "Gamma Ltd", &["--dry-run", "--json"]).json();
    assert_eq!(new["law"][0]["obligation"], "contract-gamma/notice");
    let _ = desk.run(&["contract", "show", "gamma"]).fails(2);
}

#[test]
fn a_contract_goes_only_when_no_open_incident_names_its_customer() {
    let (desk, code) = desk();
    let _ = affected(&desk, &code, "acme").ok();
    let refused = desk.run(&["contract", "remove", "acme"]).fails(1);
    assert!(refused.contains(&code), "{refused}");
    let _ = desk.run(&["contract", "remove", "beta"]).ok();
    let list = desk.run(&["contract", "list"]).ok();
    assert!(list.contains("acme") && !list.contains("beta"), "{list}");
    // Taken away by hand, the incident can still be read.
    std::fs::remove_file(desk.data().join("law/own/contract-acme.toml")).unwrap();
    let _ = desk.run(&["incident", "show", &code]).ok();
}

/// A team that keeps its law in a folder of its own has its contracts there.
#[test]
fn contracts_go_into_the_named_folder_and_other_files_are_left_alone() {
    let desk = Desk::new();
    let folder = desk.beside("team-law");
    std::fs::create_dir(&folder).unwrap();
    let law = folder.display().to_string();
    let _ = contract(&desk, "add", "acme", "Acme", &["--law-dir", &law]).ok();
    assert!(folder.join("contract-acme.toml").exists() && !desk.data().join("law/own").exists());
    std::fs::rename(folder.join("contract-acme.toml"), folder.join("renamed.toml")).unwrap();
    for args in [
        &["contract", "remove", "acme"][..],
        &["contract", "edit", "acme", "--within", "3d"],
    ] {
        let refused = desk.run(&[args, &["--law-dir", &law]].concat()).fails(2);
        assert!(refused.contains("renamed.toml"), "{refused}");
    }
    let missing = desk.run(&["contract", "show", "acme"]).fails(2);
    assert!(missing.contains("firebell contract add"), "{missing}");
}

#[test]
fn each_customer_gets_a_letter_with_its_own_contact_and_no_other() {
    let (desk, code) = desk();
    let _ = affected(&desk, &code, "acme,beta").ok();
    let _ = desk
        .run(&["incident", "fact", "set", &code, "affected.total", "4711"])
        .ok();
    for (customer, own, other) in [
        (
            "acme",
            "Acme GmbH, Security desk, security@acme.example",
            "beta.example",
        ),
        (
            "beta",
            "Beta \"Pay\" Ltd, Security desk, security@beta.example",
            "acme.example",
        ),
    ] {
        let duty = format!("contract-{customer}/notice");
        let _ = desk.run(&["letter", "draft", &code, "--obligation", &duty]).ok();
        let letter = format!("contract-{customer}-notice-en");
        let text = desk.run(&["letter", "show", &code, &letter]).ok().replace('\\', "");
        assert!(text.contains(own), "{own} is not in {text}");
        assert!(!text.contains(other), "{other} is in {text}");
        assert!(
            !text.contains("4711"),
            "the people of all customers are told to one: {text}"
        );
    }
    // A contact of another customer in a letter is a finding that fails.
    let show = desk.run(&["letter", "show", &code, "contract-acme-notice-en"]).ok();
    let checked = |text: &str| {
        let file = desk.beside("letter.md");
        std::fs::write(&file, text).unwrap();
        let file = file.display().to_string();
        let _ = desk
            .run(&["letter", "edit", &code, "contract-acme-notice-en", "--from", &file])
            .ok();
        desk.run(&["letter", "check", &code, "contract-acme-notice-en"]).out
    };
    let wrong = checked(&show.replace("security@acme.example", "security@beta.example"));
    assert!(
        wrong.contains("it names security@beta.example, which belongs to another customer"),
        "{wrong}"
    );
    let nobody = checked(&show.replace("Acme GmbH", "Madam"));
    assert!(nobody.contains("it does not name Acme GmbH"), "{nobody}");
    let right = checked(&show);
    assert!(!right.contains("customer: it"), "{right}");
}

/// Where one customer alone is affected, the people of the incident are that customer's.
#[test]
fn the_only_customer_affected_is_told_how_many_people() {
    let (desk, code) = desk();
    let _ = affected(&desk, &code, "acme").ok();
    let _ = desk
        .run(&["incident", "fact", "set", &code, "affected.total", "4711"])
        .ok();
    let _ = desk
        .run(&["letter", "draft", &code, "--obligation", "contract-acme/notice"])
        .ok();
    let text = desk.run(&["letter", "show", &code, "contract-acme-notice-en"]).ok();
    assert!(text.contains("4711") || text.contains("4,711"), "{text}");
}

#[test]
fn dozens_of_contracts_are_read_back_as_they_were_typed() {
    use firebell::app::customers::contracts::Contracts;
    use firebell::app::law::layers::Layers;
    use firebell::core::contract::{Contract, ContractDraft};
    let folder = tempfile::TempDir::new().unwrap();
    let layers = Layers::of_folders(&[folder.path().to_owned()]);
    let today = "2026-11-28".parse().unwrap();
    let mut written: Vec<Contract> = Vec::new();
    let (units, breaches) = (["h", "d", "bd"], ["personal_data", "access", "incident"]);
    for n in 0..36 {
        let some = |text: &str| Some(text.to_owned());
        let unit = units[n % 3];
        let draft = ContractDraft {
            customer: Some(format!("customer-{n}")),
            name: Some(format!("Müller's \"{n}\" & Söhne\\Co ] # =")),
            within: Some(format!("{}{unit}", n + 1)),
            calendar: (unit == "bd").then(|| "US".to_owned()),
            from: some(["awareness", "confirmation", "discovery"][n / 3 % 3]),
            contact: some("Desk, second floor"),
            at: Some(format!("+49 30 {n}")),
            clause: some("§ 7 \"notice\""),
            agreement: some("DPA"),
            breach: some(breaches[n / 9 % 3]),
            place: some("US-TX"),
            zone: some("America/Chicago"),
            since: (n % 2 == 0).then(|| "2025-01-31".to_owned()),
            detail: (n % 5 == 0).then(|| "nothing but '''the''' time".to_owned()),
        };
        let rules = layers.load().unwrap().rules;
        let contracts = Contracts {
            layers: &layers,
            rules: &rules,
            folder: folder.path().to_owned(),
        };
        written.push(contracts.add(&draft, today).unwrap());
    }
    let loaded = layers.load_in_full().unwrap();
    assert_eq!(loaded.problems, Vec::new());
    let mut read: Vec<Contract> = firebell::core::contract::all(&loaded.rules)
        .into_iter()
        .map(|(c, _)| c)
        .collect();
    for list in [&mut read, &mut written] {
        list.sort_by(|a, b| a.customer.cmp(&b.customer));
    }
    assert_eq!(read, written);
}

#[test]
fn a_contract_is_typed_into_the_form_of_the_workbench_and_counts_at_once() {
    let desk = Desk::with_profile();
    let mut screen = Screen::open(&desk, &[]);
    screen
        .sees("Incidents: 0 open")
        .types("N")
        .sees("A contract with a customer");
    for text in [
        "acme",
        "Acme GmbH",
        "24d",
        "",
        "",
        "",
        "Security desk",
        "security@acme.example",
        "clause 7.2",
        "",
        "Atlantis",
        "Europe/Berlin",
    ] {
        screen.types(text).types("\t");
    }
    // The form stands at what is wrong, and takes nothing that nobody chose.
    screen.types("\x13").sees("no option fits “AtlantisEurope/Berlin”");
    let _ = desk.run(&["contract", "show", "acme"]).fails(2);
    screen
        .types(&"\x7f".repeat("AtlantisEurope/Berlin".len()))
        .types("Germany\t")
        .types("Europe/Berlin")
        .types("\x13")
        .sees("The contract with Acme GmbH is saved");
    screen.killed();
    let saved = desk.run(&["contract", "show", "acme", "--json"]).json();
    assert_eq!(
        (&saved["within"], &saved["place"], &saved["breach"]),
        (&"24d".into(), &"DE".into(), &"personal_data".into())
    );
}
