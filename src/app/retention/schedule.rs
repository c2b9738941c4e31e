//! The periods in force, as data: the built-in ones, with a team's own over them.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::app::files::input_file;
use crate::core::coded::coded;

const BUILT_IN: &str = include_str!("../../../retention/retention.toml");

coded! {
    /// What a category is about.
    pub enum Subject: "subject of a category" {
        Incident = "incident",
        Exercise = "exercise",
        Contact = "contact" => "removed contact",
        Backup = "backup",
        AuditLog = "audit_log" => "audit log",
        /// They may go before their incident does, and go with it at the latest.
        PrivilegedNotes = "privileged_notes" => "privileged notes of incidents",
        /// What lies in incidents: it is kept as long as its incident, and goes with it.
        Part = "part" => "part of incidents",
    }
}

impl Subject {
    /// Whether a run erases it.
    pub fn is_erased(self) -> bool {
        match self {
            Subject::Incident | Subject::Exercise | Subject::Contact | Subject::PrivilegedNotes => true,
            Subject::Backup | Subject::AuditLog | Subject::Part => false,
        }
    }
}

/// How long something is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub id: String,
    pub of: Subject,
    pub name: String,
    pub months: u32,
    pub because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Categories {
    category: Vec<Category>,
}

/// A file of categories that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    #[error("could not read {}", .0.display())]
    Read(PathBuf, #[source] std::io::Error),
    #[error("{} is not valid", .0.display())]
    Form(PathBuf, #[source] toml::de::Error),
    #[error("{}: category `{id}` keeps what it is about for 0 months", path.display())]
    Nothing { path: PathBuf, id: String },
    #[error("{}: category `{id}` is part of incidents, and is kept for {months} months as they are", path.display())]
    OtherThanIncident { path: PathBuf, id: String, months: u32 },
    #[error("{}: category `{id}` is part of incidents, which are kept for {months} months and no longer", path.display())]
    LongerThanIncident { path: PathBuf, id: String, months: u32 },
}

/// The periods in force: the built-in ones, with a team's own over them.
///
/// # Errors
/// [`ScheduleError`]
pub fn schedule(own: Option<&Path>) -> Result<Vec<Category>, ScheduleError> {
    let read = |path: &Path, text: &str| {
        toml::from_str::<Categories>(text)
            .map(|all| all.category)
            .map_err(|error| ScheduleError::Form(path.to_owned(), error))
    };
    let mut all = read(Path::new("retention.toml"), BUILT_IN)?;
    if let Some(path) = own {
        let text = input_file::text(path, input_file::Limit::Rules)
            .map_err(|error| ScheduleError::Read(path.to_owned(), error))?;
        for category in read(path, &text)? {
            if category.months == 0 {
                let (path, id) = (path.to_owned(), category.id);
                return Err(ScheduleError::Nothing { path, id });
            }
            let part = category.of == Subject::Part;
            all.retain(|known| known.id != category.id && (part || known.of != category.of));
            all.push(category);
        }
        return as_long_as_incidents(path, all);
    }
    Ok(all)
}

/// A period of its own for a part of incidents would be a promise that nothing keeps. One that a team did not write follows.
fn as_long_as_incidents(path: &Path, mut all: Vec<Category>) -> Result<Vec<Category>, ScheduleError> {
    let of_incidents = all.iter().find(|category| category.of == Subject::Incident);
    let Some(months) = of_incidents.map(|category| category.months) else {
        return Ok(all);
    };
    let built_in = toml::from_str::<Categories>(BUILT_IN).map(|built_in| built_in.category);
    let built_in = built_in.unwrap_or_default();
    for category in &mut all {
        let own = !built_in
            .iter()
            .any(|known| known.id == category.id && known.months == category.months);
        let (path, id) = (path.to_owned(), category.id.clone());
        match category.of {
            Subject::Part if own && category.months != months => {
                return Err(ScheduleError::OtherThanIncident { path, id, months });
            }
            Subject::PrivilegedNotes if own && category.months > months => {
                return Err(ScheduleError::LongerThanIncident { path, id, months });
            }
            Subject::Part => category.months = months,
            Subject::PrivilegedNotes => category.months = category.months.min(months),
            Subject::Incident | Subject::Exercise | Subject::Contact | Subject::Backup | Subject::AuditLog => {}
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Result<Vec<Category>, ScheduleError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("own.toml");
        std::fs::write(&file, text).unwrap();
        schedule(Some(&file))
    }

    fn category(id: &str, of: &str, months: u32) -> String {
        format!("[[category]]\nid = \"{id}\"\nof = \"{of}\"\nname = \"n\"\nmonths = {months}\nbecause = \"b\"\n")
    }

    #[test]
    fn parts_of_incidents_are_kept_as_long_as_they_are() {
        let shorter = own(&category("ours", "incident", 36)).unwrap();
        let parts = shorter.iter().filter(|category| category.of == Subject::Part);
        assert_eq!(parts.map(|part| part.months).collect::<Vec<_>>(), [36; 2]);
        assert!(shorter.iter().all(|category| category.id != "incident_record"));
        let other = own(&category("letter", "part", 12)).unwrap_err();
        assert!(
            matches!(other, ScheduleError::OtherThanIncident { months: 72, .. }),
            "{other}"
        );
        assert!(own(&category("letter", "part", 72)).is_ok());
    }

    #[test]
    fn privileged_notes_may_go_earlier_and_not_later() {
        let months = |text: &str| {
            let all = own(text).unwrap().into_iter();
            let mut notes = all.filter(|category| category.of == Subject::PrivilegedNotes);
            (notes.next().unwrap().months, notes.count())
        };
        assert_eq!(months(&category("ours", "incident", 36)), (36, 0));
        assert_eq!(months(&category("counsel", "privileged_notes", 24)), (24, 0));
        let later = own(&category("counsel", "privileged_notes", 73)).unwrap_err();
        assert!(
            matches!(later, ScheduleError::LongerThanIncident { months: 72, .. }),
            "{later}"
        );
    }
}
