//! Letters in every format: full, empty and hostile text, read back by programs that are not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, TimeZone, Utc};
use firebell::core::facts::IncidentKind;
use firebell::letter::block::{Block, Inline, Letter, Letterhead, Paper};
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
        letterhead: Letterhead {
            name: "Example Organisation".to_owned(),
            lines: vec![
                "1 Example Street, Example City, EX 00000".to_owned(),
                "privacy@example.com".to_owned(),
            ],
        },
        kind: IncidentKind::Real,
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
        letterhead: Letterhead::default(),
        kind: IncidentKind::Exercise,
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
fn a_pdf_is_refused_rather_than_printed_with_holes() {
    let printer = Printer::default();
    assert!(matches!(printer.print_all(&[], created()), Err(PdfError::Nothing)));
    let error = printer.print(&letter("Dear 漢字,"), created()).unwrap_err();
    assert!(
        matches!(&error, PdfError::Characters(list) if *list == ["U+5B57", "U+6F22"]),
        "{error}"
    );
    assert!(!error.to_string().contains('漢'));
}

#[test]
fn pdf_read_back_by_poppler() {
    let dir = tempfile::tempdir().unwrap();
    let printer = Printer::default();
    for (name, letter) in all() {
        let path = written(
            dir.path(),
            &format!("{name}.pdf"),
            &printer.print(&letter, created()).unwrap(),
        );
        let path = path.to_str().unwrap();
        let (Some(text), Some(info), Some(fonts)) = (
            run("pdftotext", &["-layout", path, "-"]),
            run("pdfinfo", &["-meta", path]).zip(run("pdfinfo", &[path])),
            run("pdffonts", &[path]),
        ) else {
            return;
        };
        let (meta, info) = info;
        assert!(
            meta.contains("pdfuaid:part") && meta.contains("pdfaid:part"),
            "{name}: {meta}"
        );
        assert!(info.contains("Tagged:          yes"), "{name}: {info}");
        assert!(
            info.contains(if letter.paper == Paper::A4 { "(A4)" } else { "(letter)" }),
            "{name}: {info}"
        );
        assert!(
            fonts.lines().skip(2).all(|line| line.contains("yes yes yes")),
            "{name}: {fonts}"
        );
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        let marked = pages.iter().filter(|page| count(page, BANNER) == 1).count();
        assert_eq!(
            marked,
            if letter.kind == IncidentKind::Exercise {
                pages.len()
            } else {
                0
            },
            "{name}"
        );
        // Without the layout, so that cells are read one after the other.
        let text = run("pdftotext", &[path, "-"]).unwrap();
        match name {
            "full" | "exercise" => holds_full(&text, name),
            "hostile" => holds_hostile(&text, name),
            _ => assert!(count(&text, "[missing: who]") == 1),
        }
    }
}

#[test]
fn many_letters_in_one_pdf_begin_on_fresh_pages_numbered_from_1() {
    let dir = tempfile::tempdir().unwrap();
    let letters = [letter(FULL), letter("Short."), exercise()];
    let bytes = Printer::default().print_all(&letters, created()).unwrap();
    let path = written(dir.path(), "many.pdf", &bytes);
    let Some(text) = run("pdftotext", &["-layout", path.to_str().unwrap(), "-"]) else {
        return;
    };
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    let numbers: Vec<&str> = pages
        .iter()
        .map(|page| page.trim_end().lines().last().unwrap().trim())
        .collect();
    assert_eq!(numbers, ["1", "2", "1", "1", "2"]);
    let marked: Vec<bool> = pages.iter().map(|page| count(page, BANNER) == 1).collect();
    assert_eq!(marked, [false, false, false, true, true]);
}

const READ_DOCX: &str = r#"
import sys, docx
from docx.oxml.ns import qn
d = docx.Document(sys.argv[1])
def text(e):
    return "".join("\n" if n.tag == qn("w:br") else (n.text or "") for n in e.iter() if n.tag in (qn("w:t"), qn("w:delText"), qn("w:br")))
print("title", d.core_properties.title)
print("language", d.core_properties.language)
s = d.sections[0]
for part in (s.first_page_header, s.header, s.footer):
    print("edge", text(part._element))
for e in d.element.body:
    if e.tag == qn("w:p"):
        style = e.find(qn("w:pPr") + "/" + qn("w:pStyle"))
        print("p", style.get(qn("w:val")) if style is not None else "", text(e))
    elif e.tag == qn("w:tbl"):
        print("table heads", len(list(e.iter(qn("w:tblHeader")))))
        for r in e.iter(qn("w:tc")): print("cell", text(r))
