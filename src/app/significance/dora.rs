//! DORA: the thresholds of Delegated Regulation (EU) 2024/1772 and the rule of its Article 8 that joins them.

use std::collections::BTreeMap;
#[cfg(test)]
use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Answers, Number, Outcome, Tested, Thresholds, YesNo};
use crate::core::tri::Tri;

#[derive(Debug, Deserialize)]
struct Threshold {
    id: String,
    criterion: String,
    test: String,
    cite: String,
    value: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Rule {
    major: String,
    cite: String,
}

#[derive(Debug, Deserialize)]
struct Classification {
    rule: Rule,
    threshold: Vec<Threshold>,
}

#[expect(clippy::expect_used, reason = "the file is built in, and a test reads it")]
static CLASSIFICATION: LazyLock<Classification> = LazyLock::new(|| {
    let text = include_str!("../../../templates/significance/dora.toml");
    toml::from_str(text).expect("the built-in thresholds are valid")
});

/// Beside critical services this one is enough by itself.
const ENOUGH: &str = "data_losses_b";

pub(super) fn tested(answers: &Answers) -> Outcome {
    let Classification { rule, threshold } = &*CLASSIFICATION;
    let mut tests: Vec<Tested> = threshold.iter().map(|threshold| threshold.tested(answers)).collect();
    let critical = answers.says(YesNo::CriticalServices);
    let significant = critical.and(beside_critical(threshold, &tests));
    tests.insert(
        0,
        Tested {
            cite: "Art 6, Art 8(1)".to_owned(),
            test: YesNo::CriticalServices.words().to_owned(),
            met: critical,
            asks: asks(critical, &[YesNo::CriticalServices.code()]),
        },
    );
    Outcome {
        thresholds: Thresholds::Dora,
        significant,
        tests,
        rule: format!("{} ({})", rule.major, rule.cite),
    }
}

/// Malicious access to data, or the thresholds of two criteria. Several tests of one criterion are one threshold.
fn beside_critical(thresholds: &[Threshold], tests: &[Tested]) -> Tri {
    let mut criteria: BTreeMap<&str, Tri> = BTreeMap::new();
    let mut enough = Tri::No;
    for (threshold, tested) in thresholds.iter().zip(tests) {
        if threshold.id == ENOUGH {
            enough = tested.met;
            continue;
        }
        let known = criteria.entry(&threshold.criterion).or_insert(Tri::No);
        *known = known.or(tested.met);
    }
    let count = |least: Tri| criteria.values().filter(|met| **met >= least).count();
    let two = match (count(Tri::Yes), count(Tri::Unknown)) {
        (2.., _) => Tri::Yes,
        (_, 2..) => Tri::Unknown,
        (_, _) => Tri::No,
    };
    enough.or(two)
}

impl Threshold {
    fn tested(&self, answers: &Answers) -> Tested {
        // A limit that the file does not give is met by nobody and by everybody: it stays open.
        let over = |number: Number| {
            let met = self.value.map_or(Tri::Unknown, |limit| answers.over(number, limit));
            (met, number.code())
        };
        let says = |question: YesNo| (answers.says(question), question.code());
        let (met, name) = match self.id.as_str() {
            "clients_a" => over(Number::ClientsPercent),
            "clients_b" => over(Number::Clients),
            "counterparts" => over(Number::CounterpartsPercent),
            "transactions_number" => over(Number::TransactionsPercent),
            "transactions_value" => over(Number::TransactionsValuePercent),
            "relevant_clients" => says(YesNo::RelevantClients),
            "reputation" => says(YesNo::Reputation),
            "duration" => over(Number::DurationHours),
            "downtime" => over(Number::DowntimeHours),
            // Two states or more.
            "spread" => (
                Tri::from(
                    self.value
                        .zip(answers.numbers.get(&Number::States))
                        .map(|(limit, states)| *states >= limit),
                ),
                Number::States.code(),
            ),
            "data_losses_a" => says(YesNo::DataLoss),
            "data_losses_b" => says(YesNo::MaliciousDataAccess),
            "economic" => over(Number::CostsEur),
            _other => (Tri::Unknown, "unknown"),
        };
        Tested {
            cite: self.cite.clone(),
            test: self.test.clone(),
            met,
            asks: asks(met, &[name]),
        }
    }
}

fn asks(met: Tri, names: &[&'static str]) -> Vec<&'static str> {
    match met {
        Tri::Unknown => names.to_vec(),
        Tri::Yes | Tri::No => Vec::new(),
    }
}

/// Names of the thresholds, for the test that none is forgotten.
#[cfg(test)]
pub(super) fn ids() -> BTreeSet<&'static str> {
    CLASSIFICATION
        .threshold
        .iter()
        .map(|threshold| threshold.id.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Answers, ids, tested};

    #[test]
    fn every_threshold_asks_for_an_answer_that_there_is() {
        assert_eq!(ids().len(), 13);
        let outcome = tested(&Answers::default());
        assert!(
            outcome
                .tests
                .iter()
                .all(|tested| tested.asks.len() == 1 && tested.asks != ["unknown"]),
            "{outcome:?}"
        );
    }
}
