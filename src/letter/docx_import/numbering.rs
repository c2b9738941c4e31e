//! Lists: which number or bullet a paragraph carries.

use std::collections::BTreeMap;

use super::xml::Element;

/// The list and level that a paragraph names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberRef {
    pub(super) list: String,
    /// From 0.
    pub(super) level: usize,
}

impl NumberRef {
    /// What the properties of a paragraph say; the list `0` takes a style's number away.
    pub(super) fn of(properties: &Element) -> Option<NumberRef> {
        let number = properties.child("w:numPr")?;
        let level = number.value("w:ilvl").and_then(|level| level.parse().ok());
        Some(NumberRef {
            list: number.value("w:numId")?.to_owned(),
            level: level.unwrap_or(0),
        })
    }
}

/// What the items of a level carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Bullet,
    /// 1, 2, 3 from this number.
    Number(u64),
    /// a, b, c or the like, which a letter renumbers.
    OtherNumber(u64),
    /// Nothing: the paragraph is not seen as an item.
    Nothing,
}

type Levels = BTreeMap<usize, Marker>;

#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<String, Levels>,
}

impl Numbering {
    pub(super) fn read(part: Option<&Element>) -> Numbering {
        let mut abstracts: BTreeMap<&str, Levels> = BTreeMap::new();
        let mut lists = BTreeMap::new();
        for element in part.into_iter().flat_map(Element::elements) {
            match element.name.as_str() {
                "w:abstractNum" => {
                    let id = element.get("w:abstractNumId").unwrap_or_default();
                    abstracts.insert(id, levels(element));
                }
                "w:num" => {
                    let id = element.value("w:abstractNumId").unwrap_or_default();
                    let mut levels = abstracts.get(id).cloned().unwrap_or_default();
                    overridden(&mut levels, element);
                    lists.insert(element.get("w:numId").unwrap_or_default().to_owned(), levels);
                }
                _other => {}
            }
        }
        Numbering { lists }
    }

    pub(super) fn marker(&self, number: &NumberRef) -> Marker {
        if number.list == "0" {
            return Marker::Nothing;
        }
        let level = self
            .lists
            .get(&number.list)
            .and_then(|levels| levels.get(&number.level));
        level.copied().unwrap_or(Marker::Bullet)
    }
}

fn levels(list: &Element) -> Levels {
    let levels = list.elements().filter(|element| element.name == "w:lvl");
    levels
        .filter_map(|level| Some((level.get("w:ilvl")?.parse().ok()?, marker(level))))
        .collect()
}

fn marker(level: &Element) -> Marker {
    let start = level.value("w:start").and_then(|start| start.parse().ok()).unwrap_or(1);
    match level.value("w:numFmt") {
        Some("bullet") => Marker::Bullet,
        Some("none") => Marker::Nothing,
        Some("decimal" | "decimalZero") | None => Marker::Number(start),
        Some(_) => Marker::OtherNumber(start),
    }
}

/// A list may begin at another number than its pattern.
fn overridden(levels: &mut Levels, list: &Element) {
    for changed in list.elements().filter(|element| element.name == "w:lvlOverride") {
        let Some(at) = changed.get("w:ilvl").and_then(|level| level.parse().ok()) else {
            continue;
        };
        if let Some(level) = changed.child("w:lvl") {
            levels.insert(at, marker(level));
        }
        let start = changed.value("w:startOverride").and_then(|start| start.parse().ok());
        if let (Some(start), Some(marker)) = (start, levels.get_mut(&at)) {
            *marker = match *marker {
                Marker::Number(_) => Marker::Number(start),
                Marker::OtherNumber(_) => Marker::OtherNumber(start),
                Marker::Bullet => Marker::Bullet,
                Marker::Nothing => Marker::Nothing,
            };
        }
    }
}
