//! What a person has to answer before a timeline can be imported.

use serde::Serialize;

use super::answers::Confirm;
use crate::core::coded::coded;

coded! {
    /// What a question is about.
    pub enum Topic: "question" {
        Columns = "columns",
        Zone = "zone",
        Order = "order",
        Date = "date",
        NextDay = "next_day",
        Year = "year",
        DayNumbers = "day_numbers",
        UnclosedQuote = "unclosed_quote",
        Undated = "undated",
        Twice = "twice",
        Letters = "letters",
        Same = "same",
        Privileged = "privileged",
        Rows = "rows",
        UtcColumn = "utc_column",
        IssueMoments = "issue_moments",
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    pub topic: Topic,
    pub words: String,
    /// Rows it is about, by number; none: the whole file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u64>,
}

impl Question {
    pub(super) fn of_file(topic: Topic, words: impl Into<String>) -> Question {
        Question {
            topic,
            words: words.into(),
            rows: Vec::new(),
        }
    }

    pub(super) fn of_row(topic: Topic, row: u64, words: impl Into<String>) -> Question {
        Question {
            topic,
            words: words.into(),
            rows: vec![row],
        }
    }
}

impl Topic {
    /// The reading that answers it when it is confirmed.
    pub fn confirmed_by(self) -> Option<Confirm> {
        match self {
            Topic::Columns => Some(Confirm::Columns),
            Topic::Date => Some(Confirm::TitleDate),
            Topic::NextDay => Some(Confirm::NextDay),
            Topic::Year => Some(Confirm::Year),
            Topic::DayNumbers => Some(Confirm::DayNumbers),
            Topic::UnclosedQuote => Some(Confirm::UnclosedQuote),
            Topic::UtcColumn => Some(Confirm::UtcColumn),
            Topic::IssueMoments => Some(Confirm::IssueMoments),
            Topic::Zone
            | Topic::Order
            | Topic::Undated
            | Topic::Twice
            | Topic::Letters
            | Topic::Same
            | Topic::Privileged
            | Topic::Rows => None,
        }
    }
}
