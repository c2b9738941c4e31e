//! What goes out, and what the record keeps of it: marks of drafts, texts that were filed, receipts.

use firebell::core::ids::StoredDigest;

use super::*;

/// A letter for an obligation, approved.
fn approved(desk: &Desk, code: &str, id: &str) {
    desk.run(&["letter", "draft", code, "--duty", "us-tx/regulator", "--id", id])
        .ok();
    let approve = ["letter", "approve", code, id, "--because", "fields follow"];
    desk.run_as("counsel", &approve).ok();
}

#[test]
fn a_filing_records_which_text_went_out_and_what_came_back() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    approved(&desk, &code, "first");
    desk.run(&["letter", "draft", &code, "us/individuals", "--id", "sample"])
        .ok();
    std::fs::write(desk.beside("receipt.pdf"), "received").unwrap();
    std::fs::write(desk.beside("counts.csv"), "US-TX,600").unwrap();
    let (receipt, counts) = (desk.beside("receipt.pdf"), desk.beside("counts.csv"));
    let (receipt, counts) = (receipt.display().to_string(), counts.display().to_string());
    let file = ["incident", "file", &code, "us-tx/regulator"];
    let with = [
        "--confirmation",
        "TX-77",
        "--receipt",
        &receipt,
        "--enclose",
        &counts,
        "--sample",
        "sample",
    ];
    let said = desk.run(&[&file[..], &with].concat()).ok();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("reference TX-77, letter first ("), "{said}");
    assert!(said.contains("Evidence receipt.pdf"), "{said}");
    let show = desk.run(&["letter", "show", &code, "first", "--json"]).json();
    let folder = desk.beside("packet").display().to_string();
    let kept = desk
        .run(&["letter", "packet", &code, "us-tx/regulator", &folder, "--json"])
        .json();
    assert_eq!(kept["files"][0]["text"]["sha256"], show["sha256"], "{kept}");
    assert_eq!(kept["files"][1]["text"]["letter"], "sample");
    assert_eq!(kept["enclosures"][0]["name"], "counts.csv");
    assert_eq!(kept["receipt"]["sha256"], StoredDigest::of("received").as_str());
    assert_eq!(kept["reference"], "TX-77");
}

#[test]
fn of_several_approved_letters_the_one_that_went_out_is_named() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    approved(&desk, &code, "first");
    approved(&desk, &code, "second");
    let file = ["incident", "file", &code, "us-tx/regulator"];
    let refused = desk.run(&file).fails(1);
    assert!(
        refused.contains("2 letters for us-tx/regulator are approved"),
        "{refused}"
    );
    assert!(refused.contains("--letter ID"), "{refused}");
    let other = desk.run(&[&file[..], &["--letter", "third"]].concat());
    assert!(other.fails(2).contains("unknown letter `third`"));
    let said = desk.run(&[&file[..], &["--letter", "second"]].concat()).ok();
    assert!(
        said.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("letter second ("),
        "{said}"
    );
    // What is left is no guess.
    let more = [&file[..], &["--kind", "supplement"]].concat();
    let said = desk.run(&more).ok();
    assert!(
        said.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("letter first ("),
        "{said}"
    );
}

