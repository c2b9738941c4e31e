//! The record at size: 15,000 incidents and 1.5 million events. Run by hand: `cargo bench --bench record`.
//!
//! Makes the data in a folder of its own (some minutes; kept when `FIREBELL_BENCH_DIR` names one), then prints how
//! long the board, the search, the counts, the deadlines and the proof take, what a command takes, what it takes on a record
//! of the first format and on the same one in the second, and the memory.
//! `FIREBELL_BENCH_INCIDENTS` makes fewer incidents. `FIREBELL_BIN` names another build whose commands are timed beside this
//! one's on the same record. `FIREBELL_BENCH_PROOFS` set to anything proves the record three times and does nothing else.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench measures time and prints it"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use firebell::app::files::playbook_files;
use firebell::app::law;
use firebell::app::record::{Depth, Opening, Record};
use firebell::core::event::Stage;
use firebell::core::event::{Certainty, Event, FactClaim, LetterComment, LetterDraft, Note, What};
use firebell::core::facts::IncidentKind;
use firebell::core::ids::{LetterId, StoredCode, StoredDigest, Stream};
use firebell::core::law::load::load;
use firebell::core::law::terms::Recipient;
use firebell::core::time::WallTime;
use firebell::core::time::Zone;
use firebell::core::verdict::Verdict;
use firebell::store::Batch;
use firebell::store::board::deadline_list::DeadlineFilter;
use firebell::store::board::rows::Filter;
use firebell::store::board::rows::NextDeadline;
use firebell::store::{Actor, DeadlineRow, Draft, Entitled, LineOutcome, Store, StoreError, Summary};
use secrecy::SecretString;

/// How many incidents there are, unless `FIREBELL_BENCH_INCIDENTS` says so.
const INCIDENTS: u32 = 15_000;
/// Every so many incidents has a letter and a remark on it, sealed as the program seals them.
const LETTERED: u32 = 10;
/// Every so many incidents a checkpoint is made.
const CHECKPOINTS: u32 = 1_000;
const EVENTS: u64 = 100;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn incidents() -> u32 {
    let asked = std::env::var("FIREBELL_BENCH_INCIDENTS").ok();
    asked.map_or(INCIDENTS, |text| text.parse().unwrap())
}

fn main() {
    let named = std::env::var_os("FIREBELL_BENCH_DIR").map(PathBuf::from);
    let scratch = tempfile::tempdir().unwrap();
    let folder = named.unwrap_or_else(|| scratch.path().join("record"));
    let secret = SecretString::from(PASSPHRASE);
    if !Store::exists(&folder) {
        let began = Instant::now();
        make(&folder, &secret);
        println!(
            "made {} incidents, {} events: {:.1?}",
            incidents(),
            u64::from(incidents()) * EVENTS,
            began.elapsed()
        );
        let began = Instant::now();
        let _ = record(&folder, &secret).rebuild(WallTime::read(Utc::now())).unwrap();
        println!("db rebuild: {:.1?}", began.elapsed());
    }
    if std::env::var_os("FIREBELL_BENCH_PROOFS").is_some() {
        let record = record(&folder, &secret);
        let events = sizes(&folder, &record);
        return (0..3).for_each(|_| proofs(&record, events));
    }
    opening(&folder, &secret);
    let record = record(&folder, &secret);
    let events = sizes(&folder, &record);
    let store = Store::open(&folder, &secret).unwrap();
    reads(&store);
    drop(store);
    proofs(&record, events);
    drop(record);
    commands(&folder, scratch.path());
    formats(scratch.path());
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or_default();
        println!("memory, highest: {}", peak.trim_start_matches("VmHWM:").trim());
    }
}

const PASSPHRASE: &str = "Ocelot-violet-94-staple";

fn record(folder: &Path, secret: &SecretString) -> Record {
    Record::open(Opening {
        folder,
        secret: secret.into(),
        rules: load(&law::files::built_in()).rules,
        playbooks: playbook_files::load(None).unwrap().all,
        sign_off: firebell::app::letters::sign_off(None).unwrap(),
        actor: actor(),
        at: WallTime::read(Utc::now()),
    })
    .unwrap()
}

fn actor() -> Actor {
    Actor {
        name: "bench".to_owned(),
        host: "bench".to_owned(),
        session: "bench".to_owned(),
    }
}

fn median(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() - 1])
}

