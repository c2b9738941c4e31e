//! What an exercise, or a real incident, can be measured by: the same figures for both, so that they stand side by
//! side.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::app::assessment::assessed::Assessed;
use crate::app::record::{Loaded, Record, RecordError};
use crate::app::views::{ObligationView, zone_name};
use crate::core::coded::coded;
use crate::core::drill::{Drill, DrillEvent};
use crate::core::event::{About, Disposition, Event, FactClaim, ObligationUpdate, OfIncident, What};
use crate::core::facts::keys;
use crate::core::ids::{ObligationId, ObligationName};
use crate::core::incident::Incident;
use crate::core::law::rulebook::Rulebook;
use crate::core::time::{StoryTime, Zone};
use crate::core::tri::Tri;
use crate::drill::exercise::Exercise;
use crate::drill::scenario::RightClock;

/// A gap in the log that is told, minutes.
const GAP: i64 = 30;

/// The figures of one incident. Minutes are exercise time, or real time for a real incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measures {
    /// Minutes from the first word of it to awareness recorded.
    pub to_aware: Option<i64>,
    /// To the first call of the call tree.
    pub to_first_call: Option<i64>,
    pub to_first_decision: Option<i64>,
    /// To the first notice filed.
    pub to_first_filing: Option<i64>,
    /// Obligations with a deadline that are due: all, filed in time, filed late, past and not filed, still open.
    #[serde(rename = "duties")]
    pub obligations: FilingTally,
    /// Decisions, each with its rationale.
    pub decisions: usize,
    /// Entries of the log by people.
    pub entries: usize,
    /// Gaps of more than half an hour in the log.
    pub gaps: usize,
    /// Facts the law asks about that are still open.
    pub open_facts: usize,
}

/// Obligations with a deadline that are due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FilingTally {
    /// All of them whose deadline is past, or that were filed.
    pub judged: usize,
    /// Filed by their deadline.
    pub in_time: usize,
    /// Filed after it.
    pub late: usize,
    /// Past and not filed.
    pub missed: usize,
    /// Not yet due and not yet filed.
    pub open: usize,
}

impl FilingTally {
    /// Share in time, in percent of those that can be judged.
    pub fn share(&self) -> Option<usize> {
        (self.judged > 0).then(|| (self.in_time * 200 + self.judged) / (self.judged * 2))
    }
}

/// An obligation's clock as the team kept it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamClock {
    /// `REGIME/OBLIGATION[@PLACE]`.
    #[serde(rename = "duty")]
    pub obligation: ObligationName,
    /// What people call it.
    pub name: String,
    /// When its clock started.
    pub start: Option<DateTime<Utc>>,
    /// The deadline.
    pub due: Option<DateTime<Utc>>,
    pub filed: Option<DateTime<Utc>>,
    /// How long before its deadline it was filed, in full hours; below zero where it was late.
    #[serde(rename = "in_hand")]
    pub hours_to_spare: Option<i64>,
    /// How it came out: by the facts where the scenario knows them, otherwise by the team's own start.
    pub state: ClockState,
    /// The right moment as the scenario tells it.
    pub right: Option<DateTime<Utc>>,
    /// How it came out by the team's own start; `None` where the team had no clock for it.
    pub own: Option<ClockState>,
    /// The zone in which its deadline is told.
    #[serde(serialize_with = "zone_name")]
    pub zone: Zone,
}

impl TeamClock {
    /// The moment it is judged by.
    pub fn judged_by(&self) -> Option<DateTime<Utc>> {
        self.right.or(self.due)
    }
}

/// How a clock came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ClockState {
    /// Filed by the deadline.
    #[serde(rename = "in time")]
    InTime,
    /// Filed after it.
    #[serde(rename = "late")]
    Late,
    /// Past, and not filed.
    #[serde(rename = "missed")]
    Missed,
    /// Neither due yet nor filed.
    #[serde(rename = "open")]
    Open,
    /// Recorded as not required.
    #[serde(rename = "not required")]
    NotRequired,
}

impl ClockState {
    pub fn words(self) -> &'static str {
        match self {
            ClockState::InTime => "in time",
            ClockState::Late => "late",
            ClockState::Missed => "missed",
            ClockState::Open => "open",
            ClockState::NotRequired => "not required",
        }
    }

    fn of(filed: Option<DateTime<Utc>>, due: DateTime<Utc>, not_required: bool, now: StoryTime) -> ClockState {
        match filed {
            Some(filed) if filed <= due => ClockState::InTime,
            Some(_) => ClockState::Late,
            None if not_required => ClockState::NotRequired,
            None if due < now.at() => ClockState::Missed,
            None => ClockState::Open,
        }
    }
}

