//! The words of a text and the phrases that are looked for in them. Every phrase comes from a file.

use std::ops::Range;

/// A word of a text, or a number with its separators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case, every apostrophe and hyphen left out.
    pub text: String,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Whether a comma, a colon, a semicolon, a bracket or a dash stands before it.
    pub clause: bool,
    /// Whether a sentence begins with it.
    pub sentence: bool,
    /// Its first two letters, by which most phrases are ruled out without a look at the word.
    head: u16,
    begins: Beginning,
}

/// The first eight bytes of a word: most words differ in them, and are told apart without a look at the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Beginning(u64);

impl Beginning {
    const BYTES: usize = 8;

    fn of(text: &str) -> Beginning {
        let mut bytes = [0; Beginning::BYTES];
        for (to, from) in bytes.iter_mut().zip(text.bytes()) {
            *to = from;
        }
        Beginning(u64::from_be_bytes(bytes))
    }

    /// The same, cut to the length of a stem.
    fn cut_to(self, stem: &str) -> Beginning {
        let beyond = Beginning::BYTES.saturating_sub(stem.len());
        let kept = u32::try_from(beyond * 8)
            .ok()
            .and_then(|bits| u64::MAX.checked_shl(bits));
        Beginning(self.0 & kept.unwrap_or_default())
    }
}

/// How many kinds of beginnings are told apart.
const HEADS: u16 = 1024;

fn head(text: &str) -> u16 {
    let mut signs = text.chars().map(u32::from);
    let (first, second) = (signs.next().unwrap_or_default(), signs.next().unwrap_or_default());
    u16::try_from((first * 31 + second) % u32::from(HEADS)).unwrap_or_default()
}

/// Words whose full stop ends no sentence.
const SHORT: [&str; 41] = [
    "inc", "ltd", "corp", "co", "llc", "nr", "st", "mr", "mrs", "ms", "dr", "p", "o", "u", "s", "e", "g", "i", "a",
    "m", "art", "abs", "bzw", "z", "b", "lit", "cal", "civ", "ave", "str", "tel", "vgl", "ca", "approx", "sra", "sr",
    "d", "c", "n", "v", "par",
];

/// Short forms behind the name of a company, which may stand at the end of a sentence.
const COMPANY: [&str; 5] = ["inc", "ltd", "corp", "co", "llc"];

/// How a sentence begins that follows the name of a company, beside those that follow a number.
const OPENING: [&str; 12] = [
    "On ", "At ", "As ", "By ", "For ", "From ", "To ", "When ", "No ", "Please ", "These ", "Those ",
];

/// How a sentence begins that follows a number.
const ARTICLE: [&str; 14] = [
    "A ", "An ", "The ", "This ", "That ", "It ", "You ", "We ", "If ", "In ", "Our ", "They ", "Your ", "There ",
];

/// The words of a text in order.
pub(super) fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = 0;
    while let Some(from) = text[rest..].find(char::is_alphanumeric).map(|at| rest + at) {
        let to = end_of_word(text, from);
        let between = &text[rest..from];
        let before = words.last().map(|word| word.text.as_str());
        let lower = text[from..to].to_lowercase();
        words.push(Word {
            clause: between.contains([',', ':', ';', '(', ')', '–', '—', '|', '“', '”', '"', '«', '»', '\n']),
            sentence: before.is_none_or(|before| ends_sentence(before, between, &text[from..])),
            head: head(&lower),
            begins: Beginning::of(&lower),
            text: lower,
            at: from..to,
        });
        rest = to;
    }
    words
}

