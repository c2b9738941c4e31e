//! Incidents read: lists, views, reports.

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::tlp::TlpArg;

#[derive(Debug, Subcommand)]
pub(crate) enum ViewCommand {
    /// List open incidents, soonest deadline first
    List(ListArgs),
    /// Show an incident: stage, deadlines, what to find out, what to do next
    Show {
        /// Incident code, such as 2026-001
        code: String,
        /// Show what was known at this moment, and the deadlines of that moment
        #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
        as_of: Option<String>,
        /// List every obligation that is not due, each with its reason
        #[arg(long)]
        all: bool,
    },
    /// Same as `show --as-of`
    AsOf {
        /// Incident code, such as 2026-001
        code: String,
        /// Moment, such as "2026-03-05 14:00" or -3h
        #[arg(allow_hyphen_values = true)]
        moment: String,
    },
    /// List notes; reading privileged ones is noted in the audit log
    Notes {
        /// Incident code, such as 2026-001
        code: String,
        /// Include privileged notes
        #[arg(long)]
        privileged: bool,
    },
    /// List privileged notes without their text: number, time, author
    PrivilegeLog {
        /// Incident code, such as 2026-001
        code: String,
    },
    /// List every event, oldest first
    History {
        /// Incident code, such as 2026-001
        code: String,
    },
    /// Print a short notice for people inside: what is known and what is not, to read out or paste
    Notice {
        /// Incident code, such as 2026-001
        code: String,
        /// Audience: team, leadership, counsel, or a template of your own
        #[arg(long = "for", value_name = "AUDIENCE", default_value = "team")]
        name: String,
        #[command(flatten)]
        tlp: TlpArg,
    },
    /// Print a one-page situation report
    Report {
        /// Incident code, such as 2026-001
        code: String,
        /// Format of the report
        #[arg(long, value_enum, default_value_t = ReportForm::Md)]
        format: ReportForm,
        #[command(flatten)]
        tlp: TlpArg,
    },
    /// Print the timeline for Timesketch and other tools: what happened at its own moment, beside when it was recorded
    Timeline {
        /// Incident code, such as 2026-001
        code: String,
        /// Format of the timeline
        #[arg(long, value_enum, default_value_t = TimelineForm::Csv)]
        format: TimelineForm,
        #[command(flatten)]
        tlp: TlpArg,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Include closed incidents
    #[arg(long)]
    pub all: bool,
    /// Exercises only
    #[arg(long)]
    pub exercises: bool,
    /// Only incidents with these words in their title, facts or notes
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineForm {
    /// CSV for Timesketch
    Csv,
    /// JSON lines for Timesketch
    Jsonl,
    /// CSV that any timeline tool can map: UTC, local time, actor, what, source
    Plain,
    /// CSV that DFIR-IRIS imports
    Iris,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// Markdown
    Md,
    /// HTML
    Html,
    /// Plain text
    Txt,
}
