//! The data that a letter says was affected: all that is recorded, nothing else, and what is suspected as suspected.

use std::collections::BTreeSet;

use super::known::{Fact, Known, Told};
use super::phrases::all;
use super::{Compared, Outcome, What};
use crate::core::vocabulary::Certainty;
use crate::letter::check::Subject;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences, words_of};

/// Elements that a phrase cannot tell from another: where one is recorded, the other's words name it.
const KINDRED: [&[&str]; 8] = [
    &[
        "financial_account",
        "financial_account_alone",
        "routing_code_with_access",
        "financial_other",
    ],
    &["payment_card", "payment_card_alone"],
    &["ssn", "partial_ssn", "taxpayer_id", "other_government_id"],
    &["medical", "medical_id", "health_insurance"],
    &[
        "state_id",
        "drivers_license",
        "other_government_id",
        "military_id",
        "tribal_id",
    ],
    &["precise_location", "geolocation"],
    &["tax_information", "payroll_tax", "taxpayer_id"],
    &["online_credentials", "access_code", "auth_token"],
];

/// Names, addresses and whatever else is said with any other data.
const GENERAL: &str = "any_personal_data";

fn kindred(one: &str, other: &str) -> bool {
    one == other
        || KINDRED
            .iter()
            .any(|group| group.contains(&one) && group.contains(&other))
}

/// What a letter says of the data.
#[derive(Default)]
struct Said {
    /// Whether a passage is about the data.
    section: bool,
    /// Whether the data is filled in for each person.
    for_each: bool,
    named: BTreeSet<String>,
    /// Data that a sentence outside says was taken.
    taken: BTreeSet<String>,
    spared: BTreeSet<String>,
    maybe: bool,
}

/// Recipients who are told which data it was.
const TOLD: [&str; 5] = ["individuals", "customers", "regulator", "public", "media"];

pub(super) fn compare(known: &Known, passages: &[Passage], subject: &Subject, found: &mut Vec<Compared>) {
    let recorded: Vec<(&String, &String, &Told)> = known
        .facts
        .iter()
        .filter_map(|told| {
            if let Fact::Element(code, words) = &told.fact {
                Some((code, words, told))
            } else {
                None
            }
        })
        .collect();
    if recorded.is_empty() {
        return;
    }
    let silent = subject.regimes.iter().any(|regime| regime == "us-ma") && subject.recipient == "individuals";
    let said = said(passages);
    let told = TOLD.contains(&subject.recipient.as_str()) && !silent;
    let mut push = |written: &str, outcome| {
        found.push(Compared {
            what: What::Element,
            written: written.to_owned(),
            outcome,
        });
    };
    for (code, words, origin) in &recorded {
        let named = said.for_each || said.named.iter().any(|own| kindred(own, code));
        if said.spared.contains(*code) && !said.named.contains(*code) {
            push(
                words,
                Outcome::differs(
                    origin,
                    format!("it is said not to be affected; recorded: {}", origin.origin()),
                ),
            );
        } else if named {
            push(words, Outcome::equal(origin));
        } else if told && (said.section || subject.recipient == "individuals") {
            let outcome = match code.as_str() {
                // Who is written to by name knows that the name was there.
                GENERAL => Outcome::unknown(&format!("it is not named; recorded: {}", origin.origin())),
                _ => Outcome::differs(origin, format!("it is not named; recorded: {}", origin.origin())),
            };
            push(words, outcome);
        }
    }
    for code in not_recorded(&said, &recorded) {
        push(
            &code.replace('_', " "),
            Outcome::contradicted("it is named as affected and not recorded"),
        );
    }
    let suspected = recorded
        .iter()
        .find(|(.., told)| told.certainty == Certainty::Suspected);
    if let Some((_, words, told)) = suspected.filter(|_| told && said.section && !said.maybe) {
        push(
            words,
            Outcome::differs(
                told,
                format!("it is suspected and told as a fact; recorded: {}", told.origin()),
            ),
        );
    }
}

/// Data that is named and not recorded. A name and an address are said with any other data.
fn not_recorded<'s>(said: &'s Said, recorded: &[(&String, &String, &Told)]) -> BTreeSet<&'s String> {
    let named = said.named.iter().filter(|_| said.section).chain(&said.taken);
    let known = |code: &str| recorded.iter().any(|(own, ..)| kindred(own, code));
    named.filter(|code| *code != GENERAL && !known(code)).collect()
}

/// Reads what is said of the data: where it has a place of its own, there; else in every sentence that gives no advice.
fn said(passages: &[Passage]) -> Said {
    let mut said = Said::default();
    for passage in passages.iter().filter(|passage| passage.place != Place::Heading) {
        let headed = about_data(&passage.heading) && passage.place != Place::Row;
        let led = passage.place != Place::Paragraph
            && (about_data(&passage.lead) || all().data_sentences.holds(&words_of(&passage.lead)));
        let cell = passage.place == Place::Row;
        let whole = headed || led;
        said.maybe |= whole && all().maybe.holds(&words_of(&passage.lead));
        for sentence in sentences(&passage.words) {
            let words = &passage.words[sentence];
            let listed = || {
                all()
                    .elements
                    .hits(words)
                    .iter()
                    .map(|hit| hit.means)
                    .collect::<BTreeSet<_>>()
                    .len()
                    > 2
            };
            let about = whole || (!cell && (all().data_sentences.holds(words) || listed()));
            read(words, about, whole && passage.place != Place::Paragraph, &mut said);
        }
        if whole || all().data_sentences.holds(&passage.words) {
            said.for_each |= passage
                .gaps
                .iter()
                .any(|gap| gap.starts_with("person.") && per_person(gap));
        }
    }
    if !said.section {
        for passage in passages
            .iter()
            .filter(|passage| passage.place != Place::Heading && passage.place != Place::Row)
        {
            for sentence in sentences(&passage.words) {
                let words = &passage.words[sentence];
                if !all().advice.holds(words) {
                    let named = all().elements.hits(words);
                    said.named.extend(named.iter().map(|hit| hit.means.clone()));
                }
            }
        }
    }
    said
}

/// Columns of a person that hold their data, and not their name or code.
fn per_person(gap: &str) -> bool {
    [
        "element", "data", "info", "type", "field", "daten", "donn", "dato", "dati", "gegevens",
    ]
    .iter()
    .any(|part| gap.to_lowercase().contains(part))
}

fn about_data(text: &str) -> bool {
    !text.is_empty() && text.len() < 120 && all().data_headings.holds(&words_of(text))
}

/// Reads one sentence about the data.
fn read(words: &[Word], about: bool, listed: bool, said: &mut Said) {
    let advice = !listed && all().advice.holds(words);
    let hits = all().elements.hits(words);
    let codes = hits.iter().map(|hit| hit.means.clone());
    if !about || advice {
        let taken = !advice && all().data_taken.holds(words) && !all().spared.holds(words);
        said.taken.extend(codes.filter(|_| taken));
        return;
    }
    if all().spared.holds(words) {
        said.spared.extend(codes);
        return;
    }
    said.named.extend(codes);
    said.section |= !hits.is_empty() || !words.is_empty() && listed;
    said.maybe |= all().maybe.holds(words);
}
