//! A contract with a customer: what it asks for after a breach, checked where it is typed, and written as the law file
//! that every other part of firebell reads.

mod terms;

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Serialize;

use super::coded::coded;
use super::facts::kind::{OTHER_CUSTOMERS, is_customer};
use super::facts::read::is_place;
use super::law::rulebook::{Regime, RegimeKind, Rulebook};
use super::period::{Period, Unit};
use super::time::Zone;
use super::toml_text::reader::suggestion;
use super::visible;
use terms::Table;

pub use terms::{FormerTerms, Terms};

coded! {
    /// What a contract takes for a breach.
    pub enum ContractBreach: "kind of breach" {
        PersonalData = "personal_data" => "a loss of confidentiality, integrity or availability of personal data",
        Access = "access" => "access to personal data, or its acquisition",
        Incident = "incident" => "any security incident that affects the customer",
    }
}

/// What was typed of a contract; every part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContractDraft {
    pub customer: Option<String>,
    pub name: Option<String>,
    pub within: Option<String>,
    pub calendar: Option<String>,
    pub from: Option<String>,
    pub contact: Option<String>,
    pub at: Option<String>,
    pub clause: Option<String>,
    pub agreement: Option<String>,
    pub breach: Option<String>,
    pub place: Option<String>,
    pub zone: Option<String>,
    pub since: Option<String>,
    pub detail: Option<String>,
}

/// What is wrong with one part of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractProblem {
    /// The part, as it is typed.
    pub part: &'static str,
    pub problem: String,
    pub hint: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contract {
    /// A short id, by which incidents name the customer.
    pub customer: String,
    pub name: String,
    #[serde(serialize_with = "typed")]
    pub within: Period,
    /// Whose holidays count, where business days are counted.
    pub calendar: Option<String>,
    /// The milestone that starts the clock.
    pub from: String,
    /// Who is told, at the customer.
    pub contact: String,
    /// An e-mail address, a telephone number, a web page or a postal address.
    pub at: String,
    pub clause: String,
    pub agreement: String,
    pub breach: ContractBreach,
    /// The customer's place.
    pub place: String,
    /// A limit in days ends at midnight there.
    #[serde(serialize_with = "zone_name")]
    pub zone: Zone,
    pub since: Option<NaiveDate>,
    /// What the notice may say at most.
    pub detail: Option<String>,
    /// What was agreed before, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerTerms>,
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn typed<S: serde::Serializer>(period: &Period, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&spelled(*period))
}

fn zone_name<S: serde::Serializer>(zone: &Zone, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}

/// A period as it is typed.
fn spelled(period: Period) -> String {
    period.to_string().replace(' ', "")
}

const LONGEST: usize = 300;
/// Before the customer's name in the name of the regime.
const LEAD: &str = "Contract with ";
/// The obligation of every contract.
pub const OBLIGATION: &str = "notice";

/// The problems met while a draft is read.
struct Reading<'r> {
    rules: &'r Rulebook,
    problems: Vec<ContractProblem>,
}

