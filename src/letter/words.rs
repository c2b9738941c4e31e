//! The few words the formats themselves put into a letter, so that all of them use the same.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::block::{Block, Inline, Letter};
use super::markdown::tidy;

const FILE: &str = include_str!("../../templates/letters/formats.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoken {
    missing: BTreeMap<String, String>,
    #[cfg_attr(
        not(feature = "pdf"),
        expect(dead_code, reason = "pages are numbered in the PDF alone")
    )]
    page_of: BTreeMap<String, String>,
}

/// A part of the program: one that cannot be read ends it, and a test parses it.
static SPOKEN: LazyLock<Spoken> =
    LazyLock::new(|| toml::from_str(FILE).expect("templates/letters/formats.toml is a part of the program"));

const MISSING: &str = "missing";

fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// What a gap is read as: `[missing: words (key)]`, with no words `[missing: key]`, and where it is put into the words of a
/// language already, with no key, `[words]`.
pub(super) fn gap(key: &str, words: &str) -> String {
    match (key, words.trim()) {
        ("", _) => format!("[{words}]"),
        (_, "") => format!("[{MISSING}: {key}]"),
        (_, _) => format!("[{MISSING}: {words} ({key})]"),
    }
}

/// The blocks of a letter as formats take them: tidy, and with gaps that say in its language that something is missing.
pub(super) fn shown(letter: &Letter) -> Vec<Block> {
    spoken(tidy(letter.blocks.clone()), &letter.language)
}

fn spoken(mut blocks: Vec<Block>, language: &str) -> Vec<Block> {
    if let Some(missing) = SPOKEN.missing.get(primary(language)).filter(|word| *word != MISSING) {
        blocks.iter_mut().for_each(|block| speak(block, missing));
    }
    blocks
}

fn speak(block: &mut Block, missing: &str) {
    let all = |texts: &mut [Inline]| texts.iter_mut().for_each(|inline| speak_inline(inline, missing));
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => all(text),
        Block::List { items, .. } => items.iter_mut().flatten().for_each(|block| speak(block, missing)),
        Block::Table { head, rows } => {
            let cells = head.iter_mut().chain(rows.iter_mut().flatten());
            cells.for_each(|cell| all(cell));
        }
        Block::Quote(inner) => inner.iter_mut().for_each(|block| speak(block, missing)),
        Block::Rule => {}
    }
}

fn speak_inline(inline: &mut Inline, missing: &str) {
    match inline {
        Inline::Gap { key, words } => {
            *words = match words.trim() {
                "" => format!("{missing}: {key}"),
                _ => format!("{missing}: {words} ({key})"),
            };
            key.clear();
        }
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
            inner.iter_mut().for_each(|inline| speak_inline(inline, missing));
        }
        Inline::Text(_) | Inline::Break => {}
    }
}

/// "1 of 2" as the language says it; where we do not know, with a stroke, which every language reads.
#[cfg(feature = "pdf")]
pub(super) fn page_of(language: &str, page: usize, pages: usize) -> String {
    let word = SPOKEN.page_of.get(primary(language)).map_or("/", String::as_str);
    format!("{page} {word} {pages}")
}

/// The key and words of the gap that a text begins with, as [`gap`] shows it, and what follows it.
pub(super) fn shown_gap(text: &str) -> Option<(&str, &str, &str)> {
    let inside = text.strip_prefix('[')?;
    let (word, inside) = inside.split_once(": ")?;
    if !SPOKEN.missing.values().any(|missing| missing == word) {
        return None;
    }
    let is_key = |key: &str| {
        let key = key.strip_suffix('?').unwrap_or(key);
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    // The words of a gap may have brackets of their own: it ends at the first one that stands behind a key.
    let (line, _) = inside.split_once('\n').unwrap_or((inside, ""));
    for (end, _) in line.match_indices(']') {
        let (shown, after) = (&inside[..end], &inside[end + 1..]);
        let worded = shown.strip_suffix(')').and_then(|shown| shown.rsplit_once(" ("));
        match worded {
            Some((words, key)) if is_key(key) => return Some((key, words, after)),
            Some(_) => {}
            None if is_key(shown) => return Some((shown, "", after)),
            None => {}
        }
    }
    None
}

/// Bytes of an address that may be followed. Browsers cut longer ones off, and PDF/A has no room for them.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Whether a link may be followed: only to the web, a mailbox or a telephone.
pub(super) fn may_follow(address: &str) -> bool {
    let start = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(start.as_str(), "https" | "http" | "mailto" | "tel")
        && address.contains(':')
        && address.len() <= LONGEST_ADDRESS
}

#[cfg(test)]
mod tests {
    use super::{gap, shown_gap, spoken};
    use crate::letter::block::{Block, Inline};

    #[cfg(feature = "pdf")]
    #[test]
    fn pages_are_counted_in_the_language_of_the_letter() {
        let counted = ["en-US", "de", "pl", "ja"].map(|language| super::page_of(language, 1, 2));
        assert_eq!(counted, ["1 of 2", "1 von 2", "1 z 2", "1 / 2"]);
    }

    #[test]
    fn a_gap_is_missing_in_the_language_of_its_letter_and_is_known_when_it_comes_back() {
        for (language, word) in [
            ("de-AT", "fehlt"),
            ("fr", "manque"),
            ("en-US", "missing"),
            ("sv", "missing"),
        ] {
            let open = Inline::Gap {
                key: "person.name".to_owned(),
                words: "Name".to_owned(),
            };
            let blocks = spoken(
                vec![Block::Quote(vec![Block::Paragraph(vec![Inline::Strong(vec![open])])])],
                language,
            );
            let [Block::Quote(inner)] = blocks.as_slice() else {
                unreachable!()
            };
            let [Block::Paragraph(text)] = inner.as_slice() else {
                unreachable!()
            };
            let [Inline::Strong(text)] = text.as_slice() else {
                unreachable!()
            };
            let [Inline::Gap { key, words }] = text.as_slice() else {
                unreachable!()
            };
            let shown = gap(key, words);
            assert_eq!(shown, format!("[{word}: Name (person.name)]"));
            assert_eq!(shown_gap(&shown), Some(("person.name", "Name", "")));
        }
        assert_eq!(shown_gap("[note: Name (person.name)]"), None);
        assert_eq!(shown_gap("[brak: person.name] x"), Some(("person.name", "", " x")));
    }
}
