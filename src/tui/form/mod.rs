//! The forms there are.
//!
//! Each form is one file: what it asks (its prompts), how it opens, and what it asks of the record when it is handed in.
//! The full screen and the plain walk show the same fields. To add a form: its file, its `mod` line here, a line of the
//! keymap, and its snapshot.

pub mod approval;
pub mod close;
pub mod contact;
pub mod decision;
pub mod delay;
pub mod disposition;
pub mod evidence;
pub mod exercise;
pub mod fact;
pub mod filing;
pub mod incident;
pub mod letter;
pub mod log_line;
pub mod note;
pub mod playbook;
pub mod profile;
pub mod remark;
pub mod roster;
pub mod search;
pub mod stage;
pub mod task;

pub use super::known::{Known, NO_INCIDENT, NO_OBLIGATION};
pub use super::widget::field::{Field, Kind};
pub use super::widget::form::{Answers, Asked, Form, Outcome, Purpose, Scope};
pub use super::widget::opener::{AtHand, Opener, Target};
pub use super::widget::prompt::{Here, Optional, Prompt, Reads};
pub use super::widget::slot::Slot;
