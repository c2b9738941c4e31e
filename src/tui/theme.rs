//! Themes: how tones look. No meaning is carried by colour alone; every tone has a word or a mark as well.

use crate::core::verdict::Verdict;
use ratatui::style::{Color, Modifier, Style};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// The head of a group.
    Head,
    /// Of less weight.
    Quiet,
    /// Past its time.
    Overdue,
    /// Due, and its time runs.
    Due,
    /// Possible, or not known.
    Open,
    Done,
    /// The word EXERCISE, and a view of the past.
    Loud,
    /// The row selected.
    Selected,
    /// A key to press.
    Key,
    /// Closed days.
    Shade,
}

impl Tone {
    /// Of a clock: loud once an obligation that is due is past its deadline.
    pub(super) fn of_clock(verdict: Verdict, past: bool) -> Tone {
        match (verdict, past) {
            (Verdict::Due, true) => Tone::Overdue,
            (Verdict::Due, false) => Tone::Due,
            (Verdict::Possible | Verdict::NotDue, _) => Tone::Open,
        }
    }
}

/// How tones look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// For a dark terminal.
    #[default]
    Dark,
    /// For a light terminal.
    Light,
    /// Black, white and bold.
    Contrast,
    /// No colour at all (`NO_COLOR`).
    Plain,
}

impl Theme {
    /// All, in the order a key goes through them.
    pub const ALL: [Theme; 4] = [Theme::Dark, Theme::Light, Theme::Contrast, Theme::Plain];

    /// The name in the config file.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Dark => "dark",
            Theme::Light => "light",
            Theme::Contrast => "contrast",
            Theme::Plain => "plain",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }

    #[must_use]
    pub fn next(self) -> Theme {
        let at = Theme::ALL.iter().position(|theme| *theme == self).unwrap_or(0);
        Theme::ALL[(at + 1) % Theme::ALL.len()]
    }

    /// How a tone looks.
    pub fn style(self, tone: Tone) -> Style {
        let weight = match tone {
            Tone::Plain | Tone::Quiet | Tone::Shade | Tone::Done => Modifier::empty(),
            Tone::Head | Tone::Due | Tone::Overdue => Modifier::BOLD,
            Tone::Open => Modifier::empty(),
            Tone::Selected | Tone::Key => Modifier::REVERSED,
            Tone::Loud => Modifier::BOLD.union(Modifier::REVERSED),
        };
        let style = Style::new().add_modifier(weight);
        match self.colour(tone) {
            Some(colour) => style.fg(colour),
            None => style,
        }
    }

    /// The same for the row selected: it keeps the colour of its state, with what was written and what was behind it
    /// changed about.
    pub fn selected(self, tone: Tone) -> Style {
        self.style(tone).add_modifier(Modifier::REVERSED)
    }

    fn colour(self, tone: Tone) -> Option<Color> {
        match (self, tone) {
            (Theme::Dark, Tone::Overdue) => Some(Color::LightRed),
            (Theme::Dark, Tone::Due) => Some(Color::LightYellow),
            (Theme::Dark, Tone::Open) => Some(Color::LightCyan),
            (Theme::Dark, Tone::Done) => Some(Color::LightGreen),
            (Theme::Dark, Tone::Quiet | Tone::Shade) => Some(Color::DarkGray),
            (Theme::Light, Tone::Overdue) => Some(Color::Red),
            (Theme::Light, Tone::Due) => Some(Color::Magenta),
            (Theme::Light, Tone::Open) => Some(Color::Blue),
            (Theme::Light, Tone::Done) => Some(Color::Green),
            (Theme::Light, Tone::Quiet | Tone::Shade) => Some(Color::Gray),
            _ => None,
        }
    }
}
