//! The work of the team: steps of the playbooks, and calls.

use clap::{Args, Subcommand};

use crate::cli::coded::coded;
use crate::core::ids::TaskId;
use crate::core::vocabulary::Reached;

#[derive(Debug, Subcommand)]
pub(crate) enum TeamCommand {
    /// List the steps of the playbooks in use, and their status
    Tasks {
        /// Incident code, such as 2026-001
        code: String,
        /// Include completed steps, and those of stages not entered yet
        #[arg(long)]
        all: bool,
    },
    /// Complete, reopen or assign a step
    Task(TaskArgs),
    /// Use an incident-type playbook, such as ransomware, or stop using it
    Playbook(PlaybookArgs),
    /// Show the call tree: who has answered, who is next, when to escalate
    Calls {
        /// Incident code, such as 2026-001
        code: String,
        /// In an exercise without a scenario, show the real numbers and addresses; without it they are masked
        #[arg(long)]
        real_numbers: bool,
    },
    /// Record a call and its outcome
    Call(CallArgs),
}

#[derive(Debug, Args)]
pub(crate) struct TaskArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Step, such as detection/preserve-logs
    #[arg(value_name = "PLAYBOOK/STEP")]
    pub task: TaskId,
    /// Reopen the step
    #[arg(long, conflicts_with = "assign")]
    pub undo: bool,
    /// Assign the step instead of completing it
    #[arg(long, value_name = "OWNER")]
    pub assign: Option<String>,
    /// When the assigned step is due
    #[arg(long, value_name = "MOMENT", requires = "assign", allow_hyphen_values = true)]
    pub due: Option<String>,
    /// What was found or done
    #[arg(long)]
    pub remark: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PlaybookArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Playbook id, such as ransomware
    pub playbook: String,
    /// Stop using it; its open steps leave the list, and completed ones stay in the log
    #[arg(long)]
    pub remove: bool,
    /// Why it is no longer used
    #[arg(long, requires = "remove")]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CallArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Contact id
    pub contact: String,
    #[arg(value_name = "OUTCOME", value_parser = coded::<Reached>(), help = "Outcome of the call")]
    pub reached: Reached,
    /// Channel [default: the contact's best one that is not marked compromised]
    #[arg(long)]
    pub channel: Option<String>,
    /// When [default: now]
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// What was said
    #[arg(long)]
    pub remark: Option<String>,
}
