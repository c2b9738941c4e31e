//! `firebell audit checkpoint` and `audit timestamp`, and checkpoints that the record is held against.

use std::path::Path;

use serde_json::{Value, json};

use super::args::TimestampCommand;
use crate::app::checkpoint::{
    self, Checkpoint, CheckpointError, Held, SHORT, ShortForm, SignedCheckpoint, short_forms, timestamp,
};
use crate::app::config::random_seed;
use crate::app::files::input_file::{self, Limit};
use crate::app::record::{Record, StateOfBackup, TeamPlace, TreeHead};
use crate::app::views::utc;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Kind, record_failure};
use crate::cli::files::{self, ForceArg};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, count, line, wrapped};
use crate::core::member::Member;
use crate::core::time::WallTime;

/// A checkpoint that the record was held against.
pub(super) struct AgainstCheckpoint {
    /// Where it came from.
    name: String,
    vouched: Vouched,
    held: Held,
    /// Of a colleague's machine: who made it, and where.
    colleague: Option<Colleague>,
}

/// A colleague who made a checkpoint on a machine of their own.
struct Colleague {
    member: Member,
    place: Option<TeamPlace>,
    /// Whether this machine has the same entry of the team's log there; `None`: it has none.
    same: Option<bool>,
}

impl Colleague {
    fn view(&self) -> Value {
        json!({ "name": self.member.name, "active": self.member.is_active(), "same_log": self.same,
                "machine": self.place.as_ref().map(|place| place.machine.to_string()),
                "entry": self.place.as_ref().map(|place| place.n) })
    }

    fn words(&self) -> String {
        let left = if self.member.is_active() {
            ""
        } else {
            ", who is no longer a member"
        };
        let mut words = format!(" (signed by {}{left}", self.member.name);
        if let Some(place) = &self.place {
            words += &format!(
                " on the machine {}, at entry {} of the team's log",
                place.machine, place.n
            );
            words += match self.same {
                Some(true) => ", which is the same here",
                Some(false) => ", WHICH IS ANOTHER ONE HERE",
                None => ", which this machine does not have yet",
            };
        }
        words + ")"
    }
}

/// Who vouches for a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vouched {
    /// The record's signature is on it.
    Signed,
    /// It stands at the foot of a paper.
    ShortForm,
    /// A member has signed it, on a machine of their own.
    Colleague,
    /// It names this record, which does not know the key: as when the record was put back.
    UnknownKey,
}

impl AgainstCheckpoint {
    pub(super) fn fits(&self) -> bool {
        let same = self.colleague.as_ref().and_then(|colleague| colleague.same);
        match self.held {
            Held::Extends { .. } => same != Some(false),
            Held::Shorter { .. } | Held::Other { .. } => false,
        }
    }

    pub(super) fn view(&self) -> Value {
        let signed = match self.vouched {
            Vouched::Signed | Vouched::Colleague => true,
            Vouched::ShortForm | Vouched::UnknownKey => false,
        };
        let mut view = json!({ "checkpoint": self.name, "signed": signed, "fits": self.fits(), "words": self.words() });
        if let Some(colleague) = &self.colleague {
            view["made_by"] = colleague.view();
        }
        view
    }

    fn words(&self) -> String {
        match self.held {
            Held::Extends { size, since } => {
                format!("all {} of then are as they were, and {since} came since", events(size))
            }
            Held::Shorter { was, has } => {
                format!(
                    "THE RECORD WAS CUT OR PUT BACK: it had {} then and has {has} now",
                    events(was)
                )
            }
            Held::Other { size } => {
                format!(
                    "THE RECORD WAS REWRITTEN: its first {} are others than then",
                    events(size)
                )
            }
        }
    }

    pub(super) fn page(&self) -> Page {
        let unsigned = match self.vouched {
            Vouched::Signed => String::new(),
            Vouched::Colleague => self.colleague.as_ref().map(Colleague::words).unwrap_or_default(),
            Vouched::ShortForm => " (short form, not signed)".to_owned(),
            Vouched::UnknownKey => " (signed by a key that this record does not know)".to_owned(),
        };
        wrapped("", &format!("Against {}{unsigned}: {}.", self.name, self.words()))
    }
}

