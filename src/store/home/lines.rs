//! The lines of this machine's audit log that tell of no event (readings, exports, refusals, failed unlocks), kept a second
//! time on the server, in a table that nobody's login may change. Lines of events are with the events there already.
//!
//! What is sent is sealed for the team. The marks beside it are made under the team's key and chained, so that a machine
//! can hold its own log against them without reading anybody's lines.

use std::fs::File;
use std::io::BufReader;

use super::super::audit_line::{AuditLine, unreadable};
use super::super::files::io;
use super::super::log_end::{ReadLine, next_line};
use super::super::{Broken, Store, StoreError};
use super::error::HomeError;
use super::kept::Kept;
use super::part::{Part, SignedPart, Told, begin, text_of};
use super::row::LogName;
use super::shared::Shared;
use crate::core::member::Members;

/// As many lines go into one part.
const MOST_LINES: usize = 500;

/// How the log of this machine stands against what the server keeps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinesThere {
    /// It could not be asked.
    NotAsked(HomeError),
    /// Its tables are of a time before lines were kept there.
    NoTable,
    Compared {
        /// Lines that are there and here.
        lines: u64,
        /// Lines that are not there yet.
        unsent: u64,
    },
}

/// The first lines of a slice that are in a part.
fn up_to(lines: &[AuditLine], upto: u64) -> &[AuditLine] {
    &lines[..lines.partition_point(|line| line.n <= upto)]
}

/// A line of some machine's audit log, as the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineThere {
    /// Names the machine's log on the server.
    pub machine: uuid::Uuid,
    /// The login that sent it.
    pub login: String,
    pub line: AuditLine,
}

impl Store {
    /// The lines that the server has of every machine, in the order in which they came there; and how many parts of them this
    /// machine cannot open.
    ///
    /// # Errors
    /// Where the server cannot be reached, or the login may not read them.
    pub fn lines_on_server(&self) -> Result<(Vec<LineThere>, u64), StoreError> {
        let shared = self.shared.as_ref().ok_or(HomeError::NotShared)?.reached()?;
        let kept = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?;
        let (mut lines, mut closed) = (Vec::new(), 0);
        for part in shared.link.lock().sealed_parts()? {
            let place = (part.machine.into_bytes(), part.n);
            let key = kept.key(part.epoch);
            let text = key.and_then(|key| key.open_lines(&shared.log.record, place, &part.sealed));
            let Some(text) = text else {
                closed += 1;
                continue;
            };
            let read = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            for line in read {
                let line = serde_json::from_slice(line).map_err(unreadable("an audit line on the server"))?;
                lines.push(LineThere {
                    machine: part.machine,
                    login: part.login.clone(),
                    line,
                });
            }
        }
        Ok((lines, closed))
    }

    /// Sends lines that the server does not have. Whoever noted them goes on: what cannot be sent now is sent with the next.
    pub(crate) fn send_lines(&self) {
        let Some(shared) = &self.shared else { return };
        let busy = !self.connection.is_autocommit() || shared.reached().is_err();
        if busy || shared.without_lines.get() {
            return;
        }
        if let Err(StoreError::Home(HomeError::Refused { .. })) = self.try_sending(shared) {
            shared.without_lines.set(true);
        }
    }

