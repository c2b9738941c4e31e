//! The terminal at which a program runs that firebell started: whether it draws there, when somebody last typed, and how the
//! terminal was set. Windows tells none of it.

use std::time::Duration;

/// When somebody last typed at the terminal, since 1970 and to some seconds, while a program takes each key by itself there. `None` where none
/// does so (an editor in a window of its own leaves the terminal as it is), and where it cannot be told.
#[cfg(unix)]
pub fn last_key() -> Option<Duration> {
    use std::os::fd::AsFd as _;

    use nix::sys::termios::{LocalFlags, tcgetattr};
    let terminal = std::io::stdin();
    let set = tcgetattr(&terminal).ok()?;
    if set.local_flags.contains(LocalFlags::ICANON) {
        return None;
    }
    let terminal = std::fs::File::from(terminal.as_fd().try_clone_to_owned().ok()?);
    let read = terminal.metadata().ok()?.accessed().ok()?;
    read.duration_since(std::time::UNIX_EPOCH).ok()
}

#[cfg(not(unix))]
pub fn last_key() -> Option<Duration> {
    None
}

/// Drops what was typed and not read yet.
#[cfg(unix)]
pub fn drop_typed() {
    use nix::sys::termios::{FlushArg, tcflush};
    // Where there is no terminal, nothing was typed.
    let _ = tcflush(std::io::stdin(), FlushArg::TCIFLUSH);
}

#[cfg(not(unix))]
pub fn drop_typed() {}

/// How a terminal was set.
#[cfg(unix)]
pub struct Mode(nix::sys::termios::Termios);

#[cfg(not(unix))]
pub struct Mode(());

impl Mode {
    /// As it is now; `None` where there is no terminal.
    #[cfg(unix)]
    pub fn now() -> Option<Mode> {
        nix::sys::termios::tcgetattr(std::io::stdin()).ok().map(Mode)
    }

    #[cfg(not(unix))]
    pub fn now() -> Option<Mode> {
        None
    }

    /// Sets it so again: a program that was ended may have left it otherwise.
    #[cfg(unix)]
    pub fn put_back(&self) {
        use nix::sys::termios::{SetArg, tcsetattr};
        let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, &self.0);
    }

    #[cfg(not(unix))]
    pub fn put_back(&self) {}
}

/// A terminal that shows nothing of what is typed, until this is dropped. What was typed meanwhile and not read is dropped
/// with it: a passphrase that was sent twice is for no form, and for no shell either.
pub struct Unechoed(Option<Mode>);

impl Unechoed {
    #[cfg(unix)]
    pub fn begin() -> Unechoed {
        use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
        let before = Mode::now();
        if let Ok(mut quiet) = tcgetattr(std::io::stdin()) {
            quiet.local_flags.remove(LocalFlags::ECHO);
            let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, &quiet);
        }
        Unechoed(before)
    }

    #[cfg(not(unix))]
    pub fn begin() -> Unechoed {
        Unechoed(None)
    }
}

impl Drop for Unechoed {
    fn drop(&mut self) {
        drop_typed();
        if let Some(before) = &self.0 {
            before.put_back();
        }
    }
}
