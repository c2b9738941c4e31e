//! What will be made from a roster, decided before the first file is written.

use std::collections::{BTreeMap, HashMap};

use super::cells::{clean, turning};
use super::columns::Columns;
use super::digest::{Digest, Salt};
use super::job::{Job, Person, Served};
use super::maker::Maker;
use super::people::{Row, Sheet};
use super::{Failed, Fault, LetterAudience, Merged, Options, OtherLanguage, Repeat, Repeats, Share, addressee};
use crate::letter::person::Need;
use crate::roster::Said;

/// Every file and every row without one.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) jobs: Vec<Job>,
    failed: Vec<Failed>,
    repeats: Vec<Repeat>,
    shared_keys: Vec<u64>,
    cleaned: Vec<u64>,
    cohorts: BTreeMap<String, u64>,
    other_languages: BTreeMap<String, OtherLanguage>,
}

/// A person that has a letter, under a key.
struct Seen {
    name: String,
    row: u64,
    digest: Digest,
}

/// What the rows are judged by.
struct Planner<'p> {
    columns: &'p Columns,
    options: &'p Options,
    maker: &'p Maker<'p>,
    salt: &'p Salt,
    seen: HashMap<String, Vec<Seen>>,
    plan: Plan,
}

impl Plan {
    /// Plans the files of a roster.
    pub(super) fn of(sheet: &Sheet, columns: &Columns, options: &Options, maker: &Maker<'_>, salt: &Salt) -> Plan {
        let mut planner = Planner {
            columns,
            options,
            maker,
            salt,
            seen: HashMap::new(),
            plan: Plan::default(),
        };
        let mut people = Vec::with_capacity(sheet.rows.len());
        for row in &sheet.rows {
            if let Some(person) = planner.person(row) {
                people.push((row, person));
            }
        }
        planner.share(people);
        planner.plan
    }

    /// What is known about the rows before the files are made.
    pub(super) fn take_in(&mut self, merged: &mut Merged) {
        merged.failed = std::mem::take(&mut self.failed);
        merged.repeats = std::mem::take(&mut self.repeats);
        merged.shared_keys = std::mem::take(&mut self.shared_keys);
        merged.cleaned = std::mem::take(&mut self.cleaned);
        merged.cohorts = std::mem::take(&mut self.cohorts);
        merged.other_languages = std::mem::take(&mut self.other_languages);
    }
}

