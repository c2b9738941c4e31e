//! `firebell law trust`: whose packs may be installed. The keys belong to the record, so that everybody who works on it
//! trusts the same ones.

use serde_json::json;

use crate::app::law::pack::note::{KeyError, VerifierKey};
use crate::app::law::pack::shelf::{Shelf, State};
use crate::app::record::Record;
use crate::cli::failure::{Failure, key_failure, record_failure, shelf_failure};
use crate::cli::invocation::Invocation;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::text::{line, prose, wrapped};

/// The keys that are trusted.
pub(super) fn list(call: &Invocation) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let keys: Vec<String> = open(&session)?.trusted().iter().map(ToString::to_string).collect();
    Ok(Output::new(json!({ "trusted": keys }), move |_| {
        match keys.is_empty() {
            true => prose("No key is trusted. Trust one with: firebell law trust KEY"),
            false => keys.iter().map(|key| line(format_args!("{key}"))).collect(),
        }
    }))
}

/// Trusts a key.
pub(super) fn add(call: &Invocation, text: &str) -> Result<Output, Failure> {
    let key: VerifierKey = text
        .parse()
        .map_err(|error: KeyError| key_failure("the verifier key", &error))?;
    let session = Session::start(call)?;
    let shelf = open(&session)?;
    let name = key.id().to_string();
    let change = TrustChange {
        next: shelf.trusting(&key),
        action: "law.trust",
        key: &name,
    };
    settled(call, &session, &shelf, change)?;
    let view = json!({ "added": key.to_string() });
    Ok(Output::new(view, move |_| {
        wrapped(
            "",
            &format!("{name} is trusted from now on: packs that it signed can be installed."),
        )
    }))
}

/// Trusts a key no longer.
pub(super) fn remove(call: &Invocation, text: &str) -> Result<Output, Failure> {
    let session = Session::start(call)?;
    let shelf = open(&session)?;
    let (next, key) = shelf.distrusting(text).map_err(|error| shelf_failure(&error))?;
    let name = key.id().to_string();
    let change = TrustChange {
        next,
        action: "law.distrust",
        key: &name,
    };
    settled(call, &session, &shelf, change)?;
    let view = json!({ "removed": key.to_string() });
    Ok(Output::new(view, move |_| {
        wrapped("", &format!("{name} is no longer trusted."))
    }))
}

pub(super) fn open(session: &Session) -> Result<Shelf, Failure> {
    Shelf::open(&session.folder).map_err(|error| shelf_failure(&error))
}

/// Which keys are trusted from now on, and as what the audit log notes it.
struct TrustChange<'c> {
    next: State,
    action: &'static str,
    /// The id of the key.
    key: &'c str,
}

/// Puts a state in force, once the audit log was told.
fn settled(call: &Invocation, session: &Session, shelf: &Shelf, change: TrustChange<'_>) -> Result<(), Failure> {
    let TrustChange { next, action, key } = change;
    let pending = shelf.prepare(next).map_err(|error| shelf_failure(&error))?;
    Record::note_law(&session.folder, &session.actor, call.now(), action, key).map_err(record_failure)?;
    pending.settle().map_err(|error| shelf_failure(&error))
}
