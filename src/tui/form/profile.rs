//! The organization's profile; at the first start the built-in example is offered after it.

use chrono::{DateTime, Utc};

use super::{Answers, Choice, Form, Here, Known, Opener, Optional, Outcome, Prompt, Purpose, Reads, Scope, Slot};
use crate::app::files::typed_values;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::FactValue;
use crate::core::facts::IncidentKind;
use crate::core::facts::keys;
use crate::core::time::{StoryTime, Zone};
use crate::tui::effect::{Effect, Question, Yes};
use crate::tui::profile_value::{Given, ProfileValue};
use crate::tui::widget::pick::codes;
use crate::tui::{places, sectors};

const NAME: Optional<Value> = Prompt::line_as("name", "Name", |text, _| value("name", text)).optional();
const COUNTRY: Optional<Value> = Prompt::one_of_as("country", "Country of the head office", |text, _| {
    value("country", text)
})
.help("type its name or code; leave empty if unknown")
.optional();
const MAIN_ESTABLISHMENT: Optional<Value> =
    Prompt::one_of_as("eu_main_establishment", "Main establishment in the EU", |text, _| {
        value("eu_main_establishment", text)
    })
    .help("a country, in Germany the Land (Bavaria), or none; leave empty if unknown")
    .optional();
const ROLE: Optional<Value> = Prompt::among_as("role", "Do you decide why data is processed?", role).optional();
const SECTORS: Optional<Vec<String>> = Prompt::list("sectors", "Do you work in one of these?")
    .help("Space checks; what you check stays open and is asked, everything else is ruled out")
    .optional();
const PROFILE: Optional<Value> = Prompt::codes_as("profile", "Sector laws that bind you for certain", |text, _| {
    value("profile", text)
})
.help("leave it as it is if you are not sure")
.optional();

/// What letters say of their sender, by the keys of the facts.
const SENDER: [Optional<String>; 6] = [
    Prompt::line(keys::identity::ADDRESS, "Postal address")
        .help(IN_LETTERS)
        .optional(),
    Prompt::line(keys::identity::TELEPHONE, "Telephone")
        .help(IN_LETTERS)
        .optional(),
    Prompt::line(keys::identity::EMAIL, "E-mail for questions")
        .help(IN_LETTERS)
        .optional(),
    Prompt::line(keys::identity::WEBSITE, "Website")
        .help(IN_LETTERS)
        .optional(),
    Prompt::line(keys::identity::DPO_NAME, "Data protection officer")
        .help(IN_LETTERS)
        .optional(),
    Prompt::line(keys::identity::DPO_CONTACT, "How to reach the data protection officer")
        .help(IN_LETTERS)
        .optional(),
];
const IN_LETTERS: &str = "it stands in letters; empty: they say that it is missing";

/// A file is named to take its picture in; what is recorded has no path to show.
const LOGO: Optional<Option<Given>> = Prompt::line_as("logo", "Logo of your letters", |text, _| Ok(logo(text)))
    .help("a PNG or JPEG file of at most 128 KiB, whose picture is taken into the record; none takes it out")
    .optional();

/// A value as the record keeps it; `None` where it is unknown.
type Value = Option<String>;

/// Said before anything is typed that would be refused.
pub(super) const NOT_YOURS: &str = "Owners and commanders change the organization's profile; ask one of them.";

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("profile", |at| match at.known.start.may_change_organisation() {
    true => Ok(form(&at.known, false)),
    false => Err(NOT_YOURS),
});

/// The form, as it is asked at the first start.
pub(crate) fn first(known: &Known<'_>) -> Form {
    form(known, true)
}

