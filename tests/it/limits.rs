//! Files that are too large, endless or made to keep firebell busy are refused at once, in words.

use crate::common::record::Desk;

fn file(desk: &Desk, name: &str, text: &str) -> String {
    let path = desk.beside(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn facts_files_have_bounds() {
    let desk = Desk::empty();
    let keys = |count: usize| (0..count).map(|n| format!("key{n} = 1\n")).collect::<String>();
    let some = file(&desk, "some.toml", &(keys(500) + "[incident]\ntitle = \"t\"\n"));
    let said = desk.run(&["assess", &some]).fails(2);
    assert!(
        said.contains("unknown key `key1`") && said.contains("more problems are not listed"),
        "{said}"
    );
    assert!(said.lines().count() < 300, "{said}");
    let many = file(&desk, "many.toml", &keys(60_000));
    let said = desk.run(&["assess", &many]).fails(2);
    assert!(said.contains("60000 entries"), "{said}");
    let large = file(&desk, "large.toml", &"# nothing\n".repeat(200_000));
    for path in [large.as_str(), "/dev/zero"] {
        let said = desk.run(&["assess", path]).fails(2);
        assert!(said.contains("larger than 1 MiB"), "{path}: {said}");
    }
}

#[test]
fn law_scenarios_letters_and_evidence_have_bounds() {
    let (desk, code) = Desk::with_incident("Bounds");
    let large = "# nothing\n".repeat(1_000_000);
    let _ = file(&desk, "law/own.toml", &large);
    let facts = file(&desk, "facts.toml", "[incident]\ntitle = \"t\"\n");
    let law = desk.beside("law").display().to_string();
    let said = desk.run(&["--law-dir", &law, "assess", &facts]).fails(2);
    assert!(said.contains("own.toml") && said.contains("larger than"), "{said}");
    let scenario = file(&desk, "scenario.toml", &large);
    let said = desk.run(&["drill", "lint", &scenario]).fails(2);
    assert!(said.contains("larger than 8 MiB"), "{said}");
    let draft = ["letter", "draft", &code, "eu/art33-initial", "--from"];
    let said = desk.run(&[&draft[..], &["/dev/zero"]].concat()).fails(2);
    assert!(said.contains("larger than 256 KiB"), "{said}");
    let evidence = ["incident", "evidence", &code, "/dev/zero", "--custodian", "dana"];
    assert!(desk.run(&evidence).fails(2).contains("regular file"));
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(2000));
    let table = file(
        &desk,
        "table.md",
        &format!("# T\n\n{}{}{}", row("a"), row("-"), row("b")),
    );
    let _ = desk.run(&[&draft[..], &[table.as_str(), "--id", "wide"]].concat()).ok();
    for format in ["docx", "pdf"] {
        let out = desk.beside(&format!("wide.{format}")).display().to_string();
        let export = ["letter", "export", &code, "wide", "--format", format, "--out", &out];
        let said = desk.run(&export).fails(2);
        assert!(said.contains("2000 columns"), "{said}");
    }
}

#[test]
fn templates_cannot_loop_or_grow_without_end() {
    let (desk, code) = Desk::with_incident("Templates");
    let folder = desk.beside("letters").display().to_string();
    let notices = desk.beside("notices").display().to_string();
    let config = file(
        &desk,
        "config.toml",
        &format!("letters = {folder:?}\nnotices = {notices:?}\n"),
    );
    let front = "+++\nid = \"own\"\nname = \"Own\"\nrecipient = \"regulator\"\nlanguage = \"en\"\n+++\n";
    let doubling = "{% set x = \"aaaaaaaaaa\" %}".to_owned() + &"{% set x = x ~ x %}".repeat(40) + "{{ x }}";
    let looping = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}";
    for (name, body) in [("doubling", doubling.as_str()), ("looping", looping)] {
        let path = file(&desk, "letters/own.md", &format!("{front}{body}\n"));
        let said = desk.run(&["--config", &config, "letter", "templates"]).fails(2);
        assert!(said.contains("own.md:7"), "{name}: {said}");
        std::fs::remove_file(path).unwrap();
        let _ = file(&desk, &format!("notices/{name}.md"), body);
        let said = desk.run(&["--config", &config, "incident", "notice", &code, "--for", name]);
        assert_ne!(said.code, 0, "{name}: {}", said.out);
        assert!(said.err.contains("line 1"), "{name}: {}", said.err);
    }
}

#[test]
fn whatever_an_exercise_shows_says_that_it_is_one() {
    let desk = Desk::new();
    let _ = desk.run(&["drill", "start", "ransomware-exfiltration"]).ok();
    let code = desk.run(&["drill", "status", "--json"]).json()["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let _ = desk
        .run(&["letter", "draft", &code, "eu/art33-initial", "--id", "a"])
        .ok();
    for args in [
        &["incident", "tasks", &code][..],
        &["incident", "calls", &code],
        &["incident", "history", &code],
        &["letter", "show", &code, "a"],
    ] {
        let told = desk.run(args).ok();
        assert!(told.starts_with("EXERCISE"), "{args:?}: {told}");
    }
    let report = desk.run(&["incident", "report", &code, "--format", "html"]).ok();
    assert!(
        report.contains("<title>EXERCISE: ") && report.contains("<h1>EXERCISE: "),
        "{report}"
    );
    assert!(report.contains("Content-Security-Policy"), "{report}");
    let pdf = desk.beside("a.pdf");
    let _ = desk
        .run(&["letter", "export", &code, "a", "--out", pdf.to_str().unwrap()])
        .ok();
    let bytes = std::fs::read(pdf).unwrap();
    let found = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    assert!(found(b"EXERCISE: "), "the title in the file's properties");
}
