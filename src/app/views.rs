//! What an assessment looks like to people and programs: plain structs, serialised as the contract says.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::people_view::PeopleView;
use crate::core::facts::Facts;
use crate::core::ids::{ObligationId, RegimeId};
use crate::core::law::rulebook::{Order, Overlay, Rulebook};
use crate::core::obligation::{Assessment, Deadline, Outcome, assess};
use crate::core::severity::{Proposal, RiskFacts};
use crate::core::time::{Zone, tzdb_version};
use crate::core::tri::Tri;

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
pub struct AssessmentView {
    /// The moment it was made for.
    pub as_of: String,
    /// Which law.
    pub rule_base: RuleBaseView,
    /// Which time zone data.
    pub tzdb: String,
    /// Title and kind of the incident.
    pub incident: IncidentView,
    /// Every obligation of the rule base: due, possible, then not due; soonest first.
    pub obligations: Vec<ObligationView>,
    /// What to find out next.
    pub open_facts: Vec<OpenFactView>,
    /// How many people are affected in all, and how many have no place yet.
    pub people: PeopleView,
    /// What the risk methods propose.
    pub risk: Option<RiskView>,
    /// Not legal advice.
    pub notice: &'static str,
}

/// Which incident this is.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentView {
    /// Its title.
    pub title: String,
    /// real or exercise
    pub kind: &'static str,
}

/// Which law was asked.
#[derive(Debug, Clone, Serialize)]
pub struct RuleBaseView {
    /// The newest review day.
    pub version: String,
    /// SHA-256 over all files.
    pub sha256: String,
    /// How many regimes.
    pub regimes: usize,
    /// What files of the team's own brought in.
    pub overlays: Vec<OverlayView>,
}

/// Law of the team's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlayView {
    /// The regime, or the file's name where it holds no regimes.
    pub id: String,
    /// The file.
    pub file: String,
    /// Whether it took the place of something built in.
    pub replaces: bool,
}

/// What overlay files brought into a rule base.
pub fn overlays(rules: &Rulebook) -> Vec<OverlayView> {
    let view = |overlay: &Overlay| OverlayView {
        id: overlay.id.clone(),
        file: overlay.file.clone(),
        replaces: overlay.replaces,
    };
    rules.overlays.iter().map(view).collect()
}

/// One sentence that names the law that took the place of built-in law; `None` where none did.
pub fn replaced_words(overlays: &[OverlayView]) -> Option<String> {
    let replaced: Vec<String> = overlays
        .iter()
        .filter(|overlay| overlay.replaces)
        .map(|overlay| format!("{} ({})", overlay.id, overlay.file))
        .collect();
    (!replaced.is_empty()).then(|| format!("Your own law replaces the built-in law: {}", replaced.join(", ")))
}

/// One obligation.
#[derive(Debug, Clone, Serialize)]
pub struct ObligationView {
    /// Its name, with a place where it fans out.
    pub id: ObligationId,
    /// Its regime.
    pub regime: RegimeId,
    /// The file of the team's own that took the place of the built-in regime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<OverlayView>,
    /// Its regime's name.
    pub name: String,
    /// Where.
    pub jurisdiction: String,
    /// Who is told.
    pub recipient: String,
    /// Which authority and how.
    pub authority: AuthorityView,
    /// due, possible or not_due
    pub verdict: &'static str,
    /// open, filed or on_hold
    pub status: &'static str,
    /// Due, past and not filed.
    pub overdue: bool,
    /// How far the rule binds.
    pub force: &'static str,
    /// Why.
    pub reasons: Vec<ReasonView>,
    /// Facts that would settle it.
    pub missing: Vec<String>,
    /// Conditions in words that nobody but a person can check.
    pub check: Vec<String>,
    /// The strict moment, if the law sets a number and the start is known.
    pub deadline: Option<DeadlineView>,
    /// Why there is no date although the law sets a number: its start is not known, or it could not be counted.
    pub no_date: Option<String>,
    /// The law's words on time.
    pub standard: Option<String>,
    /// Order among notices.
    pub order: OrderView,
    /// Required contents.
    pub content: Vec<String>,
    /// Where it stands.
    pub cite: String,
    /// Updates and later reports.
    pub follow_up: Option<String>,
    /// When it was filed.
    pub filed_at: Option<String>,
    /// high, medium or low
    pub confidence: String,
    /// The day somebody last looked at the rule.
    pub reviewed_on: String,
}

/// Who is told.
#[derive(Debug, Clone, Serialize)]
pub struct AuthorityView {
    /// Name.
    pub name: Option<String>,
    /// Channel.
    pub channel: Option<String>,
    /// Address.
    pub at: Option<String>,
    /// Remarks on the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// One reason.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonView {
    /// The sentence.
    pub text: String,
    /// Where it stands.
    pub cite: Option<String>,
}