coded! {
    /// How the team's answer to "when is this due?" came out.
    pub enum Answered: "answer" {
        Right = "right",
        /// Another answer to a disputed question, and as good.
        Defensible = "defensible" => "right: another answer that can be defended",
        TooEarly = "too early",
        TooLate = "too late",
        /// The team has no deadline for what is due.
        Missing = "missing",
        /// It is still possible: silence is no answer.
        NotSettled = "not settled",
        Overcautious = "due, though it should not be",
    }
}

/// A right answer beside the team's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    #[serde(rename = "duty")]
    pub obligation: ObligationName,
    /// The right moment; none: not due.
    pub right: Option<DateTime<Utc>>,
    /// The team's moment.
    pub team: Option<DateTime<Utc>>,
    /// How the team's answer stands beside it.
    pub verdict: Answered,
    /// Why the right answer is right; for another that can be defended, why that is.
    pub why: String,
    /// The zone in which its deadline is told.
    #[serde(serialize_with = "zone_name")]
    pub zone: Zone,
}

/// Minutes since the first word of an incident at which an event was recorded.
struct Minutes<'m> {
    drill: Option<&'m Drill>,
    opened: DateTime<Utc>,
}

impl Minutes<'_> {
    fn of(&self, event: &Event) -> i64 {
        match self.drill {
            Some(drill) => drill.clock.elapsed(event.wall()).minute(),
            None => (event.recorded_at - self.opened).num_minutes(),
        }
    }
}

/// What the exercise or the record did, and nobody of the room.
fn of_the_record(what: &What) -> bool {
    matches!(what.about(), About::Exercise(_) | About::Incident(OfIncident::Identity))
}

/// Measures an incident at a moment of its own clock.
///
/// # Errors
/// As [`Record::assess`].
pub fn measures(record: &Record, loaded: &Loaded, now: StoryTime) -> Result<Measures, RecordError> {
    let assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    let clocks = team_clocks(loaded, &assessed, now);
    Ok(figures(loaded, &assessed, &clocks))
}

/// The figures of an incident whose clocks are known.
pub fn figures(loaded: &Loaded, assessed: &Assessed, clocks: &[TeamClock]) -> Measures {
    let minutes = Minutes {
        drill: loaded.incident.drill.as_ref(),
        opened: loaded.incident.opened_at,
    };
    let events = || played(loaded);
    let first = |wanted: fn(&What) -> bool| {
        let found = events().find(|event| wanted(&event.what));
        found.map(|event| minutes.of(event))
    };
    let people = events().filter(|event| !of_the_record(&event.what));
    let people: Vec<i64> = people.map(|event| minutes.of(event)).collect();
    Measures {
        to_aware: awareness(loaded).map(|event| minutes.of(event)),
        to_first_call: first(|what| matches!(what, What::ContactAttempted(_))),
        to_first_decision: first(|what| matches!(what, What::Decided(_))),
        to_first_filing: first(is_filing),
        obligations: obligations(clocks),
        decisions: loaded.incident.decisions.len(),
        entries: people.len(),
        gaps: people.windows(2).filter(|pair| pair[1] - pair[0] > GAP).count(),
        open_facts: assessed.view.open_facts.len(),
    }
}

/// What was recorded before the end of an exercise; of a real incident everything.
fn played(loaded: &Loaded) -> impl Iterator<Item = &Event> {
    let events = loaded.events.iter().map(|stored| &stored.event);
    events.take_while(|event| !matches!(event.what, What::Drill(DrillEvent::Ended { .. })))
}

/// The event that first recorded the awareness that was not corrected afterwards.
fn awareness(loaded: &Loaded) -> Option<&Event> {
    let standing = played(loaded).filter_map(|event| awareness_told(&event.what)).last()?;
    played(loaded).find(|event| awareness_told(&event.what) == Some(standing))
}

fn awareness_told(what: &What) -> Option<&str> {
    if let What::FactRecorded(FactClaim { key, value, .. }) = what {
        return (key == keys::milestones::AWARENESS).then_some(value);
    }
    None
}

fn is_filing(what: &What) -> bool {
    matches!(
        what,
        What::Disposed(ObligationUpdate {
            disposition: Disposition::Filed(_),
            ..
        })
    )
}

