//! Places by their codes and names: every class of ZIP code, every country, and the parts of six federations.

use firebell::roster::{Address, Home, Places, Placing, Why};

use crate::common::project;

fn places() -> Places {
    Places::built_in().unwrap()
}

fn american() -> Places {
    let mut places = places();
    places.home = Home::LooksAmerican;
    places
}

fn state(text: &str) -> Address<'_> {
    Address {
        state: text,
        ..Address::default()
    }
}

fn country(text: &str) -> Address<'_> {
    Address {
        country: text,
        ..Address::default()
    }
}

fn zip(text: &str) -> Address<'_> {
    Address {
        country: "US",
        postal: text,
        ..Address::default()
    }
}

/// The code of a place, or the reason for none.
fn placed(places: &Places, address: Address<'_>) -> String {
    match places.of(address).0 {
        Placing::At(place) => place.to_string(),
        Placing::Nowhere(why) => format!("{why:?}"),
    }
}

/// The rows of a table, without comments.
fn table(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(project("tests/data/roster").join(name)).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// The place of a code of the US Postal Service for a state.
fn postal(code: &str) -> String {
    match code {
        "AA" | "AE" | "AP" => "Military".to_owned(),
        "FM" | "MH" | "PW" => code.to_owned(),
        state => format!("US-{state}"),
    }
}

#[test]
fn every_class_of_zip_code_is_in_its_state() {
    let places = places();
    let rows = table("zip-codes.csv");
    assert!(rows.len() > 1800, "{}", rows.len());
    for row in rows {
        let expected = postal(&row[1]);
        assert_eq!(placed(&places, zip(&row[0])), expected, "{row:?}");
        assert_eq!(placed(&places, zip(&format!("{}-0001", row[0]))), expected, "{row:?}");
        // Where a spreadsheet has dropped the zeros, the place is the same.
        if let Some(short) = row[0].strip_prefix('0') {
            let short = short.trim_start_matches('0');
            assert_eq!(placed(&places, zip(short)), expected, "{row:?}");
        }
    }
    for none in [
        "88888",
        "00000",
        "99",
        "1",
        "123456",
        "ABCDE",
        "0213",
        "1234567890",
        "90210-12",
    ] {
        assert_eq!(placed(&places, zip(none)), "NoState", "{none}");
    }
}

/// Countries as people type them.
const TYPED: &[(&str, &str)] = &[
    ("Deutschland", "DE"),
    ("ÖSTERREICH", "AT"),
    ("Schweiz", "CH"),
    ("España", "ES"),
    ("Espana", "ES"),
    ("Espagne", "ES"),
    ("Italia", "IT"),
    ("Ελλάδα", "GR"),
    ("EL", "GR"),
    ("UK", "GB"),
    ("England", "GB"),
    ("Éire", "IE"),
    ("Polska", "PL"),
    ("Česko", "CZ"),
    ("Suomi", "FI"),
    ("Sverige", "SE"),
    ("日本", "JP"),
    ("中国", "CN"),
    ("한국", "UnknownCountry"),
    ("대한민국", "KR"),
    ("Россия", "RU"),
    ("Brasil", "BR"),
    ("México", "MX"),
    ("Mexico", "MX"),
    ("Perú", "PE"),
    ("Bosnia and Herzegovina", "BA"),
    ("Serbia", "RS"),
    ("SRB", "RS"),
    ("Kosovo", "XK"),
    ("Côte d'Ivoire", "CI"),
    ("The Gambia", "GM"),
    ("Holland", "NL"),
    ("South Korea", "KR"),
    ("St. Lucia", "LC"),
    ("Saint Lucia", "LC"),
    ("British Virgin Islands", "VG"),
    ("U.S. Virgin Islands", "US-VI"),
    ("Georgia", "GE"),
    ("U.A.E.", "AE"),
];

#[test]
fn every_country_is_known_by_code_english_name_and_own_name() {
    let territories = ["AS", "GU", "MP", "PR", "UM", "VI"];
    let mut places = places();
    let rows = table("countries.csv");
    assert_eq!(rows.len(), 249);
    for row in rows {
        let [code, alpha3, english, own] = row.as_slice() else {
            panic!("{row:?}")
        };
        let expected = match code.as_str() {
            "US" => "NoState".to_owned(),
            code if territories.contains(&code) => format!("US-{code}"),
            code => code.to_owned(),
        };
        places.na = firebell::roster::Na::Namibia;
        for text in [code, alpha3, english, &english.to_uppercase(), &format!(" {code} ")] {
            assert_eq!(placed(&places, country(text)), expected, "{text} of {row:?}");
        }
        if !own.is_empty() && own != "Samoa Amerika" {
            assert_eq!(placed(&places, country(own)), expected, "{own} of {row:?}");
        }
    }
    for (text, expected) in TYPED {
        assert_eq!(placed(&places, country(text)), *expected, "{text}");
    }
    for none in [
        "XX",
        "ZZ",
        "N/A",
        "n.a.",
        "null",
        "--",
        "?",
        "Atlantis",
        "QQ",
        "none",
        "unknown",
        "Virgin Islands",
    ] {
        assert_eq!(placed(&places, country(none)), "UnknownCountry", "{none}");
    }
}

#[test]
fn the_parts_of_six_federations_are_known_by_code_and_name() {
    let (plain, american) = (places(), american());
    let rows = table("subdivisions.csv");
    assert_eq!(rows.len(), 57 + 13 + 27 + 32 + 8 + 16);
    for row in rows {
        let (code, name) = (&row[0], &row[1]);
        let (whole, part) = code.split_once('-').unwrap();
        for text in [part, name, code, &name.to_uppercase()] {
            let address = Address {
                state: text,
                country: whole,
                ..Address::default()
            };
            assert_eq!(placed(&plain, address), *code, "{text} of {row:?}");
            if whole == "US" {
                assert_eq!(placed(&american, state(text)), *code, "{text} of {row:?}");
            }
        }
        // A code alone is never a country, and outside the United States never a state of it.
        assert_eq!(placed(&plain, state(part)), "NoCountry", "{row:?}");
    }
    // Names that nowhere else has settle the country.
    for (text, expected) in [
        ("Ontario", "CA-ON"),
        ("Québec", "CA-QC"),
        ("Quebec", "CA-QC"),
        ("São Paulo", "BR-SP"),
        ("Jalisco", "MX-JAL"),
        ("Queensland", "AU-QLD"),
        ("Bayern", "DE-BY"),
        ("Baden-Württemberg", "DE-BW"),
        ("Texas", "US-TX"),
        ("Deutschland", "DE"),
        // Names that another place has do not.
        ("Georgia", "NoCountry"),
        ("Montana", "NoCountry"),
        ("Amazonas", "NoCountry"),
        ("Distrito Federal", "NoCountry"),
    ] {
        assert_eq!(placed(&plain, state(text)), expected, "{text}");
    }
}

#[test]
fn military_addresses_are_a_class_of_their_own() {
    for places in [places(), american()] {
        for (home, text) in [
            ("US", "AE"),
            ("US", "AP"),
            ("US", "aa"),
            ("US", "APO"),
            ("USA", "FPO"),
            ("US", "dpo"),
            ("US", "Armed Forces Europe"),
        ] {
            let address = Address {
                state: text,
                country: home,
                ..Address::default()
            };
            assert_eq!(placed(&places, address), "Military", "{text}");
        }
        for code in ["09012", "34038", "96349", "9012"] {
            assert_eq!(placed(&places, zip(code)), "Military", "{code}");
        }
        for address in [
            Address {
                state: "AE",
                postal: "09012",
                ..Address::default()
            },
            Address {
                state: "ae",
                postal: "09366",
                military_city: true,
                ..Address::default()
            },
            Address {
                country: "AE",
                postal: "09012",
                ..Address::default()
            },
            Address {
                country: "AE",
                military_city: true,
                ..Address::default()
            },
            Address {
                country: "APO",
                postal: "09012",
                ..Address::default()
            },
        ] {
            assert_eq!(placed(&places, address), "Military", "{address:?}");
        }
        assert_eq!(placed(&places, country("AE")), "AE");
        assert_eq!(placed(&places, country("United Arab Emirates")), "AE");
    }
    assert_eq!(placed(&american(), state("AE")), "Military");
    assert_eq!(placed(&places(), state("AE")), "NoCountry");
}

#[test]
fn a_default_country_is_a_country_or_refused() {
    let places = places();
    assert_eq!(places.default_country("de").unwrap().as_str(), "DE");
    assert_eq!(places.default_country("NA").unwrap().as_str(), "NA");
    assert_eq!(places.default_country("Frankreich").unwrap().as_str(), "FR");
    for none in ["", "Land", "XX", "n/a", "3"] {
        assert!(places.default_country(none).is_none(), "{none}");
    }
    let mut german = places.clone();
    german.home = Home::Given(places.default_country("DE").unwrap());
    let row = Address {
        state: "Bayern",
        postal: "80331",
        ..Address::default()
    };
    assert_eq!(placed(&german, row), "DE-BY");
    assert_eq!(
        placed(
            &german,
            Address {
                postal: "10115",
                ..Address::default()
            }
        ),
        "DE"
    );
    // A row that names its country keeps it.
    assert_eq!(
        placed(
            &german,
            Address {
                country: "AT",
                postal: "1010",
                ..Address::default()
            }
        ),
        "AT"
    );
    assert_eq!(
        Placing::Nowhere(Why::NoCountry),
        places
            .of(Address {
                postal: "10115",
                ..Address::default()
            })
            .0
    );
}
