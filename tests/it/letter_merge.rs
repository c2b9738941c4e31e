//! Letters for cohorts, and many letters in one PDF.

use crate::record_common::Desk;

/// A record with an approved letter, and a roster beside it.
fn ready(text: &str, roster: &str) -> (Desk, String, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let file = desk.beside("text.md");
    std::fs::write(&file, text).unwrap();
    let from = file.display().to_string();
    let _ = desk
        .run(&["letter", "draft", &code, "inside/staff", "--id", "all", "--from", &from])
        .ok();
    let _ = desk
        .run_as(
            "counsel",
            &["letter", "approve", &code, "all", "--because", "filled from the roster"],
        )
        .ok();
    let people = desk.beside("people.csv");
    std::fs::write(&people, roster).unwrap();
    (desk, code, people.display().to_string())
}

const ROSTER: &str = "Name,State,Minor,Email\n\
                      Ada,US-TX,no,a@example.com\n\
                      Bo,US-CA,no,b@example.com\n\
                      Cy,US-TX,no,\n\
                      Di,US-TX,yes,d@example.com\n";

#[test]
fn a_cohort_gets_one_letter_and_nobody_else_s_name() {
    let (desk, code, roster) = ready("# Notice\n\nTo everybody in [[person.state|the state]].\n", ROSTER);
    let out = desk.beside("out");
    let folder = out.display().to_string();
    let merge = [
        "letter", "merge", &code, "all", &roster, "--out", &folder, "--format", "txt",
    ];
    let by = [&merge[..], &["--cohort", "State", "--cohort", "minor"]].concat();
    let said = desk.run(&by).ok();
    assert!(said.contains("3 letters made"), "{said}");
    for words in ["2 people: US-TX · no", "1 people: US-CA · no", "1 people: US-TX · yes"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let first = std::fs::read_to_string(out.join("cohort-0001.txt")).unwrap();
    assert!(
        first.contains("To everybody in US-TX.") && !first.contains("Ada"),
        "{first}"
    );
    let house = std::fs::read_to_string(out.join("mail-house.csv")).unwrap();
    assert!(
        house.contains("4,cohort-0001.txt,Cy") && house.contains("5,cohort-0003.txt,Di"),
        "{house}"
    );
    let again = desk.run(&by).ok();
    assert!(again.contains("0 letters made, 3 were there"), "{again}");
    // A name has no place in a letter to many, and a cohort needs its column.
    let (desk, code, roster) = ready("# Notice\n\nDear [[person.name|the name]].\n", ROSTER);
    let folder = desk.beside("out").display().to_string();
    let merge = ["letter", "merge", &code, "all", &roster, "--out", &folder];
    let said = desk.run(&[&merge[..], &["--cohort", "state"]].concat()).fails(2);
    assert!(said.contains("cannot hold name"), "{said}");
    let said = desk.run(&[&merge[..], &["--cohort", "country"]].concat()).fails(2);
    assert!(said.contains("no column country"), "{said}");
}

#[test]
fn many_letters_go_into_one_pdf_and_the_list_says_where() {
    let (desk, code, roster) = ready("# Notice\n\nDear [[person.name|the name]].\n", ROSTER);
    let out = desk.beside("out");
    let folder = out.display().to_string();
    let merge = [
        "letter", "merge", &code, "all", &roster, "--out", &folder, "--bundle", "3",
    ];
    let said = desk.run(&merge).ok();
    assert!(said.contains("4 letters made"), "{said}");
    let pages = |name: &str| {
        let bytes = std::fs::read(out.join(name)).unwrap();
        assert!(bytes.starts_with(b"%PDF-"), "{name}");
        bytes.len()
    };
    assert!(pages("letters-from-row-00000002.pdf") > pages("letters-from-row-00000005.pdf"));
    let house = std::fs::read_to_string(out.join("mail-house.csv")).unwrap();
    assert!(house.contains("4,letters-from-row-00000002.pdf,Cy"), "{house}");
    std::fs::remove_file(out.join("letters-from-row-00000005.pdf")).unwrap();
    let again = desk.run(&merge).ok();
    assert!(again.contains("1 letters made, 3 were there"), "{again}");
}
