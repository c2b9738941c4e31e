//! The story: what comes when, what is expected, and what is true.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use toml::{Table, Value};

use super::Chosen;
use super::blocks::library;
use super::tables::{number, table, text};
use crate::core::facts::keys;
use crate::core::time::Zone;
use crate::drill::scenario_files::vary::draw;
use crate::drill::scenario_files::write::slug;

/// An expected action, and the step of a script that does it.
#[derive(Debug, Clone)]
pub(super) struct Action {
    pub id: String,
    /// Its table.
    pub expect: Table,
    /// What a prepared team does: tables of steps without their minute.
    pub steps: Vec<Table>,
}

/// An inject with what is expected of it.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub at: u64,
    pub inject: Table,
    pub actions: Vec<Action>,
}

/// The story as it was put together.
#[derive(Debug)]
pub(super) struct Plot<'c> {
    pub chosen: &'c Chosen,
    zone: Zone,
    start: DateTime<Utc>,
    pub scenes: Vec<Scene>,
}

/// Hours of the story after its beginning, and the share of the exercise in a hundred, at which each step comes. The
/// last comes early enough for the window of its action ([`Plot::action`]) to end before the exercise does, which the
/// check of scenarios asks for.
pub(super) const CONFIRMED: (i64, u64) = (2, 18);
pub(super) const COUNTED: (i64, u64) = (4, 33);
const NOISE: (i64, u64) = (5, 45);
pub(super) const PRESSURE: (i64, u64) = (7, 52);
const TWISTS: (i64, u64) = (8, 64);
const AFTER: (i64, u64) = (78, 86);

