//! Limits of every parser: a file of a gigabyte, deep nesting, a line without end, a template that loops. Each is refused
//! in words, and nothing grows with what is refused. Inputs are as small as the limit's own arithmetic allows.

use std::fs::File;
use std::process::Stdio;

use firebell::core::facts;
use firebell::core::law::load::{LawText, load};
use firebell::letter::block::Block;
use firebell::letter::template::Template;
use firebell::letter::{docx_import, markdown};
use zip::write::SimpleFileOptions;

use crate::common::record::Desk;
use crate::common::rules;

/// What a thread of the workbench has for its stack: nothing that is read may need more.
const STACK: usize = 2 << 20;

fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    thread.join().unwrap()
}

/// A file that says it has a gigabyte and takes no room.
fn gigabyte(desk: &Desk, name: &str) -> String {
    let path = desk.beside(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(&path).unwrap().set_len(1 << 30).unwrap();
    path.display().to_string()
}

#[test]
fn a_file_of_a_gigabyte_is_refused_by_every_reader() {
    let (desk, code) = Desk::with_incident("Large");
    let _ = desk
        .run(&["letter", "draft", &code, "eu/art33-initial", "--id", "a"])
        .ok();
    let [toml, md, csv, json] = ["law/x.toml", "x.md", "x.csv", "x.json"].map(|name| gigabyte(&desk, name));
    let [docx, jsonl, pack, xlsx] = ["x.docx", "x.jsonl", "x.pack", "x.xlsx"].map(|name| gigabyte(&desk, name));
    let law = desk.beside("law").display().to_string();
    let facts = desk.beside("facts.toml");
    std::fs::write(&facts, "[incident]\ntitle = \"t\"\n").unwrap();
    let facts = facts.display().to_string();
    let edit = ["letter", "edit", &code, "a", "--from"];
    let refused: &[(&[&str], &str)] = &[
        (&["assess", &toml], "larger than 1 MiB"),
        (&["--law-dir", &law, "assess", &facts], "larger than 1 MiB"),
        (&["--config", &toml, "deadlines"], "larger than 1024 KB"),
        (&["drill", "lint", &toml], "larger than 8 MiB"),
        (&["drill", "import", &csv, "-o", "y.toml"], "larger than 8 MiB"),
        (&["drill", "import", &json, "-o", "y.toml"], "larger than 8 MiB"),
        (&["incident", "import", &json], "larger than 256 MiB"),
        (&["verify", &json], "larger than 256 MiB"),
        (&["due", "--batch", &jsonl], "larger than 256 MiB"),
        (&["law", "install", &pack], "larger than 32 MiB"),
        (&[&edit[..], &[md.as_str()]].concat(), "larger than"),
        (&[&edit[..], &[docx.as_str()]].concat(), "larger than 32 MiB"),
        (&["roster", "count", &csv], "binary data"),
        (&["import", "timeline", &csv, "--incident", &code], "larger than 32 MiB"),
        (
            &["import", "timeline", &xlsx, "--incident", &code],
            "larger than 32 MiB",
        ),
        (&["import", "case", &json, "--incident", &code], "larger than 32 MiB"),
        (&["import", "playbook", &json, "--output", "y.md"], "larger than"),
        (&["dora", "check", &json], "larger than 32 MiB"),
        (&["dora", "sheet", &xlsx], "larger than 32 MiB"),
    ];
    for (args, words) in refused {
        let said = desk.run(args).fails(2);
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

/// An archive of one part that unpacks to a gigabyte, beside those that make it a Word file or a workbook.
fn bomb(part: &str, others: &[(&str, String)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in others {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file(part, SimpleFileOptions::default()).unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        zip.write_all(&spaces).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_archive_that_unpacks_to_a_gigabyte_is_refused_by_every_reader() {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (desk, code) = Desk::with_incident("Bomb");
    let draft = ["letter", "draft", &code, "eu/art33-initial", "--id", "a"];
    let _ = desk.run(&draft).ok();
    let types = ("[Content_Types].xml", "<Types/>".to_owned());
    let start =
        |target: &str| format!("<R><Relationship Id=\"d\" Type=\"{OFFICE}/officeDocument\" Target=\"{target}\"/></R>");
    let word = bomb(
        "word/document.xml",
        &[types.clone(), ("_rels/.rels", start("word/document.xml"))],
    );
    let sheets =
        format!("<workbook xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Report\" r:id=\"a\"/></sheets></workbook>");
    let relations = "<R><Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\"/></R>".to_owned();
    let book = bomb(
        "xl/worksheets/sheet1.xml",
        &[
            types,
            ("xl/workbook.xml", sheets),
            ("xl/_rels/workbook.xml.rels", relations),
        ],
    );
    let at = |name: &str, bytes: &[u8]| {
        std::fs::write(desk.beside(name), bytes).unwrap();
        desk.beside(name).display().to_string()
    };
    let (docx, xlsx) = (at("x.docx", &word), at("x.xlsx", &book));
    assert!(word.len() < 4 << 20 && book.len() < 4 << 20);
    for args in [
        &["letter", "edit", &code, "a", "--from", &docx][..],
        &["import", "timeline", &xlsx, "--incident", &code],
        &["dora", "check", &xlsx],
        &["law", "install", &docx],
    ] {
        let began = std::time::Instant::now();
        let said = desk.run(args).fails(2);
        assert!(!said.contains("panicked"), "{args:?}: {said}");
        assert!(began.elapsed().as_secs() < 20, "{args:?}: {:?}", began.elapsed());
    }
    let said = desk.run(&["dora", "check", &xlsx]).fails(2);
    assert!(said.contains("unpacks to more than 256 MiB"), "{said}");
}

#[test]
fn standard_input_without_end_is_refused() {
    let (desk, code) = Desk::with_incident("Endless");
    let mut command = desk.command(&["incident", "note", &code, "-"]);
    let out = command
        .stdin(Stdio::from(File::open("/dev/zero").unwrap()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("larger than 1 MiB"), "{said}");
}

/// Keys within keys, as deep as the parser of TOML itself allows: brackets times dots.
fn deep_toml() -> [String; 3] {
    let key = format!("a{}", ".a".repeat(70));
    [
        format!("x = {}1{}\n", format!("{{ {key} = ").repeat(70), "}".repeat(70)),
        format!("[{key}]\n{key} = 1\n"),
        format!("x = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
    ]
}

#[test]
fn toml_that_is_nested_too_deeply_is_refused_with_its_place() {
    for text in deep_toml() {
        let problems = on_a_small_stack(move || {
            let read = facts::read::file("f.toml", &text, rules()).unwrap_err();
            let file = LawText {
                path: "own.toml".to_owned(),
                name: "own.toml".to_owned(),
                text: text.clone().into(),
                overlay: true,
            };
            let law = load(&[file]).problems;
            let scenario = firebell::drill::read::read("s.toml", &text, 1).unwrap_err();
            [read, law, scenario]
                .map(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        });
        for said in problems {
            assert!(said.contains("nested more than 64 levels deep"), "{said}");
        }
    }
}

#[test]
fn json_that_is_nested_too_deeply_is_refused() {
    let deep = format!("{{\"firebell_export\":{}", "[".repeat(200_000));
    on_a_small_stack(move || {
        assert!(firebell::app::reports::archive::import(&deep).is_err());
        assert!(firebell::app::checkpoint::bundle::check(&deep, None).is_err());
        assert!(firebell::drill::import::cexf(deep.as_bytes()).is_err());
    });
}

fn depth(blocks: &[Block]) -> usize {
    let inner = blocks.iter().map(|block| match block {
        Block::Quote(inner) => depth(inner),
        Block::List { items, .. } => items.iter().map(|item| depth(item)).max().unwrap_or(0),
        _ => 0,
    });
    1 + inner.max().unwrap_or(0)
}

#[test]
fn the_text_of_a_letter_cannot_be_nested_without_end() {
    let longest = firebell::core::incident::letter::LONGEST;
    let signs = [
        "*a _b ", "**a __b ", "![", "[a](b ", "> ", "- ", "<", "<a", "[[a|", "`", "~a|", "\\", "&#0;", "1. ", "* * ",
        "](",
    ];
    for sign in signs {
        let text = sign.repeat(longest / sign.len());
        let blocks = on_a_small_stack(move || {
            let blocks = markdown::parse(&text);
            let closed = format!("{}x{}", "*a **b ".repeat(20_000), "** c*".repeat(20_000));
            let _ = markdown::write(&markdown::parse(&closed));
            let _ = markdown::write(&blocks);
            blocks
        });
        assert!(depth(&blocks) <= 30, "{sign}: {}", depth(&blocks));
    }
}

fn template(body: &str) -> Template {
    let front = "+++\nid = \"own\"\nname = \"Own\"\nrecipient = \"regulator\"\nlanguage = \"en\"\n+++\n";
    Template::parse("own.md", &format!("{front}{body}\n")).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn the_loops_of_a_template_go_round_a_limited_number_of_times() {
    let places = |count: usize| serde_json::json!({ "places": vec!["x"; count] });
    let twice = template("{% for a in places %}{% for b in places %}{% endfor %}{% endfor %}End.");
    // 512 MiB of template, read a KiB at least each time: 524,288 rounds, of which the outer loop has its share.
    assert_eq!(twice.render(&places(700)).unwrap(), "End.\n");
    let refused = twice.render(&places(730)).unwrap_err();
    let said = std::iter::successors(Some(&*refused as &dyn std::error::Error), |error| error.source());
    let said: String = said.map(|error| format!("{error}\n")).collect();
    assert!(said.contains("the loops of the template go round too often"), "{said}");
    // One loop after another counts as one within another does.
    let many = template(&"{% for a in places %}{% for b in places %}{% endfor %}{% endfor %}".repeat(2_000));
    assert!(many.render(&places(300)).is_err());
}

#[test]
fn a_template_with_loops_reads_as_it_did() {
    let context = serde_json::json!({ "places": ["x", "y"], "nobody": [] });
    for (body, made) in [
        ("{% for a in places %}{{ a }},{% endfor %}", "x,y,\n"),
        ("A\n{%- for a in places -%}\n  {{ a }}\n{%- endfor -%}\nB", "AxyB\n"),
        ("{% for a in nobody %}{{ a }}{% else %}nobody{% endfor %}", "nobody\n"),
        ("{% for a in places -%}\n {{ loop.index }}{% endfor %}", "12\n"),
    ] {
        assert_eq!(template(body).render(&context).unwrap(), made, "{body}");
    }
}

fn problems_of(scenario: &str) -> String {
    let problems = firebell::drill::read::read("s.toml", scenario, 1).unwrap_err();
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

#[test]
fn a_scenario_cannot_grow_or_overflow() {
    let largest = u64::MAX / 2;
    let vary = |choices: &str| format!("[[vary]]\nkey = \"a\"\n{choices}\n");
    // 9,223,372,036,854,775,807 is the largest number of TOML; the draw is one of as many.
    let said = problems_of(
        &(vary(&format!("min = 0\nmax = {largest}")) + "[[inject]]\nid = \"x\"\njitter = 9223372036854775807\n"),
    );
    assert!(said.contains("missing"), "{said}");
    let long = "x".repeat(1_001);
    assert!(problems_of(&vary(&format!("choices = [\"{long}\"]"))).contains("more than 1000 bytes"));
    assert!(problems_of(&vary("choices = [\"{{b}}\"]")).contains("names another variation"));
    let named = vary(&format!("choices = [\"{}\"]", "x".repeat(1_000))) + "# " + &"{{a}}".repeat(20_000);
    assert!(problems_of(&named).contains("longer than 16 MiB"));
    assert!(problems_of(&"[[vary]]\nkey = \"a\"\n".repeat(201)).contains("at most 200 variations"));
    assert!(problems_of(&"[[inject]]\nid = \"x\"\n".repeat(2_001)).contains("at most 2000 are read"));
}

#[test]
fn an_event_list_has_a_limited_number_of_events() {
    let options = firebell::drill::import::ListOptions::default();
    let list = |rows: usize| format!("time,text\n{}", "5,Something happens\n".repeat(rows));
    assert!(firebell::drill::import::event_list("list", list(2_000).as_bytes(), &options).is_ok());
    let refused = firebell::drill::import::event_list("list", list(2_001).as_bytes(), &options).unwrap_err();
    assert!(refused.to_string().contains("more than 2000 events"), "{refused}");
    let inject = r#"{"uuid":"u","name":"n"}"#;
    let exercise = |count: usize| format!("{{\"exercise\":{{}},\"injects\":[{}]}}", vec![inject; count].join(","));
    let refused = firebell::drill::import::cexf(exercise(2_001).as_bytes()).unwrap_err();
    assert!(refused.to_string().contains("more than 2000 events"), "{refused}");
}

/// A Word file of one body.
fn word(body: &str) -> Vec<u8> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!("<R><Relationship Id=\"d\" Type=\"{TYPE}\" Target=\"word/document.xml\"/></R>"),
        ),
        (
            "word/document.xml",
            format!("<w:document xmlns:w=\"{W}\"><w:body>{body}</w:body></w:document>"),
        ),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_word_file_has_a_limited_number_of_everything() {
    let attributes = |count: usize| -> String { (0..count).map(|n| format!(" a{n}=\"\"")).collect() };
    let spaces = |count: usize| -> String { (0..count).map(|n| format!(" xmlns:n{n}=\"u{n}\"")).collect() };
    let nested = |count: usize| format!("{}x{}", "<w:p>".repeat(count), "</w:p>".repeat(count));
    assert!(docx_import::read(&word(&format!("<w:p{}><w:r/></w:p>", attributes(500)))).is_ok());
    for body in [
        format!("<w:p{}/>", attributes(501)),
        format!("<w:p{}></w:p>", spaces(200)).repeat(11),
        nested(151),
    ] {
        let refused = on_a_small_stack(move || docx_import::read(&word(&body)).unwrap_err());
        assert!(
            refused.to_string().contains("nested too deeply, or has too many"),
            "{refused}"
        );
    }
}

#[test]
fn a_log_with_a_line_without_end_is_damaged_and_read_all_the_same() {
    let desk = Desk::new();
    let log = desk.data().join("audit.jsonl");
    let lines = std::fs::read_to_string(&log).unwrap().lines().count();
    let whole = std::fs::read(&log).unwrap();
    std::fs::write(&log, [&whole[..], &vec![b'x'; (1 << 20) + 5], b"\n{\"n\":\n"].concat()).unwrap();
    let read = firebell::store::AuditLog::at(log.clone()).lines().unwrap();
    assert_eq!(
        (read.readable.len(), read.unreadable),
        (lines, vec![lines + 1, lines + 2])
    );
    let said = desk.run(&["audit", "verify"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("it is longer than 1024 KiB"), "{}", said.out);
    // A gigabyte behind the last line is looked at no further than its last 64 MiB.
    std::fs::write(&log, &whole).unwrap();
    File::options()
        .write(true)
        .open(&log)
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    let said = desk.run(&["deadlines"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("more than 64 MiB follow the line"), "{}", said.err);
}

#[test]
fn words_of_a_command_line_may_be_as_long_as_the_system_lets_them() {
    let long = "9".repeat(100_000);
    for words in [
        vec!["firebell", &long],
        vec!["firebell", "due", &long, "--from", &long],
        vec!["firebell", "due", "72h", "--from", "2026-01-01T00:00Z", "--zone", &long],
        vec![
            "firebell",
            "due",
            "99999999999999999999h",
            "--from",
            "2026-01-01T00:00Z",
        ],
        vec!["firebell", "why", &long, &long],
        vec!["firebell", "law", "show", &long],
    ] {
        let ran = firebell::cli::run_kept(words.iter().map(Into::into), firebell::app::clock::Clock::Machine);
        let said = String::from_utf8_lossy(&ran.err).into_owned();
        // The name of a file that is too long for the system is its refusal.
        assert!(
            [2, 4].contains(&ran.code),
            "{}",
            said.chars().take(300).collect::<String>()
        );
    }
}
