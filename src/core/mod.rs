//! The pure heart: no I/O, no clock, no environment, no random numbers.
//!
//! A crate of its own, so that nothing in it can reach what reads files, asks the time or draws a screen, and so that it
//! is compiled beside the rest and for speed.

// The whole program says `crate::core::…`, in this crate too.
pub use crate as core;

pub mod affected;
pub mod capital;
pub mod caution;
pub mod coded;
pub mod contact;
pub mod contract;
pub mod counted;
pub mod csv_cell;
pub mod drill;
pub mod event;
pub mod event_words;
pub mod exercise_mark;
pub mod facts;
pub mod ids;
pub mod incident;
pub mod json_array;
pub mod law;
pub mod legal_hold;
pub mod letter_recipient;
pub mod member;
pub mod merkle;
pub mod obligation;
pub mod organisation;
pub mod page;
pub mod period;
pub mod playbook;
pub mod public_holidays;
pub mod record_file;
pub mod refusal;
pub mod severity;
pub mod sign_off;
pub mod time;
pub mod tlp;
pub mod toml_text;
pub mod tri;
pub mod verdict;
pub mod visible;
pub mod vocabulary;
