//! The phrases by which values are found and told apart, read once.

use crate::core::letter_recipient::LetterRecipient;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::denied_risk::{DeniedRisk, denied_risk};
use super::elements::{Elements, elements};
use super::phrase_file::{
    BreachWords, Cited, ClaimEntry, Data, Days, File, Monitoring, Names, OthersWords, People, Risks, Signature, Status,
    Turns, Vague, Words,
};
use super::places::{Places, by_length, places, states, weekdays};
use super::postal_words::{Postal, postal};
use super::recorded::{DayOf, Label, Risk};
use super::word_groups::{Bodies, Counted, DataWords, Lost, Offer, Senders, Workforce};
use crate::letter::check::Subject;
use crate::letter::check::sayings::Together;
use crate::letter::check::speech::{Lexicon, Word};
use chrono::Weekday;

const FILE: &str = include_str!("../../../../templates/rules/compare.toml");

/// What a phrase says of the day beside it, and whether the day must then agree with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Role {
    pub of: DayOf,
    pub strong: bool,
}

/// A status as a text may claim or deny it.
pub(super) struct Claim {
    pub claimed: Lexicon<()>,
    pub denied: Lexicon<()>,
    /// Denials of what only we can have done: nobody else need have said so.
    pub own: Lexicon<()>,
}

/// A claim that a sentence may make.
pub(super) struct Claimed {
    /// What it is, in words: `a ransom payment`.
    pub what: String,
    pub fact: String,
    pub values: Vec<String>,
    pub coded: bool,
    pub must: bool,
    pub quiet: bool,
    to: Vec<LetterRecipient>,
    words: Lexicon<()>,
    together: Vec<Together>,
    unless: Lexicon<()>,
    /// What vouches for it in the story as well.
    vouched_by: Lexicon<()>,
}

impl Claimed {
    pub(super) fn is_for(&self, subject: &Subject) -> bool {
        self.to.is_empty() || subject.is_to_one_of(&self.to)
    }

    /// Whether a sentence of the story vouches for it.
    pub(super) fn vouched(&self, words: &[Word]) -> bool {
        self.made(words) || self.vouched_by.holds(words)
    }

    pub(super) fn made(&self, words: &[Word]) -> bool {
        let said = self.words.holds(words) || self.together.iter().any(|kinds| kinds.holds(words));
        said && !self.unless.holds(words)
    }
}

/// How letters are signed.
pub(super) struct Signed {
    pub closings: Lexicon<()>,
    pub after_signature: Lexicon<()>,
}

/// How laws are cited.
pub(super) struct Laws {
    /// Laws by how they are cited: each with its place.
    pub laws: Lexicon<String>,
    pub law_words: Lexicon<()>,
    pub law_of_readers: Lexicon<()>,
}

/// Words that mark what stands beside them.
pub(super) struct Marks {
    /// The two halves of a day behind an hour.
    pub halves: Vec<String>,
    /// What money is called behind a number.
    pub money: Vec<String>,
    /// How a sentence begins that asks the reader to do something.
    pub addressed: Vec<String>,
    /// Words of a sentence that only repeats what somebody says.
    pub hearsay: Lexicon<()>,
    pub days: OtherDays,
}

/// Days of something else than the breach.
pub(super) struct OtherDays {
    /// Words before a day on which something began.
    pub since: Vec<String>,
    /// Words of a sentence whose days are of something else than the incident.
    pub unrelated: Lexicon<()>,
    /// What began or came last and is not the beginning of the breach.
    pub no_beginning: Lexicon<()>,
}

/// Whom a letter to one customer tells nothing of.
pub(super) struct Others {
    /// Recipients of letters to one customer.
    pub to: Vec<LetterRecipient>,
    pub words: Lexicon<()>,
}

