//! A mailing as it would be printed now: who gets which letter, and who gets none and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::candidate::{Candidate, Shelf};
use super::gather::{Gathered, Person, Reading, gather};
use super::lots::{Lot, Lots};
use super::route::{NoLetter, Wanted, route};
use super::substitute::substitutes;
use super::{MailingError, PlanOptions, PlanView, PlannedBatch, WithoutLetter};
use crate::app::letters::merge::{Failed, Former, MergeError, Ready, Share, Sheet, country_of, failing, read_for};
use crate::app::letters::{LettersError, rules, templates};
use crate::app::record::{Loaded, Record};
use crate::core::event::{MailChannel, PrintSize};
use crate::core::ids::MailingId;
use crate::core::time::WallTime;
use crate::roster::{Delimiter, Person as Row, Said};

/// A plan with what it takes to print it.
#[derive(Debug)]
pub struct Plan {
    pub view: PlanView,
    pub(super) lots: Vec<Lot>,
    pub(super) sheet: Sheet,
    /// The pieces of an earlier mailing that rows repeat, by row.
    pub(super) pieces: BTreeMap<u64, u32>,
    /// How many people get a letter in another language than their row asks for, by that language.
    fallen_back: BTreeMap<String, u64>,
}

/// What a plan is asked for.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest<'p> {
    /// The affected-persons list.
    pub list: &'p Path,
    pub delimiter: Option<Delimiter>,
    pub options: &'p PlanOptions,
    /// The team's own templates and rules.
    pub own: Option<&'p Path>,
}

/// Plans a mailing. Nothing is written and nothing recorded.
///
/// # Errors
/// An unknown incident, a list that cannot be read or lacks a column that a letter needs.
pub fn plan(record: &Record, loaded: &Loaded, request: PlanRequest<'_>, now: WallTime) -> Result<Plan, MailingError> {
    let options = request.options;
    let now = loaded.incident.now(now);
    let assessed = record
        .assess(&loaded.incident, &loaded.organisation, now)
        .map_err(LettersError::from)?;
    let obligations = &assessed.view.obligations;
    let shelf = Shelf {
        record,
        loaded,
        templates: &templates(request.own)?,
        obligations,
    };
    let (candidates, unusable) = shelf.candidates(options);
    let desk = Lots {
        record,
        loaded,
        options,
        country: country_of(&loaded.organisation),
    };
    let mut lots = Vec::new();
    for candidate in &candidates {
        lots.extend(desk.lots(candidate)?);
    }
    let sheet = read_for(request.list, request.delimiter, lots.iter().map(|lot| &lot.page))?;
    let reading = Reading::of(&sheet, loaded.incident.home_zone.local(now.at()).date_naive())?;
    let mut plan = sorted(&desk, &candidates, lots, (sheet, &reading))?;
    plan.view.unusable = unusable;
    let languages = other_languages(&plan, options);
    plan.view.notes = notes(&reading, options).into_iter().chain(languages).collect();
    plan.view.substitute = substitutes(&desk, &plan.sheet, &plan.view, obligations, &rules(request.own)?);
    Ok(plan)
}

/// The people of a list in their lots, and those who are in none.
fn sorted(
    desk: &Lots<'_>,
    candidates: &[Candidate],
    lots: Vec<Lot>,
    (sheet, reading): (Sheet, &Reading),
) -> Result<Plan, MailingError> {
    let Gathered {
        people,
        repeats,
        without,
    } = gather(&sheet, reading);
    let mut sorting = Sorting::new(desk, candidates, lots, reading)?;
    sorting.without = without;
    for person in &people {
        sorting.sort(person);
    }
    sorting.drop_unfit(&sheet)?;
    let Sorting {
        mut lots,
        without: mut without_letter,
        pieces,
        fallen_back,
        ..
    } = sorting;
    lots.retain(|lot| !lot.places.is_empty());
    without_letter.sort_by_key(|row| row.row);
    let mailing = MailingId::numbered(desk.loaded.incident.mailings.len() + 1);
    let batches = batches(&mailing, &lots);
    let view = PlanView {
        channel: desk.options.channel,
        roster: sheet.sha256,
        rows: u64::try_from(sheet.rows.len()).unwrap_or(u64::MAX),
        letters: batches.iter().map(|batch| batch.letters).sum(),
        batches,
        repeats,
        without_letter,
        unusable: Vec::new(),
        substitute: Vec::new(),
        notes: Vec::new(),
        second_of: desk.options.second_of.clone(),
        mailing,
    };
    Ok(Plan {
        view,
        lots,
        sheet,
        pieces,
        fallen_back,
    })
}

