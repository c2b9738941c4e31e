//! The arguments of `firebell drill`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::out::ForceArg;

/// `firebell drill`
#[derive(Debug, Subcommand)]
pub enum DrillCommand {
    /// The scenarios there are.
    List,
    /// What players may know of a scenario beforehand, to print and hand out; with --facilitator everything.
    Brief {
        /// Its id, or a file.
        scenario: String,
        /// Injects, expected actions, the truth and the right clocks as well: for the facilitator only.
        #[arg(long)]
        facilitator: bool,
        /// What the variation is drawn from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Check scenarios: every problem with its place.
    Lint {
        /// Files; none: every scenario there is.
        files: Vec<PathBuf>,
    },
    /// Set an exercise up; its clock stands at zero until `drill go`.
    Start(StartArgs),
    /// Where an exercise stands: for the room, or with --facilitator what comes next and what is expected.
    Status {
        /// The exercise; none: the one that runs.
        code: Option<String>,
        /// What the room must not see.
        #[arg(long)]
        facilitator: bool,
    },
    /// Let the clock run.
    Go {
        /// The exercise; none: the one that runs.
        code: Option<String>,
        /// Times real time, 1 to 240.
        #[arg(long, default_value_t = 1)]
        speed: u32,
    },
    /// Stop the clock; the story's time stands too.
    Pause {
        /// The exercise; none: the one that runs.
        code: Option<String>,
    },
    /// Go ahead: to the next inject, or to an exercise minute.
    Jump {
        /// The exercise; none: the one that runs.
        code: Option<String>,
        /// The exercise minute.
        #[arg(long, value_name = "MINUTE")]
        to: Option<u64>,
        /// Jump although more than one inject is delivered on the way, or the planned end is passed. It cannot be undone.
        #[arg(long)]
        confirm: bool,
    },
    /// Hand an inject out now, out of turn; hold it back, or leave it out.
    Inject {
        /// The inject.
        inject: String,
        /// The exercise; none: the one that runs.
        code: Option<String>,
        /// Keep it back until it is handed out by hand.
        #[arg(long, conflicts_with = "skip")]
        hold: bool,
        /// Leave it out, and why.
        #[arg(long, value_name = "REASON")]
        skip: Option<String>,
    },
    /// Say how an expected action came out.
    Mark {
        /// The expected action.
        action: String,
        /// done, late, wrong or missed; none: the mark is taken back.
        #[arg(value_parser = ["done", "late", "wrong", "missed"])]
        mark: Option<String>,
        /// What was seen.
        #[arg(long)]
        remark: Option<String>,
        /// The exercise; none: the one that runs.
        #[arg(long)]
        code: Option<String>,
    },
    /// Note that the hint of an expected action was given; prints it.
    Hint {
        /// The expected action.
        action: String,
        /// The exercise; none: the one that runs.
        #[arg(long)]
        code: Option<String>,
    },
    /// Write an observation down.
    Observe(ObserveArgs),
    /// Rate an objective: P, S, M or U.
    Rate {
        /// The objective.
        objective: String,
        /// P without challenges, S with some, M with major ones, U unable.
        #[arg(value_parser = ["P", "S", "M", "U"], ignore_case = true)]
        rating: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// The exercise; none: the one that runs.
        #[arg(long)]
        code: Option<String>,
    },
    /// Note who takes part, by role.
    Join {
        /// The role.
        role: String,
        /// A deputy plays it.
        #[arg(long)]
        deputy: bool,
        /// The exercise; none: the one that runs.
        #[arg(long)]
        code: Option<String>,
    },
    /// Answer a question of the hot wash by its number; without one, shows them.
    HotWash {
        /// The number of the question.
        number: Option<usize>,
        /// The answer.
        answer: Option<String>,
        /// The exercise; none: the last one.
        #[arg(long)]
        code: Option<String>,
    },
    /// End the exercise: its clock stands for good.
    End {
        /// The exercise; none: the one that runs.
        code: Option<String>,
    },
    /// The score: what the engine saw, what evaluators said, what nobody evaluated.
    Score {
        /// The exercise; none: the last one.
        code: Option<String>,
    },
    /// The after-action report with its improvement plan.
    Report {
        /// The exercise; none: the last one.
        code: Option<String>,
        /// Where to; its ending says the form: md, html, docx, pdf or txt. None: Markdown to standard output.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// One page for leadership.
        #[arg(long)]
        brief: bool,
        /// What happens to a file that exists.
        #[command(flatten)]
        force: ForceArg,
    },
    /// What is to be mended, over all exercises, until it is closed.
    Improvements(ImprovementsArgs),
    /// Exercises side by side, beside real incidents where asked for.
    Compare {
        /// Codes; none: every exercise that is over.
        codes: Vec<String>,
        /// Real incidents as well.
        #[arg(long)]
        real: bool,
        /// Draw the comparison into this SVG file.
        #[arg(long, value_name = "FILE")]
        chart: Option<PathBuf>,
        /// What happens to a file that exists.
        #[command(flatten)]
        force: ForceArg,
    },
    /// Play a whole exercise by a script, without a terminal, in a record that is thrown away.
    Run(RunArgs),
    /// Make a scenario from a CSV event list or from MISP's Common Exercise Format; says what was not carried over.
    Import {
        /// The file: .csv or .json.
        file: PathBuf,
        /// The scenario to write.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// What happens to a file that exists.
        #[command(flatten)]
        force: ForceArg,
    },
    /// Make a scenario from an incident of the record, with names masked.
    Replay {
        /// The incident.
        code: String,
        /// The scenario to write.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// The length of the exercise, minutes.
        #[arg(long, default_value_t = 90)]
        minutes: u64,
        /// A further word to mask; may be given several times.
        #[arg(long, value_name = "WORD")]
        mask: Vec<String>,
        /// What happens to a file that exists.
        #[command(flatten)]
        force: ForceArg,
    },
}

/// `firebell drill start`
#[derive(Debug, Args)]
pub struct StartArgs {
    /// Its id, or a file; none: shows what there is.
    pub scenario: Option<String>,
    /// What the variation is drawn from; none: this year's.
    #[arg(long)]
    pub seed: Option<u64>,
}

/// `firebell drill run`
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Its id, or a file.
    pub scenario: String,
    /// The script: a file, or `well` or `badly` for those that come with the scenario.
    #[arg(long, value_name = "FILE")]
    pub script: String,
    /// What the variation is drawn from; none: what the script says.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Write the after-action report here too; its ending says the form.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// What happens to a file that exists.
    #[command(flatten)]
    pub force: ForceArg,
}

