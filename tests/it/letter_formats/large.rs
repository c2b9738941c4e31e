//! Large print: the same letter, in every format with no letter below 18 points.

use firebell::core::event::PrintSize;

use super::*;

fn large(text: &str) -> Letter {
    Letter {
        print: PrintSize::Large,
        ..letter(text)
    }
}

#[test]
fn a_pdf_in_large_print_says_the_same_in_bigger_letters() {
    let dir = tempfile::tempdir().unwrap();
    let read = |letter: &Letter| {
        let path = written(
            dir.path(),
            "a.pdf",
            &Printer::default().print(letter, created()).unwrap(),
        );
        let path = path.to_str().unwrap();
        let words = run("pdftotext", &[path, "-"])?;
        let boxes = run("pdftotext", &["-bbox-layout", path, "-"])?;
        Some((words, boxes))
    };
    let text =
        "# Notice\n\nSee [our page](https://example.com/a) today.\n\n| What | Value |\n|---|---|\n| Number | 12 |\n";
    let Some((standard, _)) = read(&letter(text)) else {
        return;
    };
    let Some((words, boxes)) = read(&large(text)) else {
        return;
    };
    let bare = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(bare(&words), bare(&standard));
    let heights = boxes.lines().filter(|line| line.contains("<word ")).map(|line| {
        let number = |name: &str| -> f32 {
            let from = line.split(&format!("{name}=\"")).nth(1).unwrap();
            from.split('"').next().unwrap().parse().unwrap()
        };
        number("yMax") - number("yMin")
    });
    // A box is as high as the font's ascent and descent, which are more than its size.
    let smallest = heights.fold(f32::MAX, f32::min);
    assert!(smallest >= 18.0, "{smallest}");
}

#[test]
fn word_and_html_in_large_print_have_no_small_letters() {
    let dir = tempfile::tempdir().unwrap();
    let path = written(dir.path(), "a.docx", &docx(&large(FULL), created()).unwrap());
    let Some(styles) = run("unzip", &["-p", path.to_str().unwrap(), "word/styles.xml"]) else {
        return;
    };
    let sizes: Vec<u32> = styles
        .split("<w:sz w:val=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    assert!(!sizes.is_empty() && sizes.iter().all(|size| *size >= 36), "{sizes:?}");
    assert!(html(&large(FULL)).contains("font-size: 18pt"));
    assert!(!html(&letter(FULL)).contains("font-size: 18pt"));
}
