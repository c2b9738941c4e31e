//! The parts of a DOCX put into one file, with what the library leaves out or leaves to chance set here.

use std::io::{Cursor, Write};

use docx_rs::{Docx, XMLDocx};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::DocxError;
use super::body::escape;
use crate::core::exercise_mark::MarkPlace;
use crate::letter::block::Letter;

/// What the properties of the file say.
pub(super) struct About {
    title: String,
    author: String,
    language: String,
    created: String,
    state: String,
}

/// The properties of a letter; `created` in RFC 3339.
pub(super) fn about(letter: &Letter, created: &str) -> About {
    let sign = |c: char| if c.is_control() { ' ' } else { c };
    let clean = |text: &str| escape(&text.chars().map(sign).collect::<String>());
    About {
        title: format!("{}{}", letter.kind.mark(MarkPlace::Title), clean(&letter.title)),
        author: clean(&letter.letterhead.name),
        language: language(&letter.language),
        created: created.to_owned(),
        state: clean(&letter.state),
    }
}

fn language(tag: &str) -> String {
    let known = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if known { tag } else { "en" }.to_owned()
}

/// The file. `headed`: whether the first row of each table is repeated as its head.
pub(super) fn pack(docx: Docx, about: &About, headed: &[bool]) -> Result<Vec<u8>, DocxError> {
    let xml = docx.build();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts(xml, about, headed) {
        // A fixed date: the time of creation stands in the properties, and the bytes depend on nothing else.
        zip.start_file(
            name,
            SimpleFileOptions::default().last_modified_time(DateTime::default()),
        )?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn parts(xml: XMLDocx, about: &About, headed: &[bool]) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = [
        ("[Content_Types].xml", xml.content_type),
        ("_rels/.rels", xml.rels),
        ("docProps/app.xml", xml.doc_props.app),
        ("docProps/core.xml", core(about).into_bytes()),
        ("docProps/custom.xml", xml.doc_props.custom),
        ("word/_rels/document.xml.rels", edited(&xml.document_rels, in_order)),
        (
            "word/document.xml",
            edited(&xml.document, |text| repeat_heads(&count_changes(text), headed)),
        ),
        (
            "word/styles.xml",
            edited(&xml.styles, |text| speak(text, &about.language)),
        ),
        ("word/settings.xml", xml.settings),
        ("word/fontTable.xml", xml.font_table),
        ("word/comments.xml", xml.comments),
        ("word/numbering.xml", xml.numberings),
        ("word/commentsExtended.xml", xml.comments_extended),
        ("word/footnotes.xml", xml.footnotes),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .to_vec();
    let jpeg = xml.media.iter().any(|(_, bytes)| bytes.starts_with(b"\xff\xd8"));
    let headers = xml
        .headers
        .iter()
        .map(|part| edited(part, |text| described(text, &about.author)));
    let rels = xml
        .header_rels
        .iter()
        .map(|part| edited(part, |text| ending(text, jpeg)));
    parts.extend(numbered("word/header", headers.collect(), ".xml"));
    parts.extend(numbered("word/_rels/header", rels.collect(), ".xml.rels"));
    let media = xml.media.into_iter();
    parts.extend(media.map(|(id, bytes)| (ending(&format!("word/media/{id}.png"), jpeg), bytes)));
    parts.extend(numbered("word/footer", xml.footers, ".xml"));
    parts.extend(numbered("word/_rels/footer", xml.footer_rels, ".xml.rels"));
    parts
}

fn numbered(before: &'static str, parts: Vec<Vec<u8>>, after: &'static str) -> impl Iterator<Item = (String, Vec<u8>)> {
    (1..)
        .zip(parts)
        .map(move |(number, part): (u32, _)| (format!("{before}{number}{after}"), part))
}

fn edited(bytes: &[u8], edit: impl Fn(&str) -> String) -> Vec<u8> {
    edit(&String::from_utf8_lossy(bytes)).into_bytes()
}

/// The logo, the only picture there is, is the sender's name to those who do not see it.
fn described(header: &str, name: &str) -> String {
    let called = format!("<wp:docPr id=\"1\" name=\"Logo\" descr=\"{name}\" />");
    header.replace("<wp:docPr id=\"1\" name=\"Figure\" />", &called)
}

/// The library calls every picture a PNG.
fn ending(text: &str, jpeg: bool) -> String {
    match jpeg {
        true => text.replace(".png", ".jpeg"),
        false => text.to_owned(),
    }
}

fn core(about: &About) -> String {
    let About {
        title,
        author,
        language,
        created,
        state,
    } = about;
    let keywords = match state.as_str() {
        "" => String::new(),
        state => format!("<cp:keywords>{state}</cp:keywords>"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:dcmitype=\"http://purl.org/dc/dcmitype/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{language}</dc:language>\
         {keywords}<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{created}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{created}</dcterms:modified></cp:coreProperties>"
    )
}

/// The language of the text, for spelling and for readers of the screen.
fn speak(styles: &str, language: &str) -> String {
    let end = "</w:rPr></w:rPrDefault>";
    styles.replacen(end, &format!("<w:lang w:val=\"{language}\" />{end}"), 1)
}

/// The library keeps links in no order.
fn in_order(rels: &str) -> String {
    let Some((before, list)) = rels.split_once("<Relationship ") else {
        return rels.to_owned();
    };
    let (list, end) = list.split_once("</Relationships>").unwrap_or((list, ""));
    let mut list: Vec<&str> = list.split("<Relationship ").collect();
    list.sort_unstable();
    let list: String = list.iter().map(|one| format!("<Relationship {one}")).collect();
    let end = if rels.contains("</Relationships>") {
        format!("</Relationships>{end}")
    } else {
        end.to_owned()
    };
    format!("{before}{list}{end}")
}

/// Changes numbered from 1 in their order: the library counts through the life of the process.
fn count_changes(document: &str) -> String {
    let mut counted = String::with_capacity(document.len());
    let mut rest = document;
    let mut count = 0_u32;
    while let Some(at) = [rest.find("<w:ins w:id=\""), rest.find("<w:del w:id=\"")]
        .into_iter()
        .flatten()
        .min()
    {
        let (before, tag) = rest.split_at(at + "<w:ins w:id=\"".len());
        count += 1;
        counted.push_str(before);
        counted.push_str(&count.to_string());
        rest = tag.find('"').map_or("", |end| &tag[end..]);
    }
    counted + rest
}

/// Says that the first column of each table heads its rows, and marks the first row of a table with a head, so that it is
/// read as one and repeated on the next page.
fn repeat_heads(document: &str, headed: &[bool]) -> String {
    let mut tables = document.split("<w:tbl>");
    let mut text = tables.next().unwrap_or_default().to_owned();
    for (number, table) in tables.enumerate() {
        text.push_str("<w:tbl>");
        let headed = headed.get(number).copied().unwrap_or(false);
        let (bits, row) = if headed { ("06A0", 1) } else { ("0680", 0) };
        let look = format!(
            "<w:tblLook w:val=\"{bits}\" w:firstRow=\"{row}\" w:lastRow=\"0\" w:firstColumn=\"1\" w:lastColumn=\"0\" \
             w:noHBand=\"1\" w:noVBand=\"1\" /></w:tblPr>"
        );
        let table = table.replacen("</w:tblPr>", &look, 1);
        match headed {
            true => text.push_str(&table.replacen("</w:trPr>", "<w:tblHeader /></w:trPr>", 1)),
            false => text.push_str(&table),
        }
    }
    text
}
