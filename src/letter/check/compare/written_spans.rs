//! How long something lasted and how much later something came, as a sentence writes it.

use std::ops::Range;

use super::number::numbers;
use super::phrases::all;
use super::span_phrases::{DurationWords, spans};
use crate::letter::check::speech::{Lexicon, Word};

pub(super) const HOUR: i64 = 60;
pub(super) const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// How a span is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// So much after something else.
    Later,
    Earlier,
    /// At most so long after what it follows from.
    Within,
    /// It lasted so long.
    Lasting,
    /// So much went by, between whatever.
    Passing,
}

/// A span as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub words: Range<usize>,
    pub relation: Relation,
    /// At least and at most, in minutes.
    pub least: i64,
    pub most: i64,
}

/// The spans of a sentence.
pub(super) fn written(words: &[Word]) -> Vec<Span> {
    let phrases = &spans().duration;
    let mut found: Vec<Span> = Vec::new();
    for (lexicon, relation) in [
        (&phrases.next_day, Relation::Later),
        (&phrases.previous_day, Relation::Earlier),
    ] {
        let first = lexicon.hits(words).into_iter().next();
        found.extend(first.map(|hit| Span {
            words: hit.words,
            relation,
            least: DAY,
            most: DAY,
        }));
    }
    let counted = numbers(words);
    for (at, word) in words.iter().enumerate() {
        let Some(unit) = phrases.units.get(&word.text).copied() else {
            continue;
        };
        if found.iter().any(|span| span.words.contains(&at)) {
            continue;
        }
        let number = counted.iter().find(|number| number.words.end == at);
        let one = at
            .checked_sub(1)
            .filter(|before| phrases.one.contains(&words[*before].text));
        let (from, count) = match (number, one) {
            (Some(number), _) => (number.words.start, i64::try_from(number.value).unwrap_or(i64::MAX)),
            (None, Some(before)) => (before, 1),
            (None, None) => {
                found.extend(few(phrases, words, at, unit));
                continue;
            }
        };
        let about = all().about.holds(&words[from.saturating_sub(2)..from]);
        let passing = || phrases.passing.holds(words).then_some((Relation::Passing, at + 1));
        let Some(relation) = relation(phrases, words, from..at + 1).or_else(passing) else {
            continue;
        };
        let slack = slack(unit, count, about);
        let whole = count.saturating_mul(unit);
        found.push(Span {
            words: from..relation.1,
            relation: relation.0,
            least: whole.saturating_sub(slack),
            most: whole.saturating_add(slack),
        });
    }
    found
}

/// `within minutes`: no number, and surely less than the next larger unit.
fn few(phrases: &DurationWords, words: &[Word], at: usize, unit: i64) -> Option<Span> {
    let most = match unit {
        ..HOUR => HOUR,
        HOUR..DAY => DAY,
        DAY..WEEK => WEEK,
        WEEK.. => return None,
    };
    ends_with(&phrases.within, &words[..at]).then_some(Span {
        words: at..at + 1,
        relation: Relation::Within,
        least: 0,
        most,
    })
}

/// What the words around a span say of it, and where it ends with them.
fn relation(phrases: &DurationWords, words: &[Word], span: Range<usize>) -> Option<(Relation, usize)> {
    let behind = words.get(span.end..).unwrap_or_default();
    let begins = |lexicon: &Lexicon<()>| {
        let hits = lexicon.hits(&behind[..behind.len().min(3)]);
        let first = hits.into_iter().find(|hit| hit.words.start == 0 && !behind[0].clause);
        first.map(|hit| span.end + hit.words.end)
    };
    let before = &words[..span.start];
    let about = usize::from(all().about.holds(&before[before.len().saturating_sub(1)..]));
    let before = &before[..before.len() - about];
    if ends_with(&phrases.within, before) {
        return Some((Relation::Within, span.end));
    }
    if let Some(end) = begins(&phrases.later) {
        return Some((Relation::Later, end));
    }
    if let Some(end) = begins(&phrases.earlier) {
        return Some((Relation::Earlier, end));
    }
    if ends_with(&phrases.after, before) {
        return Some((Relation::Later, span.end));
    }
    ends_with(&phrases.lasting, before).then_some((Relation::Lasting, span.end))
}

fn ends_with(lexicon: &Lexicon<()>, words: &[Word]) -> bool {
    let last = &words[words.len().saturating_sub(3)..];
    lexicon.hits(last).iter().any(|hit| hit.words.end == last.len())
}

/// What a span may be off without being wrong: weeks and months are rounded. 43,800 minutes are a twelfth of a year.
fn slack(unit: i64, count: i64, about: bool) -> i64 {
    let part = if about { count.saturating_mul(unit) / 5 } else { 0 };
    match unit {
        ..DAY => part.max(count.saturating_mul(unit) / 4).max(30),
        DAY..WEEK => part,
        WEEK..43_800 => part.max(3 * DAY),
        43_800.. => part.max(9 * DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, Relation, WEEK, written};
    use crate::letter::check::speech::words_of;

    #[test]
    fn spans_are_read_with_what_they_say() {
        let rows = [
            ("It ran there for three weeks.", Relation::Lasting, 3 * WEEK),
            ("We found out five days later.", Relation::Later, 5 * DAY),
            (
                "It had been stolen two days before the report.",
                Relation::Earlier,
                2 * DAY,
            ),
            ("We noticed it within two days.", Relation::Within, 2 * DAY),
            ("noticed, within minutes, that", Relation::Within, HOUR),
            ("vier Wochen später bemerkt", Relation::Later, 4 * WEEK),
            ("nach drei Wochen bemerkt", Relation::Later, 3 * WEEK),
            ("drie dagen later ontdekt", Relation::Later, 3 * DAY),
            ("trois semaines plus tard", Relation::Later, 3 * WEEK),
            ("entered our network the day before", Relation::Earlier, DAY),
            ("en ons de volgende dag ingelicht", Relation::Later, DAY),
            ("durante dos semanas", Relation::Lasting, 2 * WEEK),
        ];
        for (text, relation, length) in rows {
            let found = written(&words_of(text));
            let [span] = &found[..] else {
                panic!("{text}: {found:?}")
            };
            assert_eq!(span.relation, relation, "{text}");
            assert!(span.least <= length && length <= span.most, "{text}: {span:?}");
        }
        assert!(written(&words_of("24 months of credit monitoring")).is_empty());
    }
}
