//! The marking of what leaves: `--tlp` is the same argument everywhere, and stands where the reader of each form looks.

use serde_json::Value;

use crate::common::record::Desk;

fn desk() -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("milestones.awareness", "2026-03-05 15:00"),
        ("milestones.discovery", "2026-03-05 14:00"),
        ("data.elements", "ssn"),
    ] {
        let _ = desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let _ = desk.run(&["incident", "affected", &code, "US-TX", "600"]).ok();
    (desk, code)
}

#[test]
fn every_row_of_a_timeline_says_how_far_it_may_go() {
    let (desk, code) = desk();
    for (format, words) in [
        ("csv", "tlp:amber+strict"),
        ("jsonl", "tlp:amber+strict"),
        ("plain", "TLP:AMBER+STRICT"),
        ("iris", "tlp:amber+strict"),
    ] {
        let args = ["incident", "timeline", &code, "--format", format];
        let marked = desk.run(&[&args[..], &["--tlp", "amber-strict"]].concat()).ok();
        // Cells may break over lines; each row has its mark once.
        let rows = desk.run(&args).ok();
        assert!(!rows.to_lowercase().contains("tlp:"), "{format}: {rows}");
        let count = marked.matches(words).count();
        assert!(count >= 5, "{format}: {marked}");
        if format == "jsonl" {
            assert_eq!(count, marked.lines().count());
        }
    }
}

#[test]
fn calendars_registers_and_sheets_are_marked() {
    let (desk, code) = desk();
    let ics = desk.beside("due.ics");
    let args = [
        "deadlines",
        "--possible",
        "--ics",
        ics.to_str().unwrap(),
        "--tlp",
        "green",
    ];
    let _ = desk.run(&args).ok();
    let calendar = std::fs::read_to_string(&ics).unwrap();
    assert!(
        calendar.contains("X-WR-CALNAME:firebell deadlines TLP:GREEN"),
        "{calendar}"
    );
    let events = calendar.matches("BEGIN:VEVENT").count();
    assert!(events > 0);
    assert_eq!(calendar.matches("CATEGORIES:TLP:GREEN").count(), events, "{calendar}");
    for args in [&["register"][..], &["register", "--csv"]] {
        let said = desk.run(&[args, &["--tlp", "red"]].concat()).ok();
        assert!(said.contains("TLP:RED"), "{said}");
        assert!(!desk.run(args).ok().contains("TLP"));
    }
    let sheet = ["form", "show", "us-tx-ag", "--incident", &code, "--tlp", "amber"];
    let said = desk.run(&sheet).ok();
    assert!(said.starts_with("TLP:AMBER\n"), "{said}");
    // Where there is nothing to mark, a marking is no empty promise.
    for args in [&["deadlines"][..], &["form", "show", "us-tx-ag"]] {
        assert!(
            desk.run(&[args, &["--tlp", "red"]].concat())
                .fails(2)
                .contains("--tlp marks")
        );
    }
    let view = desk.run(&[&sheet[..], &["--json"]].concat()).json();
    assert_eq!(view["tlp"], "amber");
}

/// As the schema of CACAO 2.0 has it: a definition under its id, and a reference to it.
#[test]
fn a_playbook_carries_its_marking() {
    let desk = Desk::empty();
    let file = desk.beside("p.json");
    let args = ["export", "playbook", "ransomware", "--output", file.to_str().unwrap()];
    let _ = desk.run(&[&args[..], &["--tlp", "clear"]].concat()).ok();
    let playbook: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let id = playbook["markings"][0].as_str().unwrap();
    assert!(id.starts_with("marking-tlp--"), "{id}");
    let definition = &playbook["data_marking_definitions"][id];
    assert_eq!(definition["tlpv2_level"], "TLP:CLEAR");
    assert_eq!(
        (&definition["type"], definition["id"].as_str()),
        (&"marking-tlp".into(), Some(id))
    );
}

/// RFC 5545 section 3.6.6 lists what an alarm may have; a stamp is not on the list.
#[test]
fn alarms_carry_nothing_that_is_not_theirs() {
    let (desk, _) = desk();
    let ics = desk.beside("due.ics");
    let args = [
        "deadlines",
        "--possible",
        "--at",
        "2026-03-05T15:30Z",
        "--ics",
        ics.to_str().unwrap(),
    ];
    let _ = desk.run(&args).ok();
    let calendar = std::fs::read_to_string(&ics).unwrap();
    let alarms: Vec<&str> = calendar.split("BEGIN:VALARM").skip(1).collect();
    let alarms: Vec<&str> = alarms
        .iter()
        .map(|rest| rest.split("END:VALARM").next().unwrap())
        .collect();
    assert!(alarms.iter().all(|alarm| !alarm.contains("DTSTAMP")), "{alarms:?}");
}

