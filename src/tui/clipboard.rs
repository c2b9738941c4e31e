//! The clipboard: by which way a text gets there, and what is said of it. A program of the system says whether it took the
//! text; a terminal that is asked (OSC 52) says nothing, and may not allow it.

use std::time::Duration;

use super::terminal;
use crate::app::child;
use crate::app::config::{self, Surroundings};
use crate::core::counted::counted;
use crate::platform::programs;

/// How long a program may take to take a text.
const PATIENCE: Duration = Duration::from_secs(2);

/// A way to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A program with its arguments.
    Program(&'static str, &'static [&'static str]),
    /// The terminal is asked to take it.
    Terminal,
}

const WAYLAND: Way = Way::Program("wl-copy", &[]);
const X11: [Way; 2] = [
    Way::Program("xclip", &["-selection", "clipboard"]),
    Way::Program("xsel", &["--clipboard", "--input"]),
];

fn of((name, arguments): programs::ClipboardProgram) -> Way {
    Way::Program(name, arguments)
}

/// The ways that lead to the clipboard of the person at the keyboard, best first. A program here knows nothing of the
/// clipboard of somebody who sits at another machine. `system` is the program of the system itself.
fn ways(around: Surroundings, system: Option<programs::ClipboardProgram>) -> Vec<Way> {
    let mut ways = Vec::new();
    if !around.remote {
        ways.extend(around.wayland.then_some(WAYLAND));
        ways.extend(around.x11.then_some(X11).into_iter().flatten());
        ways.extend(system.map(of));
        ways.extend(around.wsl.then_some(of(programs::WINDOWS_CLIPBOARD)));
    }
    ways.push(Way::Terminal);
    ways
}

/// Puts a text on the clipboard, and says what was sent and how.
pub(super) fn put(text: &str) -> String {
    let around = config::surroundings();
    let taken = ways(around, programs::CLIPBOARD).into_iter().find(|way| by(*way, text));
    said(text, taken, around)
}

fn by(way: Way, text: &str) -> bool {
    match way {
        Way::Program(name, arguments) => {
            config::program(name).is_some() && child::hand_text(name, arguments, text, PATIENCE).is_ok()
        }
        Way::Terminal => terminal::to_clipboard(text).is_ok(),
    }
}

fn said(text: &str, taken: Option<Way>, around: Surroundings) -> String {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let lines = counted(number(text.lines().count()), "line");
    let letters = counted(number(text.chars().count()), "character");
    match taken {
        Some(Way::Program(name, _)) => format!("Copied {lines} ({letters}) with {name}."),
        Some(Way::Terminal) if around.tmux => format!(
            "Sent {lines} ({letters}) to the terminal's clipboard (OSC 52). If nothing arrives, tmux needs `set -g \
             set-clipboard on`."
        ),
        Some(Way::Terminal) => format!(
            "Sent {lines} ({letters}) to the terminal's clipboard (OSC 52). If nothing arrives, the terminal does not \
             allow it."
        ),
        None => "Nothing was copied: the terminal did not take it.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_is_the_one_of_whoever_sits_there() {
        let here = Surroundings {
            wayland: true,
            x11: true,
            ..Surroundings::default()
        };
        assert_eq!(ways(here, None), [WAYLAND, X11[0], X11[1], Way::Terminal]);
        assert_eq!(ways(Surroundings { remote: true, ..here }, None), [Way::Terminal]);
        let windows = programs::WINDOWS_CLIPBOARD;
        assert_eq!(
            ways(Surroundings { remote: true, ..here }, Some(windows)),
            [Way::Terminal]
        );
        let wsl = Surroundings {
            wsl: true,
            ..Surroundings::default()
        };
        assert_eq!(ways(wsl, None), [of(windows), Way::Terminal]);
        assert_eq!(
            ways(Surroundings::default(), Some(("pbcopy", &[]))),
            [Way::Program("pbcopy", &[]), Way::Terminal]
        );
    }

    #[test]
    fn what_was_sent_and_how_is_said() {
        let around = Surroundings::default();
        assert_eq!(
            said("a\nbc", Some(WAYLAND), around),
            "Copied 2 lines (4 characters) with wl-copy."
        );
        let asked = said("a", Some(Way::Terminal), around);
        assert!(
            asked.starts_with("Sent 1 line (1 character) to the terminal's clipboard (OSC 52)."),
            "{asked}"
        );
        let tmux = Surroundings { tmux: true, ..around };
        assert!(said("a", Some(Way::Terminal), tmux).contains("set-clipboard on"));
        assert!(said("a", None, around).starts_with("Nothing was copied"));
    }

    #[test]
    fn a_program_takes_the_text_or_another_way_is_tried() {
        assert!(child::hand_text("cat", &[], "a text", PATIENCE).is_ok());
        assert!(child::hand_text("false", &[], "a text", PATIENCE).is_err());
        assert!(child::hand_text("no-such-program-here", &[], "a text", PATIENCE).is_err());
    }
}
