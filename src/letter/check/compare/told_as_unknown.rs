//! A number of people or records that is told as unknown, where one or a range is recorded.

use super::number::numbers;
use super::phrases::all;
use super::recorded::{Fact, Known, Told};
use super::span_phrases::spans;
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{sentences, words_of};

pub(super) fn compare(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let people = known.facts.iter().find_map(|told| {
        let Fact::People(None, min, max) = told.fact else {
            return None;
        };
        Some((told, recorded_as(min, max)))
    });
    let records = known.facts.iter().find_map(|told| {
        let Fact::Records(count) = told.fact else { return None };
        Some((told, count.to_string()))
    });
    let mut differs = |what, written: &str, recorded: &Option<(&Told, String)>| {
        found.extend(recorded.as_ref().map(|(told, number)| Compared {
            what,
            written: written.to_owned(),
            outcome: Outcome::differs(told, format!("{} are recorded as {number}", told.origin())),
        }));
    };
    match passage.place {
        Place::Heading => {}
        Place::Row => {
            let Some((_, value)) = passage.text.split_once(" | ") else {
                return;
            };
            let (lead, said) = (words_of(&passage.lead), words_of(value));
            if !numbers(&said).is_empty() || !spans().unknown.holds(&said) {
                return;
            }
            if all().records.holds(&lead) {
                differs(What::Records, &passage.text, &records);
            } else if all().people_labels.holds(&lead) && !all().no_people_labels.holds(&lead) {
                differs(What::People, &passage.text, &people);
            }
        }
        Place::Paragraph | Place::Item => {
            for range in sentences(&passage.words) {
                let words = &passage.words[range];
                let counts = words.iter().any(|word| all().counted.totals.contains(&word.text));
                if !counts || !numbers(words).is_empty() || !spans().unknown.holds(words) {
                    continue;
                }
                let text = &passage.text[words[0].at.start..words[words.len() - 1].at.end];
                if all().records.holds(words) {
                    differs(What::Records, text, &records);
                } else if all().people.holds(words) {
                    differs(What::People, text, &people);
                }
            }
        }
    }
}

fn recorded_as(min: u64, max: Option<u64>) -> String {
    match max {
        Some(max) if max == min => min.to_string(),
        Some(max) => format!("{min} to {max}"),
        None => format!("{min} or more"),
    }
}
