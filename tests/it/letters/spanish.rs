//! A letter in the Spanish of the United States, from the draft to the approval.

use super::*;

const FACTS: [(&str, &str); 20] = [
    ("milestones.occurrence", "2026-11-02T15:00Z"),
    ("milestones.discovery", "2026-11-09T16:00Z"),
    ("milestones.awareness", "2026-11-09T18:00Z"),
    ("data.elements", "ssn,dob,any_personal_data"),
    ("affected.total", "900"),
    ("affected.US-TX", "900"),
    ("breach.cause", "attack"),
    ("breach.types", "confidentiality"),
    ("data.encrypted", "false"),
    ("data.acquired", "confirmed"),
    (
        "letter.what_happened.es",
        "El 2 de noviembre de 2026, una persona no autorizada copió archivos de nuestra red.",
    ),
    (
        "letter.measures_taken.es",
        "Cerramos el acceso el 9 de noviembre de 2026.",
    ),
    ("letter.protective_steps.es", "Revise sus estados de cuenta."),
    (
        "letter.contact.es",
        "Llame al 1-866-555-0133, de lunes a viernes, de 9 a.m. a 5 p.m., hora del Centro.",
    ),
    ("letter.monitoring_months", "24"),
    ("letter.monitoring_provider", "Cedarguard"),
    (
        "letter.enrolment.es",
        "Visite https://www.cedarguard.example e ingrese el código [[person.code|código]] antes del 1 de marzo de 2027.",
    ),
    ("letter.sent_on", "2026-11-20"),
    ("letter.signer_name", "Rosa Delgado"),
    ("letter.signer_title.es", "Directora de Privacidad"),
];

#[test]
fn a_spanish_letter_to_residents_is_drafted_checked_and_approved() {
    let (desk, code) = Desk::with_incident("Files copied");
    for (key, value) in [
        ("organisation.name", "Brazos Valley Clinic, Inc."),
        ("identity.address", "12 Main Street, Bryan, TX 77801"),
        ("identity.toll_free", "1-866-555-0133"),
        ("identity.email", "privacy@brazos.example"),
    ] {
        desk.run(&["profile", "set", key, value]).ok();
    }
    for (key, value) in FACTS {
        desk.run(&["incident", "fact", "set", &code, key, value]).ok();
    }
    let draft = [
        "letter",
        "draft",
        &code,
        "--duty",
        "us-tx/individuals",
        "--language",
        "es",
    ];
    let said = desk.run(&draft).ok();
    assert!(said.contains("0 gaps"), "{said}");
    let letter = "us-tx-individuals-es";
    let text = desk.run(&["letter", "show", &code, letter]).ok();
    assert!(
        text.contains("Lo descubrimos el 9 de noviembre de 2026.") && text.contains("número de Seguro Social"),
        "{text}"
    );
    let checked = desk.run(&["letter", "check", &code, letter]).ok();
    assert!(checked.contains("Nothing fails"), "{checked}");
    // What spoils it in Spanish is found: another day, another hour, and a claim that nobody recorded.
    for (from, to, finds) in [
        ("comenzó el 2 de noviembre", "comenzó el 5 de noviembre", "record-day"),
        ("de 9 a.m. a 5 p.m.", "de 9 a.m. a 8 p.m.", "record-hours"),
        (
            "Lamentamos lo sucedido",
            "Nada indica que alguien haya usado sus datos. Lamentamos lo sucedido",
            "no-evidence",
        ),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        std::fs::write(desk.beside("spoiled.md"), text.replacen(from, to, 1)).unwrap();
        let path = desk.beside("spoiled.md").display().to_string();
        desk.run(&["letter", "edit", &code, letter, "--from", &path]).ok();
        let found = desk.run(&["letter", "check", &code, letter]);
        assert_eq!(found.code, 1, "{to}: {}", found.out);
        assert!(found.out.contains(finds), "{to}: {}", found.out);
    }
    std::fs::write(desk.beside("whole.md"), &text).unwrap();
    let path = desk.beside("whole.md").display().to_string();
    desk.run(&["letter", "edit", &code, letter, "--from", &path]).ok();
    desk.run_as("carol", &["letter", "approve", &code, letter]).ok();
    let list = desk.run(&["letter", "list", &code]).ok();
    assert!(list.contains("approved by carol"), "{list}");
}
