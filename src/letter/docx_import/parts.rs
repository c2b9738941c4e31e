//! The parts of a Word file that a letter is read from, and what they refer to.

use std::collections::BTreeMap;

use super::WordError;
use super::archive::Archive;
use super::numbering::Numbering;
use super::styles::Styles;
use super::xml::Element;
use crate::letter::docx::TEXT_PROPERTY;

/// Everything that is read of a file.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) document: Element,
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    /// Addresses of links by the id that the text names.
    pub(super) links: BTreeMap<String, String>,
    pub(super) comments: Option<Element>,
    pub(super) footnotes: BTreeMap<String, String>,
    pub(super) endnotes: BTreeMap<String, String>,
    /// Whether a header or footer has tracked changes.
    pub(super) edges_changed: bool,
    /// Whether the file names a document template on its writer's disk.
    pub(super) template: bool,
    pub(super) exported_from: Option<String>,
}

/// A reference from one part to another, or to something outside.
struct Reference {
    id: String,
    /// The last word of its type: `hyperlink`, `styles`, `officeDocument`.
    kind: String,
    target: String,
    external: bool,
}

impl Parts {
    pub(super) fn read(archive: &mut Archive<'_>) -> Result<Parts, WordError> {
        let template = stays_inside(archive)?;
        let main = main_part(archive)?;
        let document = archive.xml(&main)?.ok_or(WordError::NotWord)?;
        if document.name != "w:document" || document.child("w:body").is_none() {
            return Err(WordError::NotWord);
        }
        let references = references(archive, &beside(&main))?;
        let mut part = |kind: &str| -> Result<Option<Element>, WordError> {
            let found = references
                .iter()
                .find(|reference| reference.kind == kind && !reference.external);
            found.map_or(Ok(None), |reference| archive.xml(&target(&main, &reference.target)))
        };
        let (styles, numbering) = (part("styles")?, part("numbering")?);
        let (comments, footnotes, endnotes) = (part("comments")?, part("footnotes")?, part("endnotes")?);
        let links = references.iter().filter(|reference| reference.external);
        Ok(Parts {
            styles: Styles::read(styles.as_ref()),
            numbering: Numbering::read(numbering.as_ref()),
            links: links.map(|link| (link.id.clone(), link.target.clone())).collect(),
            comments,
            footnotes: notes(footnotes.as_ref()),
            endnotes: notes(endnotes.as_ref()),
            edges_changed: edges_changed(archive, &main, &references)?,
            template,
            exported_from: exported_from(archive)?,
            document,
        })
    }
}

/// Refuses a file that makes whoever opens it fetch something. A link that a reader may follow is none of these, and
/// neither is the template on the writer's own disk, which firms have in every document: whether there is one.
fn stays_inside(archive: &mut Archive<'_>) -> Result<bool, WordError> {
    let mut template = false;
    for name in archive.names(".rels") {
        for reference in references(archive, &name)?
            .into_iter()
            .filter(|reference| reference.external)
        {
            let on_disk = || local(&reference.target);
            match reference.kind.as_str() {
                "hyperlink" => {}
                "attachedTemplate" if on_disk() => template = true,
                _other => {
                    return Err(WordError::External {
                        kind: reference.kind,
                        target: reference.target,
                    });
                }
            }
        }
    }
    Ok(template)
}

/// Whether a target is on a disk of the writer: `file:///C:/…` or `C:\…`, and no other machine.
fn local(target: &str) -> bool {
    let path = target.to_lowercase().replace('\\', "/");
    let path = path.strip_prefix("file:///").unwrap_or(&path);
    path.as_bytes().get(1) == Some(&b':') && path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        || (!path.contains(':') && !path.starts_with("//"))
}

fn main_part(archive: &mut Archive<'_>) -> Result<String, WordError> {
    let types = archive.xml("[Content_Types].xml")?.ok_or(WordError::NotWord)?;
    let macros = |element: &Element| {
        let kind = element.get("ContentType").unwrap_or_default();
        kind.contains("macroEnabled") || kind.contains("vbaProject")
    };
    if types.elements().any(macros) {
        return Err(WordError::Macros);
    }
    let references = references(archive, "_rels/.rels")?;
    let main = references.iter().find(|reference| reference.kind == "officeDocument");
    main.map(|main| target("", &main.target)).ok_or(WordError::NotWord)
}

fn references(archive: &mut Archive<'_>, name: &str) -> Result<Vec<Reference>, WordError> {
    let Some(part) = archive.xml(name)? else {
        return Ok(Vec::new());
    };
    let of = |element: &Element, key: &str| element.get(key).unwrap_or_default().to_owned();
    let reference = |element: &Element| Reference {
        id: of(element, "Id"),
        kind: of(element, "Type").rsplit('/').next().unwrap_or_default().to_owned(),
        target: of(element, "Target"),
        external: element.get("TargetMode") == Some("External"),
    };
    Ok(part.elements().map(reference).collect())
}

/// The references of a part: `word/_rels/document.xml.rels`.
fn beside(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    format!("{folder}_rels/{name}.rels")
}

/// Where a reference of a part leads, within the archive.
fn target(part: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut path: Vec<&str> = part.split('/').collect();
    path.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

fn notes(part: Option<&Element>) -> BTreeMap<String, String> {
    let notes = part.into_iter().flat_map(Element::elements);
    notes
        .filter_map(|note| Some((note.get("w:id")?.to_owned(), note.read())))
        .collect()
}

fn edges_changed(archive: &mut Archive<'_>, main: &str, references: &[Reference]) -> Result<bool, WordError> {
    for edge in references
        .iter()
        .filter(|reference| matches!(reference.kind.as_str(), "header" | "footer"))
    {
        let part = archive.xml(&target(main, &edge.target))?;
        let changed = |part: &Element| ["w:ins", "w:del"].iter().any(|name| part.descendant(name).is_some());
        if part.as_ref().is_some_and(changed) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn exported_from(archive: &mut Archive<'_>) -> Result<Option<String>, WordError> {
    let part = archive.xml("docProps/custom.xml")?;
    let property = part.as_ref().and_then(|part| {
        part.elements()
            .find(|property| property.get("name") == Some(TEXT_PROPERTY))
    });
    Ok(property.and_then(|property| Some(property.elements().next()?.text().trim().to_owned())))
}