/// `firebell drill observe`
#[derive(Debug, Args)]
pub struct ObserveArgs {
    /// What was seen, in one neutral sentence.
    pub observation: String,
    /// What it shows.
    #[arg(long = "as", value_enum, default_value_t = FindingArg::Remark)]
    pub as_: FindingArg,
    /// The objective it is about.
    #[arg(long)]
    pub objective: Option<String>,
    /// What plan or law said, what happened, why.
    #[arg(long)]
    pub analysis: Option<String>,
    /// One change that can be made.
    #[arg(long)]
    pub recommendation: Option<String>,
    /// The exercise; none: the one that runs.
    #[arg(long)]
    pub code: Option<String>,
}

/// What an observation shows.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FindingArg {
    /// Worth keeping.
    Strength,
    /// An area for improvement.
    Improvement,
    /// Neither.
    Remark,
}

/// `firebell drill improvements`
#[derive(Debug, Args)]
pub struct ImprovementsArgs {
    /// Closed ones as well.
    #[arg(long)]
    pub all: bool,
    /// What to do with one.
    #[command(subcommand)]
    pub command: Option<ImprovementCommand>,
}

/// What to do with an improvement.
#[derive(Debug, Subcommand)]
pub enum ImprovementCommand {
    /// Add one to an exercise.
    Add {
        /// What is to be done.
        action: String,
        /// Which role sees to it.
        #[arg(long)]
        owner: String,
        /// By which day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        due: chrono::NaiveDate,
        /// plan, organisation, equipment, training or exercise
        #[arg(long, default_value = "plan")]
        element: String,
        /// How one will see that it is done.
        #[arg(long)]
        proof: Option<String>,
        /// The objective it serves.
        #[arg(long)]
        objective: Option<String>,
        /// The exercise; none: the last one.
        #[arg(long)]
        code: Option<String>,
    },
    /// Close one: what shows that it is done.
    Close {
        /// `CODE/NUMBER`, as the list shows it.
        improvement: String,
        /// What shows it.
        #[arg(long)]
        proof: String,
    },
}
