//! Who gets which letter, and in which file.

use super::*;

#[test]
fn an_exercise_says_so_in_every_name_and_letter() {
    let desk = Desk::new();
    let opened = desk.run(&["incident", "open", "Drill", "--exercise", "--json"]).json();
    let code = opened["code"].as_str().unwrap().to_owned();
    let post = Post { desk, code };
    post.draft("all", &["inside/staff"], DEAR);
    post.merge(people(1..=2), &TXT).ok();
    let visible = post
        .names()
        .into_iter()
        .filter(|name| !name.starts_with('.') && name != "firebell-merge.json");
    assert!(
        visible.into_iter().all(|name| name.starts_with("EXERCISE-")),
        "{:?}",
        post.names()
    );
    for line in list(&post.out().join("EXERCISE-mail-house.csv")) {
        assert!(post.letter(&line).contains("EXERCISE"), "{line:?}");
    }
}

#[test]
fn the_letter_of_a_state_goes_to_nobody_who_lives_elsewhere() {
    let post = Post::with(DEAR);
    post.draft("ma", &["--duty", "us-ma/individuals"], DEAR);
    let roster =
        "Name,Street,City,State,Zip\nAda,1 A St,Boston,MA,02108\nBo,2 B St,Oakland,Calif.,94601\nCy,3 C St,Town,,\n";
    let ran = post.merge_letter("ma", roster, &TXT_JSON);
    let said = told(&ran);
    assert_eq!((ran.code, rows(&said["failed"])), (1, vec![3]), "{said}");
    let text = said["failed"][0]["text"].as_str().unwrap();
    assert_eq!(text, "the letter is for people in US-MA, and this row is in US-CA");
    assert_eq!(post.list().len(), 2);
    let all = post
        .merge_letter("ma", roster, &["--format", "txt", "--any-place"])
        .ok();
    assert!(all.contains("Created 1 letter; 2 already existed"), "{all}");
}

#[test]
fn a_person_in_two_rows_gets_one_letter_and_a_shared_key_two() {
    let post = Post::with(DEAR);
    let roster = "Name,Email,Street,City\nAda,a@example.com,1 A St,Town\nada ,A@example.com,1 A St,Town\n\
                  Ada,a@example.com,9 New St,Town\nBo,a@example.com,1 A St,Town\nCy,N/A,3 C St,Town\nCy,N/A,4 C St,Town\n";
    let ran = post.merge(roster, &TXT_JSON);
    let told = told(&ran);
    assert_eq!((ran.code, rows(&told["repeats"])), (0, vec![3, 4]), "{told}");
    assert_eq!(told["repeats"][1]["first"], 2);
    assert_eq!(
        (&told["repeats"][1]["differs"], told["made"].as_u64()),
        (&Value::Bool(true), Some(4)),
        "{told}"
    );
    assert_eq!(rows(&told["shared_keys"]), [5], "{told}");
    let listed: Vec<String> = post.list().iter().map(|line| line["row"].clone()).collect();
    assert_eq!(listed, ["2", "5", "6", "7"], "a placeholder is nobody's key");
    let said = post.merge(roster, &["--format", "txt", "--every-row"]).ok();
    assert!(said.contains("Created 2 letters; 4 already existed"), "{said}");
}

const ROSTER: &str = "Name,State,Member,Email\n\
                      Ada,US-TX,no,a@example.com\n\
                      Bo,US-CA,no,b@example.com\n\
                      Cy,US-TX,no,\n\
                      Di,US-TX,yes,d@example.com\n";

#[test]
fn a_cohort_gets_one_letter_and_nobody_else_s_name() {
    let post = Post::with("# Notice\n\nTo everybody in [[person.state|the state]].\n");
    let by = ["--format", "txt", "--cohort", "State", "--cohort", "member"];
    let said = post.merge(ROSTER, &by).ok();
    assert!(said.contains("Created 3 letters;"), "{said}");
    for words in ["2 people: US-TX · no", "1 person: US-CA · no", "1 person: US-TX · yes"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let lines = post.list();
    let first = post.letter(&lines[0]);
    assert!(
        first.contains("To everybody in US-TX.") && !first.contains("Ada"),
        "{first}"
    );
    assert!(
        lines[2]["Name"] == "Cy" && lines[2]["file"] == lines[0]["file"],
        "{lines:?}"
    );
    assert!(
        lines[3]["Name"] == "Di" && lines[3]["file"] != lines[0]["file"],
        "{lines:?}"
    );
    let again = post.merge(ROSTER, &by).ok();
    assert!(again.contains("Created 0 letters; 3 already"), "{again}");
    // An empty cell that the text needs is nobody's state.
    let ran = post.merge(format!("{ROSTER}Ed,,no,\n"), &by);
    assert!(
        ran.code == 1 && ran.out.contains("Row 6 has no letter: the column `state` is empty."),
        "{}",
        ran.out
    );
    // A name has no place in a letter to many, and a cohort needs its column.
    let post = Post::with(DEAR);
    let said = post.merge(ROSTER, &["--cohort", "state"]).fails(2);
    assert!(
        said.contains("one letter for many people cannot contain `name`"),
        "{said}"
    );
    let said = post.merge(ROSTER, &["--cohort", "country"]).fails(2);
    assert!(said.contains("no column `country`"), "{said}");
}

#[test]
fn many_letters_go_into_one_pdf_and_the_list_says_where() {
    let post = Post::with(DEAR);
    let said = post.merge(ROSTER, &["--bundle", "3"]).ok();
    assert!(said.contains("Created 4 letters;"), "{said}");
    let lines = post.list();
    let size = |line: &Line| {
        let bytes = std::fs::read(post.out().join(&line["file"])).unwrap();
        assert!(bytes.starts_with(b"%PDF-"), "{line:?}");
        bytes.len()
    };
    assert!(size(&lines[0]) > size(&lines[3]));
    assert!(
        lines[2]["Name"] == "Cy" && lines[2]["letter"] == "3" && lines[2]["file"] == lines[0]["file"],
        "{lines:?}"
    );
    std::fs::remove_file(post.out().join(&lines[3]["file"])).unwrap();
    let again = post.merge(ROSTER, &["--bundle", "3"]).ok();
    assert!(again.contains("Created 1 letter; 3 already"), "{again}");
    let refused = post.merge(ROSTER, &["--bundle", "3", "--format", "txt"]).fails(2);
    assert!(
        refused.contains("only PDF files can contain several letters"),
        "{refused}"
    );
}

#[test]
fn a_letter_goes_to_nobody_whom_it_is_not_written_for() {
    let post = Post::with(DEAR);
    let roster = "Name,Language,Minor\nAda,en,no\nBo,fr,no\nCy,,yes\nDi,,\nEd,,perhaps\n";
    let ran = post.merge(roster, &["--format", "txt"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("Created 2 letters"), "{}", ran.out);
    for words in [
        "Row 3 has no letter: the letter is written in `en`, and this row asks for `fr`.",
        "Row 4 has no letter: the letter is for adults, and this row is for parents of minors.",
        "Row 6 has no letter: it is not clear whether",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    // Which of two columns counts is not for the program to choose.
    let said = post.merge("Name,Language,Sprache\nAda,en,de\n", &[]).fails(2);
    assert!(said.contains("several columns for the"), "{said}");
}
