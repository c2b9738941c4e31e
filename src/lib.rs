//! firebell: a breach-response workbench for the terminal.
//!
//! `core` is pure and knows the law; `app` reads and records; `workspace` is the one door to a record, through which the
//! faces `tui` and `cli` go. See ARCHITECTURE.md.
//! Without the features `record`, `workbench` and `pdf` it answers questions of law and nothing else.

pub mod cli;

pub use firebell_app as app;
pub use firebell_core as core;
#[cfg(feature = "record")]
pub use firebell_drill as drill;
#[cfg(feature = "record")]
pub use firebell_letter as letter;
#[cfg(feature = "record")]
use firebell_platform as platform;
#[cfg(feature = "record")]
pub use firebell_roster as roster;
#[cfg(feature = "record")]
pub use firebell_store as store;
#[cfg(feature = "workbench")]
pub use firebell_tui as tui;
#[cfg(feature = "record")]
pub use firebell_workspace as workspace;
