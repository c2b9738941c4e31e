//! Names of places, days and zones, as the phrases take them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use chrono::Weekday;

use crate::letter::check::speech::{Hit, Lexicon, Word, words_of};

const COUNTRIES: &str = include_str!("../../../../templates/roster/countries.toml");
const STATES: &str = include_str!("../../../../templates/roster/us.toml");
const SUBDIVISIONS: &str = include_str!("../../../../templates/roster/subdivisions.toml");

/// Names of states as addresses write them, longer names first.
pub(super) fn states() -> Result<Vec<(String, String)>, toml::de::Error> {
    let states: BTreeMap<String, Vec<String>> = toml::from_str(STATES)?;
    let names = states.into_iter().flat_map(|(code, names)| {
        let short = code.to_lowercase();
        let names = names.into_iter().filter(|name| name.chars().count() > 3);
        names
            .map(move |name| (name.to_lowercase(), short.clone()))
            .collect::<Vec<_>>()
    });
    let mut names: Vec<(String, String)> = names.collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    Ok(names)
}

/// Places by their names.
pub(super) struct Places {
    names: Lexicon<String>,
    /// The same by the whole name, its words with a blank between.
    by_name: HashMap<String, Vec<String>>,
    /// Words between places that are told together.
    joins: BTreeSet<String>,
}

impl Places {
    fn of(named: impl Iterator<Item = (String, Vec<String>)>, joins: BTreeSet<String>) -> Places {
        let long = |names: Vec<String>| names.into_iter().filter(|name| name.chars().count() > 3).collect();
        let named: Vec<(String, Vec<String>)> = named.map(|(code, names)| (code, long(names))).collect();
        let mut by_name: HashMap<String, Vec<String>> = HashMap::new();
        for (code, names) in &named {
            for name in names {
                let words: Vec<String> = words_of(name).into_iter().map(|word| word.text).collect();
                by_name.entry(words.join(" ")).or_default().push(code.clone());
            }
        }
        Places {
            names: Lexicon::grouped(named),
            by_name,
            joins,
        }
    }

