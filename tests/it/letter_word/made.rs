//! Word files made by hand: what LibreOffice does not write, and what nobody should.

use std::io::{Cursor, Write as _};

use firebell::letter::docx_import::{LostKind, Returned, WordError, read};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a file.
struct File(Vec<(String, Vec<u8>)>);

impl File {
    /// A document of a body.
    fn of(body: &str) -> File {
        let references: String = ["styles", "numbering", "comments", "footnotes"]
            .map(|kind| format!("<Relationship Id=\"{kind}\" Type=\"{TYPES}/{kind}\" Target=\"{kind}.xml\"/>"))
            .concat();
        File(Vec::new())
            .with("[Content_Types].xml", "<Types/>")
            .with(
                "_rels/.rels",
                &format!(
                    "<R><Relationship Id=\"d\" Type=\"{TYPES}/officeDocument\" Target=\"word/document.xml\"/></R>"
                ),
            )
            .with(
                "word/document.xml",
                &format!("<w:document {W}><w:body>{body}</w:body></w:document>"),
            )
            .with("word/_rels/document.xml.rels", &format!("<R>{references}</R>"))
    }

    /// With a part more, or another one in its place.
    fn with(mut self, name: &str, text: &str) -> File {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), text.as_bytes().to_vec()));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.0 {
            zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read(&self) -> Result<Returned, WordError> {
        read(&self.bytes())
    }
}

fn accepted(body: &str) -> String {
    File::of(body).read().unwrap().accepted
}

fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[test]
fn changes_are_read_in_both_views() {
    let by = |name: &str| format!("w:id=\"1\" w:author=\"{name}\" w:date=\"2026-11-25T10:00:00Z\"");
    let (ann, bo) = (by("Ann"), by("Bo &amp; Co"));
    let gone = "<w:r><w:delText xml:space=\"preserve\">two </w:delText></w:r>";
    let mark = |change: &str| format!("<w:pPr><w:rPr><w:{change} {ann}/></w:rPr></w:pPr>");
    let body = [
        p(&format!(
            "{}<w:del {ann}>{gone}</w:del><w:ins {bo}>{}</w:ins>{}",
            r("one "),
            r("zwei "),
            r("three")
        )),
        // The end of the next paragraph is deleted: it goes on in the one after it.
        p(&format!("{}{}", mark("del"), r("first half "))),
        p(&r("second half")),
        // A paragraph that was inserted with its end.
        p(&format!("{}<w:ins {ann}>{}</w:ins>", mark("ins"), r("new"))),
        // Words that moved.
        p(&format!("<w:moveFrom {ann}>{}</w:moveFrom>{}", r("moved "), r("here"))),
        p(&format!("{}<w:moveTo {ann}>{}</w:moveTo>", r("there "), r("moved"))),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>stays</w:t></w:r></w:p></w:tc></w:tr>".to_owned(),
        format!(
            "<w:tr><w:trPr><w:del {ann}/></w:trPr><w:tc>{}</w:tc></w:tr>",
            p(&r("row out"))
        ),
        format!(
            "<w:tr><w:trPr><w:ins {ann}/></w:trPr><w:tc>{}</w:tc></w:tr></w:tbl>",
            p(&r("row in"))
        ),
    ];
    let read = File::of(&body.concat()).read().unwrap();
    assert_eq!(
        read.accepted,
        "one zwei three\n\nfirst half second half\n\nnew\n\nhere\n\nthere moved\n\n|  |\n| --- |\n| stays |\n| row in |\n"
    );
    assert_eq!(
        read.rejected,
        "one two three\n\nfirst half\n\nsecond half\n\nmoved here\n\nthere\n\n|  |\n| --- |\n| stays |\n| row out |\n"
    );
    assert_eq!(read.authors, ["Ann", "Bo & Co"]);
}

