//! A record that several machines share. Each of them keeps the whole record in its own encrypted file; one server holds
//! what all of them recorded, sealed, in one order.
//!
//! Whatever is recorded is recorded above the store as on one machine; what is said of the server, of who is where and of what
//! waits is asked here. What a writing transaction changed is noted while it runs (`capture`), packed
//! (`parcel`), sealed and signed (`row`), and put at the end of the server's log before the transaction is committed here:
//! once something is recorded, the server has it. Whoever is late gets [`HomeError::Late`], takes in what is new (`pull`)
//! and decides again.

mod address;
mod anew;
mod announced;
mod applied;
mod capture;
mod circle;
mod clock_then;
mod clocks;
mod erased;
mod erasing;
mod error;
mod export;
#[cfg(test)]
mod forged;
mod handed;
mod incident_keys;
mod kept;
mod known;
mod let_in;
mod lines;
mod link;
mod looked;
mod lost;
mod moving;
mod opening;
mod pages;
mod parcel;
mod part;
mod place;
#[cfg(feature = "team")]
mod postgres;
mod presence;
mod pull;
mod pulled;
mod recover;
mod reports;
mod restricting;
mod row;
mod sealing;
mod send;
mod sent;
mod shared;
mod stopwatch;
mod taking;
mod team_keys;
mod trouble;
mod unsealed;
mod waiting;
mod way;
mod whereabouts;

pub use address::{AskPassword, HomeAddress, HostName, PasswordSource, own_alone};
pub use anew::Anew;
pub use circle::Newcomer;
pub use clock_then::ClockThen;
pub use erased::{ErasedRow, NotErased};
pub use error::HomeError;
pub use export::{HomeFile, is_home_file};
pub(super) use incident_keys::destroy as destroy_key;
pub use lines::{LineThere, LinesOfAll, LinesThere};
pub use lost::ByHand;
pub use moving::Moved;
pub use place::TeamPlace;
pub use presence::{Present, Whereabouts};
pub use pulled::{Pulled, VoidRow};
pub(super) use sent::set_up as set_up_sent;
pub(super) use shared::Shared;
pub use shared::{HomeKeys, HomeStatus, ServerStatus};
pub use waiting::{NewWaiting, Settled, Waiting, WaitingState};

/// The tables of the server, with the rights on them, as its owner runs them.
pub const SCHEMA: &str = include_str!("schema.sql");
