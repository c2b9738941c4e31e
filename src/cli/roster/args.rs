//! What can be typed after `firebell roster`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::roster::Delimiter;

#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    /// Count the people in a CSV file by place; nothing of its rows is stored or printed
    Count(CountArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    /// CSV file with a row per person
    pub file: PathBuf,
    /// Record the counts in this incident
    #[arg(long, value_name = "CODE")]
    pub set: Option<String>,
    /// Column with the state, by name or number
    #[arg(long, value_name = "COLUMN")]
    pub state: Option<String>,
    /// Country of rows that name none, by code or name
    #[arg(long, value_name = "COUNTRY")]
    pub country: Option<String>,
    /// Column with the country, by name or number
    #[arg(long, value_name = "COLUMN")]
    pub country_column: Option<String>,
    /// Column with the postal code, by name or number
    #[arg(long, value_name = "COLUMN")]
    pub postal: Option<String>,
    /// Column that identifies a person, such as an e-mail address or a customer number
    #[arg(long, value_name = "COLUMN")]
    pub key: Option<String>,
    /// Character between cells [default: detected from the first rows]
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<Delimiter>,
    /// The first row is a person, not a header
    #[arg(long)]
    pub no_header: bool,
}
