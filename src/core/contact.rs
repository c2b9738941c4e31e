//! Who is told inside: people, their roles, the channels that reach them, and the order in which they are called.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::coded::coded;
use super::time::StoryTime;
use super::vocabulary::Reached;

coded! {
    /// The parts people play in a breach.
    pub enum ContactRole: "role" {
        Commander = "commander",
        Security = "security",
        Legal = "legal",
        Dpo = "dpo",
        Leadership = "leadership",
        Communications = "communications",
        Support = "support",
        Insurer = "insurer",
        LawEnforcement = "law-enforcement",
        Forensics = "forensics",
    }
}

/// Their codes, in the order of the call tree.
pub const ROLES: [&str; 10] = ContactRole::CODES;

/// How somebody is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// phone, email, chat, in-person …
    pub kind: String,
    /// Number or address.
    pub address: String,
    /// Whether the attacker may be reading it: then it is shown last, with a warning.
    #[serde(default)]
    pub compromised: bool,
}

/// What is typed is not a channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid channel `{0}`")]
pub struct ChannelError(pub String);

impl ChannelError {
    /// What a channel looks like.
    pub const HINT: &str = "expected KIND:ADDRESS, such as phone:+1-202-555-0100 or email:gc@example.com; \
                            put ! in front if the attacker may be reading it";
}

/// Reads `kind:address`, with a `!` in front where the attacker may be reading it. `mail` is taken for `email`.
impl FromStr for Channel {
    type Err = ChannelError;

    fn from_str(typed: &str) -> Result<Channel, ChannelError> {
        let (compromised, text) = match typed.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, typed),
        };
        let (kind, address) = text.split_once(':').unwrap_or_default();
        let (kind, address) = (kind.trim(), address.trim());
        if kind.is_empty() || address.is_empty() {
            return Err(ChannelError(typed.to_owned()));
        }
        let kind = match kind {
            "mail" => "email",
            kind => kind,
        };
        Ok(Channel {
            kind: kind.to_owned(),
            address: address.to_owned(),
            compromised,
        })
    }
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Short and stable, such as `gc`.
    pub id: String,
    /// Name as it is read out.
    pub name: String,
    /// The roles they can stand in for.
    pub roles: Vec<String>,
    /// Their channels, best first.
    pub channels: Vec<Channel>,
    /// Place in the call order of their role: 1 is called first, 2 is their backup.
    pub order: u32,
    /// Minutes after an attempt without answer when the next in order is called.
    pub escalate_after: u32,
}

/// One attempt to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The contact's id.
    pub contact: String,
    /// Over which channel.
    pub channel: String,
    /// How it came out.
    pub reached: Reached,
    pub at: DateTime<Utc>,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// Where the calling of one role stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleStatus<'a> {
    pub role: &'a str,
    /// Everybody who can play it, in call order.
    pub contacts: Vec<&'a Contact>,
    pub answered: Option<(&'a Contact, DateTime<Utc>)>,
    /// Whom to call now, if somebody.
    pub next: Option<&'a Contact>,
    /// When the call passes on to the backup.
    pub escalates_at: Option<DateTime<Utc>>,
}

/// Where every role stands: who answered, who is next, and when the call passes on.
pub fn call_tree<'a>(
    contacts: &'a BTreeMap<String, Contact>,
    attempts: &[Attempt],
    now: StoryTime,
) -> Vec<RoleStatus<'a>> {
    ROLES
        .iter()
        .map(|role| role_status(role, contacts, attempts, now))
        .collect()
}

fn role_status<'a>(
    role: &'static str,
    contacts: &'a BTreeMap<String, Contact>,
    attempts: &[Attempt],
    now: StoryTime,
) -> RoleStatus<'a> {
    let able = in_call_order(contacts, role);
    let answered = attempts.iter().filter(|a| a.reached == Reached::Answered);
    let answered = answered
        .filter_map(|a| able.iter().find(|c| c.id == a.contact).map(|c| (*c, a.at)))
        .min_by_key(|(_, at)| *at);
    let mut status = RoleStatus {
        role,
        contacts: able,
        answered,
        next: None,
        escalates_at: None,
    };
    if status.answered.is_none() {
        (status.next, status.escalates_at) = next_call(&status.contacts, attempts, now);
    }
    status
}

/// Everybody who can play a role, in the order in which they are called.
pub fn in_call_order<'a>(contacts: &'a BTreeMap<String, Contact>, role: &str) -> Vec<&'a Contact> {
    let able = contacts.values().filter(|c| c.roles.iter().any(|r| r == role));
    let mut able: Vec<&Contact> = able.collect();
    able.sort_by(|a, b| a.order.cmp(&b.order).then(a.id.cmp(&b.id)));
    able
}

/// The first in order who was not tried, or whose answer is still awaited; a failed or timed-out one is passed over.
fn next_call<'a>(
    able: &[&'a Contact],
    attempts: &[Attempt],
    now: StoryTime,
) -> (Option<&'a Contact>, Option<DateTime<Utc>>) {
    for contact in able {
        let last = attempts.iter().filter(|a| a.contact == contact.id).max_by_key(|a| a.at);
        let Some(last) = last else {
            return (Some(contact), None);
        };
        let passes_on = last.at + TimeDelta::minutes(i64::from(contact.escalate_after));
        if last.reached == Reached::Attempted && now.at() < passes_on {
            return (Some(contact), Some(passes_on));
        }
    }
    // Everybody was tried: start again at the top.
    (able.first().copied(), None)
}

#[cfg(test)]
mod tests {
    use super::Channel;

    #[test]
    fn a_channel_is_read_in_one_way_everywhere() {
        let channel = |text: &str| text.parse::<Channel>().map(|c| (c.kind, c.address, c.compromised));
        let read = |kind: &str, address: &str, compromised| Ok((kind.to_owned(), address.to_owned(), compromised));
        assert_eq!(
            channel("phone:+1-202-555-0100"),
            read("phone", "+1-202-555-0100", false)
        );
        assert_eq!(channel("!email:gc@example.com"), read("email", "gc@example.com", true));
        assert_eq!(channel("mail: gc@example.com "), read("email", "gc@example.com", false));
        assert_eq!(
            channel("chat:https://example.com/x"),
            read("chat", "https://example.com/x", false)
        );
        for wrong in ["", "phone", "phone:", ":+1", "!", "!phone", " : "] {
            assert!(channel(wrong).is_err(), "{wrong:?}");
        }
    }
}
