//! What a Word file has that a letter does not keep, counted and named.

use std::collections::BTreeMap;

use serde::Serialize;

/// How many characters of what was lost are shown.
const SHOWN: usize = 60;
/// How many of one kind are shown by their first words.
const EXAMPLES: usize = 3;

/// A kind of thing that is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LostKind {
    Image,
    Shape,
    TextBox,
    Footnote,
    Endnote,
    Equation,
    EmbeddedObject,
    Symbol,
    HiddenText,
    HeaderChange,
    NestedTable,
    MergedCells,
    ListInCell,
    NumberingStyle,
    PageBreak,
    Field,
    Underline,
    Strikethrough,
    Highlight,
    RaisedText,
    Capitals,
    UnsafeLink,
    Template,
}

impl LostKind {
    /// One and several of it, as people read it, and what became of it.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            LostKind::Image => ("image", "images", "left out"),
            LostKind::Shape => ("drawing", "drawings", "left out"),
            LostKind::TextBox => ("text box", "text boxes", "left out"),
            LostKind::Footnote => ("footnote", "footnotes", "left out"),
            LostKind::Endnote => ("endnote", "endnotes", "left out"),
            LostKind::Equation => ("equation", "equations", "left out"),
            LostKind::EmbeddedObject => ("embedded object", "embedded objects", "left out"),
            LostKind::Symbol => ("character of a symbol font", "characters of a symbol font", "left out"),
            LostKind::HiddenText => ("hidden text", "hidden texts", "left out"),
            LostKind::HeaderChange => (
                "change in a header or footer",
                "changes in headers or footers",
                "left out",
            ),
            LostKind::NestedTable => ("table within a table", "tables within a table", "kept as text"),
            LostKind::MergedCells => ("merged cell", "merged cells", "split"),
            LostKind::ListInCell => ("list item in a table", "list items in a table", "kept as text"),
            LostKind::NumberingStyle => (
                "list item numbered other than 1, 2, 3",
                "list items numbered other than 1, 2, 3",
                "renumbered",
            ),
            LostKind::PageBreak => ("page break", "page breaks", "left out"),
            LostKind::Field => ("field", "fields", "kept as the text last shown"),
            LostKind::Underline => ("underlined text", "underlined texts", "kept without the line"),
            LostKind::Strikethrough => ("struck-through text", "struck-through texts", "kept without the line"),
            LostKind::Highlight => ("highlighted text", "highlighted texts", "kept without the color"),
            LostKind::RaisedText => (
                "superscript or subscript",
                "superscripts or subscripts",
                "kept on the line",
            ),
            LostKind::Capitals => ("text shown in capitals", "texts shown in capitals", "kept as typed"),
            LostKind::UnsafeLink => (
                "link that leads neither to the web nor to a mailbox",
                "links that lead neither to the web nor to a mailbox",
                "kept as text",
            ),
            LostKind::Template => (
                "reference to a document template",
                "references to a document template",
                "left out",
            ),
        }
    }
}

/// What was lost of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lost {
    pub what: LostKind,
    pub count: usize,
    /// The first words of the first few, where they have any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

impl Lost {
    /// A line for people: `2 footnotes left out: “See …”`.
    pub fn line(&self) -> String {
        let (one, several, became) = self.what.words();
        let name = if self.count == 1 { one } else { several };
        let words: Vec<String> = self.words.iter().map(|words| format!("“{words}”")).collect();
        match words.is_empty() {
            true => format!("{} {name} {became}", self.count),
            false => format!("{} {name} {became}: {}", self.count, words.join(", ")),
        }
    }
}

/// What was lost so far.
#[derive(Debug, Default)]
pub(super) struct Losses(BTreeMap<LostKind, (usize, Vec<String>)>);

impl Losses {
    pub(super) fn add(&mut self, kind: LostKind, words: &str) {
        let (count, examples) = self.0.entry(kind).or_default();
        *count += 1;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() && examples.len() < EXAMPLES {
            examples.push(short(&words));
        }
    }

    pub(super) fn into_list(self) -> Vec<Lost> {
        let lost = |(what, (count, words))| Lost { what, count, words };
        self.0.into_iter().map(lost).collect()
    }
}

fn short(words: &str) -> String {
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}
