//! A timeline in the record: previewed, asked about, recorded as back-dated entries, exported at its own moments, undone.

use std::collections::HashMap;

use crate::common::project;
use crate::common::record::Desk;

fn sample(name: &str) -> String {
    project("tests/data/timelines").join(name).display().to_string()
}

/// The rows of a CSV export.
fn rows(text: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn nothing_is_recorded_before_it_is_asked_for_and_answered() {
    let (desk, code) = Desk::with_incident("Bluefin");
    let before = desk.digests(&code);
    let file = sample("german-excel-semicolon-bom.csv");
    let shown = desk.run(&["import", "timeline", &file, "--incident", &code]).ok();
    for words in [
        "4 rows, cells separated by semicolons",
        "2026-03-14 22:05:00 in an unknown zone",
        "--zone ZONE",
        "America/Chicago",
        "Nothing was recorded.",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let refused = desk
        .run(&["import", "timeline", &file, "--incident", &code, "--record"])
        .fails(2);
    assert!(
        refused.contains("1 question must be answered first") && refused.contains("--zone ZONE"),
        "{refused}"
    );
    assert_eq!(desk.digests(&code), before);
    let view = desk
        .run(&["import", "timeline", &file, "--incident", &code, "--json"])
        .json();
    assert_eq!(view["questions"][0]["topic"], "zone");
    assert_eq!(
        (view["recorded"].as_bool(), view["entries"].as_array().unwrap().len()),
        (Some(false), 4)
    );
}

#[test]
fn entries_are_recorded_with_their_source_exported_at_their_moment_and_taken_out_together() {
    let (desk, code) = Desk::with_incident("Bluefin");
    let deadlines = desk.run(&["incident", "show", &code, "--json"]).json()["obligations"].clone();
    let file = sample("german-excel-semicolon-bom.csv");
    let record = [
        "import",
        "timeline",
        &file,
        "--incident",
        &code,
        "--zone",
        "Europe/Berlin",
        "--record",
    ];
    let said = desk.run(&record).ok();
    assert!(
        said.contains("Timeline german-excel-semicolon-bom.csv imported: 4 rows"),
        "{said}"
    );
    // An entry that somebody wrote down starts no clock.
    assert_eq!(
        desk.run(&["incident", "show", &code, "--json"]).json()["obligations"],
        deadlines
    );
    let export = desk.run(&["incident", "timeline", &code]).ok();
    let noted: Vec<_> = rows(&export)
        .into_iter()
        .filter(|row| row["timestamp_desc"] == "Noted elsewhere")
        .collect();
    assert_eq!(noted.len(), 4, "{export}");
    assert_eq!(noted[0]["datetime"], "2026-03-14T21:05:00.000Z");
    assert_eq!(noted[0]["actor"], "Servicedesk");
    assert!(
        noted[0]["message"].ends_with("(row 1 of german-excel-semicolon-bom.csv)"),
        "{:?}",
        noted[0]
    );
    // Two imports of one file change nothing.
    let again = desk.run(&record).fails(1);
    assert!(again.contains("in the record already (entry 2)"), "{again}");
    let _ = desk.run(&["import", "undo", &code, "1"]).fails(2);
    let _ = desk.run(&["import", "undo", &code, "2"]).ok();
    let export = desk.run(&["incident", "timeline", &code]).ok();
    assert!(
        !export.contains("Noted elsewhere") && export.contains("Entry 2 undone"),
        "{export}"
    );
    // What was taken out can be taken in again.
    let _ = desk.run(&record).ok();
    let found = desk.run(&["incident", "list", "--search", "Lager", "--json"]).json();
    assert_eq!(found[0]["code"], code.as_str());
}

#[test]
fn hostile_cells_are_recorded_as_they_are_and_harmless_wherever_they_are_shown() {
    let (desk, code) = Desk::with_incident("Bluefin");
    let file = sample("hostile-cells.csv");
    let shown = desk.run(&["import", "timeline", &file, "--incident", &code]).ok();
    assert!(!shown.contains('\u{1b}'), "{shown}");
    let _ = desk
        .run(&["import", "timeline", &file, "--incident", &code, "--record"])
        .ok();
    let csv = desk.run(&["incident", "timeline", &code]).ok();
    assert!(!csv.contains('\u{1b}') && csv.contains("'=HYPERLINK"), "{csv}");
    let lines = desk.run(&["incident", "timeline", &code, "--format", "jsonl"]).ok();
    let parsed: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // JSON lines have no guard: there an apostrophe would be part of the text.
    assert!(
        parsed
            .iter()
            .any(|row| row["actor"].as_str().unwrap().starts_with("=HYPERLINK")),
        "{lines}"
    );
    for row in &parsed {
        for field in [
            "message",
            "datetime",
            "timestamp",
            "timestamp_desc",
            "actor",
            "seq",
            "tag",
        ] {
            assert!(!row[field].is_null(), "{field}: {row}");
        }
    }
}

#[test]
fn privileged_rows_become_privileged_notes_or_stay_out() {
    let (desk, code) = Desk::with_incident("Bluefin");
    let text = "time (UTC),who,what,privileged\n2026-03-14 21:05,SD,call,\n2026-03-14 21:20,GC,our exposure,yes\n";
    std::fs::write(desk.beside("log.csv"), text).unwrap();
    let file = desk.beside("log.csv").display().to_string();
    let shown = desk.run(&["import", "timeline", &file, "--incident", &code]).ok();
    assert!(shown.contains("PRIVILEGED") && !shown.contains("exposure"), "{shown}");
    let record = [
        "import",
        "timeline",
        &file,
        "--incident",
        &code,
        "--record",
        "--privileged",
        "as-notes",
    ];
    let _ = desk.run(&record).ok();
    let export = desk.run(&["incident", "timeline", &code]).ok();
    assert!(
        !export.contains("exposure") && export.contains("Privileged note"),
        "{export}"
    );
    let notes = desk.run(&["incident", "notes", &code, "--privileged"]).ok();
    assert!(notes.contains("our exposure (row 2 of log.csv)"), "{notes}");
}

#[test]
fn what_happened_stands_beside_what_was_recorded_and_an_exercise_is_marked() {
    let desk = Desk::new();
    let opened = desk
        .run(&["incident", "open", "Drill", "--exercise", "--zone", "UTC", "--json"])
        .json();
    let code = opened["code"].as_str().unwrap().to_owned();
    let _ = desk
        .run(&["incident", "milestone", &code, "discovery", "2026-03-03T09:00Z"])
        .ok();
    let csv = rows(&desk.run(&["incident", "timeline", &code]).ok());
    let discovery: Vec<_> = csv.iter().filter(|row| row["timestamp_desc"] == "Discovery").collect();
    assert_eq!(discovery.len(), 1);
    assert_eq!(discovery[0]["datetime"], "2026-03-03T09:00:00.000Z");
    assert_eq!(discovery[0]["timestamp"], "1772528400000000");
    assert!(
        csv.iter()
            .all(|row| row["tag"] == "[\"exercise\"]" && row["message"].starts_with("EXERCISE "))
    );
    let lines = desk.run(&["incident", "timeline", &code, "--format", "jsonl"]).ok();
    let parsed: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(parsed.iter().all(|row| row["tag"][0] == "exercise"), "{lines}");
    // What was withdrawn did not happen.
    let _ = desk
        .run(&[
            "incident",
            "fact",
            "withdraw",
            &code,
            "milestones.discovery",
            "--reason",
            "wrong system",
        ])
        .ok();
    let csv = rows(&desk.run(&["incident", "timeline", &code]).ok());
    assert!(csv.iter().all(|row| row["timestamp_desc"] != "Discovery"));
}

/// The export goes in again where it came from: by IRIS's headings, by plain ones, and by its own.
#[test]
fn every_form_of_the_export_is_read_again() {
    let (desk, code) = Desk::with_incident("Bluefin");
    let _ = desk.run(&["incident", "note", &code, "=1+1"]).ok();
    for form in ["csv", "jsonl", "plain", "iris"] {
        let text = desk.run(&["incident", "timeline", &code, "--format", form]).ok();
        let name = format!("{form}.csv");
        std::fs::write(desk.beside(&name), text).unwrap();
        let file = desk.beside(&name).display().to_string();
        let view = desk
            .run(&["import", "timeline", &file, "--incident", &code, "--json"])
            .json();
        assert_eq!(
            (view["questions"].as_array().unwrap().len(), view["records"].as_u64()),
            // The last one is the state of the record that it was made from.
            (0, Some(3)),
            "{form}: {view}"
        );
    }
}

/// A workbook made by hand here: shared and inline texts, a date by its style, a day, and a sheet without headings first.
fn workbook() -> Vec<u8> {
    use std::io::Write as _;
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        ("xl/workbook.xml", format!(r#"<workbook xmlns="{space}" xmlns:r="{relation}"><sheets><sheet name="Cover" sheetId="1" r:id="rId1"/><sheet name="Log" sheetId="2" r:id="rId2"/></sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#.to_owned()),
        ("xl/styles.xml", format!(r#"<styleSheet xmlns="{space}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#)),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{space}"><si><t>When</t></si><si><t>What happened</t></si><si><r><t>Call &amp; </t></r><r><t>alarm</t></r></si></sst>"#)),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{space}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Bluefin</t></is></c></row></sheetData></worksheet>"#)),
        ("xl/worksheets/sheet2.xml", format!(r#"<worksheet xmlns="{space}"><sheetData><row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c></row><row r="4"><c r="A4" s="1"><v>46095.878472222</v></c><c r="C4" t="s"><v>2</v></c></row><row r="5"><c r="A5" s="1"><v>46096</v></c><c r="C5" t="inlineStr"><is><t>Letter</t></is></c></row></sheetData></worksheet>"#)),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_is_read_from_the_sheet_that_has_headings() {
    let (desk, code) = Desk::with_incident("Bluefin");
    std::fs::write(desk.beside("log.xlsx"), workbook()).unwrap();
    let file = desk.beside("log.xlsx").display().to_string();
    let import = [
        "import",
        "timeline",
        &file,
        "--incident",
        &code,
        "--zone",
        "UTC",
        "--json",
    ];
    let view = desk.run(&import).json();
    assert_eq!(view["questions"], serde_json::json!([]));
    let entries = view["entries"].as_array().unwrap();
    assert_eq!(
        (entries[0]["text"].as_str(), entries[0]["line"].as_u64()),
        (Some("Call & alarm"), Some(4))
    );
    assert_eq!(
        entries[0]["when"],
        serde_json::json!({"known": "at", "value": "2026-03-14T21:05:00Z"})
    );
    // A whole number is a day, not its midnight.
    assert_eq!(
        entries[1]["when"],
        serde_json::json!({"known": "on", "value": "2026-03-15"})
    );
    let refused = desk.run(&[&import[..7], &["--sheet", "Nothing"]].concat()).fails(2);
    assert!(refused.contains("no sheet `Nothing`; it has Cover, Log"), "{refused}");
    std::fs::write(desk.beside("log.xlsx"), b"PK\x03\x04 nothing").unwrap();
    let refused = desk.run(&import[..7]).fails(2);
    assert!(refused.contains("not a workbook"), "{refused}");
}
