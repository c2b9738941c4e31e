//! The end of the audit log: whether another line may follow it, and what stands after the line that the database
//! remembers. Only what comes after that line is read, however long the log is.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, Read as _, Seek as _, SeekFrom};

use super::damage::{Damage, LONGEST_END};
use super::line::{AuditLine, Draft, Head, line_digest};
use super::line_mark::{Marking, Voucher};

/// How a line of the log begins; a piece that begins otherwise was not left by a write that was cut off.
const BEGINS: &[u8] = b"{\"n\":";
/// A line that is longer than this was not written by firebell.
const LONGEST: usize = 1 << 16;
/// The longest line that is taken into memory where a log is read from its beginning, in bytes. Lines of any firebell are
/// far shorter.
pub(crate) const LONGEST_READ: u64 = 1 << 20;
/// How much of the end is read at first.
const PIECE: u64 = 1 << 16;

/// An end that another line may follow.
#[derive(Debug)]
pub(crate) struct Sound {
    /// The last line.
    pub(crate) head: Head,
    /// Where the next line goes; what stands behind it was cut off in the middle of a write.
    pub(crate) end: u64,
    /// The last line has lost its line break.
    pub(crate) unbroken: bool,
    /// Digests of events told of since the remembered line.
    pub(crate) told: HashSet<String>,
    /// Lines without an event since then.
    pub(crate) plain: Vec<Draft>,
}

/// A line of the log, read from its beginning.
pub(crate) enum ReadLine {
    /// There is none any more.
    End,
    /// It is in the buffer, with its line break.
    Whole,
    /// It is longer than [`LONGEST_READ`], and was passed over; its beginning is in the buffer.
    TooLong,
}

/// Reads the next line behind what a buffer has, which never grows by more than [`LONGEST_READ`].
pub(crate) fn add_line(reader: &mut impl BufRead, bytes: &mut Vec<u8>) -> io::Result<ReadLine> {
    let read = io::Read::by_ref(reader).take(LONGEST_READ).read_until(b'\n', bytes)?;
    if read == 0 {
        return Ok(ReadLine::End);
    }
    if bytes.ends_with(b"\n") || position(read) < LONGEST_READ {
        return Ok(ReadLine::Whole);
    }
    reader.skip_until(b'\n')?;
    Ok(ReadLine::TooLong)
}

/// Reads the next line into a buffer, which never grows beyond [`LONGEST_READ`].
pub(crate) fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<ReadLine> {
    line.clear();
    add_line(reader, line)
}

/// Bytes of the file from one position to another.
fn piece(file: &mut File, from: u64, to: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    io::Read::by_ref(file).take(to - from).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Lines with the position at which each begins. The last one has no line break.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    bytes.split(|byte| *byte == b'\n').map(move |line| {
        let begins = at;
        at += line.len() + 1;
        (begins, line)
    })
}

/// Looks at the end of the log from the line on that the database remembers.
pub(crate) fn examine(
    file: &mut File,
    remembered: Option<&Head>,
    marking: &Marking,
) -> io::Result<Result<Sound, Damage>> {
    let length = file.metadata()?.len();
    let Some(remembered) = remembered.filter(|head| head.lines > 0) else {
        if length > LONGEST_END {
            return Ok(Err(Damage::TooLong));
        }
        let rest = piece(file, 0, length)?;
        return Ok(follow(&rest, 0, Head::none(), marking));
    };
    let found = match find(file, length, remembered)? {
        Ok(found) => found,
        Err(damage) => return Ok(Err(damage)),
    };
    if length.saturating_sub(found) > LONGEST_END {
        return Ok(Err(Damage::TooLong));
    }
    let rest = piece(file, found.min(length), length)?;
    let sound = follow(&rest, found.min(length), remembered.clone(), marking);
    Ok(sound.map(|sound| Sound {
        unbroken: sound.unbroken || found > length,
        ..sound
    }))
}

/// The position behind a line and its line break; one past the end where the break is gone.
fn find(file: &mut File, length: u64, wanted: &Head) -> io::Result<Result<u64, Damage>> {
    let begins = format!("{{\"n\":{},", wanted.lines);
    let mut span = PIECE;
    loop {
        let start = length.saturating_sub(span);
        let bytes = piece(file, start, length)?;
        // The first line of a piece from the middle is not whole.
        let all: Vec<_> = lines(&bytes).skip(usize::from(start > 0)).collect();
        let is_it = |line: &[u8]| line.starts_with(begins.as_bytes()) && line_digest(line) == wanted.digest;
        if let Some((at, line)) = all.iter().rev().find(|(_, line)| is_it(line)) {
            return Ok(Ok(start + position(at + line.len() + 1)));
        }
        if start == 0 {
            let count = position(all.iter().filter(|(_, line)| !line.is_empty()).count());
            return Ok(Err(match count < wanted.lines {
                true => Damage::Shortened {
                    lines: count,
                    remembered: wanted.lines,
                },
                false => Damage::Changed { line: wanted.lines },
            }));
        }
        if span >= LONGEST_END {
            return Ok(Err(Damage::TooLong));
        }
        span = span.saturating_mul(8).min(LONGEST_END);
    }
}

