//! A shared record on a PostgreSQL server of this machine. Run by hand: `cargo bench --bench team`.
//!
//! Prints how long an append takes with 1, 4 and 16 clients, how long until others have it, beside it plain inserts of rows of
//! the same size by `psql`; a year of a company of 200 people with 300 incidents; and how long a first copy of a large record
//! takes. `FIREBELL_BENCH_APPENDS` (200), `FIREBELL_BENCH_INCIDENTS` (300) and `FIREBELL_BENCH_EVENTS` (1,500,000; 0 leaves it
//! out) change how much is done, and `FIREBELL_BENCH_ROW` (100) how many events of the large record were recorded in one go:
//! those are one row with one signature. `FIREBELL_BENCH_ROWS` (0): a first copy of so many events that were recorded one by one
//! while the record was shared. The server commits to the disk, as PostgreSQL does where nobody says otherwise.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "a bench measures time and prints it; of the tests' server it needs a part"
)]

#[path = "../tests/it/team/server.rs"]
mod server;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::Utc;
use firebell::app::files::playbook_files;
use firebell::app::law;
use firebell::app::record::{NewIncident, Opening, Record};
use firebell::core::event::{Certainty, Event, FactClaim, Note, What};
use firebell::core::facts::IncidentKind;
use firebell::core::incident::command::{Command as Asked, FactCommand};
use firebell::core::law::load::load;
use firebell::core::time::{WallTime, Zone};
use firebell::store::{Actor, Batch, Draft, LineOutcome, PasswordSource, Store, Stream};
use secrecy::SecretString;
use server::{PASSWORD, Server};
use tempfile::TempDir;

const PASSPHRASE: &str = "Ocelot-violet-94-staple";
const COLLEAGUE: &str = "Walrus-copper-31-lantern";

fn password(_: &PasswordSource) -> Result<Option<SecretString>, String> {
    Ok(Some(SecretString::from(PASSWORD)))
}

