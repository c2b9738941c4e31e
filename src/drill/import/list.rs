//! The rows of an event list as injects.

use super::columns::{Columns, NamedColumn, Part};
use super::table::{Table, table};
use super::times::{Cell, LONGEST, Placed, TimesAre, Told, Unplaced, WrittenTime, Zero, placed};
use super::{ImportError, Row, evaluated, few, finish, sketch};
use crate::drill::scenario::{Attachment, InjectChannel};
use crate::drill::scenario_files::write::{Draft, ScenarioText};

/// What a person says of a list.
#[derive(Debug, Clone, Default)]
pub struct ListOptions {
    pub columns: Vec<NamedColumn>,
    pub times: Option<TimesAre>,
    /// The moment at minute 0; without it the first row's.
    pub zero: Option<Zero>,
    /// Minutes between injects of a list without times.
    pub every: Option<u64>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// A scenario from an event list: a CSV file or an Excel workbook.
///
/// # Errors
/// Where it is invalid, has no column for the text, or it cannot be known what its times mean.
pub fn event_list(title: &str, bytes: &[u8], options: &ListOptions) -> Result<ScenarioText, ImportError> {
    let Table {
        columns,
        rows,
        read_as,
        left,
    } = table(bytes, &options.columns, options.sheet.as_deref())?;
    few(rows.len())?;
    let mut made = ScenarioText {
        left,
        read_as,
        ..ScenarioText::default()
    };
    made.left.extend(columns.placeless());
    let entries = entries(&columns, rows, &mut made);
    let minutes = minutes(&columns, &entries, options, &mut made)?;
    let mut sketch = sketch(title, "Scenario from an event list.".to_owned());
    for (entry, placed) in entries.iter().zip(minutes) {
        if let Some(end) = entry.end() {
            made.left.push(format!(
                "row {}: {end} is the exercise's own and no inject",
                entry.row.number
            ));
            if entry.is_the_end() {
                sketch.minutes = placed.unwrap_or(0);
            }
            continue;
        }
        sketch.injects.push(entry.inject(placed, &mut made));
    }
    finish(sketch, made)
}

/// A row of the list with the rows that go on with it.
struct Entry<'c> {
    columns: &'c Columns,
    row: Row,
    /// Text of the rows below that have nothing else.
    more: Vec<String>,
}

/// Rows that say something; a row that has only text goes on with the one above it.
fn entries<'c>(columns: &'c Columns, rows: Vec<Row>, made: &mut ScenarioText) -> Vec<Entry<'c>> {
    let mut entries: Vec<Entry<'c>> = Vec::new();
    for row in rows
        .into_iter()
        .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
    {
        let entry = Entry {
            columns,
            row,
            more: Vec::new(),
        };
        match entries.last_mut().filter(|_| entry.goes_on()) {
            Some(above) => {
                made.read_as.push(format!(
                    "row {} goes on with the text of row {}",
                    entry.row.number, above.row.number
                ));
                above.more.push(entry.told().to_owned());
            }
            None => entries.push(entry),
        }
    }
    entries
}

