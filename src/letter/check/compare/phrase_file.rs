//! The file of phrases, as it is written.

use crate::core::letter_recipient::LetterRecipient;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::recorded::{DayOf, Label, Risk};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub months: Vec<Vec<String>>,
    pub shortened: BTreeMap<String, String>,
    pub inside: Vec<String>,
    pub between: Vec<String>,
    pub month_leads: Vec<String>,
    /// Monday first.
    pub weekdays: Vec<Vec<String>>,
    pub articles: Vec<String>,
    pub clock: Vec<String>,
    pub unrelated: Vec<String>,
    pub since: Vec<String>,
    pub no_beginning: Vec<String>,
    pub clock_leads: Vec<String>,
    pub universal_time: Vec<String>,
    pub times_in: Vec<String>,
    pub yesterday: Vec<String>,
    pub in_brackets: Vec<String>,
    pub counted_from: Vec<String>,
    pub zones: BTreeMap<String, Vec<i64>>,
    pub clauses: Vec<String>,
    pub cited: Cited,
    pub turns: Turns,
    pub halves: Vec<String>,
    pub money: Vec<String>,
    pub addressed: Vec<String>,
    pub others: OthersWords,
    pub day: Vec<Days>,
    pub people: People,
    pub data: Data,
    pub element: BTreeMap<String, Vec<String>>,
    pub element_weak: BTreeMap<String, Vec<String>>,
    pub risk: Vec<Risks>,
    pub denied_risk: RiskWords,
    pub claim: Vec<ClaimEntry>,
    pub label: Vec<Labels>,
    pub union: Vec<String>,
    pub country: Vec<String>,
    pub no_names: Vec<String>,
    pub academic: Vec<String>,
    pub signature: Signature,
    pub law: BTreeMap<String, Vec<String>>,
    pub place: BTreeMap<String, Vec<String>>,
    pub region: BTreeMap<String, Vec<String>>,
    pub place_joins: BTreeSet<String>,
    pub authority: BTreeMap<String, Vec<String>>,
    pub agency: BTreeMap<String, Vec<String>>,
    pub breach_type: BTreeMap<String, Vec<String>>,
    pub breach: BreachWords,
    pub vague: Vec<Vague>,
    pub law_words: Words,
    pub law_of_readers: Words,
    pub hearsay: Words,
    pub delay: Status,
    pub enforcement: Words,
    pub contained: Status,
    pub names: Names,
    pub monitoring: Monitoring,
    pub postal: PostalWords,
}

/// Words beside the number of a part of a law.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cited {
    pub before: BTreeSet<String>,
    pub after: BTreeSet<String>,
}

/// Whom a letter to one customer tells nothing of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OthersWords {
    pub to: Vec<LetterRecipient>,
    pub words: Vec<String>,
}

/// Words of sentences that deny a risk to people.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RiskWords {
    pub risk: Vec<String>,
    pub whom: Vec<String>,
    pub high: Vec<String>,
    pub unless: Vec<String>,
}

/// Words that turn what a sentence says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Turns {
    pub denies: BTreeSet<String>,
    pub doubts: BTreeSet<String>,
    pub limits: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    pub of: DayOf,
    #[serde(default)]
    pub strong: bool,
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub words: Vec<String>,
    pub labels: Vec<String>,
    pub not_labels: Vec<String>,
    pub about: Vec<String>,
    pub more: Vec<String>,
    pub nobody: Vec<String>,
    pub records: Vec<String>,
    pub abroad: Vec<String>,
    pub across: Vec<String>,
    pub only_one: Vec<String>,
    pub all_told: Vec<String>,
    pub kinds: Vec<Vec<String>>,
    pub inside_place: Vec<String>,
    pub own_place: Vec<String>,
    pub of_all: Vec<String>,
    pub totals: Vec<String>,
    pub notified: Vec<String>,
    pub lives: Vec<String>,
    pub share: Vec<String>,
    pub employs: Vec<String>,
    pub has: Vec<String>,
    pub has_of: Vec<String>,
    pub concerned: Vec<String>,
    pub copulas: Vec<String>,
    pub files: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub other_headings: Vec<String>,
    pub headings: Vec<String>,
    pub sentences: Vec<String>,
    pub taken: Vec<String>,
    pub advice: Vec<String>,
    pub spared: Vec<String>,
    pub absent: Vec<String>,
    pub not_spared: Vec<String>,
    pub of_means: Vec<String>,
    pub parted: Vec<String>,
    pub maybe: Vec<String>,
    pub partial: Vec<String>,
    pub kindred: Vec<Vec<String>>,
    pub means: Vec<String>,
    pub without: Vec<String>,
    pub none: Vec<String>,
    pub told_to: Vec<LetterRecipient>,
    pub per_person: Vec<String>,
    pub with_code: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Risks {
    pub risk: Risk,
    pub words: Vec<String>,
    /// Words of a sentence that decides nothing.
    #[serde(default)]
    pub unless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimEntry {
    pub what: String,
    /// The key of the fact that answers it.
    #[serde(default)]
    pub fact: String,
    /// The answers that agree with it.
    #[serde(default)]
    pub values: Vec<String>,
    /// Words of the story that vouch for it as well.
    #[serde(default)]
    pub vouched_by: Vec<String>,
    /// The answer outweighs the story.
    #[serde(default)]
    pub coded: bool,
    /// Where nobody recorded it, the letter fails.
    #[serde(default)]
    pub must: bool,
    /// Where nobody recorded it, nothing is said.
    #[serde(default)]
    pub quiet: bool,
    /// Recipients whose letters it is looked for in; empty: all.
    #[serde(default)]
    pub to: Vec<LetterRecipient>,
    #[serde(default)]
    pub words: Vec<String>,
    /// Kinds of words that make the claim together, wherever they stand in a sentence.
    #[serde(default)]
    pub together: Vec<Vec<Vec<String>>>,
    #[serde(default)]
    pub unless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub of: Label,
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signature {
    pub closings: Vec<String>,
    pub after: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BreachWords {
    pub nature: Vec<String>,
    pub lost: Vec<String>,
    pub denials: Vec<String>,
    pub only: Vec<String>,
    pub offices: Vec<String>,
    pub regional: Vec<String>,
    pub office_of: Vec<String>,
    pub office_words: Vec<String>,
}

/// A quantity that is told without a number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vague {
    pub words: Vec<String>,
    pub least: u64,
    pub most: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    #[serde(alias = "said")]
    pub asked: Vec<String>,
    pub denied: Vec<String>,
    /// Denials of what only we can have done.
    #[serde(default)]
    pub own: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub endings: Vec<String>,
    pub sends: Vec<String>,
    pub on_behalf: Vec<String>,
    pub examples: Vec<String>,
    pub not_senders: Vec<String>,
    pub host_endings: Vec<String>,
    pub own_site: Vec<String>,
    pub own: Vec<String>,
    pub hosts: Vec<String>,
    pub public_endings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PostalWords {
    pub streets: BTreeSet<String>,
    pub endings: Vec<String>,
    pub boxes: Vec<String>,
    pub ours: Vec<String>,
    pub of_others: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Monitoring {
    pub words: Vec<String>,
    pub services: Vec<String>,
    pub other_terms: Vec<String>,
    pub no_card: Vec<String>,
    pub from: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub words: Vec<String>,
}
