//! The audit log: one JSON line per action, each with the digest of the line before, in a file of its own.
//!
//! Lines that belong to events go through an outbox in the database: they are noted in the transaction that stores
//! the event and written to the file after it, so that a process killed in between loses neither. The length and last
//! digest of the file are noted in the database, so that a cut-off end shows.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::files::{io, private};
use super::key::hex;
use super::{Store, StoreError, sql};
use crate::core::event::Event;

/// Who acts, from where, in which run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name.
    pub name: String,
    /// Machine.
    pub host: String,
    /// Run of the program.
    pub session: String,
}

/// Which event a line belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRef {
    /// Its stream.
    pub stream: String,
    /// Its number.
    pub seq: u64,
    /// Its digest, hexadecimal.
    #[serde(default)]
    pub digest: String,
}

/// An action, before it has its place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// UTC to the millisecond.
    pub at: String,
    /// Who.
    pub actor: String,
    /// From which machine.
    pub host: String,
    /// In which run.
    pub session: String,
    /// What, such as `fact.set`.
    pub action: String,
    /// To what, such as `2026-001`; never a value, never a name of an affected person.
    pub target: String,
    /// ok, refused, failed …
    pub outcome: String,
    /// The event it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventRef>,
}

/// A line as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its number, from 1.
    pub n: u64,
    /// The action.
    #[serde(flatten)]
    pub draft: Draft,
    /// SHA-256 of the line before, hexadecimal; zeros before the first.
    pub prev: String,
}

impl Draft {
    /// An action of somebody, now.
    pub fn new(actor: &Actor, at: DateTime<Utc>, action: &str, target: &str, outcome: &str) -> Draft {
        Draft {
            at: at.to_rfc3339_opts(SecondsFormat::Millis, true),
            actor: actor.name.clone(),
            host: actor.host.clone(),
            session: actor.session.clone(),
            action: action.to_owned(),
            target: target.to_owned(),
            outcome: outcome.to_owned(),
            event: None,
        }
    }

    /// The same action, belonging to an event.
    pub fn for_event(&self, event: &Event, stream: &str) -> Draft {
        Draft {
            event: Some(EventRef {
                stream: stream.to_owned(),
                seq: event.seq,
                digest: String::new(),
            }),
            ..self.clone()
        }
    }

    /// As the outbox keeps it, with the digest its event got.
    pub(super) fn with_digest(&self, hash: &[u8; 32]) -> Result<String, StoreError> {
        let mut draft = self.clone();
        if let Some(event) = &mut draft.event {
            event.digest = hex(hash);
        }
        serde_json::to_string(&draft).map_err(unreadable("an audit line"))
    }
}

fn unreadable(what: &str) -> impl FnOnce(serde_json::Error) -> StoreError {
    let what = what.to_owned();
    move |source| StoreError::Unreadable { what, source }
}

/// Digest of a line's bytes, hexadecimal.
pub(super) fn line_digest(line: &[u8]) -> String {
    hex(&Sha256::digest(line))
}

/// The digest before the first line.
pub(super) const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Where the file ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) lines: u64,
    pub(super) digest: String,
}

/// The file.
#[derive(Debug, Clone)]
pub struct AuditLog {
    path: PathBuf,
}

