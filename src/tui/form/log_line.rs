//! The quick log: one line, Enter, recorded. A `!` in front marks a decision, `-20m`, `03:20` or `Sat 14:10` says when it was, `@` names
//! a person, `#` a subject. It is kept as a note that is not privileged.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::{Answers, Field, Form, Here, Opener, Outcome, Prompt, Purpose, Slot};
use crate::app::files::typed_values;
use crate::core::event::Note;
use crate::core::incident::command::Command;
use crate::core::time::typed::Place;
use crate::core::time::{StoryTime, Zone};
use crate::tui::words;

const LINE: Prompt<Line> = Prompt::line_as("line", "What happened?", read).help(
    "Enter records it · ! a decision · -20m, 03:20 or Sat 14:10 when it was · @name who · #tag · n a longer note",
);

/// Opens the form.
pub(crate) const OPEN: Opener = Opener::new("log line", |_| {
    Ok(Form::new(LogLine, "A line in the log", vec![LINE.field().echoed(echo)]))
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
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (mut at, of_moment) = match words.first().and_then(|word| time_of_day(word)) {
        Some(time) => (Some(last_at(time, here)?), 1),
        None => match day_and_time(&words, here)? {
            Some((moment, words)) => (Some(moment), words),
            None => (None, 0),
        },
    };
    let mut kept = Vec::new();
    for word in words.into_iter().skip(of_moment) {
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

/// A day and a time in front of the words, as forms read moments: `Sat 14:10`, `28 Nov 14:10`, `yesterday 18:00`; with the
/// number of words it takes. Whatever is no day before a time is what happened.
fn day_and_time(words: &[&str], here: &Here) -> Result<Option<(DateTime<Utc>, usize)>, String> {
    let place = Place {
        zone: &here.zone,
        now: Some(here.now),
    };
    let Some(last) = words.iter().take(LONGEST).position(|word| time_of_day(word).is_some()) else {
        return Ok(None);
    };
    let day = words[..last].join(" ");
    let is_day = day.parse::<Weekday>().is_ok() || place.day(&day).is_ok();
    if day.is_empty() || !is_day {
        return Ok(None);
    }
    let typed = format!("{day} {}", words[last].trim_end_matches(':'));
    let read = place
        .moment(&typed)
        .map_err(|error| format!("{error} · {}", error.hint))?;
    Ok(Some((read, last + 1)))
}

/// Words of the longest moment that stands in front: `Mon 28 Nov 2026 14:10`.
const LONGEST: usize = 5;

/// What will be recorded, while one types a moment or marks a decision.
fn echo(typed: &str, zone: &Zone, now: StoryTime) -> Option<String> {
    let here = Here {
        zone: zone.clone(),
        now,
    };
    match read(typed, &here) {
        Ok(line) if line.at.is_some() || line.decision => {
            let at = line.at.map(|at| format!("{} · ", words::moment(zone, at)));
            let mark = if line.decision { Note::DECISION } else { "" };
            Some(format!("= {}{mark}{}", at.unwrap_or_default(), line.text))
        }
        Err(problem) if typed.split_whitespace().count() > 1 => Some(format!("? {problem}")),
        Ok(_) | Err(_) => None,
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

    fn is_line(&self) -> bool {
        true
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
        // Saturday: the last Friday, and a day with its month.
        let on = |day, hour, minute| Some(Utc.with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap());
        for (typed, moment) in [
            ("Fri 14:10 Jonas saw it", on(27, 14, 10)),
            ("friday 14:10: Jonas saw it", on(27, 14, 10)),
            ("yesterday 14:10 Jonas saw it", on(27, 14, 10)),
            ("21 Nov 14:10 Jonas saw it", on(21, 14, 10)),
            ("Sat 21 Nov 2026 14:10 Jonas saw it", on(21, 14, 10)),
            ("2026-11-21 14:10 Jonas saw it", on(21, 14, 10)),
        ] {
            assert_eq!(read(typed, &here), Ok(line(false, moment, "Jonas saw it")), "{typed}");
        }
        // What is no day stays what happened, and a day that does not exist is no guess.
        assert_eq!(read("Jonas at 14:10", &here), Ok(line(false, None, "Jonas at 14:10")));
        assert_eq!(named("ask @carla and @bo.").collect::<Vec<_>>(), ["carla", "bo"]);
    }
}