/// A strict moment with its working.
#[derive(Debug, Clone, Serialize)]
pub struct DeadlineView {
    /// The moment in UTC.
    pub strict: String,
    /// In the authority's zone.
    pub strict_local: String,
    /// The authority's zone.
    pub zone: String,
    /// The date there.
    pub date: String,
    /// What it runs from.
    pub milestone: String,
    /// When that was, UTC.
    pub start: String,
    /// Whether another milestone stands in.
    pub provisional: bool,
    /// Other readings.
    pub readings: Vec<ReadingView>,
    /// The working.
    pub steps: Vec<String>,
}

/// Another reading of the law.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingView {
    /// Its name.
    pub name: String,
    /// The moment, in the authority's zone.
    pub moment: String,
    /// Disputed.
    pub disputed: bool,
    /// What it rests on.
    pub note: String,
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

/// Something to find out.
#[derive(Debug, Clone, Serialize)]
pub struct OpenFactView {
    /// Its key in the facts file.
    pub fact: String,
    /// The question.
    pub question: String,
    /// How many obligations it would settle.
    pub settles: usize,
    /// The earliest clock among them.
    pub soonest: Option<String>,
}

/// What the methods propose; the decision is a person's.
#[derive(Debug, Clone, Serialize)]
pub struct RiskView {
    /// unlikely, risk, high, or null while undecided.
    pub suggested: Option<String>,
    /// Each method with its working.
    pub methods: Vec<MethodView>,
    /// Why.
    pub reasons: Vec<String>,
    /// Single facts that would turn the answer.
    pub pivots: Vec<String>,
    /// Facts the methods lack.
    pub missing: Vec<String>,
}

/// One method.
#[derive(Debug, Clone, Serialize)]
pub struct MethodView {
    /// enisa, gdpr, hipaa …
    pub name: String,
    /// Score, where the method has one.
    pub score: Option<f64>,
    /// Band.
    pub band: String,
    /// What follows.
    pub conclusion: String,
    /// The working.
    pub working: Vec<String>,
    /// Facts it lacks.
    pub missing: Vec<String>,
    /// Where it stands.
    pub cite: String,
}

/// Said with every answer.
pub const NOTICE: &str = "Facts of law in our own words, for the people who decide; not legal advice.";

