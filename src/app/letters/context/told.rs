//! The story of the incident as one letter tells it: the texts for its reader, in its language.

use std::collections::BTreeMap;

use super::place::grouped;
use super::readers::get_one_each;
use super::{Filler, gap};
use crate::app::letters::sent_on;
use crate::app::views::whole_number;
use crate::core::event::Disposition;
use crate::core::facts::keys;
use crate::core::facts::story::{StoryKey, Tongue};
use crate::core::facts::table::{self, Fact, Group};
use crate::core::ids::ObligationId;
use crate::core::law::rulebook::Rulebook;
use crate::core::letter_recipient::LetterRecipient;
use crate::letter::markdown::{escape, escape_around_fields};

/// What can never follow later: an answer without it is no answer.
const NEVER_FOLLOWS: [&str; 7] = [
    "contact",
    "delay_reasons",
    "enclosures",
    "reference",
    "sent_on",
    "signer_name",
    "signer_title",
];

/// Whether a part of the story can never follow later.
pub(in super::super) fn never_follows(name: &str) -> bool {
    NEVER_FOLLOWS.contains(&name)
}

/// What is still to be done: a letter has its paragraph also where only another reader is told of it, as a gap.
const PLANNED: &str = "measures_planned";

/// A number that people type with the separators of their own language.
const RECORDS: &str = keys::letter::RECORD_COUNT;

