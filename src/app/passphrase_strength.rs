//! How well a new passphrase withstands being guessed: by its length, and by how much of it only goes on as it began.
//!
//! No list of words is asked: a judgement that a list makes looks surer than it is. What opens a record already is never
//! judged.

use unicode_normalization::UnicodeNormalization as _;

use crate::core::counted::counted;

/// The fewest characters that a new one may have, and how many of them must not follow from those before.
const LEAST: usize = 12;
const LEAST_OWN: usize = 8;
/// From here on guessing is hopeless against Argon2id, whatever hardware there is.
const STRONG: usize = 16;

/// What most people begin with; whoever guesses does as well.
const USUAL: [&str; 10] = [
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
    let own = own(&letters);
    if own < LEAST_OWN {
        return Err(Weak::Pattern);
    }
    let plain = zeroize::Zeroizing::new(text.to_lowercase());
    let usual = USUAL.iter().find(|usual| plain.contains(**usual));
    if let Some(usual) = usual.filter(|usual| letters.len() < usual.len() + LEAST_OWN) {
        return Err(Weak::Usual(usual));
    }
    Ok(Judged {
        characters: letters.len(),
        strength: if own < STRONG { Strength::Fair } else { Strength::Strong },
    })
}

/// How many characters neither repeat nor count on from the one before, nor repeat a stretch of three that was there.
fn own(letters: &[char]) -> usize {
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
    (0..letters.len()).filter(|at| !follows(*at) && !repeats(*at)).count()
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
