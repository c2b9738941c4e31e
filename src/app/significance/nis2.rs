//! NIS 2: the tests of Implementing Regulation (EU) 2024/2690, one of which is enough.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Answers, Number, Outcome, Tested, Thresholds, YesNo};
use crate::core::tri::Tri;

/// What a test is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    #[serde(rename = "money")]
    Money,
    #[serde(rename = "trade_secret")]
    TradeSecret,
    #[serde(rename = "death")]
    Death,
    #[serde(rename = "health")]
    Health,
    #[serde(rename = "malicious_access")]
    MaliciousAccess,
    #[serde(rename = "recurring")]
    Recurring,
    #[serde(rename = "unavailable")]
    Unavailable,
    #[serde(rename = "limited")]
    Limited,
    #[serde(rename = "slow")]
    Slow,
    #[serde(rename = "cia")]
    Compromised,
    #[serde(rename = "physical")]
    Physical,
}

#[derive(Debug, Deserialize)]
struct Test {
    entity: String,
    cite: String,
    kind: Kind,
    test: String,
    over_eur: Option<f64>,
    over_percent: Option<f64>,
    over_users: Option<f64>,
    over_minutes: Option<f64>,
    #[serde(default)]
    malicious: bool,
    /// Minutes of a calendar week are added up.
    added_up: Option<String>,
    except_under_names: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Tests {
    test: Vec<Test>,
}

#[expect(clippy::expect_used, reason = "the file is built in, and a test reads it")]
static TESTS: LazyLock<Vec<Test>> = LazyLock::new(|| {
    let text = include_str!("../../../templates/significance/nis2.toml");
    toml::from_str::<Tests>(text)
        .expect("the built-in tests are valid")
        .test
});

pub(super) fn entities() -> Vec<&'static str> {
    let mut all: Vec<&str> = TESTS
        .iter()
        .map(|test| test.entity.as_str())
        .filter(|entity| *entity != "any")
        .collect();
    all.dedup();
    all
}

pub(super) fn tested(entity: Option<&str>, answers: &Answers) -> Outcome {
    let fitting = TESTS
        .iter()
        .filter(|test| test.entity == "any" || Some(test.entity.as_str()) == entity);
    let tests: Vec<Tested> = fitting.map(|test| test.tested(answers)).collect();
    let significant = tests.iter().map(|tested| tested.met).fold(Tri::No, Tri::or);
    Outcome {
        thresholds: Thresholds::Nis2,
        significant,
        tests,
        rule: "one test is enough (Art 3(1))".to_owned(),
    }
}

impl Test {
    fn tested(&self, answers: &Answers) -> Tested {
        let parts = self.parts(answers);
        let met = parts.iter().map(|(met, _)| *met).fold(Tri::Yes, Tri::and);
        let open = parts
            .iter()
            .filter(|(part, _)| met == Tri::Unknown && *part == Tri::Unknown);
        Tested {
            cite: self.cite.clone(),
            test: self.test.clone(),
            met,
            asks: open.flat_map(|(_, asks)| asks.clone()).collect(),
        }
    }

    /// What must hold together, each with the answers it needs.
    fn parts(&self, answers: &Answers) -> Vec<(Tri, Vec<&'static str>)> {
        let says = |question: YesNo| (answers.says(question), vec![question.code()]);
        let over = |number: Number, limit: f64| (answers.over(number, limit), vec![number.code()]);
        let minutes = self.over_minutes.unwrap_or(0.0);
        let first = match self.kind {
            Kind::Money => return vec![self.money(answers)],
            Kind::TradeSecret => says(YesNo::TradeSecret),
            Kind::Death => says(YesNo::Death),
            Kind::Health => says(YesNo::Health),
            Kind::MaliciousAccess => says(YesNo::MaliciousAccess),
            Kind::Recurring => says(YesNo::Recurring),
            Kind::Physical => says(YesNo::Physical),
            Kind::Unavailable if self.added_up.is_some() => over(Number::MinutesUnavailableWeek, minutes),
            Kind::Unavailable => over(Number::MinutesUnavailable, minutes),
            Kind::Limited => over(Number::MinutesLimited, minutes),
            Kind::Slow => over(Number::MinutesSlow, minutes),
            Kind::Compromised if self.malicious => says(YesNo::CompromisedMaliciously),
            Kind::Compromised => says(YesNo::Compromised),
        };
        let excepted = self
            .except_under_names
            .map(|_| (!answers.says(YesNo::FewNames), vec![YesNo::FewNames.code()]));
        [first].into_iter().chain(self.share(answers)).chain(excepted).collect()
    }

    /// Loss over the lower of an amount and a share of the turnover.
    fn money(&self, answers: &Answers) -> (Tri, Vec<&'static str>) {
        let (amount, percent) = (self.over_eur.unwrap_or(f64::MAX), self.over_percent.unwrap_or(100.0));
        let turnover = answers.numbers.get(&Number::TurnoverEur);
        let share = turnover.map(|turnover| answers.over(Number::LossEur, turnover * percent / 100.0));
        let met = answers.over(Number::LossEur, amount).or(share.unwrap_or(Tri::Unknown));
        // No loss is below every share.
        let none = answers.numbers.get(&Number::LossEur) == Some(&0.0);
        let met = if none { Tri::No } else { met };
        (met, vec![Number::LossEur.code(), Number::TurnoverEur.code()])
    }

    /// Users over the smaller of a number and a share: over one of them is enough.
    fn share(&self, answers: &Answers) -> Option<(Tri, Vec<&'static str>)> {
        let (percent, users) = (self.over_percent?, self.over_users?);
        let total = answers.numbers.get(&Number::UsersTotal);
        let share = total.map(|total| answers.over(Number::UsersHit, total * percent / 100.0));
        let met = answers.over(Number::UsersHit, users).or(share.unwrap_or(Tri::Unknown));
        let none = answers.numbers.get(&Number::UsersHit) == Some(&0.0);
        let met = if none { Tri::No } else { met };
        Some((met, vec![Number::UsersHit.code(), Number::UsersTotal.code()]))
    }
}
