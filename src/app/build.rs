//! Parses the built-in law files once, so that no start of the program has to, lists the playbooks, and packs the texts that
//! few starts of the program look at: exercises, the manual, templates and rules of letters, forms of authorities.
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
#[path = "../core/toml_text/tree.rs"]
mod document;

/// More bytes than the whole law takes; the build stops where they are not enough.
const ROOM: usize = 16 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    prepare_law()?;
    list_playbooks()?;
    pack_manual()?;
    pack_folder("exercises", "playbooks/tabletop", "toml")?;
    pack_folder("letters", "templates/letters", "md")?;
    pack_folder("letter-rules", "templates/rules", "toml")?;
    pack_folder("authority-forms", "templates/portals", "toml")
}

fn prepare_law() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../core/toml_text/tree.rs");
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

/// Every page of the manual and every document that one takes in, by their paths in the project. Pages of commands are left
/// out, since `--help` says the same, and so are pictures, which a terminal does not show.
fn pack_manual() -> Result<(), Box<dyn Error>> {
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
    let mut texts = Vec::new();
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        texts.push((below(&root, file), read(file)?));
    }
    pack("manual", &texts)
}

/// The playbooks of stages and causes, as `("detection.md", include_str!("…"))`.
fn list_playbooks() -> Result<(), Box<dyn Error>> {
    let root = project("playbooks")?;
    let mut files = BTreeSet::new();
    collect(&root, "md", &mut |path, _| {
        files.insert(path.to_owned());
    })?;
    let mut list = String::from("[\n");
    for file in &files {
        list += &format!("({:?}, include_str!({file:?})),\n", below(&root, file));
    }
    std::fs::write(PathBuf::from(variable("OUT_DIR")?).join("playbooks.rs"), list + "]\n")?;
    Ok(())
}

/// The files of a folder whose names end so, by their paths below it.
fn pack_folder(name: &str, folder: &str, ending: &str) -> Result<(), Box<dyn Error>> {
    let root = project(folder)?;
    let mut texts = Vec::new();
    collect(&root, ending, &mut |path, text| texts.push((below(&root, path), text)))?;
    texts.sort();
    pack(name, &texts)
}

/// Writes texts as `files/packed.rs` of the program reads them: a fifth of their size.
fn pack(name: &str, texts: &[(String, String)]) -> Result<(), Box<dyn Error>> {
    let mut buffer = vec![0; ROOM];
    let packed = miniz_oxide::deflate::compress_to_vec(postcard::to_slice(texts, &mut buffer)?, 9);
    std::fs::write(
        PathBuf::from(variable("OUT_DIR")?).join(name).with_extension("deflate"),
        packed,
    )?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a build script reads what it builds from")]
fn read(file: &Path) -> std::io::Result<String> {
    std::fs::read_to_string(file)
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
            take(&path, read(&path)?);
        }
    }
    Ok(())
}
