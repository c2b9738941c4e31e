//! Who gets which letter.

use firebell::app::letters::mailing::{Candidate, Language, NoLetter, Preference, Wanted, route};
use firebell::core::event::{LetterVariant, MailChannel};
use firebell::core::ids::{LetterId, ObligationName, StoredDigest};
use firebell::core::obligation::within;
use firebell::roster::Said;
use serde_json::json;

use super::*;
use crate::common::rules;

#[test]
fn each_row_gets_the_letter_of_its_place_language_and_variant_or_a_reason() {
    let wave = Wave::with(&[CA, MA, TX, TX_SPANISH, TX_MINOR]);
    let people = "\
name,street,city,state,zip,language,date of birth,deceased
Ann Ash,1 Main St,Boston,MA,02139,,1970-01-01,
Bob Bee,2 Main St,Fresno,CA,93701,,1970-01-01,
Cat Coe,3 Main St,Austin,TX,78701,Spanish,1970-01-01,
Dan Day,4 Main St,Austin,TX,78701,English,1970-01-01,
Eve Eck,5 Main St,Austin,TX,78701,en,2015-01-01,
Fay Fox,6 Main St,Boston,MA,02139,,2015-01-01,
Gus Gee,7 Main St,Austin,TX,78701,en,1940-01-01,2025-01-01
Hal Hay,8 Main St,Reno,NV,89501,,1970-01-01,
Ida Ivy,9 Main St,Austin,TX,78701,,1970-01-01,
Jon Jay,10 Main St,Fresno,CA,93701,Spanish,1970-01-01,
Kim Koe,11 Main St,Austin,TX,78701,Klingon,1970-01-01,
Lou Lee,,,CA,,,1970-01-01,
Moe May,12 Main St,Somewhere,,,,1970-01-01,
,13 Main St,Fresno,CA,93701,,1970-01-01,
Ned Nye,14 Main St,Austin,TX,78701,en,10/12/2008,
";
    let plan = wave.plan(people, &[]);
    let expected = json!({ "ca": { "US-CA": 1 }, "ma": { "US-MA": 1 }, "tx": { "US-TX": 1 },
                           "tx-es": { "US-TX": 1 }, "tx-minor": { "US-TX": 1 } });
    assert_eq!(serde_json::to_value(letters(&plan)).unwrap(), expected);
    let expected = [
        (7, "variant"),
        (8, "variant"),
        (9, "place"),
        (10, "language_unknown"),
        (11, "language"),
        (12, "language_unclear"),
        (13, "no_address"),
        (14, "place_unknown"),
        (15, "unfit"),
        // 12 October or 10 December 2008.
        (16, "variant_unclear"),
    ];
    let expected: BTreeMap<u64, String> = expected.iter().map(|(row, why)| (*row, (*why).to_owned())).collect();
    assert_eq!(reasons(&plan), expected);
    let notes = |plan: &Value| serde_json::to_string(&plan["notes"]).unwrap();
    let left_out = "1 row asks for a letter in `es`, and none is approved in it: left out.";
    assert!(notes(&plan).contains(left_out), "{}", notes(&plan));
    // Who says in which language the others are written to gets them a letter.
    let plan = wave.plan(people, &["--language", "en", "--fallback", "en"]);
    assert!(
        notes(&plan).contains("none is approved in it: written to in `en`, as asked."),
        "{}",
        notes(&plan)
    );
    assert_eq!(letters(&plan)["tx"], json!({ "US-TX": 2 }));
    assert_eq!(letters(&plan)["ca"], json!({ "US-CA": 2 }));
}

#[test]
fn a_printed_letter_lies_with_the_people_of_its_place() {
    let wave = Wave::with(&[CA, MA, TX]);
    let mut people = "name,street,city,state,zip\n".to_owned();
    let places = [("CA", "93701"), ("MA", "02139"), ("TX", "78701"), ("NV", "89501")];
    for n in 0..80 {
        let (state, zip) = places[n * 7 % 4];
        people += &format!("Person {n},{n} Main St,Town,{state},{zip}\n");
    }
    let printed = wave.print(&people, &["--format", "txt", "--json"]);
    assert_eq!(printed.code, 1, "{}", printed.err);
    let told: Value = serde_json::from_str(&printed.out).unwrap();
    let mut seen = 0;
    for batch in told["batches"].as_array().unwrap() {
        let letter = batch["letter"].as_str().unwrap();
        for (piece, text, line) in wave.pieces(batch["id"].as_str().unwrap()) {
            seen += 1;
            assert!(text.contains(&format!("Dear {},", line["name"])), "{piece}");
            assert!(text.contains(&format!("this is the letter {letter}.")), "{piece}");
            assert_eq!(line["state"].to_lowercase(), letter, "{piece}");
        }
    }
    assert_eq!(seen, 60);
    assert_eq!(told["without_letter"], json!({ "place": 20 }));
    let without = std::fs::read_to_string(wave.out().join("without-letter.csv")).unwrap();
    assert_eq!(without.lines().count(), 21);
    assert!(!without.contains("Person"), "{without}");
}

