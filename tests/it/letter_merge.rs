//! Merging: nobody's letter beside somebody else's address, no old text, no gap in the mail, nothing kept silently.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use firebell::app::letters::digest;
use serde_json::Value;

use crate::common::project;
use crate::record_common::{Desk, Ran};

/// A record with an approved letter `all`, and a roster beside it.
struct Post {
    desk: Desk,
    code: String,
}

/// A line of the list for the mail house, by the heads of its columns.
type Line = BTreeMap<String, String>;

impl Post {
    fn with(text: &str) -> Post {
        let (desk, code) = Desk::with_incident("Mailbox read");
        let post = Post { desk, code };
        post.draft("all", &["inside/staff"], text);
        post
    }

    fn draft(&self, id: &str, what: &[&str], text: &str) {
        let from = self.file("text.md", text);
        let draft = [
            &["letter", "draft", &self.code][..],
            what,
            &["--id", id, "--from", &from],
        ]
        .concat();
        self.desk.run(&draft).ok();
        self.approve(id);
    }

    fn revise(&self, id: &str, text: &str) {
        let from = self.file("text.md", text);
        self.desk.run(&["letter", "edit", &self.code, id, "--from", &from]).ok();
        self.approve(id);
    }

    fn approve(&self, id: &str) {
        let because = [
            "letter",
            "approve",
            &self.code,
            id,
            "--because",
            "filled from the roster",
        ];
        self.desk.run_as("counsel", &because).ok();
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.desk.beside(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn out(&self) -> PathBuf {
        self.desk.beside("out")
    }

    /// Merges a roster into the folder `out`.
    fn merge(&self, roster: impl AsRef<[u8]>, more: &[&str]) -> Ran {
        self.merge_letter("all", roster, more)
    }

    fn merge_letter(&self, id: &str, roster: impl AsRef<[u8]>, more: &[&str]) -> Ran {
        let roster = self.file("people.csv", roster);
        let out = self.out().display().to_string();
        let args = [&["letter", "merge", &self.code, id, &roster, "--out", &out][..], more].concat();
        self.desk.run(&args)
    }

    fn list(&self) -> Vec<Line> {
        list(&self.out().join("mail-house.csv"))
    }

    /// The text of the letter that a line of the list names; its digest must be the listed one.
    fn letter(&self, line: &Line) -> String {
        let text = std::fs::read_to_string(self.out().join(&line["file"])).unwrap();
        assert_eq!(line["sha256"], digest(&text), "{line:?}");
        text
    }

    fn names(&self) -> BTreeSet<String> {
        let all = std::fs::read_dir(self.out()).unwrap();
        all.map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    /// Letters in the folder, whatever lists them.
    fn files(&self) -> BTreeSet<String> {
        let kinds = ["letter-", "letters-", "cohort-"];
        let of_a_letter = |name: &String| {
            kinds
                .iter()
                .any(|kind| name.trim_start_matches("EXERCISE-").starts_with(kind))
        };
        self.names().into_iter().filter(of_a_letter).collect()
    }

    /// The list names exactly the letters there are, and each holds the name beside which it is listed.
    fn in_order(&self) -> usize {
        let lines = self.list();
        for line in &lines {
            assert!(
                self.letter(line).contains(&format!("Dear {},", line["Name"])),
                "{line:?}"
            );
        }
        let listed: BTreeSet<String> = lines.iter().map(|line| line["file"].clone()).collect();
        assert_eq!(listed, self.files());
        lines.len()
    }
}

fn list(path: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The JSON of a merge, whatever its exit code.
fn told(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

fn rows(value: &Value) -> Vec<u64> {
    let all = value.as_array().unwrap().iter();
    all.map(|row| row.get("row").unwrap_or(row).as_u64().unwrap()).collect()
}

const DEAR: &str = "# Notice\n\nDear [[person.name|the name]],\n\nwe write to you.\n";
const TXT: [&str; 2] = ["--format", "txt"];
const TXT_JSON: [&str; 3] = ["--format", "txt", "--json"];

fn people(range: std::ops::RangeInclusive<u32>) -> String {
    let row = |n| format!("Person {n},{n} Main St,Town\n");
    format!("Name,Street,City\n{}", range.map(row).collect::<String>())
}

#[test]
fn a_row_put_on_top_shifts_nobody_s_letter() {
    let post = Post::with(DEAR);
    let said = post.merge(people(1..=30), &TXT).ok();
    assert!(said.contains("30 letters made, 0 were there already"), "{said}");
    assert_eq!(post.in_order(), 30);
    let shifted = people(1..=30).replacen('\n', "\nEve New,666 Other St,Elsewhere\n", 1);
    let said = post.merge(shifted, &TXT).ok();
    assert!(said.contains("1 letters made, 30 were there already"), "{said}");
    assert_eq!(post.in_order(), 31);
    let first = &post.list()[0];
    assert!(
        first["row"] == "2" && first["Name"] == "Eve New" && first["City"] == "Elsewhere",
        "{first:?}"
    );
}

#[test]
fn another_roster_in_the_same_folder_takes_the_former_letters_away_by_name() {
    let post = Post::with(DEAR);
    post.merge("Name,Street,City\nAnna,A St,Town\nZara,Z St,Town\n", &TXT)
        .ok();
    let anna = post.letter(&post.list()[0]);
    let again = post.merge("Name,Street,City\nZara,Z St,Town\nBo,B St,Town\n", &TXT_JSON);
    let told = told(&again);
    assert_eq!(
        (told["made"].as_u64(), told["there"].as_u64()),
        (Some(1), Some(1)),
        "{told}"
    );
    assert_eq!(rows(&told["removed"][0]["rows"]), [2], "{told}");
    assert_eq!(post.in_order(), 2);
    assert!(anna.contains("Dear Anna,") && !post.list().iter().any(|line| post.letter(line) == anna));
    // A corrected cell makes a letter anew, and the one with the mistake goes.
    let said = post
        .merge("Name,Street,City\nZara,Z St,Town\nBoris,B St,Town\n", &TXT)
        .ok();
    assert!(said.contains("1 letters made, 1 were there already"), "{said}");
    assert!(
        said.contains("1 files of an earlier run were removed") && said.contains("then: 3."),
        "{said}"
    );
    assert_eq!(post.in_order(), 2);
}

#[test]
fn letters_of_an_older_text_are_never_kept() {
    let post = Post::with("# Notice\n\nDear [[person.name|the name]],\n\n24 months.\n");
    let roster = people(1..=3);
    post.merge(&roster, &TXT).ok();
    post.revise("all", "# Notice\n\nDear [[person.name|the name]],\n\n36 months.\n");
    let before = post.names();
    let refused = post.merge(&roster, &TXT).fails(1);
    assert!(refused.contains("holds letters of another merge"), "{refused}");
    assert!(refused.contains("the text was another one"), "{refused}");
    assert!(
        refused.contains("--replace") && refused.contains("remove the 3 files"),
        "{refused}"
    );
    assert_eq!(post.names(), before, "a refusal changes nothing");
    let said = post.merge(&roster, &["--format", "txt", "--replace"]).ok();
    assert!(
        said.contains("3 letters made, 0 were there") && said.contains("3 files of an earlier run"),
        "{said}"
    );
    assert_eq!(post.in_order(), 3);
    assert!(post.list().iter().all(|line| post.letter(line).contains("36 months")));
}

#[test]
fn a_folder_belongs_to_one_letter_and_one_form() {
    let post = Post::with(DEAR);
    post.draft(
        "other",
        &["inside/staff"],
        "# Other\n\nDear [[person.name|the name]],\n\nnot this one.\n",
    );
    let roster = people(1..=3);
    post.merge(&roster, &TXT).ok();
    let refused = post.merge_letter("other", &roster, &TXT).fails(1);
    assert!(refused.contains("made from the letter all of"), "{refused}");
    let refused = post.merge(&roster, &["--format", "html"]).fails(1);
    assert!(refused.contains("they were made as txt"), "{refused}");
    let refused = post.merge(&roster, &["--format", "txt", "--cohort", "name"]).fails(1);
    assert!(refused.contains("shared out differently"), "{refused}");
    assert_eq!(post.in_order(), 3);
    // A folder with other things in it, such as the letters of a version without manifests, is not touched at all.
    let out = post.desk.beside("old");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("00000002.txt"), "Dear Somebody,").unwrap();
    let out = out.display().to_string();
    let roster = post.file("people.csv", &roster);
    for more in [&[][..], &["--replace"]] {
        let args = [
            &["letter", "merge", &post.code, "all", &roster, "--out", &out][..],
            more,
        ]
        .concat();
        let refused = post.desk.run(&args).fails(1);
        assert!(refused.contains("holds files that no merge recorded"), "{refused}");
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn what_changed_in_the_folder_is_made_again_or_named() {
    let post = Post::with(DEAR);
    let roster = people(1..=3);
    post.merge(&roster, &TXT).ok();
    let lines = post.list();
    std::fs::write(post.out().join(&lines[0]["file"]), "Dear Somebody Else,").unwrap();
    std::fs::remove_file(post.out().join(&lines[1]["file"])).unwrap();
    std::fs::write(post.out().join("00000009.txt"), "Dear Stranger,").unwrap();
    let said = post.merge(&roster, &TXT).ok();
    assert!(said.contains("2 letters made, 1 were there already"), "{said}");
    assert!(said.contains("had been changed since it was made"), "{said}");
    assert!(
        said.contains("00000009.txt is in the folder and was not made by this merge"),
        "{said}"
    );
    assert_eq!(post.list(), lines);
    assert_eq!(post.in_order(), 3);
}

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
    assert!(said.contains("1 letters made"), "{said}");
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
                .contains("`name` holds U+202E"),
            "{told}"
        );
        assert!(
            told["failed"][1]["text"]
                .as_str()
                .unwrap()
                .contains("`street` holds U+2066"),
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
        "letter.measures_taken",
        "Each got the code [[person.code|enrollment code]].",
    );
    post.desk.run(&["letter", "draft", &post.code, "eu/art33-initial"]).ok();
    let report = post
        .desk
        .run(&["letter", "show", &post.code, "eu-art33-initial-en"])
        .ok();
    assert!(
        report.contains("[[letter.measures_taken|words without person.code]]"),
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

#[cfg(unix)]
#[test]
fn files_are_private_and_the_list_holds_what_a_mail_house_needs() {
    use std::os::unix::fs::PermissionsExt as _;
    let post = Post::with(DEAR);
    let roster = "Name,Birth date,SSN,Address,City,State,ZIP,mailing_opt_in,Email,Ref\n\
                  \"=cmd|' /C calc'!A0\",1970-01-01,999-99-9999,\"\t+1 A St\",Town,TX,78701,yes,a@example.com,R1\n\
                  Änne,1971-01-01,999-99-9998,＝2 B St,Town,TX,78701,no,b@example.com,R2\n\
                  Cy,1972-01-01,999-99-9997,,Town,TX,,yes,c@example.com,R3\n";
    let ran = post.merge(roster, &TXT_JSON);
    let told = told(&ran);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in post.names() {
        let mode = post.out().join(&name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
    assert_eq!(post.out().metadata().unwrap().permissions().mode() & 0o777, 0o700);
    // A town and an e-mail address do not make a postal address, and an answer about mailing is none.
    assert_eq!(rows(&told["without_address"]), [4], "{told}");
    let text = std::fs::read_to_string(post.out().join("mail-house.csv")).unwrap();
    let head = text.trim_start_matches('\u{feff}').lines().next().unwrap();
    assert_eq!(head, "row,file,letter,sha256,Name,Address,City,State,ZIP");
    for secret in ["999-99", "1970", "example.com", "R1"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let lines = post.list();
    assert_eq!(lines[0]["Name"], "'=cmd|' /C calc'!A0");
    assert!(
        lines[0]["Address"].starts_with('\'') && lines[1]["Address"].starts_with("'＝"),
        "{lines:?}"
    );
    assert!(text.starts_with('\u{feff}'), "Excel must see that the names are UTF-8");
    post.merge(roster, &["--format", "txt", "--list-columns", "ref,Email"])
        .ok();
    assert_eq!(
        (&post.list()[1]["Ref"][..], &post.list()[1]["Email"][..]),
        ("R2", "b@example.com")
    );
    let refused = post
        .merge(roster, &["--format", "txt", "--list-columns", "nothing"])
        .fails(2);
    assert!(refused.contains("the roster has no column `nothing`"), "{refused}");
}

#[test]
fn one_merge_at_a_time_works_in_a_folder() {
    let post = Post::with(DEAR);
    post.merge(people(1..=2), &TXT).ok();
    let lock = std::fs::File::open(post.out().join(".firebell-merge.lock")).unwrap();
    lock.lock().unwrap();
    let refused = post.merge(people(1..=3), &TXT).fails(1);
    assert!(refused.contains("another merge is writing into"), "{refused}");
    assert_eq!(post.in_order(), 2);
    drop(lock);
    post.merge(people(1..=3), &TXT).ok();
    assert_eq!(post.in_order(), 3);
}

/// A merge that is killed leaves no list and no half letter under a letter's name; run again, it ends as if nothing
/// had happened.
#[test]
fn a_killed_merge_goes_on() {
    let post = Post::with(DEAR);
    let roster = people(1..=700);
    let whole = {
        post.merge(&roster, &TXT).ok();
        let texts: Vec<String> = post.list().iter().map(|line| post.letter(line)).collect();
        std::fs::remove_dir_all(post.out()).unwrap();
        texts
    };
    let (people, out) = (post.file("people.csv", &roster), post.out().display().to_string());
    let mut times = 0;
    for wanted in [1, 400] {
        let args = [
            "letter", "merge", &post.code, "all", &people, "--out", &out, "--format", "txt",
        ];
        let mut child = post
            .desk
            .command(&args)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let count = || match std::fs::read_dir(post.out()) {
            Ok(all) => all
                .filter(|entry| {
                    entry
                        .as_ref()
                        .unwrap()
                        .file_name()
                        .to_string_lossy()
                        .starts_with("letter-")
                })
                .count(),
            Err(_) => 0,
        };
        while count() < wanted && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            times += 1;
            child.wait().unwrap();
            // Either it was cut off before the list, or the list was the last thing it did.
            if post.out().join("mail-house.csv").exists() {
                assert_eq!(post.in_order(), 700);
            }
            for file in post.files() {
                let text = std::fs::read_to_string(post.out().join(&file)).unwrap();
                assert!(text.ends_with("we write to you.\n"), "{file}: {text}");
            }
        }
    }
    assert!(times > 0, "no run was cut off");
    post.merge(&roster, &TXT).ok();
    assert_eq!(post.in_order(), 700);
    let texts: Vec<String> = post.list().iter().map(|line| post.letter(line)).collect();
    assert_eq!(texts, whole);
    assert!(
        !post
            .names()
            .iter()
            .any(|name| name.ends_with(".part") || name.contains("journal")),
        "{:?}",
        post.names()
    );
}

#[test]
fn an_exercise_says_so_in_every_name_and_letter() {
    let desk = Desk::new();
    let opened = desk.run(&["incident", "open", "Drill", "--exercise", "--json"]).json();
    let code = opened["code"].as_str().unwrap().to_owned();
    let post = Post { desk, code };
    post.draft("all", &["inside/staff"], DEAR);
    post.merge(people(1..=2), &TXT).ok();
    let visible = post
        .names()
        .into_iter()
        .filter(|name| !name.starts_with('.') && name != "firebell-merge.json");
    assert!(
        visible.into_iter().all(|name| name.starts_with("EXERCISE-")),
        "{:?}",
        post.names()
    );
    for line in list(&post.out().join("EXERCISE-mail-house.csv")) {
        assert!(post.letter(&line).contains("EXERCISE"), "{line:?}");
    }
}

#[test]
fn the_letter_of_a_state_goes_to_nobody_who_lives_elsewhere() {
    let post = Post::with(DEAR);
    post.draft("ma", &["--duty", "us-ma/individuals"], DEAR);
    let roster =
        "Name,Street,City,State,Zip\nAda,1 A St,Boston,MA,02108\nBo,2 B St,Oakland,Calif.,94601\nCy,3 C St,Town,,\n";
    let ran = post.merge_letter("ma", roster, &TXT_JSON);
    let said = told(&ran);
    assert_eq!((ran.code, rows(&said["failed"])), (1, vec![3]), "{said}");
    let text = said["failed"][0]["text"].as_str().unwrap();
    assert_eq!(text, "the letter is for people in US-MA, and this row is in US-CA");
    assert_eq!(post.list().len(), 2);
    let all = post
        .merge_letter("ma", roster, &["--format", "txt", "--any-place"])
        .ok();
    assert!(all.contains("1 letters made, 2 were there already"), "{all}");
}

#[test]
fn a_person_in_two_rows_gets_one_letter_and_a_shared_key_two() {
    let post = Post::with(DEAR);
    let roster = "Name,Email,Street,City\nAda,a@example.com,1 A St,Town\nada ,A@example.com,1 A St,Town\n\
                  Ada,a@example.com,9 New St,Town\nBo,a@example.com,1 A St,Town\nCy,N/A,3 C St,Town\nCy,N/A,4 C St,Town\n";
    let ran = post.merge(roster, &TXT_JSON);
    let told = told(&ran);
    assert_eq!((ran.code, rows(&told["repeats"])), (0, vec![3, 4]), "{told}");
    assert_eq!(told["repeats"][1]["first"], 2);
    assert_eq!(
        (&told["repeats"][1]["differs"], told["made"].as_u64()),
        (&Value::Bool(true), Some(4)),
        "{told}"
    );
    assert_eq!(rows(&told["shared_keys"]), [5], "{told}");
    let listed: Vec<String> = post.list().iter().map(|line| line["row"].clone()).collect();
    assert_eq!(listed, ["2", "5", "6", "7"], "a placeholder is nobody's key");
    let said = post.merge(roster, &["--format", "txt", "--every-row"]).ok();
    assert!(said.contains("2 letters made, 4 were there already"), "{said}");
}

const ROSTER: &str = "Name,State,Minor,Email\n\
                      Ada,US-TX,no,a@example.com\n\
                      Bo,US-CA,no,b@example.com\n\
                      Cy,US-TX,no,\n\
                      Di,US-TX,yes,d@example.com\n";

#[test]
fn a_cohort_gets_one_letter_and_nobody_else_s_name() {
    let post = Post::with("# Notice\n\nTo everybody in [[person.state|the state]].\n");
    let by = ["--format", "txt", "--cohort", "State", "--cohort", "minor"];
    let said = post.merge(ROSTER, &by).ok();
    assert!(said.contains("3 letters made"), "{said}");
    for words in ["2 people: US-TX · no", "1 people: US-CA · no", "1 people: US-TX · yes"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let lines = post.list();
    let first = post.letter(&lines[0]);
    assert!(
        first.contains("To everybody in US-TX.") && !first.contains("Ada"),
        "{first}"
    );
    assert!(
        lines[2]["Name"] == "Cy" && lines[2]["file"] == lines[0]["file"],
        "{lines:?}"
    );
    assert!(
        lines[3]["Name"] == "Di" && lines[3]["file"] != lines[0]["file"],
        "{lines:?}"
    );
    let again = post.merge(ROSTER, &by).ok();
    assert!(again.contains("0 letters made, 3 were there"), "{again}");
    // An empty cell that the text needs is nobody's state.
    let ran = post.merge(format!("{ROSTER}Ed,,no,\n"), &by);
    assert!(
        ran.code == 1 && ran.out.contains("Row 6 has no letter: the column `state` is empty."),
        "{}",
        ran.out
    );
    // A name has no place in a letter to many, and a cohort needs its column.
    let post = Post::with(DEAR);
    let said = post.merge(ROSTER, &["--cohort", "state"]).fails(2);
    assert!(said.contains("one letter for many people cannot hold `name`"), "{said}");
    let said = post.merge(ROSTER, &["--cohort", "country"]).fails(2);
    assert!(said.contains("no column `country`"), "{said}");
}

#[test]
fn many_letters_go_into_one_pdf_and_the_list_says_where() {
    let post = Post::with(DEAR);
    let said = post.merge(ROSTER, &["--bundle", "3"]).ok();
    assert!(said.contains("4 letters made"), "{said}");
    let lines = post.list();
    let size = |line: &Line| {
        let bytes = std::fs::read(post.out().join(&line["file"])).unwrap();
        assert!(bytes.starts_with(b"%PDF-"), "{line:?}");
        bytes.len()
    };
    assert!(size(&lines[0]) > size(&lines[3]));
    assert!(
        lines[2]["Name"] == "Cy" && lines[2]["letter"] == "3" && lines[2]["file"] == lines[0]["file"],
        "{lines:?}"
    );
    std::fs::remove_file(post.out().join(&lines[3]["file"])).unwrap();
    let again = post.merge(ROSTER, &["--bundle", "3"]).ok();
    assert!(again.contains("1 letters made, 3 were there"), "{again}");
    let refused = post.merge(ROSTER, &["--bundle", "3", "--format", "txt"]).fails(2);
    assert!(refused.contains("only PDF files can hold several letters"), "{refused}");
}
