//! An obligation as people and programs see it: whom to tell, by when, why, and in what order.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::moment::{Zoned, in_utc, utc};
use super::{OverlayView, in_words};
use crate::core::counted::counted;
use crate::core::ids::{ObligationId, RegimeId};
use crate::core::law::rulebook::{DataTest, Obligation, Order, Rulebook, Status, Version};
use crate::core::law::terms::Recipient;
use crate::core::obligation::{Assessment, Deadline, Outcome};
use crate::core::time::{StoryTime, Zone};
use crate::core::tri::Tri;
use crate::core::verdict::{Progress, Verdict};

#[derive(Debug, Clone, Serialize)]
pub struct ObligationView {
    /// Its name, with a place where it fans out.
    pub id: ObligationId,
    pub regime: RegimeId,
    /// The file that took the place of the built-in regime, or the pack that brought the regime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<OverlayView>,
    /// Its regime's name.
    pub name: String,
    pub jurisdiction: String,
    /// Who is told.
    pub recipient: Recipient,
    pub authority: AuthorityView,
    /// Whether it applies.
    pub verdict: Verdict,
    /// How far it has got.
    pub status: Progress,
    /// Due, past and not filed.
    pub overdue: bool,
    /// How far the rule binds.
    #[serde(serialize_with = "binding")]
    pub force: Status,
    pub reasons: Vec<ReasonView>,
    /// Facts that would settle it.
    pub missing: Vec<String>,
    /// Conditions in words that nobody but a person can check.
    pub check: Vec<String>,
    /// The strict moment, if the law sets a number and the start is known.
    pub deadline: Option<DeadlineView>,
    /// The period, where it is not due and the law sets one: what would bind if it were.
    #[serde(skip)]
    pub limit: Option<String>,
    /// Which data elements the law covers, and what it asks of them; `None` where it looks at none.
    #[serde(skip)]
    pub data: Option<Arc<DataTest>>,
    /// Why there is no date although the law sets a number: its start is not known, or it could not be counted.
    pub no_date: Option<String>,
    /// The law's words on time.
    pub standard: Option<String>,
    /// Order among notices.
    pub order: OrderView,
    pub content: Vec<String>,
    /// The same in words.
    #[serde(skip)]
    pub contains: Vec<String>,
    /// Where it stands.
    pub cite: String,
    /// Updates and later reports.
    pub follow_up: Option<String>,
    /// What its author says of it, such as why it is counted as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(serialize_with = "in_utc")]
    pub filed_at: Option<DateTime<Utc>>,
    /// high, medium or low
    pub confidence: String,
    /// The day somebody last looked at the rule.
    pub reviewed_on: NaiveDate,
    /// Where the rules of a former time decide: when that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerRules>,
}

/// When the rules that decide were in force.
#[derive(Debug, Clone, Serialize)]
pub struct FormerRules {
    /// The first day, where it is known.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: NaiveDate,
}

impl FormerRules {
    pub fn words(&self) -> String {
        let from = self.from.map(|day| format!("from {day} ")).unwrap_or_default();
        format!("the rules that were in force {from}until {}", self.until)
    }
}

/// Who is told.
#[derive(Debug, Clone, Serialize)]
pub struct AuthorityView {
    pub name: Option<String>,
    pub channel: Option<String>,
    /// Address.
    pub at: Option<String>,
    /// Remarks on the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ReasonView {
    pub text: String,
    /// The provision it rests on.
    pub cite: Option<String>,
    /// Whether it only says what holds until somebody decides.
    #[serde(skip)]
    pub presumed: bool,
}

/// A strict moment with its working.
#[derive(Debug, Clone)]
pub struct DeadlineView {
    /// The last second that is still in time.
    pub strict: DateTime<Utc>,
    /// The authority's zone.
    pub zone: Zone,
    /// The date there.
    pub date: NaiveDate,
    /// What it runs from.
    pub milestone: String,
    pub start: DateTime<Utc>,
    /// Whether another milestone stands in.
    pub provisional: bool,
    /// Alternative computations.
    pub readings: Vec<ReadingView>,
    /// Alternative computations that could not be carried out.
    pub readings_not_computed: Vec<NotComputedView>,
    pub steps: Vec<String>,
}