impl Reading<'_> {
    fn wrong(&mut self, part: &'static str, problem: impl Into<String>, hint: impl Into<String>) {
        let (problem, hint) = (problem.into(), hint.into());
        self.problems.push(ContractProblem { part, problem, hint });
    }

    /// A text on one line that must be there.
    fn line(&mut self, part: &'static str, text: Option<&String>, hint: &str) -> String {
        match self.optional(part, text) {
            Some(text) => text,
            None => {
                if text.is_none_or(|text| text.trim().is_empty()) {
                    self.wrong(part, "is missing", hint);
                }
                String::new()
            }
        }
    }

    fn optional(&mut self, part: &'static str, text: Option<&String>) -> Option<String> {
        let text = text.map(|text| text.trim()).filter(|text| !text.is_empty())?;
        if text.chars().any(|c| c == '\n' || visible::acts(c)) || text.chars().count() > LONGEST {
            self.wrong(
                part,
                "is not one line of plain text",
                format!("at most {LONGEST} characters"),
            );
            return None;
        }
        Some(text.to_owned())
    }

    fn customer(&mut self, text: Option<&String>) -> String {
        let hint = "small letters, digits and hyphens, such as acme-gmbh; not `other` or `none`";
        let id = self.line("customer", text, hint);
        if !id.is_empty() && (!is_customer(&id) || [OTHER_CUSTOMERS, "none"].contains(&id.as_str())) {
            self.wrong("customer", format!("`{id}` is no id"), hint);
        }
        id
    }

    fn within(&mut self, text: Option<&String>) -> Option<Period> {
        let hint = "hours, days or business days, such as 24h, 3d or 2bd";
        let text = self.line("within", text, hint);
        let period: Option<Period> = text.parse().ok();
        let fits = |period: &Period| match period.unit {
            Unit::Hours | Unit::CalendarDays | Unit::BusinessDays => true,
            Unit::Minutes | Unit::CalendarMonths => false,
        };
        let period = period.filter(fits);
        if period.is_none() && !text.is_empty() {
            self.wrong("within", format!("`{text}` is no limit of a contract"), hint);
        }
        period
    }

    fn calendar(&mut self, text: Option<&String>, within: Option<Period>) -> Option<String> {
        let calendar = self.optional("calendar", text);
        let business = within.is_some_and(|period| period.unit == Unit::BusinessDays);
        match (&calendar, business) {
            (None, true) => self.wrong(
                "calendar",
                "is missing",
                "business days need the holidays of a place, such as US or DE-BE",
            ),
            (Some(_), false) if within.is_some() => {
                self.wrong(
                    "calendar",
                    "is for business days only",
                    "leave it out, or give the limit in business days",
                );
            }
            (Some(id), _) if self.rules.calendars.get(id).is_none() => {
                let known: Vec<&str> = self.rules.calendars.ids().collect();
                self.wrong("calendar", format!("unknown calendar `{id}`"), suggestion(id, &known));
            }
            (Some(_) | None, _) => {}
        }
        calendar
    }

    fn from(&mut self, text: Option<&String>) -> String {
        let id = self.line(
            "from",
            text,
            "the moment that starts the clock, such as awareness, discovery or confirmation",
        );
        let known: Vec<&str> = self.rules.milestones.keys().map(String::as_str).collect();
        if !id.is_empty() && !known.contains(&id.as_str()) {
            self.wrong("from", format!("unknown moment `{id}`"), suggestion(&id, &known));
        }
        id
    }

    fn at(&mut self, text: Option<&String>) -> String {
        let hint = "an e-mail address, a telephone number with +, a web page with https://, or a postal address";
        self.line("at", text, hint)
    }

    fn place(&mut self, text: Option<&String>) -> String {
        let hint = "an ISO 3166 code in capitals, such as DE, US-TX or IE";
        let place = self.line("place", text, hint);
        if !place.is_empty() && !is_place(&place) {
            self.wrong("place", format!("`{place}` is not a place"), hint);
        }
        place
    }

    fn zone(&mut self, text: Option<&String>) -> Option<Zone> {
        let hint = "an IANA name such as Europe/Berlin or America/Chicago";
        let name = self.line("zone", text, hint);
        if name.is_empty() {
            return None;
        }
        let zone = Zone::named(&name);
        if let Err(error) = &zone {
            self.wrong("zone", error.to_string(), hint);
        }
        zone.ok()
    }

    fn breach(&mut self, text: Option<&String>) -> Option<ContractBreach> {
        let hint = "personal-data, access or incident";
        let code = self.line("breach", text, hint).replace('-', "_");
        let breach = code.parse().ok();
        if breach.is_none() && !code.is_empty() {
            self.wrong("breach", format!("`{code}` is no kind of breach"), hint);
        }
        breach
    }

    fn since(&mut self, text: Option<&String>) -> Option<NaiveDate> {
        let text = self.optional("since", text)?;
        let day = text.parse().ok();
        if day.is_none() {
            self.wrong("since", format!("`{text}` is no date"), "such as 2026-01-31");
        }
        day
    }
}

