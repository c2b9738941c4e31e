//! Archives that nobody honest makes: every byte flipped, and every trick of a zip file.

use std::io::{Cursor, Write as _};

use firebell::app::law::pack::key_file::{KeyFile, unsealed};
use firebell::app::law::pack::note::{SignerKey, sign};
use firebell::app::law::pack::{Making, Pack, PackError, PackFile, make};
use firebell::core::ids::Sha256Digest;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::common::record::{Desk, SECRET};

const LAW: &str = "# a law file\n";

fn key() -> SignerKey {
    SignerKey::new("acme.example/law", &zeroize::Zeroizing::new([7; 32])).unwrap()
}

fn making(version: &str) -> Making {
    Making {
        label: firebell::core::law::pack::PackLabel {
            name: "acme-law".parse().unwrap(),
            version: version.parse().unwrap(),
        },
        date: "2026-11-28".parse().unwrap(),
        changed: vec!["Something".to_owned()],
    }
}

/// A pack that is signed with the key of a desk and was never checked.
pub(super) fn signed(desk: &Desk, files: &[(&str, &str)]) -> Vec<u8> {
    signed_as(desk, "1", files)
}

pub(super) fn signed_as(desk: &Desk, version: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let text = std::fs::read_to_string(desk.beside("acme.key")).unwrap();
    let key = match KeyFile::read(&text).unwrap() {
        KeyFile::Sealed { verifier, sealed } => unsealed(&verifier, &sealed, &SECRET.into()).unwrap(),
        KeyFile::Open(key) => key,
    };
    let file = |(path, text): &(&str, &str)| PackFile {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    };
    make(making(version), files.iter().map(file).collect(), &key).unwrap()
}

/// The note of a pack with these files, signed.
fn note(files: &[(&str, &str)]) -> String {
    let mut text = "firebell law pack 1\nname: acme-law\nversion: 1\ndate: 2026-11-28\n\n- Something\n\n".to_owned();
    for (path, content) in files {
        text += &format!("{}  {path}\n", Sha256Digest::of(content));
    }
    sign(&text, &key())
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn opened(bytes: &[u8]) -> Result<Pack, PackError> {
    Pack::open(bytes, &[key().verifier()])
}

/// The refusal in words, every problem of it.
fn refused(bytes: &[u8]) -> String {
    let error = opened(bytes).unwrap_err();
    format!("{error}: {}", error.problems().join("; "))
}

#[test]
fn the_same_files_make_the_same_pack() {
    let file = |path: &str| PackFile {
        path: path.to_owned(),
        text: LAW.to_owned(),
    };
    let one = make(making("1"), vec![file("b.toml"), file("a.toml")], &key()).unwrap();
    let two = make(making("1"), vec![file("a.toml"), file("b.toml")], &key()).unwrap();
    assert_eq!(one, two);
    assert_eq!(opened(&one).unwrap().manifest.files.len(), 2);
}

/// In the archive as it lies on a disk: whatever still opens has exactly the files that were signed.
#[test]
fn a_flipped_byte_of_an_archive_is_refused_or_changes_nothing() {
    let law = LAW.repeat(20);
    let bytes = archive(&[
        ("note", note(&[("a.toml", &law)]).as_bytes()),
        ("a.toml", law.as_bytes()),
    ]);
    let whole = opened(&bytes).unwrap();
    let mut refused = 0;
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x5a;
        match opened(&flipped) {
            Err(_) => refused += 1,
            Ok(pack) => {
                assert_eq!(pack.manifest, whole.manifest, "byte {at}");
                assert_eq!(pack.layer().texts[0].text, whole.layer().texts[0].text, "byte {at}");
            }
        }
    }
    assert!(
        refused > bytes.len() / 2,
        "only {refused} of {} were refused",
        bytes.len()
    );
}

/// Inside a zip file that is itself whole.
#[test]
fn every_changed_byte_of_note_signature_and_file_is_refused() {
    let (text, law) = (note(&[("a.toml", LAW)]), LAW.as_bytes());
    for at in 0..text.len() {
        let mut flipped = text.clone().into_bytes();
        flipped[at] ^= 1;
        assert!(
            opened(&archive(&[("note", &flipped), ("a.toml", law)])).is_err(),
            "byte {at} of the note"
        );
    }
    for at in 0..law.len() {
        let mut flipped = law.to_vec();
        flipped[at] ^= 1;
        let words = refused(&archive(&[("note", text.as_bytes()), ("a.toml", &flipped)]));
        assert!(words.contains("a.toml was changed"), "byte {at} of the file: {words}");
    }
}

