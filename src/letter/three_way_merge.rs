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
    match with(ConflictStyle::Merge).merge(&base, &mine, &theirs) {
        Ok(text) => Merge::Clean(text),
        Err(text) => marked(&text, me, them),
    }
}

/// A missing line break at the end is no difference.
fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end_matches('\n'))
}

/// Joins a letter that was edited since it was drafted with the same template as it comes out now. A paragraph that both
/// changed is joined sentence by sentence; where they changed the same sentence, both stand there.
pub fn redrafted(base: &str, edited: &str, fresh: &str) -> Merge {
    let (base, edited, fresh) = (ended(base), ended(edited), ended(fresh));
    let text = match with(ConflictStyle::Diff3).merge(&base, &edited, &fresh) {
        Ok(text) => return Merge::Clean(text),
        Err(text) => text,
    };
    let marks = Marks::new();
    let mut out = String::with_capacity(text.len());
    let mut places = 0;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with(&marks.open) {
            out += &format!("{line}\n");
            continue;
        }
        let mut side = |end: &str| {
            let own = lines.by_ref().take_while(|line| !line.starts_with(end));
            own.map(|line| format!("{line}\n")).collect::<String>()
        };
        let (edited, base, fresh) = (side(&marks.base), side(&marks.middle), side(&marks.close));
        match by_sentence(&base, &edited, &fresh) {
            Some(joined) => out += &joined,
            None => {
                places += 1;
                out += &both(places, &edited, &fresh);
            }
        }
    }
    match places {
        0 => Merge::Clean(out),
        _ => Merge::Conflicts { text: out, places },
    }
}

/// Both texts of a place, under marks that no approval passes and with a gap that the check refuses.
fn both(place: usize, edited: &str, fresh: &str) -> String {
    let (edited, fresh) = (edited.trim_end(), fresh.trim_end());
    format!(
        "\n{CONFLICT} {place}: the text as edited\n\n{edited}\n\n{CONFLICT} {place}: the text by the facts as recorded \
         now\n\n{fresh}\n\n{CONFLICT} {place}: [[redraft.{place}|keep one text and delete these lines]]\n\n"
    )
}

/// Stands where a sentence ends within a line; no text has it.
const SENTENCE: &str = "\u{1e}\n";

/// Lines are what is merged, so that each sentence is made one for as long.
fn by_sentence(base: &str, edited: &str, fresh: &str) -> Option<String> {
    let cut = |text: &str| {
        let mut out = String::with_capacity(text.len() + 16);
        for (at, c) in text.char_indices() {
            let ends =
                c == ' ' && text[..at].ends_with(['.', '!', '?']) && text[at + 1..].starts_with(char::is_uppercase);
            match ends {
                true => out += SENTENCE,
                false => out.push(c),
            }
        }
        out
    };
    let joined = with(ConflictStyle::Merge)
        .merge(&cut(base), &cut(edited), &cut(fresh))
        .ok()?;
    Some(joined.replace(SENTENCE, " "))
}

/// The lines between which diffy puts two texts that differ.
struct Marks {
    open: String,
    base: String,
    middle: String,
    close: String,
}

impl Marks {
    fn new() -> Marks {
        let mark = |sign: &str| sign.repeat(MARKER);
        Marks {
            open: mark("<"),
            base: mark("|"),
            middle: mark("="),
            close: mark(">"),
        }
    }
}

fn with(style: ConflictStyle) -> MergeOptions {
    let mut options = MergeOptions::new();
    options.set_conflict_style(style).set_conflict_marker_length(MARKER);
    options
}

/// The number of the place that a line marks.
fn number_of(line: &str) -> Option<usize> {
    let rest = line.trim_start().strip_prefix(CONFLICT)?;
    rest.split(':').next()?.trim().parse().ok()
}

fn marked(text: &str, me: &str, them: &str) -> Merge {
    let Marks {
        open, middle, close, ..
    } = Marks::new();
    let mut out = String::with_capacity(text.len());
    // What was marked before keeps its number.
    let earlier = text.lines().filter_map(number_of).max().unwrap_or_default();
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
        out.push_str(&format!("\n{CONFLICT} {}: {words}\n\n", earlier + places));
    }
    Merge::Conflicts { text: out, places }
}
