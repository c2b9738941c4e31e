//! Names as people write them: with and without the legal form, in one word or several, with another hyphen, case or umlaut.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

/// A text of small letters and digits alone, with the places where its words begin and end.
#[derive(Debug, Default)]
pub(super) struct Squeezed {
    text: String,
    begins: BTreeSet<usize>,
    ends: BTreeSet<usize>,
}

impl Squeezed {
    /// Both ways of reading a text: an umlaut as two letters, and as one without its dots.
    pub(super) fn both(text: &str) -> [Squeezed; 2] {
        [true, false].map(|two_letters| Squeezed::of(text, two_letters))
    }

    fn of(text: &str, two_letters: bool) -> Squeezed {
        let mut squeezed = Squeezed::default();
        for word in words(text, two_letters) {
            squeezed.begins.insert(squeezed.text.len());
            squeezed.text += &word;
            squeezed.ends.insert(squeezed.text.len());
        }
        squeezed
    }

    /// Whether a name stands in it: from the beginning of a word, to the end of one or a few letters before it.
    pub(super) fn has(&self, name: &Name) -> bool {
        let mut found = self.text.match_indices(&name.letters);
        found.any(|(at, found)| {
            let end = at + found.len();
            let rest = self.ends.range(end..).next().map_or(0, |word_end| word_end - end);
            self.begins.contains(&at) && rest <= name.ending
        })
    }
}

/// A name as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    letters: String,
    /// How many letters may follow it in the same word.
    ending: usize,
}

impl Name {
    /// A text that is looked for as a whole: an id or an address.
    pub(super) fn whole(text: &str) -> Vec<Name> {
        let both = [true, false].map(|two_letters| words(text, two_letters).concat());
        let named = both.into_iter().filter(|letters| !letters.is_empty());
        named.map(|letters| Name { letters, ending: 0 }).collect()
    }

    /// What a company is called by: its name without the legal form, and the first word that is its own.
    pub(super) fn of_company(name: &str) -> Vec<Name> {
        [true, false]
            .iter()
            .flat_map(|two_letters| called(&words(name, *two_letters)))
            .map(|letters| Name {
                ending: may_end(letters.chars().count()),
                letters,
            })
            .collect()
    }
}

/// A long name is found in a longer word as well; a short one only before an ending.
fn may_end(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=5 => 2,
        _ => usize::MAX,
    }
}

fn called(words: &[String]) -> Vec<String> {
    let form = |word: &&String| LEGAL.contains(&word.as_str());
    let lettered = |word: &&String| form(word) || word.chars().count() == 1;
    let without = |ends: usize| words.get(..words.len() - ends).filter(|own| !own.is_empty());
    // A form may be written with dots, and so may a name.
    let own = without(words.iter().rev().take_while(lettered).count());
    let own = own.or_else(|| without(words.iter().rev().take_while(form).count()));
    let own = own.unwrap_or(words);
    if own.is_empty() {
        return Vec::new();
    }
    // The first word alone, unless it is too short or says nothing: then with as many after it as it takes.
    let plain = |word: &String| COMMON.contains(&word.as_str()) || word.chars().count() < 4;
    let first = own.iter().take_while(|word| plain(word)).count() + 1;
    let short = own.iter().take(first).map(String::as_str).collect::<String>();
    vec![own.concat(), short]
}

fn words(text: &str, two_letters: bool) -> Vec<String> {
    let small = text.to_lowercase();
    let spelled: String = match two_letters {
        true => small.chars().map(in_two).collect::<Vec<String>>().concat(),
        false => small,
    };
    let bare: String = spelled.nfkd().filter(|c| !is_mark(*c)).collect();
    let bare = bare.replace('ß', "ss");
    bare.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn in_two(c: char) -> String {
    match c {
        'ä' | 'æ' => "ae".to_owned(),
        'ö' | 'ø' | 'œ' => "oe".to_owned(),
        'ü' => "ue".to_owned(),
        'å' => "aa".to_owned(),
        c => c.to_string(),
    }
}

/// An accent that stands apart after the text was taken to pieces, or a sign without width inside a word.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\'' | '’'
        )
}

