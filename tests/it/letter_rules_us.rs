//! Letters in the United States: contacts that are dated data, and rules for every row of the researched facts.

use firebell::app::letters::{contacts, rules, templates};
use firebell::app::views::{ObligationView, assessment};
use firebell::letter::check::{Reading, Subject, check};
use firebell::letter::contact::{load, unconfirmed};
use firebell::letter::markdown;
use firebell::letter::template::Template;

use crate::common::{at, facts, project, rules as law, shared};
use crate::letters::{NOW, loaded, rendered, rendered_for};
use crate::record_common::Desk;

/// A desk whose configuration names a folder of a team's own letters, the incident's code and the arguments for both.
fn desk_with_folder() -> (Desk, String, Vec<String>) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let folder = desk.beside("letters");
    std::fs::create_dir_all(folder.join("rules")).unwrap();
    let config = desk.beside("config.toml");
    std::fs::write(&config, format!("letters = {:?}\n", folder.display().to_string())).unwrap();
    (desk, code, vec!["--config".to_owned(), config.display().to_string()])
}

fn run(desk: &Desk, config: &[String], args: &[&str]) -> crate::record_common::Ran {
    let all: Vec<&str> = config.iter().map(String::as_str).chain(args.iter().copied()).collect();
    desk.run(&all)
}

#[test]
fn contacts_that_nobody_confirmed_are_warned_about() {
    let all = contacts(None).unwrap();
    let reading = |text: &str| Reading::of(&markdown::parse(text));
    let found = unconfirmed(
        &all,
        &reading("Call 1-888-298-0045 or write to 200 St. Paul Place, Baltimore, MD 21202."),
    );
    let found = found.unwrap();
    assert!(!found.fails());
    assert!(
        found.found.contains("confirm before it goes out") && found.found.contains("Equifax"),
        "{found}"
    );
    assert!(
        found.found.contains("Maryland") && !found.found.contains("Experian"),
        "{found}"
    );
    // The Federal Trade Commission stands in the researched facts; a name alone is no address.
    assert_eq!(unconfirmed(&all, &reading("Call 1-877-438-4338. Equifax helps.")), None);
}

#[test]
fn a_team_confirms_contacts_in_its_own_folder() {
    let (desk, code, config) = desk_with_folder();
    let drafted = |id: &str| {
        run(
            &desk,
            &config,
            &["letter", "draft", &code, "us/individuals", "--id", id],
        )
        .ok()
    };
    let warned = |id: &str| run(&desk, &config, &["letter", "check", &code, id]).out;
    drafted("a");
    assert!(
        warned("a").contains("warns   contacts: confirm before it goes out: Equifax"),
        "{}",
        warned("a")
    );
    let own = desk.beside("letters").join("us-contacts.toml");
    let entry = |telephone: &str, more: &str| {
        format!(
            "[[contact]]\nid = \"equifax\"\nkind = \"bureau\"\nname = \"Equifax\"\ntelephone = \"{telephone}\"\n\
             address = \"Suite 1, Atlanta, GA 30309\"\nwebsite = \"https://www.equifax.com\"\n\
             source = \"its page\"\nconfidence = \"high\"\n{more}"
        )
    };
    std::fs::write(&own, entry("1-888-555-0100", "checked_on = \"2026-11-24\"\n")).unwrap();
    drafted("b");
    let shown = run(&desk, &config, &["letter", "show", &code, "b"]).ok();
    assert!(
        shown.contains("1-888-555-0100") && !shown.contains("1-888-298-0045"),
        "{shown}"
    );
    assert!(
        warned("b").contains("confirm before it goes out: Experian"),
        "{}",
        warned("b")
    );
    // A file that does not read is named with everything that is wrong in it.
    std::fs::write(&own, entry("1-888-555-0100", "fax = \"1\"\n")).unwrap();
    let refused = run(&desk, &config, &["letter", "check", &code, "b"]).fails(2);
    assert!(refused.contains("checked_on") && refused.contains("fax"), "{refused}");
}

