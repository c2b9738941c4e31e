//! Alerts: what must not be missed while somebody looks elsewhere. Deadlines are told before they come and when they are
//! past, reminders and call-backs when it is time. Each is told once, and each way can be silenced.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::watching::deadline_bell::MARKS;
use crate::core::coded::coded;
use crate::core::time::span;

coded! {
    pub enum AlertWay: "way to alert" {
        Bell = "bell" => "the bell",
        Title = "title" => "the title of the terminal",
        Desktop = "desktop" => "a notification of the desktop",
    }
}

/// What is watched, told apart from everything else that is. A deadline that moves is another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Watched {
    pub incident: String,
    pub kind: Kind,
    pub what: String,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Deadline,
    /// When the team wants something done.
    Wanted,
    /// The call passes on to the next person.
    Escalation,
    Reminder,
}

/// How near a moment is: the minutes of the mark that is passed. Fewer are nearer.
type Nearness = Reverse<i64>;

impl Kind {
    /// How near it is, where that is worth telling.
    fn nearness(self, left: TimeDelta) -> Option<Nearness> {
        let marks: &[i64] = match self {
            Kind::Deadline => &MARKS,
            Kind::Wanted => &[15, 0],
            Kind::Escalation | Kind::Reminder => &[0],
        };
        let passed = marks.iter().filter(|mark| left <= TimeDelta::minutes(**mark));
        passed.min().copied().map(Reverse)
    }

    /// Whether it is told even if its moment was over before it was first seen: it waits until somebody has dealt with
    /// it.
    fn waits(self) -> bool {
        match self {
            Kind::Escalation | Kind::Reminder => true,
            Kind::Deadline | Kind::Wanted => false,
        }
    }
}

/// Something to be told now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// For the screen, with what it is about.
    pub words: String,
    /// For the desktop, whose screen others may see: the incident and the time, and nothing else.
    pub outside: String,
    pub ways: BTreeSet<AlertWay>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alerts {
    told: BTreeMap<Watched, Nearness>,
    /// All that was watched a moment ago.
    seen: BTreeSet<Watched>,
    off: BTreeSet<AlertWay>,
    /// What was told last and nobody has seen yet.
    pub standing: Option<String>,
}

impl Alerts {
    /// With these ways off.
    pub fn quiet(off: impl IntoIterator<Item = AlertWay>) -> Alerts {
        Alerts {
            off: off.into_iter().collect(),
            ..Alerts::default()
        }
    }

    pub fn is_on(&self, way: AlertWay) -> bool {
        !self.off.contains(&way)
    }

    /// Turns a way off, or on again; says whether it is on now.
    pub fn turn(&mut self, way: AlertWay) -> bool {
        let on = self.off.remove(&way);
        if !on {
            self.off.insert(way);
        }
        on
    }

    /// What is to be told of all that is watched. A deadline that is near when it is first seen is on the screen
    /// already, so that it is told only when the next mark is passed.
    pub(super) fn due(&mut self, watched: Vec<(Watched, DateTime<Utc>)>) -> Option<Alert> {
        let mut news = Vec::new();
        let mut told = BTreeMap::new();
        for (one, now) in watched {
            let Some(near) = one.kind.nearness(one.at - now) else {
                told.insert(one, None);
                continue;
            };
            let before = self.told.get(&one);
            let known = self.seen.contains(&one);
            if (known || one.kind.waits()) && before.is_none_or(|before| *before < near) {
                news.push((near, one.clone(), one.at - now));
            }
            told.insert(one, Some(near));
        }
        self.seen = told.keys().cloned().collect();
        self.told = told.into_iter().filter_map(|(one, near)| Some((one, near?))).collect();
        let (_, first, left) = news.iter().max_by_key(|(near, one, _)| (*near, Reverse(one.at)))?;
        let more = match news.len() {
            1 => String::new(),
            n => format!(" (and {} more)", n - 1),
        };
        let words = format!("{}{more}", first.words(*left));
        self.standing = Some(words.clone());
        Some(Alert {
            outside: format!("{}: {}{more}", first.incident, first.bare(*left)),
            words,
            ways: AlertWay::ALL.into_iter().filter(|way| self.is_on(*way)).collect(),
        })
    }
}

