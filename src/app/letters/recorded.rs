//! What is recorded of an incident, as letters are compared with it.

use chrono::{DateTime, NaiveDate, Utc};

use super::context::{PARENT, Words, is_none};
use super::filing_told::told_by_filing;
use super::people_by_place::{Together, counted_places, is_part_of, together};
use super::sent_on;
use crate::app::record::Loaded;
use crate::app::views::ObligationView;
use crate::core::affected::{ELSEWHERE, TOTAL};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::facts::value::Value;
use crate::core::incident::FactEntry;
use crate::core::law::terms::Recipient;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::vocabulary::Certainty;
use crate::letter::check::compare::{DayOf, Fact, Known, Label, Owner, Told, Way, denies_vendor, in_union};
use crate::letter::contact::Contact;

/// Everything around a letter that it can be compared with.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub loaded: &'a Loaded,
    /// The obligation it is for, if it is for one.
    pub own: Option<&'a ObligationView>,
    /// Every obligation of the incident.
    pub all: &'a [ObligationView],
    /// Bureaus and authorities.
    pub contacts: &'a [Contact],
    /// The words of its language, as the country writes them that it is for.
    pub words: &'a Words,
    /// Whom it goes to, where that is known.
    pub recipient: Option<LetterRecipient>,
}

/// What a letter is compared with.
pub fn known(around: Around<'_>) -> Known {
    let mut gathered = Gathered {
        around,
        facts: Vec::new(),
    };
    gathered.moments();
    gathered.people();
    gathered.data();
    gathered.sender();
    gathered.others();
    gathered.decided();
    gathered.told();
    gathered.answers();
    gathered.labels();
    let place = around.own.map(|duty| duty.jurisdiction.clone());
    let offsets = gathered.offsets();
    Known {
        facts: gathered.facts,
        american: around.words.american(),
        place,
        strict: is_form_of(around.recipient),
        offsets,
        drafted: Vec::new(),
        ordinary: std::sync::Arc::default(),
        statute: None,
    }
}

/// Whether a recipient is written to on forms, which count in universal time.
fn is_form_of(recipient: Option<LetterRecipient>) -> bool {
    recipient.is_some_and(|to| [Recipient::Regulator, Recipient::Csirt].map(Into::into).contains(&to))
}

/// Whether a key of a letter's text, with its reader and language, is that of a part.
fn is_of(key: &str, part: &str) -> bool {
    key.split('.').any(|own| own == part)
}

pub(super) struct Gathered<'a> {
    pub(super) around: Around<'a>,
    pub(super) facts: Vec<Told>,
}