/// UTC, to the second, with `Z`.
pub fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// RFC 3339 in a zone.
pub fn local(zone: &Zone, at: DateTime<Utc>) -> String {
    zone.local(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Assesses an incident and turns the answer into its view.
pub fn assessment(facts: &Facts, rules: &Rulebook, now: DateTime<Utc>) -> AssessmentView {
    of_answer(&assess(facts, rules, now), facts, rules, now)
}

/// The view of an assessment that was made already.
pub fn of_answer(answer: &Assessment<'_>, facts: &Facts, rules: &Rulebook, now: DateTime<Utc>) -> AssessmentView {
    let proposal = rules.methods.as_ref().map(|m| m.assess(&RiskFacts::from(facts)));
    AssessmentView {
        as_of: utc(now),
        rule_base: RuleBaseView {
            version: rules.version.clone(),
            sha256: rules.sha256.clone(),
            regimes: rules.regimes.len(),
            overlays: overlays(rules),
        },
        tzdb: tzdb_version().to_owned(),
        incident: IncidentView {
            title: facts.title.clone(),
            kind: match facts.kind {
                crate::core::facts::IncidentKind::Real => "real",
                crate::core::facts::IncidentKind::Exercise => "exercise",
            },
        },
        obligations: marked(obligations(answer, now), &overlays(rules)),
        open_facts: answer.open_facts.iter().map(open_fact).collect(),
        people: PeopleView::of(&facts.affected),
        risk: proposal.map(risk),
        notice: NOTICE,
    }
}

/// Marks the obligations whose regime is not the built-in one.
fn marked(mut all: Vec<ObligationView>, overlays: &[OverlayView]) -> Vec<ObligationView> {
    let replaced: Vec<&OverlayView> = overlays.iter().filter(|overlay| overlay.replaces).collect();
    if !replaced.is_empty() {
        for obligation in &mut all {
            let own = replaced.iter().find(|overlay| obligation.regime == overlay.id);
            obligation.overlay = own.map(|overlay| (*overlay).clone());
        }
    }
    all
}

fn obligations(answer: &Assessment<'_>, now: DateTime<Utc>) -> Vec<ObligationView> {
    let mut order: Vec<&Outcome<'_>> = answer.outcomes.iter().collect();
    let soonest = |o: &Outcome<'_>| o.deadline.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |d| d.strict);
    order.sort_by(|a, b| {
        b.verdict
            .cmp(&a.verdict)
            .then(soonest(a).cmp(&soonest(b)))
            .then(a.key.cmp(&b.key))
    });
    order.into_iter().map(|o| obligation(o, now)).collect()
}

fn obligation(outcome: &Outcome<'_>, now: DateTime<Utc>) -> ObligationView {
    let (regime, obligation) = (outcome.regime, outcome.obligation);
    let text = |value: Option<&str>| value.map(str::to_owned);
    ObligationView {
        id: outcome.key.clone(),
        regime: regime.id.clone(),
        overlay: None,
        name: regime.name.clone(),
        jurisdiction: regime.jurisdiction.clone(),
        recipient: obligation.recipient.code().to_owned(),
        authority: AuthorityView {
            name: outcome.addressee.name.as_ref().map(ToString::to_string),
            channel: text(outcome.addressee.channel),
            at: text(outcome.addressee.at),
            notes: text(outcome.addressee.notes),
        },
        verdict: verdict(outcome.verdict),
        status: status(outcome),
        overdue: outcome.overdue(now),
        force: outcome.status().code(),
        reasons: outcome.causes.iter().map(reason).collect(),
        missing: outcome.missing.iter().map(ToString::to_string).collect(),
        check: obligation.check.clone(),
        deadline: outcome.deadline.as_ref().map(deadline),
        no_date: no_date(outcome),
        standard: obligation.standard.clone(),
        order: order(&obligation.order),
        content: obligation.content.clone(),
        cite: obligation.cite.clone(),
        follow_up: obligation.follow_up.clone(),
        filed_at: outcome.filed.map(utc),
        confidence: regime.confidence.code().to_owned(),
        reviewed_on: regime.reviewed_on.to_string(),
    }
}

/// A duty whose clock has not begun still has its number, and the tired reader must see it.
fn no_date(outcome: &Outcome<'_>) -> Option<String> {
    let obligation = outcome.obligation;
    let dated = outcome.deadline.is_some() || outcome.verdict == Tri::No;
    if dated || !outcome.status().makes_deadlines() {
        return None;
    }
    if let Some(failed) = &outcome.no_date {
        return Some(format!("the date could not be counted: {failed}"));
    }
    let limit = obligation.limit.as_ref()?;
    let start = match (obligation.from.as_ref()?.code(), obligation.filed.as_deref()) {
        (_, Some(filed)) => format!("the filing of {filed}"),
        (from, None) => from.replace('_', " "),
    };
    let unit = limit.period.unit.code().replace('_', " ");
    Some(format!(
        "{} {unit} from {start}, which is not known yet",
        limit.period.count
    ))
}

fn reason(cause: &crate::core::obligation::Cause<'_>) -> ReasonView {
    ReasonView {
        text: cause.text.to_string(),
        cite: cause.cite.map(str::to_owned),
    }
}

fn verdict(tri: Tri) -> &'static str {
    match tri {
        Tri::Yes => "due",
        Tri::Unknown => "possible",
        Tri::No => "not_due",
    }
}

fn status(outcome: &Outcome<'_>) -> &'static str {
    match (outcome.filed, outcome.on_hold) {
        (Some(_), _) => "filed",
        (None, true) => "on_hold",
        (None, false) => "open",
    }
}

fn deadline(deadline: &Deadline) -> DeadlineView {
    let reading = |r: &crate::core::obligation::ReadingAt| ReadingView {
        name: r.name.to_owned(),
        moment: local(&deadline.zone, r.moment),
        disputed: r.disputed,
        note: r.note.to_owned(),
    };
    DeadlineView {
        strict: utc(deadline.strict),
        strict_local: local(&deadline.zone, deadline.strict),
        zone: deadline.zone.name().to_owned(),
        date: deadline.date.to_string(),
        milestone: deadline.milestone.clone(),
        start: utc(deadline.start),
        provisional: deadline.provisional,
        readings: deadline.readings.iter().map(reading).collect(),
        steps: deadline.steps.clone(),
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

fn open_fact(fact: &crate::core::obligation::OpenFact) -> OpenFactView {
    OpenFactView {
        fact: fact.fact.clone(),
        question: fact.question.clone(),
        settles: fact.settles,
        soonest: fact.soonest.map(utc),
    }
}

fn risk(proposal: Proposal) -> RiskView {
    let method = |m: crate::core::severity::MethodResult| MethodView {
        name: m.name.to_owned(),
        score: m.score,
        band: m.band.to_string(),
        conclusion: m.conclusion.to_string(),
        working: m.working,
        missing: m.missing,
        cite: m.cite.to_string(),
    };
    RiskView {
        suggested: proposal.suggested.map(|s| s.to_string()),
        methods: proposal.methods.into_iter().map(method).collect(),
        reasons: proposal.reasons,
        pivots: proposal.pivots,
        missing: proposal.missing,
    }
}
