//! Calendar files: what RFC 5545 asks for, held first against invented files whose verdict is known, then against
//! what firebell writes.

use std::collections::BTreeMap;

use crate::common::project;
use crate::common::record::Desk;

/// A content line: its name, its parameters as they are, its value.
#[derive(Debug, Clone, PartialEq)]
struct Property {
    name: String,
    params: String,
    value: String,
}

/// A component with its properties and what is inside it.
#[derive(Debug, Clone, Default)]
struct Block {
    kind: String,
    properties: Vec<Property>,
    inner: Vec<Block>,
}

impl Block {
    fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    fn one(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().find(|property| property.name == name);
        found.map(|property| property.value.as_str())
    }
}

/// Octets unfolded before they are decoded, as RFC 5545 3.1 tells readers to.
fn unfolded(bytes: &[u8]) -> Vec<String> {
    let mut joined = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if let Some(fold) = [&b"\r\n "[..], b"\r\n\t", b"\n ", b"\n\t"]
            .iter()
            .find(|fold| rest.starts_with(fold))
        {
            at += fold.len();
            continue;
        }
        joined.push(bytes[at]);
        at += 1;
    }
    let text = String::from_utf8(joined).unwrap();
    text.lines()
        .map(|line| line.trim_end_matches('\r').to_owned())
        .collect()
}

fn property(line: &str) -> Property {
    let mut quoted = false;
    let end = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    });
    let (head, value) = line.split_at(end.unwrap_or(line.len()));
    let (name, params) = head.split_once(';').unwrap_or((head, ""));
    Property {
        name: name.to_uppercase(),
        params: params.to_uppercase(),
        value: value.strip_prefix(':').unwrap_or_default().to_owned(),
    }
}

/// The calendar, or what keeps it from being one.
fn parsed(bytes: &[u8]) -> Result<Block, String> {
    let mut open: Vec<Block> = vec![Block::default()];
    for line in unfolded(bytes) {
        let found = property(&line);
        match found.name.as_str() {
            "BEGIN" => open.push(Block {
                kind: found.value.to_uppercase(),
                ..Block::default()
            }),
            "END" => {
                let block = open.pop().filter(|block| block.kind == found.value.to_uppercase());
                let block = block.ok_or("END without BEGIN")?;
                open.last_mut().ok_or("END without BEGIN")?.inner.push(block);
            }
            _ => open.last_mut().ok_or("nothing is open")?.properties.push(found),
        }
    }
    match (open.len(), open.pop()) {
        (1, Some(mut root)) => root.inner.pop().ok_or("no calendar".to_owned()),
        _ => Err("not closed".to_owned()),
    }
}

/// Everything in a file that RFC 5545 forbids.
fn findings(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let feeds = bytes.iter().filter(|b| **b == b'\n').count();
    let pairs = bytes.windows(2).filter(|two| two == b"\r\n").count();
    if feeds != pairs {
        found.push("a line does not end with CR LF".to_owned());
    }
    let calendar = match parsed(bytes) {
        Ok(calendar) => calendar,
        Err(why) => return vec![why],
    };
    for name in ["VERSION", "PRODID"] {
        if calendar.all(name).count() != 1 {
            found.push(format!("{name} must be there once"));
        }
    }
    if calendar.inner.is_empty() {
        found.push("no component".to_owned());
    }
    let mut uids = BTreeMap::new();
    for block in &calendar.inner {
        if let Some(uid) = block.one("UID") {
            *uids.entry(uid).or_insert(0) += 1;
        }
        if block.kind == "VEVENT" {
            event(block, &calendar, &mut found);
        }
    }
    found.extend(
        uids.iter()
            .filter(|(_, times)| **times > 1)
            .map(|(uid, _)| format!("{uid} twice")),
    );
    found
}

