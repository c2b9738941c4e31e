//! The one integration binary: one to link, one to run.
#![expect(clippy::disallowed_methods, reason = "tests read the project's own files")]

mod architecture;
mod cases;
mod cli;
mod common;
mod differential;
mod drill;
mod drill_clock;
mod drill_pty;
mod garbage;
mod holidays;
mod law_data;
mod letter_formats;
mod letter_markdown;
mod letter_merge;
mod letter_rules;
mod letter_rules_us;
mod letters;
mod monotone;
mod overlay;
mod periods;
mod record_common;
mod record_crash;
mod record_input;
mod record_proof;
mod record_walk;
mod roster;
mod roster_sheet;
mod severity_common;
mod severity_edpb;
mod severity_enisa;
mod severity_methods;
mod severity_monotony;
mod tui;
mod tui_pty;
mod zones;
