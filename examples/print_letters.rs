//! Prints every template in every language as a PDF, filled from one realistic incident, for people to look at and for
//! independent checkers: `target/debug/examples/print_letters FOLDER`, then `.ci/check-pdfs FOLDER`. Every fourth letter is
//! a draft, and one in large print is beside each tenth.
#![expect(
    clippy::print_stdout,
    reason = "a tool of the developers: it writes into a folder and says so"
)]

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use firebell::app::files::out::{Existing, Folder};
use firebell::app::law;
use firebell::app::letters::context::{KnownAt, values, words_in};
use firebell::app::letters::{contacts, templates};
use firebell::app::record::Loaded;
use firebell::core::event::{Certainty, Event, FactClaim, PrintSize, What};
use firebell::core::facts::IncidentKind;
use firebell::core::facts::kind::Kind;
use firebell::core::facts::story::{Audience, StoryKey, Tongue};
use firebell::core::facts::table::{self, Group};
use firebell::core::facts::write::quoted;
use firebell::core::incident::{Incident, Organisation};
use firebell::core::law::load::load;
use firebell::core::time::StoryTime;
use firebell::letter::block::{Clearance, Letter, Letterhead, Paper};
use firebell::letter::markdown;
use firebell::letter::pdf::Printer;
use firebell::letter::template::Template;

const FACTS: &[(&str, &str)] = &[
    ("milestones.occurrence", "\"2026-11-02T08:00:00Z\""),
    ("milestones.discovery", "\"2026-11-20T08:00:00Z\""),
    ("milestones.awareness", "\"2026-11-20T10:00:00Z\""),
    ("milestones.containment", "\"2026-11-21T08:00:00Z\""),
    ("milestones.materiality_determination", "\"2026-11-20T12:00:00Z\""),
    ("milestones.classification", "\"2026-11-20T11:00:00Z\""),
    ("milestones.resolution", "\"2026-11-22T08:00:00Z\""),
    ("breach.types", "[\"confidentiality\"]"),
    ("breach.cause", "\"attack\""),
    ("breach.malicious", "true"),
    (
        "data.elements",
        "[\"any_personal_data\", \"ssn\", \"dob\", \"online_credentials\"]",
    ),
    ("affected.US-CA", "5200"),
    ("affected.US-MA", "1100"),
    ("affected.US-TX", "2900"),
    ("affected.DE", "41200"),
    ("affected.IE", "{ min = 400, max = 900 }"),
    ("affected.total", "51200"),
];

/// What the sender is called, and where it is.
const IDENTITY: &[(&str, &str)] = &[
    ("organisation.name", "Northwind Cloud Ireland Limited"),
    ("identity.address", "12 Harbour Street, Dublin 1, D01 X0X0, Ireland"),
    ("identity.telephone", "+353 1 555 0100"),
    ("identity.toll_free", "1-833-555-0100"),
    ("identity.email", "privacy@northwind.example"),
    ("identity.website", "https://northwind.example/notice"),
    ("identity.dpo_name", "Aoife Byrne"),
    ("identity.dpo_contact", "dpo@northwind.example, +353 1 555 0199"),
];

/// A story in a language: a paragraph, and a short phrase.
fn told(tongue: Tongue) -> (&'static str, &'static str) {
    match tongue.code() {
        "en" => (
            "Between November 2 and November 20, 2026, an unknown person read e-mails in the mailbox of one of our \
             payroll staff. We closed the mailbox the same day, changed all passwords and had the logs examined by an \
             outside firm.",
            "customers and former employees",
        ),
        "de" => (
            "Zwischen dem 2. und dem 20. November 2026 hat eine unbekannte Person E-Mails im Postfach einer Mitarbeiterin \
             der Lohnbuchhaltung gelesen. Wir haben das Postfach am selben Tag gesperrt und alle Kennwörter geändert.",
            "Kundinnen, Kunden und frühere Beschäftigte",
        ),
        "fr" => (
            "Entre le 2 et le 20 novembre 2026, une personne inconnue a lu des courriels dans la boîte d’une salariée du \
             service de la paie. Nous avons bloqué la boîte le jour même et changé tous les mots de passe.",
            "clients et anciens salariés",
        ),
        "es" => (
            "Entre el 2 y el 20 de noviembre de 2026, una persona desconocida leyó correos electrónicos en el buzón de una \
             empleada de nóminas. Ese mismo día cerramos el buzón y cambiamos todas las contraseñas.",
            "clientes y antiguos empleados",
        ),
        "it" => (
            "Tra il 2 e il 20 novembre 2026 una persona sconosciuta ha letto i messaggi nella casella di posta di una \
             dipendente dell’ufficio paghe. Lo stesso giorno abbiamo bloccato la casella e cambiato tutte le password.",
            "clienti ed ex dipendenti",
        ),
        "nl" => (
            "Tussen 2 en 20 november 2026 heeft een onbekende e-mails gelezen in de mailbox van een medewerker van de \
             salarisadministratie. Wij hebben de mailbox dezelfde dag geblokkeerd en alle wachtwoorden gewijzigd.",
            "klanten en oud-medewerkers",
        ),
        "pl" => (
            "Między 2 a 20 listopada 2026 r. nieznana osoba czytała wiadomości w skrzynce pocztowej pracownicy działu płac. \
             Tego samego dnia zablokowaliśmy skrzynkę i zmieniliśmy wszystkie hasła.",
            "klienci i byli pracownicy",
        ),
        "pt" => (
            "Entre 2 e 20 de novembro de 2026, uma pessoa desconhecida leu mensagens na caixa de correio de uma funcionária \
             do processamento salarial. No mesmo dia bloqueámos a caixa e alterámos todas as palavras-passe.",
            "clientes e antigos trabalhadores",
        ),
        // No template is in any other language.
        _ => ("Not told.", "not told"),
    }
}

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write into"));
    let out = Folder::open(&folder).expect("the folder can be written");
    let rules = load(&law::files::built_in()).rules;
    let loaded = incident();
    let printer = Printer::default();
    let now = StoryTime::named(moment());
    let contacts = contacts(None).expect("the contacts");
    let all = templates(None).expect("the templates");
    for (at, template) in all.iter().enumerate() {
        let words = words_in(&template.language, country(template));
        let values = values(&rules, KnownAt { loaded: &loaded, now }, template, &words, None).with_contacts(&contacts);
        let text = template.render(&values).expect("a template that renders");
        let name = format!("{}.{}", template.id.replace('/', "-"), template.language);
        let clearance = if at % 4 == 3 {
            Clearance::Draft
        } else {
            Clearance::Cleared
        };
        let letter = page(template, &text, clearance);
        write(&out, &printer, &name, &letter);
        if at % 10 == 0 {
            let large = Letter {
                print: PrintSize::Large,
                ..letter
            };
            write(&out, &printer, &format!("{name}.large"), &large);
        }
    }
    println!("{} templates in {}", all.len(), folder.display());
}

