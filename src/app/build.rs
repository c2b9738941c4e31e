//! Parses the built-in law files once, so that no start of the program has to.
//!
//! What comes out is their syntax trees and their digest. The schema reads the trees at each start as it reads a text,
//! so that a built-in file and an overlay's go the same way. A file with a syntax error is left out: the program reads its
//! text then, and `firebell law lint` says what is wrong.

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
    prepare_law()
}

fn prepare_law() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../core/toml_tree.rs");
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../../jurisdictions");
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
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

/// Every law file below a folder by its path from the root. A new file changes its folder, so folders are watched too.
#[expect(clippy::disallowed_methods, reason = "a build script reads what it builds from")]
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            println!("cargo::rerun-if-changed={}", path.display());
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
