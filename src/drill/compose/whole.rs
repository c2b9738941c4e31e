//! What a composed scenario is besides its injects: the organization, its people to call, the objectives, and what is true.

use toml::{Table, Value};

use super::plot::{CONFIRMED, COUNTED, PRESSURE, Plot};
use super::tables::{number, table, text, texts};
use crate::core::facts::keys;
use crate::drill::scenario_files::write::slug;

impl Plot<'_> {
    /// What is known with the count, as facts.
    pub(super) fn facts_counted(&self) -> Vec<(String, String)> {
        let people = self.chosen.people.iter();
        let places = people.map(|(place, count)| (keys::affected::key(place), count.to_string()));
        places
            .chain([(keys::affected::ELSEWHERE.to_owned(), "0".to_owned())])
            .collect()
    }

    pub(super) fn facts_of_data(&self) -> Vec<(String, String)> {
        let data = self.chosen.data;
        let facts = [
            (keys::data::ELEMENTS, data.elements.as_str()),
            (keys::data::SPECIAL_CATEGORIES, &data.special),
            (keys::data::ENCRYPTED, "no"),
            (keys::data::MEDIUM, "electronic"),
            (keys::data::ACQUIRED, "confirmed"),
            (keys::data::ACCESSED, "confirmed"),
            (keys::breach::CAUSE, &self.chosen.cause.cause),
            (keys::breach::TYPES, &self.chosen.cause.types),
            (keys::breach::MALICIOUS, &self.chosen.cause.malicious),
            (keys::breach::RECIPIENT, &self.chosen.cause.recipient),
        ];
        facts.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    }

    /// What is true, and from which inject on it can be known.
    fn truth(&self) -> Table {
        let known = |inject: &str, key: &str, value: &str| {
            Value::Table(table([
                ("inject", text(inject)),
                ("key", text(key)),
                ("value", text(value)),
            ]))
        };
        let mut facts = vec![
            known("i01", keys::milestones::DISCOVERY, &self.moment(0)),
            known("i02", keys::milestones::AWARENESS, &self.moment(CONFIRMED.0)),
        ];
        let counted = self.facts_of_data().into_iter().chain(self.facts_counted());
        facts.extend(counted.map(|(key, value)| known("i03", &key, &value)));
        match self.chosen.home.duty {
            Some(_) => facts.push(known("i05", keys::decisions::GDPR_RISK, &self.chosen.data.risk)),
            None => facts.push(known("i05", keys::milestones::DETERMINATION, &self.moment(COUNTED.0))),
        }
        let summary = format!(
            "{} of {}: {}. {} The facts below are the whole truth; the deadlines were computed from them.",
            self.chosen.cause.title,
            self.chosen.name,
            self.chosen.data.words,
            self.words(&self.chosen.cause.confirm)
        );
        table([
            ("summary", text(summary)),
            ("affected_percent", number(20)),
            ("facts", Value::Array(facts)),
        ])
    }

    /// The scenario without its deadlines, which follow from the rest.
    pub(super) fn tree(&self) -> Table {
        let mut tree = table([
            ("id", text(self.id())),
            ("version", number(1)),
            ("title", text(self.chosen.cause.title.as_str())),
            (
                "purpose",
                text(
                    "The team practices the whole way of a breach: what is known and since when, what it is by law, who is told, and what the log can show afterwards. Put together from building blocks.",
                ),
            ),
            (
                "audience",
                texts([
                    "incident commander",
                    "security",
                    "legal and privacy",
                    "leadership",
                    "communications",
                ]),
            ),
            ("minutes", number(self.chosen.minutes)),
            ("difficulty", number(self.chosen.difficulty)),
            ("language", text("en")),
            ("licence", text("Apache-2.0")),
            ("home_zone", text(self.chosen.home.zone.as_str())),
            ("start", text(self.moment(0))),
            (
                "roles",
                texts(["commander", "security", "legal", "communications", "leadership"]),
            ),
            ("needs", texts(["the call tree", "the register of breaches"])),
            (
                "hot_wash",
                texts([
                    "Which fact came too late, and who had it?",
                    "What would an inspector ask for that your log does not show?",
                    "What will you change before the next one?",
                ]),
            ),
            ("organisation", Value::Table(self.organisation())),
            ("contact", Value::Array(contacts())),
            ("truth", Value::Table(self.truth())),
            ("objective", Value::Array(objectives())),
            ("module", Value::Array(self.modules())),
        ]);
        let injects = self.scenes.iter().map(|scene| {
            let mut inject = scene.inject.clone();
            if !scene.actions.is_empty() {
                let expects = scene.actions.iter().map(|action| Value::Table(action.expect.clone()));
                inject.insert("expect".to_owned(), Value::Array(expects.collect()));
            }
            Value::Table(inject)
        });
        tree.insert("inject".to_owned(), Value::Array(injects.collect()));
        tree
    }

    fn organisation(&self) -> Table {
        let domain = format!(
            "{}.example",
            slug(self.chosen.name.split(' ').next().unwrap_or_default())
        );
        table([
            (keys::organisation::NAME, text(self.chosen.name)),
            (keys::organisation::COUNTRY, text(self.chosen.home.id.as_str())),
            (
                keys::organisation::EU_MAIN_ESTABLISHMENT,
                text(self.chosen.home.establishment.as_str()),
            ),
            (keys::organisation::ROLE, text("controller")),
            (keys::organisation::PROFILE, text("none")),
            (keys::identity::ADDRESS, text("1 Exercise Street")),
            (keys::identity::TELEPHONE, text(self.chosen.home.telephone.as_str())),
            (keys::identity::EMAIL, text(format!("privacy@{domain}"))),
            (keys::identity::WEBSITE, text(format!("https://{domain}"))),
            (keys::identity::DPO_NAME, text("The data protection officer")),
            (keys::identity::DPO_CONTACT, text(format!("dpo@{domain}"))),
        ])
    }

    fn modules(&self) -> Vec<Value> {
        let module = |id: &str, title: &str, from: u64, questions: [&str; 2]| {
            let module = table([
                ("id", text(id)),
                ("title", text(title)),
                ("from", number(from)),
                ("questions", texts(questions)),
            ]);
            Value::Table(module)
        };
        vec![
            module(
                "found",
                "Found",
                0,
                [
                    "What do you know, and what do you only believe?",
                    "Who must be in this room that is not?",
                ],
            ),
            module(
                "weigh",
                "Weigh it",
                self.minute(COUNTED.1),
                [
                    "Which deadline comes first, and from which moment does it run?",
                    "Which fact would turn the decision round?",
                ],
            ),
            module(
                "tell",
                "Tell",
                self.minute(PRESSURE.1),
                [
                    "Who hears it from you before they hear it from others?",
                    "Which sentence would you not want to read again in a year?",
                ],
            ),
        ]
    }
}