    fn try_sending(&self, shared: &Shared) -> Result<(), StoreError> {
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(());
        };
        let mut told = self.told()?;
        let key = kept.newest().ok_or(HomeError::NotShared)?;
        let lines = self.lines_after(told.upto)?;
        let signing = self.signing();
        for some in lines.chunks(MOST_LINES) {
            let part = Part::of(&shared.log, (&told, &key), some)?;
            let place = (told.machine.into_bytes(), part.n);
            let sealed = key.seal_lines(&shared.log.record, place, &text_of(some)?)?;
            let part = part.signed(signing.as_ref().map(|(_, signer)| signer));
            let sent = shared.link.lock().add_part(told.machine, &part, &sealed);
            match sent {
                Ok(()) => told.add(&part.part),
                // Another run on this machine was quicker, or an answer was lost: what is there is looked at.
                Err(HomeError::Late) => return self.take_note_of_parts(shared, &kept, told),
                Err(error) => return Err(error.into()),
            }
            told.write(&self.connection)?;
        }
        Ok(())
    }

    /// Takes note of parts that are there already and are those of this machine's log.
    fn take_note_of_parts(&self, shared: &Shared, kept: &Kept, mut told: Told) -> Result<(), StoreError> {
        let parts = shared.link.lock().parts(told.machine, told.parts)?;
        let lines = self.lines_after(told.upto)?;
        let mut rest = lines.as_slice();
        for part in parts.into_iter().map(|signed| signed.part) {
            let some = up_to(rest, part.upto);
            let Some(key) = kept.key(part.epoch) else { break };
            if Part::of(&shared.log, (&told, &key), some)? != part {
                break;
            }
            told.add(&part);
            rest = &rest[some.len()..];
        }
        told.write(&self.connection)
    }

    /// Sends what a server that was restored from a backup has lost of them.
    pub(super) fn send_lines_again(&self) -> Result<(), StoreError> {
        let (Some(shared), Some(kept)) = (&self.shared, Kept::read(&self.connection)?) else {
            return Ok(());
        };
        self.take_note_of_parts(shared, &kept, self.told()?.at_beginning())?;
        self.send_lines();
        Ok(())
    }

    pub(super) fn told(&self) -> Result<Told, StoreError> {
        if let Some(told) = Told::read(&self.connection)? {
            return Ok(told);
        }
        begin(&self.connection, self.noted_head()?.map_or(0, |head| head.lines))
    }

    /// Lines after one that tell of no event.
    fn lines_after(&self, after: u64) -> Result<Vec<AuditLine>, StoreError> {
        let of_machine = |line: &AuditLine| line.n > after && line.draft.event.is_none();
        let last = self.audit.tail(usize::MAX)?;
        if last.first().is_none_or(|first| first.n <= after + 1) {
            return Ok(last.into_iter().filter(of_machine).collect());
        }
        let fail = || io("read the audit log", self.audit.path());
        let mut reader = BufReader::new(File::open(self.audit.path()).map_err(fail())?);
        let (mut bytes, mut lines) = (Vec::new(), Vec::new());
        while let ReadLine::Whole | ReadLine::TooLong = next_line(&mut reader, &mut bytes).map_err(fail())? {
            // Within a text the quotes would be escaped.
            let of_event = bytes.windows(9).any(|window| window == b"\"event\":{");
            if !of_event && let Ok(line) = serde_json::from_slice::<AuditLine>(bytes.trim_ascii_end()) {
                lines.push(line);
            }
        }
        lines.retain(of_machine);
        Ok(lines)
    }

    /// Holds the log of this machine against what the server keeps of it; `None` where the record is not shared.
    ///
    /// # Errors
    /// What disk and database say.
    pub fn compare_lines(&self) -> Result<Option<(LinesThere, Option<Broken>)>, StoreError> {
        let Some(shared) = &self.shared else { return Ok(None) };
        if let Err(why) = shared.reached() {
            return Ok(Some((LinesThere::NotAsked(why), None)));
        }
        self.send_lines();
        if shared.without_lines.get() {
            return Ok(Some((LinesThere::NoTable, None)));
        }
        let (Some(kept), told) = (Kept::read(&self.connection)?, self.told()?) else {
            return Ok(None);
        };
        let parts = shared.link.lock().parts(told.machine, 0);
        let parts = match parts {
            Ok(parts) => parts,
            Err(why) => return Ok(Some((LinesThere::NotAsked(why), None))),
        };
        let lines = self.lines_after(told.from)?;
        let compared = compare(&shared.log, &kept, (&told, &parts), &lines)?;
        let compared = match compared {
            None => unsigned(&parts, &self.members()?),
            found => found,
        };
        let there: u64 = parts.iter().map(|signed| u64::from(signed.part.lines)).sum();
        let unsent = lines.iter().filter(|line| line.n > told.upto).count();
        Ok(Some((
            LinesThere::Compared {
                lines: there,
                unsent: u64::try_from(unsent).unwrap_or(u64::MAX),
            },
            compared.map(Broken::Server),
        )))
    }
}

/// The first part whose signature is missing or not that of a member.
fn unsigned(parts: &[SignedPart], members: &Members) -> Option<String> {
    let mut signed_before = false;
    parts.iter().find_map(|part| {
        let flaw = part.flaw(members, signed_before);
        signed_before |= part.signature.is_some();
        flaw
    })
}

/// The first thing that does not fit between a machine's lines and the parts that the server has.
fn compare(
    log: &LogName,
    kept: &Kept,
    (told, parts): (&Told, &[SignedPart]),
    lines: &[AuditLine],
) -> Result<Option<String>, StoreError> {
    let mut at = told.at_beginning();
    let mut rest = lines;
    for part in parts.iter().map(|signed| &signed.part) {
        let some = up_to(rest, part.upto);
        let (first, last) = (at.upto + 1, part.upto);
        let Some(key) = kept.key(part.epoch) else {
            return Ok(Some(format!(
                "part {} is marked under a key that was not handed out",
                part.n
            )));
        };
        if Part::of(log, (&at, &key), some)? != *part {
            return Ok(Some(match u64::from(part.lines) == some.len() as u64 {
                true => format!("lines {first} to {last} are not those that the server was sent"),
                false => format!(
                    "of the lines {first} to {last} the server was sent {}, and this machine has {}",
                    part.lines,
                    some.len()
                ),
            }));
        }
        at.add(part);
        rest = &rest[some.len()..];
    }
    Ok((at.parts < told.parts).then(|| {
        format!(
            "the server has {} parts of this machine's log; it had confirmed {}",
            at.parts, told.parts
        )
    }))
}