#[test]
fn every_problem_of_contacts_is_told_at_once() {
    let text = "[[contact]]\nid = \"x\"\nkind = \"shop\"\nname = \"X\"\ntelephone = \"1\"\nwebsite = \"w\"\n\
                source = \"s\"\nconfidence = \"sure\"\nchecked_on = \"2026-11-24\"\n";
    let told: Vec<String> = load([("x.toml", text)])
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("x.toml:3") || told[0].contains("x.toml:1"), "{told:?}");
}

fn template(id: &str) -> Template {
    templates(None).unwrap().into_iter().find(|t| t.id == id).unwrap()
}

/// A letter's text for facts of the record, as keys and literals.
fn text_for(id: &str, facts: &[(&str, &str)]) -> String {
    let facts: Vec<(String, String)> = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    rendered(&template(id), &loaded(&facts, &[]))
}

#[test]
fn states_that_dictate_words_get_their_paragraph_and_others_none() {
    let states = [
        ("DC", "15 U.S.C. § 1681c-1"),
        ("IA", "local law enforcement"),
        ("MD", "how to avoid identity theft"),
        ("NM", "federal Fair Credit Reporting Act"),
        ("NY", "https://dos.ny.gov/consumer-protection"),
        ("NC", "https://ncdoj.gov"),
        ("OR", "https://justice.oregon.gov"),
        ("PA", "we bear the cost"),
        ("WA", "The information was exposed from"),
        ("WV", "whether we kept any about you"),
        ("WI", "your personal information was acquired"),
        ("WY", "the toll-free numbers and addresses of the bureaus"),
    ];
    for (state, words) in states {
        let text = text_for("us/individuals", &[(&format!("affected.US-{state}"), "3")]);
        assert!(text.contains(words), "{state}: {text}");
        for (other, others) in states.iter().filter(|(other, _)| *other != state) {
            assert!(!text.contains(others), "{state} shows what {other} asks");
        }
    }
    let plain = text_for("us/individuals", &[("affected.US-TX", "3")]);
    assert!(!plain.contains("residents of some states"), "{plain}");
    let medical = [("affected.US-PA", "3"), ("data.elements", "[\"medical\"]")];
    assert!(!text_for("us/individuals", &medical).contains("residents of some states"));
}

#[test]
fn passwords_are_changed_where_log_in_data_fell_and_only_there() {
    for id in [
        "us/individuals",
        "us/individuals-ca",
        "us/individuals-ri",
        "us/hipaa-individuals",
    ] {
        let text = text_for(id, &[("data.elements", "[\"online_credentials\"]")]);
        assert!(
            text.contains("Change your password and the security question"),
            "{text}"
        );
        let other = text_for(id, &[("data.elements", "[\"ssn\"]")]);
        assert!(!other.contains("Change your password"), "{other}");
    }
}

#[test]
fn a_breach_without_a_day_is_told_in_words() {
    let words = (
        "letter.occurrence_words",
        "\"The day is not known; it was in October 2026.\"",
    );
    for id in [
        "us/individuals",
        "us/individuals-ca",
        "us/individuals-ri",
        "us/hipaa-individuals",
        "us/hipaa-media",
    ] {
        let text = text_for(id, &[words, ("milestones.occurrence", "\"2026-11-02T08:00:00Z\"")]);
        assert!(
            text.contains("it was in October 2026") && !text.contains("It began on"),
            "{text}"
        );
        assert!(
            text_for(id, &[]).contains("It began on [[milestones.occurrence"),
            "{id}"
        );
    }
}

#[test]
fn the_contact_gap_of_massachusetts_warns_of_what_may_not_be_said() {
    assert!(text_for("us/individuals-ma", &[]).contains("never the cause or the nature of the breach"));
}

