//! What can be typed after `firebell form`.

use clap::Subcommand;

use crate::cli::tlp::TlpArg;

#[derive(Debug, Subcommand)]
pub(crate) enum FormCommand {
    /// List the authority forms that are known field by field, and what each rests on
    List,
    /// Show a form in its own order; with an incident, what the record answers and what is open
    Show {
        /// Form id, such as nl-ap (see `form list`)
        authority: String,
        /// Incident code, such as 2026-001
        #[arg(long, value_name = "CODE")]
        incident: Option<String>,
        #[command(flatten)]
        tlp: TlpArg,
    },
}
