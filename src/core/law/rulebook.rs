//! The law as the engine uses it: regimes, their versions and obligations, checked and indexed.
//!
//! Values here are made by `schema` from law files and nowhere else. No number of law stands in this file.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::pack::{Edition, LawPack, PackLabel};
use crate::core::ids::{ObligationId, RegimeId};
use crate::core::period::{Counting, Period, Unit};
use crate::core::public_holidays::Calendars;
use crate::core::time::Zone;

pub use super::condition::*;
pub use super::terms::*;

#[derive(Debug, Clone)]
pub struct DataTest {
    /// What must have happened.
    pub trigger: Trigger,
    /// Elements that count with a name.
    pub named: Vec<String>,
    /// Elements that count alone.
    pub alone: Vec<String>,
    /// The media reached.
    pub medium: MediumCovered,
    /// The shelter of encryption.
    pub encryption: Encryption,
    /// Where it stands.
    pub cite: Option<String>,
}

impl DataTest {
    /// Whether an element falls under the law, alone or with a name.
    pub fn counts(&self, code: &str) -> bool {
        let lists = [&self.named, &self.alone];
        lists
            .iter()
            .any(|list| list.iter().any(|c| c == code || c == ANY_PERSONAL_DATA))
    }
}

/// An element that stands for any other, under laws that protect personal data of every kind.
pub const ANY_PERSONAL_DATA: &str = "any_personal_data";

/// A regime's harm test.
#[derive(Debug, Clone)]
pub struct HarmTest {
    /// What it asks.
    pub test: HarmQuestion,
    /// What undecided means.
    pub polarity: Polarity,
    /// Obligations it gates; `None`: all.
    pub gates: Option<Vec<String>>,
    /// The test in words.
    pub words: Option<String>,
    /// Years the paper must be kept.
    pub record_years: Option<u64>,
    /// To whom the decision goes.
    pub decision_to: Option<String>,
}

/// Compliance with another law that stands in for this one.
#[derive(Debug, Clone)]
pub struct Deemed {
    /// The other law.
    pub law: String,
    /// What observing it does.
    pub effect: Effect,
    /// Obligations that stay.
    pub keeps: Vec<String>,
}

/// Whom and what a regime reaches.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Residents of one of these places are affected.
    pub residents: Vec<String>,
    /// Established in one of these.
    pub establishment: Vec<String>,
    /// Either of the two.
    pub place: Vec<String>,
    /// Any of these flags.
    pub profile: Vec<String>,
    /// Any of these data sets was touched.
    pub sets: Vec<String>,
    /// Any of these customers is affected.
    pub customers: Vec<String>,
    /// Any of these flags takes it outside.
    pub exempt: Vec<String>,
    /// While no flag of `profile` is known to hold: only whoever is established or has people affected in one of these.
    pub asked_in: Vec<String>,
    /// Regimes that apply instead.
    pub displaced_by: Vec<String>,
}

/// The order the law demands among notices.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// Must be sent before these.
    pub before: Vec<String>,
    /// At the same time as these.
    pub with: Vec<String>,
    /// No later than these.
    pub no_later_than: Vec<String>,
    /// After these.
    pub after: Vec<String>,
    /// Not before another filing plus a period.
    pub not_before: Option<NotBefore>,
}

/// An earliest moment: another filing plus full days.
#[derive(Debug, Clone)]
pub struct NotBefore {
    /// The filing.
    pub after: String,
    pub period: Period,
    /// The calendar for business days.
    pub calendar: Option<String>,
}

/// A further reading of the same limit.
pub type Reading = Counting;

/// The relief of DORA for weekends and bank holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoonRelief {
    /// For everybody.
    Always,
    /// Not for organizations with this flag.
    Unless(String),
}

/// A limit with a number.
#[derive(Debug, Clone)]
pub struct Limit {
    pub period: Period,
    pub counting: Counting,
    /// The calendar, where days must be working days.
    pub calendar: Option<String>,
    pub readings: Vec<Reading>,
    /// DORA's relief.
    pub noon_relief: Option<NoonRelief>,
    /// The time of day after which the recipient's filing system dates a filing to the next day.
    pub closes_at: Option<chrono::NaiveTime>,
}

