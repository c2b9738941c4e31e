//! What lies over a screen: the keys, a form, a question, a text, the palette.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

use super::framed;
use crate::tui::form::{Form, Kind};
use crate::tui::keymap::keys_of;
use crate::tui::model::{Model, Overlay};
use crate::tui::palette;
use crate::tui::theme::Tone;
use crate::tui::words::{cut, wrapped};

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
    match model.overlays.last() {
        None => {}
        Some(Overlay::Form(form)) => draw_form(model, frame, form),
        Some(Overlay::Help) => {
            let lines = keys(model, usize::from(frame.area().width.saturating_sub(10)));
            boxed(model, frame, "Keys (any key goes back)", lines, 0);
        }
        Some(Overlay::Ask { words, .. }) => {
            let width = usize::from(frame.area().width.saturating_sub(10).min(86));
            let mut lines: Vec<Line<'static>> = wrapped(words, width).into_iter().map(Line::from).collect();
            lines.extend([Line::default(), pressed(model, &[("y", "yes"), ("n", "no")])]);
            boxed(model, frame, "Shall this be done?", lines, 0);
        }
        Some(Overlay::Reached { name, .. }) => {
            let keys = [
                ("y", "answered"),
                ("n", "no answer yet"),
                ("f", "could not be reached"),
                ("Esc", "nothing"),
            ];
            let lines = vec![
                Line::from(format!("Calling {name}: how did it come out?")),
                Line::default(),
                pressed(model, &keys),
            ];
            boxed(model, frame, "A call", lines, 0);
        }
        Some(Overlay::Text { title, text, scroll }) => {
            let width = usize::from(frame.area().width.saturating_sub(10).min(96));
            let lines: Vec<Line<'static>> = wrapped(text, width).into_iter().map(Line::from).collect();
            let scroll = usize::from(*scroll).min(lines.len().saturating_sub(usize::from(frame.area().height) / 2));
            boxed(
                model,
                frame,
                &format!("{title} (↑↓ scroll, y copy, Esc back)"),
                lines,
                scroll,
            );
        }
        Some(Overlay::Palette { text, at }) => draw_palette(model, frame, text, *at),
    }
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
    let all: Vec<String> = keys_of(model.screen())
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

/// An exercise says so in every box.
fn marked(model: &Model, title: &str) -> String {
    match model.exercise() {
        true => format!("EXERCISE · {title}"),
        false => title.to_owned(),
    }
}

/// A box in the middle, as wide as is good to read.
fn middle(area: Rect, height: usize) -> Rect {
    let width = area.width.saturating_sub(4).min(100);
    let height = u16::try_from(height).unwrap_or(u16::MAX).min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Lines that a field takes: one where it is not at hand; else its label, what is typed, and what stands under it.
fn height(field: &crate::tui::form::Field, at_hand: bool) -> usize {
    let problem = usize::from(field.problem.is_some());
    match (&field.kind, at_hand) {
        (_, false) => 1 + problem,
        (Kind::Text, true) => 2 + field.area.lines().len().clamp(3, 6),
        (_, true) => 3,
    }
}

fn draw_form(model: &Model, frame: &mut Frame<'_>, form: &Form) {
    let width = usize::from(frame.area().width.saturating_sub(6).min(98));
    let note = if form.note.is_empty() {
        Vec::new()
    } else {
        wrapped(&form.note, width)
    };
    let problem: Vec<String> = form
        .problem
        .iter()
        .flat_map(|p| wrapped(&format!("! {p}"), width))
        .collect();
    let fields: usize = form
        .fields
        .iter()
        .enumerate()
        .map(|(at, f)| height(f, at == form.at))
        .sum();
    let area = middle(frame.area(), note.len() + problem.len() + fields + 3);
    frame.render_widget(Clear, area);
    let keys = " Tab next · Enter on the last field or Ctrl-S keeps · Esc does not ";
    let block = framed(model.theme, &marked(model, &form.title)).title_bottom(keys);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let mut y = inner.y;
    let mut put = |lines: u16, draw: &mut dyn FnMut(Rect)| {
        let room = inner.bottom().saturating_sub(y).min(lines);
        if room > 0 {
            draw(Rect {
                y,
                height: room,
                ..inner
            });
            y += room;
        }
    };
    for line in note {
        put(1, &mut |at| {
            frame.render_widget(Paragraph::new(line.as_str()).style(model.theme.style(Tone::Quiet)), at)
        });
    }
    // Where not everything fits, the fields before the one at hand give way.
    let skip = skipped(form, usize::from(inner.height).saturating_sub(problem.len()));
    for (at, field) in form.fields.iter().enumerate().skip(skip) {
        let at_hand = at == form.at;
        if at_hand {
            let optional = if field.optional { " (may stay empty)" } else { "" };
            let label = Line::styled(format!("▶ {}{optional}", field.label), model.theme.style(Tone::Head));
            put(1, &mut |at| frame.render_widget(Paragraph::new(label.clone()), at));
            let lines = u16::try_from(height(field, true).saturating_sub(2)).unwrap_or(1);
            put(lines, &mut |at| draw_field(model, frame, field, at));
        } else {
            let text = field.text().replace('\n', " ⏎ ");
            let text = if text.is_empty() && field.optional {
                "–".to_owned()
            } else {
                text
            };
            let colon = if field.label.ends_with('?') { "" } else { ":" };
            let line = cut(&format!("  {}{colon} {text}", field.label), width);
            put(1, &mut |at| frame.render_widget(Paragraph::new(line.as_str()), at));
        }
        if at_hand || field.problem.is_some() {
            let under = field.under(&model.zone(), model.here());
            let tone = if field.problem.is_some() {
                Tone::Overdue
            } else {
                Tone::Quiet
            };
            let under = Line::styled(format!("    {under}"), model.theme.style(tone));
            put(1, &mut |at| frame.render_widget(Paragraph::new(under.clone()), at));
        }
    }
    for line in problem {
        put(1, &mut |at| {
            frame.render_widget(
                Paragraph::new(line.as_str()).style(model.theme.style(Tone::Overdue)),
                at,
            )
        });
    }
}

/// How many fields give way so that the one at hand is seen.
fn skipped(form: &Form, room: usize) -> usize {
    let heights: Vec<usize> = form
        .fields
        .iter()
        .enumerate()
        .map(|(at, f)| height(f, at == form.at))
        .collect();
    let mut skip = 0;
    while skip < form.at && heights[skip..=form.at.min(heights.len() - 1)].iter().sum::<usize>() > room {
        skip += 1;
    }
    skip
}

/// What is typed into the field at hand, with the cursor.
fn draw_field(model: &Model, frame: &mut Frame<'_>, field: &crate::tui::form::Field, area: Rect) {
    let area = Rect {
        x: area.x + 4.min(area.width),
        width: area.width.saturating_sub(4),
        ..area
    };
    if let Kind::Choice(_) = field.kind {
        let line = Line::styled(format!("‹ {} ›", field.text()), model.theme.style(Tone::Selected));
        frame.render_widget(Paragraph::new(line), area);
        return;
    }
    let mut typed = field.area.clone();
    typed.set_style(Style::default());
    frame.render_widget(&typed, area);
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
        lines.push(Line::from("  nothing fits"));
    }
    let block = framed(
        model.theme,
        &marked(model, "Everything: type to search, Enter does it, Esc goes back"),
    );
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block), area);
}
