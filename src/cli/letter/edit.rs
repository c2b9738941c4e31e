//! `firebell letter edit`: in the person's own editor or from a file, and edits that were cut off.

use std::path::Path;

use crate::app::letters::DeskError;
use crate::app::letters::edit::{self as letter_edit, Edit, Found, Saved, Unfinished};
use crate::app::letters::edit_room::About;
use crate::app::record::Record;
use crate::app::{clock, incident_views as views, letters};
use crate::cli::args::Global;
use crate::cli::errors::{Answer, Failure, Kind};
use crate::cli::letter::args::EditArgs;
use crate::cli::letter::run::{Desk, desk_failure, lacking, text_of};
use crate::cli::text::{Page, line, print, print_json};
use crate::tui::{EditError, Edited};

/// A text to begin with, and the kept edit it comes from.
struct Begun {
    edit: Edit,
    slot: Option<String>,
}

impl Desk<'_> {
    pub fn edit(&mut self, code: &str, letter: &str, way: EditArgs) -> Result<Answer, Failure> {
        crate::cli::session::catch_up(self.session, self.record, code, clock::now())?;
        let loaded = self.load(code)?;
        let found = letters::find(&loaded.incident, letter).map_err(|e| lacking(&e))?;
        let current = letters::revision(found, None).map_err(|e| lacking(&e))?.clone();
        let code = loaded.incident.code.as_str();
        let kept = letter_edit::own_unfinished(self.record, code, letter).map_err(desk_failure)?;
        if way.discard {
            return self.discarded(letter, kept);
        }
        let standing = |text: String| Edit {
            incident: code.to_owned(),
            letter: letter.to_owned(),
            based_on: current.sha256.clone(),
            text,
        };
        if let Some(path) = &way.from {
            if way.based_on.is_none() && current.author != self.record.actor.name {
                crate::cli::session::warn_one(&format!(
                    "this file takes the place of what {} wrote; --based-on SHA256 joins it with that text instead",
                    current.author
                ));
            }
            let edit = Edit {
                based_on: way.based_on.clone().unwrap_or_else(|| current.sha256.clone()),
                ..standing(text_of(path)?)
            };
            return self.save(&edit);
        }
        let begun = match (way.resume, kept) {
            (true, Some((slot, kept))) => Begun {
                edit: kept.edit(),
                slot: Some(slot),
            },
            (true, None) => return Err(none_kept(letter)),
            (false, Some((_, kept))) => return Err(offered(code, letter, &kept)),
            (false, None) => Begun {
                edit: standing(current.text.clone()),
                slot: None,
            },
        };
        self.in_editor(begun)
    }

    /// Opens the editor, and saves or keeps what comes back.
    fn in_editor(&mut self, begun: Begun) -> Result<Answer, Failure> {
        let about = self.about(&begun.edit);
        let left = crate::tui::edit(&about, &begun.edit.text).map_err(|error| no_editor(&error))?;
        match left {
            Edited::Done(text) => {
                let edit = Edit { text, ..begun.edit };
                let unchanged = letters::digest(&edit.text) == edit.based_on;
                let saved = match self.save(&edit) {
                    Err(failure) if unchanged => return Err(failure),
                    Err(failure) => {
                        self.keep(&about, edit.text)?;
                        Err(failure.hint(kept_hint(&edit.incident, &edit.letter)))
                    }
                    saved => saved,
                };
                self.forget(begun.slot.as_deref())?;
                saved
            }
            Edited::Cut { why, text } => {
                let failure = Failure::new(Kind::Refused, format!("{why}; the letter is as it was"));
                let Some(text) = text else { return Err(failure) };
                self.keep(&about, text)?;
                self.forget(begun.slot.as_deref())?;
                Err(failure.hint(kept_hint(&begun.edit.incident, &begun.edit.letter)))
            }
        }
    }

    fn about(&self, edit: &Edit) -> About {
        let folder = &self.session.folder;
        About {
            record: std::path::absolute(folder).unwrap_or_else(|_| folder.clone()),
            incident: edit.incident.clone(),
            letter: edit.letter.clone(),
            based_on: edit.based_on.clone(),
            actor: self.record.actor.name.clone(),
        }
    }

    fn keep(&mut self, about: &About, text: String) -> Result<(), Failure> {
        letter_edit::keep(self.record, about, text, clock::now()).map_err(desk_failure)
    }

    fn forget(&mut self, slot: Option<&str>) -> Result<(), Failure> {
        slot.map_or(Ok(()), |slot| {
            letter_edit::forget(self.record, slot).map_err(desk_failure)
        })
    }

    fn save(&mut self, edit: &Edit) -> Result<Answer, Failure> {
        let saved = letter_edit::save(self.record, edit, clock::now()).map_err(desk_failure)?;
        let words = saved.words(&edit.letter);
        if self.global.json {
            print_json(&SavedView::of(&saved, words.as_deref()))?;
        } else {
            let events = saved.done().map(|done| done.events.as_slice()).unwrap_or_default();
            let mut out = Page::new();
            for event in events {
                writeln!(out, "{}", crate::app::reports::timeline::message(&event.what));
            }
            if let Some(words) = words {
                out += crate::cli::text::wrapped("", &words);
            }
            print(out)?;
        }
        Ok(match saved {
            Saved::Conflicts { .. } => Answer::No,
            Saved::AsWritten(_) | Saved::Merged { .. } | Saved::There { .. } => Answer::Done,
        })
    }

    fn discarded(&mut self, letter: &str, kept: Option<(String, Unfinished)>) -> Result<Answer, Failure> {
        let (slot, _) = kept.ok_or_else(|| none_kept(letter))?;
        letter_edit::forget(self.record, &slot).map_err(desk_failure)?;
        told(self.global, &format!("The unfinished edit of {letter} was dropped."))
    }

    pub fn unfinished(&mut self, show: Option<usize>, discard: Option<usize>) -> Result<Answer, Failure> {
        let all = letter_edit::unfinished(self.record).map_err(desk_failure)?;
        if let Some(number) = show.or(discard) {
            let found = number.checked_sub(1).and_then(|at| all.get(at));
            let (slot, kept) = found.ok_or_else(|| {
                Failure::input(format!("there is no unfinished edit {number}")).hint("firebell letter unfinished")
            })?;
            if discard.is_some() {
                letter_edit::forget(self.record, slot).map_err(desk_failure)?;
                return told(self.global, &format!("The unfinished edit {number} was dropped."));
            }
            return match self.global.json {
                true => print_json(kept),
                false => print(Page::document(&format!("{}\n", kept.text.trim_end()))),
            };
        }
        let all: Vec<Unfinished> = all.into_iter().map(|(_, kept)| kept).collect();
        match self.global.json {
            true => print_json(&all),
            false => print(listed(&all)),
        }
    }
}

