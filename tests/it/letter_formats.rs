//! Letters in every format: full, empty and hostile text, read back by programs that are not ours.

mod compared;
mod docx;
mod large;
mod logo;
mod pdf;
mod pdf_pages;
mod row_heads;

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, TimeZone, Utc};
use firebell::core::facts::IncidentKind;
use firebell::core::sign_off::Matrix;
use firebell::letter::block::{Block, Clearance, Inline, Letter, Letterhead, Paper};
use firebell::letter::docx::{ChangedBy, docx, redline_docx};
use firebell::letter::html::html;
use firebell::letter::markdown::{escape, parse};
use firebell::letter::pdf::{PdfError, Printer};
use firebell::letter::plain::plain;
use firebell::letter::redline::{Change, redline};

const FULL: &str = include_str!("../data/letter.md");
const BANNER: &str = "EXERCISE – NOT A REAL INCIDENT – DO NOT SEND";

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
    // Poppler takes a hyphen at the end of a line for hyphenation, so it does not end the value.
    "--- .",
    "...",
    "~ ~~x~~",
    "]]>",
    "</style>",
    "#let x = 1",
    "O'Neil & Søns",
    "two  spaces",
];

fn created() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 5, 9, 30, 0).unwrap()
}

fn letter(text: &str) -> Letter {
    Letter {
        title: "Notice of a data breach".to_owned(),
        language: "en-US".to_owned(),
        paper: Paper::Letter,
        print: firebell::core::event::PrintSize::Standard,
        letterhead: Letterhead {
            name: "Example Organisation".to_owned(),
            lines: vec![
                "1 Example Street, Example City, EX 00000".to_owned(),
                "privacy@example.com".to_owned(),
            ],
            logo: None,
        },
        kind: IncidentKind::Real,
        clearance: Clearance::Cleared,
        state: String::new(),
        tlp: None,
        blocks: parse(text),
    }
}

fn exercise() -> Letter {
    Letter {
        kind: IncidentKind::Exercise,
        paper: Paper::A4,
        ..letter(FULL)
    }
}

/// Each value in a paragraph, a heading, a list, a quote, and the head and cells of a table.
fn hostile() -> Letter {
    let mut text = String::new();
    for value in HOSTILE {
        let value = escape(value);
        text.push_str(&format!(
            "{value}\n\n## {value}\n\n- {value}\n\n> {value}\n\n| {value} | b |\n|---|---|\n| {value} | {value} |\n\n"
        ));
    }
    let mut letter = letter(&text);
    letter.title = HOSTILE.join(" ");
    letter.letterhead.name = "<b>#x</b> & \"y\"".to_owned();
    letter
}

/// Blocks no text would give, with nothing in them.
fn empty() -> Letter {
    Letter {
        title: String::new(),
        language: String::new(),
        paper: Paper::A4,
        print: firebell::core::event::PrintSize::Standard,
        letterhead: Letterhead::default(),
        kind: IncidentKind::Exercise,
        clearance: Clearance::Cleared,
        state: String::new(),
        tlp: None,
        blocks: vec![
            Block::Heading {
                level: 9,
                text: Vec::new(),
            },
            Block::Paragraph(vec![Inline::Text(String::new()), Inline::Strong(Vec::new())]),
            Block::List {
                start: Some(u64::MAX),
                items: vec![Vec::new(), vec![Block::Quote(Vec::new())], vec![Block::Rule]],
            },
            Block::List {
                start: None,
                items: Vec::new(),
            },
            Block::Table {
                head: Vec::new(),
                rows: vec![Vec::new()],
            },
            Block::Table {
                head: vec![Vec::new(), Vec::new()],
                rows: vec![Vec::new(), vec![Vec::new(); 3]],
            },
            Block::Table {
                head: vec![vec![Inline::Text("Head".to_owned())]],
                rows: Vec::new(),
            },
            Block::Paragraph(vec![Inline::Gap {
                key: "who".to_owned(),
                words: String::new(),
            }]),
        ],
    }
}

fn all() -> [(&'static str, Letter); 4] {
    [
        ("full", letter(FULL)),
        ("exercise", exercise()),
        ("hostile", hostile()),
        ("empty", empty()),
    ]
}

/// Runs a program; none, and a line that says so, where it is not installed and need not be.
fn run(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program}: {said}");
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(error) => {
            assert!(
                std::env::var_os("FIREBELL_ALL_TOOLS").is_none(),
                "{program} is missing: {error}"
            );
            println!("left out: {program} is not installed");
            None
        }
    }
}

