//! The store's errors as people see them.

use std::path::Path;

use super::{Failure, Kind};
use crate::app::record::{DiskTrouble, Flaw, HomeError, KeyRefusal, Opens, StoreError};
use crate::platform::modes;

/// What a person can do where the disk is the cause.
fn way_out(fault: DiskTrouble) -> &'static str {
    match fault {
        DiskTrouble::Full => "the disk is full; nothing was recorded, so free some space and repeat the command",
        DiskTrouble::Unconfirmed => {
            "the disk did not confirm the write; nothing was recorded, so check the disk and repeat the command"
        }
        DiskTrouble::ReadOnly => {
            "the record is read-only here; to change it, copy it to a local folder that you can write to"
        }
        DiskTrouble::Forbidden => "use the account that set up the record, or name another folder with --data-dir",
        DiskTrouble::Busy => {
            "another program has been writing to this record for too long; nothing was recorded, so try again"
        }
        DiskTrouble::FileSystem => {
            "keep the record in a local folder (--data-dir DIR) with room on its disk: network file systems do not lock \
             files reliably; nothing was recorded"
        }
    }
}

/// Whose file it is, where that is the reason.
fn owner(fault: Option<DiskTrouble>, path: &Path) -> Option<String> {
    let forbidden = fault == Some(DiskTrouble::Forbidden);
    let nearest = path.ancestors().filter(|_| forbidden).find_map(|path| {
        let entry = std::fs::metadata(path).ok()?;
        Some((path, modes::owner(&entry)?))
    });
    nearest.map(|(path, id)| match id {
        0 => format!("{} belongs to root", path.display()),
        id => format!("{} belongs to user id {id}", path.display()),
    })
}

const DAMAGED_PAGE: &str = "a page of the database may be damaged: firebell backup verify DIR checks a backup, and firebell \
                            backup restore brings one into a new folder";

/// What to do about a flaw.
fn past(flaw: &Flaw) -> &'static str {
    // The check of the record needs such a file as well.
    if let Flaw::TooLarge { .. } | Flaw::NotAFile(_) = flaw {
        return "nothing was changed; put the file of a backup in its place";
    }
    "firebell audit verify names the first inconsistency"
}

fn not_kept_here(source: &StoreError, error: &StoreError) -> Failure {
    Failure::new(Kind::Io, error)
        .causes(std::error::Error::source(source).map(ToString::to_string))
        .hint(
            "it comes in from the server as soon as this machine can keep it, so free some space or end \
             what keeps the record busy, and look",
        )
}

