//! The story of an incident as letters tell it: one text for each kind of reader and each language.
//!
//! `letter.what_happened` is the text for the people affected, in English; `letter.authorities.what_happened` that for
//! authorities; `letter.what_happened.de` that for people in German. No text stands in for another: what a patient is
//! told is not what a market or an investigator is told, and English is not a translation.

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
    /// The language in which the authorities of a country are written to; English where no letter or form of theirs is
    /// known in another.
    pub fn of_authorities(country: &str) -> Tongue {
        match country.to_ascii_uppercase().as_str() {
            "DE" | "AT" | "LI" => Tongue::German,
            "ES" => Tongue::Spanish,
            "FR" => Tongue::French,
            "IT" => Tongue::Italian,
            "NL" => Tongue::Dutch,
            _elsewhere => Tongue::English,
        }
    }

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
    /// A day that each kind of reader may have its own of, alike in every language: what is told without a reader is for every
    /// reader without one of their own.
    AlikeByReader,
    /// The same to every reader, in the reader's language.
    ByLanguage,
    /// Another text for each kind of reader, in each language.
    ByReader,
    /// The same, of what no letter to the people affected tells: the text without a reader is for every reader without one
    /// of their own.
    NotToPeople,
}

/// What the keys of the story begin with.
const TABLE: &str = "letter";

/// A text of the story: what it is about, for whom, in which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoryKey<'n> {
    /// What it is about, such as `what_happened`.
    pub name: &'n str,
    pub audience: Audience,
    pub tongue: Tongue,
}

impl<'n> StoryKey<'n> {
    /// The key of a text for a reader and a language, as far as it differs by them.
    pub fn of(name: &'n str, told: Told, audience: Audience, tongue: Tongue) -> StoryKey<'n> {
        let (audience, tongue) = match told {
            Told::Alike => (Audience::People, Tongue::English),
            Told::AlikeByReader => (audience, Tongue::English),
            Told::ByLanguage => (Audience::People, tongue),
            Told::ByReader | Told::NotToPeople => (audience, tongue),
        };
        StoryKey { name, audience, tongue }
    }

    /// The keys of the texts that a reader may be told, the reader's own first.
    pub fn keys_of(name: &'n str, told: Told, audience: Audience, tongue: Tongue) -> Vec<String> {
        let own = StoryKey::of(name, told, audience, tongue).key();
        match told {
            Told::NotToPeople | Told::AlikeByReader => {
                vec![own, StoryKey::of(name, told, Audience::People, tongue).key()]
            }
            Told::Alike | Told::ByLanguage | Told::ByReader => vec![own],
        }
    }

    /// Takes a key of the story apart; `None` for any other key. Whether there is such a text the table of facts knows.
    pub(super) fn apart(key: &'n str) -> Option<StoryKey<'n>> {
        let parts: Vec<&str> = key.strip_prefix(TABLE)?.strip_prefix('.')?.split('.').collect();
        // `law_enforcement` is a reader and also what a text may be about: it is a reader where the name follows.
        let name_follows = parts.get(1).is_some_and(|next| Tongue::from_code(next).is_none());
        let reader = parts.first().filter(|_| name_follows);
        let (audience, rest) = match reader.and_then(|code| Audience::from_code(code)) {
            Some(audience) => (audience, parts.get(1..)?),
            None => (Audience::People, parts.as_slice()),
        };
        let (name, tongue) = match rest {
            [name] => (*name, Tongue::English),
            [name, code] => (*name, Tongue::from_code(code)?),
            _ => return None,
        };
        Some(StoryKey { name, audience, tongue })
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
}
