//! What becomes of a row: its cells, its characters, and why it may get no letter.

use super::*;

#[test]
fn a_row_that_sums_up_the_others_gets_no_letter() {
    let post = Post::with("Dear [[person.name|the name]],\n");
    let told = told(&post.merge("Name,Street,City\nAda,1 A St,Town\nTotal,1,\n", &TXT_JSON));
    assert_eq!(rows(&told["failed"]), [3], "{told}");
    assert_eq!(told["failed"][0]["why"][0]["kind"], "total");
}

#[test]
fn an_empty_cell_fails_its_row_by_name_and_is_not_mailed() {
    let post = Post::with("Dear [[person.name|the name]],\n\n[[person.city|town]], [[person.state|state]]\n");
    let roster = "Name,Street,City,State\nAda,1 A St,Town,TX\n,2 B St,Town,CA\nCy,3 C St,Town,\nDi,4 D St,,\n";
    let ran = post.merge(roster, &TXT_JSON);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let told = told(&ran);
    assert_eq!(rows(&told["failed"]), [3, 4, 5], "{told}");
    assert_eq!(told["failed"][0]["why"][0]["kind"], "empty");
    assert_eq!(
        told["failed"][2]["text"],
        "the column `city` is empty; the column `state` is empty"
    );
    assert_eq!(post.in_order(), 1);
    let said = post.merge(roster, &TXT);
    assert!(
        said.code == 1 && said.out.contains("Row 4 has no letter: the column `state` is empty."),
        "{}",
        said.out
    );
    // A mark says that a cell may be empty; then nothing is printed there.
    post.revise(
        "all",
        "Dear [[person.name|n]] [[person.suffix?|Jr., Sr.]],\n\n[[person.city?|town]]\n",
    );
    let roster = "Name,Suffix,Street,City\nAda,,1 A St,\nBo,Jr.,2 B St,Town\n";
    post.merge(roster, &["--format", "txt", "--replace"]).ok();
    let texts: Vec<String> = post.list().iter().map(|line| post.letter(line)).collect();
    assert_eq!(texts, ["Dear Ada,\n", "Dear Bo Jr.,\n\nTown\n"]);
}