/// The opening of the files, with the derivation of the key and the keys of letters handed on.
fn opening(folder: &Path, secret: &SecretString) {
    let timed = |open: &dyn Fn()| {
        let one = |_| {
            let began = Instant::now();
            open();
            began.elapsed()
        };
        median((0..9).map(one).collect())
    };
    let (store, worst) = timed(&|| drop(Store::open(folder, secret).unwrap()));
    println!("open, key derivation included: {store:.1?} median, {worst:.1?} worst of 9");
    let (law, _) = timed(&|| drop(std::hint::black_box(load(&law::files::built_in()))));
    let (whole, worst) = timed(&|| drop(record(folder, secret)));
    println!("open as a member, the law read as well ({law:.1?}): {whole:.1?} median, {worst:.1?} worst of 9");
}

/// How large the files are; gives the number of events.
fn sizes(folder: &Path, record: &Record) -> u64 {
    let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |file| file.len());
    let events = record.tree_head(None).unwrap().unwrap().size;
    println!(
        "bytes for each of {events} events: {} in the database, {} in the audit log",
        size("firebell.db") / events,
        size("audit.jsonl") / events
    );
    events
}

/// This build.
fn own() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_firebell"))
}

/// A command of a build on a record, from beginning to end.
fn ran(binary: &Path, (folder, scratch): (&Path, &Path), args: &[&str]) -> Duration {
    let pass = scratch.join("pass");
    if !pass.exists() {
        std::fs::write(&pass, PASSPHRASE).unwrap();
        std::fs::set_permissions(&pass, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    let mut command = Command::new(binary);
    command.env_clear().env("HOME", scratch).arg("--data-dir").arg(folder);
    let command = command.args(["--actor", "bench", "--passphrase-file"]).arg(&pass);
    let began = Instant::now();
    let ran = command.args(args).output().unwrap();
    let took = began.elapsed();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    took
}

/// What commands take on one record in the first format, and on the same one in the second.
fn formats(scratch: &Path) {
    let folder = scratch.join("formats");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/record-format-1");
    for name in ["audit.jsonl", "firebell.db", "header.json"] {
        std::fs::copy(kept.join(name), folder.join(name)).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(folder.join(name), private).unwrap();
    }
    let at = (folder.as_path(), scratch);
    let timed = || {
        // Brings the board to the law of today, and makes the first member.
        let _ = ran(&own(), at, &["incident", "list"]);
        timed_commands("2026-001").map(|args| median((0..15).map(|_| ran(&own(), at, &args)).collect()).0)
    };
    let first = timed();
    for args in [&["key", "upgrade"][..], &["key", "upgrade", "--confirm"]] {
        let _ = ran(&own(), at, args);
    }
    for ((args, before), after) in timed_commands("2026-001").iter().zip(first).zip(timed()) {
        let more = (after.as_secs_f64() / before.as_secs_f64() - 1.0) * 100.0;
        println!(
            "firebell {} on a small record: {before:.1?} in the first format, {after:.1?} in the second ({more:+.1} %), medians of 15",
            words(args)
        );
    }
}

/// What is timed: commands that read, and one that records.
fn timed_commands(code: &str) -> [Vec<&str>; 3] {
    [
        vec!["incident", "show", code],
        vec!["incident", "note", code, "a note of one line"],
        vec!["deadlines"],
    ]
}

fn words(args: &[&str]) -> String {
    args[..2.min(args.len())].join(" ")
}

/// What a command takes from beginning to end: one that reads, one that records.
fn commands(folder: &Path, scratch: &Path) {
    let other = std::env::var_os("FIREBELL_BIN").map(PathBuf::from);
    for (which, binary) in [("this build", Some(own())), ("FIREBELL_BIN", other)] {
        let Some(binary) = binary else { continue };
        for args in timed_commands("2026-018") {
            let times = (0..9).map(|_| ran(&binary, (folder, scratch), &args));
            let (middle, worst) = median(times.collect());
            println!(
                "{which}, firebell {}: {middle:.1?} median, {worst:.1?} worst of 9",
                words(&args)
            );
        }
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
        store
            .deadlines(&DeadlineFilter::all(false, Some(10)), &|_| true)
            .unwrap()
            .len()
    });
    measure("one incident's events", &|| {
        store.events(Stream::named("0000-07123")).unwrap().len()
    });
}

/// What `audit verify` does: chain, marks, tree and checkpoints, the sum over rows, incidents assessed anew. Then the same
/// with `--signatures`.
fn proofs(record: &Record, events: u64) {
    let now = WallTime::read(Utc::now());
    let began = Instant::now();
    let checked = record.verify(Depth::Usual, now).unwrap();
    assert_eq!(checked.proof.broken, None);
    assert_eq!(checked.proof.events, events);
    println!(
        "audit verify, {} lines, {} events, {} checkpoints, {} of {} incidents assessed anew: {:.2?}",
        checked.proof.lines,
        checked.proof.events,
        record.checkpoints().unwrap().len(),
        checked.assessed,
        checked.incidents,
        began.elapsed()
    );
    let began = Instant::now();
    let (checked, signed) = record.verify_with_signatures(Depth::Usual, now).unwrap();
    let signed = signed.unwrap();
    assert_eq!(checked.proof.broken, None);
    assert!(signed.findings.is_empty(), "{:?}", signed.findings);
    println!(
        "audit verify --signatures, the same with {} signatures over {} events: {:.2?}",
        signed.appends,
        signed.signed,
        began.elapsed()
    );
}

fn make(folder: &Path, secret: &SecretString) {
    let actor = actor();
    // With its first member, so that each append is signed.
    Record::create(folder, secret, &actor, WallTime::read(Utc::now())).unwrap();
    let store = Store::open(folder, secret).unwrap();
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let half = store.public_half().unwrap();
    let entitled = [Entitled {
        member: half.member,
        recipient: half.recipient,
        key: half.key,
    }];
    for n in 0..incidents() {
        let stream = format!("0000-{n:05}");
        let opened = start + TimeDelta::minutes(i64::from(n) * 20);
        let plain = (1..=EVENTS).map(|seq| event(n, seq, opened));
        let at = WallTime::read(opened);
        // The lines tell what was done also where the event is sealed.
        let line = |event: &Event| {
            Draft::new(&actor, event.wall(), event.what.verb(), &stream, LineOutcome::Ok)
                .for_event(event, Stream::named(&stream))
        };
        let seal = |event: Event| {
            let line = line(&event);
            (
                store
                    .seal_letter(Stream::named(&stream), &event, (&entitled, at))
                    .unwrap(),
                line,
            )
        };
        let (events, audit): (Vec<Event>, Vec<Draft>) = plain.map(seal).unzip();
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
        if n.is_multiple_of(CHECKPOINTS) {
            let head = store.tree_head(None).unwrap().unwrap();
            store.keep_checkpoint(&head, "a note of the bench").unwrap();
        }
    }
}

/// Facts by which obligations with deadlines are due.
const DUE: [(&str, &str); 7] = [
    ("organisation.country", "\"US\""),
    ("organisation.role", "\"controller\""),
    ("milestones.discovery", ""),
    ("data.elements", "[\"ssn\"]"),
    ("data.encrypted", "false"),
    ("data.medium", "\"electronic\""),
    ("data.acquired", "\"confirmed\""),
];

fn due(seq: u64, opened: DateTime<Utc>) -> What {
    let (key, value) = DUE[usize::try_from(seq - 2).unwrap()];
    What::FactRecorded(FactClaim {
        key: key.to_owned(),
        value: match key {
            "milestones.discovery" => format!("\"{}\"", opened.to_rfc3339()),
            _ => value.to_owned(),
        },
        certainty: Certainty::Confirmed,
        learned_at: opened,
        source: None,
        also: false,
    })
}

fn letter() -> What {
    let text = format!(
        "# Notice\n\n{}",
        "Tokens of a mailbox were stolen and revoked. ".repeat(60)
    );
    What::LetterDrafted(LetterDraft {
        letter: LetterId::stored("notice"),
        template: "us-tx/regulator".to_owned(),
        language: "en".to_owned(),
        obligation: None,
        recipient: None,
        sha256: StoredDigest::of(text.as_bytes()),
        text,
    })
}

fn kind(n: u32) -> IncidentKind {
    IncidentKind::of_exercise(n.is_multiple_of(20))
}

fn code(n: u32) -> String {
    match kind(n) {
        IncidentKind::Real => format!("2026-{:03}", n + 1),
        IncidentKind::Exercise => format!("X-2026-{:03}", n + 1),
    }
}

fn event(n: u32, seq: u64, opened: DateTime<Utc>) -> Event {
    let at = opened + TimeDelta::minutes(i64::try_from(seq).unwrap());
    let what = match seq {
        1 => What::Opened {
            id: format!("0000-{n:05}"),
            code: code(n),
            title: format!("Mailbox{n} of quarter{} read", n % 10),
            kind: kind(n),
            home_zone: "UTC".to_owned(),
        },
        2..=8 => due(seq, opened),
        97 if n.is_multiple_of(LETTERED) => letter(),
        98 if n.is_multiple_of(LETTERED) => What::LetterCommented(LetterComment {
            letter: LetterId::stored("notice"),
            text: "say less about the tokens".to_owned(),
            sha256: StoredDigest::of(b""),
            passage: None,
            written: None,
        }),
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
        acted_at: None,
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
        recipient: Recipient::Regulator,
    };
    let summary = Summary {
        stream: stream.to_owned(),
        code: StoredCode::stored(&code(n)),
        title: format!("Mailbox{n} of quarter{} read", n % 10),
        kind: kind(n),
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
