//! How a file is opened that somebody else may have put there. Windows makes links only with a right that few users have, and
//! has no pipes among the files of a folder; there, the checks before and after the opening are all there is.

use std::fs::{File, OpenOptions};
use std::io::Result;
use std::path::Path;

/// Refuses a symbolic link as the last part of the path.
pub fn without_links(options: &mut OpenOptions) -> &mut OpenOptions {
    flags(options, Refused::Links)
}

/// Never waits for the other end of a pipe. `links` says whether a symbolic link may be followed.
pub fn without_waiting(options: &mut OpenOptions, links: bool) -> &mut OpenOptions {
    flags(options, if links { Refused::Waiting } else { Refused::Both })
}

/// What an opening refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Links,
    Waiting,
    Both,
}

#[cfg(unix)]
fn flags(options: &mut OpenOptions, refused: Refused) -> &mut OpenOptions {
    use nix::fcntl::OFlag;
    let flags = match refused {
        Refused::Links => OFlag::O_NOFOLLOW,
        Refused::Waiting => OFlag::O_NONBLOCK,
        Refused::Both => OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK,
    };
    // Flags replace those given before, so all of them are set at once.
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits())
}

#[cfg(not(unix))]
fn flags(options: &mut OpenOptions, _: Refused) -> &mut OpenOptions {
    options
}

/// Whether an open file is the one that lies at a path now.
///
/// # Errors
/// Where either cannot be examined.
#[cfg(unix)]
pub fn is_at(file: &File, path: &Path) -> Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (open, there) = (file.metadata()?, std::fs::symlink_metadata(path)?);
    Ok((open.dev(), open.ino()) == (there.dev(), there.ino()))
}

/// There, a file that is open is not replaced.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn is_at(_: &File, _: &Path) -> Result<bool> {
    Ok(true)
}
