//! What the page of an obligation says: whose number counts, which data the law covers, why this authority, what would
//! bind, and nothing that only whoever keeps the law files needs.

use firebell::app::called;
use firebell::app::views::{AssessmentView, ObligationView, assessment, covered};
use firebell::core::law::rulebook::Version;
use firebell::core::verdict::Verdict::{self, Due, NotDue, Possible};
use firebell::letter::template::notes_for;

use crate::common::{facts, rules, story};

/// An incident of an organization; what is said of it in full.
struct Case<'c> {
    organisation: &'c str,
    elements: &'c [&'c str],
    affected: &'c str,
    more: &'c str,
}

const SEAT: &str =
    "country = \"DE\"\neu_main_establishment = \"DE-SH\"\nrole = [\"controller\", \"processor\"]\nprofile = []";

impl Default for Case<'_> {
    fn default() -> Self {
        Case {
            organisation: SEAT,
            elements: &["ssn"],
            affected: "DE = 5\nelsewhere = 0",
            more: "",
        }
    }
}

impl Case<'_> {
    fn view(&self) -> AssessmentView {
        let text = format!(
            "[incident]\ntitle = \"t\"\nkind = \"real\"\nhome_zone = \"Europe/Berlin\"\n[organisation]\n{}\n\
             [milestones]\ndiscovery = \"2026-11-20T10:00:00Z\"\nawareness = \"2026-11-20T10:00:00Z\"\n\
             [data]\nelements = {:?}\nencrypted = false\nmedium = \"electronic\"\nacquired = \"confirmed\"\n\
             accessed = \"confirmed\"\n[breach]\ntypes = [\"confidentiality\"]\n[affected]\n{}\n{}\n",
            self.organisation, self.elements, self.affected, self.more
        );
        assessment(&facts(&text), rules(), story("2026-11-24T00:00:00Z"))
    }
}

fn found<'v>(view: &'v AssessmentView, id: &str) -> &'v ObligationView {
    let found = view.obligations.iter().find(|o| o.id == id);
    found.unwrap_or_else(|| panic!("{id} is not answered"))
}

fn reasons(o: &ObligationView) -> String {
    let texts: Vec<&str> = o.reasons.iter().map(|reason| reason.text.as_str()).collect();
    texts.join("\n")
}

