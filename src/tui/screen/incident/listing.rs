//! Which obligations are listed, and how they are grouped.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::views::ObligationView;
use crate::core::time::StoryTime;
use crate::core::verdict::Verdict;
use crate::tui::places;

/// What the team has come to about an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Work {
    /// It was filed, or is not required.
    pub resolved: bool,
    /// It was given to this member.
    pub mine: bool,
    /// It was filed, and its recipient is still owed something.
    pub supplement: bool,
    /// It is the law of a country that nothing known so far leads to.
    pub elsewhere: bool,
}

/// Which obligations are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All that are due or possible, and those that are resolved.
    #[default]
    All,
    Due,
    Possible,
    /// Past their deadline.
    Late,
    Resolved,
    /// Given to this member.
    Mine,
}

impl Which {
    pub(crate) const ALL: [Which; 6] = [
        Which::All,
        Which::Due,
        Which::Possible,
        Which::Late,
        Which::Resolved,
        Which::Mine,
    ];

    pub(crate) fn words(self) -> &'static str {
        match self {
            Which::All => "all",
            Which::Due => "due",
            Which::Possible => "possible",
            Which::Late => "late",
            Which::Resolved => "resolved",
            Which::Mine => "mine",
        }
    }

    /// Whether an obligation is listed.
    pub(crate) fn lists(self, o: &ObligationView, Work { resolved, mine, .. }: Work, now: StoryTime) -> bool {
        match self {
            Which::Mine => mine && !resolved,
            Which::All => true,
            Which::Due => o.verdict == Verdict::Due && !resolved,
            Which::Possible => o.verdict == Verdict::Possible && !resolved,
            Which::Late => o.verdict == Verdict::Due && !resolved && is_past(o, now),
            Which::Resolved => resolved,
        }
    }
}

/// How the list is grouped; within a group what is due comes first, and the soonest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupBy {
    /// Due, possible, resolved.
    #[default]
    Verdict,
    Date,
    Country,
    /// Who is told: authorities, people, customers and others.
    Recipient,
}

impl GroupBy {
    pub(crate) const ALL: [GroupBy; 4] = [GroupBy::Verdict, GroupBy::Date, GroupBy::Country, GroupBy::Recipient];

    pub(crate) fn words(self) -> &'static str {
        match self {
            GroupBy::Verdict => "due and possible",
            GroupBy::Date => "date",
            GroupBy::Country => "country",
            GroupBy::Recipient => "who is told",
        }
    }

    /// The group of an obligation: what it is sorted by, and its head.
    pub(crate) fn group(self, o: &ObligationView, work: Work, now: StoryTime) -> (u8, String) {
        let resolved = work.resolved;
        match self {
            GroupBy::Verdict => by_verdict(o.verdict, work),
            GroupBy::Date if !resolved && o.verdict != Verdict::Due && is_past(o, now) => {
                (4, "Possible, and late if they apply".to_owned())
            }
            GroupBy::Date => by_date(o.deadline.as_ref().map(|d| d.strict), now, resolved),
            GroupBy::Country => {
                let country = o.jurisdiction.split('-').next().unwrap_or(&o.jurisdiction);
                (0, places::english(country).to_owned())
            }
            GroupBy::Recipient => (0, o.recipient.words().to_owned()),
        }
    }
}

/// Whether the date of an obligation is past. Of one that is only possible that says nothing yet.
pub(crate) fn is_past(o: &ObligationView, now: StoryTime) -> bool {
    o.deadline.as_ref().is_some_and(|d| d.strict < now.at())
}

fn by_verdict(verdict: Verdict, work: Work) -> (u8, String) {
    let (order, words) = match (work.resolved, verdict) {
        (true, _) if work.supplement => (1, "Filed, and a supplement is open (r drafts it, x files it)"),
        (true, _) => (3, "Resolved"),
        (false, Verdict::Possible | Verdict::NotDue) if work.elsewhere => (4, ELSEWHERE),
        (false, Verdict::Due) => (0, "Due (w why, x filed, m drafting, approved, not required)"),
        (false, Verdict::Possible | Verdict::NotDue) => (2, "Possible: find out more before you decide"),
    };
    (order, words.to_owned())
}

/// The head over what is possible in the rest of the world.
const ELSEWHERE: &str = "Possible elsewhere: find out where people live (#) and what else binds you";

fn by_date(strict: Option<DateTime<Utc>>, now: StoryTime, resolved: bool) -> (u8, String) {
    let (order, words) = match (resolved, strict.map(|strict| strict - now.at())) {
        (true, _) => (6, "Resolved"),
        (false, None) => (5, "Without a date"),
        (false, Some(left)) if left < TimeDelta::zero() => (0, "Past"),
        (false, Some(left)) if left < TimeDelta::hours(24) => (1, "Within 24 hours"),
        (false, Some(left)) if left < TimeDelta::hours(72) => (2, "Within 72 hours"),
        (false, Some(_)) => (3, "Later"),
    };
    (order, words.to_owned())
}

/// What is listed in an incident, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listing {
    pub which: Which,
    pub by: GroupBy,
}
