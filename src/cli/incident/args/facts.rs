//! What is known and decided.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::coded::coded;
use crate::cli::fact_key::{self, FactKey};
use crate::core::vocabulary::Certainty;

#[derive(Debug, Subcommand)]
pub(crate) enum FactsCommand {
    /// Record, withdraw or review facts
    #[command(subcommand)]
    Fact(FactCommand),
    /// Record when something happened: discovery, awareness, determination …
    Milestone(MilestoneArgs),
    /// Record how many people of each place are affected: 600, 400-900 or 400+; several places are recorded together
    Affected(AffectedArgs),
    /// Record a decision that the law leaves to a person, with its rationale
    Decide(DecideArgs),
    /// Add a note
    Note {
        /// Incident code, such as 2026-001
        code: String,
        /// Text, or `-` to read it from standard input
        text: String,
        /// Mark it as an attorney–client communication; exports leave it out unless asked for it by name
        #[arg(long)]
        privileged: bool,
    },
    /// Log a piece of evidence by its digest; the file itself is not stored
    Evidence(EvidenceArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum FactCommand {
    /// Record a fact, such as `data.elements ssn,dob`, `data.encrypted no` or `data.acquired likely`
    #[command(after_long_help = fact_key::keys())]
    Set(SetArgs),
    /// Withdraw a fact, so that it is unknown again
    Withdraw {
        /// Incident code, such as 2026-001
        code: String,
        /// Key, as in the facts file
        #[arg(value_parser = FactKey, hide_possible_values = true)]
        key: String,
        /// Why it is withdrawn
        #[arg(long)]
        reason: String,
    },
    /// Show what was known when
    History {
        /// Incident code, such as 2026-001
        code: String,
        /// Only this key
        #[arg(value_parser = FactKey, hide_possible_values = true)]
        key: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Key, as in the facts file, such as data.elements
    #[arg(value_parser = FactKey, hide_possible_values = true)]
    pub key: String,
    /// Value
    #[arg(allow_hyphen_values = true)]
    pub value: String,
    #[command(flatten)]
    pub how: HowKnown,
}

#[derive(Debug, Args)]
pub(crate) struct MilestoneArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Milestone, such as discovery (see `firebell help facts`)
    #[arg(value_name = "MILESTONE")]
    pub name: String,
    /// Moment, such as "2026-03-05 14:00", -3h or now
    #[arg(allow_hyphen_values = true)]
    pub moment: String,
    /// Keep the moments already recorded as candidates; the earliest counts
    #[arg(long)]
    pub also: bool,
    #[command(flatten)]
    pub how: HowKnown,
}

#[derive(Debug, Args)]
pub(crate) struct AffectedArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// ISO 3166 code such as US-TX or DE-BY, `total`, or `elsewhere` for all places not listed, each with its number
    #[arg(num_args = 2.., required = true, value_names = ["PLACE", "COUNT"])]
    pub counts: Vec<String>,
    #[command(flatten)]
    pub how: HowKnown,
}

/// How something is known.
#[derive(Debug, Clone, Args)]
pub(crate) struct HowKnown {
    /// How certain it is; ruled-out is for yes/no facts
    #[arg(long, value_parser = coded::<Certainty>(), default_value_t = Certainty::Confirmed)]
    pub certainty: Certainty,
    /// When it was learned [default: now]
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub learned: Option<String>,
    /// Source, such as a log, a call or a report
    #[arg(long)]
    pub source: Option<String>,
    /// Why a moment that looks like a mistake is right, such as one that moves deadlines away; recorded with it
    #[arg(long, value_name = "REASON")]
    pub confirm: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DecideArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Decision: gdpr_risk, harm.misuse, harm_for.us-fl, no_harm:us-fl, relies_on.us-ct, risk_removed, direct_notice …
    #[arg(value_name = "DECISION")]
    pub key: String,
    /// Value, such as unlikely, risk, high, likely or true
    pub value: String,
    /// Reasons for the decision
    #[arg(long, value_name = "REASON")]
    pub rationale: String,
    /// Who decided [default: the actor]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Years to retain the documentation [default: the longest required by an affected law]
    #[arg(long, value_name = "YEARS")]
    pub keep_years: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// File to log
    pub file: PathBuf,
    /// Who has the file
    #[arg(long, value_name = "NAME")]
    pub custodian: String,
    /// Where it came from and how it was collected
    #[arg(long)]
    pub remark: Option<String>,
}