fn written(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Text without its white space, so that wrapping does not matter.
fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}

fn count(text: &str, value: &str) -> usize {
    tight(text).matches(&tight(value)).count()
}

/// Each hostile value stands as typed in each of its seven places.
fn holds_hostile(text: &str, from: &str) {
    for value in HOSTILE {
        let found = count(text, value);
        assert!(found >= 7, "{from}: {value:?} stands {found} times\n{text}");
    }
}

fn holds_full(text: &str, from: &str) {
    for words in [
        "The Data Protection Officer",
        "Notice of Data Breach",
        "your personal information",
        "[missing: the day the breach was discovered (discovered_at)]",
        "the check digits",
        "were both readable",
        "All passwords were reset and the sessions ended",
        "For more information",
        "Place a fraud alert",
        "Call the number above",
        "The Privacy Office",
        "1 Example Street, Example City, EX 00000",
    ] {
        assert!(count(text, words) >= 1, "{from}: {words}\n{text}");
    }
}

#[test]
fn plain_text_says_everything_within_its_width() {
    for width in [20, 40, 72, 100] {
        for (name, letter) in all() {
            let text = plain(&letter, width);
            let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= width.max(60), "{name} at {width}: {longest}");
            assert_eq!(
                count(&text, BANNER),
                if letter.kind == IncidentKind::Exercise { 2 } else { 0 },
                "{name}"
            );
        }
    }
    let width = 160;
    holds_hostile(&plain(&hostile(), width), "plain");
    let text = plain(&letter(FULL), width);
    holds_full(&text, "plain");
    assert!(text.contains("our page <https://example.com/notice?a=1&b=2>"));
    assert!(text.contains("\n7. Call the number above\n8. Give your reference\n"));
    assert!(text.lines().all(|line| line.trim_end() == line));
    assert!(plain(&empty(), width).contains("[missing: who]"));
}

#[test]
fn html_loads_nothing_and_follows_only_safe_links() {
    let text = html(&letter(
        "[a](javascript:alert(1)) [b](https://example.com/?a=1&b=\"2\") [c](data:text/html,x)",
    ));
    assert_eq!(text.matches("<a ").count(), 1);
    assert!(text.contains("href=\"https://example.com/?a=1&amp;b=&quot;2&quot;\""));
    assert!(text.contains("a (javascript:alert(1))"));
    assert!(text.contains("<html lang=\"en-US\">"));
    for (name, letter) in all() {
        let text = html(&letter);
        assert!(!text.contains("<script") && !text.contains("src="), "{name}");
        assert!(!text.contains("url(") && !text.contains("@import"), "{name}");
        assert_eq!(
            text.contains("class=\"exercise\""),
            letter.kind == IncidentKind::Exercise,
            "{name}"
        );
    }
}

#[test]
fn every_format_gives_the_same_bytes_for_the_same_letter() {
    let printer = Printer::default();
    let by = ChangedBy {
        author: "Counsel".to_owned(),
        at: created(),
    };
    let comparison = redline("one two\n\n- a", "one three\n\n- b\n- c");
    for (name, letter) in all() {
        assert_eq!(
            printer.print(&letter, created()).unwrap(),
            Printer::default().print(&letter, created()).unwrap(),
            "{name}"
        );
        assert_eq!(
            docx(&letter, created()).unwrap(),
            docx(&letter, created()).unwrap(),
            "{name}"
        );
        let redlined = || redline_docx(&comparison, &letter, &by).unwrap();
        assert_eq!(redlined(), redlined(), "{name}");
    }
}

#[test]
fn chromium_reads_and_prints_the_html() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, letter: &Letter| {
        let path = written(dir.path(), &format!("{name}.html"), html(letter).as_bytes());
        format!("file://{}", path.display())
    };
    let profile = format!("--user-data-dir={}", dir.path().join("profile").display());
    let print = |name: &str, letter: &Letter| {
        let pdf = dir.path().join(format!("{name}.pdf"));
        let to = format!("--print-to-pdf={}", pdf.display());
        let address = file(name, letter);
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            &profile,
            &to,
            &address,
        ];
        run("chromium", &arguments)?;
        run("pdftotext", &[pdf.to_str().unwrap(), "-"])
    };
    let Some(text) = print("hostile", &hostile()) else {
        return;
    };
    holds_hostile(&text, "chromium");
    let long = Letter {
        blocks: parse(&FULL.repeat(3)),
        ..exercise()
    };
    let text = print("exercise", &long).unwrap();
    holds_full(&text, "chromium");
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 2);
    assert!(pages.iter().all(|page| count(page, BANNER) == 1), "{text}");
}

