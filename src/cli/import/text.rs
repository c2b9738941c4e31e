//! How an import reads before anything is recorded.

use crate::app::imports::cacao::Imported;
use crate::app::imports::case::Case;
use crate::app::imports::timeline::question::{Question, Topic};
use crate::app::imports::timeline::{Entry, Timeline, When};
use crate::cli::failure::Failure;
use crate::cli::text::{Page, count, line, moment, wrapped};
use crate::core::time::Zone;

/// Rows that are shown.
const SHOWN: usize = 60;

/// What a file comes to.
pub(super) fn preview(file: &str, timeline: &Timeline, home: &str, zone: &Zone) -> Page {
    let mut out = wrapped("", &summary(file, timeline));
    for title in &timeline.titles {
        out += wrapped("  above the table: ", title);
    }
    out += rows_shown(timeline, zone);
    out += left_out(timeline);
    for note in &timeline.notes {
        out += wrapped("Note: ", note);
    }
    for question in &timeline.questions {
        out += wrapped("Question: ", &asked(question, home));
    }
    out += match timeline.questions.is_empty() {
        true => "Nothing was recorded. To import these entries, add --record.\n",
        false => "Nothing was recorded. Answer the questions, then add --record.\n",
    };
    out
}

fn rows_shown(timeline: &Timeline, zone: &Zone) -> Page {
    let mut out = Page::new();
    for entry in timeline.entries.iter().take(SHOWN) {
        out += row(entry, zone);
    }
    let more = timeline.entries.len().saturating_sub(SHOWN);
    if more > 0 {
        out += line(format_args!("… and {} more; --json lists all.", count(more, "row")));
    }
    out
}

fn left_out(timeline: &Timeline) -> Page {
    let mut out = Page::new();
    for (row, why) in timeline.left_out.iter().take(SHOWN) {
        out += line(format_args!("Row {row} is left out: {why}."));
    }
    out
}

fn summary(file: &str, timeline: &Timeline) -> String {
    let layout = timeline.layout_name.map(|name| format!(", {name}")).unwrap_or_default();
    let encoding = timeline
        .encoding
        .map(|encoding| format!(", {}", encoding.words()))
        .unwrap_or_default();
    let skipped = match timeline.empty_rows + timeline.repeated_headings {
        0 => String::new(),
        skipped => format!("; {} of no content skipped", count(skipped, "row")),
    };
    let rows = count(timeline.records, "row");
    format!("{file}: {rows}, {}{encoding}{layout}{skipped}.", timeline.form.words())
}

fn row(entry: &Entry, zone: &Zone) -> Page {
    let who = entry.who.as_deref().map(|who| format!("{who}: ")).unwrap_or_default();
    let (when, number) = (when(entry, zone), entry.row);
    let told = match entry.privileged {
        true => format!("{when} PRIVILEGED · {who}(not shown)"),
        false => format!("{when} · {who}{}", entry.text),
    };
    wrapped(&format!("#{number} "), &told)
}

fn when(entry: &Entry, zone: &Zone) -> String {
    let about = if entry.about { "about " } else { "" };
    match &entry.when {
        When::At(at) => format!("{about}{}", moment(zone, *at)),
        When::On(day) => format!("{day}, no time"),
        When::Local(local) => format!("{about}{} in an unknown zone", local.format("%Y-%m-%d %H:%M:%S")),
        When::Unknown => unknown(&entry.moment_as_written),
    }
}

fn unknown(written: &str) -> String {
    match written.trim() {
        "" => "no moment".to_owned(),
        written => format!("unread: {written}"),
    }
}

/// A question with the flag that answers it.
fn asked(question: &Question, home: &str) -> String {
    let (words, rows) = (&question.words, rows(&question.rows));
    format!("{words}{rows} Answer with {}", flag(question.topic, home))
}

fn rows(rows: &[u64]) -> String {
    let shown: Vec<String> = rows.iter().take(12).map(ToString::to_string).collect();
    let more = if rows.len() > shown.len() { ", …" } else { "" };
    match rows {
        [] => String::new(),
        [row] => format!(" (row {row})"),
        _ => format!(" (rows {}{more})", shown.join(", ")),
    }
}

fn flag(topic: Topic, home: &str) -> String {
    let fixed = match topic {
        Topic::Zone => return format!("--zone ZONE; the incident's own is --zone {home}"),
        Topic::Columns => "--confirm columns, or --column when=HEADING --column what=HEADING",
        Topic::Order => "--order day-first or --order month-first",
        Topic::Date => "--confirm title-date, or --date YYYY-MM-DD",
        Topic::NextDay => "--confirm next-day",
        Topic::Year => "--confirm year, or --year YYYY",
        Topic::DayNumbers => "--confirm day-numbers",
        Topic::UnclosedQuote => "--confirm unclosed-quote",
        Topic::Undated => "--undated keep or --undated leave-out",
        Topic::Twice => "--twice earlier or --twice later",
        Topic::Letters => "--letters CST=America/Chicago, with the zone that is meant",
        Topic::Same => "--same once or --same each",
        Topic::Privileged => "--privileged leave-out or --privileged as-notes",
        Topic::Rows => "--rows 1-40,44",
        Topic::UtcColumn => "--confirm utc-column",
        Topic::IssueMoments => "--confirm issue-moments",
    };
    fixed.to_owned()
}

/// Why nothing can be recorded yet.
pub(super) fn open_questions(file: &str, timeline: &Timeline, home: &str) -> Failure {
    let open = count(timeline.questions.len(), "question");
    let failure = Failure::input(format!("{file} was not imported: {open} must be answered first"));
    let causes = timeline.questions.iter().map(|question| asked(question, home));
    failure
        .causes(causes)
        .hint("without --record the command shows every row and how it is read")
}

/// What a case suggests, asks, and leaves without a place.
pub(super) fn case(case: &Case) -> Page {
    let tlp = case.tlp.map(|tlp| format!(", {}", tlp.words())).unwrap_or_default();
    let exercise = if case.exercise { ", an exercise" } else { "" };
    let mut out = wrapped("", &format!("{}{tlp}{exercise}.", case.source()));
    for suggestion in &case.suggestions {
        out += wrapped(
            "Suggests ",
            &format!(
                "{} = {} (from {})",
                suggestion.key, suggestion.value, suggestion.because
            ),
        );
    }
    for question in &case.questions {
        out += wrapped("Question: ", question);
    }
    for place in &case.without_place {
        out += wrapped("No place for ", place);
    }
    out += wrapped(
        "",
        "Nothing was recorded. To record suggestions as suspected facts: --take KEY,KEY. The file is logged as evidence with them.",
    );
    out
}

/// What a CACAO playbook was made into.
pub(super) fn playbook(path: &str, imported: &Imported) -> Page {
    let steps = count(imported.playbook.steps.len(), "step");
    let mut out = wrapped(
        "",
        &format!(
            "{path} written: {} ({}), {steps}.",
            imported.playbook.title, imported.playbook.id
        ),
    );
    if !imported.warnings.is_empty() {
        let all = count(imported.warnings.len(), "warning");
        out += line(format_args!("{all}, each with its place in the file:"));
    }
    for warning in &imported.warnings {
        out += wrapped("Warning: ", warning);
    }
    out += "Read every step before it is used: it was made for machines.\n";
    out
}
