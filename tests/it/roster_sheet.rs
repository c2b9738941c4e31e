//! The reader of people files: whatever program wrote them, each row comes out once, or the file is refused by row.

use std::io::Read;

use firebell::roster::sheet_reader::{Sheet, SheetError};
use firebell::roster::{BadRow, NotText};
use firebell::roster::{Delimiter, Heading, Layout};
use proptest::prelude::*;

/// Each row with its number, its cells joined by `·`.
fn rows(bytes: impl Read, layout: &Layout) -> Result<Vec<(u64, String)>, SheetError> {
    let mut sheet = Sheet::open(bytes, layout)?;
    let mut rows = Vec::new();
    while let Some(row) = sheet.next_row()? {
        let cells: Vec<String> = row
            .cells()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        rows.push((row.number, cells.join("·")));
    }
    Ok(rows)
}

fn read(bytes: &[u8]) -> Vec<(u64, String)> {
    rows(bytes, &Layout::default()).unwrap()
}

fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn refused(bytes: &[u8]) -> SheetError {
    rows(bytes, &Layout::default()).unwrap_err()
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    let text = "Affected customers as of 5 March 2026\n\nemail,name,state\na@x,\"Ann\nAmes\",TX\n\n\nb@x,Bo,CA";
    assert_eq!(
        read(text.as_bytes()),
        [(4, "a@x·Ann\nAmes·TX".to_owned()), (7, "b@x·Bo·CA".to_owned())]
    );
    assert_eq!(
        read(text.replace('\n', "\r\n").as_bytes())
            .iter()
            .map(|row| row.0)
            .collect::<Vec<_>>(),
        [4, 7]
    );
    let told = read(b"sep=;\r\nemail;state\r\na@x;TX\r\n");
    assert_eq!(told, [(3, "a@x·TX".to_owned())]);
}

#[test]
fn delimiters_and_line_endings_are_found() {
    for between in [",", ";", "\t", "|"] {
        for ending in ["\n", "\r\n", "\r"] {
            let text = format!("email{between}note,s{between}state{ending}a@x{between}{between}TX{ending}");
            let text = if between == "," {
                text.replace("note,s", "notes")
            } else {
                text
            };
            let expected = "a@x··TX".to_owned();
            assert_eq!(read(text.as_bytes()), [(2, expected)], "{between:?} {ending:?}");
        }
    }
    let told = Layout {
        delimiter: Some("^".parse::<Delimiter>().unwrap()),
        ..Layout::default()
    };
    assert_eq!(
        rows(b"email^state\na^TX".as_slice(), &told).unwrap(),
        [(2, "a·TX".to_owned())]
    );
    for unfit in ["", "ab", "\"", "a", "1", "\n"] {
        assert!(unfit.parse::<Delimiter>().is_err(), "{unfit:?}");
    }
}

#[test]
fn a_header_is_never_a_person_and_a_person_never_a_header() {
    // `ID` is Idaho here, not a column of numbers.
    assert_eq!(read(b"a@example.org,ID\nb@example.org,TX\n").len(), 2);
    assert_eq!(read(b"email,state\na@example.org,ID\n").len(), 1);
    let required = Layout {
        heading: Heading::Required,
        ..Layout::default()
    };
    let sheet = Sheet::open(b"first,last\nAnn,Ames\n".as_slice(), &required).unwrap();
    assert_eq!(sheet.names(), ["first", "last"]);
    let named = Layout {
        named: vec!["Wohnsitz".to_owned()],
        ..Layout::default()
    };
    let sheet = Sheet::open(b"wer;wohnsitz\nAnn;Bayern\n".as_slice(), &named).unwrap();
    assert_eq!(sheet.names(), ["wer", "wohnsitz"]);
}

