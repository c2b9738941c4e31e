//! What can be typed after `firebell roster`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::roster::sheet::Delimiter;

/// `firebell roster`
#[derive(Debug, Subcommand)]
pub enum RosterCommand {
    /// Count the people of a CSV file by place; nothing of its rows is kept or printed.
    Count(CountArgs),
}

/// `firebell roster count`
#[derive(Debug, Args)]
pub struct CountArgs {
    /// The file.
    pub file: PathBuf,
    /// Set the counts of this incident.
    #[arg(long, value_name = "CODE")]
    pub set: Option<String>,
    /// The column of the state, by name or number.
    #[arg(long, value_name = "COLUMN")]
    pub state: Option<String>,
    /// The country of rows that name none, by code or name.
    #[arg(long, value_name = "CC")]
    pub country: Option<String>,
    /// The column of the country, by name or number.
    #[arg(long, value_name = "COLUMN")]
    pub country_column: Option<String>,
    /// The column of the postal code.
    #[arg(long, value_name = "COLUMN")]
    pub postal: Option<String>,
    /// The column that makes a person one: an e-mail address or a number.
    #[arg(long, value_name = "COLUMN")]
    pub key: Option<String>,
    /// What stands between cells; default: found by itself.
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<Delimiter>,
    /// The first row is a person already.
    #[arg(long)]
    pub no_header: bool,
}
