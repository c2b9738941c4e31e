//! What can be typed after `firebell assess` and `firebell why`.

use std::path::PathBuf;

use clap::Args;

/// `firebell assess`
#[derive(Debug, Args)]
pub struct AssessArgs {
    /// The facts file (TOML).
    pub file: PathBuf,
    /// Exit with 1 when a due obligation is past and not filed.
    #[arg(long)]
    pub fail_overdue: bool,
    /// Show every obligation that is not due as well, one by one.
    #[arg(long)]
    pub all: bool,
}

/// `firebell why`
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The facts file (TOML).
    pub file: PathBuf,
    /// The obligation, such as us-tx/regulator.
    pub obligation: String,
}
