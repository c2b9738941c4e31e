//! The search in lists: what is the same first, then what begins like it, then what has it inside. Only where nothing of
//! that kind is found, texts that hold the letters with gaps between them.

use memchr::memchr;
use memchr::memmem::Finder;
use nucleo_matcher::chars::{normalize, to_lower_case};

/// Between the parts of a text that are searched each by itself, such as a name and its code.
pub(super) const PART: char = '\u{1f}';

/// Parts of a text that are searched each by itself.
pub(super) fn parts<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(&PART.to_string())
}

/// How well a text fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// A part of the text is what was typed.
    Same,
    /// A part begins with it.
    Beginning,
    /// A word begins with it.
    Word,
    /// It is somewhere inside.
    Inside,
}

/// One letter without case and accent. One letter stays one letter, so that places in the text stay what they are.
fn plain(letter: char) -> char {
    to_lower_case(normalize(letter))
}

/// A text without case and accents.
pub(super) fn plain_text(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.chars().map(plain).collect(),
    }
}

/// What was typed, made ready to be looked for in thousands of texts.
struct Typed<'t> {
    whole: Finder<'t>,
    /// Its words, where it has several.
    words: Vec<Finder<'t>>,
}

impl<'t> Typed<'t> {
    /// Of what was typed without case and accents.
    fn new(typed: &'t str) -> Typed<'t> {
        let words = typed.split_whitespace().map(Finder::new);
        Typed {
            whole: Finder::new(typed),
            words: words.collect(),
        }
    }

    /// How well everything fits into a plain text: as a whole, else as its words, the worst of them.
    fn grade(&self, text: &str) -> Option<Grade> {
        if let Some(whole) = grade(&self.whole, text) {
            return Some(whole);
        }
        // One word alone is the whole.
        if let [] | [_] = self.words.as_slice() {
            return None;
        }
        let mut worst = Grade::Word;
        for word in &self.words {
            worst = worst.max(grade(word, text)?);
        }
        Some(worst)
    }
}

/// How well one word fits into a text; both are plain.
fn grade(word: &Finder<'_>, text: &str) -> Option<Grade> {
    let length = word.needle().len();
    if length == 0 {
        return Some(Grade::Beginning);
    }
    let mut best = None;
    for at in word.find_iter(text.as_bytes()) {
        let (before, after) = (&text[..at], &text[at + length..]);
        let found = match (before.chars().next_back(), after.chars().next()) {
            (None | Some(PART), None | Some(PART)) => return Some(Grade::Same),
            (None | Some(PART), Some(_)) => Grade::Beginning,
            (Some(letter), _) if !letter.is_alphanumeric() => Grade::Word,
            (Some(_), _) => Grade::Inside,
        };
        best = Some(best.map_or(found, |best: Grade| best.min(found)));
        // Further on a part can only be the same where parts follow.
        if best == Some(Grade::Word) && !text.contains(PART) {
            break;
        }
    }
    best
}

/// Indices of the texts that fit a search, best first; within one grade in their own order.
pub(super) fn best(search: &str, texts: impl Iterator<Item = String>) -> Vec<usize> {
    best_of_plain(search, &texts.map(|text| plain_text(&text)).collect::<Vec<_>>())
}

/// As [`best`], for texts without case and accents ([`plain_text`]): long lists keep theirs.
pub(super) fn best_of_plain(search: &str, texts: &[impl AsRef<str>]) -> Vec<usize> {
    let typed = plain_text(search.trim());
    let ready = Typed::new(&typed);
    let texts = || texts.iter().map(AsRef::as_ref).enumerate();
    let mut graded = Graded::default();
    graded.take(&ready, texts());
    match graded.all() {
        found if found.is_empty() => with_gaps(&typed, texts()),
        found => found,
    }
}

/// The places of texts by their grade, each grade in the order of the texts.
#[derive(Default)]
struct Graded {
    same: Vec<usize>,
    beginning: Vec<usize>,
    word: Vec<usize>,
    inside: Vec<usize>,
}

impl Graded {
    fn take<'t>(&mut self, typed: &Typed<'_>, texts: impl Iterator<Item = (usize, &'t str)>) {
        for (at, text) in texts {
            match typed.grade(text) {
                None => {}
                Some(Grade::Same) => self.same.push(at),
                Some(Grade::Beginning) => self.beginning.push(at),
                Some(Grade::Word) => self.word.push(at),
                Some(Grade::Inside) => self.inside.push(at),
            }
        }
    }