/// People being sorted into lots.
struct Sorting<'p> {
    desk: &'p Lots<'p>,
    candidates: &'p [Candidate],
    reading: &'p Reading,
    lots: Vec<Lot>,
    without: Vec<WithoutLetter>,
    /// Pieces that came back and wait to be sent again; taken one by one.
    open: Option<BTreeSet<u32>>,
    pieces: BTreeMap<u64, u32>,
    fallen_back: BTreeMap<String, u64>,
}

impl<'p> Sorting<'p> {
    fn new(
        desk: &'p Lots<'p>,
        candidates: &'p [Candidate],
        lots: Vec<Lot>,
        reading: &'p Reading,
    ) -> Result<Sorting<'p>, MailingError> {
        let mailings = &desk.loaded.incident.mailings;
        let open = match &desk.options.second_of {
            None => None,
            Some(id) => {
                let first = mailings.iter().find(|mailing| mailing.id() == id);
                let first = first.ok_or_else(|| MailingError::Unknown(id.to_string()))?;
                if !reading.addressee.tell_pieces() {
                    let problem = format!(
                        "it has no column `piece`, which names the returned pieces as {} does",
                        first.id().piece(1)
                    );
                    return Err(MailingError::List(vec![problem]));
                }
                Some(first.open_returns())
            }
        };
        Ok(Sorting {
            desk,
            candidates,
            reading,
            lots,
            without: Vec::new(),
            open,
            pieces: BTreeMap::new(),
            fallen_back: BTreeMap::new(),
        })
    }

    fn sort(&mut self, person: &Person<'_>) {
        let row = person.row.row;
        if let Err(why) = self.placed(person) {
            self.without.push(WithoutLetter::of(row, why));
        }
    }

    fn placed(&mut self, person: &Person<'_>) -> Result<(), NoLetter> {
        let options = self.desk.options;
        let piece = self.piece(person)?;
        let wanted = Wanted {
            place: person.row.place.as_deref(),
            language: person.addressee.language.clone(),
            variant: person.addressee.variant.clone(),
            channel: options.channel,
        };
        let rules = &self.desk.record.rules;
        let letter = route(rules, self.candidates, &wanted, &options.language, options.preference)?;
        let print = match person.addressee.print {
            Said::Nothing => PrintSize::Standard,
            Said::Clearly(print) => print,
            Said::Unclear => return Err(NoLetter::PrintUnclear),
        };
        self.reachable(person)?;
        if let Said::Clearly(code) = &wanted.language
            && !letter.speaks(code)
        {
            *self.fallen_back.entry(code.clone()).or_default() += 1;
        }
        let place = wanted.place.unwrap_or_default().to_owned();
        let mut lots = self.lots.iter_mut();
        if let Some(lot) = lots.find(|lot| lot.candidate == *letter && lot.print == print) {
            lot.places.entry(place).or_default().insert(person.row.row);
            self.pieces.extend(piece.map(|piece| (person.row.row, piece)));
        }
        if let (Some(open), Some(piece)) = (&mut self.open, piece) {
            open.remove(&piece);
        }
        Ok(())
    }

    /// The returned piece that a row of a second notice repeats.
    fn piece(&self, person: &Person<'_>) -> Result<Option<u32>, NoLetter> {
        let (Some(open), Some(mailing)) = (&self.open, &self.desk.options.second_of) else {
            return Ok(None);
        };
        let named = person
            .addressee
            .piece
            .as_deref()
            .and_then(|text| mailing.piece_number(text));
        let found = named.filter(|piece| open.contains(piece));
        found.map(Some).ok_or_else(|| NoLetter::NotReturned {
            mailing: mailing.to_string(),
        })
    }

    fn reachable(&self, person: &Person<'_>) -> Result<(), NoLetter> {
        match self.desk.options.channel {
            MailChannel::Post if !self.reading.address.is_addressed(person.row) => Err(NoLetter::NoAddress),
            MailChannel::Email if person.addressee.email.is_none() => Err(NoLetter::NoEmail),
            MailChannel::Text if person.addressee.phone.is_none() => Err(NoLetter::NoPhone),
            MailChannel::Post | MailChannel::Email | MailChannel::Text => Ok(()),
        }
    }

    /// Takes out the rows whose letters could not be made.
    fn drop_unfit(&mut self, sheet: &Sheet) -> Result<(), MailingError> {
        for lot in &mut self.lots {
            if lot.places.is_empty() {
                continue;
            }
            let (options, source) = self.desk.options(lot, Share::Each, Former::Keep)?;
            let ready = Ready {
                page: &lot.page,
                source: &source,
                created: lot.created,
                place: self.desk.place(lot),
                reader: None,
                sent_from: self.desk.sent_from(),
            };
            let part = Lots::part(sheet, lot);
            // A letter that the list does not fit keeps no other letter back.
            let failed = failing(ready, &part, &options).unwrap_or_else(|error| unfit(&part, &error));
            for failed in failed {
                lot.places.values_mut().for_each(|rows| {
                    rows.remove(&failed.row);
                });
                self.pieces.remove(&failed.row);
                self.without
                    .push(WithoutLetter::of(failed.row, NoLetter::Unfit { text: failed.text }));
            }
            lot.places.retain(|_, rows| !rows.is_empty());
        }
        Ok(())
    }
}

