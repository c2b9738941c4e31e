//! Blanks that somebody meant to fill, answers that are none, and letters without a text.

use super::finding;
use super::phrases::all;
use crate::letter::block::{Block, Inline};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::words_of;
use crate::letter::check::{Finding, Weight};

/// With fewer words nothing was said: in a letter, and in a message that announces one.
const FEWEST: usize = 25;
const FEWEST_ANNOUNCING: usize = 10;

pub(super) fn findings(blocks: &[Block], passages: &[Passage], announces: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut blanks = Vec::new();
    blocks
        .iter()
        .for_each(|block| written(block, &mut |text| blanks.extend(marks(text))));
    blanks.dedup();
    if !blanks.is_empty() {
        let demand = "blanks are filled before a letter goes out";
        found.push(finding(
            "placeholder",
            Weight::Fails,
            demand,
            format!("placeholders: {}", blanks.join(", ")),
        ));
    }
    let mut answers: Vec<String> = passages.iter().filter_map(no_answer).collect();
    answers.extend(nothing_under(blocks));
    if !answers.is_empty() {
        let demand = "a field is filled, or says that information will follow, or is left out";
        found.push(finding("answer", Weight::Fails, demand, answers.join(", ")));
    }
    let words: usize = passages.iter().map(|passage| passage.words.len()).sum();
    let fewest = if announces { FEWEST_ANNOUNCING } else { FEWEST };
    if words < fewest {
        let demand = "a letter says what its reader must know";
        found.push(finding(
            "empty",
            Weight::Fails,
            demand,
            format!("the letter has {words} words"),
        ));
    }
    found
}

/// The texts that somebody wrote, gaps left out: those are found as gaps.
fn written(block: &Block, look: &mut impl FnMut(&str)) {
    fn of(inlines: &[Inline], look: &mut impl FnMut(&str)) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => look(text),
                Inline::Strong(inner) | Inline::Emphasis(inner) => of(inner, look),
                Inline::Link { address, text } => {
                    look(address);
                    of(text, look);
                }
                Inline::Gap { .. } | Inline::Break => {}
            }
        }
    }
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => of(text, look),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| written(block, look)),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).for_each(|cell| of(cell, look)),
        Block::Quote(blocks) => blocks.iter().for_each(|block| written(block, look)),
        Block::Rule => {}
    }
}

/// The blanks of a text: marks of templates, and words in square or curly brackets or between angles, or a name of a field in
/// quotation marks or dollar signs.
fn marks(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut found: Vec<String> = all()
        .blanks
        .iter()
        .filter(|mark| lower.contains(mark.as_str()))
        .map(|mark| format!("“{mark}”"))
        .collect();
    for (open, close) in [('[', ']'), ('<', '>'), ('{', '}'), ('«', '»'), ('$', '$')] {
        for (at, _) in text.match_indices(open) {
            let inner = text[at + open.len_utf8()..].split(close).next().unwrap_or_default();
            let closed = inner.len() + at + open.len_utf8() < text.len();
            // What is quoted or costs something is none; a name of a field is one word with marks or capitals.
            let field = || {
                let signs = |c: char| c.is_ascii_alphanumeric() || c == '_';
                inner.chars().all(signs) && (inner.contains('_') || inner.chars().all(|c| c.is_ascii_uppercase()))
            };
            let may_be = !matches!(open, '«' | '$') || field();
            // `[…]` leaves words out, `[1]` is a note.
            let words = inner.starts_with(char::is_alphabetic)
                && inner.len() < 80
                && !inner.contains('@')
                && !inner.contains("://");
            if closed && words && may_be {
                found.push(format!("“{open}{inner}{close}”"));
            }
        }
    }
    found
}

/// Whether a text answers nothing under a name. "None" is an answer to who and which.
fn is_no_answer(text: &str, name: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let bare = lower.trim_end_matches(['.', '!']);
    let among = |answers: &[String]| answers.iter().any(|answer| *answer == lower || answer == bare);
    let owed = || name.is_empty() || all().owed.holds(&words_of(name));
    !lower.is_empty() && (among(&all().answers) || (among(&all().nothing) && owed()))
}

/// A cell or a paragraph that answers nothing.
fn no_answer(passage: &Passage) -> Option<String> {
    let under = |name: &str| format!("“{}” under “{name}”", passage.text.trim());
    match passage.place {
        Place::Row => {
            let (label, value) = passage.text.split_once(" | ")?;
            let empty = value.split(" | ").any(|value| is_no_answer(value, label));
            (empty && !label.trim().is_empty()).then(|| format!("“{}” as “{}”", value.trim(), label.trim()))
        }
        Place::Paragraph | Place::Item => {
            is_no_answer(&passage.text, &passage.heading).then(|| under(&passage.heading))
        }
        Place::Heading => None,
    }
}

/// Headings with nothing below them. A title may stand above the first part of its document.
fn nothing_under(blocks: &[Block]) -> Vec<String> {
    let blocks: Vec<&Block> = blocks.iter().filter(|block| !matches!(block, Block::Rule)).collect();
    let heading = |at: usize| match blocks.get(at) {
        Some(Block::Heading { level, text }) => Some((*level, text)),
        _ => None,
    };
    let title = (0..blocks.len()).find(|at| heading(*at).is_some());
    let bare = (0..blocks.len()).filter_map(|at| {
        let (level, text) = heading(at)?;
        let followed = heading(at + 1).is_some_and(|(next, _)| next <= level && title != Some(at));
        let ends = at + 1 == blocks.len() || followed;
        ends.then(|| format!("nothing under “{}”", crate::letter::markdown::plain(text)))
    });
    bare.collect()
}
