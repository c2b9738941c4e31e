//! Asks the linker for packed relocations (SHT_RELR), which make the program three megabytes smaller.
//!
//! glibc reads them since 2.36 (<https://sourceware.org/glibc/wiki/Release/2.36>), and a program that has them does not start
//! on an older one: they are asked for only where this machine's is new enough and the program is built for this machine.
//! A linker that somebody chose is left alone, since mold before 2.0 writes them so that glibc refuses the program.

use std::process::Command;

const PACKED: &str = "-Wl,-z,pack-relative-relocs";
/// A panic ends the program where it happens, so that nothing ever looks frames up: their index is left out.
const NO_FRAME_INDEX: &str = "-Wl,--no-eh-frame-hdr";

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    let native = variable("HOST") == variable("TARGET") && variable("TARGET").ends_with("-linux-gnu");
    let usual_linker = !["fuse-ld", "linker"]
        .iter()
        .any(|word| variable("CARGO_ENCODED_RUSTFLAGS").contains(word));
    if variable("PROFILE") == "release" && native && usual_linker && glibc().is_some_and(|version| version >= (2, 36)) {
        println!("cargo::rustc-link-arg-bins={PACKED}");
        println!("cargo::rustc-link-arg-bins={NO_FRAME_INDEX}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script what it needs in variables"
)]
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// The version of this machine's glibc, which says `glibc 2.36`.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}
