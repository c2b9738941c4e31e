//! The one integration binary: one to link, one to run.
#![expect(clippy::disallowed_methods, reason = "tests read the project's own files")]
#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and its helpers with it"
)]
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks at the few cases it is about"
)]

mod architecture;
mod attack;
mod authority_forms;
mod bounds;
mod cacao;
mod calendar;
mod cases;
mod cli;
mod command_texts;
mod common;
mod contract_versions;
mod contracts;
mod customer_pack;
mod customer_pack_others;
mod differential;
mod dora;
mod drill;
mod drill_clock;
mod drill_fair;
mod drill_pty;
mod encryption;
mod event_json;
mod every_command;
mod fact_table;
mod facts;
mod facts_aliases;
mod faults;
mod files_out;
mod first_run;
mod foreign_cases;
mod fuzz_seeds;
mod garbage;
mod handover;
mod holidays;
mod hooks;
mod key_services;
mod law_backup;
mod law_coverage;
mod law_data;
mod law_edition;
mod law_numbers;
mod law_packs;
mod law_prepared;
mod law_reviews;
mod law_table;
mod law_world;
mod letter_clauses;
mod letter_edit;
mod letter_formats;
mod letter_markdown;
mod letter_merge;
mod letter_rules;
mod letter_rules_us;
mod letter_word;
mod letters;
mod limits;
mod mailings;
mod manual;
mod members;
mod monotone;
mod one_key;
mod overlay;
mod parser_limits;
mod periods;
mod reach;
mod record_backup;
mod record_codes;
mod record_crash;
mod record_folder;
mod record_formats;
mod record_input;
mod record_key_change;
mod record_kills;
mod record_log;
mod record_proof;
mod record_secrets;
mod record_slots;
mod record_walk;
mod reports_in_words;
mod roles;
mod roster;
mod roster_places;
mod roster_real;
mod roster_sheet;
mod severity_edpb;
mod severity_enisa;
mod severity_methods;
mod severity_monotony;
mod significance;
mod sizes;
mod steps;
mod story_time;
mod team;
mod timeline_answers;
mod timeline_csv;
mod timeline_in;
mod timeline_record;
mod timeline_sheets;
mod timesketch;
mod tlp_out;
mod tui;
mod tui_board;
mod tui_elsewhere;
mod tui_first_night;
mod tui_form_words;
mod tui_forms;
mod tui_pty;
mod tui_scenario;
mod tui_slow;
mod tui_undo;
mod tui_whole;
mod what_if;
mod why_page;
mod zones;
