//! Themes: how tones look. No meaning is carried by colour alone; every tone has a word or a mark as well.

use chrono::TimeDelta;
use ratatui::style::{Color, Modifier, Style};

use crate::core::verdict::Verdict;

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
    /// Due within a day.
    Soon,
    /// Due within three days, or waiting for somebody.
    Due,
    /// Due later.
    Later,
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

/// Until an obligation is urgent, and until it is near.
const URGENT: TimeDelta = TimeDelta::hours(24);
/// What is due within it is near.
pub(super) const NEAR: TimeDelta = TimeDelta::hours(72);

impl Tone {
    /// Of a clock, by what is left: three urgencies for what is due, and one tone for what is only possible.
    pub(super) fn of_clock(verdict: Verdict, left: TimeDelta) -> Tone {
        match verdict {
            Verdict::Due if left < TimeDelta::zero() => Tone::Overdue,
            Verdict::Due if left < URGENT => Tone::Soon,
            Verdict::Due if left < NEAR => Tone::Due,
            Verdict::Due => Tone::Later,
            Verdict::Possible | Verdict::NotDue => Tone::Open,
        }
    }

    /// The sign that says the same without colour, in front of the time that is left.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Tone::Overdue => "!! ",
            Tone::Soon => "! ",
            Tone::Plain
            | Tone::Head
            | Tone::Quiet
            | Tone::Due
            | Tone::Later
            | Tone::Open
            | Tone::Done
            | Tone::Loud
            | Tone::Selected
            | Tone::Key
            | Tone::Shade => "",
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
            Tone::Plain | Tone::Quiet | Tone::Shade | Tone::Done | Tone::Later | Tone::Open => Modifier::empty(),
            Tone::Head | Tone::Due | Tone::Soon | Tone::Overdue => Modifier::BOLD,
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

    /// Colours by their number among the 256 of a terminal, whose shades are the same everywhere: the sixteen named ones
    /// are whatever somebody made of them.
    fn colour(self, tone: Tone) -> Option<Color> {
        let number = match (self, tone) {
            (Theme::Dark, Tone::Overdue) => 203,
            (Theme::Dark, Tone::Soon) => 215,
            (Theme::Dark, Tone::Due) => 229,
            (Theme::Dark, Tone::Open) => 117,
            (Theme::Dark, Tone::Done) => 114,
            (Theme::Dark, Tone::Quiet | Tone::Shade) => 246,
            (Theme::Light, Tone::Overdue) => 124,
            (Theme::Light, Tone::Soon) => 94,
            (Theme::Light, Tone::Due) => 58,
            (Theme::Light, Tone::Open) => 25,
            (Theme::Light, Tone::Done) => 22,
            (Theme::Light, Tone::Quiet | Tone::Shade) => 241,
            (
                Theme::Dark | Theme::Light,
                Tone::Plain | Tone::Head | Tone::Later | Tone::Loud | Tone::Selected | Tone::Key,
            )
            | (Theme::Contrast | Theme::Plain, _) => return None,
        };
        Some(Color::Indexed(number))
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::{Theme, Tone};

    /// Red, green and blue of one of the 240 fixed colours of a terminal.
    fn rgb(number: u8) -> [f64; 3] {
        match number {
            0..=15 => panic!("{number} is whatever a terminal makes of it"),
            16..=231 => {
                let step = |n: u8| if n == 0 { 0.0 } else { f64::from(55 + 40 * n) };
                let n = number - 16;
                [step(n / 36), step(n / 6 % 6), step(n % 6)]
            }
            232.. => [f64::from(8 + 10 * (number - 232)); 3],
        }
    }

    /// WCAG 2.2: relative luminance.
    fn luminance(colour: [f64; 3]) -> f64 {
        let linear = colour.map(|part| {
            let part = part / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// WCAG 2.2: contrast ratio.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// 4.5 to 1 is what WCAG asks of text (AA), on black, dark grey and One Dark, on white and Solarized Light.
    #[test]
    fn every_colour_can_be_read_on_usual_backgrounds() {
        let dark: &[[f64; 3]] = &[[0.0; 3], [30.0; 3], [40.0, 44.0, 52.0]];
        let light: &[[f64; 3]] = &[[255.0; 3], [253.0, 246.0, 227.0]];
        let tones = [
            Tone::Overdue,
            Tone::Soon,
            Tone::Due,
            Tone::Open,
            Tone::Done,
            Tone::Quiet,
            Tone::Shade,
        ];
        for (theme, backgrounds) in [(Theme::Dark, dark), (Theme::Light, light)] {
            for tone in tones {
                let Some(Color::Indexed(number)) = theme.colour(tone) else {
                    panic!("{theme:?} {tone:?} has no fixed colour")
                };
                for background in backgrounds {
                    let ratio = contrast(rgb(number), *background);
                    assert!(ratio >= 4.5, "{theme:?} {tone:?} on {background:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn the_urgencies_differ_in_colour_and_in_sign() {
        for theme in [Theme::Dark, Theme::Light] {
            let colours = [Tone::Overdue, Tone::Soon, Tone::Due, Tone::Later].map(|tone| theme.colour(tone));
            for (at, colour) in colours.iter().enumerate() {
                assert!(!colours[..at].contains(colour), "{theme:?}: {colour:?}");
            }
        }
        assert_eq!(
            [Tone::Overdue, Tone::Soon, Tone::Due].map(Tone::sign),
            ["!! ", "! ", ""]
        );
    }
}
