//! What can be typed after `firebell incident`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::out::ForceArg;

/// `firebell incident`
#[derive(Debug, Args)]
pub struct IncidentArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: IncidentCommand,
}

/// What can be done with an incident. CODE is its code, such as 2026-001.
#[derive(Debug, Subcommand)]
pub enum IncidentCommand {
    /// Open an incident.
    Open {
        /// What people will call it.
        title: String,
        /// IANA zone of the team's local times; default: the config's home_zone, else UTC.
        #[arg(long)]
        zone: Option<String>,
        /// An exercise, never counted with real incidents. Fixed from here.
        #[arg(long)]
        exercise: bool,
    },
    /// All open incidents, soonest deadline first.
    List {
        /// Closed ones as well.
        #[arg(long)]
        all: bool,
        /// Exercises only.
        #[arg(long)]
        exercises: bool,
        /// Words in titles, facts and notes.
        #[arg(long)]
        search: Option<String>,
    },
    /// One incident: stage, clocks, what to find out, what to do next.
    Show {
        /// CODE
        code: String,
        /// As it was known at this moment, with the deadlines as they stood.
        #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
        as_of: Option<String>,
        /// Every obligation, with those not due.
        #[arg(long)]
        all: bool,
    },
    /// The same as `show --as-of`.
    AsOf {
        /// CODE
        code: String,
        /// The moment.
        #[arg(allow_hyphen_values = true)]
        moment: String,
    },
    /// How one duty came to its verdict and date.
    Why {
        /// CODE
        code: String,
        /// Such as us-tx/regulator.
        obligation: String,
    },
    /// Facts: set, withdraw, history.
    Fact {
        /// What to do.
        #[command(subcommand)]
        command: FactCommand,
    },
    /// Record when something happened: discovery, awareness, determination …
    Milestone {
        /// CODE
        code: String,
        /// Which (see docs/glossary.md).
        name: String,
        /// When.
        #[arg(allow_hyphen_values = true)]
        moment: String,
        /// Keep it beside the candidates already recorded; the earliest rules.
        #[arg(long)]
        also: bool,
        #[command(flatten)]
        how: HowKnown,
    },
    /// Record how many people of a place are affected: 600, 400-900, 400+. Several places are recorded together.
    Affected {
        /// CODE
        code: String,
        /// An ISO 3166 code such as US-TX or DE-BY, `total` or `elsewhere` (people in places not listed; 0: nobody),
        /// each followed by its number.
        #[arg(num_args = 2.., required = true, value_names = ["PLACE", "COUNT"])]
        counts: Vec<String>,
        #[command(flatten)]
        how: HowKnown,
    },
    /// Add a note; `-` reads it from standard input.
    Note {
        /// CODE
        code: String,
        /// The text.
        text: String,
        /// Attorney–client: left out of every export unless asked for by name.
        #[arg(long)]
        privileged: bool,
    },
    /// Read notes. Reading privileged ones is noted in the audit log.
    Notes {
        /// CODE
        code: String,
        /// Privileged ones as well.
        #[arg(long)]
        privileged: bool,
    },
    /// The privileged notes without their text: number, when, by whom.
    PrivilegeLog {
        /// CODE
        code: String,
    },
    /// Record a decision the law leaves to a person, with its reasons.
    Decide {
        /// CODE
        code: String,
        /// gdpr_risk, harm.misuse, harm_for.us-fl, no_harm:us-fl, relies_on.us-ct, risk_removed, direct_notice …
        key: String,
        /// Such as unlikely, risk, high, likely, true.
        value: String,
        /// Why.
        #[arg(long)]
        rationale: String,
        /// Who decided; default: the actor.
        #[arg(long)]
        by: Option<String>,
        /// Keep the paper this many years; default: the longest that a regime it gates asks for.
        #[arg(long)]
        keep_years: Option<u32>,
    },
    /// Law-enforcement holds.
    Hold {
        /// What to do.
        #[command(subcommand)]
        command: HoldCommand,
    },
    /// Go to a stage: detection, assessment, internal or regulatory.
    Stage {
        /// CODE
        code: String,
        /// Which.
        stage: String,
        /// Why the one before may be left with open criteria.
        #[arg(long)]
        rationale: Option<String>,
    },
    /// The steps of the playbooks in use, and where they stand.
    Tasks {
        /// CODE
        code: String,
        /// The stages not entered yet as well, and done steps.
        #[arg(long)]
        all: bool,
    },
    /// Tick a step off, open it again, or give it to somebody.
    Task {
        /// CODE
        code: String,
        /// playbook/step, such as detection/preserve-logs.
        task: String,
        /// Open it again.
        #[arg(long, conflicts_with = "assign")]
        undo: bool,
        /// Give it to somebody instead of ticking it off.
        #[arg(long, value_name = "OWNER")]
        assign: Option<String>,
        /// By when.
        #[arg(long, requires = "assign", allow_hyphen_values = true)]
        due: Option<String>,
        /// What was found or done.
        #[arg(long)]
        remark: Option<String>,
    },
    /// Use the playbook of a cause, such as ransomware, or use it no longer.
    Playbook {
        /// CODE
        code: String,
        /// Its id.
        playbook: String,
        /// Take it out again: its steps leave the list, what was ticked off stays in the log.
        #[arg(long)]
        remove: bool,
        /// Why it is taken out.
        #[arg(long, requires = "remove")]
        reason: Option<String>,
    },
    /// Record a call: who, and how it came out.
    Call {
        /// CODE
        code: String,
        /// The contact's id.
        contact: String,
        /// How it came out.
        #[arg(value_enum)]
        reached: ReachedArg,
        /// Over which channel; default: their best one that is not marked compromised.
        #[arg(long)]
        channel: Option<String>,
        /// When; default: now.
        #[arg(long, allow_hyphen_values = true)]
        at: Option<String>,
        /// What was said.
        #[arg(long)]
        remark: Option<String>,
    },
    /// The call tree: who has answered, who is next, when a call passes on.
    Calls {
        /// CODE
        code: String,
    },
    /// A short notice for people inside: what is known and what is not, to read out or paste.
    Notice {
        /// CODE
        code: String,
        /// For whom: team, leadership, counsel, or a template of the team's own folder.
        #[arg(long = "for", default_value = "team")]
        name: String,
    },
    /// Record what the team did about a duty other than filing it.
    Dispose {
        /// CODE
        code: String,
        /// Such as us-tx/regulator.
        obligation: String,
        /// What.
        #[arg(value_enum)]
        state: StateArg,
        /// Why.
        #[arg(long)]
        rationale: Option<String>,
        /// Who decided; default: the actor.
        #[arg(long)]
        by: Option<String>,
    },
    /// Record that a notice went out.
    File {
        /// CODE
        code: String,
        /// Such as us-tx/regulator.
        obligation: String,
        /// Which filing.
        #[arg(long, value_enum, default_value_t = FilingArg::Initial)]
        kind: FilingArg,
        /// When; default: now.
        #[arg(long, allow_hyphen_values = true)]
        at: Option<String>,
        /// The recipient's reference number.
        #[arg(long)]
        reference: Option<String>,
        /// How it went out.
        #[arg(long)]
        channel: Option<String>,
        /// Why it is late.
        #[arg(long)]
        late_because: Option<String>,
        /// Why it goes out of the order the law asks for.
        #[arg(long)]
        out_of_order_because: Option<String>,
        /// Why it went out without an approved letter.
        #[arg(long, value_name = "REASON")]
        without_letter: Option<String>,
        /// Why the date is right although it lies before the incident was known. The reason is recorded.
        #[arg(long, value_name = "REASON")]
        confirm: Option<String>,
    },
    /// Log a piece of evidence by its digest; the file itself is not kept.
    Evidence {
        /// CODE
        code: String,
        /// The file.
        file: PathBuf,
        /// Who holds it.
        #[arg(long)]
        custodian: String,
        /// Where it came from and how it was taken.
        #[arg(long)]
        remark: Option<String>,
    },
    /// Close it. Refused while obligations are open or undecided, unless a rationale is given.
    Close {
        /// CODE
        code: String,
        /// What came of it, and why what is open or undecided may stay so.
        #[arg(long)]
        rationale: Option<String>,
    },
    /// Open it again.
    Reopen {
        /// CODE
        code: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Every event, oldest first.
    History {
        /// CODE
        code: String,
    },
    /// A one-page situation report.
    Report {
        /// CODE
        code: String,
        /// In which form.
        #[arg(long, value_enum, default_value_t = ReportForm::Md)]
        format: ReportForm,
    },
    /// The timeline as CSV that Timesketch takes.
    Timeline {
        /// CODE
        code: String,
    },
    /// The whole incident as one JSON document that imports back, digest for digest.
    Export {
        /// CODE
        code: String,
        /// Where to; default: standard output.
        #[arg(long)]
        output: Option<PathBuf>,
        /// With the privileged notes of this incident: its code again, so that nobody does it by habit.
        #[arg(long, value_name = "CODE")]
        include_privileged: Option<String>,
        /// What happens to a file that exists.
        #[command(flatten)]
        force: ForceArg,
    },
    /// Import an incident that another record exported. It keeps its code where that is free here.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// How something is known.
#[derive(Debug, Args)]
pub struct HowKnown {
    /// How sure.
    #[arg(long, value_enum, default_value_t = CertaintyArg::Confirmed)]
    pub certainty: CertaintyArg,
    /// When it was learned; default: now.
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub learned: Option<String>,
    /// From what: a log, a call, a report.
    #[arg(long)]
    pub source: Option<String>,
    /// Why a moment is right that looks like a mistake, such as one that moves deadlines away. The reason is recorded.
    #[arg(long, value_name = "REASON")]
    pub confirm: Option<String>,
}

/// Facts.
#[derive(Debug, Subcommand)]
pub enum FactCommand {
    /// Record a fact: data.elements ssn,dob · data.encrypted no · data.acquired likely · breach.types confidentiality
    Set {
        /// CODE
        code: String,
        /// Its key, as in the facts file.
        key: String,
        /// Its value.
        #[arg(allow_hyphen_values = true)]
        value: String,
        #[command(flatten)]
        how: HowKnown,
    },
    /// Take a fact back: it is unknown again.
    Withdraw {
        /// CODE
        code: String,
        /// Its key.
        key: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// What was known when.
    History {
        /// CODE
        code: String,
        /// One key only.
        key: Option<String>,
    },
}

/// Holds.
#[derive(Debug, Subcommand)]
pub enum HoldCommand {
    /// An authority asked to wait.
    Place {
        /// CODE
        code: String,
        /// Who asked.
        #[arg(long)]
        authority: String,
        /// For which regimes.
        #[arg(long, required = true, value_delimiter = ',')]
        regimes: Vec<String>,
        /// Until when, where named.
        #[arg(long)]
        until: Option<String>,
        /// The reason given.
        #[arg(long)]
        reason: String,
    },
    /// The hold ended.
    Lift {
        /// CODE
        code: String,
        /// Whose.
        #[arg(long)]
        authority: String,
        /// On whose word.
        #[arg(long)]
        reason: String,
    },
}

/// How sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CertaintyArg {
    /// Established.
    Confirmed,
    /// Taken as true until more is known.
    Suspected,
    /// Established not to be (yes/no facts).
    RuledOut,
}

/// How a call came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReachedArg {
    /// No answer yet.
    Attempted,
    /// Got through, and they know.
    Answered,
    /// Could not be reached this way.
    Failed,
}

/// What was done about a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateArg {
    /// Being written.
    Drafting,
    /// Ready to go.
    Approved,
    /// Decided not to be required.
    NotRequired,
    /// Waiting, for a stated reason.
    OnHold,
    /// An earlier filing was taken back.
    Withdrawn,
}

/// Which filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FilingArg {
    /// The first notice.
    Initial,
    /// More information on an earlier one.
    Supplement,
    /// The last one.
    Final,
}

/// Form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    /// Markdown.
    Md,
    /// HTML.
    Html,
    /// Plain text.
    Txt,
}
