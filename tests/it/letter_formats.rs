//! Letters in every format: full, empty and hostile text, read back by programs that are not ours.

use chrono::{DateTime, TimeZone, Utc};
use firebell::letter::block::{Block, Inline, Letter, Letterhead, Paper};
use firebell::letter::html::html;
use firebell::letter::markdown::{escape, parse};
use firebell::letter::pdf::{PdfError, Printer};
use firebell::letter::plain::plain;

fn created() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 5, 9, 30, 0).unwrap()
}

/// Values somebody could type to break a format.
const HOSTILE: &[&str] = &[
    "<y>",
    "a|b",
    "*x*",
    "_x_",
    "#panic(\"x\")",
    "$a$",
    "[b]",
    "\\back\\",
    "`tick`",
    "1. x",
    "- x",
    "# x",
    "&amp;",
    "</w:t>",
    "<script>alert(1)</script>",
    "[[k|w]]",
    "\"quoted\" 'it'",
    "{{ x }}",
    "@label",
    "//c",
    "--",
    "...",
    "~",
];

const FULL: &str = include_str!("../data/letter.md");

fn letter(text: &str) -> Letter {
    Letter {
        title: "Notice of a data breach".to_owned(),
        language: "en-US".to_owned(),
        paper: Paper::Letter,
        letterhead: Letterhead {
            name: "Example Organisation".to_owned(),
            lines: vec![
                "1 Example Street, Example City, EX 00000".to_owned(),
                "privacy@example.com".to_owned(),
            ],
        },
        exercise: false,
        blocks: parse(text),
    }
}

fn hostile() -> Letter {
    let mut text = String::new();
    for value in HOSTILE {
        let value = escape(value);
        text.push_str(&format!(
            "{value}\n\n## {value}\n\n- {value}\n\n> {value}\n\n| {value} | b |\n|---|---|\n| {value} | {value} |\n\n"
        ));
    }
    letter(&text)
}

fn empty() -> Letter {
    Letter {
        title: String::new(),
        language: String::new(),
        paper: Paper::A4,
        letterhead: Letterhead::default(),
        exercise: true,
        blocks: vec![
            Block::Heading {
                level: 9,
                text: Vec::new(),
            },
            Block::Paragraph(vec![Inline::Text(String::new()), Inline::Strong(Vec::new())]),
            Block::List {
                start: Some(u64::MAX),
                items: vec![Vec::new(), vec![Block::Quote(Vec::new())]],
            },
            Block::Table {
                head: Vec::new(),
                rows: vec![Vec::new()],
            },
            Block::Table {
                head: vec![Vec::new(), Vec::new()],
                rows: vec![Vec::new(), vec![Vec::new(); 3]],
            },
            Block::Paragraph(vec![Inline::Gap {
                key: "k".to_owned(),
                words: String::new(),
            }]),
        ],
    }
}

fn at(name: &str) -> std::path::PathBuf {
    std::path::Path::new("/tmp/fbf-out").join(name)
}

#[test]
fn look() {
    std::fs::create_dir_all("/tmp/fbf-out").unwrap();
    let printer = Printer::default();
    for (name, letter) in [
        ("full", letter(FULL)),
        ("hostile", hostile()),
        ("empty", empty()),
        (
            "exercise",
            Letter {
                exercise: true,
                paper: Paper::A4,
                ..letter(FULL)
            },
        ),
    ] {
        std::fs::write(at(&format!("{name}.html")), html(&letter)).unwrap();
        std::fs::write(at(&format!("{name}.txt")), plain(&letter, 72)).unwrap();
        let began = std::time::Instant::now();
        match printer.print(&letter, created()) {
            Ok(bytes) => std::fs::write(at(&format!("{name}.pdf")), bytes).unwrap(),
            Err(error) => println!("{name}: {error}"),
        }
        println!("{name} {:?}", began.elapsed());
    }
    assert!(matches!(printer.print_all(&[], created()), Err(PdfError::Nothing)));
}
