//! What heads a row is read out before what stands in it, in every format that has tables.

use std::io::{Cursor, Read as _};

use firebell::letter::html::redline_html;

use super::*;

const SHEET: &str = "# Sheet\n\n| | |\n|---|---|\n| Controller | Example Organisation |\n| Address | 1 Example Street |\n\n| Place | People |\n|---|---|\n| Texas | 600 |\n\n| One |\n|---|\n| alone |\n";

#[test]
fn a_web_page_says_which_cells_head_rows_and_columns() {
    let page = html(&letter(SHEET));
    for cell in [
        "<tr><th scope=\"row\">Controller</th><td>Example Organisation</td></tr>",
        "<thead>\n<tr><th scope=\"col\">Place</th><th scope=\"col\">People</th></tr>",
        "<tr><th scope=\"row\">Texas</th><td>600</td></tr>",
        "<tr><td>alone</td></tr>",
    ] {
        assert!(page.contains(cell), "{cell}: {page}");
    }
    let changed = redline(SHEET, &SHEET.replace("600", "700"));
    let page = redline_html(&changed, &letter(SHEET));
    assert!(page.contains("<tr><th scope=\"row\">Texas</th><td>"), "{page}");
    assert!(page.contains("<th scope=\"col\">Place</th>"), "{page}");
}

#[test]
fn a_word_file_says_which_column_heads_its_rows() {
    let document = docx(&letter(SHEET), created()).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(&document)).unwrap();
    let mut text = String::new();
    zip.by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let looks: Vec<&str> = text
        .split("<w:tblLook ")
        .skip(1)
        .map(|look| look.split("/>").next().unwrap())
        .collect();
    assert_eq!(looks.len(), 3, "{text}");
    assert!(
        looks.iter().all(|look| look.contains("w:firstColumn=\"1\"")),
        "{looks:?}"
    );
    let headed: Vec<bool> = looks.iter().map(|look| look.contains("w:firstRow=\"1\"")).collect();
    assert_eq!(headed, [false, true, true]);
    // The schema wants it at the end of the table's properties.
    assert_eq!(text.matches("w:noVBand=\"1\" /></w:tblPr>").count(), 3, "{text}");
}
