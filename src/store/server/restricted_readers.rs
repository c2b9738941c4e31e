//! Who may read an incident that only some may, as far as it is told without opening it.

use rusqlite::{Transaction, params};

use crate::core::event::{SealedEvent, SealedNature, What};
use crate::core::ids::Stream;
use crate::core::member::public_key::MemberId;
use crate::store::sealing::restricted_incidents::put_access;
use crate::store::{StoreError, sql};

/// The event that is sealed where it stood, if it is one.
pub(super) fn sealed_earlier(what: &What) -> Option<&SealedEvent> {
    let What::Sealed(sealed) = what else { return None };
    (sealed.nature == SealedNature::Restricted && sealed.earlier.is_some()).then_some(sealed)
}

/// Notes who has a key, where a restricted incident is sealed under it; says which.
pub(super) fn note_let_in(transaction: &Transaction<'_>, key: [u8; 8]) -> Result<Option<String>, StoreError> {
    let fail = || sql("note who may read an incident");
    let mut statement = transaction
        .prepare_cached(
            "SELECT data_key.stream, member FROM data_key LEFT JOIN key_share ON key_share.key = data_key.id \
             WHERE data_key.id = ?1 AND purpose = ?2",
        )
        .map_err(fail())?;
    let mut rows = statement
        .query(params![key, SealedNature::Restricted.code()])
        .map_err(fail())?;
    let (mut stream, mut members) = (None, Vec::new());
    while let Some(row) = rows.next().map_err(fail())? {
        stream = Some(row.get::<_, String>(0).map_err(fail())?);
        members.extend(row.get::<_, Option<[u8; 8]>>(1).map_err(fail())?.map(MemberId::of));
    }
    if let Some(stream) = &stream {
        put_access(transaction, Stream::named(stream), Some(&members))?;
    }
    Ok(stream)
}
