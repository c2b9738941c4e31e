//! PDF, read back by poppler.

use super::*;

#[test]
fn a_pdf_is_refused_rather_than_printed_with_holes() {
    let printer = Printer::default();
    assert!(matches!(printer.print_all(&[], created()), Err(PdfError::Nothing)));
    let error = printer.print(&letter("Dear 漢字,"), created()).unwrap_err();
    assert!(
        matches!(&error, PdfError::Characters(list) if *list == ["U+5B57", "U+6F22"]),
        "{error}"
    );
    assert!(!error.to_string().contains('漢'));
}

/// The program carries a few fonts only; it must be enough for the names of people and places.
#[test]
fn names_of_many_scripts_are_printed_with_the_built_in_fonts() {
    let names = [
        "Łódź, Ørsted, Þórður, Ștefănescu, Ħal Qormi, Çağrı, Žižka, Nguyễn Thị Hằng",
        "Αθήνα, Ἑλλάς, Київ, Ћирилица, София",
        "Հայաստան, საქართველო, ישראל",
        "§ 5 (1) – “quoted” ‘so’ … • 4 500 € £ ½ × ≥ → ☐ № ™",
    ];
    let printer = Printer::default();
    assert_eq!(printer.lacking_in(names.concat().chars()), []);
    for name in names {
        printer.print(&letter(name), created()).unwrap();
    }
}

#[test]
fn pdf_read_back_by_poppler() {
    let dir = tempfile::tempdir().unwrap();
    let printer = Printer::default();
    for (name, letter) in all() {
        let path = written(
            dir.path(),
            &format!("{name}.pdf"),
            &printer.print(&letter, created()).unwrap(),
        );
        let path = path.to_str().unwrap();
        let (Some(text), Some(info), Some(fonts)) = (
            run("pdftotext", &["-layout", path, "-"]),
            run("pdfinfo", &["-meta", path]).zip(run("pdfinfo", &[path])),
            run("pdffonts", &[path]),
        ) else {
            return;
        };
        let (meta, info) = info;
        assert!(
            meta.contains("pdfuaid:part") && meta.contains("pdfaid:part"),
            "{name}: {meta}"
        );
        assert!(info.contains("Tagged:          yes"), "{name}: {info}");
        assert!(
            info.contains(if letter.paper == Paper::A4 { "(A4)" } else { "(letter)" }),
            "{name}: {info}"
        );
        assert!(
            fonts.lines().skip(2).all(|line| line.contains("yes yes yes")),
            "{name}: {fonts}"
        );
        let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
        let marked = pages.iter().filter(|page| count(page, BANNER) == 1).count();
        assert_eq!(
            marked,
            if letter.kind == IncidentKind::Exercise {
                pages.len()
            } else {
                0
            },
            "{name}"
        );
        // Without the layout, so that cells are read one after the other.
        let text = run("pdftotext", &[path, "-"]).unwrap();
        match name {
            "full" | "exercise" => holds_full(&text, name),
            "hostile" => holds_hostile(&text, name),
            _ => assert!(count(&text, "[missing: who]") == 1),
        }
    }
}

#[test]
fn many_letters_in_one_pdf_begin_on_fresh_pages_numbered_from_1() {
    let dir = tempfile::tempdir().unwrap();
    let letters = [letter(FULL), letter("Short."), exercise()];
    let bytes = Printer::default().print_all(&letters, created()).unwrap();
    let path = written(dir.path(), "many.pdf", &bytes);
    let Some(text) = run("pdftotext", &["-layout", path.to_str().unwrap(), "-"]) else {
        return;
    };
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    let numbers: Vec<&str> = pages
        .iter()
        .map(|page| page.trim_end().lines().last().unwrap().trim())
        .collect();
    assert_eq!(numbers, ["1 of 2", "2 of 2", "1 of 1", "1 of 2", "2 of 2"]);
    let marked: Vec<bool> = pages.iter().map(|page| count(page, BANNER) == 1).collect();
    assert_eq!(marked, [false, false, false, true, true]);
}

#[test]
fn many_threads_print_at_once() {
    use rayon::prelude::*;
    let printer = Printer::default();
    let alone = printer.print(&letter("Dear customer 7,"), created()).unwrap();
    let printed: Vec<Vec<u8>> = (0..100)
        .into_par_iter()
        .map(|number| {
            printer
                .print(&letter(&format!("Dear customer {number},")), created())
                .unwrap()
        })
        .collect();
    assert_eq!(printed[7], alone);
}