for r in d.part.rels.values():
    if r.is_external: print("link", r.target_ref)
for kind in ("ins", "del"):
    for e in d.element.body.iter(qn("w:" + kind)):
        print(kind, e.get(qn("w:id")), e.get(qn("w:author")), e.get(qn("w:date")), repr(text(e)))
"#;

/// What python-docx reads in a document.
fn read_docx(path: &Path) -> Option<String> {
    let known = Command::new("python3")
        .args(["-c", "import docx"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !known {
        assert!(
            std::env::var_os("FIREBELL_ALL_TOOLS").is_none(),
            "python-docx is missing"
        );
        println!("left out: python-docx is not installed");
        return None;
    }
    run("python3", &["-c", READ_DOCX, path.to_str().unwrap()])
}

#[test]
fn docx_read_back_by_python() {
    let dir = tempfile::tempdir().unwrap();
    for (name, letter) in all() {
        let path = written(dir.path(), &format!("{name}.docx"), &docx(&letter, created()).unwrap());
        let Some(text) = read_docx(&path) else { return };
        let edges = text
            .lines()
            .filter(|line| line.starts_with("edge") && line.contains(BANNER))
            .count();
        assert_eq!(
            edges,
            if letter.kind == IncidentKind::Exercise { 2 } else { 0 },
            "{name}: {text}"
        );
        match name {
            "full" => {
                holds_full(&text, name);
                for line in [
                    "title Notice of a data breach",
                    "language en-US",
                    "p Title Notice of Data Breach",
                    "p Heading2 What happened",
                    "p Heading4 By telephone",
                    "table heads 1",
                    "link https://example.com/notice?a=1&b=2",
                    "link mailto:privacy@example.com",
                ] {
                    assert!(text.lines().any(|found| found == line), "{line}\n{text}");
                }
            }
            "hostile" => holds_hostile(&text, name),
            "exercise" => assert!(text.contains("title EXERCISE: ")),
            _ => assert!(text.contains("[missing: who]")),
        }
    }
}

#[test]
fn office_opens_every_docx() {
    let dir = tempfile::tempdir().unwrap();
    let by = ChangedBy {
        author: "Counsel & <Co>".to_owned(),
        at: created(),
    };
    let comparison = redline(FULL, &FULL.replace("mail systems", "billing systems"));
    let mut paths: Vec<PathBuf> = all()
        .iter()
        .map(|(name, letter)| written(dir.path(), &format!("{name}.docx"), &docx(letter, created()).unwrap()))
        .collect();
    let redlined = redline_docx(&comparison, &letter(FULL), &by).unwrap();
    paths.push(written(dir.path(), "redline.docx", &redlined));
    let profile = format!("-env:UserInstallation=file://{}", dir.path().join("profile").display());
    let out = dir.path().to_str().unwrap();
    let mut arguments = vec![&profile[..], "--headless", "--convert-to", "pdf", "--outdir", out];
    arguments.extend(paths.iter().map(|path| path.to_str().unwrap()));
    if run("soffice", &arguments).is_none() {
        return;
    }
    for path in &paths {
        let pdf = path.with_extension("pdf");
        assert!(pdf.exists(), "{} was not opened", path.display());
        let Some(text) = run("pdftotext", &[pdf.to_str().unwrap(), "-"]) else {
            return;
        };
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        match path.file_stem().unwrap().to_str().unwrap() {
            "full" => holds_full(&text, "office"),
            "hostile" => holds_hostile(&text, "office"),
            "redline" => assert!(
                text.contains("billing") && text.contains("7. Call the number above"),
                "{text}"
            ),
            name => assert!(pages.iter().all(|page| count(page, BANNER) == 1), "{name}: {text}"),
        }
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
fn a_comparison_names_each_word() {
    let cases = [
        ("one two three", "one four three", "one [-two-]{+four+} three\n"),
        ("same", "same", "same\n"),
        ("a\n\ngone for good", "a", "a\n\n[-gone for good-]\n"),
        ("a", "a\n\n## New part", "a\n\n## {+New part+}\n"),
        ("- a\n- b", "- a\n- x y\n- b", "- a\n\n- {+x y+}\n\n- b\n"),
        ("1. a b c\n2. d", "3. a b z\n4. d", "3. a b [-c-]{+z+}\n\n4. d\n"),
        (
            "the day was fine",
            "the **day** was fine",
            "the [-day-]{+**day**+} was fine\n",
        ),
        (
            "see [x](https://a.example)",
            "see [x](https://b.example)",
            "see x <https://[-a-]{+b+}.example>\n",
        ),
        (
            "on [[k|the day]] it was",
            "on 5 March it was",
            "on [-[missing: the day (k)]-]{+5 March+} it was\n",
        ),
        (
            "| a | b |\n|--|--|\n| 1 | two words |",
            "| a | b |\n|--|--|\n| 1 | two more |\n| 2 | z |",
            "| a | b |\n| 1 | two [-words-]{+more+} |\n| {+2+} | {+z+} |\n",
        ),
        ("> a\n\n___", "> a", "> a\n\n[-----]\n"),
        ("\\*a\\*", "\\*b\\* *c*", "*[-a-]{+b+}*{+ +}{+_c_+}\n"),
    ];
    for (older, newer, expected) in cases {
        assert_eq!(redline(older, newer).text(), expected, "{older:?} to {newer:?}");
    }
    assert!(redline(FULL, FULL).is_empty());
    assert!(redline("*a*  b", "_a_  b").is_empty());
    assert!(!redline("a", "").is_empty());
}

proptest::proptest! {
    /// Every word of both texts stands in the comparison, in order: without what was inserted it reads as the older
    /// text, without what was deleted as the newer.
    #[test]
    fn a_comparison_holds_both_texts(older in "([a-d ]{0,6}|[-#>|*\n]|\n\n){0,14}", newer in "([a-d ]{0,6}|[-#>|*\n]|\n\n){0,14}") {
        let side = |text: &str| read(&redline(text, text), Change::Same);
        let comparison = redline(&older, &newer);
        let (before, after) = (read(&comparison, Change::Inserted), read(&comparison, Change::Deleted));
        proptest::prop_assert_eq!(before, side(&older));
        proptest::prop_assert_eq!(after, side(&newer));
    }
}

/// What is read in a comparison, but the words of that change.
fn read(comparison: &firebell::letter::redline::Redline, without: Change) -> String {
    let words = comparison.lines.iter().flat_map(|line| line.cells.iter().flatten());
    words
        .filter(|words| words.change != without || without == Change::Same)
        .map(|words| words.text.as_str())
        .collect()
}

#[test]
fn tracked_changes_name_author_and_time() {
    let dir = tempfile::tempdir().unwrap();
    let by = ChangedBy {
        author: "Counsel & <Co>".to_owned(),
        at: created(),
    };
    let comparison = redline(
        "one two three\n\ngone for good\n\n- a b",
        "one four three\n\n- a c\n- all new <y>\n\n| h |\n|---|\n| cell |",
    );
    let bytes = redline_docx(&comparison, &exercise(), &by).unwrap();
    let Some(text) = read_docx(&written(dir.path(), "redline.docx", &bytes)) else {
        return;
    };
    let found: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with("ins ") || line.starts_with("del "))
        .map(|line| {
            line.split(' ')
                .enumerate()
                .filter(|(at, _)| *at != 1)
                .map(|(_, word)| word)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    for (kind, words) in [
        ("ins", "'four'"),
        ("ins", "'c'"),
        ("ins", "'all new <y>'"),
        ("ins", "'cell'"),
        ("del", "'two'"),
        ("del", "'gone for good'"),
        ("del", "'b'"),
    ] {
        let line = format!("{kind} Counsel & <Co> 2026-03-05T09:30:00Z {words}");
        assert!(found.contains(&line), "{line}\n{text}");
    }
    assert!(text.contains(BANNER));
}

#[test]
fn many_threads_print_at_once() {
    use rayon::prelude::*;
    let printer = Printer::default();
    let alone = printer.print(&letter("Dear customer 7,"), created()).unwrap();
    let printed: Vec<Vec<u8>> = (0..100)
        .into_par_iter()
        .map(|number| {
            printer
                .print(&letter(&format!("Dear customer {number},")), created())
                .unwrap()
        })
        .collect();
    assert_eq!(printed[7], alone);
}

#[test]
fn a_deeply_nested_letter_is_printed_in_every_format() {
    let deep = letter(&format!("{}end\n\n{}end", "> ".repeat(500), "- ".repeat(500)));
    assert!(plain(&deep, 72).contains("end") && html(&deep).contains("end"));
    docx(&deep, created()).unwrap();
    Printer::default().print(&deep, created()).unwrap();
}
