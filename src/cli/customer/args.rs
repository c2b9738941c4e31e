//! What can be typed after `firebell customer`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::files::ForceArg;
use crate::cli::tlp::TlpArg;

#[derive(Debug, Subcommand)]
pub(crate) enum CustomerCommand {
    /// Write what concerns one customer into a folder: what may be told, figures, notices, extracts of the log that prove
    /// it; PDF, HTML and JSON, signed; nothing about others
    Pack(PackArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// Id of the customer, or the name in the contract
    pub customer: String,
    /// Only this incident, such as 2026-001; may be given several times [default: every real one that names the customer, is not restricted and waits for no authority]
    #[arg(long, value_name = "CODE")]
    pub incident: Vec<String>,
    /// Existing folder to write into
    #[arg(short, long, alias = "out", value_name = "DIR")]
    pub output: PathBuf,
    #[command(flatten)]
    pub tlp: TlpArg,
    #[command(flatten)]
    pub force: ForceArg,
}