impl Entry<'_> {
    fn part(&self, part: Part) -> &str {
        self.columns.at(part).map_or("", |at| self.cell(at))
    }

    fn cell(&self, at: usize) -> &str {
        self.row.cells.get(at).map_or("", String::as_str)
    }

    fn told(&self) -> &str {
        self.columns.text().map_or("", |at| self.cell(at))
    }

    /// Whether only its text says something.
    fn goes_on(&self) -> bool {
        let text = self.columns.text();
        let others = self.row.cells.iter().enumerate().filter(|(at, _)| Some(*at) != text);
        !self.told().is_empty() && others.map(|(_, cell)| cell).all(String::is_empty)
    }

    /// The word for the beginning or the end of an exercise that the row opens with.
    fn end(&self) -> Option<&'static str> {
        let told = self.told().trim_start().to_uppercase();
        ["STARTEX", "ENDEX", "ÜBUNGSENDE"]
            .into_iter()
            .find(|word| told.starts_with(word))
    }

    fn is_the_end(&self) -> bool {
        self.end().is_some_and(|word| word != "STARTEX")
    }

    /// Its inject; one without a minute is in the facilitator's hand.
    fn inject(&self, placed: Placed, made: &mut ScenarioText) -> Draft {
        let number = self.row.number;
        let at = match placed {
            Ok(at) => Some(at),
            Err(Unplaced::InHand) => {
                made.read_as.push(format!(
                    "row {number} has no time; it is a contingency in the facilitator's hand"
                ));
                None
            }
            Err(Unplaced::Why(why)) => {
                let time = self.part(Part::At);
                made.left.push(format!(
                    "row {number}: the time `{time}`: {why}; the inject is a contingency"
                ));
                None
            }
        };
        let or = |text: &str, other: &str| if text.is_empty() { other } else { text }.to_owned();
        let told = std::iter::once(self.told()).chain(self.more.iter().map(String::as_str));
        let text = told.collect::<Vec<_>>().join("\n\n");
        let head: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
        let subject = match self.columns.at(Part::Subject) {
            Some(column) if Some(column) != self.columns.text() => self.cell(column),
            Some(_) | None => "",
        };
        let attached = Some(self.part(Part::Attachment)).filter(|name| !name.is_empty());
        Draft {
            at,
            channel: self.channel(made),
            from: or(self.part(Part::From), "facilitator"),
            to: or(self.part(Part::To), "everybody"),
            subject: or(subject, &or(&head, "Inject")),
            text: or(&text, &or(subject, "(no text)")),
            expect: actions(self.part(Part::Expect)),
            attachments: attached.map(named_only).into_iter().collect(),
            ..Draft::default()
        }
    }

    /// The nearest channel.
    fn channel(&self, made: &mut ScenarioText) -> InjectChannel {
        let named = self.part(Part::Channel);
        let channel = channel(named);
        if channel == InjectChannel::Note && !named.is_empty() && !named.to_lowercase().contains("note") {
            let number = self.row.number;
            made.left
                .push(format!("row {number}: unknown channel `{named}`; it became a note"));
        }
        channel
    }
}

/// An attachment of which the list has the name alone.
fn named_only(name: &str) -> Attachment {
    Attachment {
        name: name.to_owned(),
        text: format!("(The list names the file {name}; its text is to be added.)"),
        picture: None,
    }
}

/// When each entry comes.
fn minutes(
    columns: &Columns,
    entries: &[Entry<'_>],
    options: &ListOptions,
    made: &mut ScenarioText,
) -> Result<Vec<Placed>, ImportError> {
    if columns.at(Part::At).is_none() {
        return spread(columns, entries, options, made);
    }
    let day = |entry: &Entry<'_>| {
        let digits: String = entry.part(Part::Day).chars().filter(char::is_ascii_digit).collect();
        digits.parse::<i64>().ok().map(|day| (day - 1).max(0))
    };
    let cells: Vec<Cell> = entries
        .iter()
        .map(|entry| Cell {
            row: entry.row.number,
            time: WrittenTime::read(entry.part(Part::At)),
            day: day(entry),
        })
        .collect();
    let told = Told {
        times: options.times.or_else(|| columns.times()),
        zero: options.zero,
    };
    let (placed, times) = placed(&cells, told).map_err(|unclear| {
        let cell = entries.iter().find(|entry| entry.row.number == unclear.row);
        ImportError::Unclear {
            row: unclear.row,
            time: cell.map_or("", |entry| entry.part(Part::At)).to_owned(),
        }
    })?;
    let first = entries
        .iter()
        .map(|entry| entry.part(Part::At))
        .find(|time| !time.is_empty());
    if let (TimesAre::OfDay, None, Some(first)) = (times, options.zero, first) {
        made.read_as
            .push(format!("times of day; minute 0 is {first}, the first row's"));
    }
    Ok(placed)
}

