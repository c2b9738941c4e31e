//! What an assessment says, in parts that point into the law and the facts. Most of it is never read, so it is put
//! together only when it is shown.

use std::fmt;
use std::sync::Arc;

use crate::core::facts::Count;
use crate::core::law::rulebook::Rulebook;
use crate::core::tri::Tri;

/// A sentence of an assessment.
#[derive(Debug, Clone)]
pub enum Sentence<'a> {
    /// It is there already.
    Whole(&'a str),
    /// It is put together when it is read.
    Parts(Arc<[Part<'a>]>),
}

/// A part of a sentence.
#[derive(Debug, Clone)]
pub enum Part<'a> {
    Text(&'a str),
    /// A code, shown with spaces for underscores.
    Code(&'a str),
    /// Names as they are, with something between them.
    Names(&'a [String], Between),
    /// A flag of the profile with its place and what it means.
    Flag(&'a str, &'a Rulebook),
    /// A question as it is worded.
    Question(&'a str, &'a Rulebook),
    Number(u64),
    People(Count),
    Sentence(Sentence<'a>),
    /// What points to nothing that outlives the assessment.
    Made(Arc<str>),
}

/// What stands between the names of a list.
#[derive(Debug, Clone, Copy)]
pub enum Between {
    Comma,
    And,
    Or,
}

impl Between {
    /// What stands between the names that come to an answer: each holds, or one of them might or would have.
    pub(super) fn of(tri: Tri) -> Between {
        match tri {
            Tri::Yes => Between::And,
            Tri::Unknown | Tri::No => Between::Or,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Between::Comma => ", ",
            Between::And => " and ",
            Between::Or => " or ",
        }
    }
}

/// Several parts with something between them.
pub(super) fn joined<'a>(parts: impl IntoIterator<Item = Part<'a>>, between: Between) -> Part<'a> {
    let mut parts = parts.into_iter();
    // Most lists have one name, which needs no room of its own.
    let first = parts.next().unwrap_or(Part::Text(""));
    let Some(second) = parts.next() else { return first };
    let mut all = vec![first, Part::Text(between.text()), second];
    for part in parts {
        all.extend([Part::Text(between.text()), part]);
    }
    Part::Sentence(all.into())
}

impl<'a> From<&'a str> for Sentence<'a> {
    fn from(text: &'a str) -> Self {
        Sentence::Whole(text)
    }
}

impl<'a, const N: usize> From<[Part<'a>; N]> for Sentence<'a> {
    fn from(parts: [Part<'a>; N]) -> Self {
        Sentence::Parts(Arc::new(parts))
    }
}

impl<'a> From<Vec<Part<'a>>> for Sentence<'a> {
    fn from(parts: Vec<Part<'a>>) -> Self {
        Sentence::Parts(parts.into())
    }
}

impl From<String> for Sentence<'_> {
    fn from(text: String) -> Self {
        Sentence::from([Part::from(text)])
    }
}

impl<'a> From<&'a str> for Part<'a> {
    fn from(text: &'a str) -> Self {
        Part::Text(text)
    }
}

impl From<String> for Part<'_> {
    fn from(text: String) -> Self {
        Part::Made(text.into())
    }
}

impl<'a> From<Sentence<'a>> for Part<'a> {
    fn from(sentence: Sentence<'a>) -> Self {
        Part::Sentence(sentence)
    }
}

impl From<Count> for Part<'_> {
    fn from(count: Count) -> Self {
        Part::People(count)
    }
}

impl From<u64> for Part<'_> {
    fn from(number: u64) -> Self {
        Part::Number(number)
    }
}

/// A sentence of several parts.
macro_rules! said {
    ($($part:expr),+ $(,)?) => {
        $crate::core::obligation::sentence::Sentence::from([$($crate::core::obligation::sentence::Part::from($part)),+])
    };
}
pub(super) use said;

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sentence::Whole(text) => f.write_str(text),
            Sentence::Parts(parts) => parts.iter().try_for_each(|part| part.fmt(f)),
        }
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Text(text) => f.write_str(text),
            Part::Code(code) => spaced(f, code),
            Part::Names(names, between) => f.write_str(&names.join(between.text())),
            Part::Flag(flag, rules) => meaning(f, flag, rules),
            Part::Question(id, rules) => f.write_str(rules.questions.get(*id).map_or(id, |question| &question.text)),
            Part::Number(number) => number.fmt(f),
            Part::People(count) => count.fmt(f),
            Part::Sentence(sentence) => sentence.fmt(f),
            Part::Made(text) => f.write_str(text),
        }
    }
}

fn meaning(f: &mut fmt::Formatter<'_>, flag: &str, rules: &Rulebook) -> fmt::Result {
    let (name, place) = flag.split_once('@').unwrap_or((flag, ""));
    spaced(f, name)?;
    if !place.is_empty() {
        write!(f, " in {place}")?;
    }
    match rules.flags.get(name) {
        Some(flag) if !flag.means.is_empty() => write!(f, " ({})", flag.means),
        Some(_) | None => Ok(()),
    }
}

fn spaced(f: &mut fmt::Formatter<'_>, code: &str) -> fmt::Result {
    for (at, word) in code.split('_').enumerate() {
        if at > 0 {
            f.write_str(" ")?;
        }
        f.write_str(word)?;
    }
    Ok(())
}
