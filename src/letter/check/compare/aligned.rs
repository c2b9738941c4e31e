//! Sentences of a letter beside those that the record holds: the texts of the story, and the draft that the template makes
//! of what is recorded. One that is nearly the same and tells another day, number or name was altered, whatever it says; one
//! that is like none of them and brings words in that the record has nowhere is nobody's but its writer's.

use std::collections::BTreeSet;

use super::phrases::all;
use super::recorded::{Known, Told};
use super::unit::{Unit, at_most_alike, cut, in_common, likeness, stem};
use super::written_days::Written;
use super::{Compared, Outcome, Said, What};
use crate::letter::check::measure;
use crate::letter::check::passage::Passage;

/// From which share of common words on a sentence is taken for an altered one. Half the words and more of any two
/// sentences about one incident are the same by chance; of three in five that is rare (tests/data/letters).
const ALIKE: f64 = 0.6;
/// From which share on another value in it is an alteration, and no other sentence about the same.
const SAME: f64 = 0.75;
/// From which share on a word more that denies or doubts turns what a sentence says.
const NEARLY: f64 = 0.85;
/// From which share of its words on a recorded sentence stands whole within a longer one.
const WHOLE: f64 = 0.9;
/// From which share on a sentence that stands in another's place and denies something denies what that one said.
const REPLACED: f64 = 0.35;
/// Smaller numbers are told in other ways.
const LARGE: u64 = 100;
/// Shorter sentences are like many others.
const SHORTEST: usize = 4;
/// One in so many sentences of the draft may be left out of a letter that was made of it.
const INTACT: usize = 3;
/// So many words that the record has nowhere make a statement that it does not hold.
const STRANGE: usize = 2;

/// What a letter's sentences are held against.
pub(super) struct Recorded<'k> {
    units: Vec<(Unit, Option<&'k Told>)>,
    /// Beginnings of the words that the record has.
    known: BTreeSet<String>,
    /// Of those that the templates have.
    ordinary: &'k BTreeSet<String>,
}

