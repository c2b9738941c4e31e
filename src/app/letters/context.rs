//! What a letter is filled with: the incident's facts in the letter's language, escaped; what is not known is a
//! visible gap, or, where the law lets information follow, says so.

mod cross_border;
mod moments;
mod people;
mod place;
mod readers;
mod told;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{customers, sent_on};
use crate::app::record::Loaded;
use crate::app::views::{DeadlineView, ObligationView};
use crate::core::event::Certainty;
use crate::core::facts::FactValue;
use crate::core::facts::decision_key::DecisionKey;
use crate::core::facts::keys;
use crate::core::facts::table::{self, Group};
use crate::core::law::rulebook::Rulebook;
use crate::core::time::StoryTime;
use crate::core::time::Zone;
use crate::core::verdict::Verdict;
use crate::letter::contact::{Contact, Shelf, shelf};
use crate::letter::markdown::escape;
use crate::letter::template::Template;

pub(super) use place::local_name;
pub(super) use told::never_follows;
pub use words::{Words, day, locale, words, words_in};

use people::{PeopleThere, counts};
use place::{place_in_table, place_name, statute};

/// The facts of a group that letters name, by their name below their table, with what the gap of each asks.
fn named(group: Group) -> impl Iterator<Item = (&'static str, &'static str)> {
    table::of_group(group).filter_map(|fact| Some((fact.name(), fact.gap?)))
}

/// What a template sees. Every text is escaped already, or a gap.
#[derive(Debug, Clone, Serialize)]
pub struct Values {
    code: String,
    today: String,
    /// The day the letter goes out.
    sent: String,
    signer: BTreeMap<String, String>,
    org: BTreeMap<String, String>,
    letter: BTreeMap<String, String>,
    when: BTreeMap<String, String>,
    /// The days without the mark of what is only suspected, for sentences that say so themselves.
    when_plain: BTreeMap<String, String>,
    when_utc: BTreeMap<String, String>,
    elements: Vec<String>,
    element_codes: Vec<String>,
    elements_text: String,
    types: Vec<String>,
    cause: String,
    malicious: String,
    risk: String,
    lost: BTreeMap<String, bool>,
    people: String,
    places: Vec<Vec<String>>,
    states: Vec<String>,
    state_names: Vec<String>,
    /// A delay that law enforcement asked for.
    delay: DelayValues,
    #[serde(rename = "duty")]
    obligation: BTreeMap<String, String>,
    known: BTreeMap<String, bool>,
    suspected: BTreeMap<String, bool>,
    late: bool,
    sample: bool,
    #[serde(flatten)]
    contacts: Shelf,
}

/// What a letter may say of law enforcement: only what is recorded.
#[derive(Debug, Clone, Default, Serialize)]
struct DelayValues {
    requested: bool,
    agency: String,
    until: String,
}

impl Values {
    /// With the bureaus and authorities that letters name.
    #[must_use]
    pub fn with_contacts(mut self, contacts: &[Contact]) -> Values {
        self.contacts = shelf(contacts);
        self
    }

    /// Whether there is a letter to individuals, of which authorities get a sample.
    #[must_use]
    pub fn with_sample(mut self, sample: bool) -> Values {
        self.sample = sample;
        self
    }
}

/// Asked under the key of a text that tells more than this.
const DELAY_ENDED: &str = "delay_ended";

/// A gap as the Markdown of letters writes it.
fn gap(key: &str, words: &str) -> String {
    format!("[[{key}|{words}]]")
}

struct Filler<'f> {
    loaded: &'f Loaded,
    /// The obligation that the letter is for.
    own: Option<&'f ObligationView>,
    words: &'f Words,
    template: &'f Template,
    zone: Zone,
    /// The letter goes to one customer, and what is counted may be of others as well.
    shared: bool,
}