impl ContractDraft {
    /// The contract, or everything that is wrong with what was typed.
    ///
    /// # Errors
    /// One problem for each part, with what would be right.
    pub fn read(&self, rules: &Rulebook) -> Result<Contract, Vec<ContractProblem>> {
        let mut reading = Reading {
            rules,
            problems: Vec::new(),
        };
        let r = &mut reading;
        let customer = r.customer(self.customer.as_ref());
        let name = r.line("name", self.name.as_ref(), "the customer's full legal name");
        let within = r.within(self.within.as_ref());
        let calendar = r.calendar(self.calendar.as_ref(), within);
        let from = r.from(self.from.as_ref());
        let contact = r.line(
            "contact",
            self.contact.as_ref(),
            "who is told at the customer, such as a security desk",
        );
        let at = r.at(self.at.as_ref());
        let clause = r.line("clause", self.clause.as_ref(), "where it stands, such as clause 7.2");
        let agreement = r.optional("agreement", self.agreement.as_ref());
        let breach = r.breach(self.breach.as_ref());
        let place = r.place(self.place.as_ref());
        let zone = r.zone(self.zone.as_ref());
        let since = r.since(self.since.as_ref());
        let detail = r.optional("detail", self.detail.as_ref());
        match (within, breach, zone) {
            (Some(within), Some(breach), Some(zone)) if reading.problems.is_empty() => Ok(Contract {
                agreement: agreement.unwrap_or_else(|| format!("{LEAD}{name}")),
                customer,
                name,
                within,
                calendar,
                from,
                contact,
                at,
                clause,
                breach,
                place,
                zone,
                since,
                detail,
                former: Vec::new(),
            }),
            (_, _, _) => Err(reading.problems),
        }
    }

    /// The draft with the parts of a contract where it has none of its own.
    #[must_use]
    pub fn over(self, known: &Contract) -> ContractDraft {
        let keep = |own: Option<String>, known: &str| own.or_else(|| Some(known.to_owned()));
        ContractDraft {
            customer: keep(self.customer, &known.customer),
            name: keep(self.name, &known.name),
            // Another limit may be one without a calendar.
            calendar: self
                .calendar
                .or_else(|| known.calendar.clone().filter(|_| self.within.is_none())),
            within: keep(self.within, &spelled(known.within)),
            from: keep(self.from, &known.from),
            contact: keep(self.contact, &known.contact),
            at: keep(self.at, &known.at),
            clause: keep(self.clause, &known.clause),
            agreement: keep(self.agreement, &known.agreement),
            breach: keep(self.breach, known.breach.code()),
            place: keep(self.place, &known.place),
            zone: keep(self.zone, known.zone.name()),
            since: self.since.or_else(|| known.since.map(|day| day.to_string())),
            detail: self.detail.or_else(|| known.detail.clone()),
        }
    }
}

/// The id of the regime of a customer's contract.
pub fn regime_id(customer: &str) -> String {
    format!("contract-{customer}")
}

impl Contract {
    /// The contract that a regime is, where it is one as firebell writes it.
    pub fn of(regime: &Regime) -> Option<Contract> {
        let [customer] = regime.scope.customers.as_slice() else {
            return None;
        };
        let name = regime.name.strip_prefix(LEAD)?.to_owned();
        if regime.kind != RegimeKind::Contract || regime.id != regime_id(customer) {
            return None;
        }
        let terms = Terms::of(regime, regime.current())?;
        let contact = terms.who.strip_prefix(&name)?.strip_prefix(", ")?.to_owned();
        Some(Contract {
            customer: customer.clone(),
            name,
            within: terms.within,
            calendar: terms.calendar,
            from: terms.from,
            contact,
            at: terms.at,
            clause: terms.clause,
            agreement: regime.law.clone(),
            breach: terms.breach,
            place: regime.jurisdiction.clone(),
            zone: terms.zone,
            since: regime.current().from,
            detail: terms.detail,
            former: FormerTerms::all(regime)?,
        })
    }