impl<'k> Recorded<'k> {
    pub(super) fn of(known: &'k Known, told: &'k [(Passage, &'k Told)], drafted: &[Passage]) -> Recorded<'k> {
        let mut units = Vec::new();
        for (passage, told) in told {
            units.extend(cut(passage, known.american).into_iter().map(|unit| (unit, Some(*told))));
        }
        for passage in drafted {
            units.extend(cut(passage, known.american).into_iter().map(|unit| (unit, None)));
        }
        let mut words: BTreeSet<String> = BTreeSet::new();
        if !known.ordinary.is_empty() {
            words.extend(
                units
                    .iter()
                    .flat_map(|(unit, _)| unit.words.iter().map(|word| stem(word))),
            );
        }
        for told in &known.facts {
            let text = told.fact.text().unwrap_or_default();
            words.extend(
                crate::letter::check::speech::words_of(&text)
                    .iter()
                    .map(|word| stem(&word.text)),
            );
        }
        Recorded {
            units,
            known: words,
            ordinary: &known.ordinary,
        }
    }

    /// The number of the recorded sentence that a letter's was made of.
    fn like(&self, own: &Unit) -> Option<usize> {
        let numbered = || self.units.iter().map(|(unit, _)| unit).enumerate();
        // A row is known by its label, however its value was changed; a sentence only by its words.
        let mut rows = numbered().filter(|(_, unit)| unit.label.is_some() && unit.label == own.label);
        let near = numbered().filter(|(_, unit)| unit.label.is_none() || own.label.is_none());
        let scored = near
            .filter(|(_, unit)| own.words.len() >= SHORTEST && at_most_alike(own, unit) >= ALIKE)
            .map(|(at, unit)| (likeness(own, unit), at))
            .filter(|(score, _)| *score >= ALIKE);
        let best = scored.max_by(|one, other| one.0.total_cmp(&other.0));
        rows.next().map(|(at, _)| at).or(best.map(|(_, at)| at))
    }

    /// The number of a recorded sentence that a letter's has whole, with something more.
    fn within(&self, own: &Unit) -> Option<usize> {
        let whole = |unit: &Unit| {
            let shared = in_common(&own.marks, &unit.marks) as f64;
            let telling = (unit.long.len() >= 3 && in_common(&own.long, &unit.long) == unit.long.len())
                || unit.days.iter().any(|day| own.days.iter().any(|other| other.same(day)));
            let longer = own.marks.len() > unit.marks.len();
            longer && telling && unit.words.len() > SHORTEST && shared >= WHOLE * unit.marks.len() as f64
        };
        let mut units = self.units.iter();
        (own.label.is_none()).then(|| units.position(|(unit, _)| unit.label.is_none() && whole(unit)))?
    }

    /// Whether a recorded sentence is the draft's.
    fn is_draft(&self, at: usize) -> bool {
        self.units[at].1.is_none()
    }

    /// Whether the record has a letter's days in a sentence that shares a longer word with it which this unit lacks: then it is
    /// that sentence in other words, however much of this one it has.
    fn tells_of_that_day(&self, own: &Unit, unit: &Unit) -> bool {
        let has = |other: &Unit, day: &Written| other.days.iter().any(|theirs| theirs.same(day));
        self.units.iter().any(|(other, _)| {
            let word = |word: &&u64| other.long.contains(word) && !unit.long.contains(word);
            own.days.iter().all(|day| has(other, day)) && own.long.iter().any(|own| word(&own))
        })
    }

    fn knows(&self, word: &str) -> bool {
        let stem = stem(word);
        self.known.contains(&stem) || self.ordinary.contains(&stem)
    }

    /// The numbers of the recorded sentences that a letter's is word for word.
    fn same(&self, own: &Unit) -> Vec<usize> {
        // Of a row the value alone may be a text of the story.
        let value = own.label.as_ref().and_then(|label| {
            let lead = crate::letter::check::speech::words_of(label).len();
            own.words.get(lead..).filter(|value| !value.is_empty())
        });
        let same = |unit: &Unit| unit.words == own.words || value.is_some_and(|value| unit.words == value);
        let numbered = self.units.iter().enumerate();
        numbered.filter(|(_, (unit, _))| same(unit)).map(|(at, _)| at).collect()
    }
}

/// Every sentence of a letter beside the record.
pub(super) fn compare(recorded: &Recorded<'_>, known: &Known, passages: &[Passage], found: &mut Vec<Compared>) {
    let letter: Vec<Unit> = passages
        .iter()
        .flat_map(|passage| cut(passage, known.american))
        .collect();
    let mut kept: BTreeSet<usize> = BTreeSet::new();
    let mut made_of: Vec<Option<usize>> = Vec::with_capacity(letter.len());
    for own in &letter {
        let same = recorded.same(own);
        // The draft's rather than the story's, where both have it: `replaced` goes by the order of the draft.
        if let Some(first) = same.iter().find(|at| recorded.is_draft(**at)).or(same.first()) {
            made_of.push(Some(*first));
            kept.extend(&same);
        } else if let Some(at) = recorded.like(own).or_else(|| recorded.within(own)) {
            made_of.push(Some(at));
            kept.insert(at);
            let (unit, told) = &recorded.units[at];
            let before = found.len();
            altered(recorded, own, unit, *told, found);
            if found.len() == before && loses(own, unit, &letter) {
                found.push(other_wording(own, unit));
            }
        } else {
            made_of.push(None);
        }
    }
    let replaced = recorded.replaced(&letter, &made_of, &kept, found);
    let new = letter.iter().enumerate().filter(|(at, _)| made_of[*at].is_none());
    let new: Vec<(usize, &Unit)> = new.collect();
    let added = recorded.sections_added_to(&kept, &new);
    for (_, own) in new.iter().filter(|(at, _)| !replaced.contains(at)) {
        strange(recorded, known, own, added.contains(&own.heading), found);
    }
}

impl Recorded<'_> {
    /// Headings below which more sentences are new than were left out of the draft: something was added there, and not only
    /// said in other words. Of a letter that has little of the draft, nobody can tell.
    fn sections_added_to(&self, kept: &BTreeSet<usize>, new: &[(usize, &Unit)]) -> BTreeSet<String> {
        let drafted: Vec<(usize, &Unit)> = (self.units.iter().enumerate())
            .filter(|(_, (unit, told))| told.is_none() && unit.words.len() >= SHORTEST)
            .map(|(at, (unit, _))| (at, unit))
            .collect();
        let left_out: Vec<&Unit> = (drafted.iter())
            .filter(|(at, _)| !kept.contains(at))
            .map(|(_, unit)| *unit)
            .collect();
        if drafted.is_empty() || left_out.len() * INTACT > drafted.len() {
            return BTreeSet::new();
        }
        let there = |units: &mut dyn Iterator<Item = &Unit>, heading: &str| {
            units.filter(|unit| unit.heading == heading).count()
        };
        let headings = new.iter().map(|(_, unit)| unit.heading.clone());
        headings
            .filter(|heading| {
                there(&mut new.iter().map(|(_, unit)| *unit), heading) > there(&mut left_out.iter().copied(), heading)
            })
            .collect()
    }
}

impl Recorded<'_> {
    /// Sentences that stand where another one stood in the draft, and deny what it said or tell nothing of its days
    /// and numbers: the numbers of those that are found.
    fn replaced(
        &self,
        letter: &[Unit],
        made_of: &[Option<usize>],
        kept: &BTreeSet<usize>,
        found: &mut Vec<Compared>,
    ) -> BTreeSet<usize> {
        let drafts = |at: &Option<usize>| at.filter(|at| self.is_draft(*at));
        let mut all = BTreeSet::new();
        for (at, own) in letter.iter().enumerate().filter(|(at, _)| made_of[*at].is_none()) {
            let before = made_of[..at].iter().rev().find_map(drafts);
            let behind = made_of[at..].iter().find_map(drafts);
            let from = before.map_or(0, |before| before + 1);
            let to = behind.unwrap_or(self.units.len()).max(from);
            let stood = |number: &usize| self.is_draft(*number) && !kept.contains(number);
            let stood: Vec<&Unit> = (from..to).filter(stood).map(|number| &self.units[number].0).collect();
            let nearest = stood
                .iter()
                .max_by_key(|unit| (in_common(&own.long, &unit.long), in_common(&own.marks, &unit.marks)));
            let Some(unit) = nearest.filter(|unit| stood.len() == 1 || in_common(&own.long, &unit.long) > 0) else {
                continue;
            };
            let alike = likeness(own, unit) >= REPLACED;
            // Above the first heading stands whom the letter is for.
            let addressee = own.heading.is_empty() && unit.heading.is_empty() && in_common(&own.long, &unit.long) == 0;
            let other = addressee || (alike && denies_otherwise(own, unit)) || loses(own, unit, letter);
            if other && own.label.is_none() == unit.label.is_none() {
                all.insert(at);
                found.push(other_wording(own, unit));
            }
        }
        all
    }
}

fn other_wording(own: &Unit, unit: &Unit) -> Compared {
    Compared {
        what: What::Wording,
        written: own.text.clone(),
        outcome: Outcome::unknown(&format!("recorded or drafted as “{}”", unit.text)),
    }
}

/// Whether a sentence lacks a day or a number of the one whose place it took, and the letter tells it nowhere.
fn loses(own: &Unit, unit: &Unit, letter: &[Unit]) -> bool {
    let day = |day: &Written| letter.iter().any(|unit| unit.days.iter().any(|own| own.same(day)));
    let number = |number: &u64| letter.iter().any(|unit| unit.numbers.contains(number));
    let days = own.days.is_empty() && unit.days.iter().any(|other| !day(other));
    // Months and years are told in one another's numbers.
    let large = |number: &&u64| **number >= LARGE;
    days || (own.numbers.is_empty() && unit.numbers.iter().filter(large).any(|other| !number(other)))
}

/// Whether one of two sentences tells a number that the other does not. A term in years is one in months.
fn says_other_numbers(own: &Unit, other: &Unit) -> bool {
    let terms = measure::months(&other.text.to_lowercase());
    let same_terms = measure::months(&own.text.to_lowercase()) == terms;
    let of_a_term = |number: &u64| same_terms && terms.iter().any(|months| months == number || *months == number * 12);
    own.numbers.difference(&other.numbers).any(|number| !of_a_term(number))
}

/// Whether one of two sentences tells a number of weeks where the other tells as many months.
fn other_unit(own: &Unit, other: &Unit) -> bool {
    own.terms.difference(&other.terms).any(|(number, _)| {
        let same = |term: &&(u64, i64)| term.0 == *number;
        other.terms.difference(&own.terms).any(|term| same(&term))
    })
}

/// What a sentence says otherwise than the one that it was made of: one finding for each, first what is certainly
/// another (a day, a month, a number, a name), then what a person must weigh. A value counts as altered only where
/// either sentence has one that the other lacks: what was only left out or only added is looked at elsewhere.
fn altered(recorded: &Recorded<'_>, own: &Unit, unit: &Unit, told: Option<&Told>, found: &mut Vec<Compared>) {
    let words = format!("recorded or drafted as “{}”", unit.text);
    let differs = || match told {
        Some(told) => Outcome::differs(told, format!("{}: {words}", told.origin())),
        None => Outcome::contradicted(&words),
    };
    let lacks = |mine: &[Written], theirs: &[Written]| {
        let same = |one: &Written, other: &Written| one.same(other);
        mine.iter()
            .filter(|day| !theirs.iter().any(|other| same(day, other)))
            .count()
    };
    let mut push = |what, outcome| {
        found.push(Compared {
            what,
            written: own.text.clone(),
            outcome,
        });
    };
    let same = own.label.is_some() || likeness(own, unit) >= SAME;
    let other_day = lacks(&own.days, &unit.days) > 0 && lacks(&unit.days, &own.days) > 0;
    if same && other_day && !recorded.tells_of_that_day(own, unit) {
        push(What::Day, differs());
        return;
    }
    let other_months =
        own.months.difference(&unit.months).next().is_some() && unit.months.difference(&own.months).next().is_some();
    if same && other_months {
        push(What::Day, differs());
        return;
    }
    let other_numbers = says_other_numbers(own, unit) && says_other_numbers(unit, own);
    if same && other_numbers {
        push(What::Number, differs());
        return;
    }
    if same && other_unit(own, unit) {
        push(What::Number, differs());
        return;
    }
    let strange = |mine: &Unit, theirs: &Unit| {
        let other = |name: &&String| !theirs.words.contains(name) && !is_calendar(name);
        mine.names
            .iter()
            .filter(other)
            .any(|name| !recorded.ordinary.contains(&stem(name)))
    };
    // Where many words have capitals, as in German and in addresses, they tell no names.
    let few = |unit: &Unit| unit.names.len() * 4 <= unit.words.len();
    let alike = likeness(own, unit) >= SAME;
    if alike && few(own) && few(unit) && strange(own, unit) && strange(unit, own) {
        push(What::Name, differs());
        return;
    }
    if own.label.is_none() && likeness(own, unit) >= NEARLY && turned(own, unit) {
        push(What::Wording, differs());
        return;
    }
    let struck = own.label.is_some() && own.label == unit.label && lacks_words(own, unit);
    if struck || recorded.adds(own, unit) || recorded.says_something_new(own, unit) {
        push(
            What::Wording,
            Outcome::Unknown(Said {
                record: words,
                event: told.and_then(|told| told.source),
            }),
        );
    }
}

/// Whether the value of a row is what the record has, without some of its words.
fn lacks_words(own: &Unit, unit: &Unit) -> bool {
    let fewer = own.long.len() < unit.long.len() && in_common(&own.long, &unit.long) == own.long.len();
    fewer && own.words.len() < unit.words.len()
}

/// Whether one of two sentences denies or doubts and the other does not.
fn turned(own: &Unit, unit: &Unit) -> bool {
    denies_otherwise(own, unit) || has(own, &all().turns.doubts) != has(unit, &all().turns.doubts)
}

fn denies_otherwise(own: &Unit, unit: &Unit) -> bool {
    denies(own) != denies(unit)
}

/// Whether a sentence denies something. Who acted without authority is an unauthorized person.
fn denies(unit: &Unit) -> bool {
    let authority = unit
        .plain
        .iter()
        .any(|word| word.starts_with("authori") || word == "permission");
    let denies = |word: &String| all().turns.denies.contains(word) && !(authority && word == "without");
    unit.plain.iter().any(denies)
}

fn has(unit: &Unit, kind: &BTreeSet<String>) -> bool {
    unit.plain.iter().any(|word| kind.contains(word))
}

/// The share of a sentence's longer words that one recorded sentence has, for the two to say the same.
const SHARED: f64 = 0.5;
/// So many words more than a recorded sentence has say something more.
const MORE: usize = 5;
/// From which share on they stand in another recorded sentence.
const ELSEWHERE: f64 = 0.6;
impl Recorded<'_> {
    /// Whether most of what a sentence says stands in one sentence of the record or the draft, and neither denies nor
    /// doubts what the other says.
    fn says_in_other_words(&self, own: &Unit) -> bool {
        let said = |unit: &Unit| {
            let shared = in_common(&own.long, &unit.long);
            shared as f64 >= SHARED * own.long.len() as f64 && own.numbers.is_subset(&unit.numbers)
        };
        let mut units = self.units.iter().map(|(unit, _)| unit);
        !own.long.is_empty() && units.any(|unit| said(unit) && !turned(own, unit))
    }