/// An error of the store with its kind, causes and hint.
pub(crate) fn store_failure(error: &StoreError) -> Failure {
    let fault = error.disk();
    let disk = |failure: Failure| match fault {
        Some(fault) => failure.hint(way_out(fault)),
        None => failure,
    };
    match error {
        StoreError::WrongKey => Failure::new(Kind::Locked, error),
        StoreError::Missing(_) => Failure::input(error)
            .hint("set one up with firebell init, or accept an invitation to a shared record with firebell team join"),
        StoreError::Occupied(_) => Failure::input(error).hint("name an empty folder"),
        StoreError::Inside(_) => Failure::input(error).hint("name a folder somewhere else, preferably on another disk"),
        StoreError::Foreign(_) | StoreError::Newer { .. } | StoreError::HeaderFormat { .. } => Failure::input(error)
            .hint("nothing was changed; name the right folder with --data-dir, or use a newer firebell"),
        StoreError::Older { .. } => {
            Failure::new(Kind::Io, error).hint("copy it to a local folder that you can write to, and open it there")
        }
        StoreError::Conflict { .. } => {
            Failure::new(Kind::Refused, error).hint("your change was not recorded; look at what is new and try again")
        }
        StoreError::CodeTaken(_) => Failure::new(Kind::Refused, error)
            .hint("nothing was recorded; firebell db rebuild gives each incident a code of its own"),
        StoreError::Held(_) => {
            Failure::new(Kind::Refused, error).hint("firebell hold list; firebell hold release ID --why REASON")
        }
        StoreError::NotProven { .. } => Failure::new(Kind::Refused, error)
            .hint("nothing was done; firebell audit verify --signatures says more, and a backup or a checkpoint what it was before"),
        StoreError::NoCode(_) | StoreError::Here(_) => Failure::new(Kind::Refused, error).hint("nothing was recorded"),
        StoreError::Log(_) => {
            Failure::new(Kind::Refused, error).hint("firebell audit repair moves the damaged part aside and continues")
        }
        StoreError::Header { source, .. } => Failure::new(Kind::Refused, error)
            .because(source)
            .hint("restore the header.json of this record from a backup"),
        StoreError::HeaderChanged(_) => {
            Failure::new(Kind::Refused, error).hint("restore the header.json of this record from a backup")
        }
        StoreError::HeaderOfAnother => {
            Failure::new(Kind::Locked, error).hint("put the header.json and the firebell.db of one record side by side")
        }
        StoreError::Key(refusal) => key_refusal(refusal, error),
        StoreError::Damaged(flaw) => Failure::new(Kind::Refused, error)
            .causes(std::error::Error::source(flaw).map(ToString::to_string))
            .hint(past(flaw)),
        StoreError::Unreadable { source, .. } => Failure::new(Kind::Refused, error)
            .because(source)
            .hint("firebell audit verify names the first inconsistency"),
        StoreError::Io { path, source, .. } => {
            disk(Failure::new(Kind::Io, error).because(source).causes(owner(fault, path)))
        }
        // What the disk has against it is told as that.
        StoreError::Sql { source, .. } if fault.is_none() && error.may_be_of_a_damaged_page() => {
            Failure::new(Kind::Io, error).because(source).hint(DAMAGED_PAGE)
        }
        StoreError::Sql { source, .. } => disk(Failure::new(Kind::Io, error).because(source)),
        StoreError::NoLog(_) => Failure::new(Kind::Io, error).hint(way_out(DiskTrouble::FileSystem)),
        StoreError::InUse(_) => {
            Failure::new(Kind::Io, error).hint("try again when it has finished; nothing was changed")
        }
        StoreError::NoSpace { .. } => Failure::new(Kind::Io, error)
            .hint("nothing was changed, and the current key opens the record; free some space first"),
        StoreError::KeyChange { opens, source } => key_change(*opens, source.as_deref(), error),
        StoreError::KeyElsewhere => {
            Failure::new(Kind::Io, error).hint("if its new key does not open it either, restore a backup")
        }
        StoreError::NotKeptHere(source) => not_kept_here(source, error),
        StoreError::Home(error) => home_failure(error),
        StoreError::Kdf(source) => Failure::new(Kind::Internal, error).because(source.as_ref()),
    }
}