pub(super) struct Phrases {
    /// The number of a month by its name.
    pub months: BTreeMap<String, u32>,
    /// Words of addresses in full, and how they are shortened.
    pub shortened: BTreeMap<String, String>,
    /// The names of American states with their short names.
    pub states: Vec<(String, String)>,
    pub inside: Vec<String>,
    /// Words before a month that is told without a day.
    pub month_leads: Vec<String>,
    pub weekdays: BTreeMap<String, Weekday>,
    pub articles: Vec<String>,
    /// Words that stand behind a time of day.
    pub clock: Vec<String>,
    /// Words before a time of day.
    pub clock_leads: Vec<String>,
    /// Universal time, by its names.
    pub universal_time: Lexicon<()>,
    /// What a sentence calls the times of a letter that says of all of them in which zone they are.
    pub times_in: Lexicon<()>,
    /// The day before the letter's own.
    pub yesterday: Vec<String>,
    /// Words of a sentence that says that a second time stands in brackets behind each.
    pub in_brackets: Lexicon<()>,
    /// What stands before an event from which a day is counted: `a week after`.
    pub counted_from: Lexicon<()>,
    /// Minutes ahead of universal time, by the words of a zone's name, longer names first.
    pub zones: Vec<(Vec<String>, Vec<i64>)>,
    pub between: Vec<String>,
    pub clauses: Vec<String>,
    pub cited: Cited,
    pub turns: Turns,
    pub marks: Marks,
    pub others: Others,
    pub day: Lexicon<Role>,
    pub people: Lexicon<()>,
    pub people_labels: Lexicon<()>,
    pub no_people_labels: Lexicon<()>,
    pub about: Lexicon<()>,
    pub more: Lexicon<()>,
    pub nobody: Lexicon<()>,
    /// Words between a number of people and that of all of them.
    pub of_all: Vec<String>,
    pub records: Lexicon<()>,
    pub abroad: Lexicon<()>,
    /// Places by their names.
    pub places: Places,
    /// The same, with the parts of more countries: where people are counted.
    pub counted_places: Places,
    pub data: DataWords,
    pub elements: Elements,
    pub risk: Lexicon<Risk>,
    pub claims: Vec<Claimed>,
    /// The phrases of all claims: without one of them no claim is made.
    pub any_claim: Lexicon<()>,
    pub labels: Lexicon<Label>,
    /// Codes of the countries of the European Economic Area.
    pub union: Vec<String>,
    /// Names of fields that hold a country.
    pub country: Vec<String>,
    /// Words with capitals that are no names of people.
    pub no_names: Vec<String>,
    /// Titles before the names of people.
    pub academic: Vec<String>,
    pub bodies: Bodies,
    pub lost: Lost,
    pub denied_risk: DeniedRisk,
    /// Quantities without a number: at least and at most.
    pub vague: Lexicon<(u64, u64)>,
    pub delay: Claim,
    /// Police and prosecutors.
    pub enforcement: Lexicon<()>,
    pub contained: Claim,
    pub endings: Vec<String>,
    pub own: Lexicon<()>,
    pub hosts: Vec<String>,
    pub public_endings: Vec<String>,
    pub offer: Offer,
    pub signature: Signed,
    pub law: Laws,
    pub counted: Counted,
    pub senders: Senders,
    pub postal: Postal,
}

/// Without them nothing would be compared and every letter would pass, so that a file that cannot be read must end the
/// program; a test parses it.
static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| phrases().expect("templates/rules/compare.toml is a part of the program"));

pub(super) fn all() -> &'static Phrases {
    &PHRASES
}

fn lexicon(words: Vec<String>) -> Lexicon<()> {
    Lexicon::of(words.into_iter().map(|words| (words, ())))
}

fn claim(status: Status) -> Claim {
    Claim {
        claimed: lexicon(status.asked),
        denied: lexicon(status.denied),
        own: lexicon(status.own),
    }
}

fn claimed(entry: ClaimEntry) -> Claimed {
    Claimed {
        what: entry.what,
        fact: entry.fact,
        values: entry.values,
        coded: entry.coded,
        must: entry.must,
        quiet: entry.quiet,
        to: entry.to,
        words: lexicon(entry.words),
        together: entry.together.into_iter().map(Together::of).collect(),
        unless: lexicon(entry.unless),
        vouched_by: lexicon(entry.vouched_by),
    }
}

/// Phrases of which one stands wherever a claim is made.
fn claim_leads(claim: &ClaimEntry) -> Vec<String> {
    let first = claim.together.iter().filter_map(|kinds| kinds.first());
    let phrases = claim.words.iter().chain(first.flatten());
    phrases
        .map(|phrase| phrase.split(" & ").next().unwrap_or(phrase).to_owned())
        .collect()
}

