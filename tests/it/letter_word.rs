//! Word both ways: remarks out as comments; tracked changes and comments back as revisions and remarks.

mod made;

use std::io::Read as _;

use crate::common::record::Desk;

pub(crate) const TEXT: &str = "# Notice of Data Breach\n\nDear customer,\n\n**We** write to you because José Núñez \
opened our files on 3 November 2026.\n\n- your name\n- your address\n\n| Question | Answer |\n| --- | --- |\n\
| When | 3 November 2026 |\n\nCall [[letter.contact|whom to call]].\n";

/// An incident with a letter of the text.
pub(crate) fn with_letter(text: &str) -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    std::fs::write(desk.beside("text.md"), text).unwrap();
    let from = desk.beside("text.md").display().to_string();
    let draft = [
        "letter",
        "draft",
        &code,
        "us/individuals-ca",
        "--id",
        "ca",
        "--from",
        &from,
    ];
    desk.run(&draft).ok();
    (desk, code)
}

/// The letter as a Word file, with more arguments; its path.
fn exported(desk: &Desk, code: &str, more: &[&str]) -> String {
    let out = desk.beside("letter.docx").display().to_string();
    let export = [
        "letter", "export", code, "ca", "--format", "docx", "--force", "--out", &out,
    ];
    desk.run(&[&export, more].concat()).ok();
    out
}

