//! Letters: a template and an incident's facts become one block model, and that becomes every format.
//!
//! Nothing here reads a file or a clock: texts come in, texts and bytes go out.

// The whole program says `crate::core::…` and `crate::letter::…`, in this crate too.
pub use crate as letter;
use firebell_core as core;

pub mod bad_character;
pub mod block;
pub mod check;
pub mod clause;
pub mod contact;
pub mod docx;
pub mod docx_import;
pub mod gaps;
pub mod html;
pub mod markdown;
pub mod pdf;
pub mod person;
pub mod plain;
pub mod redline;
pub mod sandbox;
pub mod template;
pub mod three_way_merge;
mod words;
