//! Edits of letters: what they were based on, what happens when somebody else saved meanwhile, and those cut off.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::edit_room::{self, Belongs, LetterText, RoomLabel};
use super::{LettersError, find, revision};
use crate::app::config;
use crate::app::record::{Done, Record, RecordError};
use crate::app::views::utc;
use crate::core::event::LetterRevision;
use crate::core::ids::{LetterId, StoredDigest};
use crate::core::incident::command::{Command, LetterCommand};
use crate::core::incident::letter::Revision;
use crate::core::time::WallTime;
use crate::letter::three_way_merge::{Merge, merge};

/// A text that somebody made of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The incident's code.
    pub incident: String,
    /// The letter's id.
    pub letter: LetterId,
    /// SHA-256 of the text it was made of.
    pub based_on: StoredDigest,
    pub text: String,
}

/// What saving a text came to.
#[derive(Debug)]
pub struct Saved {
    /// What was recorded; `None` where somebody else had saved the same words.
    pub done: Option<Done>,
    pub kept: Kept,
}

/// How a text was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    AsWritten,
    /// Together with what somebody else saved meanwhile.
    Merged {
        /// Who saved meanwhile.
        by: String,
    },
    /// Beside what somebody else saved meanwhile: both texts are there where they differ, and somebody has to choose.
    Conflicts {
        /// Who saved meanwhile.
        by: String,
        /// In how many places.
        places: usize,
    },
    /// Somebody else saved the same words already.
    There {
        by: String,
    },
}

impl Saved {
    fn recorded(done: Done, kept: Kept) -> Saved {
        Saved { done: Some(done), kept }
    }
}

impl Kept {
    /// The word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Kept::AsWritten => "as_written",
            Kept::Merged { .. } => "merged",
            Kept::Conflicts { .. } => "conflicts",
            Kept::There { .. } => "there",
        }
    }

    /// What the person should know about somebody else's text; nothing where the text was kept as written.
    pub fn words(&self, letter: &LetterId) -> Option<String> {
        match self {
            Kept::AsWritten => None,
            Kept::Merged { by } => Some(format!(
                "{by} saved {letter} while you were editing; both changes were merged. Read the result."
            )),
            Kept::Conflicts { by, places } => Some(format!(
                "{by} saved {letter} while you were editing and changed the same words in {places} {}. Both texts are \
                 kept and marked CONFLICT; edit the letter and keep one of each. Until then it cannot be approved.",
                if *places == 1 { "place" } else { "places" }
            )),
            Kept::There { by } => Some(format!("{by} already saved the same text of {letter}.")),
        }
    }
}

/// Keeps a text as a further revision. Where somebody else saved meanwhile, both changes are joined.
///
/// # Errors
/// An unknown letter, a text that is as it was, or what the record says. Nothing was recorded then.
///
/// It goes round once more for every save that comes in between: the text is always merged with the one it will follow.
pub fn save(record: &mut Record, edit: &Edit, now: WallTime) -> Result<Saved, LettersError> {
    loop {
        let loaded = record.load(&edit.incident)?;
        let letter = find(&loaded.incident, &edit.letter)?;
        let current = revision(letter, None)?.clone();
        if current.sha256 == edit.based_on {
            match record.run(&edit.incident, revise(edit, edit.text.clone(), &current), now) {
                Ok(done) => return Ok(Saved::recorded(done, Kept::AsWritten)),
                Err(error) => again(record, edit, &current, error)?,
            }
            continue;
        }
        let base = letter
            .revisions
            .iter()
            .rev()
            .find(|known| known.sha256 == edit.based_on);
        let base = base.or(letter.revisions.first()).map(|known| known.text.as_str());
        let me = record.actor.name.clone();
        let merged = merge(
            base.unwrap_or_default(),
            &edit.text,
            &current.text,
            &me,
            &current.author,
        );
        let by = current.author.clone();
        let (text, places) = match merged {
            Merge::Clean(text) => (text, 0),
            Merge::Conflicts { text, places } => (text, places),
        };
        if text.trim_end() == current.text.trim_end() {
            return Ok(Saved {
                done: None,
                kept: Kept::There { by },
            });
        }
        match record.run(&edit.incident, revise(edit, text, &current), now) {
            Ok(done) if places == 0 => return Ok(Saved::recorded(done, Kept::Merged { by })),
            Ok(done) => return Ok(Saved::recorded(done, Kept::Conflicts { by, places })),
            Err(error) => again(record, edit, &current, error)?,
        }
    }
}

fn revise(edit: &Edit, text: String, current: &Revision) -> Command {
    Command::Letter(LetterCommand::Revise(LetterRevision {
        letter: edit.letter.clone(),
        sha256: StoredDigest::of(&text),
        text,
        based_on: Some(current.sha256.clone()),
        word: None,
    }))
}