fn number(name: &str, usual: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn firebell(home: &Path, data: &Path, args: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
    command
        .env("HOME", home)
        .env("FIREBELL_PASSPHRASE", PASSPHRASE)
        .env("FIREBELL_TEAM_PASSWORD", PASSWORD);
    command.args(["--actor", "dana", "--data-dir"]).arg(data).args(args);
    let ran = command.output().unwrap();
    assert!(
        ran.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
    ran.stdout
}

fn open(data: &Path) -> Store {
    let mut store = Store::open(data, &SecretString::from(PASSPHRASE)).unwrap();
    store.begin_sharing(password).unwrap();
    take_in(&store);
    store
}

fn take_in(store: &Store) -> u64 {
    let pulled = store.pull().unwrap();
    for stream in store.stale_streams().unwrap() {
        let put: Result<(), firebell::store::StoreError> =
            store.write(|writing| writing.on_the_board(Stream::named(&stream)));
        put.unwrap();
    }
    pulled.rows
}

fn actor() -> Actor {
    Actor {
        name: "dana".to_owned(),
        host: "bench".to_owned(),
        session: "bench".to_owned(),
    }
}

fn note(seq: u64) -> Event {
    Event {
        seq,
        recorded_at: Utc::now(),
        wall_at: None,
        acted_at: None,
        actor: "dana".to_owned(),
        session: "bench".to_owned(),
        what: What::NoteAdded(Note {
            text: "the stolen tokens of the tenant were revoked and the owner was told by telephone".to_owned(),
            privileged: false,
        }),
    }
}

/// What opens a case.
fn opened(n: u64, stream: &str) -> Event {
    Event {
        what: What::Opened {
            id: stream.to_owned(),
            code: format!("2026-{:03}", n + 1),
            title: format!("case {n}"),
            kind: IncidentKind::Real,
            home_zone: "UTC".to_owned(),
        },
        ..note(1)
    }
}

/// Appends until it fits, as the record does; says how often it was late.
fn append(store: &mut Store, stream: &str, event: Event) -> u32 {
    let seq = event.seq;
    let events = [event];
    let draft = Draft::new(
        &actor(),
        WallTime::read(Utc::now()),
        "note.add",
        stream,
        LineOutcome::Ok,
    );
    let audit = [draft.for_event(&events[0], Stream::named(stream))];
    let batch = Batch {
        stream: Stream::Incident(stream),
        expected: seq - 1,
        events: &events,
        audit: &audit,
        ..Batch::default()
    };
    let mut late = 0;
    while let Err(error) = store.append(&batch) {
        assert!(error.is_late(), "{error}");
        late += 1;
        if late > 1 {
            store.hold_home().unwrap();
        }
        take_in(store);
    }
    store.let_go_of_home();
    late
}

fn percentile(times: &mut [Duration], of_hundred: usize) -> Duration {
    times.sort();
    times[(times.len() * of_hundred / 100).min(times.len() - 1)]
}

fn appends(folders: &[PathBuf], each: u64) {
    let began = Instant::now();
    let mut times = Vec::new();
    let mut late = 0;
    std::thread::scope(|scope| {
        let runs: Vec<_> = folders
            .iter()
            .map(|folder| {
                scope.spawn(move || {
                    let mut store = open(folder);
                    let stream = uuid::Uuid::from_u128(u128::from(std::process::id()) << 64 | rand(folder)).to_string();
                    let (mut times, mut late) = (Vec::new(), 0);
                    for seq in 1..=each {
                        let began = Instant::now();
                        late += append(&mut store, &stream, note(seq));
                        times.push(began.elapsed());
                    }
                    (times, late)
                })
            })
            .collect();
        for run in runs {
            let (of_run, late_of_run) = run.join().unwrap();
            times.extend(of_run);
            late += late_of_run;
        }
    });
    let took = began.elapsed();
    println!(
        "append, {} clients: {:.2?} median, {:.2?} of 99 in 100, {:.0} a second, late {late} times in {}",
        folders.len(),
        percentile(&mut times.clone(), 50),
        percentile(&mut times, 99),
        f64::from(u32::try_from(times.len()).unwrap()) / took.as_secs_f64(),
        times.len()
    );
}

/// Another stream for each folder and moment.
fn rand(folder: &Path) -> u128 {
    use std::hash::{BuildHasher as _, RandomState};
    u128::from(RandomState::new().hash_one(folder))
}

fn seen_by_another(one: &Path, other: &Path) {
    let (mut one, other) = (open(one), open(other));
    let stream = uuid::Uuid::from_u128(rand(Path::new("seen"))).to_string();
    let mut times = Vec::new();
    for seq in 1..=50 {
        append(&mut one, &stream, note(seq));
        let began = Instant::now();
        while !other.home_news().unwrap() || take_in(&other) == 0 {}
        times.push(began.elapsed());
    }
    println!(
        "seen by another, after the append: {:.2?} median, {:.2?} at most",
        percentile(&mut times.clone(), 50),
        percentile(&mut times, 100)
    );
}

/// Rows of the same size by hand: the floor.
fn floor(server: &Server, rows: u64) {
    let one = "INSERT INTO firebell.log (record, n, before, id, signer, epoch, sealed, prev, hash, sig) \
               SELECT record, n + 1, n, gen_random_uuid(), signer, 1, sealed, hash, sha256(hash), sig \
               FROM firebell.log \
               WHERE record = (SELECT record FROM firebell.log LIMIT 1) ORDER BY n DESC LIMIT 1;\n";
    let text = one.repeat(usize::try_from(rows).unwrap());
    let began = Instant::now();
    server.sql("lee", "firebell", &text);
    let each = began.elapsed() / u32::try_from(rows).unwrap();
    println!("plain inserts by psql, one client: {each:.2?} each");
}

fn first_copy(server: &Server, events: u64) {
    let home = TempDir::new().unwrap();
    let (data, copy) = (home.path().join("data"), home.path().join("copy"));
    firebell(home.path(), &data, &["init"]);
    let mut store = Store::open(&data, &SecretString::from(PASSPHRASE)).unwrap();
    let in_one_go = usize::try_from(number("FIREBELL_BENCH_ROW", 100).clamp(1, 100)).unwrap();
    let each = 100.min(events);
    for n in 0..events / each {
        let stream = uuid::Uuid::from_u128(u128::from(n)).to_string();
        let notes: Vec<Event> = [opened(n, &stream)].into_iter().chain((2..=each).map(note)).collect();
        let draft = Draft::new(
            &actor(),
            WallTime::read(Utc::now()),
            "note.add",
            &stream,
            LineOutcome::Ok,
        );
        for part in notes.chunks(in_one_go) {
            let audit: Vec<Draft> = part
                .iter()
                .map(|event| draft.for_event(event, Stream::named(&stream)))
                .collect();
            let batch = Batch {
                stream: Stream::Incident(&stream),
                expected: part[0].seq - 1,
                events: part,
                audit: &audit,
                ..Batch::default()
            };
            store.append(&batch).unwrap();
        }
    }
    let address = server.address("dana").parse().unwrap();
    let began = Instant::now();
    let moved = store.move_to_home(&address, password).unwrap();
    println!(
        "moved {} events in {} rows: {:.1?}",
        moved.events,
        moved.entries,
        began.elapsed()
    );
    drop(store);
    join(server, home.path(), &data, &copy);
}

/// The same of events that were recorded one by one while the record was shared.
fn copy_of_rows(server: &Server, rows: u64) {
    let home = TempDir::new().unwrap();
    let (data, copy) = (home.path().join("data"), home.path().join("copy"));
    firebell(home.path(), &data, &["init"]);
    firebell(home.path(), &data, &["team", "create", &server.address("dana")]);
    let mut store = open(&data);
    let began = Instant::now();
    for n in 0..rows {
        let stream = uuid::Uuid::from_u128(u128::from(n / 100)).to_string();
        let event = match n % 100 {
            0 => opened(n / 100, &stream),
            more => note(more + 1),
        };
        append(&mut store, &stream, event);
    }
    drop(store);
    println!("recorded {rows} events in as many rows: {:.1?}", began.elapsed());
    join(server, home.path(), &data, &copy);
}

fn join(server: &Server, home: &Path, data: &Path, copy: &Path) {
    let (file, code, pass) = (home.join("i"), home.join("c"), home.join("p"));
    let out = firebell(
        home,
        data,
        &[
            "member",
            "invite",
            "lee",
            "--role",
            "responder",
            "--json",
            "--out",
            file.to_str().unwrap(),
        ],
    );
    let invited: serde_json::Value = serde_json::from_slice(&out).unwrap();
    std::fs::write(&code, invited["code"].as_str().unwrap()).unwrap();
    std::fs::write(&pass, COLLEAGUE).unwrap();
    let began = Instant::now();
    let words = [
        "team",
        "join",
        &server.address("lee"),
        file.to_str().unwrap(),
        "--code-file",
        code.to_str().unwrap(),
        "--new-passphrase-file",
        pass.to_str().unwrap(),
    ];
    firebell(home, copy, &words);
    println!("first copy on another machine, verified: {:.1?}", began.elapsed());
}

/// Entries of an incident after it is opened.
const ENTRIES: u32 = 99;

fn record(folder: &Path) -> Record {
    let secret = SecretString::from(PASSPHRASE);
    Record::open(Opening {
        folder,
        secret: (&secret).into(),
        rules: load(&law::files::built_in()).rules,
        playbooks: playbook_files::load(None).unwrap().all,
        sign_off: firebell::app::letters::sign_off(None).unwrap(),
        actor: actor(),
        at: WallTime::read(Utc::now()),
    })
    .unwrap()
}

/// One of every five entries gives a fact another value, which is assessed; the others are notes of up to six lines.
fn entry(n: u32) -> Asked {
    if n.is_multiple_of(5) {
        return Asked::Fact(FactCommand::Set(FactClaim {
            key: "data.acquired".to_owned(),
            value: if n.is_multiple_of(2) {
                "\"likely\""
            } else {
                "\"possible\""
            }
            .to_owned(),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: Some("the provider's log of sign-ins".to_owned()),
            also: false,
        }));
    }
    let line = "the stolen tokens of the tenant were revoked and the owner was told by telephone. ";
    Asked::AddNote(Note {
        text: line.repeat(usize::try_from(n % 6 + 1).unwrap()),
        privileged: false,
    })
}

/// A year of a company of 200 people, through the rules of the record, as somebody works who waits for nothing.
fn year(server: &Server, incidents: u32) {
    let home = TempDir::new().unwrap();
    let (data, copy, pass) = (
        home.path().join("data"),
        home.path().join("copy"),
        home.path().join("pass"),
    );
    std::fs::write(&pass, PASSWORD).unwrap();
    // A file of secrets that others may read is refused.
    std::fs::set_permissions(&pass, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let size = |what: &str| -> u64 { server.owner(&format!("SELECT {what}")).parse().unwrap() };
    let on_server = || size("pg_total_relation_size('firebell.log') + pg_total_relation_size('firebell.audit')");
    firebell(home.path(), &data, &["init"]);
    firebell(home.path(), &data, &["profile", "set", "country", "US"]);
    let address = format!("{}?passfile={}", server.address("dana"), pass.display());
    firebell(home.path(), &data, &["team", "create", &address]);
    let (rows, bytes) = (size("count(*) FROM firebell.log"), on_server());
    let mut record = record(&data);
    let zone = Zone::named("UTC").unwrap();
    let mut times = Vec::new();
    let mut timed = |run: &mut dyn FnMut()| {
        let began = Instant::now();
        run();
        times.push(began.elapsed());
    };
    let began = Instant::now();
    for n in 0..incidents {
        let id = uuid::Uuid::from_u128(u128::from(n) + 1).to_string();
        let title = format!("case {n}");
        let new = NewIncident {
            title: &title,
            kind: IncidentKind::Real,
            zone: &zone,
            id,
        };
        let code = record
            .open_incident(new, WallTime::read(Utc::now()))
            .unwrap()
            .loaded
            .incident
            .code;
        for entry in (1..=ENTRIES).map(entry) {
            timed(&mut || drop(record.run(&code, entry.clone(), WallTime::read(Utc::now())).unwrap()));
        }
    }
    let took = began.elapsed();
    let (rows, bytes) = (size("count(*) FROM firebell.log") - rows, on_server() - bytes);
    println!(
        "a year, {incidents} incidents, {rows} rows: {took:.1?}; each entry decided, assessed, shared: {:.2?} median, {:.2?} of \
         99 in 100",
        percentile(&mut times.clone(), 50),
        percentile(&mut times, 99)
    );
    drop(record);
    let here = |name: &str| std::fs::metadata(data.join(name)).unwrap().len() / 1_000_000;
    println!(
        "a year in MB: {} on the server ({} bytes a row), {} in the record of each machine, {} in its audit log; 20 GB hold {} years",
        bytes / 1_000_000,
        bytes / rows.max(1),
        here("firebell.db"),
        here("audit.jsonl"),
        20_000_000_000 / bytes.max(1)
    );
    first_list(server, home.path(), (&data, &copy));
}

/// What somebody new waits for.
fn first_list(server: &Server, home: &Path, (data, copy): (&Path, &Path)) {
    join(server, home, data, copy);
    let began = Instant::now();
    let mut list = Command::new(env!("CARGO_BIN_EXE_firebell"));
    list.env("HOME", home)
        .env("FIREBELL_PASSPHRASE", COLLEAGUE)
        .env("FIREBELL_TEAM_PASSWORD", PASSWORD);
    assert!(
        list.arg("--data-dir")
            .arg(copy)
            .args(["incident", "list"])
            .output()
            .unwrap()
            .status
            .success()
    );
    println!(
        "incident list on that machine, from start to end: {:.0?}",
        began.elapsed()
    );
}

fn main() {
    let Some(server) = Server::start_durable() else { return };
    let home = TempDir::new().unwrap();
    let data = home.path().join("0");
    firebell(home.path(), &data, &["init"]);
    firebell(home.path(), &data, &["team", "create", &server.address("dana")]);
    let folders: Vec<PathBuf> = (0..16).map(|n| home.path().join(n.to_string())).collect();
    for folder in &folders[1..] {
        let copied = Command::new("cp").arg("-r").arg(&data).arg(folder).status().unwrap();
        assert!(copied.success());
    }
    let each = number("FIREBELL_BENCH_APPENDS", 200);
    for clients in [1, 4, 16] {
        appends(&folders[..clients], each);
    }
    seen_by_another(&folders[0], &folders[1]);
    floor(&server, each);
    match number("FIREBELL_BENCH_INCIDENTS", 300) {
        0 => {}
        incidents => year(&server, u32::try_from(incidents).unwrap()),
    }
    match number("FIREBELL_BENCH_ROWS", 0) {
        0 => {}
        rows => copy_of_rows(&server, rows),
    }
    match number("FIREBELL_BENCH_EVENTS", 1_500_000) {
        0 => {}
        events => first_copy(&server, events),
    }
}
