//! What the law asks for, and what was done about it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::coded::coded;
use crate::core::vocabulary::FilingKind;

#[derive(Debug, Subcommand)]
pub(crate) enum ObligationCommand {
    /// Explain the verdict and the deadline of an obligation
    Why {
        /// Incident code, such as 2026-001
        code: String,
        /// Obligation, such as us-tx/regulator
        obligation: String,
    },
    /// Record that a notice was sent or filed
    File(FileArgs),
    /// Record anything else about an obligation: drafting, approved, not required, on hold, withdrawn
    #[command(alias = "dispose")]
    Resolve(ResolveArgs),
    /// Record law-enforcement delays
    #[command(subcommand, alias = "hold")]
    Delay(DelayCommand),
}

#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Obligation, such as us-tx/regulator
    pub obligation: String,
    /// Kind of filing
    #[arg(long, value_parser = coded::<FilingKind>(), default_value_t = FilingKind::Initial)]
    pub kind: FilingKind,
    /// When it was filed [default: now]
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// Reference or confirmation number given by the recipient
    #[arg(long, alias = "confirmation")]
    pub reference: Option<String>,
    /// Channel it was sent through
    #[arg(long)]
    pub channel: Option<String>,
    /// Letter that was sent, where several are approved; may be given several times
    #[arg(long, value_name = "LETTER")]
    pub letter: Vec<String>,
    /// Letter that was sent with it as a sample; may be given several times
    #[arg(long, value_name = "LETTER")]
    pub sample: Vec<String>,
    /// File that was sent with it; only its digest is recorded
    #[arg(long, value_name = "FILE")]
    pub enclose: Vec<PathBuf>,
    /// Receipt or confirmation of the recipient; logged as evidence by its digest
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    /// Why it is late
    #[arg(long, value_name = "REASON")]
    pub late_because: Option<String>,
    /// Why it was filed out of the order that the law requires
    #[arg(long, value_name = "REASON")]
    pub out_of_order_because: Option<String>,
    /// Why it was filed without an approved letter
    #[arg(long, value_name = "REASON")]
    pub without_letter: Option<String>,
    /// Why the date is right although it is before the incident was known; recorded with it
    #[arg(long, value_name = "REASON")]
    pub confirm: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ResolveArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Obligation, such as us-tx/regulator
    pub obligation: String,
    /// What was done
    #[arg(value_enum)]
    pub state: State,
    /// Reasons
    #[arg(long, value_name = "REASON")]
    pub rationale: Option<String>,
    /// Who decided [default: the actor]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Why what was filed does not count; recorded with it
    #[arg(long, value_name = "REASON")]
    pub confirm: Option<String>,
}

/// What was done about an obligation other than filing; each becomes a disposition of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    /// Being written
    Drafting,
    /// Ready to send
    Approved,
    /// Decided not to be required
    NotRequired,
    /// Waiting, for a stated reason
    OnHold,
    /// An earlier filing was withdrawn
    Withdrawn,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DelayCommand {
    /// Record that an authority asked for a delay
    Place {
        /// Incident code, such as 2026-001
        code: String,
        /// Authority that asked
        #[arg(long)]
        authority: String,
        /// Regimes that are delayed, separated by commas
        #[arg(long, value_name = "REGIME", required = true, value_delimiter = ',')]
        regimes: Vec<String>,
        /// End of the delay, if the authority named one
        #[arg(long, value_name = "MOMENT")]
        until: Option<String>,
        /// Reason given by the authority
        #[arg(long)]
        reason: String,
    },
    /// Record the end of a delay
    Lift {
        /// Incident code, such as 2026-001
        code: String,
        /// Authority that had asked for the delay
        #[arg(long)]
        authority: String,
        /// Who lifted it, and why
        #[arg(long)]
        reason: String,
    },
}
