//! Thresholds of significance as questions: what was answered, which test each answer meets by its citation, and what is
//! still unknown. A person decides; the working is kept with the decision.

mod dora;
mod nis2;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::coded::coded;
use crate::core::event::{Certainty, FactClaim, Note};
use crate::core::facts::keys;
use crate::core::incident::command::Command;
use crate::core::tri::Tri;

coded! {
    /// The thresholds that are tested.
    pub enum Thresholds: "thresholds" {
        Nis2 = "nis2" => "NIS 2: Implementing Regulation (EU) 2024/2690",
        Dora = "dora" => "DORA: Delegated Regulation (EU) 2024/1772",
    }
}

coded! {
    /// A number that a test asks for.
    pub enum Number: "number" {
        LossEur = "loss_eur" => "direct financial loss, caused or possible, in EUR",
        TurnoverEur = "turnover_eur" => "total turnover of last year in EUR",
        MinutesUnavailable = "minutes_unavailable" => "minutes the service was completely unavailable",
        MinutesUnavailableWeek = "minutes_unavailable_week" => "minutes it was unavailable in one calendar week, added up",
        MinutesLimited = "minutes_limited" => "minutes the service was limited",
        MinutesSlow = "minutes_slow" => "minutes with an average response of over ten seconds",
        UsersHit = "users_hit" => "users in the Union who were hit",
        UsersTotal = "users_total" => "users in the Union in all",
        Clients = "clients" => "clients who were hit",
        ClientsPercent = "clients_percent" => "clients who were hit, in per cent of all clients of the service",
        CounterpartsPercent = "counterparts_percent" => "financial counterparts that were hit, in per cent",
        TransactionsPercent = "transactions_percent" => "transactions that were hit, in per cent of the daily average number",
        TransactionsValuePercent = "transactions_value_percent" => "value of the transactions that were hit, in per cent of the daily average",
        DurationHours = "duration_hours" => "duration of the incident in hours",
        DowntimeHours = "downtime_hours" => "downtime of services behind critical functions in hours",
        States = "states" => "Member States in which it has an impact",
        CostsEur = "costs_eur" => "costs and losses, caused or likely, in EUR",
    }
}

coded! {
    /// A yes or no that a test asks for.
    pub enum YesNo: "question" {
        TradeSecret = "trade_secret" => "were trade secrets taken, or could they be?",
        Death = "death" => "did it cause the death of a person, or could it?",
        Health = "health" => "did it do considerable damage to a person's health, or could it?",
        MaliciousAccess = "malicious_access" => "was there successful, suspectedly malicious access that can severely disrupt operations?",
        Recurring = "recurring" => "did it happen twice within six months with the same apparent root cause, together over the financial threshold?",
        Compromised = "compromised" => "was the integrity, confidentiality or authenticity of data compromised?",
        CompromisedMaliciously = "compromised_maliciously" => "was such data compromised by a suspectedly malicious act?",
        FewNames = "few_names" => "are fewer than 1000 names, at most 1 %, wrong by misconfiguration alone?",
        Physical = "physical" => "was physical access to the premises compromised?",
        CriticalServices = "critical_services" => "were services hit that support critical or important functions?",
        RelevantClients = "relevant_clients" => "were clients or counterparts hit that were identified as relevant?",
        Reputation = "reputation" => "was it in the media, did it bring repeated complaints, were rules not met, or were clients lost with material effect?",
        DataLoss = "data_loss" => "was data lost in a way that harms business objectives or the meeting of rules?",
        MaliciousDataAccess = "malicious_data_access" => "was there successful malicious access that may result in data losses?",
    }
}

/// What was answered; what is not there is unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    pub numbers: BTreeMap<Number, f64>,
    pub yes_no: BTreeMap<YesNo, bool>,
}

