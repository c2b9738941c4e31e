//! What a form asks: a key, a label, and how what is typed becomes a value. The same description makes the field on
//! screen, the line of the plain walk and the typed value, so that the three cannot disagree.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::field::{Field, Kind};
use super::pick::{Choice, Manner, Pick};
use crate::app::files::typed_values;
use crate::core::time::{StoryTime, Zone};

/// The clock by which moments are read.
#[derive(Debug, Clone)]
pub struct Here {
    /// The zone of local times.
    pub zone: Zone,
    /// What "now" and "-2h" count from.
    pub now: StoryTime,
}

type Reader<T> = fn(&str, &Here) -> Result<T, String>;

/// What a field looks like, and how it is read.
enum Shape<T: 'static> {
    Line(Reader<T>),
    Text(Reader<T>),
    Moment(Reader<T>),
    /// Any number of options that are known only when the form opens.
    Codes(Reader<T>),
    /// One of several options that are known only when the form opens. The first one is chosen.
    Among(Reader<T>),
    /// The same, with nothing chosen.
    OneOf(Reader<T>),
    /// The same, or another text.
    OneOrOther(Reader<T>),
    Choice(&'static [(&'static str, T)]),
}

/// A question of a form with the type of its answer.
pub(crate) struct Prompt<T: 'static> {
    key: &'static str,
    label: &'static str,
    help: &'static str,
    shape: Shape<T>,
}

/// A prompt that may stay empty.
pub(crate) struct Optional<T: 'static>(Prompt<T>);

/// What can be read from a field.
pub trait Reads {
    /// The type of the answer.
    type Value;

    /// The key of the field.
    fn key(&self) -> &'static str;

    /// Reads what is typed, or says what is wrong with it.
    ///
    /// # Errors
    /// What is wrong, for the line under the field.
    fn read(&self, text: &str, here: &Here) -> Result<Self::Value, String>;
}

impl<T> Prompt<T> {
    const fn new(key: &'static str, label: &'static str, shape: Shape<T>) -> Prompt<T> {
        Prompt {
            key,
            label,
            help: "",
            shape,
        }
    }

    /// A line that is read by `reader`.
    pub(crate) const fn line_as(key: &'static str, label: &'static str, reader: Reader<T>) -> Prompt<T> {
        Prompt::new(key, label, Shape::Line(reader))
    }

    /// Codes that are read by `reader`; which codes are offered is known when the form opens.
    pub(crate) const fn codes_as(key: &'static str, label: &'static str, reader: Reader<T>) -> Prompt<T> {
        Prompt::new(key, label, Shape::Codes(reader))
    }

    /// One of several options, read by `reader`; nothing is chosen before somebody chooses.
    pub(crate) const fn one_of_as(key: &'static str, label: &'static str, reader: Reader<T>) -> Prompt<T> {
        Prompt::new(key, label, Shape::OneOf(reader))
    }

    /// One of several words, read by `reader`; which words is known when the form opens.
    pub(crate) const fn among_as(key: &'static str, label: &'static str, reader: Reader<T>) -> Prompt<T> {
        Prompt::new(key, label, Shape::Among(reader))
    }

    /// One of a closed list.
    pub(crate) const fn choice(
        key: &'static str,
        label: &'static str,
        words: &'static [(&'static str, T)],
    ) -> Prompt<T> {
        Prompt::new(key, label, Shape::Choice(words))
    }

    /// With a hint how it is answered.
    #[must_use]
    pub(crate) const fn help(mut self, help: &'static str) -> Prompt<T> {
        self.help = help;
        self
    }

    /// The field, for a form.
    pub(crate) fn field(&self) -> Field {
        let words = match &self.shape {
            Shape::Choice(words) => words.iter().map(|(word, _)| Choice::from(*word)).collect(),
            Shape::Line(_)
            | Shape::Text(_)
            | Shape::Moment(_)
            | Shape::Codes(_)
            | Shape::Among(_)
            | Shape::OneOf(_)
            | Shape::OneOrOther(_) => Vec::new(),
        };
        self.offering(words)
    }

    /// The field with the options that it offers.
    pub(crate) fn offering<W: Into<Choice>>(&self, words: impl IntoIterator<Item = W>) -> Field {
        self.picking(words.into_iter().map(Into::into).collect::<Vec<_>>())
    }

    /// The field with a list of options that many fields share.
    pub(crate) fn picking(&self, options: impl Into<Arc<[Choice]>>) -> Field {
        let options = options.into();
        let first = options.first().map(|choice| choice.code.clone());
        let (kind, first) = match &self.shape {
            Shape::Line(_) => (Kind::Line, None),
            Shape::Text(_) => (Kind::Text, None),
            Shape::Moment(_) => (Kind::Moment, None),
            Shape::Codes(_) => (Kind::Pick(Pick::new(Manner::Many, options)), None),
            Shape::Among(_) | Shape::Choice(_) => (Kind::Pick(Pick::new(Manner::One, options)), first),
            Shape::OneOf(_) => (Kind::Pick(Pick::new(Manner::One, options)), None),
            Shape::OneOrOther(_) => (Kind::Pick(Pick::new(Manner::OneOrOther, options)), None),
        };
        let field = Field::new(self.key, self.label, kind).help(self.help);
        match first {
            Some(first) => field.filled(&first),
            None => field,
        }
    }
}