#[test]
fn one_person_gets_one_letter_and_rows_that_contradict_each_other_get_none() {
    let wave = Wave::with(&[CA, MA, TX]);
    let people = "\
customer id,name,street,city,state,zip
1,Ann Ash,1 Main St,Boston,MA,02139
1,ANN  ASH,1 Main Street,Boston,MA,02139
2,Bob Bee,2 Main St,Fresno,CA,93701
2,Bob Bee,3 Main St,Austin,TX,78701
3,Cat Coe,4 Main St,Fresno,CA,93701
3,Dan Coe,4 Main St,Fresno,CA,93701
4,Eve Eck,,,TX,
4,Eve Eck,5 Main St,Austin,TX,78701
";
    let plan = wave.plan(people, &[]);
    assert_eq!(letters(&plan)["ma"], json!({ "US-MA": 1 }));
    assert_eq!(letters(&plan)["ca"], json!({ "US-CA": 2 }));
    assert_eq!(letters(&plan)["tx"], json!({ "US-TX": 1 }));
    let repeats = json!([{ "row": 3, "first": 2, "differs": true }, { "row": 8, "first": 9, "differs": true }]);
    assert_eq!(plan["repeats"], repeats);
    let without = &plan["without_letter"];
    assert_eq!(
        without[0]["why"],
        json!({ "kind": "rows_differ", "rows": [4, 5], "about": "place" })
    );
    assert_eq!(without.as_array().unwrap().len(), 2);
}

#[test]
fn letters_that_are_not_approved_or_stale_are_not_used() {
    let wave = Wave::with(&[CA]);
    wave.draft(TX);
    let people = "name,street,city,state\nAnn Ash,1 Main St,Fresno,CA\nBob Bee,2 Main St,Austin,TX\n";
    let plan = wave.plan(people, &[]);
    assert_eq!(reasons(&plan), [(3, "place".to_owned())].into());
    assert_eq!(plan["unusable"][0]["letter"], "tx");
    // A text that tells a fact which changed since.
    let set = |value: &str| {
        let set = ["incident", "fact", "set", &wave.code, "affected.US-CA", value];
        wave.desk.run(&set).ok()
    };
    let _ = set("5200");
    let text = "# Notice\n\nDear [[person.name|the name]],\n\n5,200 people in California are affected.\n";
    let from = wave.file("text.md", text);
    wave.desk
        .run(&["letter", "edit", &wave.code, "ca", "--from", &from])
        .ok();
    wave.approve("ca");
    assert_eq!(letters(&wave.plan(people, &[]))["ca"], json!({ "US-CA": 1 }));
    let _ = set("5300");
    let plan = wave.plan(people, &[]);
    assert_eq!(plan["letters"], 0, "{plan}");
    let printed = wave.print(people, &["--format", "txt"]).fails(1);
    assert!(printed.contains("nobody on the list gets a letter"), "{printed}");
}

#[test]
fn e_mail_goes_out_in_the_text_that_was_made_for_it() {
    let wave = Wave::with(&[CA, CA_EMAIL]);
    let people = "name,email,street,city,state\nAnn,ann@example.com,1 Main St,Fresno,CA\nBob,n/a,2 Main St,Fresno,CA\n";
    let plan = wave.plan(people, &[]);
    assert_eq!(letters(&plan)["ca"], json!({ "US-CA": 2 }), "{plan}");
    let plan = wave.plan(people, &["--channel", "email"]);
    assert_eq!(letters(&plan)["ca-mail"], json!({ "US-CA": 1 }));
    assert_eq!(reasons(&plan), [(3, "no_email".to_owned())].into());
    assert_eq!(wave.print(people, &["--channel", "email"]).code, 1);
    let pieces = wave.pieces("M1-01");
    assert_eq!(pieces[0].2["email"], "ann@example.com");
    assert!(pieces[0].1.contains("this is the letter ca-mail."));
}

