//! Rosters: files of affected people, counted by place and never kept.
//!
//! A reader goes in and counts come out. Nothing of a row is kept but a digest under a key that lives only in memory,
//! so that people are counted once.

// The whole program says `crate::core::…` and `crate::roster::…`, in this crate too.
pub use crate as roster;
use firebell_core as core;

mod address;
mod addressee;
mod column_names;
mod columns;
mod count;
mod country_reading;
pub mod country_zones;
mod counts;
mod csv_faults;
mod distinct;
mod encoding;
mod first_bytes;
mod header;
mod key;
mod layout;
mod people;
mod place;
pub mod place_names;
mod postal;
pub mod sheet_reader;
mod warning;

pub use address::{Address, Country, Home, Na, Place, Placing, Why};
pub use addressee::{Addressee, AddresseeColumns, Said};
pub use columns::{Columns, Wanted};
pub use count::{Options, RosterError, count};
pub use counts::{Counts, Range};
pub use csv_faults::BadRow;
pub use encoding::{Charset, NotText};
pub use layout::{Delimiter, Heading, Layout, NoDelimiter};
pub use people::{People, Person};
pub use place::Places;
pub use postal::{Postal, ZipCodes};
pub use warning::{Unplaced, Warning, WarningKind};
