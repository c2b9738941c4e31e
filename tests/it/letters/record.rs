//! Letters in a record: drafted, approved, filed, merged.

use super::*;

#[test]
fn letters_are_drafted_checked_approved_and_fall_with_a_change() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let draft = desk
        .run(&["letter", "draft", &code, "us/individuals-ca", "--id", "ca"])
        .ok();
    assert!(draft.contains("gaps"), "{draft}");
    let failing = desk.run(&["letter", "check", &code, "ca"]);
    assert_eq!(failing.code, 1);
    assert!(failing.out.contains("open gaps"), "{}", failing.out);
    // Nobody approves their own draft; somebody else does not without a reason.
    let own = desk.run(&["letter", "approve", &code, "ca"]).fails(1);
    assert!(own.contains("cannot approve it"), "{own}");
    let second = ["letter", "approve", &code, "ca"];
    let refused = desk.run_as("counsel", &second).fails(1);
    assert!(refused.contains("findings that fail"), "{refused}");
    let because = [&second[..], &["--because", "the portal takes it in phases"]].concat();
    desk.run_as("counsel", &because).ok();
    assert!(
        desk.run(&["letter", "list", &code])
            .ok()
            .contains("approved by counsel")
    );
    // The approval falls with the text.
    std::fs::write(desk.beside("text.md"), "# Notice\n\nAnother text.\n").unwrap();
    let from = desk.beside("text.md").display().to_string();
    desk.run(&["letter", "edit", &code, "ca", "--from", &from]).ok();
    assert!(
        desk.run(&["letter", "list", &code])
            .ok()
            .contains("changed since it was approved")
    );
    let red = desk.run(&["letter", "redline", &code, "ca"]).ok();
    assert!(red.contains("Another text"), "{red}");
    for format in ["md", "html", "txt", "pdf", "docx"] {
        let out = desk.beside(&format!("letter.{format}")).display().to_string();
        desk.run(&["letter", "export", &code, "ca", "--format", format, "--out", &out])
            .ok();
        assert!(std::fs::metadata(&out).unwrap().len() > 20, "{format}");
    }
    assert!(
        desk.run(&["letter", "show", &code, "cx"])
            .fails(2)
            .contains("unknown letter")
    );
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn filing_asks_for_an_approved_letter_or_a_reason() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("letter.what_happened", "A mailbox was read."),
        ("data.elements", "ssn"),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let refused = desk.run(&["incident", "file", &code, "us-tx/regulator"]).fails(1);
    assert!(refused.contains("us-tx/regulator has no letter"), "{refused}");
    let drafted = desk.run(&["letter", "draft", &code, "--duty", "us-tx/regulator"]).ok();
    assert!(drafted.contains("us-tx-regulator-en"), "{drafted}");
    let refused = desk.run(&["incident", "file", &code, "us-tx/regulator"]).fails(1);
    assert!(refused.contains("approved in its current text"), "{refused}");
    let approve = [
        "letter",
        "approve",
        &code,
        "us-tx-regulator-en",
        "--because",
        "fields follow",
    ];
    desk.run_as("counsel", &approve).ok();
    desk.run(&["incident", "file", &code, "us-tx/regulator"]).ok();
}

#[test]
fn an_exercise_s_letter_says_so_in_every_format() {
    let desk = Desk::new();
    let opened = desk.run(&["incident", "open", "Drill", "--exercise", "--json"]).json();
    let code = opened["code"].as_str().unwrap().to_owned();
    desk.run(&["letter", "draft", &code, "inside/staff"]).ok();
    for format in ["md", "html", "txt"] {
        let out = desk.beside(&format!("l.{format}"));
        let path = out.display().to_string();
        desk.run(&[
            "letter",
            "export",
            &code,
            "inside-staff-en",
            "--format",
            format,
            "--out",
            &path,
        ])
        .ok();
        assert!(std::fs::read_to_string(&out).unwrap().contains("EXERCISE"), "{format}");
    }
}

