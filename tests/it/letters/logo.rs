//! The logo as its user takes it in: from a file into the record, once, and for the organization of the incident.

use super::*;

fn logo(name: &str) -> String {
    let folder = project("tests/data/logo");
    folder.join(name).to_str().unwrap().to_owned()
}

fn page(desk: &Desk, code: &str, letter: &str) -> String {
    let out = desk.beside("page.html");
    let out = out.to_str().unwrap();
    desk.run(&[
        "letter", "export", code, letter, "--format", "html", "--out", out, "--force",
    ])
    .ok();
    std::fs::read_to_string(out).unwrap()
}

#[test]
fn the_logo_of_the_incident_s_own_organization_stands_above_its_letters() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let copy = desk.write_secret("ours.png", &std::fs::read(logo("harbour.png")).unwrap());
    let set = desk
        .run(&["profile", "set", "identity.logo", copy.to_str().unwrap()])
        .ok();
    assert!(
        set.contains("identity.logo = PNG picture, 240 × 80 pixels, 557 bytes, SHA-256 "),
        "{set}"
    );
    // The record holds the picture: what becomes of the file is nothing to the letters.
    std::fs::remove_file(&copy).unwrap();
    let draft = ["letter", "draft", &code, "us/individuals", "--id", "people"];
    desk.run(&draft).ok();
    let ours = page(&desk, &code, "people");
    assert!(ours.contains("src=\"data:image/png;base64,"), "{ours}");
    desk.run(&[
        "incident",
        "fact",
        "set",
        &code,
        "organisation.name",
        "Harbour Freight Sub Ltd",
    ])
    .ok();
    let theirs = ["incident", "fact", "set", &code, "identity.logo", &logo("harbour.jpg")];
    desk.run(&theirs).ok();
    let subsidiary = page(&desk, &code, "people");
    assert!(
        subsidiary.contains("src=\"data:image/jpeg;base64,") && !subsidiary.contains("image/png"),
        "{subsidiary}"
    );
    let why = ["--reason", "the parent's mark is used after all"];
    let withdraw = [&["incident", "fact", "withdraw", &code, "identity.logo"][..], &why].concat();
    desk.run(&withdraw).ok();
    assert!(page(&desk, &code, "people").contains("src=\"data:image/png;base64,"));
    // Nobody reads base64: whatever lists facts and events says what the picture is.
    let history = desk.run(&["incident", "fact", "history", &code]).ok();
    let events = desk.run(&["incident", "timeline", &code]).ok();
    for told in [history, events, desk.run(&["profile", "show"]).ok()] {
        assert!(!told.contains("base64") && told.contains("240 × 80 pixels"), "{told}");
    }
}

#[test]
fn an_approved_letter_keeps_the_logo_that_was_replaced() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["profile", "set", "identity.logo", &logo("harbour.png")])
        .ok();
    desk.run(&["letter", "draft", &code, "us/individuals", "--id", "people"])
        .ok();
    let approve = ["letter", "approve", &code, "people", "--because", "fields follow"];
    desk.run_as("carol", &approve).ok();
    desk.run(&["profile", "set", "identity.logo", &logo("harbour.jpg")])
        .ok();
    let sent = page(&desk, &code, "people");
    assert!(sent.contains("image/png") && !sent.contains("image/jpeg"), "{sent}");
    desk.run(&["letter", "draft", &code, "us/individuals", "--id", "later"])
        .ok();
    assert!(page(&desk, &code, "later").contains("image/jpeg"));
}

#[test]
fn a_file_that_is_no_logo_is_refused_in_words_and_changes_nothing() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    desk.run(&["profile", "set", "identity.logo", &logo("harbour.png")])
        .ok();
    let before = desk.run(&["profile", "show"]).ok();
    let png = std::fs::read(logo("harbour.png")).unwrap();
    let jpeg = std::fs::read(logo("harbour.jpg")).unwrap();
    let mut harmed = png.clone();
    harmed[60] ^= 0x10;
    let padded = [&jpeg[..jpeg.len() - 2], &vec![0; 140_000], b"\xff\xd9"].concat();
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("text.png", b"not a picture".to_vec(), "neither a PNG nor a JPEG"),
        ("cut.png", png[..png.len() / 2].to_vec(), "ends before the picture does"),
        ("harmed.png", harmed, "checksum"),
        (
            "cut.jpg",
            jpeg[..jpeg.len() / 2].to_vec(),
            "ends before the picture does",
        ),
        ("large.jpg", padded, "the limit is 131072"),
        ("press.jpg", std::fs::read(logo("press.jpg")).unwrap(), "CMYK"),
    ];
    for (name, bytes, words) in cases {
        let path = desk.write_secret(name, &bytes);
        let path = path.to_str().unwrap();
        for command in [
            vec!["profile", "set", "identity.logo", path],
            vec!["incident", "fact", "set", &code, "identity.logo", path],
        ] {
            let said = desk.run(&command).fails(2);
            assert!(
                said.contains(words) && said.contains("hint: save it as a PNG or JPEG"),
                "{said}"
            );
        }
    }
    let absent = desk.run(&["profile", "set", "identity.logo", "nowhere.png"]).fails(4);
    assert!(absent.contains("could not read nowhere.png"), "{absent}");
    assert_eq!(desk.run(&["profile", "show"]).ok(), before);
}