impl<T> Prompt<T>
where
    T: 'static,
{
    /// It may stay empty. (The value is moved out by hand: a generic `const fn` cannot drop.)
    pub(crate) const fn optional(self) -> Optional<T> {
        Optional(self)
    }
}

impl<T> Optional<T> {
    /// The field, for a form.
    pub(crate) fn field(&self) -> Field {
        self.0.field().optional()
    }

    /// The field with the options that it offers.
    pub(crate) fn offering<W: Into<Choice>>(&self, words: impl IntoIterator<Item = W>) -> Field {
        self.0.offering(words).optional()
    }

    /// The field with a list of options that many fields share.
    pub(crate) fn picking(&self, options: impl Into<Arc<[Choice]>>) -> Field {
        self.0.picking(options).optional()
    }
}

impl Prompt<String> {
    pub(crate) const fn line(key: &'static str, label: &'static str) -> Prompt<String> {
        Prompt::line_as(key, label, as_typed)
    }

    pub(crate) const fn text(key: &'static str, label: &'static str) -> Prompt<String> {
        Prompt::new(key, label, Shape::Text(as_typed))
    }

    /// A code, of those offered when the form opens or another.
    pub(crate) const fn code(key: &'static str, label: &'static str) -> Prompt<String> {
        Prompt::new(key, label, Shape::OneOrOther(as_typed))
    }

    /// One of several options that are known when the form opens; nothing is chosen before somebody chooses.
    pub(crate) const fn one_of(key: &'static str, label: &'static str) -> Prompt<String> {
        Prompt::one_of_as(key, label, as_typed)
    }

    /// One of several words that are known when the form opens.
    pub(crate) const fn among(key: &'static str, label: &'static str) -> Prompt<String> {
        Prompt::among_as(key, label, as_typed)
    }
}

impl Prompt<DateTime<Utc>> {
    /// A moment; it is echoed in full before it is kept.
    pub(crate) const fn moment(key: &'static str, label: &'static str) -> Prompt<DateTime<Utc>> {
        Prompt::new(key, label, Shape::Moment(moment))
    }
}

impl Prompt<u32> {
    /// A whole number.
    pub(crate) const fn number(key: &'static str, label: &'static str) -> Prompt<u32> {
        Prompt::line_as(key, label, number)
    }
}

impl Prompt<NaiveDate> {
    pub(crate) const fn day(key: &'static str, label: &'static str) -> Prompt<NaiveDate> {
        Prompt::line_as(key, label, day).help("YYYY-MM-DD")
    }
}

impl Prompt<Vec<String>> {
    /// Any number of options.
    pub(crate) const fn list(key: &'static str, label: &'static str) -> Prompt<Vec<String>> {
        Prompt::codes_as(key, label, listed)
    }
}

impl<T: Clone> Reads for Prompt<T> {
    type Value = T;

    fn key(&self) -> &'static str {
        self.key
    }

    fn read(&self, text: &str, here: &Here) -> Result<T, String> {
        let text = text.trim();
        match &self.shape {
            Shape::Line(read)
            | Shape::Text(read)
            | Shape::Moment(read)
            | Shape::Codes(read)
            | Shape::Among(read)
            | Shape::OneOf(read)
            | Shape::OneOrOther(read) => read(text, here),
            Shape::Choice(words) => {
                let found = words.iter().find(|(word, _)| *word == text);
                found.map(|(_, value)| value.clone()).ok_or_else(|| {
                    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                    format!("choose one of {}", words.join(", "))
                })
            }
        }
    }
}

impl<T: Clone> Reads for Optional<T> {
    type Value = Option<T>;

    fn key(&self) -> &'static str {
        self.0.key
    }

    fn read(&self, text: &str, here: &Here) -> Result<Option<T>, String> {
        match text.trim() {
            "" => Ok(None),
            text => self.0.read(text, here).map(Some),
        }
    }
}

fn as_typed(text: &str, _: &Here) -> Result<String, String> {
    Ok(text.to_owned())
}

fn moment(text: &str, here: &Here) -> Result<DateTime<Utc>, String> {
    typed_values::moment(text, &here.zone, here.now).map_err(|error| format!("{error} · {}", error.hint))
}

fn number(text: &str, _: &Here) -> Result<u32, String> {
    text.parse().map_err(|_| "enter a whole number, such as 15".to_owned())
}

fn day(text: &str, _: &Here) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "enter a day, such as 2027-06-30".to_owned())
}

fn listed(text: &str, _: &Here) -> Result<Vec<String>, String> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    Ok(words.map(str::to_owned).collect())
}
