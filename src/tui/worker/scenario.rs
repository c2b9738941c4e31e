//! The worker's part in making a scenario: the team's folder, and what `drill lint` says.

use std::path::Path;

use super::{Worker, failed};
use crate::app::files::out::{Existing, Folder};
use crate::app::letters;
use crate::drill::edit::{Change, Checked, Draft};
use crate::drill::scenario_files::lint::There;
use crate::drill::scenario_files::sources;
use crate::drill::scenario_files::sources::OwnScenarios;
use crate::tui::effect::ScenarioEffect;
use crate::tui::event::Answer;
use crate::tui::ids::Subject;
use crate::workspace::WorkError;

const NO_FOLDER: &str = "No folder for your own scenarios is known: write scenarios = \"FOLDER\" into config.toml, then \
                         open the workbench again.";

impl Worker {
    pub(super) fn scenario(&mut self, effect: ScenarioEffect) -> Result<Answer, WorkError> {
        match effect {
            ScenarioEffect::Copy { scenario, title } => self.copied(&scenario, title.as_deref()),
            ScenarioEffect::Change { draft, change } => self.changed(*draft, *change),
            ScenarioEffect::Save { draft, replace } => self.saved(&draft, replace),
        }
    }

    fn copied(&self, scenario: &str, title: Option<&str>) -> Result<Answer, WorkError> {
        let folder = self.workspace.scenarios_to_read();
        let file = sources::find(scenario, folder)?;
        let own = folder.is_some_and(|folder| Path::new(&file.name).starts_with(folder));
        let draft = match title {
            Some(title) => Draft::copy(&file, title),
            None if own => Draft::open(&file),
            None => {
                return Ok(failed(
                    Subject::Record,
                    "That scenario is built in: give your copy a title.",
                ));
            }
        };
        let draft = match draft {
            Ok(draft) => draft,
            Err(error) => return Ok(failed(Subject::Record, error.to_string())),
        };
        Ok(Answer::Scenario {
            checked: Box::new(self.checked(draft)?),
            own_file: Some(title.is_none()),
            words: "Enter changes a part, n adds an inject, + an expected action, E saves.".to_owned(),
        })
    }

    fn changed(&self, draft: Draft, change: Change) -> Result<Answer, WorkError> {
        let draft = match draft.changed(change) {
            Ok(draft) => draft,
            Err(error) => return Ok(failed(Subject::Record, error.words)),
        };
        Ok(Answer::Scenario {
            checked: Box::new(self.checked(draft)?),
            own_file: None,
            words: "Changed. E saves it to your folder.".to_owned(),
        })
    }

    fn checked(&self, draft: Draft) -> Result<Checked, WorkError> {
        let record = self.workspace.record();
        let templates = letters::templates(self.workspace.own().letters.as_deref())?;
        let letters: Vec<String> = templates.into_iter().map(|template| template.id).collect();
        Ok(draft.checked(There {
            rules: &record.rules,
            playbooks: &record.playbooks,
            letters: &letters,
        }))
    }

    fn saved(&self, draft: &Draft, replace: bool) -> Result<Answer, WorkError> {
        let Some(folder) = self.workspace.own().scenarios.as_ref().map(OwnScenarios::folder) else {
            return Ok(failed(Subject::Record, NO_FOLDER));
        };
        let existing = if replace { Existing::Replace } else { Existing::Keep };
        let name = draft.file_name();
        let place = Folder::open(folder)?;
        place.write(&name, draft.text().as_bytes(), existing)?;
        place.settle();
        let problems = match self.checked(draft.clone())?.problems.len() {
            0 => "no problem is left".to_owned(),
            1 => "1 problem is left".to_owned(),
            count => format!("{count} problems are left"),
        };
        Ok(Answer::ScenarioSaved(format!(
            "Saved as {}; {problems}.",
            folder.join(name).display()
        )))
    }
}
