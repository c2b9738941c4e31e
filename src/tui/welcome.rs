//! The first screen, before there is a record: what is to open it, typed twice, and who sets it up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self as terminal_event, Event as Terminal, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::screen::{boxes::middle, framed};
use super::theme::{Theme, Tone};
use super::words::wrapped;
use crate::app::event_text::name_problem;
use crate::app::passphrase_strength::judge;
use crate::platform::signals::{self, Signal};

/// What was typed on the first screen.
#[derive(Debug)]
pub struct Welcomed {
    pub secret: SecretString,
    pub name: String,
}

/// What a key came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Typing,
    /// Everything is as it should be.
    Done,
    /// Nothing is to be set up.
    Left,
}

/// The three lines, of which the first two are secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Passphrase,
    Again,
    Name,
}

/// The first screen as somebody is filling it in.
pub(crate) struct Welcome {
    passphrase: Zeroizing<String>,
    again: Zeroizing<String>,
    name: String,
    at: At,
    shows: bool,
    problem: Option<String>,
    folder: String,
    theme: Theme,
}

/// Nobody reads a passphrase in a log.
impl std::fmt::Debug for Welcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Welcome").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Welcome {
    /// Empty, but for the name the login has.
    pub(crate) fn new(folder: &str, login: &str, theme: Theme) -> Welcome {
        Welcome {
            passphrase: Zeroizing::default(),
            again: Zeroizing::default(),
            name: login.to_owned(),
            at: At::Passphrase,
            shows: false,
            problem: None,
            folder: folder.to_owned(),
            theme,
        }
    }

    fn text(&mut self) -> &mut String {
        match self.at {
            At::Passphrase => &mut self.passphrase,
            At::Again => &mut self.again,
            At::Name => &mut self.name,
        }
    }

    /// Takes a key in.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys are crossterm's, and most mean nothing here"
    )]
    pub(crate) fn key(&mut self, key: KeyEvent) -> Step {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        self.problem = None;
        match key.code {
            KeyCode::Esc => return Step::Left,
            KeyCode::Char('c') if control => return Step::Left,
            KeyCode::Char('s') if control => return self.handed_in(),
            KeyCode::Char('u') if control => self.text().clear(),
            KeyCode::F(2) => self.shows = !self.shows,
            KeyCode::Enter if self.at == At::Name => return self.handed_in(),
            KeyCode::Enter | KeyCode::Tab | KeyCode::Down => self.go(true),
            KeyCode::BackTab | KeyCode::Up => self.go(false),
            KeyCode::Backspace => {
                self.text().pop();
            }
            KeyCode::Char(letter) if !control => self.text().push(letter),
            _ => {}
        }
        Step::Typing
    }

    /// Takes pasted text in: its first line, as a password manager gives it.
    pub(crate) fn pasted(&mut self, text: &str) {
        let line = text.lines().next().unwrap_or_default();
        self.problem = None;
        self.text().extend(line.chars().filter(|c| !c.is_control()));
    }

    /// What is wrong with a line is said when it is left.
    fn go(&mut self, forward: bool) {
        self.problem = self.wrong(self.at).filter(|_| forward);
        if self.problem.is_none() {
            self.at = match (self.at, forward) {
                (At::Passphrase, true) => At::Again,
                (At::Again | At::Name, true) => At::Name,
                (At::Name, false) => At::Again,
                (At::Again | At::Passphrase, false) => At::Passphrase,
            };
        }
    }

    fn handed_in(&mut self) -> Step {
        for at in [At::Passphrase, At::Again, At::Name] {
            if let Some(problem) = self.wrong(at) {
                self.at = at;
                self.problem = Some(problem);
                return Step::Typing;
            }
        }
        Step::Done
    }

    fn wrong(&self, at: At) -> Option<String> {
        match at {
            At::Passphrase if self.passphrase.trim().len() != self.passphrase.len() => {
                Some("It begins or ends with a space, which is easily lost.".to_owned())
            }
            At::Passphrase => judge(&self.passphrase).err().map(|weak| format!("Too weak: {weak}.")),
            At::Again => (*self.again != *self.passphrase).then(|| "The two passphrases differ.".to_owned()),
            At::Name if self.name.trim().is_empty() => Some("Type your name.".to_owned()),
            At::Name => name_problem("actor", self.name.trim()),
        }
    }

    /// What was typed, once everything is as it should be.
    pub(crate) fn welcomed(&self) -> Welcomed {
        Welcomed {
            secret: SecretString::from(self.passphrase.as_str()),
            name: self.name.trim().to_owned(),
        }
    }
    pub(crate) fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let quiet = self.theme.style(Tone::Quiet);
        let mut lines: Vec<Line<'_>> = INTRODUCTION.iter().map(|words| Line::from(*words)).collect();
        lines.push(Line::styled(format!("It will lie in {}", self.folder), quiet));
        lines.push(Line::default());
        let secret = |text: &str| match self.shows {
            true => text.to_owned(),
            false => "•".repeat(text.chars().count()),
        };
        let inner = usize::from(middle(area, 1).width.saturating_sub(2)).max(1);
        let mut ask = |at, label, text, under: &str| {
            lines.push(self.line(at, label, text));
            let under = wrapped(under, inner.saturating_sub(INDENT)).into_iter();
            lines.extend(under.map(|words| Line::styled(format!("{}{words}", " ".repeat(INDENT)), quiet)));
        };
        ask(At::Passphrase, "Passphrase", secret(&self.passphrase), &self.strength());
        ask(At::Again, "The same again", secret(&self.again), self.same());
        ask(At::Name, "Your name, as the record shows it", self.name.clone(), NAMED);
        lines.push(match &self.problem {
            Some(problem) => Line::styled(format!("! {problem}"), self.theme.style(Tone::Overdue)),
            None => Line::default(),
        });
        lines.push(Line::styled(KEYS, quiet));
        let title = "Welcome to firebell (1 of 2; the organization comes next)";
        let height: usize = lines.iter().map(|line| line.width().div_ceil(inner).max(1)).sum();
        let place = middle(area, height + 2);
        let text = Paragraph::new(lines).wrap(Wrap { trim: false });
        frame.render_widget(text.block(framed(self.theme, title)), place);
    }

    /// A label with what is typed.
    fn line(&self, at: At, label: &'static str, text: String) -> Line<'static> {
        let here = self.at == at;
        let (sign, cursor) = if here { ("▶ ", "█") } else { ("  ", "") };
        let style = self.theme.style(if here { Tone::Loud } else { Tone::Plain });
        Line::from(vec![
            Span::styled(format!("{sign}{label}: "), style),
            Span::raw(text),
            Span::raw(cursor),
        ])
    }

    fn strength(&self) -> String {
        if self.passphrase.is_empty() {
            return "four or five words chosen by chance are easy to keep and hard to guess".to_owned();
        }
        match judge(&self.passphrase) {
            Ok(judged) => format!("{} characters: {}", judged.characters, judged.strength.words()),
            Err(weak) => format!("not yet: {weak}"),
        }
    }

    fn same(&self) -> &'static str {
        match (self.again.is_empty(), *self.again == *self.passphrase) {
            (true, _) => "so that no slip locks you out",
            (false, true) => "the same",
            (false, false) => "not the same yet",
        }
    }
}

