//! What can go wrong between this machine and the server of a shared record.

/// What can go wrong between this machine and the server of a shared record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HomeError {
    #[error("the team's server cannot be reached ({0})")]
    Away(String),
    /// The server's log has grown since this machine looked.
    #[error("somebody else recorded something at the same time")]
    Late,
    /// The connection ended before the answer came, and the server cannot be asked now.
    #[error("the server did not answer: it may have what you recorded, or may not")]
    Unanswered,
    /// It was restored from a backup, or hides what it has.
    #[error("the server has {server} entries of this record, and this machine has {here}")]
    Shorter { server: u64, here: u64 },
    /// An entry is not the one that this machine has, or not the one that was signed.
    #[error("entry {n} on the server is not the one that was recorded")]
    OtherHistory { n: u64 },
    /// A backup of it was restored, or a fail-over lost entries, and others recorded before these were given back.
    #[error("the server went on after entry {common} without entries that this machine has")]
    Forked { common: u64 },
    #[error("the server has no other history than this machine")]
    NoFork,
    #[error("the server does not have this record")]
    NoRecord,
    #[error("the invitation opens no record on this server")]
    NotInvited,
    #[error("the server refused this ({state}): {message}")]
    Refused { state: String, message: String },
    #[error("entry {n} was written by a newer firebell")]
    Newer { n: u64 },
    /// The tables are those of another edition.
    #[error("the tables on the server have edition {found}; this firebell knows {known}")]
    Schema { found: i32, known: i32 },
    #[error("entry {n} is sealed under team key {epoch}, which was not handed to you")]
    NoKey { n: u64, epoch: u32 },
    /// What is recorded now would be sealed under it.
    #[error("team key {epoch} was not handed to you")]
    NoNewestKey { epoch: u32 },
    #[error("somebody keeps a transaction open on the team's server, and nobody can record anything meanwhile")]
    Blocked,
    /// Somebody took a key away, or the server hides it.
    #[error(
        "entry {n} cannot be opened: the key of its incident is not on the server, and no entry says that it was erased"
    )]
    NoIncidentKey { n: u64 },
    /// Whoever restricted an incident put another text in the place of what was recorded.
    #[error("entry {n} seals something else than what was recorded, which this machine keeps")]
    SealedOtherwise { n: u64 },
    #[error("your login on the server may not take the keys of incidents away")]
    MayNotErase,
    #[error("your login on the server may not read the audit logs there")]
    MayNotReadLines,
    /// Its rows were sealed by an earlier firebell, or while the tables were of an earlier one.
    #[error("the server has entries of this from a time when incidents had no keys of their own there")]
    SharedWithoutKeys,
    #[error("the tables on the server have no place for the keys of incidents")]
    NoPlaceForKeys,
    #[error("what was to be recorded in one go is {bytes} bytes; the server takes at most {most}")]
    TooLarge { bytes: usize, most: usize },
    /// A part of a record that was moved to the server cannot be taken in.
    #[error("the record did not come in completely: entry {n} is left out, since {why}")]
    Incomplete { n: u64, why: String },
    #[error("{0}")]
    Address(String),
    #[error("the file of the team's rows cannot be used: {0}")]
    File(String),
    #[error("this cannot be done while the record is shared: {0}")]
    NotWhileShared(&'static str),
    #[error("the record is not shared")]
    NotShared,
    #[error("the record is shared already")]
    SharedAlready,
    /// What is recorded would be on this machine alone, or on a server that the record has left.
    #[error("the record was moved to a team's server or away from one while this had it open")]
    SharingChanged,
    #[error("this firebell was built without shared records")]
    WithoutTeam,
}

impl HomeError {
    /// Whether what is recorded meanwhile waits on this machine: the server is away, was restored from a backup, does not
    /// have the record, or refuses. What this machine got wrong itself does not wait.
    pub fn lets_wait(&self) -> bool {
        match self {
            HomeError::Away(_)
            | HomeError::Unanswered
            | HomeError::Shorter { .. }
            | HomeError::OtherHistory { .. }
            | HomeError::Forked { .. }
            | HomeError::NoRecord
            | HomeError::Refused { .. }
            | HomeError::Schema { .. }
            | HomeError::Newer { .. }
            | HomeError::NoKey { .. }
            | HomeError::NoNewestKey { .. }
            | HomeError::Blocked
            | HomeError::NoIncidentKey { .. }
            | HomeError::SealedOtherwise { .. }
            | HomeError::Address(_) => true,
            HomeError::Late
            | HomeError::NoFork
            | HomeError::MayNotErase
            | HomeError::MayNotReadLines
            | HomeError::SharedWithoutKeys
            | HomeError::NoPlaceForKeys
            | HomeError::NotInvited
            | HomeError::TooLarge { .. }
            | HomeError::Incomplete { .. }
            | HomeError::File(_)
            | HomeError::NotWhileShared(_)
            | HomeError::NotShared
            | HomeError::SharedAlready
            | HomeError::SharingChanged
            | HomeError::WithoutTeam => false,
        }
    }

    /// Whether trying again later may help, and nothing else is wrong.
    pub fn is_away(&self) -> bool {
        match self {
            HomeError::Away(_) | HomeError::Unanswered => true,
            HomeError::Late
            | HomeError::NoFork
            | HomeError::Forked { .. }
            | HomeError::Shorter { .. }
            | HomeError::OtherHistory { .. }
            | HomeError::NoRecord
            | HomeError::NotInvited
            | HomeError::Refused { .. }
            | HomeError::Newer { .. }
            | HomeError::Schema { .. }
            | HomeError::NoKey { .. }
            | HomeError::NoNewestKey { .. }
            | HomeError::Blocked
            | HomeError::NoIncidentKey { .. }
            | HomeError::SealedOtherwise { .. }
            | HomeError::MayNotErase
            | HomeError::MayNotReadLines
            | HomeError::SharedWithoutKeys
            | HomeError::NoPlaceForKeys
            | HomeError::TooLarge { .. }
            | HomeError::Incomplete { .. }
            | HomeError::File(_)
            | HomeError::Address(_)
            | HomeError::NotWhileShared(_)
            | HomeError::NotShared
            | HomeError::SharedAlready
            | HomeError::SharingChanged
            | HomeError::WithoutTeam => false,
        }
    }
}