fn event(block: &Block, calendar: &Block, found: &mut Vec<String>) {
    for name in ["UID", "DTSTAMP"] {
        if block.all(name).count() != 1 {
            found.push(format!("{name} must be there once"));
        }
    }
    for name in [
        "DTSTART",
        "DTEND",
        "DURATION",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "LAST-MODIFIED",
    ] {
        if block.all(name).count() > 1 {
            found.push(format!("{name} more than once"));
        }
    }
    let start = block.all("DTSTART").next();
    if start.is_none() && calendar.one("METHOD").is_none() {
        found.push("DTSTART is missing".to_owned());
    }
    if block.one("DTEND").is_some() && block.one("DURATION").is_some() {
        found.push("DTEND and DURATION".to_owned());
    }
    if let (Some(start), Some(end)) = (start, block.all("DTEND").next()) {
        if start.params.contains("VALUE=DATE") != end.params.contains("VALUE=DATE") {
            found.push("DTSTART and DTEND differ in kind".to_owned());
        } else if end.value <= start.value {
            found.push("DTEND is not later than DTSTART".to_owned());
        }
    }
    for property in &block.properties {
        if let Some(zone) = property.params.strip_prefix("TZID=") {
            let known = |b: &&Block| b.kind == "VTIMEZONE" && b.one("TZID").is_some_and(|z| z.to_uppercase() == zone);
            if !calendar.inner.iter().any(|b| known(&b)) {
                found.push(format!("{zone} is not defined"));
            }
        }
    }
    for alarm in &block.inner {
        for name in ["ACTION", "TRIGGER"] {
            if alarm.all(name).count() != 1 {
                found.push(format!("an alarm needs one {name}"));
            }
        }
        if alarm.one("ACTION") == Some("DISPLAY") && alarm.one("DESCRIPTION").is_none() {
            found.push("an alarm needs a DESCRIPTION".to_owned());
        }
    }
}

/// The check itself, held against files whose verdict by the letter is known.
#[test]
fn the_check_tells_good_calendar_files_from_bad_ones() {
    let folder = project("tests/data/ical");
    let expected = std::fs::read_to_string(folder.join("expected.toml")).unwrap();
    let expected: toml::Table = expected.parse().unwrap();
    let files = expected["file"].as_array().unwrap();
    assert!(files.len() > 30);
    for file in files {
        let name = file["file"].as_str().unwrap();
        let found = findings(&std::fs::read(folder.join(name)).unwrap());
        assert_eq!(
            found.is_empty(),
            file["rfc"].as_str() == Some("ok"),
            "{name}: {found:?}"
        );
    }
}

