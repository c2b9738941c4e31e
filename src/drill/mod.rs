//! Exercises: scenarios, the stepped clock's driver, objectives and scoring, the after-action report.
//!
//! An exercise is played on an exercise incident through the same door as a real breach (`app::record`): the same
//! law, clocks, letters and rules. What is special stands in here; what happened stands in the incident's events.

// The whole program says `crate::core::…` and `crate::drill::…`, in this crate too.
pub use crate as drill;
use firebell_app as app;
use firebell_core as core;

pub mod after_action;
pub mod compose;
pub mod corrective_actions;
pub mod driving;
pub mod edit;
pub mod evidence_pack;
pub mod exercise;
pub mod exercise_views;
pub mod guide;
pub mod import;
pub mod observer_sheet;
pub mod play;
pub mod reachable;
pub mod read;
pub mod readable;
mod recordable;
pub mod replay;
pub mod scenario;
pub mod scenario_files;
pub mod scoring;
pub mod scratch;
pub mod script;
pub mod tailored;
pub mod years;
