//! What each fuzz target does with its bytes. The tests of the program run the same functions on the seeds and on every
//! input that once failed (`tests/it/fuzz_seeds.rs`), so that a target cannot fall behind the program unnoticed.

use std::sync::LazyLock;

use firebell::app::checkpoint::bundle;
use firebell::app::clock::Clock;
use firebell::app::dora;
use firebell::app::imports::{cacao, case, timeline};
use firebell::app::law::pack::note;
use firebell::app::reports::archive;
use firebell::app::{event_text, law, views};
use firebell::core::event::{Event, PrintSize};
use firebell::core::facts;
use firebell::core::facts::IncidentKind;
use firebell::core::incident::Incident;
use firebell::core::law::load::{LawText, load};
use firebell::core::law::rulebook::Rulebook;
use firebell::core::playbook::Playbook;
use firebell::core::time::typed::moment;
use firebell::core::time::{StoryTime, WallTime, Zone};
use firebell::core::toml_text::front_matter;
use firebell::letter::block::{Clearance, Letter, Letterhead, Paper};
use firebell::letter::clause::Clause;
use firebell::letter::template::Template;
use firebell::letter::{docx, docx_import, html, markdown, plain, redline, three_way_merge};
use firebell::roster;
use firebell::store::AuditLog;

static RULES: LazyLock<Rulebook> = LazyLock::new(|| load(&law::files::built_in()).rules);

