//! What Markdown must not see is hidden behind numbers before it is read: gaps, and each `<` that would begin HTML.

use crate::letter::person::PREFIX;

/// Opens a hidden piece. The sign itself, where a text has it, is hidden too, so that no text can forge a piece.
pub(super) const OPEN: char = '\u{2E22}';
/// Closes a hidden piece.
pub(super) const CLOSE: char = '\u{2E23}';

/// A hidden piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A gap, its words still in Markdown.
    Gap {
        /// The facts-file key.
        key: String,
        /// The words as they stand in the source.
        words: String,
    },
    /// A sign to be read as itself.
    Sign(char),
}

impl Piece {
    /// The piece as it stood in the source, for places where only text can be.
    pub(super) fn source(&self) -> String {
        match self {
            Self::Gap { key, words } => format!("[[{key}|{words}]]"),
            Self::Sign(sign) => sign.to_string(),
        }
    }
}

/// A text with its pieces hidden.
#[derive(Debug, Default)]
pub(super) struct Masked {
    /// The text Markdown sees.
    pub(super) text: String,
    /// The pieces, found by the number between [`OPEN`] and [`CLOSE`].
    pub(super) pieces: Vec<Piece>,
}

impl Masked {
    fn hide(&mut self, piece: Piece) {
        self.text.push_str(&format!("{OPEN}{}{CLOSE}", self.pieces.len()));
        self.pieces.push(piece);
    }

    /// The runs of a text the parser gave back: text, and the pieces hidden in it.
    pub(super) fn runs<'a>(&'a self, text: &'a str) -> Vec<Result<&'a str, &'a Piece>> {
        let mut runs = Vec::new();
        let mut rest = text;
        while let Some((before, number, after)) = split(rest) {
            runs.push(Ok(before));
            runs.extend(number.parse().ok().and_then(|at: usize| self.pieces.get(at)).map(Err));
            rest = after;
        }
        runs.push(Ok(rest));
        runs
    }

    /// A text with its pieces as they stood in the source.
    pub(super) fn unmask(&self, text: &str) -> String {
        let show = |run: Result<&str, &Piece>| run.map_or_else(Piece::source, str::to_owned);
        self.runs(text).into_iter().map(show).collect()
    }
}

fn split(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(OPEN)?;
    let (number, after) = rest.split_once(CLOSE)?;
    Some((before, number, after))
}

/// Hides gaps and signs. A backslash before punctuation is left with what it guards.
pub(super) fn mask(source: &str) -> Masked {
    let mut masked = Masked::default();
    let mut rest = source;
    while let Some(sign) = rest.chars().next() {
        let after = &rest[sign.len_utf8()..];
        rest = match sign {
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                masked.text.push_str(&rest[..2]);
                &after[1..]
            }
            '[' => bracket(&mut masked, rest),
            '<' if !leads_somewhere(&masked.text, after) => hidden(&mut masked, sign, after),
            OPEN | CLOSE => hidden(&mut masked, sign, after),
            _ => {
                masked.text.push(sign);
                after
            }
        };
    }
    masked
}

fn hidden<'a>(masked: &mut Masked, sign: char, after: &'a str) -> &'a str {
    masked.hide(Piece::Sign(sign));
    after
}

fn bracket<'a>(masked: &mut Masked, rest: &'a str) -> &'a str {
    if let Some((key, words, after)) = gap(rest) {
        masked.hide(Piece::Gap {
            key: key.to_owned(),
            words: words.to_owned(),
        });
        return after;
    }
    masked.text.push('[');
    &rest[1..]
}

/// The key and words of the gap a text begins with, and what follows it.
pub(crate) fn gap(text: &str) -> Option<(&str, &str, &str)> {
    let inside = text.strip_prefix("[[")?;
    let key_end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)))?;
    // `person.suffix?`: a person field that may be empty.
    let optional = inside.starts_with(PREFIX) && inside[key_end..].starts_with('?');
    let (key, rest) = inside.split_at(key_end + usize::from(optional));
    // In a table the bar between key and words is escaped, or it would end the cell.
    let words = rest.strip_prefix('|').or_else(|| rest.strip_prefix("\\|"))?;
    let end = words_end(words)?;
    (!key.is_empty()).then(|| (key, &words[..end], &words[end + 2..]))
}

/// Where the words of a gap end: at `]]`, on the same line, with no other gap begun.
fn words_end(words: &str) -> Option<usize> {
    let bytes = words.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'\n' | b'\r', _) | (b'[', Some(b'[')) => return None,
            (b']', Some(b']')) => return Some(at),
            (b'\\', Some(next)) if next.is_ascii_punctuation() => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// No address is longer. Without a limit a text of nothing but `<` would be searched to its end for each of them.
const LONGEST_ADDRESS: usize = 2_048;

fn beginning(text: &str) -> &str {
    let end = text.floor_char_boundary(LONGEST_ADDRESS);
    text.get(..end).unwrap_or(text)
}

/// Whether the `<` between these belongs to an address: `](<…>)`, `<https://…>` or `<name@place>`.
fn leads_somewhere(before: &str, after: &str) -> bool {
    if before.ends_with("](") || before.ends_with("]: ") {
        return true;
    }
    let Some((inside, _)) = beginning(after).split_once('>') else {
        return false;
    };
    let plain = !inside.contains(|c: char| c.is_whitespace() || c == '<');
    plain && (inside.contains('@') || ["https://", "http://", "mailto:"].iter().any(|s| inside.starts_with(s)))
}
