//! What a workbook holds beside the rows of the sheet that is read, and imports that are undone: nothing vanishes unseen.

use std::io::Write as _;

use serde_json::Value;
use zip::write::SimpleFileOptions;

use crate::common::record::Desk;

fn book(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
    <sheet name="Timeline" sheetId="1" r:id="rId1"/><sheet name="Notes" sheetId="2" r:id="rId2"/>
    <sheet name="Old" sheetId="3" state="veryHidden" r:id="rId3"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
    <Relationship Id="rId2" Target="worksheets/sheet2.xml"/>
    <Relationship Id="rId3" Target="worksheets/sheet3.xml"/></Relationships>"#;
const SHEET: &str = r#"<worksheet><sheetData>
    <row r="1"><c r="A1" t="inlineStr"><is><t>Time (UTC)</t></is></c><c r="B1" t="inlineStr"><is><t>What</t></is></c></row>
    <row r="2"><c r="A2" t="inlineStr"><is><t>2026-03-05 14:00</t></is></c><c r="B2" t="inlineStr"><is><t>seen</t></is></c></row>
    <row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>2026-03-05 15:00</t></is></c><c r="B3" t="inlineStr"><is><t>closed</t></is></c></row>
    <row r="4"><c r="A4" t="inlineStr"><is><t>2026-03-05 16:00</t></is></c><c r="B4"><f>CONCAT("x")</f></c>
    <c r="XFD4" t="inlineStr"><is><t>far</t></is></c></row></sheetData></worksheet>"#;
const OTHER: &str = r#"<worksheet><sheetData>
    <row r="1"><c r="A1" t="inlineStr"><is><t>Time (UTC)</t></is></c><c r="B1" t="inlineStr"><is><t>What</t></is></c></row>
    <row r="2"><c r="A2" t="inlineStr"><is><t>2026-03-05 17:00</t></is></c><c r="B2" t="inlineStr"><is><t>of the second</t></is></c></row>
    </sheetData></worksheet>"#;
const OF_SHEET: &str = r#"<Relationships><Relationship Id="rId1" Target="../comments1.xml"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"/></Relationships>"#;
const COMMENTS: &str =
    r#"<comments><commentList><comment ref="B2"><text><t>ask Kim</t></text></comment></commentList></comments>"#;

#[test]
fn what_a_workbook_has_beside_the_rows_is_told() {
    let (desk, code) = Desk::with_incident("Gateway");
    let file = desk.write_secret(
        "sheets.xlsx",
        &book(&[
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", SHEET),
            ("xl/worksheets/sheet2.xml", OTHER),
            ("xl/worksheets/sheet3.xml", OTHER),
            ("xl/worksheets/_rels/sheet1.xml.rels", OF_SHEET),
            ("xl/comments1.xml", COMMENTS),
        ]),
    );
    let file = file.to_str().unwrap();
    let args = ["import", "timeline", file, "--incident", &code];
    let view = desk.run(&[&args[..], &["--json"]].concat()).json();
    let notes = view["notes"].to_string();
    for words in [
        "the sheet “Notes” has 2 rows and was not read",
        "the hidden sheet “Old” has 2 rows and was not read",
        "hidden rows of the sheet are read like the others: 3",
        "read as empty cells: B4",
        "not read: XFD4",
        "comments on cells are not read: B2",
    ] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    let said = desk.run(&args).ok();
    assert!(said.contains("Note: the sheet “Notes”"), "{said}");
    // The other sheet is read where it is named, and is then the one that is not told as left out.
    let other = desk.run(&[&args[..], &["--sheet", "Notes", "--json"]].concat()).json();
    let notes = other["notes"].to_string();
    assert!(notes.contains("“Timeline”") && !notes.contains("“Notes”"), "{notes}");
    assert_eq!(other["entries"][0]["text"], "of the second");
}

/// The last value that was recorded under a key; null where it was withdrawn.
fn last(desk: &Desk, code: &str, key: &str) -> Value {
    let history = desk.run(&["incident", "fact", "history", code, "--json"]).json();
    let mut entries: Vec<Value> = history.as_array().unwrap().clone();
    entries.retain(|entry| entry["key"] == key);
    entries.sort_by_key(|entry| entry["seq"].as_u64());
    entries.last().unwrap()["value"].clone()
}

#[test]
fn the_newest_import_is_undone_whatever_it_was() {
    let (desk, code) = Desk::with_incident("Gateway");
    let _ = desk
        .run(&["incident", "fact", "set", &code, "breach.cause", "attack"])
        .ok();
    let before = last(&desk, &code, "breach.cause");
    let sheet = desk.write_secret("night.csv", b"Time (UTC),What\n2026-03-05 14:00,seen\n");
    let import = [
        "import",
        "timeline",
        sheet.to_str().unwrap(),
        "--incident",
        &code,
        "--record",
    ];
    let _ = desk.run(&import).ok();
    let case = crate::common::project("tests/data/cases/veris.jsonl")
        .display()
        .to_string();
    let import = ["import", "case", &case, "--incident", &code, "--id", "case-01"];
    let take = || {
        desk.run(&[&import[..], &["--take", "breach.cause,data.elements"]].concat())
            .ok()
    };
    let _ = take();
    assert_ne!(last(&desk, &code, "breach.cause"), before);
    // The case came last: it goes, with all it brought, and the timeline stays.
    let _ = desk.run(&["import", "undo", &code]).ok();
    assert_eq!(last(&desk, &code, "breach.cause"), before);
    assert_eq!(last(&desk, &code, "data.elements"), Value::Null);
    let seen = || {
        desk.run(&["incident", "timeline", &code])
            .ok()
            .contains("Noted elsewhere")
    };
    assert!(seen());
    // Any entry of it names it.
    let _ = take();
    let entries = desk.digests(&code).len().to_string();
    let _ = desk.run(&["import", "undo", &code, &entries]).ok();
    assert_eq!(last(&desk, &code, "breach.cause"), before);
    // What somebody recorded since is not overwritten.
    let _ = take();
    let _ = desk
        .run(&["incident", "fact", "set", &code, "breach.cause", "slip"])
        .ok();
    let said = desk.run(&["import", "undo", &code]).fails(1);
    assert!(said.contains("breach.cause later"), "{said}");
    assert_ne!(last(&desk, &code, "data.elements"), Value::Null);
    // The timeline is still there to be undone by its number.
    let _ = desk.run(&["import", "undo", &code, "3"]).ok();
    assert!(!seen());
}
