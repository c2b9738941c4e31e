//! Clauses that counsel approved: read from a team's folder, inserted as they are, and watched after that.

use firebell::letter::clause::{Clause, altered, holds, inserted};

const FREEZE: &str = "+++\nid = \"freeze\"\nname = \"Security freeze\"\nlanguage = \"en\"\naudiences = [\"people\"]\n\
approved_by = \"Paula Hart\"\napproved_on = 2026-11-20\n+++\n\nYou may place a *freeze* on your credit file.\nIt is free of charge.\n";

fn freeze() -> Clause {
    Clause::parse("freeze.md", FREEZE).unwrap()
}

#[test]
fn every_problem_of_a_clause_is_named() {
    let text = "+++\nid = \"x\"\nname = 3\nlanguage = \"en\"\naudiences = [\"everyone\"]\napproved_on = \"soon\"\ntext = 1\n+++\n";
    let problems = Clause::parse("x.md", text).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for part in [
        "x.md:3:",
        "everyone",
        "this is not a date",
        "approved_by",
        "unknown key",
        "has no text",
    ] {
        assert!(lines.iter().any(|line| line.contains(part)), "{part}: {lines:#?}");
    }
}

#[test]
fn a_clause_goes_where_it_is_put() {
    let letter = "# Notice\n\nFirst.\n\n- one\n- two\n\nLast.\n";
    let below = inserted(letter, &freeze(), Some("two")).unwrap();
    assert_eq!(
        below,
        "# Notice\n\nFirst.\n\n- one\n- two\n\nYou may place a _freeze_ on your credit file.\nIt is free of charge.\n\nLast.\n"
            .replace("file.\nIt", "file. It")
    );
    assert!(inserted(letter, &freeze(), None).unwrap().ends_with("charge.\n"));
    assert_eq!(inserted(letter, &freeze(), Some("no such words")), None);
    assert!(holds(&below, &freeze()) && !holds(letter, &freeze()));
}

#[test]
fn a_clause_that_was_changed_is_a_warning_and_one_taken_out_is_not() {
    let letter = "# Notice\n\nFirst.\n";
    let with = inserted(letter, &freeze(), None).unwrap();
    let clauses = [freeze()];
    let found = |texts: &[&str]| altered(&clauses, "en", texts);
    let changed = with.replace("free of charge", "at your own cost");
    let warning = found(&[letter, &with, &changed]);
    assert_eq!(warning.len(), 1);
    assert!(
        !warning[0].fails() && warning[0].found.contains("Paula Hart approved it on 2026-11-20"),
        "{warning:?}"
    );
    for texts in [
        vec![letter],
        vec![letter, &with],
        vec![letter, &with, letter],
        vec![letter, &changed],
    ] {
        assert_eq!(found(&texts), [], "{texts:?}");
    }
    // Other marks and line breaks are no change.
    let same = with
        .replace("_freeze_", "**freeze**")
        .replace("credit file", "credit\nfile");
    assert_eq!(found(&[&with, &same]), []);
    assert_eq!(altered(&clauses, "de", &[&with, &changed]), []);
}
