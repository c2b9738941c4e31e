//! The one door to firebell: reads facts and law, asks the core, and returns plain views.

pub mod clock;
pub mod facts_file;
pub mod law_files;
pub mod law_views;
mod risk_facts;
pub mod views;
