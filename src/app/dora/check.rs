//! A report against what the Regulation asks of its stage: every finding at once, each with the number of its field.

use serde::Serialize;
use serde_json::Value;

use super::place::{at, known, values};
use super::value::{lei, moment, problem, problem_in};
use super::{Asked, FIELDS, Field, Kind, Stage, list};

/// Something a report lacks or has wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The number of the field in the Annex; `None`: a key that the template does not have.
    pub field: Option<&'static str>,
    pub label: Option<&'static str>,
    pub words: String,
}

/// Nesting that a report may have; the template has five levels.
const DEEPEST: usize = 12;

/// Checks a report.
pub fn findings(report: &Value) -> Vec<Finding> {
    let mut found = Vec::new();
    strange("", report, 0, &mut found);
    let submission = report.get("incidentSubmission").and_then(Value::as_str);
    let Some(stage) = submission.and_then(Stage::from_code) else {
        found.push(of("1.1", "says which of the four submissions it is"));
        return found;
    };
    let check = Check { report, stage };
    for field in FIELDS.iter() {
        found.extend(check.field(field));
    }
    found.extend(check.together());
    found
}

fn of(n: &str, words: impl Into<String>) -> Finding {
    let field = FIELDS.iter().find(|field| field.n == n);
    Finding {
        field: field.map(|field| field.n.as_str()),
        label: field.map(|field| field.label.as_str()),
        words: words.into(),
    }
}

