//! Text that is sealed for some members within the encrypted record: the keys of an incident, who has them, and the events
//! under them. Whoever has the record key and none of these reads that there is something, and nothing of it.

use rusqlite::{OptionalExtension as _, params};
use zeroize::Zeroizing;

use crate::core::event::{SealedEvent, SealedNature, SealedText};
use crate::core::ids::Stream;
use crate::core::member::public_key::{DataKeyId, MemberId, RecipientKey, VerifyingKey};
use crate::core::time::WallTime;
use crate::store::keys::{DataKey, EventKey, Holder, KeyRefusal, Share, Source};
use crate::store::{Store, StoreError, sql};

/// Somebody who may have a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entitled {
    pub member: MemberId,
    pub recipient: RecipientKey,
    /// What their signatures are verified with.
    pub key: VerifyingKey,
}

/// A text that is about to be sealed, and where it belongs.
#[derive(Debug, Clone, Copy)]
pub struct ToSeal<'a> {
    pub stream: Stream<'a>,
    pub seq: u64,
    pub nature: SealedNature,
    pub text: &'a [u8],
}

/// A key of an incident, as far as it is told without being opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDataKey {
    pub id: DataKeyId,
    pub stream: String,
    /// What is sealed under it.
    pub nature: SealedNature,
    pub made_at: WallTime,
    /// Who has it.
    pub members: Vec<MemberId>,
}

impl Store {
    pub(crate) fn holder(&self) -> Result<&Holder, StoreError> {
        match self.in_force.source() {
            Source::Derived(_) => Err(KeyRefusal::FirstFormat.into()),
            Source::Enveloped(holder) => Ok(holder),
        }
    }

    /// Seals a text so that those who are entitled now can open it, and nobody else. Where somebody who has the present key
    /// is not entitled any more, it is sealed under another one.
    ///
    /// # Errors
    /// What the database says.
    pub fn seal(&self, text: ToSeal<'_>, entitled: &[Entitled], at: WallTime) -> Result<SealedEvent, StoreError> {
        let ToSeal {
            stream,
            seq,
            nature,
            text,
        } = text;
        let key = self.together(|| self.present_key(stream, nature, entitled, at))?;
        let sealed = key.of_event(seq).seal(stream, seq, text)?;
        Ok(SealedEvent {
            nature,
            key: key.id,
            sealed: SealedText(hex::encode(sealed)),
            was: None,
            letter: None,
            earlier: None,
        })
    }

    /// The text of a sealed event; `None` for whoever does not have its key.
    ///
    /// # Errors
    /// What the database says.
    pub fn unseal(
        &self,
        stream: Stream<'_>,
        seq: u64,
        event: &SealedEvent,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let key = self.key_of_event(stream, seq, event.key)?;
        let sealed = hex::decode(&event.sealed.0).unwrap_or_default();
        Ok(key.and_then(|key| key.open(stream, seq, &sealed)))
    }

    /// The key of one event, in hexadecimal digits, for an export of it; `None` for whoever does not have it.
    ///
    /// # Errors
    /// What the database says.
    pub fn key_for_export(&self, stream: Stream<'_>, seq: u64, key: DataKeyId) -> Result<Option<String>, StoreError> {
        Ok(self.key_of_event(stream, seq, key)?.map(String::from))
    }

