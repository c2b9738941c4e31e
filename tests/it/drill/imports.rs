//! Event lists and exercises of other tools, each with its verdict: what becomes of it, what is asked, what is named.

use firebell::core::drill::clock::ExerciseTime;
use std::io::Write as _;

use firebell::drill::import::{ImportError, ListOptions, TimesAre, cexf, event_list};
use firebell::drill::read::read;
use firebell::drill::scenario::{InjectChannel, Kind, Scenario};
use firebell::drill::scenario_files::write::ScenarioText;

use super::*;

fn case(name: &str) -> Vec<u8> {
    std::fs::read(project("tests/data/drill-imports").join(name)).unwrap()
}

fn scenario(made: &ScenarioText) -> Scenario {
    read("made.toml", &made.text, 1).unwrap_or_else(|problems| panic!("{problems:?}\n{}", made.text))
}

/// The minutes of the injects; none for a contingency.
fn minutes(scenario: &Scenario) -> Vec<Option<i64>> {
    scenario
        .injects
        .iter()
        .map(|inject| inject.at.map(ExerciseTime::minute))
        .collect()
}

fn listed(bytes: &[u8], options: &ListOptions) -> (Scenario, ScenarioText) {
    let made = event_list("A list", bytes, options).unwrap();
    (scenario(&made), made)
}

fn plain(name: &str) -> (Scenario, ScenarioText) {
    listed(&case(name), &ListOptions::default())
}

fn at(minutes: &[i64]) -> Vec<Option<i64>> {
    minutes.iter().copied().map(Some).collect()
}

fn names(told: &[String], words: &str) {
    assert!(
        told.iter().any(|sentence| sentence.contains(words)),
        "{words}: {told:?}"
    );
}

/// An American list: start and end are no injects, a row of text alone goes on with the one above, notes stay away.
#[test]
fn an_american_list_keeps_its_rows_and_its_recipients() {
    let (made, told) = plain("a.csv");
    assert_eq!(minutes(&made), at(&[10, 25, 65]));
    assert_eq!(made.minutes, 90, "ENDEX says when it ends");
    assert!(made.injects[1].text.contains("Ransom note found") && made.injects[1].text.contains("250 BTC"));
    assert_eq!(made.injects[0].to, "IT Security Lead");
    assert_eq!(made.injects[0].channel, InjectChannel::Email);
    let actions: Vec<&str> = made.injects[0]
        .expect
        .iter()
        .map(|expected| expected.action.as_str())
        .collect();
    assert_eq!(actions[..2], ["Isolate hosts; open ticket", "Notify CISO"]);
    names(&told.left, "STARTEX");
    names(&told.left, "`responsible controller` (number 9) is for the facilitator");
    assert!(
        !told.text.contains("screenshot ready"),
        "the facilitator's notes are not for players"
    );
    names(&told.read_as, "row 5 goes on with the text of row 4");
}