#[test]
fn every_page_says_draft_until_the_text_is_approved() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["letter", "draft", &code, "us/individuals-ca", "--id", "ca"])
        .ok();
    let export = |format: &str| {
        let out = desk.beside(&format!("letter.{format}"));
        let path = out.display().to_string();
        desk.run(&[
            "letter", "export", &code, "ca", "--format", format, "--out", &path, "--force",
        ])
        .ok();
        std::fs::read(&out).unwrap()
    };
    let header = || {
        let mut file = zip::ZipArchive::new(std::io::Cursor::new(export("docx"))).unwrap();
        let names: Vec<String> = file.file_names().map(str::to_owned).collect();
        let headers = names.iter().filter(|name| name.contains("header"));
        let mut text = String::new();
        for name in headers {
            std::io::Read::read_to_string(&mut file.by_name(name).unwrap(), &mut text).unwrap();
        }
        text
    };
    let draft = "DRAFT – NOT APPROVED";
    for format in ["html", "txt"] {
        assert!(String::from_utf8(export(format)).unwrap().contains(draft), "{format}");
    }
    // The header of the first page, and that of the others.
    assert_eq!(header().matches(draft).count(), 2);
    let approve = ["letter", "approve", &code, "ca", "--because", "a test of the mark"];
    desk.run_as("counsel", &approve).ok();
    for format in ["html", "txt"] {
        assert!(
            !String::from_utf8(export(format)).unwrap().contains("DRAFT"),
            "{format}"
        );
    }
    assert!(!header().contains("DRAFT"));
    // The blanks of each person are open: what goes out is made with the list of them.
    for format in ["html", "txt"] {
        assert!(
            String::from_utf8(export(format)).unwrap().contains("NOT YET MERGED"),
            "{format}"
        );
    }
    let path = desk.beside("letter.pdf");
    std::fs::write(&path, export("pdf")).unwrap();
    match std::process::Command::new("pdftotext").arg(&path).arg("-").output() {
        Ok(read) => {
            let text = String::from_utf8(read.stdout).unwrap();
            assert!(!text.contains("DRAFT") && text.contains("NOT YET MERGED"), "{text}");
        }
        Err(error) => println!("left out: the text of the PDF, for want of pdftotext ({error})"),
    }
}

#[test]
fn a_packet_holds_what_was_filed_and_only_files_that_the_filing_knows() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    approved(&desk, &code, "first");
    desk.run(&["incident", "fact", "set", &code, "affected.US-TX", "600"])
        .ok();
    std::fs::write(desk.beside("receipt.pdf"), "received").unwrap();
    std::fs::write(desk.beside("other.pdf"), "another").unwrap();
    let (receipt, other) = (desk.beside("receipt.pdf"), desk.beside("other.pdf"));
    let (receipt, other) = (receipt.display().to_string(), other.display().to_string());
    desk.run(&["incident", "file", &code, "us-tx/regulator", "--receipt", &receipt])
        .ok();
    let folder = desk.beside("packet");
    let path = folder.display().to_string();
    let packet = ["letter", "packet", &code, "us-tx/regulator", &path];
    let refused = desk.run(&[&packet[..], &["--with", &other]].concat()).fails(1);
    assert!(refused.contains("neither the receipt nor an enclosure"), "{refused}");
    desk.run(&[&packet[..], &["--with", &receipt]].concat()).ok();
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    assert_eq!(manifest["receipt"]["sha256"], StoredDigest::of("received").as_str());
    for row in manifest["files"].as_array().unwrap() {
        let bytes = read(row["name"].as_str().unwrap());
        assert_eq!(row["sha256"], StoredDigest::of(bytes).as_str(), "{row}");
    }
    assert_eq!(manifest["files"][0]["text"]["letter"], "first");
    let counts = String::from_utf8(read(&format!("{code}-counts.csv"))).unwrap();
    assert_eq!(counts, "place,people\nUS-TX,600\n");
    assert_eq!(read("receipt.pdf"), b"received");
    assert!(desk.run(&packet).fails(4).contains("exists"));
    let none = desk
        .run(&["letter", "packet", &code, "us-ca/regulator", &path])
        .fails(2);
    assert!(none.contains("us-ca/regulator has no letter"), "{none}");
}