/// Obligation, people by place, an answer to a question, and the verdict.
type Counted = (&'static str, &'static str, Option<(&'static str, bool)>, Verdict);

const COUNTED: &[Counted] = &[
    ("us-tx/consumer_reporting_agencies", "US-TX = 10001", None, Due),
    ("us-tx/consumer_reporting_agencies", "US-TX = 10000", None, NotDue),
    // Residents of other states count by § 521.053(b-1) …
    (
        "us-tx/consumer_reporting_agencies",
        "US-TX = 6000\nUS-CA = 4001",
        None,
        Due,
    ),
    (
        "us-tx/consumer_reporting_agencies",
        "US-TX = 6000\nUS-CA = 4000",
        None,
        NotDue,
    ),
    // … and whether people abroad do is not settled.
    (
        "us-tx/consumer_reporting_agencies",
        "US-TX = 3100\nUS-CA = 2200\nDE = 7750",
        None,
        Possible,
    ),
    (
        "us-tx/consumer_reporting_agencies",
        "US-TX = 3100\nUS-CA = 2200\nDE = 7750",
        Some(("tx_10000_notified", false)),
        NotDue,
    ),
    (
        "us-tx/consumer_reporting_agencies",
        "US-TX = 3100\nUS-CA = 2200\nDE = 7750",
        Some(("tx_10000_notified", true)),
        Due,
    ),
    (
        "us-tx/consumer_reporting_agencies",
        "US-TX = 3100\nDE = 6900",
        Some(("tx_10000_notified", true)),
        NotDue,
    ),
    // Notice to residents; whether the number counts others was not read.
    ("us-va/consumer_reporting_agencies", "US-VA = 1001", None, Due),
    (
        "us-va/consumer_reporting_agencies",
        "US-VA = 900\nUS-MD = 101",
        None,
        Possible,
    ),
    (
        "us-va/consumer_reporting_agencies",
        "US-VA = 900\nUS-MD = 101",
        Some(("va_1000_notified", false)),
        NotDue,
    ),
    (
        "us-va/consumer_reporting_agencies",
        "US-VA = 900\nUS-MD = 100",
        None,
        NotDue,
    ),
    ("us-va/regulator-large", "US-VA = 900\nUS-MD = 101", None, Possible),
    ("us-va/regulator-large", "US-VA = 1001", None, Due),
    ("us-nj/consumer_reporting_agencies", "US-NJ = 1001", None, Due),
    (
        "us-nj/consumer_reporting_agencies",
        "US-NJ = 1\nDE = 1000",
        None,
        Possible,
    ),
    (
        "us-nj/consumer_reporting_agencies",
        "US-NJ = 1\nDE = 1000",
        Some(("nj_1000_notified", true)),
        Due,
    ),
    ("us-tn/consumer_reporting_agencies", "US-TN = 1001", None, Due),
    (
        "us-tn/consumer_reporting_agencies",
        "US-TN = 1\nDE = 1000",
        None,
        Possible,
    ),
    // Everybody for those who are at home there, residents for others.
    ("us-wi/consumer_reporting_agencies", "US-WI = 1000", None, Due),
    (
        "us-wi/consumer_reporting_agencies",
        "US-WI = 1\nDE = 999",
        None,
        Possible,
    ),
    (
        "us-wi/consumer_reporting_agencies",
        "US-WI = 1\nDE = 999",
        Some(("wi_principal", true)),
        Due,
    ),
    (
        "us-wi/consumer_reporting_agencies",
        "US-WI = 1\nDE = 999",
        Some(("wi_principal", false)),
        NotDue,
    ),
    // "The affected person", wherever he or she lives.
    ("us-nc/consumer_reporting_agencies", "US-NC = 1\nDE = 1000", None, Due),
    ("us-hi/cra", "US-HI = 1\nDE = 1000", None, Due),
    ("us-nh/consumer_reporting_agencies", "US-NH = 1\nDE = 1000", None, Due),
    // Residents alone, by its words.
    ("us-fl/cra", "US-FL = 1\nDE = 1000", None, NotDue),
    ("us-ga/cra", "US-GA = 1\nDE = 10000", None, NotDue),
];

/// Whom a number of "persons notified under this section" counts, statute by statute. Where its words leave it open, the
/// number of the state's residents decides what it can, and the rest is asked.
#[test]
fn persons_notified_under_a_section_are_counted_as_its_words_say() {
    let mut wrong = Vec::new();
    for (id, people, answer, expected) in COUNTED {
        let answer = answer.map(|(id, yes)| format!("[answers]\n{id} = {yes}"));
        let affected = format!("{people}\nelsewhere = 0");
        let case = Case {
            affected: &affected,
            more: answer.as_deref().unwrap_or_default(),
            ..Case::default()
        };
        let view = case.view();
        let o = found(&view, id);
        if o.verdict != *expected {
            wrong.push(format!(
                "{id} {people} {answer:?}: {:?}, not {expected:?}: {}",
                o.verdict,
                reasons(o)
            ));
        }
        if *expected == Possible {
            assert!(
                o.missing.iter().any(|fact| fact.starts_with("answers.")),
                "{id}: {:?}",
                o.missing
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_count_says_where_the_people_live_that_were_counted() {
    let case = Case {
        affected: "US-NC = 1\nUS-CA = 600\nDE = 1000\nelsewhere = 0",
        ..Case::default()
    };
    let view = case.view();
    let said = reasons(found(&view, "us-nc/consumer_reporting_agencies"));
    assert!(
        said.contains("1601 affected in all places together, and the law says more than 1000 individuals"),
        "{said}"
    );
    let said = reasons(found(&view, "us-ca/regulator"));
    assert!(
        said.contains("600 affected in US-CA, and the law says more than 500 residents"),
        "{said}"
    );
}

/// "No data element that this law covers" can be checked: both lists stand beside it.
#[test]
fn a_law_of_certain_elements_names_them_and_those_recorded() {
    let case = Case {
        elements: &["financial_account_alone", "online_credentials"],
        affected: "US-TX = 3100\nUS-CA = 2200\nelsewhere = 0",
        ..Case::default()
    };
    let view = case.view();
    let texas = found(&view, "us-tx/individuals");
    assert_eq!(texas.verdict, NotDue);
    let lines = covered(&view, texas);
    let labels: Vec<&str> = lines.iter().map(|(label, _)| *label).collect();
    assert_eq!(labels, ["Covers", "Recorded"], "{lines:?}");
    assert!(
        lines[0].1.starts_with("with a name: complete social security number; "),
        "{lines:?}"
    );
    assert!(lines[0].1.contains("even without a name: medical history"), "{lines:?}");
    assert!(
        lines[1]
            .1
            .starts_with("not covered: account number without a code; user name"),
        "{lines:?}"
    );
    let california = covered(&view, found(&view, "us-ca/individuals"));
    let recorded: Vec<&str> = california[1..].iter().map(|(_, text)| text.as_str()).collect();
    assert!(
        recorded[0].starts_with("covered: user name or e-mail address"),
        "{california:?}"
    );
    assert!(
        recorded.len() == 2 && recorded[1].starts_with("not covered: account number"),
        "{california:?}"
    );
    // A law that protects all personal data has no list to look at.
    assert!(covered(&view, found(&view, "eu-gdpr/regulator")).is_empty());
}

/// Whoever doubts a "not due" sees what would bind.
#[test]
fn what_is_not_due_names_the_limit_of_its_law() {
    let case = Case {
        elements: &["online_credentials"],
        affected: "US-TX = 3100\nelsewhere = 0",
        ..Case::default()
    };
    let view = case.view();
    let texas = found(&view, "us-tx/individuals");
    assert_eq!(texas.limit.as_deref(), Some("60 calendar days from determination"));
    let due = Case {
        affected: "US-TX = 3100\nelsewhere = 0",
        ..Case::default()
    };
    let view = due.view();
    let texas = found(&view, "us-tx/individuals");
    assert_eq!((texas.verdict, texas.limit.as_deref()), (Due, None));
    assert!(texas.deadline.is_some());
}

#[test]
fn an_authority_of_the_union_says_why_it_is_this_one() {
    let of = |main: &str| {
        let organisation = format!("country = \"DE\"\nrole = \"controller\"\nprofile = []\n{main}");
        let case = Case {
            organisation: &organisation,
            elements: &["any_personal_data"],
            affected: "DE = 5\nFR = 5\nelsewhere = 0",
            ..Case::default()
        };
        let view = case.view();
        let regulators = view
            .obligations
            .iter()
            .filter(|o| o.id.as_str().starts_with("eu-gdpr/regulator"));
        regulators.map(reasons).collect::<Vec<_>>().join("\n")
    };
    let said = of("eu_main_establishment = \"DE-SH\"");
    assert!(
        said.contains("the main establishment in the EU is recorded as DE-SH; its authority leads"),
        "{said}"
    );
    let said = of("");
    assert!(
        said.contains("depends on the main establishment in the EU, which is not recorded"),
        "{said}"
    );
    let said = of("eu_main_establishment = \"none\"");
    assert!(
        said.contains("no main establishment in the Union, so the authority of FR is told on its own"),
        "{said}"
    );
}

/// The law of the Union has no owners of data, and whoever is told why reads of the role that is recorded.
#[test]
fn a_processor_tells_the_controller_because_of_its_role() {
    let of = |role: &str| {
        let organisation = format!("country = \"DE\"\neu_main_establishment = \"DE-SH\"\nrole = {role}\nprofile = []");
        let case = Case {
            organisation: &organisation,
            elements: &["any_personal_data"],
            ..Case::default()
        };
        let view = case.view();
        let o = found(&view, "eu-gdpr/processor-to-controller");
        (called::obligation(o), reasons(o))
    };
    let (name, both) = of("[\"controller\", \"processor\"]");
    assert!(name.starts_with("controller, "), "{name}");
    assert!(
        both.contains("role recorded: controller and processor; this is owed for data"),
        "{both}"
    );
    let (_, processor) = of("\"processor\"");
    assert!(processor.contains("role recorded: processor"), "{processor}");
    let (_, controller) = of("\"controller\"");
    assert!(
        controller.contains("the organization decides about the data itself"),
        "{controller}"
    );
}

/// Flags of the profile that are no sector stay open for every organization; of Israel and Australia they are asked where
/// somebody there may be affected or the organization is there, and a flag that is recorded counts everywhere.
#[test]
fn israel_and_australia_are_asked_about_only_where_their_law_can_apply() {
    let flags = [
        ("database_level", "il-ppl/regulator"),
        ("app_entity", "au-ndb/regulator"),
    ];
    for (flag, obligation) in flags {
        let asked = |country: &str, held: &str, affected: &str| {
            let organisation =
                format!("country = \"{country}\"\neu_main_establishment = \"none\"\nrole = \"controller\"\n{held}");
            let case = Case {
                organisation: &organisation,
                elements: &["any_personal_data"],
                affected,
                ..Case::default()
            };
            let view = case.view();
            let asks = view.open_facts.iter().any(|open| open.fact.contains(flag));
            (found(&view, obligation).verdict, asks)
        };
        let open = format!("profile = []\nprofile_unknown = [\"{flag}\"]");
        let place = flag_place(flag);
        let (there, everywhere) = (format!("{place} = 3\nelsewhere = 0"), "DE = 5");
        assert_eq!(asked("DE", &open, "DE = 5\nelsewhere = 0"), (NotDue, false), "{flag}");
        assert_eq!(asked("DE", &open, everywhere), (Possible, true), "{flag}");
        assert_eq!(asked("DE", &open, &there), (Possible, true), "{flag}");
        assert_eq!(asked(place, &open, "DE = 5\nelsewhere = 0"), (Possible, true), "{flag}");
        let held = format!("profile = [\"{flag}@{place}\"]");
        assert_eq!(asked("DE", &held, "DE = 5\nelsewhere = 0").0, Possible, "{flag}");
    }
}

fn flag_place(flag: &str) -> &'static str {
    match flag {
        "app_entity" => "AU",
        _ => "IL",
    }
}

#[test]
fn an_order_that_nobody_answered_is_not_said_to_be_given() {
    let case = Case {
        organisation: "country = \"IL\"\nrole = \"controller\"\nprofile = [\"database_level@IL\"]",
        affected: "IL = 5\nelsewhere = 0",
        ..Case::default()
    };
    let view = case.view();
    let o = found(&view, "il-ppl/individuals");
    let said = reasons(o);
    assert_eq!(o.verdict, Possible);
    assert!(
        said.contains("it is not known whether the authority has ordered it"),
        "{said}"
    );
}

/// What a drafter reads beside an obligation is about the obligation, never about the sources of the file.
#[test]
fn notes_beside_an_obligation_are_none_of_the_editors() {
    let editors = ["secondary list", "from memory", ".md", "was read", "EDPB's list"];
    for authority in &rules().authorities {
        for words in editors {
            assert!(
                !authority.form_notes.contains(words),
                "{}: {}",
                authority.id,
                authority.form_notes
            );
        }
    }
    // What was taken from sources nobody confirmed is said to be so, and where it came from is kept.
    let of_holstein = rules().authorities.iter().find(|a| a.id == "de-sh-uld").unwrap();
    assert!(
        of_holstein.form_notes.contains("not confirmed"),
        "{}",
        of_holstein.form_notes
    );
    assert!(of_holstein.form_source.as_ref().unwrap().contains("secondary list"));
    let gdpr = rules().regime("eu-gdpr").unwrap();
    let Version { obligations, .. } = gdpr.current();
    for o in obligations {
        let texts = [&o.standard, &o.follow_up, &o.note];
        for text in texts.into_iter().flatten() {
            for code in ["delay_reasons", "eu-1182", "IMY", "no number in law", "shelter"] {
                assert!(!text.contains(code), "{}: {text}", o.key);
            }
        }
    }
}

/// A note that is for the letters of some states is read beside those alone.
#[test]
fn a_note_for_one_state_is_not_shown_beside_another_ones_letter() {
    let notes = [
        "for everybody: always",
        "US-WI: the acquisition is known",
        "US-MA US-RI: letters of their own",
    ];
    let notes = notes.map(str::to_owned);
    assert_eq!(notes_for(&notes, |state| state == "US-TX"), ["for everybody: always"]);
    assert_eq!(
        notes_for(&notes, |state| state == "US-RI"),
        ["for everybody: always", "letters of their own"]
    );
}
