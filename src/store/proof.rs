//! What a walk over the audit log and the events found.

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
    /// The first thing that does not fit.
    pub broken: Option<Broken>,
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
    /// The audit log as a whole.
    #[error("the audit log: {0}")]
    Log(String),
    /// The header, which says who can open the record.
    #[error("the header: {0}")]
    Header(String),
    /// The board, which is made from the events and can be made again.
    #[error("the board: {0}")]
    Board(String),
}