/// A list without times: each inject follows on the one before it, after as many minutes as that one lasts.
fn spread(
    columns: &Columns,
    entries: &[Entry<'_>],
    options: &ListOptions,
    made: &mut ScenarioText,
) -> Result<Vec<Placed>, ImportError> {
    let lasts = |entry: &Entry<'_>| match WrittenTime::read(entry.part(Part::Lasts)) {
        WrittenTime::Elapsed(minutes) => Some(minutes),
        WrittenTime::Empty
        | WrittenTime::InHand
        | WrittenTime::OfDay(_)
        | WrittenTime::HoursMinutes(_)
        | WrittenTime::FourDigits { .. }
        | WrittenTime::Moment(_)
        | WrittenTime::Unreadable => None,
    };
    if columns.at(Part::Lasts).is_none() && options.every.is_none() {
        return Err(ImportError::NoTimes);
    }
    let mut at = 0;
    let mut placed = Vec::new();
    for entry in entries {
        placed.push(match at <= LONGEST {
            true => Ok(at),
            false => Err(Unplaced::Why("it is more than two days after the start".to_owned())),
        });
        let lasts = lasts(entry).or(options.every).ok_or(ImportError::NoTimes)?;
        at = lasts.saturating_add(at);
    }
    made.read_as
        .push("the list has no times; each inject follows when the one before it has had its minutes".to_owned());
    Ok(placed)
}

/// Expected actions, one a line.
fn actions(text: &str) -> Vec<crate::drill::scenario_files::write::Asked> {
    let actions = text
        .split(['\n', '|'])
        .map(str::trim)
        .filter(|action| !action.is_empty());
    actions.map(evaluated).collect()
}

/// The nearest channel to a word, in any of four languages.
pub(super) fn channel(word: &str) -> InjectChannel {
    const KNOWN: [(&str, InjectChannel); 27] = [
        ("mail", InjectChannel::Email),
        ("courriel", InjectChannel::Email),
        ("correo", InjectChannel::Email),
        ("voice", InjectChannel::Phone),
        ("phone", InjectChannel::Phone),
        ("telefon", InjectChannel::Phone),
        ("téléphone", InjectChannel::Phone),
        ("teléfono", InjectChannel::Phone),
        ("call", InjectChannel::Phone),
        ("anruf", InjectChannel::Phone),
        ("chat", InjectChannel::Chat),
        ("slack", InjectChannel::Chat),
        ("teams", InjectChannel::Chat),
        ("sms", InjectChannel::Chat),
        ("alert", InjectChannel::Alert),
        ("alarm", InjectChannel::Alert),
        ("siem", InjectChannel::Alert),
        ("ticket", InjectChannel::Ticket),
        ("letter", InjectChannel::Letter),
        ("brief", InjectChannel::Letter),
        ("press", InjectChannel::Press),
        ("social", InjectChannel::Media),
        ("media", InjectChannel::Media),
        ("regulator", InjectChannel::Regulator),
        ("customer", InjectChannel::Customer),
        ("portal", InjectChannel::Portal),
        ("person", InjectChannel::Person),
    ];
    let word = word.to_lowercase();
    let spoken = ["verbal", "mündlich", "oral", "in person"]
        .iter()
        .any(|part| word.contains(part));
    if spoken {
        return InjectChannel::Person;
    }
    // A voice mail is no mail.
    let voice = KNOWN.iter().find(|(part, _)| *part == "voice" && word.contains(part));
    let found = voice.or_else(|| KNOWN.iter().find(|(part, _)| word.contains(part)));
    found.map_or(InjectChannel::Note, |(_, channel)| *channel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_times_ends_where_an_exercise_does() {
        let spread_by = |every| {
            let every = Some(every);
            let options = ListOptions {
                every,
                ..ListOptions::default()
            };
            event_list("t", b"Description,From\nA,x\nB,x\nC,x\n", &options).unwrap()
        };
        let fits = spread_by(10);
        let absurd = spread_by(u64::MAX);
        let late = |made: &ScenarioText| made.left.iter().filter(|left| left.contains("two days")).count();
        assert_eq!((late(&fits), late(&absurd)), (0, 2), "{:?}", absurd.left);
    }
}
