//! The table of roles from outside: for each permission a command that whoever lacks it is refused, with nothing changed, and
//! that whoever has it may give.

use std::collections::BTreeSet;

use firebell::core::member::permissions_by_role::Permission;

use super::*;

/// A permission, who lacks it, who has it, and a command that needs it. `CODE` is the incident, `LETTER` the letter of dana,
/// `OUT` a file beside the record.
type Row = (Permission, &'static str, &'static str, &'static [&'static str]);

/// In an order in which each is possible after those before. `dana` has the roles of whoever sets a record up, `kim` is
/// counsel, `lee` a responder, `sam` an evaluator.
const TABLE: [Row; 18] = [
    (
        Permission::Open,
        "sam",
        "lee",
        &["incident", "open", "another one", "--zone", "UTC"],
    ),
    (
        Permission::Record,
        "sam",
        "lee",
        &["incident", "note", "CODE", "tokens revoked"],
    ),
    (
        Permission::Decide,
        "lee",
        "kim",
        &["incident", "decide", "CODE", "gdpr_risk", "risk", "--rationale", "seen"],
    ),
    (
        Permission::Resolve,
        "lee",
        "kim",
        &["incident", "resolve", "CODE", "eu-gdpr/regulator", "drafting"],
    ),
    (
        Permission::Draft,
        "sam",
        "dana",
        &["letter", "draft", "CODE", "eu/art33-initial"],
    ),
    (
        Permission::Approve,
        "lee",
        "kim",
        &[
            "letter",
            "approve",
            "CODE",
            "LETTER",
            "--because",
            "the facts come later today",
        ],
    ),
    (
        Permission::Privileged,
        "lee",
        "kim",
        &["incident", "notes", "CODE", "--privileged"],
    ),
    (
        Permission::Export,
        "lee",
        "kim",
        &["incident", "export", "CODE", "--output", "OUT"],
    ),
    (
        Permission::Organisation,
        "kim",
        "dana",
        &["profile", "set", "country", "US"],
    ),
    (
        Permission::Grant,
        "lee",
        "kim",
        &["grant", "sam", "record", "CODE", "--for", "1h", "--reason", "to help"],
    ),
    (
        Permission::LegalHold,
        "lee",
        "kim",
        &[
            "hold",
            "add",
            "the inquiry",
            "--incident",
            "CODE",
            "--why",
            "asked by counsel",
        ],
    ),
    (
        Permission::Members,
        "kim",
        "dana",
        &["member", "invite", "ada", "--role", "responder", "--output", "OUT"],
    ),
    (
        Permission::Restrict,
        "lee",
        "kim",
        &[
            "incident",
            "restrict",
            "CODE",
            "--to",
            "lee",
            "--reason",
            "a suspect works here",
        ],
    ),
    (
        Permission::Close,
        "lee",
        "kim",
        &["incident", "close", "CODE", "--rationale", "a false alarm"],
    ),
    (
        Permission::Exercise,
        "kim",
        "dana",
        &["drill", "start", "lost-laptop", "--seed", "1"],
    ),
    (
        Permission::Evaluate,
        "lee",
        "sam",
        &["drill", "observe", "The commander asked for the time"],
    ),
    (
        Permission::Erase,
        "kim",
        "dana",
        &["person", "erase", "Ada Byron", "--because", "she asked", "--yes"],
    ),
    (Permission::Keys, "kim", "dana", &["key", "rotate"]),
];

/// How many events there are, and what the board shows.
fn state(team: &Team) -> (i64, String) {
    let connection = database(&team.desk);
    let count = connection
        .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
        .unwrap();
    (count, team.run("dana", &["incident", "list", "--all", "--json"]).ok())
}

#[test]
fn each_permission_is_refused_to_whoever_lacks_it_and_given_to_whoever_has_it() {
    let team = Team::new()
        .with("kim", &["counsel"])
        .with("lee", &["responder"])
        .with("sam", &["evaluator"]);
    let contact = [
        "contacts",
        "set",
        "ada",
        "--name",
        "Ada Byron",
        "--roles",
        "legal",
        "--channel",
        "phone:+1 555 0100",
    ];
    let _ = team.run("dana", &contact).ok();
    let code = team.incident("dana");
    let out = team.desk.beside("out");
    let mut letter = String::new();
    for (permission, without, with, command) in TABLE {
        let out = out.with_extension(permission.code());
        let command: Vec<&str> = command
            .iter()
            .map(|word| match *word {
                "CODE" => code.as_str(),
                "LETTER" => letter.as_str(),
                "OUT" => out.to_str().unwrap(),
                word => word,
            })
            .collect();
        let before = state(&team);
        let refused = team.run(without, &command);
        assert_eq!(
            refused.code, 1,
            "{without}: {command:?}: {}{}",
            refused.out, refused.err
        );
        let said: Vec<&str> = refused.err.split_whitespace().collect();
        let words = format!("{without} may not {}", permission.words());
        assert!(said.join(" ").contains(&words), "{command:?}: {}", refused.err);
        assert_eq!(state(&team), before, "{command:?}");
        assert!(!out.exists(), "{command:?}");

        let ran = team.run(with, &command);
        assert_eq!(ran.code, 0, "{with}: {command:?}: {}{}", ran.out, ran.err);
        if permission == Permission::Draft {
            let letters = team.run("dana", &["letter", "list", &code, "--json"]).json();
            letters[0]["letter"].as_str().unwrap().clone_into(&mut letter);
        }
    }
    // All are there but reading, which every role has.
    let tried: BTreeSet<Permission> = TABLE.iter().map(|(permission, ..)| *permission).collect();
    let missing: Vec<Permission> = Permission::ALL
        .into_iter()
        .filter(|permission| !tried.contains(permission))
        .collect();
    assert_eq!(missing, [Permission::Read]);
}

#[test]
fn a_report_a_timeline_and_a_calendar_leave_the_record_as_an_export_does() {
    let team = Team::new()
        .with("kim", &["counsel"])
        .with("lee", &["responder"])
        .with("sam", &["observer"]);
    let code = team.incident("dana");
    let calendar = team.desk.beside("out.ics");
    let papers: [&[&str]; 4] = [
        &["incident", "report", &code],
        &["incident", "timeline", &code, "--format", "csv"],
        &["incident", "timeline", &code, "--json"],
        &["deadlines", "--ics", calendar.to_str().unwrap()],
    ];
    for paper in papers {
        for without in ["lee", "sam"] {
            let refused = team.run(without, paper);
            assert!(
                refused.code == 1 && refused.err.contains("may not export") && refused.out.is_empty(),
                "{without}: {paper:?}: {}{}",
                refused.out,
                refused.err
            );
        }
        assert!(!calendar.exists());
        let ran = team.run("kim", paper);
        assert_eq!(ran.code, 0, "{paper:?}: {}{}", ran.out, ran.err);
    }
}