fn write(out: &Folder, printer: &Printer, name: &str, letter: &Letter) {
    let bytes = printer.print(letter, moment()).expect("a letter that prints");
    out.write(&format!("{name}.pdf"), &bytes, Existing::Replace)
        .expect("a file");
}

fn country(template: &Template) -> Option<&'static str> {
    match template.id.split('/').next() {
        Some("us") => Some("US"),
        Some("ch") => Some("CH"),
        Some("uk") => Some("GB"),
        _ => None,
    }
}

fn page(template: &Template, text: &str, clearance: Clearance) -> Letter {
    let of = |key: &str| {
        IDENTITY
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, text)| (*text).to_owned())
    };
    let lines = [
        "identity.address",
        "identity.telephone",
        "identity.email",
        "identity.website",
    ];
    Letter {
        title: template.name.clone(),
        language: template.language.clone(),
        paper: if country(template) == Some("US") {
            Paper::Letter
        } else {
            Paper::A4
        },
        print: PrintSize::Standard,
        letterhead: match template.has_letterhead() {
            true => Letterhead {
                name: of("organisation.name").unwrap_or_default(),
                lines: lines.iter().filter_map(|key| of(key)).collect(),
                logo: None,
            },
            false => Letterhead::default(),
        },
        kind: IncidentKind::Real,
        clearance,
        state: String::new(),
        tlp: None,
        blocks: markdown::parse(text),
    }
}

fn moment() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().expect("a moment")
}

fn event(seq: u64, what: What) -> Event {
    Event {
        seq,
        recorded_at: moment(),
        wall_at: None,
        acted_at: None,
        actor: "dana".to_owned(),
        session: "s".to_owned(),
        what,
    }
}

fn incident() -> Loaded {
    let opened = What::Opened {
        id: "id".to_owned(),
        code: "2026-014".to_owned(),
        title: "Mailbox of the payroll office read".to_owned(),
        kind: IncidentKind::Real,
        home_zone: "Europe/Dublin".to_owned(),
    };
    let facts = FACTS
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let facts = facts.chain(stories()).map(|(key, value)| {
        What::FactRecorded(FactClaim {
            key,
            value,
            certainty: Certainty::Confirmed,
            learned_at: moment(),
            source: None,
            also: false,
        })
    });
    let whats = std::iter::once(opened).chain(facts);
    let events: Vec<Event> = (1..).zip(whats).map(|(seq, what)| event(seq, what)).collect();
    let profile = IDENTITY.iter().map(|(key, text)| What::ProfileSet {
        key: (*key).to_owned(),
        value: quoted(text),
    });
    let profile: Vec<Event> = (1..).zip(profile).map(|(seq, what)| event(seq, what)).collect();
    Loaded {
        incident: Incident::fold(&events).expect("the events open an incident"),
        organisation: Organisation::fold(&profile),
        events: Vec::new(),
        waiting: Vec::new(),
    }
}

/// Every text of the story, for every reader, in every language.
fn stories() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for fact in table::of_group(Group::Letter) {
        for audience in Audience::ALL {
            for tongue in Tongue::ALL {
                let key = StoryKey::of(fact.name(), fact.told, audience, tongue).key();
                let value = if matches!(fact.kind, Kind::Day) {
                    "\"2026-11-24T08:00:00Z\"".to_owned()
                } else {
                    quoted(&words_for(fact.name(), tongue))
                };
                all.push((key, value));
            }
        }
    }
    all
}

fn words_for(name: &str, tongue: Tongue) -> String {
    let (paragraph, phrase) = told(tongue);
    match name {
        "monitoring_months" => "24".to_owned(),
        "monitoring_provider" => "IDX".to_owned(),
        "record_count" => "51200".to_owned(),
        "reference" => "IN-26-11-4711".to_owned(),
        "signer_name" => "Aoife Byrne".to_owned(),
        "signer_title" => "Head of Privacy".to_owned(),
        "people_categories" | "systems" | "third_party" | "enclosures" => phrase.to_owned(),
        "contact" => "Privacy desk, +353 1 555 0100, privacy@northwind.example".to_owned(),
        _ => paragraph.to_owned(),
    }
}
