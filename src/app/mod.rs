//! The one door to firebell: reads facts and law, asks the core, and returns plain views.

// The whole program says `crate::core::…` and `crate::app::…`, in this crate too.
pub use crate as app;
use firebell_core as core;
#[cfg(feature = "record")]
use firebell_letter as letter;
use firebell_platform as platform;
#[cfg(feature = "record")]
use firebell_roster as roster;
#[cfg(feature = "record")]
use firebell_store as store;

#[cfg(feature = "record")]
pub mod assessment;
#[cfg(feature = "record")]
pub mod authority_forms;
#[cfg(feature = "record")]
pub mod called;
#[cfg(feature = "record")]
pub mod checkpoint;
#[cfg(feature = "record")]
pub mod child;
pub mod clock;
#[cfg(feature = "record")]
pub mod config;
#[cfg(feature = "record")]
pub mod customers;
#[cfg(feature = "record")]
pub mod dora;
#[cfg_attr(
    not(feature = "record"),
    expect(dead_code, reason = "events come in through the record only")
)]
pub mod event_text;
#[cfg(feature = "record")]
pub mod example;
#[cfg(feature = "record")]
pub mod exports;
pub mod files;
#[cfg(feature = "record")]
pub mod fonts;
#[cfg(feature = "record")]
pub mod imports;
pub mod law;
#[cfg(feature = "record")]
pub mod letters;
pub mod manual;
#[cfg(feature = "record")]
pub mod passphrase_strength;
#[cfg(feature = "record")]
pub mod places;
#[cfg(feature = "record")]
pub mod record;
#[cfg(feature = "record")]
pub mod reports;
#[cfg(feature = "record")]
pub mod retention;
#[cfg(feature = "record")]
pub mod significance;
pub mod views;
#[cfg(feature = "record")]
pub mod watching;
