//! A letter drafted anew from what is known now, with what its drafters changed kept.

use std::path::Path;

use super::context::KnownAt;
use super::draft::Shelf;
use super::edit::Edit;
use super::files::{contacts, templates};
use super::stale::as_known_after;
use super::{LetterError, LettersError, SignOffBook, export, find, revision};
use crate::app::record::{Loaded, Record};
use crate::core::ids::LetterId;
use crate::core::incident::letter::{Letter, Revision};
use crate::core::time::{StoryTime, WallTime};
use crate::letter::redline::alike;
use crate::letter::three_way_merge::{Merge, redrafted};

/// From which likeness on a text is what its template gave, but for some values.
const MADE_BY_TEMPLATE: f32 = 0.8;

/// A letter's new text, not yet saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redraft {
    /// The text with what it was made of.
    pub edit: Edit,
    /// What it changes in the text as it stands.
    pub redline: String,
    /// In how many places the drafters' text and the new one differ, so that somebody has to choose.
    pub conflicts: usize,
}

/// The new text of a letter; `None` where the facts would change nothing in it.
///
/// # Errors
/// An unknown incident or letter, or a template that is gone or does not render.
pub fn redraft(
    record: &Record,
    code: &str,
    letter: &LetterId,
    own: Option<&Path>,
    now: WallTime,
) -> Result<Option<Redraft>, LettersError> {
    let loaded = record.load_letter(code, letter)?;
    let found = find(&loaded.incident, letter)?;
    let current = revision(found, None)?;
    let renderings = Renderings::of(record, &loaded, found, own)?;
    let fresh = renderings.fresh(loaded.incident.now(now))?;
    let base = renderings.base(current)?;
    let (text, conflicts) = match redrafted(&base, &current.text, &fresh) {
        Merge::Clean(text) => (text, 0),
        Merge::Conflicts { text, places } => (text, places),
    };
    if text.trim_end() == current.text.trim_end() {
        return Ok(None);
    }
    Ok(Some(Redraft {
        redline: export::redline(&current.text, &text),
        edit: Edit {
            incident: loaded.incident.code.to_string(),
            letter: letter.clone(),
            based_on: current.sha256.clone(),
            text,
        },
        conflicts,
    }))
}

/// A letter's template as it comes out by what was known at different times.
struct Renderings<'r> {
    record: &'r Record,
    loaded: &'r Loaded,
    letter: &'r Letter,
    all: Vec<crate::letter::template::Template>,
    contacts: Vec<crate::letter::contact::Contact>,
}

impl<'r> Renderings<'r> {
    fn of(
        record: &'r Record,
        loaded: &'r Loaded,
        letter: &'r Letter,
        own: Option<&Path>,
    ) -> Result<Renderings<'r>, LettersError> {
        Ok(Renderings {
            record,
            loaded,
            letter,
            all: templates(own)?,
            contacts: contacts(own)?,
        })
    }

    fn fresh(&self, now: StoryTime) -> Result<String, LettersError> {
        self.rendered(self.loaded, now)
    }

    /// What the text as it stands was made from: of the renderings by what was known when each of its texts was saved, the
    /// one most like it. A text that was brought up to date is most like the last of them.
    fn base(&self, current: &Revision) -> Result<String, LettersError> {
        let mut best: Option<(f32, String)> = None;
        for revision in self.letter.revisions.iter().rev() {
            let Some(known) = as_known_after(self.loaded, revision.seq) else {
                continue;
            };
            let then = Loaded {
                organisation: self.record.organisation(Some(revision.at))?,
                ..known
            };
            let text = self.rendered(&then, StoryTime::named(revision.at))?;
            let likeness = alike(&text, &current.text);
            if best.as_ref().is_none_or(|(most, _)| likeness > *most) {
                best = Some((likeness, text));
            }
        }
        // Template and contacts may have changed since, of which no event says anything: the first text shows how the
        // template came out then, unless it was written by hand.
        let drafted = self.letter.revisions.first().filter(|first| {
            let rendered = best.as_ref().map_or(0.0, |(_, text)| alike(text, &first.text));
            rendered >= MADE_BY_TEMPLATE
        });
        if let (Some(first), Some((most, _))) = (drafted, &best)
            && alike(&first.text, &current.text) > *most
        {
            return Ok(first.text.clone());
        }
        Ok(best.map(|(_, text)| text).unwrap_or_default())
    }

    fn rendered(&self, loaded: &Loaded, now: StoryTime) -> Result<String, LettersError> {
        let letter = self.letter;
        let same = self.all.iter().filter(|template| template.id == letter.template);
        let spoken = same.clone().find(|template| template.language == letter.language);
        let template = spoken.or_else(|| same.clone().next()).ok_or_else(|| {
            let ids: Vec<&str> = self.all.iter().map(|template| template.id.as_str()).collect();
            LetterError::Template {
                template: letter.template.clone(),
                hint: crate::core::toml_text::reader::suggestion(&letter.template, &ids),
            }
        })?;
        let assessed = self.record.assess(&loaded.incident, &loaded.organisation, now)?;
        let own = letter.obligation.as_deref();
        let obligation = own.and_then(|id| assessed.view.obligations.iter().find(|o| o.id == id));
        let shelf = Shelf {
            book: &SignOffBook::of(self.record, loaded),
            templates: &self.all,
            contacts: &self.contacts,
        };
        Ok(shelf.rendered(KnownAt { loaded, now }, template, obligation)?)
    }
}