impl DeadlineView {
    /// The moment on the authority's clocks.
    pub fn strict_local(&self) -> Zoned {
        Zoned::new(&self.zone, self.strict)
    }
}

impl Serialize for DeadlineView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let uncounted = !self.readings_not_computed.is_empty();
        let mut view = serializer.serialize_struct("DeadlineView", 9 + usize::from(uncounted))?;
        view.serialize_field("strict", &utc(self.strict))?;
        view.serialize_field("strict_local", &self.strict_local())?;
        view.serialize_field("zone", self.zone.name())?;
        view.serialize_field("date", &self.date)?;
        view.serialize_field("milestone", &self.milestone)?;
        view.serialize_field("start", &utc(self.start))?;
        view.serialize_field("provisional", &self.provisional)?;
        view.serialize_field("readings", &self.readings)?;
        match uncounted {
            true => view.serialize_field("readings_not_computed", &self.readings_not_computed)?,
            false => view.skip_field("readings_not_computed")?,
        }
        view.serialize_field("steps", &self.steps)?;
        view.end()
    }
}

/// An alternative computation of the same limit, for information; never the clock.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingView {
    pub name: String,
    /// The moment, in the authority's zone.
    pub moment: Zoned,
    pub disputed: bool,
    /// What it rests on.
    pub note: String,
}

/// An alternative computation that could not be carried out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotComputedView {
    pub name: String,
    pub reason: String,
}

impl NotComputedView {
    /// As every face says it.
    pub fn words(&self) -> String {
        format!("{}: cannot be computed: {}", self.name, self.reason)
    }
}

/// Order among notices.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OrderView {
    /// Must be sent before these.
    pub before: Vec<String>,
    /// After these.
    pub after: Vec<String>,
    /// With these.
    pub with: Vec<String>,
    /// No later than these.
    pub no_later_than: Vec<String>,
    /// Not before another filing plus a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
}

/// Every obligation: due, possible, then not due; soonest first.
pub(super) fn obligations(rules: &Rulebook, answer: &Assessment<'_>, now: StoryTime) -> Vec<ObligationView> {
    let mut order: Vec<&Outcome<'_>> = answer.outcomes.iter().collect();
    let soonest = |o: &Outcome<'_>| o.deadline.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |d| d.strict);
    order.sort_by(|a, b| {
        b.verdict
            .cmp(&a.verdict)
            .then(soonest(a).cmp(&soonest(b)))
            .then(a.key.cmp(&b.key))
    });
    order.into_iter().map(|o| obligation(rules, o, now)).collect()
}

fn obligation(rules: &Rulebook, outcome: &Outcome<'_>, now: StoryTime) -> ObligationView {
    let (regime, obligation) = (outcome.regime, outcome.obligation);
    let text = |value: Option<&str>| value.map(str::to_owned);
    ObligationView {
        id: outcome.key.clone(),
        regime: regime.id.clone(),
        overlay: None,
        name: regime.name.clone(),
        jurisdiction: regime.jurisdiction.clone(),
        recipient: obligation.recipient,
        authority: AuthorityView {
            name: outcome.addressee.name.as_ref().map(ToString::to_string),
            channel: text(outcome.addressee.channel),
            at: text(outcome.addressee.at),
            notes: text(outcome.addressee.notes),
        },
        verdict: outcome.verdict.into(),
        status: progress(outcome),
        overdue: outcome.overdue(now),
        force: outcome.status(),
        reasons: outcome.causes().map(reason).collect(),
        missing: outcome.missing().map(ToString::to_string).collect(),
        check: obligation.check.clone(),
        deadline: outcome.deadline.as_deref().map(deadline),
        no_date: no_date(outcome),
        limit: limit(outcome),
        data: version(outcome).and_then(|version| version.data.clone()),
        standard: obligation.standard.clone(),
        order: order(&obligation.order),
        content: obligation.content.clone(),
        contains: in_words(rules, &obligation.content),
        cite: obligation.cite.clone(),
        follow_up: obligation.follow_up.clone(),
        note: obligation.note.clone(),
        filed_at: outcome.filed,
        confidence: regime.confidence.code().to_owned(),
        reviewed_on: regime.reviewed_on,
        former: former(outcome),
    }
}

