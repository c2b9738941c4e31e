//! The screens as lines, for the plain walk.

use crate::core::counted::counted;
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;
use crate::core::page::{Page, line};
use crate::core::time::{StoryTime, TimeLeft};
use crate::tui::model::Model;
use crate::tui::screen::authority_form::rows as sheet;
use crate::tui::screen::authority_form::state::SheetView;
use crate::tui::screen::board::draw::next_words as next_on_board;
use crate::tui::screen::exercise::rows as exercise;
use crate::tui::screen::incident::draw::next_words;
use crate::tui::screen::incident::rows::rows;
use crate::tui::screen::incident::state::{IncidentScreen, View};
use crate::tui::screen::law::state::LawList;
use crate::tui::screen::name::ScreenName;
use crate::tui::screen::stack::Screen;
use crate::tui::screen::text::{LabelledText, text_of};
use crate::tui::screen::wall;
use crate::tui::widget::row::Row;
use crate::tui::words::{self, moment};

/// Which screen is at hand, and which part of it: another one is read out as a whole.
pub(super) fn place(model: &Model) -> String {
    let screen = model.screen();
    match model.screens.top() {
        Some(Screen::Incident(open)) => {
            let page = match open.views.last() {
                Some(View::Why(why)) => why.obligation.clone(),
                Some(View::Letters(desk)) => desk.at.to_string(),
                Some(View::Sheet(view)) => format!("{} {}", view.form.id, view.at),
                Some(View::Timeline(_) | View::Exercise(_)) | None => String::new(),
            };
            format!("{screen:?} {} {:?} {page}", open.code, open.tab)
        }
        Some(Screen::Law(_) | Screen::Regime(_) | Screen::Audit(_) | Screen::Wall(_) | Screen::Scenario(_)) | None => {
            format!("{screen:?}")
        }
    }
}

/// What the mark in front of a row says, in words.
fn mark_words(row: &Row) -> &'static str {
    let obligation = row.target.obligation().is_some();
    match (obligation, row.target.task(), row.mark) {
        (true, _, "●") => "due: ",
        (true, _, "◌") => "possible: ",
        (true, _, "○") => "not due: ",
        (_, Some(_), "●") => "done: ",
        (_, Some(_), "◌") => "to do: ",
        _ => "",
    }
}

/// The screen at hand as lines; rows that can be chosen have numbers.
pub(super) fn screen(model: &Model) -> Page {
    let mut page = Page::new();
    if model.exercise() && !matches!(model.screen(), ScreenName::Room | ScreenName::Facilitator) {
        page += IncidentKind::Exercise.mark(MarkPlace::Spoken);
    }
    match model.screens.top() {
        None => page = board(model),
        Some(Screen::Law(list)) => page = law(model, list),
        Some(Screen::Regime(_) | Screen::Audit(_) | Screen::Scenario(_)) => page += text(model),
        Some(Screen::Wall(_)) => {
            page += Page::block(&wall::draw::spoken(model).join("\n"));
            page += "b goes back.\n";
        }
        Some(Screen::Incident(open)) => match open.views.last() {
            None => page += parts(model, open),
            Some(View::Why(_)) => page += text(model),
            Some(View::Timeline(_)) => page += timeline(model),
            Some(View::Letters(_)) => page += letters(model),
            Some(View::Sheet(view)) => page += authority_form(view),
            Some(View::Exercise(_)) => page += exercise_view(model),
        },
    }
    page
}
fn text(model: &Model) -> Page {
    let mut page = Page::block(&text_of(model));
    page += "b goes back.\n";
    page
}

fn law(model: &Model, list: &LawList) -> Page {
    let mut page = Page::from("Law.\n");
    for (at, regime) in list.shown(&model.start.law).enumerate() {
        writeln!(page, "{}. {} {}", at + 1, regime.id, regime.name);
    }
    page
}

fn timeline(model: &Model) -> Page {
    let mut page = Page::from("Deadlines.\n");
    for (at, obligation) in model.clocks().into_iter().enumerate() {
        let Some(deadline) = &obligation.deadline else { continue };
        let strict = deadline.strict;
        let left = words::clock(obligation.verdict, TimeLeft::until(strict, model.moment()));
        let when = moment(&model.zone(), strict);
        writeln!(page, "{}. {}: {left}, {when}", at + 1, obligation.id);
    }
    page
}

