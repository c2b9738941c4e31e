//! Papers that left the house: each carries the state of the record, and shows later that the record was put back.

use std::fs;
use std::path::Path;

use super::on_one_line;
use crate::common::record::Desk;
use crate::record_formats::copy;

/// An incident with an approved letter for Texas.
fn approved() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("a mailbox was read");
    let _ = desk.run(&["profile", "set", "country", "US"]).ok();
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "5000"]).ok();
    let draft = [
        "letter",
        "draft",
        &code,
        "us/regulator",
        "--obligation",
        "us-tx/regulator",
        "--id",
        "tx",
    ];
    let _ = desk.run(&draft).ok();
    let _ = desk
        .run_as("kim", &["letter", "approve", &code, "tx", "--because", "an example"])
        .ok();
    (desk, code)
}

fn export(desk: &Desk, code: &str, format: &str, name: &str) -> Vec<u8> {
    let path = desk.beside(name);
    let path = path.to_str().unwrap();
    let _ = desk
        .run(&["letter", "export", code, "tx", "--format", format, "--out", path])
        .ok();
    fs::read(path).unwrap()
}

fn docx_part(bytes: Vec<u8>, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

#[test]
fn an_approved_letter_carries_its_state_beside_the_page_and_has_the_same_bytes_each_time() {
    let (desk, code) = approved();
    for format in ["pdf", "docx", "html", "txt", "md"] {
        let first = export(&desk, &code, format, &format!("first.{format}"));
        let _ = desk.run(&["incident", "note", &code, "something else"]).ok();
        assert_eq!(
            first,
            export(&desk, &code, format, &format!("second.{format}")),
            "{format}"
        );
    }
    let html = fs::read_to_string(desk.beside("first.html")).unwrap();
    let (_, short) = html.split_once("<meta name=\"keywords\" content=\"").unwrap();
    let (short, rest) = short.split_once('"').unwrap();
    assert!(short.starts_with("fbc1.") && !rest.contains("fbc1."), "{short}");
    let docx = fs::read(desk.beside("first.docx")).unwrap();
    assert!(docx_part(docx.clone(), "docProps/core.xml").contains(&format!("<cp:keywords>{short}</cp:keywords>")));
    assert!(!docx_part(docx, "word/document.xml").contains("fbc1."));
    let pdf = fs::read(desk.beside("first.pdf")).unwrap();
    assert!(pdf.windows(short.len()).any(|window| window == short.as_bytes()));
    for text in ["first.txt", "first.md"] {
        assert!(
            !fs::read_to_string(desk.beside(text)).unwrap().contains("fbc1."),
            "{text}"
        );
    }
    let letter = desk.beside("first.html").display().to_string();
    let _ = desk.run(&["audit", "verify", "--against", &letter]).ok();
    // A draft says nothing: nobody vouches for it.
    let _ = desk
        .run_as(
            "kim",
            &["letter", "withdraw-approval", &code, "tx", "--reason", "too early"],
        )
        .ok();
    export(&desk, &code, "html", "draft.html");
    assert!(!fs::read_to_string(desk.beside("draft.html")).unwrap().contains("fbc1."));
}

/// What goes to other tools and calendars.
fn for_tools(desk: &Desk, code: &str) {
    for tool in ["misp", "veris", "stix"] {
        let out = desk.beside(tool).display().to_string();
        let _ = desk.run(&["export", tool, code, "--tlp", "amber", "--out", &out]).ok();
    }
    let calendar = desk.beside("deadlines.ics").display().to_string();
    let _ = desk.run(&["deadlines", "--ics", &calendar]).ok();
}

#[test]
fn whatever_left_shows_that_a_record_was_put_back() {
    let (desk, code) = approved();
    let early = desk.beside("early");
    copy(&desk.data(), &early);
    let _ = desk.run(&["incident", "note", &code, "what somebody wants gone"]).ok();
    let save = |name: &str, args: &[&str]| fs::write(desk.beside(name), desk.run(args).ok()).unwrap();
    save("report", &["incident", "report", &code]);
    save("register", &["register"]);
    save("person", &["person", "export", "Dana"]);
    save("register.csv", &["register", "--csv"]);
    for form in ["csv", "jsonl", "plain", "iris"] {
        save(form, &["incident", "timeline", &code, "--format", form]);
    }
    save("form", &["form", "show", "ie-dpc", "--incident", &code]);
    save(
        "dora",
        &[
            "dora",
            "draft",
            &code,
            "--stage",
            "initial",
            "--out",
            desk.beside("dora.json").to_str().unwrap(),
        ],
    );
    for_tools(&desk, &code);
    let (packet, backup) = (desk.beside("packet"), desk.beside("backup"));
    let _ = desk
        .run(&["letter", "packet", &code, "us-tx/regulator", packet.to_str().unwrap()])
        .ok();
    let _ = desk.run(&["backup", "create", backup.to_str().unwrap()]).ok();
    let papers = [
        "report",
        "register",
        "person",
        "register.csv",
        "csv",
        "jsonl",
        "plain",
        "iris",
        "form",
        "dora",
        "misp",
        "veris",
        "stix",
        "deadlines.ics",
        "packet/manifest.json",
        "backup/manifest.json",
    ];
    let against = |paper: &Path| {
        let paper = paper.display().to_string();
        desk.run(&["audit", "verify", "--against", &paper])
    };
    for paper in papers {
        let _ = against(&desk.beside(paper)).ok();
    }
    copy(&early, &desk.data());
    for paper in papers {
        let ran = against(&desk.beside(paper));
        let said = on_one_line(&ran.out);
        assert!(
            ran.code == 1 && said.contains("CUT OR PUT BACK"),
            "{paper}: {said} {}",
            ran.err
        );
    }
}