/// What `roster count` reads, a merge reads: other delimiters, encodings, a line that names the delimiter, a title.
#[test]
fn every_file_that_is_counted_is_merged() {
    let post = Post::with(DEAR);
    let plain = "Name;Street;City\r\nÄnne;1 A St;Köln\r\nBo; 2, B St;Town\r\n";
    let western: Vec<u8> = plain.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide = |text: &str| -> Vec<u8> {
        let units = std::iter::once('\u{feff}'.to_string())
            .chain([text.to_owned()])
            .collect::<String>();
        units.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let tabs = plain.replace(';', "\t");
    let files: [(&str, Vec<u8>); 6] = [
        ("semicolons", plain.into()),
        ("byte order mark", format!("\u{feff}{plain}").into()),
        ("Windows-1252", western),
        ("UTF-16 with tabs", wide(&tabs)),
        ("sep line", format!("sep=|\r\n{}", plain.replace(';', "|")).into()),
        ("title", format!("Customers;;\r\n{plain}").into()),
    ];
    for (what, bytes) in files {
        let ran = post.merge(&bytes, &TXT);
        assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
        assert_eq!(post.in_order(), 2, "{what}");
        let lines = post.list();
        assert_eq!(
            (&lines[0]["Name"][..], &lines[0]["City"][..]),
            ("Änne", "Köln"),
            "{what}"
        );
        assert_eq!(lines[1]["Street"], "2, B St", "{what}");
    }
    let said = post
        .merge(
            "Name~Street~City\nAda~1 A St~Town\n",
            &["--format", "txt", "--delimiter", "~"],
        )
        .ok();
    assert!(said.contains("Created 1 letter;"), "{said}");
    // A row whose cells may stand in the wrong columns is nobody's letter; one that swallows others stops everything.
    let ran = post.merge("Name,Street,City\nAda,1 A St,Town\nBo,2 B St, Suite 3,Town\n", &TXT);
    assert!(
        ran.code == 1
            && ran
                .out
                .contains("Row 3 has no letter: it has 4 cells and the header has 3"),
        "{}",
        ran.out
    );
    assert_eq!(post.in_order(), 1);
    let refused = post
        .merge("Name,Street,City\nAda,\"1 A St,Town\nBo,2 B St,Town\n", &TXT)
        .fails(2);
    assert!(refused.contains("row 2"), "{refused}");
    assert_eq!(post.in_order(), 1);
}

#[test]
fn a_letter_with_open_gaps_goes_to_nobody() {
    let post = Post::with("Dear [[person.name|the name]],\n\n[[letter.what_happened|what happened]]\n");
    let refused = post.merge(people(1..=2), &TXT).fails(1);
    assert!(refused.contains("open gaps: letter.what_happened"), "{refused}");
    post.revise("all", "[enroll](https://e.example/[[person.code|code]])\n");
    let refused = post.merge(people(1..=2), &TXT).fails(1);
    assert!(refused.contains("inside the address of a link"), "{refused}");
    assert!(!post.out().join("mail-house.csv").exists());
}

/// Names of all kinds: their letters as text, HTML and Word carry each of them as it is.
#[test]
fn names_of_every_kind_come_out_as_they_are() {
    let roster = std::fs::read_to_string(project("tests/data/merge-names.csv")).unwrap();
    let names: Vec<String> = list(&project("tests/data/merge-names.csv"))
        .iter()
        // A bell is in one of them, which no letter holds.
        .map(|line| line["name"].replace('\u{7}', ""))
        .collect();
    let post = Post::with(DEAR);
    for format in ["txt", "html", "docx"] {
        let ran = post.merge(&roster, &["--format", format, "--json", "--replace"]);
        let told = told(&ran);
        assert_eq!(rows(&told["failed"]), [27], "only the empty name fails: {told}");
        assert_eq!(rows(&told["cleaned"]), [16], "{told}");
        let lines = post.list();
        assert_eq!((lines.len(), post.files().len()), (25, 25));
        let different: BTreeSet<String> = post.files().iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(different.len(), 25, "names differ where case does not count");
        for (line, name) in lines.iter().zip(&names) {
            let bytes = std::fs::read(post.out().join(&line["file"])).unwrap();
            let marked = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            match format {
                "txt" => {
                    let text = String::from_utf8(bytes).unwrap().replace('\n', " ");
                    assert!(text.contains(&format!("Dear {name},  we")), "{name}: {text}");
                }
                "html" => {
                    let text = String::from_utf8(bytes).unwrap();
                    let marked = marked.replace('"', "&quot;").replace('\'', "&#39;");
                    assert!(text.contains(&format!("<p>Dear {marked},</p>")), "{name}: {text}");
                }
                _ => {
                    let text = document(bytes);
                    let marked = marked.replace('"', "&quot;");
                    assert!(text.contains(&format!("Dear {marked},")), "{name}: {text}");
                }
            }
        }
    }
}

fn document(bytes: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

/// What the fonts cannot draw fails its own row with the character named; the others are made, also in one file.
#[test]
fn a_sign_without_a_glyph_fails_its_row_and_never_its_bundle() {
    let roster = std::fs::read_to_string(project("tests/data/merge-names.csv")).unwrap();
    let post = Post::with(DEAR);
    let ran = post.merge(&roster, &["--json"]);
    assert_eq!(ran.code, 1);
    let alone = told(&ran);
    let failed: BTreeMap<u64, String> = alone["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["row"].as_u64().unwrap(), row["text"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(failed[&3], "no font can draw U+5C0F (小), U+660E (明), U+738B (王)");
    assert!(
        failed[&4].contains("U+AE40 (김)") && failed[&7].contains("U+0E2A (ส)"),
        "{failed:?}"
    );
    assert!(
        failed[&26].contains("U+1F469 (👩)") && failed[&27].contains("`name` is empty"),
        "{failed:?}"
    );
    assert_eq!(failed.keys().copied().collect::<Vec<_>>(), [3, 4, 7, 26, 27]);
    assert_eq!(post.files().len(), 21);
    let bundled = post.merge(&roster, &["--json", "--bundle", "50", "--replace"]);
    let bundled = told(&bundled);
    assert_eq!(bundled["failed"], alone["failed"]);
    assert_eq!((bundled["made"].as_u64(), post.files().len()), (Some(21), 1));
    let lines = post.list();
    assert_eq!(lines.len(), 21);
    assert!(
        lines.iter().zip(1..).all(|(line, at)| line["letter"] == at.to_string()),
        "{lines:?}"
    );
    // A letter that is itself not to be drawn is no fault of the rows.
    post.revise("all", "Dear [[person.name|n]], 日本.\n");
    let refused = post.merge(people(1..=2), &["--replace"]).fails(1);
    assert!(
        refused.contains("no font can draw U+65E5 (日), U+672C (本)"),
        "{refused}"
    );
}

#[test]
fn signs_that_turn_text_fail_their_row_and_control_characters_are_left_out() {
    let post = Post::with(DEAR);
    let roster = "Name,Street,City\nAda\u{202e}eve,1 A St,Town\nBo\u{7}b\u{1b}[31m,2 B St,Town\nCy,3 \u{2066}C,Town\n\
                  \"Di\nDee\",4 D St,Town\n";
    for format in ["txt", "docx", "pdf"] {
        let ran = post.merge(roster, &["--format", format, "--json", "--replace"]);
        let told = told(&ran);
        assert_eq!((ran.code, rows(&told["failed"])), (1, vec![2, 4]), "{format}: {told}");
        assert!(
            told["failed"][0]["text"]
                .as_str()
                .unwrap()
                .contains("`name` contains U+202E"),
            "{told}"
        );
        assert!(
            told["failed"][1]["text"]
                .as_str()
                .unwrap()
                .contains("`street` contains U+2066"),
            "{told}"
        );
        assert_eq!(rows(&told["cleaned"]), [3], "{told}");
        assert_eq!(post.files().len(), 2, "{format}");
        let first = std::fs::read(post.out().join(&post.list()[0]["file"])).unwrap();
        match format {
            "txt" => assert!(String::from_utf8(first).unwrap().contains("Dear Bob[31m,")),
            "docx" => assert!(document(first).contains("Dear Bob[31m,")),
            _ => assert!(first.starts_with(b"%PDF-")),
        }
    }
}

/// Cells and facts are told apart: a person field in a fact is filled, the same signs in a cell are text.
#[test]
fn a_person_field_in_a_fact_is_filled_and_in_a_cell_is_text() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let post = Post { desk, code };
    let set = |key: &str, value: &str| {
        let _ = post.desk.run(&["incident", "fact", "set", &post.code, key, value]).ok();
    };
    set("letter.monitoring_provider", "Watch Co.");
    set("letter.monitoring_months", "24");
    set(
        "letter.enrolment",
        "Use *your* code [[person.code|enrollment code]] by 1 March [[x|y]].",
    );
    post.desk
        .run(&["letter", "draft", &post.code, "--duty", "us-ca/individuals"])
        .ok();
    let id = "us-ca-individuals-en";
    let text = post.desk.run(&["letter", "show", &post.code, id]).ok();
    assert!(text.contains("[[person.code|enrollment code]]"), "{text}");
    assert!(
        !text.contains("\\[[person.code") && !text.contains("\\[\\[person.code"),
        "{text}"
    );
    // What a letter to an authority cannot fill is a gap there.
    set(
        "letter.authorities.measures_taken",
        "Each got the code [[person.code|enrollment code]].",
    );
    post.desk.run(&["letter", "draft", &post.code, "eu/art33-initial"]).ok();
    let report = post
        .desk
        .run(&["letter", "show", &post.code, "eu-art33-initial-en"])
        .ok();
    assert!(
        report.contains("[[letter.authorities.measures_taken|words without person.code]]"),
        "{report}"
    );
    post.revise(id, "Dear [[person.name|n]],\n\n[[person.code|enrollment code]]\n");
    let roster = "Name,Code\n[[person.name|x]],{{ secret }}\nAda,A-1\n";
    for format in ["txt", "html", "md", "pdf"] {
        post.merge_letter(id, roster, &["--format", format, "--replace"]).ok();
        let line = &post.list()[0];
        let bytes = std::fs::read(post.out().join(&line["file"])).unwrap();
        let text = String::from_utf8_lossy(&bytes).replace('\\', "");
        if format != "pdf" {
            assert!(
                text.contains("Dear [[person.name|x]],") && text.contains("{{ secret }}"),
                "{format}: {text}"
            );
            assert!(!text.contains("missing"), "{text}");
        }
    }
}
