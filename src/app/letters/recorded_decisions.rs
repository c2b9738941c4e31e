//! What was decided, and what law enforcement asked for, as a letter may tell it.

use super::recorded::Gathered;
use crate::core::facts::decision_key::DecisionKey;
use crate::core::incident::Delay;
use crate::core::vocabulary::Certainty;
use crate::letter::check::compare::{DayOf, Fact, Risk, Told};

impl Gathered<'_> {
    pub(super) fn decided(&mut self) {
        let incident = &self.around.loaded.incident;
        let own = self
            .around
            .own
            .and_then(|duty| incident.decision(&DecisionKey::HarmFor(&duty.regime).to_string()));
        let decided = own.or_else(|| incident.decision("gdpr_risk")).cloned();
        let risk = decided
            .as_ref()
            .and_then(|decided| match decided.said().plain().as_str() {
                "unlikely" => Some(Risk::Unlikely),
                "risk" => Some(Risk::Risk),
                "high" => Some(Risk::High),
                _ => None,
            });
        if let (Some(decided), Some(risk)) = (decided, risk) {
            self.facts.push(Told {
                fact: Fact::Risk(risk),
                words: "the decision on the risk to people".to_owned(),
                source: Some(decided.seq),
                certainty: Certainty::Confirmed,
            });
        }
        // A delay of other notices is none of this one.
        let own = |delay: &&Delay| self.around.own.is_none_or(|duty| delay.terms.covers(&duty.regime));
        let delays: Vec<Delay> = incident.delays.iter().filter(own).cloned().collect();
        for delay in delays {
            let told = |fact| Told {
                fact,
                words: "a law-enforcement delay".to_owned(),
                source: Some(delay.seq),
                certainty: Certainty::Confirmed,
            };
            self.facts.push(told(Fact::Delay(delay.terms.authority.clone())));
            let ends = [
                delay.terms.until,
                delay.lifted.as_ref().map(|lifted| lifted.at),
                Some(delay.placed_at),
            ];
            for at in ends.into_iter().flatten() {
                let zone = &self.around.loaded.incident.home_zone;
                let local = zone.local(at);
                self.facts.push(told(Fact::Day(DayOf::Delay, local.date_naive())));
                if local.time() != chrono::NaiveTime::MIN {
                    self.facts.push(told(Fact::Moment(DayOf::Delay, at)));
                }
            }
        }
    }
}