const INTRODUCTION: [&str; 2] = [
    "There is no record yet. Everything you record is encrypted under a passphrase. Without it nobody can read the record, \
     not even you: keep it where others find it, and make a recovery code for the safe later (firebell key recovery).",
    "",
];
/// Columns before what is said of a line.
const INDENT: usize = 4;
const NAMED: &str = "it stands beside everything that you record and approve";
const KEYS: &str =
    "Tab next  Shift-Tab back  F2 show or hide  Enter on the last line goes on  Esc leaves; nothing is set up";

/// How long the screen waits for a key before it looks at the size of the terminal again.
const LISTEN: Duration = Duration::from_millis(500);

/// Shows the first screen until it is filled in; `None` where somebody has left it.
///
/// # Errors
/// What the terminal says.
pub fn welcome(folder: &str, login: &str, theme: Option<Theme>) -> std::io::Result<Option<Welcomed>> {
    let theme = theme.unwrap_or_else(super::terminal::theme_of_background);
    let mut state = Welcome::new(folder, login, theme);
    let mut terminal = ratatui::init();
    let ended = Arc::new(AtomicBool::new(false));
    let shown = (|| {
        super::terminal::marks_pastes(true)?;
        let ends = Arc::clone(&ended);
        // The terminal is given back before the program ends.
        let _listening = signals::listen(&[Signal::Terminate, Signal::HangUp], move |_| {
            ends.store(true, Ordering::SeqCst);
            false
        })?;
        loop {
            if ended.load(Ordering::SeqCst) {
                return Ok(None);
            }
            terminal.draw(|frame| state.draw(frame))?;
            if !terminal_event::poll(LISTEN)? {
                continue;
            }
            let step = match terminal_event::read()? {
                Terminal::Key(key) if key.kind != KeyEventKind::Release => state.key(key),
                Terminal::Paste(text) => {
                    state.pasted(&text);
                    Step::Typing
                }
                Terminal::Key(_)
                | Terminal::Resize(..)
                | Terminal::Mouse(_)
                | Terminal::FocusGained
                | Terminal::FocusLost => Step::Typing,
            };
            match step {
                Step::Typing => {}
                Step::Done => return Ok(Some(state.welcomed())),
                Step::Left => return Ok(None),
            }
        }
    })();
    let _ = super::terminal::marks_pastes(false);
    ratatui::restore();
    shown
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use secrecy::ExposeSecret as _;

    use super::{Step, Welcome};
    use crate::tui::theme::Theme;

    fn types(welcome: &mut Welcome, text: &str) -> Step {
        let mut step = Step::Typing;
        for letter in text.chars() {
            let code = match letter {
                '\n' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                letter => KeyCode::Char(letter),
            };
            step = welcome.key(KeyEvent::from(code));
        }
        step
    }

    fn shown(welcome: &Welcome, size: (u16, u16)) -> String {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        terminal.draw(|frame| welcome.draw(frame)).unwrap();
        terminal.backend().to_string()
    }

    #[test]
    fn a_weak_passphrase_and_a_slip_are_told_where_they_are_typed() {
        let mut welcome = Welcome::new("/record", "dana", Theme::Plain);
        types(&mut welcome, "short\t");
        assert!(shown(&welcome, (80, 24)).contains("! Too weak: it has 5 characters"));
        types(&mut welcome, " but quite long now\t");
        types(&mut welcome, "another one\t");
        let screen = shown(&welcome, (80, 24));
        assert!(screen.contains("! The two passphrases differ."), "{screen}");
        assert!(!screen.contains("short but"), "{screen}");
    }

    #[test]
    fn what_is_typed_twice_and_a_name_are_handed_on() {
        let mut welcome = Welcome::new("/record", "", Theme::Plain);
        let step = types(
            &mut welcome,
            "velvet anchor mosaic thunder\tvelvet anchor mosaic thunder\tDana Eve\n",
        );
        assert_eq!(step, Step::Done);
        let welcomed = welcome.welcomed();
        assert_eq!(welcomed.secret.expose_secret(), "velvet anchor mosaic thunder");
        assert_eq!(welcomed.name, "Dana Eve");
    }

    #[test]
    fn every_line_is_in_sight_at_the_smallest_size() {
        let welcome = Welcome::new("/home/dana/.local/share/firebell", "dana", Theme::Plain);
        for size in [(80, 24), (120, 40)] {
            let screen = shown(&welcome, size);
            for words in ["▶ Passphrase:", "The same again:", "Your name", "F2 show", "Esc leaves"] {
                assert!(screen.contains(words), "{words}:\n{screen}");
            }
        }
    }
}