impl Planner<'_> {
    /// A row as the person it is for; none where it fails or repeats an earlier one.
    fn person(&mut self, row: &Row) -> Option<Person> {
        let (cells, faults) = self.judged(row);
        if !faults.is_empty() {
            self.plan.failed.push(Failed::new(row.row, faults));
            return None;
        }
        let person = Person {
            row: row.row,
            digest: self.digest(row, &cells),
            cells,
        };
        (!self.repeats(row, &person)).then_some(person)
    }

    /// The cells of the letter's fields, and everything that is wrong with the row.
    fn judged(&mut self, row: &Row) -> (Vec<String>, Vec<Fault>) {
        let (mut cells, mut faults, mut cleaned) = (Vec::new(), Vec::new(), false);
        faults.extend(row.sums_up.then_some(Fault::Total));
        faults.extend(self.columns.askew(row));
        for (field, source) in &self.columns.fields {
            let cell = clean(&addressee::text(*source, self.columns, row, self.maker.sent_from()));
            cleaned |= cell.cleaned;
            if cell.text.is_empty() && field.need == Need::Required {
                faults.push(Fault::Empty {
                    column: field.column.clone(),
                });
            }
            let characters = turning(&cell.text);
            if !characters.is_empty() {
                faults.push(Fault::Turning {
                    column: field.column.clone(),
                    characters,
                });
            }
            cells.push(cell.text);
        }
        for at in &self.columns.listed {
            let cell = clean(row.cell(*at));
            cleaned |= cell.cleaned;
            let characters = turning(&cell.text);
            let column = self.columns.name(*at);
            let told = faults
                .iter()
                .any(|fault| matches!(fault, Fault::Turning { column: own, .. } if *own == column));
            if !characters.is_empty() && !told {
                faults.push(Fault::Turning { column, characters });
            }
        }
        let characters = self.maker.lacking(cells.iter().map(String::as_str));
        if !characters.is_empty() {
            faults.push(Fault::Glyph { characters });
        }
        faults.extend(self.elsewhere(row));
        faults.extend(self.of_another_reader(row));
        if cleaned {
            self.plan.cleaned.push(row.row);
        }
        (cells, faults)
    }

    fn elsewhere(&self, row: &Row) -> Option<Fault> {
        let (place, own) = (self.maker.place()?, row.place.as_deref()?);
        match self.options.reach {
            LetterAudience::OwnPlace if !place.holds(own) => Some(Fault::Place {
                letter: place.place.to_owned(),
                row: own.to_owned(),
            }),
            LetterAudience::OwnPlace | LetterAudience::Anywhere => None,
        }
    }

    /// What the row says of its reader against whom the letter is written for. What it does not say is no reason: the roster
    /// may have no such column.
    fn of_another_reader(&mut self, row: &Row) -> Vec<Fault> {
        let Some(letter) = self.maker.reader() else {
            return Vec::new();
        };
        let said = self.columns.addressee.read(&row.cells, letter.on);
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let written_to = match self.options.reach {
            LetterAudience::OwnPlace => false,
            LetterAudience::Anywhere => true,
        };
        let language = match &said.language {
            Said::Clearly(own) if primary(own) != primary(letter.language) => {
                let other = self.plan.other_languages.entry(primary(own)).or_default();
                other.rows += 1;
                other.written_to = written_to;
                Some(Fault::Language {
                    letter: letter.language.to_owned(),
                    row: own.clone(),
                })
            }
            Said::Unclear => Some(Fault::LanguageUnclear {
                letter: letter.language.to_owned(),
            }),
            Said::Clearly(_) | Said::Nothing => None,
        };
        let language = language.filter(|_| !written_to);
        let variant = match said.variant {
            Said::Clearly(own) if own != letter.variant => Some(Fault::Variant {
                letter: letter.variant,
                row: own,
            }),
            Said::Unclear => Some(Fault::Unclear),
            Said::Clearly(_) | Said::Nothing => None,
        };
        language.into_iter().chain(variant).collect()
    }

    /// Of everything that the letter says about the person and the mail house needs.
    fn digest(&self, row: &Row, cells: &[String]) -> Digest {
        let fields = self.columns.fields.iter().zip(cells);
        let fields = fields.flat_map(|((field, _), cell)| [field.column.as_str(), cell.as_str()]);
        let cohort = self
            .columns
            .cohort
            .iter()
            .flat_map(|(column, at)| [column.as_str(), row.cell(*at)]);
        let address = self.columns.known.iter().map(|(_, at)| row.cell(*at));
        match &self.options.share {
            Share::Cohort(_) => Digest::of_parts(["cohort", self.salt.as_str()].into_iter().chain(cohort)),
            Share::Each | Share::Bundle(_) => {
                let parts = ["row", self.salt.as_str()].into_iter().chain(fields);
                Digest::of_parts(parts.chain(["address"]).chain(address))
            }
        }
    }

    /// Whether the person has a letter already: the same key, and the same name where the roster has names.
    fn repeats(&mut self, row: &Row, person: &Person) -> bool {
        let Some(key) = row.key.clone().filter(|_| self.options.repeats == Repeats::First) else {
            return false;
        };
        let name = self.columns.plain_name(row);
        let known = self.seen.entry(key).or_default();
        if let Some(first) = known.iter().find(|seen| seen.name == name) {
            self.plan.repeats.push(Repeat {
                row: row.row,
                first: first.row,
                differs: first.digest != person.digest,
            });
            return true;
        }
        if !known.is_empty() {
            self.plan.shared_keys.push(row.row);
        }
        known.push(Seen {
            name,
            row: row.row,
            digest: person.digest.clone(),
        });
        false
    }

    fn share(&mut self, people: Vec<(&Row, Person)>) {
        let mut names = Names::new(self.maker);
        match &self.options.share {
            Share::Each => {
                let jobs = people.into_iter().map(|(_, person)| alone(person, &mut names));
                self.plan.jobs = jobs.collect();
            }
            Share::Bundle(size) => {
                let mut people: Vec<Person> = people.into_iter().map(|(_, person)| person).collect();
                while !people.is_empty() {
                    let rest = people.split_off((*size).clamp(1, people.len()));
                    let job = self.bundle(std::mem::replace(&mut people, rest), &mut names);
                    self.plan.jobs.push(job);
                }
            }
            Share::Cohort(_) => self.cohorts(people, &mut names),
        }
    }

    fn bundle(&self, letters: Vec<Person>, names: &mut Names) -> Job {
        let rows = letters.iter().map(|person| person.digest.as_str());
        let digest = Digest::of_parts(["bundle", self.salt.as_str()].into_iter().chain(rows));
        Job {
            file: names.take("letters", &digest),
            digest,
            rows: letters.iter().map(served).collect(),
            letters,
        }
    }

    fn cohorts(&mut self, people: Vec<(&Row, Person)>, names: &mut Names) {
        let mut by_digest: HashMap<Digest, usize> = HashMap::new();
        for (row, person) in people {
            let values: Vec<&str> = self.columns.cohort.iter().map(|(_, at)| row.cell(*at)).collect();
            *self.plan.cohorts.entry(values.join(" · ")).or_default() += 1;
            match by_digest.get(&person.digest) {
                Some(at) => self.plan.jobs[*at].rows.push(served(&person)),
                None => {
                    by_digest.insert(person.digest.clone(), self.plan.jobs.len());
                    self.plan.jobs.push(Job {
                        file: names.take("cohort", &person.digest),
                        digest: person.digest.clone(),
                        rows: vec![served(&person)],
                        letters: vec![person],
                    });
                }
            }
        }
    }
}

fn alone(person: Person, names: &mut Names) -> Job {
    Job {
        file: names.take("letter", &person.digest),
        digest: person.digest.clone(),
        rows: vec![served(&person)],
        letters: vec![person],
    }
}

fn served(person: &Person) -> Served {
    Served {
        row: person.row,
        digest: person.digest.clone(),
    }
}

/// File names that are taken.
struct Names {
    exercise: &'static str,
    ending: &'static str,
    taken: HashMap<String, u64>,
}

impl Names {
    fn new(maker: &Maker<'_>) -> Names {
        Names {
            exercise: maker.mark(),
            ending: maker.ending(),
            taken: HashMap::new(),
        }
    }

    /// A name no other file has: people of one name at one address have letters that differ in nothing but it.
    fn take(&mut self, kind: &str, digest: &Digest) -> String {
        let base = format!("{}{kind}-{}", self.exercise, digest.short());
        let count = self.taken.entry(base.clone()).or_default();
        *count += 1;
        match count {
            1 => format!("{base}.{}", self.ending),
            more => format!("{base}-{more}.{}", self.ending),
        }
    }
}

impl Failed {
    pub(super) fn new(row: u64, why: Vec<Fault>) -> Failed {
        let text = why.iter().map(Fault::to_string).collect::<Vec<_>>().join("; ");
        Failed { row, why, text }
    }
}