/// A part of a Word file.
fn part(path: &str, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// What is read between the ends of a comment.
fn commented(document: &str, id: usize) -> String {
    let from = format!("<w:commentRangeStart w:id=\"{id}\" />");
    let until = format!("<w:commentRangeEnd w:id=\"{id}\" />");
    let inside = document.split_once(&from).unwrap().1.split_once(&until).unwrap().0;
    let texts = inside.split("<w:t ").skip(1);
    let text = |part: &str| {
        part.split_once('>')
            .unwrap()
            .1
            .split_once("</w:t>")
            .unwrap()
            .0
            .to_owned()
    };
    texts.map(text).collect()
}

#[test]
fn remarks_leave_as_comments_at_the_words_they_are_about() {
    let (desk, code) = with_letter(TEXT);
    let remark = |text: &str, on: &[&str]| {
        let comment = ["letter", "comment", &code, "ca", text];
        desk.run_as("paula", &[&comment, on].concat())
    };
    remark("Too <warm> & too long", &[]).ok();
    remark("Which José?", &["--on", "José Núñez"]).ok();
    remark(
        "The 3rd?",
        &["--on", "because José Núñez opened our files on 3 November"],
    )
    .ok();
    remark("Check the clock", &["--on", "3 November 2026."]).ok();
    remark("Cell", &["--on", "When"]).ok();
    let refused = remark("Where?", &["--on", "no such words"]).fails(2);
    assert!(refused.contains("does not have these words"), "{refused}");
    let path = exported(&desk, &code, &[]);
    let comments = part(&path, "word/comments.xml");
    for text in [
        "w:author=\"paula\"",
        "Too &lt;warm&gt; &amp; too long",
        "Which José?",
        "The 3rd?",
    ] {
        assert!(comments.contains(text), "{text}\n{comments}");
    }
    let document = part(&path, "word/document.xml");
    for (id, read) in [
        (1, "Notice of Data Breach"),
        (2, "José Núñez"),
        (3, "because José Núñez opened our files on 3 November"),
        (4, "3 November 2026."),
        (5, "When"),
    ] {
        assert_eq!(commented(&document, id), read, "{document}");
    }
    let again = std::fs::read(&path).unwrap();
    assert_eq!(std::fs::read(exported(&desk, &code, &[])).unwrap(), again);
}

#[test]
fn remarks_stay_inside_when_the_letter_goes_out() {
    let (desk, code) = with_letter(TEXT);
    desk.run(&["letter", "comment", &code, "ca", "Do not send yet"]).ok();
    let carries = |more: &[&str]| part(&exported(&desk, &code, more), "word/comments.xml").contains("Do not send");
    assert!(carries(&[]) && !carries(&["--no-remarks"]));
    let because = [
        "letter",
        "approve",
        &code,
        "ca",
        "--because",
        "counsel agreed by telephone",
    ];
    desk.run_as("counsel", &because).ok();
    assert!(!carries(&[]) && carries(&["--remarks"]));
}

const LETTER: &str = include_str!("../data/word/letter.md");

/// `letter.md` with the remark that `office.docx` left with.
fn sent() -> (Desk, String, String) {
    let (desk, code) = with_letter(LETTER);
    let remark = [
        "letter",
        "comment",
        &code,
        "ca",
        "Is this his name?",
        "--on",
        "José Núñez",
    ];
    desk.run_as("dana", &remark).ok();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/word/office.docx").to_owned();
    (desk, code, file)
}

#[test]
fn a_file_saved_by_libreoffice_becomes_a_revision_and_remarks() {
    let (desk, code, file) = sent();
    let edit = ["letter", "edit", &code, "ca", "--from", &file];
    let json = desk.run_as("erin", &[&edit[..], &["--json"]].concat()).json();
    assert_eq!(json["saved"], "as_written");
    assert_eq!(json["authors"], serde_json::json!(["Paula Hart", "Jörg Müßig"]));
    // The remark that left with the file is not recorded again.
    assert_eq!(json["remarks"], 1);
    assert_eq!(json["not_kept"], serde_json::json!([]));
    // LibreOffice takes its style from a heading below a deleted paragraph, and does not track that.
    assert!(json["warnings"][0].as_str().unwrap().contains("not tracked"), "{json}");
    let text = desk.run(&["letter", "show", &code, "ca"]).ok();
    let expected = "# Notice of Data Breach\n\nDear [[person.salutation|the name]],\n\n**We** write to you because José \
                    Núñez gained access to our files in November 2026. _Please read on._\n\nWhat was in the files\n\n\
                    - your name\n\n- your Straße, café and naïve façade number\n\n- your address\n\n  * and where you \
                    lived before\n\n- your [account number](https://example.com/help)\n\n1) Change your password.\n\
                    2) Call [[letter.contact|whom to call]].\n\n| Question | Answer |\n| --- | --- |\n| When | 4 Nov |\n\
                    | Where | Zürich & Köln \\| Ανατολή |\n\n> As the law says.\n\n___\n\nYours Sincerely\n";
    assert_eq!(text, expected);
    let whole = desk.run(&["letter", "show", &code, "ca", "--json"]).json();
    assert_eq!(whole["author"], "Paula Hart, Jörg Müßig");
    let remark = serde_json::json!(["Paula Hart", "Who is “we”?\nName the controller: Größe & Söhne."]);
    assert_eq!(whole["comments"][1], remark);
    // Nobody who had a hand in it approves it, under whichever name.
    for hand in ["erin", "Paula Hart", "Jörg Müßig"] {
        let refused = desk
            .run_as(hand, &["letter", "approve", &code, "ca", "--because", "read"])
            .fails(1);
        assert!(refused.contains("cannot approve it"), "{hand}: {refused}");
    }
    // Taken back once more it brings nothing new; what was exported comes back as it left.
    assert!(
        desk.run_as("erin", &edit)
            .fails(2)
            .contains("no change and no new remark")
    );
    let again = exported(&desk, &code, &[]);
    let unchanged = desk.run(&["letter", "edit", &code, "ca", "--from", &again]).fails(2);
    assert!(unchanged.contains("no change and no new remark"), "{unchanged}");
    assert!(desk.run(&["audit", "verify"]).ok().starts_with("Intact"));
}

#[test]
fn a_file_joins_what_was_saved_meanwhile_and_belongs_to_its_letter() {
    let (desk, code, file) = sent();
    let changed = LETTER.replace("Change your password.", "Change your password today.");
    std::fs::write(desk.beside("text.md"), changed).unwrap();
    let own = desk.beside("text.md").display().to_string();
    desk.run(&["letter", "edit", &code, "ca", "--from", &own]).ok();
    let words = desk
        .run_as("erin", &["letter", "edit", &code, "ca", "--from", &file])
        .ok();
    assert!(words.contains("both changes were merged"), "{words}");
    let text = desk.run(&["letter", "show", &code, "ca"]).ok();
    assert!(text.contains("password today") && text.contains("4 Nov"), "{text}");
    // The file of one letter is not taken for another.
    let other = [
        "letter",
        "draft",
        &code,
        "us/individuals-ca",
        "--id",
        "other",
        "--from",
        &own,
    ];
    desk.run(&other).ok();
    let refused = desk.run(&["letter", "edit", &code, "other", "--from", &file]).fails(2);
    assert!(refused.contains("was not made from a text of other"), "{refused}");
}

#[test]
fn letters_and_revisions_are_compared() {
    let (desk, code, file) = sent();
    desk.run_as("erin", &["letter", "edit", &code, "ca", "--from", &file])
        .ok();
    let text = desk.run(&["letter", "compare", &code, "1", "ca"]).ok();
    assert!(text.starts_with("--- ca revision 1 by "), "{text}");
    assert!(text.contains("+++ ca revision 2 by Paula Hart, Jörg Müßig"), "{text}");
    assert!(text.contains("[-opened-]{+gained access to+}"), "{text}");
    let beside = desk
        .run(&["letter", "compare", &code, "1", "2", "--side-by-side", "100"])
        .ok();
    let row = beside.lines().find(|line| line.contains("[-opened-]")).unwrap();
    let (left, right) = row.split_once(" │ ").unwrap();
    assert!(left.contains("[-opened-]") && !left.contains("gained"), "{beside}");
    assert!(right.contains("{+gained") && !right.contains("opened"), "{beside}");
    assert!(
        beside.lines().skip(3).all(|line| line.chars().count() == 99),
        "{beside}"
    );
    let out = desk.beside("c.html").display().to_string();
    desk.run(&[
        "letter", "compare", &code, "ca@1", "ca@2", "--format", "html", "--out", &out,
    ])
    .ok();
    let html = std::fs::read_to_string(&out).unwrap();
    assert!(html.contains("<del>opened</del><ins>gained access to</ins>"), "{html}");
    // A comparison in Word reads back as its two texts.
    let out = desk.beside("c.docx").display().to_string();
    desk.run(&["letter", "compare", &code, "1", "2", "--format", "docx", "--out", &out])
        .ok();
    let read = firebell::letter::docx_import::read(&std::fs::read(&out).unwrap()).unwrap();
    let (older, newer) = (
        desk.run(&["letter", "show", &code, "ca", "--revision", "1"]).ok(),
        desk.run(&["letter", "show", &code, "ca"]).ok(),
    );
    for (read, text) in [(read.rejected, older), (read.accepted, newer)] {
        let (read, text) = (
            firebell::letter::markdown::parse(&read),
            firebell::letter::markdown::parse(&text),
        );
        let lines = |blocks| firebell::letter::docx::shown(blocks).concat();
        // A comparison shows where a link leads.
        assert_eq!(lines(&read).replace(" <https://example.com/help>", ""), lines(&text));
    }
    desk.run(&[
        "letter",
        "draft",
        &code,
        "us/individuals-ca",
        "--id",
        "second",
        "--from",
        &desk.beside("text.md").display().to_string(),
    ])
    .ok();
    let unclear = desk.run(&["letter", "compare", &code, "1", "2"]).fails(2);
    assert!(unclear.contains("does not say which letter"), "{unclear}");
    let same = desk.run(&["letter", "compare", &code, "ca@1", "second"]).ok();
    assert!(same.contains("nothing changed"), "{same}");
}
