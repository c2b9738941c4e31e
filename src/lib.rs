//! firebell: a breach-response workbench for the terminal.
//!
//! `core` is pure and knows the law; `app` is the one door to it; `cli` is a face. See ARCHITECTURE.md.

pub mod app;
pub mod cli;
pub mod core;
pub mod drill;
pub mod letter;
pub mod roster;
pub mod store;
pub mod tui;
