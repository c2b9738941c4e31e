//! The walk over the audit log: each line follows the one before, is vouched for, and tells of an event or of none.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::sync::mpsc::{self, Receiver, SyncSender};

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::clock_jumps;
use super::line_against_event::{NOT_COMPARED, NamedAndTold, Numbering, Tally, Told};
use super::proof::{Broken, Times};
use crate::store::StoreError;
use crate::store::as_written::AsWritten;
use crate::store::audit_log::end::{EVENT_WHILE_LOCKED, LONGEST_READ, ReadLine, add_line, cut_off, position};
use crate::store::audit_log::event_names::{Named, NamesOfEvents};
use crate::store::audit_log::file::AuditLog;
use crate::store::audit_log::line::{Head, LineOutcome};
use crate::store::audit_log::line_mark::{Marking, Voucher};
use crate::store::audit_log::outbox::Waiting;
use crate::store::events::{Digest, GENESIS};
use crate::store::files::io;

/// Lines that are read before they are looked at, on every core at once, and their bytes.
const BATCH: usize = 8192;
const MOST_BYTES: usize = 64 << 20;

/// Only what the walk needs of a line.
#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Line<'a> {
    n: u64,
    at: DateTime<Utc>,
    #[serde(borrow)]
    actor: Cow<'a, str>,
    #[serde(borrow)]
    session: Cow<'a, str>,
    #[serde(borrow)]
    action: Cow<'a, str>,
    #[serde(borrow)]
    outcome: Cow<'a, str>,
    #[serde(borrow, default)]
    event: Option<LineEvent<'a>>,
    #[serde(default)]
    locked: bool,
    #[serde(borrow)]
    prev: &'a str,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct LineEvent<'a> {
    #[serde(borrow)]
    digest: &'a str,
}

/// What the walk over the log found.
#[derive(Default)]
pub(crate) struct LogWalk {
    pub(crate) lines: u64,
    /// What the lines tell of events.
    pub(crate) events: Tally,
    /// Names of events that wait for a line and have one.
    written: HashSet<Digest>,
    pub(crate) repairs: u64,
    /// Lines that were written while the record was locked.
    pub(crate) locked: u64,
    /// Lines that tell of a clock that turned.
    pub(crate) turned: u64,
    /// Lines that are dated before the line before them.
    pub(crate) times: Times,
    pub(crate) broken: Option<Broken>,
}

/// What the log is held against.
pub(crate) struct Against<'a> {
    pub(crate) noted: Option<Head>,
    pub(crate) marking: Marking,
    pub(crate) numbering: Numbering,
    pub(crate) names: NamesOfEvents,
    /// Names of events of which nothing but the name is compared.
    pub(crate) not_compared: &'a HashSet<Digest>,
    /// Names of events whose lines wait to be written.
    pub(crate) waiting: HashSet<Digest>,
}

impl Against<'_> {
    /// What a line tells of an event, as far as it is compared.
    fn of_event(&self, named: Named, told: &Told<'_>) -> NamedAndTold {
        let name = self.names.now(named);
        match !self.not_compared.is_empty() && self.not_compared.contains(&name) {
            true => (name, NOT_COMPARED),
            false => (name, self.numbering.number(told)),
        }
    }
}

/// A digest as the log has it.
type Digits = [u8; 64];

/// A line looked at by itself.
struct Looked {
    n: u64,
    /// What it says of the line before; none where that is no digest.
    prev: Option<Digits>,
    digest: Digits,
    at: DateTime<Utc>,
    event: Option<NamedAndTold>,
    kind: Kind,
    locked: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Repair,
    ClockTurned,
    /// Written later than the event it tells of, so its time is not compared with that of the lines around it.
    WrittenAgain,
    Other,
}