fn events(size: u64) -> String {
    count(usize::try_from(size).unwrap_or(usize::MAX), "event")
}

/// Holds the record against checkpoints that were kept elsewhere.
pub(super) fn held(context: &Context<'_>, against: &[String]) -> Result<Vec<AgainstCheckpoint>, Failure> {
    let mut all = Vec::new();
    for named in against {
        if let Some((head, colleague)) = of_colleague(context.record(), named)? {
            all.push(AgainstCheckpoint {
                name: named.clone(),
                vouched: Vouched::Colleague,
                held: checkpoint::hold(context.record(), &head).map_err(record_failure)?,
                colleague: Some(colleague),
            });
            continue;
        }
        for (head, vouched) in states(context.record(), named)? {
            all.push(AgainstCheckpoint {
                name: named.clone(),
                vouched,
                held: checkpoint::hold(context.record(), &head).map_err(record_failure)?,
                colleague: None,
            });
        }
    }
    Ok(all)
}

/// A checkpoint that the keys of this copy did not sign, and a member did.
fn of_colleague(record: &Record, named: &str) -> Result<Option<(TreeHead, Colleague)>, Failure> {
    if named.starts_with(SHORT) {
        return Ok(None);
    }
    let text = read(Path::new(named))?;
    if by_record(record, &text)?.is_ok() {
        return Ok(None);
    }
    let found = checkpoint::of_colleague(text.as_bytes(), record).map_err(record_failure)?;
    let Ok((checkpoint, member)) = found else {
        return Ok(None);
    };
    let place = checkpoint.team;
    let same = match &place {
        Some(place) => record.has_team_place(place).map_err(record_failure)?,
        None => None,
    };
    Ok(Some((checkpoint.head, Colleague { member, place, same })))
}

/// The states that a file or a short form tells of, and who vouches for each.
fn states(record: &Record, named: &str) -> Result<Vec<(TreeHead, Vouched)>, Failure> {
    if named.starts_with(SHORT) {
        let short: ShortForm = named
            .parse()
            .map_err(|error| Failure::input(error).hint("copy it as it is printed"))?;
        return Ok(vec![(short.0, Vouched::ShortForm)]);
    }
    let text = read(Path::new(named))?;
    let not_signed = match by_record(record, &text)? {
        Ok(checkpoint) => return Ok(vec![(checkpoint.head, Vouched::Signed)]),
        Err(CheckpointError::UnknownKey(checkpoint)) => return Ok(vec![(checkpoint.head, Vouched::UnknownKey)]),
        Err(error) => error,
    };
    if let Some(head) = StateOfBackup::in_manifest(&text) {
        return Ok(vec![(head, Vouched::ShortForm)]);
    }
    let found: Vec<(TreeHead, Vouched)> = short_forms(&text)
        .into_iter()
        .map(|short| (short.0, Vouched::ShortForm))
        .collect();
    match found.is_empty() {
        false => Ok(found),
        true => Err(refused(&not_signed)),
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    input_file::text(path, Limit::Export)
        .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))
}

fn by_record(record: &Record, text: &str) -> Result<Result<Checkpoint, CheckpointError>, Failure> {
    let keys = checkpoint::verifiers(record).map_err(record_failure)?;
    match keys.is_empty() {
        true => Err(first_format()),
        false => Ok(checkpoint::of_record(text.as_bytes(), &keys)),
    }
}

fn signed_by(record: &Record, text: &str) -> Result<Checkpoint, Failure> {
    by_record(record, text)?.map_err(|error| refused(&error))
}

fn refused(error: &CheckpointError) -> Failure {
    Failure::new(Kind::Refused, "this record signed no such checkpoint")
        .because(error)
        .hint("a checkpoint is the file that audit checkpoint wrote, or a paper with a short form at its foot")
}

fn first_format() -> Failure {
    Failure::new(Kind::Refused, "a record of the first format signs nothing")
        .hint("firebell key upgrade, then --confirm")
}

