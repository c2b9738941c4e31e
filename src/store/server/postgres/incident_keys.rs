//! The keys of incidents on the server, and what machines say of what they have erased.

use tokio_postgres::Row as Found;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::classify::Failed;
use super::{Link, PATIENCE, PATIENCE_OF_PAGE, Parameter, cell, statements};
use crate::store::keys::IncidentKeyId;
use crate::store::server::calls::{KeptKey, KeyAges, KeyState, SealedReport};
use crate::store::server::error::HomeError;

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn names(ids: &[IncidentKeyId]) -> Vec<Uuid> {
    ids.iter().map(|id| Uuid::from_bytes(*id)).collect()
}

impl Link {
    /// The same in a transaction that is open, whose errors mean what those of the row mean.
    pub(super) fn try_put_keys(&mut self, keys: &[KeptKey]) -> Result<(), Failed> {
        let record = Uuid::from_bytes(self.home);
        let ids: Vec<Uuid> = keys.iter().map(|key| Uuid::from_bytes(key.id)).collect();
        let epochs: Vec<i32> = keys
            .iter()
            .map(|key| i32::try_from(key.epoch).unwrap_or(i32::MAX))
            .collect();
        let (mut wrapped, mut gone): (Vec<Option<&[u8]>>, Vec<Option<i64>>) = (Vec::new(), Vec::new());
        for key in keys {
            let (has, went) = match &key.state {
                KeyState::Wrapped(bytes) => (Some(bytes.as_slice()), None),
                KeyState::Gone(n) => (None, Some(number(*n))),
            };
            wrapped.push(has);
            gone.push(went);
        }
        let parameters: [Parameter<'_>; 5] = [
            (&record, Type::UUID),
            (&ids, Type::UUID_ARRAY),
            (&epochs, Type::INT4_ARRAY),
            (&wrapped, Type::BYTEA_ARRAY),
            (&gone, Type::INT8_ARRAY),
        ];
        self.query(statements::PUT_KEYS, &parameters, PATIENCE_OF_PAGE)?;
        Ok(())
    }

