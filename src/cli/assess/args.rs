//! What can be typed after `firebell assess` and `firebell why`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct AssessArgs {
    /// Facts file (TOML)
    pub file: PathBuf,
    /// Exit with 1 if a due obligation is past its deadline and not filed
    #[arg(long)]
    pub fail_overdue: bool,
    /// List every obligation that is not due, each with its reason
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// Facts file (TOML)
    pub file: PathBuf,
    /// Obligation, such as us-tx/regulator
    pub obligation: String,
}