fn signed(signature: Signature) -> Signed {
    Signed {
        closings: lexicon(signature.closings),
        after_signature: lexicon(signature.after),
    }
}

fn laws(cited: BTreeMap<String, Vec<String>>, words: Words, readers: Words) -> Laws {
    Laws {
        laws: Lexicon::grouped(cited),
        law_words: lexicon(words.words),
        law_of_readers: lexicon(readers.words),
    }
}

fn counted(people: &mut People) -> Counted {
    Counted {
        across: lexicon(std::mem::take(&mut people.across)),
        only_one: lexicon(std::mem::take(&mut people.only_one)),
        all_told: lexicon(std::mem::take(&mut people.all_told)),
        kinds: std::mem::take(&mut people.kinds).into_iter().map(lexicon).collect(),
        inside_place: std::mem::take(&mut people.inside_place),
        own_place: lexicon(std::mem::take(&mut people.own_place)),
        notified: lexicon(std::mem::take(&mut people.notified)),
        totals: std::mem::take(&mut people.totals),
        lives: lexicon(std::mem::take(&mut people.lives)),
        copulas: lexicon(std::mem::take(&mut people.copulas)),
        workforce: Workforce {
            share: lexicon(std::mem::take(&mut people.share)),
            employs: lexicon(std::mem::take(&mut people.employs)),
            has: lexicon(std::mem::take(&mut people.has)),
            has_of: lexicon(std::mem::take(&mut people.has_of)),
            concerned: lexicon(std::mem::take(&mut people.concerned)),
        },
        files: lexicon(std::mem::take(&mut people.files)),
    }
}

fn senders(names: &mut Names) -> Senders {
    Senders {
        sends: lexicon(std::mem::take(&mut names.sends)),
        on_behalf: lexicon(std::mem::take(&mut names.on_behalf)),
        examples: lexicon(std::mem::take(&mut names.examples)),
        not_senders: std::mem::take(&mut names.not_senders),
        host_endings: std::mem::take(&mut names.host_endings),
        own_site: lexicon(std::mem::take(&mut names.own_site)),
    }
}

fn lost(types: BTreeMap<String, Vec<String>>, words: BreachWords) -> Lost {
    Lost {
        types: Lexicon::grouped(types),
        nature: lexicon(words.nature),
        words: lexicon(words.lost),
        denials: words.denials,
        only: words.only,
    }
}

fn bodies(
    authorities: BTreeMap<String, Vec<String>>,
    agencies: BTreeMap<String, Vec<String>>,
    words: &mut BreachWords,
) -> Bodies {
    Bodies {
        agencies: Lexicon::grouped(agencies),
        authorities: Lexicon::grouped(authorities),
        offices: lexicon(std::mem::take(&mut words.offices)),
        regional: lexicon(std::mem::take(&mut words.regional)),
        office_of: std::mem::take(&mut words.office_of),
        office_words: std::mem::take(&mut words.office_words),
    }
}

fn offer(monitoring: Monitoring) -> Offer {
    Offer {
        monitoring: lexicon(monitoring.words),
        services: lexicon(monitoring.services),
        other_terms: lexicon(monitoring.other_terms),
        no_card: monitoring.no_card,
        provided_by: monitoring.from,
    }
}

fn data(data: Data) -> DataWords {
    DataWords {
        other_headings: lexicon(data.other_headings),
        headings: lexicon(data.headings),
        sentences: lexicon(data.sentences),
        taken: lexicon(data.taken),
        advice: lexicon(data.advice),
        spared: lexicon(data.spared),
        absent: lexicon(data.absent),
        not_spared: lexicon(data.not_spared),
        of_means: data.of_means,
        parted: data.parted,
        maybe: lexicon(data.maybe),
        partial: lexicon(data.partial),
        kindred: data.kindred,
        means: data.means,
        without: data.without,
        none: data.none,
        told_to: data.told_to,
        per_person: data.per_person,
        with_code: data.with_code,
    }
}

fn marks(file: &mut File) -> Marks {
    Marks {
        halves: std::mem::take(&mut file.halves),
        money: std::mem::take(&mut file.money),
        addressed: std::mem::take(&mut file.addressed),
        hearsay: lexicon(std::mem::take(&mut file.hearsay.words)),
        days: other_days(file),
    }
}

