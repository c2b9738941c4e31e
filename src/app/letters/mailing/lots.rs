//! What plans and prints are made with: letters as lots of rows, and how each lot is merged.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::candidate::Candidate;
use super::{MailingError, PlanOptions};
use crate::app::letters::merge::{Former, LetterAudience, OnePlace, Options, Repeats, Share, Sheet, Source};
use crate::app::letters::{LettersError, find, outgoing, revision};
use crate::app::record::{Loaded, Record};
use crate::core::event::PrintSize;
use crate::core::ids::ObligationId;
use crate::letter::block::Letter as Page;

/// A letter of a mailing in one print, and the rows it is for.
#[derive(Debug)]
pub(super) struct Lot {
    pub(super) candidate: Candidate,
    pub(super) print: PrintSize,
    pub(super) page: Page,
    pub(super) created: DateTime<Utc>,
    /// Rows by place, ascending.
    pub(super) places: BTreeMap<String, BTreeSet<u64>>,
}

impl Lot {
    /// Every row it is for.
    pub(super) fn rows(&self) -> BTreeSet<u64> {
        self.places.values().flatten().copied().collect()
    }

    /// How many of its letters go to each place.
    pub(super) fn counts(&self) -> BTreeMap<String, u32> {
        let count = |rows: &BTreeSet<u64>| u32::try_from(rows.len()).unwrap_or(u32::MAX);
        self.places
            .iter()
            .map(|(place, rows)| (place.clone(), count(rows)))
            .collect()
    }
}

/// What a plan is made from.
pub(super) struct Lots<'d> {
    pub(super) record: &'d Record,
    pub(super) loaded: &'d Loaded,
    pub(super) options: &'d PlanOptions,
    /// ISO 3166-1.
    pub(super) country: Option<String>,
}

impl Lots<'_> {
    /// A letter in each print.
    pub(super) fn lots(&self, candidate: &Candidate) -> Result<Vec<Lot>, MailingError> {
        let incident = &self.loaded.incident;
        let letter = find(incident, &candidate.letter).map_err(LettersError::from)?;
        let current = revision(letter, None).map_err(LettersError::from)?;
        let page = outgoing(self.record, self.loaded, letter, current).map_err(LettersError::from)?;
        let lot = |print| Lot {
            candidate: candidate.clone(),
            print,
            page: Page { print, ..page.clone() },
            created: current.at,
            places: BTreeMap::new(),
        };
        Ok(PrintSize::ALL.map(lot).into())
    }

    /// How the letters of a lot are merged.
    pub(super) fn options(&self, lot: &Lot, share: Share, former: Former) -> Result<(Options, Source), MailingError> {
        let options = Options {
            format: self.options.format,
            share,
            listed: Vec::new(),
            former,
            repeats: Repeats::Every,
            reach: LetterAudience::OwnPlace,
            pieces: None,
        };
        let incident = &self.loaded.incident;
        let letter = find(incident, &lot.candidate.letter).map_err(LettersError::from)?;
        let current = revision(letter, None).map_err(LettersError::from)?;
        let source = Source::of(incident, letter, current, &lot.page, &options);
        Ok((options, source))
    }

    /// The place whose people alone get it: looked at once more when the letters are made.
    pub(super) fn place<'l>(&'l self, lot: &'l Lot) -> Option<OnePlace<'l>> {
        let id: ObligationId = lot.candidate.obligation.parse().ok()?;
        let regime = self.record.rules.regime(id.regime())?;
        Some(OnePlace {
            place: &regime.jurisdiction,
            rules: &self.record.rules,
        })
    }

    /// The country that letters are sent from, where the profile has it.
    pub(super) fn sent_from(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// The rows of a lot as a list of their own.
    pub(super) fn part(sheet: &Sheet, lot: &Lot) -> Sheet {
        let rows = lot.rows();
        let own = sheet.rows.iter().filter(|row| rows.contains(&row.row));
        Sheet {
            names: sheet.names.clone(),
            rows: own.cloned().collect(),
            sha256: sheet.sha256,
        }
    }
}