/// Where the word ends that begins here. A number keeps its separators of thousands and its decimals.
fn end_of_word(text: &str, from: usize) -> usize {
    let end = |from: usize| {
        let after = text[from..].find(|c: char| !c.is_alphanumeric());
        after.map_or(text.len(), |at| from + at)
    };
    let mut to = end(from);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    while digits(&text[from..to].replace([',', '.', '\'', '’', '\u{a0}', '\u{202f}'], "")) {
        let mut after = text[to..].chars();
        let Some(separator) = after
            .next()
            .filter(|c| [',', '.', '\'', '’', '\u{a0}', '\u{202f}'].contains(c))
        else {
            break;
        };
        let group = to + separator.len_utf8();
        let next = end(group);
        if next - group != 3 || !digits(&text[group..next]) {
            break;
        }
        to = next;
    }
    to
}

fn ends_sentence(before: &str, between: &str, after: &str) -> bool {
    if between.contains(['!', '?', '\n', '|', '¿', '¡']) {
        return true;
    }
    let Some(stop) = between.find('.') else { return false };
    let blank = between[stop..].contains(char::is_whitespace);
    // A day before its month, and the German number of a thing: `28. November`, but not `a fee of $5. A freeze`.
    let ordinal = before.len() <= 2
        && between.starts_with('.')
        && before.bytes().all(|byte| byte.is_ascii_digit())
        && !ARTICLE.iter().any(|word| after.starts_with(word));
    let begins = after.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let opens = || ARTICLE.iter().chain(&OPENING).any(|word| after.starts_with(word));
    let short = SHORT.contains(&before) && !(COMPANY.contains(&before) && opens());
    blank && begins && !ordinal && !short
}

