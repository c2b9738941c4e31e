//! Parses the built-in law files once, so that no start of the program has to.
//!
//! What comes out is their syntax trees and their digest. The schema reads the trees at each start as it reads a text,
//! so that a built-in file and an overlay's go the same way. A file with a syntax error is left out: the program reads its
//! text then, and `firebell law lint` says what is wrong.
//!
//! With the feature `pdf` it also picks the fonts that letters are printed with.

use std::error::Error;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

#[allow(dead_code, reason = "the program uses all of it")]
#[expect(unreachable_pub, reason = "the crate shows these items to its tests")]
#[path = "src/core/toml_tree.rs"]
mod document;

/// More bytes than the whole law takes; the build stops where they are not enough.
const ROOM: usize = 16 << 20;

/// The fonts of letters by their PostScript names: the faces of the text in the order that `letter/pdf/fonts.rs`
/// knows, then two that draw what those lack (Hebrew, Coptic, Cherokee; Armenian, Georgian, Lao, Arabic). All of `typst-assets` take 9.6 MB,
/// most of it for mathematics.
#[cfg(feature = "pdf")]
const FONTS: [&str; 8] = [
    "LibertinusSerif-Regular",
    "LibertinusSerif-Bold",
    "LibertinusSerif-Italic",
    "LibertinusSerif-BoldItalic",
    "LibertinusSerif-Semibold",
    "LibertinusSerif-SemiboldItalic",
    "NewCM10-Regular",
    "DejaVuSansMono",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    prepare_law()?;
    #[cfg(feature = "pdf")]
    pick_fonts()?;
    Ok(())
}

/// Writes each font into a file and a list of them that the program includes.
#[cfg(feature = "pdf")]
fn pick_fonts() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut list = String::from("[\n");
    for name in FONTS {
        let named = |font: &&[u8]| post_script_name(font).as_deref() == Some(name);
        let font = typst_assets::fonts()
            .find(named)
            .ok_or_else(|| format!("typst-assets has no font {name}"))?;
        std::fs::write(out.join(name), font)?;
        list += &format!("include_bytes!({:?}),\n", out.join(name));
    }
    list += "]\n";
    Ok(std::fs::write(out.join("fonts.rs"), list)?)
}

#[cfg(feature = "pdf")]
fn post_script_name(font: &[u8]) -> Option<String> {
    let face = ttf_parser::Face::parse(font, 0).ok()?;
    let mut names = face.names().into_iter();
    let name = names.find(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME && name.is_unicode())?;
    name.to_string()
}

fn prepare_law() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/core/toml_tree.rs");
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("jurisdictions");
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
