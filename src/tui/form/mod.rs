//! The forms there are.
//!
//! Each form is one file: what it asks (its prompts), how it opens, and what it asks of the record when it is handed in.
//! The full screen and the plain walk show the same fields. To add a form: its file, its `mod` line here, a line of the
//! keymap, and its snapshot.

pub(super) mod approval;
pub(super) mod assignment;
pub(super) mod blanks;
pub(super) mod clause;
pub(super) mod close;
pub(super) mod comparison;
pub(super) mod contact;
pub(super) mod contract;
pub(super) mod correction;
pub(super) mod decision;
pub(super) mod delay;
pub(super) mod disposition;
pub(super) mod dora;
pub(super) mod evidence;
pub(super) mod exercise;
pub(super) mod fact;
pub(super) mod filing;
pub(super) mod filing_many;
pub(super) mod flag;
pub(super) mod handover;
pub(super) mod incident;
pub(super) mod letter;
pub(super) mod log_line;
pub(super) mod member;
pub(super) mod note;
pub(super) mod of_organisation;
pub(super) mod people;
pub(super) mod playbook;
pub(super) mod profile;
pub(super) mod redraft;
pub(super) mod remark;
pub(super) mod reminder;
pub(super) mod roster;
pub(super) mod scenario;
pub(super) mod stage;
pub(super) mod task;
pub(super) mod what_if;
pub(super) mod withdrawal;

pub(super) use super::known::{Known, NO_INCIDENT, NO_OBLIGATION};
pub(super) use super::widget::field::{Field, Kind};
pub(super) use super::widget::form::{Answers, Asked, Form, Outcome, Purpose, Scope};
pub(super) use super::widget::opener::{AtHand, Opener, Target};
pub(super) use super::widget::pick::{Choice, Manner, Pick};
pub(super) use super::widget::prompt::{Here, Optional, Prompt, Reads};
pub(super) use super::widget::slot::Slot;
