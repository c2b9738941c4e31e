//! The audit logs of machines on the server.

use tokio_postgres::Row as Found;
use tokio_postgres::types::Type;

use super::classify::Failed;
use super::{A_MOMENT, Link, Open, PATIENCE_OF_PAGE, Parameter, bytes, cell, statements};
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::server::calls::SealedPart;
use crate::store::server::error::HomeError;
use crate::store::server::log_part::{Part, SignedPart};

/// Tables or columns that are not there, or that the login may not see.
const NOT_THERE: &[&str] = &["42703", "42P01", "42501"];

impl Link {
    pub(super) fn put_part(
        &mut self,
        machine: uuid::Uuid,
        signed: &SignedPart,
        sealed: &[u8],
    ) -> Result<(), HomeError> {
        if !self.is_connected() || self.open != Open::Nothing {
            return Err(HomeError::Away("no connection".to_owned()));
        }
        let part = &signed.part;
        let signature = signed.signature.as_ref().filter(|_| self.signs_parts());
        let signature = signature.map(|(signer, signature)| (signer.bytes().as_slice(), signature.bytes().as_slice()));
        let record = uuid::Uuid::from_bytes(self.home);
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (n, upto) = (number(part.n), number(part.upto));
        let before = (n > 1).then_some(n - 1);
        let prev = (n > 1).then_some(part.prev.as_slice());
        let epoch = i32::try_from(part.epoch).unwrap_or(i32::MAX);
        let lines = i32::try_from(part.lines).unwrap_or(i32::MAX);
        let (mark, hash) = (part.mark.as_slice(), part.hash.as_slice());
        let mut parameters: Vec<Parameter<'_>> = vec![
            (&record, Type::UUID),
            (&machine, Type::UUID),
            (&n, Type::INT8),
            (&before, Type::INT8),
            (&epoch, Type::INT4),
            (&upto, Type::INT8),
            (&lines, Type::INT4),
            (&sealed, Type::BYTEA),
            (&mark, Type::BYTEA),
            (&prev, Type::BYTEA),
            (&hash, Type::BYTEA),
        ];
        let text = match &signature {
            None => statements::ADD_PART,
            Some((signer, signature)) => {
                parameters.push((signer, Type::BYTEA));
                parameters.push((signature, Type::BYTEA));
                statements::ADD_SIGNED_PART
            }
        };
        self.query(text, &parameters, A_MOMENT)?;
        Ok(())
    }

    /// Whether there is a place for signatures.
    fn signs_parts(&mut self) -> bool {
        let known = self.live.as_ref().and_then(|live| live.signs_parts.get());
        if let Some(signs) = known {
            return signs;
        }
        let record = uuid::Uuid::from_bytes(self.home);
        let signs = match self.query(statements::SIGNS_PARTS, &[(&record, Type::UUID)], A_MOMENT) {
            Ok(_) => true,
            Err(Failed::Database { state, .. }) if NOT_THERE.contains(&state.as_str()) => false,
            Err(_) => return false,
        };
        if let Some(live) = &self.live {
            live.signs_parts.set(Some(signs));
        }
        signs
    }

    pub(super) fn read_parts(&mut self, machine: uuid::Uuid, after: u64) -> Result<Vec<SignedPart>, HomeError> {
        let record = uuid::Uuid::from_bytes(self.home);
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.live()?;
        let signs = self.signs_parts();
        let text = match signs {
            true => statements::SIGNED_PARTS,
            false => statements::PARTS,
        };
        let parameters: [Parameter<'_>; 3] = [(&record, Type::UUID), (&machine, Type::UUID), (&after, Type::INT8)];
        let found = self.query(text, &parameters, PATIENCE_OF_PAGE)?;
        let read = |row: &Found| {
            let signed = signs && cell::<Option<&[u8]>>(row, 7)?.is_some() && cell::<Option<&[u8]>>(row, 8)?.is_some();
            let signature = match signed {
                true => Some((MemberId::of(bytes(row, 7)?), SignatureBytes::of(bytes(row, 8)?))),
                false => None,
            };
            let part = part_of(row)?;
            Ok(SignedPart { part, signature })
        };
        found.iter().map(read).collect()
    }

    pub(super) fn read_sealed_parts(&mut self) -> Result<Vec<SealedPart>, HomeError> {
        let record = uuid::Uuid::from_bytes(self.home);
        let found = match self.query(statements::SEALED_PARTS, &[(&record, Type::UUID)], PATIENCE_OF_PAGE) {
            Err(Failed::Database { state, .. }) if state == "42501" => return Err(HomeError::MayNotReadLines),
            found => found?,
        };
        let read = |row: &Found| {
            Ok(SealedPart {
                machine: cell(row, 0)?,
                n: cell::<i64>(row, 1)?.unsigned_abs(),
                epoch: cell::<i32>(row, 2)?.unsigned_abs(),
                sealed: cell(row, 3)?,
                login: cell(row, 4)?,
            })
        };
        found.iter().map(read).collect()
    }
}

fn part_of(row: &Found) -> Result<Part, HomeError> {
    Ok(Part {
        n: cell::<i64>(row, 0)?.unsigned_abs(),
        epoch: cell::<i32>(row, 1)?.unsigned_abs(),
        upto: cell::<i64>(row, 2)?.unsigned_abs(),
        lines: cell::<i32>(row, 3)?.unsigned_abs(),
        prev: match cell::<Option<&[u8]>>(row, 4)? {
            None => [0; 32],
            Some(_) => bytes(row, 4)?,
        },
        mark: bytes(row, 5)?,
        hash: bytes(row, 6)?,
    })
}