    /// The terms as they are now.
    fn terms(&self) -> Terms {
        Terms {
            within: self.within,
            calendar: self.calendar.clone(),
            from: self.from.clone(),
            who: format!("{}, {}", self.name, self.contact),
            at: self.at.clone(),
            clause: self.clause.clone(),
            breach: self.breach,
            zone: self.zone.clone(),
            detail: self.detail.clone(),
        }
    }

    /// The contract in the place of a known one: where it has a later first day, what was agreed before stays in force
    /// for incidents before that day.
    ///
    /// # Errors
    /// Where its first day is not after the first day of terms that have ended.
    pub fn after(mut self, known: &Contract) -> Result<Contract, Vec<ContractProblem>> {
        self.former.clone_from(&known.former);
        let Some((since, last)) = self.since.and_then(|since| Some((since, since.pred_opt()?))) else {
            return Ok(self);
        };
        let later = known.since.is_none_or(|day| day < since);
        if later && self.terms() != known.terms() {
            let ended = FormerTerms {
                since: known.since,
                until: last,
                terms: known.terms(),
            };
            self.former.insert(0, ended);
            return Ok(self);
        }
        // A correction of the terms or of their first day: the terms before end when these begin.
        if let Some(before) = self.former.first_mut() {
            if before.since.is_some_and(|day| last < day) {
                return Err(vec![ContractProblem {
                    part: "since",
                    problem: format!("`{since}` is before the terms that this contract had earlier"),
                    hint: "a day after the first day of the terms before".to_owned(),
                }]);
            }
            before.until = last;
        }
        Ok(self)
    }

    /// The law file of the contract.
    pub fn text(&self, reviewed_on: NaiveDate) -> String {
        let mut text =
            "# A contract with a customer, written by `firebell contract`, which also changes it.\n".to_owned();
        text += "# Not legal advice. Format: docs/law-schema.md.\n\n[[regime]]\n";
        let mut set = |key: &str, value: &str| {
            let _ = writeln!(text, "{key} = {}", quoted(value));
        };
        set("id", &regime_id(&self.customer));
        set("jurisdiction", &self.place);
        set("name", &format!("{LEAD}{}", self.name));
        set("kind", "contract");
        set("law", &self.agreement);
        set("citation", &self.clause);
        set("status", "law");
        if let Some(since) = self.since {
            set("in_force_from", &since.to_string());
        }
        set("applies_to", &format!("the organization, towards {}", self.name));
        set("time_zone", self.zone.name());
        set("confidence", "medium");
        set("reviewed_on", &reviewed_on.to_string());
        text += "sources = [\"the signed contract\"]\n\n[regime.reach]\n";
        let _ = writeln!(text, "customers = [{}]", quoted(&self.customer));
        match self.breach {
            ContractBreach::PersonalData | ContractBreach::Access => {
                text += "\n[regime.data]\n";
                text += terms::data(self.breach);
            }
            ContractBreach::Incident => {}
        }
        text += "\n[regime.harm]\ntest = \"none\"\n";
        text += &self.terms().obligation(Table::Current);
        text.extend(self.former.iter().map(FormerTerms::text));
        text
    }
}

/// Every contract of a rule base that firebell wrote, with the file it is in.
pub fn all(rules: &Rulebook) -> Vec<(Contract, &str)> {
    let found = rules.regimes.iter();
    found
        .filter_map(|regime| Some((Contract::of(regime)?, regime.file.as_str())))
        .collect()
}
