//! How well a new passphrase withstands being guessed: by its length, and by how much of it only goes on as it began, or is a
//! word, a year or a phrase that guessing begins with.
//!
//! Phrases that were published as examples, and those that everybody knows by heart, are listed. A list of all words is not
//! asked: a judgement that it makes looks surer than it is. What opens a record already is never judged.

use unicode_normalization::UnicodeNormalization as _;

use crate::core::counted::counted;

/// The fewest characters that a new one may have, and how many of them must not follow from those before.
const LEAST: usize = 12;
const LEAST_OWN: usize = 8;
/// From here on guessing is hopeless against Argon2id, whatever hardware there is.
const STRONG: usize = 16;

/// What most people begin with; whoever guesses does as well.
const USUAL: [&str; 31] = [
    "password",
    "passphrase",
    "passwort",
    "firebell",
    "qwertyuiop",
    "letmein",
    "welcome",
    "changeme",
    "iloveyou",
    "incident",
    "administrator",
    "spring",
    "summer",
    "autumn",
    "winter",
    "january",
    "february",
    "march",
    "april",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Examples that were published as passphrases, and lines that everybody knows, in letters and digits alone.
const PUBLISHED: [&str; 36] = [
    // xkcd 936.
    "correcthorsebatterystaple",
    "horsebatterystaple",
    "troubador",
    // Diceware.
    "cleftcamsynodlacyyrwok",
    // The British NCSC on three random words.
    "coffeetrainfish",
    "walltinshirt",
    "redhousemonkeys",
    "redpantstree",
    "cupfishbiro",
    "applenemobiro",
    "hippopizzarocket",
    // Others that were printed often.
    "margaretthatcheris110sexy",
    "mydogateyourcat",
    "thequickbrownfox",
    "jumpsoverthelazydog",
    "packmyboxwithfivedozenliquorjugs",
    "sphinxofblackquartz",
    "loremipsum",
    "dolorsitamet",
    "opensesame",
    "tobeornottobe",
    "thatisthequestion",
    "fourscoreandsevenyearsago",
    "wethepeople",
    "itwasthebestoftimes",
    "inthebeginningwastheword",
    "ourfatherwhoartinheaven",
    "maryhadalittlelamb",
    "twinkletwinklelittlestar",
    "onceuponatime",
    "maytheforcebewithyou",
    "allyourbasearebelongtous",
    "nevergonnagiveyouup",
    "thetruthisoutthere",
    "myvoiceismypassport",
    "thisismypassphrase",
];

/// Why a passphrase is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    #[error("it has {}; at least {LEAST} are needed", counted(u64::try_from(*.0).unwrap_or(u64::MAX), "character"))]
    Short(usize),
    #[error("it repeats itself or only counts on; few of its characters do not follow from those before")]
    Pattern,
    #[error("apart from \u{201c}{0}\u{201d}, with which guessing begins, it has too few characters")]
    Usual(&'static str),
    #[error("a phrase in it was published or is known by heart; apart from that it has too few characters")]
    Published,
}

/// How well it withstands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    Fair,
    Strong,
}

impl Strength {
    pub fn words(self) -> &'static str {
        match self {
            Strength::Fair => "fair; four or five words chosen by chance would be stronger",
            Strength::Strong => "strong, if it was chosen by chance and is used nowhere else",
        }
    }
}

/// A passphrase that may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    pub characters: usize,
    pub strength: Strength,
}

/// Judges a passphrase in the form in which it is used.
///
/// # Errors
/// Why it is too weak.
pub fn judge(text: &str) -> Result<Judged, Weak> {
    let letters = zeroize::Zeroizing::new(text.nfc().collect::<Vec<char>>());
    if letters.len() < LEAST {
        return Err(Weak::Short(letters.len()));
    }
    let known = Known::of(&letters);
    let own = own(&letters, &known.places) + known.words;
    if own < LEAST_OWN {
        return Err(match (known.published, known.usual) {
            (true, _) => Weak::Published,
            (false, Some(usual)) => Weak::Usual(usual),
            (false, None) => Weak::Pattern,
        });
    }
    Ok(Judged {
        characters: letters.len(),
        strength: if own < STRONG { Strength::Fair } else { Strength::Strong },
    })
}

/// What guessing begins with, in a passphrase.
struct Known {
    /// Of each character whether it belongs to such a word, phrase or year.
    places: Vec<bool>,
    /// How many different ones: each counts as one character.
    words: usize,
    published: bool,
    usual: Option<&'static str>,
}

