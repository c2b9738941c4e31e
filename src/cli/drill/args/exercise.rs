//! How a command of exercises is told which one: by position where it names nothing else, by `--code` where it names an
//! action, an inject or a role first. Whoever types it the other way is understood.

use clap::Args;

/// The exercise of a command that goes on with it.
#[derive(Debug, Args)]
pub(crate) struct RunningExercise {
    /// Exercise code [default: the running one]
    code: Option<String>,
    #[arg(long = "code", value_name = "CODE", hide = true, conflicts_with = "code")]
    named: Option<String>,
}

impl RunningExercise {
    pub(crate) fn asked(self) -> Option<String> {
        self.code.or(self.named)
    }
}

/// The exercise of a command that looks at it.
#[derive(Debug, Args)]
pub(crate) struct LatestExercise {
    /// Exercise code [default: the latest]
    code: Option<String>,
    #[arg(long = "code", value_name = "CODE", hide = true, conflicts_with = "code")]
    named: Option<String>,
}

impl LatestExercise {
    pub(crate) fn asked(self) -> Option<String> {
        self.code.or(self.named)
    }
}
