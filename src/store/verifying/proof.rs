//! What a walk over the audit log and the events found.

/// How far a check goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every event, line, leaf and row, but no more incidents assessed and no more of the search read anew than take a second
    /// or two, and no page twice.
    Usual,
    /// Everything, free pages among it.
    Full,
}

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Lines of the audit log that fit.
    pub lines: u64,
    /// Events that fit.
    pub events: u64,
    /// Lines that tell of a repair of the log.
    pub repairs: u64,
    /// Lines that wait in the database for the log.
    pub waiting: u64,
    /// Lines that were written while the record was locked: no key vouches for them.
    pub locked: u64,
    /// Lines that tell of a clock that went back or leapt.
    pub turned: u64,
    /// Events that were erased, of which number, moment and digest stay.
    pub erased: u64,
    /// Those of them that an earlier firebell erased: nothing that was signed says so.
    pub erased_unproven: u64,
    /// Whether times go back.
    pub times: Times,
    /// The first thing that does not fit.
    pub broken: Option<Broken>,
}

/// Entries that are dated before the one before them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    pub back: u64,
    /// The first of them.
    pub first: Option<String>,
}

impl Times {
    pub(crate) fn note(&mut self, words: impl FnOnce() -> String) {
        self.back += 1;
        self.first.get_or_insert_with(words);
    }

    pub(crate) fn and(self, other: Times) -> Times {
        Times {
            back: self.back + other.back,
            first: self.first.or(other.first),
        }
    }
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line of the audit log.
    #[error("line {line} of the audit log: {why}")]
    Line {
        /// Its number, from 1.
        line: u64,
        why: String,
    },
    #[error("event {seq} of {stream}: {why}")]
    Event {
        stream: String,
        /// Its number.
        seq: u64,
        why: String,
    },
    /// The database as a whole.
    #[error("the database: {0}")]
    Database(String),
    /// A line and its event tell different things.
    #[error("line {line} of the audit log and event {seq} of {stream} differ: {differ}")]
    Differ {
        /// Its number, from 1.
        line: u64,
        stream: String,
        seq: u64,
        /// Who, when or what, in both.
        differ: String,
    },
    /// What was signed of erasures.
    #[error("what was erased: {0}")]
    Erasures(String),
    /// Tables and triggers that are not as firebell sets them up.
    #[error("the tables: {0}")]
    Schema(String),
    /// The tree of all events, and the checkpoints that were made of it.
    #[error("the tree of events: {0}")]
    Tree(String),
    /// Where the record ends.
    #[error("the end of the record: {0}")]
    End(String),
    /// The audit log as a whole.
    #[error("the audit log: {0}")]
    Log(String),
    /// What the server of a shared record keeps of this machine's audit log.
    #[error("the audit log on the team's server: {0}")]
    Server(String),
    /// The header, which says who can open the record.
    #[error("the header: {0}")]
    Header(String),
    /// The board, which is made from the events and can be made again.
    #[error("the board: {0}")]
    Board(String),
}
