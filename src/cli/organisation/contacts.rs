//! `firebell contacts`: the people to call.

use std::collections::BTreeMap;

use super::args::{ContactArgs, ContactsCommand};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::text::{Page, wrapped};
use crate::core::contact::{ChannelError, Contact, ROLES, in_call_order};
use crate::core::organisation::OrganisationCommand;
use crate::core::toml_text::reader::suggestion;

type Contacts = BTreeMap<String, Contact>;

/// `firebell contacts`
pub(crate) fn contacts(call: &Invocation, command: ContactsCommand) -> Result<Output, Failure> {
    let mut context = Context::open(call)?;
    match command {
        ContactsCommand::List => listed(known(&context)?),
        ContactsCommand::Print => {
            let contacts = known(&context)?;
            context.note("contacts.print", "organisation")?;
            Ok(Output::new(contacts, |contacts| tree(contacts, true)))
        }
        ContactsCommand::Set(args) => recorded(&mut context, OrganisationCommand::SaveContact(contact(args)?)),
        ContactsCommand::Remove { id } => {
            let known = known(&context)?;
            if !known.contains_key(&id) {
                let ids: Vec<&str> = known.keys().map(String::as_str).collect();
                return Err(Failure::input(format!("unknown contact `{id}`")).hint(suggestion(&id, &ids)));
            }
            recorded(&mut context, OrganisationCommand::RemoveContact { contact: id })
        }
    }
}

fn known(context: &Context<'_>) -> Result<Contacts, Failure> {
    Ok(context.record().organisation(None).map_err(record_failure)?.contacts)
}

fn recorded(context: &mut Context<'_>, command: OrganisationCommand) -> Result<Output, Failure> {
    let organisation = context.workspace.change_organisation(vec![command], context.now);
    listed(organisation.map_err(record_failure)?.contacts)
}

fn listed(contacts: Contacts) -> Result<Output, Failure> {
    Ok(Output::new(contacts, |contacts| tree(contacts, false)))
}

fn contact(args: ContactArgs) -> Result<Contact, Failure> {
    for role in &args.roles {
        if !ROLES.contains(&role.as_str()) {
            return Err(Failure::input(format!("unknown role `{role}`")).hint(suggestion(role, &ROLES)));
        }
    }
    let channels = args.channels.iter().map(|text| {
        text.parse()
            .map_err(|error: ChannelError| Failure::input(error).hint(ChannelError::HINT))
    });
    Ok(Contact {
        channels: channels.collect::<Result<_, Failure>>()?,
        id: args.id,
        name: args.name,
        roles: args.roles,
        order: args.order,
        escalate_after: args.escalate_after,
    })
}

/// The people by role and order; on paper with lines to write on.
fn tree(contacts: &Contacts, paper: bool) -> Page {
    let mut out = Page::new();
    if paper {
        out += "CALL TREE. Call from the top; if no one answers in time, call the next.\n";
    }
    for role in ROLES {
        let able = in_call_order(contacts, role);
        if able.is_empty() {
            continue;
        }
        out.gap();
        writeln!(out, "{}", role.to_uppercase());
        for contact in able {
            person(&mut out, contact, paper);
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

fn person(out: &mut Page, contact: &Contact, paper: bool) {
    writeln!(out, "  {}. {} ({})", contact.order, contact.name, contact.id);
    for channel in &contact.channels {
        let warning = if channel.compromised {
            "   THE ATTACKER MAY BE READING THIS"
        } else {
            ""
        };
        writeln!(out, "       {:<9} {}{warning}", channel.kind, channel.address);
    }
    writeln!(out, "       no answer in {} min: call the next", contact.escalate_after);
    if paper {
        *out += "       called at ______  answered at ______  by ____________\n";
    }
}
