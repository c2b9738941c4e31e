//! Values that a name tells apart, in a row or beside the name: the data protection officer, the reference, the company
//! number, the categories of people; and a part of a country that stands where a country belongs.

use super::phrases::all;
use super::recorded::{Fact, Known, Label, Told};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Word, words_of};

pub(super) fn compare(known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
    for passage in passages {
        match passage.place {
            Place::Row => {
                row(known, passage, found);
                named_countries(known, passage, found);
            }
            Place::Paragraph | Place::Item => officer_beside(known, passage, found),
            Place::Heading => {}
        }
    }
    countries(passages, found);
}

fn labelled(known: &Known, label: Label) -> impl Iterator<Item = (&str, &Told)> {
    known.facts.iter().filter_map(move |told| {
        if let Fact::Labelled(own, text) = &told.fact
            && *own == label
        {
            Some((text.as_str(), told))
        } else {
            None
        }
    })
}

fn row(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let Some((_, value)) = passage.text.split_once(" | ") else {
        return;
    };
    let lead = &passage.lead_words;
    let mut labels: Vec<Label> = all().labels.hits(lead).iter().map(|hit| *hit.means).collect();
    if labels.contains(&Label::FeeRegister) {
        labels.retain(|label| *label != Label::Registration);
    }
    for label in labels {
        let recorded: Vec<(&str, &Told)> = labelled(known, label).collect();
        let Some((text, told)) = recorded.first().copied() else {
            continue;
        };
        let outcome = match recorded.iter().find(|(text, _)| agrees(label, value, text)) {
            Some((_, told)) => Outcome::equal(told),
            None if label == Label::Categories => Outcome::unknown(&format!("{} is recorded as {text}", told.origin())),
            None if value.trim().is_empty() || value.starts_with('[') => continue,
            None => Outcome::differs(told, format!("{} is recorded as {text}", told.origin())),
        };
        found.push(Compared {
            what: What::Field,
            written: passage.text.clone(),
            outcome,
        });
    }
}

/// Whether a value tells what is recorded: a number or a name word for word, categories by a word that both have.
fn agrees(label: Label, value: &str, recorded: &str) -> bool {
    let plain = |text: &str| words_of(text).into_iter().map(|word| word.text).collect::<Vec<_>>();
    let (value, recorded) = (plain(value), plain(recorded));
    match label {
        Label::Categories => {
            let telling = |word: &&String| word.chars().count() > 3;
            let alike =
                |one: &str, other: &str| one.chars().zip(other.chars()).take(4).all(|(one, other)| one == other);
            recorded
                .iter()
                .filter(telling)
                .any(|own| value.iter().filter(telling).any(|word| alike(own, word)))
        }
        Label::Officer | Label::Reference | Label::Registration | Label::FeeRegister => {
            let (value, recorded) = (runs(&value), runs(&recorded));
            holds(&value, &recorded) || (value.len() > 1 && holds(&recorded, &value))
        }
    }
}

/// The runs of letters and of digits in some words: `HRB12345` is `HRB 12345`, and no beginning of `HRB 123456`.
fn runs(words: &[String]) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    for word in words {
        let mut last: Option<bool> = None;
        for sign in word.chars() {
            let digit = sign.is_ascii_digit();
            match runs.last_mut().filter(|_| last == Some(digit)) {
                Some(run) => run.push(sign),
                None => runs.push(sign.to_string()),
            }
            last = Some(digit);
        }
    }
    runs
}

/// Whether runs hold others in a row.
fn holds(all: &[String], part: &[String]) -> bool {
    !part.is_empty() && all.windows(part.len()).any(|own| own == part)
}

/// A name of two or more words directly beside the title of the data protection officer.
fn officer_beside(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let words = &passage.words;
    let Some((name, told)) = labelled(known, Label::Officer).next() else {
        return;
    };
    for hit in all()
        .labels
        .hits(words)
        .iter()
        .filter(|hit| *hit.means == Label::Officer)
    {
        let titled = words
            .get(hit.words.end)
            .is_some_and(|word| all().academic.contains(&word.text));
        let behind = name_at(passage, hit.words.end + usize::from(titled));
        let beside = behind.filter(|written| !is_company(known, written));
        let Some(written) = beside.or_else(|| name_before(passage, hit.words.start)) else {
            continue;
        };
        let plain = |text: &str| {
            let words = words_of(text).into_iter().map(|word| word.text);
            words.filter(|word| !all().academic.contains(word)).collect::<Vec<_>>()
        };
        // A name of three words and more is read by two of them.
        let (own, whole) = (plain(&written), plain(name));
        let part = whole.windows(2).any(|pair| pair == own) && passage.text.contains(name);
        let outcome = match own == whole || part {
            true => Outcome::equal(told),
            false => Outcome::differs(told, format!("{} is recorded as {name}", told.origin())),
        };
        found.push(Compared {
            what: What::Field,
            written,
            outcome,
        });
    }
}