#[test]
fn who_needs_large_print_gets_it() {
    let wave = Wave::with(&[CA]);
    let people = "name,street,city,state,large print\nAnn,1 Main St,Fresno,CA,yes\nBob,2 Main St,Fresno,CA,\n\
                  Cat,3 Main St,Fresno,CA,perhaps\n";
    let plan = wave.plan(people, &[]);
    assert_eq!(reasons(&plan), [(4, "print_unclear".to_owned())].into());
    assert_eq!(wave.print(people, &["--format", "html"]).code, 1);
    let large: Vec<bool> = ["M1-01", "M1-02"]
        .into_iter()
        .map(|batch| {
            let pieces = wave.pieces(batch);
            assert_eq!(pieces.len(), 1);
            let large = pieces[0].1.contains("font-size: 18pt");
            assert_eq!(large, pieces[0].2["name"] == "Ann");
            large
        })
        .collect();
    assert_eq!(large, [false, true]);
}

fn candidate(id: &str, place: &str, language: &str, variant: LetterVariant) -> Candidate {
    Candidate {
        letter: LetterId::stored(id),
        sha256: StoredDigest::of(id),
        obligation: ObligationName::from("us-tx/individuals".to_owned()),
        place: place.to_owned(),
        language: language.to_owned(),
        variant,
        channel: None,
    }
}

/// Whatever letters there are and whatever a row says: a letter that is taken is for people where the person lives, in
/// their language, of their variant, and the only one that is.
#[test]
fn nobody_ever_gets_a_letter_of_another_place_language_or_variant() {
    let places = ["US-MA", "US-CA", "US", "EU", "DE", "DE-BY", "CA", "CH", "US-PR", "GB"];
    let homes = [
        "US-MA", "US-CA", "US-TX", "US", "DE", "DE-BY", "FR", "CA", "CH", "GB", "US-PR", "NO", "BR",
    ];
    let mut letters = Vec::new();
    for (at, place) in places.iter().enumerate() {
        for language in ["en", "es", "de"] {
            for variant in LetterVariant::ALL {
                letters.push(candidate(
                    &format!("l{at}-{language}-{variant}"),
                    place,
                    language,
                    variant,
                ));
            }
        }
    }
    let (mut taken, mut refused) = (0, 0);
    // Every choice of letters that a small generator of fixed seed gives.
    let mut state = 7_u64;
    for _ in 0..400 {
        let chosen: Vec<Candidate> = letters
            .iter()
            .filter(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                state >> 60 == 0
            })
            .cloned()
            .collect();
        for home in homes {
            for language in [Said::Nothing, Said::Clearly("es".to_owned()), Said::Unclear] {
                for variant in [Said::Nothing, Said::Clearly(LetterVariant::Minor), Said::Unclear] {
                    for preference in [Preference::Only, Preference::Narrowest] {
                        let wanted = Wanted {
                            place: Some(home),
                            language: language.clone(),
                            variant: variant.clone(),
                            channel: MailChannel::Post,
                        };
                        match route(rules(), &chosen, &wanted, &Language::default(), preference) {
                            Ok(letter) => {
                                taken += 1;
                                fits(&chosen, letter, &wanted, preference);
                            }
                            Err(why) => {
                                refused += 1;
                                unclear(&wanted, &why);
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(taken > 1000 && refused > 1000, "{taken} {refused}");
}

fn fits(all: &[Candidate], letter: &Candidate, wanted: &Wanted<'_>, preference: Preference) {
    let home = wanted.place.unwrap();
    assert!(within(rules(), home, &letter.place), "{letter:?} for {home}");
    let variant = match &wanted.variant {
        Said::Clearly(variant) => *variant,
        Said::Nothing => LetterVariant::Adult,
        Said::Unclear => panic!("a letter for nobody knows whom"),
    };
    assert_eq!(letter.variant, variant);
    let language = match &wanted.language {
        Said::Clearly(language) => Some(language),
        Said::Nothing => None,
        Said::Unclear => panic!("a letter in nobody knows which language"),
    };
    assert!(language.is_none_or(|language| *language == letter.language));
    let others = all
        .iter()
        .filter(|other| *other != letter && within(rules(), home, &other.place) && other.variant == letter.variant);
    for other in others {
        match (&wanted.language, preference) {
            // Another language was not asked for.
            (Said::Clearly(language), _) if *language != other.language => {}
            (_, Preference::Only) => panic!("{other:?} fits as well as {letter:?} for {home}"),
            (_, Preference::Narrowest) => {
                assert!(within(rules(), &letter.place, &other.place) && letter.place != other.place);
            }
        }
    }
}

fn unclear(wanted: &Wanted<'_>, why: &NoLetter) {
    if wanted.variant == Said::Unclear {
        assert_eq!(*why, NoLetter::VariantUnclear);
    }
}
