//! Who wrote a letter, as far as signatures tell, so that an approval by its author is found where signatures are checked.

use std::collections::{BTreeMap, BTreeSet};

use super::signed_log::SignedAppend;
use crate::core::event::{About, Event, LetterApproval, LetterStep, OfIncident, What};
use crate::core::ids::{LetterId, RoleId};
use crate::core::member::public_key::MemberId;
use crate::core::sign_off::same_person;

/// Somebody with a hand in a letter: by name, and by key where the key is that of the name.
struct Hand {
    name: String,
    key: Option<MemberId>,
}

/// The hands in every letter so far.
pub(crate) struct FourEyes {
    hands: BTreeMap<(String, LetterId), Vec<Hand>>,
    /// Roles in which the author approves.
    authors: BTreeSet<RoleId>,
}

impl FourEyes {
    pub(crate) fn of(authors: BTreeSet<RoleId>) -> FourEyes {
        FourEyes {
            hands: BTreeMap::new(),
            authors,
        }
    }

    /// Takes an event in; says what does not fit of an approval. `own_name`: whether the key that signed it is that of the name
    /// in it.
    pub(crate) fn take(&mut self, row: &SignedAppend, event: &Event, own_name: bool) -> Option<String> {
        let stream = &row.appending.stream;
        let hand = || Hand {
            name: event.actor.clone(),
            key: own_name.then_some(row.appending.signer),
        };
        if let What::LetterApproved(approval) = &event.what {
            return self.approved(stream, approval, &hand());
        }
        let text = text_of(&event.what)?;
        let hands = self.hands.entry((stream.clone(), text.clone())).or_default();
        if let What::LetterRevised(revision) = &event.what {
            let authors = revision.word.iter().flat_map(|word| &word.authors);
            hands.extend(authors.map(|name| Hand {
                name: name.clone(),
                key: None,
            }));
        }
        hands.push(hand());
        None
    }

    fn approved(&self, stream: &str, approval: &LetterApproval, by: &Hand) -> Option<String> {
        let key = (stream.to_owned(), approval.letter.clone());
        let mut hands = self.hands.get(&key)?.iter();
        let same = |hand: &Hand| same_person(&hand.name, &by.name) || (hand.key.is_some() && hand.key == by.key);
        let as_author = approval.role.as_ref().is_some_and(|role| self.authors.contains(role));
        let wrote = hands.any(same) && !as_author;
        wrote.then(|| {
            format!(
                "{} wrote {} and approved it: that is no approval",
                by.name, approval.letter
            )
        })
    }
}

/// The letter that an event gives a text, also where it is sealed.
fn text_of(what: &What) -> Option<&LetterId> {
    let About::Incident(OfIncident::Letter(letter, LetterStep::Text)) = what.about() else {
        return None;
    };
    Some(letter)
}
