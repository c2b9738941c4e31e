//! The lines of this machine's audit log that tell of no event (readings, exports, refusals, failed unlocks), kept a second
//! time on the server, in a table that nobody's login may change. Lines of events are with the events there already.
//!
//! What is sent is sealed for the team. The marks beside it are made under the team's key and chained, so that a machine
//! can hold its own log against them without reading anybody's lines.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::BufReader;

use uuid::Uuid;

use super::error::HomeError;
use super::kept_locally::Kept;
use super::log_part::{Part, SignedPart, Told, begin, marked, text_of};
use super::row::LogName;
use super::shared::Shared;
use crate::core::member::Members;
use crate::store::audit_log::end::{ReadLine, next_line};
use crate::store::audit_log::line::AuditLine;
use crate::store::events::Digest;
use crate::store::files::io;
use crate::store::{Broken, Store, StoreError};

/// How often lines are sent anew behind what somebody else put there.
const TRIES: u32 = 4;
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
        /// Parts there that nobody of the record signed: they count for nothing.
        void: u64,
    },
}

/// The marks of a machine's parts that count, by their numbers: those that a member signed, and those before the first of these,
/// which an earlier firebell sent.
struct Signed(BTreeMap<u64, Digest>);

impl Signed {
    fn of((log, machine): (&LogName, Uuid), parts: Vec<SignedPart>, members: &Members) -> Signed {
        let is_signed = |part: &SignedPart| part.is_signed((log, machine), members);
        let first = parts
            .iter()
            .find(|part| is_signed(part))
            .map_or(u64::MAX, |part| part.part.n);
        let counts = parts
            .iter()
            .filter(|part| is_signed(part) || (part.signature.is_none() && part.part.n < first));
        Signed(counts.map(|part| (part.part.n, part.part.mark)).collect())
    }

    fn vouches_for(&self, n: u64, mark: &Digest) -> bool {
        self.0.get(&n) == Some(mark)
    }
}

/// The first lines of a slice that are in a part.
fn up_to(lines: &[AuditLine], upto: u64) -> &[AuditLine] {
    &lines[..lines.partition_point(|line| line.n <= upto)]
}

/// A line of some machine's audit log, as the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineThere {
    /// Names the machine's log on the server.
    pub machine: Uuid,
    /// The login that sent it.
    pub login: String,
    pub line: AuditLine,
}

/// The lines of all machines as the server has them.
#[derive(Debug, Default)]
pub struct LinesOfAll {
    /// In the order in which they came there.
    pub lines: Vec<LineThere>,
    /// Parts that this machine cannot open.
    pub closed: u64,
    /// Parts that no member signed, or that hold other lines than were signed: what they say is nobody's word.
    pub void: u64,
}

impl Store {
    /// The lines that the server has of every machine, as far as members signed them.
    ///
    /// # Errors
    /// Where the server cannot be reached, or the login may not read them.
    pub fn lines_on_server(&self) -> Result<LinesOfAll, StoreError> {
        let shared = self.shared.as_ref().ok_or(HomeError::NotShared)?.reached()?;
        let kept = Kept::read(&self.connection)?.ok_or(HomeError::NotShared)?;
        let members = self.members()?;
        let mut all = LinesOfAll::default();
        let mut signed: BTreeMap<Uuid, Signed> = BTreeMap::new();
        let sealed = shared.link.lock().sealed_parts()?;
        for part in sealed {
            let of_machine = match signed.entry(part.machine) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let parts = shared.link.lock().parts(part.machine, 0)?;
                    new.insert(Signed::of((&shared.log, part.machine), parts, &members))
                }
            };
            let place = (part.machine.into_bytes(), part.n);
            let key = kept.key(part.epoch);
            let opened = key.and_then(|key| Some((key.open_lines(&shared.log.record, place, &part.sealed)?, key)));
            let Some((text, key)) = opened else {
                all.closed += 1;
                continue;
            };
            // Filled with line feeds, which are no part of what was marked.
            let read = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            let read: Result<Vec<AuditLine>, _> = read.map(serde_json::from_slice).collect();
            let lines = match read {
                Ok(lines) if of_machine.vouches_for(part.n, &marked(&key, &text_of(&lines)?)) => lines,
                Ok(_) | Err(_) => {
                    all.void += 1;
                    continue;
                }
            };
            all.lines.extend(lines.into_iter().map(|line| LineThere {
                machine: part.machine,
                login: part.login.clone(),
                line,
            }));
        }
        Ok(all)
    }

    /// Sends lines that the server does not have. Whoever noted them goes on: what cannot be sent now is sent with the next.
    pub(crate) fn send_lines(&self) {
        let Some(shared) = &self.shared else { return };
        let busy = !self.connection.is_autocommit() || shared.reached().is_err();
        if busy || shared.without_lines.get() {
            return;
        }
        match self.try_sending(shared) {
            Ok(()) => {}
            Err(StoreError::Home(why)) => {
                shared.without_lines.set(matches!(why, HomeError::Refused { .. }));
                if !why.is_away() {
                    self.warnings.lines_unsent(&why);
                }
            }
            Err(error) => self.warnings.lines_unsent(&error),
        }
    }

    /// Sends new lines after the parts that this machine knows of; where the server has more, looks at those first and
    /// tries again.
    fn try_sending(&self, shared: &Shared) -> Result<(), StoreError> {
        let Some(kept) = Kept::read(&self.connection)? else {
            return Ok(());
        };
        let mut told = self.told()?;
        for _ in 0..TRIES {
            match self.send_after(shared, &kept, told) {
                // Another run on this machine was quicker, an answer was lost, or somebody put something else there: what is
                // there is looked at.
                Err(StoreError::Home(HomeError::Late)) => {
                    told = self.take_note_of_parts(shared, &kept, self.told()?)?;
                }
                sent => return sent,
            }
        }
        Err(HomeError::Late.into())
    }

    fn send_after(&self, shared: &Shared, kept: &Kept, mut told: Told) -> Result<(), StoreError> {
        let lines = self.lines_after(told.upto)?;
        if lines.is_empty() {
            return Ok(());
        }
        let key = kept.newest().ok_or(HomeError::NoNewestKey {
            epoch: kept.newest_epoch(),
        })?;
        let signing = self.signing();
        for some in lines.chunks(MOST_LINES) {
            let part = Part::of(&shared.log, (&told, &key), some)?;
            let place = (told.machine.into_bytes(), part.n);
            let sealed = key.seal_lines(&shared.log.record, place, &text_of(some)?)?;
            let part = part.signed(signing.as_ref().map(|(_, signer)| signer));
            shared.link.lock().add_part(told.machine, &part, &sealed)?;
            told.add(&part.part);
            told.write(&self.connection)?;
        }
        Ok(())
    }

    /// Takes note of parts that are there already and are those of this machine's log, and of those that are nobody's.
    fn take_note_of_parts(&self, shared: &Shared, kept: &Kept, mut told: Told) -> Result<Told, StoreError> {
        let parts = shared.link.lock().parts(told.machine, told.parts)?;
        let lines = self.lines_after(told.upto)?;
        let members = self.members()?;
        let mut rest = lines.as_slice();
        for signed in &parts {
            let some = up_to(rest, signed.part.upto);
            match standing((&shared.log, &members), (kept, &told), (signed, some))? {
                Stands::Fits => {
                    told.add(&signed.part);
                    rest = &rest[some.len()..];
                }
                Stands::Void => told.go_past(&signed.part),
                Stands::Otherwise | Stands::NoKey => break,
            }
        }
        told.write(&self.connection)?;
        Ok(told)
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
        let members = self.members()?;
        let (fitting, compared) = compare((&shared.log, &members), (&kept, &told), (&parts, &lines))?;
        let compared = match compared {
            None => unsigned(&fitting, &members),
            found => found,
        };
        let there: u64 = fitting.iter().map(|signed| u64::from(signed.part.lines)).sum();
        let void = parts.len() - fitting.len();
        let unsent = lines.iter().filter(|line| line.n > told.upto).count();
        Ok(Some((
            LinesThere::Compared {
                lines: there,
                unsent: u64::try_from(unsent).unwrap_or(u64::MAX),
                void: u64::try_from(void).unwrap_or(u64::MAX),
            },
            compared.map(Broken::Server),
        )))
    }
}