impl Filler<'_> {
    /// The key of a text for this letter's reader in its language: of those that would do the first that is recorded, or
    /// the reader's own. `None` in a language that no story is told in.
    fn own_key(&self, fact: &Fact) -> Option<String> {
        let tongue = Tongue::of(&self.template.language)?;
        let mut keys = StoryKey::keys_of(fact.name(), fact.told, self.template.audience, tongue);
        let recorded = keys.iter().position(|key| self.fact(key).is_some());
        Some(keys.swap_remove(recorded.unwrap_or(0)))
    }

    /// The texts of the story by their names. A text for another reader or in another language is none for this letter.
    pub(super) fn letter(&self) -> BTreeMap<String, String> {
        let facts = table::of_group(Group::Letter).filter_map(|fact| Some((fact, fact.gap?)));
        facts
            .map(|(fact, asks)| (fact.name().to_owned(), self.text(fact, asks)))
            .collect()
    }

    fn text(&self, fact: &Fact, asks: &str) -> String {
        if let Some(told) = (fact.key == keys::letter::REFERENCE)
            .then(|| self.reference())
            .flatten()
        {
            return escape(&told);
        }
        let own = self.own_key(fact);
        let known = own
            .as_ref()
            .filter(|_| fact.key != keys::letter::REFERENCE || self.own.is_none())
            .and_then(|key| Some((key, self.fact(key)?)));
        if let Some((key, known)) = known {
            let number = (fact.key == RECORDS).then(|| whole_number(&known)).flatten();
            let known = number.map_or(known, |number| grouped(self.words, number));
            return self.story(key, &known) + &self.unconfirmed(key);
        }
        let key = own.unwrap_or_else(|| format!("{}.{}", fact.key, self.template.language));
        let reader = table::story(&key).map(|(_, story)| story.words()).unwrap_or_default();
        let asks = match (reader.as_str(), self.asks(&key)) {
            // In the letter's own language; whose text it is follows from the letter.
            (_, Some(asks)) => asks.to_owned(),
            ("", None) => asks.to_owned(),
            (reader, None) => format!("{asks} (in the text{reader})"),
        };
        // Where it is told to somebody else, or in another language, it is known: then nothing follows, the text is missing.
        if never_follows(fact.name()) || self.is_told_elsewhere(fact) {
            return gap(&key, &asks);
        }
        let derived = (fact.key == keys::letter::CROSS_BORDER).then(|| self.several_countries());
        derived.flatten().unwrap_or_else(|| self.unknown(&key, &asks))
    }

    /// Whether the same is told to another reader or in another language.
    fn is_told_elsewhere(&self, fact: &Fact) -> bool {
        let mut keys = self.loaded.incident.facts.keys();
        keys.any(|key| {
            let story = table::story(key);
            story.is_some_and(|(of, _)| of.key == fact.key) && self.fact(key).is_some()
        })
    }

    /// Which texts of the story there are for this letter, and what is known of the sender.
    pub(super) fn known(&self, rules: &Rulebook) -> BTreeMap<String, bool> {
        let told = table::of_group(Group::Letter).map(|fact| {
            let known = match (fact.key, self.own) {
                (keys::letter::REFERENCE, Some(_)) => self.reference().is_some(),
                (_, _) => self.own_key(fact).is_some_and(|key| self.fact(&key).is_some()),
            };
            (fact.name().to_owned(), known)
        });
        let sender = super::named(Group::Identity).map(|(key, _)| {
            let known = self.profile(&keys::identity::key(key)).is_some();
            (key.to_owned(), known)
        });
        let planned = table::of_group(Group::Letter).find(|fact| fact.name() == PLANNED);
        let elsewhere = planned.map(|fact| (format!("{PLANNED}_elsewhere"), self.is_told_elsewhere(fact)));
        let state = [
            ("filed".to_owned(), self.is_filed(rules)),
            (
                "acquired".to_owned(),
                self.fact(keys::data::ACQUIRED).as_deref() == Some("confirmed"),
            ),
        ];
        told.chain(sender).chain(elsewhere).chain(state).collect()
    }

    /// Whether a notice to this letter's recipient was filed under its law, and not taken back: what follows it is no first
    /// one. One to the people affected is none to their authority.
    fn is_filed(&self, rules: &Rulebook) -> bool {
        let under_its_law = |id: &ObligationId| match self.own {
            Some(own) => id.regime() == own.id.regime() && id.place() == own.id.place(),
            None => self.template.fits(id.regime()).is_some(),
        };
        let to_recipient = |id: &ObligationId| {
            let known = rules.obligation(id);
            known.is_some_and(|(_, obligation)| LetterRecipient::from(obligation.recipient) == self.template.recipient)
        };
        let stands = |done: &Disposition| match done {
            Disposition::Filed(_) => Some(true),
            Disposition::Withdrawn => Some(false),
            Disposition::Drafting | Disposition::Approved | Disposition::NotRequired { .. } | Disposition::OnHold => {
                None
            }
        };
        self.loaded.incident.dispositions.iter().any(|(id, done)| {
            let own = id.parse().is_ok_and(|id| under_its_law(&id) && to_recipient(&id));
            own && done.iter().rev().find_map(|done| stands(&done.disposition)) == Some(true)
        })
    }

    /// What is only suspected: texts of the story, and the facts whose verb in a letter depends on it. `residents` is the key of
    /// the people at the obligation's place.
    pub(super) fn suspected(&self, residents: &str) -> BTreeMap<String, bool> {
        let texts = table::of_group(Group::Letter).map(|fact| {
            let suspected = self.own_key(fact).is_some_and(|key| self.is_suspected(&key));
            (fact.name().to_owned(), suspected)
        });
        let facts = [
            ("occurrence", keys::milestones::OCCURRENCE),
            ("types", keys::breach::TYPES),
            ("elements", keys::data::ELEMENTS),
            ("cause", keys::breach::CAUSE),
            ("people", keys::affected::TOTAL),
            ("residents", residents),
        ];
        let facts = facts.map(|(name, key)| (name.to_owned(), self.is_suspected(key)));
        texts.chain(facts).collect()
    }

    /// The sentence behind a text that is only suspected: a letter never tells a guess as a fact.
    fn unconfirmed(&self, key: &str) -> String {
        match self.is_suspected(key) {
            true => format!(" {}", escape(&self.words.unconfirmed)),
            false => String::new(),
        }
    }

    /// A text of the story. A person field in it is filled from a roster where the letter goes to people; in any other
    /// letter it is a gap of the story, for nobody fills it there.
    fn story(&self, key: &str, text: &str) -> String {
        let to_people = get_one_each(self.template.recipient);
        escape_around_fields(text, &|field, words| match to_people {
            true => gap(field, &escape(words)),
            false => gap(key, &format!("words without {}", escape(field))),
        })
    }

    /// The day the letter goes out.
    pub(super) fn sent(&self) -> String {
        match sent_on::moment(&self.loaded.incident, self.template.audience) {
            Some(at) => escape(&super::day(self.words, &self.zone, at)),
            None => self.gap(keys::letter::SENT_ON, "the day it goes out"),
        }
    }

    /// The recipient's reference, which belongs to what was filed with that recipient: no other authority's number stands in its
    /// letter. What is recorded of the incident as a whole is taken where nothing else was filed.
    fn reference(&self) -> Option<String> {
        let own = &self.own?.id;
        // An initial notice and the reports after it are obligations of one regime, and go to one authority of a place.
        let same = |id: &str| {
            let id = id.parse::<ObligationId>();
            id.is_ok_and(|id| id.regime() == own.regime() && id.place() == own.place())
        };
        let filings = |wanted: bool| {
            let all = self
                .loaded
                .incident
                .dispositions
                .iter()
                .filter(move |(id, _)| same(id) == wanted);
            let done = all.flat_map(|(_, done)| done.iter().rev());
            done.filter_map(|disposed| disposed.disposition.filing())
        };
        let number = filings(true).find_map(|filing| filing.reference.clone());
        let of_all = || {
            let only = filings(true).next().is_some() && filings(false).next().is_none();
            self.fact(keys::letter::REFERENCE).filter(|_| only)
        };
        number.or_else(of_all)
    }

    /// Who signs.
    pub(super) fn signer(&self, letter: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let part = |name: &str| letter.get(&format!("signer_{name}")).cloned().unwrap_or_default();
        ["name", "title"]
            .into_iter()
            .map(|name| (name.to_owned(), part(name)))
            .collect()
    }
}
