//! A text over the screen: how wide it is, which lines it has, how far it can be scrolled.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::boxes::{as_wide_as, middle};
use crate::tui::words::wrapped;

/// Columns beside a text: its frame, and what is left of the screen.
const AROUND: usize = 10;
/// Longer lines are hard to read; on a very wide screen they may be a little longer.
const LONGEST: (usize, usize) = (96, 120);
/// Columns of a text from which a screen is very wide.
const VERY_WIDE: usize = 150;

/// A text as it is laid out for a screen.
pub(crate) struct TextBox {
    pub(crate) lines: Vec<String>,
    pub(crate) area: Rect,
}

impl TextBox {
    pub(crate) fn of(whole: Rect, text: &str) -> TextBox {
        let room = usize::from(whole.width).saturating_sub(AROUND);
        // A text without a longer line was laid out for this screen.
        let fits = text.lines().all(|line| Line::raw(line).width() <= room);
        let longest = if room >= VERY_WIDE { LONGEST.1 } else { LONGEST.0 };
        let width = if fits { room } else { room.min(longest) };
        let lines = wrapped(text, width);
        let widest = lines
            .iter()
            .map(|line| Line::raw(line.as_str()).width())
            .max()
            .unwrap_or(0);
        let area = as_wide_as(whole, middle(whole, lines.len() + 2), widest + 4);
        TextBox { lines, area }
    }

    /// Lines that are in sight at once.
    pub(crate) fn height(&self) -> usize {
        usize::from(self.area.height.saturating_sub(2))
    }

    /// Until the last line is at the foot.
    pub(crate) fn longest_scroll(&self) -> usize {
        self.lines.len().saturating_sub(self.height())
    }
}