impl Gathered<'_> {
    fn add(&mut self, fact: Fact, words: &str, entry: Option<&FactEntry>) {
        self.facts.push(Told {
            fact,
            words: words.to_owned(),
            source: entry.map(|entry| entry.seq),
            certainty: entry.map_or(Certainty::Confirmed, |entry| entry.certainty),
        });
    }

    /// Every current entry under the keys that begin so, with the rest of its key.
    fn entries(&self, start: &str) -> Vec<(String, FactEntry)> {
        let incident = &self.around.loaded.incident;
        let keys = incident
            .facts
            .keys()
            .filter_map(|key| Some((key, key.strip_prefix(start)?)));
        keys.flat_map(|(key, rest)| {
            let current = incident.current(key).into_iter();
            current
                .map(|entry| (rest.to_owned(), entry.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
    }

    /// The incident's own value of a key, or the organization's.
    fn profile(&self, key: &str) -> Option<(String, Option<FactEntry>)> {
        let own = self
            .around
            .loaded
            .incident
            .current(key)
            .last()
            .map(|entry| (*entry).clone());
        let text = |value: &FactValue| Some(value.plain()).filter(|text| !text.trim().is_empty());
        if let Some(entry) = own
            && let Some(told) = entry.value.as_ref().and_then(text)
        {
            return Some((told, Some(entry)));
        }
        let shared = self.around.loaded.organisation.profile.get(key).and_then(text);
        shared.map(|told| (told, None))
    }

    /// A moment is told as a day in the zone of the incident; a time with its zone beside it may make it another one.
    fn day(&mut self, of: DayOf, at: DateTime<Utc>, words: &str, entry: Option<&FactEntry>) {
        let local = self.around.loaded.incident.home_zone.local(at).date_naive();
        self.add(Fact::Day(of, local), words, entry);
        // Midnight stands for a day of which the hour is not known.
        if self.around.loaded.incident.home_zone.local(at).time() != chrono::NaiveTime::MIN {
            self.add(Fact::Moment(of, at), words, entry);
        }
    }

    /// What the incident's zone was ahead of universal time at the moments recorded, in minutes.
    fn offsets(&self) -> Vec<i64> {
        let zone = &self.around.loaded.incident.home_zone;
        let ahead = self.facts.iter().filter_map(|told| {
            let Fact::Moment(_, at) = told.fact else { return None };
            Some((zone.local(at).naive_local() - at.naive_utc()).num_minutes())
        });
        let ahead: std::collections::BTreeSet<i64> = ahead.collect();
        ahead.into_iter().collect()
    }

    fn moments(&mut self) {
        for (id, entry) in self.entries(keys::milestones::BELOW) {
            let of = match id.as_str() {
                "occurrence" => DayOf::Occurrence,
                "discovery" => DayOf::Discovery,
                "awareness" => DayOf::Awareness,
                "containment" => DayOf::Containment,
                "materiality_determination" => DayOf::Materiality,
                _ => DayOf::Other,
            };
            if let Some(Value::Moments(moments)) = entry.value.as_ref().map(FactValue::value) {
                for moment in moments.clone() {
                    self.day(of, moment.at, &id.replace('_', " "), Some(&entry));
                }
            }
        }
        let reader = sent_on::reader(self.around.recipient);
        let dated = sent_on::recorded(&self.around.loaded.incident, reader).cloned();
        if let Some(entry) = dated {
            let text = entry.value.as_ref().map(FactValue::plain).unwrap_or_default();
            let day = text
                .get(..10)
                .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
            if let Some(day) = day {
                self.add(Fact::Day(DayOf::Sending, day), "the day it goes out", Some(&entry));
            }
        }
        let filings: Vec<(u64, DateTime<Utc>, String)> = self
            .around
            .loaded
            .incident
            .dispositions
            .iter()
            .flat_map(|(name, list)| {
                let filed = list
                    .iter()
                    .filter_map(|done| Some((done.seq, done.disposition.filing()?.at)));
                filed
                    .map(|(seq, at)| (seq, at, format!("{name} filed")))
                    .collect::<Vec<_>>()
            })
            .collect();
        for (seq, at, words) in filings {
            let day = self.around.loaded.incident.home_zone.local(at).date_naive();
            self.facts.push(Told {
                fact: Fact::Day(DayOf::Notice, day),
                words,
                source: Some(seq),
                certainty: Certainty::Confirmed,
            });
        }
    }

    fn people(&mut self) {
        for (place, entry) in self.entries(keys::affected::BELOW) {
            let Some(count) = entry.value.as_ref().and_then(FactValue::count) else {
                continue;
            };
            let (place, words) = match place.as_str() {
                TOTAL => (None, "people in all".to_owned()),
                ELSEWHERE => continue,
                _ => (Some(place.clone()), format!("people in {place}")),
            };
            self.add(Fact::People(place, count.min, count.max), &words, Some(&entry));
        }
        self.sums();
        for (_, entry) in self.entries(keys::letter::RECORD_COUNT) {
            let text = entry.value.as_ref().map(FactValue::plain).unwrap_or_default();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if let Ok(count) = digits.parse() {
                self.add(Fact::Records(count), "records", Some(&entry));
            }
        }
    }

    /// People of a country that is counted by its states, and of the Union by its countries: at least the sum, and at most
    /// what the number in all leaves for places that are not counted.
    fn sums(&mut self) {
        let loaded = self.around.loaded;
        let counted = counted_places(&loaded.incident);
        let current = loaded.incident.current(keys::affected::TOTAL);
        let total = current.last().and_then(|entry| entry.value.as_ref()?.count());
        let all: u64 = counted.iter().map(|own| own.count.min).sum();
        let left = total.map_or(0, |total| total.max.unwrap_or(total.min).saturating_sub(all));
        let inside = |place: &str, whole: &str| match whole {
            "EU" => in_union(place),
            country => is_part_of(place, country),
        };
        // As letters tell the people in all where nobody recorded the total.
        if total.is_none()
            && let Some(Together { count, .. }) = together(&counted)
        {
            let sum = Fact::People(None, count.min, count.max);
            self.add(sum, "people in all, added up", None);
        }
        for whole in ["US", "CA", "EU"] {
            let parts: Vec<_> = counted.iter().filter(|own| inside(own.place, whole)).collect();
            let known = counted.iter().any(|own| own.place == whole);
            if parts.is_empty() || known {
                continue;
            }
            let least: u64 = parts.iter().map(|own| own.count.min).sum();
            let most: u64 = parts.iter().map(|own| own.count.max.unwrap_or(own.count.min)).sum();
            let range = Some(most + left).filter(|most| *most > least);
            self.add(
                Fact::People(Some(whole.to_owned()), least, range),
                &format!("people in {whole}, added up"),
                None,
            );
        }
    }

    fn data(&mut self) {
        let named = &self.around.words.elements;
        for (_, entry) in self.entries(keys::data::ELEMENTS) {
            let codes = entry.value.as_ref().and_then(FactValue::codes).unwrap_or_default();
            for code in codes {
                let words = named.get(code).cloned().unwrap_or_else(|| code.replace('_', " "));
                self.add(Fact::Element(code.clone(), words), "data elements", Some(&entry));
            }
        }
    }

    fn sender(&mut self) {
        if let Some((name, entry)) = self.profile(keys::organisation::NAME) {
            self.add(Fact::Name(Owner::Own, name), "the organization's name", entry.as_ref());
        }
        let parent = self.profile(PARENT).filter(|(name, _)| !is_none(name));
        if let Some((name, entry)) = parent {
            self.add(Fact::Name(Owner::Parent, name), "the parent company", entry.as_ref());
        }
        let reached = [
            ("telephone", Way::Telephone),
            ("toll_free", Way::Telephone),
            ("email", Way::Email),
            ("website", Way::Website),
            ("address", Way::Address),
        ];
        for (key, way) in reached {
            if let Some((text, entry)) = self.profile(&keys::identity::key(key)) {
                let words = format!("the organization's {}", key.replace('_', "-"));
                self.add(Fact::Reach(Owner::Own, way, text), &words, entry.as_ref());
            }
        }
        for key in ["dpo_name", "dpo_contact", "registration"] {
            let key = keys::identity::key(key);
            if let Some((text, entry)) = self.profile(&key) {
                self.add(Fact::Story(text), &key, entry.as_ref());
            }
        }
    }

    /// Bureaus, agencies, authorities.
    fn others(&mut self) {
        for contact in self.around.contacts {
            let owner = Owner::Other(contact.name.clone());
            let ways = [
                (Way::Telephone, &contact.telephone),
                (Way::Address, &contact.address),
                (Way::Website, &contact.website),
            ];
            for (way, text) in ways.into_iter().filter(|(_, text)| !text.is_empty()) {
                self.add(Fact::Reach(owner.clone(), way, text.clone()), &contact.name, None);
            }
        }
        for duty in self.around.all {
            let authority = &duty.authority;
            if let Some(name) = &authority.name {
                self.add(
                    Fact::Authority(name.clone()),
                    &format!("the authority of {}", duty.id),
                    None,
                );
            }
        }
        // What is known of an authority to which the letter does not go vouches for nothing in it.
        if let Some(duty) = self.around.own {
            let authority = &duty.authority;
            for text in [&authority.at, &authority.channel, &authority.notes]
                .into_iter()
                .flatten()
            {
                self.add(
                    Fact::Story(text.clone()),
                    &format!("the authority of {}", duty.id),
                    None,
                );
            }
        }
    }

    /// The texts of the story and what stands in a letter by number.
    fn told(&mut self) {
        for (key, entry) in self.entries(keys::letter::BELOW) {
            let Some(text) = entry.value.as_ref().map(FactValue::plain) else {
                continue;
            };
            let words = keys::letter::key(&key);
            match key.as_str() {
                "monitoring_months" => {
                    if let Ok(months) = text.trim().parse() {
                        self.add(Fact::Months(months), &words, Some(&entry));
                    }
                }
                "monitoring_provider" => self.add(Fact::Provider(text.clone()), &words, Some(&entry)),
                _ => {}
            }
            if ["monitoring_months", "monitoring_provider"].contains(&key.as_str()) {
                let answer = Fact::Answer("services_offered".to_owned(), "true".to_owned());
                self.add(answer, &words, Some(&entry));
            }
            self.add(Fact::Story(text), &words, Some(&entry));
        }
    }

    /// What is answered by a code, and what follows from it: whether the police, an authority or the people were told, and
    /// whether the breach reaches several countries of the Union.
    fn answers(&mut self) {
        for start in [keys::breach::BELOW, keys::data::BELOW] {
            for (rest, entry) in self.entries(start) {
                let Some(value) = entry.value.as_ref() else { continue };
                let coded = matches!(value.value(), Value::Flag(_) | Value::Code(_) | Value::List(_));
                if coded {
                    let key = format!("{start}{rest}");
                    self.add(Fact::Answer(key.clone(), value.plain()), &key, Some(&entry));
                }
            }
        }
        let filed: Vec<(&str, u64)> = self
            .around
            .loaded
            .incident
            .dispositions
            .iter()
            .filter_map(|(id, list)| {
                let done = list.iter().find(|done| done.disposition.filing().is_some())?;
                let filed = self.around.all.iter().find(|obligation| *obligation.id == **id)?;
                Some((told_by_filing(filed.recipient)?, done.seq))
            })
            .collect();
        for (told, seq) in filed {
            self.facts.push(Told {
                fact: Fact::Answer(told.to_owned(), "true".to_owned()),
                words: told.replace('_', " "),
                source: Some(seq),
                certainty: Certainty::Confirmed,
            });
        }
        self.vendor();
        let member = |entry: &(String, FactEntry)| {
            let some = entry
                .1
                .value
                .as_ref()
                .and_then(FactValue::count)
                .is_some_and(|count| count.min > 0);
            some && in_union(&entry.0)
        };
        let members: Vec<(String, FactEntry)> =
            self.entries(keys::affected::BELOW).into_iter().filter(member).collect();
        if let [_, (_, entry), ..] = &members[..] {
            let entry = entry.clone();
            let answer = Fact::Answer("cross_border".to_owned(), "true".to_owned());
            self.add(answer, "people in several countries of the Union", Some(&entry));
        }
    }

    /// Whether a vendor was involved, as the texts on third parties tell: a name in one of them outweighs a "none".
    fn vendor(&mut self) {
        let parties: Vec<(String, FactEntry)> = self
            .entries(keys::letter::BELOW)
            .into_iter()
            .filter(|(key, _)| is_of(key, "third_party"))
            .collect();
        let text = |entry: &FactEntry| entry.value.as_ref().map(FactValue::plain).unwrap_or_default();
        let named = parties.iter().find(|(_, entry)| !denies_vendor(&text(entry)));
        if let Some((key, entry)) = named.or(parties.first()) {
            let value = if named.is_some() { "named" } else { "none" };
            let answer = Fact::Answer("vendor".to_owned(), value.to_owned());
            let (words, entry) = (keys::letter::key(key), entry.clone());
            self.add(answer, &words, Some(&entry));
        }
    }

    /// Values that stand beside their name, and who signs.
    fn labels(&mut self) {
        let code = self.around.loaded.incident.code.to_string();
        self.add(Fact::Labelled(Label::Reference, code), "the incident's code", None);
        let named = [("dpo_name", Label::Officer), ("registration", Label::Registration)];
        for (key, label) in named {
            let key = keys::identity::key(key);
            if let Some((text, entry)) = self.profile(&key) {
                self.add(Fact::Labelled(label, text), &key, entry.as_ref());
            }
        }
        for (key, entry) in self.entries(keys::letter::BELOW) {
            let Some(text) = entry.value.as_ref().map(FactValue::plain) else {
                continue;
            };
            let words = keys::letter::key(&key);
            let is = |name: &str| is_of(&key, name);
            let fact = match () {
                () if is("signer_name") => Fact::Signer(text),
                () if is("signer_title") => Fact::Title(text),
                () if is("people_categories") => Fact::Labelled(Label::Categories, text),
                () if is("our_reference") => Fact::Labelled(Label::Reference, text),
                () => continue,
            };
            self.add(fact, &words, Some(&entry));
        }
    }
}