/// Words between the ends of sentences.
pub(super) fn sentences(words: &[Word]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match found.last_mut() {
            Some(last) if !word.sentence => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// One of these: whole words, or how a word begins.
    Word(Vec<Spelling>),
    /// Up to so many words of any kind.
    Gap(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Spelling {
    text: String,
    begins: Beginning,
    /// Whether any ending may follow.
    stem: bool,
    /// Whether it stands for every number that begins with a digit.
    number: bool,
}

impl Spelling {
    fn fits(&self, word: &Word) -> bool {
        match self.stem {
            _ if self.number => word.text.starts_with(|c: char| c.is_ascii_digit()),
            true => word.begins.cut_to(&self.text) == self.begins && word.text.starts_with(&self.text),
            false => word.begins == self.begins && word.text == self.text,
        }
    }
}

/// A phrase: words, `stem*`, `one|another`, `two_words|one`, `#` for a number in digits, and `~` for up to four words of any
/// kind. It never reaches over the end of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Piece>);

/// The words that `~` stands for, at most.
const ANY: usize = 4;

impl Phrase {
    pub(super) fn read(text: &str) -> Phrase {
        let pieces = text.split_whitespace().map(|piece| match piece {
            "~" => Piece::Gap(ANY),
            _ => Piece::Word(piece.split('|').map(spelling).collect()),
        });
        Phrase(pieces.collect())
    }

    /// Where the phrase ends if it begins with the word at a place.
    fn ends(&self, words: &[Word], at: usize) -> Option<usize> {
        fits(&self.0, words, at, at)
    }
}

fn spelling(text: &str) -> Spelling {
    let lower = text.to_lowercase();
    let (text, stem) = match lower.strip_suffix('*') {
        Some(stem) => (stem.to_owned(), true),
        None => (lower, false),
    };
    Spelling {
        begins: Beginning::of(&text),
        number: text == "#",
        text,
        stem,
    }
}

fn fits(pieces: &[Piece], words: &[Word], first: usize, at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else {
        return Some(at);
    };
    let within = |at: usize| at == first || words.get(at).is_some_and(|word| !word.sentence);
    match piece {
        Piece::Word(any) => {
            let word = words.get(at).filter(|_| within(at))?;
            any.iter().any(|spelling| spelling.fits(word)).then_some(())?;
            fits(rest, words, first, at + 1)
        }
        Piece::Gap(most) => (0..=*most)
            .take_while(|skipped| *skipped == 0 || within(at + skipped - 1))
            .find_map(|skipped| fits(rest, words, first, at + skipped)),
    }
}

/// Where a phrase was found, and what it stands for.
#[derive(Debug)]
pub(super) struct Hit<'l, T> {
    pub words: Range<usize>,
    pub means: &'l T,
}

/// What parts the phrases that stand in one sentence, in whatever order.
const AND: &str = " & ";

/// Phrases with what they stand for, found by their first words. One with ` & ` in it stands where each of its parts stands
/// somewhere in one sentence.
#[derive(Debug)]
pub(super) struct Lexicon<T> {
    phrases: Vec<(Phrase, T)>,
    /// Phrases of several parts.
    parted: Vec<(Vec<Lexicon<()>>, T)>,
    /// Phrases by the first letters of a first word, whole words before stems, in order.
    first: Vec<First>,
    /// Phrases of which a first word is a stem of one letter, which any may follow, or any number.
    short: Vec<usize>,
    /// A bit for each beginning that a phrase may have.
    heads: [u64; HEADS as usize / 64],
}

/// A phrase under the first letters of its first word.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct First {
    head: u16,
    stem: bool,
    phrase: usize,
}

/// The phrases that a phrase with joined words stands for: `police|law_enforcement` is `police` or `law enforcement`.
fn variants(text: &str) -> Vec<String> {
    let mut made = vec![String::new()];
    for piece in text.split_whitespace() {
        let (joined, single): (Vec<&str>, Vec<&str>) = piece.split('|').partition(|word| word.contains('_'));
        let mut ways: Vec<String> = joined.iter().map(|words| words.replace('_', " ")).collect();
        ways.extend((!single.is_empty()).then(|| single.join("|")));
        made = made
            .iter()
            .flat_map(|before| ways.iter().map(move |way| format!("{before} {way}")))
            .collect();
    }
    made
}

impl<T: Clone> Lexicon<T> {
    /// Every phrase with what its group means.
    pub(super) fn grouped(groups: impl IntoIterator<Item = (T, Vec<String>)>) -> Lexicon<T> {
        let entries = groups
            .into_iter()
            .flat_map(|(means, words)| words.into_iter().map(move |words| (words, means.clone())));
        Lexicon::of(entries)
    }

    pub(super) fn of(entries: impl IntoIterator<Item = (String, T)>) -> Lexicon<T> {
        let mut lexicon = Lexicon {
            phrases: Vec::new(),
            parted: Vec::new(),
            first: Vec::new(),
            short: Vec::new(),
            heads: [0; HEADS as usize / 64],
        };
        // Hyphens and apostrophes part words in a text, and so they do in a phrase.
        let entries = entries
            .into_iter()
            .map(|(text, means)| (text.replace(['-', '\'', '’', '.', ','], " "), means));
        let entries = entries.flat_map(|(text, means)| {
            let alone = !text.contains(AND);
            let variants = if alone { variants(&text) } else { vec![text] };
            variants.into_iter().map(move |text| (text, means.clone()))
        });
        for (text, means) in entries {
            let phrase = Phrase::read(&text);
            if text.contains(AND) {
                let parts = text.split(AND).map(|part| Lexicon::of([(part.to_owned(), ())]));
                lexicon.parted.push((parts.collect(), means));
                continue;
            }
            let at = lexicon.phrases.len();
            if let Some(Piece::Word(any)) = phrase.0.first() {
                any.iter().for_each(|spelling| lexicon.begins_with(spelling, at));
            }
            lexicon.phrases.push((phrase, means));
        }
        lexicon.first.sort_unstable();
        lexicon.first.dedup();
        lexicon
    }

    fn begins_with(&mut self, spelling: &Spelling, phrase: usize) {
        if spelling.number || (spelling.stem && spelling.text.chars().nth(1).is_none()) {
            self.heads = [u64::MAX; HEADS as usize / 64];
            self.short.push(phrase);
            return;
        }
        let head = head(&spelling.text);
        if let Some(bits) = self.heads.get_mut(usize::from(head / 64)) {
            *bits |= 1 << (head % 64);
        }
        let stem = spelling.stem;
        self.first.push(First { head, stem, phrase });
    }

    /// The phrases that may begin with a word.
    fn near(&self, word: &Word) -> impl Iterator<Item = &(Phrase, T)> {
        let from = self.first.partition_point(|first| first.head < word.head);
        let own = self.first[from..].iter().take_while(|first| first.head == word.head);
        let all = own.map(|first| first.phrase).chain(self.short.iter().copied());
        all.filter_map(|phrase| self.phrases.get(phrase))
    }

    /// Whether no phrase begins with such a word.
    fn rules_out(&self, word: &Word) -> bool {
        let bits = self.heads.get(usize::from(word.head / 64));
        bits.is_some_and(|bits| bits & (1 << (word.head % 64)) == 0)
    }

    /// Every phrase found, in the order of the text; of those that begin at one word, the longer first.
    pub(super) fn hits(&self, words: &[Word]) -> Vec<Hit<'_, T>> {
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if self.rules_out(word) {
                continue;
            }
            let from = found.len();
            for (phrase, means) in self.near(word) {
                if let Some(end) = phrase.ends(words, at) {
                    found.push(Hit { words: at..end, means });
                }
            }
            found[from..].sort_by_key(|hit| std::cmp::Reverse(hit.words.end));
        }
        if !self.parted.is_empty() {
            found.extend(self.parted_hits(words));
            found.sort_by_key(|hit| hit.words.start);
        }
        found
    }

    /// The phrases of several parts, each from the first word of one part to the last of another.
    fn parted_hits<'l>(&'l self, words: &[Word]) -> Vec<Hit<'l, T>> {
        let mut found = Vec::new();
        for sentence in sentences(words) {
            let own = &words[sentence.clone()];
            for (parts, means) in &self.parted {
                let first = |part: &Lexicon<()>| part.hits(own).into_iter().next().map(|hit| hit.words);
                let Some(hits) = parts.iter().map(first).collect::<Option<Vec<_>>>() else {
                    continue;
                };
                let from = hits.iter().map(|hit| hit.start).min().unwrap_or_default();
                let to = hits.iter().map(|hit| hit.end).max().unwrap_or_default();
                let words = sentence.start + from..sentence.start + to;
                found.push(Hit { words, means });
            }
        }
        found
    }

    fn holds_parted(&self, words: &[Word]) -> bool {
        !self.parted.is_empty()
            && sentences(words).into_iter().any(|sentence| {
                let own = &words[sentence];
                let mut all = self.parted.iter();
                all.any(|(parts, _)| parts.iter().all(|part| part.holds(own)))
            })
    }

    pub(super) fn holds(&self, words: &[Word]) -> bool {
        words.iter().enumerate().any(|(at, word)| {
            let may_begin = !self.rules_out(word);
            may_begin && self.near(word).any(|(phrase, _)| phrase.ends(words, at).is_some())
        }) || self.holds_parted(words)
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, sentences, words_of};

    #[test]
    fn sentences_end_at_full_stops_only() {
        let words = words_of(
            "On 28. November we wrote to Northwind, Inc. Then 12.000 people of the U.S. Navy called. It is so.",
        );
        let found: Vec<&str> = sentences(&words)
            .iter()
            .map(|range| words[range.start].text.as_str())
            .collect();
        assert_eq!(found, ["on", "it"]);
        assert!(words.iter().any(|word| word.text == "12.000"));
    }

    #[test]
    fn a_phrase_has_stems_choices_and_gaps_and_stays_in_its_sentence() {
        let lexicon = Lexicon::of([("take*|taking ~ privacy|security ~ seriously".to_owned(), 1)]);
        let holds = |text: &str| lexicon.holds(&words_of(text));
        assert!(holds("We take the security of your data seriously"));
        assert!(holds("Taking your privacy seriously, we write."));
        assert!(!holds("We take care. Your privacy seriously matters."));
    }
}
