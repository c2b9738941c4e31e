//! The record at size: 15,000 incidents and 1.5 million events. Run by hand: `cargo bench --bench record`.
//!
//! Makes the data in a folder of its own (some minutes; kept when `FIREBELL_BENCH_DIR` names one), then prints how
//! long the board, the search, the counts, the deadlines and the proof take, and the memory it took.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench measures time and prints it"
)]

use std::path::PathBuf;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use firebell::app::record::Record;
use firebell::core::event::Stage;
use firebell::core::event::{Certainty, Event, FactClaim, Note, What};
use firebell::core::facts::IncidentKind;
use firebell::core::ids::StoredCode;
use firebell::core::time::WallTime;
use firebell::core::time::Zone;
use firebell::core::verdict::Verdict;
use firebell::store::board_rows::Filter;
use firebell::store::board_rows::NextDeadline;
use firebell::store::{Actor, DeadlineRow, Draft, Store, StoreError, Summary};
use firebell::store::{Batch, Stream};
use secrecy::SecretString;

const INCIDENTS: u32 = 15_000;
const EVENTS: u64 = 100;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let named = std::env::var_os("FIREBELL_BENCH_DIR").map(PathBuf::from);
    let scratch = tempfile::tempdir().unwrap();
    let folder = named.unwrap_or_else(|| scratch.path().join("record"));
    let secret = SecretString::from("bench");
    if !Store::exists(&folder) {
        let began = Instant::now();
        make(&folder, &secret);
        println!(
            "made {INCIDENTS} incidents, {} events: {:.1?}",
            u64::from(INCIDENTS) * EVENTS,
            began.elapsed()
        );
    }
    let began = Instant::now();
    let store = Store::open(&folder, &secret).unwrap();
    println!("open, key derivation included: {:.1?}", began.elapsed());
    let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |file| file.len());
    let events = u64::from(INCIDENTS) * EVENTS;
    println!(
        "bytes for each event: {} in the database, {} in the audit log",
        size("firebell.db") / events,
        size("audit.jsonl") / events
    );
    reads(&store);
    proofs(&store);
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or_default();
        println!("memory, highest: {}", peak.trim_start_matches("VmHWM:").trim());
    }
}

/// What the board asks.
fn reads(store: &Store) {
    let measure = |what: &str, run: &dyn Fn() -> usize| {
        let mut times: Vec<_> = (0..9)
            .map(|_| {
                let began = Instant::now();
                std::hint::black_box(run());
                began.elapsed()
            })
            .collect();
        times.sort();
        println!(
            "{what}: {:.1?} median, {:.1?} worst of 9 ({} rows)",
            times[4],
            times[8],
            run()
        );
    };
    let search = |words: &str| Filter {
        closed: true,
        search: Some(words.to_owned()),
        ..Filter::default()
    };
    measure("list, open ones", &|| {
        store.summaries(&Filter::default()).unwrap().len()
    });
    measure("search, one rare word", &|| {
        store.summaries(&search("mailbox7123")).unwrap().len()
    });
    measure("search, two words, a tenth of all", &|| {
        store.summaries(&search("quarter3 stolen")).unwrap().len()
    });
    measure("counts", &|| store.counts().unwrap().0 as usize);
    measure("next ten deadlines", &|| {
        store.deadlines(false, Some(10)).unwrap().len()
    });
    measure("one incident's events", &|| store.events("0000-07123").unwrap().len());
}

/// What `audit verify` does, and what `--signatures` does besides.
fn proofs(store: &Store) {
    let began = Instant::now();
    let proof = store.verify().unwrap();
    assert_eq!(proof.broken, None);
    println!(
        "audit verify, {} lines and {} events: {:.2?}",
        proof.lines,
        proof.events,
        began.elapsed()
    );
    let began = Instant::now();
    let signed = store.verify_signatures().unwrap().unwrap();
    assert!(signed.findings.is_empty(), "{:?}", signed.findings);
    println!(
        "audit verify --signatures besides, {} signatures over {} events: {:.2?}",
        signed.appends,
        signed.signed,
        began.elapsed()
    );
}