    fn all(mut self) -> Vec<usize> {
        for worse in [&mut self.beginning, &mut self.word, &mut self.inside] {
            self.same.append(worse);
        }
        self.same
    }
}

/// What fits in two lists that each have their own search, best first; the places of the second list follow those of the
/// first. The texts are plain.
pub(super) fn best_of_two(first: (&str, &[String]), second: (&str, &[String])) -> Vec<usize> {
    let texts = || first.1.iter().chain(second.1).map(String::as_str).enumerate();
    let behind = first.1.len();
    let mut graded = Graded::default();
    graded.take(&Typed::new(first.0), texts().take(behind));
    graded.take(&Typed::new(second.0), texts().skip(behind));
    match graded.all() {
        found if found.is_empty() => with_gaps(first.0, texts()),
        found => found,
    }
}

/// Whether a text has what was typed in it, as a whole or word by word.
pub(super) fn holds(typed: &str, text: &str) -> bool {
    Typed::new(&plain_text(typed.trim())).grade(&plain_text(text)).is_some()
}

/// As [`best_of_plain`], for letters with gaps between them: what is put together from fewer pieces comes first.
fn with_gaps<'t>(search: &str, texts: impl Iterator<Item = (usize, &'t str)>) -> Vec<usize> {
    let typed: String = search.chars().filter(|letter| !letter.is_whitespace()).collect();
    let Some(first) = least_piece(&typed).map(Finder::new) else {
        return Vec::new();
    };
    let mut words = Vec::new();
    let fits = texts.filter_map(|(at, text)| {
        // Most texts have not even the first letters, and few of the others all of them.
        if first.find(text.as_bytes()).is_none() || !letters_in_order(&typed, text) {
            return None;
        }
        words.clear();
        words_of(text, &mut words);
        Some((pieces(&typed, text, &words)?, at))
    });
    let mut found: Vec<_> = fits.collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// Where the words of a text begin and end.
fn words_of(text: &str, words: &mut Vec<(usize, usize)>) {
    let mut begun = None;
    let mut takes = |at: usize, in_word: bool| match (begun, in_word) {
        (None, true) => begun = Some(at),
        (Some(from), false) => {
            words.push((from, at));
            begun = None;
        }
        (None, false) | (Some(_), true) => {}
    };
    match text.is_ascii() {
        true => text
            .bytes()
            .enumerate()
            .for_each(|(at, byte)| takes(at, byte.is_ascii_alphanumeric())),
        false => text
            .char_indices()
            .for_each(|(at, letter)| takes(at, letter.is_alphanumeric())),
    }
    takes(text.len(), false);
}

/// From how many beginnings of words of a text what was typed is put together, in their order: "laptaxi" is "Laptop left in
/// a taxi". Letters that are merely somewhere in a long row would find Spain in Pennsylvania.
fn pieces(typed: &str, text: &str, words: &[(usize, usize)]) -> Option<usize> {
    if typed.is_empty() {
        return Some(0);
    }
    let least = least_piece(typed)?;
    words.iter().enumerate().find_map(|(place, (from, to))| {
        let word = &text[*from..*to];
        if !word.starts_with(least) {
            return None;
        }
        let same = typed
            .chars()
            .zip(word.chars())
            .take_while(|(typed, letter)| typed == letter);
        let same: usize = same.map(|(typed, _)| typed.len_utf8()).sum();
        // As much of the word as leaves the rest to be found.
        let ends = typed[..same]
            .char_indices()
            .map(|(from, letter)| from + letter.len_utf8());
        let later = &words[place + 1..];
        // What is left has to begin like one of them: the first letters tell it for most.
        let bit = |byte: u8| 1u64 << (byte % 64);
        let begins = later.iter().fold(0, |all, (from, _)| all | bit(text.as_bytes()[*from]));
        let goes_on = |end: &usize| typed.as_bytes().get(*end).is_none_or(|byte| begins & bit(*byte) != 0);
        ends.rev()
            .take_while(|end| *end >= least.len())
            .filter(goes_on)
            .find_map(|end| Some(pieces(&typed[end..], text, later)? + 1))
    })
}

/// The letters that begin the first piece.
fn least_piece(typed: &str) -> Option<&str> {
    let (last, letter) = typed.char_indices().nth(LEAST_PIECE - 1)?;
    Some(&typed[..last + letter.len_utf8()])
}

/// Whether a text has all the letters in their order, whatever stands between them.
fn letters_in_order(typed: &str, text: &str) -> bool {
    let mut rest = text.as_bytes();
    typed.bytes().all(|wanted| match memchr(wanted, rest) {
        Some(at) => {
            rest = &rest[at + 1..];
            true
        }
        None => false,
    })
}

/// Letters of a word that have to be typed.
const LEAST_PIECE: usize = 2;

/// Which letters of a text a search is about, so that they can be marked: one for each letter.
pub(super) fn marked(search: &str, text: &str) -> Vec<bool> {
    let letters: Vec<char> = text.chars().map(plain).collect();
    let mut marks = vec![false; letters.len()];
    let typed: Vec<char> = search.trim().chars().map(plain).collect();
    if typed.is_empty() {
        return marks;
    }
    if mark(&mut marks, &letters, &typed) {
        return marks;
    }
    let words = typed.split(|letter| letter.is_whitespace());
    let found: Vec<bool> = words.map(|word| mark(&mut marks, &letters, word)).collect();
    if found.iter().any(|found| *found) {
        return marks;
    }
    mark_with_gaps(&mut marks, &letters, &typed);
    marks
}

/// Marks every place of a word; false where there is none.
fn mark(marks: &mut [bool], letters: &[char], word: &[char]) -> bool {
    let mut found = false;
    if word.is_empty() {
        return found;
    }
    for at in 0..letters.len().saturating_sub(word.len() - 1) {
        if letters[at..].starts_with(word) {
            marks[at..at + word.len()].fill(true);
            found = true;
        }
    }
    found
}

fn mark_with_gaps(marks: &mut [bool], letters: &[char], typed: &[char]) {
    let mut wanted = typed.iter().filter(|letter| !letter.is_whitespace()).peekable();
    for (mark, letter) in marks.iter_mut().zip(letters) {
        if wanted.next_if(|next| *next == letter).is_some() {
            *mark = true;
        }
    }
    if wanted.peek().is_some() {
        marks.fill(false);
    }
}

#[cfg(test)]
mod tests {
    use super::{best, marked};

    fn found(search: &str, texts: &[&str]) -> Vec<usize> {
        best(search, texts.iter().map(|text| (*text).to_owned()))
    }

    #[test]
    fn what_is_the_same_comes_before_what_begins_like_it_and_that_before_what_has_it_inside() {
        let texts = ["Oregon catalog", "logistics", "the log", "log", "a log book"];
        assert_eq!(found("log", &texts), [3, 1, 2, 4, 0]);
    }

    #[test]
    fn letters_with_gaps_are_found_only_where_nothing_else_is() {
        let texts = ["Credential stuffing at customer", "Ransomware"];
        assert_eq!(found("ransom", &texts), [1]);
        assert_eq!(found("crestu", &texts), [0]);
        assert!(found("xyz", &texts).is_empty());
        let far = [
            "insurance licensee in Pennsylvania",
            "Plan the supplements and the final reports",
        ];
        assert!(found("spain", &far).is_empty());
        assert!(found("vermont", &["Every member of a monitored team"]).is_empty());
        assert_eq!(found("laptaxi", &["Taxi", "Laptop left in a taxi"]), [1]);
        // Each word is taken once, and as much of it as leaves the rest to be found.
        assert!(found("mailboxmailbox", &["Mailbox7 of quarter7 read"]).is_empty());
        assert_eq!(found("quaread", &["Mailbox7 of quarter7 read"]), [0]);
        assert_eq!(found("zürbüro", &["Das Zürcher Büro"]), [0]);
        assert!(found("taxilap", &["Laptop left in a taxi"]).is_empty());
    }

    #[test]
    fn case_and_accents_do_not_matter_and_words_come_in_any_order() {
        assert_eq!(found("quebec", &["Québec", "Ontario"]), [0]);
        assert_eq!(found("texas attorney", &["Attorney General of Texas", "Texas"]), [0]);
    }

    #[test]
    fn what_fits_is_marked() {
        let letters = |search, text: &str| {
            let marks = marked(search, text);
            text.chars()
                .zip(marks)
                .map(|(letter, mark)| if mark { letter } else { '.' })
                .collect::<String>()
        };
        assert_eq!(letters("log", "the Log"), "....Log");
        assert_eq!(letters("lotaxi", "Log in a taxi"), "Lo.......taxi");
        assert_eq!(letters("zz", "Log"), "...");
    }
}
