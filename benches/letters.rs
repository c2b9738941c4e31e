//! Letters at size: one letter to PDF, and many on all cores. Run by hand: `cargo bench --bench letters`.
//!
//! `FIREBELL_BENCH_LETTERS` says how many are merged (10,000 when it is not set).
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench measures time and prints it"
)]

use std::time::Instant;

use chrono::{DateTime, Utc};
use firebell::letter::block::{Letter, Letterhead, Paper};
use firebell::letter::docx::docx;
use firebell::letter::markdown::{escape, parse};
use firebell::letter::pdf::Printer;
use rayon::prelude::*;

const TEXT: &str = include_str!("../tests/data/letter.md");
/// Letters in one file when many go into one.
const IN_ONE: usize = 250;

fn letter(number: usize) -> Letter {
    let name = escape(&format!("Customer <{number}>"));
    let text = TEXT
        .replace("Example Customer Ltd", &name)
        .replace("Dear customer", &format!("Dear {name}"));
    Letter {
        title: "Notice of a data breach".to_owned(),
        language: "en-US".to_owned(),
        paper: Paper::Letter,
        letterhead: Letterhead {
            name: "Example Organisation".to_owned(),
            lines: vec!["1 Example Street, Example City".to_owned()],
        },
        exercise: false,
        blocks: parse(&text),
    }
}

fn main() {
    let count = std::env::var("FIREBELL_BENCH_LETTERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10_000);
    let created = DateTime::<Utc>::UNIX_EPOCH;
    let began = Instant::now();
    let printer = Printer::default();
    println!("printer: {:.1?}", began.elapsed());
    let began = Instant::now();
    let first = printer.print(&letter(0), created).unwrap();
    println!("first letter: {:.1?}, {} bytes", began.elapsed(), first.len());

    let mut times: Vec<_> = (1..=200)
        .map(|number| {
            let letter = letter(number);
            let began = Instant::now();
            std::hint::black_box(printer.print(&letter, created).unwrap());
            began.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "one letter to PDF, warm: {:.1?} median, {:.1?} worst of 200",
        times[100], times[199]
    );

    let began = Instant::now();
    for number in 0..200 {
        std::hint::black_box(docx(&letter(number), created).unwrap());
    }
    println!("one letter to DOCX: {:.1?} mean of 200", began.elapsed() / 200);

    let began = Instant::now();
    let bytes: usize = (0..count)
        .into_par_iter()
        .map(|number| printer.print(&letter(number), created).unwrap().len())
        .sum();
    println!(
        "{count} letters, a PDF each, all cores: {:.1?}, {bytes} bytes; {}",
        began.elapsed(),
        memory()
    );

    let began = Instant::now();
    let batches: Vec<usize> = (0..count).step_by(IN_ONE).collect();
    let bytes: usize = batches
        .into_par_iter()
        .map(|from| {
            let letters: Vec<Letter> = (from..(from + IN_ONE).min(count)).map(letter).collect();
            printer.print_all(&letters, created).unwrap().len()
        })
        .sum();
    println!(
        "{count} letters, {IN_ONE} in a PDF: {:.1?}, {bytes} bytes; {}",
        began.elapsed(),
        memory()
    );
}

/// The most memory the process has used, where the system says so.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or("VmHWM: unknown");
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