#[test]
fn a_merge_makes_one_letter_a_row_and_resumes() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let text = desk.beside("text.md");
    std::fs::write(
        &text,
        "# Notice\n\nDear [[person.name|the name]],\n\nwe write to you.\n",
    )
    .unwrap();
    let from = text.display().to_string();
    desk.run(&["letter", "draft", &code, "inside/staff", "--id", "all", "--from", &from])
        .ok();
    let roster = desk.beside("people.csv");
    std::fs::write(
        &roster,
        "Name,Email\nAda <b>,a@example.com\n\"Bo, Jr.\",\nCy,c@example.com\n",
    )
    .unwrap();
    let (roster, out) = (roster.display().to_string(), desk.beside("out"));
    let folder = out.display().to_string();
    let merge = [
        "letter", "merge", &code, "all", &roster, "--out", &folder, "--format", "txt",
    ];
    assert!(desk.run(&merge).fails(1).contains("not approved"));
    desk.run_as(
        "counsel",
        &[
            "letter",
            "approve",
            &code,
            "all",
            "--because",
            "names come from the roster",
        ],
    )
    .ok();
    // An e-mail address is no postal address, so the list for the mail house says so of every row.
    let said = desk.run(&merge).ok();
    assert!(
        said.contains("Created 3 letters;") && said.contains("3 rows are listed without a postal address: 2, 3, 4."),
        "{said}"
    );
    let list = || {
        let text = std::fs::read_to_string(out.join("mail-house.csv")).unwrap();
        let lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        lines
    };
    let file = |line: &str| out.join(line.split(',').nth(1).unwrap());
    let first = list();
    let letter = std::fs::read_to_string(file(&first[0])).unwrap();
    assert!(letter.contains("Dear Ada <b>,"), "{letter}");
    std::fs::remove_file(file(&first[1])).unwrap();
    let said = desk.run(&merge).ok();
    assert!(said.contains("Created 1 letter; 2 already existed"), "{said}");
    assert_eq!(list(), first);
    assert!(
        first[1].starts_with("3,letter-") && first[1].ends_with(",\"Bo, Jr.\""),
        "{first:?}"
    );
    std::fs::write(&text, "Street,Email\nx,y\n").unwrap();
    let lacking = ["letter", "merge", &code, "all", &from, "--out", &folder];
    assert!(desk.run(&lacking).fails(2).contains("no column `name`"));
}

/// A letter says of law enforcement what is recorded for its own law, and a delay that was lifted ended then.
#[test]
fn a_letter_tells_of_the_recorded_delay_of_its_own_law_alone() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let place = |authority: &str, regime: &str| {
        let named = ["--authority", authority, "--regimes", regime, "--reason", "inquiry"];
        let until = ["--until", "2030-01-15T12:00:00Z"];
        desk.run(&[&["incident", "delay", "place", &code][..], &named, &until].concat())
            .ok();
    };
    let text = |id: &str, what: &[&str]| {
        desk.run(&[&["letter", "draft", &code, "--id", id][..], what].concat())
            .ok();
        desk.run(&["letter", "show", &code, id]).ok()
    };
    let none = text("none", &["--obligation", "us-ca/individuals"]);
    assert!(
        none.contains("did not delay this notice at the request of law enforcement"),
        "{none}"
    );
    place("Texas Rangers", "us-tx");
    let other = text("other", &["--obligation", "us-ca/individuals"]);
    assert!(!other.contains("asked us to delay"), "{other}");
    place("FBI", "us-ca");
    let own = text("own", &["--obligation", "us-ca/individuals"]);
    assert!(
        own.contains("asked us to delay") && own.contains("ended on [[letter.law_enforcement|"),
        "{own}"
    );
    desk.run(&[
        "incident",
        "delay",
        "lift",
        &code,
        "--authority",
        "FBI",
        "--reason",
        "by letter",
    ])
    .ok();
    let lifted = text("lifted", &["--obligation", "us-ca/individuals"]);
    assert!(
        lifted.contains("asked us to delay")
            && !lifted.contains("[[letter.law_enforcement")
            && !lifted.contains("2030"),
        "{lifted}"
    );
}