    pub(super) fn try_take_keys(&mut self, ids: &[IncidentKeyId], n: u64) -> Result<(), Failed> {
        let (record, ids, n) = (Uuid::from_bytes(self.home), names(ids), number(n));
        let parameters: [Parameter<'_>; 3] = [(&record, Type::UUID), (&ids, Type::UUID_ARRAY), (&n, Type::INT8)];
        match self.query(statements::TAKE_KEYS, &parameters, PATIENCE) {
            // Of all that is done with a row, this alone takes more than a writer may.
            Err(Failed::Database { state, .. }) if state == "42501" => Err(Failed::Home(HomeError::MayNotErase)),
            taken => taken.map(drop),
        }
    }

    pub(super) fn has_place_for_keys(&mut self) -> Result<bool, HomeError> {
        if let Some(keeps) = self.live()?.keeps_keys.get() {
            return Ok(keeps);
        }
        let record = Uuid::from_bytes(self.home);
        let keeps = match self.query(statements::KEEPS_KEYS, &[(&record, Type::UUID)], PATIENCE) {
            Ok(_) => true,
            Err(Failed::Database { state, .. }) if ["42P01", "42501"].contains(&state.as_str()) => false,
            Err(failed) => return Err(failed.into()),
        };
        self.live()?.keeps_keys.set(Some(keeps));
        Ok(keeps)
    }

    pub(super) fn read_keys(&mut self, ids: Option<&[IncidentKeyId]>) -> Result<Vec<KeptKey>, HomeError> {
        let record = Uuid::from_bytes(self.home);
        let found = match ids.map(names) {
            None => self.query(
                statements::ALL_INCIDENT_KEYS,
                &[(&record, Type::UUID)],
                PATIENCE_OF_PAGE,
            )?,
            Some(ids) => {
                let parameters: [Parameter<'_>; 2] = [(&record, Type::UUID), (&ids, Type::UUID_ARRAY)];
                self.query(statements::INCIDENT_KEYS, &parameters, PATIENCE_OF_PAGE)?
            }
        };
        found.iter().map(key_of).collect()
    }

    pub(super) fn read_key_ages(&mut self) -> Result<KeyAges, HomeError> {
        let record = Uuid::from_bytes(self.home);
        let found = self.query(statements::AGES_OF_TEAM_KEYS, &[(&record, Type::UUID)], PATIENCE)?;
        let mut ages = KeyAges::default();
        for row in &found {
            ages.team.push((cell::<i32>(row, 0)?.unsigned_abs(), cell(row, 1)?));
        }
        if !self.has_place_for_keys()? {
            return Ok(ages);
        }
        let found = self.query(statements::AGES_OF_INCIDENT_KEYS, &[(&record, Type::UUID)], PATIENCE)?;
        if let Some(row) = found.first() {
            ages.incidents = cell::<i64>(row, 0)?.unsigned_abs();
            ages.gone = cell::<i64>(row, 1)?.unsigned_abs();
            ages.oldest = cell(row, 2)?;
        }
        Ok(ages)
    }

    pub(super) fn put_back(&mut self, key: &KeptKey) -> Result<(), HomeError> {
        let KeyState::Wrapped(wrapped) = &key.state else {
            return Ok(());
        };
        let (record, id) = (Uuid::from_bytes(self.home), Uuid::from_bytes(key.id));
        let (epoch, wrapped) = (i32::try_from(key.epoch).unwrap_or(i32::MAX), wrapped.as_slice());
        let parameters: [Parameter<'_>; 4] = [
            (&record, Type::UUID),
            (&id, Type::UUID),
            (&epoch, Type::INT4),
            (&wrapped, Type::BYTEA),
        ];
        match self.query(statements::RESTORE_KEY, &parameters, PATIENCE) {
            Err(Failed::Database { state, .. }) if state == "42501" => Err(HomeError::MayNotErase),
            put => Ok(put.map(drop)?),
        }
    }

    pub(super) fn put_report(&mut self, report: &SealedReport) -> Result<(), HomeError> {
        let (record, id) = (Uuid::from_bytes(self.home), Uuid::from_bytes(report.id));
        let (epoch, sealed) = (
            i32::try_from(report.epoch).unwrap_or(i32::MAX),
            report.sealed.as_slice(),
        );
        let parameters: [Parameter<'_>; 5] = [
            (&record, Type::UUID),
            (&id, Type::UUID),
            (&report.machine, Type::UUID),
            (&epoch, Type::INT4),
            (&sealed, Type::BYTEA),
        ];
        self.query(statements::REPORT, &parameters, PATIENCE)?;
        Ok(())
    }

    pub(super) fn read_reports(&mut self) -> Result<Vec<SealedReport>, HomeError> {
        let record = Uuid::from_bytes(self.home);
        let found = self.query(statements::REPORTS, &[(&record, Type::UUID)], PATIENCE_OF_PAGE)?;
        let read = found.iter().map(|row| {
            Ok(SealedReport {
                id: cell::<Uuid>(row, 0)?.into_bytes(),
                machine: cell(row, 1)?,
                epoch: cell::<i32>(row, 2)?.unsigned_abs(),
                sealed: cell(row, 3)?,
            })
        });
        read.collect()
    }

    pub(super) fn read_machines(&mut self) -> Result<Vec<Uuid>, HomeError> {
        let record = Uuid::from_bytes(self.home);
        match self.query(statements::MACHINES, &[(&record, Type::UUID)], PATIENCE_OF_PAGE) {
            Ok(found) => found.iter().map(|row| cell(row, 0)).collect(),
            // Tables of a time before audit logs were kept there.
            Err(Failed::Database { state, .. }) if ["42P01", "42501"].contains(&state.as_str()) => Ok(Vec::new()),
            Err(failed) => Err(failed.into()),
        }
    }
}

fn key_of(row: &Found) -> Result<KeptKey, HomeError> {
    let state = match (cell::<Option<Vec<u8>>>(row, 2)?, cell::<Option<i64>>(row, 3)?) {
        (Some(wrapped), _) => KeyState::Wrapped(wrapped),
        (None, gone) => KeyState::Gone(gone.unwrap_or_default().unsigned_abs()),
    };
    Ok(KeptKey {
        id: cell::<Uuid>(row, 0)?.into_bytes(),
        epoch: cell::<i32>(row, 1)?.unsigned_abs(),
        state,
    })
}
