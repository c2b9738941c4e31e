//! What can be typed after `firebell events`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    /// Only those of this incident, such as 2026-001
    pub code: Option<String>,
    /// Stay, and print what is recorded from now on by anybody; with --json one document per line
    #[arg(long, short)]
    pub follow: bool,
    /// How many of those recorded before to print [default: 20, or none with --follow]
    #[arg(long, value_name = "NUMBER")]
    pub last: Option<usize>,
    /// Include exercises
    #[arg(long)]
    pub exercises: bool,
    /// Milliseconds between two looks
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1000, requires = "follow",
          value_parser = clap::value_parser!(u64).range(50..=600_000))]
    pub every: u64,
}
