//! What exercises found and what became of it: the corrective actions of every exercise, until they are closed.

use chrono::NaiveDate;
use serde::Serialize;

use crate::app::record::{Done, Filter, Loaded, Record};
use crate::core::drill::{Closure, Drill, DrillEvent, Improvement};
use crate::core::json_array::serialize_as_array;
use crate::core::time::WallTime;
use crate::drill::driving::delivery::noted;
use crate::drill::exercise::DrillError;

/// A corrective action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// `CODE/NUMBER`.
    pub id: String,
    /// The exercise it came from.
    pub exercise: String,
    pub title: String,
    /// What is to be done.
    pub action: String,
    /// Which role sees to it.
    pub owner: String,
    pub due: NaiveDate,
    /// plan, organization, equipment, training or exercise
    pub element: String,
    /// How one will see that it is done.
    pub proof: Option<String>,
    /// The objective it serves.
    pub objective: Option<String>,
    /// open, overdue or closed
    pub state: &'static str,
    /// What showed it done, and on which day.
    pub closed: Option<ClosedBy>,
}

/// What showed a corrective action done, and on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedBy {
    pub proof: String,
    pub on: NaiveDate,
}
serialize_as_array!(ClosedBy: proof, on);

/// Every exercise with a scenario, oldest first.
///
/// # Errors
/// What the record says.
pub fn exercises(record: &Record) -> Result<Vec<Loaded>, DrillError> {
    let filter = Filter {
        closed: true,
        exercises: Some(true),
        ..Filter::default()
    };
    let rows = record.list(&filter)?;
    let mut exercises = Vec::new();
    for row in rows {
        let loaded = record.load(&row.code)?;
        if loaded.incident.drill.is_some() {
            exercises.push(loaded);
        }
    }
    exercises.sort_by_key(|loaded| loaded.events.first().map(|stored| stored.event.wall()));
    Ok(exercises)
}

/// The corrective actions of exercises, the first due first; those of the exercise `but` left out.
///
/// # Errors
/// What the record says.
pub fn items(record: &Record, all: bool, but: Option<&str>, today: NaiveDate) -> Result<Vec<Item>, DrillError> {
    let mut items = Vec::new();
    for loaded in exercises(record)? {
        let incident = &loaded.incident;
        let Some(drill) = incident.drill.as_ref().filter(|_| but != Some(incident.code.as_str())) else {
            continue;
        };
        items.extend(of(&incident.code, &incident.title, drill, today));
    }
    items.retain(|item| all || item.closed.is_none());
    items.sort_by(|a, b| (a.closed.is_some(), a.due, &a.id).cmp(&(b.closed.is_some(), b.due, &b.id)));
    Ok(items)
}

/// The corrective actions of one exercise.
pub fn of(code: &str, title: &str, drill: &Drill, today: NaiveDate) -> Vec<Item> {
    let item = |improvement: &Improvement| Item {
        id: format!("{code}/{}", improvement.id),
        exercise: code.to_owned(),
        title: title.to_owned(),
        action: improvement.action.action.clone(),
        owner: improvement.owner.clone(),
        due: improvement.due,
        element: improvement.element.clone(),
        proof: improvement.proof.clone(),
        objective: improvement.objective.clone(),
        state: match &improvement.closed {
            Some(_) => "closed",
            None if improvement.due < today => "overdue",
            None => "open",
        },
        closed: improvement.closed.as_ref().map(|closure| ClosedBy {
            proof: closure.proof.clone(),
            on: closure.on,
        }),
    };
    drill.improvements.values().map(item).collect()
}

/// The number the next corrective action of an exercise gets.
pub fn next_number(drill: &Drill) -> String {
    let highest = drill.improvements.keys().filter_map(|id| id.parse::<u32>().ok()).max();
    (highest.unwrap_or(0) + 1).to_string()
}

/// Closes a corrective action, named `CODE/NUMBER`.
///
/// # Errors
/// Where there is none, or it is closed already.
pub fn close(record: &mut Record, name: &str, proof: String, wall: WallTime) -> Result<Done, DrillError> {
    let Some((code, id)) = name.rsplit_once('/') else {
        return Err(DrillError::Unknown {
            what: "improvement",
            name: name.to_owned(),
            hint: "as the list shows it: CODE/NUMBER".to_owned(),
        });
    };
    let event = DrillEvent::ImprovementClosed(Closure {
        id: id.to_owned(),
        proof,
        on: wall.at().date_naive(),
    });
    Ok(noted(record, code, event, wall)?)
}
