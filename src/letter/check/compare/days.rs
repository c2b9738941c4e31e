//! Days of a letter against the record: each against the day of the milestone that its words name.

use chrono::{Datelike as _, NaiveDate};

use super::phrases::{Role, all};
use super::recorded::{DayOf, Known, Told};
use super::time::moment_told;
use super::written_days::{Written, alone, answers, dates, range_of, role};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::Passage;

/// A day that a text of the story tells, and what it is the day of there.
pub(super) struct StoryDay<'k> {
    pub day: Written,
    of: Option<DayOf>,
    pub told: &'k Told,
}

impl StoryDay<'_> {
    /// Whether the text tells it for the same thing as a letter does.
    fn of_the_same(&self, of: DayOf) -> bool {
        let noticed = |of: DayOf| matches!(of, DayOf::Discovery | DayOf::Awareness);
        self.of.is_none_or(|own| own == of || (noticed(own) && noticed(of)))
    }
}

/// The days of a text of the story.
pub(super) fn story_days<'k>(passage: &Passage, american: bool, told: &'k Told) -> Vec<StoryDay<'k>> {
    let hits = all().day.hits(&passage.words);
    let days = dates(passage, american).into_iter().map(|day| {
        let sentence = range_of(passage, day.words.start);
        let role = role(&passage.words, &sentence, &day.words, &hits).filter(|_| !day.ends);
        StoryDay {
            of: role.map(|(role, _)| role.of),
            day,
            told,
        }
    });
    days.collect()
}

