//! A roster of ten million people: rows counted exactly. Run by hand: `cargo bench --bench roster`.
//!
//! `FIREBELL_BENCH_ROWS` says how many rows (10,000,000 when it is not set). With DuckDB for Python at hand the same
//! count is made there, side by side.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench measures time and prints it"
)]

use std::io::{BufWriter, Write as _};
use std::time::Instant;

use firebell::app::files::roster_file::counted;
use firebell::roster::Options;

const STATES: [&str; 8] = ["TX", "California", "N.Y.", "fla", "WA", "Ohio", "", "Mass."];

/// The same count, as one would write it today: distinct people in all and by the state as it is written.
const OTHER: &str = "
import sys, time
try:
    import duckdb
except ImportError:
    sys.exit('DuckDB for Python is not here')
began = time.time()
db = duckdb.connect()
db.execute('SET threads = 2')
table = \"read_csv('%s', header = true)\" % sys.argv[1]
people = db.execute('SELECT count(DISTINCT lower(email)) FROM ' + table).fetchone()[0]
states = db.execute('SELECT state, count(DISTINCT lower(email)) FROM ' + table + ' GROUP BY state').fetchall()
print('DuckDB: %.2f s, %d people' % (time.time() - began, people))
import resource
print('DuckDB: highest memory %d MB' % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
";

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let rows: u64 = std::env::var("FIREBELL_BENCH_ROWS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    let mut out = BufWriter::new(std::fs::File::create(&path).unwrap());
    writeln!(out, "email,name,state,zip").unwrap();
    for n in 0..rows {
        // Every tenth row is somebody who was there before.
        let person = if n % 10 == 9 { n / 2 } else { n };
        let state = STATES[usize::try_from(person % 8).unwrap()];
        writeln!(
            out,
            "person{person}@mail{}.example.com,Person {person},{state},",
            person % 97
        )
        .unwrap();
    }
    out.flush().unwrap();
    let size = std::fs::metadata(&path).unwrap().len() / 1_000_000;
    let began = Instant::now();
    let view = counted(&path, &Options::default()).unwrap();
    println!(
        "firebell: {:.2?}, {} people in {rows} rows ({size} MB)",
        began.elapsed(),
        view.counts.people
    );
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or_default();
        println!("firebell: highest memory {}", peak.trim_start_matches("VmHWM:").trim());
    }
    let other = std::process::Command::new("python3")
        .args(["-c", OTHER])
        .arg(&path)
        .status();
    if other.is_err() {
        println!("python3 is not here; nothing to set beside it");
    }
}
