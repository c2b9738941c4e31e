//! Files for people, made from the screen: a letter, the situation report, the timeline, the register of breaches. Each
//! is written to the audit log before it gets its name, so that there is never a file the log does not know; none
//! replaces another.

use std::path::{Path, PathBuf};

use super::{WorkError, Workspace};
use crate::app::assessment::assessed::verdicts;
use crate::app::called::Names;
use crate::app::checkpoint;
use crate::app::files::out::{self, Existing, OutError, proposed};
use crate::app::letters::{self, Format, Remarks, SignOffBook};
use crate::app::record::{LineOutcome, Loaded};
use crate::app::reports::handover::{Handover, Shift};
use crate::app::reports::{register, situation, timeline};
use crate::core::facts::FactValue;
use crate::core::facts::keys;
use crate::core::ids::LetterId;
use crate::core::member::Permission;
use crate::core::time::{StoryTime, WallTime};

/// What is made into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exported {
    Letter {
        letter: LetterId,
        format: Format,
    },
    /// Where the incident stands.
    Situation(Format),
    /// What the next shift must know.
    Handover(Format),
    /// What happened, as a spreadsheet.
    Timeline,
    /// The register of all breaches, as a spreadsheet.
    Register,
    /// The entry of one breach in the register.
    RegisterEntry(Format),
}

/// How many names are tried beside one that exists.
const NAMES: u32 = 99;

impl Workspace {
    /// Writes a file about an incident into a folder, and says where it lies.
    ///
    /// # Errors
    /// What cannot be read or made, and what the disk says. No file is written then.
    pub fn export(&self, code: &str, what: &Exported, folder: &Path, now: WallTime) -> Result<PathBuf, WorkError> {
        let loaded = self.record.load(code)?;
        self.record.need(Permission::Export, Some(&loaded.incident.id), now)?;
        let (name, ending, bytes) = match what {
            Exported::Letter { letter, format } => {
                let bytes = self.letter_file(&loaded, letter, *format)?;
                (letter.to_string(), format.ending(), bytes)
            }
            Exported::Situation(format) => {
                let bytes = self.situation_file(&loaded, *format, now)?;
                ("situation".to_owned(), format.ending(), bytes)
            }
            Exported::Handover(format) => {
                let bytes = self.handover_file(&loaded, *format, now)?;
                ("handover".to_owned(), format.ending(), bytes)
            }
            Exported::Timeline => {
                let assessed = self
                    .record
                    .assess(&loaded.incident, &loaded.organisation, loaded.incident.now(now))?;
                let mut rows = timeline::rows(&loaded, &Names::of(&self.record, &loaded, &assessed));
                let foot = checkpoint::foot_of_now(&self.record, now)?;
                rows.extend(foot.map(|foot| timeline::state_row(&loaded, &foot, &self.record.actor.name, now)));
                let text = timeline::spreadsheet(&rows);
                ("timeline".to_owned(), "csv", text.into_bytes())
            }
            Exported::RegisterEntry(format) => {
                let bytes = self.register_entry_file(&loaded, *format, now)?;
                ("register-entry".to_owned(), format.ending(), bytes)
            }
            Exported::Register => (
                "register".to_owned(),
                "csv",
                register::spreadsheet(
                    &register::entries(&self.record, now)?,
                    checkpoint::foot_of_now(&self.record, now)?,
                )
                .into_bytes(),
            ),
        };
        let (prepared, path) = prepared(&loaded, (&name, ending), &bytes, folder)?;
        let (action, target) = match what {
            Exported::Letter { letter, .. } => ("letter.export", format!("{code} {letter}")),
            Exported::Situation(_) => ("report.export", code.to_owned()),
            Exported::Handover(_) => ("handover.export", code.to_owned()),
            Exported::Timeline => ("timeline.export", code.to_owned()),
            Exported::Register => ("register.export", "record".to_owned()),
            Exported::RegisterEntry(_) => ("register.export", code.to_owned()),
        };
        self.record.note(now, action, &target, LineOutcome::Ok)?;
        prepared.place()?;
        Ok(path)
    }

    fn letter_file(&self, loaded: &Loaded, letter: &LetterId, format: Format) -> Result<Vec<u8>, WorkError> {
        let book = SignOffBook::of(&self.record, loaded);
        let found = letters::find(&loaded.incident, letter).map_err(WorkError::Letter)?;
        let current = letters::revision(found, None).map_err(WorkError::Letter)?;
        let page = letters::outgoing(&self.record, loaded, found, current)?;
        let page = letters::single(page, &current.text);
        // The remarks of a draft go on to whoever works on it; an approved letter goes out without them.
        let remarks = match book.complete(&loaded.incident, found) {
            true => Remarks::LeftOut,
            false => Remarks::Along,
        };
        letters::letter_file(&page, found, current, format, remarks).map_err(WorkError::Letter)
    }