#[test]
fn styles_lists_links_and_gaps_become_markdown() {
    let styles = format!(
        "<w:styles {W}>\
         <w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:styleId=\"Mine\"><w:name w:val=\"Firm Head\"/><w:basedOn w:val=\"berschrift1\"/></w:style>\
         <w:style w:styleId=\"Fett\"><w:name w:val=\"Strong\"/><w:rPr><w:b/></w:rPr></w:style></w:styles>"
    );
    let numbering = format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"3\"/>\
         <w:numFmt w:val=\"decimal\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"bullet\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"7\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    let references = format!(
        "<R><Relationship Id=\"styles\" Type=\"{TYPES}/styles\" Target=\"/word/styles.xml\"/>\
         <Relationship Id=\"n\" Type=\"{TYPES}/numbering\" Target=\"../word/numbering.xml\"/>\
         <Relationship Id=\"l\" Type=\"{TYPES}/hyperlink\" Target=\"https://example.com/a?b=1&amp;c=2\" TargetMode=\"External\"/>\
         <Relationship Id=\"x\" Type=\"{TYPES}/hyperlink\" Target=\"file://server/share\" TargetMode=\"External\"/></R>"
    );
    let item = |level: &str, text: &str| {
        let number = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr>");
        p(&format!("<w:pPr>{number}</w:pPr>{}", r(text)))
    };
    let body = [
        p(&format!("<w:pPr><w:pStyle w:val=\"Mine\"/></w:pPr>{}", r("Größe"))),
        p(
            "<w:r><w:rPr><w:rStyle w:val=\"Fett\"/></w:rPr><w:t>bold</w:t></w:r><w:r><w:rPr><w:i/><w:b w:val=\"0\"/></w:rPr><w:t xml:space=\"preserve\"> slanted</w:t></w:r>",
        ),
        item("0", "three"),
        item("1", "inner"),
        p(&r("between")),
        item("0", "four"),
        p(&format!(
            "<w:hyperlink r:id=\"l\">{}</w:hyperlink> and <w:hyperlink r:id=\"x\">{}</w:hyperlink>",
            r("link"),
            r(" bad")
        )),
        p(&format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>HYPERLINK \"mailto:a@example.com\"</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
            r("write")
        )),
        p(&format!(
            "{}{}{}",
            r("Dear [missing: the "),
            r("name (person.name)]"),
            r(", call [[letter.contact|whom]] [sic] *now*")
        )),
    ];
    let file = File::of(&body.concat())
        .with("word/styles.xml", &styles)
        .with("word/numbering.xml", &numbering)
        .with("word/_rels/document.xml.rels", &references);
    let read = file.read().unwrap();
    assert_eq!(
        read.accepted,
        "# Größe\n\n**bold**_&#32;slanted_\n\n3. three\n\n   * inner\n\nbetween\n\n4. four\n\n\
         [link](https://example.com/a?b=1\\&c=2) bad\n\n[write](mailto:a@example.com)\n\n\
         Dear [[person.name|the name]], call [[letter.contact|whom]] \\[sic\\] \\*now\\*\n"
    );
    let lost: Vec<LostKind> = read.lost.iter().map(|lost| lost.what).collect();
    assert_eq!(lost, [LostKind::UnsafeLink]);
}

#[test]
fn what_is_not_kept_is_named() {
    let notes = format!(
        "<w:footnotes {W}><w:footnote w:id=\"5\">{}</w:footnote></w:footnotes>",
        p(&r("See the statute."))
    );
    let look = |property: &str| format!("<w:r><w:rPr><w:{property}/></w:rPr><w:t>x</w:t></w:r>");
    let body = [
        p("<w:r><w:footnoteReference w:id=\"5\"/></w:r>"),
        p(&format!("<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>", p(&r("Boxed words")))),
        p("<w:r><w:drawing><blip/></w:drawing></w:r><m:oMath/><w:r><w:sym/><w:object/><w:br w:type=\"page\"/></w:r>"),
        p(&["u w:val=\"single\"", "strike", "highlight w:val=\"yellow\"", "vertAlign w:val=\"superscript\"", "caps", "vanish"].map(look).concat()),
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>".to_owned(),
    ];
    let lost = File::of(&body.concat())
        .with("word/footnotes.xml", &notes)
        .read()
        .unwrap()
        .lost;
    let lines: Vec<String> = lost.iter().map(firebell::letter::docx_import::Lost::line).collect();
    assert_eq!(
        lines,
        [
            "1 image left out",
            "1 text box left out: “Boxed words”",
            "1 footnote left out: “See the statute.”",
            "1 equation left out",
            "1 embedded object left out",
            "1 character of a symbol font left out",
            "1 hidden text left out: “x”",
            "1 table within a table kept as text",
            "1 merged cell split",
            "1 page break left out",
            "1 underlined text kept without the line",
            "1 struck-through text kept without the line",
            "1 highlighted text kept without the color",
            "1 superscript or subscript kept on the line",
            "1 text shown in capitals kept as typed",
        ]
    );
}

