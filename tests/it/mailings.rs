//! Mailings: everybody gets the one letter that is for where they live, in their language and meant for them, or is named
//! with the reason; nothing of anybody is in the record.

mod after;
mod routing;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::common::record::{Desk, Ran};

/// A record whose incident has approved letters to people of several places.
struct Wave {
    desk: Desk,
    code: String,
}

/// A letter: its id, template, obligation, language and text.
type Made = (&'static str, &'static str, &'static str, &'static str);

const CA: Made = ("ca", "us/individuals-ca", "us-ca/individuals", "en");
const MA: Made = ("ma", "us/individuals-ma", "us-ma/individuals", "en");
const TX: Made = ("tx", "us/individuals", "us-tx/individuals", "en");
const TX_SPANISH: Made = ("tx-es", "us/individuals", "us-tx/individuals", "es");
const TX_MINOR: Made = ("tx-minor", "us/individuals-minor", "us-tx/individuals", "en");
const CA_EMAIL: Made = ("ca-mail", "us/email", "us-ca/individuals", "en");

impl Wave {
    fn with(letters: &[Made]) -> Wave {
        let (desk, code) = Desk::with_incident("Payroll file");
        let wave = Wave { desk, code };
        for letter in letters {
            wave.draft(*letter);
            wave.approve(letter.0);
        }
        wave
    }

    fn draft(&self, (id, template, obligation, language): Made) {
        let text = format!("# Notice {id}\n\nDear [[person.name|the name]],\n\nthis is the letter {id}.\n");
        let from = self.file("text.md", &text);
        let draft = ["letter", "draft", &self.code, template, "--obligation", obligation];
        let rest = ["--language", language, "--id", id, "--from", &from];
        self.desk.run(&[&draft[..], &rest].concat()).ok();
    }

    fn approve(&self, id: &str) {
        let because = ["--because", "a text for the test alone"];
        let approve = ["letter", "approve", &self.code, id];
        self.desk.run_as("counsel", &[&approve[..], &because].concat()).ok();
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.desk.beside(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn plan(&self, people: &str, more: &[&str]) -> Value {
        let people = self.file("people.csv", people);
        let args = [&["letter", "mailing", "plan", &self.code, &people, "--json"][..], more].concat();
        // The answer is no where somebody gets no letter.
        let ran = self.desk.run(&args);
        let view: Value = serde_json::from_str(&ran.out).unwrap();
        let unserved = !view["without_letter"].as_array().unwrap().is_empty();
        assert_eq!(ran.code, i32::from(unserved), "{}", ran.out);
        view
    }

    fn print(&self, people: &str, more: &[&str]) -> Ran {
        let people = self.file("people.csv", people);
        let out = self.out().display().to_string();
        let args = ["letter", "mailing", "print", &self.code, &people, "--out", &out];
        self.desk.run(&[&args[..], more].concat())
    }

    fn mailing(&self, verb: &str, more: &[&str]) -> Ran {
        self.desk
            .run(&[&["letter", "mailing", verb, &self.code][..], more].concat())
    }

    fn sent(&self, more: &[&str]) -> Ran {
        let sent = ["M1", "--carrier", "USPS", "--class", "first class"];
        self.mailing("sent", &[&sent[..], more].concat())
    }

    fn out(&self) -> PathBuf {
        self.desk.beside("out")
    }

    /// The pieces of a batch: the piece, the text of its letter, and the columns of the list.
    fn pieces(&self, batch: &str) -> Vec<(String, String, BTreeMap<String, String>)> {
        let folder = self.out().join(batch);
        let text = std::fs::read_to_string(folder.join("mail-house.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let lines = reader
            .deserialize()
            .map(|line: Result<BTreeMap<String, String>, _>| line.unwrap());
        lines
            .map(|line| {
                let letter = std::fs::read_to_string(folder.join(&line["file"])).unwrap();
                (line["piece"].clone(), letter, line)
            })
            .collect()
    }
}

/// Which reason each row without a letter has.
fn reasons(plan: &Value) -> BTreeMap<u64, String> {
    let rows = plan["without_letter"].as_array().unwrap().iter();
    rows.map(|row| {
        let kind = row["why"]["kind"].as_str().unwrap().to_owned();
        (row["row"].as_u64().unwrap(), kind)
    })
    .collect()
}

/// How many letters each letter has, by place.
fn letters(plan: &Value) -> BTreeMap<String, Value> {
    let batches = plan["batches"].as_array().unwrap().iter();
    batches
        .map(|batch| (batch["letter"].as_str().unwrap().to_owned(), batch["places"].clone()))
        .collect()
}