/// An error between this machine and the server of a shared record.
fn home_failure(error: &HomeError) -> Failure {
    match error {
        HomeError::Away(_) => Failure::new(Kind::Io, error)
            .hint("nothing was recorded: this does not wait for the server as entries of incidents do. firebell team status tells when it is back"),
        HomeError::Unanswered => Failure::new(Kind::Io, error)
            .hint("look before you repeat it: what the server has is shown as soon as it can be reached"),
        HomeError::Late => Failure::new(Kind::Refused, error)
            .hint("your change was not recorded; look at what is new and try again"),
        HomeError::Shorter { .. } => Failure::new(Kind::Refused, error).hint(
            "it was restored from a backup, or hides entries; nothing is recorded until firebell team recover has given them back",
        ),
        HomeError::Forked { .. } => Failure::new(Kind::Refused, error).hint(
            "call whoever runs the server: where it was restored from a backup, or a fail-over lost something, firebell team \
             recover --anew takes its history, and what you recorded here and it lost is decided anew; nothing is recorded until then",
        ),
        HomeError::NoFork => Failure::new(Kind::Refused, error)
            .hint("nothing was changed; entries that the server lost are given back with firebell team recover"),
        HomeError::OtherHistory { .. } | HomeError::NoRecord => Failure::new(Kind::Refused, error)
            .hint("nothing was recorded, and this machine keeps what it has; call whoever runs the server"),
        HomeError::NoIncidentKey { .. } => Failure::new(Kind::Refused, error).hint(
            "firebell team recover on a machine that has the key puts it back; the login there needs the role firebell_eraser",
        ),
        HomeError::SealedOtherwise { .. } => Failure::new(Kind::Refused, error)
            .hint("call whoever restricted the incident; firebell audit show tells who, and nothing of it was written over here"),
        HomeError::MayNotErase => Failure::new(Kind::Refused, error)
            .hint("nothing was changed; the owner of the database runs: GRANT firebell_eraser TO your login"),
        HomeError::MayNotReadLines => Failure::new(Kind::Refused, error)
            .hint("the owner of the database runs: GRANT firebell_auditor TO your login"),
        HomeError::SharedWithoutKeys => Failure::new(Kind::Refused, error).hint(
            "nothing of it was changed; firebell help sharing, \"What was shared by an earlier firebell\", tells how it is erased for everybody",
        ),
        HomeError::NoPlaceForKeys => Failure::new(Kind::Refused, error)
            .hint("the owner of the database runs what firebell team schema prints once more; nothing that is there changes"),
        HomeError::NotInvited => {
            Failure::new(Kind::Refused, error).hint("check the address; the record may not be on this server any more")
        }
        HomeError::Refused { .. } | HomeError::Schema { .. } => Failure::new(Kind::Refused, error)
            .hint("whoever runs the server finds tables and rights in: firebell team schema"),
        HomeError::Newer { .. } => Failure::input(error).hint("use the newer firebell"),
        HomeError::Blocked => Failure::new(Kind::Io, error).hint(
            "the owner of the database finds whose it is in pg_stat_activity; firebell help sharing tells how such sessions end by themselves",
        ),
        HomeError::NoKey { .. } | HomeError::NoNewestKey { .. } => {
            Failure::new(Kind::Locked, error).hint("an owner hands it out with: firebell team status")
        }
        HomeError::TooLarge { .. } => Failure::new(Kind::Refused, error).hint("record it in smaller parts"),
        HomeError::Incomplete { .. } => Failure::new(Kind::Refused, error)
            .hint("an owner of the record shares it anew: firebell team leave, then firebell team create"),
        HomeError::Address(_) => Failure::input(error).hint("firebell help sharing shows addresses and where secrets come from"),
        HomeError::File(_) => Failure::input(error).hint("nothing was put anywhere; take another one with firebell team export"),
        HomeError::NotWhileShared(_) => {
            Failure::new(Kind::Refused, error).hint(
                "firebell team leave makes the copy on this machine a record of its own; firebell help sharing tells how what has to go \
                 is erased for everybody",
            )
        }
        HomeError::NotShared => Failure::new(Kind::Refused, error).hint("firebell team create shares it"),
        HomeError::SharedAlready => Failure::new(Kind::Refused, error).hint("firebell team status shows where"),
        HomeError::SharingChanged => Failure::new(Kind::Locked, error).hint("nothing was recorded; do it again"),
        HomeError::WithoutTeam => {
            Failure::new(Kind::Refused, error).hint("use one that was built with the feature `team`; nothing was recorded")
        }
    }
}

fn key_refusal(refusal: &KeyRefusal, error: &StoreError) -> Failure {
    let failure = Failure::new(Kind::Refused, error);
    match refusal {
        KeyRefusal::FirstFormat => {
            failure.hint("firebell key upgrade brings it to the second format; it can be undone")
        }
        KeyRefusal::SecondFormat | KeyRefusal::Confirmed => failure.hint("nothing was changed"),
        KeyRefusal::OnlyPassphrase => failure.hint("firebell key list shows them; firebell key remove takes one away"),
        KeyRefusal::NoSlot(_) => Failure::input(error).hint("firebell key list shows the ids"),
        KeyRefusal::PassphraseInUse => Failure::input(error).hint("choose another passphrase; nothing was changed"),
        KeyRefusal::TooManyMembers(_) => failure.hint("firebell member revoke takes one out"),
        KeyRefusal::NoInvitation => Failure::new(Kind::Locked, error)
            .hint("check the code; an invitation serves once, and for the record it was made in"),
        KeyRefusal::Revoked => Failure::new(Kind::Locked, error).hint("ask an owner of the record"),
        KeyRefusal::LastSlot(_) => failure.hint("nothing was changed; add another way to open it first"),
        KeyRefusal::TooMany(_) => failure.hint("nothing was changed; firebell key remove takes one away"),
    }
}

fn key_change(opens: Opens, source: Option<&StoreError>, error: &StoreError) -> Failure {
    let failure = Failure::new(Kind::Io, error);
    let failure = match source {
        Some(cause) => failure.because(cause),
        None => failure.causes(["the database could not be written under the new key".to_owned()]),
    };
    failure.hint(match opens {
        Opens::Old => "make sure that the disk has space and that no other program uses the record, then try again",
        Opens::New => "use the new one from now on; the next opening finishes the change",
        Opens::Either => "make sure that the disk can be read and written, then try the new one and then the old one",
    })
}