/// Whether a refusal only means that somebody saved in between; any other error is final.
fn again(record: &Record, edit: &Edit, seen: &Revision, error: RecordError) -> Result<(), LettersError> {
    if !matches!(error, RecordError::Refused(_)) {
        return Err(error.into());
    }
    let loaded = record.load(&edit.incident)?;
    let moved = revision(find(&loaded.incident, &edit.letter)?, None)?.sha256 != seen.sha256;
    if moved { Ok(()) } else { Err(error.into()) }
}

/// An edit that did not end in a saved text: kept, encrypted, in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    #[serde(flatten)]
    pub belongs: Belongs,
    pub actor: String,
    /// When it was kept, RFC 3339.
    pub kept_at: String,
    pub text: String,
}

/// How the names of kept edits begin among the drafts of the record.
const SLOT: &str = "letter-edit/";

/// The name under which the record keeps an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditSlot(String);

/// An edit as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEdit {
    pub slot: EditSlot,
    pub edit: Unfinished,
}

/// An edit of a letter that can be taken up again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumableEdit {
    pub slot: EditSlot,
    /// What it comes to when it is saved as it is.
    pub edit: Edit,
    /// When it was kept, RFC 3339.
    pub kept_at: String,
}

/// Keeps the text of an edit that was cut off.
///
/// # Errors
/// What the store says.
pub fn keep(record: &mut Record, label: &RoomLabel, text: String, now: WallTime) -> Result<(), LettersError> {
    let kept = Unfinished {
        belongs: label.belongs.clone(),
        actor: label.actor.clone(),
        kept_at: utc(now.at()),
        text,
    };
    // Only strings: this cannot fail, and if it did the text would have to be kept all the same.
    let text = serde_json::to_string(&kept).unwrap_or(kept.text);
    let slot = format!("{SLOT}{}", config::fresh_id());
    Ok(record.keep_draft(&slot, Some(&text))?)
}

/// Every kept edit, oldest first.
///
/// # Errors
/// What the store says.
pub fn unfinished(record: &Record) -> Result<Vec<KeptEdit>, LettersError> {
    let drafts = record.drafts()?;
    let own = drafts.into_iter().filter(|(slot, _)| slot.starts_with(SLOT));
    Ok(own
        .filter_map(|(slot, text)| {
            Some(KeptEdit {
                slot: EditSlot(slot),
                edit: serde_json::from_str(&text).ok()?,
            })
        })
        .collect())
}

/// The latest edit of a letter that this actor did not finish.
///
/// # Errors
/// What the store says.
pub fn own_unfinished(
    record: &Record,
    incident: &str,
    letter: &LetterId,
) -> Result<Option<ResumableEdit>, LettersError> {
    let actor = &record.actor.name;
    let all = unfinished(record)?.into_iter().rev();
    let mut own = all.filter(|kept| kept.edit.actor == *actor).filter_map(resumable);
    Ok(own.find(|own| own.edit.incident == incident && own.edit.letter == *letter))
}

fn resumable(kept: KeptEdit) -> Option<ResumableEdit> {
    let LetterText {
        incident,
        letter,
        based_on,
    } = kept.edit.belongs.letter()?.clone();
    Some(ResumableEdit {
        slot: kept.slot,
        edit: Edit {
            incident,
            letter,
            based_on,
            text: kept.edit.text,
        },
        kept_at: kept.edit.kept_at,
    })
}

/// Forgets a kept edit.
///
/// # Errors
/// What the store says.
pub fn forget(record: &mut Record, slot: &EditSlot) -> Result<(), LettersError> {
    Ok(record.keep_draft(&slot.0, None)?)
}

/// What was found when the record was opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Edits that a killed run left in clear: they are in the record now, and the clear text is gone.
    pub taken_in: Vec<RoomLabel>,
    /// Files in clear of earlier versions, which nobody can tell the letter of.
    pub in_clear: Vec<PathBuf>,
}

/// Takes edits that a killed run left in clear into the record and wipes them.
///
/// # Errors
/// What the store says; a text that cannot be kept stays where it is.
pub fn take_in(record: &mut Record, now: WallTime) -> Result<Found, LettersError> {
    let folder = record.folder().to_owned();
    let mut found = Found {
        in_clear: edit_room::old_left_over(&folder),
        ..Found::default()
    };
    for left in edit_room::left_over(&folder) {
        let label = left.label.clone();
        let unchanged = |text: &String| {
            let letter = label.belongs.letter();
            letter.is_some_and(|letter| StoredDigest::of(text) == letter.based_on)
        };
        if let Some(text) = left.text.clone().filter(|text| !unchanged(text)) {
            keep(record, &label, text, now)?;
            found.taken_in.push(label);
        }
        // What cannot be wiped is found again by the next run.
        let _ = left.wipe();
    }
    Ok(found)
}
