//! A team's own rules over the built-in ones.

use super::*;

#[test]
fn no_built_in_rule_takes_the_place_of_another() {
    let mut written = 0;
    for entry in std::fs::read_dir(project("templates/rules")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        written += text.lines().filter(|line| *line == "[[rule]]").count();
    }
    assert_eq!(rules(None).unwrap().len(), written);
}

/// A rule file of a team.
fn own_rule(id: &str, confidence: &str, test: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\ncite = \"house rule\"\ndemand = \"ours\"\nconfidence = \"{confidence}\"\n\
         recipients = [\"individuals\"]\nregimes = [\"us-*\"]\ntest = [{test}]\n"
    )
}

#[test]
fn a_team_s_rules_replace_and_add_by_id() {
    let (desk, code, config) = desk_with_folder();
    let _ = run(
        &desk,
        &config,
        &["letter", "draft", &code, "us/individuals-ca", "--id", "ca"],
    )
    .ok();
    let check = || run(&desk, &config, &["letter", "check", &code, "ca"]).out;
    assert!(
        check().contains("Cal. Civ. Code § 1798.82(d)(1)(C)") && !check().contains("house rule"),
        "{}",
        check()
    );
    let folder = desk.beside("letters").join("rules");
    std::fs::write(
        folder.join("a.toml"),
        own_rule("CA-3", "high", "{ any_of = [\"ten point\"] }"),
    )
    .unwrap();
    std::fs::write(
        folder.join("b.toml"),
        own_rule("OURS-1", "low", "{ any_of = [\"our hotline\"] }"),
    )
    .unwrap();
    std::fs::write(folder.join("notes.txt"), "no rule").unwrap();
    let found = check();
    assert!(found.contains("FAILS   CA-3: “ten point” is missing"), "{found}");
    assert!(!found.contains("Cal. Civ. Code § 1798.82(d)(1)(C)"), "{found}");
    assert!(found.contains("warns   OURS-1: “our hotline” is missing"), "{found}");
    // Without the configuration the built-in rules stand.
    assert!(!desk.run(&["letter", "check", &code, "ca"]).out.contains("house rule"));
}

#[test]
fn every_problem_of_a_team_s_rules_is_told_at_once() {
    let (desk, code, config) = desk_with_folder();
    let _ = run(&desk, &config, &["letter", "draft", &code, "us/individuals"]).ok();
    let folder = desk.beside("letters").join("rules");
    let lame = own_rule("A", "sure", "{ beside = [\"X\"], with = [\"fax\"] }");
    let lame = lame
        .replace("[\"us-*\"]", "[]")
        .replace("[\"individuals\"]", "[\"individual\"]\nelements = [\"sssn\"]");
    std::fs::write(folder.join("a.toml"), lame).unwrap();
    std::fs::write(
        folder.join("b.toml"),
        own_rule("B", "low", "{ looks = 1 }, { beside = [\"X\"] }"),
    )
    .unwrap();
    let told = run(&desk, &config, &["letter", "check", &code, "us-individuals-en"]).fails(2);
    for words in [
        "a.toml",
        "unknown confidence `sure`",
        "unknown kind `fax` beside a name",
        "no regimes and would never apply",
        "unknown recipient `individual`",
        "unknown data element `sssn`",
        "b.toml",
        "this test tests nothing",
        "looks",
        "nothing is required beside the names",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    std::fs::write(folder.join("c.toml"), [0xff, 0xfe]).unwrap();
    std::fs::write(folder.join("d.toml"), [0xff, 0xfe]).unwrap();
    let told = run(&desk, &config, &["letter", "check", &code, "us-individuals-en"]).fails(2);
    assert!(
        told.contains("c.toml") && told.contains("d.toml") && told.contains("`sure`"),
        "{told}"
    );
}

#[test]
fn what_the_law_leaves_open_for_a_letter_to_next_of_kin_is_asked_and_does_not_fail_it() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("affected.US-CA", "600"),
        ("affected.US-MA", "40"),
        ("data.elements", "ssn"),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let found = |template: &str, id: &str| {
        desk.run(&["letter", "draft", &code, template, "--id", id]).ok();
        desk.run(&["letter", "check", &code, id]).out
    };
    let (own, kin) = (
        found("us/individuals-ca", "own"),
        found("us/individuals-deceased", "kin"),
    );
    for rule in ["CA-6", "MON-CA"] {
        assert!(own.contains(&format!("FAILS   {rule}:")), "{own}");
        assert!(!kin.contains(&format!("FAILS   {rule}:")), "{kin}");
        assert!(kin.contains(&format!("check   {rule}:")), "{kin}");
    }
}

#[test]
fn a_rule_that_names_an_unknown_variant_is_refused() {
    let (desk, code, config) = desk_with_folder();
    let text = own_rule("OURS-1", "low", "{ any_of = [\"our hotline\"] }") + "unsettled_in = [\"decesed\"]\n";
    std::fs::write(desk.beside("letters").join("rules").join("a.toml"), text).unwrap();
    desk.run(&["letter", "draft", &code, "us/individuals-ca", "--id", "ca"])
        .ok();
    let refused = run(&desk, &config, &["letter", "check", &code, "ca"]);
    assert!(
        refused.err.contains("unknown variant `decesed`") && refused.err.contains("deceased"),
        "{}",
        refused.err
    );
}
