//! The sizes of the code: how long functions and files are, and which of them are over the limits of ARCHITECTURE.md.
//!
//! `cargo run --example sizes` prints one table; `rustc --edition 2024 -o target/sizes examples/sizes/main.rs &&
//! target/sizes` does the same without building anything else. Exit code 1 where a limit is exceeded; the tests hold the
//! same limits.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool of the developers: it reads the sources and prints a table"
)]

mod measure;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = std::env::args().nth(1);
    let sizes = measure::sizes(&root.map_or_else(|| PathBuf::from("."), PathBuf::from));
    println!("{}", sizes.table);
    for line in &sizes.over {
        println!("{line}");
    }
    match sizes.over.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
