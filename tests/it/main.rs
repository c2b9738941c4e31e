//! The one integration binary: one to link, one to run.
#![expect(clippy::disallowed_methods, reason = "tests read the project's own files")]

mod architecture;
mod cases;
mod cli;
mod common;
mod differential;
mod garbage;
mod holidays;
mod law_data;
mod monotone;
mod overlay;
mod periods;
mod severity_common;
mod severity_edpb;
mod severity_enisa;
mod severity_methods;
mod severity_monotony;
mod zones;
