//! Three-way merge of two texts of a letter that come from the same earlier text.

use diffy::{ConflictStyle, MergeOptions};

use crate::core::incident::letter::CONFLICT;

/// So many signs that no text has them by itself.
const MARKER: usize = 43;

/// What became of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// Both changes fit into one text.
    Clean(String),
    /// Both texts stand one after the other where they differ, each led by a line that begins with [`CONFLICT`].
    Conflicts {
        /// The text with both.
        text: String,
        /// In how many places.
        places: usize,
    },
}

/// Joins what two people made of one text.
pub fn merge(base: &str, mine: &str, theirs: &str, me: &str, them: &str) -> Merge {
    let (base, mine, theirs) = (ended(base), ended(mine), ended(theirs));
    let mut options = MergeOptions::new();
    options
        .set_conflict_style(ConflictStyle::Merge)
        .set_conflict_marker_length(MARKER);
    match options.merge(&base, &mine, &theirs) {
        Ok(text) => Merge::Clean(text),
        Err(text) => marked(&text, me, them),
    }
}

/// A missing line break at the end is no difference.
fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end_matches('\n'))
}

fn marked(text: &str, me: &str, them: &str) -> Merge {
    let (open, middle, close) = ("<".repeat(MARKER), "=".repeat(MARKER), ">".repeat(MARKER));
    let mut out = String::with_capacity(text.len());
    let mut places = 0;
    for line in text.lines() {
        let words = match line {
            _ if line.starts_with(&open) => {
                places += 1;
                format!("text of {me}, saved last")
            }
            _ if line == middle => format!("text of {them}, saved meanwhile"),
            _ if line.starts_with(&close) => "end; keep one text and delete these lines".to_owned(),
            _ => {
                out.push_str(line);
                out.push('\n');
                continue;
            }
        };
        // Paragraphs of their own, so that the marks are seen in every form of the letter.
        out.push_str(&format!("\n{CONFLICT} {places}: {words}\n\n"));
    }
    Merge::Conflicts { text: out, places }
}