/// Makes a checkpoint, keeps it, and notes it.
pub(super) fn made(record: &Record, now: WallTime) -> Result<SignedCheckpoint, Failure> {
    let made = checkpoint::of_now(record, now).map_err(record_failure)?;
    let made = made.ok_or_else(first_format)?;
    record
        .keep_checkpoint(&made.checkpoint.head, &made.note)
        .map_err(record_failure)?;
    Ok(made)
}

/// `firebell audit checkpoint`
pub(super) fn make(context: &Context<'_>, out: Option<&Path>, force: ForceArg) -> Result<Output, Failure> {
    let made = made(context.record(), context.now)?;
    let Checkpoint {
        origin,
        head,
        at,
        team: _,
    } = &made.checkpoint;
    let mut view = json!({
        "origin": origin, "events": head.size, "root": hex::encode(head.root), "at": utc(*at),
        "short": made.checkpoint.short(), "verifier": made.verifier, "note": made.note,
    });
    let short = made.checkpoint.short();
    let words = match out {
        None => {
            context.note("audit.checkpoint", &short)?;
            let note = made.note.clone();
            let mut words = Page::document(&note);
            words += line(format_args!("Key: {}", made.verifier));
            words
        }
        Some(path) => {
            let prepared = files::prepare(path, made.note.as_bytes(), force)?;
            context.note("audit.checkpoint", &short)?;
            files::place(prepared)?;
            view["written"] = path.display().to_string().into();
            let mut words = line(format_args!("{} written: {}.", path.display(), events(head.size)));
            words += wrapped("", &format!("Short form: {short}"));
            words += line(format_args!("Key: {}", made.verifier));
            words += wrapped(
                "",
                "Keep it, and the key, where nobody who can change the record can reach them. firebell audit verify --against \
                 FILE holds the record against it.",
            );
            words
        }
    };
    Ok(Output::new(view, move |_| words))
}

/// `firebell audit timestamp`
pub(super) fn timestamp(call: &Invocation, command: &TimestampCommand) -> Result<Output, Failure> {
    match command {
        TimestampCommand::Request { checkpoint, out, force } => {
            let text = read(checkpoint)?;
            let seed = random_seed().map_err(|error| Failure::new(Kind::Internal, error))?;
            let nonce: [u8; 16] = std::array::from_fn(|at| seed[at]);
            let request = timestamp::request(text.as_bytes(), &nonce);
            files::place(files::prepare(out, &request, *force)?)?;
            Ok(Output::written(out))
        }
        TimestampCommand::Accept {
            answer,
            request,
            checkpoint,
        } => accept(&Context::open(call)?, answer, request, checkpoint),
    }
}

fn accept(context: &Context<'_>, answer: &Path, request: &Path, checkpoint: &Path) -> Result<Output, Failure> {
    let bytes = |path: &Path| {
        input_file::bytes(path, Limit::Export)
            .map_err(|error| Failure::unreadable(format!("could not read {}", path.display()), &error))
    };
    let note = read(checkpoint)?;
    let kept = signed_by(context.record(), &note)?;
    let (answer, request) = (bytes(answer)?, bytes(request)?);
    let stamp = timestamp::accepted(&answer, &request, note.as_bytes()).map_err(|error| {
        Failure::new(Kind::Refused, "the answer is not a time stamp of this checkpoint").because(&error)
    })?;
    context
        .record()
        .keep_token(&kept.head, &note, &answer)
        .map_err(record_failure)?;
    context.note("audit.timestamp", &kept.short())?;
    let view = json!({ "at": utc(stamp.at), "serial": stamp.serial, "events": kept.head.size });
    Ok(Output::new(view, move |_| {
        let mut words = line(format_args!(
            "Stored: {} were stamped at {}.",
            events(kept.head.size),
            utc(stamp.at)
        ));
        words += wrapped(
            "",
            "firebell checked that the stamp is over this checkpoint and answers this request. The authority's own signature is \
             checked by: openssl ts -verify -in ANSWER -queryfile REQUEST -CAfile ITS-ROOT.pem",
        );
        words
    }))
}
