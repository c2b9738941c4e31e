//! What lies over a screen: the keys, a form, a question, a text, the palette.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

use super::boxes::{marked, middle, named};
use super::text_box::TextBox;
use super::{found_in, framed};
use crate::tui::effect::{Button, Question};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widget::found::Entry;
use crate::tui::widget::help::{self, HelpLine};
use crate::tui::widget::menu::Menu;
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::palette;
use crate::tui::words::{columns, cut, wrapped};

/// What lies behind a box is dimmed, so that the eye finds the box.
fn dim(frame: &mut Frame<'_>) {
    for cell in &mut frame.buffer_mut().content {
        cell.modifier.remove(Modifier::BOLD | Modifier::REVERSED);
        cell.modifier.insert(Modifier::DIM);
    }
}

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    match model.overlays.last() {
        None | Some(Overlay::Find { .. } | Overlay::Editor(_)) => {}
        Some(_) => dim(frame),
    }
    match model.overlays.last() {
        None | Some(Overlay::Find { .. } | Overlay::Editor(_)) => {}
        Some(Overlay::Form(form)) => super::form::draw(model, frame, form),
        Some(Overlay::Help { text, at }) => draw_help(model, frame, text, *at),
        Some(Overlay::Ask(question)) => {
            let width = usize::from(frame.area().width.saturating_sub(10).min(86));
            // The buttons stay in sight, however long the words are.
            let room = usize::from(frame.area().height).saturating_sub(5).max(1);
            let mut words = wrapped(&question.words, width);
            if words.len() > room {
                words.truncate(room);
                words[room - 1] = "…".to_owned();
            }
            let mut lines: Vec<Line<'static>> = words.into_iter().map(Line::from).collect();
            lines.extend([Line::default(), buttons(model, question)]);
            boxed(
                model,
                frame,
                &named(question.incident().as_ref(), &question.title),
                lines,
                0,
            );
        }
        Some(Overlay::Reached { name, .. }) => {
            let keys = [
                ("y", "answered"),
                ("n", "no answer yet"),
                ("f", "could not be reached"),
                ("Esc", "cancel"),
            ];
            let lines = vec![
                Line::from(format!("Calling {name}: how did it go?")),
                Line::default(),
                pressed(model, &keys),
            ];
            boxed(model, frame, "A call", lines, 0);
        }
        Some(Overlay::Text { title, text, scroll }) => {
            let title = format!("{title} (↑↓ scroll · / find · y copy · Esc back)");
            draw_text(model, frame, (&title, text, ""), usize::from(*scroll));
        }
        Some(Overlay::FindIn {
            title,
            text,
            scroll,
            words,
        }) => {
            let title = format!("{title} · Find: {words}▏ (Enter ↓ next · ↑ the one before · Esc ends)");
            draw_text(model, frame, (&title, text, words), usize::from(*scroll));
        }
        Some(Overlay::Menu(menu)) => draw_menu(model, frame, menu),
        Some(Overlay::Palette { text, at, found, .. }) => draw_palette(model, frame, (text, found), *at),
    }
}

/// A text, and how much of it is out of sight.
fn draw_text(model: &Model, frame: &mut Frame<'_>, (title, text, words): (&str, &str, &str), scroll: usize) {
    let laid = TextBox::of(frame.area(), text);
    let scroll = scroll.min(laid.longest_scroll());
    let below = laid.lines.len().saturating_sub(scroll + laid.height());
    let shown = laid.lines.iter().skip(scroll).take(laid.height());
    let lines = shown.map(|line| Line::from(found_in(Style::default(), words, line)));
    let lines: Vec<Line<'_>> = lines.collect();
    let mut block = framed(model.theme, &marked(model, title));
    if below > 0 {
        block = block.title_bottom(format!(" {below} more below (PgDn, End) "));
    }
    frame.render_widget(Clear, laid.area);
    frame.render_widget(Paragraph::new(lines).block(block), laid.area);
}

/// The two buttons of a question, the one that Enter presses marked.
fn buttons(model: &Model, question: &Question) -> Line<'static> {
    let button = |words: String, focused: bool| match focused {
        true => Span::styled(format!("▶[ {words} ]"), model.theme.style(Tone::Selected)),
        false => Span::raw(format!(" [ {words} ]")),
    };
    Line::from(vec![
        button(format!("y {}", question.verb), question.focus == Button::Yes),
        Span::raw("  "),
        button("n no".to_owned(), question.focus == Button::No),
    ])
}

