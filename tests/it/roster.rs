//! Rosters: nasty files, an exact count against a naive one, and nothing of a row ever shown.

use std::collections::{BTreeMap, BTreeSet};

use firebell::roster::{Counts, Options, Places, Postal, RosterError, count};
use proptest::prelude::*;

use crate::common::record::Desk;

fn counted(bytes: &[u8]) -> Counts {
    count(bytes, &Options::default(), [7; 16]).unwrap()
}

fn places(counts: &Counts) -> Vec<(&str, u64)> {
    counts
        .by_jurisdiction
        .iter()
        .map(|(place, n)| (place.as_str(), *n))
        .collect()
}

/// Files that other programs write.
const NASTY: &[Case<'_>] = &[
    (
        "plain",
        b"email,state\na@x,TX\nb@x,CA\n",
        2,
        &[("US-CA", 1), ("US-TX", 1)],
        0,
    ),
    (
        "byte order mark and semicolons",
        b"\xef\xbb\xbfemail;state\na@x;TX\nB@x;tx\nb@X; Tex. \n",
        2,
        &[("US-TX", 2)],
        0,
    ),
    (
        "old abbreviations and names",
        b"email,state\na,Calif.\nb,new york\nc,N.C.\nd,D.C.\n",
        4,
        &[("US-CA", 1), ("US-DC", 1), ("US-NC", 1), ("US-NY", 1)],
        0,
    ),
    (
        "Latin-1",
        b"email;country\na;Espa\xf1a\nb;\xd6sterreich\n",
        2,
        &[("AT", 1), ("ES", 1)],
        0,
    ),
    (
        "quoted line feeds",
        b"email,name,state\na,\"x\ny\",TX\n",
        1,
        &[("US-TX", 1)],
        0,
    ),
    (
        "postal codes, a zero lost",
        b"email,zip\na,02139\nb,2139\nc,75001-1234\nd,99\n",
        4,
        &[("US-MA", 2), ("US-TX", 1)],
        1,
    ),
    (
        "a country before a postal code",
        b"email,country,zip\na,Germany,10115\nb,U.S.A.,10001\n",
        2,
        &[("DE", 1), ("US-NY", 1)],
        0,
    ),
    (
        "a country in the state's column",
        b"email,state\na,Deutschland\nb,TX\n",
        2,
        &[("DE", 1), ("US-TX", 1)],
        0,
    ),
    (
        "ragged rows and blank lines",
        b"email,state\na\n\n\nb,TX,more,cells\n",
        2,
        &[("US-TX", 1)],
        1,
    ),
    ("tabs", b"email\tstate\na\tOhio\n", 1, &[("US-OH", 1)], 0),
    ("nothing", b"", 0, &[], 0),
    ("only a header", b"email,state\n", 0, &[], 0),
    ("nul bytes", b"email,state\n\0a,TX\nb,\0\n", 2, &[("US-TX", 1)], 1),
    (
        "one person in two places",
        b"email,state\na,TX\na,CA\na,TX\n",
        1,
        &[("US-CA", 1), ("US-TX", 1)],
        0,
    ),
    ("no keys", b"state\nTX\nTX\n", 2, &[("US-TX", 2)], 0),
];

