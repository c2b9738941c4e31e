//! What is in memory stays there: a process that may hold a key is not written to disk when it crashes.
//!
//! Where the system sets no limit to what a process may lock, nothing of this one goes to swap either. Where it refuses, the
//! record is opened all the same.

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
    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
    keep_out_of_swap();
}

/// Locks pages as they are used, those of later as well. Under a limit a later request for memory would be refused, and the
/// program would end; so it is done only without one (`ulimit -l unlimited`).
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn keep_out_of_swap() {
    use nix::sys::mman::{MlockAllFlags, mlockall};
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    /// `MCL_ONFAULT`: what is never used is never read in. The crate has no name for it.
    const ON_FAULT: i32 = 4;
    if getrlimit(Resource::RLIMIT_MEMLOCK).is_ok_and(|(soft, _)| soft == RLIM_INFINITY) {
        let later = MlockAllFlags::MCL_CURRENT | MlockAllFlags::MCL_FUTURE;
        let _ = mlockall(later | MlockAllFlags::from_bits_retain(ON_FAULT));
    }
}