fn pressed(model: &Model, keys: &[(&'static str, &'static str)]) -> Line<'static> {
    let spans = keys.iter().flat_map(|(key, words)| {
        [
            Span::styled(*key, model.theme.style(Tone::Key)),
            Span::raw(format!(" {words}   ")),
        ]
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// Columns of a key and its words.
const HELP: usize = 33;

/// Where the keys of the help stand, and the place of the one selected among its lines.
pub(super) fn help_grid(whole: Rect, lines: &[HelpLine], at: usize) -> (usize, Grid) {
    let beside = (usize::from(whole.width.saturating_sub(8).min(100)) / HELP).clamp(1, 3);
    let most = usize::from(whole.height).saturating_sub(5).max(1);
    let rows = lines.len().div_ceil(beside).clamp(1, most);
    let mut keys = (0..lines.len()).filter(|place| matches!(lines[*place], HelpLine::Key(_)));
    let selected = keys.nth(at).unwrap_or(0);
    let grid = Grid {
        inner: inside(whole, rows + 1),
        first: selected / (rows * beside) * rows * beside,
        rows,
        beside,
        width: HELP,
        above: 1,
    };
    (selected, grid)
}

/// The keys of the screen in groups, in as many columns as fit; what does not fit is on a further page.
fn draw_help(model: &Model, frame: &mut Frame<'_>, text: &str, at: usize) {
    let lines = help::lines(model, text);
    let (selected, grid) = help_grid(frame.area(), &lines, at);
    let Grid {
        first, rows, beside, ..
    } = grid;
    let page = first / (rows * beside);
    let pages = lines.len().div_ceil(rows * beside).max(1);
    let row = |row: usize| {
        let cells = (0..beside).filter_map(|column| {
            let place = first + column * rows + row;
            lines.get(place).map(|line| (place, line))
        });
        Line::from(
            cells
                .map(|(place, line)| help_cell(model, line, place == selected))
                .collect::<Vec<_>>(),
        )
    };
    let more = match pages {
        1 => String::new(),
        pages => format!("   (page {} of {pages}: PgDn, PgUp)", page + 1),
    };
    let mut drawn = vec![Line::from(format!("/{text}▏{more}"))];
    drawn.extend((0..rows).map(row));
    if lines.is_empty() {
        drawn.push(Line::from(
            "  no key does that; : searches commands, facts, law and incidents",
        ));
    }
    boxed(
        model,
        frame,
        "Keys: type to search, Enter runs one, Esc goes back",
        drawn,
        0,
    );
}

fn help_cell(model: &Model, line: &HelpLine, selected: bool) -> Span<'static> {
    match line {
        HelpLine::Head(title) => Span::styled(cut(title, HELP), model.theme.style(Tone::Head)),
        HelpLine::Key(key) => {
            let pointer = if selected { "▶" } else { " " };
            let words = format!("{pointer}{:>9}  {}", key.label, cut(key.words, HELP - 13));
            let tone = if selected { Tone::Selected } else { Tone::Plain };
            Span::styled(cut(&words, HELP), model.theme.style(tone))
        }
    }
}

/// A box in the middle with lines in it.
fn boxed(model: &Model, frame: &mut Frame<'_>, title: &str, lines: Vec<Line<'static>>, scroll: usize) {
    let area = middle(frame.area(), lines.len() + 2);
    frame.render_widget(Clear, area);
    let text = Paragraph::new(lines).scroll((u16::try_from(scroll).unwrap_or(0), 0));
    frame.render_widget(text.block(framed(model.theme, &marked(model, title))), area);
}

/// Where the items of something in columns stand: one column after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    /// Within the frame of the box.
    pub inner: Rect,
    /// The first item that is shown.
    pub first: usize,
    /// Items in a column.
    pub rows: usize,
    /// Columns of items beside each other.
    pub beside: usize,
    /// Columns of the terminal for each.
    pub width: usize,
    /// Lines above the first row.
    pub above: u16,
}

impl Grid {
    /// The item in a cell of the terminal.
    pub(super) fn at(&self, column: u16, row: u16) -> Option<usize> {
        let (x, y) = (
            usize::from(column.checked_sub(self.inner.x)?),
            usize::from(row.checked_sub(self.inner.y + self.above)?),
        );
        let beside = x / self.width.max(1);
        (beside < self.beside && y < self.rows).then_some(self.first + beside * self.rows + y)
    }
}

