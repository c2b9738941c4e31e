//! A part of a machine's audit log as the server keeps it, and what this machine knows of its log there.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::row::LogName;
use crate::core::ids::Sha256Digest;
use crate::core::member::Members;
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::audit_log::line::{AuditLine, unreadable};
use crate::store::events::{Digest, GENESIS};
use crate::store::keys::{CircleKey, Claim, Signer, Verifier, derive, false_claims, mark};
use crate::store::random::random;
use crate::store::{StoreError, sql};

const KEY: &str = "team_lines";

/// A part of a machine's log as the server holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// From 1 without gaps.
    pub(super) n: u64,
    pub(super) epoch: u32,
    /// The number of its last line.
    pub(super) upto: u64,
    pub(super) lines: u32,
    pub(super) prev: Digest,
    /// Over the lines, under a key of the team.
    pub(super) mark: Digest,
    pub(super) hash: Digest,
}

/// The same, and who signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignedPart {
    pub(super) part: Part,
    /// `None` of an earlier firebell.
    pub(super) signature: Option<(MemberId, SignatureBytes)>,
}

/// What this machine knows of its log on the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Told {
    /// Names its log there.
    pub(super) machine: Uuid,
    /// Lines up to this one were written before the log was kept there.
    pub(super) from: u64,
    /// Parts that the server has confirmed.
    pub(super) parts: u64,
    /// The last line of those.
    pub(super) upto: u64,
    /// Of the last of those; of none, as long as there is none.
    pub(super) hash: Option<Sha256Digest>,
}

impl Told {
    pub(super) fn read(connection: &Connection) -> Result<Option<Told>, StoreError> {
        let found: Option<String> = connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [KEY], |row| row.get(0))
            .optional()
            .map_err(sql("read what was sent of the audit log"))?;
        let read = |text: String| serde_json::from_str(&text).map_err(unreadable("what was sent of the audit log"));
        found.map(read).transpose()
    }

    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).map_err(unreadable("what was sent of the audit log"))?;
        connection
            .execute(
                "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                params![KEY, text],
            )
            .map(drop)
            .map_err(sql("note what was sent of the audit log"))
    }

    /// The same log on the server before its first part.
    pub(super) fn at_beginning(&self) -> Told {
        Told {
            parts: 0,
            upto: self.from,
            hash: None,
            ..self.clone()
        }
    }

    pub(super) fn add(&mut self, part: &Part) {
        self.upto = part.upto;
        self.go_past(part);
    }

    /// The next part follows on a void one all the same: the tables want that.
    pub(super) fn go_past(&mut self, part: &Part) {
        self.parts = part.n;
        self.hash = Some(Sha256Digest::from(part.hash));
    }
}

/// Begins a log of this machine on the server, with the lines that follow on one.
pub(super) fn begin(connection: &Connection, from: u64) -> Result<Told, StoreError> {
    let told = Told {
        machine: Uuid::from_bytes(random()?),
        from,
        parts: 0,
        upto: from,
        hash: None,
    };
    told.write(connection)?;
    Ok(told)
}

/// Begins another one where there is one: at another address, or after the folder was copied from another machine.
pub(super) fn begin_anew(connection: &Connection) -> Result<(), StoreError> {
    match Told::read(connection)? {
        Some(told) => begin(connection, told.upto).map(drop),
        None => Ok(()),
    }
}

pub(super) fn forget(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute("DELETE FROM meta WHERE key = ?1", [KEY])
        .map(drop)
        .map_err(sql("forget what was sent of the audit log"))
}

/// The mark of lines under a key of the team.
pub(super) fn marked(key: &CircleKey, text: &[u8]) -> Digest {
    mark(&derive(key.bytes().as_slice(), &[], "firebell 2 team line"), text)
}

/// The lines as they are marked and sealed.
pub(super) fn text_of(lines: &[AuditLine]) -> Result<Vec<u8>, StoreError> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line).map_err(unreadable("an audit line"))?;
        text.push(b'\n');
    }
    Ok(text)
}

fn message(hash: &Digest) -> Vec<u8> {
    [b"firebell 2 team lines".as_slice(), hash].concat()
}

impl SignedPart {
    /// Whether a member signed it, and it is what was signed. What else a login of the server puts there is void.
    pub(super) fn is_signed(&self, (log, machine): (&LogName, Uuid), members: &Members) -> bool {
        let whole = self.part.digest(log, machine) == self.part.hash;
        whole && self.signature.is_some() && self.flaw(members, false).is_none()
    }

    /// What is wrong with its signature. Parts of a time before they were signed have none.
    pub(super) fn flaw(&self, members: &Members, signed_before: bool) -> Option<String> {
        let n = self.part.n;
        let Some((signer, signature)) = self.signature else {
            return signed_before.then(|| format!("part {n} is not signed, and one before it is"));
        };
        let Some(member) = members.by_id(signer) else {
            return Some(format!("part {n} is signed by nobody who was ever a member"));
        };
        let claim = Claim {
            verifier: Verifier::of(&member.key),
            message: message(&self.part.hash),
            signature,
        };
        let is_signed = false_claims(&[(n, claim)]).is_empty();
        (!is_signed).then(|| format!("the signature of part {n} is not that of {}", member.name))
    }
}

impl Part {
    /// The part that follows on another one.
    pub(super) fn of(log: &LogName, (told, key): (&Told, &CircleKey), lines: &[AuditLine]) -> Result<Part, StoreError> {
        let mut part = Part {
            n: told.parts + 1,
            epoch: key.epoch,
            upto: lines.last().map_or(told.upto, |line| line.n),
            lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            prev: told.hash.map_or(GENESIS, |hash| *hash.bytes()),
            mark: marked(key, &text_of(lines)?),
            hash: GENESIS,
        };
        part.hash = part.digest(log, told.machine);
        Ok(part)
    }

    /// Signed by the member whose machine sends it.
    pub(super) fn signed(self, signer: Option<&Signer>) -> SignedPart {
        let signature = signer.map(|signer| (signer.member, signer.sign(&message(&self.hash))));
        SignedPart { part: self, signature }
    }

    fn digest(&self, log: &LogName, machine: Uuid) -> Digest {
        Sha256::new()
            .chain_update(b"firebell-team-lines-1")
            .chain_update(log.home)
            .chain_update(log.record.bytes())
            .chain_update(machine.as_bytes())
            .chain_update(self.n.to_be_bytes())
            .chain_update(self.epoch.to_be_bytes())
            .chain_update(self.upto.to_be_bytes())
            .chain_update(self.lines.to_be_bytes())
            .chain_update(self.prev)
            .chain_update(self.mark)
            .finalize()
            .into()
    }
}
