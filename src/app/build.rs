//! Parses the built-in law files once, so that no start of the program has to, lists the playbooks and the pages of the manual
//! that are read inside the program, and packs the files of exercises, which few starts of the program look at.
//!
//! Of the law come its syntax trees and its digest. The schema reads the trees at each start as it reads a text,
//! so that a built-in file and an overlay's go the same way. A file with a syntax error is left out: the program reads its
//! text then, and `firebell law lint` says what is wrong.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

#[allow(dead_code, reason = "the program uses all of it")]
#[expect(unreachable_pub, reason = "the crate shows these items to its tests")]
#[path = "../core/toml_tree.rs"]
mod document;

/// More bytes than the whole law takes; the build stops where they are not enough.
const ROOM: usize = 16 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    prepare_law()?;
    list_manual()?;
    list_playbooks()?;
    pack_exercises()
}

fn prepare_law() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../core/toml_tree.rs");
    let root = project("jurisdictions")?;
    let mut files = Vec::new();
    collect(&root, "toml", &mut |path, text| files.push((below(&root, path), text)))?;
    files.sort();
    let mut buffer = vec![0; ROOM];
    let mut hash = Sha256::new();
    let mut trees: Vec<(&str, Vec<u8>)> = Vec::with_capacity(files.len());
    for (path, text) in &files {
        // The same as `core/law/load` makes of the texts; a test compares the two.
        for part in [path, text] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let (document, errors) = document::Document::parse(text);
        if errors.is_empty() {
            trees.push((path, postcard::to_slice(&document, &mut buffer)?.to_vec()));
        }
    }
    let sha256: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let out = PathBuf::from(variable("OUT_DIR")?).join("law.postcard");
    std::fs::write(out, postcard::to_slice(&(sha256, trees), &mut buffer)?)?;
    Ok(())
}

/// What cargo tells a build script.
fn variable(name: &str) -> Result<std::ffi::OsString, String> {
    std::env::var_os(name).ok_or_else(|| format!("cargo sets {name}"))
}

/// A folder or file of the project.
fn project(path: &str) -> Result<PathBuf, Box<dyn Error>> {
    Ok(PathBuf::from(variable("CARGO_MANIFEST_DIR")?)
        .join("../..")
        .join(path)
        .canonicalize()?)
}

/// Every page of the manual and every document that one takes in, as `("book/src/page.md", include_str!("…"))`. Pages of
/// commands are left out, since `--help` says the same, and so are pictures, which a terminal does not show.
fn list_manual() -> Result<(), Box<dyn Error>> {
    let (root, docs) = (project("")?, project("docs")?);
    let mut files = BTreeSet::new();
    collect(&docs.join("book/src"), "md", &mut |path, text| {
        if path.parent().is_some_and(|folder| folder.ends_with("commands")) {
            return;
        }
        files.insert(path.to_owned());
        let taken_in = text
            .lines()
            .filter_map(|line| line.strip_prefix("{{#include ")?.strip_suffix("}}"));
        files.extend(taken_in.filter_map(|name| path.parent()?.join(name).canonicalize().ok()));
    })?;
    write_list("manual.rs", &root, &files)
}

/// The playbooks of stages and causes.
fn list_playbooks() -> Result<(), Box<dyn Error>> {
    let root = project("playbooks")?;
    let mut files = BTreeSet::new();
    collect(&root, "md", &mut |path, _| {
        files.insert(path.to_owned());
    })?;
    write_list("playbooks.rs", &root, &files)
}

/// Writes files as a list of their paths below a folder and their texts.
fn write_list(name: &str, root: &Path, files: &BTreeSet<PathBuf>) -> Result<(), Box<dyn Error>> {
    let mut list = String::from("[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        list += &format!("({:?}, include_str!({file:?})),\n", below(root, file));
    }
    std::fs::write(PathBuf::from(variable("OUT_DIR")?).join(name), list + "]\n")?;
    Ok(())
}

/// Scenarios and their scripts: a fifth of their size.
fn pack_exercises() -> Result<(), Box<dyn Error>> {
    let root = project("playbooks/tabletop")?;
    let mut files = Vec::new();
    collect(&root, "toml", &mut |path, text| files.push((below(&root, path), text)))?;
    files.sort();
    let mut buffer = vec![0; ROOM];
    let packed = miniz_oxide::deflate::compress_to_vec(postcard::to_slice(&files, &mut buffer)?, 9);
    std::fs::write(PathBuf::from(variable("OUT_DIR")?).join("exercises.deflate"), packed)?;
    Ok(())
}

fn below(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    inner.to_string_lossy().replace('\\', "/")
}

/// Hands over every file below a folder whose name ends so, with its text. A new file changes its folder, so folders are
/// watched too.
#[expect(clippy::disallowed_methods, reason = "a build script reads what it builds from")]
fn collect(folder: &Path, ending: &str, take: &mut dyn FnMut(&Path, String)) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, ending, take)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            println!("cargo::rerun-if-changed={}", path.display());
            let text = std::fs::read_to_string(&path)?;
            take(&path, text);
        }
    }
    Ok(())
}
