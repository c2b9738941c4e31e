//! The law: its file format, its checks, and the rule base the engine reads.

pub mod check;
pub mod codes;
mod condition;
mod condition_reader;
pub mod load;
pub mod pack;
pub mod rulebook;
mod schema;
mod shared_files;
pub mod terms;
mod value;
mod versions;
