//! Rosters as real files write them, counted by the binary. Each test has the number of its finding.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::common::project;
use crate::common::record::{Desk, Ran};

fn run(bytes: &[u8], args: &[&str]) -> Ran {
    let desk = Desk::empty();
    let file = desk.beside("people.csv");
    std::fs::write(&file, bytes).unwrap();
    let path = file.display().to_string();
    desk.run(&[&["roster", "count", &path, "--json"], args].concat())
}

fn case(name: &str) -> Vec<u8> {
    std::fs::read(project("tests/data/roster").join(name)).unwrap()
}

fn counted(bytes: &[u8], args: &[&str]) -> Value {
    run(bytes, args).json()
}

/// `US-CA 1, US-TX 2`
fn places(json: &Value) -> String {
    let places = json["by_jurisdiction"].as_object().unwrap();
    let sorted: BTreeMap<_, _> = places
        .iter()
        .map(|(place, count)| (place.clone(), count.as_u64().unwrap()))
        .collect();
    sorted
        .iter()
        .map(|(place, count)| format!("{place} {count}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect()
}

/// A warning's count and rows.
fn warned(json: &Value, kind: &str) -> (u64, Vec<u64>) {
    let all = json["warnings"].as_array().unwrap();
    let found = all.iter().find(|warning| warning["kind"] == kind);
    let warning = found.unwrap_or_else(|| panic!("no warning {kind} in {all:?}"));
    assert!(warning["text"].as_str().unwrap().len() > 20);
    (warning["count"].as_u64().unwrap(), numbers(&warning["rows"]))
}

fn kinds(json: &Value) -> Vec<&str> {
    json["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w["kind"].as_str().unwrap())
        .collect()
}

/// Rows without a place, for a reason.
fn unplaced(json: &Value, reason: &str) -> Vec<u64> {
    let all = json["unplaced_reasons"].as_array().unwrap();
    all.iter()
        .find(|entry| entry["reason"] == reason)
        .map(|entry| numbers(&entry["rows"]))
        .unwrap_or_default()
}

/// Refused as bad input, in words that hold these.
fn refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 2, "{} {}", ran.out, ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(!ran.err.contains("example.org"), "{}", ran.err);
}

#[test]
fn a01_military_addresses_are_never_the_emirates() {
    let json = counted(&case("C01-military.csv"), &[]);
    assert_eq!(places(&json), "US-TX 1");
    assert_eq!(unplaced(&json, "military"), [2, 3, 4, 5]);
    let us = b"id,name,city,state,zip,country\n1,A,APO,AE,09012,US\n2,B,FPO,AP,96349,US\n3,C,DPO,AA,34038,USA\n4,D,Dubai,,,AE\n5,E,Austin,TX,78701,US\n";
    let json = counted(us, &[]);
    assert_eq!(places(&json), "AE 1, US-TX 1");
    assert_eq!(unplaced(&json, "military"), [2, 3, 4]);
}

#[test]
fn a02_territories_and_associated_states() {
    let json = counted(&case("C02-territories.csv"), &[]);
    assert_eq!(
        places(&json),
        "FM 1, MH 1, PW 1, US-AS 1, US-GU 1, US-MP 1, US-PR 1, US-VI 1"
    );
    assert_eq!(kinds(&json), Vec::<&str>::new());
}

#[test]
fn a03_zip_codes_that_three_digits_do_not_settle() {
    let text = b"id,zip,country\n1,06390,US\n2,72643,US\n3,73960,US\n4,83414,US\n5,20588,US\n6,20598,US\n7,96799,US\n8,96950,US\n9,96940,US\n10,88888,US\n";
    let json = counted(text, &[]);
    assert_eq!(
        places(&json),
        "PW 1, US-AS 1, US-MD 1, US-MO 1, US-MP 1, US-NY 1, US-TX 1, US-VA 1, US-WY 1"
    );
    assert_eq!(unplaced(&json, "no_state"), [11]);
    let stated = b"id,state,zip\n1,NY,06390\n2,MO,72643\n3,TX,73960\n4,WY,83414\n5,MD,20588\n6,VA,20598\n7,AS,96799\n8,MP,96950\n";
    let json = counted(stated, &[]);
    assert_eq!((&json["contradictions"], &json["unplaced"]), (&0.into(), &0.into()));
    let wrong = counted(b"id,state,zip\n1,TX,10001\n2,TX,78701\n", &[]);
    assert_eq!(warned(&wrong, "other_state"), (1, vec![2]));
    assert_eq!(wrong["ranges"]["US-TX"]["min"], 1, "{wrong}");
}

#[test]
fn a05_leading_zeros_are_restored_and_told() {
    let json = counted(&case("C04-leading-zero.csv"), &[]);
    // 501 is Holtsville in New York, 601 Adjuntas in Puerto Rico.
    assert_eq!(places(&json), "US-MA 6, US-NJ 1, US-NY 1, US-PR 1, US-TX 1");
    let notes = json["notes"].to_string();
    assert!(notes.contains("6 ZIP codes had lost their leading zeros"), "{notes}");
    // A code that is not in use once its zero is back is a typing error, not a code of Massachusetts.
    let typed = counted(
        b"id,zip\n1,78701\n2,75001\n3,77001\n4,77002\n5,77003\n6,77004\n7,77005\n8,77006\n9,77007\n10,1000\n",
        &[],
    );
    assert_eq!((places(&typed).as_str(), &typed["unplaced"]), ("US-TX 9", &1.into()));
}

#[test]
fn a06_keys_that_a_spreadsheet_rounded_count_as_people() {
    let json = counted(&case("C10-scientific-keys.csv"), &[]);
    assert_eq!(json["people"], 6);
    assert_eq!(warned(&json, "rounded_key"), (6, vec![2, 3, 4, 5, 6, 7]));
    assert_eq!(json["ranges"]["US-TX"], serde_json::json!({"min": 1, "max": 6}));
    let placeholders =
        "customer id,state\n1001,TX\nN/A,TX\nnone,TX\nUnknown,TX\n-,TX\n,TX\n0000,TX\nn.a.,TX\n1001,TX\n";
    let json = counted(placeholders.as_bytes(), &[]);
    assert_eq!(json["people"], 8);
    assert_eq!(warned(&json, "placeholder_key"), (6, vec![3, 4, 5, 6, 8, 9]));
    assert_eq!(warned(&json, "empty_key"), (1, vec![7]));
    assert_eq!(json["people_range"], serde_json::json!({"min": 1, "max": 8}));
    let fine = counted(
        b"customer id,state\n123456789012345,TX\n1E5,TX\n120000000000000,CA\n12345678901234567,CA\n",
        &[],
    );
    assert_eq!(
        kinds(&fine),
        Vec::<&str>::new(),
        "numbers that a spreadsheet leaves alone"
    );
    let mail = counted(
        b"email,state\nnone@example.org,TX\nnone@example.org,TX\nnoreply@example.org,TX\nann@example.org,TX\n",
        &[],
    );
    assert_eq!((&mail["people"], warned(&mail, "placeholder_key").0), (&4.into(), 3));
}

#[test]
fn a07_an_address_that_several_people_share_is_told() {
    let json = counted(&case("C11-shared-email.csv"), &[]);
    assert_eq!(warned(&json, "shared_key"), (1, vec![2, 3, 4]));
    assert_eq!(json["people_range"], serde_json::json!({"min": 2, "max": 4}));
    let json = counted(&case("C11-shared-email.csv"), &["--key", "customer id"]);
    assert_eq!(json["people"], 4);
    assert_eq!(kinds(&json), Vec::<&str>::new());
    // Names alone tell it too, but not other spellings of one name.
    let named = counted(
        b"email,name,state\na@x,Ann Ames,TX\na@x,ANN  AMES,TX\nb@x,Bo,TX\nb@x,Cy,CA\nc@x,,TX\nc@x,Di,TX\n",
        &[],
    );
    assert_eq!(warned(&named, "shared_key"), (1, vec![4, 5]));
    assert_eq!(named["people_range"], serde_json::json!({"min": 3, "max": 4}));
}

#[test]
fn a08_spellings_of_one_address_are_one_person() {
    let json = counted(&case("C12-key-bytes.csv"), &[]);
    assert_eq!(json["people"], 2);
    // Customer numbers that differ by case alone are different customers.
    let json = counted(b"customer id,state\n001A0abc,TX\n001A0ABC,TX\n", &[]);
    assert_eq!(json["people"], 2);
}

#[test]
fn a09_an_unclosed_quote_is_refused_with_its_row() {
    refused(&run(&case("C09-unclosed-quote.csv"), &[]), &["row 4", "quote"]);
    let smart = String::from_utf8(case("C09-unclosed-quote.csv"))
        .unwrap()
        .replace("Person 3,", "Person 3\u{201d},");
    refused(&run(smart.as_bytes(), &[]), &["row 4", "quote"]);
    let closed = counted(b"id,name,state\n1,\"Ann,TX\n2,Bo,CA\n3,\",TX\n", &[]);
    assert_eq!(warned(&closed, "rows_in_cell"), (1, vec![2]));
    assert_eq!(closed["people_range"]["max"], Value::Null);
}

#[test]
fn a_row_that_is_too_long_is_refused() {
    let long = [b"email,state\na@example.org,TX\n".as_slice(), &vec![b'a'; 3 << 20]].concat();
    refused(&run(&long, &[]), &["row 3 is longer than 1 MB"]);
}

#[test]
fn a10_a_first_line_that_names_the_delimiter() {
    let json = counted(&case("C07-sep-line.csv"), &[]);
    assert_eq!(places(&json), "US-CA 1, US-TX 1");
}

#[test]
fn a11_german_postal_codes_are_not_american() {
    let json = counted(&case("C06-german-excel-cp1252.csv"), &[]);
    assert_eq!((places(&json).as_str(), &json["unplaced"]), ("", &4.into()));
    assert_eq!(json["charset"], "Windows-1252");
    assert!(json["unplaced_reasons"].to_string().contains("--country"), "{json}");
    let json = counted(&case("C06-german-excel-cp1252.csv"), &["--country", "DE"]);
    assert_eq!(places(&json), "DE 4");
    let json = counted(&case("C06-german-with-country.csv"), &[]);
    assert_eq!(places(&json), "AT 1, CH 1, DE-BW 1, DE-BY 1");
    // Even under an English name: most of these are no ZIP codes in use.
    let zip = counted(
        b"email,zip\na@x,10115\nb@x,80331\nc@x,01067\nd@x,20095\ne@x,70173\n",
        &[],
    );
    assert_eq!(places(&zip), "");
    refused(
        &run(b"email,zip\na@x,10115\n", &["--country", "Land"]),
        &["--country-column"],
    );
}

#[test]
fn a12_a_country_that_is_not_recognized_is_never_the_united_states() {
    let text = "id,country,zip\n1,US,90001\n2,Bosnia and Herzegovina,71000\n3,Serbia,11000\n4,SRB,11000\n5,Espagne,28001\n6,Atlantis,10001\n7,N/A,10001\n8,Ruritania,90210\n";
    let json = counted(text.as_bytes(), &[]);
    assert_eq!(places(&json), "BA 1, ES 1, RS 2, US-CA 1");
    assert_eq!(unplaced(&json, "unknown_country"), [7, 8, 9]);
}

#[test]
fn a13_na_is_namibia_only_among_codes() {
    let text = b"id,country,zip\n1,NA,10001\n2,N/A,10001\n3,n.a.,\n4,null,\n5,--,\n6,XX,10001\n7,ZZ,\n8,Namibia,\n";
    let json = counted(text, &[]);
    assert_eq!(places(&json), "NA 2");
    assert_eq!(unplaced(&json, "unknown_country"), [3, 4, 5, 6, 7, 8]);
    let names = counted(b"id,country\n1,Germany\n2,France\n3,NA\n", &[]);
    assert_eq!(places(&names), "DE 1, FR 1");
    let codes = counted(b"id,country\n1,DE\n2,FR\n3,NA\n", &[]);
    assert_eq!(places(&codes), "DE 1, FR 1, NA 1");
}

#[test]
fn a14_two_columns_of_one_name_are_told() {
    let json = counted(&case("C14-duplicate-header.csv"), &[]);
    assert_eq!(warned(&json, "duplicate_column").0, 2);
    assert!(
        json["warnings"].to_string().contains("column 2 was read, not 3"),
        "{json}"
    );
    for column in ["3", "MailingState"] {
        let json = counted(&case("C14-duplicate-header.csv"), &["--state", column]);
        assert_eq!(places(&json), "US-CA 1, US-NY 1, US-TX 1", "{column}");
        assert_eq!(kinds(&json), Vec::<&str>::new());
    }
}

#[test]
fn a15_utf_16_is_read_with_a_mark_and_refused_without() {
    let text = "email\tstate\na@example.org\tTX\nb@example.org\tCA\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [
        [b"\xff\xfe".to_vec(), little.clone()].concat(),
        [b"\xfe\xff".to_vec(), big.clone()].concat(),
    ] {
        assert_eq!(places(&counted(&bytes, &[])), "US-CA 1, US-TX 1");
    }
    refused(&run(&little, &[]), &["UTF-16LE", "byte order mark"]);
    refused(&run(&big, &[]), &["UTF-16BE", "byte order mark"]);
}

#[test]
fn a16_nul_bytes_and_carriage_returns_lose_nobody() {
    let json = counted(&case("C19-nul.csv"), &[]);
    assert_eq!(places(&json), "US-CA 1, US-TX 1");
    assert_eq!(warned(&json, "nul_bytes"), (2, vec![2, 3]));
    let json = counted(&case("C19-cr-only.csv"), &[]);
    assert_eq!(places(&json), "US-CA 1, US-TX 1");
}

#[test]
fn a17_states_written_out() {
    let rows = [
        ("Massachusetts", "US-MA"),
        ("Mass.", "US-MA"),
        ("Commonwealth of Massachusetts", "US-MA"),
        ("MA 02139", "US-MA"),
        ("District of Columbia", "US-DC"),
        ("D.C.", "US-DC"),
        ("Washington, D.C.", "US-DC"),
        ("State of California", "US-CA"),
        ("Calif.", "US-CA"),
        ("West", ""),
        ("TX", "US-TX"),
        ("tex", "US-TX"),
        ("U.S. Virgin Islands", "US-VI"),
        ("British Virgin Islands", "VG"),
    ];
    for (text, expected) in rows {
        let json = counted(format!("id,state\n0,TX\n1,\"{text}\"\n").as_bytes(), &[]);
        let expected = match expected {
            "" => "US-TX 1".to_owned(),
            "US-TX" => "US-TX 2".to_owned(),
            "VG" => "US-TX 1, VG 1".to_owned(),
            other if other < "US-TX" => format!("{other} 1, US-TX 1"),
            other => format!("US-TX 1, {other} 1"),
        };
        assert_eq!(places(&json), expected, "{text}");
    }
}

#[test]
fn a18_codes_of_provinces_are_no_countries_and_no_us_states() {
    let canada = b"id,province,postal code\n1,NL,A1A 1A1\n2,PE,C1A 4P3\n3,SK,S4P 3Y2\n4,ON,K1A 0B1\n5,QC,H2Y 1C6\n";
    let json = counted(canada, &[]);
    assert_eq!(places(&json), "CA-NL 1, CA-ON 1, CA-PE 1, CA-QC 1, CA-SK 1");
    let bare = counted(b"id,province\n1,NL\n2,PE\n3,SK\n", &[]);
    assert_eq!((places(&bare).as_str(), &bare["unplaced"]), ("", &3.into()));
    let brazil = b"id,nome,estado\n1,Ana,SC\n2,Bia,PA\n3,Caio,MT\n";
    refused(&run(brazil, &[]), &["--state"]);
    let json = counted(brazil, &["--state", "estado"]);
    assert_eq!(
        (places(&json).as_str(), unplaced(&json, "no_country")),
        ("", vec![2, 3, 4])
    );
    let json = counted(brazil, &["--state", "estado", "--country", "Brasil"]);
    assert_eq!(places(&json), "BR-MT 1, BR-PA 1, BR-SC 1");
    // Among states of Brazil that no US state shares, a shared code is not American either.
    let mixed = counted(b"id,state\n1,SP\n2,RJ\n3,SC\n4,MG\n5,PA\n", &[]);
    assert_eq!(places(&mixed), "");
}

#[test]
fn a19_quotes_titles_and_totals() {
    let json = counted(&case("C16-quoted.csv"), &[]);
    assert_eq!((places(&json).as_str(), &json["rows"]), ("US-CA 1, US-TX 1", &2.into()));
    let json = counted(&case("C16-title-total.csv"), &[]);
    assert_eq!(
        (places(&json).as_str(), &json["people"]),
        ("US-CA 1, US-TX 1", &2.into())
    );
    assert_eq!(warned(&json, "total_row"), (1, vec![6]));
    assert!(json["notes"].to_string().contains("above the header"), "{json}");
    let uneven = counted(b"email,name,state\na@x,Ames, Ann,TX\nb@x,Bo\nc@x,Cy,CA\n", &[]);
    assert_eq!(warned(&uneven, "field_count"), (2, vec![2, 3]));
}

#[test]
fn a20_a_person_with_two_homes_counts_in_both_and_the_sum_is_explained() {
    let json = counted(&case("C18-two-homes.csv"), &[]);
    assert_eq!(
        (&json["people"], places(&json).as_str()),
        (&2.into(), "US-CA 1, US-TX 2")
    );
    assert!(json["notes"].to_string().contains("add up to 3"), "{json}");
}

#[test]
fn nobody_is_never_a_silent_answer() {
    for bytes in [b"".as_slice(), b"email,state\n", b"\n\n\n", b"email,state\n , \n"] {
        let json = counted(bytes, &[]);
        assert_eq!((&json["people"], kinds(&json)), (&0.into(), vec!["nobody"]));
    }
    let (desk, code) = Desk::with_incident("Mailbox read");
    let file = desk.beside("people.csv");
    std::fs::write(&file, "email,state\n").unwrap();
    let before = desk.run(&["incident", "fact", "history", &code]).ok();
    let ran = desk.run(&["roster", "count", &file.display().to_string(), "--set", &code]);
    refused(&ran, &["nothing was recorded"]);
    assert_eq!(desk.run(&["incident", "fact", "history", &code]).ok(), before);
}

#[test]
fn what_was_assumed_is_told() {
    let json = counted(b"email,state\na@x,TX\nb@x,CA\n", &[]);
    assert!(
        json["notes"]
            .to_string()
            .contains("2 rows name no country and were read as American"),
        "{json}"
    );
    let json = counted(b"email,state,country\na@x,TX,US\n", &[]);
    assert_eq!(json["notes"], serde_json::json!([]));
    let text = run(b"email,state\na@x,TX\n", &[]).out;
    assert!(!text.contains("a@x"), "{text}");
}

#[test]
fn warnings_leave_room_in_the_facts_that_are_set() {
    let mut facts = String::new();
    for text in [
        "customer id,email,state\n1,home@example.org,TX\n2,home@example.org,TX\n3,c@example.org,CA\n",
        "customer id,state\n1.5E+15,NY\n1.5E+15,NY\n7,NY\n",
        "id,state,country\n1,Bayern,DE\n2,Bayern,DE\n3,,DE\n",
        "email,state\na@example.org,OH\na@example.org,WA\nb@example.org,OH\nc@example.org,OH\n",
    ] {
        // The places of one count contradict the total of another: each has an incident of its own.
        let (desk, code) = Desk::with_incident("Mailbox read");
        let file = desk.beside("people.csv");
        std::fs::write(&file, text).unwrap();
        let said = desk
            .run(&["roster", "count", &file.display().to_string(), "--set", &code])
            .ok();
        assert!(!said.contains("example.org"), "{said}");
        facts += &desk.run(&["incident", "fact", "history", &code]).ok();
    }
    for fact in [
        "affected.US-TX = { min = 1, max = 2 }",
        "affected.US-CA = 1",
        "affected.total = { min = 2, max = 3 }",
        "affected.US-NY = { min = 1, max = 3 }",
        "affected.DE = { min = 2, max = 3 }",
        "affected.DE-BY = { min = 2, max = 3 }",
        // Three people, one with a home in each state: the places add up to four.
        "affected.total = { min = 3, max = 4 }",
    ] {
        assert!(facts.contains(fact), "{fact}: {facts}");
    }
}

#[test]
fn a_count_of_people_is_written_in_decimal_digits() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    for typed in ["0x10", "0b11", "0o17"] {
        let ran = desk.run(&["incident", "affected", &code, "US-TX", typed]);
        assert_eq!(ran.code, 2, "{typed}: {} {}", ran.out, ran.err);
        let ran = desk.run(&["incident", "fact", "set", &code, "affected.US-TX", typed]);
        assert_eq!(ran.code, 2, "{typed}: {} {}", ran.out, ran.err);
        let file = desk.beside("facts.toml");
        std::fs::write(
            &file,
            format!("[incident]\ntitle = \"t\"\n[affected]\n\"US-TX\" = {typed}\nDE = {{ min = {typed} }}\n"),
        )
        .unwrap();
        let ran = desk.run(&["assess", &file.display().to_string()]);
        assert_eq!(ran.code, 2, "{typed}: {}", ran.err);
        assert!(ran.err.contains("decimal"), "{typed}: {}", ran.err);
    }
}
