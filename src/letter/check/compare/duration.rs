//! How long something lasted and how much later something came, against the days that are recorded: such spans follow from
//! them and are told wrongly as easily as a day.

use std::ops::Range;

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::days::StoryDay;
use super::phrases::{Role, all};
use super::recorded::{DayOf, Fact, Known, Told};
use super::span_phrases::spans;
use super::written_days::{Written, answers};
use super::written_spans::{DAY, Relation, Span, written};
use super::{Compared, Outcome, What};
use crate::letter::check::passage::{Passage, Place};
use crate::letter::check::speech::{Hit, sentences};

/// A recorded moment, or a day of which the hour is not known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point<'k> {
    of: Option<DayOf>,
    pub(super) day: NaiveDate,
    /// Local time.
    at: Option<NaiveDateTime>,
    pub(super) told: &'k Told,
}

impl Point<'_> {
    fn earliest(&self) -> NaiveDateTime {
        self.at.unwrap_or(self.day.and_time(NaiveTime::MIN))
    }

    fn latest(&self) -> NaiveDateTime {
        self.at
            .unwrap_or(self.day.and_time(NaiveTime::MIN) + Duration::minutes(DAY - 1))
    }
}

/// Every recorded day that a span may begin or end with.
pub(super) struct Recorded<'k>(Vec<Point<'k>>);

impl<'k> Recorded<'k> {
    pub(super) fn of(known: &'k Known, story: &[StoryDay<'k>]) -> Recorded<'k> {
        let ahead = known.offsets.first().copied().unwrap_or_default();
        let moment = |of: DayOf, told: &Told| {
            known.facts.iter().find_map(|own| {
                let Fact::Moment(its, at) = own.fact else { return None };
                let same = its == of && own.source == told.source && own.words == told.words;
                same.then(|| at.naive_utc() + Duration::minutes(ahead))
            })
        };
        let own = known.days().map(|(of, day, told)| Point {
            of: Some(of),
            day,
            at: moment(of, told),
            told,
        });
        let told = story.iter().filter_map(|own| {
            Some(Point {
                of: None,
                day: own.day.full()?,
                at: None,
                told: own.told,
            })
        });
        Recorded(own.chain(told).collect())
    }

    pub(super) fn as_called(&self, known: &Known, role: Role) -> Vec<Point<'k>> {
        let of = |point: &&Point<'_>| point.of.is_some_and(|of| answers(known, of, role));
        self.0.iter().filter(of).copied().collect()
    }

    /// The days of what a noun names, such as the `determination` of a span that is counted from it.
    pub(super) fn named(&self, of: DayOf) -> Vec<Point<'k>> {
        let own = self.all_of(&[of]);
        // Laws on notice call awareness so too: the day on which it is determined that there was a breach.
        match (own.is_empty(), of) {
            (true, DayOf::Materiality) => self.all_of(&[DayOf::Awareness]),
            _ => own,
        }
    }

    pub(super) fn all_of(&self, kinds: &[DayOf]) -> Vec<Point<'k>> {
        let of = |point: &&Point<'_>| point.of.is_some_and(|of| kinds.contains(&of));
        self.0.iter().filter(of).copied().collect()
    }
}

/// Every span of a passage that follows from recorded days.
pub(super) fn compare(
    known: &Known,
    recorded: &Recorded<'_>,
    passage: &Passage,
    days: &[Written],
    found: &mut Vec<Compared>,
) {
    if passage.place == Place::Heading || recorded.0.is_empty() {
        return;
    }
    let hits = all().day.hits(&passage.words);
    for range in sentences(&passage.words) {
        let words = &passage.words[range.clone()];
        for span in written(words) {
            let beside = span.words.start.saturating_sub(AROUND)..(span.words.end + AROUND).min(words.len());
            let phrases = &spans().duration;
            if phrases.unless.holds(&words[beside]) || phrases.of_somebody(words, span.words.start) {
                continue;
            }
            let sentence = Sentence {
                passage,
                range: range.clone(),
                days,
                hits: &hits,
            };
            let at = range.start + span.words.start..range.start + span.words.end;
            let span = Span { words: at, ..span };
            let outcome = match span.relation {
                Relation::Later | Relation::Earlier => apart(known, recorded, &sentence, &span),
                Relation::Within => within(known, recorded, &sentence, &span),
                Relation::Lasting => lasting(known, recorded, &sentence, &span),
                Relation::Passing => passing(recorded, &sentence, &span),
            };
            found.extend(outcome.map(|outcome| Compared {
                what: What::Day,
                written: passage.as_it_stands(&span.words),
                outcome,
            }));
        }
    }
}

