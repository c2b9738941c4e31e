//! A preprocessor of mdBook: puts the table of facts into the page of the manual that asks for it.
//!
//! mdBook calls it with `supports RENDERER` and then gives the context and the book as one JSON array on standard input;
//! the book goes back to standard output (<https://rust-lang.github.io/mdBook/for_developers/preprocessors.html>).

use std::io::{self, Write as _};

use firebell::core::facts::reference::{DIRECTIVE, manual_section};
use serde_json::Value;

fn main() -> io::Result<()> {
    if std::env::args().nth(1).is_some_and(|word| word == "supports") {
        return Ok(());
    }
    let (_, mut book): (Value, Value) = serde_json::from_reader(io::stdin().lock())?;
    take_in(&mut book, &manual_section());
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &book)?;
    out.flush()
}

fn take_in(part: &mut Value, facts: &str) {
    match part {
        Value::String(text) if text.contains(DIRECTIVE) => *text = text.replace(DIRECTIVE, facts),
        Value::Array(parts) => parts.iter_mut().for_each(|part| take_in(part, facts)),
        Value::Object(parts) => parts.values_mut().for_each(|part| take_in(part, facts)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
