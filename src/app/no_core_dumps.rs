//! What is in memory stays there: a process that may hold a key is not written to disk when it crashes.
//!
//! Nothing is promised about swap. Where the system refuses, the record is opened all the same.

/// Turns core dumps off for this process and those it starts, and on Linux keeps other programs of the user from reading its
/// memory.
pub fn keep_private() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, setrlimit};
        let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    }
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_dumpable(false);
}
