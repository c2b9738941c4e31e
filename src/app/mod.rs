//! The one door to firebell: reads facts and law, asks the core, and returns plain views.

pub mod archive;
pub mod assessed;
pub mod calendar_file;
pub mod clock;
pub mod config;
pub mod decision;
pub mod draft_file;
pub mod evidence_file;
pub mod example;
pub mod facts_file;
pub mod incident_views;
pub mod input;
pub mod law_files;
pub mod law_views;
pub mod letter_context;
pub mod letter_desk;
pub mod letters;
pub mod notice;
pub mod playbook_files;
pub mod record;
pub mod register;
pub mod report;
mod risk_facts;
pub mod roster_file;
pub mod timeline;
pub mod views;
pub mod workbench;
