//! Somebody who is asked into the record: a file, and a code that goes another way.

use super::{Answers, Asked, Choice, Form, Known, Opener, Optional, Outcome, Prompt, Purpose, Scope, Slot};
use crate::app::event_text::name_problem;
use crate::core::member::MemberRole;
use crate::tui::effect::{Effect, Invitation, TeamEffect};

const NAME: Prompt<String> = Prompt::line("name", "Name").help("as it will stand in the record");
const ROLES: Prompt<Vec<String>> = Prompt::list("roles", "What may they do?");
const FILE: Optional<String> = Prompt::line("file", "File of the invitation")
    .help("empty: NAME.invite in the folder firebell was started in")
    .optional();
pub(crate) const OPEN: Opener = Opener::new("invite a member", |at| Ok(form(&at.known)));

/// What each role is for, in a line.
fn words(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => "owner: members, keys, retention, legal holds",
        MemberRole::Commander => "commander: leads; records, decides, files, drafts and approves",
        MemberRole::Counsel => "counsel: decides, drafts and approves; reads privileged text",
        MemberRole::Responder => "responder: opens incidents, records and drafts",
        MemberRole::Observer => "observer: reads",
        MemberRole::Facilitator => "facilitator: runs exercises",
        MemberRole::Evaluator => "evaluator: observes and rates exercises",
    }
}

fn form(known: &Known<'_>) -> Form {
    let roles = MemberRole::ALL.map(|role| Choice::new(role.code(), words(role)));
    let fields = vec![NAME.field(), ROLES.offering(roles), FILE.field()];
    let members: Vec<String> = known
        .start
        .member_rows
        .iter()
        .map(|member| format!("{} ({})", member.name, member.words))
        .collect();
    let members = match members.as_slice() {
        [] => String::new(),
        members => format!(" In the record: {}.", members.join(", ")),
    };
    Form::new(InviteMember, "Invite a member", fields).note(format!(
        "A file is written, and a code shown once. Send the file, and tell the code another way; the invitation holds seven \
         days.{members}"
    ))
}

#[derive(Debug)]
struct InviteMember;

impl Purpose for InviteMember {
    fn slot(&self) -> Slot {
        Slot::new("member")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn changes_start(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (name, codes, file) = (answers.read(&NAME), answers.read(&ROLES), answers.read(&FILE)?);
        let (name, codes) = (name?, codes?);
        if let Some(problem) = name_problem("name", &name) {
            answers.refuse(&NAME, problem);
            return None;
        }
        let roles: Vec<MemberRole> = codes.iter().filter_map(|code| MemberRole::from_code(code)).collect();
        if roles.is_empty() {
            answers.refuse(&ROLES, "check one role at least");
            return None;
        }
        let named: Vec<&str> = roles.iter().map(|role| role.words()).collect();
        let asked = format!(
            "Invite {name} as {}? With the file and the code they choose a passphrase of their own, and open this record.",
            named.join(", ")
        );
        let invitation = Invitation { name, roles, file };
        let effect = Effect::Team(TeamEffect::Invite(invitation));
        Some(Outcome::Confirm(Asked::new("Invite a member", asked, "Invite"), effect))
    }
}
