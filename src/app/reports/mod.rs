//! What an incident is told with: reports, registers, notices inside, calendar files, timelines, archives.

pub mod archive;
pub mod calendar;
pub mod handover;
mod in_words;
pub mod markdown;
pub mod notice;
pub mod register;
pub mod situation;
pub mod timeline;