impl LogWalk {
    /// A line that waits counts as told. It may stand in the log already, where a process was killed before it could
    /// say so.
    pub(crate) fn add_waiting(&mut self, waiting: &[Waiting], against: &Against<'_>) {
        for draft in waiting.iter().map(|waits| &waits.draft) {
            let named = draft.event.as_ref().and_then(|event| Named::read(&event.digest));
            let Some(named) = named.filter(|named| !self.written.contains(&against.names.now(*named))) else {
                continue;
            };
            let of_event = draft.moment().map_or((against.names.now(named), NOT_COMPARED), |at| {
                let told = Told {
                    actor: &draft.actor,
                    session: &draft.session,
                    at,
                    action: &draft.action,
                };
                against.of_event(named, &told)
            });
            self.events.add(against.numbering, of_event);
        }
    }

    fn line_is_broken(&mut self, why: impl Into<String>) {
        let line = self.lines + 1;
        let why = why.into();
        self.broken = Some(Broken::Line { line, why });
    }

    /// Takes a line that follows; `false` where the walk ends.
    fn take(&mut self, looked: Result<Looked, String>, before: &mut Before, against: &Against<'_>) -> bool {
        let line = self.lines + 1;
        let looked = match looked {
            Ok(looked) if looked.n != line => Err(format!("its number is {}", looked.n)),
            Ok(looked) if looked.prev != Some(before.digest) => Err("it does not follow the line before".to_owned()),
            looked => looked,
        };
        let looked = match looked {
            Ok(looked) => looked,
            Err(why) => {
                self.line_is_broken(why);
                return false;
            }
        };
        if against
            .noted
            .as_ref()
            .is_some_and(|head| head.lines == line && head.digest.as_bytes() != looked.digest)
        {
            self.line_is_broken("it is not the line that the database records");
            return false;
        }
        self.lines = line;
        self.locked += u64::from(looked.locked);
        self.repairs += u64::from(looked.kind == Kind::Repair);
        self.turned += u64::from(looked.kind == Kind::ClockTurned);
        if let Some(event) = looked.event {
            self.events.add(against.numbering, event);
            if against.waiting.contains(&event.0) {
                self.written.insert(event.0);
            }
        }
        if looked.kind != Kind::WrittenAgain {
            if let Some(earlier) = before.at.filter(|at| looked.at + clock_jumps::BESIDE < *at) {
                let by = clock_jumps::span(earlier - looked.at);
                self.times
                    .note(|| format!("line {line} of the audit log is dated {by} before the line before it"));
            }
            before.at = Some(looked.at);
        }
        before.digest = looked.digest;
        true
    }
}

/// The line before.
struct Before {
    digest: Digits,
    at: Option<DateTime<Utc>>,
}

