//! What can be typed after `firebell letter`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

pub(super) use super::format::FormatArg;

use super::mailing::args::MailingCommand;
use crate::cli::files::ForceArg;
use crate::cli::tlp::TlpArg;
use crate::core::ids::RoleId;
use crate::core::ids::{LetterId, StoredDigest};
use crate::roster::Delimiter;

#[derive(Debug, Subcommand)]
pub(crate) enum LetterCommand {
    /// List the available templates: id, recipient, language
    Templates {
        /// Only templates whose id, name or recipient contains this text
        search: Option<String>,
    },
    /// List the clauses that counsel approved, from the folder `clauses` beside your own templates
    Clauses {
        /// Only clauses whose id, name or text contains this text
        search: Option<String>,
    },
    #[command(flatten)]
    OnRecord(OnRecord),
}

/// What needs the record.
#[derive(Debug, Subcommand)]
pub(crate) enum OnRecord {
    /// Draft a letter from a template; what is not known yet is left as a visible gap
    Draft(DraftArgs),
    /// List the letters of an incident: state, author, approval
    List {
        /// Incident code, such as 2026-001
        code: String,
    },
    /// Show the current text of a letter, or of an earlier revision
    Show {
        /// Incident code, such as 2026-001
        code: String,
        /// Letter id
        #[arg(value_parser = known_letter)]
        letter: LetterId,
        /// Revision number, from 1 [default: the current text]
        #[arg(long, value_name = "NUMBER")]
        revision: Option<usize>,
    },
    /// Edit a letter in $EDITOR, or replace its text with a file; a Word file brings tracked changes and comments
    Edit(EditArgs),
    /// Insert a clause that counsel approved into a letter
    InsertClause {
        /// Incident code, such as 2026-001
        code: String,
        /// Letter id
        #[arg(value_parser = known_letter)]
        letter: LetterId,
        /// Clause id
        clause: String,
        /// Words of the paragraph or heading it goes below [default: at the end]
        #[arg(long, value_name = "WORDS")]
        after: Option<String>,
    },
    /// List interrupted edits, whose texts are stored in the record until they are resumed or discarded
    Unfinished {
        /// Print the text of the edit with this number
        #[arg(long, value_name = "NUMBER")]
        show: Option<usize>,
        /// Discard the edit with this number
        #[arg(long, value_name = "NUMBER", conflicts_with = "show")]
        discard: Option<usize>,
    },
    /// Comment on a letter
    Comment {
        /// Incident code, such as 2026-001
        code: String,
        /// Letter id
        #[arg(value_parser = known_letter)]
        letter: LetterId,
        /// Comment
        text: String,
        /// Words of the current text that the comment is about [default: the whole letter]
        #[arg(long, value_name = "WORDS")]
        on: Option<String>,
    },
    /// Check a letter for what the law requires or prohibits, and against the record; exits with 1 if anything fails
    Check {
        /// Incident code, such as 2026-001
        code: String,
        /// Letter id
        #[arg(value_parser = known_letter)]
        letter: LetterId,
        /// List every date, count, name and contact in the letter with what the record says of it instead
        #[arg(long)]
        compared: bool,
    },
    /// Draft a letter anew from the facts as recorded now, keep the changes made to it since, and show what changed
    Redraft {
        /// Incident code, such as 2026-001
        code: String,
        /// Letter id
        #[arg(value_parser = known_letter)]
        letter: LetterId,
        /// Show what would change, and save nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Compare two revisions of a letter
    Redline(RedlineArgs),
    /// Compare two letters, or two revisions of one
    Compare(CompareArgs),
    /// Approve the current text, word for word; nobody can approve their own text
    Approve {
        /// Incident code, such as 2026-001
        code: String,
        /// Letter id
        #[arg(value_parser = known_letter)]
        letter: LetterId,
        /// Why the letter may be sent although its check fails
        #[arg(long, value_name = "REASON")]
        because: Option<String>,
        /// SHA-256 of the text that was read [default: the current text]
        #[arg(long)]
        sha256: Option<StoredDigest>,
        /// Role in which it is approved, such as counsel, where the sign-off matrix asks for one
        #[arg(long = "as", value_name = "ROLE")]
        role: Option<RoleId>,
    },
    /// Withdraw approvals of the current text
    WithdrawApproval {
        /// Incident code, such as 2026-001
        code: String,
        /// Letter id
        #[arg(value_parser = known_letter)]
        letter: LetterId,
        /// Role whose approval is withdrawn, where approvals in several roles stand
        #[arg(long = "as", value_name = "ROLE")]
        role: Option<RoleId>,
        /// Why it is withdrawn
        #[arg(long)]
        reason: String,
    },
    /// Write a letter to a file
    Export(ExportArgs),
    /// Write one packet for an authority: letter, samples, counts and a manifest of digests
    Packet(PacketArgs),
    /// Create one letter per person on an affected-persons list; run again, it continues where it stopped
    Merge(MergeArgs),
    /// Send notices to people: each gets the one approved letter for their place, language and circumstances
    Mailing {
        #[command(subcommand)]
        command: MailingCommand,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DraftArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Template id, such as eu/art33-initial, or the obligation it is for [default: the template for --obligation]
    pub template: Option<String>,
    /// Obligation the letter is for, such as eu-gdpr/regulator
    #[arg(long, alias = "duty")]
    pub obligation: Option<String>,
    /// Language, such as de
    #[arg(long, default_value = "en")]
    pub language: String,
    /// Letter id within the incident [default: the template and the language]
    #[arg(long, value_parser = known_letter)]
    pub id: Option<LetterId>,
    /// Use the text of this file instead of a template, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Letter id
    #[arg(value_parser = known_letter)]
    pub letter: LetterId,
    /// Read the text from this Markdown or Word file, or from standard input if `-`
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// SHA-256 of the text that the file was made from, as `letter show --json` prints it [default: the current text]
    #[arg(long, value_name = "SHA256", requires = "from")]
    pub based_on: Option<StoredDigest>,
    /// Resume your interrupted edit of this letter
    #[arg(long, conflicts_with = "from")]
    pub resume: bool,
    /// Discard your interrupted edit of this letter
    #[arg(long, conflicts_with_all = ["from", "resume"])]
    pub discard: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RedlineArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Letter id
    #[arg(value_parser = known_letter)]
    pub letter: LetterId,
    /// Earlier revision; the first is the template's text
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub from: usize,
    /// Later revision [default: the current text]
    #[arg(long, value_name = "NUMBER")]
    pub to: Option<usize>,
    /// Write the comparison to this Word file, with tracked changes
    #[arg(long, value_name = "FILE")]
    pub docx: Option<PathBuf>,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Earlier text: a letter id, LETTER@NUMBER for one of its revisions, or the number alone
    pub a: String,
    /// Later text, in the same form
    pub b: String,
    /// Form of the comparison
    #[arg(long, value_enum, default_value = "text")]
    pub format: CompareFormat,
    /// Print both texts beside each other in this many columns
    #[arg(long, value_name = "COLUMNS", conflicts_with = "format", value_parser = clap::value_parser!(u16).range(40..=400))]
    pub side_by_side: Option<u16>,
    /// File to write [default: standard output for text, else a name made from code and letters]
    #[arg(long = "output", alias = "out", value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub force: ForceArg,
}

/// What a comparison is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompareFormat {
    /// Text with `[-deleted-]` and `{+inserted+}`
    Text,
    /// One HTML file
    Html,
    /// Word, with tracked changes
    Docx,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Letter id
    #[arg(value_parser = known_letter)]
    pub letter: LetterId,
    /// File format
    #[arg(long, value_enum, default_value = "pdf")]
    pub format: FormatArg,
    /// File to write [default: incident code and letter id, in the current folder]
    #[arg(long = "output", alias = "out", value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print in at least 18 points, for readers with low vision (PDF, HTML and Word)
    #[arg(long)]
    pub large_print: bool,
    /// Include the remarks in an approved letter as Word comments
    #[arg(long)]
    pub remarks: bool,
    /// Leave the remarks out of a draft in Word
    #[arg(long, conflicts_with = "remarks")]
    pub no_remarks: bool,
    #[command(flatten)]
    pub tlp: TlpArg,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct PacketArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Obligation, such as us-tx/regulator
    pub obligation: String,
    /// Folder for the files
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Receipt or enclosure to put into the packet; its digest must be that of the filing
    #[arg(long = "with", value_name = "FILE")]
    pub with: Vec<PathBuf>,
    #[command(flatten)]
    pub tlp: TlpArg,
    #[command(flatten)]
    pub force: ForceArg,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// Incident code, such as 2026-001
    pub code: String,
    /// Letter id; the letter must be approved, and `[[person.COLUMN|…]]` in it is filled from the list
    #[arg(value_parser = known_letter)]
    pub letter: LetterId,
    /// Affected-persons list: a CSV file with a header
    #[arg(value_name = "FILE")]
    pub roster: PathBuf,
    /// Folder for the letters and a list for the mail house
    #[arg(long = "output", alias = "out", value_name = "FOLDER")]
    pub out: PathBuf,
    /// File format
    #[arg(long, value_enum, default_value = "pdf")]
    pub format: FormatArg,
    /// Create one letter for all people with the same value in this column, such as state or language; may be given
    /// several times
    #[arg(long, value_name = "COLUMN")]
    pub cohort: Vec<String>,
    /// Put this many letters into each PDF file
    #[arg(long, value_name = "NUMBER", conflicts_with = "cohort", value_parser = clap::value_parser!(u32).range(1..))]
    pub bundle: Option<u32>,
    /// Columns to add to the list for the mail house, separated by commas
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub list_columns: Vec<String>,
    /// Character between cells [default: detected from the first rows]
    #[arg(long, value_name = "CHARACTER")]
    pub delimiter: Option<Delimiter>,
    /// Remove letters that the folder has from another text, format or letter, and create these instead
    #[arg(long)]
    pub replace: bool,
    /// Create a letter for each row, even if several rows are the same person
    #[arg(long)]
    pub every_row: bool,
    /// Include people who live outside the place that the letter is for, or who read another language
    #[arg(long)]
    pub any_place: bool,
}

/// A person may call a letter anything, and it is asked for as it is called.
fn known_letter(name: &str) -> Result<LetterId, std::convert::Infallible> {
    Ok(LetterId::stored(name))
}