    /// Whether a sentence says what the one that it was made of does not. Other words for the same are no alteration: what
    /// the record or the templates have as well says nothing new, and one word more or another one is how anybody writes;
    /// a name is not, nor what limits, denies or doubts, nor one word in a sentence that is otherwise the same.
    fn says_something_new(&self, own: &Unit, unit: &Unit) -> bool {
        let mine: Vec<&String> = own.plain.iter().filter(|word| !unit.plain.contains(word)).collect();
        let nothing_new = |word: &&&String| {
            let limits = all().turns.limits.contains(**word);
            let known = is_calendar(word) || self.of_its_words(unit, word) || self.knows(word);
            common(word) || (known && !limits)
        };
        let new: Vec<&&String> = mine.iter().filter(|word| !nothing_new(word)).collect();
        let first = own.words.first();
        let weighty = |word: &str| {
            own.names.contains(word) || first.is_some_and(|first| first == word) || all().turns.limits.contains(word)
        };
        new.len() >= STRANGE
            || new.iter().any(|word| weighty(word))
            || (!new.is_empty() && likeness(own, unit) >= NEARLY)
            || (!mine.is_empty() && turned(own, unit))
    }

    /// Whether a sentence that has a recorded one whole says several things more, which no other recorded one says.
    fn adds(&self, own: &Unit, unit: &Unit) -> bool {
        let more: Vec<&String> = own.plain.iter().filter(|word| !unit.plain.contains(word)).collect();
        let more: Vec<String> = more
            .into_iter()
            .filter(|word| !common(word))
            .map(|word| stem(word))
            .collect();
        let elsewhere = |other: &Unit| {
            let there = |word: &&String| other.plain.iter().any(|own| stem(own) == **word);
            more.iter().filter(there).count() as f64 >= ELSEWHERE * more.len() as f64
        };
        let whole = in_common(&own.marks, &unit.marks) as f64 >= WHOLE * unit.marks.len() as f64;
        own.label.is_none() && whole && more.len() >= MORE && !self.units.iter().any(|(other, _)| elsewhere(other))
    }