fn make(folder: &std::path::Path, secret: &SecretString) {
    let actor = Actor {
        name: "bench".to_owned(),
        host: "bench".to_owned(),
        session: "bench".to_owned(),
    };
    // With its first member, so that each append is signed.
    Record::create(folder, secret, &actor, WallTime::read(Utc::now())).unwrap();
    let store = Store::open(folder, secret).unwrap();
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    for n in 0..INCIDENTS {
        let stream = format!("0000-{n:05}");
        let opened = start + TimeDelta::minutes(i64::from(n) * 20);
        let events: Vec<Event> = (1..=EVENTS).map(|seq| event(n, seq, opened)).collect();
        let draft = Draft::new(&actor, WallTime::read(opened), "fact.set", &stream, "ok");
        let audit: Vec<Draft> = events.iter().map(|e| draft.for_event(e, &stream)).collect();
        let (summary, deadlines) = summary(n, &stream, opened);
        // Each event is an append of its own, as it is when people record; only the commit is shared.
        let written = store.write(|writing| {
            for (at, expected) in (0..events.len()).zip(0..) {
                let last = at + 1 == events.len();
                writing.append(&Batch {
                    stream: Stream::Incident(&stream),
                    expected,
                    events: &events[at..=at],
                    summary: last.then_some(&summary),
                    deadlines: &deadlines,
                    audit: &audit[at..=at],
                })?;
            }
            Ok::<(), StoreError>(())
        });
        written.unwrap();
    }
}

fn event(n: u32, seq: u64, opened: DateTime<Utc>) -> Event {
    let at = opened + TimeDelta::minutes(i64::try_from(seq).unwrap());
    let what = match seq {
        1 => What::Opened {
            id: format!("0000-{n:05}"),
            code: format!("2026-{n:05}"),
            title: format!("Mailbox{n} of quarter{} read", n % 10),
            kind: IncidentKind::Real,
            home_zone: "UTC".to_owned(),
        },
        _ if seq.is_multiple_of(10) => What::NoteAdded(Note {
            text: format!(
                "Step {seq}: the stolen tokens of tenant {} were revoked and the owner was told",
                n % 97
            ),
            privileged: seq.is_multiple_of(50),
        }),
        _ => What::FactRecorded(FactClaim {
            key: format!(
                "affected.US-{}",
                ["TX", "CA", "NY", "WA", "OR", "CO"][(seq % 6) as usize]
            ),
            value: (u64::from(n) * seq % 100_000).to_string(),
            certainty: Certainty::Suspected,
            learned_at: at,
            source: Some(format!("export {seq}")),
            also: false,
        }),
    };
    Event {
        seq,
        recorded_at: at,
        wall_at: None,
        actor: "bench".to_owned(),
        session: "bench".to_owned(),
        what,
    }
}

fn summary(n: u32, stream: &str, opened: DateTime<Utc>) -> (Summary, Vec<DeadlineRow>) {
    let strict = opened + TimeDelta::hours(72);
    let duty = |k: i64| DeadlineRow {
        stream: stream.to_owned(),
        obligation: format!("us-{k:02}/regulator").parse().unwrap(),
        strict: (strict + TimeDelta::days(k)),
        zone: Zone::named("Europe/Berlin").unwrap(),
        verdict: Verdict::Due,
        provisional: false,
        recipient: "regulator".to_owned(),
    };
    let summary = Summary {
        stream: stream.to_owned(),
        code: StoredCode::stored(&format!("2026-{n:05}")),
        title: format!("Mailbox{n} of quarter{} read", n % 10),
        kind: IncidentKind::of_exercise(n.is_multiple_of(20)),
        stage: Stage::Assessment,
        closed: n.is_multiple_of(3),
        severity: Some("high".to_owned()),
        opened_at: opened,
        updated_at: opened,
        next: Some(NextDeadline {
            strict,
            obligation: "eu-gdpr/regulator".parse().unwrap(),
        }),
        due: 12,
        possible: 30,
        seq: EVENTS,
        rules: "bench".to_owned(),
        verdicts: "x".repeat(6000),
    };
    (summary, (0..12).map(duty).collect())
}
