//! This process, and those it starts.

use std::process::{Child, Command};

/// A line as the shell of the system reads it.
pub fn shell(line: &str) -> Command {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut command = Command::new(shell);
    command.arg(flag).arg(line);
    command
}

/// Starts a command in a group of its own, so that all it starts can be ended together. Windows would need a job object, which
/// the standard library does not have: there, what the command itself started outlives it.
pub fn own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Ends the group of a command that was started in one of its own. One that has ended already is no error.
pub fn end_group(child: &Child) {
    #[cfg(unix)]
    if let Ok(id) = i32::try_from(child.id()) {
        use nix::sys::signal::{Signal, killpg};
        let _ = killpg(nix::unistd::Pid::from_raw(id), Signal::SIGKILL);
    }
    #[cfg(not(unix))]
    let _ = child;
}

/// Asks a process to end, and says whether it was asked: Windows has no such request.
pub fn ask_to_end(child: &Child) -> bool {
    #[cfg(unix)]
    {
        use nix::sys::signal::{Signal, kill};
        i32::try_from(child.id()).is_ok_and(|id| kill(nix::unistd::Pid::from_raw(id), Signal::SIGTERM).is_ok())
    }
    #[cfg(not(unix))]
    {
        let _ = child;
        false
    }
}

/// Keeps what is in memory there: a process that may hold a key is not written to disk when it crashes. Core dumps are off for
/// this process and those it starts, and on Linux other programs of the user cannot read its memory. Windows writes none
/// unless its administrator has asked for them.
///
/// Where the system sets no limit to what a process may lock, nothing of this one goes to swap either. Where it refuses, the
/// record is opened all the same.
pub fn keep_memory_private() {
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