impl AuditLog {
    /// The log at a path; made with the first line.
    pub fn at(path: PathBuf) -> AuditLog {
        AuditLog { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the file for one writer at a time; the lock goes with the handle.
    fn lock(&self) -> Result<File, StoreError> {
        let file = private(OpenOptions::new().read(true).append(true).create(true))
            .open(&self.path)
            .map_err(io("open the audit log", &self.path))?;
        file.lock().map_err(io("lock the audit log", &self.path))?;
        Ok(file)
    }

    /// Writes lines and makes them durable.
    fn write(&self, file: &mut File, drafts: &[Draft]) -> Result<Head, StoreError> {
        let mut head = self.mend(file)?;
        let mut bytes = Vec::new();
        for draft in drafts {
            let line = AuditLine {
                n: head.lines + 1,
                draft: draft.clone(),
                prev: head.digest,
            };
            let text = serde_json::to_vec(&line).map_err(unreadable("an audit line"))?;
            head = Head {
                lines: line.n,
                digest: line_digest(&text),
            };
            bytes.extend_from_slice(&text);
            bytes.push(b'\n');
        }
        file.write_all(&bytes).map_err(io("write the audit log", &self.path))?;
        file.sync_data().map_err(io("write the audit log", &self.path))?;
        Ok(head)
    }

    /// Takes off a last line that was cut short by a kill (it was never acknowledged), and says where the file ends.
    fn mend(&self, file: &mut File) -> Result<Head, StoreError> {
        let whole = self.whole_length(file)?;
        let length = file.metadata().map_err(io("read the audit log", &self.path))?.len();
        if whole < length {
            file.set_len(whole).map_err(io("mend the audit log", &self.path))?;
        }
        let Some(last) = self.last_line(file, whole)? else {
            return Ok(Head {
                lines: 0,
                digest: FIRST.to_owned(),
            });
        };
        let line: AuditLine = serde_json::from_slice(&last).map_err(unreadable("the last line of the audit log"))?;
        Ok(Head {
            lines: line.n,
            digest: line_digest(&last),
        })
    }

    /// The length up to and with the last line break.
    fn whole_length(&self, file: &mut File) -> Result<u64, StoreError> {
        let fail = || io("read the audit log", &self.path);
        let mut end = file.seek(SeekFrom::End(0)).map_err(fail())?;
        let mut byte = [0u8];
        while end > 0 {
            file.seek(SeekFrom::Start(end - 1)).map_err(fail())?;
            file.read_exact(&mut byte).map_err(fail())?;
            if byte == [b'\n'] {
                break;
            }
            end -= 1;
        }
        Ok(end)
    }

    /// The last whole line before a position, without its line break.
    fn last_line(&self, file: &mut File, whole: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.last_lines(file, whole, 1)?.pop())
    }

    /// The last lines before a position, oldest first.
    fn last_lines(&self, file: &mut File, whole: u64, count: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        let fail = || io("read the audit log", &self.path);
        let mut span = 4096u64;
        loop {
            let start = whole.saturating_sub(span);
            file.seek(SeekFrom::Start(start)).map_err(fail())?;
            let mut bytes = Vec::new();
            std::io::Read::by_ref(file)
                .take(whole - start)
                .read_to_end(&mut bytes)
                .map_err(fail())?;
            let mut lines: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
            lines.pop();
            if start > 0 && !lines.is_empty() {
                // The first one may be cut.
                lines.remove(0);
            }
            if lines.len() >= count || start == 0 {
                let from = lines.len().saturating_sub(count);
                return Ok(lines.split_off(from));
            }
            span *= 4;
        }
    }

    /// Writes a line that belongs to no event: a read, an export, a failed unlock.
    ///
    /// # Errors
    /// What the disk says.
    pub fn record(&self, draft: &Draft) -> Result<(), StoreError> {
        let mut file = self.lock()?;
        self.write(&mut file, std::slice::from_ref(draft)).map(|_| ())
    }

    /// Every line, in order, as it stands.
    ///
    /// # Errors
    /// What the disk says, or the first line that does not read.
    pub fn lines(&self) -> Result<Vec<AuditLine>, StoreError> {
        if !self.path.exists() {
            return Ok(Vec::new());
        }
        let file = File::open(&self.path).map_err(io("read the audit log", &self.path))?;
        let mut lines = Vec::new();
        for (at, line) in BufReader::new(file).split(b'\n').enumerate() {
            let line = line.map_err(io("read the audit log", &self.path))?;
            let what = format!("line {} of the audit log", at + 1);
            lines.push(serde_json::from_slice(&line).map_err(unreadable(&what))?);
        }
        Ok(lines)
    }

    /// The last lines, oldest first: as many as stand in the last piece of the file, at most `most`.
    ///
    /// # Errors
    /// What the disk says, or a line that does not read.
    pub fn tail(&self, most: usize) -> Result<Vec<AuditLine>, StoreError> {
        const PIECE: u64 = 64 * 1024;
        if !self.path.exists() {
            return Ok(Vec::new());
        }
        let fail = || io("read the audit log", &self.path);
        let mut file = File::open(&self.path).map_err(fail())?;
        let length = file.metadata().map_err(fail())?.len();
        let from = length.saturating_sub(PIECE);
        file.seek(SeekFrom::Start(from)).map_err(fail())?;
        let mut piece = Vec::new();
        file.read_to_end(&mut piece).map_err(fail())?;
        // The first line of a piece from the middle is not whole.
        let whole = piece.split(|byte| *byte == b'\n').skip(usize::from(from > 0));
        let whole: Vec<&[u8]> = whole.filter(|line| !line.is_empty()).collect();
        let last = &whole[whole.len().saturating_sub(most)..];
        let read = last
            .iter()
            .map(|line| serde_json::from_slice(line).map_err(unreadable("a line of the audit log")));
        read.collect()
    }
}

impl Store {
    /// Writes what the outbox holds to the audit log, and notes where the log ends.
    pub(super) fn flush_audit(&mut self) -> Result<(), StoreError> {
        // Another process may flush the same lines: only the holder of the file's lock reads the outbox.
        let mut file = self.audit.lock()?;
        let waiting = self.outbox()?;
        if waiting.is_empty() {
            return Ok(());
        }
        let written = self.already_written(&mut file, waiting.len())?;
        let fresh: Vec<Draft> = waiting
            .iter()
            .filter(|(_, draft)| {
                draft
                    .event
                    .as_ref()
                    .is_none_or(|e| !written.contains(&(e.stream.clone(), e.seq)))
            })
            .map(|(_, draft)| draft.clone())
            .collect();
        let head = self.audit.write(&mut file, &fresh)?;
        let last = waiting.last().map_or(0, |(id, _)| *id);
        let transaction = self.connection.transaction().map_err(sql("begin"))?;
        transaction
            .execute("DELETE FROM outbox WHERE id <= ?1", [last])
            .map_err(sql("empty the outbox"))?;
        for (key, value) in [("audit_lines", head.lines.to_string()), ("audit_digest", head.digest)] {
            transaction
                .execute(
                    "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)",
                    [key, &value],
                )
                .map_err(sql("note the end of the audit log"))?;
        }
        transaction.commit().map_err(sql("commit"))
    }