/// Within the frame of a box in the middle.
fn inside(whole: Rect, lines: usize) -> Rect {
    let area = middle(whole, lines + 2);
    Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}

/// Where the items of a menu stand.
pub(super) fn menu_grid(whole: Rect, menu: &Menu) -> Grid {
    let width = usize::from(whole.width.saturating_sub(10).min(96));
    let items = menu.shown();
    let words = items.iter().map(|item| columns(&item.words) + 8).max().unwrap_or(8);
    let beside = (width / words).clamp(1, 3).min(items.len().max(1));
    let rows = items.len().div_ceil(beside);
    // The line of the search.
    let above = u16::from(menu.search.is_some());
    Grid {
        inner: inside(whole, rows + usize::from(above)),
        first: 0,
        rows,
        beside,
        width: (width / beside).saturating_sub(1),
        above,
    }
}

/// The rows of the palette, one below the other.
pub(super) fn palette_grid(whole: Rect) -> Grid {
    let inner = inside(whole, palette::SHOWN + 2);
    Grid {
        inner,
        first: 0,
        rows: palette::SHOWN,
        beside: 1,
        width: usize::from(inner.width),
        above: 2,
    }
}

/// The buttons of a question: the line they stand in, and where each begins and ends.
pub(super) fn button_at(whole: Rect, question: &Question, column: u16, row: u16) -> Option<Button> {
    let width = usize::from(whole.width.saturating_sub(10).min(86));
    let room = usize::from(whole.height).saturating_sub(5).max(1);
    let words = wrapped(&question.words, width).len().min(room);
    let inner = inside(whole, words + 2);
    let line = inner.y + u16::try_from(words).unwrap_or(u16::MAX).saturating_add(1);
    let x = usize::from(column.checked_sub(inner.x)?);
    let yes = columns(question.verb) + 7;
    match (row == line, x) {
        (true, x) if x < yes => Some(Button::Yes),
        (true, x) if (yes + 2..yes + 11).contains(&x) => Some(Button::No),
        (true | false, _) => None,
    }
}

/// A menu, in as many columns as fit.
fn draw_menu(model: &Model, frame: &mut Frame<'_>, menu: &Menu) {
    let Grid {
        rows, beside, width, ..
    } = menu_grid(frame.area(), menu);
    let items = menu.shown();
    let search = menu.search.iter().map(|typed| match items.is_empty() {
        true => Line::from(format!("/{typed}▏ nothing fits; Backspace shortens it")),
        false => Line::from(format!("/{typed}▏")),
    });
    let rows = (0..rows).map(|row| {
        let cells =
            (0..beside).filter_map(|column| items.get(column * rows + row).map(|item| (column * rows + row, item)));
        let spans = cells.flat_map(|(at, item)| {
            let tone = if at == menu.at { Tone::Selected } else { Tone::Plain };
            let mark = if item.on { "●" } else { " " };
            [
                Span::styled(format!(" {} ", item.key), model.theme.style(Tone::Key)),
                Span::styled(
                    cut(&format!(" {mark}{}", item.words), width.saturating_sub(3)),
                    model.theme.style(tone),
                ),
            ]
        });
        Line::from(spans.collect::<Vec<_>>())
    });
    boxed(model, frame, &menu.title, search.chain(rows).collect(), 0);
}

fn draw_palette(model: &Model, frame: &mut Frame<'_>, (text, found): (&str, &[Entry]), at: usize) {
    let area = middle(frame.area(), palette::SHOWN + 4);
    frame.render_widget(Clear, area);
    let width = usize::from(area.width.saturating_sub(4));
    let mut lines = vec![Line::from(format!(": {text}▏")), Line::default()];
    lines.extend(found.iter().enumerate().map(|(place, entry)| {
        let pointer = if place == at { "▶" } else { " " };
        let tone = if place == at { Tone::Selected } else { Tone::Plain };
        let words = format!(
            "{pointer} {} {}",
            cut(&entry.words, width.saturating_sub(14)),
            cut(entry.key, 10)
        );
        Line::styled(words, model.theme.style(tone))
    }));
    if found.is_empty() {
        lines.push(Line::from("  no match"));
    }
    let block = framed(
        model.theme,
        &marked(model, "Commands: type to search, Enter runs one, Esc goes back"),
    );
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block), area);
}