/// Every duty of the law files, as an assessment answers them.
pub(crate) fn duties() -> Vec<ObligationView> {
    let text = "[incident]\ntitle = \"t\"\n[organisation]\nrole = \"owner\"\n";
    assessment(&facts(text), law(), at(NOW)).obligations
}

#[test]
fn a_state_s_sheet_holds_the_fields_that_its_law_asks_for_and_no_others() {
    let asked: [(&str, &[&str]); 19] = [
        ("Address of the headquarters", &["dc"]),
        ("Person reporting", &["ma", "dc", "ct"]),
        ("Kind of reporter", &["ma"]),
        ("Person to ask", &["fl", "al"]),
        ("How it was found", &["ct"]),
        ("Date of determination", &["ok"]),
        ("Time frame of exposure", &["dc", "wa"]),
        ("Person responsible for the breach", &["ma", "dc"]),
        ("Involvement of a foreign country", &["dc"]),
        ("Number of residents told so far", &["tx", "nm"]),
        ("Names of the citizens concerned", &["la"]),
        ("Monetary impact", &["ok"]),
        ("Safeguards in use", &["ok"]),
        ("Written information security program", &["ma"]),
        ("Update of that program", &["ma"]),
        ("Credit monitoring certified", &["ma"]),
        ("How people use them", &["fl"]),
        (
            "Timing and distribution of the notices",
            &["ny", "nc", "ri", "hi", "mt", "nh", "ct"],
        ),
        (
            "Sample of the notice to individuals",
            &[
                "ca", "dc", "md", "ny", "nc", "wa", "fl", "ct", "nm", "ri", "hi", "mt", "or", "vt",
            ],
        ),
    ];
    let template = template("us/regulator");
    let mut seen = std::collections::BTreeSet::new();
    for duty in duties()
        .iter()
        .filter(|d| d.recipient == "regulator" && d.regime.len() == 5 && d.regime.starts_with("us-"))
    {
        let text = rendered_for(&template, &loaded(&[], &[]), Some(duty));
        for (label, states) in asked {
            let state = &duty.regime[3..];
            let first_of_vermont = label.starts_with("Sample") && duty.id == "us-vt/regulator";
            let wanted = states.contains(&state) && !first_of_vermont;
            assert_eq!(
                text.contains(&format!("| {label} |")),
                wanted,
                "{}: {label}\n{text}",
                duty.id
            );
            if wanted {
                seen.insert((label, state.to_owned()));
            }
        }
        assert!(text.contains("| Number of residents | Not known yet"), "{text}");
        // One table: an empty line would end it, and its rows would be text.
        assert_eq!(
            Reading::of(&markdown::parse(&text)).text.matches("| |").count(),
            0,
            "{text}"
        );
    }
    assert_eq!(seen.len(), asked.iter().map(|(_, states)| states.len()).sum::<usize>());
}

#[test]
fn residents_are_those_of_the_duty_s_place() {
    let all = duties();
    let duty = all.iter().find(|d| d.id == "us-tx/regulator").unwrap();
    let known = [("affected.US-TX".to_owned(), "{ min = 400, max = 900 }".to_owned())];
    let text = rendered_for(&template("us/regulator"), &loaded(&known, &[]), Some(duty));
    assert!(text.contains("| Number of residents | 400 to 900 |"), "{text}");
}

#[test]
fn a_sample_is_attached_only_where_there_is_a_letter_to_individuals() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let drafted = |id: &str| {
        let _ = desk
            .run(&["letter", "draft", &code, "--duty", "us-md/regulator", "--id", id])
            .ok();
        desk.run(&["letter", "show", &code, id]).ok()
    };
    let before = drafted("before");
    assert!(
        before.contains("draft that letter first") && !before.contains("attached, without"),
        "{before}"
    );
    let _ = desk.run(&["letter", "draft", &code, "us/individuals"]).ok();
    assert!(drafted("after").contains("| attached, without personal information |"));
}