fn other_days(file: &mut File) -> OtherDays {
    OtherDays {
        since: std::mem::take(&mut file.since),
        unrelated: lexicon(std::mem::take(&mut file.unrelated)),
        no_beginning: lexicon(std::mem::take(&mut file.no_beginning)),
    }
}

fn others(words: OthersWords) -> Others {
    Others {
        to: words.to,
        words: lexicon(words.words),
    }
}

fn vague(words: Vec<Vague>) -> Lexicon<(u64, u64)> {
    Lexicon::grouped(words.into_iter().map(|vague| ((vague.least, vague.most), vague.words)))
}

/// The number of each month, by its names.
fn months(months: Vec<Vec<String>>) -> BTreeMap<String, u32> {
    let months = months.into_iter().zip(1..);
    months
        .flat_map(|(names, month)| names.into_iter().map(move |name| (name, month)))
        .collect()
}

fn called(days: Days) -> (Role, Vec<String>) {
    let role = Role {
        of: days.of,
        strong: days.strong,
    };
    (role, days.words)
}

fn no_decision(risks: &mut [Risks]) -> Vec<(Risk, Lexicon<()>)> {
    let unless = |risks: &mut Risks| (risks.risk, lexicon(std::mem::take(&mut risks.unless)));
    risks.iter_mut().map(unless).collect()
}

fn phrases() -> Result<Phrases, toml::de::Error> {
    let mut file: File = toml::from_str(FILE)?;
    let no_decision = no_decision(&mut file.risk);
    let marks = marks(&mut file);
    let counted = counted(&mut file.people);
    let senders = senders(&mut file.names);
    let (places, counted_places) = places(file.place, file.region, &file.place_joins)?;
    Ok(Phrases {
        months: months(file.months),
        shortened: file.shortened,
        states: states()?,
        inside: file.inside,
        month_leads: file.month_leads,
        weekdays: weekdays(file.weekdays),
        articles: file.articles,
        clock: file.clock,
        clock_leads: file.clock_leads,
        universal_time: lexicon(file.universal_time),
        times_in: lexicon(file.times_in),
        yesterday: file.yesterday,
        in_brackets: lexicon(file.in_brackets),
        counted_from: lexicon(file.counted_from),
        zones: by_length(file.zones),
        between: file.between,
        clauses: file.clauses,
        cited: file.cited,
        turns: file.turns,
        marks,
        others: others(file.others),
        day: Lexicon::grouped(file.day.into_iter().map(called)),
        people: lexicon(file.people.words),
        people_labels: lexicon(file.people.labels),
        no_people_labels: lexicon(file.people.not_labels),
        about: lexicon(file.people.about),
        more: lexicon(file.people.more),
        nobody: lexicon(file.people.nobody),
        of_all: std::mem::take(&mut file.people.of_all),
        records: lexicon(file.people.records),
        abroad: lexicon(file.people.abroad),
        places,
        counted_places,
        data: data(file.data),
        elements: elements(file.element, file.element_weak)?,
        risk: Lexicon::grouped(file.risk.into_iter().map(|risks| (risks.risk, risks.words))),
        any_claim: lexicon(file.claim.iter().flat_map(claim_leads).collect()),
        claims: file.claim.into_iter().map(claimed).collect(),
        labels: Lexicon::grouped(file.label.into_iter().map(|label| (label.of, label.words))),
        union: file.union,
        country: file.country,
        no_names: file.no_names,
        academic: file.academic,
        bodies: bodies(file.authority, file.agency, &mut file.breach),
        lost: lost(file.breach_type, file.breach),
        denied_risk: denied_risk(file.denied_risk, no_decision),
        vague: vague(file.vague),
        delay: claim(file.delay),
        enforcement: lexicon(file.enforcement.words),
        contained: claim(file.contained),
        endings: file.names.endings,
        own: lexicon(file.names.own),
        hosts: file.names.hosts,
        public_endings: file.names.public_endings,
        offer: offer(file.monitoring),
        signature: signed(file.signature),
        law: laws(file.law, file.law_words, file.law_of_readers),
        counted,
        senders,
        postal: postal(file.postal),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_phrases_are_there() {
        let phrases = super::phrases().unwrap();
        assert!((1..=12).all(|month| phrases.months.values().any(|known| *known == month)));
        assert!(!phrases.hosts.is_empty());
    }
}