impl Watched {
    fn words(&self, left: TimeDelta) -> String {
        let Watched { incident, what, .. } = self;
        match self.kind {
            Kind::Deadline if left <= TimeDelta::zero() => format!("{incident}: {what} is PAST ITS DEADLINE"),
            Kind::Deadline => format!("{incident}: {what} is due in {}", span(left)),
            Kind::Wanted if left <= TimeDelta::zero() => format!("{incident}: {what} was wanted by now"),
            Kind::Wanted => format!("{incident}: {what} is wanted in {}", span(left)),
            Kind::Escalation => format!("{incident}: no answer from {what}; call the next person"),
            Kind::Reminder => format!("{incident}: {what}"),
        }
    }

    /// The same without names and obligations.
    fn bare(&self, left: TimeDelta) -> String {
        match self.kind {
            Kind::Deadline if left <= TimeDelta::zero() => "a deadline is past".to_owned(),
            Kind::Deadline => format!("a deadline in {}", span(left)),
            Kind::Wanted => "something is wanted now".to_owned(),
            Kind::Escalation => "call the next person".to_owned(),
            Kind::Reminder => "a reminder".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + 60 * minutes, 0).unwrap()
    }

    fn watched(kind: Kind, minutes: i64) -> Watched {
        Watched {
            incident: "2026-001".to_owned(),
            kind,
            what: "eu-gdpr/regulator".to_owned(),
            at: at(minutes),
        }
    }

    /// Every minute from one to another, what is told.
    fn told(alerts: &mut Alerts, one: &Watched, minutes: std::ops::Range<i64>) -> Vec<(i64, String)> {
        let tell = |minute| Some((minute, alerts.due(vec![(one.clone(), at(minute))])?.words));
        minutes.filter_map(tell).collect()
    }

    #[test]
    fn a_deadline_is_told_four_times_before_and_once_when_it_is_past() {
        let mut alerts = Alerts::default();
        let told = told(&mut alerts, &watched(Kind::Deadline, 2000), 0..2100);
        let minutes: Vec<i64> = told.iter().map(|(minute, _)| *minute).collect();
        assert_eq!(minutes, [2000 - 1440, 2000 - 240, 2000 - 60, 2000 - 15, 2000]);
        assert!(told[2].1.contains("eu-gdpr/regulator is due in 1 h 00 min"), "{told:?}");
        assert!(told[4].1.contains("PAST ITS DEADLINE"), "{told:?}");
    }

    /// What is on the screen already when it is opened is not news; what comes nearer then is.
    #[test]
    fn what_was_near_before_anybody_looked_is_not_told_until_it_comes_nearer() {
        let mut alerts = Alerts::default();
        let told = told(&mut alerts, &watched(Kind::Deadline, 100), 50..102);
        assert_eq!(told.iter().map(|(minute, _)| *minute).collect::<Vec<_>>(), [85, 100]);
    }

    #[test]
    fn a_reminder_that_came_while_nobody_looked_is_told_once() {
        let mut alerts = Alerts::default();
        assert_eq!(told(&mut alerts, &watched(Kind::Reminder, 10), 60..90).len(), 1);
        assert_eq!(told(&mut alerts, &watched(Kind::Escalation, 10), 0..90)[0].0, 10);
    }

    /// Others may see the desktop: what is alerted there names neither people nor obligations.
    #[test]
    fn the_desktop_is_told_the_incident_and_the_time_alone() {
        let mut alerts = Alerts::quiet([AlertWay::Bell]);
        let one = watched(Kind::Reminder, 10);
        let alert = alerts.due(vec![(one, at(11))]).unwrap();
        assert_eq!(alert.outside, "2026-001: a reminder");
        assert!(alert.words.contains("eu-gdpr/regulator"));
        assert_eq!(alert.ways, [AlertWay::Title, AlertWay::Desktop].into());
        assert!(alerts.turn(AlertWay::Bell) && !alerts.turn(AlertWay::Title));
    }
}
