//! How far each machine has erased what had to go: each tells the others through the server, sealed for the team and signed.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::calls::SealedReport;
use super::erased::{ErasedRow, NotErased};
use super::error::HomeError;
use super::incident_keys;
use super::kept_locally;
use super::kept_locally::{Kept, Stage};
use super::shared::{ServerStatus, Shared};
use crate::core::ids::Stream;
use crate::core::member::Members;
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::core::time::WallTime;
use crate::store::audit_log::line::unreadable;
use crate::store::keys::{Claim, Signer, Verifier, false_claims};
use crate::store::random::random;
use crate::store::{Store, StoreError, sql};

const KEY: &str = "team_reported";

/// What a machine says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Report {
    member: [u8; 8],
    /// Up to this entry of the log it has erased everything.
    upto: u64,
    /// Backups that it knows of and that missed an erasure.
    backups: u32,
    /// Milliseconds since 1970.
    at: i64,
}

/// What this machine told last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Reported {
    machine: Uuid,
    upto: u64,
    backups: u32,
}

fn message(shared: &Shared, report: (&[u8; 16], Uuid), text: &[u8]) -> Vec<u8> {
    [
        b"firebell 2 erased".as_slice(),
        &shared.log.home,
        shared.log.record.bytes(),
        report.0,
        report.1.as_bytes(),
        text,
    ]
    .concat()
}

fn sealed(
    (shared, kept, signer): (&Shared, &Kept, &Signer),
    machine: Uuid,
    report: &Report,
) -> Result<SealedReport, StoreError> {
    let key = kept.newest().ok_or(HomeError::NotShared)?;
    let id = random()?;
    let text = postcard::to_allocvec(report).map_err(|error| StoreError::Kdf(Box::new(error)))?;
    let signature = signer.sign(&message(shared, (&id, machine), &text));
    let sealed = key.seal_report(&shared.log.record, &id, &[signature.bytes().as_slice(), &text].concat())?;
    Ok(SealedReport {
        id,
        machine,
        epoch: key.epoch,
        sealed,
    })
}

/// What a member signed; `None` for anything else that somebody with a login may have put there.
fn opened((shared, kept, members): (&Shared, &Kept, &Members), report: &SealedReport) -> Option<Report> {
    let key = kept.key(report.epoch)?;
    let bytes = key.open_report(&shared.log.record, &report.id, &report.sealed)?;
    let (signature, text) = bytes.split_first_chunk::<{ SignatureBytes::LENGTH }>()?;
    let read: Report = postcard::from_bytes(text).ok()?;
    let member = members.by_id(MemberId::of(read.member))?;
    let claim = Claim {
        verifier: Verifier::of(&member.key),
        message: message(shared, (&report.id, report.machine), text),
        signature: SignatureBytes::of(*signature),
    };
    false_claims(&[(0_u64, claim)]).is_empty().then_some(read)
}

impl Store {
    /// What was erased or sealed while the record was shared.
    pub(super) fn erased_rows(&self) -> Result<Vec<ErasedRow>, StoreError> {
        let codes: BTreeMap<String, String> = self
            .erased_incidents()?
            .into_iter()
            .map(|erased| (erased.stream, erased.code))
            .collect();
        let rows = incident_keys::erasures(&self.connection)?.into_iter();
        let named = rows.map(|(n, stream)| {
            let (what, sealed) = match (Stream::named(&stream).is_incident(), codes.get(&stream)) {
                (false, _) => ("contacts".to_owned(), false),
                (true, Some(code)) => (code.clone(), false),
                // Of an incident that is there, a key goes with a restriction alone.
                (true, None) => (format!("entry {n}"), true),
            };
            ErasedRow { n, what, sealed }
        });
        Ok(named.collect())
    }