    fn situation_file(&self, loaded: &Loaded, format: Format, now: WallTime) -> Result<Vec<u8>, WorkError> {
        let story = loaded.incident.now(now);
        let assessed = self.record.assess(&loaded.incident, &loaded.organisation, story)?;
        let mut text = situation::situation(loaded, &assessed, &self.record.playbooks, story);
        if let Some(state) = checkpoint::of_now(&self.record, now)? {
            text += &format!("\n{}\n", checkpoint::foot(&state.checkpoint));
        }
        let incident = &loaded.incident;
        let title = format!("Situation report {}", incident.code);
        let page = letters::document(&title, &organisation_name(loaded), incident.kind, &text);
        letters::export(&page, &text, format, now.at()).map_err(WorkError::Letter)
    }
}

impl Workspace {
    fn register_entry_file(&self, loaded: &Loaded, format: Format, now: WallTime) -> Result<Vec<u8>, WorkError> {
        let mut text = register::sheet(&register::named(&self.record, loaded, now)?);
        if let Some(foot) = checkpoint::foot_of_now(&self.record, now)? {
            text += &format!("\n{foot}\n");
        }
        let title = format!("Register of breaches {}", loaded.incident.code);
        let page = letters::document(&title, &organisation_name(loaded), loaded.incident.kind, &text);
        letters::export(&page, &text, format, now.at()).map_err(WorkError::Letter)
    }
}

/// The handover between shifts, on screen and as a file.
impl Workspace {
    /// The handover of an incident in Markdown. That it was shown is written to the audit log.
    ///
    /// # Errors
    /// What the record says.
    pub fn handover(&self, code: &str, now: WallTime) -> Result<String, WorkError> {
        let loaded = self.record.load(code)?;
        let text = self.handover_text(&loaded, now)?;
        self.record.note(now, "handover.show", code, LineOutcome::Ok)?;
        Ok(text)
    }

    fn handover_text(&self, loaded: &Loaded, now: WallTime) -> Result<String, WorkError> {
        let story = loaded.incident.now(now);
        let assessed = self.record.assess(&loaded.incident, &loaded.organisation, story)?;
        let shift = Shift::of(loaded, story);
        let earlier = self.record.load_until(&loaded.incident.code, Some(shift.since))?;
        let at = StoryTime::named(shift.since);
        let before = self.record.assess(&earlier.incident, &earlier.organisation, at)?;
        let rows = letters::rows(
            loaded,
            &assessed.view.obligations,
            &SignOffBook::of(&self.record, loaded),
        );
        let owed = letters::owed(&self.record.rules, loaded, &rows);
        let handover = Handover {
            owed: &owed,
            loaded,
            assessed: &assessed,
            before: &verdicts(&before.view),
            playbooks: &self.record.playbooks,
            rules: &self.record.rules,
            shift,
            now: story,
        };
        Ok(handover.text())
    }

    fn handover_file(&self, loaded: &Loaded, format: Format, now: WallTime) -> Result<Vec<u8>, WorkError> {
        let mut text = self.handover_text(loaded, now)?;
        if let Some(foot) = checkpoint::foot_of_now(&self.record, now)? {
            text += &format!("\n{foot}\n");
        }
        let title = format!("Handover {}", loaded.incident.code);
        let page = letters::document(&title, &organisation_name(loaded), loaded.incident.kind, &text);
        letters::export(&page, &text, format, now.at()).map_err(WorkError::Letter)
    }
}

fn organisation_name(loaded: &Loaded) -> String {
    let name = loaded.organisation.profile.get(keys::organisation::NAME);
    name.map(FactValue::plain).unwrap_or_default()
}

/// A file ready to be placed, under the first name that is free.
fn prepared(
    loaded: &Loaded,
    (name, ending): (&str, &str),
    bytes: &[u8],
    folder: &Path,
) -> Result<(out::Prepared, PathBuf), WorkError> {
    let mut taken = None;
    for number in 1..=NAMES {
        let what = match number {
            1 => name.to_owned(),
            n => format!("{name}-{n}"),
        };
        let path = folder.join(proposed(&loaded.incident, &what, ending));
        match out::prepare(&path, bytes, Existing::Keep) {
            Ok(prepared) => return Ok((prepared, path)),
            Err(error @ OutError::Exists(_)) => taken = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    Err(taken.unwrap_or(OutError::NoName(folder.to_owned())).into())
}
