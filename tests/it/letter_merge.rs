//! Merging: nobody's letter beside somebody else's address, no old text, no gap in the mail, nothing kept silently.

mod address;
mod folder;
mod rows;
mod share;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use firebell::core::ids::StoredDigest;
use serde_json::Value;

use crate::common::project;
use crate::common::record::{Desk, Ran};

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
        assert_eq!(line["sha256"], StoredDigest::of(&text).as_str(), "{line:?}");
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
