//! Styles by what they mean for a letter. They are known by their names, which are English in every language of Word.

use std::collections::BTreeMap;

use super::numbering::NumberRef;
use super::xml::Element;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParagraphKind {
    Body,
    /// 1 is the title.
    Heading(u8),
    Quote,
    /// Without a number of its own it goes on with the item before it.
    ListText,
}

/// How the letters of a run look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    /// From 0.
    outline: Option<u8>,
    number: Option<NumberRef>,
    bold: Option<bool>,
    italic: Option<bool>,
}

/// Longer chains of styles are circles.
const LONGEST_CHAIN: usize = 12;

#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

impl Styles {
    pub(super) fn read(part: Option<&Element>) -> Styles {
        let styles = part.into_iter().flat_map(Element::elements);
        let styles = styles
            .filter(|element| element.name == "w:style")
            .filter_map(|element| {
                let paragraph = element.child("w:pPr");
                let run = element.child("w:rPr");
                let outline = paragraph.and_then(|properties| properties.value("w:outlineLvl"));
                let style = Style {
                    name: element.value("w:name").unwrap_or_default().to_lowercase(),
                    based_on: element.value("w:basedOn").map(str::to_owned),
                    outline: outline.and_then(|level| level.parse().ok()),
                    number: paragraph.and_then(NumberRef::of),
                    bold: run.and_then(|properties| properties.flag("w:b")),
                    italic: run.and_then(|properties| properties.flag("w:i")),
                };
                Some((element.get("w:styleId")?.to_owned(), style))
            });
        Styles(styles.collect())
    }

    /// The style and those it is based on.
    fn chain(&self, id: Option<&str>) -> impl Iterator<Item = &Style> {
        let first = id.and_then(|id| self.0.get(id));
        let next = |style: &&Style| self.0.get(style.based_on.as_deref()?);
        std::iter::successors(first, next).take(LONGEST_CHAIN)
    }

    pub(super) fn paragraph(&self, id: Option<&str>) -> ParagraphKind {
        let named = self.chain(id).find_map(|style| named(&style.name));
        let outlined = || {
            let level = self.chain(id).find_map(|style| style.outline)?;
            (level < 9).then(|| ParagraphKind::Heading((level + 1).min(4)))
        };
        named.or_else(outlined).unwrap_or(ParagraphKind::Body)
    }

    pub(super) fn number(&self, id: Option<&str>) -> Option<NumberRef> {
        self.chain(id).find_map(|style| style.number.clone())
    }

    /// How a run of a character style looks.
    pub(super) fn look(&self, id: Option<&str>) -> Look {
        Look {
            bold: self.chain(id).find_map(|style| style.bold).unwrap_or(false),
            italic: self.chain(id).find_map(|style| style.italic).unwrap_or(false),
        }
    }
}

fn named(name: &str) -> Option<ParagraphKind> {
    let heading = name
        .strip_prefix("heading")
        .and_then(|level| level.trim().parse::<u8>().ok());
    match (heading, name) {
        (Some(level), _) => Some(ParagraphKind::Heading(level.clamp(1, 4))),
        (None, "title") => Some(ParagraphKind::Heading(1)),
        (None, "quote" | "intense quote" | "quotations" | "block text" | "block quotation") => {
            Some(ParagraphKind::Quote)
        }
        (None, name) if name.starts_with("list") => Some(ParagraphKind::ListText),
        (None, _) => None,
    }
}
