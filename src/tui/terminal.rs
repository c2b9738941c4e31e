//! What the terminal and the desktop are told besides the frames: bell, title, notifications, and what is asked of them.

use std::io::Write as _;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;

use super::alerts::{Alert, AlertWay};
use super::theme::Theme;
use crate::app::child;
use crate::app::config;

/// Keeps the title that the terminal had, where it can.
const KEEP_TITLE: &str = "\x1b[22;2t";
/// Gives it back.
const GIVE_TITLE_BACK: &str = "\x1b[23;2t";

fn send(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The title of the terminal, written where it differs from what was written last.
#[derive(Debug, Default)]
pub(super) struct Title(Option<String>);

impl Title {
    /// Shows a title; `None`: gives back the one there was.
    pub(super) fn show(&mut self, title: Option<String>) -> std::io::Result<()> {
        if self.0 == title {
            return Ok(());
        }
        match (&self.0, &title) {
            (None, Some(new)) => send(&format!("{KEEP_TITLE}{}", titled(new)))?,
            (Some(_), Some(new)) => send(&titled(new))?,
            (_, None) => send(GIVE_TITLE_BACK)?,
        }
        self.0 = title;
        Ok(())
    }
}

fn titled(title: &str) -> String {
    format!("\x1b]2;{}\x07", printable(title))
}

/// Nothing in a text may end the sequence it is in.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Tells an alert by every way that is on. What has no bell and no desktop misses nothing: the screen says it as well.
pub(super) fn alert(alert: &Alert) -> std::io::Result<()> {
    if alert.ways.contains(&AlertWay::Bell) {
        send("\x07")?;
    }
    if alert.ways.contains(&AlertWay::Desktop) {
        let around = config::surroundings();
        let at_hand = !around.remote && (around.wayland || around.x11);
        if !(at_hand && notified(&alert.outside)) {
            send(&notification(&alert.outside))?;
        }
    }
    Ok(())
}

/// A notification by the terminal: OSC 777 where it is known to be understood, else OSC 9. A terminal that knows neither
/// shows nothing.
fn notification(text: &str) -> String {
    let text = printable(text);
    match config::terminal_knows_777() {
        true => format!("\x1b]777;notify;firebell;{}\x07", text.replace(';', ",")),
        false => format!("\x1b]9;{text}\x07"),
    }
}

/// Whether the desktop has shown it. Nobody waits for its answer.
fn notified(text: &str) -> bool {
    let arguments = ["--urgency=critical", "--app-name=firebell", "firebell", text];
    config::program("notify-send").is_some() && child::started("notify-send", &arguments)
}

/// Asks the terminal to mark what is pasted, or no longer.
pub(super) fn marks_pastes(on: bool) -> std::io::Result<()> {
    match on {
        true => execute!(std::io::stdout(), EnableBracketedPaste),
        false => execute!(std::io::stdout(), DisableBracketedPaste),
    }
}

/// Asks the terminal to take a text for the clipboard (OSC 52).
pub(super) fn to_clipboard(text: &str) -> std::io::Result<()> {
    execute!(std::io::stdout(), CopyToClipboard::to_clipboard_from(text))
}

/// The theme that fits the background of the terminal: as it tells it, else as it answers when it is asked (OSC 11).
pub(super) fn theme_of_background() -> Theme {
    match config::background_number() {
        // Seven and the bright ones are light.
        Some(7 | 9..=15) => Theme::Light,
        Some(_) => Theme::Dark,
        None => asked(),
    }
}

fn asked() -> Theme {
    use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};
    match theme_mode(QueryOptions::default()) {
        Ok(ThemeMode::Light) => Theme::Light,
        Ok(ThemeMode::Dark) | Err(_) => Theme::Dark,
    }
}

#[cfg(test)]
mod tests {
    use super::{notification, titled};

    /// A title or a notification holds words of an incident: nothing in them may act on the terminal.
    #[test]
    fn nothing_in_a_text_ends_its_sequence() {
        let told = titled("a\x07\x1b]52;c;x\x1b\\b");
        assert_eq!(told, "\x1b]2;a]52;c;x\\b\x07");
        let told = notification("a\x07b\x1bc");
        assert_eq!(told.matches('\x1b').count(), 1, "{told:?}");
        assert_eq!(told.matches('\x07').count(), 1, "{told:?}");
    }
}
