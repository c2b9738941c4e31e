//! What can be typed after `firebell significance`.

use clap::{Args, ValueEnum};

use crate::app::significance::Thresholds;
use crate::cli::coded::coded;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Decided {
    Yes,
    No,
}

#[derive(Debug, Args)]
pub(crate) struct SignificanceArgs {
    #[arg(value_parser = coded::<Thresholds>(), help = "Thresholds to test")]
    pub thresholds: Thresholds,
    /// Kind of entity that NIS 2 has numbers for, such as cloud_provider
    #[arg(long, value_name = "KIND")]
    pub entity: Option<String>,
    /// Answers, such as users_hit=52000,users_total=400000,recurring=no; what is not answered is unknown
    #[arg(long, value_name = "NAME=VALUE", value_delimiter = ',')]
    pub answer: Vec<String>,
    /// Incident code, such as 2026-001, to record the answer in
    #[arg(long, value_name = "CODE", requires = "decide")]
    pub incident: Option<String>,
    /// What you decide; recorded with the working
    #[arg(long, value_enum, requires = "incident", requires = "rationale")]
    pub decide: Option<Decided>,
    /// Why
    #[arg(long)]
    pub rationale: Option<String>,
}