impl Filler<'_> {
    fn value(&self, key: &str) -> Option<&FactValue> {
        let current = self.loaded.incident.current(key);
        current.last()?.value.as_ref()
    }

    fn fact(&self, key: &str) -> Option<String> {
        let text = self.value(key)?.plain();
        Some(text).filter(|text| !text.trim().is_empty())
    }

    /// A moment; of several candidates the earliest, as for the clocks.
    fn earliest(&self, key: &str) -> Option<DateTime<Utc>> {
        let current = self.loaded.incident.current(key);
        current.iter().filter_map(|entry| entry.value.as_ref()?.moment()).min()
    }

    fn is_suspected(&self, key: &str) -> bool {
        let current = self.loaded.incident.current(key);
        let last = current.last();
        last.is_some_and(|entry| entry.certainty == Certainty::Suspected)
    }

    /// Said after what is only suspected: a letter never tells a guess as a fact.
    fn unsure(&self, key: &str) -> String {
        match self.is_suspected(key) {
            true => format!(" ({})", self.words.suspected),
            false => String::new(),
        }
    }

    fn profile(&self, key: &str) -> Option<String> {
        let own = self.fact(key);
        if key == PARENT && own.as_deref().is_some_and(is_none) {
            return None;
        }
        let shared = || Some(self.loaded.organisation.profile.get(key)?.plain()).filter(|text| !text.trim().is_empty());
        own.or_else(shared).filter(|text| key != PARENT || !is_none(text))
    }

    /// What is not known: it follows where the law allows that, else it is a gap.
    fn unknown(&self, key: &str, asks: &str) -> String {
        match self.template.phased {
            true => self.words.follows.clone(),
            false => self.gap(key, asks),
        }
    }

    /// A gap that asks in the letter's language, where that has words for it.
    fn gap(&self, key: &str, asks: &str) -> String {
        gap(key, self.asks(key).unwrap_or(asks))
    }

    /// What a gap asks in the letter's language: by its own key, or that of the fact it is one of.
    fn asks(&self, key: &str) -> Option<&str> {
        let fact = || table::story(key).map(|(fact, _)| fact).or_else(|| table::find(key));
        let own = self.words.asks.get(key);
        own.or_else(|| self.words.asks.get(fact()?.key)).map(String::as_str)
    }

    fn org(&self) -> BTreeMap<String, String> {
        let text = |key: String, asks: &str| match self.profile(&key) {
            Some(known) => escape(&known),
            None => self.gap(&key, asks),
        };
        let mut org: BTreeMap<String, String> = named(Group::Identity)
            .map(|(key, asks)| (key.to_owned(), text(keys::identity::key(key), asks)))
            .collect();
        let name = text(keys::organisation::NAME.to_owned(), "the organization's name");
        org.insert("name".to_owned(), name);
        org
    }

    /// Codes of a list fact.
    fn codes(&self, key: &str) -> Vec<String> {
        let codes = self.value(key).and_then(FactValue::codes);
        codes.map(<[String]>::to_vec).unwrap_or_default()
    }

    /// Codes of a list fact in the letter's words.
    fn listed(&self, key: &str, words: &BTreeMap<String, String>) -> Vec<String> {
        let codes = self.codes(key);
        codes
            .iter()
            .map(|code| escape(words.get(code).map_or(&code.replace('_', " "), |word| word)))
            .collect()
    }

    /// What was lost: confidentiality, integrity or availability, with the mark of what is only suspected.
    fn types(&self) -> Vec<String> {
        let types = self.listed(keys::breach::TYPES, &self.words.types);
        match types.is_empty() {
            true => vec![self.unknown(
                keys::breach::TYPES,
                "whether confidentiality, integrity or availability was lost",
            )],
            false => marked(types, &self.unsure(keys::breach::TYPES)),
        }
    }

    /// Whether it was meant; the authorities want an answer at once, so that it never follows.
    fn malicious(&self) -> String {
        let key = keys::breach::MALICIOUS;
        let meant = self.value(key).and_then(FactValue::flag);
        let known = meant.and_then(|meant| self.words.answers.get(if meant { "yes" } else { "no" }));
        match known {
            Some(words) => escape(&(words.clone() + &self.unsure(key))),
            None => self.gap(key, "whether it was intentional: yes, no or unknown"),
        }
    }

    /// The risk to people as it was decided, for the obligation's own regime where that has its own decision.
    fn risk(&self, obligation: Option<&ObligationView>) -> String {
        let incident = &self.loaded.incident;
        let own =
            obligation.and_then(|obligation| incident.decision(&DecisionKey::HarmFor(&obligation.regime).to_string()));
        let decided = own.or_else(|| incident.decision("gdpr_risk"));
        let known = decided.and_then(|d| self.words.risks.get(&d.said().plain()));
        match known {
            Some(words) => escape(words),
            None => self.unknown(keys::decisions::GDPR_RISK, "how great the risk to people is"),
        }
    }

    /// Which of confidentiality, integrity and availability may be lost: all of them, as long as nobody knows.
    fn lost(&self) -> BTreeMap<String, bool> {
        let codes = self.codes(keys::breach::TYPES);
        let hit = |kind: &str| codes.is_empty() || codes.iter().any(|code| code == kind);
        let kinds = self.words.types.keys();
        kinds.map(|kind| (kind.clone(), hit(kind))).collect()
    }

    /// The last delay that law enforcement asked for, where one is recorded that covers the letter's law. It ended when it
    /// was lifted, whatever end the authority had named; while it runs, nobody can say when it ended.
    fn delay(&self, obligation: Option<&ObligationView>, now: StoryTime) -> DelayValues {
        let covers = |regime: &String| match obligation {
            Some(obligation) => obligation.regime == *regime,
            None => self.template.fits(regime).is_some(),
        };
        let covers_letter = |regimes: &[String]| regimes.is_empty() || regimes.iter().any(covers);
        let mut delays = self.loaded.incident.delays.iter();
        let Some(delay) = delays.rfind(|delay| covers_letter(&delay.terms.regimes)) else {
            return DelayValues::default();
        };
        let named = delay.terms.until.filter(|_| !delay.runs_at(now));
        let ended = delay.lifted.as_ref().map(|lifted| lifted.at).or(named);
        DelayValues {
            requested: true,
            agency: escape(&delay.terms.authority),
            until: match ended {
                Some(at) => escape(&day(self.words, &self.zone, at)),
                None => {
                    let asks = self.words.asks.get(DELAY_ENDED).map(String::as_str);
                    let asks = asks.unwrap_or("when the delay for law enforcement ended");
                    gap(keys::letter::LAW_ENFORCEMENT, asks)
                }
            },
        }
    }

    /// The obligation: whom it tells, after which law, and how many people live in its place.
    fn obligation(
        &self,
        rules: &Rulebook,
        obligation: Option<&ObligationView>,
        counts: &[PeopleThere],
    ) -> BTreeMap<String, String> {
        let Some(obligation) = obligation else {
            return BTreeMap::new();
        };
        let citation = rules
            .regime(obligation.regime.as_str())
            .map_or("", |regime| regime.citation.as_str());
        let authority = obligation.authority.name.clone();
        // A voluntary letter does not say that a law asks for it.
        let in_force = |text: String| match obligation.verdict {
            Verdict::NotDue => String::new(),
            Verdict::Due | Verdict::Possible => text,
        };
        let there = counts.iter().find(|there| there.place == obligation.jurisdiction);
        let key = keys::affected::key(&obligation.jurisdiction);
        let residents = match there {
            Some(there) => escape(&(there.count.clone() + &self.unsure(&key))),
            None => self.unknown(&key, "how many of the people live there"),
        };
        let residents_plain = there.map_or_else(String::new, |there| escape(&there.count));
        let words = [
            (
                "authority",
                authority.map_or_else(
                    || obligation.recipient.words().to_owned(),
                    |name| own_name(&name, &self.template.language).to_owned(),
                ),
            ),
            ("law", obligation.name.clone()),
            ("cite", in_force(obligation.cite.clone())),
            ("statute", in_force(statute(citation, &obligation.cite))),
            ("place_name", place_name(self.words, &obligation.jurisdiction)),
            ("authority_address", String::new()),
            ("place", obligation.jurisdiction.clone()),
            ("regime", obligation.regime.to_string()),
            ("part", obligation.id.name().to_owned()),
        ];
        let addressee = customers::is_contract(rules, obligation)
            .then_some((obligation.authority.name.as_ref(), obligation.authority.at.as_ref()));
        let addressee = match addressee {
            Some((Some(name), Some(at))) => Some(("customer", format!("{name}, {at}"))),
            Some((_, _)) | None => None,
        };
        let words = words.into_iter().chain(addressee);
        let words = words.map(|(key, text)| (key.to_owned(), escape(&text)));
        let residents = [("residents", residents), ("residents_plain", residents_plain)];
        words
            .chain(residents.map(|(key, text)| (key.to_owned(), text)))
            .collect()
    }
}

