//! The one door to firebell: reads facts and law, asks the core, and returns plain views.

pub mod assessed;
pub mod bounded;
pub mod child;
pub mod clock;
pub mod config;
pub mod decision;
pub mod effect;
pub mod event_text;
pub mod evidence_file;
pub mod example;
pub mod input;
pub mod input_file;
pub mod law_coverage;
pub mod law_files;
pub mod law_review;
pub mod letters;
pub mod out;
pub mod playbook_files;
pub mod record;
pub mod reports;
pub mod roster_file;
pub mod sheet;
pub mod views;
pub mod workbench;