/// The first part whose signature is missing or not that of a member.
fn unsigned(parts: &[&SignedPart], members: &Members) -> Option<String> {
    let mut signed_before = false;
    parts.iter().find_map(|part| {
        let flaw = part.flaw(members, signed_before);
        signed_before |= part.signature.is_some();
        flaw
    })
}

/// How a part on the server stands to the lines of the machine that it is named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Fits,
    /// Nobody of the record signed it, and it is nothing that this machine sent.
    Void,
    /// A member signed it, and it is not what this machine has.
    Otherwise,
    NoKey,
}

fn standing(
    (log, members): (&LogName, &Members),
    (kept, at): (&Kept, &Told),
    (signed, lines): (&SignedPart, &[AuditLine]),
) -> Result<Stands, StoreError> {
    let key = kept.key(signed.part.epoch);
    let fits = match &key {
        Some(key) => Part::of(log, (at, key), lines)? == signed.part,
        None => false,
    };
    Ok(match (fits, signed.is_signed((log, at.machine), members), key) {
        (true, _, _) => Stands::Fits,
        (false, false, _) => Stands::Void,
        (false, true, Some(_)) => Stands::Otherwise,
        (false, true, None) => Stands::NoKey,
    })
}

/// The parts that are a machine's own, and the first thing that does not fit between them and its lines.
fn compare<'p>(
    who: (&LogName, &Members),
    (kept, told): (&Kept, &Told),
    (parts, lines): (&'p [SignedPart], &[AuditLine]),
) -> Result<(Vec<&'p SignedPart>, Option<String>), StoreError> {
    let mut at = told.at_beginning();
    let mut rest = lines;
    let mut fitting = Vec::new();
    for signed in parts {
        let part = &signed.part;
        let some = up_to(rest, part.upto);
        let (first, last) = (at.upto + 1, part.upto);
        let why = match standing(who, (kept, &at), (signed, some))? {
            Stands::Fits => {
                at.add(part);
                rest = &rest[some.len()..];
                fitting.push(signed);
                continue;
            }
            Stands::Void => {
                at.go_past(part);
                continue;
            }
            Stands::NoKey => format!("part {} is marked under a key that was not handed out", part.n),
            Stands::Otherwise if u64::from(part.lines) == some.len() as u64 => {
                format!("lines {first} to {last} are not those that the server was sent")
            }
            Stands::Otherwise => format!(
                "of the lines {first} to {last} the server was sent {}, and this machine has {}",
                part.lines,
                some.len()
            ),
        };
        return Ok((fitting, Some(why)));
    }
    let missing = if at.parts < told.parts {
        Some(format!(
            "the server has {} parts of this machine's log; it had confirmed {}",
            at.parts, told.parts
        ))
    } else if at.upto < told.upto {
        Some(format!(
            "the server has this machine's log up to line {}; it had confirmed line {}",
            at.upto, told.upto
        ))
    } else {
        None
    };
    Ok((fitting, missing))
}
