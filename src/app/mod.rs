//! The one door to firebell: reads facts and law, asks the core, and returns plain views.

#[cfg(feature = "record")]
pub mod assessed;
#[cfg(feature = "record")]
pub mod bounded;
#[cfg(feature = "record")]
pub mod child;
pub mod clock;
#[cfg(feature = "record")]
pub mod config;
#[cfg(feature = "record")]
pub mod contracts;
#[cfg(feature = "record")]
pub mod csv_out;
#[cfg(feature = "record")]
pub mod deadline_effect;
#[cfg(feature = "record")]
pub mod decision;
#[cfg_attr(
    not(feature = "record"),
    expect(dead_code, reason = "events come in through the record only")
)]
pub mod event_text;
#[cfg(feature = "record")]
pub mod evidence_file;
#[cfg(feature = "record")]
pub mod example;
#[cfg(feature = "record")]
pub mod fonts;
pub mod input;
pub mod input_file;
#[cfg(feature = "record")]
pub mod law_backup;
#[cfg(feature = "record")]
pub mod law_changes;
pub mod law_coverage;
#[cfg(feature = "record")]
pub mod law_effect;
pub mod law_files;
pub mod law_layers;
#[cfg(feature = "record")]
pub mod law_pack;
pub mod law_review;
#[cfg(feature = "record")]
pub mod letters;
#[cfg(feature = "record")]
pub mod memory;
pub mod out;
pub mod overlay;
#[cfg(feature = "record")]
mod own_file;
#[cfg(feature = "record")]
pub mod passphrase;
#[cfg(feature = "record")]
pub mod playbook_files;
#[cfg(feature = "record")]
pub mod record;
#[cfg(feature = "record")]
pub mod reports;
#[cfg(feature = "record")]
pub mod roster_file;
pub mod views;
#[cfg(feature = "record")]
pub mod workbench;
