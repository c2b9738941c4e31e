//! What lies over a screen: the keys, a form, a question, a text, the palette.

use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

use super::boxes::{marked, middle, named};
use super::framed;
use crate::tui::effect::{Button, Question};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widget::menu::Menu;
use crate::tui::widget::overlay::Overlay;
use crate::tui::widget::palette;
use crate::tui::words::{columns, cut, wrapped};

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    match model.overlays.last() {
        None | Some(Overlay::Find { .. }) => {}
        Some(Overlay::Form(form)) => super::form::draw(model, frame, form),
        Some(Overlay::Help) => {
            let lines = keys(model, usize::from(frame.area().width.saturating_sub(10)));
            boxed(model, frame, "Keys (any key goes back)", lines, 0);
        }
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
            let room = usize::from(frame.area().width.saturating_sub(10));
            // A text without a longer line was laid out for this screen.
            let fits = text.lines().all(|line| Line::raw(line).width() <= room);
            let width = if fits { room } else { room.min(96) };
            let lines: Vec<Line<'static>> = wrapped(text, width).into_iter().map(Line::from).collect();
            let scroll = usize::from(*scroll).min(lines.len().saturating_sub(usize::from(frame.area().height) / 2));
            boxed(
                model,
                frame,
                &format!("{title} (↑↓ scroll · y copy · Esc back)"),
                lines,
                scroll,
            );
        }
        Some(Overlay::Menu(menu)) => draw_menu(model, frame, menu),
        Some(Overlay::Palette { text, at }) => draw_palette(model, frame, text, *at),
    }
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

/// The keys of the screen, in as many columns as fit.
fn keys(model: &Model, width: usize) -> Vec<Line<'static>> {
    let all: Vec<String> = model
        .keys
        .of(model.screen())
        .iter()
        .map(|key| format!("{:>9}  {}", key.label, cut(key.words, 22)))
        .collect();
    let columns = (width / 34).clamp(1, 3);
    let rows = all.len().div_ceil(columns);
    (0..rows)
        .map(|row| {
            let cells = (0..columns).filter_map(|column| all.get(column * rows + row));
            Line::from(cells.cloned().collect::<Vec<_>>().join(" "))
        })
        .collect()
}

/// A box in the middle with lines in it.
fn boxed(model: &Model, frame: &mut Frame<'_>, title: &str, lines: Vec<Line<'static>>, scroll: usize) {
    let area = middle(frame.area(), lines.len() + 2);
    frame.render_widget(Clear, area);
    let text = Paragraph::new(lines).scroll((u16::try_from(scroll).unwrap_or(0), 0));
    frame.render_widget(text.block(framed(model.theme, &marked(model, title))), area);
}

/// A menu, in as many columns as fit.
fn draw_menu(model: &Model, frame: &mut Frame<'_>, menu: &Menu) {
    let width = usize::from(frame.area().width.saturating_sub(10).min(96));
    let words = menu
        .items
        .iter()
        .map(|item| columns(&item.words) + 8)
        .max()
        .unwrap_or(8);
    let beside = (width / words).clamp(1, 3).min(menu.items.len().max(1));
    let rows = menu.items.len().div_ceil(beside);
    let lines = (0..rows).map(|row| {
        let cells = (0..beside).filter_map(|column| {
            menu.items
                .get(column * rows + row)
                .map(|item| (column * rows + row, item))
        });
        let spans = cells.flat_map(|(at, item)| {
            let tone = if at == menu.at { Tone::Selected } else { Tone::Plain };
            let mark = if item.on { "●" } else { " " };
            [
                Span::styled(format!(" {} ", item.key), model.theme.style(Tone::Key)),
                Span::styled(
                    cut(&format!(" {mark}{}", item.words), width / beside - 4),
                    model.theme.style(tone),
                ),
            ]
        });
        Line::from(spans.collect::<Vec<_>>())
    });
    boxed(model, frame, &menu.title, lines.collect(), 0);
}

fn draw_palette(model: &Model, frame: &mut Frame<'_>, text: &str, at: usize) {
    let found = palette::found(model, text);
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
