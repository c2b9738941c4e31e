//! Names of companies: the sender's, and those of others.

use super::known::{Fact, Known, Owner, Told};
use super::phrases::all;
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;
use crate::letter::check::speech::{Word, words_of};

/// The words of a name as they are compared.
fn plain(text: &str) -> String {
    words_of(text)
        .iter()
        .map(|word| word.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn compare(known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
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
    if let Some((_, name, told)) = own {
        let wanted = plain(name);
        let there = texts
            .iter()
            .any(|text| format!(" {text} ").contains(&format!(" {wanted} ")));
        let outcome = match there {
            true => Outcome::equal(told),
            false => Outcome::differs(
                told,
                format!("the letter does not name its sender; {} is recorded", told.origin()),
            ),
        };
        found.push(Compared {
            what: What::Name,
            written: (*name).clone(),
            outcome,
        });
    }
    for passage in passages {
        for name in companies(passage) {
            let outcome = judge(known, &names, &name);
            found.push(Compared {
                what: What::Name,
                written: name,
                outcome,
            });
        }
    }
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
fn companies(passage: &Passage) -> Vec<String> {
    let raw = |word: &Word| &passage.text[word.at.clone()];
    let capital = |word: &Word| raw(word).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let ends = |word: &Word| all().endings.iter().any(|ending| ending == raw(word));
    let mut found = Vec::new();
    for (at, word) in passage.words.iter().enumerate().filter(|(_, word)| ends(word)) {
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
        if from < at && !passage.words[from].text.chars().all(|c| c.is_ascii_digit()) {
            found.push(passage.text[passage.words[from].at.start..word.at.end].to_owned());
        }
    }
    found
}
