//! The GDPR proposal: ENISA's band, then named reasons that raise or lower it, as the EDPB reasons in its cases.
//!
//! Result = max(raising reasons, min(band, lowering reasons)). Each reason only ever grows with a worse fact, so the
//! whole does. Must not know: obligations, clocks. Numbers come from [`Methods`].

use super::GdprRisk::{High, Risk, Unlikely};
use super::facts::*;
use super::methods::Methods;
use super::view::{Loss, View};
use super::{GdprRisk, MethodResult, enisa, missing};
use crate::core::facts::table::Asked;

type Rule = (fn(&View, &Methods) -> Option<GdprRisk>, &'static str);

/// ENISA's score alone is too mild where the EDPB reasons with what the score does not weigh: how many people (cases 11
/// and 14 of Guidelines 01/2021), identifiers that cannot be changed (14), whether anybody vouches for who has the data
/// (8, and 9 the other way), no safeguard at all (11). Each is a named reason here and no hidden weight.
const RAISING: &[Rule] = &[
    (serious_effect, "Real harm to people has already been seen."),
    (
        minor_effect,
        "Effects on people have already been seen, and there is no assurance that they end there.",
    ),
    (
        availability,
        "People depend on data that was unavailable or is lost; encryption does not help with that.",
    ),
    (
        hostile,
        "Readable data may be with someone hostile or unknown, and there is no assurance that it will not be misused.",
    ),
    (
        large,
        "A large number of people is affected, the data is readable and no safeguard is left.",
    ),
    (
        unchangeable,
        "Identifiers that cannot be changed were exposed without a safeguard.",
    ),
    (
        identity,
        "Enough for impersonation reached a stranger, and its destruction is not confirmed.",
    ),
    (
        special,
        "Special categories of data were exposed, and nothing mitigates their sensitivity.",
    ),
    (vulnerable, "Vulnerable people are affected, or may be."),
];

const LOWERING: &[Rule] = &[
    (
        trusted,
        "The recipient is trusted and has confirmed that the data is destroyed or returned.",
    ),
    (
        destroyed,
        "The known recipient has confirmed that the data is destroyed or returned.",
    ),
    (
        put_right,
        "It was put right before it could do serious harm, and there was no malicious intent.",
    ),
    (
        untouched,
        "A copy is ruled out and everything was usable again without effort.",
    ),
];

fn grave_if(hit: bool, grave: bool) -> Option<GdprRisk> {
    hit.then_some(if grave { High } else { Risk })
}

fn serious_effect(v: &View, _: &Methods) -> Option<GdprRisk> {
    (v.effect == Some(Effect::Serious)).then_some(High)
}

fn minor_effect(v: &View, m: &Methods) -> Option<GdprRisk> {
    let open = v.availability(m) > Loss::Restored || v.exposed() && !v.vouched();
    (v.effect == Some(Effect::Minor) && open).then_some(Risk)
}

fn availability(v: &View, m: &Methods) -> Option<GdprRisk> {
    let loss = v.availability(m);
    // Lost for good is grave unless it is known that nobody felt it.
    let gone = loss == Loss::Lost && v.effect != Some(Effect::None);
    grave_if(loss > Loss::Restored, gone || v.sensitive(m) || v.vulnerable())
}

fn hostile(v: &View, _: &Methods) -> Option<GdprRisk> {
    (v.exposed() && v.hostile()).then_some(Risk)
}

fn large(v: &View, m: &Methods) -> Option<GdprRisk> {
    let many = v.most_people() >= m.gdpr.large_people;
    grave_if(
        many && v.exposed() && !v.vouched(),
        v.hostile() || v.has(m.elements.unchangeable),
    )
}

fn unchangeable(v: &View, m: &Methods) -> Option<GdprRisk> {
    let hit = v.has(m.elements.unchangeable) && v.exposed() && !v.vouched() && stranger(v);
    grave_if(hit, v.hostile() || v.recipient() >= DataRecipient::ManyKnown)
}

fn identity(v: &View, m: &Methods) -> Option<GdprRisk> {
    (v.has(m.elements.identity) && v.exposed() && !v.vouched() && stranger(v)).then_some(Risk)
}

fn stranger(v: &View) -> bool {
    v.hostile() || v.recipient() > DataRecipient::Trusted
}

fn special(v: &View, m: &Methods) -> Option<GdprRisk> {
    grave_if(v.sensitive(m) && v.exposed() && !v.vouched_by_trusted(), v.hostile())
}

fn vulnerable(v: &View, _: &Methods) -> Option<GdprRisk> {
    grave_if(v.vulnerable() && v.exposed() && !v.vouched(), v.hostile())
}

fn trusted(v: &View, m: &Methods) -> Option<GdprRisk> {
    let delicate = v.sensitive(m) || v.vulnerable();
    v.vouched_by_trusted().then_some(if delicate { Risk } else { Unlikely })
}

fn destroyed(v: &View, m: &Methods) -> Option<GdprRisk> {
    let few = v.most_people() < m.gdpr.large_people;
    (v.vouched() && few && !v.sensitive(m)).then_some(Risk)
}

/// Lowers to a risk and no further: what lifts the notice to people (Art. 34(3)(b)) does not lift the one to the
/// authority.
fn put_right(v: &View, _: &Methods) -> Option<GdprRisk> {
    (v.remedied == Some(true) && !v.hostile()).then_some(Risk)
}

fn untouched(v: &View, m: &Methods) -> Option<GdprRisk> {
    let whole = v.availability(m) == Loss::Restored && v.integrity() == Loss::Restored;
    let seen_nothing = v.effect.is_none_or(|e| e == Effect::None);
    (whole && seen_nothing && v.evidence() == Likelihood::Excluded).then_some(Risk)
}

/// The answer alone, without sentences; undecided only where nothing is known about the data.
pub(super) fn risk(v: &View, m: &Methods) -> Option<GdprRisk> {
    if v.data_unknown() {
        return None;
    }
    let band = enisa::band(enisa::score(v, m).total(), m).suggests();
    let lowered = LOWERING.iter().filter_map(|(rule, _)| rule(v, m)).fold(band, Ord::min);
    Some(
        RAISING
            .iter()
            .filter_map(|(rule, _)| rule(v, m))
            .fold(lowered, Ord::max),
    )
}

/// What was unknown, apart by how it was counted.
fn unknowns(missing: &[Asked]) -> Vec<String> {
    // These two have a middle and no strict side (see the head of `severity`).
    let middle = [(Asked::Context, "usual"), (Asked::Effect, "none seen so far")];
    let strict = missing
        .iter()
        .filter(|asked| middle.iter().all(|(own, _)| own != *asked));
    let strict: Vec<&str> = strict.map(|asked| asked.code()).collect();
    let mut lines = Vec::new();
    if !strict.is_empty() {
        lines.push(format!("Treated strictly because unknown: {}.", strict.join(", ")));
    }
    let middle = middle.iter().filter(|(asked, _)| missing.contains(asked));
    lines.extend(middle.map(|(asked, words)| format!("Unknown and counted as {words}: {asked}.")));
    lines
}

/// The answer with its reasons.
pub(super) fn explain(v: &View, m: &Methods, missing: &[Asked]) -> (Option<GdprRisk>, Vec<String>) {
    let risk = risk(v, m);
    if risk.is_none() {
        return (
            None,
            vec!["Undecided: neither the data elements nor the kinds of data are known.".to_owned()],
        );
    }
    let total = enisa::score(v, m).total();
    let band = enisa::band(total, m);
    let mut reasons = vec![format!(
        "ENISA scores {} ({}), which alone suggests {}.",
        total.value(),
        band.word(),
        band.suggests()
    )];
    for (rule, text) in LOWERING {
        match rule(v, m) {
            Some(cap) if cap < band.suggests() => reasons.push(format!("Lowers to {cap}: {text}")),
            Some(cap) if cap == band.suggests() => reasons.push(format!("Supports {cap}: {text}")),
            _ => {}
        }
    }
    for (rule, text) in RAISING {
        if let Some(at_least) = rule(v, m) {
            reasons.push(format!("At least {at_least}: {text}"));
        }
    }
    if !v.readable() {
        reasons.push("The data is unintelligible and the key is safe, so a copy alone exposes no one.".to_owned());
    }
    if v.context == Some(Context::Lower) {
        reasons
            .push("The data is less revealing than usual for its kind, so the kind alone does not decide.".to_owned());
    }
    reasons.extend(unknowns(missing));
    (risk, reasons)
}

pub(super) fn result(m: &Methods, risk: Option<GdprRisk>, reasons: &[String], missing: &[Asked]) -> MethodResult {
    let conclusion = match risk {
        None => "undecided until it is known what data it was; when in doubt, notify",
        Some(Unlikely) => "unlikely to result in a risk: record, with reasons",
        Some(Risk) => "a risk, not high: record and tell the authority",
        Some(High) => "high risk: record, tell the authority and the people, unless Art. 34(3) applies",
    };
    MethodResult {
        name: "gdpr",
        score: None,
        band: risk.map_or("undecided", GdprRisk::code).to_owned(),
        // When in doubt, notify.
        rank: risk.map_or(High as u8, |r| r as u8),
        conclusion: conclusion.to_owned(),
        working: reasons.to_vec(),
        missing: missing::owned(missing),
        cite: m.gdpr.cite.clone(),
    }
}
