//! Letters at size: one letter to PDF, and many on all cores. Run by hand: `cargo bench --bench letters`.
//!
//! `FIREBELL_BENCH_LETTERS` says how many are merged (10,000 when it is not set).
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench measures time and prints it"
)]

use std::time::Instant;

use chrono::{DateTime, Utc};
use firebell::app::letters::rules;
use firebell::core::event::Certainty;
use firebell::core::facts::IncidentKind;
use firebell::core::letter_recipient::LetterRecipient;
use firebell::letter::block::{Clearance, Letter, Letterhead, Paper};
use firebell::letter::check::compare::{DayOf, Fact, Known, Told};
use firebell::letter::check::{Subject, check};
use firebell::letter::docx::docx;
use firebell::letter::markdown::{escape, parse};
use firebell::letter::pdf::Printer;
use rayon::prelude::*;

const TEXT: &str = include_str!("../tests/data/letter.md");
const GOOD: &str = include_str!("../tests/data/letters/good-us.toml");
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
        print: firebell::core::event::PrintSize::Standard,
        letterhead: Letterhead {
            name: "Example Organisation".to_owned(),
            lines: vec!["1 Example Street, Example City".to_owned()],
            logo: None,
        },
        kind: IncidentKind::Real,
        clearance: Clearance::Cleared,
        state: String::new(),
        tlp: None,
        blocks: parse(&text),
    }
}

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A California letter with its rules, compared with what is recorded.
fn check_letters() {
    let file: toml::Table = GOOD.parse().unwrap();
    let good = &file["letter"].as_array().unwrap()[0];
    let text = good["text"].as_str().unwrap();
    let day = |of, text: &str| Told {
        fact: Fact::Day(of, text.parse().unwrap()),
        words: "a moment".to_owned(),
        source: Some(4),
        certainty: Certainty::Confirmed,
    };
    let people = Told {
        fact: Fact::People(Some("US-CA".to_owned()), 1240, Some(1240)),
        ..day(DayOf::Discovery, "2026-11-09")
    };
    let facts = vec![
        day(DayOf::Occurrence, "2026-11-03"),
        day(DayOf::Discovery, "2026-11-09"),
        people,
    ];
    let subject = Subject {
        template: "us/individuals-ca".to_owned(),
        recipient: Some(LetterRecipient::INDIVIDUALS),
        regimes: vec!["us-ca".to_owned()],
        language: "en".to_owned(),
        known: Some(Known {
            facts,
            place: Some("US-CA".to_owned()),
            american: true,
            strict: false,
            offsets: vec![-480],
            drafted: Vec::new(),
            ordinary: std::sync::Arc::default(),
            statute: None,
        }),
        ..Subject::default()
    };
    let rules = rules(None).unwrap();
    let mut times: Vec<_> = (0..200)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(check(&rules, &subject, &parse(text)));
            began.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "check of one letter: {:.1?} median, {:.1?} worst of 200",
        times[100], times[199]
    );
}

fn main() {
    check_letters();
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

    let own = times[100].as_secs_f64() * 1000.0;
    beside(own, created);

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

/// The same letter as people make it today: a page filled by Jinja2 and printed by `WeasyPrint` as PDF/UA.
const OTHER: &str = r#"
import sys, time
try:
    import jinja2, weasyprint
except ImportError:
    sys.exit('Jinja2 and WeasyPrint for Python are not here')
page = jinja2.Environment(autoescape=True).from_string(open(sys.argv[1]).read())
def made(number):
    return weasyprint.HTML(string=page.render(name='Customer <%d>' % number)).write_pdf(pdf_variant='pdf/ua-1')
made(0)
times = []
for number in range(1, 41):
    began = time.perf_counter()
    made(number)
    times.append((time.perf_counter() - began) * 1000)
times.sort()
own = float(sys.argv[2])
print('Jinja2 and WeasyPrint: %.1f ms median of 40, %.0f times ours' % (times[20], times[20] / own))
"#;

/// Sets the same letter beside other programs, where they are there.
fn beside(own: f64, created: DateTime<Utc>) {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let text = firebell::letter::html::html(&letter(0)).replace("Customer &lt;0&gt;", "{{ name }}");
    assert!(text.contains("{{ name }}"), "the page takes no name");
    std::fs::write(&page, text).unwrap();
    let ran = std::process::Command::new("python3")
        .args(["-c", OTHER])
        .arg(&page)
        .arg(own.to_string())
        .status();
    if ran.is_err() {
        println!("python3 is not here; nothing to set beside it");
    }
    let files: Vec<_> = (0..20)
        .map(|number| folder.path().join(format!("{number}.docx")))
        .collect();
    for (number, file) in files.iter().enumerate() {
        std::fs::write(file, docx(&letter(number), created).unwrap()).unwrap();
    }
    let began = Instant::now();
    let ran = std::process::Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.path().display()
        ))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(&files)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    match ran {
        Ok(status) if status.success() => {
            let each = began.elapsed().as_secs_f64() * 1000.0 / 20.0;
            println!(
                "LibreOffice from DOCX: {each:.1} ms each of 20 in one run, {:.0} times ours",
                each / own
            );
        }
        _ => println!("LibreOffice is not here; nothing to set beside it"),
    }
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