/// A letter carries a marking at its head and its foot, in every format, and only where somebody asks for it.
#[test]
fn a_letter_is_marked_only_where_it_is_asked_for() {
    let (desk, code) = desk();
    let draft = ["letter", "draft", &code, "eu/art33-initial", "--id", "a"];
    let _ = desk.run(&draft).ok();
    for format in ["md", "txt", "html"] {
        let file = desk.beside(&format!("a.{format}"));
        let args = [
            "letter",
            "export",
            &code,
            "a",
            "--format",
            format,
            "--output",
            file.to_str().unwrap(),
            "--force",
        ];
        let _ = desk.run(&args).ok();
        assert!(!std::fs::read_to_string(&file).unwrap().contains("TLP"), "{format}");
        let _ = desk.run(&[&args[..], &["--tlp", "amber-strict"]].concat()).ok();
        let text = std::fs::read_to_string(&file).unwrap();
        // The head of a page of HTML has the title already.
        let text = text.split_once("<body").map_or(text.as_str(), |(_, body)| body);
        let (head, foot) = (text.find("TLP:AMBER+STRICT"), text.rfind("TLP:AMBER+STRICT"));
        let middle = text.find("Article 33").unwrap_or_else(|| panic!("{format}: {text}"));
        assert!(head.unwrap() < middle && foot.unwrap() > middle, "{format}: {text}");
    }
}

#[test]
fn pages_of_word_and_pdf_are_marked_in_both_margins() {
    let (desk, code) = desk();
    let _ = desk
        .run(&["letter", "draft", &code, "eu/art33-initial", "--id", "a"])
        .ok();
    let file = desk.beside("a.docx");
    let args = [
        "letter",
        "export",
        &code,
        "a",
        "--format",
        "docx",
        "--tlp",
        "red",
        "--output",
        file.to_str().unwrap(),
    ];
    let _ = desk.run(&args).ok();
    let mut parts = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    for part in ["header", "footer"] {
        let name = parts
            .file_names()
            .find(|name| name.starts_with(&format!("word/{part}")))
            .unwrap()
            .to_owned();
        let text = std::io::read_to_string(parts.by_name(&name).unwrap()).unwrap();
        assert!(text.contains("TLP:RED"), "{name}: {text}");
    }
    // Both margins of a page, where there is a program to read it with.
    let file = desk.beside("a.pdf");
    let args = [
        "letter",
        "export",
        &code,
        "a",
        "--tlp",
        "red",
        "--output",
        file.to_str().unwrap(),
    ];
    let _ = desk.run(&args).ok();
    match std::process::Command::new("pdftotext")
        .args(["-l", "1"])
        .arg(&file)
        .arg("-")
        .output()
    {
        Ok(page) => {
            let page = String::from_utf8(page.stdout).unwrap();
            assert_eq!(page.matches("TLP:RED").count(), 2, "{page}");
        }
        Err(error) => println!("left out: the text of the PDF, for want of pdftotext ({error})"),
    }
}

#[test]
fn a_dora_sheet_is_marked_and_the_authorities_files_are_not() {
    let (desk, code) = desk();
    let file = desk.beside("dora.json").to_str().unwrap().to_owned();
    let _ = desk
        .run(&["dora", "draft", &code, "--stage", "initial", "--output", &file])
        .ok();
    let said = desk.run(&["dora", "sheet", &file, "--tlp", "amber"]).ok();
    assert!(
        said.starts_with("TLP:AMBER\n") && said.trim_end().ends_with("TLP:AMBER"),
        "{said}"
    );
    assert!(!desk.run(&["dora", "sheet", &file]).ok().contains("TLP"));
    let other = desk.beside("dora.xlsx").to_str().unwrap().to_owned();
    let refused = desk
        .run(&["dora", "sheet", &file, "--output", &other, "--tlp", "amber"])
        .fails(2);
    assert!(refused.contains("--tlp marks the sheet"), "{refused}");
}