/// Whether two words begin the name of a company that is recorded: under a title in a signature it is no person's.
fn is_company(known: &Known, written: &str) -> bool {
    let plain = |text: &str| words_of(text).into_iter().map(|word| word.text).collect::<Vec<_>>();
    let written = plain(written);
    let companies = known.facts.iter().filter_map(|told| {
        if let Fact::Name(_, name) = &told.fact {
            Some(plain(name))
        } else {
            None
        }
    });
    companies.into_iter().any(|name| name.starts_with(&written))
}

/// Two words in a row that begin with capitals and are names: no full stop, bracket or colon before the second, and no end
/// of a line before the first but one that a colon announces.
fn name_at(passage: &Passage, at: usize) -> Option<String> {
    let words = passage.words.get(at..at + 2)?;
    let before = at.checked_sub(1).and_then(|before| passage.words.get(before))?;
    let between = &passage.text[before.at.end..words[0].at.start];
    let beside = !between.contains('\n') || between.contains(':');
    (beside && names(passage, words)).then(|| passage.text[words[0].at.start..words[1].at.end].to_owned())
}

fn name_before(passage: &Passage, end: usize) -> Option<String> {
    let words = passage.words.get(end.checked_sub(2)?..end)?;
    let comma = passage.words.get(end).is_some_and(|word| word.clause && !word.sentence);
    (comma && names(passage, words)).then(|| passage.text[words[0].at.start..words[1].at.end].to_owned())
}

fn names(passage: &Passage, words: &[Word]) -> bool {
    let capital = |word: &Word| {
        let raw = &passage.text[word.at.clone()];
        raw.starts_with(char::is_uppercase) && raw.chars().skip(1).all(char::is_lowercase) && raw.chars().count() > 1
    };
    let known = |word: &Word| all().no_names.contains(&word.text);
    words.iter().all(|word| capital(word) && !known(word)) && !words[1].sentence && !words[1].clause
}

/// Countries that a row about other countries names, and where nobody is recorded.
fn named_countries(known: &Known, passage: &Passage, found: &mut Vec<Compared>) {
    let lead = &passage.lead_words;
    if !all().abroad.holds(lead) && !all().counted.across.holds(lead) {
        return;
    }
    let recorded: Vec<(&str, &Told)> = known
        .facts
        .iter()
        .filter_map(|told| {
            if let Fact::People(Some(place), _, max) = &told.fact {
                // Between none and some are people who may be there.
                Some((place.split('-').next().unwrap_or_default(), told)).filter(|_| *max != Some(0))
            } else {
                None
            }
        })
        .collect();
    let Some((_, first)) = recorded.first().filter(|_| recorded.len() > 1) else {
        return;
    };
    for hit in all()
        .places
        .hits(&passage.words)
        .iter()
        .filter(|hit| hit.means.len() == 2)
    {
        if hit.words.start >= lead.len() && !recorded.iter().any(|(country, _)| country == hit.means) {
            found.push(Compared {
                what: What::People,
                written: passage.text.clone(),
                outcome: Outcome::differs(first, format!("nobody is recorded in {}", hit.means)),
            });
        }
    }
}

/// A part of a country under the name "Country", in a row or in the first column of a table.
fn countries(passages: &[Passage], found: &mut Vec<Compared>) {
    let mut column = false;
    for passage in passages {
        let Some((lead, value)) = passage.text.split_once(" | ").filter(|_| passage.place == Place::Row) else {
            column = false;
            continue;
        };
        let named = all().country.contains(&lead.trim().to_lowercase());
        let part = if named { value } else { lead };
        if (named || column) && is_part(part) {
            found.push(Compared {
                what: What::Field,
                written: passage.text.clone(),
                outcome: Outcome::contradicted(&format!("{} is not a country", part.trim())),
            });
        }
        column |= named;
    }
}

/// Whether a text is the name of a part of a country, and of no country.
fn is_part(text: &str) -> bool {
    let words = words_of(text);
    let whole: Vec<&str> = all()
        .places
        .hits(&words)
        .iter()
        .filter(|hit| hit.words == (0..words.len()))
        .map(|hit| hit.means.as_str())
        .collect();
    !whole.is_empty() && whole.iter().all(|code| code.contains('-'))
}

#[cfg(test)]
mod tests {
    use super::agrees;
    use crate::letter::check::compare::recorded::Label;

    #[test]
    fn a_number_or_a_name_agrees_as_a_whole() {
        for (label, value, recorded, same) in [
            (Label::Registration, "HRB 12345, Amtsgericht Köln", "HRB 12345", true),
            (Label::Registration, "HRB12345", "HRB 12345", true),
            (Label::Registration, "HRB 1234", "HRB 12345", false),
            (Label::Registration, "HRB 123456", "HRB 12345", false),
            (Label::Registration, "5", "HRB 12345", false),
            (Label::Registration, "", "HRB 12345", false),
            (Label::Reference, "2026-0011", "2026-001", false),
            (Label::Reference, "our 2026-001", "2026-001", true),
            (Label::Officer, "Ann Bergström", "Ann Berg", false),
            (Label::Officer, "Ann Berg, LL.M.", "Ann Berg", true),
            (Label::Officer, "Ann Berg", "Dr. Ann Berg", true),
            (Label::Officer, "Ann", "Dr. Ann Berg", false),
        ] {
            assert_eq!(agrees(label, value, recorded), same, "{value} / {recorded}");
        }
    }
}
