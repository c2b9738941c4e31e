//! `On December 3, the 28th day after the discovery`: a day counted from another one.

use chrono::Duration;

use super::duration::Recorded;
use super::recorded::DayOf;
use super::span_phrases::spans;
use super::written_days::Written;
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;
use crate::letter::check::speech::{Word, sentences};

/// The event stands among so many words behind `after`.
const REACH: usize = 3;

pub(super) fn compare(recorded: &Recorded<'_>, passage: &Passage, days: &[Written], found: &mut Vec<Compared>) {
    for sentence in sentences(&passage.words) {
        let mut dated = days.iter().filter(|day| sentence.contains(&day.words.start));
        let (Some(day), None) = (dated.next().and_then(Written::full), dated.next()) else {
            continue;
        };
        for at in sentence.clone() {
            let Some((nth, of, end)) = counted(&passage.words, at) else {
                continue;
            };
            let begins = recorded.named(of);
            let Some(first) = begins.first() else { continue };
            let right = begins.iter().any(|begin| begin.day + Duration::days(nth) == day);
            if !right {
                found.push(Compared {
                    what: What::Day,
                    written: passage.as_it_stands(&(at..end)),
                    outcome: Outcome::differs(
                        first.told,
                        format!("{} is recorded as {}", first.told.origin(), first.day),
                    ),
                });
            }
        }
    }
}

/// `28th day after the discovery`: the number, the event, and where it ends.
fn counted(words: &[Word], at: usize) -> Option<(i64, DayOf, usize)> {
    let text = &words.get(at)?.text;
    let number = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end))?;
    let day = words.get(at + 1)?.text == "day";
    let after = ["after", "following", "from"].contains(&words.get(at + 2)?.text.as_str());
    let behind = words.get(at + 3..(at + 3 + REACH).min(words.len()))?;
    let nouns = &spans().duration.nouns;
    let event = behind.iter().position(|word| nouns.contains_key(&word.text))?;
    let of = *nouns.get(&behind[event].text)?;
    let number = number.parse().ok().filter(|_| day && after)?;
    Some((number, of, at + 4 + event))
}
