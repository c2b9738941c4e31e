//! The letters of an incident that a mailing can use: to individuals, approved in their current text, without gaps, and
//! with no fact that changed since.

use serde::Serialize;

use super::PlanOptions;
use crate::app::letters::{SignOffBook, stale};
use crate::app::record::{Loaded, Record};
use crate::app::views::ObligationView;
use crate::core::event::{LetterVariant, MailChannel};
use crate::core::ids::{LetterId, ObligationId, ObligationName, StoredDigest};
use crate::core::incident::letter::Letter;
use crate::core::law::terms::Recipient;
use crate::core::letter_recipient::LetterRecipient;
use crate::letter::markdown;
use crate::letter::person::Holes;
use crate::letter::template::Template;

/// A letter that people can get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub letter: LetterId,
    /// SHA-256 of its text.
    pub sha256: StoredDigest,
    pub obligation: ObligationName,
    /// The place whose people it is for: ISO 3166, or a region of the rule base.
    pub place: String,
    /// BCP 47.
    pub language: String,
    pub variant: LetterVariant,
    /// How it reaches people; `None`: by mail or e-mail alike.
    pub channel: Option<MailChannel>,
}

impl Candidate {
    pub(super) fn goes_by(&self, channel: MailChannel) -> bool {
        match self.channel {
            Some(own) => own == channel,
            None => channel != MailChannel::Text,
        }
    }

    /// Whether it is written in a language, whatever the country.
    pub(super) fn speaks(&self, code: &str) -> bool {
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        primary(&self.language) == primary(code)
    }
}

/// A letter to individuals that a mailing cannot use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unusable {
    pub letter: LetterId,
    /// Every reason.
    pub why: Vec<String>,
}

/// What letters are judged by.
pub(super) struct Shelf<'s> {
    pub(super) record: &'s Record,
    pub(super) loaded: &'s Loaded,
    pub(super) templates: &'s [Template],
    pub(super) obligations: &'s [ObligationView],
}

impl Shelf<'_> {
    /// Letters that can be used, and letters to individuals that cannot.
    pub(super) fn candidates(&self, options: &PlanOptions) -> (Vec<Candidate>, Vec<Unusable>) {
        let (mut usable, mut unusable) = (Vec::new(), Vec::new());
        for letter in self.loaded.incident.letters.values() {
            let named = options.letters.contains(&letter.id);
            if !named && (!options.letters.is_empty() || !self.is_to_individuals(letter)) {
                continue;
            }
            match self.judged(letter) {
                Ok(candidate) => usable.push(candidate),
                Err(why) => unusable.push(Unusable {
                    letter: letter.id.clone(),
                    why,
                }),
            }
        }
        (usable, unusable)
    }

    fn is_to_individuals(&self, letter: &Letter) -> bool {
        let recipient = self.rule(letter).map(|(_, recipient)| recipient.into());
        recipient.or(letter.recipient) == Some(LetterRecipient::INDIVIDUALS)
    }

    /// The place of a letter's law, and to whom its obligation is.
    fn rule(&self, letter: &Letter) -> Option<(String, Recipient)> {
        let id: ObligationId = letter.obligation.as_deref()?.parse().ok()?;
        let (regime, obligation) = self.record.rules.obligation(&id)?;
        Some((regime.jurisdiction.clone(), obligation.recipient))
    }

    fn judged(&self, letter: &Letter) -> Result<Candidate, Vec<String>> {
        let incident = &self.loaded.incident;
        let mut why = Vec::new();
        let rule = self.rule(letter);
        match &rule {
            None => why.push("it is for no obligation that says whose people it is for".to_owned()),
            Some((_, Recipient::Individuals)) => {}
            Some((_, other)) => why.push(format!("it is not to individuals but to {}", other.words())),
        }
        let book = SignOffBook::of(self.record, self.loaded);
        if !book.complete(incident, letter) {
            why.push("its current text is not approved".to_owned());
        }
        let changed = stale(&self.record.rules, self.loaded, self.obligations, &letter.id);
        if let Some(first) = changed.first() {
            why.push(format!("it is stale: {first}"));
        }
        let template = self
            .templates
            .iter()
            .find(|known| known.id == letter.template && known.language == letter.language);
        if template.is_none() {
            why.push(format!(
                "its template {} is not at hand, so that it is not known to whom it is written",
                letter.template
            ));
        }
        let current = letter.current();
        let gaps = current.map(|current| Holes::of(&markdown::parse(&current.text)).gaps);
        if let Some(gaps) = gaps.filter(|gaps| !gaps.is_empty()) {
            why.push(format!("it has open gaps: {}", gaps.join(", ")));
        }
        match (rule, template, current, letter.obligation.clone()) {
            (Some((place, _)), Some(template), Some(current), Some(obligation)) if why.is_empty() => Ok(Candidate {
                letter: letter.id.clone(),
                sha256: current.sha256.clone(),
                obligation,
                place,
                language: letter.language.clone(),
                variant: template.variant,
                channel: template.channel,
            }),
            _ => Err(why),
        }
    }
}