/// A question with yes or no for an answer.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its wording.
    pub text: String,
    /// A milestone that answers it with yes, because it is the moment when yes was found.
    pub milestone: Option<String>,
    /// A family of decisions that answers it: its mildest value is no, every graver one is yes.
    pub decision: Option<String>,
}

/// One thing that a regime asks for: to tell somebody, within a time, under conditions.
#[derive(Debug, Clone)]
pub struct Obligation {
    /// Unique in the regime.
    pub id: String,
    /// Its name, without a place.
    pub key: ObligationId,
    /// Who is told.
    pub recipient: Recipient,
    pub authority: Option<String>,
    /// How the authority is found where none is named.
    pub authority_from: Option<AuthorityFrom>,
    pub channel: Option<String>,
    pub channel_at: Option<String>,
    /// Whose obligation it is; `None`: either's.
    pub role: Option<super::super::facts::Role>,
    /// How far it binds, where it differs from the regime.
    pub status: Option<Status>,
    /// The number, if the law sets one.
    pub limit: Option<Limit>,
    pub from: Option<StartsFrom>,
    /// Other milestones that start it as well: the earliest rules.
    pub or_from: Vec<String>,
    /// Which filing, for those.
    pub filed: Option<String>,
    /// A fixed day of the following year, `MM-DD`.
    pub yearly: Option<(u32, u32)>,
    /// The authority's zone, if not the regime's.
    pub zone: Option<Zone>,
    /// Ends no later than the limits of these.
    pub earliest_of: Vec<String>,
    /// The law's words on time.
    pub standard: Option<String>,
    /// Order among notices.
    pub order: Order,
    /// A number of people.
    pub threshold: Option<Threshold>,
    /// Cases that count as reaching the threshold whatever the number is.
    pub threshold_or: Vec<Condition>,
    /// Further conditions, all of which must hold.
    pub when: Vec<Condition>,
    pub content: Vec<String>,
    /// Where it stands.
    pub cite: String,
    /// Updates and later reports.
    pub follow_up: Option<String>,
    /// Conditions that could not be typed; shown to the user.
    pub check: Vec<String>,
    pub note: Option<String>,
    /// Line and column at which it begins in its file.
    pub place: (usize, usize),
}

/// The rules of a regime during some time.
#[derive(Debug, Clone)]
pub struct Version {
    /// First day, where known.
    pub from: Option<NaiveDate>,
    /// Last day, where it has ended.
    pub until: Option<NaiveDate>,
    /// What is known of it.
    pub rule: Rule,
    pub note: Option<String>,
    /// Shared with the answers that name what it covers.
    pub data: Option<Arc<DataTest>>,
    pub obligations: Vec<Obligation>,
}

/// One law or contract.
#[derive(Debug, Clone)]
pub struct Regime {
    pub id: RegimeId,
    /// Ids it was also known by.
    pub aliases: Vec<String>,
    pub jurisdiction: String,
    /// What people call it.
    pub name: String,
    /// What sort of rule it is.
    pub kind: RegimeKind,
    /// The law's name.
    pub law: String,
    /// Where it stands.
    pub citation: String,
    /// How far it binds.
    pub status: Status,
    /// A directive: the national law binds.
    pub transposed: bool,
    /// Who must notify, in words.
    pub applies_to: String,
    /// The regulator's zone.
    pub zone: Zone,
    /// How sure the author of the file is.
    pub confidence: Confidence,
    /// The day somebody last looked.
    pub reviewed_on: NaiveDate,
    /// Who last looked, where the file says so.
    pub reviewed_by: Option<String>,
    /// What was read.
    pub sources: Vec<String>,
    /// May law enforcement ask to wait?
    pub law_enforcement_delay: Option<bool>,
    /// Sanction in words.
    pub penalty: Option<String>,
    pub note: String,
    /// What is left out.
    pub not_modelled: Vec<String>,
    /// Whom it reaches.
    pub scope: Scope,
    /// Its harm test, if looked at.
    pub harm: Option<HarmTest>,
    /// Laws that stand in for it.
    pub deemed: Vec<Deemed>,
    /// A limit on the assessment itself, in words.
    pub assessment: Option<String>,
    /// The file it stands in.
    pub file: String,
    /// Line and column at which it begins there.
    pub place: (usize, usize),
    /// Newest first; never empty.
    pub versions: Vec<Version>,
}