/// The rows of a letter that the list does not fit, such as one that names a column that is not there.
fn unfit(part: &Sheet, error: &MergeError) -> Vec<Failed> {
    let text = match error {
        MergeError::Letter(problems) | MergeError::Roster(problems) => problems.join("; "),
        MergeError::Out(_)
        | MergeError::Read { .. }
        | MergeError::Rows(_)
        | MergeError::OtherMerge { .. }
        | MergeError::Foreign(_)
        | MergeError::Busy(_)
        | MergeError::Manifest(..) => error.to_string(),
    };
    let failed = |row: &Row| Failed {
        row: row.row,
        why: Vec::new(),
        text: text.clone(),
    };
    part.rows.iter().map(failed).collect()
}

pub(super) fn batches(mailing: &MailingId, lots: &[Lot]) -> Vec<PlannedBatch> {
    let batch = |(at, lot): (usize, &Lot)| {
        let Candidate {
            letter,
            sha256,
            obligation,
            language,
            variant,
            ..
        } = lot.candidate.clone();
        let places = lot.counts();
        PlannedBatch {
            batch: mailing.batch(at),
            letter,
            sha256,
            obligation,
            language,
            variant,
            print: lot.print,
            letters: places.values().sum(),
            places,
        }
    };
    (1..).zip(lots).map(batch).collect()
}

/// How many rows ask for a language in which no letter is approved, and what becomes of them.
fn other_languages(plan: &Plan, options: &PlanOptions) -> Vec<String> {
    let mut without: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &plan.view.without_letter {
        if let NoLetter::Language { language, .. } = &row.why {
            *without.entry(language).or_default() += 1;
        }
    }
    let asks = |rows: u64| match rows {
        1 => "1 row asks".to_owned(),
        rows => format!("{rows} rows ask"),
    };
    let left_out = without.into_iter().map(|(language, rows)| {
        format!(
            "{} for a letter in `{language}`, and none is approved in it: left out.",
            asks(rows)
        )
    });
    let other = options.language.missing.as_deref().unwrap_or_default();
    let written_to = plan.fallen_back.iter().map(|(language, rows)| {
        format!(
            "{} for a letter in `{language}`, and none is approved in it: written to in `{other}`, as asked.",
            asks(*rows)
        )
    });
    left_out.chain(written_to).collect()
}

/// What nobody said and the plan takes for granted.
fn notes(reading: &Reading, options: &PlanOptions) -> Vec<String> {
    let mut notes = Vec::new();
    if !reading.addressee.tell_variants() {
        notes.push(
            "The list has no column for minors, deceased persons, guardians or dates of birth: everybody is written to \
             as an adult."
                .to_owned(),
        );
    }
    if options.channel == MailChannel::Email {
        notes.push(
            "E-mail is notice only where the law or the person’s consent allows it, and never to a mailbox whose own \
             log-in was affected."
                .to_owned(),
        );
    }
    notes
}
