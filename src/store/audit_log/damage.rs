//! Why no line may follow the end of the audit log.

/// How much of the end is looked through for the line that the database remembers, and read behind it, in bytes: a
/// hundred thousand lines or so. More was not written by firebell between two looks.
pub(crate) const LONGEST_END: u64 = 64 << 20;

/// Why no line may follow the end of the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("line {line} is not a line of the log")]
    NotALine {
        /// Its number, from 1.
        line: u64,
    },
    /// A line that does not fit to the one before it.
    #[error("line {line} does not follow the line before it")]
    OutOfChain {
        /// Its number, from 1.
        line: u64,
    },
    /// A line that nobody wrote who has the key.
    #[error("line {line} was not written by this record: {why}")]
    Unmarked {
        /// Its number, from 1.
        line: u64,
        why: &'static str,
    },
    /// Lines were taken off.
    #[error("it ends at line {lines}, but the database records {remembered} lines")]
    Shortened {
        /// Lines there are.
        lines: u64,
        /// Lines there were.
        remembered: u64,
    },
    /// The line that was written last is another now.
    #[error("line {line} is not the line that the database records")]
    Changed {
        /// Its number, from 1.
        line: u64,
    },
    /// Found without the database, which alone knows whether somebody was told of the line.
    #[error("its last line is damaged or cut short")]
    LastLine,
    /// Whatever was appended is no log.
    #[error("more than {} MiB follow the line that the database records", LONGEST_END >> 20)]
    TooLong,
    /// A folder, a device, a pipe.
    #[error("what is in its place is not a regular file")]
    NotAFile,
}
