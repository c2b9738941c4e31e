//! What can be typed after `firebell export`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::coded::coded;
use crate::cli::files::ForceArg;
use crate::cli::tlp::TlpArg;
use crate::core::tlp::Tlp;

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// Write the incident as a VERIS 1.4.1 record
    Veris(ExportToolArgs),
    /// Write the incident as a MISP event, unpublished
    Misp(ExportToolArgs),
    /// Write the incident as a STIX 2.1 bundle
    Stix(ExportToolArgs),
    /// Write a playbook as CACAO 2.0
    Playbook {
        /// Playbook id, such as ransomware
        id: String,
        /// File to write
        #[arg(long, alias = "out", value_name = "FILE.json")]
        output: PathBuf,
        #[command(flatten)]
        tlp: TlpArg,
        #[command(flatten)]
        force: ForceArg,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ExportToolArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    #[arg(long, value_parser = coded::<Tlp>(), help = "TLP 2.0 marking: how far it may be passed on")]
    pub tlp: Tlp,
    /// File to write; that of an exercise needs `exercise` in its name
    #[arg(long, alias = "out", value_name = "FILE")]
    pub output: PathBuf,
    #[command(flatten)]
    pub force: ForceArg,
}