#[test]
fn encodings_are_found_or_refused_by_name() {
    let text = "email,name,state\na@x,J\u{fc}rgen,TX\n";
    let expected = [(2, "a@x·J\u{fc}rgen·TX".to_owned())];
    assert_eq!(read(text.as_bytes()), expected);
    assert_eq!(read(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), expected);
    assert_eq!(
        read(&[b"\xff\xfe".to_vec(), wide(text, u16::to_le_bytes)].concat()),
        expected
    );
    assert_eq!(
        read(&[b"\xfe\xff".to_vec(), wide(text, u16::to_be_bytes)].concat()),
        expected
    );
    for (unit, name) in [
        (u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"),
        (u16::to_be_bytes, "UTF-16BE"),
    ] {
        let error = refused(&wide(text, unit));
        assert!(
            matches!(error, SheetError::NotText(NotText::Unmarked(found)) if found == name),
            "{error}"
        );
    }
    let error = refused(b"PK\x03\x04\x14\0\0\0\x08\0");
    assert!(error.to_string().contains("Excel workbook"), "{error}");
    let error = refused(b"\xff\xfe\0\0e\0\0\0");
    assert!(error.to_string().contains("UTF-32"), "{error}");
    let latin = Sheet::open(b"email;name\na@x;J\xfcrgen\n".as_slice(), &Layout::default()).unwrap();
    assert_eq!(latin.charset(), firebell::roster::Charset::Windows1252);
}

#[test]
fn a_quote_that_would_swallow_rows_is_refused_with_its_row() {
    let table: &[(&[u8], BadRow)] = &[
        (b"email,state\na@x,TX\nb@x,\"CA\nc@x,NY\n", BadRow::Unclosed(3)),
        (b"email,name,state\na@x,\"Ann,TX\nb@x,\"Bo\",CA\n", BadRow::Stray(2)),
        (
            b"email,name,state\na@x,\"Ann\xe2\x80\x9d,TX\nb@x,Bo,CA\n",
            BadRow::Unclosed(2),
        ),
        (b"email,name,state\na@x,\"Ann \\\"A\\\" Ames\",TX\n", BadRow::Stray(2)),
        (b"email,name,state\na@x,\"Ann\" \"Ames\",TX\n", BadRow::Stray(2)),
    ];
    for (bytes, expected) in table {
        let error = refused(bytes);
        assert!(
            matches!(&error, SheetError::Row(row) if row == expected),
            "{error} for {expected:?}"
        );
    }
    // A quote in the middle of a cell is a character like any other.
    assert_eq!(read(b"email,name,state\na@x,5\" disk,TX\nb@x,Bo,CA\n").len(), 2);
}

/// A gigabyte without a line feed, and how much of it was asked for.
struct Endless {
    given: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let given = buffer.len().min((1 << 30) - self.given);
        buffer[..given].fill(b'a');
        self.given += given;
        assert!(
            self.given < 1 << 23,
            "more than 8 MB were read before the row was refused"
        );
        Ok(given)
    }
}

#[test]
fn a_row_without_end_is_refused_before_it_fills_the_memory() {
    for start in [b"email,state\n".as_slice(), b"email,state\na@x,\"", b""] {
        let error = rows(start.chain(Endless { given: 0 }), &Layout::default()).unwrap_err();
        assert!(
            matches!(error, SheetError::Row(BadRow::Long(_) | BadRow::Unclosed(2))),
            "{error}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// What the csv crate writes, however it quotes, comes back as it was.
    #[test]
    fn what_a_writer_of_csv_writes_comes_back(
        cells in prop::collection::vec(prop::collection::vec("[a-z\", ;\n]{0,12}", 3), 0..40),
        semicolons in any::<bool>(),
        always in any::<bool>(),
    ) {
        let quoting = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let between = if semicolons { b';' } else { b',' };
        let mut writer = csv::WriterBuilder::new().delimiter(between).quote_style(quoting).from_writer(Vec::new());
        writer.write_record(["email", "state", "notes"]).unwrap();
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let told = Layout { delimiter: Some(if semicolons { ";" } else { "," }.parse().unwrap()), ..Layout::default() };
        let expected: Vec<String> = cells
            .iter()
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>().join("·"))
            .collect();
        let read: Vec<String> = rows(bytes.as_slice(), &told).unwrap().into_iter().map(|row| row.1).collect();
        prop_assert_eq!(read, expected);
    }
}
