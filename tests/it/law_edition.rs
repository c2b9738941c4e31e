//! One edition of the law for every command: the same files give the same answers and the same digest, however they are
//! named and wherever they are configured.

use std::path::Path;

use crate::common::project;
use crate::common::record::Desk;

/// Law of a team's own that most commands show: Vermont within 3 business days and reviewed long ago, a day off, and a
/// contract.
fn law(folder: &Path) {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let vermont = std::fs::read_to_string(project("jurisdictions/us/vt.toml")).unwrap();
    let (before, after) = vermont.split_once("reviewed_on = ").unwrap();
    let after = after.split_once('\n').unwrap().1;
    let vermont = format!("{before}reviewed_on = \"2019-05-04\"\n{after}").replacen("max = 14\n", "max = 3\n", 1);
    write("us/vt.toml", &vermont);
    let contract = project("docs/examples-overlay/customer-contract.toml");
    write("contract.toml", &std::fs::read_to_string(contract).unwrap());
    let day_off =
        "adds_to = \"US-VT\"\nsource = \"a proclamation\"\n[[holiday]]\nname = \"One-off\"\non = [\"2026-12-02\"]\n";
    write("calendars/day-off.toml", day_off);
}

const FACTS: &str = "[incident]\ntitle = \"t\"\n[organisation]\nrole = \"controller\"\n[affected]\nUS-VT = 10\nelsewhere = 0\n\
    [data]\nelements = [\"ssn\"]\nmedium = \"electronic\"\nencrypted = false\nacquired = \"confirmed\"\n\
    [milestones]\ndiscovery = \"2026-11-30T10:00-05:00\"\n";

/// A record with the incident of [`FACTS`], and the folder of law beside it.
fn desk() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read in Vermont");
    let _ = desk.run(&["profile", "set", "role", "controller"]).ok();
    for (key, value) in [
        ("affected.US-VT", "10"),
        ("data.elements", "ssn"),
        ("data.medium", "electronic"),
        ("data.encrypted", "false"),
        ("data.acquired", "confirmed"),
        ("milestones.discovery", "2026-11-20T10:00-05:00"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    law(&desk.beside("own"));
    std::fs::write(desk.beside("facts.toml"), FACTS).unwrap();
    let config = format!("law_dirs = [{:?}]\n", desk.beside("own"));
    std::fs::write(desk.beside("config.toml"), config).unwrap();
    (desk, code)
}

/// What a command says with these options before it: standard output, and what it warns of.
fn said(desk: &Desk, options: &[&str], args: &[&str]) -> String {
    let ran = desk.run(&[&["--at", "2026-12-01T12:00Z"], options, args].concat());
    assert!(matches!(ran.code, 0 | 1), "{args:?}: {}{}", ran.out, ran.err);
    ran.out + &ran.err
}

#[test]
fn every_command_answers_by_the_law_of_the_config_file() {
    let (desk, code) = desk();
    let facts = desk.beside("facts.toml").display().to_string();
    let own = desk.beside("own").display().to_string();
    let config = desk.beside("config.toml").display().to_string();
    let due = ["due", "3bd", "--from", "2026-12-01T10:00-05:00", "--calendar", "US-VT"];
    for args in [
        &["assess", &facts][..],
        &["assess", &facts, "--json"],
        &["why", &facts, "us-vt/regulator"],
        &due,
        &["law", "list"],
        &["law", "show", "us-vt"],
        &["law", "lint"],
        &["law", "stale"],
        &["law", "review"],
        &["law", "review", "us-vt"],
        &["law", "calendars", "US-VT", "--year", "2026"],
        &["incident", "why", &code, "us-vt/regulator"],
        &["incident", "report", &code],
        &["deadlines"],
        &["register"],
    ] {
        let configured = said(&desk, &["--config", &config], args);
        // Not `assert_eq`: these answers are long.
        assert!(configured == said(&desk, &["--law-dir", &own], args), "{args:?}");
        assert!(configured != said(&desk, &[], args), "{args:?}");
    }
    // Named twice, they are not laid over each other.
    let (assess, both) = (["assess", &facts, "--json"], ["--config", &config, "--law-dir", &own]);
    assert!(said(&desk, &both, &assess) == said(&desk, &["--config", &config], &assess));
}

#[cfg(unix)]
#[test]
fn the_same_files_are_the_same_edition_however_their_folder_is_spelled() {
    let (desk, _) = desk();
    let own = desk.beside("own");
    std::os::unix::fs::symlink(&own, desk.beside("link")).unwrap();
    law(&desk.beside("elsewhere/copied"));
    let digest = |folder: &str| {
        let facts = desk.beside("facts.toml").display().to_string();
        let mut command = desk.command(&["assess", &facts, "--json", "--law-dir", folder]);
        command.current_dir(desk.beside("elsewhere"));
        let answer: serde_json::Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        answer["rule_base"]["sha256"].as_str().unwrap().to_owned()
    };
    let own = own.display().to_string();
    let spelled = [
        format!("{own}/"),
        format!("{own}/../own/."),
        "../own".to_owned(),
        desk.beside("link").display().to_string(),
        "copied".to_owned(),
    ];
    for folder in spelled {
        assert_eq!(digest(&folder), digest(&own), "{folder}");
    }
    std::fs::write(desk.beside("elsewhere/copied/note.toml"), "# one more file\n").unwrap();
    assert_ne!(digest("copied"), digest(&own));
}

#[test]
fn a_code_of_two_letters_gets_no_suggestion_of_another_one() {
    let desk = Desk::empty();
    for (args, hint) in [
        (
            &["law", "coverage", "xx"][..],
            "a place is an ISO code such as DE or US-TX",
        ),
        (&["law", "coverage", "us-txx"], "did you mean `US-TX`?"),
        (&["law", "show", "xx"], "`firebell law list` lists the regimes"),
        (&["law", "review", "xx"], "`firebell law list` lists the regimes"),
        (&["law", "show", "gdrp"], "did you mean `eu-gdpr`?"),
        (&["law", "calendars", "xx"], "`firebell law calendars` lists them"),
        (&["law", "calendars", "de-byy"], "did you mean `DE-BY`?"),
        (
            &["law", "authorities", "xx"],
            "a place is an ISO code such as DE or US-TX",
        ),
    ] {
        let refused = desk.run(args).fails(2);
        let flat = refused.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(hint), "{args:?}: {refused}");
    }
    // What binds in a place is what binds in its country and in the Union.
    for place in ["ie", "DE-BY"] {
        let covered = desk.run(&["law", "coverage", place]).ok();
        assert!(covered.contains("EU"), "{covered}");
    }
    let german = desk.run(&["law", "authorities", "de"]).ok();
    assert_eq!(german, desk.run(&["law", "authorities", "DE"]).ok());
    assert!(!german.is_empty());
}

