//! What is recorded: printing, mailing, returned mail, the second notice and the proof.

use serde_json::json;

use super::*;

const PEOPLE: &str = "\
name,street,city,state,zip
Ann Ashworth,1 Main St,Fresno,CA,93701
Bob Beekman,2 Main St,Austin,TX,78701
Cat Coelho,3 Main St,Fresno,CA,93701
";

#[test]
fn the_record_tells_counts_and_digests_and_nobody() {
    let wave = Wave::with(&[CA, TX]);
    wave.print(PEOPLE, &["--format", "txt"]).ok();
    wave.sent(&["--by", "Kim of the mail room"]).ok();
    let export = wave.desk.run(&["incident", "export", &wave.code]).ok();
    for word in ["Ashworth", "Beekman", "Coelho", "Main St", "Fresno", "93701"] {
        assert!(!export.contains(word), "{word} is in the record");
    }
    let proof = wave.mailing("proof", &["M1", "--json"]).json();
    assert_eq!(proof["by_place"], json!({ "US-CA": 2, "US-TX": 1 }));
    assert_eq!(proof["sent"][0]["carrier"], "USPS");
    assert_eq!(proof["sent"][0]["by"], "Kim of the mail room");
    let batches = proof["printed"]["batches"].as_array().unwrap();
    let list = std::fs::read(wave.out().join("M1-01/mail-house.csv")).unwrap();
    assert_eq!(
        batches[0]["list"],
        firebell::core::ids::StoredDigest::of(&list).as_str()
    );
    let text = wave.mailing("proof", &["M1"]).ok();
    assert!(
        text.contains("US-CA 2") && text.contains("Kim of the mail room"),
        "{text}"
    );
    assert!(!text.contains("Ashworth"));
    let pdf = wave.desk.beside("proof.pdf").display().to_string();
    wave.mailing("proof", &["M1", "--format", "pdf", "--out", &pdf]).ok();
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF"));
}

#[test]
fn returned_mail_is_told_and_sent_again_once() {
    let wave = Wave::with(&[CA, TX]);
    wave.print(PEOPLE, &["--format", "txt"]).ok();
    let returned = wave.file("returned.csv", "piece\nM1-000001\nM1-3\n");
    let early = wave.mailing("returned", &["M1", &returned]).fails(1);
    assert!(early.contains("not recorded as mailed"), "{early}");
    wave.sent(&[]).ok();
    let again = wave.sent(&[]).fails(1);
    assert!(again.contains("is recorded as mailed already"), "{again}");
    wave.mailing("returned", &["M1", &returned]).ok();
    let twice = wave.mailing("returned", &["M1", &returned]).fails(2);
    assert!(twice.contains("returned already"), "{twice}");
    let list = wave.mailing("list", &["--json"]).json();
    assert_eq!(list[0]["returned"], 2);
    assert_eq!(list[0]["returns_open"], 2);
    // Only pieces that came back are sent again, each once, and only to a person who is on the list with them.
    let found = "piece,name,street,city,state\nM1-000001,Ann Ashworth,9 Oak St,Fresno,CA\n\
                 M1-000001,Ann Ashworth-Smith,9 Oak St,Fresno,CA\nM1-000002,Bob Beekman,2 Oak St,Fresno,CA\n\
                 ,Cat Coelho,3 Oak St,Fresno,CA\n";
    let plan = wave.plan(found, &["--second-of", "M1"]);
    assert_eq!(plan["letters"], 1, "{plan}");
    let expected = [3, 4, 5].map(|row| (row, "not_returned".to_owned()));
    assert_eq!(reasons(&plan), expected.into());
    std::fs::remove_dir_all(wave.out()).unwrap();
    assert_eq!(wave.print(found, &["--second-of", "M1", "--format", "txt"]).code, 1);
    let sent = ["M2", "--carrier", "USPS", "--class", "first class"];
    wave.mailing("sent", &sent).ok();
    let list = wave.mailing("list", &["--json"]).json();
    assert_eq!(list[0]["returns_open"], 1);
    assert_eq!(list[1]["second_of"], "M1");
    let proof = wave.mailing("proof", &["M1", "--json"]).json();
    assert_eq!(proof["open"], json!([3]));
    assert_eq!(proof["returned_by_place"], json!({ "US-CA": 1, "US-TX": 1 }));
}

