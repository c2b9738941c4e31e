//! The one door to firebell: reads facts and law, asks the core, and returns plain views.

pub mod assessed;
pub mod clock;
pub mod facts_file;
pub mod input;
pub mod law_files;
pub mod law_views;
pub mod playbook_files;
pub mod record;
mod risk_facts;
pub mod views;
