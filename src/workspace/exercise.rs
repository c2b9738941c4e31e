//! Exercises started, driven, told of and ended.

use std::path::Path;

use super::{Also, ExerciseRequest, NewAction, OwnOrganisation, WorkError, Workspace};
use crate::app::record::Done;
use crate::app::{config, letters};
use crate::core::drill::{CorrectiveAction, DrillEvent};
use crate::core::time::WallTime;
use crate::drill::corrective_actions::list;
use crate::drill::driving::driver;
use crate::drill::driving::driver::Exercise;
use crate::drill::scenario::Scenario;
use crate::drill::scenario_files::sources;
use crate::drill::scenario_files::sources::FileError;
use crate::drill::scenario_files::vary::seed_of_the_year;
use crate::drill::tailored::Own;
use crate::drill::{read, tailored};

/// The scenarios there are; of a team's folder that cannot be read, the built-in ones alone. Starting a scenario of the
/// team's own, `drill list` and `drill lint` say what is wrong.
pub fn scenarios(own: Option<&Path>) -> Vec<Scenario> {
    let files = sources::all(own).or_else(|_| sources::all(None)).unwrap_or_default();
    let read = files
        .iter()
        .filter_map(|file| read::read(&file.name, &file.text, 1).ok());
    read.collect()
}

/// An exercise as it is asked for.
struct Setting<'s> {
    /// The id of its scenario, or a file.
    scenario: &'s str,
    /// What its variation is drawn from; `None`: this year's.
    seed: Option<u64>,
    /// Played with the team's own organization; `None`: with the invented one.
    own: Option<&'s OwnOrganisation>,
    /// Which of several teams plays it.
    team: Option<&'s str>,
}

impl Workspace {
    /// Where the team's own scenarios are read from; `None` where there is no folder yet.
    pub fn scenarios_to_read(&self) -> Option<&Path> {
        self.own.scenarios.as_ref()?.to_read()
    }

    pub(super) fn exercise(
        &mut self,
        command: ExerciseRequest,
        now: WallTime,
    ) -> Result<(Option<Done>, Also), WorkError> {
        let hand = self.driver.hand(now);
        let record = &mut self.record;
        Ok(match command {
            ExerciseRequest::Start {
                scenario,
                seed,
                own,
                team,
            } => {
                return self.start(
                    Setting {
                        scenario: &scenario,
                        seed,
                        own: own.as_ref(),
                        team: team.as_deref(),
                    },
                    now,
                );
            }
            ExerciseRequest::Turn { code, turn } => {
                let turned = driver::turn(record, &code, turn, hand)?;
                (Some(turned.done), Also::Delivered(turned.delivered))
            }
            ExerciseRequest::Deliver { code, inject } => {
                let (inject, done) = driver::deliver(record, &code, &inject, now)?;
                (Some(done), Also::Delivered(vec![inject]))
            }
            ExerciseRequest::Record { code, event } => (Some(driver::run(record, &code, event, now)?), Also::Nothing),
            ExerciseRequest::Improve { code, action } => {
                let id = list::next_number(Exercise::load(record, &code)?.drill());
                let event = DrillEvent::Improvement(action.numbered(id));
                (Some(driver::run(record, &code, event, now)?), Also::Nothing)
            }
            ExerciseRequest::CloseAction { name, proof } => {
                (Some(list::close(record, &name, proof, now)?), Also::Nothing)
            }
            ExerciseRequest::End { code } => (Some(driver::end(record, &code, hand)?), Also::Nothing),
        })
    }

    fn start(&mut self, setting: Setting<'_>, now: WallTime) -> Result<(Option<Done>, Also), WorkError> {
        let Setting {
            scenario: name,
            seed,
            own,
            team,
        } = setting;
        let seed = seed.unwrap_or_else(|| seed_of_the_year(now));
        let (mut scenario, text, notes) = match own {
            None => {
                let (scenario, text) = sources::scenario(name, self.scenarios_to_read(), seed)?;
                (scenario, text, Vec::new())
            }
            Some(own) => {
                let own = self.own_scenario(name, seed, own)?;
                (own.scenario, own.text, own.notes)
            }
        };
        // The team's name is the incident's; what is kept of the scenario is the same for all.
        if let Some(team) = team {
            scenario.title = format!("{} · {team}", scenario.title);
        }
        let open = list::items(&self.record, false, None, now.at().date_naive())?;
        let setup = driver::Setup {
            scenario: &scenario,
            text: &text,
            seed,
            id: config::fresh_id(),
        };
        let done = driver::start(&mut self.record, setup, now)?;
        Ok((Some(done), Also::SetUp { open, notes }))
    }

    /// A scenario made for the team's own organization.
    fn own_scenario(&self, name: &str, seed: u64, own: &OwnOrganisation) -> Result<Own, WorkError> {
        let file = sources::find(name, self.scenarios_to_read())?;
        let organisation = self.record.organisation(None)?;
        let letters = letters::templates(self.own.letters.as_deref())?.into_iter();
        let letters: Vec<tailored::TeamLetter> = letters
            .map(|template| tailored::TeamLetter {
                id: template.id,
                regimes: template.regimes,
            })
            .collect();
        let team = tailored::Team {
            organisation: &organisation,
            zone: &own.zone,
            rules: &self.record.rules,
            playbooks: &self.record.playbooks,
            letters: &letters,
            wishes: &own.wishes,
        };
        Ok(tailored::scenario(&file, seed, team).map_err(FileError::NotOwn)?)
    }
}

impl NewAction {
    fn numbered(self, id: String) -> CorrectiveAction {
        CorrectiveAction {
            id,
            action: self.action,
            owner: self.owner,
            due: self.due,
            element: self.element,
            proof: self.proof,
            objective: self.objective,
        }
    }
}