    fn outbox(&self) -> Result<Vec<(i64, Draft)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, line FROM outbox ORDER BY id")
            .map_err(sql("read the outbox"))?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .map_err(sql("read the outbox"))?;
        let mut drafts = Vec::new();
        for row in rows {
            let (id, line) = row.map_err(sql("read the outbox"))?;
            drafts.push((id, serde_json::from_str(&line).map_err(unreadable("an outbox line"))?));
        }
        Ok(drafts)
    }

    /// Events whose lines a killed process had written before it could empty the outbox.
    fn already_written(&self, file: &mut File, count: usize) -> Result<HashSet<(String, u64)>, StoreError> {
        let whole = self.audit.whole_length(file)?;
        // Lines that belong to no event may stand between them.
        let lines = self.audit.last_lines(file, whole, count + 64)?;
        let lines = lines
            .iter()
            .filter_map(|line| serde_json::from_slice::<AuditLine>(line).ok());
        Ok(lines
            .filter_map(|line| line.draft.event)
            .map(|e| (e.stream, e.seq))
            .collect())
    }

    /// Where the log ended when the record last wrote to it.
    pub(super) fn noted_head(&self) -> Result<Option<Head>, StoreError> {
        let value = |key: &str| {
            self.connection
                .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| {
                    row.get::<_, String>(0)
                })
                .optional()
                .map_err(sql("read the end of the audit log"))
        };
        let lines = value("audit_lines")?.and_then(|text| text.parse().ok());
        Ok(lines
            .zip(value("audit_digest")?)
            .map(|(lines, digest)| Head { lines, digest }))
    }
}
