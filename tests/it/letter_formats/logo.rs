//! The logo above the letterhead, in the formats that have pictures.

use std::io::{Cursor, Read as _};

use firebell::core::facts::picture::Picture;
use firebell::letter::docx::docx_for_counsel;
use zip::ZipArchive;

use super::*;

const PNG: &[u8] = include_bytes!("../../data/logo/harbour.png");
const JPEG: &[u8] = include_bytes!("../../data/logo/harbour.jpg");

fn headed(file: &[u8]) -> Letter {
    let mut letter = letter("# Notice\n\nText.");
    letter.letterhead.logo = Some(Picture::of(file.to_vec()).unwrap());
    letter
}

#[test]
fn a_web_page_holds_the_picture_itself_and_may_show_no_other() {
    let without = html(&letter("# Notice\n\nText."));
    assert!(
        !without.contains("<img") && without.contains("style-src 'unsafe-inline'\">"),
        "{without}"
    );
    for (file, kind) in [(PNG, "png"), (JPEG, "jpeg")] {
        let page = html(&headed(file));
        assert!(page.contains("img-src data:\">"), "{kind}");
        assert!(page.contains(&format!(
            "<img alt=\"\" style=\"width: 156.0pt; height: 52.0pt\" src=\"data:image/{kind};base64,"
        )));
        assert!(
            page.find("<img").unwrap() < page.find("class=\"name\"").unwrap(),
            "{kind}"
        );
    }
}

fn part(document: &[u8], name: &str) -> Vec<u8> {
    let mut zip = ZipArchive::new(Cursor::new(document)).unwrap();
    let mut bytes = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_word_file_names_its_picture_by_what_it_is_and_says_whose_it_is() {
    for (file, ending) in [(PNG, "png"), (JPEG, "jpeg")] {
        let made = || docx_for_counsel(&headed(file), &[], None, created()).unwrap();
        let document = made();
        assert_eq!(document, made(), "the same letter gives the same bytes");
        let names: Vec<String> = ZipArchive::new(Cursor::new(&document))
            .unwrap()
            .file_names()
            .map(str::to_owned)
            .collect();
        let media: Vec<&String> = names.iter().filter(|name| name.starts_with("word/media/")).collect();
        let [media] = media.as_slice() else { panic!("{names:?}") };
        assert!(media.ends_with(ending), "{media}");
        assert_eq!(part(&document, media), file);
        // The one header that shows it, the relation it goes by, and where that leads.
        let shows = |number: &usize| {
            let header = String::from_utf8(part(&document, &format!("word/header{number}.xml"))).unwrap();
            header.contains("descr=\"Example Organisation\"").then_some(header)
        };
        let found: Vec<(usize, String)> = (1..=2).filter_map(|number| Some((number, shows(&number)?))).collect();
        let [(number, header)] = found.as_slice() else {
            panic!("{found:?}")
        };
        let relation = header.split("r:embed=\"").nth(1).unwrap().split('"').next().unwrap();
        let relations = String::from_utf8(part(&document, &format!("word/_rels/header{number}.xml.rels"))).unwrap();
        let target = media.strip_prefix("word/").unwrap();
        assert!(
            relations.contains(&format!("Id=\"{relation}\"")) && relations.contains(&format!("Target=\"{target}\"")),
            "{relations}"
        );
    }
}

/// The pictures of a PDF, a line each, as Poppler lists them.
fn pictures(path: &Path) -> Option<Vec<String>> {
    let listed = run("pdfimages", &["-list", path.to_str().unwrap()])?;
    Some(listed.lines().skip(2).map(str::to_owned).collect())
}

#[test]
fn a_pdf_shows_the_logo_on_the_first_page_of_each_letter_and_holds_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let printer = Printer::default();
    for (file, parts) in [(PNG, 2), (JPEG, 1)] {
        let both = [headed(file), headed(file)];
        let bytes = printer.print_all(&both, created()).unwrap();
        let alone = printer.print(&headed(file), created()).unwrap();
        let without = printer.print(&letter("# Notice\n\nText."), created()).unwrap();
        assert!(bytes.len() < alone.len() + without.len(), "it is in the file once");
        let path = written(folder.path(), "logo.pdf", &bytes);
        let Some(listed) = pictures(&path) else { return };
        // A picture that can be seen through has a mask beside it.
        assert_eq!(listed.len(), 2 * parts, "{listed:?}");
        for line in listed {
            let mut fields = line.split_whitespace();
            let page = fields.next().unwrap();
            assert!(["1", "2"].contains(&page), "{line}");
            assert!(line.contains(" 240 ") && line.contains(" 80 "), "{line}");
        }
    }
}

#[test]
fn large_print_and_marks_leave_room_for_the_logo() {
    let printer = Printer::default();
    let mut large = headed(PNG);
    large.print = firebell::core::event::PrintSize::Large;
    large.clearance = Clearance::Draft;
    printer.print(&large, created()).unwrap();
    // A logo stands alone where the sender has no name yet, and a letter without either has no head.
    large.letterhead.name = String::new();
    large.letterhead.lines = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "large.pdf", &printer.print(&large, created()).unwrap());
    let Some(listed) = pictures(&path) else { return };
    assert_eq!(listed.len(), 2, "{listed:?}");
}
