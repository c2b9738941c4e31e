//! The fuzz targets run on their seeds, on pieces of them, and on every input that once failed.

use std::path::{Path, PathBuf};

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the file is the root of a crate of its own")]
mod targets;

use crate::common::project;

type Target = fn(&[u8]);

/// A target, and the files of the repository that it begins from.
const TARGETS: [(&str, Target, &[&str]); 14] = [
    ("facts", targets::facts, &["tests/cases"]),
    ("law", targets::law, &["jurisdictions/eu", "docs/examples-overlay"]),
    (
        "markdown",
        targets::markdown,
        &["tests/data/letter.md", "templates/letters/eu"],
    ),
    (
        "template",
        targets::template,
        &["templates/letters/eu", "templates/letters/us"],
    ),
    ("roster", targets::roster, &["tests/data/roster"]),
    (
        "documents",
        targets::documents,
        &["tests/data/record-format-1/export.json", "tests/data/merge-names.csv"],
    ),
    (
        "imports",
        targets::imports,
        &[
            "tests/data/timelines",
            "tests/data/cases",
            "tests/data/cacao",
            "tests/data/dora",
        ],
    ),
    ("scenario", targets::scenario, &["playbooks/tabletop"]),
    ("record_files", targets::record_files, &["tests/data/record-format-1"]),
    ("docx", targets::docx, &["tests/data/word"]),
    ("events", targets::events, &[]),
    ("command_line", targets::command_line, &[]),
    ("typed", targets::typed, &[]),
    ("text_files", targets::text_files, &["playbooks", "templates/rules"]),
];

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.metadata().unwrap().len() < 300_000)
        .collect();
    found.sort();
    found
}

/// Seeds that only a target has, and inputs that failed once.
fn own(target: &str) -> Vec<PathBuf> {
    let folder = project("tests/data/fuzz").join(target);
    if folder.is_dir() { files(&folder) } else { Vec::new() }
}

#[test]
fn every_target_takes_its_seeds_and_what_once_failed() {
    for (name, target, seeds) in TARGETS {
        let seeds = seeds.iter().flat_map(|seed| files(&project(seed))).chain(own(name));
        let mut count = 0;
        for seed in seeds {
            let bytes = std::fs::read(&seed).unwrap();
            target(&bytes);
            // Half of it, as a copy that broke off.
            target(&bytes[..bytes.len() / 2]);
            count += 1;
        }
        assert!(count > 0, "{name} has no seed");
    }
}

/// `fuzz/Cargo.toml` and the folder of targets have each of them, so that none is forgotten.
#[test]
fn every_target_has_its_binary() {
    let manifest = std::fs::read_to_string(project("fuzz/Cargo.toml")).unwrap();
    let mut binaries: Vec<String> = files(&project("fuzz/fuzz_targets"))
        .iter()
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let mut names: Vec<&str> = TARGETS.iter().map(|(name, ..)| *name).collect();
    names.sort_unstable();
    binaries.sort_unstable();
    assert_eq!(binaries, names);
    for name in names {
        assert!(
            manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")),
            "{name}"
        );
    }
}
