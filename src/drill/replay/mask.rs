//! Words that must not be read again.

use crate::app::record::Loaded;
use crate::core::facts::keys;

const MASKED: &str = "(masked)";

/// Words that are taken out, the longest first.
#[derive(Debug, Clone)]
pub(super) struct Mask {
    words: Vec<String>,
}

impl Mask {
    pub(super) fn of(loaded: &Loaded, words: &[String]) -> Mask {
        let named = of_the_incident(loaded).chain(of_the_organisation(loaded));
        let all = named.chain(words.iter().cloned()).map(|word| word.trim().to_owned());
        let mut all: Vec<String> = all.collect();
        // Shorter ones would tear other words apart; longer ones go first, so that a name goes before a part of it.
        all.retain(|word| word.chars().count() > 2);
        all.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
        all.dedup();
        Mask { words: all }
    }

    pub(super) fn size(&self) -> usize {
        self.words.len()
    }

    pub(super) fn hide(&self, text: &str) -> String {
        let named = self
            .words
            .iter()
            .fold(text.to_owned(), |text, word| replaced(&text, word));
        named
            .split_inclusive(char::is_whitespace)
            .map(without_address)
            .collect()
    }
}

/// The people and authorities that the incident names, and its title.
fn of_the_incident(loaded: &Loaded) -> impl Iterator<Item = String> {
    let incident = &loaded.incident;
    let actors = loaded.events.iter().map(|stored| stored.event.actor.clone());
    let custodians = incident.evidence.iter().map(|evidence| evidence.custodian.clone());
    let authorities = incident.delays.iter().map(|delay| delay.terms.authority.clone());
    let owners = incident.tasks.values().filter_map(|task| task.owner.clone());
    let people = actors.chain(custodians).chain(authorities).chain(owners);
    people.chain(std::iter::once(incident.title.clone()))
}

/// Its name, its addresses and its contacts.
fn of_the_organisation(loaded: &Loaded) -> impl Iterator<Item = String> {
    let contacts = loaded.organisation.contacts.values().flat_map(|contact| {
        let addresses = contact.channels.iter().map(|channel| channel.address.clone());
        [contact.id.clone(), contact.name.clone()].into_iter().chain(addresses)
    });
    let profile = loaded.organisation.profile.iter();
    let own = profile.filter(|(key, _)| key.starts_with(keys::identity::BELOW) || *key == keys::organisation::NAME);
    contacts.chain(own.map(|(_, value)| value.plain()))
}

/// A word, masked where it is an e-mail address or a telephone number.
fn without_address(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let number = digits >= 7 && bare.chars().all(|c| c.is_ascii_digit() || "+-()./".contains(c));
    match word.contains('@') || number {
        true => word.replace(bare, MASKED),
        false => word.to_owned(),
    }
}

/// Replaces a word whatever its case.
fn replaced(text: &str, word: &str) -> String {
    let (lower, wanted) = (text.to_lowercase(), word.to_lowercase());
    // Letters that change their length with their case would shift the places: then the exact word is enough.
    if lower.len() != text.len() || wanted.len() != word.len() {
        return text.replace(word, MASKED);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in lower.match_indices(&wanted) {
        out.push_str(&text[from..at]);
        out.push_str(MASKED);
        from = at + found.len();
    }
    out.push_str(&text[from..]);
    out
}
