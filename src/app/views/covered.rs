//! Which data elements a law covers, and which of those recorded fall under it: what a reader checks a verdict with.

use super::{AssessmentView, ObligationView};
use crate::core::law::codes::ELEMENTS;
use crate::core::law::rulebook::ANY_PERSONAL_DATA;

/// Lines, each with its label: what the law covers, what of the recorded data falls under it, and what does not.
/// Nothing for a law that lists no elements, or covers personal data of every kind.
pub fn covered(view: &AssessmentView, obligation: &ObligationView) -> Vec<(&'static str, String)> {
    let Some(data) = &obligation.data else {
        return Vec::new();
    };
    let all = data.named.iter().chain(&data.alone);
    if data.named.is_empty() && data.alone.is_empty() || all.clone().any(|code| code == ANY_PERSONAL_DATA) {
        return Vec::new();
    }
    let lists = [("with a name: ", &data.named), ("even without a name: ", &data.alone)];
    let named = lists.iter().filter(|(_, codes)| !codes.is_empty());
    let covers: Vec<String> = named
        .map(|(lead, codes)| format!("{lead}{}", words(codes.iter())))
        .collect();
    let mut lines = vec![("Covers", covers.join(". "))];
    let Some(recorded) = &view.elements else {
        lines.push(("Recorded", "the data elements are not recorded yet".to_owned()));
        return lines;
    };
    let (inside, outside): (Vec<&String>, Vec<&String>) = recorded.iter().partition(|code| data.counts(code));
    for (lead, codes) in [("covered: ", inside), ("not covered: ", outside)] {
        if !codes.is_empty() {
            lines.push(("Recorded", format!("{lead}{}", words(codes.into_iter()))));
        }
    }
    lines
}

fn words<'c>(codes: impl Iterator<Item = &'c String>) -> String {
    let words = codes.map(|code| ELEMENTS.meaning(code));
    words.collect::<Vec<_>>().join("; ")
}