impl Answers {
    /// Takes in an answer such as `users_hit=52000` or `recurring=no`.
    ///
    /// # Errors
    /// A sentence about the name or the value.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let Some((name, value)) = text
            .split_once('=')
            .map(|(name, value)| (name.trim().replace('-', "_"), value.trim()))
        else {
            return Err(format!("`{text}` is not NAME=VALUE"));
        };
        if let Some(number) = Number::from_code(&name) {
            let read = value
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite() && *number >= 0.0);
            let read = read.ok_or_else(|| format!("`{value}` is not a number of 0 or more"))?;
            self.numbers.insert(number, read);
            return Ok(());
        }
        let Some(question) = YesNo::from_code(&name) else {
            return Err(format!("unknown answer `{name}`"));
        };
        let read = match value {
            "yes" | "true" => true,
            "no" | "false" => false,
            _other => return Err(format!("`{value}` is neither yes nor no")),
        };
        self.yes_no.insert(question, read);
        Ok(())
    }

    fn over(&self, number: Number, limit: f64) -> Tri {
        Tri::from(self.numbers.get(&number).map(|known| *known > limit))
    }

    fn says(&self, question: YesNo) -> Tri {
        Tri::from(self.yes_no.get(&question).copied())
    }
}

/// What one test came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tested {
    pub cite: String,
    pub test: String,
    #[serde(serialize_with = "as_word")]
    pub met: Tri,
    /// What would have to be known, by the names of the answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<&'static str>,
}

/// What all tests came to together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub thresholds: Thresholds,
    #[serde(serialize_with = "as_word")]
    pub significant: Tri,
    pub tests: Vec<Tested>,
    /// The rule that joins them.
    pub rule: String,
}

fn word(tri: Tri) -> &'static str {
    match tri {
        Tri::Yes => "yes",
        Tri::No => "no",
        Tri::Unknown => "unknown",
    }
}

fn as_word<S: serde::Serializer>(tri: &Tri, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(word(*tri))
}

/// Kinds of entities that NIS 2 has numbers for.
pub fn entities() -> Vec<&'static str> {
    nis2::entities()
}

/// Tests what was answered; of NIS 2 the tests for every entity and for the one that is named.
pub fn tested(thresholds: Thresholds, entity: Option<&str>, answers: &Answers) -> Outcome {
    match thresholds {
        Thresholds::Nis2 => nis2::tested(entity, answers),
        Thresholds::Dora => dora::tested(answers),
    }
}

impl Outcome {
    /// The working, a line for each test and one for the outcome.
    pub fn working(&self, answers: &Answers) -> Vec<String> {
        let numbers = answers
            .numbers
            .iter()
            .map(|(number, value)| format!("{}: {value}", number.words()));
        let yes_no = answers
            .yes_no
            .iter()
            .map(|(question, value)| format!("{} {}", question.words(), if *value { "yes" } else { "no" }));
        let tests = self
            .tests
            .iter()
            .map(|tested| format!("{}: {} ({})", tested.cite, tested.test, word(tested.met)));
        let outcome = format!("{}: {}", self.rule, word(self.significant));
        numbers.chain(yes_no).chain(tests).chain([outcome]).collect()
    }

    /// The commands that record a person's answer with its working.
    pub fn recorded(&self, answers: &Answers, decided: bool, rationale: &str) -> Vec<Command> {
        let question = match self.thresholds {
            Thresholds::Nis2 => "nis2_significant",
            Thresholds::Dora => "dora_major",
        };
        let working = self.working(answers).join("\n");
        let said = if decided { "yes" } else { "no" };
        let claim = Command::set_fact(FactClaim {
            key: keys::answers::key(question),
            value: decided.to_string(),
            certainty: Certainty::Confirmed,
            learned_at: None,
            source: Some(format!("thresholds of {}", self.thresholds.words())),
            also: false,
        });
        let note = Note {
            text: format!("{}: answered {said}. {rationale}\n{working}", self.thresholds.words()),
            privileged: false,
        };
        vec![claim, Command::AddNote(note)]
    }
}
