//! Letters that do not fit: what is too long, too wide or too deep is broken over lines and pages, and nothing is lost.

use super::*;

/// The pages of a letter as poppler reads them; none where it is not installed.
fn pages(letter: &Letter, printer: &Printer) -> Option<Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), "a.pdf", &printer.print(letter, created()).unwrap());
    let text = run("pdftotext", &["-layout", path.to_str().unwrap(), "-"])?;
    Some(
        text.trim_end_matches('\u{c}')
            .split('\u{c}')
            .map(str::to_owned)
            .collect(),
    )
}

/// What a screen reader is told about a letter.
fn structure(letter: &Letter) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let bytes = Printer::default().print(letter, created()).unwrap();
    let path = written(dir.path(), "a.pdf", &bytes);
    run("pdfinfo", &["-struct-text", path.to_str().unwrap()])
}

fn numbered(word: &str, count: usize) -> String {
    (0..count).map(|number| format!("{word}{number}x ")).collect()
}

/// Each word of [`numbered`] is there once.
fn holds_numbered(pages: &[String], word: &str, count: usize) {
    let text = pages.concat();
    let found: Vec<&str> = text
        .split_whitespace()
        .filter(|one| one.starts_with(word) && one.ends_with('x'))
        .collect();
    let expected: Vec<String> = (0..count).map(|number| format!("{word}{number}x")).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_first_column_of_a_table_heads_its_rows() {
    let Some(tree) = structure(&letter(
        "| What | Value |\n|---|---|\n| Number | 12 |\n| Kind | names |\n| | none |",
    )) else {
        return;
    };
    assert_eq!(tree.matches("/Scope /Column").count(), 2, "{tree}");
    assert_eq!(tree.matches("/Scope /Row").count(), 2, "{tree}");
    assert_eq!(tree.matches("TH:").count(), 4, "{tree}");
    assert_eq!(tree.matches("TD").count(), 4, "{tree}");
    assert_eq!(tree.matches("TR").count(), 4, "{tree}");
}

#[test]
fn a_letter_is_read_out_in_order_with_what_each_part_is() {
    let text = "# One\n\nTwo [three](https://example.com) four\n\n- five\n\n  six\n\n> seven";
    let Some(tree) = structure(&letter(text)) else { return };
    let mut rest = tree.as_str();
    for part in [
        "H1",
        "\"One",
        "P",
        "\"Two ",
        "Link",
        "\"three",
        "\" four",
        "L (",
        "LI",
        "Lbl",
        "LBody",
        "P",
        "\"five",
        "P",
        "\"six",
        "BlockQuote",
        "P",
        "\"seven",
    ] {
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("{part} is not there in order\n{tree}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn a_table_over_pages_begins_each_with_its_head() {
    let rows: String = (0..120).map(|row| format!("| a{row}x | b{row}x |\n")).collect();
    let letter = letter(&format!("| Quantity | Value |\n|---|---|\n{rows}"));
    let Some(pages) = pages(&letter, &Printer::default()) else {
        return;
    };
    assert!(pages.len() > 2);
    assert!(pages.iter().all(|page| count(page, "Quantity Value") == 1), "{pages:?}");
    holds_numbered(&pages, "a", 120);
    // Screen readers hear the head once.
    let tree = structure(&letter).unwrap();
    assert_eq!(tree.matches("Quantity").count(), 1);
}

#[test]
fn a_cell_longer_than_a_page_goes_on_with_the_head_over_it() {
    let text = format!(
        "| Key | Long |\n|---|---|\n| one | {} |\n| two | end |",
        numbered("w", 3000)
    );
    let Some(pages) = pages(&letter(&text), &Printer::default()) else {
        return;
    };
    assert!(pages.len() > 3);
    assert!(pages.iter().all(|page| count(page, "Key Long") == 1), "{pages:?}");
    holds_numbered(&pages, "w", 3000);
    assert!(pages.last().unwrap().contains("two"));
}

#[test]
fn long_paragraphs_and_many_columns_lose_nothing() {
    let printer = Printer::default();
    let Some(pages) = pages(&letter(&numbered("p", 20_000)), &printer) else {
        return;
    };
    assert!(pages.len() > 25);
    holds_numbered(&pages, "p", 20_000);
    let cells = |word: &str| (0..30).map(|at| format!(" {word}{at}x |")).collect::<String>();
    let table = letter(&format!("|{}\n|{}\n|{}", cells("h"), "---|".repeat(30), cells("v")));
    let text = tight(&self::pages(&table, &printer).unwrap().concat());
    // Narrow columns break words, so only their letters can be counted.
    assert!(
        text.matches('v').count() >= 30 && text.matches('h').count() >= 30,
        "{text}"
    );
}

#[test]
fn long_headings_and_addresses_are_printed_whole() {
    let address = format!("https://example.org/{}", "a".repeat(40_000));
    let text = format!("# {}\n\nSee [this page]({address}).", numbered("h", 6_000).trim_end());
    let mut printed = letter(&text);
    printed.title = numbered("t", 6_000);
    let Some(pages) = pages(&printed, &Printer::default()) else {
        return;
    };
    holds_numbered(&pages, "h", 6_000);
    // An address that no browser takes is printed for the reader instead.
    assert!(tight(&pages.concat()).contains(&"a".repeat(60)));
}

/// The lines of a long paragraph are laid out in sections; marks and letters of several bytes go on over their borders.
#[test]
fn marks_go_on_through_a_long_paragraph() {
    let bold = format!("**{}**", numbered("ṽ", 12_000).trim_end());
    let text = format!(
        "{}{bold} [{}](https://example.org)",
        numbered("p", 3_000),
        numbered("l", 9_000).trim_end()
    );
    let printed = letter(&text);
    let Some(pages) = pages(&printed, &Printer::default()) else {
        return;
    };
    for (word, count) in [("p", 3_000), ("ṽ", 12_000), ("l", 9_000)] {
        holds_numbered(&pages, word, count);
    }
    let read_out = structure(&printed).unwrap();
    assert_eq!(read_out.matches("Link").count(), 1);
}

#[test]
fn a_word_wider_than_the_line_is_broken_and_stays_on_the_paper() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = Printer::default().print(&letter(&"W".repeat(300)), created()).unwrap();
    let path = written(dir.path(), "a.pdf", &bytes);
    let Some(boxes) = run("pdftotext", &["-bbox", path.to_str().unwrap(), "-"]) else {
        return;
    };
    let words: Vec<&str> = boxes.lines().filter(|line| line.contains("WWW")).collect();
    assert!(words.len() > 4, "{boxes}");
    assert_eq!(words.concat().matches('W').count(), 300);
    for word in words {
        let right: f64 = word
            .split("xMax=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(right < 612.0 - 70.0, "{word}");
    }
}

#[test]
fn no_heading_is_left_alone_at_the_foot_of_a_page() {
    let printer = Printer::default();
    for lines in 20..50 {
        let text = format!("{}\n\n## Heading here\n\nText below it.", "line\n\n".repeat(lines));
        let Some(pages) = pages(&letter(&text), &printer) else {
            return;
        };
        let page = pages.iter().find(|page| page.contains("Heading here")).unwrap();
        assert!(page.contains("Text below it"), "{lines} lines");
    }
}

#[test]
fn scripts_beyond_the_built_in_fonts_are_printed_with_a_font_of_the_users() {
    let mut printed = 0;
    for (font, text) in [
        (
            "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
            "漢字とかな。한국어, 中文",
        ),
        ("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf", "مرحبا"),
        ("/usr/share/fonts/truetype/noto/NotoSerifThai-Regular.ttf", "สวัสดี"),
        ("/usr/share/fonts/truetype/noto/NotoSerifDevanagari-Regular.ttf", "नमस्ते"),
    ] {
        let Ok(file) = std::fs::read(font) else { continue };
        let printer = Printer::new(vec![b"no font".to_vec(), file]);
        assert_eq!(printer.lacking_in(text.chars()), []);
        let Some(pages) = pages(&letter(&format!("Dear {text}")), &printer) else {
            return;
        };
        assert!(pages[0].contains("Dear"), "{font}");
        printed += 1;
    }
    println!("{printed} of 4 fonts are installed");
}

/// A folder of a whole system's fonts: each script in the face made for it, and a character that none has is named.
#[test]
fn names_in_every_script_are_drawn_from_a_folder_of_fonts() {
    let folder = Path::new("/usr/share/fonts");
    let names = [
        ("李小龍", "CJK"),
        ("さくら", "CJK"),
        ("김민준", "CJK"),
        ("محمد", "Arabic"),
        // The built-in text face has it.
        ("יעקב", "Libertinus"),
        ("สมชาย", "Thai"),
        ("राजेश", "Devanagari"),
    ];
    let printer = firebell::app::fonts::printer_of(folder);
    let text: String = names.iter().map(|(name, _)| format!("Dear {name}:\n\n")).collect();
    let lacking = printer.lacking_in(text.chars());
    if !lacking.is_empty() {
        println!(
            "skipped: no fonts for {} characters in {}",
            lacking.len(),
            folder.display()
        );
        return;
    }
    let printed = printer.print(&letter(&text), created()).unwrap();
    assert_eq!(
        printed,
        printer.print(&letter(&text), created()).unwrap(),
        "the same input gives the same bytes"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("names.pdf");
    std::fs::write(&path, &printed).unwrap();
    let path = path.to_str().unwrap();
    let (Some(fonts), Some(_)) = (run("pdffonts", &[path]), run("pdftotext", &[path, "-"])) else {
        println!("skipped: no poppler");
        return;
    };
    for (name, script) in names {
        assert!(fonts.contains(script), "{name}: {fonts}");
    }
    // A sign of the private use area is in no face for texts.
    let unknown = printer.print(&letter("Dear \u{F8FE}\u{10FFFD}:"), created());
    let said = unknown.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(said.contains("U+10FFFD"), "{said}");
}