/// Name, bytes, people, people by place, unplaced.
type Case<'c> = (&'c str, &'c [u8], u64, &'c [(&'c str, u64)], u64);

#[test]
fn nasty_files_are_counted() {
    for (name, bytes, people, by_place, unplaced) in NASTY {
        let counts = counted(bytes);
        assert_eq!(counts.people, *people, "{name}: {counts:?}");
        assert_eq!(places(&counts), *by_place, "{name}");
        assert_eq!(counts.unplaced, *unplaced, "{name}");
    }
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("email,state\na,TX\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(places(&counted(&wide)), [("US-TX", 1)]);
}

#[test]
fn columns_asked_for_must_be_there() {
    let mut options = Options::default();
    options.wanted.state = Some("where".to_owned());
    options.wanted.key = Some("9".to_owned());
    let refused = count(b"email,state\na,TX\n".as_slice(), &options, [7; 16]);
    let Err(RosterError::Columns(problems)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(problems.len(), 2);
    assert!(matches!(
        count(b"email,name\na,b\n".as_slice(), &Options::default(), [7; 16]),
        Err(RosterError::NoPlace)
    ));
}

#[test]
fn every_postal_prefix_is_of_a_state_that_is_known() {
    let places = Places::built_in().unwrap();
    let mut known = 0;
    for prefix in 0..1000 {
        match places.zip().of(&format!("{prefix:03}01")).0 {
            Postal::State(place) => {
                assert_eq!(places.state(place.as_str()), Some(&place));
                known += 1;
            }
            Postal::Associated(_) | Postal::Military | Postal::Unknown => {}
        }
    }
    assert!(known > 850, "{known}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_exact(rows in prop::collection::vec((0u32..40, 0usize..4), 0..300), semicolons in any::<bool>()) {
        let states = ["TX", "California", "N.Y.", "Atlantis"];
        let codes = ["US-TX", "US-CA", "US-NY", ""];
        let between = if semicolons { ";" } else { "," };
        let mut text = format!("email{between}state\n");
        let (mut people, mut by_place) = (BTreeSet::new(), BTreeMap::<&str, BTreeSet<u32>>::new());
        for (person, place) in &rows {
            text += &format!("p{person}@example.com{between}{}\n", states[*place]);
            people.insert(*person);
            by_place.entry(codes[*place]).or_default().insert(*person);
        }
        let counts = counted(text.as_bytes());
        prop_assert_eq!(counts.people, people.len() as u64);
        prop_assert_eq!(counts.rows, rows.len() as u64);
        prop_assert_eq!(counts.unplaced, by_place.remove("").map_or(0, |set| set.len() as u64));
        let expected: Vec<(&str, u64)> = by_place.iter().map(|(place, set)| (*place, set.len() as u64)).collect();
        prop_assert_eq!(places(&counts), expected);
    }
}

#[test]
fn a_roster_sets_the_counts_and_leaves_nothing_of_its_rows() {
    let (desk, code) = Desk::with_incident("Mailbox read");
    let file = desk.beside("people.csv");
    let mut text = "E-Mail,State,Notes\n".to_owned();
    for n in 0..260 {
        text += &format!("secretperson{n}@example.com,Texas,secretnote\n");
    }
    text += "secretperson1@example.com,Texas,secretnote\nsecretlost@example.com,,secretnote\n";
    std::fs::write(&file, text).unwrap();
    let path = file.display().to_string();
    let json = desk.run(&["roster", "count", &path, "--json"]).json();
    assert_eq!(json["people"], 261);
    assert_eq!(json["rows"], 262);
    assert_eq!(json["duplicates"], 1);
    assert_eq!(json["unplaced"], 1);
    assert_eq!(json["by_jurisdiction"]["US-TX"], 260);
    assert_eq!(json["sha256"].as_str().unwrap().len(), 64);
    let said = desk.run(&["roster", "count", &path, "--set", &code]).ok();
    assert!(said.contains("COULD NOT BE PLACED; first rows: 263"), "{said}");
    assert!(!said.contains("secret"), "{said}");
    let facts = desk.run(&["incident", "fact", "history", &code]).ok();
    assert!(
        facts.contains("{ min = 260, max = 261 }") && facts.contains("roster people.csv"),
        "{facts}"
    );
    std::fs::write(&file, "E-Mail,State\nsecret@example.com,\"Texas\nnever closed").unwrap();
    let ran = desk.run(&["roster", "count", &path, "--state", "secretcolumn"]);
    assert!(
        !ran.out.contains("secret@") && !ran.err.contains("secret@"),
        "{}",
        ran.err
    );
}