fn form(known: &Known<'_>, first: bool) -> Form {
    let before_at = |key: &str| {
        let value = known.start.profile.get(key);
        value.map(FactValue::as_typed).unwrap_or_default()
    };
    let before = |key: &str| before_at(&keys::organisation::key(key));
    let role = match before("role") {
        role if role.is_empty() => "unknown".to_owned(),
        role => role,
    };
    let mut fields = vec![
        NAME.field().filled(&before("name")),
        COUNTRY.picking(places::countries()).filled(&before("country")),
        MAIN_ESTABLISHMENT
            .picking(places::within_or_none(&known.start.union))
            .filled(&before("eu_main_establishment")),
        ROLE.offering(ROLES.map(|(code, words)| Choice::new(code, words)))
            .filled(&role),
        SECTORS.picking(sectors::choices()).filled(&sectors_before(known)),
    ];
    if !first {
        fields.push(PROFILE.offering(flags(known)).filled(&before("profile")));
        let sender = |prompt: &Optional<String>| prompt.field().filled(&before_at(prompt.key()));
        fields.extend(SENDER.iter().map(sender));
        fields.push(LOGO.field());
    }
    let title = match first {
        true => "First: your organization",
        false => "The organization",
    };
    let logo = match known.start.profile.contains_key(LOGO_KEY) {
        true => " A logo is recorded; it stays where no other file is named.",
        false => "",
    };
    Form::new(Profile { first }, title, fields).note(format!(
        "Empty means unknown; it never hides an obligation. You can change it later with `o` on the board.{logo}"
    ))
}

const LOGO_KEY: &str = keys::identity::LOGO;

/// The file that was named; `None`: the logo is taken out.
fn logo(text: &str) -> Option<Given> {
    match text.trim() {
        none if none.eq_ignore_ascii_case("none") => None,
        path => Some(Given::PictureIn(path.to_owned())),
    }
}

const ROLES: [(&str, &str); 4] = [
    ("unknown", "not yet known"),
    (
        "controller",
        "yes: a controller, who decides why and how data is processed",
    ),
    ("processor", "no: a processor, who works for customers"),
    ("both", "both, depending on the data"),
];

/// The groups that were chosen before; "none of these" where no flag of one is left.
fn sectors_before(known: &Known<'_>) -> String {
    let text = |key: &str| known.start.profile.get(key).map(FactValue::as_typed);
    let Some(certain) = text(keys::organisation::PROFILE) else {
        return String::new();
    };
    let open = text(keys::organisation::PROFILE_UNKNOWN).unwrap_or_default();
    let held: Vec<&str> = [&certain, &open].into_iter().flat_map(|text| codes(text)).collect();
    match sectors::chosen(&held) {
        none if none.is_empty() => "none".to_owned(),
        groups => groups,
    }
}

/// "None of these", and the flags of the law.
fn flags(known: &Known<'_>) -> impl Iterator<Item = Choice> {
    let none = Choice::new("none", "none for certain");
    std::iter::once(none).chain(known.start.flags.iter().map(Choice::from))
}

fn value(key: &str, text: &str) -> Result<Value, String> {
    // No key of the profile holds a moment, so no clock is asked.
    let epoch = StoryTime::named(DateTime::<Utc>::default());
    match typed_values::fact_value(&keys::organisation::key(key), text, &Zone::utc(), epoch) {
        Ok(literal) => Ok(Some(literal)),
        Err(error) => Err(format!("{error} · {}", error.hint)),
    }
}

fn role(text: &str, _: &Here) -> Result<Value, String> {
    match text {
        "unknown" => Ok(None),
        text => value("role", text),
    }
}

/// The answer that settles the most obligations at once, for the list of what to find out next.
pub(crate) const NO_SECTORS: Opener = Opener::new("sectors", |at| {
    if !at.known.start.may_change_organisation() {
        return Err(NOT_YOURS);
    }
    let fields = vec![SECTORS.picking(sectors::choices()).filled(&sectors_before(&at.known))];
    Ok(Form::new(Sectors, "Special sectors", fields).note(
        "Most of the law is for special sectors. Check those you work in, or “none of these”. It holds for every incident.",
    ))
});