/// A sentence with the days and the words about days in its passage.
struct Sentence<'s> {
    passage: &'s Passage,
    range: Range<usize>,
    days: &'s [Written],
    hits: &'s [Hit<'s, Role>],
}

/// So far from a span, in words, may stand what makes it one of something else.
const AROUND: usize = 8;

/// How far from a span the day or the deed may stand that it is the span of, in words.
const NEAR: usize = 2;

impl Sentence<'_> {
    fn written<'s>(&'s self, points: &'s [Point<'s>]) -> impl Iterator<Item = (Range<usize>, Point<'s>)> {
        let before = self.days.iter().filter(|day| day.words.start < self.range.end);
        before.filter_map(move |day| {
            let point = points.iter().find(|point| day.is(point.day))?;
            Some((day.words.clone(), *point))
        })
    }

    /// Whether a span is counted from what stands right behind it: `five days after the discovery`.
    fn counts_from(&self, words: &Range<usize>, span: &Span, by_adverb: bool) -> bool {
        let all_words = &self.passage.words;
        let gap = words.start.checked_sub(span.words.end);
        let behind = gap.is_some_and(|gap| gap == 0 || (gap <= 2 && !by_adverb));
        behind && !all_words[span.words.end..=words.start].iter().any(|word| word.clause)
    }

    fn roles(&self) -> impl Iterator<Item = &Hit<'_, Role>> {
        self.hits.iter().filter(|hit| self.range.contains(&hit.words.start))
    }
}

fn gap(one: &Range<usize>, other: &Range<usize>) -> usize {
    one.start
        .saturating_sub(other.end)
        .max(other.start.saturating_sub(one.end))
}

/// How two points lie apart: what ends minus what begins, at least and at most, in minutes. Spans of whole days are counted
/// by the calendar: from Monday evening to Wednesday morning people say two days.
fn between(begin: &Point<'_>, end: &Point<'_>, span: &Span) -> (i64, i64) {
    if span.most < DAY {
        let least = (end.earliest() - begin.latest()).num_minutes();
        return (least, (end.latest() - begin.earliest()).num_minutes());
    }
    let days = (end.day - begin.day).num_days() * DAY;
    (days, days)
}

fn fits(begin: &Point<'_>, end: &Point<'_>, span: &Span) -> bool {
    let (least, most) = between(begin, end, span);
    most >= span.least && least <= span.most
}