impl Known {
    fn of(letters: &[char]) -> Known {
        // Spaces and signs between the words of a phrase change nothing, nor do capitals, nor the digits that stand for letters.
        let signs: zeroize::Zeroizing<Vec<(usize, char)>> = letters
            .iter()
            .enumerate()
            .flat_map(|(at, letter)| letter.to_lowercase().map(move |letter| (at, letter)))
            .filter(|(_, letter)| letter.is_alphanumeric() || "@$!".contains(*letter))
            .collect::<Vec<_>>()
            .into();
        let mut known = Known {
            places: vec![false; letters.len()],
            words: 0,
            published: false,
            usual: None,
        };
        for phrase in PUBLISHED {
            known.published |= known.mark(&signs, |here| is_text(here, phrase), phrase.len());
        }
        for word in USUAL {
            if known.mark(&signs, |here| is_text(here, word), word.len()) {
                known.usual = known.usual.or(Some(word));
            }
        }
        known.mark(&signs, is_year, 4);
        known
    }

    /// Marks every stretch that is one, which counts as one character; says whether there was any that nothing longer has.
    fn mark(&mut self, signs: &[(usize, char)], is: impl Fn(&[(usize, char)]) -> bool, length: usize) -> bool {
        let mut any = false;
        for stretch in signs.windows(length).filter(|stretch| is(stretch)) {
            let (Some((first, _)), Some((last, _))) = (stretch.first(), stretch.last()) else {
                continue;
            };
            let places = self.places.get_mut(*first..=*last).unwrap_or_default();
            any |= places.iter().any(|known| !known);
            places.fill(true);
        }
        self.words += usize::from(any);
        any
    }
}

fn is_text(stretch: &[(usize, char)], text: &str) -> bool {
    let same = |((_, sign), letter): (&(usize, char), char)| *sign == letter || stands_for(*sign) == letter;
    stretch.iter().zip(text.chars()).all(same)
}

/// The letter that many write a digit or a sign for.
fn stands_for(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

fn is_year(stretch: &[(usize, char)]) -> bool {
    let digits: String = stretch.iter().map(|(_, sign)| *sign).collect();
    let all = digits.bytes().all(|digit| digit.is_ascii_digit());
    all && (digits.starts_with("19") || digits.starts_with("20"))
}

/// How many characters neither are known, nor repeat or count on from the one before, nor repeat a stretch of three that was
/// there.
fn own(letters: &[char], known: &[bool]) -> usize {
    let follows = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let (Some(before), Some(here)) = (before, letters.get(at)) else {
            return false;
        };
        let apart = i64::from(u32::from(*here)) - i64::from(u32::from(*before));
        (-1..=1).contains(&apart)
    };
    let repeats = |at: usize| {
        let stretch = at.checked_sub(2).and_then(|from| letters.get(from..=at));
        let earlier = letters.get(..at).unwrap_or_default();
        stretch.is_some_and(|stretch| earlier.windows(3).any(|known| known == stretch))
    };
    let places = known.iter().enumerate();
    places
        .filter(|(at, known)| !**known && !follows(*at) && !repeats(*at))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_refused_with_its_reason() {
        assert_eq!(judge("a"), Err(Weak::Short(1)));
        assert_eq!(judge("Ocelot-9443"), Err(Weak::Short(11)));
        assert_eq!(judge("aaaaaaaaaaaaaaaaaaaa"), Err(Weak::Pattern));
        assert_eq!(judge("abcdefghijklmnopqrstuvwxyz"), Err(Weak::Pattern));
        assert_eq!(judge("blue7blue7blue7blue7"), Err(Weak::Pattern));
        assert_eq!(judge("Password2026!x"), Err(Weak::Usual("password")));
        assert_eq!(judge("Summer2026Summer2026"), Err(Weak::Usual("summer")));
        assert_eq!(judge("Winter-2025-2026-Sunday"), Err(Weak::Usual("winter")));
    }

    #[test]
    fn what_was_published_is_refused_however_it_is_written() {
        for text in [
            "correct horse battery staple",
            "Correct-Horse-Battery-Staple",
            "CorrectHorseBatteryStaple1!",
            "c0rrect h0rse b4ttery 5taple",
            "cleft cam synod lacy yr wok",
            "the quick brown fox jumps over the lazy dog",
            "To be, or not to be, that is the question",
            "coffee train fish 2026",
        ] {
            assert_eq!(judge(text), Err(Weak::Published), "{text}");
        }
        // What is added has to be enough by itself.
        let with = judge("correct horse battery staple + Kufe9rzt7mQw").unwrap();
        assert_eq!(with.strength, Strength::Fair);
    }

    #[test]
    fn what_is_good_enough_is_said_to_be() {
        let strength = |text: &str| judge(text).unwrap().strength;
        assert_eq!(strength("Ocelot-violet-94-staple"), Strength::Strong);
        assert_eq!(strength("Kufe9rzt7mQw"), Strength::Fair);
        // One letter in two spellings counts once.
        assert_eq!(judge("Ka\u{308}se 7 und Wein").unwrap().characters, 15);
    }
}