fn contacts() -> Vec<Value> {
    let all = [
        ("commander", "Incident commander on duty", ["commander"].as_slice()),
        ("security", "Head of security", &["security"]),
        ("counsel", "General counsel", &["legal", "dpo"]),
        ("press", "Head of communications", &["communications"]),
        ("director", "Managing director", &["leadership"]),
    ];
    let contact = |((id, name, roles), line): ((&str, &str, &[&str]), u64)| {
        let channel = table([
            ("kind", text("phone")),
            ("address", text(format!("exercise line {line}"))),
        ]);
        let contact = table([
            ("id", text(id)),
            ("name", text(name)),
            ("roles", texts(roles.iter().copied())),
            ("channels", Value::Array(vec![Value::Table(channel)])),
        ]);
        Value::Table(contact)
    };
    all.into_iter().zip(1..).map(contact).collect()
}

fn objectives() -> Vec<Value> {
    let all = [
        (
            "aware",
            "Establish what is known, since when, and from whom",
            "Detection and declaration",
            "Awareness is in the log within the window of the inject that brings it, with its source",
        ),
        (
            "clocks",
            "Find every deadline, from the right start",
            "Legal assessment",
            "The first report is filed before its deadline by the facts",
        ),
        (
            "decide",
            "Decide what the law asks a person to decide, with reasons",
            "Command and decision",
            "Containment and risk are decided in their windows",
        ),
        (
            "letters",
            "Say no more than is known, approved by a second person",
            "Communication",
            "Nothing leaves without a second pair of eyes",
        ),
        (
            "log",
            "A record that can be shown",
            "Documentation",
            "What the decisions rest on is kept as evidence",
        ),
    ];
    let objective = |(id, title, capability, target): (&str, &str, &str, &str)| {
        Value::Table(table([
            ("id", text(id)),
            ("title", text(title)),
            ("capability", text(capability)),
            ("target", text(target)),
        ]))
    };
    all.map(objective).into()
}