impl Regime {
    /// The rules as they stand in the main body of the file.
    pub fn current(&self) -> &Version {
        self.versions.first().expect("the loader gives every regime a version")
    }

    /// The version in force on a day; `None` before the oldest one known.
    pub fn on(&self, day: NaiveDate) -> Option<&Version> {
        self.versions
            .iter()
            .find(|v| v.from.is_none_or(|from| from <= day) && v.until.is_none_or(|until| day <= until))
    }
}

/// A supervisory authority.
#[derive(Debug, Clone)]
pub struct Authority {
    pub id: String,
    pub country: String,
    /// ISO 3166-2 or 3166-1 codes it answers for.
    pub covers: Vec<String>,
    /// Whose authority it is, where it is not everybody's.
    pub sector: Option<Sector>,
    /// English name.
    pub name: String,
    /// Name in its own language.
    pub name_local: String,
    /// Seat.
    pub city: String,
    pub zone: Zone,
    /// Public form.
    pub breach_form: Option<String>,
    /// Mailbox.
    pub email: Option<String>,
    pub website: String,
    /// Languages of the form or the authority.
    pub languages: Vec<String>,
    /// Remarks on the form, for whoever is about to send it.
    pub form_notes: String,
    /// What the remarks rest on, for whoever keeps the file.
    pub form_source: Option<String>,
    /// How sure the author of the file is.
    pub confidence: Confidence,
}

/// A flag of the organization profile.
#[derive(Debug, Clone)]
pub struct Flag {
    /// Its id, without place.
    pub id: String,
    /// Whether it is written `flag@PLACE`.
    pub placed: bool,
    pub means: String,
    /// The question that asks for it.
    pub question: String,
    /// Flags that follow from it and are never asked.
    pub implies: Vec<String>,
    /// The other law that whoever carries the flag is under, where a regime may give way to it.
    pub other_law: Option<String>,
}

/// A moment that can start a clock.
#[derive(Debug, Clone)]
pub struct Milestone {
    pub id: String,
    pub means: String,
    /// Rank: earlier milestones have smaller numbers.
    pub order: i64,
    /// Whether an earlier milestone stands in for it while it is not known.
    pub falls_back: bool,
}

/// A way of computing a deadline that is shown beside the strict one, never the clock itself.
#[derive(Debug, Clone)]
pub struct Computation {
    /// Whether the computation itself is disputed.
    pub disputed: bool,
    /// What it rests on, for a limit in hours.
    pub hours: Option<String>,
    /// What it rests on, for a limit in days or months.
    pub days: Option<String>,
    /// How many of the hours must fall on working days.
    pub working_hours: Option<u32>,
    /// The time of day to which it moves the end.
    pub time: Option<chrono::NaiveTime>,
}

impl Computation {
    /// The id of DORA's relief, which moves an end on a weekend or holiday to a time of the next working day.
    pub const DORA_NOON: &str = "dora-noon";

    /// What it rests on, for a limit in this unit.
    pub fn basis(&self, unit: Unit) -> Option<&str> {
        match unit {
            Unit::Minutes | Unit::Hours => self.hours.as_deref(),
            Unit::CalendarDays | Unit::BusinessDays | Unit::CalendarMonths => self.days.as_deref(),
        }
    }
}

/// A family of recorded decisions, its values from mild to grave.
#[derive(Debug, Clone)]
pub struct DecisionFamily {
    pub id: String,
    /// From mild to grave.
    pub values: Vec<String>,
    pub question: String,
}

