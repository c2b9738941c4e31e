//! Writes the facts section of docs/glossary.md from the table of facts: `cargo run --example glossary`.
#![expect(
    clippy::disallowed_methods,
    reason = "a tool of the repository writes one of its own files"
)]

use firebell::core::facts::glossary::{BEGIN, section};

fn main() -> std::io::Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/glossary.md");
    let text = std::fs::read_to_string(path)?;
    let words = text.split(BEGIN).next().unwrap_or_default();
    std::fs::write(path, format!("{words}{BEGIN}\n\n{}", section()))
}