#[test]
fn a_notice_on_the_web_says_how_long_it_stays() {
    for (state, days) in [
        ("AZ", "45 days."),
        ("AL", "30 days."),
        ("CA", "30 days."),
        ("NY", "[[sheet.posting_days|"),
    ] {
        let text = text_for("us/substitute", &[(&format!("affected.US-{state}"), "3")]);
        assert!(text.contains(&format!("for at least {days}")), "{state}: {text}");
    }
}

/// Ids of rows in sections 1 to 6 of the researched facts; the states of section 5 as `SUB-XX`.
fn rows(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut section = 0;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        }
        let Some(first) = line.strip_prefix("| ").and_then(|rest| rest.split(" |").next()) else {
            continue;
        };
        match section {
            5 => {
                let states = first.split(',').filter_map(|word| word.split_whitespace().next());
                let two = states.filter(|word| word.len() == 2 && word.chars().all(|c| c.is_ascii_uppercase()));
                found.extend(two.map(|state| format!("SUB-{state}")));
            }
            1..=6 if first != "ID" => found.push(first.to_owned()),
            _ => {}
        }
    }
    found
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    left: Vec<LeftRow>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftRow {
    id: String,
    reason: String,
}

#[test]
fn every_row_of_the_researched_facts_is_a_rule_or_left_to_a_person_with_the_reason() {
    let text = std::fs::read_to_string(project("templates/rules/left-to-a-person-us.toml")).unwrap();
    let left: LeftOut = toml::from_str(&text).unwrap();
    let ruled: Vec<String> = rules(None).unwrap().into_iter().map(|rule| rule.id).collect();
    for row in &left.left {
        assert!(row.reason.len() > 20, "{} has no reason", row.id);
        assert!(!ruled.contains(&row.id), "{} is both a rule and left", row.id);
    }
    let Some(facts) = shared("law/us-letter-content.md") else {
        return;
    };
    let rows = rows(&facts);
    assert!(rows.len() > 150, "{rows:?}");
    let lost: Vec<&String> = rows
        .iter()
        .filter(|row| !ruled.contains(row) && left.left.iter().all(|left| left.id != **row))
        .collect();
    assert!(lost.is_empty(), "neither a rule nor left to a person: {lost:?}");
    for row in &left.left {
        assert!(rows.contains(&row.id), "{} is no row of the facts", row.id);
    }
}

#[test]
fn rows_are_read_from_every_table_of_the_facts() {
    let text = "## 1. A\n| ID | Who |\n|---|---|\n| CA-1 | x |\n## 5. B\n| State | Cost |\n|---|---|\n| AR, MA (H) | 1 |\n\
                | HIPAA, FTC HBNR | none |\n## 7. C\n| ZZ-1 | x |\n";
    assert_eq!(rows(text), ["CA-1", "SUB-AR", "SUB-MA"]);
}

/// What one test, as TOML, finds in a text.
fn finds(test: &str, text: &str) -> Vec<String> {
    let rule = format!(
        "[[rule]]\nid = \"x\"\ncite = \"c\"\ndemand = \"d\"\nconfidence = \"high\"\nrecipients = [\"individuals\"]\n\
         regimes = [\"us-*\"]\ntest = [{test}]\n"
    );
    let rules = firebell::letter::check::load([("x.toml", rule.as_str())]).unwrap();
    let subject = Subject {
        recipient: "individuals".to_owned(),
        regimes: vec!["us-tx".to_owned()],
        ..Subject::default()
    };
    let found = check(&rules, &subject, &markdown::parse(text)).into_iter();
    found.filter(|f| f.rule == "x").map(|f| f.found).collect()
}

