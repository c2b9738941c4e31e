//! What other programs and people wrote, read into the terms of the record. Nothing here records anything: each reader
//! gives what it found, what had no place, and what a person has to answer first.

pub mod cacao;
pub mod case;
pub mod timeline;
