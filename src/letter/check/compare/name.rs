//! Names of companies: the sender's, and those of others.

use std::ops::Range;

use super::phrases::all;
use super::recorded::{Fact, Known, Owner, Told};
use super::{Compared, Outcome, What};
use crate::core::letter_recipient::{LetterRecipient, OtherReader};
use crate::letter::check::Subject;
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, sentences, words_of};

/// The words of a name as they are compared.
fn plain(text: &str) -> String {
    words_of(text)
        .iter()
        .map(|word| word.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn compare(known: &Known, passages: &[Passage], subject: &Subject, found: &mut Vec<Compared>) {
    let names: Vec<(&Owner, &String, &Told)> = known
        .facts
        .iter()
        .filter_map(|told| {
            if let Fact::Name(owner, name) = &told.fact {
                Some((owner, name, told))
            } else {
                None
            }
        })
        .collect();
    let texts: Vec<String> = passages.iter().map(|passage| plain(&passage.text)).collect();
    let own = names.iter().find(|(owner, ..)| **owner == Owner::Own);
    // Whoever works there knows who writes to them.
    let colleagues = subject.recipient == Some(LetterRecipient::Other(OtherReader::Staff));
    if let Some((_, name, told)) = own.filter(|_| !colleagues) {
        let wanted = plain(name);
        let there = texts
            .iter()
            .any(|text| format!(" {text} ").contains(&format!(" {wanted} ")));
        let outcome = match there {
            true => Outcome::equal(told),
            // The letterhead names it on paper; an e-mail has none.
            false => Outcome::unknown(&format!(
                "the letter does not name its sender outside the letterhead; {} is recorded",
                told.origin()
            )),
        };
        found.push(Compared {
            what: What::Name,
            written: (*name).clone(),
            outcome,
        });
    }
    let signature = super::signature::lines(passages).unwrap_or_default();
    let title = passages.iter().position(|passage| passage.place == Place::Heading);
    for (place, passage) in passages.iter().enumerate() {
        // Whom the letter is addressed to stands above its title.
        let addressed = title.is_some_and(|title| place < title);
        for (name, at) in companies(passage) {
            let sends = is_sender(passage, &at) || signature.iter().any(|line| line.contains(&name));
            let example = example(passage, at.start);
            let parent = names
                .iter()
                .find(|(owner, own, _)| **owner == Owner::Parent && plain(own) == plain(&name));
            let outcome = match judge(known, &names, &name) {
                Outcome::Equal(_) if sends && own.is_some() && parent.is_some() => {
                    Outcome::contradicted("the sender is another; that is its parent company")
                }
                Outcome::Unknown(_) if sends && own.is_some() => Outcome::contradicted("the sender is another"),
                Outcome::Unknown(_) if example || addressed => continue,
                other @ (Outcome::Equal(_) | Outcome::Differs(_) | Outcome::Unknown(_)) => other,
            };
            found.push(Compared {
                what: What::Name,
                written: name,
                outcome,
            });
        }
        for written in senders(passage) {
            let told = own.filter(|_| !is_of_the_record(known, &names, &written));
            found.extend(told.map(|(.., told)| Compared {
                what: What::Name,
                written,
                outcome: Outcome::differs(told, format!("the sender is another; {} is recorded", told.origin())),
            }));
        }
    }
}

/// Whether a sentence names a company as an example, or as the reader's own.
fn example(passage: &Passage, at: usize) -> bool {
    let sentences = sentences(&passage.words);
    let own = sentences.into_iter().find(|range| range.contains(&at));
    own.is_some_and(|range| all().senders.examples.holds(&passage.words[range]))
}

/// Whether a name is that of who writes: what follows it is what only the sender does, or what stands before it is "on
/// behalf of".
fn is_sender(passage: &Passage, at: &Range<usize>) -> bool {
    let behind = passage.words.get(at.end..).unwrap_or_default();
    let sends = all()
        .senders
        .sends
        .hits(behind)
        .iter()
        .any(|hit| hit.words.start == 0 && !behind[0].sentence);
    let before = &passage.words[at.start.saturating_sub(5)..at.start];
    sends
        || all()
            .senders
            .on_behalf
            .hits(before)
            .iter()
            .any(|hit| hit.words.end == before.len())
}

/// Names without the ending of a company at the beginning of a sentence that says what only a sender does.
fn senders(passage: &Passage) -> Vec<String> {
    let capital = |word: &Word| passage.text[word.at.clone()].starts_with(char::is_uppercase);
    let found = sentences(&passage.words).into_iter().filter_map(|range| {
        let words = &passage.words[range];
        let length = words
            .iter()
            .take(6)
            .take_while(|word| capital(word) && !word.clause)
            .count();
        let first = words
            .first()
            .filter(|word| !all().senders.not_senders.contains(&word.text))?;
        let behind = words.get(length..)?;
        let sends = all().senders.sends.hits(behind).iter().any(|hit| hit.words.start == 0);
        let ending = all()
            .endings
            .iter()
            .any(|ending| passage.text[words[length.max(1) - 1].at.clone()] == *ending);
        let name = first.at.start..words.get(length.checked_sub(1)?)?.at.end;
        (length >= 2 && sends && !ending).then(|| passage.text[name].to_owned())
    });
    found.collect()
}

/// Whether a name shares its first word with the sender or its group, or stands in the record.
fn is_of_the_record(known: &Known, names: &[(&Owner, &String, &Told)], written: &str) -> bool {
    let first = |text: &str| plain(text).split(' ').next().unwrap_or_default().to_owned();
    let own = names.iter().any(|(_, name, _)| first(name) == first(written));
    own || matches!(judge(known, names, written), Outcome::Equal(_))
}

fn judge(known: &Known, names: &[(&Owner, &String, &Told)], written: &str) -> Outcome {
    let said = plain(written);
    let within = |text: &str| {
        let text = plain(text);
        text == said
            || format!(" {text} ").contains(&format!(" {said} "))
            || format!(" {said} ").ends_with(&format!(" {text} "))
    };
    if let Some((.., told)) = names.iter().find(|(_, name, _)| within(name)) {
        return Outcome::equal(told);
    }
    let recorded = known.facts.iter().find(|told| match &told.fact {
        Fact::Story(text) | Fact::Authority(text) | Fact::Provider(text) | Fact::Reach(_, _, text) => within(text),
        Fact::Day(..)
        | Fact::Moment(..)
        | Fact::People(..)
        | Fact::Records(_)
        | Fact::Element(..)
        | Fact::Name(..)
        | Fact::Risk(_)
        | Fact::Delay(_)
        | Fact::Answer(..)
        | Fact::Labelled(..)
        | Fact::Signer(_)
        | Fact::Title(_)
        | Fact::Months(_) => false,
    });
    if let Some(told) = recorded {
        return Outcome::equal(told);
    }
    let first = said.split(' ').next().unwrap_or_default().to_owned();
    let alike = names
        .iter()
        .find(|(_, name, _)| plain(name).split(' ').next() == Some(first.as_str()));
    match alike {
        Some((_, name, told)) => Outcome::differs(told, format!("{} is recorded as {name}", told.origin())),
        None => Outcome::unknown("no such name is recorded"),
    }
}

/// Names that end as those of companies do: `Northwind Cloud, Inc`.
fn companies(passage: &Passage) -> Vec<(String, Range<usize>)> {
    let raw = |word: &Word| &passage.text[word.at.clone()];
    let capital = |word: &Word| raw(word).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let ends = |word: &Word| all().endings.iter().any(|ending| ending == raw(word));
    let mut found = Vec::new();
    // What begins a line is no ending of the name above it.
    for (at, word) in passage
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| ends(word) && !word.sentence)
    {
        let before = passage.words[..at]
            .iter()
            .rev()
            .take(5)
            .take_while(|word| capital(word));
        let mut from = at;
        for (step, word) in before.enumerate() {
            from = at - step - 1;
            let comma = passage.words[from + 1].clause && step > 0;
            if comma {
                from += 1;
                break;
            }
            if word.sentence {
                break;
            }
        }
        // `Die Muster GmbH`: an article that begins the sentence is no part of the name.
        if from + 1 < at && passage.words[from].sentence && all().no_names.contains(&passage.words[from].text) {
            from += 1;
        }
        if from < at && !passage.words[from].text.chars().all(|c| c.is_ascii_digit()) {
            let name = passage.text[passage.words[from].at.start..word.at.end].to_owned();
            found.push((name, from..at + 1));
        }
    }
    found
}
