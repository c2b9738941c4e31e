//! Programs and places that only one system has.

use std::path::{Path, PathBuf};

/// A program that takes a text for the clipboard on its standard input, with its arguments.
pub type ClipboardProgram = (&'static str, &'static [&'static str]);

/// The clipboard of the system itself; `None` on systems where the desktop has it (Wayland, X11).
pub const CLIPBOARD: Option<ClipboardProgram> = if cfg!(target_os = "macos") {
    Some(("pbcopy", &[]))
} else if cfg!(windows) {
    Some(WINDOWS_CLIPBOARD)
} else {
    None
};

/// The clipboard of Windows, which Linux on Windows reaches as well.
pub const WINDOWS_CLIPBOARD: ClipboardProgram = ("clip.exe", &[]);

/// Editors that a system usually has, the first one preferred.
pub const EDITORS: &[&str] = if cfg!(windows) {
    &["edit.exe", "notepad.exe"]
} else {
    &["vi", "nano"]
};

/// A folder whose files are in memory alone, and which every user may write to.
pub const MEMORY_FOLDER: Option<&str> = if cfg!(target_os = "linux") {
    Some("/dev/shm")
} else {
    None
};

/// Whether a name of a program tells where it is.
pub fn is_path(name: &str) -> bool {
    name.contains('/') || (cfg!(windows) && name.contains(['\\', ':']))
}

/// The files that a program of a name may be in a folder. Windows adds an ending to a name without one.
pub fn in_folder(folder: &Path, name: &str) -> Vec<PathBuf> {
    let endings: &[&str] = match cfg!(windows) && Path::new(name).extension().is_none() {
        true => &[".com", ".exe", ".bat", ".cmd"],
        false => &[""],
    };
    endings
        .iter()
        .map(|ending| folder.join(format!("{name}{ending}")))
        .collect()
}
