//! Files of invitations that lie where somebody is.

use std::path::{Path, PathBuf};

/// Invitations in the folder firebell was started in, then those in the home folder, each by its name.
pub fn at_hand() -> Vec<PathBuf> {
    let mut all = invitations(Path::new("."));
    if let Some(home) = crate::app::config::home_folder() {
        let here = Path::new(".").canonicalize().ok();
        if here != home.canonicalize().ok() {
            all.extend(invitations(&home));
        }
    }
    all
}

#[expect(
    clippy::disallowed_methods,
    reason = "names of files are looked through, and none is opened"
)]
fn invitations(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "invite") && path.is_file())
        .map(|path| path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path))
        .collect();
    found.sort();
    found
}
