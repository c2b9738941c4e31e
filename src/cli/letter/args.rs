//! What can be typed after `firebell letter`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::app::letters::Format;
use crate::cli::letter::merge::MergeArgs;
use crate::cli::out::ForceArg;

/// `firebell letter`
#[derive(Debug, Args)]
pub struct LetterArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: LetterCommand,
}

/// A form a letter can be exported in.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    /// Markdown, as it is edited.
    Md,
    /// One HTML file that prints well.
    Html,
    /// Word.
    Docx,
    /// PDF/UA and PDF/A, fonts inside.
    Pdf,
    /// Plain text.
    Txt,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Format {
        match format {
            FormatArg::Md => Format::Md,
            FormatArg::Html => Format::Html,
            FormatArg::Docx => Format::Docx,
            FormatArg::Pdf => Format::Pdf,
            FormatArg::Txt => Format::Txt,
        }
    }
}

/// Letters: drafted, checked, approved, exported.
#[derive(Debug, Subcommand)]
pub enum LetterCommand {
    /// The templates there are: id, recipient, language.
    Templates {
        /// Only those whose id, name or recipient contains this.
        search: Option<String>,
    },
    /// Draft a letter from a template; what is not known yet stays a visible gap.
    Draft {
        /// CODE
        code: String,
        /// The template, such as eu/art33-initial; without it, the one for --duty.
        template: Option<String>,
        /// The duty it is for, such as eu-gdpr/regulator.
        #[arg(long)]
        duty: Option<String>,
        /// Language, such as de.
        #[arg(long, default_value = "en")]
        language: String,
        /// Its id within the incident; default: made from the template and the language.
        #[arg(long)]
        id: Option<String>,
        /// Keep this text as it is in the template's place; `-` reads standard input.
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
    },
    /// The letters of an incident: state, author, approval.
    List {
        /// CODE
        code: String,
    },
    /// A letter's text, as it stands or as a revision had it.
    Show {
        /// CODE
        code: String,
        /// Which letter.
        letter: String,
        /// The number of a revision, from 1.
        #[arg(long)]
        revision: Option<usize>,
    },
    /// Change a letter in $EDITOR, or take its text from a file.
    Edit {
        /// CODE
        code: String,
        /// Which letter.
        letter: String,
        /// How the text comes.
        #[command(flatten)]
        way: EditArgs,
    },
    /// Edits that were cut off; their texts are kept in the record until they are taken up or dropped.
    Unfinished {
        /// Print the text of the edit with this number.
        #[arg(long, value_name = "NUMBER")]
        show: Option<usize>,
        /// Drop the edit with this number.
        #[arg(long, value_name = "NUMBER", conflicts_with = "show")]
        discard: Option<usize>,
    },
    /// Remark on a letter.
    Comment {
        /// CODE
        code: String,
        /// Which letter.
        letter: String,
        /// The remark.
        text: String,
    },
    /// What the law demands and the text lacks, or forbids and the text has. Exit 1 if anything fails.
    Check {
        /// CODE
        code: String,
        /// Which letter.
        letter: String,
    },
    /// What changed between two texts of a letter.
    Redline {
        /// CODE
        code: String,
        /// Which letter.
        letter: String,
        /// The earlier text: the number of a revision; default: the first, as the template made it.
        #[arg(long, default_value_t = 1)]
        from: usize,
        /// The later text; default: as it stands.
        #[arg(long)]
        to: Option<usize>,
        /// Write it as Word insertions and deletions into this file.
        #[arg(long, value_name = "FILE")]
        docx: Option<PathBuf>,
        /// What happens to a file that exists.
        #[command(flatten)]
        force: ForceArg,
    },
    /// Approve the exact text as it stands. Nobody approves what they wrote.
    Approve {
        /// CODE
        code: String,
        /// Which letter.
        letter: String,
        /// Why it may go out although its check fails.
        #[arg(long, value_name = "REASON")]
        because: Option<String>,
        /// SHA-256 of the text that was read; without it, the text as it stands.
        #[arg(long)]
        sha256: Option<String>,
    },
    /// Write a letter into a file.
    Export {
        /// CODE
        code: String,
        /// Which letter.
        letter: String,
        /// In which form.
        #[arg(long, value_enum, default_value = "pdf")]
        format: FormatArg,
        /// The file; default: the incident's code and the letter's id with the form's ending, in this folder.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// What happens to a file that exists.
        #[command(flatten)]
        force: ForceArg,
    },
    /// Make one letter for each person of a roster; run again, it goes on where it stopped.
    Merge(MergeArgs),
}

/// How a changed text comes in.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// Take the text from this file; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// SHA-256 of the text that the file was made of, as `letter show --json` gives it; without it, the text as it stands.
    #[arg(long, value_name = "SHA256", requires = "from")]
    pub based_on: Option<String>,
    /// Go on with the edit of this letter that was cut off.
    #[arg(long, conflicts_with = "from")]
    pub resume: bool,
    /// Drop the edit of this letter that was cut off.
    #[arg(long, conflicts_with_all = ["from", "resume"])]
    pub discard: bool,
}
