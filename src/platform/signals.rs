//! Requests of the system to end or to stop. Windows has none of them: Ctrl-C comes as a key, and a console that is closed ends
//! the program at once, which the record survives as it does a power failure.

/// A request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C where the terminal makes a signal of it.
    Interrupt,
    Terminate,
    HangUp,
    /// Ctrl-Z where the terminal makes a signal of it.
    Stop,
}

impl Signal {
    /// As it is known.
    pub fn name(self) -> &'static str {
        match self {
            Signal::Interrupt => "SIGINT",
            Signal::Terminate => "SIGTERM",
            Signal::HangUp => "SIGHUP",
            Signal::Stop => "SIGTSTP",
        }
    }
}

pub use system::{Listening, listen, stop_here};

#[cfg(unix)]
mod system {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::{Handle, Signals};

    use super::Signal;

    /// Holds while signals are listened for.
    pub struct Listening(Handle);

    impl Listening {
        /// Listens no more.
        pub fn close(self) {
            self.0.close();
        }
    }

    fn number(signal: Signal) -> i32 {
        match signal {
            Signal::Interrupt => SIGINT,
            Signal::Terminate => SIGTERM,
            Signal::HangUp => SIGHUP,
            Signal::Stop => SIGTSTP,
        }
    }

    /// Calls a function on a thread of its own for each of the signals that comes, until it answers `false`.
    ///
    /// # Errors
    /// What the system says.
    pub fn listen(
        wanted: &'static [Signal],
        mut came: impl FnMut(Signal) -> bool + Send + 'static,
    ) -> std::io::Result<Listening> {
        let mut signals = Signals::new(wanted.iter().copied().map(number))?;
        let handle = signals.handle();
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let known = wanted.iter().copied().find(|wanted| number(*wanted) == signal);
                if known.is_some_and(|known| !came(known)) {
                    break;
                }
            }
        });
        Ok(Listening(handle))
    }

    /// Stops this process, as [`Signal::Stop`] does by itself, until the shell lets it go on.
    pub fn stop_here() {
        let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
    }
}

#[cfg(not(unix))]
mod system {
    use super::Signal;

    /// Nothing is listened for.
    pub struct Listening;

    impl Listening {
        /// Nothing is to be done.
        pub fn close(self) {}
    }

    /// No signal ever comes.
    ///
    /// # Errors
    /// None.
    pub fn listen(_: &'static [Signal], _: impl FnMut(Signal) -> bool + Send + 'static) -> std::io::Result<Listening> {
        Ok(Listening)
    }

    /// A process cannot be stopped here.
    pub fn stop_here() {}
}
