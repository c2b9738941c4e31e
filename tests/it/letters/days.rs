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