/// A calendar file of the record, checked, and its events by what they are about.
fn export(desk: &Desk, more: &[&str]) -> BTreeMap<String, Block> {
    let path = desk.beside("deadlines.ics");
    let _ = std::fs::remove_file(&path);
    let args = [&["deadlines", "--ics", path.to_str().unwrap()][..], more].concat();
    let _ = desk.run(&args).ok();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(findings(&bytes), Vec::<String>::new());
    let lines = bytes
        .split(|b| *b == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    for line in lines {
        assert!(
            line.len() <= 75,
            "{} octets: {}",
            line.len(),
            String::from_utf8_lossy(line)
        );
    }
    let calendar = parsed(&bytes).unwrap();
    assert_eq!(calendar.one("PRODID"), Some("-//firebell//deadlines//EN"));
    let events = calendar.inner.into_iter().filter(|block| block.kind == "VEVENT");
    events
        .map(|block| (block.one("UID").unwrap().to_owned(), block))
        .collect()
}

fn number(block: &Block, name: &str) -> u64 {
    block.one(name).unwrap().parse().unwrap()
}

/// An incident with obligations that are due and dated, discovered some hours ago.
fn incident(hours: &str) -> (Desk, String) {
    let (desk, code) = Desk::with_incident("Größe 🙂, \"quoted\"; back\\slash");
    for args in [
        &["fact", "set", &code, "organisation.role", "controller"][..],
        &["milestone", &code, "discovery", hours],
        &["milestone", &code, "awareness", hours],
        &["milestone", &code, "determination", hours],
        &["fact", "set", &code, "data.elements", "ssn"],
        &["fact", "set", &code, "data.encrypted", "no"],
        &["fact", "set", &code, "data.acquired", "confirmed"],
        &["fact", "set", &code, "data.medium", "electronic"],
        &["fact", "set", &code, "breach.types", "confidentiality"],
        &["fact", "set", &code, "breach.cause", "attack"],
        &["fact", "set", &code, "breach.malicious", "yes"],
        &["fact", "set", &code, "organisation.country", "US"],
        &["affected", &code, "US-TX", "600"],
    ] {
        let args = [&["incident"][..], args].concat();
        let _ = desk.run(&args).ok();
    }
    (desk, code)
}

/// A31, A33, A37 and the rest of the form: no end, one alarm that is still to come, UTC, stable ids, nothing of the title.
#[test]
fn each_due_obligation_is_one_event_with_one_alarm_to_come() {
    let (desk, code) = incident("-2d");
    let id = desk.run(&["incident", "show", &code, "--json"]).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let events = export(&desk, &[]);
    let uid = format!("{id}.us-tx.individuals@firebell");
    assert!(events.contains_key(&uid), "{:?}", events.keys());
    for (uid, event) in &events {
        assert!(event.one("DTEND").is_none() && event.one("DURATION").is_none(), "{uid}");
        let start = event.one("DTSTART").unwrap();
        assert!(start.len() == 16 && start.ends_with('Z'), "{uid}: {start}");
        assert_eq!(event.one("TRANSP"), Some("TRANSPARENT"));
        assert_eq!(
            event.one("STATUS"),
            Some("CONFIRMED"),
            "{uid}: {:?}",
            event.one("SUMMARY")
        );
        assert_eq!(event.one("DTSTAMP"), event.one("LAST-MODIFIED"));
        assert!(event.inner.len() <= 1, "{uid}");
        let words = format!("{event:?}");
        assert!(!words.contains("Größe") && !words.contains("dana"), "{words}");
    }
    assert_eq!(events[&uid].inner[0].one("TRIGGER"), Some("-PT86400S"));
    // The same state gives the same entries, revision and all.
    let again = export(&desk, &[]);
    assert_eq!(format!("{events:?}"), format!("{again:?}"));
    // Asked for: other rings, and what is only possible.
    let asked = export(&desk, &["--possible", "--alarms", "4,24,87600"]);
    assert!(asked.len() > events.len());
    let triggers: Vec<_> = asked[&uid]
        .inner
        .iter()
        .filter_map(|alarm| alarm.one("TRIGGER"))
        .collect();
    assert_eq!(
        triggers,
        ["-PT14400S", "-PT86400S"],
        "the one of long ago is left out, the order is kept"
    );
    assert!(asked.values().any(|event| event.one("STATUS") == Some("TENTATIVE")));
}

/// A35: an entry moves with its date and keeps its name; its revision and its last change rise.
#[test]
fn an_entry_moves_with_its_date() {
    let (desk, code) = incident("-2d");
    let before = export(&desk, &[]);
    let (uid, old) = before
        .iter()
        .find(|(uid, _)| uid.contains("us-tx.individuals"))
        .unwrap();
    let _ = desk.run(&["incident", "milestone", &code, "determination", "-5d"]).ok();
    let _ = desk.run(&["incident", "milestone", &code, "discovery", "-5d"]).ok();
    let after = export(&desk, &[]);
    let new = &after[uid];
    assert!(new.one("DTSTART") < old.one("DTSTART"), "{old:?} {new:?}");
    assert!(number(new, "SEQUENCE") > number(old, "SEQUENCE"));
    assert!(new.one("LAST-MODIFIED") > old.one("LAST-MODIFIED"));
}

/// A36: what an earlier file had and is settled since is called off, without an alarm, in every file until it is old.
#[test]
fn a_settled_obligation_is_called_off() {
    let (desk, code) = incident("-2d");
    let before = export(&desk, &[]);
    let (uid, old) = before
        .iter()
        .find(|(uid, _)| uid.contains("us-tx.individuals"))
        .unwrap();
    let filed = [
        "incident",
        "file",
        &code,
        "us-tx/individuals",
        "--without-letter",
        "typed into the portal",
    ];
    let _ = desk.run(&filed).ok();
    for _ in 0..2 {
        let after = export(&desk, &[]);
        let new = &after[uid];
        assert_eq!(new.one("STATUS"), Some("CANCELLED"));
        assert_eq!(new.one("DTSTART"), old.one("DTSTART"));
        assert!(number(new, "SEQUENCE") > number(old, "SEQUENCE"));
        assert!(new.inner.is_empty(), "no bell for what is settled");
    }
    // Taken back, it is an entry again.
    let _ = desk
        .run(&["incident", "dispose", &code, "us-tx/individuals", "withdrawn"])
        .ok();
    let revived = export(&desk, &[]);
    assert_eq!(revived[uid].one("STATUS"), Some("CONFIRMED"));
    // An incident that is closed calls everything off.
    let _ = desk.run(&["incident", "close", &code, "--rationale", "a test"]).ok();
    let closed = export(&desk, &[]);
    assert!(closed.values().all(|event| event.one("STATUS") == Some("CANCELLED")));
}

/// A deadline that is over keeps its entry and rings no more; with nothing dated the file is still a valid calendar.
#[test]
fn what_is_past_does_not_ring_and_nothing_is_still_a_calendar() {
    let (desk, _) = incident("-400d");
    let events = export(&desk, &["--alarms", "24,4,1,0"]);
    let past = events
        .iter()
        .find(|(uid, _)| uid.contains("us-tx.individuals"))
        .unwrap()
        .1;
    assert!(past.inner.is_empty(), "{past:?}");
    let (empty, _) = Desk::with_incident("Nothing known");
    assert!(export(&empty, &[]).is_empty());
}
