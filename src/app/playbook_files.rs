//! Where playbooks come from: the set built into the binary, and a team's own folder over it.

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::app::files::input_file::Limit;
use crate::app::files::overlay::{self, Unreadable, Wanted};
use crate::core::playbook::{Playbook, PlaybookKind};
use crate::core::toml_reader::Problem;

/// Everything of the folder `playbooks`: the exercises read theirs from here, so that nothing is built in twice.
pub static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../playbooks");

const PLAYBOOKS: Wanted = Wanted {
    ending: "md",
    inner_folders: false,
    limit: Limit::Rules,
};

/// Playbooks, and what was wrong with those left out.
#[derive(Debug, Clone, Default)]
pub struct Playbooks {
    /// Stages in their order, then causes.
    pub all: Vec<Playbook>,
    /// Findings; a playbook with one is left out whole.
    pub problems: Vec<Problem>,
}

/// The built-in playbooks with a folder of a team's own on top: one of the same id replaces the built-in one.
///
/// # Errors
/// The folder, or a file in it, that could not be read.
pub fn load(folder: Option<&Path>) -> Result<Playbooks, Unreadable> {
    let mut playbooks = Playbooks::default();
    let mut files = overlay::built_in(&BUILT_IN, PLAYBOOKS);
    if let Some(folder) = folder {
        files.extend(overlay::own(folder, PLAYBOOKS).complete()?);
    }
    for file in &files {
        playbooks.add(&file.name, &file.text);
    }
    let rank = |p: &Playbook| {
        let stages = crate::core::event::Stage::ALL;
        let stage = stages
            .iter()
            .position(|s| s.code() == p.id && p.kind == PlaybookKind::Stage);
        (stage.unwrap_or(stages.len()), p.id.clone())
    };
    playbooks.all.sort_by_key(rank);
    Ok(playbooks)
}

impl Playbooks {
    fn add(&mut self, name: &str, text: &str) {
        match Playbook::parse(name, text) {
            Ok(playbook) => {
                self.all.retain(|p| p.id != playbook.id);
                self.all.push(playbook);
            }
            Err(problems) => self.problems.extend(problems),
        }
    }
}
