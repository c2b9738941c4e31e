//! The quick log: one line, Enter, recorded. A `!` in front marks a decision, `-20m` or `03:20` says when it was, `@` names a person,
//! `#` a subject. It is kept as a note that is not privileged.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Answers, Field, Form, Here, Opener, Outcome, Prompt, Purpose, Slot};
use crate::app::files::typed_values;
use crate::core::event::Note;
use crate::core::incident::command::Command;
use crate::tui::words;

const LINE: Prompt<Line> = Prompt::line_as("line", "What happened?", read)
    .help("Enter records it · ! a decision · -20m or 03:20 when it was · @name who · #tag · n writes a longer note");

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("log line", |_| {
    Ok(Form::new(LogLine, "A line in the log", vec![LINE.field()]))
});

/// A line as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    decision: bool,
    /// When it was, where that is not now.
    at: Option<DateTime<Utc>>,
    text: String,
}

impl Line {
    /// The text of the note: it says itself what it is and when it was, so that it reads the same everywhere.
    fn note(&self, answers: &Answers<'_>) -> String {
        let mark = if self.decision { Note::DECISION } else { "" };
        let at = self.at.map(|at| format!(" ({})", answers.moment(at)));
        format!("{mark}{}{}", self.text, at.unwrap_or_default())
    }
}

fn read(typed: &str, here: &Here) -> Result<Line, String> {
    let (decision, rest) = match typed.trim().strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    let mut at = None;
    let mut kept = Vec::new();
    for (place, word) in rest.split_whitespace().enumerate() {
        if place == 0
            && let Some(time) = time_of_day(word)
        {
            at = Some(last_at(time, here)?);
            continue;
        }
        match earlier(word) {
            true if at.is_some() => return Err(format!("`{word}` is a second moment; give one")),
            true => at = Some(typed_values::moment(word, &here.zone, here.now).map_err(|error| error.to_string())?),
            false => kept.push(word),
        }
    }
    match kept.is_empty() {
        true => Err("say what happened".to_owned()),
        false => Ok(Line {
            decision,
            at,
            text: kept.join(" "),
        }),
    }
}

/// `03:20`, as the first word.
fn time_of_day(word: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(word.trim_end_matches(':'), "%H:%M").ok()
}

/// When it was that time last: today, or yesterday where today it is still to come.
fn last_at(time: NaiveTime, here: &Here) -> Result<DateTime<Utc>, String> {
    let today = here.zone.local(here.now.at()).date_naive();
    let moment = |day: NaiveDate| {
        let written = day.and_time(time).format("%Y-%m-%d %H:%M").to_string();
        typed_values::moment(&written, &here.zone, here.now).map_err(|error| error.to_string())
    };
    match moment(today)? {
        at if at <= here.now.at() => Ok(at),
        _ => moment(today - TimeDelta::days(1)),
    }
}

/// Whether a word is how long ago it was: `-20m`, `-2h`, `-1d`.
fn earlier(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('-') else {
        return false;
    };
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    digits > 0 && matches!(&rest[digits..], "m" | "min" | "h" | "d")
}

#[derive(Debug)]
struct LogLine;

impl Purpose for LogLine {
    fn slot(&self) -> Slot {
        Slot::new("log-line")
    }

    fn enter_keeps(&self, field: &Field) -> bool {
        !field.text().trim().is_empty()
    }

    fn read(&self, answers: &mut Answers<'_>) -> Option<Outcome> {
        let line = answers.read(&LINE)?;
        let text = line.note(answers);
        Some(Outcome::Run(Command::AddNote(Note {
            text,
            privileged: false,
        })))
    }
}

/// The people that a note names with an `@`.
pub(crate) fn named(text: &str) -> impl Iterator<Item = &str> {
    words::after(text, '@')
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone as _, Utc};

    use super::{Here, Line, named, read};
    use crate::core::time::{StoryTime, Zone};

    #[test]
    fn marks_say_what_a_line_is() {
        let now = Utc.with_ymd_and_hms(2026, 11, 28, 4, 0, 0).unwrap();
        let here = Here {
            zone: Zone::utc(),
            now: StoryTime::named(now),
        };
        let line = |decision, at, text: &str| Line {
            decision,
            at,
            text: text.to_owned(),
        };
        let ago = Some(now - TimeDelta::minutes(20));
        assert_eq!(read("called Okta", &here), Ok(line(false, None, "called Okta")));
        assert_eq!(read("-20m called Okta", &here), Ok(line(false, ago, "called Okta")));
        assert_eq!(
            read("! no ransom -20m @carla #legal", &here),
            Ok(line(true, ago, "no ransom @carla #legal"))
        );
        assert_eq!(read("port -1 is open", &here), Ok(line(false, None, "port -1 is open")));
        assert!(read("!", &here).is_err());
        assert!(read("-20m -5m called", &here).is_err());
        let at = |hour, minute| Some(Utc.with_ymd_and_hms(2026, 11, 28, hour, minute, 0).unwrap());
        assert_eq!(
            read("03:20 locked the account", &here),
            Ok(line(false, at(3, 20), "locked the account"))
        );
        assert_eq!(read("3:20: locked it", &here), Ok(line(false, at(3, 20), "locked it")));
        let yesterday = at(23, 50).map(|at| at - TimeDelta::days(1));
        assert_eq!(
            read("23:50 first alert", &here),
            Ok(line(false, yesterday, "first alert"))
        );
        assert_eq!(
            read("the call was at 03:20", &here),
            Ok(line(false, None, "the call was at 03:20"))
        );
        assert_eq!(named("ask @carla and @bo.").collect::<Vec<_>>(), ["carla", "bo"]);
    }
}
