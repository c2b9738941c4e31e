//! Days and times as each reader needs them.

use firebell::core::time::Zone;

use super::*;

/// Awareness in the evening of 9 November in Los Angeles, where it is the 10th in universal time.
fn in_zone(zone: &str) -> Loaded {
    let facts = [
        ("milestones.discovery", "\"2026-11-10T06:30:00Z\""),
        ("milestones.awareness", "\"2026-11-10T06:30:00Z\""),
    ];
    let facts = facts.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let mut found = loaded(&facts, &[]);
    found.incident.home_zone = Zone::named(zone).unwrap();
    found
}

fn text_of(id: &str, language: &str, loaded: &Loaded) -> String {
    let all = templates(None).unwrap();
    let template = all.iter().find(|t| t.id == id && t.language == language).unwrap();
    markdown_text(&rendered(template, loaded))
}

fn markdown_text(text: &str) -> String {
    Reading::of(&markdown::parse(text)).text.replace('\u{a0}', " ")
}

#[test]
fn people_read_the_days_of_the_incidents_own_zone() {
    let found = in_zone("America/Los_Angeles");
    for id in ["us/individuals", "us/hipaa-individuals", "us/hbnr-individuals"] {
        let text = text_of(id, "en", &found);
        assert!(
            text.contains("9 November 2026") && !text.contains("10 November 2026"),
            "{id}: {text}"
        );
    }
}

#[test]
fn authorities_read_the_time_with_a_zone_in_their_own_words() {
    for (zone, language, said) in [
        ("Europe/Dublin", "en", "10 November 2026, 06:30 (Irish time)"),
        ("Europe/Berlin", "de", "10. November 2026, 07:30 Uhr (MEZ)"),
        ("Europe/Paris", "fr", "10 novembre 2026, 7 h 30 (heure de Paris)"),
        (
            "Europe/Madrid",
            "es",
            "10 de noviembre de 2026, 7:30 h (hora peninsular)",
        ),
        ("Europe/Rome", "it", "10 novembre 2026, ore 7.30 (ora italiana)"),
        (
            "Europe/Amsterdam",
            "nl",
            "10 november 2026, 7.30 uur (Nederlandse tijd)",
        ),
        ("Europe/Warsaw", "pl", "10 listopada 2026 r., godz. 7:30 (czas polski)"),
        (
            "Europe/Lisbon",
            "pt",
            "10 de novembro de 2026, 6h30 (hora de Portugal continental)",
        ),
        ("Asia/Tokyo", "en", "10 November 2026, 15:30 (JST)"),
    ] {
        let text = text_of("eu/art33-initial", language, &in_zone(zone));
        assert!(text.contains(said), "{said}\n{text}");
    }
}

/// An incident in Berlin of these facts.
fn in_berlin(facts: &[(&str, &str)]) -> Loaded {
    let facts: Vec<(String, String)> = facts
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let mut found = loaded(&facts, &[]);
    found.incident.home_zone = Zone::named("Europe/Berlin").unwrap();
    found
}

/// Of a beginning or an end only the day may be known: then no hour is told. What starts a clock is always told in full.
#[test]
fn a_beginning_at_midnight_is_told_as_a_day() {
    let found = in_berlin(&[
        ("milestones.occurrence", "\"2026-11-23T23:00:00Z\""),
        ("milestones.containment", "\"2026-11-27T23:00:00Z\""),
        ("milestones.awareness", "\"2026-11-26T23:00:00Z\""),
    ]);
    let text = text_of("eu/art33-initial", "de", &found);
    for day in ["24. November 2026", "28. November 2026"] {
        assert!(
            text.contains(day) && !text.contains(&format!("{day}, 00:00")),
            "{day}: {text}"
        );
    }
    assert!(text.contains("27. November 2026, 00:00 Uhr (MEZ)"), "{text}");
    let found = in_berlin(&[("milestones.occurrence", "\"2026-11-23T23:01:00Z\"")]);
    let text = text_of("eu/art33-initial", "de", &found);
    assert!(text.contains("24. November 2026, 00:01 Uhr (MEZ)"), "{text}");
}

/// People in several countries of the Union are told where nobody wrote a text on it, in each language of the family.
#[test]
fn people_in_several_countries_are_told_to_the_authority() {
    let several = in_berlin(&[
        ("affected.DE", "12900"),
        ("affected.AT", "850"),
        ("affected.FR", "200"),
        ("affected.US-NY", "1450"),
        ("affected.IT", "0"),
    ]);
    for (language, said) in [
        ("en", ": Austria, Germany, France"),
        ("de", "Wirtschaftsraums: Österreich, Deutschland, Frankreich"),
        ("fr", ": Autriche, Allemagne, France"),
        ("es", ": Austria, Alemania, Francia"),
        ("it", ": Austria, Germania, Francia"),
        ("nl", ": Oostenrijk, Duitsland, Frankrijk"),
        ("pl", ": Austria, Niemcy, Francja"),
        ("pt", ": Áustria, Alemanha, França"),
    ] {
        let text = text_of("eu/art33-initial", language, &several);
        assert!(text.contains(said), "{said}\n{text}");
    }
    // One country says nothing of others, and what somebody wrote goes before what the numbers say.
    let one = in_berlin(&[("affected.DE", "12900"), ("affected.US-NY", "1450")]);
    assert!(!text_of("eu/art33-initial", "de", &one).contains("Wirtschaftsraums"));
    let written = in_berlin(&[
        ("affected.DE", "12900"),
        ("affected.AT", "850"),
        ("letter.authorities.cross_border.de", "\"nur Kunden\""),
    ]);
    let text = text_of("eu/art33-initial", "de", &written);
    assert!(
        text.contains("nur Kunden") && !text.contains("Wirtschaftsraums"),
        "{text}"
    );
}
