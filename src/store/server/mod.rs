//! A record that several machines share. Each of them keeps the whole record in its own encrypted file; one server holds
//! what all of them recorded, sealed, in one order.
//!
//! Whatever is recorded is recorded above the store as on one machine; what is said of the server, of who is where and of what
//! waits is asked here. What a writing transaction changed is noted while it runs (`capture`), packed
//! (`parcel`), sealed and signed (`row`), and put at the end of the server's log before the transaction is committed here:
//! once something is recorded, the server has it. Whoever is late gets [`HomeError::Late`], takes in what is new (`pull`)
//! and decides again.

mod address;
mod apply_changes;
mod calls;
mod capture;
mod checkpoint_place;
mod clock_differences;
mod erased;
mod erasing;
mod erasure_reports;
mod error;
mod export;
#[cfg(test)]
mod forged;
mod fork;
mod incident_keys;
mod kept_locally;
mod known;
mod log_lines;
mod log_part;
mod lost_by_server;
mod machine_clock;
mod move_in;
mod one_caller;
mod opened_rows;
mod opening;
mod parcel;
#[cfg(feature = "team")]
mod postgres;
mod presence;
mod pull;
mod pull_result;
mod recover;
mod refused_rows;
mod restricted_readers;
mod restricting;
mod row;
mod row_pages;
mod sealing;
mod send;
mod sent;
mod shared;
mod stopwatch;
mod take_rows;
mod team_key_holders;
mod team_keys;
mod team_keys_in_force;
mod unsealed;
mod waiting;
mod whereabouts;
mod wrapped_team_keys;

pub use address::{AskPassword, HomeAddress, HostName, PasswordSource, own_alone};
pub use checkpoint_place::TeamPlace;
pub use erased::{ErasedRow, NotErased};
pub use error::HomeError;
pub use export::{HomeFile, is_home_file};
pub use fork::Anew;
pub(super) use incident_keys::destroy as destroy_key;
pub use log_lines::{LineThere, LinesOfAll, LinesThere};
pub use lost_by_server::ByHand;
pub use machine_clock::ClockThen;
pub use move_in::Moved;
pub use presence::{Present, Whereabouts};
pub use pull_result::{Pulled, VoidRow};
pub(super) use sent::set_up as set_up_sent;
pub(super) use shared::Shared;
pub use shared::{HomeKeys, HomeStatus, ServerStatus};
pub use team_key_holders::Newcomer;
pub use waiting::{NewWaiting, Settled, Waiting, WaitingState};

/// The tables of the server, with the rights on them, as its owner runs them.
pub const SCHEMA: &str = include_str!("schema.sql");