/// Legal forms, as words of small letters; one letter alone is part of one written with dots.
const LEGAL: [&str; 62] = [
    "ab",
    "ag",
    "aps",
    "asa",
    "bhd",
    "bv",
    "co",
    "corp",
    "corporation",
    "company",
    "cv",
    "doo",
    "eg",
    "ev",
    "gbr",
    "ges",
    "gesellschaft",
    "gk",
    "gmbh",
    "haftungsbeschrankt",
    "haftungsbeschraenkt",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "kgaa",
    "kk",
    "lda",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "mbh",
    "nv",
    "nyrt",
    "ohg",
    "oy",
    "oyj",
    "pc",
    "plc",
    "pllc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "sdn",
    "se",
    "sl",
    "slu",
    "snc",
    "spa",
    "spzoo",
    "srl",
    "sro",
    "ug",
    "vof",
    "zoo",
    "zrt",
    "und",
];

/// Words that begin many names and are no name by themselves.
const COMMON: [&str; 69] = [
    "american",
    "associated",
    "association",
    "bank",
    "british",
    "business",
    "capital",
    "central",
    "city",
    "clinic",
    "cloud",
    "commercial",
    "consolidated",
    "county",
    "customer",
    "customers",
    "cyber",
    "data",
    "deutsche",
    "deutscher",
    "deutsches",
    "digital",
    "east",
    "energy",
    "european",
    "express",
    "federal",
    "finance",
    "financial",
    "first",
    "general",
    "german",
    "global",
    "great",
    "group",
    "health",
    "hospital",
    "hotel",
    "information",
    "insurance",
    "international",
    "internet",
    "klinik",
    "klinikum",
    "mail",
    "medical",
    "mobile",
    "national",
    "network",
    "north",
    "online",
    "premier",
    "public",
    "royal",
    "saint",
    "secure",
    "security",
    "service",
    "services",
    "software",
    "south",
    "stadt",
    "state",
    "system",
    "systems",
    "team",
    "united",
    "university",
    "west",
];

#[cfg(test)]
mod tests {
    use super::{Name, Squeezed};

    fn names(text: &str, name: &str) -> bool {
        let all = Name::of_company(name);
        Squeezed::both(text)
            .iter()
            .any(|text| all.iter().any(|name| text.has(name)))
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for text in [
            "Nordwind Logistik had 900 people in it",
            "Nordwind  Logistik GmbH",
            "Nord-wind",
            "NORDWINDS",
            "same mail as nordwind",
            "nordwind-logistik-receipt.eml",
            "Nord\u{ad}wind, N\u{200b}ordwind",
        ] {
            assert!(names(text, "Nordwind Logistik GmbH"), "{text}");
        }
        for (text, name) in [
            ("Zeppelin Roestung had 3", "Zeppelin Röstung KG"),
            ("Rostung Nord", "Röstung Nord AG"),
            ("IBM was hit", "I.B.M. Corp"),
            ("IBM was hit", "IBM Corp"),
            ("the Deutsche Wolke knows", "Deutsche Wolke AG"),
            ("Müller's mail", "Mueller S.à r.l."),
        ] {
            assert!(names(text, name), "{text}");
        }
    }

    #[test]
    fn words_that_merely_look_alike_are_no_names() {
        for (text, name) in [
            ("the security of data", "Security Partners Ltd"),
            ("deutsche Kunden", "Deutsche Wolke AG"),
            ("penumbra", "Umbra BV"),
            ("a mailbox was read", "Mail Kontor GmbH"),
            ("it begins at nine", "AB Gin Ltd"),
            ("Arc lamps and arcs", "Arcadia Ltd"),
        ] {
            assert!(!names(text, name), "{text}");
        }
    }
}