fn obligations(clocks: &[TeamClock]) -> FilingTally {
    let count = |state| clocks.iter().filter(|clock| clock.state == state).count();
    let (in_time, late, missed) = (
        count(ClockState::InTime),
        count(ClockState::Late),
        count(ClockState::Missed),
    );
    FilingTally {
        judged: in_time + late + missed,
        in_time,
        late,
        missed,
        open: count(ClockState::Open),
    }
}

/// The clocks of every obligation with a deadline that is due, soonest first.
pub fn team_clocks(loaded: &Loaded, assessed: &Assessed, now: StoryTime) -> Vec<TeamClock> {
    let due = assessed
        .obligations
        .iter()
        .filter(|(_, obligation)| obligation.verdict == Tri::Yes);
    let clocks = due.filter_map(|(key, obligation)| Some(team_clock(loaded, assessed, key, obligation.strict?, now)));
    let mut clocks: Vec<TeamClock> = clocks.collect();
    clocks.sort_by(|a, b| (a.due, &a.obligation).cmp(&(b.due, &b.obligation)));
    clocks
}

fn team_clock(
    loaded: &Loaded,
    assessed: &Assessed,
    key: &ObligationId,
    due: DateTime<Utc>,
    now: StoryTime,
) -> TeamClock {
    let incident = &loaded.incident;
    let view = assessed.view.obligations.iter().find(|view| view.id == *key);
    let filed = incident.filed_at(key);
    let state = ClockState::of(filed, due, not_required(incident, key.as_ref()), now);
    TeamClock {
        obligation: key.clone().into(),
        name: view.map(|view| view.name.clone()).unwrap_or_default(),
        start: view.and_then(|view| Some(view.deadline.as_ref()?.start)),
        due: Some(due),
        filed,
        hours_to_spare: filed.map(|filed| (due - filed).num_hours()),
        state,
        // Set by `exercise_clocks`, where the scenario knows it.
        right: None,
        own: Some(state),
        zone: told_in(view).unwrap_or_else(|| loaded.incident.home_zone.clone()),
    }
}

/// The clocks of an exercise: the team's, judged by the scenario's right moment wherever it names one, and those of
/// the scenario that the team never had. A team cannot make a deadline later by recording a later start.
pub fn exercise_clocks(exercise: &Exercise, assessed: &Assessed, rules: &Rulebook, now: StoryTime) -> Vec<TeamClock> {
    let mut clocks = team_clocks(&exercise.loaded, assessed, now);
    for right in asked(exercise) {
        let Some(judged) = judged(exercise, assessed, rules, right, now) else {
            continue;
        };
        let mut theirs = clocks
            .iter_mut()
            .filter(|team| judged.obligation.covers(&team.obligation))
            .peekable();
        if theirs.peek().is_none() {
            clocks.push(judged);
            continue;
        }
        for team in theirs {
            team.state = judged.state;
            (team.right, team.filed, team.hours_to_spare) = (judged.right, judged.filed, judged.hours_to_spare);
        }
    }
    clocks.sort_by(|a, b| (a.judged_by(), &a.obligation).cmp(&(b.judged_by(), &b.obligation)));
    clocks
}

/// A clock as it came out by the scenario's right moment alone; `None` where the obligation is rightly not due.
fn judged(
    exercise: &Exercise,
    assessed: &Assessed,
    rules: &Rulebook,
    clock: &RightClock,
    now: StoryTime,
) -> Option<TeamClock> {
    let incident = &exercise.loaded.incident;
    let filed = first_filed(incident, &clock.obligation);
    // Whoever goes by a later answer that can be defended is judged, and told, by that.
    let right = clock
        .due
        .filter(|due| filed.unwrap_or(now.at()) <= *due)
        .or_else(|| clock.latest())?;
    let state = match ClockState::of(filed, right, false, now) {
        // What was never due by the team's own account is judged when the facts have made it past.
        ClockState::Open if not_required(incident, &clock.obligation) => ClockState::NotRequired,
        state @ (ClockState::InTime
        | ClockState::Late
        | ClockState::Missed
        | ClockState::Open
        | ClockState::NotRequired) => state,
    };
    let view = assessed
        .view
        .obligations
        .iter()
        .find(|view| view.id == clock.obligation.as_str());
    Some(TeamClock {
        obligation: clock.obligation.clone(),
        name: view.map(|view| view.name.clone()).unwrap_or_default(),
        start: None,
        due: None,
        filed,
        hours_to_spare: filed.map(|filed| (right - filed).num_hours()),
        state,
        right: Some(right),
        own: None,
        zone: zone(exercise, assessed, rules, &clock.obligation),
    })
}