#[test]
fn a_second_initial_notice_is_asked_about_and_both_stay() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    approved(&desk, &code, "first");
    let file = ["incident", "file", &code, "us-tx/regulator"];
    desk.run(&file).ok();
    let asked = desk.run(&file).fails(1);
    let asked = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["has an initial notice of", "--kind supplement", "--confirm"] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    let filings = |desk: &Desk| {
        let history = desk.run(&["incident", "history", &code]).ok();
        let history = history.split_whitespace().collect::<Vec<_>>().join(" ");
        history
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .matches("of Texas: filed")
            .count()
    };
    assert_eq!(filings(&desk), 1);
    desk.run(&[&file[..], &["--confirm", "the portal lost the first one, sent twice"]].concat())
        .ok();
    assert_eq!(filings(&desk), 2);
    let history = desk.run(&["incident", "history", &code]).ok();
    let history = history.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(history.contains("sent twice"), "{history}");
    // A supplement is no second initial notice.
    desk.run(&[&file[..], &["--kind", "supplement"]].concat()).ok();
}

#[test]
fn a_letter_dated_after_its_filing_draws_a_finding() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    approved(&desk, &code, "first");
    desk.run(&["incident", "file", &code, "us-tx/regulator"]).ok();
    let check = |desk: &Desk| desk.run(&["letter", "check", &code, "first"]).out;
    assert!(!check(&desk).contains("filed-before-date"));
    let set = |day: &str| {
        let set = ["incident", "fact", "set", &code, "letter.sent_on", day];
        let _ = desk.run(&set).ok();
    };
    set("2099-01-01");
    let found = check(&desk);
    assert!(
        found.contains("FAILS   filed-before-date: its date is 2099-01-01"),
        "{found}"
    );
}

/// Whether an authority was told is asked of who a notice went to, and not of the name of the obligation.
#[test]
fn a_letter_may_say_that_an_authority_was_told_once_any_notice_to_one_was_filed() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for (key, value) in [
        ("affected.US-VT", "600"),
        ("letter.what_happened", "Someone read a mailbox."),
    ] {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    desk.run(&[
        "letter",
        "draft",
        &code,
        "--duty",
        "us-vt/individuals",
        "--id",
        "people",
    ])
    .ok();
    let show = desk.run(&["letter", "show", &code, "people", "--json"]).json();
    let text = show["text"].as_str().unwrap();
    let told = "Someone read a mailbox. We have notified the Vermont Attorney General.";
    assert!(text.contains("Someone read a mailbox."), "{text}");
    let path = desk.beside("edited.md");
    std::fs::write(&path, text.replacen("Someone read a mailbox.", told, 1)).unwrap();
    desk.run(&["letter", "edit", &code, "people", "--from", &path.display().to_string()])
        .ok();
    let finding = "an authority was told";
    let check = || desk.run(&["letter", "check", &code, "people"]).out;
    assert!(check().contains(finding), "{}", check());
    let file = ["incident", "file", &code, "us-vt/regulator-second"];
    desk.run(&[&file[..], &["--without-letter", "sent by e-mail"]].concat())
        .ok();
    assert!(!check().contains(finding), "{}", check());
}

/// Who types a supplement into a portal has sent no letter, and least of all the one that went out before.
#[test]
fn a_filing_with_a_reason_for_having_no_letter_sends_none() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    approved(&desk, &code, "first");
    desk.run(&["incident", "file", &code, "us-tx/regulator"]).ok();
    let later = ["--kind", "supplement", "--without-letter", "typed into the portal"];
    let said = desk
        .run(&[&["incident", "file", &code, "us-tx/regulator"][..], &later].concat())
        .ok();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("typed into the portal") && !said.contains("letter first"),
        "{said}"
    );
}

#[test]
fn a_draft_in_another_language_than_was_asked_for_says_so() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let draft = |language: &str| {
        desk.run(&[
            "letter",
            "draft",
            &code,
            "eu/ie-dpc",
            "--id",
            language,
            "--language",
            language,
        ])
    };
    let other = draft("de");
    assert_eq!(other.code, 0, "{}", other.err);
    assert!(
        other.err.contains("no template in `de` for it; it was drafted in `en`"),
        "{}",
        other.err
    );
    let same = draft("en");
    assert!(!same.err.contains("no template"), "{}", same.err);
}
