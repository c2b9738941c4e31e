//! Columns that need not be in an affected-persons list: they are made from others.

use crate::letter::person::Column;

/// What is made from several cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Composed {
    /// Name, street, city line and, abroad, the country.
    AddressBlock,
    /// The name as a greeting has it.
    Salutation,
}

impl Composed {
    pub(super) fn named(column: &Column) -> Option<Composed> {
        match column.as_str() {
            "address_block" => Some(Composed::AddressBlock),
            "salutation" => Some(Composed::Salutation),
            _ => None,
        }
    }
}
