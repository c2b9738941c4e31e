//! The worker's part in the organization's own record: its profile and its call tree.

use std::path::Path;

use super::Worker;
use crate::app::files::picture_file;
use crate::core::contact::Contact;
use crate::core::contract::ContractDraft;
use crate::core::facts::FactValue;
use crate::core::organisation::OrganisationCommand;
use crate::core::time::WallTime;
use crate::tui::event::Answer;
use crate::tui::ids::Subject;
use crate::tui::profile_value::{Given, ProfileValue};
use crate::workspace::WorkError;

impl Worker {
    pub(super) fn contact(&mut self, contact: Contact, now: WallTime) -> Result<Answer, WorkError> {
        let words = format!("{} is in the call tree", contact.name);
        let save = OrganisationCommand::SaveContact(contact);
        self.workspace.change_organisation(vec![save], now)?;
        Ok(self.start_again(words))
    }

    pub(super) fn contract(&mut self, draft: &ContractDraft, now: WallTime) -> Result<Answer, WorkError> {
        let saved = self.workspace.add_contract(draft, now)?;
        Ok(self.start_again(format!("The contract with {} is saved", saved.name)))
    }

    /// Sets what was given and takes out what was emptied; what stays as it is makes no event.
    pub(super) fn profile(&mut self, values: Vec<ProfileValue>, now: WallTime) -> Result<Answer, WorkError> {
        let commands = self.profile_commands(values)?;
        self.change_profile(commands, now)
    }

    /// What has to be recorded for the profile to have these values.
    pub(super) fn profile_commands(&self, values: Vec<ProfileValue>) -> Result<Vec<OrganisationCommand>, WorkError> {
        let known = self.workspace.record().organisation(None)?.profile;
        let mut commands = Vec::new();
        for ProfileValue { key, value } in values {
            let value = match value {
                Some(Given::Literal(literal)) => Some(literal),
                Some(Given::PictureIn(path)) => Some(picture_file::literal(Path::new(&path))?),
                None => None,
            };
            match value {
                same if known.get(&key).map(FactValue::literal) == same.as_deref() => {}
                Some(value) => commands.push(OrganisationCommand::Set { key, value }),
                None => commands.push(OrganisationCommand::Unset { key }),
            }
        }
        Ok(commands)
    }

    pub(super) fn change_profile(
        &mut self,
        commands: Vec<OrganisationCommand>,
        now: WallTime,
    ) -> Result<Answer, WorkError> {
        let words = match commands.len() {
            0 => "Nothing changed in the profile.".to_owned(),
            1 => "1 value of the profile recorded".to_owned(),
            n => format!("{n} values of the profile recorded"),
        };
        if !commands.is_empty() {
            self.workspace.change_organisation(commands, now)?;
        }
        Ok(self.start_again(words))
    }

    /// The organization is read again with the next look.
    fn start_again(&mut self, words: String) -> Answer {
        self.seen = None;
        Answer::Recorded {
            about: Subject::Record,
            words,
            opened: None,
            view: None,
        }
    }
}
