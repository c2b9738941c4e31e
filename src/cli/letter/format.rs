//! The formats of a letter as they are typed.

use clap::ValueEnum;

use crate::app::letters::Format;

/// The formats of a letter: what [`Format`] is for the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Markdown
    Md,
    /// One HTML file that prints well
    Html,
    /// Word
    Docx,
    /// PDF/UA and PDF/A with embedded fonts
    Pdf,
    /// Plain text
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