/// The whole rule base.
#[derive(Debug, Default)]
pub struct Rulebook {
    /// All regimes, in the order of their files.
    pub regimes: Vec<Regime>,
    pub authorities: Vec<Authority>,
    /// Profile flags.
    pub flags: BTreeMap<String, Flag>,
    /// Question id to its wording.
    pub questions: BTreeMap<String, Question>,
    /// Milestones by id.
    pub milestones: BTreeMap<String, Milestone>,
    /// What notices must hold: codes with what each means.
    pub content: BTreeMap<String, String>,
    /// Decision families by id.
    pub decisions: BTreeMap<String, DecisionFamily>,
    /// Holiday calendars.
    pub calendars: Calendars,
    /// Regime id (and alias) to index.
    pub index: HashMap<String, usize>,
    /// SHA-256 over the files, hexadecimal.
    pub sha256: String,
    /// The newest review day of all files.
    pub version: String,
    /// Regions that law files name as one place, with their members.
    pub regions: BTreeMap<String, Vec<String>>,
    /// Alternative computations of deadlines by id.
    pub computations: BTreeMap<String, Computation>,
    /// Countries that print on US Letter paper.
    pub letter_paper: BTreeSet<String>,
    /// The risk methods.
    pub methods: Option<crate::core::severity::methods::Methods>,
    /// What overlay files brought in.
    pub overlays: Vec<Overlay>,
    /// The law packs in force, in the order in which they are laid over each other.
    pub packs: Vec<LawPack>,
}

/// Something that a file of the team's own brought into the rule base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The regime, or the file's name where it holds no regimes.
    pub id: String,
    /// The file it comes from.
    pub file: String,
    /// Whether it took the place of something built in, or added days to a calendar.
    pub replaces: bool,
}

impl Rulebook {
    /// Which law this is.
    pub fn edition(&self) -> Edition {
        Edition::new(&self.version, &self.sha256, &self.packs)
    }

    /// The pack that a file came from.
    pub fn pack_of(&self, file: &str) -> Option<&PackLabel> {
        let pack = self.packs.iter().find(|pack| pack.files.contains(file))?;
        Some(&pack.label)
    }

    /// The flags of whoever is under another law that may stand in for a regime.
    pub fn under<'r>(&'r self, law: &'r str) -> impl Iterator<Item = &'r str> {
        let flags = self
            .flags
            .values()
            .filter(move |flag| flag.other_law.as_deref() == Some(law));
        flags.map(|flag| flag.id.as_str())
    }

    /// The overlay that took the place of a built-in regime, or of something that all regimes use.
    pub fn replaced(&self) -> impl Iterator<Item = &Overlay> {
        self.overlays.iter().filter(|overlay| overlay.replaces)
    }

    /// What a notice must hold, in words: the meaning of a code, plain words as they are.
    pub fn content_words<'r>(&'r self, content: &'r str) -> &'r str {
        self.content.get(content).map_or(content, String::as_str)
    }

    /// The customers that a regime binds the organization to tell: those with a contract.
    pub fn customers(&self) -> impl Iterator<Item = &str> {
        let named = self.regimes.iter().flat_map(|regime| &regime.scope.customers);
        named.map(String::as_str)
    }

    /// A regime by id or alias.
    pub fn regime(&self, id: &str) -> Option<&Regime> {
        self.index.get(id).map(|at| &self.regimes[*at])
    }

    /// A current obligation, whatever the place.
    pub fn obligation(&self, id: &ObligationId) -> Option<(&Regime, &Obligation)> {
        let regime = self.regime(id.regime())?;
        let found = regime.current().obligations.iter().find(|o| o.id == id.name())?;
        Some((regime, found))
    }

    /// The names of all current obligations.
    pub fn obligation_keys(&self) -> impl Iterator<Item = &str> {
        let current = self.regimes.iter().flat_map(|regime| &regime.current().obligations);
        current.map(|obligation| obligation.key.as_str())
    }
}
