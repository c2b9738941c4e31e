//! An exercise set up and driven.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{LatestExercise, RunningExercise};
use crate::drill::tailored::{Wishes, typed_people};

#[derive(Debug, Subcommand)]
pub(crate) enum PlayCommand {
    /// Set up an exercise; its clock does not run until `drill go`
    Start(StartArgs),
    /// Show an exercise as the room sees it, or as the facilitator does
    Status {
        #[command(flatten)]
        exercise: LatestExercise,
        /// Include what the room must not see: what comes next and what is expected
        #[arg(long)]
        facilitator: bool,
        /// Write what came with the injects delivered so far to this folder: mails, transcripts, pictures, papers; a file
        /// that is there already stays
        #[arg(long, value_name = "FOLDER", conflicts_with = "facilitator")]
        hand_out: Option<PathBuf>,
    },
    /// Start or resume the clock
    Go {
        #[command(flatten)]
        exercise: RunningExercise,
        /// Exercise minutes per minute of wall-clock time, 1 to 240
        #[arg(long, value_name = "FACTOR", default_value_t = 1)]
        speed: u32,
        /// All teams that play this scenario with this seed
        #[arg(long)]
        together: bool,
    },
    /// Pause the clock; the time of the story stops as well
    Pause {
        #[command(flatten)]
        exercise: RunningExercise,
        /// All teams that play this scenario with this seed
        #[arg(long)]
        together: bool,
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
        #[command(flatten)]
        exercise: RunningExercise,
        /// All teams that play this scenario with this seed
        #[arg(long)]
        together: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct StartArgs {
    /// Scenario id or file; without it, the available scenarios are listed
    pub scenario: Option<String>,
    /// Seed of the variation [default: the current year]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// A team: each one gets an exercise of its own, on one clock (`drill go --together`); may be given several times
    #[arg(long, value_name = "NAME", requires = "scenario")]
    pub team: Vec<String>,
    /// Play with your own organization: its profile, call tree with the numbers masked, playbooks, letters and contracts;
    /// the correct deadlines are computed from the scenario's facts
    #[arg(long, requires = "scenario")]
    pub own: bool,
    /// People you hold data of, such as DE=12000; counts are scaled to them; may be given several times
    #[arg(long, value_name = "PLACE=COUNT", requires = "own", value_parser = typed_people)]
    pub people: Vec<(String, u64)>,
    /// Customer with a contract whose data is affected; may be given several times
    #[arg(long, value_name = "CUSTOMER", requires = "own")]
    pub customer: Vec<String>,
    /// Keep the real numbers and addresses in the call tree
    #[arg(long, requires = "own")]
    pub real_numbers: bool,
}

impl StartArgs {
    /// What the team said of its own organization.
    pub(crate) fn wishes(&self) -> Wishes {
        Wishes {
            people: self.people.iter().cloned().collect(),
            customers: self.customer.clone(),
            real_numbers: self.real_numbers,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct JumpArgs {
    #[command(flatten)]
    pub exercise: RunningExercise,
    /// Exercise minute
    #[arg(long, value_name = "MINUTE")]
    pub to: Option<u64>,
    /// Jump even if several injects are delivered on the way or the planned end is passed; this cannot be undone
    #[arg(long)]
    pub confirm: bool,
    /// All teams that play this scenario with this seed
    #[arg(long)]
    pub together: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InjectArgs {
    /// Inject id
    pub inject: String,
    #[arg(hide = true, value_name = "CODE", conflicts_with = "code")]
    placed: Option<String>,
    /// Exercise code [default: the running one]
    #[arg(long)]
    code: Option<String>,
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

impl InjectArgs {
    pub(crate) fn exercise(&self) -> Option<String> {
        self.code.clone().or_else(|| self.placed.clone())
    }
}
