//! Word files, read back by python-docx and LibreOffice.

use super::*;

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
