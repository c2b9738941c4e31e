//! Setting the damaged part of the audit log aside, so that the log goes on.
//!
//! Nothing is thrown away: what does not fit goes, byte for byte, into a file of its own beside the log, and the first
//! new line names that file and its digest. Events whose lines were lost get new ones, which say so.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::damage::Damage;
use super::end::{Sound, cut_off, lines, next, position};
use super::event_names::Naming;
use super::line::{Actor, Draft, Head, LineOutcome, line_digest};
use super::line_mark::Marking;
use crate::core::counted::counted;
use crate::core::event::Event;
use crate::core::ids::Stream;
use crate::core::time::WallTime;
use crate::platform::modes;
use crate::store::files::io;
use crate::store::warnings::LogTrouble;
use crate::store::{Store, StoreError, sql};

/// The action of the line that tells of a repair.
pub(crate) const ACTION: &str = "audit.repair";

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What did not fit.
    pub why: String,
    /// Where it lies now; `None` where only lines were missing.
    pub aside: Option<PathBuf>,
    /// How many lines were set aside.
    pub lines: u64,
    /// How many events got a new line.
    pub restored: u64,
}

/// Who repairs, when, and how the line of an event is written.
pub struct Repairing<'a> {
    pub actor: &'a Actor,
    pub at: WallTime,
    /// The line of an event of a stream.
    pub line: &'a dyn Fn(Stream<'_>, &Event) -> Draft,
}

/// The part of the log that fits, and why the rest does not.
struct Good {
    sound: Sound,
    why: Option<String>,
}

/// An event that the log may have lost.
struct Known {
    hash: crate::store::events::Digest,
    /// Its name, as it would be written now.
    name: String,
    stream: String,
    seq: i64,
}

impl Store {
    /// Sets aside what does not fit, and goes on behind what does. `None` where everything fits already.
    ///
    /// # Errors
    /// What the disk or the database says.
    pub fn repair_audit(&self, how: &Repairing<'_>) -> Result<Option<Repair>, StoreError> {
        let replaced = self.make_room(how.at.at())?;
        let mut file = self.audit.lock()?;
        let bytes = whole(&mut file, self.audit.path())?;
        let noted = self.noted_head()?;
        // Events are read before the outbox: what is recorded in between is in neither and waits for its turn.
        let known = self.known()?;
        let waiting: HashSet<String> = self
            .outbox()?
            .into_iter()
            .filter_map(|w| w.draft.event)
            .map(|e| e.digest)
            .collect();
        let marking = self.marking()?;
        let mut good = good(
            &bytes,
            &Held {
                noted: noted.as_ref(),
                known: &known,
                marking: &marking,
            },
        );
        if replaced.is_some() {
            good.why = Some(Damage::NotAFile.to_string());
        }
        let told = |name: &String| good.sound.told.contains(name) || waiting.contains(name);
        let lost = |k: &&Known| !told(&k.name) && !told(&hex::encode(k.hash));
        let lost: Vec<&Known> = known.iter().filter(lost).collect();
        let Some(why) = good.why.clone().or_else(|| missing(&lost)) else {
            drop(file);
            self.flush_audit();
            return Ok(None);
        };
        let bad = bytes
            .get(usize::try_from(good.sound.end).unwrap_or(usize::MAX)..)
            .unwrap_or_default();
        let aside = match (replaced, bad.is_empty()) {
            (Some(place), _) => Some(place),
            (None, true) => None,
            (None, false) => Some(self.set_aside(bad, how.at.at())?),
        };
        let repair = Repair {
            why,
            aside,
            lines: position(bad.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count()),
            restored: position(lost.len()),
        };
        let mut drafts = vec![repair.line(how, bad)];
        drafts.extend(self.lines_again(&lost, how)?);
        let marking = self.marking_from(marking, &good.sound)?;
        let head = self
            .audit
            .write(&mut file, &good.sound, &drafts.iter().collect::<Vec<_>>(), &marking)?;
        self.note_head(&head, None)?;
        drop(file);
        self.warnings.log_is_well();
        self.flush_audit();
        Ok(Some(repair))
    }

    /// Moves away what is in the place of the log and is not a file.
    fn make_room(&self, at: DateTime<Utc>) -> Result<Option<PathBuf>, StoreError> {
        match self.audit.exists() {
            Ok(_) => Ok(None),
            Err(LogTrouble::Failed(error)) => Err(*error),
            Err(LogTrouble::Damaged(_)) => {
                let free = (1..).map(|n| self.aside_name(at, n)).find(|path| !path.exists());
                let Some(place) = free else { return Ok(None) };
                std::fs::rename(self.audit.path(), &place).map_err(io("set aside", self.audit.path()))?;
                Ok(Some(place))
            }
        }
    }

    fn aside_name(&self, at: DateTime<Utc>, n: u32) -> PathBuf {
        let time = at.format("%Y%m%dT%H%M%SZ");
        let more = if n == 1 { String::new() } else { format!("-{n}") };
        self.folder.join(format!("audit.damaged-{time}{more}.jsonl"))
    }