/// `five days later`: two days that the sentence is about, or one of them and another that is recorded, lie so far apart.
fn apart(known: &Known, recorded: &Recorded<'_>, sentence: &Sentence<'_>, span: &Span) -> Option<Outcome> {
    if let Some(outcome) = after_an_event(recorded, sentence, span) {
        return Some(outcome);
    }
    let dated: Vec<(Range<usize>, Point<'_>)> = sentence.written(&recorded.0).collect();
    let called: Vec<(Range<usize>, Point<'_>)> = sentence
        .roles()
        .filter(|hit| is_event(hit.means.of))
        .flat_map(|hit| {
            let points = recorded.as_called(known, *hit.means).into_iter();
            points.map(|point| (hit.words.clone(), point)).collect::<Vec<_>>()
        })
        .collect();
    let meant: Vec<&(Range<usize>, Point<'_>)> = dated.iter().chain(&called).collect();
    let (_, first) = meant.first()?;
    let both = meant
        .iter()
        .flat_map(|(_, one)| meant.iter().map(move |(_, other)| (one, other)))
        .find(|(one, other)| one.day != other.day && fits(one, other, span));
    let near = |words: &Range<usize>| gap(words, &span.words) <= NEAR && sentence.range.contains(&words.start);
    // What came later came after a day that the passage told before, where it told one.
    let before: Vec<&Point<'_>> = {
        let days = sentence.days.iter().filter(|day| day.words.end <= span.words.start);
        days.filter_map(|day| recorded.0.iter().find(|point| day.is(point.day)))
            .collect()
    };
    let by_adverb = span.relation == Relation::Later
        && !spans()
            .duration
            .after
            .holds(&sentence.passage.words[span.words.end - 1..span.words.end]);
    let may_begin =
        |other: &Point<'_>| !by_adverb || before.is_empty() || before.iter().any(|own| own.day == other.day);
    // `three weeks later, on October 2`: that day is its end, whatever else is told.
    let ends = dated
        .iter()
        .find(|(words, _)| words.start > span.words.end && gap(words, &span.words) <= NEAR);
    if let Some((_, end)) = ends.filter(|_| by_adverb && !before.is_empty()) {
        let right = before.iter().any(|begin| fits(begin, end, span));
        return Some(judged(right.then_some(end.told), first, span));
    }
    // What stands beside the span came then; from anything else it may be counted.
    let one = meant.iter().find(|(words, point)| {
        recorded.0.iter().any(|other| {
            let came = match span.relation {
                Relation::Earlier => fits(point, other, span),
                Relation::Later | Relation::Within | Relation::Lasting | Relation::Passing => {
                    may_begin(other) && fits(other, point, span)
                }
            };
            let counted = match span.relation {
                Relation::Earlier => fits(other, point, span),
                Relation::Later | Relation::Within | Relation::Lasting | Relation::Passing => fits(point, other, span),
            };
            // `five weeks after September 8` is counted from that day, `five weeks later, on October 13` came on it.
            let directly = sentence.counts_from(words, span, by_adverb);
            // `on October 5 we saw it; the next day` is counted from the day that stands before it with its deed between.
            let between = words.end < span.words.start;
            if near(words) && !directly {
                came || (between && counted)
            } else {
                counted
            }
        })
    });
    let told = both.map(|(_, other)| other.told).or(one.map(|(_, point)| point.told));
    Some(judged(told, first, span))
}

/// `21 days after the determination`: from the day of what is named there to one that the passage tells, or any other.
fn after_an_event(recorded: &Recorded<'_>, sentence: &Sentence<'_>, span: &Span) -> Option<Outcome> {
    let words = &sentence.passage.words;
    let end = (span.words.end + NOUN).min(sentence.range.end);
    let behind = words.get(span.words.end..end)?;
    let open = behind.iter().take_while(|word| !word.clause);
    let of = open.clone().find_map(|word| spans().duration.nouns.get(&word.text))?;
    let begins = recorded.named(*of);
    let after = spans().duration.after.holds(&words[span.words.end - 1..span.words.end]);
    let first = begins.first().filter(|_| after && span.relation == Relation::Later)?;
    let told: Vec<Point<'_>> = sentence.written(&recorded.0).map(|(_, point)| point).collect();
    let ends = if told.is_empty() { &recorded.0 } else { &told };
    let mut pairs = begins.iter().flat_map(|begin| ends.iter().map(move |end| (begin, end)));
    let right = pairs.find(|(begin, end)| fits(begin, end, span));
    Some(judged(right.map(|(_, end)| end.told), first, span))
}

/// So many words behind a span stands the event that it is counted from.
const NOUN: usize = 3;

/// `within two days`: what happened, was discovered, contained or reported so soon.
fn within(known: &Known, recorded: &Recorded<'_>, sentence: &Sentence<'_>, span: &Span) -> Option<Outcome> {
    let from_role = |hit: &&Hit<'_, Role>| is_event(hit.means.of) && hit.words.start >= span.words.end;
    let anchor = sentence
        .roles()
        .find(|hit| from_role(hit) && gap(&hit.words, &span.words) <= 2 * NEAR);
    let others = || {
        sentence
            .roles()
            .filter(|hit| anchor.is_none_or(|own| own.words != hit.words))
    };
    let (begins, ends) = match anchor {
        Some(anchor) => {
            let deed = others().find(|hit| is_event(hit.means.of) && hit.words.end <= span.words.start);
            let ends = match deed {
                Some(deed) => recorded.as_called(known, *deed.means),
                None if others().any(|hit| hit.means.of == DayOf::Notice) => {
                    recorded.all_of(&[DayOf::Sending, DayOf::Notice])
                }
                None => return None,
            };
            (recorded.as_called(known, *anchor.means), ends)
        }
        None => {
            let deed = others().find(|hit| is_event(hit.means.of))?;
            let begins: &[DayOf] = match deed.means.of {
                DayOf::Discovery | DayOf::Awareness => &[DayOf::Occurrence],
                DayOf::Containment | DayOf::LawEnforcement => &[DayOf::Discovery, DayOf::Awareness],
                DayOf::Occurrence
                | DayOf::Sending
                | DayOf::Notice
                | DayOf::Delay
                | DayOf::Materiality
                | DayOf::Other => return None,
            };
            (recorded.all_of(begins), recorded.as_called(known, *deed.means))
        }
    };
    let pairs = || begins.iter().flat_map(|begin| ends.iter().map(move |end| (begin, end)));
    let soon = |begin: &Point<'_>, end: &Point<'_>| (end.earliest() - begin.latest()).num_minutes() <= span.most;
    let (_, first) = pairs().next()?;
    let told = pairs().find(|(begin, end)| soon(begin, end)).map(|(_, end)| end.told);
    Some(judged(told, first, span))
}

/// `for three weeks`: from the beginning to another recorded day.
fn lasting(known: &Known, recorded: &Recorded<'_>, sentence: &Sentence<'_>, span: &Span) -> Option<Outcome> {
    let words = &sentence.passage.words[sentence.range.clone()];
    if !spans().duration.exposed.holds(words) || all().offer.monitoring.holds(words) {
        return None;
    }
    let mut begins = recorded.all_of(&[DayOf::Occurrence]);
    let own = sentence
        .written(&recorded.0)
        .filter(|(words, _)| sentence.range.contains(&words.start));
    begins.extend(own.map(|(_, point)| point));
    let first = begins.first().copied()?;
    let over = [DayOf::Discovery, DayOf::Awareness, DayOf::Containment];
    let mut ends = recorded.all_of(&over);
    ends.extend(recorded.0.iter().filter(|point| point.of.is_none()));
    if ends.is_empty() || known.facts.is_empty() {
        return None;
    }
    let mut pairs = begins.iter().flat_map(|begin| ends.iter().map(move |end| (begin, end)));
    let told = pairs
        .find(|(begin, end)| fits(begin, end, span))
        .map(|(_, end)| end.told);
    Some(judged(told, &first, span))
}

/// `28 days went by between the first entry and its discovery`: two recorded days lie so far apart. Where none do, a person
/// must look, since the record need not have every event.
fn passing(recorded: &Recorded<'_>, sentence: &Sentence<'_>, span: &Span) -> Option<Outcome> {
    let of_events = sentence.roles().any(|hit| is_event(hit.means.of));
    let dated = sentence
        .written(&recorded.0)
        .any(|(words, _)| sentence.range.contains(&words.start));
    if !of_events && !dated {
        return None;
    }
    let points = &recorded.0;
    let mut pairs = points
        .iter()
        .flat_map(|one| points.iter().map(move |other| (one, other)));
    let told = pairs.find(|(one, other)| one.day != other.day && fits(one, other, span));
    Some(match told {
        Some((_, other)) => Outcome::equal(other.told),
        None => Outcome::unknown("no recorded day lies so far from another"),
    })
}

fn judged(told: Option<&Told>, first: &Point<'_>, span: &Span) -> Outcome {
    let day = first.day.format("%-d %B %Y");
    match (told, span.relation) {
        (Some(told), _) => Outcome::equal(told),
        (None, Relation::Within) => Outcome::differs(
            first.told,
            format!("it took longer; {} is recorded as {day}", first.told.origin()),
        ),
        (None, Relation::Later | Relation::Earlier | Relation::Lasting | Relation::Passing) => Outcome::differs(
            first.told,
            format!(
                "no recorded day lies so far from another; {} is recorded as {day}",
                first.told.origin()
            ),
        ),
    }
}

fn is_event(of: DayOf) -> bool {
    match of {
        DayOf::Occurrence | DayOf::Discovery | DayOf::Awareness | DayOf::Containment | DayOf::LawEnforcement => true,
        DayOf::Sending | DayOf::Notice | DayOf::Delay | DayOf::Materiality | DayOf::Other => false,
    }
}
