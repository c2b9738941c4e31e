//! Exercises: scenarios, the stepped clock's driver, objectives and scoring, the after-action report.
//!
//! An exercise is played on an exercise incident through the same door as a real breach (`app::record`): the same
//! law, clocks, letters and rules. What is special stands in here; what happened stands in the incident's events.

// The whole program says `crate::core::…` and `crate::drill::…`, in this crate too.
pub use crate as drill;
use firebell_app as app;
use firebell_core as core;

pub mod after_action;
pub mod behind_lock;
pub mod chart;
pub mod compare;
pub mod compose;
pub mod condition;
mod delivery;
pub mod drafts;
pub mod driver;
pub mod edit;
pub mod evaluation;
pub mod evidence_pack;
pub mod exercise;
pub mod exercise_views;
pub mod files;
pub mod guide;
pub mod import;
pub mod improvements;
pub mod lint;
pub mod measure;
pub mod observer_sheet;
pub mod own;
pub mod play;
pub mod presence;
pub mod proposal;
pub mod reachable;
pub mod read;
pub mod readable;
mod recordable;
pub mod replay;
pub mod scenario;
pub mod scene;
pub mod score;
pub mod scratch;
pub mod script;
pub mod shipped;
pub mod targets;
pub mod tree_text;
pub mod truth;
pub mod vary;
pub mod write;
