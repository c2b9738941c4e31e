//! What can be typed after `firebell dora`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::app::dora::Stage;
use crate::cli::files::ForceArg;
use crate::cli::tlp::TlpArg;

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
    /// Write a report as far as the record knows it, and list what is missing
    Draft {
        /// Incident code, such as 2026-001
        code: String,
        #[arg(long, value_enum)]
        stage: StageArg,
        /// Earlier report that this one repeats and goes on from, as JSON or as an Excel workbook
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// File to write: JSON by the authorities' template (.json), or an Excel workbook to fill in (.xlsx)
        #[arg(long, alias = "out", value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Check a report against what the Regulation asks of its stage; exit 1 if anything is missing or wrong
    Check {
        /// Report as JSON by the authorities' template, or as an Excel workbook that `dora draft` or `dora sheet` wrote
        file: PathBuf,
    },
    /// Show a report field by field, or write it in the other form
    Sheet {
        /// Report as JSON, or as an Excel workbook
        file: PathBuf,
        /// File to write: .json or .xlsx
        #[arg(long, alias = "out", value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        tlp: TlpArg,
        #[command(flatten)]
        force: ForceArg,
    },
    /// Fill in fields of a report; without a value a field is taken out
    ///
    /// A closed list takes its codes alone, with commas between several. A field of the second affected entity is `1.5/2`.
    Set {
        /// Report as JSON, or as an Excel workbook
        file: PathBuf,
        /// Fields and their values, such as 2.7=staff or 2.5=data_losses,economic_impact
        #[arg(required = true, value_name = "FIELD=VALUE")]
        values: Vec<String>,
    },
    /// List the fields of the form, with the stage that asks for each, or the codes of one closed list
    Fields {
        /// Name of a closed list, such as technique
        #[arg(long, value_name = "NAME")]
        list: Option<String>,
    },
}