/// A moment all targets share, so that what an input does never depends on the day.
fn now() -> StoryTime {
    StoryTime::named("2026-03-05T14:00:00Z".parse().expect("a moment"))
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// Texts in one input, divided by lines of three equals signs.
fn parts<const N: usize>(bytes: &[u8]) -> Option<[&str; N]> {
    let mut all = text(bytes)?.splitn(N, "\n===\n");
    let mut parts = [""; N];
    for part in &mut parts {
        *part = all.next().unwrap_or_default();
    }
    Some(parts)
}

/// A facts file, and its assessment where it is one.
pub fn facts(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    match facts::read::file("facts.toml", text, &RULES) {
        Ok(facts) => drop(views::assessment(&facts, &RULES, now())),
        Err(problems) => assert!(!problems.is_empty() && problems.iter().all(|problem| problem.line >= 1)),
    }
}

/// A law file over nothing: what is not in it is unknown.
pub fn law(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let name = text.lines().next().and_then(|line| line.strip_prefix("# file: "));
    let file = LawText {
        path: "own.toml".to_owned(),
        name: name.unwrap_or("own.toml").to_owned(),
        text: text.into(),
        overlay: true,
    };
    for problem in load(&[file]).problems {
        assert!(problem.line >= 1);
    }
}

fn letter(text: &str) -> Letter {
    Letter {
        title: "A letter".to_owned(),
        language: "en".to_owned(),
        paper: Paper::A4,
        print: PrintSize::Standard,
        letterhead: Letterhead::default(),
        kind: IncidentKind::Real,
        clearance: Clearance::Draft,
        state: String::new(),
        tlp: None,
        blocks: markdown::parse(text),
    }
}

/// The text of a letter in every format that needs no typesetter, and what writing and reading it again gives.
pub fn markdown(bytes: &[u8]) {
    let Some([one, other, third]) = parts(bytes) else {
        return;
    };
    let letter = letter(one);
    let again = markdown::parse(&markdown::write(&letter.blocks));
    assert_eq!(again, letter.blocks, "written and read again");
    let _ = (plain::plain(&letter, 72), html::html(&letter));
    let _ = docx::docx(&letter, now().at());
    let _ = redline::redline(one, other);
    let _ = three_way_merge::merge(one, other, third, "me", "them");
}

/// A template or a clause of an overlay.
pub fn template(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = Clause::parse("own.md", text);
    let context = serde_json::json!({
        "incident": { "title": "Lost laptop", "code": "INC-2026-0001" },
        "places": (0..60).map(|place| format!("US-{place}")).collect::<Vec<_>>(),
        "facts": { "a": "x", "b": ["y", "z"], "c": null, "n": 5 },
    });
    if let Ok(template) = Template::parse("own.md", text) {
        let _ = template.render(&context);
    }
}

/// A file of people.
pub fn roster(bytes: &[u8]) {
    let _ = roster::count(bytes, &roster::Options::default(), [7; 16]);
}

/// Documents that are imported or checked: exports of incidents, event lists, exercises of other tools, signed notes.
pub fn documents(bytes: &[u8]) {
    let _ = firebell::drill::import::event_list("list", bytes, &firebell::drill::import::ListOptions::default());
    let _ = firebell::drill::import::cexf(bytes);
    let _ = note::verified(bytes, &[]);
    let Some(text) = text(bytes) else { return };
    let _ = archive::import(text);
    let _ = bundle::check(text, None);
    let _ = note::SignerKey::read(text);
}

/// What other tools and people wrote: timelines, cases, playbooks, reports.
pub fn imports(bytes: &[u8]) {
    let answers = timeline::answers::Answers::default();
    if let Ok(timeline) = timeline::read(bytes, &answers, now().at()) {
        let _ = timeline::to_record::commands(&timeline, "list.csv", bytes, &answers);
    }
    let _ = case::read(bytes, None);
    let _ = cacao::read(bytes);
    if let Ok(report) = dora::workbook::read(bytes) {
        let _ = dora::sheet::sheet(&report);
    }
    if let Ok(report) = serde_json::from_slice(bytes) {
        let rows = dora::sheet::sheet(&report).rows;
        // What is told of a report can be put into another one, or is refused in words.
        let mut again = serde_json::json!({});
        for row in rows {
            if let Some(spot) = dora::fill::Spot::named(&row.n) {
                let _ = spot.put(&mut again, &row.values);
            }
        }
    }
}

/// A scenario or a script of an exercise.
pub fn scenario(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = firebell::drill::read::read("own.toml", text, 2026);
    let _ = firebell::drill::script::wants(text);
    let _ = firebell::drill::script::read("script.toml", text, &std::collections::BTreeMap::new());
}

/// The files of a record that are read before, or without, its key.
pub fn record_files(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (log, header) = bytes.split_at(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
    let header = header.strip_prefix(&[0]).unwrap_or(header);
    std::fs::write(at(firebell::store::AUDIT), log).expect("the log is written");
    std::fs::write(at(firebell::store::HEADER), header).expect("the header is written");
    std::fs::write(at(firebell::store::DATABASE), header).expect("the database is written");
    let log = AuditLog::at(at(firebell::store::AUDIT));
    let _ = log.lines();
    let _ = log.tail(20);
    let _ = firebell::app::record::Record::look(folder.path());
    let key = firebell::app::record::ServiceKeyName::try_from("key".to_owned()).expect("a name");
    let _ = firebell::app::record::Record::kept_by_service(folder.path(), &key);
}

/// A Word file that comes back.
pub fn docx(bytes: &[u8]) {
    let _ = docx_import::read(bytes);
}

/// Events, one JSON document a line, folded into an incident.
pub fn events(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let events: Vec<Event> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    for event in &events {
        let _ = event_text::problems(&event.what);
        let _ = firebell::core::event_words::event_words(&event.what);
    }
    let Ok(incident) = Incident::fold(&events) else { return };
    let now = incident.now(WallTime::read(now().at()));
    let _ = firebell::core::incident::document::document(&incident, &Default::default(), now);
}

/// What is typed behind `firebell`, a word a line. Nothing is run but `due`, which reads and writes no file.
pub fn command_line(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    static COMMAND: LazyLock<clap::Command> = LazyLock::new(firebell::cli::command);
    let words = || std::iter::once("firebell").chain(text.lines());
    if let Err(error) = COMMAND.clone().try_get_matches_from(words()) {
        let _ = error.render().to_string();
    }
    let mut lines = text.lines();
    let (period, from) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let due = [
        "firebell",
        "due",
        "--json",
        "--from",
        from,
        "--zone",
        lines.next().unwrap_or("UTC"),
        "--",
        period,
    ];
    let ran = firebell::cli::run_kept(
        due.map(std::ffi::OsString::from),
        Clock::Stopped(WallTime::read(now().at())),
    );
    assert!(matches!(ran.code, 0 | 2), "exit code {}", ran.code);
}

/// What is typed into fields: a key of the facts, and its value.
pub fn typed(bytes: &[u8]) {
    let Some([key, value, zone]) = parts(bytes) else { return };
    let zone = Zone::named(zone).unwrap_or_else(|_| Zone::utc());
    let _ = moment(value, &zone, now());
    let _ = facts::typed::fact_key(key);
    let _ = facts::typed::fact_value(key, value, &zone, now());
    let _ = facts::typed::value_in_file(key, value, &zone);
}

/// Other texts a team keeps in files of its own.
pub fn text_files(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = front_matter::split("own.md", text, "a file");
    let _ = Playbook::parse("own.md", text);
    let _ = firebell::letter::check::load([("own.toml", text)]);
    let _ = firebell::core::sign_off::load([("own.toml", text)]);
    let _ = firebell::tui::keys_from(text);
}
