//! Files that a person gives and files that firebell writes for people: what may be read, how much of it, and how it is
//! written so that nothing is lost or overwritten.

#[cfg(feature = "record")]
pub mod bounded;
#[cfg(feature = "record")]
pub mod csv_out;
pub mod input;
pub mod input_file;
pub mod out;
pub mod overlay;
#[cfg(feature = "record")]
pub(crate) mod own_file;
pub mod packed;
#[cfg(feature = "record")]
pub mod text;
#[cfg(feature = "record")]
pub mod workbook;
