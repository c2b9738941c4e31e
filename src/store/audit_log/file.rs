//! The audit log: one JSON line per action, each with the digest of the line before, in a file of its own.
//!
//! This file reads and writes the log; `outbox` says what is written to it, `end` whether it may be, and `repair` sets a
//! damaged end aside.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::damage::Damage;
use super::end;
use super::end::{ReadLine, Sound};
use super::line::{AuditLine, Draft, Head, line_digest, unreadable};
use super::line_mark::Marking;
use super::outbox::FEW;
use crate::platform::{modes, opening};
use crate::store::StoreError;
use crate::store::files::io;
use crate::store::warnings::LogTrouble;

/// The lines of a log that may be damaged.
#[derive(Debug, Clone, Default)]
pub struct LogLines {
    /// Those that can be read, in order.
    pub readable: Vec<AuditLine>,
    /// Where in the file the others are, counted from 1.
    pub unreadable: Vec<usize>,
}

/// The bytes of lines that follow an end, and the end they make. Only numbers, digests and marks need the line before.
fn following(sound: &Sound, drafts: &[&Draft], marking: &Marking) -> Result<(Vec<u8>, Head), StoreError> {
    let written = |draft: &&Draft| serde_json::to_vec(draft).map_err(unreadable("an audit line"));
    let texts: Vec<Vec<u8>> = drafts
        .par_iter()
        .with_min_len(FEW)
        .map(written)
        .collect::<Result<_, _>>()?;
    let writer = marking.writer();
    let mut head = sound.head.clone();
    let mut bytes = Vec::with_capacity(texts.iter().map(|text| text.len() + 200).sum());
    if sound.unbroken {
        bytes.push(b'\n');
    }
    for (draft, text) in drafts.iter().zip(&texts) {
        let begins = bytes.len();
        writer.write(&mut bytes, &head, text);
        head = Head {
            lines: head.lines + 1,
            digest: line_digest(&bytes[begins..]),
            at: draft.moment().or(head.at),
        };
        bytes.push(b'\n');
    }
    Ok((bytes, head))
}

#[derive(Debug, Clone)]
pub struct AuditLog {
    path: PathBuf,
}