#[test]
fn a_file_of_returned_mail_that_names_anything_else_is_refused_whole() {
    let wave = Wave::with(&[CA]);
    wave.print(
        "name,street,city,state\nAnn,1 Main St,Fresno,CA\n",
        &["--format", "txt"],
    )
    .ok();
    wave.sent(&[]).ok();
    for text in [
        "M1-000001\nAnn Ashworth\n",
        "M2-000001\n",
        "piece\n\n",
        "M1-000001\nM1-000009\n",
    ] {
        let file = wave.file("returned.csv", text);
        let refused = wave.mailing("returned", &["M1", &file]).fails(2);
        assert!(!refused.contains("Ashworth"), "{refused}");
    }
    assert_eq!(wave.mailing("list", &["--json"]).json()[0]["returned"], 0);
}

#[test]
fn addresses_that_are_missing_or_fail_propose_substitute_notice() {
    let wave = Wave::with(&[CA]);
    for (key, value) in [
        ("data.elements", "[\"ssn\"]"),
        ("affected.US-CA", "3"),
        ("milestones.discovery", "2026-11-20T10:00"),
    ] {
        let _ = wave.desk.run(&["incident", "fact", "set", &wave.code, key, value]).ok();
    }
    let people = "name,street,city,state\nAnn,1 Main St,Fresno,CA\nBob,,,CA\nCat,3 Main St,Fresno,CA\n";
    let plan = wave.plan(people, &[]);
    let proposed = plan["substitute"].as_array().unwrap();
    let own = proposed.iter().find(|one| one["regime"] == "us-ca").unwrap();
    assert_eq!(own["place"], "US-CA");
    assert_eq!(own["unreachable"], 1);
    assert!(own["terms"].as_str().unwrap().contains("500,000"), "{own}");
    assert_eq!(own["unknown"][0], "what the notice would cost");
    // Without missing addresses nothing is proposed.
    let plan = wave.plan("name,street,city,state\nAnn,1 Main St,Fresno,CA\n", &[]);
    assert_eq!(plan["substitute"], json!([]));
}

#[test]
fn hipaa_asks_for_public_notice_from_ten_people_without_an_address_on() {
    let wave = Wave::with(&[CA]);
    for (key, value) in [
        ("organisation.profile", "[\"hipaa_covered_entity\"]"),
        ("data.elements", "[\"medical\"]"),
        ("data.acquired", "confirmed"),
        ("affected.US-CA", "20"),
        ("milestones.discovery", "2026-11-20T10:00"),
    ] {
        let _ = wave.desk.run(&["incident", "fact", "set", &wave.code, key, value]).ok();
    }
    let terms = |lost: usize| {
        let rows = (0..20).map(|row| match row < lost {
            true => format!("Person {row},,,CA\n"),
            false => format!("Person {row},{row} Main St,Fresno,CA\n"),
        });
        let plan = wave.plan(&format!("name,street,city,state\n{}", rows.collect::<String>()), &[]);
        let proposed = plan["substitute"].as_array().unwrap().clone();
        let own = proposed.iter().find(|one| one["regime"] == "us-hipaa").cloned();
        own.map(|own| own["terms"].as_str().unwrap().to_owned())
    };
    let few = terms(9).unwrap();
    assert!(
        few.starts_with("fewer than 10") && few.contains("164.404(d)(2)(i)"),
        "{few}"
    );
    let many = terms(10).unwrap();
    assert!(many.contains("major media"), "{many}");
}