/// Walks the log from its first line to its last.
pub(crate) fn walk(log: &AuditLog, against: &Against<'_>, tally: Tally) -> Result<LogWalk, StoreError> {
    let mut walk = LogWalk {
        events: tally,
        ..LogWalk::default()
    };
    let mut before = Before {
        digest: digits(&GENESIS),
        at: None,
    };
    let there = match log.exists() {
        Ok(there) => there,
        Err(trouble) => {
            walk.broken = Some(Broken::Log(StoreError::from(trouble).to_string()));
            return Ok(walk);
        }
    };
    if there {
        let path = log.path();
        let file = File::open(path).map_err(io("read the audit log", path))?;
        // The next lines are read while those before are looked at.
        std::thread::scope(|scope| {
            let (hand_over, batches) = mpsc::sync_channel(1);
            let (hand_back, used) = mpsc::channel();
            let reading = scope.spawn(move || read_all(BufReader::with_capacity(1 << 20, file), &hand_over, &used));
            let mut looked = Vec::new();
            for lines in batches {
                if !walk_batch(&mut walk, (&lines, &mut looked), &mut before, against) {
                    break;
                }
                // Where nothing more is read, nobody needs it.
                let _ = hand_back.send(lines);
            }
            reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
        .map_err(io("read the audit log", path))?;
    }
    if walk.broken.is_none()
        && let Some(head) = against.noted.as_ref().filter(|head| head.lines > walk.lines)
    {
        walk.line_is_broken(format!("the log ends here, but {} lines were written", head.lines));
    }
    Ok(walk)
}

/// Reads lines until there are none, or nobody takes more of them. The memory of those that were looked at is used again.
fn read_all(mut reader: BufReader<File>, hand_over: &SyncSender<Lines>, used: &Receiver<Lines>) -> std::io::Result<()> {
    loop {
        let mut lines = used.try_recv().unwrap_or_default();
        lines.read(&mut reader)?;
        if lines.ends.is_empty() || hand_over.send(lines).is_err() {
            return Ok(());
        }
    }
}

/// Lines one after another, and where each ends.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Lines {
    fn line(&self, at: usize) -> &[u8] {
        let begins = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[begins..self.ends[at]]
    }

    /// Reads the next lines, into the memory of those before.
    fn read(&mut self, reader: &mut BufReader<File>) -> std::io::Result<()> {
        self.bytes.clear();
        self.ends.clear();
        while self.ends.len() < BATCH && self.bytes.len() < MOST_BYTES {
            match add_line(reader, &mut self.bytes)? {
                ReadLine::End => break,
                // One that is too long is looked at by its beginning, and refused for its length.
                ReadLine::Whole | ReadLine::TooLong => {}
            }
            self.ends.push(self.bytes.len());
        }
        Ok(())
    }
}

fn walk_batch(
    walk: &mut LogWalk,
    (batch, looked): (&Lines, &mut Vec<Result<Looked, String>>),
    before: &mut Before,
    against: &Against<'_>,
) -> bool {
    let first = walk.lines + 1;
    let all = (0..batch.ends.len()).into_par_iter();
    all.map(|at| look(batch.line(at), first + position(at), against))
        .collect_into_vec(looked);
    for (at, looked) in looked.drain(..).enumerate() {
        let bytes = batch.line(at);
        let fits = looked.as_ref().is_ok_and(|line| line.prev == Some(before.digest));
        if !bytes.ends_with(b"\n") && cut_off(bytes) && !fits {
            // A write that was cut off, of which nobody was told; the next writer takes it off.
            return false;
        }
        if !walk.take(looked, before, against) {
            return false;
        }
    }
    true
}

/// Looks at a line by itself.
fn look(bytes: &[u8], line: u64, against: &Against<'_>) -> Result<Looked, String> {
    if position(bytes.len()) >= LONGEST_READ {
        return Err(format!("it is longer than {} KiB", LONGEST_READ >> 10));
    }
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let parsed = match Line::as_written(text) {
        Some(line) => line,
        None => serde_json::from_slice(text).map_err(|error| format!("it is invalid at column {}", error.column()))?,
    };
    let voucher = against.marking.voucher(line, text, parsed.locked)?;
    let event = match &parsed.event {
        None => None,
        Some(_) if voucher == Voucher::Locked => return Err(EVENT_WHILE_LOCKED.to_owned()),
        Some(event) => {
            let told = Told {
                actor: &parsed.actor,
                session: &parsed.session,
                at: parsed.at,
                action: &parsed.action,
            };
            let named = Named::read(event.digest).ok_or("its event has no digest")?;
            Some(against.of_event(named, &told))
        }
    };
    Ok(Looked {
        n: parsed.n,
        digest: digits(&Sha256::digest(text).into()),
        at: parsed.at,
        kind: parsed.kind(),
        prev: parsed.prev.as_bytes().try_into().ok(),
        event,
        locked: voucher == Voucher::Locked,
    })
}

fn digits(digest: &Digest) -> Digits {
    let mut digits = [0; 64];
    hex::encode_to_slice(digest, &mut digits).expect("a digest has two digits for each of its bytes");
    digits
}

impl<'a> Line<'a> {
    /// A line in the layout in which all are written; `None` where it has another one, which may be a line all the same.
    fn as_written(text: &'a [u8]) -> Option<Line<'a>> {
        let mut text = AsWritten::of(text);
        text.past(b"{\"n\":")?;
        let n = text.number()?;
        text.past(b",\"at\":\"")?;
        let at = text.moment()?;
        text.past(b",\"actor\":\"")?;
        let actor = text.text()?.into();
        text.past(b",\"host\":\"")?;
        text.text()?;
        text.past(b",\"session\":\"")?;
        let session = text.text()?.into();
        text.past(b",\"action\":\"")?;
        let action = text.text()?.into();
        text.past(b",\"target\":\"")?;
        text.text()?;
        text.past(b",\"outcome\":\"")?;
        let outcome = text.text()?.into();
        let mut event = None;
        if text.goes_past(b",\"event\":{\"stream\":\"") {
            text.text()?;
            text.past(b",\"seq\":")?;
            text.number()?;
            text.past(b",\"digest\":\"")?;
            event = Some(LineEvent { digest: text.text()? });
            text.past(b"}")?;
        }
        let locked = text.goes_past(b",\"locked\":true");
        text.past(b",\"prev\":\"")?;
        let prev = text.text()?;
        if text.goes_past(b",\"mac\":\"") {
            text.text()?;
        }
        text.past(b"}")?;
        text.is_at_end().then_some(Line {
            n,
            at,
            actor,
            session,
            action,
            outcome,
            event,
            locked,
            prev,
        })
    }

    fn kind(&self) -> Kind {
        let again = self.outcome == LineOutcome::WrittenAgain.code();
        match &*self.action {
            crate::store::audit_log::repair::ACTION => Kind::Repair,
            clock_jumps::ACTION => Kind::ClockTurned,
            _ if again => Kind::WrittenAgain,
            _ => Kind::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 4] = [
        r#"{"n":1,"at":"2026-11-30T11:35:43.235Z","actor":"dana","host":"h","session":"s","action":"record.create","target":"record","outcome":"ok","prev":"00"}"#,
        r#"{"n":2,"at":"2026-11-30T11:35:43.235Z","actor":"Zoë","host":"h","session":"s","action":"note.add","target":"2026-001","outcome":"ok","event":{"stream":"x","seq":12,"digest":"hmac:56"},"prev":"de","mac":"e0"}"#,
        r#"{"n":3,"at":"2026-11-30T11:35:43.235Z","actor":"dana","host":"h","session":"s","action":"record.unlock","target":"record","outcome":"refused","locked":true,"prev":"de"}"#,
        r#"{"n":4,"at":"2026-11-30T11:35:43Z","actor":"dana","host":"h","session":"s","action":"note.add","target":"","outcome":"ok","event":{"stream":"x","seq":1,"digest":""},"prev":""}"#,
    ];

    #[test]
    fn a_line_as_it_is_written_is_read_as_json_is() {
        for line in LINES {
            let read = Line::as_written(line.as_bytes());
            assert_eq!(read, Some(serde_json::from_str(line).unwrap()), "{line}");
        }
    }

    /// Each byte is exchanged for others, taken out and doubled: what is read is what JSON says, or is left to it.
    #[test]
    fn no_change_of_a_line_is_read_otherwise_than_as_json() {
        for line in LINES {
            for at in 0..line.len() {
                let (before, after) = (&line.as_bytes()[..at], &line.as_bytes()[at + 1..]);
                let byte = line.as_bytes()[at];
                let others: [&[u8]; 12] = [
                    b"",
                    b"\"",
                    b"\\",
                    b"0",
                    b"9",
                    b"-",
                    b",",
                    b"}",
                    b" ",
                    b"\n",
                    b"\xff",
                    &[byte, byte],
                ];
                for other in others {
                    let changed = [before, other, after].concat();
                    let expected = serde_json::from_slice::<Line<'_>>(&changed).ok();
                    if let Some(read) = Line::as_written(&changed) {
                        assert_eq!(Some(read), expected, "{}", String::from_utf8_lossy(&changed));
                    }
                }
            }
        }
    }
}
