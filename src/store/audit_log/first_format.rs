//! The log of a record that came from the first format, written anew with marks in place of the digests of events.
//!
//! The log is plain text, and the first format named events by their digests: whoever guesses the words of one can check the
//! guess. Once the second format is confirmed, every line is written anew: the same words, the mark of its event where a digest
//! was, the digest of the line before as it is now, and a mark of the record's key. Before that each line is held against what
//! vouched for it until then; where one does not fit, the log stays as it is, and `audit verify` says what is wrong.
//!
//! The new log lies beside the old one, whole, before the database notes its end; the rename comes last. What a killed process
//! leaves is taken away, or completed, by the next opening.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension as _};

use super::end;
use super::end::{ReadLine, next_line};
use super::event_names::{Named, Naming};
use super::line::{Actor, AuditLine, Draft, Head, LineOutcome, line_digest, unreadable};
use super::line_mark::{LineKey, LineWriter, Marking, SINCE, Voucher};
use crate::core::time::WallTime;
use crate::store::files;
use crate::store::files::io;
use crate::store::{AUDIT, Store, StoreError, sql};

/// The end of the new log, from the moment on that it counts until it lies in its place.
const MOVING: &str = "audit_keyed_moving";
/// The end of the old log.
const BEFORE: &str = "audit_before_keyed";
const ACTION: &str = "audit.key";

/// What writes a line as it was written, and as it is to be.
struct Writers {
    keys: Vec<(u64, LineWriter)>,
    plain: LineWriter,
    locked: LineWriter,
}

impl Writers {
    fn of(keys: &[LineKey]) -> Writers {
        let writer = |key: &LineKey| (key.since, Marking::Keyed(vec![key.clone()]).writer());
        Writers {
            keys: keys.iter().map(writer).collect(),
            plain: Marking::None.writer(),
            locked: Marking::Locked.writer(),
        }
    }

    /// As a line was written that is vouched for so.
    fn earlier(&self, voucher: Voucher, line: u64) -> &LineWriter {
        match voucher {
            Voucher::Key => self.later(line),
            Voucher::Locked => &self.locked,
            Voucher::Older => &self.plain,
        }
    }

    /// The newest that had begun; the first has, from the first line on.
    fn later(&self, line: u64) -> &LineWriter {
        let begun = self.keys.iter().rev().find(|(since, _)| *since <= line);
        begun.or(self.keys.first()).map_or(&self.plain, |(_, writer)| writer)
    }
}

/// The two ends that the walk has come to.
struct Ends {
    was: Head,
    is: Head,
}

impl Store {
    fn beside_log(&self) -> PathBuf {
        self.folder.join(format!("{AUDIT}.keyed"))
    }

    /// Whether lines of the log name events by their digests, or carry no mark, since the record was of the first format then.
    fn has_lines_without_keys(&self) -> Result<bool, StoreError> {
        let named = matches!(Naming::of_record(&self.connection)?, Naming::Keyed(_));
        Ok(named && meta(&self.connection, SINCE)?.as_deref() != Some("1"))
    }

    /// Writes the log of a record that came from the first format anew. Nothing where that was done, and where the record is
    /// shared: its server holds lines of this log against it.
    ///
    /// Where something does not fit, the log stays as it is and no error is returned: this runs when a record is
    /// opened, and `audit verify` reports what is wrong. The lock is held from the look at the old log to the rename,
    /// so that nobody adds a line to the old log meanwhile.
    ///
    /// # Errors
    /// What the disk or the database says; the log is as it was then.
    pub fn key_log(&self, actor: &Actor, at: WallTime) -> Result<(), StoreError> {
        if !self.can_write() || !self.has_lines_without_keys()? || self.has_home()? {
            return Ok(());
        }
        // What waits names events by their digests as well.
        self.flush_audit();
        if !self.outbox()?.is_empty() || !self.audit.exists().is_ok_and(|there| there) {
            return Ok(());
        }
        let Ok(mut file) = self.audit.lock() else { return Ok(()) };
        let noted = self.noted_head()?;
        let (marking, naming) = (self.marking()?, Naming::of_record(&self.connection)?);
        let Marking::Keyed(keys) = &marking else { return Ok(()) };
        // A log that is damaged is told and repaired first.
        let Ok(sound) = self.audit.examine(&mut file, noted.as_ref(), &marking) else {
            return Ok(());
        };
        if noted.is_none_or(|noted| noted.lines != sound.head.lines || noted.digest != sound.head.digest)
            || !self.outbox()?.is_empty()
        {
            return Ok(());
        }
        let Some(ends) = self.write_keyed(&marking, &Writers::of(keys), &naming)? else {
            return files::remove(&self.beside_log());
        };
        if ends.was.lines != sound.head.lines || ends.was.digest != sound.head.digest {
            return files::remove(&self.beside_log());
        }
        let told = Draft::new(
            actor,
            at,
            ACTION,
            &format!("lines 1 to {}", ends.was.lines),
            LineOutcome::Noted,
        );
        let told = serde_json::to_string(&told).map_err(unreadable("an audit line"))?;
        let end = |head: &Head| format!("{} {}", head.lines, head.digest);
        let is = Head {
            at: sound.head.at,
            ..ends.is
        };
        self.note_head_with(&is, None, |transaction| {
            put(transaction, SINCE, "1")?;
            put(transaction, BEFORE, &end(&ends.was))?;
            put(transaction, MOVING, &end(&is))?;
            transaction.execute("INSERT INTO outbox (line) VALUES (?1)", [told])
        })?;
        self.move_keyed_log()?;
        drop(file);
        self.flush_audit();
        Ok(())
    }

