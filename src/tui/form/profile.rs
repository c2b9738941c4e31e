//! The organization's profile; at the first start the built-in example is offered after it.

use chrono::{DateTime, Utc};

use super::{Answers, Form, Here, Known, Opener, Optional, Outcome, Prompt, Purpose, Reads, Scope, Slot};
use crate::app::files::input;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::FactValue;
use crate::core::facts::IncidentKind;
use crate::core::time::{StoryTime, Zone};
use crate::tui::effect::{Effect, ProfileValue, Question, Yes};

const NAME: Optional<Value> = Prompt::line_as("name", "Name", |text, _| value("name", text)).optional();
const COUNTRY: Optional<Value> = Prompt::line_as("country", "Country of the head office", |text, _| {
    value("country", text)
})
.help("ISO code such as US, IE or DE")
.optional();
const MAIN_ESTABLISHMENT: Optional<Value> =
    Prompt::line_as("eu_main_establishment", "Main establishment in the EU", |text, _| {
        value("eu_main_establishment", text)
    })
    .help("a country such as IE, DE-BY for Bavaria, or none; empty means unknown")
    .optional();
const ROLE: Optional<Value> = Prompt::among_as("role", "Do you decide why data is processed?", role)
    .help("a controller decides; a processor works for customers")
    .optional();
const PROFILE: Optional<Value> = Prompt::codes_as("profile", "Sectors", |text, _| value("profile", text))
    .help("such as hipaa_covered_entity,sec_registrant; none if no sector law applies")
    .optional();

/// A value as the record keeps it; `None` where it is unknown.
type Value = Option<String>;

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("profile", |at| Ok(form(&at.known, false)));

/// The form, as it is asked at the first start.
pub(crate) fn first(known: &Known<'_>) -> Form {
    form(known, true)
}

fn form(known: &Known<'_>, first: bool) -> Form {
    let before = |key: &str| {
        let value = known.start.profile.get(&format!("organisation.{key}"));
        value.map(FactValue::as_typed).unwrap_or_default()
    };
    let role = match before("role") {
        role if role.is_empty() => "unknown".to_owned(),
        role => role,
    };
    let fields = vec![
        NAME.field().filled(&before("name")),
        COUNTRY.field().filled(&before("country")),
        MAIN_ESTABLISHMENT.field().filled(&before("eu_main_establishment")),
        ROLE.offering(["unknown", "controller", "processor", "both"])
            .filled(&role),
        PROFILE
            .offering(known.start.flags.iter().map(|offer| offer.id.as_str()))
            .filled(&before("profile")),
    ];
    let title = match first {
        true => "First: your organization",
        false => "The organization",
    };
    Form::new(Profile { first }, title, fields)
        .note("Empty means unknown; it never hides an obligation. You can change it later with `o` on the board.")
}

fn value(key: &str, text: &str) -> Result<Value, String> {
    // No key of the profile holds a moment, so no clock is asked.
    let epoch = StoryTime::named(DateTime::<Utc>::default());
    match input::fact_value(&format!("organisation.{key}"), text, &Zone::utc(), epoch) {
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
        let prompts = [NAME, COUNTRY, MAIN_ESTABLISHMENT, ROLE, PROFILE];
        // Everything is read, so that every problem is shown; what was not changed is not handed in.
        let read: Vec<Option<ProfileValue>> = prompts
            .into_iter()
            .filter(|prompt| answers.changed(prompt))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|prompt| {
                let value = answers.read(&prompt)?.flatten();
                let key = format!("organisation.{}", prompt.key());
                Some(ProfileValue { key, value })
            })
            .collect();
        let values = read.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Outcome::Effect(Effect::Profile(values)))
    }
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
