//! Files and folders for their owner only. Windows has no modes: there, a folder below the user's profile is closed to other
//! users by what it inherits, and nothing is set here.

use std::fs::{DirBuilder, Metadata, OpenOptions, Permissions};
use std::path::Path;

/// Options that make new files 0600.
pub fn owner_file(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// A builder that makes folders 0700.
pub fn owner_folder(builder: &mut DirBuilder) -> &mut DirBuilder {
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(builder, 0o700);
    builder
}

/// The permissions 0700, for those who make a folder by other means.
pub fn of_owner_folder() -> Option<Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    #[cfg(not(unix))]
    None
}

/// Closes a folder to others.
///
/// # Errors
/// What the system says.
pub fn close_folder(folder: &Path) -> std::io::Result<()> {
    match of_owner_folder() {
        Some(permissions) => std::fs::set_permissions(folder, permissions),
        None => Ok(()),
    }
}

/// Lets the owner of a file write to it, and nobody else.
pub fn let_owner_write(permissions: &mut Permissions) {
    #[cfg(unix)]
    std::os::unix::fs::PermissionsExt::set_mode(permissions, 0o600);
    #[cfg(not(unix))]
    permissions.set_readonly(false);
}

/// The mode of a file or folder; `None` where the system has no such thing.
pub fn mode(entry: &Metadata) -> Option<u32> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::mode(&entry.permissions()) & 0o777);
    #[cfg(not(unix))]
    {
        let _ = entry;
        None
    }
}

/// The number of the user to whom a file belongs; `None` where the system numbers nobody.
pub fn owner(entry: &Metadata) -> Option<u32> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::uid(entry));
    #[cfg(not(unix))]
    {
        let _ = entry;
        None
    }
}