fn former(outcome: &Outcome<'_>) -> Option<FormerRules> {
    let version = version(outcome)?;
    Some(FormerRules {
        from: version.from,
        until: version.until?,
    })
}

/// The version of the regime that has the obligation.
fn version<'a>(outcome: &Outcome<'a>) -> Option<&'a Version> {
    let has = |version: &&Version| version.obligations.iter().any(|o| std::ptr::eq(o, outcome.obligation));
    outcome.regime.versions.iter().find(has)
}

/// The period of an obligation that is not due: whoever doubts the verdict wants to know what would follow from another.
fn limit(outcome: &Outcome<'_>) -> Option<String> {
    let hidden = outcome.verdict != Tri::No || !outcome.status().makes_deadlines();
    (!hidden).then(|| period(outcome.obligation)).flatten()
}

/// The period and what it runs from; `None` where the law sets none.
fn period(obligation: &Obligation) -> Option<String> {
    let limit = obligation.limit.as_ref()?;
    let start = match (obligation.from.as_ref()?.code(), obligation.filed.as_deref()) {
        (_, Some(filed)) => format!("the filing of {filed}"),
        (from, None) => from.replace('_', " "),
    };
    let unit = limit.period.unit.code().replace('_', " ");
    let count = counted(limit.period.count.into(), unit.trim_end_matches('s'));
    Some(format!("{count} from {start}"))
}

/// What to show where there is no date yet: a clock that has not begun still has its number (72 hours, say), and an
/// empty cell would look as if there were no deadline.
fn no_date(outcome: &Outcome<'_>) -> Option<String> {
    let obligation = outcome.obligation;
    let dated = outcome.deadline.is_some() || outcome.verdict == Tri::No;
    if dated || !outcome.status().makes_deadlines() {
        return None;
    }
    if let Some(failed) = &outcome.no_date {
        return Some(format!("the date could not be calculated: {failed}"));
    }
    period(obligation).map(|period| format!("{period}, which is not known yet"))
}

fn reason(cause: &crate::core::obligation::Cause<'_>) -> ReasonView {
    ReasonView {
        text: cause.text.to_string(),
        cite: cause.cite.map(str::to_owned),
        presumed: cause.presumed,
    }
}

fn progress(outcome: &Outcome<'_>) -> Progress {
    match (outcome.filed, outcome.on_hold) {
        (Some(_), _) => Progress::Filed,
        (None, true) => Progress::OnHold,
        (None, false) => Progress::Open,
    }
}

fn binding<S: Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.code())
}

fn deadline(deadline: &Deadline<'_>) -> DeadlineView {
    let reading = |r: &crate::core::obligation::ReadingAt<'_>| ReadingView {
        name: r.name.to_owned(),
        moment: Zoned::new(deadline.zone, r.moment),
        disputed: r.disputed,
        note: r.note.to_owned(),
    };
    let uncounted = deadline.uncounted.iter().map(|uncounted| NotComputedView {
        name: uncounted.name.to_owned(),
        reason: uncounted.why.to_string(),
    });
    DeadlineView {
        strict: deadline.strict,
        zone: deadline.zone.clone(),
        date: deadline.date,
        milestone: deadline.milestone.to_owned(),
        start: deadline.start,
        provisional: deadline.provisional,
        readings: deadline.readings.iter().map(reading).collect(),
        readings_not_computed: uncounted.collect(),
        steps: deadline.steps(),
    }
}

fn order(order: &Order) -> OrderView {
    let not_before = order
        .not_before
        .as_ref()
        .map(|n| format!("{} after {}", n.period, n.after));
    OrderView {
        before: order.before.clone(),
        after: order.after.clone(),
        with: order.with.clone(),
        no_later_than: order.no_later_than.clone(),
        not_before,
    }
}
