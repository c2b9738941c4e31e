//! The data concerned.

use super::{Asked, BUT_SINGAPORE, EVERY_METHOD, Fact, Feeds, Group, Method, fact};
use crate::core::facts::kind::{Kind, Many, One, Vocabulary};
use crate::core::facts::value::Value;

const fn data(key: &'static str, kind: Kind) -> Fact {
    fact(key, kind, Group::Data)
}

/// The data concerned.
pub(super) static DATA: &[Fact] = &[
    Fact {
        label: "data elements",
        question: "Which data elements were affected?",
        help: "codes separated by commas; none if no personal data is involved",
        listed: true,
        feeds: &[Feeds::Trigger, Feeds::Condition, Feeds::Content],
        asked: Some((Asked::Elements, EVERY_METHOD)),
        gap: Some("which data was affected"),
        notice: Some("Data affected"),
        synonyms: &[
            ("social_security_number", "ssn"),
            ("date_of_birth", "dob"),
            ("drivers_licence", "drivers_license"),
            ("license_plate_reader", "alpr"),
        ],
        found_by: &[
            (
                "any_personal_data",
                "name, names, address, addresses, e-mail, email, mail address, phone, telephone, contact, customer list, order, orders, \
                 purchase, order history",
            ),
            ("ssn", "social security"),
            ("drivers_license", "driving licence"),
            ("financial_account", "bank account, bank details, iban"),
            (
                "financial_account_alone",
                "bank account, bank details, iban, direct debit",
            ),
            ("payment_card", "credit card, debit card, cvv, cvc"),
            ("payment_card_alone", "credit card, debit card, pan"),
            (
                "medical",
                "health, patient, diagnosis, prescription, medicine, medication, drug, pharmacy, treatment, therapy",
            ),
            ("health_insurance", "insurance number"),
            ("biometric", "fingerprint, face recognition"),
            ("genetic", "dna"),
            (
                "online_credentials",
                "password, password hash, hash, hashes, hashed, login, sign-in, user account, username, e-mail, email",
            ),
            ("auth_token", "session, cookie, api key"),
            ("private_key", "api key, secret, certificate"),
            ("taxpayer_id", "tax number, tin, itin, nif, tfn, steuer-id"),
            (
                "other_government_id",
                "identity card, national insurance number, nino, pesel, bsn, nir, niss, pps, ppsn, ahv, avs, sin, aadhaar, cpf, \
                 codice fiscale, dni, nie, nhs number, personnummer",
            ),
            ("dob", "birthday, birth date, age"),
            ("precise_location", "gps"),
            ("geolocation", "gps, ip address"),
            ("tax_information", "salary, income"),
        ],
        remarks: &[
            (
                "any_personal_data",
                "among it names, addresses, e-mail addresses and telephone numbers",
            ),
            (
                "online_credentials",
                "only hashes of passwords were taken? Record “passwords hashed” as well: letters then say so; whether hashes \
                 count as passwords in a law is for counsel to decide",
            ),
        ],
        ..data(
            "data.elements",
            Kind::Words(Vocabulary::Elements, |facts, codes| facts.elements = Some(codes)),
        )
    },
    // Many US laws list elements that count only together with a name. The strict reading takes a name for granted; the
    // day a law's rule asks, this is what it asks for.
    Fact {
        label: "with names",
        question: "Were people's names with the data, or anything that would reveal them?",
        help: "answer no only if neither a name (first name or initial with last name) nor anything that would reveal it was exposed",
        ..data("data.with_names", Kind::Flag(None))
    },
    Fact {
        label: "regulated data sets",
        question: "Which regulated data sets were affected?",
        help: "codes separated by commas; none if no regulated set is involved",
        feeds: &[Feeds::Scope, Feeds::Condition],
        ..data(
            "data.sets",
            Kind::Words(Vocabulary::Sets, |facts, codes| facts.sets = Some(codes)),
        )
    },
    Fact {
        label: "customers affected",
        question: "Which customers' data or services were affected?",
        help: "the ids of customers with a contract, separated by commas; other for customers without one; none if no customer is affected",
        feeds: &[Feeds::Scope],
        ..data(
            "data.customers",
            Kind::Words(Vocabulary::Customers, |facts, ids| facts.customers = Some(ids)),
        )
    },
    Fact {
        label: "kinds of data",
        question: "Which kinds of data were affected: simple, behavioral, financial or sensitive?",
        asked: Some((Asked::Kinds, EVERY_METHOD)),
        ..data(
            "data.kinds",
            Kind::Many(&Many(|facts, kinds| facts.kinds = Some(kinds))),
        )
    },
    Fact {
        label: "context",
        question: "Is the data more or less revealing than usual for its kind?",
        asked: Some((Asked::Context, &[Method::Enisa, Method::Gdpr, Method::Harm])),
        ..data(
            "data.context",
            Kind::One(&One(|facts, context| facts.context = Some(context))),
        )
    },
    Fact {
        label: "special categories",
        question: "Is any of it data under GDPR Art 9 or 10: health, belief, origin, sex life, convictions and the like?",
        feeds: &[Feeds::Condition],
        asked: Some((Asked::SpecialCategories, &[Method::Gdpr, Method::Harm])),
        ..data(
            "data.special_categories",
            Kind::Flag(Some(|facts, special| facts.special_categories = Some(special))),
        )
    },
    Fact {
        label: "vulnerable people",
        question: "Are children, patients or other vulnerable people among those affected?",
        asked: Some((Asked::VulnerablePeople, &[Method::Gdpr, Method::Harm])),
        ..data(
            "data.vulnerable_people",
            Kind::Flag(Some(|facts, vulnerable| facts.vulnerable_people = Some(vulnerable))),
        )
    },
    Fact {
        label: "medium",
        question: "Was the data on paper, in a computer system, or both?",
        listed: true,
        feeds: &[Feeds::Trigger],
        ..data(
            "data.medium",
            Kind::One(&One(|facts, medium| facts.medium = Some(medium))),
        )
    },
    Fact {
        label: "encrypted",
        question: "Was the data encrypted?",
        help: "yes only if all of the data was encrypted",
        listed: true,
        feeds: &[Feeds::SafeHarbor],
        asked: Some((Asked::Encrypted, EVERY_METHOD)),
        notice: Some("Encrypted"),
        ..data(
            "data.encrypted",
            Kind::Flag(Some(|facts, encrypted| facts.encrypted = Some(encrypted))),
        )
    },
    // No law asks it: counts are of people and not of data. A letter that says it of everybody tells most readers what is
    // not so.
    Fact {
        label: "data of some only",
        question: "Which of these data elements were affected for some of the people only?",
        help: "letters then say so beside each; none if all of it was affected for everybody",
        ..data(
            "data.of_some",
            Kind::Words(Vocabulary::Elements, |facts, codes| {
                let codes = Value::List(codes.into_iter().collect());
                facts.others.insert("data.of_some", codes);
            }),
        )
    },
    Fact {
        label: "passwords hashed",
        question: "Were the passwords stored as hashes only, and not in a form that can be read?",
        help: "letters then speak of hashed passwords; whether a law counts them as passwords is for counsel to decide",
        ..data("data.passwords_hashed", Kind::Flag(None))
    },
    Fact {
        label: "key taken",
        question: "Was the key taken with the data?",
        listed: true,
        feeds: &[Feeds::SafeHarbor],
        asked: Some((Asked::KeyTaken, EVERY_METHOD)),
        ..data(
            "data.key_taken",
            Kind::Flag(Some(|facts, taken| facts.key_taken = Some(taken))),
        )
    },
    Fact {
        label: "data acquired",
        question: "Was the data taken: excluded, possible, likely or confirmed?",
        listed: true,
        feeds: &[Feeds::Trigger],
        asked: Some((Asked::Acquired, BUT_SINGAPORE)),
        notice: Some("Data taken"),
        ..data(
            "data.acquired",
            Kind::One(&One(|facts, likelihood| facts.acquired = Some(likelihood))),
        )
    },
    Fact {
        label: "data accessed",
        question: "Was the data seen: excluded, possible, likely or confirmed?",
        listed: true,
        feeds: &[Feeds::Trigger],
        asked: Some((Asked::Accessed, BUT_SINGAPORE)),
        ..data(
            "data.accessed",
            Kind::One(&One(|facts, likelihood| facts.accessed = Some(likelihood))),
        )
    },
    Fact {
        label: "counts as {}",
        question: "Does the data count as {}?",
        feeds: &[Feeds::Condition],
        ..data("data.marks.*", Kind::Flag(None))
    },
];