    fn key_of_event(&self, stream: Stream<'_>, seq: u64, key: DataKeyId) -> Result<Option<EventKey>, StoreError> {
        let fail = || sql("read the key of an event");
        let kept: Option<(Vec<u8>, [u8; 8])> = self
            .connection
            .query_row(
                "SELECT kept, key FROM event_key WHERE stream = ?1 AND seq = ?2",
                params![stream.name(), i64::try_from(seq).unwrap_or(i64::MAX)],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(fail())?;
        Ok(match kept {
            Some((kept, under)) => self
                .data_key(DataKeyId::of(under))?
                .and_then(|key| key.kept(stream, seq, &kept)),
            None => self.data_key(key)?.map(|key| key.of_event(seq)),
        })
    }

    /// A key, where whoever opened the record has it.
    pub(crate) fn data_key(&self, id: DataKeyId) -> Result<Option<DataKey>, StoreError> {
        let wrapped = self.wrapped(id)?;
        let holder = self.holder()?;
        Ok(wrapped.and_then(|wrapped| holder.data_key(id, &wrapped)))
    }

    /// A key as it was wrapped for whoever opened the record.
    fn wrapped(&self, id: DataKeyId) -> Result<Option<Vec<u8>>, StoreError> {
        let holder = self.holder()?;
        self.connection
            .query_row(
                "SELECT wrapped FROM key_share WHERE key = ?1 AND member = ?2",
                params![id.bytes(), holder.member.bytes()],
                |row| row.get(0),
            )
            .optional()
            .map_err(sql("read a key of an incident"))
    }

    /// The key that new text of an incident is sealed under: the newest, where nobody has it who may not.
    pub(crate) fn present_key(
        &self,
        stream: Stream<'_>,
        nature: SealedNature,
        entitled: &[Entitled],
        at: WallTime,
    ) -> Result<DataKey, StoreError> {
        let newest: Option<[u8; 8]> = self
            .connection
            .query_row(
                "SELECT id FROM data_key WHERE stream = ?1 AND purpose = ?2 ORDER BY made_at DESC, id LIMIT 1",
                params![stream.name(), nature.code()],
                |row| row.get(0),
            )
            .optional()
            .map_err(sql("find the key of an incident"))?;
        if let Some(id) = newest.map(DataKeyId::of) {
            let members = self.members_with(id)?;
            let all_entitled = members.iter().all(|m| entitled.iter().any(|e| e.member == *m));
            if all_entitled
                && self.is_vouched_for((stream.name(), nature), id, entitled)?
                && let Some(key) = self.data_key(id)?
            {
                return Ok(key);
            }
        }
        self.new_key((stream.name(), nature), entitled, at)
    }

    /// Another key of an incident, which is the newest from then on, whatever the clock says.
    fn new_key(
        &self,
        (stream, nature): (&str, SealedNature),
        entitled: &[Entitled],
        at: WallTime,
    ) -> Result<DataKey, StoreError> {
        let key = DataKey::fresh()?;
        let made = "INSERT INTO data_key (id, stream, purpose, made_at) SELECT ?1, ?2, ?3, \
                    max(?4, (SELECT coalesce(max(made_at) + 1, 0) FROM data_key WHERE stream = ?2 AND purpose = ?3))";
        self.connection
            .execute(
                made,
                params![key.id.bytes(), stream, nature.code(), at.at().timestamp_millis()],
            )
            .map_err(sql("make a key of an incident"))?;
        for entitled in entitled {
            self.share(&key, Some((stream, nature)), entitled)?;
        }
        Ok(key)
    }

    /// Whether somebody who may have this key signed it: anybody can wrap a key that they know for somebody else. Only
    /// the share of the person who is about to seal under it is checked.
    fn is_vouched_for(
        &self,
        (stream, nature): (&str, SealedNature),
        id: DataKeyId,
        entitled: &[Entitled],
    ) -> Result<bool, StoreError> {
        let holder = self.holder()?;
        let share = Share {
            record: &holder.record,
            stream,
            purpose: nature.code(),
            member: holder.member,
        };
        let key_of = |signer| entitled.iter().find(|e| e.member == signer).map(|e| &e.key);
        let wrapped = self.wrapped(id)?;
        let signed = wrapped.and_then(|wrapped| share.signed_by(id, &wrapped, key_of));
        Ok(signed.is_some_and(|signed| signed.holds()))
    }

    /// `of`: the incident and the purpose, where whoever hands it out vouches for it.
    fn share(&self, key: &DataKey, of: Option<(&str, SealedNature)>, entitled: &Entitled) -> Result<(), StoreError> {
        let holder = self.holder()?;
        let wrapped = match of {
            None => key.wrap(&holder.record, &entitled.member, &entitled.recipient)?,
            Some((stream, nature)) => {
                let share = Share {
                    record: &holder.record,
                    stream,
                    purpose: nature.code(),
                    member: entitled.member,
                };
                key.wrap_signed(&holder.signer(), &share, &entitled.recipient)?
            }
        };
        let put = "INSERT INTO key_share (key, member, wrapped) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (key, member) DO UPDATE SET wrapped = ?3";
        let put = self
            .connection
            .execute(put, params![key.id.bytes(), entitled.member.bytes(), wrapped]);
        put.map(drop).map_err(sql("share a key of an incident"))
    }

    fn members_with(&self, key: DataKeyId) -> Result<Vec<MemberId>, StoreError> {
        let fail = || sql("read who has a key");
        let mut statement = self
            .connection
            .prepare_cached("SELECT member FROM key_share WHERE key = ?1")
            .map_err(fail())?;
        let rows = statement.query_map([key.bytes()], |row| row.get(0)).map_err(fail())?;
        rows.map(|row| row.map(MemberId::of))
            .collect::<Result<_, _>>()
            .map_err(fail())
    }

    /// Every key of incidents, with who has it.
    ///
    /// # Errors
    /// What the database says.
    pub fn data_keys(&self) -> Result<Vec<ListedDataKey>, StoreError> {
        self.listed_keys(
            "SELECT id, stream, purpose, member, made_at FROM data_key LEFT JOIN key_share ON key = id ORDER BY made_at, stream, purpose, id",
        )
    }

    /// The same of restricted incidents alone.
    ///
    /// # Errors
    /// What the database says.
    pub fn keys_of_restricted(&self) -> Result<Vec<ListedDataKey>, StoreError> {
        self.listed_keys(
            "SELECT id, stream, purpose, member, made_at FROM data_key LEFT JOIN key_share ON key = id \
             WHERE purpose = 'restricted' ORDER BY made_at, stream, purpose, id",
        )
    }

    fn listed_keys(&self, read: &str) -> Result<Vec<ListedDataKey>, StoreError> {
        let fail = || sql("list the keys of incidents");
        let mut statement = self.connection.prepare_cached(read).map_err(fail())?;
        let mut rows = statement.query([]).map_err(fail())?;
        let mut all: Vec<ListedDataKey> = Vec::new();
        while let Some(row) = rows.next().map_err(fail())? {
            let id = DataKeyId::of(row.get(0).map_err(fail())?);
            let member: Option<[u8; 8]> = row.get(3).map_err(fail())?;
            let member = member.map(MemberId::of);
            if let Some(last) = all.last_mut().filter(|last| last.id == id) {
                last.members.extend(member);
                continue;
            }
            // A purpose of a newer firebell is that one's to hand on.
            let Ok(nature) = row.get::<_, String>(2).map_err(fail())?.parse::<SealedNature>() else {
                continue;
            };
            all.push(ListedDataKey {
                id,
                stream: row.get(1).map_err(fail())?,
                nature,
                made_at: WallTime::read(crate::store::board::rows::moment(row, 4).map_err(fail())?),
                members: member.into_iter().collect(),
            });
        }
        Ok(all)
    }

    /// Gives a key to those who may have it now and takes it from those who may not, but never from the last holder,
    /// because nobody could open the sealed text then. A former holder may have kept the key, so new text is sealed
    /// under another one.
    ///
    /// # Errors
    /// What the database says.
    pub fn share_key(&self, listed: &ListedDataKey, entitled: &[Entitled], at: WallTime) -> Result<(), StoreError> {
        self.together(|| {
            let mut has = listed.members.clone();
            if let Some(key) = self.data_key(listed.id)? {
                // What was handed out before keys were signed goes on to be read, and nothing new is sealed under it.
                let of = (listed.stream.as_str(), listed.nature);
                let of = self.is_vouched_for(of, listed.id, entitled)?.then_some(of);
                for entitled in entitled.iter().filter(|e| !listed.members.contains(&e.member)) {
                    self.share(&key, of, entitled)?;
                    has.push(entitled.member);
                }
            }
            let kept = |member: &MemberId| entitled.iter().any(|e| e.member == *member);
            if !has.iter().any(kept) {
                return Ok(());
            }
            let mut left = has.iter().filter(|member| !kept(member)).peekable();
            if left.peek().is_some() {
                self.new_key((&listed.stream, listed.nature), entitled, at)?;
            }
            for out in left {
                let taken = "DELETE FROM key_share WHERE key = ?1 AND member = ?2";
                let taken = self.connection.execute(taken, params![listed.id.bytes(), out.bytes()]);
                taken.map_err(sql("take a key away"))?;
            }
            Ok(())
        })
    }

    /// Keeps the key of an event that was sealed in another record.
    ///
    /// # Errors
    /// Where the key does not open the event, or what the database says.
    pub fn keep_event_key(
        &self,
        text: ToSeal<'_>,
        key: &str,
        (entitled, at): (&[Entitled], WallTime),
    ) -> Result<bool, StoreError> {
        let Ok(event_key) = EventKey::try_from(key.to_owned()) else {
            return Ok(false);
        };
        let sealed = hex::decode(text.text).unwrap_or_default();
        if event_key.open(text.stream, text.seq, &sealed).is_none() {
            return Ok(false);
        }
        let under = self.present_key(text.stream, text.nature, entitled, at)?;
        let kept = under.keep(text.stream, text.seq, &event_key)?;
        let seq = i64::try_from(text.seq).unwrap_or(i64::MAX);
        let put = "INSERT INTO event_key (stream, seq, key, kept) VALUES (?1, ?2, ?3, ?4)";
        let put = self
            .connection
            .execute(put, params![text.stream.name(), seq, under.id.bytes(), kept]);
        put.map_err(sql("keep the key of an event"))?;
        Ok(true)
    }

    /// All of something, or nothing, also where a transaction is open already.
    fn together<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        if !self.connection.is_autocommit() {
            return work();
        }
        self.write(|_| work())
    }
}
