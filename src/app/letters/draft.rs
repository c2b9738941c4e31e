//! Drafting a letter from what is known now.

use super::context::{KnownAt, values, words_in};
use super::export::country;
use super::files::{contacts, templates};
use super::{LetterError, LettersError, SignOffBook};
use crate::app::record::Record;
use crate::app::views::ObligationView;
use crate::core::event::LetterDraft;
use crate::core::ids::{LetterId, ObligationId, ObligationName, StoredDigest};
use crate::core::incident::Incident;
use crate::core::incident::command::LetterCommand;
use crate::core::incident::letter::Letter;
use crate::core::law::terms::Recipient;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::time::WallTime;
use crate::letter::check::Reading;
use crate::letter::contact::Contact;
use crate::letter::markdown;
use crate::letter::person::Field;
use crate::letter::template::{Template, best};
use std::path::Path;

/// What a person asks to be drafted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The template; `None`: the one that fits the obligation.
    pub template: Option<String>,
    pub obligation: Option<ObligationName>,
    pub language: String,
    /// The id; `None`: made from template and language.
    pub id: Option<LetterId>,
    /// A text that takes the template's place.
    pub text: Option<String>,
}

impl Draft {
    /// An obligation that stands in the template's place is what the letter is for: people name the one or the other.
    fn sorted_out(mut self, templates: &[Template], obligations: &[ObligationView]) -> Self {
        let named = self.template.as_deref().filter(|_| self.obligation.is_none());
        let unknown = named.filter(|id| templates.iter().all(|template| template.id != **id));
        if let Some(found) = unknown.and_then(|id| obligations.iter().find(|known| known.id == *id)) {
            self.obligation = Some(found.id.clone().into());
            self.template = None;
        }
        self
    }
}

/// A draft ready to be recorded.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// The command that records it.
    pub command: LetterCommand,
    /// How many gaps it has besides those that a roster fills.
    pub gaps: usize,
}

/// What stands in the place of a template's id where a letter was written by hand.
const OWN_TEXT: &str = "own-text";

/// Drafts a letter from what is known now.
///
/// # Errors
/// An unknown incident, obligation or template, or one that does not render.
pub fn draft(
    record: &Record,
    code: &str,
    draft: Draft,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Drafted, LettersError> {
    let loaded = record.load(code)?;
    let now = loaded.incident.now(now);
    let assessed = record.assess(&loaded.incident, &loaded.organisation, now)?;
    let all = templates(own)?;
    let draft = draft.sorted_out(&all, &assessed.view.obligations);
    let obligation = draft
        .obligation
        .as_deref()
        .map(|id| find_obligation(&assessed.view.obligations, id))
        .transpose()?;
    let template = match chosen(&all, &draft, obligation) {
        // A text of one's own needs no template: what it is not made of cannot be missing.
        Err(LetterError::Unnamed | LetterError::NoTemplate(_)) if draft.text.is_some() => None,
        chosen => Some(chosen?),
    };
    let text = match (draft.text, template) {
        (Some(text), _) => text,
        (None, None) => return Err(LetterError::Unnamed.into()),
        (None, Some(template)) => {
            let contacts = contacts(own)?;
            let shelf = Shelf {
                book: &SignOffBook::of(record, &loaded),
                templates: &all,
                contacts: &contacts,
            };
            shelf.rendered(KnownAt { loaded: &loaded, now }, template, obligation)?
        }
    };
    // Named for its obligation where it is for one, else for its template.
    let (made_from, language) = match template {
        Some(template) => (template.id.as_str(), template.language.clone()),
        None => (OWN_TEXT, draft.language.clone()),
    };
    let id = draft.id.unwrap_or_else(|| {
        let usual = LetterId::given(draft.obligation.as_deref().unwrap_or(made_from), &language);
        beside(&loaded.incident, usual, made_from, &language)
    });
    let recipient = template
        .map(|template| template.recipient)
        .or(obligation.map(|obligation| obligation.recipient.into()));
    let keys = Reading::of(&markdown::parse(&text)).gaps;
    let gaps = keys.iter().filter(|key| Field::of(key).is_none()).count();
    Ok(Drafted {
        command: LetterCommand::Draft(LetterDraft {
            letter: id,
            template: made_from.to_owned(),
            language,
            recipient: recipient.map(|recipient| recipient.code().to_owned()),
            obligation: draft.obligation,
            sha256: StoredDigest::of(&text),
            text,
        }),
        gaps,
    })
}

/// The name of a letter whose usual name another one has. A letter of the same template is the same letter, which is edited and
/// not drafted twice; of another template it is another letter for the same obligation, such as the one to minors.
fn beside(incident: &Incident, usual: LetterId, template: &str, language: &str) -> LetterId {
    match incident.letters.get(&usual) {
        Some(taken) if taken.template != template => {
            let last = template.rsplit('/').next().unwrap_or(template);
            LetterId::given(&format!("{}-{last}", usual.without_language(language)), language)
        }
        Some(_) | None => usual,
    }
}

/// What a template is filled with beside the incident.
pub(super) struct Shelf<'s> {
    pub book: &'s SignOffBook<'s>,
    pub templates: &'s [Template],
    pub contacts: &'s [Contact],
}