impl<'c> Plot<'c> {
    pub(super) fn of(chosen: &'c Chosen) -> Plot<'c> {
        let zone = Zone::named(&chosen.home.zone).unwrap_or_else(|_| Zone::utc());
        let start = start(chosen, &zone);
        let mut plot = Plot {
            chosen,
            zone,
            start,
            scenes: Vec::new(),
        };
        plot.scenes = vec![
            plot.opening(),
            plot.confirmed(),
            plot.counted(),
            plot.noise(),
            plot.pressure(),
        ];
        let twists = plot.twists();
        plot.scenes.extend(twists);
        plot.scenes.push(plot.after());
        plot
    }

    pub(super) fn id(&self) -> String {
        slug(&format!(
            "composed {} {} {}",
            self.chosen.cause.id, self.chosen.home.id, self.chosen.seed
        ))
    }

    pub(super) fn minute(&self, share: u64) -> u64 {
        self.chosen.minutes * share / 100
    }

    pub(super) fn moment(&self, hours: i64) -> String {
        let at = self
            .start
            .checked_add_signed(TimeDelta::hours(hours))
            .unwrap_or(self.start);
        self.zone.local(at).to_rfc3339()
    }

    pub(super) fn words(&self, words: &str) -> String {
        let total: u64 = self.chosen.people.iter().map(|(_, count)| count).sum();
        let place = self.chosen.people.first().map_or("", |(place, _)| place);
        words
            .replace("{org}", self.chosen.name)
            .replace("{place}", place)
            .replace("{count}", &total.to_string())
            .replace("{data}", &self.chosen.data.words)
    }

    /// An inject: its id, when it comes, and how.
    fn inject(&self, id: &str, (hours, share): (i64, u64), [channel, from, to]: [&str; 3], told: [&str; 2]) -> Table {
        table([
            ("id", text(id)),
            ("at", number(self.minute(share))),
            ("story", text(self.moment(hours))),
            ("channel", text(channel)),
            ("from", text(from)),
            ("to", text(to)),
            ("subject", text(told[0])),
            ("text", text(self.words(told[1]))),
        ])
    }

    /// An expected action that the engine sees. Its window is a hundredth shorter than what is left after the last
    /// inject.
    fn action(
        &self,
        id: &str,
        (action, objective, weight): (&str, &str, u64),
        done: Table,
        steps: Vec<Table>,
    ) -> Action {
        let expect = table([
            ("id", text(id)),
            ("action", text(action)),
            ("objective", text(objective)),
            ("weight", number(weight)),
            ("within", number(self.chosen.minutes * 13 / 100)),
            ("done", Value::Table(done)),
        ]);
        Action {
            id: id.to_owned(),
            expect,
            steps,
        }
    }

    fn opening(&self) -> Scene {
        let cause = self.chosen.cause;
        let call = step(
            "call",
            table([("contact", text("commander")), ("reached", text("answered"))]),
        );
        let tick = step("tick", table([("task", text(cause.contain.as_str()))]));
        let lead = self.action(
            "i01.lead",
            ("Name who leads and reach the commander", "log", 1),
            table([("called", text("commander"))]),
            vec![call],
        );
        let steps = vec![table([("playbook", text(cause.playbook.as_str()))]), tick];
        let done = table([("task", text(cause.contain.as_str()))]);
        let contain = self.action("i01.contain", (&cause.contained, "decide", 2), done, steps);
        let via = [cause.channel.as_str(), cause.from.as_str(), "commander"];
        Scene {
            at: 0,
            inject: self.inject("i01", (0, 0), via, [&cause.subject, &cause.opening]),
            actions: vec![lead, contain],
        }
    }

    fn confirmed(&self) -> Scene {
        let aware = self.moment(CONFIRMED.0);
        let near = table([
            ("fact", text(keys::milestones::AWARENESS)),
            ("near", text(aware.as_str())),
            ("tolerance", number(30)),
        ]);
        let know = vec![
            fact(keys::milestones::DISCOVERY, &self.moment(0)),
            fact(keys::milestones::AWARENESS, &aware),
        ];
        let kept = step(
            "evidence",
            table([
                ("name", text("log of the copy")),
                ("what", text("as received, with its time")),
            ]),
        );
        let found = Value::Array(vec![
            Value::Table(table([("evidence", text("log"))])),
            Value::Table(table([("evidence", text("copy"))])),
            Value::Table(table([("evidence", text("export"))])),
        ]);
        let cause = self.chosen.cause;
        Scene {
            at: self.minute(CONFIRMED.1),
            inject: self.inject(
                "i02",
                CONFIRMED,
                ["email", &cause.confirm_from, "security"],
                ["Now it is certain", &cause.confirm],
            ),
            actions: vec![
                self.action(
                    "i02.aware",
                    ("Record awareness: now, with its source", "aware", 3),
                    near,
                    know,
                ),
                self.action(
                    "i02.kept",
                    ("Keep what proves it as evidence", "log", 2),
                    table([("any", found)]),
                    vec![kept],
                ),
            ],
        }
    }

    fn counted(&self) -> Scene {
        let data = self.chosen.data;
        let people = &self.chosen.people;
        let rows: String = people
            .iter()
            .map(|(place, count)| format!("| {place} | {count} |\n"))
            .collect();
        let told = format!(
            "The rows are counted, by where people live:\n\n| Place | People |\n|---|--:|\n{rows}\nNobody lives elsewhere. What was taken: {}.",
            data.words
        );
        let elements = table([
            ("fact", text(keys::data::ELEMENTS)),
            ("value", text(data.elements.as_str())),
        ]);
        let places = people.iter().map(|(place, count)| {
            let known = table([("fact", text(keys::affected::key(place))), ("least", number(*count))]);
            Value::Table(known)
        });
        let all = table([("all", Value::Array(places.collect()))]);
        let counts = self
            .facts_counted()
            .into_iter()
            .map(|(key, value)| fact(&key, &value))
            .collect();
        let kinds = self
            .facts_of_data()
            .into_iter()
            .map(|(key, value)| fact(&key, &value))
            .collect();
        Scene {
            at: self.minute(COUNTED.1),
            inject: self.inject(
                "i03",
                COUNTED,
                ["note", "data team", "legal"],
                ["Who, and where", &told],
            ),
            actions: vec![
                self.action(
                    "i03.data",
                    ("Record what kind of data it is", "aware", 2),
                    elements,
                    kinds,
                ),
                self.action(
                    "i03.places",
                    ("Record how many people are affected in each place", "aware", 2),
                    all,
                    counts,
                ),
            ],
        }
    }

    fn noise(&self) -> Scene {
        let all = &library().noise;
        let at = draw(self.chosen.seed, "noise", u64::try_from(all.len()).unwrap_or(1));
        let noise = &all[super::index(at)];
        let mut inject = self.inject(
            "i04",
            NOISE,
            [&noise.channel, &noise.from, "commander"],
            [&noise.subject, &noise.text],
        );
        inject.insert("kind".to_owned(), text("noise"));
        Scene {
            at: self.minute(NOISE.1),
            inject,
            actions: Vec::new(),
        }
    }

    fn pressure(&self) -> Scene {
        let mut actions = vec![self.board()];
        match &self.chosen.home.duty {
            Some(duty) => {
                actions.insert(0, self.risk());
                let done = table([("filed", text(duty.as_str())), ("in_time", Value::Boolean(true))]);
                let file = step(
                    "file",
                    table([
                        ("duty", text(duty.as_str())),
                        ("without_letter", text("filed with the authority's own form")),
                    ]),
                );
                let mut action = self.action(
                    "i05.file",
                    ("Report to the authority at home before its deadline", "clocks", 3),
                    done,
                    vec![file],
                );
                action.expect.remove("within");
                actions.push(action);
            }
            None => {
                let near = table([
                    ("fact", text(keys::milestones::DETERMINATION)),
                    ("near", text(self.moment(COUNTED.0))),
                    ("tolerance", number(300)),
                ]);
                let know = vec![fact(keys::milestones::DETERMINATION, &self.moment(COUNTED.0))];
                let told = (
                    "Record when it was determined that the law's data is concerned: states count from it",
                    "clocks",
                    3,
                );
                actions.push(self.action("i05.determined", told, near, know));
                let read = table([("fact", text(keys::data::ENCRYPTED)), ("value", text("no"))]);
                let told = ("Decide on the footing that the data was readable", "decide", 1);
                actions.push(self.action("i05.readable", told, read, Vec::new()));
            }
        }
        Scene {
            at: self.minute(PRESSURE.1),
            inject: self.inject(
                "i05",
                PRESSURE,
                ["person", "head of communications", "leadership"],
                ["It gets closer", &self.chosen.cause.pressure],
            ),
            actions,
        }
    }

    fn risk(&self) -> Action {
        let decided = |value: &str| Value::Table(table([("decided", text("gdpr_risk")), ("value", text(value))]));
        let risk = self.chosen.data.risk.as_str();
        let fits = match risk {
            "risk" => vec![decided("risk"), decided("high")],
            _high => vec![decided("high")],
        };
        let decide = step(
            "decide",
            table([
                ("key", text("gdpr_risk")),
                ("value", text(risk)),
                ("rationale", text("kind of data, number of people, who has it now")),
            ]),
        );
        self.action(
            "i05.risk",
            ("Decide how high the risk is, with reasons", "decide", 3),
            table([("any", Value::Array(fits))]),
            vec![decide],
        )
    }

    fn board(&self) -> Action {
        let done = table([("letter", text("inside/board")), ("approved", Value::Boolean(true))]);
        let mut draft = step("draft", table([("template", text("inside/board"))]));
        draft.insert("role".to_owned(), text("legal"));
        let approve = step(
            "approve",
            table([
                ("template", text("inside/board")),
                ("because", text("what is unknown is named as unknown")),
            ]),
        );
        self.action(
            "i05.board",
            ("Tell leadership in writing, approved by a second person", "letters", 2),
            done,
            vec![draft, approve],
        )
    }

    fn twists(&self) -> Vec<Scene> {
        let fitting = library()
            .twist
            .iter()
            .filter(|twist| twist.least <= self.chosen.difficulty);
        let scenes = fitting.zip(0_u64..).map(|(twist, at)| {
            let id = format!("i{:02}", at + 6);
            let when = (TWISTS.0 + i64::try_from(at).unwrap_or(0), TWISTS.1 + at * 5);
            let told = (
                twist.action.as_str(),
                twist.objective.as_str(),
                u64::try_from(twist.weight).unwrap_or(1),
            );
            let name = format!("{id}.do");
            let mut action = match &twist.letter {
                Some(letter) => {
                    let mut draft = step("draft", table([("template", text(letter.as_str()))]));
                    draft.insert("role".to_owned(), text("communications"));
                    self.action(&name, told, table([("letter", text(letter.as_str()))]), vec![draft])
                }
                None => {
                    let mark = step("mark", table([("action", text(name.as_str())), ("mark", text("done"))]));
                    let mut action = self.action(&name, told, Table::new(), vec![mark]);
                    action.expect.remove("done");
                    action
                        .expect
                        .insert("evidence".to_owned(), text(twist.evidence.clone().unwrap_or_default()));
                    action
                }
            };
            action.expect.insert("hint".to_owned(), text(twist.hint.as_str()));
            Scene {
                at: self.minute(when.1),
                inject: self.inject(
                    &id,
                    when,
                    [&twist.channel, &twist.from, &twist.to],
                    [&twist.subject, &twist.text],
                ),
                actions: vec![action],
            }
        });
        scenes.collect()
    }

    fn after(&self) -> Scene {
        let told = "Three days have gone by. The internal audit would like to see, on one page: since when you knew, what was reported when, and what is still open.";
        let mut inject = self.inject(
            "i90",
            AFTER,
            ["email", "internal audit", "commander"],
            ["One page, please", told],
        );
        inject.insert("kind".to_owned(), text("time-jump"));
        let done = table([("evidence", text("summary"))]);
        let kept = step(
            "evidence",
            table([
                ("name", text("summary for the audit")),
                ("what", text("dates from the log, open points named")),
            ]),
        );
        Scene {
            at: self.minute(AFTER.1),
            inject,
            actions: vec![self.action(
                "i90.page",
                ("Answer from the log as it stood, and keep the answer", "log", 2),
                done,
                vec![kept],
            )],
        }
    }
}

/// A day of work in the year 2027, at nine.
fn start(chosen: &Chosen, zone: &Zone) -> DateTime<Utc> {
    let monday = NaiveDate::from_ymd_opt(2027, 1, 4).unwrap_or_default();
    let days = draw(chosen.seed, "week", 48) * 7 + draw(chosen.seed, "day", 4);
    let day = monday.checked_add_days(Days::new(days)).unwrap_or(monday);
    debug_assert!(day.weekday().number_from_monday() <= 4);
    zone.earliest(day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()))
}

fn step(what: &str, inner: Table) -> Table {
    table([(what, Value::Table(inner))])
}

fn fact(key: &str, value: &str) -> Table {
    step(
        "fact",
        table([
            ("key", text(key)),
            ("value", text(value)),
            ("source", text("as told in the inject")),
        ]),
    )
}
