//! What `drill lint` finds: each of these was once said to have no problem.

use super::*;

fn linted(desk: &Desk, path: &std::path::Path) -> String {
    let ran = desk.run(&["drill", "lint", path.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}: {}{}", path.display(), ran.out, ran.err);
    ran.out
}

#[test]
fn every_case_is_found_with_its_line() {
    let desk = Desk::empty();
    for (case, line, words) in [
        (
            "22-unknown-task.toml",
            184,
            "unknown step `lost-device/cut-acces` (did you mean `lost-device/cut-access`?)",
        ),
        (
            "23-unknown-decision.toml",
            295,
            "unknown decision `gdpr_rsk` (did you mean `gdpr_risk`?)",
        ),
        (
            "26-unknown-called-role.toml",
            165,
            "unknown role of a contact `captain`",
        ),
        (
            "35-within-longer-than-rest.toml",
            188,
            "has a time window that ends after the exercise",
        ),
        (
            "37-zero-weight-all.toml",
            92,
            "every expected action for the objective `aware` has the weight 0",
        ),
        (
            "47-real-email-in-text.toml",
            33,
            "`max.mustermann@gmail.com` may belong to somebody",
        ),
        ("52-playbook-unknown.toml", 184, "unknown playbook `nonsense`"),
    ] {
        let said = linted(&desk, &project("tests/data/drill-lint").join(case));
        let found = said
            .lines()
            .find(|found| found.contains(words))
            .unwrap_or_else(|| panic!("{case}: {said}"));
        assert!(found.contains(&format!("{case}:{line}: ")), "{case}: {found}");
    }
}

/// Others that passed, each put into a scenario that has no problem.
#[test]
fn what_nobody_has_is_named() {
    let desk = Desk::empty();
    let text = std::fs::read_to_string(project("playbooks/tabletop/lost-laptop.toml")).unwrap();
    for (name, from, to, words) in [
        (
            "letter",
            "letter = \"world/law-",
            "letter = \"world/no-such-",
            "unknown letter `world/no-such-",
        ),
        (
            "value",
            "decided = \"gdpr_risk\", value = \"unlikely\"",
            "decided = \"gdpr_risk\", value = \"purple\"",
            "purple",
        ),
        (
            "contact",
            "id = \"devices\"",
            "id = \"commander\"",
            "duplicate contact `commander`",
        ),
        (
            "telephone",
            "+45 000 000 00",
            "+45 33 19 32 00",
            "`+45 33 19 32 00` may belong to somebody",
        ),
        (
            "site",
            "https://fjordmark.example",
            "https://fjordmark.dk",
            "`https://fjordmark.dk` may belong to somebody",
        ),
        ("module", "from = 22", "from = 0", "begins when another one does"),
        (
            "minutes",
            "minutes = 45",
            "minutes = 1000000000000",
            "is more than two days",
        ),
        (
            "role",
            "roles = [\"commander\"]\n",
            "roles = [\"forensics\"]\n",
            "no contact has this role",
        ),
        (
            "key",
            "\"organisation.eu_main_establishment\" = \"DK\"",
            "\"organisation.eu_main_establishment\" = \"Denmark\"",
            "organisation.eu_main_establishment",
        ),
        (
            "country",
            "\"organisation.eu_main_establishment\" = \"DK\"",
            "\"organisation.eu_main_establishment\" = \"ZZ\"",
            "`ZZ` is not a place",
        ),
    ] {
        assert!(text.contains(from), "{name}: the scenario has changed");
        let path = written(&desk, &format!("{name}.toml"), &text.replacen(from, to, 1));
        let said = linted(&desk, &path);
        assert!(said.contains(words), "{name}: {said}");
    }
}

/// What is set aside for examples and fiction is nobody's, and neither is a time or an obligation with its place.
#[test]
fn invented_addresses_are_left_alone() {
    use firebell::drill::reachable::reachable;
    for text in [
        "write to privacy@fjordmark.example, or a@b.invalid.",
        "https://www.example.com/form and http://x.test",
        "+1 614 555 0158, +44 20 7946 0126, +49 30 23125 160, +45 000 000 00",
        "2026-03-06T18:45:00+00:00 T+90 eu-gdpr/regulator@AT",
        "1+1 is 2; @someone said so",
    ] {
        assert_eq!(reachable(text), Vec::<String>::new(), "{text}");
    }
    for (text, found) in [
        ("ring +49 89 1234567 now", "+49 89 1234567"),
        ("call (+1 212 555 2368)", "+1 212 555 2368"),
        ("tip@example.com.evil.io", "tip@example.com.evil.io"),
        ("see https://notexample.com.", "https://notexample.com."),
        ("a@myexample", ""),
    ] {
        let expected: Vec<String> = Some(found)
            .filter(|found| !found.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect();
        assert_eq!(reachable(text), expected, "{text}");
    }
}