    /// Completes what a killed process had begun. Before anything else looks at the log.
    pub(crate) fn complete_keyed_log(&self) -> Result<(), StoreError> {
        if meta(&self.connection, MOVING)?.is_none() {
            return Ok(());
        }
        let Ok(_file) = self.audit.lock() else {
            return Ok(());
        };
        // Whoever held the lock may have completed it.
        match meta(&self.connection, MOVING)? {
            Some(_) => self.move_keyed_log(),
            None => Ok(()),
        }
    }

    fn move_keyed_log(&self) -> Result<(), StoreError> {
        let (from, to) = (self.beside_log(), self.folder.join(AUDIT));
        if from.exists() {
            std::fs::rename(&from, &to).map_err(io("write the audit log", &to))?;
            files::sync_folder(&self.folder)?;
        }
        self.connection
            .execute("DELETE FROM meta WHERE key = ?1", [MOVING])
            .map(drop)
            .map_err(sql("note that the audit log lies in its place"))
    }

    /// Writes the new log beside the old one; `None` where a line of the old one does not fit.
    fn write_keyed(&self, marking: &Marking, writers: &Writers, naming: &Naming) -> Result<Option<Ends>, StoreError> {
        let (path, beside) = (self.audit.path(), self.beside_log());
        let fail = || io("read the audit log", path);
        files::remove(&beside)?;
        let mut reader = BufReader::with_capacity(1 << 20, File::open(path).map_err(fail())?);
        let mut out = BufWriter::with_capacity(1 << 20, files::create_new(&beside)?);
        let mut ends = Ends {
            was: Head::none(),
            is: Head::none(),
        };
        let (mut line, mut bytes) = (Vec::new(), Vec::new());
        loop {
            match next_line(&mut reader, &mut line).map_err(fail())? {
                ReadLine::End => break,
                ReadLine::TooLong => return Ok(None),
                ReadLine::Whole => {}
            }
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            let Some(read) = as_it_was(text, &ends.was, marking, writers)? else {
                return Ok(None);
            };
            bytes.clear();
            let n = read.n;
            ends.was = ends.was.followed(text);
            let (locked, action) = (read.locked, keyed(read, naming)?);
            let writer = if locked { &writers.locked } else { writers.later(n) };
            writer.write(&mut bytes, &ends.is, &action);
            ends.is = ends.is.followed(&bytes);
            bytes.push(b'\n');
            out.write_all(&bytes).map_err(io("write", &beside))?;
        }
        let file = out
            .into_inner()
            .map_err(|error| io("write", &beside)(error.into_error()))?;
        file.sync_all().map_err(io("write", &beside))?;
        Ok(Some(ends))
    }
}

/// A line that follows the one before and is vouched for, and that this firebell would have written byte for byte.
fn as_it_was(
    text: &[u8],
    before: &Head,
    marking: &Marking,
    writers: &Writers,
) -> Result<Option<AuditLine>, StoreError> {
    let Ok(read) = end::next(text, before, marking) else {
        return Ok(None);
    };
    let Ok(voucher) = marking.voucher(read.n, text, read.locked) else {
        return Ok(None);
    };
    let action = serde_json::to_vec(&read.draft).map_err(unreadable("an audit line"))?;
    let mut again = Vec::with_capacity(text.len());
    writers.earlier(voucher, read.n).write(&mut again, before, &action);
    Ok((again == text).then_some(read))
}

/// The action of a line, with the mark of its event where its digest was.
fn keyed(mut read: AuditLine, naming: &Naming) -> Result<Vec<u8>, StoreError> {
    if let Some(event) = &mut read.draft.event
        && let Some(Named::Plain(digest)) = Named::read(&event.digest)
    {
        event.digest = naming.name(&digest);
    }
    serde_json::to_vec(&read.draft).map_err(unreadable("an audit line"))
}

impl Head {
    fn followed(&self, line: &[u8]) -> Head {
        Head {
            lines: self.lines + 1,
            digest: line_digest(line),
            at: None,
        }
    }
}

fn meta(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    connection
        .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
        .optional()
        .map_err(sql("read how the audit log is kept"))
}

fn put(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        [key, value],
    )
}