pub(crate) fn position(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}

/// Whether a line is the one that comes after another.
pub(crate) fn next(line: &[u8], head: &Head, marking: &Marking) -> Result<AuditLine, Damage> {
    let number = head.lines + 1;
    let read: AuditLine = serde_json::from_slice(line).map_err(|_| Damage::NotALine { line: number })?;
    if read.n != number || read.prev != head.digest {
        return Err(Damage::OutOfChain { line: number });
    }
    let vouched = marking.voucher(number, line, read.locked);
    let why = match (vouched, &read.draft.event) {
        (Ok(Voucher::Locked), Some(_)) => EVENT_WHILE_LOCKED,
        (Ok(_), _) => return Ok(read),
        (Err(why), _) => why,
    };
    Err(Damage::Unmarked { line: number, why })
}

/// No event is recorded without the key.
pub(crate) const EVENT_WHILE_LOCKED: &str = "it tells of an event, and says that the record was locked";

/// Walks the lines after one that is known to be right. `base` is where they begin in the file.
fn follow(rest: &[u8], base: u64, head: Head, marking: &Marking) -> Result<Sound, Damage> {
    let mut sound = Sound {
        head,
        end: base,
        ..Sound::empty()
    };
    for (at, line) in lines(rest) {
        let last = at + line.len() == rest.len();
        if last && line.is_empty() {
            break;
        }
        match next(line, &sound.head, marking) {
            Ok(read) => sound.take(read, line),
            Err(_) if last && cut_off(line) => break,
            Err(damage) => return Err(damage),
        }
        sound.unbroken = last;
        sound.end = base + position(at + line.len()) + u64::from(!last);
    }
    Ok(sound)
}

impl Sound {
    /// Before the first line.
    pub(crate) fn empty() -> Sound {
        Sound {
            head: Head::none(),
            end: 0,
            unbroken: false,
            told: HashSet::new(),
            plain: Vec::new(),
        }
    }

    /// Goes on by one line.
    pub(crate) fn take(&mut self, line: AuditLine, bytes: &[u8]) {
        self.head = Head {
            lines: line.n,
            digest: line_digest(bytes),
            at: line.draft.moment(),
        };
        match line.draft.event {
            Some(event) => drop(self.told.insert(event.digest)),
            None => self.plain.push(line.draft),
        }
    }

    /// Whether a line that waits was written already by a process that was killed before it could say so.
    pub(crate) fn tells(&self, draft: &Draft) -> bool {
        match &draft.event {
            Some(event) => self.told.contains(&event.digest),
            None => self.plain.contains(draft),
        }
    }
}

/// Whether a piece at the end is the beginning of a line, from a write that was cut off and never acknowledged. It may
/// be shorter than the fixed beginning of a line; a piece longer than any line of ours was written by somebody else.
pub(crate) fn cut_off(piece: &[u8]) -> bool {
    piece.len() < LONGEST && (piece.starts_with(BEGINS) || BEGINS.starts_with(piece))
}

/// Looks at the last line only, where the database cannot be read. A cut-off line counts as damage here, because only
/// the database knows whether it was acknowledged.
pub(crate) fn last_line(file: &mut File) -> io::Result<Result<Sound, Damage>> {
    let length = file.metadata()?.len();
    let bytes = piece(file, length.saturating_sub(PIECE), length)?;
    let text = bytes.strip_suffix(b"\n");
    let begins = memchr::memrchr(b'\n', text.unwrap_or(&bytes)).map_or(0, |at| at + 1);
    let line = &text.unwrap_or(&bytes)[begins..];
    let mut sound = Sound {
        end: length,
        unbroken: text.is_none() && length > 0,
        ..Sound::empty()
    };
    if length == 0 {
        return Ok(Ok(sound));
    }
    Ok(match serde_json::from_slice::<AuditLine>(line) {
        Ok(read) => {
            sound.take(read, line);
            Ok(sound)
        }
        Err(_) => Err(Damage::LastLine),
    })
}
