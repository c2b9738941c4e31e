//! The story of an incident as letters tell it: one text for each kind of reader and each language.
//!
//! `letter.what_happened` is the text for the people affected, in English; `letter.authorities.what_happened` that for
//! authorities; `letter.what_happened.de` that for people in German. No text stands in for another: what a patient is
//! told is not what a market or an investigator is told, and English is not a translation.

use super::table::{self, Fact, Group};
use crate::core::coded::coded;

coded! {
    /// Who reads a letter.
    pub enum Audience: "audience" {
        /// The people whose data it is.
        People = "people" => "the people affected",
        /// Customers, and controllers whose data is processed.
        Customers = "customers",
        /// Supervisory authorities and other regulators.
        Authorities = "authorities",
        LawEnforcement = "law_enforcement" => "law enforcement",
        /// Investors, by way of an exchange or its supervisor.
        Market = "market" => "the market",
        /// The press and the public.
        Media = "media" => "the media",
        /// Staff, board, insurers.
        Inside = "inside" => "inside the organization",
    }
}

coded! {
    /// A language that letters are written in.
    pub enum Tongue: "language" {
        English = "en" => "English",
        German = "de" => "German",
        French = "fr" => "French",
        Spanish = "es" => "Spanish",
        Italian = "it" => "Italian",
        Dutch = "nl" => "Dutch",
        Polish = "pl" => "Polish",
        Portuguese = "pt" => "Portuguese",
        Bulgarian = "bg" => "Bulgarian",
        Croatian = "hr" => "Croatian",
        Czech = "cs" => "Czech",
        Danish = "da" => "Danish",
        Estonian = "et" => "Estonian",
        Finnish = "fi" => "Finnish",
        Greek = "el" => "Greek",
        Hungarian = "hu" => "Hungarian",
        Irish = "ga" => "Irish",
        Latvian = "lv" => "Latvian",
        Lithuanian = "lt" => "Lithuanian",
        Maltese = "mt" => "Maltese",
        Romanian = "ro" => "Romanian",
        Slovak = "sk" => "Slovak",
        Slovenian = "sl" => "Slovenian",
        Swedish = "sv" => "Swedish",
        Icelandic = "is" => "Icelandic",
        Norwegian = "nb" => "Norwegian",
        Turkish = "tr" => "Turkish",
        Ukrainian = "uk" => "Ukrainian",
        Arabic = "ar" => "Arabic",
        Chinese = "zh" => "Chinese",
        Hebrew = "he" => "Hebrew",
        Hindi = "hi" => "Hindi",
        Indonesian = "id" => "Indonesian",
        Japanese = "ja" => "Japanese",
        Korean = "ko" => "Korean",
        Thai = "th" => "Thai",
        Vietnamese = "vi" => "Vietnamese",
    }
}

impl Tongue {
    /// The language of a BCP 47 tag, whatever the region: `de` and `de-CH` are German.
    pub fn of(tag: &str) -> Option<Tongue> {
        let primary = tag.split('-').next().unwrap_or(tag);
        Tongue::from_code(&primary.to_ascii_lowercase())
    }
}

/// How far the text under a key differs from letter to letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A number, a name or a day: the same in every letter.
    Alike,
    /// The same to every reader, in the reader's language.
    ByLanguage,
    /// Another text for each kind of reader, in each language.
    ByReader,
}

/// What the keys of the story begin with.
const TABLE: &str = "letter";

/// A text of the story: what it is about, for whom, in which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoryKey {
    /// What it is about, such as `what_happened`.
    pub name: &'static str,
    pub audience: Audience,
    pub tongue: Tongue,
}

impl StoryKey {
    /// The key of a fact for a reader and a language, as far as its text differs by them.
    pub fn of(fact: &Fact, audience: Audience, tongue: Tongue) -> StoryKey {
        let (audience, tongue) = match fact.told {
            Told::Alike => (Audience::People, Tongue::English),
            Told::ByLanguage => (Audience::People, tongue),
            Told::ByReader => (audience, tongue),
        };
        StoryKey {
            name: fact.name(),
            audience,
            tongue,
        }
    }

