//! The comparison of years as a picture: objectives and obligations in time as bars, one group a run. Plain SVG,
//! readable without colour: every bar carries its figure, and a run is told by its place and its pattern of grey.

use std::fmt::Write as _;

use super::side_by_side::{Column, Comparison};
use crate::core::exercise_mark::MarkPlace;
use crate::core::facts::IncidentKind;

/// Width of a bar, and of the gap between groups, in pixels.
const BAR: usize = 26;
const GAP: usize = 34;
/// Height of a bar of a hundred percent.
const FULL: u64 = 200;
const LEFT: usize = 50;
const TOP: u64 = 60;

/// Greys from dark to light, for the runs in their order.
const GREYS: [&str; 5] = ["#222222", "#777777", "#aaaaaa", "#cccccc", "#e2e2e2"];

/// What is drawn, one group of bars each.
const GROUPS: [&str; 6] = ["aware", "clocks", "decide", "letters", "log", "in time"];

/// Draws a comparison.
pub fn svg(comparison: &Comparison) -> String {
    let columns = &comparison.columns;
    let group_width = columns.len().max(1) * BAR + GAP;
    let width = (LEFT + GROUPS.len() * group_width + GAP).max(520);
    let mut out = head(width, columns.len());
    scale(&mut out, width);
    for (at, group) in GROUPS.iter().enumerate() {
        let x = LEFT + GAP / 2 + at * group_width;
        for (run, column) in columns.iter().enumerate() {
            bar(&mut out, x + run * BAR, run, share(column, group));
        }
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{}\">{group}</text>", TOP + FULL + 18);
    }
    for (run, column) in columns.iter().enumerate() {
        legend(&mut out, run, column);
    }
    out.push_str("</svg>\n");
    out
}

fn head(width: usize, runs: usize) -> String {
    let height = TOP + FULL + 60 + u64::try_from(runs).unwrap_or(u64::MAX) * 20;
    let mark = IncidentKind::Exercise.mark(MarkPlace::Title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<title>{mark}runs side by side</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{mark}share of expected actions done, by objective,</text>\n\
         <text x=\"{LEFT}\" y=\"37\" font-size=\"14\">and of obligations on time</text>\n"
    )
}

/// Lines at none, half and all.
fn scale(out: &mut String, width: usize) {
    for step in [0, 50, 100] {
        let y = TOP + FULL - FULL * step / 100;
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{width}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#dddddd\"/>\
             <text x=\"10\" y=\"{}\">{step} %</text>",
            y + 4
        );
    }
}

fn legend(out: &mut String, run: usize, column: &Column) {
    let y = TOP + FULL + 44 + u64::try_from(run).unwrap_or_default() * 20;
    let _ = writeln!(
        out,
        "<rect x=\"{LEFT}\" y=\"{}\" width=\"12\" height=\"12\" fill=\"{}\" stroke=\"#222222\"/>\
         <text x=\"{}\" y=\"{y}\">{} {} ({}, {})</text>",
        y - 10,
        grey(run),
        LEFT + 18,
        escaped(&column.code),
        escaped(&column.title),
        column.kind,
        column.began.date_naive()
    );
}

fn grey(run: usize) -> &'static str {
    GREYS[run % GREYS.len()]
}

fn share(column: &Column, group: &str) -> Option<u64> {
    match group {
        "in time" => column.in_time.and_then(|share| u64::try_from(share).ok()),
        id => column.objectives.iter().find(|o| o.id == id)?.share,
    }
}

fn bar(out: &mut String, x: usize, run: usize, share: Option<u64>) {
    let Some(share) = share else {
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\">–</text>", x + 8, TOP + FULL - 4);
        return;
    };
    let height = FULL * share.min(100) / 100;
    let y = TOP + FULL - height;
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{height}\" fill=\"{}\" stroke=\"#222222\"/>\
         <text x=\"{}\" y=\"{}\" font-size=\"10\">{share}</text>",
        BAR - 4,
        grey(run),
        x + 2,
        y.saturating_sub(4)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