fn board(model: &Model) -> Page {
    let mut text = line(format_args!("Board. {}", moment(&model.home, model.now.at())));
    writeln!(text, "Next: {}", next_on_board(model));
    for (at, row) in model.board().shown().enumerate() {
        let exercise = row.kind.mark(MarkPlace::Line);
        let next = row.next.as_ref().filter(|_| !row.is_over()).map(|n| {
            let now = row.story.unwrap_or_else(|| StoryTime::outside_incidents(model.now));
            format!(", {} {}", n.obligation, TimeLeft::until(n.strict, now).binding())
        });
        let undated = match row.undated {
            0 => String::new(),
            many => format!(", {} without a date", counted(u64::from(many), "due obligation")),
        };
        writeln!(
            text,
            "{}. {exercise}{} {}, {}{}{undated}",
            at + 1,
            row.code,
            row.title,
            row.stage,
            next.unwrap_or_default()
        );
    }
    if model.board().shown.is_empty() {
        text += "No incident.\n";
    }
    text += "A number opens, n new, B example, L law, V audit, ? keys, q quits.\n";
    text
}

fn exercise_view(model: &Model) -> Page {
    let mut page = line(format_args!(
        "{}{}.",
        IncidentKind::Exercise.mark(MarkPlace::Spoken),
        exercise::clock_words(model)
    ));
    for (at, row) in exercise::rows(model).into_iter().enumerate() {
        writeln!(page, "{}. {} {}", at + 1, row.left, row.right);
    }
    let exercise::Titled { title, text } = exercise::behind(model);
    writeln!(page, "{title}");
    page += Page::block(&text);
    page += "b goes back.\n";
    page
}

fn letters(model: &Model) -> Page {
    let mut page = Page::from("Letters.\n");
    let rows = model.opened().into_iter().flat_map(|opened| &opened.letters);
    for (at, row) in rows.enumerate() {
        writeln!(page, "{}. {}, {}", at + 1, row.letter, row.state);
    }
    if let Some(open) = model.open_letter() {
        page += Page::block(&open.preview);
        for finding in &open.findings {
            writeln!(page, "{:?} {finding}", finding.weight);
        }
    }
    page += "n drafts, _ fills in what it lacks, x approves, . comments, = shows what changed, b back.\n";
    page
}

fn authority_form(view: &SheetView) -> Page {
    let mut page = line(format_args!("{}.", view.form.name));
    writeln!(page, "{}", sheet::next(view));
    let mut number = 0;
    for row in sheet::rows(view) {
        if row.selectable() {
            number += 1;
            let copied = if row.picked { ", copied" } else { "" };
            let right = if row.right.is_empty() {
                String::new()
            } else {
                format!(": {}", row.right)
            };
            writeln!(page, "{number}. {}{right}{copied}", row.left);
        } else {
            writeln!(page, "{}", row.left);
        }
    }
    let (title, lines) = sheet::behind(view);
    writeln!(page, "{title}");
    for LabelledText { word, text } in lines {
        writeln!(page, "{}", format!("{word} {text}").trim());
    }
    page += "A number opens that field's fact or files it; x files it, b back, ? keys.\n";
    page
}

fn parts(model: &Model, open: &IncidentScreen) -> Page {
    let Some(opened) = open.opened() else {
        return "Reading the incident.\n".into();
    };
    let whole = &opened.whole;
    let mut text = line(format_args!(
        "{} {}. Stage {}. Part {}.",
        whole.code,
        whole.title,
        whole.stage.title(),
        open.tab.title()
    ));
    writeln!(text, "Next: {}", next_words(model, opened));
    match (&opened.as_if, opened.as_of) {
        (Some(words), _) => writeln!(text, "AS IF {words}. Nothing of it is recorded."),
        (None, Some(at)) => writeln!(text, "AS OF {}", moment(&whole.home_zone, at)),
        (None, None) => {}
    }
    let mut number = 0;
    for row in rows(model) {
        if row.selectable() {
            number += 1;
            let right = if row.right.is_empty() {
                String::new()
            } else {
                format!(": {}", row.right)
            };
            writeln!(text, "{number}. {}{}{right}", mark_words(&row), row.left);
        } else {
            writeln!(text, "{}", row.left);
        }
    }
    text +=
        "A number opens that row; a number and a key (3x) apply the key to that row; tab next part, b back, ? keys.\n";
    text
}
