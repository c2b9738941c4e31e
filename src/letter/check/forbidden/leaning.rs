//! Sentences that neither the record nor the draft has, with words that lean towards what must not be said: the same can be
//! said in ways that no list has, so that a person is asked.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Sentence;
use super::drafted::Drafted;
use super::phrases::Banned;
use crate::letter::check::speech::Lexicon;
use crate::letter::check::{Finding, Weight};

const FILE: &str = include_str!("../../../../templates/rules/leans.toml");

/// The words of one kind by language, and what takes a sentence out.
struct Leans {
    words: BTreeMap<String, Lexicon<()>>,
    unless: Lexicon<()>,
}

/// Without them fewer sentences would be asked about, so that a file that cannot be read must end the program; a test
/// parses it.
static LEANS: LazyLock<BTreeMap<String, Leans>> =
    LazyLock::new(|| read().expect("templates/rules/leans.toml is a part of the program"));

fn read() -> Result<BTreeMap<String, Leans>, toml::de::Error> {
    let file: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(FILE)?;
    let lexicon = |words: Vec<String>| Lexicon::of(words.into_iter().map(|words| (words, ())));
    let kinds = file.into_iter().map(|(id, mut lists)| {
        let unless = lexicon(lists.remove("unless").unwrap_or_default());
        let words = lists.into_iter().map(|(language, words)| (language, lexicon(words)));
        let leans = Leans {
            words: words.collect(),
            unless,
        };
        (id, leans)
    });
    Ok(kinds.collect())
}

/// Which new sentences lean towards something that is banned.
pub(super) fn finding(banned: &Banned, told: &[Sentence<'_>], language: &str, drafted: &Drafted) -> Option<Finding> {
    let leans = LEANS.get(&banned.id)?;
    let own = language.split('-').next().unwrap_or(language);
    let words = leans.words.get(own)?;
    let mut said: Vec<String> = Vec::new();
    for sentence in told
        .iter()
        .filter(|sentence| sentence.new && !leans.unless.holds(sentence.words))
    {
        let new = |hit: &std::ops::Range<usize>| drafted.has_new(&sentence.words[hit.clone()]);
        let leaning = words.hits(sentence.words).iter().any(|hit| new(&hit.words));
        said.extend(leaning.then(|| super::told(sentence.passage, sentence.words)));
    }
    said.dedup();
    (!said.is_empty()).then(|| {
        let found = format!("a person must say whether this may stand: {}", said.join(", "));
        super::finding(&banned.id, Weight::Warns, &banned.demand, found)
    })
}

#[cfg(test)]
mod tests {
    use super::super::phrases::all;

    #[test]
    fn every_kind_of_leaning_words_is_of_something_banned() {
        let read = super::read().unwrap();
        assert!(!read.is_empty());
        for (id, leans) in &read {
            assert!(all().banned.iter().any(|banned| banned.id == *id), "{id}");
            assert_eq!(leans.words.len(), 8, "{id}");
        }
    }
}