    /// Writes the damaged part into a new file, durable before anything is taken off the log.
    fn set_aside(&self, bad: &[u8], at: DateTime<Utc>) -> Result<PathBuf, StoreError> {
        let mut n = 1;
        loop {
            let path = self.aside_name(at, n);
            let mut file = match modes::owner_file(OpenOptions::new().write(true).create_new(true)).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    n += 1;
                    continue;
                }
                Err(error) => return Err(io("write", &path)(error)),
            };
            let written = file.write_all(bad).and_then(|()| file.sync_all());
            written.map_err(io("write", &path))?;
            if let Ok(folder) = File::open(&self.folder) {
                // The name is durable only once the folder is; where folders cannot be synced nothing more can be done.
                let _ = folder.sync_all();
            }
            return Ok(path);
        }
    }

    /// Every event with its digest.
    fn known(&self) -> Result<Vec<Known>, StoreError> {
        let naming = Naming::of_record(&self.connection)?;
        let mut statement = self
            .connection
            .prepare("SELECT hash, stream, seq FROM event ORDER BY recorded_at, stream, seq")
            .map_err(sql("read events"))?;
        let rows = statement.query_map([], |row| {
            let hash: crate::store::events::Digest = row.get(0)?;
            Ok(Known {
                hash,
                name: naming.name(&hash),
                stream: row.get(1)?,
                seq: row.get(2)?,
            })
        });
        let rows = rows.map_err(sql("read events"))?;
        rows.collect::<Result<_, _>>().map_err(sql("read events"))
    }

    /// New lines for events whose lines were lost.
    fn lines_again(&self, lost: &[&Known], how: &Repairing<'_>) -> Result<Vec<Draft>, StoreError> {
        let mut drafts = Vec::with_capacity(lost.len());
        for known in lost {
            let stored = self.event(Stream::named(&known.stream), known.seq)?;
            let mut draft = (how.line)(Stream::named(&known.stream), &stored.event)
                .for_event(&stored.event, Stream::named(&known.stream));
            LineOutcome::WrittenAgain.code().clone_into(&mut draft.outcome);
            if let Some(event) = &mut draft.event {
                event.digest.clone_from(&known.name);
            }
            drafts.push(draft);
        }
        Ok(drafts)
    }
}

impl Repair {
    fn line(&self, how: &Repairing<'_>, bad: &[u8]) -> Draft {
        let name = self
            .aside
            .as_ref()
            .and_then(|path| path.file_name())
            .map(|name| name.to_string_lossy());
        let place = match name {
            Some(name) => format!(
                "{} set aside in {name}, SHA-256 {}",
                counted(self.lines, "line"),
                hex::encode(Sha256::digest(bad))
            ),
            None => "nothing to set aside".to_owned(),
        };
        let target = format!(
            "{}; {place}; {} written again",
            self.why,
            counted(self.restored, "line")
        );
        Draft::new(how.actor, how.at, ACTION, &target, LineOutcome::Ok)
    }
}

fn whole(file: &mut File, path: &Path) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(io("read the audit log", path))?;
    file.read_to_end(&mut bytes).map_err(io("read the audit log", path))?;
    Ok(bytes)
}

fn missing(lost: &[&Known]) -> Option<String> {
    let first = lost.first()?;
    Some(format!("event {} of {} is missing from it", first.seq, first.stream))
}

/// What the log is held against.
struct Held<'a> {
    noted: Option<&'a Head>,
    known: &'a [Known],
    marking: &'a Marking,
}

/// Walks the log as far as it fits to itself, to what the database remembers, and to the events.
fn good(bytes: &[u8], held: &Held<'_>) -> Good {
    let Held { noted, known, marking } = *held;
    let plain = known.iter().map(|k| hex::encode(k.hash));
    let known: HashSet<String> = known.iter().map(|k| k.name.clone()).chain(plain).collect();
    let mut sound = Sound::empty();
    // The line before the last that fits, to which a line that does not follow leads back.
    let mut before: Option<(Head, u64, Option<String>)> = None;
    for (at, line) in lines(bytes) {
        let last = at + line.len() == bytes.len();
        if last && line.is_empty() {
            break;
        }
        let read = match next(line, &sound.head, marking) {
            Ok(read) => read,
            Err(_) if last && cut_off(line) => break,
            Err(damage @ Damage::OutOfChain { .. }) => {
                // Either of the two lines was changed, so neither proves anything.
                sound.go_back(before);
                return sound.but(damage.to_string());
            }
            Err(damage) => return sound.but(damage.to_string()),
        };
        let event = read.draft.event.as_ref();
        let number = read.n;
        if let Some(event) = event.filter(|event| !known.contains(&event.digest)) {
            return sound.but(format!(
                "line {number} is about event {} of {}, which the database does not have",
                event.seq, event.stream
            ));
        }
        if event.is_some_and(|event| sound.told.contains(&event.digest)) {
            return sound.but(format!(
                "line {number} is about an event that an earlier line already records"
            ));
        }
        if noted.is_some_and(|head| head.lines == number && head.digest != line_digest(line)) {
            return sound.but(Damage::Changed { line: number }.to_string());
        }
        let told = read.draft.event.as_ref().map(|event| event.digest.clone());
        before = Some((sound.head.clone(), sound.end, told));
        sound.take(read, line);
        sound.unbroken = last;
        sound.end = position(at + line.len()) + u64::from(!last);
    }
    match noted.filter(|head| head.lines > sound.head.lines) {
        None => Good { sound, why: None },
        Some(head) => {
            let (lines, remembered) = (sound.head.lines, head.lines);
            sound.but(Damage::Shortened { lines, remembered }.to_string())
        }
    }
}

impl Sound {
    /// Goes back by one line.
    fn go_back(&mut self, before: Option<(Head, u64, Option<String>)>) {
        let Some((head, end, told)) = before else { return };
        (self.head, self.end) = (head, end);
        if let Some(told) = told {
            self.told.remove(&told);
        }
    }

    fn but(self, why: String) -> Good {
        Good {
            sound: self,
            why: Some(why),
        }
    }
}