/// A folder of law is looked at before it decides: the law and the open incidents by both editions.
#[test]
fn a_folder_of_law_shows_what_it_would_change_before_it_is_in_force() {
    let (desk, code) = desk();
    let own = desk.beside("own").display().to_string();
    let deadlines = || {
        desk.run(&["incident", "why", &code, "us-vt/regulator", "--json"])
            .json()[0]["deadline"]
            .clone()
    };
    let before = deadlines();
    let view = desk.run(&["law", "preview", &own, "--json"]).json();
    let law = view["law"].as_array().unwrap();
    let of = |obligation: &str| law.iter().find(|change| change["obligation"] == obligation);
    assert_eq!(of("us-vt/regulator").unwrap()["difference"], "moved", "{law:#?}");
    let day_off = law.iter().find(|change| change["words"] == "calendars/day-off.toml");
    assert_eq!(day_off.unwrap()["difference"], "added", "{law:#?}");
    let changes = view["incidents"][0]["changes"].as_array().unwrap();
    let regulator = changes.iter().find(|change| change["obligation"] == "us-vt/regulator");
    let regulator = regulator.unwrap();
    // 14 business days from Friday, 20 November, without Thanksgiving; then 3.
    assert!(
        regulator["before"]["deadline"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-11"),
        "{regulator}"
    );
    assert!(
        regulator["now"]["deadline"].as_str().unwrap().starts_with("2026-11-25"),
        "{regulator}"
    );
    assert_eq!(deadlines(), before);
}

#[test]
fn a_changed_copy_of_a_folder_in_force_is_compared_with_that_folder() {
    let (desk, _) = desk();
    let (own, copy) = (desk.beside("own").display().to_string(), desk.beside("copy"));
    law(&copy);
    std::fs::remove_file(copy.join("contract.toml")).unwrap();
    let copy = copy.display().to_string();
    let preview = |args: &[&str]| desk.run(&[&["--law-dir", &own, "law", "preview"], args].concat());
    let said = preview(&[&copy, "--instead-of", &own]).ok();
    assert!(
        said.contains("In the law: 0 added, 1 removed, 0 moved, 0 changed"),
        "{said}"
    );
    let again = preview(&[&own]).fails(2);
    assert!(
        again.contains("is in force already") && again.contains("--instead-of"),
        "{again}"
    );
    let elsewhere = preview(&[&copy, "--instead-of", &copy]).fails(2);
    assert!(elsewhere.contains("is not a folder of the law in force"), "{elsewhere}");
}

/// Relative folders in the config file are below its folder, and not where the program happens to be started.
#[test]
fn relative_law_dirs_are_below_the_folder_of_the_config_file() {
    let (desk, _) = desk();
    let config = desk.beside("config.toml").display().to_string();
    let absolute = said(&desk, &["--config", &config], &["law", "show", "us-vt"]);
    std::fs::write(desk.beside("config.toml"), "law_dirs = [\"own\"]\n").unwrap();
    assert_eq!(said(&desk, &["--config", &config], &["law", "show", "us-vt"]), absolute);
}
