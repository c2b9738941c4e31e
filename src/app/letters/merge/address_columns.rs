//! Names and addresses of a list, for whoever sorts its rows before any letter is made.

use super::columns::Columns;
use super::people::Row;

/// The columns of names and addresses.
#[derive(Debug)]
pub(in crate::letters) struct AddressColumns(Columns);

impl AddressColumns {
    pub(in crate::letters) fn of(names: &[String]) -> AddressColumns {
        AddressColumns(Columns::of_addresses(names))
    }

    /// The name of a row's person, without what people write in different ways.
    pub(in crate::letters) fn name(&self, row: &Row) -> String {
        self.0.plain_name(row)
    }

    /// Whether a letter can reach the person by mail.
    pub(in crate::letters) fn is_addressed(&self, row: &Row) -> bool {
        self.0.is_addressed(row)
    }
}
