//! `firebell profile`, `firebell contacts`, `firebell playbooks`: what every incident shares.

use crate::app::{clock, input, playbook_files};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::organisation::args::{ContactsCommand, PlaybooksCommand, ProfileCommand};
use crate::cli::session::{Session, failure};
use crate::cli::text::{Page, line, print, print_json, wrapped};
use crate::core::contact::{ChannelError, Contact, ROLES, in_call_order};
use crate::core::event::What;
use crate::core::reader::suggestion;
use crate::core::time::{StoryTime, Zone};
use std::collections::BTreeMap;

/// `firebell profile`
pub fn profile(global: &Global, command: ProfileCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    let now = clock::now();
    let what = match command {
        ProfileCommand::Show => None,
        ProfileCommand::Set { key, value } => {
            let key = full_key(&key)?;
            let value = match key.starts_with("policy.") {
                true => days(&value)?,
                false => input::fact_value(&key, &value, &Zone::utc(), StoryTime::outside_incidents(now))
                    .map_err(|error| Failure::input(&error).hint(&error.hint))?,
            };
            Some(What::ProfileSet { key, value })
        }
        ProfileCommand::Unset { key } => Some(What::ProfileUnset { key: full_key(&key)? }),
    };
    let organisation = match what {
        Some(what) => record.run_organisation(vec![what], now),
        None => record.organisation(None),
    };
    let organisation = organisation.map_err(failure)?;
    if global.json {
        return print_json(&organisation.profile);
    }
    print(profile_text(&organisation.profile))
}

fn full_key(key: &str) -> Result<String, Failure> {
    if key.starts_with("policy.") {
        return Ok(key.to_owned());
    }
    let key = if key.starts_with("organisation.") || key.starts_with("identity.") {
        key.to_owned()
    } else {
        format!("organisation.{key}")
    };
    input::fact_key(&key).map_err(|error| Failure::input(&error).hint(&error.hint))?;
    Ok(key)
}

fn days(value: &str) -> Result<String, Failure> {
    let number = value.trim_end_matches('d').parse::<u32>();
    number
        .map(|days| days.to_string())
        .map_err(|_| Failure::input(format!("`{value}` is no number of days")).hint("such as 10 or 10d"))
}

fn profile_text(profile: &BTreeMap<String, String>) -> Page {
    let mut out = Page::new();
    for (key, value) in profile {
        writeln!(out, "{key} = {value}");
    }
    let asked = [
        ("organisation.country", "the country of the seat"),
        (
            "organisation.eu_main_establishment",
            "the main establishment in the Union, or none",
        ),
        ("organisation.profile", "sector flags (firebell law profiles)"),
    ];
    for (key, words) in asked.iter().filter(|(key, _)| !profile.contains_key(*key)) {
        out += wrapped("unknown: ", &format!("{key}: {words}"));
    }
    out
}

/// `firebell contacts`
pub fn contacts(global: &Global, command: ContactsCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let mut record = session.open(global)?;
    let now = clock::now();
    let paper = matches!(command, ContactsCommand::Print);
    let organisation = match command {
        ContactsCommand::List | ContactsCommand::Print => record.organisation(None),
        ContactsCommand::Set {
            id,
            name,
            roles,
            channels,
            order,
            escalate_after,
        } => {
            let contact = contact(id, name, roles, &channels, order, escalate_after)?;
            record.run_organisation(vec![What::ContactSaved { contact }], now)
        }
        ContactsCommand::Remove { id } => {
            let known = record.organisation(None).map_err(failure)?;
            if !known.contacts.contains_key(&id) {
                let ids: Vec<&str> = known.contacts.keys().map(String::as_str).collect();
                return Err(Failure::input(format!("`{id}` is no contact")).hint(suggestion(&id, &ids)));
            }
            record.run_organisation(vec![What::ContactRemoved { contact: id }], now)
        }
    };
    let organisation = organisation.map_err(failure)?;
    if paper {
        record
            .note(now, "contacts.print", "organisation", "ok")
            .map_err(failure)?;
    }
    if global.json {
        return print_json(&organisation.contacts);
    }
    print(tree(&organisation.contacts, paper))
}