/// What the chosen groups say in the profile: no flag for certain, and those that stay open.
fn of_sectors(known: &Known<'_>, chosen: &[String]) -> Option<Vec<ProfileValue>> {
    let open = sectors::open_flags(&chosen.join(","), &known.start.flags)?;
    let certain = known
        .start
        .profile
        .get(keys::organisation::PROFILE)
        .map(FactValue::as_typed);
    let certain = certain.unwrap_or_default();
    let held: Vec<&str> = codes(&certain).filter(|flag| *flag != "none").collect();
    // What is certain stays certain as long as its group is checked.
    let name = |flag: &str| flag.split('@').next().unwrap_or(flag).to_owned();
    let kept: Vec<&str> = held.into_iter().filter(|flag| open.contains(&name(flag))).collect();
    let open: Vec<&str> = open
        .iter()
        .map(String::as_str)
        .filter(|flag| !kept.iter().any(|kept| name(kept) == *flag))
        .collect();
    let list = |flags: &[&str]| {
        let quoted: Vec<String> = flags.iter().map(|flag| format!("\"{flag}\"")).collect();
        Some(format!("[{}]", quoted.join(", ")))
    };
    let value = |key: &str, flags: &[&str]| ProfileValue {
        key: keys::organisation::key(key),
        value: list(flags).map(Given::Literal),
    };
    Some(vec![value("profile", &kept), value("profile_unknown", &open)])
}

#[derive(Debug)]
struct Sectors;

impl Purpose for Sectors {
    fn slot(&self) -> Slot {
        Slot::new("sectors")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn changes_start(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let chosen = answers.read(&SECTORS)?.unwrap_or_default();
        match of_sectors(&answers.known(), &chosen) {
            Some(values) => Some(Outcome::Effect(Effect::Profile(values))),
            None => {
                answers.refuse(&SECTORS, "check the sectors you work in, or “none of these”");
                None
            }
        }
    }
}

#[derive(Debug)]
struct Profile {
    first: bool,
}

impl Purpose for Profile {
    /// What was typed at the first start and not recorded is there when the profile is opened with a key.
    fn slot(&self) -> Slot {
        Slot::single("profile", "Profile { first: false }")
            .also_printed("Profile { first: true }")
            .renamed("profile/first")
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn changes_start(&self) -> bool {
        true
    }

    fn followed_by(&self) -> Option<Question> {
        self.first.then(example)
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let mut prompts = vec![NAME, COUNTRY, MAIN_ESTABLISHMENT, ROLE];
        let certain = !self.first && answers.changed(&PROFILE);
        if certain && answers.changed(&SECTORS) {
            answers.refuse(&SECTORS, "change the sectors or the sector laws, not both at once");
            return None;
        }
        prompts.extend(certain.then_some(PROFILE));
        // Everything is read, so that every problem is shown; what was not changed is not handed in.
        let read: Vec<Option<ProfileValue>> = prompts
            .into_iter()
            .filter(|prompt| answers.changed(prompt))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|prompt| {
                let value = answers.read(&prompt)?.flatten().map(Given::Literal);
                let key = keys::organisation::key(prompt.key());
                Some(ProfileValue { key, value })
            })
            .collect();
        let mut values = read.into_iter().collect::<Option<Vec<_>>>()?;
        values.extend(sender(answers)?);
        if answers.changed(&LOGO) {
            let key = LOGO_KEY.to_owned();
            values.extend(answers.read(&LOGO)?.map(|value| ProfileValue { key, value }));
        }
        if answers.changed(&SECTORS) {
            let chosen = answers.read(&SECTORS)?.unwrap_or_default();
            values.extend(of_sectors(&answers.known(), &chosen).unwrap_or_default());
        }
        Some(Outcome::Effect(Effect::Profile(values)))
    }
}

/// What was changed of the sender; `None`: a problem stands beside its field.
fn sender(answers: &mut Answers<'_>) -> Option<Vec<ProfileValue>> {
    let changed: Vec<&Optional<String>> = SENDER.iter().filter(|prompt| answers.changed(*prompt)).collect();
    let read: Vec<Option<ProfileValue>> = changed
        .into_iter()
        .map(|prompt| {
            let key = prompt.key();
            let value = match answers.typed(prompt).as_str() {
                "" => None,
                _ => Some(Given::Literal(answers.read_fact(prompt, key)?)),
            };
            Some(ProfileValue {
                key: key.to_owned(),
                value,
            })
        })
        .collect();
    read.into_iter().collect()
}

/// The question whether the built-in example is to be opened.
pub(crate) fn example() -> Question {
    Question::new(
        "Open the built-in example",
        format!(
            "Look around in a built-in example? It is an {} incident: it is marked as one everywhere and never counted \
             with real incidents.",
            IncidentKind::Exercise.mark(MarkPlace::Word)
        ),
        "Open it",
        Yes::Effect(Box::new(Effect::Example)),
    )
}
