//! Scripted breaches: each file of tests/cmd is a walk through the command line.

use crate::common::project;
use crate::common::record::Desk;

/// Splits a line at spaces, keeping what stands between quotation marks together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn walk(file: &str) {
    let text = std::fs::read_to_string(project(file)).unwrap();
    let desk = Desk::new();
    let mut code = String::new();
    let mut said = String::new();
    for (n, line) in text.lines().enumerate() {
        let place = format!("{file}:{}: {line}", n + 1);
        if let Some(expected) = line.strip_prefix("> ") {
            let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(expected), "{place}\n{said}");
            continue;
        }
        let Some(rest) = line.strip_prefix('$') else { continue };
        let (wanted, command) = rest.split_once(' ').unwrap();
        let wanted: i32 = wanted.parse().unwrap_or(0);
        let args = words(&command.replace("CODE", &code));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ran = desk.run(&args);
        assert_eq!(ran.code, wanted, "{place}\n{}{}", ran.out, ran.err);
        said = ran.out + &ran.err;
        if let Some((found, _)) = said.split_once(" #1: Incident") {
            code = found.to_owned();
        }
    }
}

#[test]
fn a_breach_from_detection_to_filed_notices() {
    walk("tests/cmd/breach.txt");
}

#[test]
fn the_law_s_order_and_late_filings() {
    walk("tests/cmd/order.txt");
}
