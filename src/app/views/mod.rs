//! What an assessment looks like to people and programs: plain structs, serialised as the contract says.

#[cfg(feature = "record")]
mod board;
mod covered;
#[cfg(feature = "record")]
mod entries;
#[cfg(feature = "record")]
pub mod event_line;
#[cfg(feature = "record")]
pub mod incident;
pub mod law;
mod law_words;
pub mod moment;
#[cfg(feature = "record")]
mod names;
mod obligation;
mod people;
mod risk;
mod whole_number;
#[cfg(feature = "record")]
mod worklist;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use self::covered::covered;
use self::moment::in_utc;
pub use self::moment::{Zoned, utc, zone_name};
pub use self::obligation::*;
pub use self::people::PeopleView;
pub use self::risk::{MethodView, RiskView};
pub use self::whole_number::whole_number;
use crate::core::facts::{Facts, IncidentKind};
use crate::core::law::pack::{Edition, PackLabel};
use crate::core::law::rulebook::{Overlay, Rulebook};
use crate::core::obligation::{Assessment, OpenFact, assess, question_for};
use crate::core::severity::RiskFacts;
use crate::core::time::{StoryTime, tzdb_version};

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
pub struct AssessmentView {
    /// The moment it was made for.
    #[serde(serialize_with = "in_utc")]
    pub as_of: StoryTime,
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
    /// The data elements recorded, by code; `None` while they are unknown.
    #[serde(skip)]
    pub elements: Option<Vec<String>>,
    /// What the risk methods propose.
    pub risk: Option<RiskView>,
    /// Not legal advice.
    pub notice: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct IncidentView {
    pub title: String,
    /// real or exercise
    pub kind: IncidentKind,
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
    /// What packs and files of the team's own brought in.
    pub overlays: Vec<OverlayView>,
    /// The law packs in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<PackLabel>,
}

impl RuleBaseView {
    /// The edition that something was decided under, where it is another one than this.
    pub fn other<'e>(&self, decided: Option<&'e Edition>) -> Option<&'e Edition> {
        decided.filter(|edition| !self.sha256.starts_with(&edition.digest))
    }
}

/// Law of the team's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlayView {
    /// The regime, or the file's name where it holds no regimes.
    pub id: String,
    pub file: String,
    /// Whether it took the place of something built in.
    pub replaces: bool,
    /// The law pack it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackLabel>,
}

/// What overlay files brought into a rule base.
pub fn overlays(rules: &Rulebook) -> Vec<OverlayView> {
    let view = |overlay: &Overlay| OverlayView {
        id: overlay.id.clone(),
        file: overlay.file.clone(),
        replaces: overlay.replaces,
        pack: rules.pack_of(&overlay.file).cloned(),
    };
    rules.overlays.iter().map(view).collect()
}

/// A sentence that names the law that took the place of built-in law, of the team's own and of packs; `None` where none
/// did.
pub fn replaced_words(overlays: &[OverlayView]) -> Option<String> {
    let replaced = overlays.iter().filter(|overlay| overlay.replaces);
    let (packs, own): (Vec<_>, Vec<_>) = replaced.partition(|overlay| overlay.pack.is_some());
    let list = |lead: &str, overlays: Vec<&OverlayView>| {
        let named = |overlay: &&OverlayView| format!("{} ({})", overlay.id, overlay.file);
        let named: Vec<String> = overlays.iter().map(named).collect();
        (!named.is_empty()).then(|| format!("{lead} the built-in law: {}", named.join(", ")))
    };
    let sentences = [list("Your own law replaces", own), list("A law pack replaces", packs)];
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join("; "))
}

/// Something to find out.
#[derive(Debug, Clone, Serialize)]
pub struct OpenFactView {
    /// Its key in the facts file.
    pub fact: String,
    pub question: String,
    /// How many obligations it would settle.
    pub settles: usize,
    /// The earliest clock among them.
    #[serde(serialize_with = "in_utc")]
    pub soonest: Option<DateTime<Utc>>,
}

/// Said with every answer.
pub const NOTICE: &str = "The law in our own words, for the people who decide; not legal advice.";

/// Assesses an incident and turns the answer into its view.
pub fn assessment(facts: &Facts, rules: &Rulebook, now: StoryTime) -> AssessmentView {
    of_answer(&assess(facts, rules, now), facts, rules, now)
}

/// The view of an assessment that was made already.
pub fn of_answer(answer: &Assessment<'_>, facts: &Facts, rules: &Rulebook, now: StoryTime) -> AssessmentView {
    let proposal = rules.methods.as_ref().map(|m| m.assess(&RiskFacts::from(facts)));
    AssessmentView {
        as_of: now,
        rule_base: RuleBaseView {
            version: rules.version.clone(),
            sha256: rules.sha256.clone(),
            regimes: rules.regimes.len(),
            overlays: overlays(rules),
            packs: rules.packs.iter().map(|pack| pack.label.clone()).collect(),
        },
        tzdb: tzdb_version().to_owned(),
        incident: IncidentView {
            title: facts.title.clone(),
            kind: facts.kind,
        },
        obligations: marked(obligations(rules, answer, now), &overlays(rules)),
        open_facts: answer.open_facts.iter().map(|fact| open_fact(rules, fact)).collect(),
        people: PeopleView::of(&facts.affected),
        elements: facts.elements.as_ref().map(|codes| codes.iter().cloned().collect()),
        risk: proposal.map(risk::risk),
        notice: NOTICE,
    }
}

/// Marks the obligations whose regime took the place of the built-in one, or came with a pack.
fn marked(mut all: Vec<ObligationView>, overlays: &[OverlayView]) -> Vec<ObligationView> {
    let told = |overlay: &&OverlayView| overlay.replaces || overlay.pack.is_some();
    let told: Vec<&OverlayView> = overlays.iter().filter(told).collect();
    if !told.is_empty() {
        for obligation in &mut all {
            // The last one is the one in force.
            let own = told.iter().rfind(|overlay| obligation.regime == overlay.id);
            obligation.overlay = own.map(|overlay| (*overlay).clone());
        }
    }
    all
}

/// What a notice must hold, in words.
fn in_words(rules: &Rulebook, content: &[String]) -> Vec<String> {
    content.iter().map(|one| rules.content_words(one).to_owned()).collect()
}

fn open_fact(rules: &Rulebook, open: &OpenFact<'_>) -> OpenFactView {
    let fact = open.fact.to_string();
    OpenFactView {
        question: question_for(rules, &fact),
        fact,
        settles: open.settles,
        soonest: open.soonest,
    }
}