#[test]
fn a_file_more_or_less_than_was_signed_is_named() {
    let both = note(&[("a.toml", LAW), ("b.toml", LAW)]);
    let law = LAW.as_bytes();
    let less = refused(&archive(&[("note", both.as_bytes()), ("a.toml", law)]));
    assert!(less.contains("b.toml is missing"), "{less}");
    let more = refused(&archive(&[
        ("note", both.as_bytes()),
        ("a.toml", law),
        ("b.toml", law),
        ("c.toml", law),
        ("d.toml", law),
    ]));
    assert!(more.contains("c.toml was not signed; d.toml was not signed"), "{more}");
}

#[test]
fn names_that_lead_elsewhere_and_things_that_are_no_law_are_refused_all_at_once() {
    let text = note(&[("a.toml", LAW)]);
    let law = LAW.as_bytes();
    let names = [
        "../a.toml",
        "/etc/a.toml",
        "us/../../a.toml",
        "a\\b.toml",
        ".hidden.toml",
        "us//a.toml",
        "run.sh",
        "C:a.toml",
    ];
    let mut entries = vec![("note", text.as_bytes())];
    entries.extend(names.map(|name| (name, law)));
    let words = refused(&archive(&entries));
    for name in names {
        assert!(words.contains(name), "{name} is not named in {words}");
    }
    assert!(refused(&archive(&[("a.toml", law)])).contains("it has no `note`"));
    let words = refused(&archive(&[("note", text.as_bytes()), ("a.toml", law), ("A.toml", law)]));
    assert!(words.contains("the same name but for capitals"), "{words}");
    assert!(refused(b"PK\x03\x04 and no more").contains("not a zip file"));
    assert!(refused(b"").contains("not a zip file"));
}

#[test]
fn links_folders_and_duplicates_are_refused() {
    let text = note(&[("a.toml", LAW)]);
    let options = SimpleFileOptions::default();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("note", options).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.add_symlink("a.toml", "/etc/passwd", options).unwrap();
    zip.add_directory("us", options).unwrap();
    let words = refused(&zip.finish().unwrap().into_inner());
    assert!(
        words.contains("a.toml: only plain files") && words.contains("us/: only plain files"),
        "{words}"
    );
    // Two entries of one name: written as another name of the same length, then renamed in the bytes.
    let twice = archive(&[
        ("note", text.as_bytes()),
        ("a.toml", LAW.as_bytes()),
        ("b.toml", LAW.as_bytes()),
    ]);
    let words = refused(&renamed(twice, b"b.toml", b"a.toml"));
    assert!(words.contains("two entries have the same name"), "{words}");
}

fn renamed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_unpacked() {
    let large = vec![b'#'; (1 << 20) + 1];
    let words = refused(&archive(&[("note", note(&[]).as_bytes()), ("bomb.toml", &large)]));
    assert!(words.contains("bomb.toml: it is larger than 1 MiB"), "{words}");
    let names: Vec<String> = (0..40).map(|n| format!("f{n}.toml")).collect();
    let mut entries: Vec<(&str, &[u8])> = vec![("note", b"n")];
    entries.extend(names.iter().map(|name| (name.as_str(), &large[1..])));
    let words = refused(&archive(&entries));
    assert!(words.contains("together are larger than 32 MiB"), "{words}");
    let names: Vec<String> = (0..2001).map(|n| format!("f{n}.toml")).collect();
    let mut entries: Vec<(&str, &[u8])> = vec![("note", b"n")];
    entries.extend(names.iter().map(|name| (name.as_str(), &b"#"[..])));
    let words = refused(&archive(&entries));
    assert!(words.contains("more than 2000 files"), "{words}");
}

#[test]
fn a_note_that_says_too_little_or_anything_else_is_no_pack() {
    let with = |text: &str| archive(&[("note", sign(text, &key()).as_bytes()), ("a.toml", LAW.as_bytes())]);
    let digest = Sha256Digest::of(LAW);
    let good = format!(
        "firebell law pack 1\nname: acme-law\nversion: 1\ndate: 2026-11-28\n\n- Something\n\n{digest}  a.toml\n"
    );
    assert!(opened(&with(&good)).is_ok());
    for (from, to, why) in [
        ("pack 1", "pack 2", "begin"),
        ("acme-law", "Acme Law", "name"),
        ("version: 1", "version: 01", "version"),
        ("2026-11-28", "2026-02-30", "date"),
        ("- Something\n", "", "what changed"),
        ("a.toml", "../a.toml", "list of files"),
        ("date: 2026-11-28", "date: 2026-11-28\nmore: 1", "list of files"),
        ("- Something\n", "- Something\u{202e}\n", "plain text"),
        ("\n- Something", "- Something", "not written as"),
    ] {
        let words = refused(&with(&good.replacen(from, to, 1)));
        assert!(words.contains(why), "{from:?} → {to:?}: {words}");
    }
}
