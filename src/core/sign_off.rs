//! The sign-off matrix: who must approve which kind of letter before it goes out. It is data; where a letter stands by
//! it is told by `incident::sign_off`.

mod person;
mod read;

use super::facts::FactValue;
use super::ids::RoleId;
use super::letter_recipient::LetterRecipient;
use super::organisation::Organisation;
use super::toml_text::reader::suggestion;

use crate::core::facts::keys;
pub use person::{same_person, unnamed};
pub use read::load;

/// The key of the profile that names the roles an organization has, separated by commas.
pub const NAMED: &str = keys::policy::SIGN_OFF;

/// A role as the matrix defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub id: RoleId,
    /// What people read.
    pub name: String,
    /// Who may approve in it: somebody who wrote the letter, or somebody who did not.
    pub by: By,
    /// The people who may act in it, as they are named with `--actor`; empty: whoever does.
    pub people: Vec<String>,
}

/// Whose approval a role is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Author,
    SomeoneElse,
}

/// Who must approve letters to some kinds of recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Recipients as templates and law files name them; empty: every one.
    recipients: Vec<LetterRecipient>,
    /// Roles that are asked whatever the profile says.
    roles: Vec<RoleId>,
    /// Roles that are asked where the profile names them.
    if_named: Vec<RoleId>,
}

/// Roles, and which letters need whose approval. The first rule that fits a recipient counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    roles: Vec<Role>,
    rules: Vec<Rule>,
}

/// A role that the matrix does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown role `{role}`")]
pub struct UnknownRole {
    pub role: String,
    /// The nearest there is.
    pub hint: String,
}

impl Matrix {
    /// # Errors
    /// [`UnknownRole`] with the nearest role.
    pub fn role(&self, id: &str) -> Result<&Role, UnknownRole> {
        let found = self.roles.iter().find(|role| role.id.as_str() == id);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.roles.iter().map(|role| role.id.as_str()).collect();
            UnknownRole {
                role: id.to_owned(),
                hint: suggestion(id, &known),
            }
        })
    }

    /// Whose approval counts in a role: in none, and in one that the matrix does not have, that of somebody who did not write
    /// the letter.
    pub fn by(&self, role: Option<&RoleId>) -> By {
        let known = role.and_then(|id| self.roles.iter().find(|role| role.id == *id));
        known.map_or(By::SomeoneElse, |role| role.by)
    }

    /// Every role, in the order of the files.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The roles that must approve a letter to a recipient, in the order of its rule. None: one approval by whoever did
    /// not write it will do.
    ///
    /// # Errors
    /// Where the profile names a role that the matrix does not have: nobody can tell whose approval is meant.
    pub fn asked(
        &self,
        recipient: Option<LetterRecipient>,
        organisation: &Organisation,
    ) -> Result<Vec<&Role>, UnknownRole> {
        let named = self.named(organisation)?;
        let fits =
            |rule: &&Rule| rule.recipients.is_empty() || recipient.is_some_and(|to| rule.recipients.contains(&to));
        let Some(rule) = self.rules.iter().find(fits) else {
            return Ok(Vec::new());
        };
        let if_named = rule.if_named.iter().filter(|id| named.contains(id));
        rule.roles
            .iter()
            .chain(if_named)
            .map(|id| self.role(id.as_str()))
            .collect()
    }

    fn named(&self, organisation: &Organisation) -> Result<Vec<RoleId>, UnknownRole> {
        let text = organisation
            .profile
            .get(NAMED)
            .map(FactValue::plain)
            .unwrap_or_default();
        let ids = text.split(',').filter(|id| !id.trim().is_empty());
        ids.map(|typed| {
            let id = typed
                .parse::<RoleId>()
                .map_or_else(|_| typed.to_owned(), |id| id.as_str().to_owned());
            Ok(self.role(&id)?.id.clone())
        })
        .collect()
    }
}
