//! What can be typed after `firebell dora`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::app::dora::Stage;
use crate::cli::files::ForceArg;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageArg {
    Initial,
    Intermediate,
    Final,
    /// Major incident reclassified as not major
    Reclassified,
}

impl From<StageArg> for Stage {
    fn from(arg: StageArg) -> Stage {
        match arg {
            StageArg::Initial => Stage::Initial,
            StageArg::Intermediate => Stage::Intermediate,
            StageArg::Final => Stage::Final,
            StageArg::Reclassified => Stage::Reclassified,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum DoraCommand {
    /// Write a report as far as the record knows it, as JSON by the authorities' template, and list what is missing
    Draft {
        /// Incident code, such as 2026-001
        code: String,
        #[arg(long, value_enum)]
        stage: StageArg,
        /// File to write
        #[arg(long, alias = "out", value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Check a report against what the Regulation asks of its stage; exit 1 if anything is missing or wrong
    Check {
        /// Report as JSON by the authorities' template
        file: PathBuf,
    },
    /// List the fields of the form, with the stage that asks for each, or the codes of one closed list
    Fields {
        /// Name of a closed list, such as technique
        #[arg(long, value_name = "NAME")]
        list: Option<String>,
    },
}