/// Every day of a passage compared with the record.
pub(super) fn compare(
    known: &Known,
    passage: &Passage,
    (written, story): (&[Written], &[StoryDay<'_>]),
    found: &mut Vec<Compared>,
) {
    if written.is_empty() {
        return;
    }
    let hits = all().day.hits(&passage.words);
    for date in written {
        let sentence = range_of(passage, date.words.start);
        let role = match () {
            () if alone(passage, date) => Some((
                Role {
                    of: DayOf::Sending,
                    strong: true,
                },
                0,
            )),
            () if date.ends => None,
            () => role(&passage.words, &sentence, &date.words, &hits),
        };
        let words = &passage.words[sentence];
        let role = role.filter(|(role, _)| role.of != DayOf::Occurrence || !all().marks.days.no_beginning.holds(words));
        found.push(Compared {
            what: What::Day,
            written: as_written(passage, date),
            outcome: match judge(known, date, role, story) {
                Outcome::Equal(said) => Outcome::Equal(said),
                Outcome::Differs(_) if date.exists() && all().marks.days.unrelated.holds(words) => {
                    Outcome::unknown("no such day is recorded")
                }
                other @ (Outcome::Differs(_) | Outcome::Unknown(_)) => {
                    let of = role.filter(|(role, _)| role.strong).map(|(role, _)| role.of);
                    let told = moment_told(known, passage, date, of);
                    told.map_or(other, Outcome::equal)
                }
            },
        });
    }
}

/// As it stands there; of two days of one month, where one stands without its month, in full.
fn as_written(passage: &Passage, date: &Written) -> String {
    let words = &passage.words[date.words.clone()];
    let month = words.len() >= 3 || words.iter().any(|word| all().months.contains_key(&word.text));
    let (from, to) = (words[0].at.start, words[words.len() - 1].at.end);
    match (
        month,
        NaiveDate::from_ymd_opt(date.year.unwrap_or(2024), date.month, date.day),
    ) {
        (false, Some(day)) if date.year.is_some() => day.format("%-d %B %Y").to_string(),
        (false, Some(day)) => day.format("%-d %B").to_string(),
        (true, _) | (false, None) => passage.text[from..to].to_owned(),
    }
}

fn judge(known: &Known, date: &Written, role: Option<(Role, usize)>, story: &[StoryDay<'_>]) -> Outcome {
    if let Some(outcome) = impossible(date) {
        return outcome;
    }
    match role {
        Some((role, _)) => of_a_role(known, date, role, story),
        None => of_anything(known, date, story),
    }
}

/// What the calendar says against a day.
fn impossible(date: &Written) -> Option<Outcome> {
    if !date.exists() {
        return Some(Outcome::contradicted("the calendar has no such day"));
    }
    if date.misordered {
        return Some(Outcome::contradicted(
            "day and month stand in the order of another country",
        ));
    }
    let (written, day) = date.weekday.zip(date.full())?;
    (written != day.weekday()).then(|| {
        Outcome::contradicted(&format!(
            "the {} was or is a {}",
            day.format("%-d %B %Y"),
            day.format("%A")
        ))
    })
}

/// A day beside words that say what it is the day of: that of this milestone, or told for the same in the story. The day of
/// another milestone is wrong, however well it is recorded.
fn of_a_role(known: &Known, date: &Written, role: Role, story: &[StoryDay<'_>]) -> Outcome {
    let recorded: Vec<_> = known.days().filter(|(of, _, _)| answers(known, *of, role)).collect();
    if let Some((_, _, told)) = recorded.iter().find(|(_, day, _)| date.is(*day)) {
        return Outcome::equal(told);
    }
    if role.of == DayOf::Sending {
        return own_day(
            known,
            date,
            &recorded.iter().map(|(_, _, told)| *told).collect::<Vec<_>>(),
        );
    }
    // `We stopped sending files on October 20` is read as the day of a notice, and a letter may tell it by its other verb.
    let loosely = |own: &StoryDay<'_>| !role.strong && own.of.is_some_and(|of| !is_event(of));
    let same_there = story
        .iter()
        .find(|own| own.day.same(date) && (own.of_the_same(role.of) || loosely(own)));
    // Where the story says in the same words what another milestone was the day of, it speaks of that one.
    let another = || known.days().any(|(_, day, _)| date.is(day));
    match (recorded.first(), same_there, is_event(role.of)) {
        (Some(_), Some(own), _) if !role.strong || another() => Outcome::equal(own.told),
        (Some((_, day, told)), _, true) => Outcome::differs(
            told,
            format!("{} is recorded as {}", told.origin(), day.format("%-d %B %Y")),
        ),
        (_, Some(own), _) => Outcome::equal(own.told),
        (_, None, false) => of_a_notice(known, date, story),
        (None, None, true) => of_anything(known, date, story),
    }
}

fn is_event(of: DayOf) -> bool {
    match of {
        DayOf::Occurrence
        | DayOf::Discovery
        | DayOf::Awareness
        | DayOf::Containment
        | DayOf::Sending
        | DayOf::LawEnforcement
        | DayOf::Materiality => true,
        DayOf::Notice | DayOf::Delay | DayOf::Other => false,
    }
}

/// A day on which somebody was or will be told: that of a milestone of the breach is most likely another's.
fn of_a_notice(known: &Known, date: &Written, story: &[StoryDay<'_>]) -> Outcome {
    let mut others = known.days().filter(|(_, day, _)| date.is(*day));
    match others.next() {
        // The police are told too.
        Some((
            DayOf::Sending | DayOf::Notice | DayOf::LawEnforcement | DayOf::Delay | DayOf::Materiality | DayOf::Other,
            _,
            told,
        )) => Outcome::equal(told),
        Some((_, _, told)) if others.all(|(of, ..)| is_event(of) && of != DayOf::Sending) => {
            Outcome::unknown(&format!("it is recorded as {} and of no notice", told.origin()))
        }
        Some(_) | None => of_anything(known, date, story),
    }
}

/// A day of which nothing says what it is the day of: any that is recorded or told in the story.
fn of_anything(known: &Known, date: &Written, story: &[StoryDay<'_>]) -> Outcome {
    let recorded = known.days().find(|(_, day, _)| date.is(*day)).map(|(.., told)| told);
    let told = || story.iter().find(|own| own.day.same(date)).map(|own| own.told);
    match recorded.or_else(told) {
        Some(told) => Outcome::equal(told),
        None => of_another_year(known, date, story),
    }
}

/// The year is wrong where the day is recorded but for it.
fn of_another_year(known: &Known, date: &Written, story: &[StoryDay<'_>]) -> Outcome {
    let recorded = known
        .days()
        .find(|(_, day, _)| (day.month(), day.day()) == (date.month, date.day))
        .map(|(_, day, told)| (day.year(), told));
    let told = story
        .iter()
        .filter(|own| (own.day.month, own.day.day) == (date.month, date.day))
        .find_map(|own| Some((own.day.year?, own.told)));
    match recorded.or(told) {
        Some((year, told)) => Outcome::differs(told, format!("{} is recorded as in {year}", told.origin())),
        None => Outcome::unknown("no such day is recorded"),
    }
}

/// The day the letter goes out: as recorded, and never before what it tells of.
fn own_day(known: &Known, date: &Written, recorded: &[&Told]) -> Outcome {
    if let Some(told) = recorded.first() {
        return Outcome::differs(told, format!("{} is recorded as another day", told.origin()));
    }
    let past = known
        .days()
        .filter(|(of, _, _)| matches!(of, DayOf::Occurrence | DayOf::Discovery | DayOf::Awareness));
    let later = past
        .filter(|(_, day, _)| date.full().is_some_and(|own| own < *day))
        .max_by_key(|(_, day, _)| *day);
    match later {
        Some((_, day, told)) => Outcome::differs(
            told,
            format!(
                "the letter is dated before {}, {}",
                told.origin(),
                day.format("%-d %B %Y")
            ),
        ),
        None => Outcome::equal_to("the letter's own date"),
    }
}