/// A German one, in UTF-8 and as Excel saves it: `T+` is preferred to the time of day beside it.
#[test]
fn a_german_list_is_read_in_either_encoding() {
    for (name, encoding) in [("b.csv", None), ("b1252.csv", Some("Windows-1252"))] {
        let (made, told) = plain(name);
        assert_eq!(minutes(&made), at(&[0, 15, 45, 90]), "{name}");
        let channels: Vec<&str> = made.injects.iter().map(|inject| inject.channel.code()).collect();
        assert_eq!(channels, ["email", "phone", "letter", "press"], "{name}");
        assert!(
            made.injects[0].text.starts_with("Übungsbeginn"),
            "{name}: {}",
            made.injects[0].text
        );
        assert!(made.injects[1].text.contains("„unberechtigten Zugriff“"), "{name}");
        assert!(made.injects[1].text.contains("Anlage: Auszug"), "{name}");
        assert_eq!(made.injects[2].expect[0].action, "Fristenliste vorlegen");
        assert_eq!(made.injects[3].to, "Pressestelle");
        names(&told.left, "`uhrzeit`");
        if let Some(encoding) = encoding {
            names(&told.read_as, encoding);
        }
    }
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(String::from_utf8(case("b.csv")).unwrap().encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [&utf16[..], &utf16[2..]] {
        let (made, told) = listed(bytes, &ListOptions::default());
        assert_eq!(minutes(&made), at(&[0, 15, 45, 90]));
        assert!(made.injects[0].text.starts_with("Übungsbeginn"));
        names(&told.read_as, "UTF-16, little endian");
    }
}

/// What Excel writes for a time: a fraction of a day with point or comma. What cannot be placed is kept and named.
#[test]
fn fractions_spans_and_serial_numbers_are_read() {
    let (made, told) = plain("c.csv");
    assert_eq!(
        minutes(&made),
        [Some(0), Some(15), Some(60), Some(90), Some(100), Some(105), None, None]
    );
    names(&told.read_as, "separated by `;`");
    names(&told.left, "row 5: the time `01:30 PM`: it is a time of day");
    names(&told.left, "row 9: the time `45992.0625`: it is a moment with a date");
    let lost: Vec<&str> = made.injects[6..].iter().map(|inject| inject.subject.as_str()).collect();
    assert_eq!(lost, ["Board question", "Excel datetime serial"]);
    assert!(made.injects[6..].iter().all(|inject| inject.kind == Kind::Contingency));
    assert_eq!(made.injects[2].text, "Customer asks; \"is our data gone?\"");
    // With the time of day at which the exercise begins, half past one has its place.
    let options = ListOptions {
        zero: Some("12:00".parse().unwrap()),
        times: Some(TimesAre::Elapsed),
        ..ListOptions::default()
    };
    let (made, _) = listed(&case("c.csv"), &options);
    let board = made
        .injects
        .iter()
        .find(|inject| inject.subject == "Board question")
        .unwrap();
    assert_eq!(board.at.map(ExerciseTime::minute), Some(90));
}

/// `9:00` is asked about; it is never minute 540 in silence.
#[test]
fn nine_o_clock_is_asked_about() {
    for name in ["d.csv", "msel-hseep.csv"] {
        let asked = event_list("A list", &case(name), &ListOptions::default()).unwrap_err();
        assert!(
            matches!(&asked, ImportError::Unclear { row: 2, time } if time == "09:00"),
            "{name}: {asked:?}"
        );
        assert!(asked.hint().contains("--times of-day"), "{}", asked.hint());
    }
    let of_day = ListOptions {
        times: Some(TimesAre::OfDay),
        ..ListOptions::default()
    };
    let (made, told) = listed(&case("d.csv"), &of_day);
    assert_eq!(minutes(&made), at(&[0, 15, 65]));
    names(&told.read_as, "minute 0 is 09:00");
    let elapsed = ListOptions {
        times: Some(TimesAre::Elapsed),
        ..ListOptions::default()
    };
    assert_eq!(minutes(&listed(&case("d.csv"), &elapsed).0), at(&[540, 555, 605]));
    let before = ListOptions {
        zero: Some("08:45".parse().unwrap()),
        ..ListOptions::default()
    };
    assert_eq!(minutes(&listed(&case("d.csv"), &before).0), at(&[15, 30, 80]));
    // The list of the handbook keeps its contingency.
    let (made, _) = listed(&case("msel-hseep.csv"), &of_day);
    assert_eq!(minutes(&made), [Some(0), Some(25), Some(60), Some(105), None]);
    assert!(
        made.injects[4].text.contains("auditor asks"),
        "{}",
        made.injects[4].text
    );
    // On the command line it is a question with its answer.
    let desk = Desk::empty();
    let path = project("tests/data/drill-imports/d.csv");
    let to = desk.beside("made.toml");
    let args = ["drill", "import", path.to_str().unwrap(), "-o", to.to_str().unwrap()];
    let asked = desk.run(&args).fails(2);
    assert!(
        asked.contains("`09:00` may be a time of day") && asked.contains("hint: say which: --times"),
        "{asked}"
    );
    assert!(!to.exists());
    let _ = desk.run(&[&args[..], &["--times", "of-day"]].concat()).ok();
    assert!(to.exists());
}

#[test]
fn tabs_offsets_days_and_lists_without_times_are_read() {
    assert_eq!(minutes(&plain("e.csv").0), at(&[0, 15]));
    let (made, _) = plain("inject-list-offsets.csv");
    assert_eq!(minutes(&made), at(&[0, 25, 60, 90]));
    let channels: Vec<&str> = made.injects.iter().map(|inject| inject.channel.code()).collect();
    assert_eq!(channels, ["phone", "email", "letter", "phone"]);
    // Day 2 at eight is 23 hours after day 1 at nine.
    let (made, _) = plain("mel-serials.csv");
    assert_eq!(minutes(&made), at(&[0, 30, 23 * 60]));
    assert_eq!(made.injects[1].channel, InjectChannel::Phone, "a voice mail is no mail");
    assert_eq!(made.injects[1].attachments[0].name, "call.mp3");
    let (made, told) = plain("msel-minutes.csv");
    assert_eq!(minutes(&made), at(&[0, 10, 25]));
    names(&told.read_as, "no times");
    let bare = b"No.,Inject,Expected Outcome,Evaluator Comments\n1,It begins,Log it,\n2,It goes on,,\n";
    let asked = event_list("A list", bare, &ListOptions::default()).unwrap_err();
    assert!(
        matches!(asked, ImportError::NoTimes) && asked.hint().contains("--every"),
        "{asked:?}"
    );
    let options = ListOptions {
        every: Some(20),
        ..ListOptions::default()
    };
    assert_eq!(minutes(&listed(bare, &options).0), at(&[0, 20]));
}

/// A person names the columns that their names do not tell, and one that is not there is named with those that are.
#[test]
fn columns_are_mapped_by_hand() {
    let list = "Exercise \"Fall\"\n\nWann,Was geschieht,Wer\n0,It begins,SOC\n12,It goes on,Press\n";
    let refused = event_list("A list", list.as_bytes(), &ListOptions::default()).unwrap_err();
    assert!(refused.hint().contains("--column text=NAME"), "{}", refused.hint());
    let named = |columns: &[&str]| ListOptions {
        columns: columns.iter().map(|column| column.parse().unwrap()).collect(),
        ..ListOptions::default()
    };
    let (made, _) = listed(list.as_bytes(), &named(&["at=wann", "text=Was geschieht", "from=Wer"]));
    assert_eq!(minutes(&made), at(&[0, 12]));
    assert_eq!(made.injects[1].from, "Press");
    let refused = event_list("A list", list.as_bytes(), &named(&["text=Story"]))
        .unwrap_err()
        .to_string();
    assert!(refused.contains("no column `Story`"), "{refused}");
    assert!("colour=Wer".parse::<firebell::drill::import::NamedColumn>().is_err());
}

/// Midnight passes where the clock goes back; a time beyond two days, or two braces, breaks nothing.
#[test]
fn odd_cells_break_nothing() {
    let night = b"Uhrzeit;Inhalt\n23:30;late\n00:15;early\nD;{{nobody}} draws this\n";
    let (made, told) = listed(night, &ListOptions::default());
    assert_eq!(minutes(&made), [Some(0), Some(45), None]);
    names(&told.left, "`D`: it is not a time");
    let far = b"T+,Text\n0,begins\n5000,too late\n-5,too early\n,\n";
    let (made, told) = listed(far, &ListOptions::default());
    assert_eq!(minutes(&made), [Some(0), None, None]);
    names(&told.left, "more than two days");
    for junk in [&b""[..], b"\xff\xfe", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0", b"a\nb\n"] {
        assert!(event_list("A list", junk, &ListOptions::default()).is_err(), "{junk:?}");
    }
}

/// A workbook as Excel writes it: texts shared and inline, times as fractions with their formats, an empty cell, two sheets.
fn workbook(rows: &str) -> Vec<u8> {
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        file.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    };
    part(
        "xl/workbook.xml",
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Cover\" sheetId=\"1\" r:id=\"rId1\"/>\
         <sheet name=\"MSEL &amp; more\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>",
    );
    part(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>",
    );
    part(
        "xl/sharedStrings.xml",
        "<sst><si><t>Time</t></si><si><r><t>Descrip</t></r><r><t>tion</t></r><rPh><t>x</t></rPh></si><si><t>A &lt;b&gt; C</t></si></sst>",
    );
    part(
        "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"[h]:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"0\"/>\
         </cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"20\"/><xf numFmtId=\"18\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>",
    );
    part(
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Our exercise</t></is></c></row></sheetData></worksheet>",
    );
    part(
        "xl/worksheets/sheet2.xml",
        &format!(
            "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"D2\" t=\"s\"><v>1</v></c></row>{rows}</sheetData></worksheet>"
        ),
    );
    file.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_is_read_as_excel_shows_it() {
    let spans = "<row r=\"3\"><c r=\"B3\" s=\"3\"><v>0</v></c><c r=\"D3\" t=\"s\"><v>2</v></c></row>\
        <row r=\"5\"><c r=\"B5\" s=\"3\"><v>1.0208333333333333</v></c><c r=\"D5\" t=\"inlineStr\"><is><t>Next day</t></is></c></row>";
    let (made, told) = listed(&workbook(spans), &ListOptions::default());
    assert_eq!(minutes(&made), at(&[0, 24 * 60 + 30]));
    assert_eq!(made.injects[0].text, "A <b> C");
    names(&told.read_as, "MSEL & more");
    names(&told.left, "the sheet `Cover` was not read");
    // Nine o'clock without a word for it is asked about, with the row that Excel shows; with AM it needs no question.
    let nine = "<row r=\"7\"><c r=\"B7\" s=\"1\"><v>0.375</v></c><c r=\"D7\" t=\"s\"><v>2</v></c></row>";
    let asked = event_list("A list", &workbook(nine), &ListOptions::default()).unwrap_err();
    assert!(
        matches!(&asked, ImportError::Unclear { row: 7, time } if time == "9:00"),
        "{asked:?}"
    );
    let half_days = nine.replace("s=\"1\"", "s=\"2\"")
        + "<row r=\"8\"><c r=\"B8\" s=\"2\"><v>0.5416666666</v></c><c r=\"D8\" t=\"s\"><v>2</v></c></row>";
    assert_eq!(
        minutes(&listed(&workbook(&half_days), &ListOptions::default()).0),
        at(&[0, 240])
    );
    let other = ListOptions {
        sheet: Some("Cover".to_owned()),
        ..ListOptions::default()
    };
    assert!(event_list("A list", &workbook(spans), &other).is_err());
}

/// What a file of exercises is expected to come to.
#[derive(serde::Deserialize)]
struct Expected {
    file: Vec<ExpectedFile>,
}

#[derive(serde::Deserialize)]
struct ExpectedFile {
    file: String,
    #[serde(default)]
    injects: usize,
    #[serde(default)]
    minutes: Vec<i64>,
    #[serde(default)]
    left: Vec<String>,
    #[serde(default)]
    refuse: bool,
}

#[test]
fn exercises_in_the_common_format_come_out_as_expected() {
    let expected = String::from_utf8(case("cexf/expected.toml")).unwrap();
    let expected: Expected = toml::from_str(&expected).unwrap();
    assert_eq!(expected.file.len(), 15);
    for ExpectedFile {
        file,
        injects,
        minutes: when,
        left,
        refuse,
    } in expected.file
    {
        let made = cexf(&case(&format!("cexf/{file}")));
        if refuse {
            assert!(made.is_err(), "{file}");
            continue;
        }
        let made = made.unwrap_or_else(|error| panic!("{file}: {error}"));
        let scenario = scenario(&made);
        assert_eq!(scenario.injects.len(), injects, "{file}");
        if !when.is_empty() {
            assert_eq!(minutes(&scenario), at(&when), "{file}");
        }
        for words in left {
            assert!(
                made.left.iter().any(|told| told.contains(&words)),
                "{file}: {words}: {:?}",
                made.left
            );
        }
        assert!(
            !made.text.contains(".."),
            "{file}: a name that leads elsewhere: {}",
            made.text
        );
        assert!(scenario.minutes >= 100, "{file}: two hours were planned");
    }
}

/// The story is in the payloads: players read it, and it is a mail.
#[test]
fn payloads_are_what_players_read() {
    let made = cexf(&case("cexf/breach-two-hours.json")).unwrap();
    let scenario = scenario(&made);
    let first = &scenario.injects[0];
    assert_eq!(first.channel, InjectChannel::Email);
    assert_eq!(first.attachments[0].name, "call.eml");
    assert!(
        first.attachments[0].text.contains("went to a supplier by mistake"),
        "{}",
        first.attachments[0].text
    );
    assert!(
        scenario.truth.contains("Payroll export on the loose"),
        "{}",
        scenario.truth
    );
    assert_eq!(scenario.minutes, 120);
    for key in ["tags", "valid_until", "meta"] {
        names(&made.left, &format!("`exercise.{key}` was skipped"));
    }
}
