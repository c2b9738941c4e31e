//! Rows as they came from the server, opened with the key of the team on every core at once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::keys::CircleKey;
use super::error::HomeError;
use super::kept::Kept;
use super::parcel::{Change, Parcel, Unpacked};
use super::row::{LogName, Row};
use super::trouble::{Trouble, void};

/// A row, and what it holds once the key of the team has opened it.
pub(super) struct Unsealed {
    pub(super) row: Row,
    /// Whether it is what its digest says.
    pub(super) whole: bool,
    /// `None`: the key was not at hand.
    pub(super) parcel: Option<Result<Parcel, Trouble>>,
}

/// The keys of the team by their numbers.
pub(super) type TeamKeys = BTreeMap<u32, CircleKey>;

pub(super) fn team_keys(kept: &Kept) -> TeamKeys {
    kept.keys().map(|key| (key.epoch, key)).collect()
}

/// Opens rows.
pub(super) fn unsealed(log: &LogName, keys: &TeamKeys, rows: Vec<Row>) -> Vec<Unsealed> {
    let open = |row: Row| Unsealed {
        whole: row.digest(log) == row.hash,
        parcel: keys.get(&row.epoch).map(|key| parcel(log, key, &row)),
        row,
    };
    rows.into_par_iter().map(open).collect()
}

fn parcel(log: &LogName, key: &CircleKey, row: &Row) -> Result<Parcel, Trouble> {
    let Some(text) = key.open(&log.record, &row.id, &row.sealed) else {
        return void("it is sealed under another key");
    };
    match Parcel::unpacked(&text) {
        Ok(parcel) => Ok(parcel),
        Err(Unpacked::Newer) => Err(Trouble::Store(HomeError::Newer { n: row.n }.into())),
        Err(Unpacked::Broken) => void("it cannot be read"),
    }
}

impl Unsealed {
    /// Opens it with a key that was handed out meanwhile, where it is not open.
    pub(super) fn complete(&mut self, log: &LogName, keys: &TeamKeys) {
        if let (None, Some(key)) = (&self.parcel, keys.get(&self.row.epoch)) {
            self.parcel = Some(parcel(log, key, &self.row));
        }
    }

    pub(super) fn changes(&self) -> &[Change] {
        match &self.parcel {
            Some(Ok(Parcel::Moved { changes, .. } | Parcel::Recorded { changes })) => changes,
            Some(Err(_)) | None => &[],
        }
    }

    /// Whether events are written over with it: what comes after it is opened with other keys.
    pub(super) fn rewrites(&self) -> bool {
        self.changes()
            .iter()
            .any(|change| matches!(change, Change::Rewritten { .. }))
    }
}