impl Shelf<'_> {
    /// A template filled with what was known at a moment.
    pub(super) fn rendered(
        &self,
        known: KnownAt<'_>,
        template: &Template,
        obligation: Option<&ObligationView>,
    ) -> Result<String, LetterError> {
        let (rules, loaded) = (self.book.rules, known.loaded);
        let id = obligation.map(|obligation| obligation.id.as_str());
        let place = country(rules, &loaded.organisation, id, &template.id);
        let words = words_in(&template.language, place.as_deref());
        let filled = values(rules, known, template, &words, obligation).with_contacts(self.contacts);
        let filled = filled.with_sample(has_sample(&loaded.incident, self.templates, self.book));
        template.render(&filled).map_err(|error| LetterError::Made(error))
    }
}

/// Whether a letter to individuals is approved, of which authorities get a sample: a draft is enclosed with nothing.
fn has_sample(incident: &Incident, all: &[Template], book: &SignOffBook<'_>) -> bool {
    let told = |letter: &Letter| {
        let template = all.iter().find(|t| t.id == letter.template);
        template.is_some_and(|t| {
            matches!(
                t.recipient,
                LetterRecipient::OfLaw(Recipient::Individuals | Recipient::Customers)
            )
        })
    };
    let approved = |letter: &&Letter| book.complete(incident, letter);
    incident.letters.values().filter(approved).any(told)
}

fn find_obligation<'v>(all: &'v [ObligationView], id: &str) -> Result<&'v ObligationView, LetterError> {
    all.iter().find(|o| o.id == id).ok_or_else(|| {
        let named = id.parse::<ObligationId>();
        let regime = named.as_ref().map_or(id, ObligationId::regime);
        let near = all.iter().filter(|o| o.regime == regime);
        LetterError::Obligation {
            obligation: id.to_owned(),
            near: near.map(|o| o.id.clone()).collect(),
        }
    })
}

fn chosen<'t>(
    all: &'t [Template],
    draft: &Draft,
    obligation: Option<&ObligationView>,
) -> Result<&'t Template, LetterError> {
    if let Some(id) = &draft.template {
        let same: Vec<&Template> = all.iter().filter(|t| t.id == *id).collect();
        let spoken = same.iter().find(|t| t.language == draft.language).or(same.first());
        return spoken.copied().ok_or_else(|| {
            let ids: Vec<&str> = all.iter().map(|t| t.id.as_str()).collect();
            LetterError::Template {
                template: id.clone(),
                hint: crate::core::toml_text::reader::suggestion(id, &ids),
            }
        });
    }
    let Some(obligation) = obligation else {
        return Err(LetterError::Unnamed);
    };
    let found = best(all, obligation.recipient.into(), &obligation.id, &draft.language);
    found.ok_or_else(|| LetterError::NoTemplate(obligation.id.clone()))
}