    /// Tells the others how far this machine has erased what had to go, where it has told something else. Nothing where the
    /// record is not shared, the server is away, or pages may still have what was erased.
    ///
    /// # Errors
    /// What the database says.
    pub fn report_erasures(&self, now: WallTime) -> Result<(), StoreError> {
        let Some(shared) = self.shared.as_ref().filter(|shared| shared.reached().is_ok()) else {
            return Ok(());
        };
        let Some(kept) = Kept::read(&self.connection)?.filter(|kept| kept.stage == Stage::Shared) else {
            return Ok(());
        };
        let Some((_, signer)) = self.signing().filter(|_| self.connection.is_autocommit()) else {
            return Ok(());
        };
        if self.has_free_pages()? {
            return Ok(());
        }
        let behind = self.backups_made()?.iter().filter(|backup| backup.behind).count();
        let due = Reported {
            machine: self.told()?.machine,
            upto: kept_locally::head(&self.connection)?.n,
            backups: u32::try_from(behind).unwrap_or(u32::MAX),
        };
        let last = self.reported()?;
        let last_erasure = incident_keys::erasures(&self.connection)?.last().map_or(0, |(n, _)| *n);
        let known = last.is_some_and(|last| {
            last.machine == due.machine && last.backups == due.backups && last.upto >= last_erasure
        });
        if known || !shared.link.lock().keeps_keys().unwrap_or(false) {
            return Ok(());
        }
        let report = Report {
            member: *signer.member.bytes(),
            upto: due.upto,
            backups: due.backups,
            at: now.at().timestamp_millis(),
        };
        let sealed = sealed((shared, &kept, &signer), due.machine, &report)?;
        // What does not get through is told the next time.
        match shared.link.lock().report(&sealed) {
            Ok(()) => self.note_reported(&due),
            Err(_) => Ok(()),
        }
    }

    fn reported(&self) -> Result<Option<Reported>, StoreError> {
        let found: Option<String> = self
            .connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [KEY], |row| row.get(0))
            .optional()
            .map_err(sql("read what was told of erasures"))?;
        let read = |text: String| serde_json::from_str(&text).map_err(unreadable("what was told of erasures"));
        found.map(read).transpose()
    }

    fn note_reported(&self, reported: &Reported) -> Result<(), StoreError> {
        let text = serde_json::to_string(reported).map_err(unreadable("what was told of erasures"))?;
        let put = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        let put = self.connection.execute(put, params![KEY, text]);
        put.map(drop).map_err(sql("note what was told of erasures"))
    }

    /// What the server says of itself, with what machines say of what they have erased.
    pub(super) fn with_reports(
        &self,
        shared: &Shared,
        server: ServerStatus,
    ) -> Result<Result<ServerStatus, HomeError>, StoreError> {
        let (erased, kept) = (self.erased_rows()?, Kept::read(&self.connection)?);
        let Some(kept) = kept.filter(|_| server.keeps_keys && !erased.is_empty()) else {
            return Ok(Ok(server));
        };
        let asked = || -> Result<_, HomeError> {
            let mut link = shared.link.lock();
            Ok((link.reports()?, link.machines()?))
        };
        let (reports, machines) = match asked() {
            Ok(asked) => asked,
            Err(why) => return Ok(Err(why)),
        };
        let members = self.members()?;
        let mut last: BTreeMap<Uuid, Option<Report>> = machines.into_iter().map(|machine| (machine, None)).collect();
        for sealed in &reports {
            let report = opened((shared, &kept, &members), sealed);
            let known = last.entry(sealed.machine).or_default();
            let later = |report: &Report| known.is_none_or(|known| (report.upto, report.at) > (known.upto, known.at));
            if report.is_some_and(|report| later(&report)) {
                *known = report;
            }
        }
        let own = self.told()?.machine;
        let not_erased = last.into_iter().filter_map(|(machine, report)| {
            let upto = report.map_or(0, |report| report.upto);
            let what: Vec<ErasedRow> = erased.iter().filter(|row| row.n > upto).cloned().collect();
            let backups = report.map_or(0, |report| report.backups);
            (!what.is_empty() || backups > 0).then_some(NotErased {
                member: report.map(|report| MemberId::of(report.member)),
                here: machine == own,
                what,
                backups,
            })
        });
        let not_erased = not_erased.collect();
        Ok(Ok(ServerStatus { not_erased, ..server }))
    }
}
