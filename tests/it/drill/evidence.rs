//! The evidence pack: everything an auditor asks for, and nothing of it can be changed unseen.

use std::io::{Cursor, Read as _, Write as _};

use super::*;

fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = 0..archive.len();
    all.map(|at| {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().to_owned(), bytes)
    })
    .collect()
}

fn packed(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive
            .start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A record with an exercise that has ended, and the path of its pack.
fn made() -> (Desk, PathBuf) {
    let desk = Desk::new();
    let _ = desk.run(&["profile", "set", "name", "Brightwater Dental Group"]).ok();
    let _ = desk.run(&["drill", "start", "lost-laptop", "--seed", "1"]).ok();
    let early = desk.run(&["drill", "evidence", "-o", "x.zip"]).fails(1);
    assert!(early.contains("has not ended"), "{early}");
    let _ = desk.run(&["drill", "go"]).ok();
    let _ = desk.run(&["drill", "join", "commander", "--deputy"]).ok();
    let _ = desk.run(&["drill", "jump", "--to", "20", "--confirm"]).ok();
    let _ = desk.run(&["drill", "end"]).ok();
    let sheet = written(&desk, "signed sheet.pdf", "%PDF a scan");
    let path = desk.beside("evidence.zip");
    let args = [
        "drill",
        "evidence",
        "--format",
        "html",
        "-o",
        path.to_str().unwrap(),
        "--attach",
        sheet.to_str().unwrap(),
    ];
    let said = desk.run(&args).ok();
    assert!(said.contains("Signed by the record"), "{said}");
    (desk, path)
}

/// The files of a pack by their names.
type Files = Vec<(String, Vec<u8>)>;

#[test]
fn the_pack_has_every_part_and_proves_itself() {
    let (desk, path) = made();
    let files = unpacked(&std::fs::read(&path).unwrap());
    let text = |name: &str| {
        let file = files.iter().find(|(known, _)| known == name);
        String::from_utf8(file.unwrap_or_else(|| panic!("no {name}")).1.clone()).unwrap()
    };
    for part in [
        "SOC 2 CC7.4",
        "SOC 2 CC7.5",
        "A.5.24",
        "A.5.25",
        "A.5.26",
        "A.5.27",
        "DORA Art. 24",
        "DORA Art. 25",
        "164.308(a)(6)",
    ] {
        assert!(text("README.md").contains(part), "{part}");
    }
    assert!(text("agenda.html").contains("Brightwater Dental Group"));
    assert!(text("report.html").contains("Three areas for improvement"));
    assert!(!text("report.html").contains("DO NOT SEND"));
    assert!(
        text("participants.csv").contains("commander,deputy,20"),
        "{}",
        text("participants.csv")
    );
    let injects = text("injects.csv");
    let first = injects.lines().find(|line| line.starts_with("e01,")).unwrap();
    assert!(
        first.starts_with("e01,0,delivered,0,20") && first.contains("2026-04-15T07:00:00Z"),
        "{first}"
    );
    assert!(injects.contains(",not delivered,"), "{injects}");
    assert!(text("corrective-actions.csv").contains("draft, not adopted"));
    assert!(text("log.csv").contains("EXERCISE"));
    assert!(text("scenario.toml").starts_with("# Scenario E"));
    assert_eq!(text("attached/signed-sheet.pdf"), "%PDF a scan");
    assert!(serde_json::from_str::<Value>(&text("evaluation.json")).unwrap()["exercise"] == true);

    // With the key from the record, and with the one it brings along.
    let key = text("record-key.txt");
    let elsewhere = desk.run(&["audit", "checkpoint", "--json"]).json();
    assert!(elsewhere.to_string().contains(key.trim()), "{elsewhere}");
    let good = desk.run(&["verify", path.to_str().unwrap(), "--key", key.trim()]).ok();
    assert!(
        good.contains("Genuine") && !good.contains("came with the archive"),
        "{good}"
    );
    let own = desk.run(&["verify", path.to_str().unwrap()]).ok();
    assert!(own.contains("came with the archive"), "{own}");
}

#[test]
fn a_changed_pack_is_not_proven() {
    let (desk, path) = made();
    let files = unpacked(&std::fs::read(&path).unwrap());
    let refused = |name: &str, change: &dyn Fn(&mut Files), words: &str| {
        let mut files = files.clone();
        change(&mut files);
        let path = desk.beside(name);
        std::fs::write(&path, packed(&files)).unwrap();
        let ran = desk.run(&["verify", path.to_str().unwrap()]);
        assert_eq!(ran.code, 1, "{name}: {}", ran.out);
        assert!(
            ran.out.contains("NOT PROVEN") && ran.out.contains(words),
            "{name}: {}",
            ran.out
        );
    };
    let at = |files: &[(String, Vec<u8>)], name: &str| files.iter().position(|(known, _)| known == name).unwrap();
    refused(
        "changed.zip",
        &|files| {
            let at = at(files, "actions.csv");
            files[at].1.push(b'x');
        },
        "actions.csv was changed",
    );
    refused(
        "added.zip",
        &|files| files.push(("praise.md".to_owned(), b"well done".to_vec())),
        "praise.md was added",
    );
    refused(
        "missing.zip",
        &|files| {
            let at = at(files, "log.csv");
            files.remove(at);
        },
        "log.csv is missing",
    );
    // Digests that fit the change are not those that were signed.
    refused(
        "digests.zip",
        &|files| {
            let (log, sums) = (at(files, "log.csv"), at(files, "SHA256SUMS"));
            let before = String::from_utf8(files[sums].1.clone()).unwrap();
            let kept: Vec<&str> = before.lines().filter(|line| !line.ends_with("  log.csv")).collect();
            files[sums].1 = format!("{}\n", kept.join("\n")).into_bytes();
            files.remove(log);
        },
        "another list of digests",
    );
    refused(
        "unsigned.zip",
        &|files| files.retain(|(name, _)| name != "SHA256SUMS.signed"),
        "it is not signed",
    );
    let junk = desk.beside("junk.zip");
    std::fs::write(&junk, b"PK not really").unwrap();
    let said = desk.run(&["verify", junk.to_str().unwrap()]).fails(2);
    assert!(said.contains("cannot be checked"), "{said}");
}
