//! What differs between operating systems, and nothing else: everything above reads the same on each of them.
//!
//! A file is for one system, and says what the others do instead. What is unknown elsewhere is `None`, never a guess.
//! What each difference means for the person is in docs/book/src/packages.md.

pub mod disk;
#[cfg(feature = "record")]
pub mod locked_memory;
pub mod modes;
#[cfg(feature = "record")]
pub mod opening;
#[cfg(feature = "record")]
pub mod process;
pub mod programs;
#[cfg(feature = "signals")]
pub mod signals;
#[cfg(feature = "record")]
pub mod terminal;
