//! Somebody to call.

use super::{Answers, AtHand, Choice, Form, Here, Known, Opener, Optional, Outcome, Prompt, Purpose, Scope, Slot};
use crate::core::contact::{Channel, ChannelError, Contact, ROLES};
use crate::core::toml_text::reader::suggestion;
use crate::tui::effect::Effect;
use crate::tui::search::plain_text;

const ID: Optional<String> = Prompt::line("id", "Short name")
    .help("without spaces, such as counsel-1; empty: made from the name")
    .optional();
const NAME: Prompt<String> = Prompt::line("name", "Name");
const ROLE: Prompt<Vec<String>> = Prompt::codes_as("roles", "Roles", roles);
const CHANNELS: Prompt<Vec<Channel>> = Prompt::line_as("channels", "How to reach them", channels)
    .help("+1-202-555-0100, gc@example.com, or another kind such as signal:name; put ! in front of one the attacker may be reading");
const ORDER: Prompt<u32> = Prompt::number("order", "Position in the call order");
const ESCALATE: Prompt<u32> = Prompt::number("escalate", "Minutes until the next person is called");

/// Opens the form: of the person selected, else of somebody new.
pub(crate) const OPEN: Opener = Opener::new("contact", |at| Ok(form(selected(at))));

/// The form of somebody new.
pub(crate) const NEW: Opener = Opener::new("new contact", |_| Ok(form(None)));

fn selected<'m>(at: &AtHand<'m>) -> Option<&'m Contact> {
    let id = at.target.as_ref()?.contact()?;
    at.known.start.contacts.get(id)
}

fn form(person: Option<&Contact>) -> Form {
    let filled = |text: Option<String>| text.unwrap_or_default();
    let spelled = person.map(|p| {
        let all = p.channels.iter().map(|c| {
            let mark = if c.compromised { "!" } else { "" };
            format!("{mark}{}:{}", c.kind, c.address)
        });
        all.collect::<Vec<_>>().join(", ")
    });
    let order = person.map_or(1, |p| p.order);
    let escalate = person.map_or(15, |p| p.escalate_after);
    let fields = vec![
        NAME.field().filled(&filled(person.map(|p| p.name.clone()))),
        ID.field().filled(&filled(person.map(|p| p.id.clone()))),
        ROLE.offering(ROLES.map(role))
            .filled(&filled(person.map(|p| p.roles.join(",")))),
        CHANNELS.field().filled(&filled(spelled)),
        ORDER.field().filled(&order.to_string()),
        ESCALATE.field().filled(&escalate.to_string()),
    ];
    Form::new(SaveContact, "A person to call", fields)
}

/// A role with the words it is found by.
fn role(code: &'static str) -> Choice {
    match code {
        "dpo" => Choice::new(code, "data protection officer").found_by("privacy"),
        "security" => Choice::new(code, "security").found_by("ciso soc it"),
        "legal" => Choice::new(code, "legal").found_by("counsel lawyer gc"),
        "leadership" => Choice::new(code, "leadership").found_by("ceo board executive management"),
        "communications" => Choice::new(code, "communications").found_by("press pr media"),
        "commander" => Choice::new(code, "incident commander").found_by("lead"),
        "law-enforcement" => Choice::new(code, "law enforcement").found_by("police fbi"),
        code => Choice::from(code),
    }
}

fn roles(text: &str, _: &Here) -> Result<Vec<String>, String> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    let roles: Vec<String> = words.map(str::to_owned).collect();
    match roles.iter().find(|role| !ROLES.contains(&role.as_str())) {
        Some(role) => Err(format!("unknown role `{role}` · {}", suggestion(role, &ROLES))),
        None => Ok(roles),
    }
}

/// A number is a telephone's and an address with an @ is of e-mail, where no kind is named.
fn with_kind(text: &str) -> String {
    let (mark, address) = match text.strip_prefix('!') {
        Some(address) => ("!", address.trim()),
        None => ("", text),
    };
    let named = address
        .split_once(':')
        .is_some_and(|(kind, _)| kind.chars().all(|c| c.is_ascii_alphabetic() || c == '-'));
    match (
        named,
        address.contains('@'),
        address.starts_with(|c: char| c == '+' || c.is_ascii_digit()),
    ) {
        (false, true, _) => format!("{mark}email:{address}"),
        (false, false, true) => format!("{mark}phone:{}", address.replace(' ', "-")),
        (true, ..) | (false, false, false) => text.to_owned(),
    }
}

fn channels(text: &str, _: &Here) -> Result<Vec<Channel>, String> {
    let spelled = text.split(',').map(str::trim).filter(|text| !text.is_empty());
    let channel = |text: &str| {
        with_kind(text)
            .parse()
            .map_err(|error: ChannelError| format!("{error}; {}", ChannelError::HINT))
    };
    spelled.map(channel).collect()
}

/// A short name made from a name, which nobody in the call tree has.
fn short_name(known: Known<'_>, name: &str) -> String {
    let plain = plain_text(name);
    let words = plain.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let made = match words.is_empty() {
        true => "person".to_owned(),
        false => words.join("-"),
    };
    let taken = |id: &String| known.start.contacts.contains_key(id);
    let numbered = (2u32..).map(|number| format!("{made}-{number}"));
    let mut free = std::iter::once(made.clone()).chain(numbered).filter(|id| !taken(id));
    free.next().unwrap_or_default()
}

#[derive(Debug)]
struct SaveContact;

impl Purpose for SaveContact {
    fn slot(&self) -> Slot {
        Slot::single("contact", "Contact")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn changes_start(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let (roles, channels) = (answers.read(&ROLE), answers.read(&CHANNELS));
        let (order, escalate_after) = (answers.read(&ORDER), answers.read(&ESCALATE));
        let (name, id) = (answers.read(&NAME)?, answers.read(&ID)?);
        let id = id.unwrap_or_else(|| short_name(answers.known(), &name));
        Some(Outcome::Effect(Effect::Contact(Contact {
            id,
            name,
            roles: roles?,
            channels: channels?,
            order: order?,
            escalate_after: escalate_after?,
        })))
    }
}
