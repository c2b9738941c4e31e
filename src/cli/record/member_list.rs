//! `firebell member list`: who is in the record.

use serde::Serialize;

use crate::app::views::utc;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, record_failure};
use crate::cli::output::Output;
use crate::cli::text::{Page, line, prose, wrapped};
use crate::core::member::{Member, MemberState, Members};
use crate::core::time::WallTime;

#[derive(Serialize)]
struct MembersView {
    members: Vec<MemberView>,
    grants: Vec<GrantView>,
}

#[derive(Serialize)]
struct MemberView {
    id: String,
    name: String,
    roles: Vec<&'static str>,
    state: &'static str,
    /// Until when the invitation waits, or since when the member is out.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    key: String,
    recipient: String,
    fingerprint: String,
    you: bool,
}

#[derive(Serialize)]
struct GrantView {
    id: String,
    member: String,
    permission: &'static str,
    incident: String,
    until: String,
    reason: String,
    holds: bool,
}

pub(super) fn output(context: &Context<'_>) -> Result<Output, Failure> {
    let record = context.record();
    let members = record.members().map_err(record_failure)?;
    let you = record.member().map_err(record_failure)?.map(|member| member.id);
    let row = |member: &Member| {
        let (state, at) = match member.state {
            MemberState::Invited { until } => ("invited", Some(until)),
            MemberState::Active => ("active", None),
            MemberState::Revoked { at } => ("revoked", Some(at)),
        };
        MemberView {
            id: member.id.to_string(),
            name: member.name.clone(),
            roles: member.roles.iter().map(|role| role.code()).collect(),
            state,
            at: at.map(|at| utc(at.at())),
            key: member.key.to_string(),
            recipient: member.recipient.to_string(),
            fingerprint: member.key.fingerprint(),
            you: you == Some(member.id),
        }
    };
    let view = MembersView {
        members: members.all().iter().map(row).collect(),
        grants: grants(context, &members, context.now),
    };
    Ok(Output::new(view, page))
}

fn grants(context: &Context<'_>, members: &Members, now: WallTime) -> Vec<GrantView> {
    let name = |lent: &crate::core::member::fold::Lent| {
        members
            .by_id(lent.grant.member)
            .map_or_else(|| lent.grant.member.to_string(), |member| member.name.clone())
    };
    let open = members.grants().iter().filter(|lent| lent.open);
    open.map(|lent| GrantView {
        id: lent.grant.grant.to_string(),
        member: name(lent),
        permission: lent.grant.permission.code(),
        incident: context
            .record()
            .code_of(&lent.grant.incident)
            .unwrap_or_else(|| lent.grant.incident.clone()),
        until: utc(lent.grant.until.at()),
        reason: lent.grant.reason.clone(),
        holds: lent.holds(now),
    })
    .collect()
}

fn page(view: &MembersView) -> Page {
    if view.members.is_empty() {
        return prose(
            "The record has no members: whoever has its passphrase may do everything, under any name. A record of the second \
             format has them once its upgrade is confirmed: firebell key upgrade --confirm.",
        );
    }
    let mut out = Page::default();
    for member in &view.members {
        let you = if member.you { ", you" } else { "" };
        let state = match &member.at {
            Some(at) if member.state == "invited" => format!("invited until {at}"),
            Some(at) => format!("{} {at}", member.state),
            None => member.state.to_owned(),
        };
        out += wrapped(
            &format!("{}  ", member.id),
            &format!("{}{you}: {} ({state})", member.name, member.roles.join(", ")),
        );
        out += line(format_args!("                  key {}", member.fingerprint));
    }
    for grant in &view.grants {
        let text = format!(
            "{} may {} in {} until {}: {}",
            grant.member, grant.permission, grant.incident, grant.until, grant.reason
        );
        out += wrapped(&format!("grant {}  ", grant.id), &text);
    }
    out
}
