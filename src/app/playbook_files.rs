//! Where playbooks come from: the set built into the binary, and a team's own folder over it.

use std::path::Path;

use include_dir::{Dir, include_dir};

use super::input_file::{self, Limit};
use crate::core::playbook::{Playbook, PlaybookKind};
use crate::core::reader::Problem;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/playbooks");

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
/// What the disk says of the folder.
pub fn load(folder: Option<&Path>) -> Result<Playbooks, std::io::Error> {
    let mut playbooks = Playbooks::default();
    let files = BUILT_IN
        .files()
        .filter(|f| f.path().extension().is_some_and(|e| e == "md"));
    for file in files {
        let name = file.path().display().to_string();
        playbooks.add(&name, file.contents_utf8().unwrap_or_default());
    }
    if let Some(folder) = folder {
        playbooks.add_folder(folder)?;
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

    #[expect(
        clippy::disallowed_methods,
        reason = "a team's own playbooks are read from where it says"
    )]
    fn add_folder(&mut self, folder: &Path) -> Result<(), std::io::Error> {
        let mut paths: Vec<_> = std::fs::read_dir(folder)?
            .map(|e| e.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        paths.retain(|path| path.extension().is_some_and(|e| e == "md"));
        paths.sort();
        for path in paths {
            let text = input_file::text(&path, Limit::Rules)?;
            self.add(&path.display().to_string(), &text);
        }
        Ok(())
    }
}