#[test]
fn what_stands_beside_a_name_belongs_to_it_until_another_name_comes() {
    let test = "{ beside = [\"Equifax\", \"Experian\"], with = [\"telephone\", \"address\", \"website\"] }";
    let row =
        |name: &str| format!("| {name} | 1-888-298-0045 | P.O. Box 1, Atlanta, GA 30348 | https://example.com |\n");
    let head = "| Bureau | a | b | c |\n|---|---|---|---|\n";
    let whole = format!("{head}{}{}", row("Equifax"), row("Experian"));
    assert_eq!(finds(test, &whole), Vec::<String>::new());
    let bare = format!("{head}| Equifax | 1-888-298-0045 | | |\n{}", row("Experian"));
    assert_eq!(finds(test, &bare), ["beside “Equifax” is missing: address, website"]);
    assert_eq!(finds(test, &row("Equifax")), ["“Experian” is not named"]);
    // The name in an earlier sentence does no harm.
    assert_eq!(
        finds(test, &format!("Ask Equifax or Experian.\n\n{whole}")),
        Vec::<String>::new()
    );
    let spelled = "{ beside = [\"Attorney General of Ohio|Ohio Attorney General\"], with = [\"website\"] }";
    assert!(finds(spelled, "Ask the Ohio Attorney General, https://example.com.").is_empty());
    assert_eq!(finds(spelled, "Ask Ohio."), ["“Attorney General of Ohio” is not named"]);
}

#[test]
fn too_few_dates_are_right_where_the_letter_says_that_one_is_not_known() {
    let test = "{ dates = 2, unless = [\"not known\"] }";
    assert_eq!(
        finds(test, "November 24, 2026. It was read."),
        ["1 dates are told, 2 are needed"]
    );
    assert!(finds(test, "November 24, 2026. The day it began is not known.").is_empty());
    assert!(finds(test, "November 24, 2026. It began on October 2, 2026.").is_empty());
}

#[test]
fn a_notice_to_the_public_answers_to_the_states_of_the_people_concerned() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let _ = desk
        .run(&["incident", "fact", "set", &code, "affected.US-AZ", "7"])
        .ok();
    let check = |more: &[&str]| {
        let _ = desk
            .run(&[&["letter", "draft", &code, "us/substitute", "--id"][..], more].concat())
            .ok();
        desk.run(&["letter", "check", &code, more[0]]).out
    };
    let state = check(&["state"]);
    let few = "see to  SUB-AZ: 7 people are recorded in US-AZ, not more than 100000; write down whether the cost";
    assert!(
        state.contains(few) && !state.contains("SUB-AZ: nothing says"),
        "{state}"
    );
    let _ = desk
        .run(&["incident", "fact", "set", &code, "affected.US-AZ", "100001"])
        .ok();
    let many = check(&["many"]);
    assert!(
        many.contains("SUB-AZ") && !many.contains("write down whether the cost"),
        "{many}"
    );
    let clinic = check(&["clinic", "--duty", "us-hipaa/individuals"]);
    assert!(!clinic.contains("HIPAA-9: nothing says"), "{clinic}");
    assert!(
        clinic.contains("open gaps: ") && !clinic.contains("sheet.posting_days"),
        "{clinic}"
    );
}

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
    assert!(found.contains("FAILS   CA-3: nothing says “ten point”"), "{found}");
    assert!(!found.contains("Cal. Civ. Code § 1798.82(d)(1)(C)"), "{found}");
    assert!(found.contains("warns   OURS-1: nothing says “our hotline”"), "{found}");
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
        "`sure` is no confidence",
        "`fax` stands beside no name",
        "no regimes and would never apply",
        "`individual` is no recipient",
        "`sssn` is no data element",
        "b.toml",
        "this test looks at nothing",
        "looks",
        "nothing is asked beside the names",
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
fn a_term_counts_only_where_monitoring_is_offered() {
    let test = "{ months = 24, near = [\"credit monitoring\"] }";
    assert!(finds(test, "We offer 24 months of credit monitoring.").is_empty());
    let advice = "We offer 12 months of credit monitoring.\n\nStay vigilant for the next 12 to 24 months.";
    assert_eq!(finds(test, advice), ["no term of at least 24 months is offered"]);
    assert!(finds("{ months = 24 }", advice).is_empty());
}