    /// The places that a text names, in its order. Of two with a common word the first may lack it: `North and South
    /// Carolina`, `Ober- und Niederösterreich`.
    pub(super) fn hits(&self, words: &[Word]) -> Vec<Hit<'_, String>> {
        let mut hits = self.names.hits(words);
        let shortened: Vec<Hit<'_, String>> = (0..words.len())
            .filter(|at| !hits.iter().any(|hit| hit.words.start == *at))
            .flat_map(|at| {
                let end = hits
                    .iter()
                    .filter(|hit| hit.words.start == at + 2)
                    .map(|hit| hit.words.end)
                    .max();
                let codes = self.shortened(words, at, end);
                codes.into_iter().flatten().map(move |means| Hit {
                    words: at..at + 1,
                    means,
                })
            })
            .collect();
        if !shortened.is_empty() {
            hits.extend(shortened);
            hits.sort_by_key(|hit| (hit.words.start, std::cmp::Reverse(hit.words.end)));
        }
        hits
    }

    /// The places of a word that shares the end of the name behind it: of its last words, or of its last letters.
    fn shortened(&self, words: &[Word], at: usize, end: Option<usize>) -> Option<&Vec<String>> {
        let [first, join, next, ..] = words.get(at..)? else {
            return None;
        };
        if !self.joins.contains(&join.text) || [join, next].iter().any(|word| word.clause || word.sentence) {
            return None;
        }
        let name = |own: &str| self.by_name.get(own);
        let rest = end
            .and_then(|end| words.get(at + 3..end))
            .filter(|rest| !rest.is_empty());
        let of_words = rest.and_then(|rest| {
            let last: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
            name(&format!("{} {}", first.text, last.join(" ")))
        });
        let ends = || {
            let letters = next.text.char_indices().skip(2).map(|(at, _)| &next.text[at..]);
            letters.filter(|end| end.chars().count() >= SHARED)
        };
        // `Nordrhein und Bayern` have nothing in common, whatever their letters are.
        of_words.or_else(|| ends().find_map(|end| name(&format!("{}{end}", first.text))))
    }

    /// The places that are told together with those that end or begin at a word: `New York, New Jersey and Ohio`. A group has
    /// every place that may be meant by one name.
    pub(super) fn together(&self, hits: &[Hit<'_, String>], words: &[Word], first: &Range<usize>) -> Vec<Vec<String>> {
        let group = |at: &Range<usize>| -> Vec<String> {
            hits.iter()
                .filter(|hit| hit.words == *at)
                .map(|hit| hit.means.clone())
                .collect()
        };
        let mut groups = vec![group(first)];
        let mut last = first.clone();
        while let Some(next) = self.next(hits, words, &last) {
            groups.push(group(&next));
            last = next;
        }
        let mut earliest = first.clone();
        while let Some(before) = self.before(hits, words, &earliest) {
            groups.insert(0, group(&before));
            earliest = before;
        }
        groups
    }

    fn next(&self, hits: &[Hit<'_, String>], words: &[Word], last: &Range<usize>) -> Option<Range<usize>> {
        let ranges = hits.iter().map(|hit| &hit.words);
        let beside = ranges.filter(|next| next.start >= last.end && self.joined(words, last.end..next.start));
        beside
            .max_by_key(|next| (std::cmp::Reverse(next.start), next.end))
            .cloned()
    }

    fn before(&self, hits: &[Hit<'_, String>], words: &[Word], first: &Range<usize>) -> Option<Range<usize>> {
        let ranges = hits.iter().map(|hit| &hit.words);
        let beside = ranges.filter(|before| before.end <= first.start && self.joined(words, before.end..first.start));
        beside.max_by_key(|before| (before.end, before.len())).cloned()
    }

    /// Whether nothing but a comma or a joining word stands between two names.
    fn joined(&self, words: &[Word], between: Range<usize>) -> bool {
        let Some(next) = words.get(between.end) else {
            return false;
        };
        match &words[between] {
            [] => next.clause && !next.sentence,
            [join] => self.joins.contains(&join.text) && !join.sentence && !next.clause && !next.sentence,
            _ => false,
        }
    }
}

/// The shortest ending that two names have in common.
const SHARED: usize = 4;

/// Countries and American states by their names and, in languages that inflect them, by `forms` of those; and the same with
/// parts of other countries, `regions` among them, which are told apart only where people are counted.
pub(super) fn places(
    forms: BTreeMap<String, Vec<String>>,
    regions: BTreeMap<String, Vec<String>>,
    joins: &BTreeSet<String>,
) -> Result<(Places, Places), toml::de::Error> {
    let countries: BTreeMap<String, Vec<String>> = toml::from_str(COUNTRIES)?;
    let states: BTreeMap<String, Vec<String>> = toml::from_str(STATES)?;
    let subdivisions: Subdivisions = toml::from_str(SUBDIVISIONS)?;
    let states = states.into_iter().map(|(code, names)| (format!("US-{code}"), names));
    let all: Vec<(String, Vec<String>)> = countries.into_iter().chain(states).chain(forms).collect();
    let taken: BTreeSet<String> = all
        .iter()
        .flat_map(|(_, names)| names)
        .map(|name| name.to_lowercase())
        .collect();
    let free = |name: &String| {
        let lower = name.to_lowercase();
        !taken.contains(&lower) && !subdivisions.shared.contains(&lower.replace(' ', ""))
    };
    let parts = subdivisions.of.iter().flat_map(|(country, parts)| {
        parts
            .iter()
            .map(move |(code, names)| (format!("{country}-{code}"), names))
    });
    let parts = parts.map(|(code, names)| (code, names.iter().filter(|name| free(name)).cloned().collect()));
    let counted = all.clone().into_iter().chain(parts).chain(regions);
    let counted = Places::of(counted, joins.clone());
    Ok((Places::of(all.into_iter(), joins.clone()), counted))
}

#[derive(serde::Deserialize)]
struct Subdivisions {
    shared: BTreeSet<String>,
    #[serde(flatten)]
    of: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// The days by their names, Monday first.
pub(super) fn weekdays(names: Vec<Vec<String>>) -> BTreeMap<String, Weekday> {
    let days = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ()));
    let named = names.into_iter().zip(days);
    named
        .flat_map(|(names, day)| names.into_iter().map(move |name| (name, day)))
        .collect()
}

pub(super) fn by_length(zones: BTreeMap<String, Vec<i64>>) -> Vec<(Vec<String>, Vec<i64>)> {
    let mut zones: Vec<(String, Vec<i64>)> = zones.into_iter().collect();
    zones.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let in_words = |name: &str| words_of(name).into_iter().map(|word| word.text).collect();
    zones
        .into_iter()
        .map(|(name, minutes)| (in_words(&name), minutes))
        .collect()
}
