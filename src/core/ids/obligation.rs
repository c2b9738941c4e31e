//! An obligation by name. The one place that knows how its parts are joined.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use super::{NameError, RegimeId, is_part, shown};

/// `REGIME/OBLIGATION`, with `@PLACE` where one obligation is owed to the authorities of several places.
///
/// Ordered and hashed as the text that it prints, so that a map by id can be asked with a `&str` and lists keep the
/// order in which people have always read them.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObligationId {
    text: Arc<str>,
    /// Where the obligation's own name begins.
    name: usize,
    /// Where the place begins, if there is one.
    place: Option<usize>,
}

impl ObligationId {
    /// An obligation of a regime.
    ///
    /// # Errors
    /// [`NameError::Obligation`] where the name could not be told apart from the regime or the place.
    pub fn new(regime: &RegimeId, name: &str) -> Result<ObligationId, NameError> {
        format!("{regime}/{name}").parse()
    }

    /// What a law file's reference names: `REGIME/OBLIGATION`, or an obligation of the regime it stands in.
    ///
    /// # Errors
    /// [`NameError::Obligation`] where it can be neither.
    pub fn referred(regime: &RegimeId, reference: &str) -> Result<ObligationId, NameError> {
        match reference.contains('/') {
            true => reference.parse(),
            false => ObligationId::new(regime, reference),
        }
    }

    /// Stands in a law file that was refused, where an id was that could not be read.
    pub(crate) fn unreadable() -> ObligationId {
        ObligationId {
            text: "unreadable/unreadable".into(),
            name: "unreadable/".len(),
            place: None,
        }
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The regime's id.
    pub fn regime(&self) -> &str {
        &self.text[..self.name - 1]
    }

    /// The obligation's name within its regime.
    pub fn name(&self) -> &str {
        match self.place {
            Some(place) => &self.text[self.name..place - 1],
            None => &self.text[self.name..],
        }
    }

    /// The place whose authority is told, where the obligation fans out to several.
    pub fn place(&self) -> Option<&str> {
        self.place.map(|place| &self.text[place..])
    }

    /// `REGIME/OBLIGATION`: what the law calls it, whatever the place.
    pub fn rule(&self) -> &str {
        match self.place {
            Some(place) => &self.text[..place - 1],
            None => &self.text,
        }
    }

    /// The same obligation, owed to the authority of one place. Facts and law files take nothing for a place that
    /// could not be read back.
    #[must_use]
    pub fn at(&self, place: &str) -> ObligationId {
        debug_assert!(is_part(place), "{place:?} is a place");
        let text = format!("{}@{place}", self.rule());
        ObligationId {
            place: Some(self.rule().len() + 1),
            text: text.into(),
            name: self.name,
        }
    }
}

impl FromStr for ObligationId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<ObligationId, NameError> {
        let wrong = || NameError::Obligation(shown(text));
        let (regime, rest) = text.split_once('/').ok_or_else(wrong)?;
        let (name, place) = match rest.split_once('@') {
            Some((name, place)) => (name, Some(place)),
            None => (rest, None),
        };
        if !is_part(regime) || !is_part(name) || place.is_some_and(|place| !is_part(place)) {
            return Err(wrong());
        }
        let start = regime.len() + 1;
        Ok(ObligationId {
            text: text.into(),
            name: start,
            place: place.map(|_| start + name.len() + 1),
        })
    }
}

impl fmt::Display for ObligationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl TryFrom<String> for ObligationId {
    type Error = NameError;

    fn try_from(text: String) -> Result<ObligationId, NameError> {
        text.parse()
    }
}

impl From<ObligationId> for String {
    fn from(id: ObligationId) -> String {
        id.as_str().to_owned()
    }
}

impl Deref for ObligationId {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for ObligationId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for ObligationId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for ObligationId {
    fn eq(&self, other: &ObligationId) -> bool {
        self.text == other.text
    }
}

impl Eq for ObligationId {}

impl PartialEq<str> for ObligationId {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for ObligationId {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for ObligationId {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialOrd for ObligationId {
    fn partial_cmp(&self, other: &ObligationId) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ObligationId {
    fn cmp(&self, other: &ObligationId) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl std::hash::Hash for ObligationId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_obligation_is_taken_apart_and_put_together_in_one_place() {
        let id: ObligationId = "eu-gdpr/regulator@DE-BY".parse().unwrap();
        assert_eq!(
            (id.regime(), id.name(), id.place(), id.rule()),
            ("eu-gdpr", "regulator", Some("DE-BY"), "eu-gdpr/regulator")
        );
        assert_eq!(id.to_string(), "eu-gdpr/regulator@DE-BY");
        assert_eq!("eu-gdpr/regulator".parse::<ObligationId>().unwrap().at("DE-BY"), id);

        let plain: ObligationId = "us-tx/individuals".parse().unwrap();
        assert_eq!(
            (plain.regime(), plain.name(), plain.place(), plain.rule()),
            ("us-tx", "individuals", None, "us-tx/individuals")
        );
        let regime: RegimeId = "us-tx".parse().unwrap();
        assert_eq!(ObligationId::new(&regime, "individuals").unwrap(), plain);
        assert_eq!(ObligationId::referred(&regime, "individuals").unwrap(), plain);
        assert_eq!(
            ObligationId::referred(&regime, "eu-gdpr/regulator").unwrap(),
            "eu-gdpr/regulator"
        );
        assert_eq!(plain.at("US-TX").at("US-OK"), "us-tx/individuals@US-OK");
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_no_obligation() {
        for text in [
            "",
            "us-tx",
            "us-tx/",
            "/regulator",
            "us-tx/regulator@",
            "us-tx/a/b",
            "us-tx/a@b@c",
            "us-tx@US/regulator",
            "us-tx/a b",
            "us-tx/a\n",
            "us-tx/\u{1b}[2J",
        ] {
            let error = text.parse::<ObligationId>().unwrap_err().to_string();
            assert!(
                !error.contains('\u{1b}') && !error.contains('\n'),
                "{text:?}: {error:?}"
            );
        }
    }

    #[test]
    fn ids_are_ordered_and_found_as_their_text() {
        let ids = ["us-ca/a", "us-ca-x/a", "us-ca/a@B", "us-ca/a.b"];
        let mut typed: Vec<ObligationId> = ids.iter().map(|id| id.parse().unwrap()).collect();
        typed.sort();
        let mut plain = ids;
        plain.sort_unstable();
        assert_eq!(typed, plain);
        let map: std::collections::BTreeMap<ObligationId, u8> = typed.into_iter().zip(0..).collect();
        assert!(map.contains_key("us-ca-x/a"));
    }
}
