//! The keys of the team on the server, each wrapped for one member.

use tokio_postgres::types::Type;

use super::classify::Failed;
use super::{Link, PATIENCE, PATIENCE_OF_PAGE, Parameter, bytes, cell, statements};
use crate::core::member::public_key::MemberId;
use crate::store::server::calls::WrappedKey;
use crate::store::server::error::HomeError;

impl Link {
    pub(super) fn read_keys_of(&mut self, holder: MemberId) -> Result<Vec<WrappedKey>, HomeError> {
        let id = holder.bytes().as_slice();
        let found = self.query(statements::KEYS_OF, &[(&id, Type::BYTEA)], PATIENCE)?;
        found
            .iter()
            .map(|row| {
                Ok(WrappedKey {
                    home: cell::<uuid::Uuid>(row, 0)?.into_bytes(),
                    epoch: u32::try_from(cell::<i32>(row, 1)?).unwrap_or(0),
                    holder,
                    wrapped: cell(row, 2)?,
                })
            })
            .collect()
    }

    pub(super) fn read_all_keys(&mut self) -> Result<Vec<WrappedKey>, HomeError> {
        let record = uuid::Uuid::from_bytes(self.home);
        let found = self.query(statements::ALL_KEYS, &[(&record, Type::UUID)], PATIENCE_OF_PAGE)?;
        found
            .iter()
            .map(|row| {
                Ok(WrappedKey {
                    home: self.home,
                    epoch: u32::try_from(cell::<i32>(row, 0)?).unwrap_or(0),
                    holder: MemberId::of(bytes(row, 1)?),
                    wrapped: cell(row, 2)?,
                })
            })
            .collect()
    }

    pub(super) fn try_hand_out(&mut self, keys: &[WrappedKey]) -> Result<(), Failed> {
        for key in keys {
            let record = uuid::Uuid::from_bytes(key.home);
            let epoch = i32::try_from(key.epoch).unwrap_or(i32::MAX);
            let (holder, wrapped) = (key.holder.bytes().as_slice(), key.wrapped.as_slice());
            let parameters: [Parameter<'_>; 4] = [
                (&record, Type::UUID),
                (&epoch, Type::INT4),
                (&holder, Type::BYTEA),
                (&wrapped, Type::BYTEA),
            ];
            self.query(statements::HAND_OUT, &parameters, PATIENCE)?;
        }
        Ok(())
    }
}