fn contact(
    id: String,
    name: String,
    roles: Vec<String>,
    channels: &[String],
    order: u32,
    escalate_after: u32,
) -> Result<Contact, Failure> {
    for role in &roles {
        if !ROLES.contains(&role.as_str()) {
            return Err(Failure::input(format!("`{role}` is no role")).hint(suggestion(role, &ROLES)));
        }
    }
    let channels = channels.iter().map(|text| {
        text.parse()
            .map_err(|error: ChannelError| Failure::input(error.to_string()).hint(ChannelError::HINT))
    });
    Ok(Contact {
        id,
        name,
        roles,
        channels: channels.collect::<Result<_, Failure>>()?,
        order,
        escalate_after,
    })
}

/// The people by role and order; on paper with lines to write on.
fn tree(contacts: &BTreeMap<String, Contact>, paper: bool) -> Page {
    let mut out = Page::new();
    if paper {
        out += "CALL TREE. Call from the top; when nobody answers in time, go to the next.\n";
    }
    for role in ROLES {
        let able = in_call_order(contacts, role);
        if able.is_empty() {
            continue;
        }
        out.gap();
        writeln!(out, "{}", role.to_uppercase());
        for contact in able {
            writeln!(out, "  {}. {} ({})", contact.order, contact.name, contact.id);
            for channel in &contact.channels {
                let warning = if channel.compromised {
                    "   MAY BE READ BY THE ATTACKER"
                } else {
                    ""
                };
                writeln!(out, "       {:<9} {}{warning}", channel.kind, channel.address);
            }
            writeln!(out, "       no answer in {} min: next", contact.escalate_after);
            if paper {
                out += "       called at ______  answered at ______  by ____________\n";
            }
        }
    }
    let missing: Vec<&str> = ROLES
        .into_iter()
        .filter(|role| !contacts.values().any(|c| c.roles.iter().any(|r| r == role)))
        .collect();
    if !missing.is_empty() {
        out.gap();
        out += wrapped("Nobody for: ", &missing.join(", "));
    }
    out
}

/// `firebell playbooks`
pub fn playbooks(global: &Global, command: PlaybooksCommand) -> Result<Answer, Failure> {
    let session = Session::start(global)?;
    let playbooks = playbook_files::load(session.config.playbooks.as_deref())
        .map_err(|error| Failure::new(Kind::Io, "the playbook folder could not be read").because(&error))?;
    for problem in &playbooks.problems {
        crate::cli::session::warn_one(&problem.to_string());
    }
    match command {
        PlaybooksCommand::List if global.json => print_json(&playbooks.all),
        PlaybooksCommand::List => {
            let lines = playbooks
                .all
                .iter()
                .map(|p| wrapped("", &format!("{} · {} steps · {}", p.id, p.steps.len(), p.summary)));
            print(lines.collect::<Page>())
        }
        PlaybooksCommand::Show { id } => {
            let Some(playbook) = playbooks.all.iter().find(|p| p.id == id) else {
                let ids: Vec<&str> = playbooks.all.iter().map(|p| p.id.as_str()).collect();
                return Err(Failure::input(format!("`{id}` is no playbook")).hint(suggestion(&id, &ids)));
            };
            if global.json {
                return print_json(playbook);
            }
            let mut out = line(format_args!("{}", playbook.title));
            out.gap();
            out += Page::document(&format!("{}\n", playbook.introduction));
            for step in &playbook.steps {
                let within = step
                    .within_minutes
                    .map(|m| format!(", within {m} min"))
                    .unwrap_or_default();
                out.gap();
                writeln!(out, "{} · {} ({}{within})", step.id, step.title, step.owner);
                out += wrapped("  why ", &step.why);
                for line in step.how.lines() {
                    out += wrapped("  ", line);
                }
            }
            for exit in &playbook.exits {
                out.gap();
                out += wrapped("leave when: ", &exit.text);
            }
            print(out)
        }
    }
}
