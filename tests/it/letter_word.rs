//! Word both ways: remarks out as comments; tracked changes and comments back as revisions and remarks.

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
