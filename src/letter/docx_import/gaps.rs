//! Gaps and person fields, which a Word file shows in words, found again in the text that came back.

use crate::letter::block::Inline;
use crate::letter::markdown::gap_at;
use crate::letter::words::shown_gap;

/// A text with its gaps: those that firebell wrote (`[missing: whom to call (letter.contact)]`) and those that
/// somebody typed as in Markdown (`[[letter.contact|whom to call]]`).
pub(super) fn with_gaps(text: &str) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let gap = (sign == '[')
            .then(|| gap_at(rest).or_else(|| shown_gap(rest)))
            .flatten();
        if let Some((key, words, after)) = gap {
            if !plain.is_empty() {
                found.push(Inline::Text(std::mem::take(&mut plain)));
            }
            found.push(Inline::Gap {
                key: key.to_owned(),
                words: words.to_owned(),
            });
            rest = after;
        } else {
            plain.push(sign);
            rest = &rest[sign.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        found.push(Inline::Text(plain));
    }
    found
}
