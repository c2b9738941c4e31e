//! An exercise set up and driven.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum PlayCommand {
    /// Set up an exercise; its clock does not run until `drill go`
    Start(StartArgs),
    /// Show an exercise as the room sees it, or as the facilitator does
    Status {
        /// Exercise code [default: the latest]
        code: Option<String>,
        /// Include what the room must not see: what comes next and what is expected
        #[arg(long)]
        facilitator: bool,
    },
    /// Start or resume the clock
    Go {
        /// Exercise code [default: the running one]
        code: Option<String>,
        /// Exercise minutes per minute of wall-clock time, 1 to 240
        #[arg(long, value_name = "FACTOR", default_value_t = 1)]
        speed: u32,
    },
    /// Pause the clock; the time of the story stops as well
    Pause {
        /// Exercise code [default: the running one]
        code: Option<String>,
    },
    /// Jump ahead to the next inject or to an exercise minute
    Jump(JumpArgs),
    /// Deliver an inject now, hold it, skip it, or call it back
    Inject(InjectArgs),
    /// Record who takes part, by role
    Join {
        /// Role
        role: String,
        /// The role is played by a deputy
        #[arg(long)]
        deputy: bool,
        /// Exercise code [default: the latest]
        #[arg(long)]
        code: Option<String>,
    },
    /// End the exercise; its clock cannot be started again
    End {
        /// Exercise code [default: the running one]
        code: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct StartArgs {
    /// Scenario id or file; without it, the available scenarios are listed
    pub scenario: Option<String>,
    /// Seed of the variation [default: the current year]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct JumpArgs {
    /// Exercise code [default: the running one]
    pub code: Option<String>,
    /// Exercise minute
    #[arg(long, value_name = "MINUTE")]
    pub to: Option<u64>,
    /// Jump even if several injects are delivered on the way or the planned end is passed; this cannot be undone
    #[arg(long)]
    pub confirm: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InjectArgs {
    /// Inject id
    pub inject: String,
    /// Exercise code [default: the running one]
    pub code: Option<String>,
    /// Hold it until it is delivered by hand
    #[arg(long, conflicts_with = "skip")]
    pub hold: bool,
    /// Skip it, and why
    #[arg(long, value_name = "REASON")]
    pub skip: Option<String>,
    /// Call it back, within a minute of its delivery; one that was skipped, at any time
    #[arg(long, conflicts_with_all = ["skip", "hold"])]
    pub recall: bool,
}
