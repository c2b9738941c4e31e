//! A text in the person's own editor. It lies in a private file only while the editor runs.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::app::config;

/// Lets the person edit a text; `None` where there is no editor, or it failed.
///
/// The file lies in the folder of the record (open to its owner only), is readable by its owner only, is written over
/// and removed afterwards. What the editor itself keeps (swap files, backups) is the person's own setting.
pub fn edit(folder: &Path, text: &str) -> Option<String> {
    let words = config::editor()?;
    let mut file = tempfile::Builder::new()
        .prefix("draft-")
        .suffix(".md")
        .tempfile_in(folder)
        .ok()?;
    file.write_all(text.as_bytes()).ok()?;
    file.flush().ok()?;
    let (program, arguments) = words.split_first()?;
    let left = Command::new(program).args(arguments).arg(file.path()).status();
    let read = crate::app::draft_file::take(file.path());
    left.ok().filter(std::process::ExitStatus::success).and(read)
}