    /// Reads a key of the story with its fact; `None` for any other key, and for one that spells out `people` or `en`,
    /// so that each text has one key.
    pub fn read(key: &str) -> Option<(&'static Fact, StoryKey)> {
        let parts: Vec<&str> = key.strip_prefix(TABLE)?.strip_prefix('.')?.split('.').collect();
        let (audience, rest) = match Audience::from_code(parts.first()?) {
            Some(audience) => (audience, parts.get(1..)?),
            None => (Audience::People, parts.as_slice()),
        };
        let (name, tongue) = match rest {
            [name] => (*name, Tongue::English),
            [name, code] => (*name, Tongue::from_code(code)?),
            _ => return None,
        };
        let fact = table::of_group(Group::Letter).find(|fact| fact.name() == name)?;
        let read = StoryKey::of(fact, audience, tongue);
        (read.key() == key).then_some((fact, read))
    }

    /// The key as it is recorded.
    pub fn key(&self) -> String {
        let audience = (self.audience != Audience::People).then(|| format!(".{}", self.audience.code()));
        let tongue = (self.tongue != Tongue::English).then(|| format!(".{}", self.tongue.code()));
        let (audience, tongue) = (audience.unwrap_or_default(), tongue.unwrap_or_default());
        format!("{TABLE}{audience}.{}{tongue}", self.name)
    }

    /// For whom and in which language, where that is not the people affected and English: ` for authorities, in German`.
    pub fn words(&self) -> String {
        let audience = (self.audience != Audience::People).then(|| format!(" for {}", self.audience.words()));
        let tongue = (self.tongue != Tongue::English).then(|| format!("in {}", self.tongue.words()));
        match (audience, tongue) {
            (None, None) => String::new(),
            (None, Some(tongue)) => format!(" {tongue}"),
            (Some(audience), None) => audience,
            (Some(audience), Some(tongue)) => format!("{audience}, {tongue}"),
        }
    }

    /// Whether two texts tell the same thing to different readers.
    pub fn is_sibling_of(&self, other: &StoryKey) -> bool {
        self.name == other.name && self != other
    }
}

/// How a key that names a text of the story in more words than needed is written.
pub fn shorter(key: &str) -> Option<String> {
    let plain = key.replace(".people.", ".");
    let plain = plain.strip_suffix(".en").unwrap_or(&plain);
    (plain != key && StoryKey::read(plain).is_some()).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Audience, StoryKey, Tongue, shorter};
    use crate::core::facts::table::{self, Group};

    #[test]
    fn each_text_of_the_story_has_one_key() {
        for fact in table::of_group(Group::Letter) {
            for audience in Audience::ALL {
                for tongue in Tongue::ALL {
                    let story = StoryKey::of(fact, audience, tongue);
                    let (row, read) = StoryKey::read(&story.key()).unwrap();
                    assert_eq!((row.key, read), (fact.key, story));
                }
            }
        }
    }

    #[test]
    fn a_key_that_says_more_than_needed_or_nothing_known_is_none() {
        for key in [
            "letter.people.what_happened",
            "letter.what_happened.en",
            "letter.what_happened.xx",
            "letter.nobody.what_happened",
            "letter.authorities.record_count",
            "letter.authorities",
            "letter.what_happened.de.at",
            "identity.name",
        ] {
            assert_eq!(StoryKey::read(key), None, "{key}");
        }
        assert_eq!(
            shorter("letter.people.what_happened").as_deref(),
            Some("letter.what_happened")
        );
        assert_eq!(
            shorter("letter.market.what_happened.en").as_deref(),
            Some("letter.market.what_happened")
        );
        assert_eq!(shorter("letter.what_happened"), None);
    }

    #[test]
    fn a_key_is_read_in_words() {
        let words = |key: &str| StoryKey::read(key).unwrap().1.words();
        assert_eq!(words("letter.what_happened"), "");
        assert_eq!(words("letter.what_happened.de"), " in German");
        assert_eq!(words("letter.market.what_happened"), " for the market");
        assert_eq!(
            words("letter.authorities.what_happened.fr"),
            " for authorities, in French"
        );
    }
}
