//! Files that a person gives and files that firebell writes for people: what may be read, how much of it, and how it is
//! written so that nothing is lost or overwritten.

#[cfg(feature = "record")]
pub mod bounded;
#[cfg(feature = "record")]
pub mod csv_out;
#[cfg(feature = "record")]
pub mod evidence_file;
pub mod input_file;
#[cfg(feature = "record")]
pub mod invitation_files;
pub mod out;
pub mod overlay;
#[cfg(feature = "record")]
pub(crate) mod own_file;
pub mod packed;
#[cfg(feature = "record")]
pub mod picture_file;
#[cfg(feature = "record")]
pub mod playbook_files;
#[cfg(feature = "record")]
pub mod roster_file;
#[cfg(feature = "record")]
pub mod text;
pub mod typed_values;
#[cfg(feature = "record")]
pub mod workbook;