#[test]
fn hostile_files_are_refused() {
    let plain = || File::of(&p(&r("text")));
    assert_eq!(plain().read().unwrap().accepted, "text\n");
    let outside = |kind: &str, target: &str| {
        let reference = format!(
            "<R><Relationship Id=\"a\" Type=\"{TYPES}/{kind}\" Target=\"{target}\" TargetMode=\"External\"/></R>"
        );
        plain().with("word/_rels/settings.xml.rels", &reference).read()
    };
    for (kind, target) in [
        ("image", "https://evil.example/pixel.png"),
        ("attachedTemplate", "https://evil.example/t.dotm"),
        ("attachedTemplate", "file://server/share/t.dotm"),
        ("attachedTemplate", "\\\\server\\share\\t.dotm"),
        ("oleObject", "file:///C:/x"),
        ("subDocument", "other.docx"),
    ] {
        let refused = outside(kind, target).unwrap_err();
        assert!(
            matches!(refused, WordError::External { .. }),
            "{kind} {target}: {refused}"
        );
    }
    // Every firm's documents name the template on the writer's own disk.
    let template = outside("attachedTemplate", "file:///C:/Users/ann/Firm.dotm").unwrap();
    assert_eq!(template.lost[0].line(), "1 reference to a document template left out");
    let entities = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let document = |text: &str| plain().with("word/document.xml", text).read().unwrap_err();
    let body = |inside: &str| format!("<w:document {W}><w:body>{inside}</w:body></w:document>");
    let named = document(&format!("{entities}{}", body(&p(&r("&b;")))));
    assert!(matches!(named, WordError::Entities { .. }), "{named}");
    assert!(matches!(
        document(&body(&p(&r("&unknown;")))),
        WordError::Entities { .. }
    ));
    let deep = format!(
        "{}{}",
        "<w:sdt><w:sdtContent>".repeat(5000),
        "</w:sdtContent></w:sdt>".repeat(5000)
    );
    assert!(matches!(document(&body(&deep)), WordError::Deep { .. }));
    assert!(matches!(document(&body("<w:p>")), WordError::Part { .. }));
    assert!(matches!(document(&body(&" ".repeat(17 << 20))), WordError::Large(16)));
    for name in ["../../etc/passwd", "/etc/passwd", "C:\\x", "word\\x"] {
        let refused = plain().with(name, "x").read().unwrap_err();
        assert!(matches!(refused, WordError::Path(_)), "{name}: {refused}");
    }
    let macros = plain().with("word/vbaProject.bin", "x").read();
    assert!(matches!(macros, Err(WordError::Macros)), "{macros:?}");
    let typed = "<Types><Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
    assert!(matches!(
        plain().with("[Content_Types].xml", typed).read(),
        Err(WordError::Macros)
    ));
    assert!(matches!(read(b"PK\x03\x04 and no more"), Err(WordError::NotWord)));
    assert!(matches!(
        read(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
        Err(WordError::Protected)
    ));
    assert!(matches!(
        File(Vec::new()).with("content.xml", "<x/>").read(),
        Err(WordError::NotWord)
    ));
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let whole = File::of(&p(&r("text"))).bytes();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = read(&bytes);
        let _ = read(&whole[..at]);
    }
    assert_eq!(accepted(""), "");
}