/// A saved text for programs.
#[derive(serde::Serialize)]
struct SavedView<'s> {
    /// as_written, merged, conflicts or there
    saved: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(flatten)]
    done: Option<views::DoneView<'s>>,
}

impl SavedView<'_> {
    fn of<'s>(saved: &'s Saved, note: Option<&str>) -> SavedView<'s> {
        SavedView {
            saved: match saved {
                Saved::AsWritten(_) => "as_written",
                Saved::Merged { .. } => "merged",
                Saved::Conflicts { .. } => "conflicts",
                Saved::There { .. } => "there",
            },
            note: note.map(str::to_owned),
            done: saved.done().map(views::done),
        }
    }
}

fn told(global: &Global, words: &str) -> Result<Answer, Failure> {
    match global.json {
        true => print_json(&serde_json::json!({ "done": words })),
        false => print(line(format_args!("{words}"))),
    }
}

fn listed(all: &[Unfinished]) -> Page {
    let mut out = Page::new();
    for (at, kept) in all.iter().enumerate() {
        let what = match kept.letter.is_empty() {
            true => "a text of a form".to_owned(),
            false => kept.letter.clone(),
        };
        writeln!(
            out,
            "{} {} {what} · {} · {} · {} lines",
            at + 1,
            kept.incident,
            kept.actor,
            kept.kept_at,
            kept.text.lines().count()
        );
    }
    match out.is_empty() {
        true => Page::from("No edit was cut off.\n"),
        false => out,
    }
}

fn none_kept(letter: &str) -> Failure {
    Failure::input(format!("no edit of {letter} of yours was cut off"))
        .hint("firebell letter unfinished lists those that were")
}

fn offered(code: &str, letter: &str, kept: &Unfinished) -> Failure {
    let words = format!("your edit of {letter} was cut off {}; its text is kept", kept.kept_at);
    Failure::new(Kind::Refused, words).hint(kept_hint(code, letter))
}

fn kept_hint(code: &str, letter: &str) -> String {
    format!("your text is kept in the record: firebell letter edit {code} {letter} --resume, or --discard to drop it")
}

fn no_editor(error: &EditError) -> Failure {
    match error {
        EditError::Quotes { .. } | EditError::None => {
            Failure::new(Kind::Refused, error).hint("set EDITOR, or hand a text over with --from FILE")
        }
        EditError::Start { source, .. } => Failure::new(Kind::Refused, error)
            .because(source)
            .hint("set EDITOR, or hand a text over with --from FILE"),
        EditError::Room(room) => Failure::new(Kind::Io, room)
            .hint("a text in clear is kept only in a private folder: set XDG_RUNTIME_DIR or TMPDIR to one of your own"),
    }
}

/// Takes in edits that a killed run left in clear, and says so.
pub fn take_in(record: &mut Record) -> Result<(), Failure> {
    let found = match letter_edit::take_in(record, clock::now()) {
        Ok(found) => found,
        // Reading goes on without it; the texts stay where they are and are found by the next run.
        Err(DeskError::Record(_)) => return Ok(()),
        Err(other) => return Err(desk_failure(other)),
    };
    warn(&found);
    Ok(())
}

fn warn(found: &Found) {
    for about in &found.taken_in {
        let what = match about.letter.is_empty() {
            true => "an edit in a form".to_owned(),
            false => format!("{}'s edit of {} in {}", about.actor, about.letter, about.incident),
        };
        crate::cli::session::warn_one(&format!(
            "{what} was cut off; its text is kept in the record and no longer lies in clear (firebell letter unfinished)"
        ));
    }
    for path in &found.in_clear {
        crate::cli::session::warn_one(&format!(
            "{} holds a letter in clear that an earlier firebell left behind; take what you need of it and delete it",
            Path::new(path).display()
        ));
    }
}