#[test]
fn a_deeply_nested_letter_is_printed_in_every_format() {
    let deep = letter(&format!("{}end\n\n{}end", "> ".repeat(500), "- ".repeat(500)));
    assert!(plain(&deep, 72).contains("end") && html(&deep).contains("end"));
    docx(&deep, created()).unwrap();
    Printer::default().print(&deep, created()).unwrap();
}

/// The paper is that of the place whose law asks for the letter, then of the template's place, then of the organization.
#[test]
fn the_paper_follows_the_place_and_not_the_spelling_of_an_id() {
    use firebell::core::facts::FactValue;
    use firebell::core::incident::letter::Letter;
    use firebell::core::incident::{Incident, Organisation};
    let rules = crate::common::rules();
    let opening = serde_json::from_value(serde_json::json!({
        "seq": 1, "recorded_at": created(), "actor": "dana", "session": "s", "what": "opened", "id": "1",
        "code": "2026-001", "title": "t", "kind": "real", "home_zone": "UTC",
    }));
    let incident = Incident::opened(&opening.unwrap()).unwrap();
    for (obligation, template, country, paper) in [
        (Some("us-tx/individuals"), "us/individuals", "DE", Paper::Letter),
        (Some("ca-pipeda/regulator"), "world/regulator", "DE", Paper::Letter),
        (Some("eu-gdpr/regulator"), "eu/art33-initial", "US", Paper::A4),
        (None, "us/substitute", "DE", Paper::Letter),
        (None, "eu/art34", "US", Paper::A4),
        (None, "inside/board", "US", Paper::Letter),
        (None, "inside/board", "MX", Paper::Letter),
        (None, "inside/board", "DE", Paper::A4),
        (None, "inside/board", "", Paper::A4),
    ] {
        let mut organisation = Organisation::default();
        if !country.is_empty() {
            let value = FactValue::recorded("organisation.country", &format!("\"{country}\""), None);
            organisation.profile.insert("organisation.country".to_owned(), value);
        }
        let letter = Letter {
            template: template.to_owned(),
            obligation: obligation.map(Into::into),
            ..Letter::blank("letter".parse().unwrap())
        };
        let book = firebell::app::letters::SignOffBook {
            matrix: &Matrix::default(),
            rules,
            organisation: &organisation,
        };
        let page = firebell::app::letters::page(&book, &incident, &letter, "Text.");
        assert_eq!(page.paper, paper, "{obligation:?} {template} {country}");
    }
}

#[test]
fn the_marks_of_a_page_are_in_the_language_of_its_letter() {
    for (language, draft, exercise) in [
        ("en-US", "DRAFT – NOT APPROVED – DO NOT SEND", BANNER),
        (
            "de-DE",
            "ENTWURF – NICHT FREIGEGEBEN – NICHT VERSENDEN",
            "ÜBUNG – KEIN ECHTER VORFALL – NICHT VERSENDEN – EXERCISE",
        ),
        (
            "fr-FR",
            "PROJET – NON APPROUVÉ – NE PAS ENVOYER",
            "EXERCICE – INCIDENT FICTIF – NE PAS ENVOYER – EXERCISE",
        ),
        (
            "pl",
            "PROJEKT – NIEZATWIERDZONY – NIE WYSYŁAĆ",
            "ĆWICZENIA – INCYDENT FIKCYJNY – NIE WYSYŁAĆ – EXERCISE",
        ),
    ] {
        let of = |kind, clearance| Letter {
            language: language.to_owned(),
            kind,
            clearance,
            ..letter(FULL)
        };
        let unapproved = of(IncidentKind::Real, Clearance::Draft);
        assert_eq!(unapproved.mark(), draft);
        assert!(plain(&unapproved, 76).contains(draft) && html(&unapproved).contains(draft));
        assert_eq!(of(IncidentKind::Exercise, Clearance::Cleared).mark(), exercise);
        let both = of(IncidentKind::Exercise, Clearance::Draft).mark();
        assert!(
            both.ends_with(exercise) && both.starts_with(draft.split(" – ").next().unwrap()),
            "{both}"
        );
        assert_eq!(of(IncidentKind::Real, Clearance::Cleared).mark(), "");
    }
}
