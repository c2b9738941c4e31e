//! A letter to draft: for an obligation, or from any template.

use std::collections::BTreeMap;

use super::{Answers, Choice, Form, Known, Opener, Optional, Outcome, Prompt, Purpose, Slot};
use crate::app::called;
use crate::app::letters::{Draft, LetterRow};
use crate::app::views::ObligationView;
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::facts::story::Tongue;
use crate::core::ids::{LetterId, NameError};
use crate::core::law::terms::Recipient;
use crate::core::verdict::Verdict;
use crate::tui::effect::{Effect, LetterEffect};

const TEMPLATE: Prompt<String> = Prompt::one_of("template", "Template");
const OWN_TEMPLATE: Optional<String> = Prompt::one_of("template", "Template")
    .help("leave empty for the one made for this obligation; type to find another")
    .optional();
const LANGUAGE: Prompt<String> = Prompt::one_of("language", "Language");

const NAME: Optional<LetterId> = Prompt::line_as("name", "Name", |text, _| {
    text.parse().map_err(|e: NameError| e.to_string())
})
.help("leave empty for one made from obligation and language; a second letter needs its own")
.optional();

/// The languages of the built-in templates.
const LANGUAGES: [Tongue; 8] = [
    Tongue::English,
    Tongue::German,
    Tongue::French,
    Tongue::Spanish,
    Tongue::Italian,
    Tongue::Dutch,
    Tongue::Polish,
    Tongue::Portuguese,
];

/// Opens the form for any template.
pub(crate) const ANY: Opener = Opener::new("letter", |at| Ok(form(&at.known, None)));

/// Opens the form for the obligation at hand; without one, for any template.
pub(crate) const OPEN: Opener = Opener::new("letter for an obligation", |at| Ok(form(&at.known, at.obligation)));

/// The language that the recipient of a notice reads, where there are templates in it: an authority's own, and that of the
/// country where most of the people live.
fn language(known: &Known<'_>, obligation: Option<&ObligationView>) -> Tongue {
    let seat = known.start.profile.get(keys::organisation::EU_MAIN_ESTABLISHMENT);
    let place = obligation.and_then(|o| match (o.recipient, o.jurisdiction.as_str()) {
        (Recipient::Regulator, "EU") => seat.map(FactValue::as_typed),
        (Recipient::Individuals, "EU") => most_people(known),
        (Recipient::Regulator | Recipient::Individuals, place) => Some(place.to_owned()),
        _ => None,
    });
    let country = place
        .as_deref()
        .unwrap_or_default()
        .split('-')
        .next()
        .unwrap_or_default();
    let own = Tongue::of_authorities(country);
    if LANGUAGES.contains(&own) { own } else { Tongue::English }
}

/// The country of the union in which most of the people are recorded.
fn most_people(known: &Known<'_>) -> Option<String> {
    let facts = known.opened.map_or(&[][..], |opened| &opened.facts);
    let counted = facts.iter().filter_map(|fact| {
        let place = fact.key.strip_prefix(keys::affected::BELOW)?;
        let country = place.split('-').next().unwrap_or(place);
        let text = fact.value.as_ref()?.as_typed();
        let first: String = text.chars().take_while(char::is_ascii_digit).collect();
        let there = known.start.union.contains(country).then(|| country.to_owned())?;
        Some((first.parse::<u64>().ok()?, there))
    });
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    for (count, country) in counted {
        *people.entry(country).or_default() += count;
    }
    people
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(country, _)| country)
}

/// The form for what changed since a letter was filed, in its language. `None`: it is for no obligation of this law.
pub(super) fn supplement(known: &Known<'_>, filed: &LetterRow) -> Option<Form> {
    let id = filed.obligation.as_deref()?;
    let all = &known.opened?.whole.assessment.obligations;
    let of = all.iter().find(|obligation| obligation.id == *id)?;
    Some(form_in(known, Some(of), &filed.language))
}

fn form(known: &Known<'_>, of: Option<&ObligationView>) -> Form {
    form_in(known, of, language(known, of).code())
}

fn form_in(known: &Known<'_>, of: Option<&ObligationView>, language: &str) -> Form {
    let obligation = of.map(|obligation| obligation.id.to_string());
    let templates = known.start.templates.iter().cloned();
    let mut template = match &obligation {
        Some(_) => OWN_TEMPLATE.offering(templates),
        None => TEMPLATE.offering(templates),
    };
    let languages = LANGUAGES.map(|own| Choice::new(own.code(), own.words()));
    let name = match of.filter(|of| of.filed_at.is_some()) {
        Some(of) => match known.start.supplement_of(&of.regime) {
            Some(id) => {
                template = template.filled(id);
                NAME.field()
            }
            None => NAME
                .field()
                .filled(&LetterId::given(&format!("{}-supplement", of.id), language)),
        },
        None => NAME.field(),
    };
    let language = LANGUAGE.offering(languages).filled(language);
    // Whoever drafts for an obligation leaves the template as it is.
    let fields = match &obligation {
        Some(_) => vec![language, template, name],
        None => vec![template, language, name],
    };
    let title = match of {
        Some(of) => format!("Draft the letter to {}", called::obligation(of)),
        None => "Draft a letter".to_owned(),
    };
    let filed = match of.is_some_and(|obligation| obligation.filed_at.is_some()) {
        true => {
            "It was filed: what went out stays as it is, and this is a further letter for the same obligation that tells what \
             changed since. "
        }
        false => "",
    };
    let not_due = of.is_some_and(|obligation| obligation.verdict == Verdict::NotDue);
    let voluntary = if not_due {
        "It is not due as the facts stand: the letter would be a voluntary one, and may not say that a law asks for it. "
    } else {
        ""
    };
    Form::new(DraftLetter(obligation), title, fields).note(format!(
        "{filed}{voluntary}What is known is filled in; what is unknown stays a visible blank, which _ fills in.",
    ))
}

#[derive(Debug)]
struct DraftLetter(Option<String>);

impl Purpose for DraftLetter {
    fn slot(&self) -> Slot {
        Slot::perhaps_about("letter", "Letter", self.0.clone())
    }

    fn shows_letter(&self) -> bool {
        true
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let draft = Draft {
            template: answers.read(&OWN_TEMPLATE)?,
            obligation: self.0.clone().map(Into::into),
            language: answers.read(&LANGUAGE)?,
            id: answers.read(&NAME)?,
            text: None,
        };
        let code = answers.incident()?;
        Some(Outcome::Effect(Effect::Letter(LetterEffect::Draft { code, draft })))
    }
}