    fn of_its_words(&self, unit: &Unit, word: &str) -> bool {
        let own = stem(word);
        unit.plain.iter().any(|other| stem(other) == own)
    }
}

fn common(word: &str) -> bool {
    word.chars().count() < 3 || all().articles.iter().any(|article| article == word)
}

/// A sentence that nobody recorded: it has words, or a name, that the record has nowhere.
fn strange(recorded: &Recorded<'_>, known: &Known, own: &Unit, added: bool, found: &mut Vec<Compared>) {
    if known.ordinary.is_empty() {
        return;
    }
    let unknown = |word: &&String| {
        let letters = word.chars().all(char::is_alphabetic) && word.chars().count() > 2;
        letters && !recorded.knows(word) && !is_calendar(word)
    };
    let new: BTreeSet<&String> = own.plain.iter().filter(unknown).collect();
    let name = new.iter().any(|word| own.names.contains(*word));
    let added = added
        && own.label.is_none()
        && own.words.len() >= SHORTEST
        && !addresses(own)
        && !recorded.says_in_other_words(own);
    if new.len() >= STRANGE || name || added {
        let words: Vec<&str> = new.iter().map(|word| word.as_str()).collect();
        let lacks = match words.is_empty() {
            true => "neither the record nor the draft says so".to_owned(),
            false => format!("the record says nothing of: {}", words.join(", ")),
        };
        found.push(Compared {
            what: What::Statement,
            written: own.text.clone(),
            outcome: Outcome::unknown(&lacks),
        });
    }
}

/// Whether a sentence asks the reader to do something.
fn addresses(own: &Unit) -> bool {
    let text = own.words.join(" ");
    let begins = |lead: &String| {
        text.strip_prefix(lead.as_str())
            .is_some_and(|rest| rest.starts_with(' '))
    };
    all().marks.addressed.iter().any(begins)
}

fn is_calendar(word: &str) -> bool {
    all().weekdays.contains_key(word) || all().months.contains_key(word)
}
