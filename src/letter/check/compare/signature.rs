//! Who signs: the lines below the closing of a letter against the signer who is recorded.

use super::phrases::all;
use super::recorded::{Fact, Known, Told};
use super::{Compared, Outcome, What};
use crate::core::facts::story::Tongue;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::words_of;

/// The longest closing and the longest line of a signature, in words.
const CLOSING: usize = 9;
const LINE: usize = 12;
/// So many paragraphs below a closing may belong to a signature.
const BLOCK: usize = 4;

/// The lines of the signature; `None`: no closing is found.
pub(super) fn lines(passages: &[Passage]) -> Option<Vec<String>> {
    let closing = passages.iter().rposition(|passage| {
        let first = passage.text.lines().next().unwrap_or_default();
        let words = words_of(first);
        let hits = all().signature.closings.hits(&words);
        passage.place == Place::Paragraph && words.len() <= CLOSING && hits.iter().any(|hit| hit.words.start <= 1)
    });
    let Some(closing) = closing else {
        return unclosed(passages);
    };
    let first = passages[closing].text.lines().next().unwrap_or_default();
    let same = passages[closing].text.lines().skip(1).map(str::to_owned);
    let same = names_behind(first).map(str::to_owned).chain(same);
    let below = passages[closing + 1..]
        .iter()
        .take(BLOCK)
        .take_while(|passage| passage.place == Place::Paragraph);
    let below = below.flat_map(|passage| passage.text.lines().map(str::to_owned).collect::<Vec<_>>());
    let lines = same.chain(below).map(|line| line.trim().to_owned());
    Some(
        lines
            .take_while(|line| words_of(line).len() <= LINE && !all().signature.after_signature.holds(&words_of(line)))
            .filter(|line| !line.is_empty())
            .collect(),
    )
}

/// What stands behind a closing in its own line and is written like a name: `Sincerely, Ingrid Salas, Director`.
fn names_behind(closing: &str) -> impl Iterator<Item = &str> {
    let parts = closing.split([',', '.', ':']).skip(1).map(str::trim);
    let name = |part: &str| {
        let capital = part.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
        capital && part.split_whitespace().count() > 1
    };
    parts
        .skip_while(move |part| !name(part))
        .filter(|part| !part.is_empty())
}

/// The lines of a signature that no closing stands above: short lines of which the first is a name, at the end.
fn unclosed(passages: &[Passage]) -> Option<Vec<String>> {
    let last = passages.len().saturating_sub(BLOCK);
    let capital = |line: &str| line.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let signs = |passage: &&Passage| {
        let lines: Vec<&str> = passage.text.lines().map(str::trim).collect();
        let short = |line: &&str| (1..=LINE).contains(&words_of(line).len()) && !line.ends_with('.');
        let name = lines
            .first()
            .is_some_and(|line| capital(line) && (2..=5).contains(&words_of(line).len()));
        passage.place == Place::Paragraph && lines.len() > 1 && name && lines.iter().all(short)
    };
    let block = passages[last..].iter().rfind(signs)?;
    Some(block.text.lines().map(|line| line.trim().to_owned()).collect())
}

fn signer(fact: &Fact) -> Option<&String> {
    if let Fact::Signer(name) = fact {
        Some(name)
    } else {
        None
    }
}

fn title(fact: &Fact) -> Option<&String> {
    if let Fact::Title(title) = fact {
        Some(title)
    } else {
        None
    }
}

/// Whether a title is recorded in the letter's language, or without one.
fn in_language(told: &Told, language: &str) -> bool {
    let end = told.words.rsplit('.').next().unwrap_or_default();
    let own = language.split('-').next().unwrap_or_default();
    Tongue::ALL.iter().all(|tongue| tongue.code() != end) || end == own
}

pub(super) fn compare(known: &Known, passages: &[Passage], language: &str, found: &mut Vec<Compared>) {
    let texts = |of: fn(&Fact) -> Option<&String>| -> Vec<(&String, &Told)> {
        let told = known.facts.iter();
        told.filter_map(|told| Some((of(&told.fact)?, told))).collect()
    };
    let signers = texts(signer);
    let mut titles = texts(title);
    titles.retain(|(_, told)| in_language(told, language));
    let (Some(lines), Some((name, origin))) = (lines(passages), signers.first()) else {
        return;
    };
    let plain = |text: &str| {
        words_of(text)
            .into_iter()
            .map(|word| word.text)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let holds = |line: &str, text: &str| format!(" {} ", plain(line)).contains(&format!(" {} ", plain(text)));
    let signed = lines
        .iter()
        .any(|line| signers.iter().any(|(name, _)| holds(line, name)));
    found.push(Compared {
        what: What::Signer,
        written: lines.first().cloned().unwrap_or_default(),
        outcome: match signed {
            true => Outcome::equal(origin),
            false => Outcome::differs(origin, format!("{} is recorded as {name}", origin.origin())),
        },
    });
    let Some((title, origin)) = titles.first().filter(|_| signed) else {
        return;
    };
    let named = |line: &&String| {
        let signed = signers.iter().any(|(name, _)| holds(line, name));
        let sender = known
            .facts
            .iter()
            .any(|told| matches!(&told.fact, Fact::Name(_, name) if holds(line, name) || holds(name, line)));
        !signed && !sender
    };
    // A line that is no name of the signer or the sender, no day and no number says what somebody is.
    let says = |line: &&String| {
        let plain = !line.contains(|c: char| c.is_ascii_digit() || c == '@');
        plain && !all().signature.closings.holds(&words_of(line))
    };
    let other = lines.iter().filter(named).find(says);
    let right = lines
        .iter()
        .any(|line| titles.iter().any(|(title, _)| holds(line, title)));
    if let (Some(line), false) = (other, right) {
        found.push(Compared {
            what: What::Signer,
            written: line.clone(),
            outcome: Outcome::differs(origin, format!("{} is recorded as {title}", origin.origin())),
        });
    }
}