impl AuditLog {
    /// The log at a path; made with the first line.
    pub fn at(path: PathBuf) -> AuditLog {
        AuditLog { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the file for one writer at a time; the lock goes with the handle.
    pub(crate) fn lock(&self) -> Result<File, LogTrouble> {
        loop {
            let file = match self.exists()? {
                true => OpenOptions::new().read(true).append(true).open(&self.path),
                false => modes::owner_file(OpenOptions::new().read(true).append(true).create(true)).open(&self.path),
            };
            let file = file.map_err(io("open the audit log", &self.path))?;
            file.lock().map_err(io("lock the audit log", &self.path))?;
            // While somebody else held the lock, another log may have taken its place.
            match opening::is_at(&file, &self.path) {
                Ok(true) => return Ok(file),
                Ok(false) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(io("examine the audit log", &self.path)(error).into()),
            }
        }
    }

    /// Whether there is a log; something else in its place is damage. A link is not followed: what it leads to would be
    /// written, and opening a pipe could wait for ever.
    pub(crate) fn exists(&self) -> Result<bool, LogTrouble> {
        match std::fs::symlink_metadata(&self.path) {
            Ok(found) if found.is_file() => Ok(true),
            Ok(_) => Err(LogTrouble::Damaged(Damage::NotAFile)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(io("examine the audit log", &self.path)(error).into()),
        }
    }

    /// Whether another line could follow, and where the log ends, without writing anything.
    pub(crate) fn look(&self, remembered: Option<&Head>, marking: &Marking) -> Result<Option<Head>, LogTrouble> {
        if !self.exists()? {
            return match remembered.filter(|head| head.lines > 0) {
                None => Ok(None),
                Some(head) => Err(LogTrouble::Damaged(Damage::Shortened {
                    lines: 0,
                    remembered: head.lines,
                })),
            };
        }
        let mut file = File::open(&self.path).map_err(io("open the audit log", &self.path))?;
        let sound = self.examine(&mut file, remembered, marking)?;
        Ok(Some(sound.head))
    }

    /// Looks at the end of the log from the line on that the database remembers.
    pub(crate) fn examine(
        &self,
        file: &mut File,
        remembered: Option<&Head>,
        marking: &Marking,
    ) -> Result<Sound, LogTrouble> {
        let looked = end::examine(file, remembered, marking).map_err(io("read the audit log", &self.path))?;
        looked.map_err(LogTrouble::Damaged)
    }

    /// Writes lines behind a sound end and makes them durable. What fails halfway is taken off again.
    pub(crate) fn write(
        &self,
        file: &mut File,
        sound: &Sound,
        drafts: &[&Draft],
        marking: &Marking,
    ) -> Result<Head, StoreError> {
        let (bytes, head) = following(sound, drafts, marking)?;
        let fail = || io("write the audit log", &self.path);
        let length = file.metadata().map_err(fail())?.len();
        if sound.end < length {
            file.set_len(sound.end).map_err(fail())?;
        }
        let written = file.write_all(&bytes).and_then(|()| file.sync_data());
        if written.is_err() {
            // Where this fails too, the next writer finds half a line and takes it off.
            let _ = file.set_len(sound.end);
        }
        written.map_err(fail())?;
        Ok(head)
    }

    /// Writes a line where the database cannot be asked: a failed unlock, a record that was just restored. The line says so.
    ///
    /// # Errors
    /// What the disk says, or a last line that no other may follow.
    pub fn record(&self, draft: &Draft) -> Result<(), StoreError> {
        let wrote = || -> Result<(), LogTrouble> {
            let mut file = self.lock()?;
            let looked = end::last_line(&mut file).map_err(io("read the audit log", &self.path))?;
            let sound = looked.map_err(LogTrouble::Damaged)?;
            self.write(&mut file, &sound, &[draft], &Marking::Locked)?;
            Ok(())
        };
        Ok(wrote()?)
    }

    /// Every line that can be read, in order, and the numbers of those that cannot.
    ///
    /// # Errors
    /// What the disk says.
    pub fn lines(&self) -> Result<LogLines, StoreError> {
        let mut all = LogLines::default();
        if !self.exists()? {
            return Ok(all);
        }
        let file = File::open(&self.path).map_err(io("read the audit log", &self.path))?;
        let mut reader = BufReader::new(file);
        let mut bytes = Vec::new();
        for number in 1.. {
            let read = end::next_line(&mut reader, &mut bytes).map_err(io("read the audit log", &self.path))?;
            let line = match read {
                ReadLine::End => break,
                ReadLine::TooLong => None,
                ReadLine::Whole => serde_json::from_slice(bytes.strip_suffix(b"\n").unwrap_or(&bytes)).ok(),
            };
            match line {
                Some(line) => all.readable.push(line),
                None => all.unreadable.push(number),
            }
        }
        Ok(all)
    }

    /// What the last line that tells of an event of a stream is about, such as the code of an incident.
    pub(crate) fn target_of(&self, stream: &str) -> Result<Option<String>, StoreError> {
        if !self.exists()? {
            return Ok(None);
        }
        let file = File::open(&self.path).map_err(io("read the audit log", &self.path))?;
        let mut reader = BufReader::new(file);
        let finder = memchr::memmem::Finder::new(stream);
        let (mut bytes, mut target) = (Vec::new(), None);
        loop {
            let read = end::next_line(&mut reader, &mut bytes).map_err(io("read the audit log", &self.path))?;
            match read {
                ReadLine::End => return Ok(target),
                ReadLine::Whole if finder.find(&bytes).is_some() => {
                    let line: Option<AuditLine> = serde_json::from_slice(&bytes).ok();
                    let draft = line.map(|line| line.draft);
                    let draft = draft.filter(|draft| draft.event.as_ref().is_some_and(|event| event.stream == stream));
                    target = draft.map(|draft| draft.target).or(target);
                }
                ReadLine::Whole | ReadLine::TooLong => {}
            }
        }
    }

    /// The last lines that can be read, oldest first: as many as the last piece of the file holds, at most `most`.
    ///
    /// # Errors
    /// What the disk says.
    pub fn tail(&self, most: usize) -> Result<Vec<AuditLine>, StoreError> {
        const PIECE: u64 = 64 * 1024;
        if !self.exists()? {
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
        let readable = whole.filter_map(|line| serde_json::from_slice(line).ok());
        let mut all: Vec<AuditLine> = readable.collect();
        Ok(all.split_off(all.len().saturating_sub(most)))
    }
}