/// The fact that can be answered by "none": no company owns the sender.
pub(super) const PARENT: &str = keys::identity::PARENT;

/// Whether a text says that there is none.
pub(super) fn is_none(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("none")
}

/// The name of an authority as its own country writes it, which stands behind the English one, in a letter that is not
/// written in English.
fn own_name<'n>(name: &'n str, language: &str) -> &'n str {
    match local_name(name) {
        Some(local) if !language.starts_with("en") => local,
        Some(_) | None => name,
    }
}

/// The statute an obligation is in, as a lawyer cites it.
pub fn cited(rules: &Rulebook, obligation: &ObligationView) -> String {
    let regime = rules.regime(obligation.regime.as_str());
    statute(regime.map_or("", |regime| regime.citation.as_str()), &obligation.cite)
}

/// An incident, and the moment that a letter is made for.
#[derive(Clone, Copy)]
pub struct KnownAt<'l> {
    pub loaded: &'l Loaded,
    pub now: StoryTime,
}

/// The values for a template.
pub fn values(
    rules: &Rulebook,
    known: KnownAt<'_>,
    template: &Template,
    words: &Words,
    obligation: Option<&ObligationView>,
) -> Values {
    let KnownAt { loaded, now } = known;
    let incident = &loaded.incident;
    let filler = Filler {
        loaded,
        own: obligation,
        words,
        template,
        zone: loaded.incident.home_zone.clone(),
        shared: obligation.is_some_and(|own| customers::is_contract(rules, own))
            && customers::counts_are_shared(incident),
    };
    let hashed = filler.value(keys::data::PASSWORDS_HASHED).and_then(FactValue::flag) == Some(true);
    let said = words.elements_as_recorded(hashed, &filler.codes(keys::data::OF_SOME));
    let elements = filler.listed(keys::data::ELEMENTS, &said);
    let own_counts = (!filler.shared).then(|| counts(words, incident));
    let counts = own_counts.unwrap_or_default();
    let letter = filler.letter();
    let states = states(&counts, obligation);
    let cause = filler
        .fact(keys::breach::CAUSE)
        .and_then(|code| words.causes.get(&code).cloned());
    let cause = cause.map(|cause| cause + &filler.unsure(keys::breach::CAUSE));
    Values {
        code: escape(&incident.code),
        today: escape(&day(words, &filler.zone, now.at())),
        org: filler.org(),
        sent: filler.sent(),
        signer: filler.signer(&letter),
        letter,
        when: filler.when(),
        when_plain: filler.when_plain(),
        when_utc: filler.when_utc(),
        elements_text: match elements.is_empty() {
            true => filler.unknown(keys::data::ELEMENTS, "which data is affected"),
            false => elements.join(", "),
        },
        elements,
        element_codes: filler.codes(keys::data::ELEMENTS),
        types: filler.types(),
        cause: cause.unwrap_or_else(|| filler.unknown(keys::breach::CAUSE, "what caused it")),
        malicious: filler.malicious(),
        risk: filler.risk(obligation),
        lost: filler.lost(),
        people: filler.people(),
        state_names: states.iter().map(|code| escape(&place_name(words, code))).collect(),
        states,
        delay: filler.delay(obligation, now),
        suspected: filler
            .suspected(&obligation.map_or_else(String::new, |duty| keys::affected::key(&duty.jurisdiction))),
        places: counts
            .iter()
            .map(|there| vec![escape(&place_in_table(words, &there.place)), escape(&there.count)])
            .collect(),
        obligation: filler.obligation(rules, obligation, &counts),
        known: filler.known(rules),
        late: obligation.is_some_and(|obligation| is_late(loaded, obligation, template)),
        sample: false,
        contacts: Shelf::default(),
    }
}

/// A list of which the last entry is followed by a mark that holds for all of it.
fn marked(mut list: Vec<String>, mark: &str) -> Vec<String> {
    if let Some(last) = list.last_mut() {
        *last += &escape(mark);
    }
    list
}

/// Whether a letter gives the reasons of a delay: its deadline is over, or will be on the day it goes out.
fn is_late(loaded: &Loaded, obligation: &ObligationView, template: &Template) -> bool {
    let after = |deadline: &DeadlineView| {
        let sent = sent_on::moment(&loaded.incident, template.audience)?;
        let day = loaded.incident.home_zone.local(sent).date_naive();
        Some(day > deadline.zone.local(deadline.strict).date_naive())
    };
    obligation.overdue || obligation.deadline.as_ref().and_then(after).unwrap_or(false)
}

/// The states whose people are written to: those with a count, and the obligation's own.
fn states(counts: &[PeopleThere], obligation: Option<&ObligationView>) -> Vec<String> {
    let counted = counts.iter().map(|there| there.place.clone());
    let all = counted.chain(obligation.map(|obligation| obligation.jurisdiction.clone()));
    let states: BTreeSet<String> = all.filter(|place| place.starts_with("US-")).collect();
    states.into_iter().collect()
}
