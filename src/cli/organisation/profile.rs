//! `firebell profile`: seat, establishments, sector flags and policy targets.

use std::collections::BTreeMap;

use super::args::ProfileCommand;
use crate::app::files::typed_values;
use crate::cli::context::Context;
use crate::cli::fact_key;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, wrapped};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::facts::write::quoted;
use crate::core::ids::{RoleError, RoleId};
use crate::core::organisation::OrganisationCommand;
use crate::core::sign_off::{Matrix, NAMED};
use crate::core::time::{StoryTime, WallTime, Zone};

/// `firebell profile`
pub(crate) fn profile(call: &Invocation, command: ProfileCommand) -> Result<Output, Failure> {
    let mut context = Context::open(call)?;
    let organisation = match asked(command, &context.record().sign_off, context.now)? {
        Some(command) => context.workspace.change_organisation(vec![command], context.now),
        None => context.record().organisation(None),
    };
    let profile = organisation.map_err(record_failure)?.profile;
    Ok(Output::new(profile, text))
}

/// What is to be recorded, if anything.
fn asked(command: ProfileCommand, sign_off: &Matrix, now: WallTime) -> Result<Option<OrganisationCommand>, Failure> {
    Ok(match command {
        ProfileCommand::Show => None,
        ProfileCommand::Set { key, value } => {
            let key = full_key(&key)?;
            let value = match key.as_str() {
                NAMED => roles(&value, sign_off)?,
                policy if policy.starts_with(keys::policy::BELOW) => days(&value)?,
                _ => fact_key::recorded(&key, &value, &Zone::utc(), StoryTime::outside_incidents(now))?,
            };
            Some(OrganisationCommand::Set { key, value })
        }
        ProfileCommand::Unset { key } => Some(OrganisationCommand::Unset { key: full_key(&key)? }),
    })
}

fn full_key(key: &str) -> Result<String, Failure> {
    if key.starts_with(keys::policy::BELOW) {
        return Ok(key.to_owned());
    }
    let key = if key.starts_with(keys::organisation::BELOW) || key.starts_with(keys::identity::BELOW) {
        key.to_owned()
    } else {
        keys::organisation::key(key)
    };
    typed_values::fact_key(&key).map_err(|error| Failure::input(&error).hint(&error.hint))?;
    Ok(key)
}

/// Roles of the sign-off matrix, as a text.
fn roles(value: &str, sign_off: &Matrix) -> Result<String, Failure> {
    let ids = value.split(',').filter(|typed| !typed.trim().is_empty());
    let ids: Result<Vec<String>, RoleError> = ids.map(|typed| Ok(typed.parse::<RoleId>()?.to_string())).collect();
    let ids = ids.map_err(|error| Failure::input(&error).hint("such as \"counsel, general_counsel\""))?;
    for id in &ids {
        sign_off
            .role(id)
            .map_err(|unknown| Failure::input(&unknown).hint(&unknown.hint))?;
    }
    Ok(quoted(&ids.join(", ")))
}

fn days(value: &str) -> Result<String, Failure> {
    let number = value.trim_end_matches('d').parse::<u32>();
    number
        .map(|days| days.to_string())
        .map_err(|_| Failure::input(format!("invalid number of days `{value}`")).hint("such as 10 or 10d"))
}

fn text(profile: &BTreeMap<String, FactValue>) -> Page {
    let mut out = Page::new();
    for (key, value) in profile {
        writeln!(out, "{key} = {}", value.literal_words());
    }
    let asked = [
        (keys::organisation::COUNTRY, "the country of the head office"),
        (
            keys::organisation::EU_MAIN_ESTABLISHMENT,
            "the main establishment in the Union, or none",
        ),
        (keys::organisation::PROFILE, "sector flags (firebell law profiles)"),
    ];
    for (key, words) in asked.iter().filter(|(key, _)| !profile.contains_key(*key)) {
        out += wrapped("unknown: ", &format!("{key}: {words}"));
    }
    out
}
