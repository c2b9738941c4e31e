//! What the keys of the team look like on the server, wrapped for each member: computed once on each machine, and held against
//! what is there whenever keys are settled.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::calls::WrappedKey;
use crate::core::ids::Sha256Digest;
use crate::core::member::Member;
use crate::store::audit_log::line::unreadable;
use crate::store::{StoreError, sql};

const KEY: &str = "team_handed";

/// Digests of wrapped keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Handed(BTreeMap<String, Sha256Digest>);

/// A key for a member, under the public half that it is wrapped for.
fn name(epoch: u32, member: &Member) -> String {
    format!("{epoch}/{}/{}", member.id, hex::encode(member.recipient.bytes()))
}

impl Handed {
    pub(super) fn read(connection: &Connection) -> Result<Handed, StoreError> {
        let found: Option<String> = connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [KEY], |row| row.get(0))
            .optional()
            .map_err(sql("read who has the keys of the team"))?;
        let read = |text: String| serde_json::from_str(&text).map_err(unreadable("who has the keys of the team"));
        found.map_or_else(|| Ok(Handed::default()), read)
    }

    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).map_err(unreadable("who has the keys of the team"))?;
        connection
            .execute(
                "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                params![KEY, text],
            )
            .map(drop)
            .map_err(sql("note who has the keys of the team"))
    }

    /// What a key looks like for a member; `None` where it was never computed here.
    pub(super) fn of(&self, epoch: u32, member: &Member) -> Option<Sha256Digest> {
        self.0.get(&name(epoch, member)).copied()
    }

    pub(super) fn add(&mut self, member: &Member, wrapped: &WrappedKey) {
        self.0
            .insert(name(wrapped.epoch, member), Sha256Digest::of(&wrapped.wrapped));
    }
}