fn told_in(view: Option<&ObligationView>) -> Option<Zone> {
    Some(view?.deadline.as_ref()?.zone.clone())
}

/// The zone in which people tell the deadline of an obligation: its authority's. Who has no deadline yet has no authority
/// either; in the European Union that is the one at home, elsewhere the regime's.
fn zone(exercise: &Exercise, assessed: &Assessed, rules: &Rulebook, obligation: &ObligationName) -> Zone {
    let mut views = assessed.view.obligations.iter();
    let told = told_in(views.find(|view| obligation.covers(view.id.as_str())));
    told.unwrap_or_else(|| usual_zone(rules, &exercise.scenario.zone, obligation))
}

/// The zone in which the deadline of an obligation is told where nothing has been assessed: that of its law, in the European
/// Union the one at home.
pub fn usual_zone(rules: &Rulebook, home: &Zone, obligation: &ObligationName) -> Zone {
    let regime = Some(obligation.regime()).filter(|regime| !regime.starts_with("eu-"));
    let regime = regime.and_then(|regime| rules.regime(regime));
    regime.map_or_else(|| home.clone(), |regime| regime.zone.clone())
}

/// When an obligation was first filed, under any place it fans out to.
pub fn first_filed(incident: &Incident, obligation: &ObligationName) -> Option<DateTime<Utc>> {
    let keys = incident.dispositions.keys().filter(|key| obligation.covers(key));
    keys.filter_map(|key| incident.filed_at(key)).min()
}

/// The right clocks that this run asks about; those of a branch that was not taken are no question. Where a later inject
/// changes the answer, the later answer is the right one.
pub fn asked(exercise: &Exercise) -> impl Iterator<Item = &RightClock> {
    let delivered = &exercise.drill().delivered;
    let clocks = exercise.scenario.clocks.iter();
    let mut last: Vec<&RightClock> = Vec::new();
    for clock in clocks.filter(|clock| clock.inject.as_ref().is_none_or(|id| delivered.contains(id))) {
        last.retain(|earlier| earlier.obligation != clock.obligation);
        last.push(clock);
    }
    last.into_iter()
}

/// The scenario's right answers beside the team's clocks.
pub fn verdicts(exercise: &Exercise, assessed: &Assessed, rules: &Rulebook) -> Vec<Verdict> {
    asked(exercise)
        .map(|clock| verdict(exercise, assessed, rules, clock))
        .collect()
}

fn verdict(exercise: &Exercise, assessed: &Assessed, rules: &Rulebook, clock: &RightClock) -> Verdict {
    let obligation = assessed.obligations.get(clock.obligation.as_str());
    let due = obligation.filter(|obligation| obligation.verdict == Tri::Yes);
    let team = due.and_then(|obligation| obligation.strict);
    let settled = || {
        let ruled_out = obligation.is_none_or(|obligation| obligation.verdict == Tri::No);
        ruled_out || not_required(&exercise.loaded.incident, &clock.obligation)
    };
    let answered = || match (clock.due, due, team) {
        (None, Some(_), _) => Answered::Overcautious,
        (None, None, _) if settled() => Answered::Right,
        (None, None, _) => Answered::NotSettled,
        (Some(_), _, None) => Answered::Missing,
        // Deadlines are told to the minute.
        (Some(right), _, Some(team)) if (right - team).num_seconds().abs() < 60 => Answered::Right,
        (Some(right), _, Some(team)) if team < right => Answered::TooEarly,
        (Some(_), _, Some(_)) => Answered::TooLate,
    };
    // Only an answer that differs from the first one needs a defense.
    let other = match answered() {
        Answered::TooEarly | Answered::TooLate | Answered::Overcautious => clock.defended(team),
        Answered::Missing if settled() => clock.defended(None),
        Answered::Missing | Answered::Right | Answered::Defensible | Answered::NotSettled => None,
    };
    let verdict = other.map_or_else(answered, |_| Answered::Defensible);
    Verdict {
        obligation: clock.obligation.clone(),
        right: clock.due,
        team,
        verdict,
        why: other.map_or_else(|| clock.why.clone(), |other| other.why.clone()),
        zone: zone(exercise, assessed, rules, &clock.obligation),
    }
}

fn not_required(incident: &Incident, obligation: &str) -> bool {
    let disposed = incident.disposition(obligation);
    disposed.is_some_and(|d| matches!(d.disposition, Disposition::NotRequired { .. }))
}
