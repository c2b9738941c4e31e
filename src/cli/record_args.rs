//! What can be typed about the record: incidents, the organisation, and the store.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::out::ForceArg;

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

/// `firebell deadlines`
#[derive(Debug, Args)]
pub struct DeadlinesArgs {
    /// Write a calendar file instead of a list: what is due, and what an earlier file had and is settled now.
    #[arg(long, value_name = "FILE.ics")]
    pub ics: Option<PathBuf>,
    /// Put obligations that are only possible into the calendar file as well.
    #[arg(long, requires = "ics")]
    pub possible: bool,
    /// Hours before each deadline at which the calendar rings, such as 24,4,1,0; without this it rings once.
    #[arg(long, value_name = "HOURS", value_delimiter = ',', requires = "ics",
          value_parser = clap::value_parser!(u32).range(0..=87_600))]
    pub alarms: Vec<u32>,
    /// What happens to a file that exists.
    #[command(flatten)]
    pub force: ForceArg,
    /// Exit with 1 when an obligation is due, past its deadline and not filed.
    #[arg(long)]
    pub fail_overdue: bool,
    /// Exercises as well.
    #[arg(long)]
    pub exercises: bool,
    /// At most this many.
    #[arg(long)]
    pub limit: Option<u32>,
}

/// `firebell watch`
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Minutes before a deadline at which to ring.
    #[arg(long, value_delimiter = ',', default_value = "1440,240,60,15,0")]
    pub before: Vec<i64>,
    /// A command to run for each ring; it gets FIREBELL_CODE, FIREBELL_OBLIGATION, FIREBELL_DEADLINE and FIREBELL_LEFT.
    #[arg(long, value_name = "COMMAND")]
    pub hook: Option<String>,
    /// Look once and end (for cron).
    #[arg(long)]
    pub once: bool,
}

/// `firebell register`
#[derive(Debug, Args)]
pub struct RegisterArgs {
    /// CSV instead of a list.
    #[arg(long)]
    pub csv: bool,
}

/// `firebell profile`
#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// What is known of the organisation.
    Show,
    /// Set a value: country US · eu_main_establishment none · profile sec_registrant · policy.default 10
    Set {
        /// name, country, eu_main_establishment, role, profile, profile_unknown, people_in_scope_worldwide, or
        /// policy.RECIPIENT (days) for duties whose law names no number.
        key: String,
        /// The value.
        value: String,
    },
    /// Take a value out: unknown again.
    Unset {
        /// The key.
        key: String,
    },
}

/// `firebell contacts`
#[derive(Debug, Subcommand)]
pub enum ContactsCommand {
    /// Everybody, by role and order.
    List,
    /// Add somebody, or change them.
    Set {
        /// Short and stable, such as gc.
        id: String,
        /// Name as it is read out.
        #[arg(long)]
        name: String,
        /// Roles: commander, security, legal, dpo, leadership, communications, insurer, law-enforcement, forensics.
        #[arg(long, required = true, value_delimiter = ',')]
        roles: Vec<String>,
        /// phone:+1…, email:…, chat:…; best first; `!` in front marks one the attacker may be reading.
        #[arg(long = "channel", required = true)]
        channels: Vec<String>,
        /// Place in the call order: 1 first, 2 the backup.
        #[arg(long, default_value_t = 1)]
        order: u32,
        /// Minutes without answer after which the next is called.
        #[arg(long, default_value_t = 15)]
        escalate_after: u32,
    },
    /// Take somebody out.
    Remove {
        /// The id.
        id: String,
    },
    /// The call tree on paper, for when the laptop is all that is left.
    Print,
}

/// `firebell playbooks`
#[derive(Debug, Subcommand)]
pub enum PlaybooksCommand {
    /// All playbooks.
    List,
    /// One whole.
    Show {
        /// Its id.
        id: String,
    },
}

/// `firebell audit`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// The log.
    Show {
        /// The last lines only.
        #[arg(long, default_value_t = 50)]
        last: usize,
    },
    /// Walk the log and the events, and name the first thing that does not fit.
    Verify,
    /// The log as CSV.
    Export,
    /// Set the damaged part of the log aside in a file of its own and go on behind what fits.
    Repair,
}

/// `firebell key`
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Give the record a new passphrase.
    Change {
        /// Read the new one from this file, which holds nothing else.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// Or from what this command prints.
        #[arg(long, value_name = "COMMAND")]
        new_key_command: Option<String>,
    },
    /// Keep the passphrase in the keyring of the operating system; `keyring = true` in the config then uses it.
    Remember,
}

/// `firebell db`
#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Check pages, chains and summaries.
    Check,
    /// Write the summaries anew from the events.
    Rebuild,
}

/// `firebell backup`
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Copy the record into an empty folder, also while it is in use.
    Create {
        /// The folder.
        into: PathBuf,
    },
    /// Put a backup where no record stands.
    Restore {
        /// The backup.
        from: PathBuf,
    },
    /// Check a backup: every digest, every chain.
    Verify {
        /// The backup.
        folder: PathBuf,
    },
}
