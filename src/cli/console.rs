//! Where the words of a run go: the terminal, or a buffer that a test reads.

use std::cell::RefCell;
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::core::page::{Page, line};

/// Whom words are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A page of text.
    People,
    /// One JSON document.
    Programs,
}

/// The other end of standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    There,
    /// They have closed it: there is nothing left to print for.
    Gone,
}

/// Standard output and standard error of one run.
#[derive(Debug)]
pub enum Console {
    /// Those of the process.
    Process,
    /// Kept for the caller of the run.
    Kept(RefCell<Kept>),
}

/// What a run printed.
#[derive(Debug, Default)]
pub struct Kept {
    out: Vec<u8>,
    err: Vec<u8>,
}

impl Console {
    /// A console that prints nothing.
    pub fn kept() -> Console {
        Console::Kept(RefCell::default())
    }

    /// What was kept of standard output and standard error.
    pub fn into_kept(self) -> (Vec<u8>, Vec<u8>) {
        match self {
            Console::Process => (Vec::new(), Vec::new()),
            Console::Kept(kept) => {
                let Kept { out, err } = kept.into_inner();
                (out, err)
            }
        }
    }

    /// Whether standard output is a terminal.
    pub fn is_terminal(&self) -> bool {
        match self {
            Console::Process => std::io::stdout().is_terminal(),
            Console::Kept(_) => false,
        }
    }

    /// The width of the terminal, where there is one.
    pub fn width(&self) -> Option<usize> {
        match self {
            Console::Process => terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
            Console::Kept(_) => None,
        }
    }

    /// Writes to standard output; a reader that went away is success.
    pub fn print(&self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream(bytes).map(drop)
    }

    /// Writes to standard output, and tells whether anybody reads it still.
    pub fn stream(&self, bytes: &[u8]) -> std::io::Result<Reader> {
        let written = match self {
            Console::Process => {
                let mut out = std::io::stdout().lock();
                out.write_all(bytes).and_then(|()| out.flush())
            }
            Console::Kept(kept) => kept.borrow_mut().out.write_all(bytes),
        };
        match written {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
            written => written.map(|()| Reader::There),
        }
    }

    /// Writes to standard error. Where that is closed there is nobody left to tell.
    pub fn tell(&self, page: impl Into<Page>) {
        let page = page.into();
        let bytes = page.as_str().as_bytes();
        let _ = match self {
            Console::Process => std::io::stderr().lock().write_all(bytes),
            Console::Kept(kept) => kept.borrow_mut().err.write_all(bytes),
        };
    }

    /// A warning, where nothing failed.
    pub fn warn(&self, text: impl std::fmt::Display) {
        self.tell(line(format_args!("warning: {text}")));
    }

    /// A line that tells a person how far long work has come; nobody else sees it.
    pub fn progress(&self, all: usize) -> Progress {
        Progress {
            all,
            done: AtomicU64::new(0),
            shown: match self {
                Console::Process => std::io::stderr().is_terminal(),
                Console::Kept(_) => false,
            },
        }
    }

    /// Where another program's output goes while standard output holds one document.
    pub fn beside_the_document(&self) -> std::process::Stdio {
        match self {
            Console::Process => std::io::stderr().into(),
            Console::Kept(_) => std::process::Stdio::null(),
        }
    }
}

/// How much of long work is done. It may be counted from several threads.
#[derive(Debug)]
pub struct Progress {
    all: usize,
    done: AtomicU64,
    shown: bool,
}

impl Progress {
    /// So much more is done.
    pub fn advance(&self, more: u64) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r{done} of {}", self.all);
        }
    }

    /// Takes the line away.
    pub fn clear(self) {
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
