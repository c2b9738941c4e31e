//! Comments of a Word file.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::WordRemark;
use super::xml::Element;
use crate::core::visible::{acts, unseen};

/// The comments in their order. `passages`: the words each is about, by its id.
pub(super) fn remarks(part: Option<&Element>, passages: &BTreeMap<String, String>) -> Vec<WordRemark> {
    let comments = part.into_iter().flat_map(Element::elements);
    let comments = comments.filter(|element| element.name == "w:comment");
    let remark = |comment: &Element| {
        let text = comment.read();
        let passage = passages.get(comment.get("w:id").unwrap_or_default());
        (!text.is_empty()).then(|| WordRemark {
            author: name(comment.get("w:author").unwrap_or_default()),
            at: comment.get("w:date").and_then(moment),
            text,
            passage: passage.cloned(),
        })
    };
    comments.filter_map(remark).collect()
}

fn moment(date: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(date).ok().map(|date| date.to_utc())
}

/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 200;

/// A name as the record takes it: one line of seen characters.
pub(super) fn name(text: &str) -> String {
    let seen = |c: &char| !acts(*c) && !unseen(*c);
    let text: String = text.chars().filter(seen).collect();
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = name.chars().take(LONGEST_NAME).collect();
    match name.is_empty() {
        true => "unknown author".to_owned(),
        false => name,
    }
}