/// Keys that the template does not have, and nothing in place of a value.
fn strange(path: &str, value: &Value, depth: usize, found: &mut Vec<Finding>) {
    let finding = |words: String| Finding {
        field: None,
        label: None,
        words,
    };
    match value {
        Value::Null => found.push(finding(format!("`{path}` is null: leave the field out instead"))),
        Value::Object(_) | Value::Array(_) if depth > DEEPEST => {
            found.push(finding(format!("`{path}` is nested too deep")));
        }
        Value::Object(fields) => {
            for (name, inner) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                match known(&path) {
                    true => strange(&path, inner, depth + 1, found),
                    false => found.push(finding(format!("`{path}` is not a key of the template"))),
                }
            }
        }
        Value::Array(items) => {
            for item in items.iter().filter(|item| item.is_object() || item.is_null()) {
                strange(&format!("{path}[]"), item, depth + 1, found);
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

struct Check<'r> {
    report: &'r Value,
    stage: Stage,
}

impl Check<'_> {
    fn field(&self, field: &'static Field) -> Vec<Finding> {
        let present = values(self.report, field);
        let mut found: Vec<Finding> = Vec::new();
        if present.is_empty() && self.needs(field) {
            let why = field
                .when
                .as_deref()
                .map(|when| format!(" ({when})"))
                .unwrap_or_default();
            found.push(of(&field.n, format!("is missing from the {}{why}", self.stage.words())));
        }
        let problems = present.into_iter().filter_map(|value| self.problem(field, value));
        found.extend(problems.map(|words| of(&field.n, words)));
        found
    }

    fn problem(&self, field: &Field, value: &Value) -> Option<String> {
        // Under one of the two keys stands an LEI, under the other a free code.
        problem_in(field, value, |value| {
            let of_lei = at(self.report, "submittingEntity.LEI");
            match of_lei.first().is_some_and(|known| *known == value) {
                true => lei(value),
                false => problem(Kind::Text, None, value),
            }
        })
    }

    /// Whether the stage asks for it as the report is.
    fn needs(&self, field: &Field) -> bool {
        match field.asked(self.stage) {
            Asked::No => false,
            // The template has this one under its criterion alone.
            Asked::Yes if field.n == "4.12" => self.has_code("2.5", "economic_impact"),
            Asked::Yes => true,
            Asked::If => self.condition(&field.n),
        }
    }

    /// The conditions that the report itself decides. What only its author knows is not found here.
    fn condition(&self, n: &str) -> bool {
        match n {
            "2.6" | "3.18" | "3.19" => self.has_code("2.5", "geographical_spread"),
            "2.10" => self.stage == Stage::Reclassified,
            "3.3" => self.filled("3.16"),
            "3.9" | "3.10" | "3.11" => {
                self.has_code("3.12", "actual_figures_for_transactions_affected")
                    || self.has_code("3.12", "estimates_for_transactions_affected")
            }
            "3.13" | "3.14" => self.has_code("2.5", "reputational_impact"),
            "3.17" => self.has_code("2.5", "duration_and_service_downtime"),
            "3.20" | "3.21" => self.has_code("2.5", "data_losses"),
            "3.24" => self.has_code("3.23", "other"),
            "3.25" => self.has_code("3.23", "cybersecurity-related"),
            "3.26" => self.has_code("3.25", "other"),
            "3.29" => self.has_code("3.28", "yes"),
            "3.32" => self.has_code("3.31", "other"),
            "3.34" => self.values_of("3.33").contains(&&Value::Bool(true)),
            "4.3" => self.codes("4.2").iter().any(|code| {
                list("root_cause_2")
                    .iter()
                    .any(|known| known.finer && known.code == *code)
            }),
            "4.4" => self.codes("4.2").iter().any(|code| code.ends_with("_other")),
            _ => false,
        }
    }

    fn values_of(&self, n: &str) -> Vec<&Value> {
        let field = FIELDS.iter().find(|field| field.n == n);
        field.map(|field| values(self.report, field)).unwrap_or_default()
    }

    fn filled(&self, n: &str) -> bool {
        !self.values_of(n).is_empty()
    }

    fn codes(&self, n: &str) -> Vec<&str> {
        fn of_value(value: &Value) -> Vec<&str> {
            match value {
                Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>(),
                Value::String(code) => vec![code.as_str()],
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
            }
        }
        self.values_of(n).into_iter().flat_map(of_value).collect()
    }

    fn has_code(&self, n: &str, code: &str) -> bool {
        self.codes(n).contains(&code)
    }

    /// What must fit together.
    fn together(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let first = |n: &str| self.values_of(n).first().and_then(|value| moment(value));
        if first("2.2")
            .zip(first("2.3"))
            .is_some_and(|(aware, classified)| classified < aware)
        {
            found.push(of("2.3", "is before the entity became aware (2.2)"));
        }
        let entities = at(self.report, "affectedEntity[]");
        if entities.iter().any(|entity| entity.get("affectedEntityType").is_none()) {
            found.push(of("1.4", "is missing from an affected entity"));
        }
        if self.filled("3.12") {
            found.extend(self.figures());
        }
        if self.has_code("3.31", "none") && self.codes("3.31").len() > 1 {
            found.push(of("3.31", "has `none` beside an authority"));
        }
        found.extend(self.orphans("4.2", "root_cause_2", "4.1"));
        found.extend(self.orphans("4.3", "root_cause_3", "4.2"));
        found
    }

    /// Clients, counterparts and transactions have one statement each: actual, estimated, or no impact.
    fn figures(&self) -> Vec<Finding> {
        let given = self.codes("3.12");
        let about = |ends: [&str; 2]| {
            given
                .iter()
                .filter(|code| ends.iter().any(|end| code.ends_with(end)))
                .count()
        };
        let groups = [
            ("clients", about(["for_clients_affected", "on_clients"])),
            (
                "financial counterparts",
                about(["for_financial_counterparts_affected", "on_financial_counterparts"]),
            ),
            ("transactions", about(["for_transactions_affected", "on_transactions"])),
        ];
        let wrong = groups.iter().filter(|(_, count)| *count != 1);
        wrong
            .map(|(what, count)| {
                of(
                    "3.12",
                    format!("says {count} times how the figures for {what} are; once is right"),
                )
            })
            .collect()
    }

    /// Codes whose code one level up was not chosen.
    fn orphans(&self, n: &'static str, codes: &str, above: &'static str) -> Vec<Finding> {
        let chosen = self.codes(above);
        let parent = |code: &&str| list(codes).iter().find(|known| known.code == **code)?.parent.as_deref();
        let given = self.codes(n);
        let orphaned = given
            .iter()
            .filter(|code| parent(code).is_some_and(|parent| !chosen.contains(&parent)));
        orphaned
            .map(|code| of(n, format!("has `{code}`, whose cause one level up is not in {above}")))
            .collect()
    }
}
