//! A part as a tree of elements, whatever prefixes its writer chose.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};
use quick_xml::reader::NsReader;

use super::WordError;

/// Deeper than any letter; the tree is walked by functions that call themselves.
const DEEPEST: usize = 150;
/// More elements than any letter has.
const MOST: usize = 1_000_000;
/// More attributes than any element has. Each is held against the others.
const MOST_ATTRIBUTES: usize = 500;
/// More declarations of namespaces than any part has. Each name is looked up among those around it.
const MOST_SPACES: usize = 2_000;

/// An element. Its name has the usual prefix of its namespace (`w:p`); names of namespaces that are not read here
/// have none.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub(super) inside: Vec<Node>,
}

#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.inside.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The value of a child: `<w:pStyle w:val="…"/>`.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.child(name)?.get("w:val")
    }

    /// Whether a child says yes: it is there, and not with a value that means no.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let child = self.child(name)?;
        Some(!matches!(child.get("w:val"), Some("0" | "false" | "off" | "none")))
    }

    /// The first element of the name at any depth.
    pub fn descendant(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| match element.name == name {
            true => Some(element),
            false => element.descendant(name),
        })
    }

    /// The text directly inside.
    pub fn text(&self) -> String {
        let text = self.inside.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        text.collect()
    }

    /// What is read inside at any depth, paragraphs on lines of their own.
    pub(super) fn read(&self) -> String {
        let mut out = String::new();
        self.read_into(&mut out);
        out.trim().to_owned()
    }

    fn read_into(&self, out: &mut String) {
        for element in self.elements() {
            match element.name.as_str() {
                "w:t" => out.push_str(&element.text()),
                "w:tab" => out.push('\t'),
                "w:br" | "w:cr" => out.push('\n'),
                "w:noBreakHyphen" => out.push('\u{2011}'),
                "w:del" | "w:moveFrom" => {}
                "w:p" => {
                    if !out.is_empty() {
                        out.push('\n');
                    }
                    element.read_into(out);
                }
                _other => element.read_into(out),
            }
        }
    }
}

/// The usual prefix of a namespace, in both editions of the standard.
fn prefix(namespace: &[u8]) -> &'static str {
    match namespace {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | b"http://purl.oclc.org/ooxml/wordprocessingml/main" => "w:",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        | b"http://purl.oclc.org/ooxml/officeDocument/relationships" => "r:",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
        | b"http://purl.oclc.org/ooxml/officeDocument/math" => "m:",
        b"http://schemas.openxmlformats.org/markup-compatibility/2006" => "mc:",
        _other => "",
    }
}

/// A part as a tree. A declaration of a document type is refused, and with it every entity of its own.
pub(super) fn parse(part: &str, text: &str) -> Result<Element, WordError> {
    let mut reader = NsReader::from_str(text);
    let mut open = vec![Element::default()];
    let (mut count, mut spaces) = (0, 0);
    loop {
        let event = reader.read_event().map_err(|error| invalid(part, error))?;
        match event {
            Event::Start(start) => {
                count += 1;
                spaces += declared(&start);
                open.push(element(part, &reader, &start)?);
            }
            Event::Empty(start) => {
                count += 1;
                let element = element(part, &reader, &start)?;
                put(&mut open, Node::Element(element));
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => {
                let text = text.decode().map_err(|error| invalid(part, error))?;
                put(&mut open, Node::Text(text.into_owned()));
            }
            Event::CData(text) => {
                let text = text.decode().map_err(|error| invalid(part, error))?;
                put(&mut open, Node::Text(text.into_owned()));
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| invalid(part, error))?;
                let sign = quick_xml::escape::unescape(&format!("&{name};")).map(std::borrow::Cow::into_owned);
                let entities = |_| WordError::Entities { part: part.to_owned() };
                put(&mut open, Node::Text(sign.map_err(entities)?));
            }
            Event::DocType(_) => return Err(WordError::Entities { part: part.to_owned() }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        if open.len() > DEEPEST || count > MOST || spaces > MOST_SPACES {
            return Err(WordError::Deep { part: part.to_owned() });
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let root = open.pop().and_then(|mut top| top.inside.pop());
    match root {
        Some(Node::Element(root)) => Ok(root),
        Some(Node::Text(_)) | None => Err(invalid(part, std::io::Error::other("it has no element"))),
    }
}

/// How many namespaces an element may declare, at most: those in its text.
fn declared(start: &BytesStart<'_>) -> usize {
    memchr::memmem::find_iter(start.attributes_raw(), b"xmlns").count()
}

fn invalid(part: &str, source: impl std::error::Error + Send + Sync + 'static) -> WordError {
    WordError::Part {
        part: part.to_owned(),
        source: Box::new(source),
    }
}

fn put(open: &mut [Element], node: Node) {
    let Some(last) = open.last_mut() else { return };
    if last.name.is_empty() && matches!(node, Node::Text(_)) {
        // Blanks around the root.
        return;
    }
    last.inside.push(node);
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(done) = open.pop()
    {
        put(open, Node::Element(done));
    }
}

fn element(part: &str, reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Result<Element, WordError> {
    let named = |name: QName<'_>, attribute: bool| {
        let (space, local) = match attribute {
            true => reader.resolver().resolve_attribute(name),
            false => reader.resolver().resolve_element(name),
        };
        let prefix = match space {
            ResolveResult::Bound(namespace) => prefix(namespace.as_ref()),
            ResolveResult::Unbound | ResolveResult::Unknown(_) => "",
        };
        format!("{prefix}{}", String::from_utf8_lossy(local.as_ref()))
    };
    let mut attributes = Vec::new();
    for (number, attribute) in start.attributes().enumerate() {
        if number >= MOST_ATTRIBUTES {
            return Err(WordError::Deep { part: part.to_owned() });
        }
        let attribute = attribute.map_err(|error| invalid(part, error))?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|_| WordError::Entities { part: part.to_owned() })?;
        attributes.push((named(attribute.key, true), value.into_owned()));
    }
    Ok(Element {
        name: named(start.name(), false),
        attributes,
        inside: Vec::new(),
    })
}
