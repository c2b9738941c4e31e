//! The audit logs of machines on the server.

use tokio_postgres::Row as Found;
use tokio_postgres::types::Type;

use super::super::error::HomeError;
use super::super::part::Part;
use super::{A_MOMENT, Link, PATIENCE_OF_PAGE, Parameter, bytes, cell, statements};

impl Link {
    pub(super) fn put_part(&mut self, machine: uuid::Uuid, part: &Part, sealed: &[u8]) -> Result<(), HomeError> {
        let works = self.live.as_ref().is_some_and(|live| !live.is_closed());
        if !works || self.holds {
            return Err(HomeError::Away("no connection".to_owned()));
        }
        let record = uuid::Uuid::from_bytes(self.home);
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let (n, upto) = (number(part.n), number(part.upto));
        let before = (n > 1).then_some(n - 1);
        let prev = (n > 1).then_some(part.prev.as_slice());
        let epoch = i32::try_from(part.epoch).unwrap_or(i32::MAX);
        let lines = i32::try_from(part.lines).unwrap_or(i32::MAX);
        let (mark, hash) = (part.mark.as_slice(), part.hash.as_slice());
        let parameters: [Parameter<'_>; 11] = [
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
        self.query(statements::ADD_PART, &parameters, A_MOMENT)?;
        Ok(())
    }

    pub(super) fn read_parts(&mut self, machine: uuid::Uuid, after: u64) -> Result<Vec<Part>, HomeError> {
        let record = uuid::Uuid::from_bytes(self.home);
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let parameters: [Parameter<'_>; 3] = [(&record, Type::UUID), (&machine, Type::UUID), (&after, Type::INT8)];
        let found = self.query(statements::PARTS, &parameters, PATIENCE_OF_PAGE)?;
        found.iter().map(part_of).collect()
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
