//! What an export carries of who signed it, and its check by whoever has nothing but the file: a court's expert, for instance.
//!
//! It has the events of the members, and each append of theirs and of the incident with its signature. The chain of the incident
//! is made anew from the words in the export, so that a signature holds each of them. Of an event that is left out the digest of
//! the chain stands in its place, and only where it is over sealed bytes: nobody can guess at those. docs/proof.md has the form.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::batch_check::Check;
use super::proven_members::Placed;
use super::read_appends::{ReadAppend, Shown};
use super::signed_log::{Appending, SignedAppend};
use crate::core::event::{Event, What};
use crate::core::ids::{RoleId, Sha256Digest, Stream};
use crate::core::member::event::MemberEvent;
use crate::core::member::public_key::{GrantId, MemberId, SignatureBytes};
use crate::core::member::{Member, Members};
use crate::core::sign_off::same_person;
use crate::store::events::{Digest, GENESIS, Stored, link};
use crate::store::keys::{RecordTag, Source};
use crate::store::read_event::read_event;
use crate::store::sealing::restricted_events::{OwnKeys, open_exported};
use crate::store::{Store, StoreError};

/// The form that is written, and the newest that is read.
const FORMAT: u32 = 1;

/// Who signed the events of an export.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedExport {
    format: u32,
    record: RecordTag,
    /// Everything that happened to the members, in order.
    members: Vec<MembersEvent>,
    /// Those of the members and of the incident, in the order of the record.
    appends: Vec<ExportedAppend>,
    /// Events without words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    digests: Vec<WithoutWords>,
    /// From this event on nothing is told: its digest would confirm a guess at its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_from: Option<u64>,
    /// The roles in which an author may approve, by the rules of whoever exported.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    author_approves_as: BTreeSet<RoleId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct WithoutWords {
    seq: u64,
    /// In its chain.
    digest: Sha256Digest,
}

/// Something that happened to the members; a grant for another incident is told by its digest alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MembersEvent {
    Body(String),
    Digest(Sha256Digest),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    Members,
    Incident,
}

/// An append as docs/keys.md lays it out, but for its digest, which follows from the rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ExportedAppend {
    n: u64,
    of: Of,
    first: u64,
    count: u64,
    at: i64,
    signer: MemberId,
    before: Sha256Digest,
    signature: SignatureBytes,
}

/// An event of the incident as the export has it.
#[derive(Debug, Clone, Copy)]
pub struct ExportedEvent<'a> {
    pub body: Option<&'a str>,
    /// What opens it.
    pub key: Option<&'a str>,
}

/// Why nothing can be said of who signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSigners {
    #[error("its signatures are in a form of a newer firebell ({0})")]
    Newer(u32),
    /// By whoever passed it on.
    #[error("the words of event {0} were taken out after it was exported")]
    TakenOut(u64),
}

/// An event with the member who signed it.
#[derive(Debug, Clone)]
pub struct SignedEvent {
    pub seq: u64,
    /// `None` where it is told without words.
    pub event: Option<Event>,
    pub signed_at: i64,
    /// As the member was then.
    pub by: Member,
    /// The name in the event, where it is not that of the member.
    pub in_the_name_of: Option<String>,
    /// Whether the member might record it then.
    pub might: bool,
}

/// Who signed what.
#[derive(Debug, Clone, Default)]
pub struct Signers {
    pub members: Members,
    pub events: Vec<SignedEvent>,
    /// Events from before the record had members, or that came from another record: nobody here signed them.
    pub unsigned: u64,
    pub not_from: Option<u64>,
    /// What does not fit.
    pub findings: Vec<String>,
}

impl Store {
    /// Who signed the events of an incident; `None` where the record has no members. `told` says whether an event is
    /// exported with its words. The list ends before the first event whose digest covers words that are not exported: a
    /// reader of the export could check guesses against it. An erased event counts as such, because somebody may still
    /// know its words.
    ///
    /// # Errors
    /// What the database says.
    pub fn signed_export(
        &self,
        stream: Stream<'_>,
        events: &[Stored],
        told: &dyn Fn(&Stored) -> bool,
        author_approves_as: BTreeSet<RoleId>,
    ) -> Result<Option<SignedExport>, StoreError> {
        let Source::Enveloped(holder) = self.in_force.source() else {
            return Ok(None);
        };
        let of_members = self.events(Stream::Members)?;
        if of_members.is_empty() {
            return Ok(None);
        }
        let guessable = |stored: &&Stored| {
            let what = &stored.event.what;
            matches!(what, What::Erased(_)) || (!told(stored) && !matches!(what, What::Sealed(_)))
        };
        let not_from = events.iter().find(guessable).map(|stored| stored.event.seq);
        let before = |seq: u64| not_from.is_none_or(|from| seq < from);
        let mut placed: Vec<(Of, Placed)> = Vec::new();
        placed.extend(
            self.placed(Stream::Members)?
                .into_iter()
                .map(|placed| (Of::Members, placed)),
        );
        let of_incident = self.placed(stream)?.into_iter();
        let whole = |placed: &Placed| {
            let Appending { first, count, .. } = placed.row.appending;
            before((first + count).saturating_sub(1))
        };
        placed.extend(of_incident.filter(whole).map(|placed| (Of::Incident, placed)));
        placed.sort_by_key(|(_, placed)| placed.row.appending.n);
        let withheld = events.iter().filter(|stored| before(stored.event.seq) && !told(stored));
        Ok(Some(SignedExport {
            format: FORMAT,
            record: holder.record.clone(),
            members: members_told(&of_members, stream),
            appends: placed.into_iter().map(exported).collect(),
            digests: withheld
                .map(|stored| WithoutWords {
                    seq: stored.event.seq,
                    digest: Sha256Digest::from(stored.hash),
                })
                .collect(),
            not_from,
            author_approves_as,
        }))
    }
}

/// What happened to the members; what was lent for other incidents is nobody's business who is handed this one.
fn members_told(events: &[Stored], stream: Stream<'_>) -> Vec<MembersEvent> {
    let mut elsewhere: BTreeSet<GrantId> = BTreeSet::new();
    let told = |stored: &Stored| {
        let hidden = if let What::Members(MemberEvent::GrantGiven(grant)) = &stored.event.what {
            grant.incident != stream.name() && elsewhere.insert(grant.grant)
        } else if let What::Members(MemberEvent::GrantEnded { grant, .. }) = &stored.event.what {
            elsewhere.contains(grant)
        } else {
            false
        };
        match hidden {
            true => MembersEvent::Digest(Sha256Digest::from(stored.hash)),
            false => MembersEvent::Body(String::from_utf8_lossy(&stored.body).into_owned()),
        }
    };
    events.iter().map(told).collect()
}

fn exported((of, placed): (Of, Placed)) -> ExportedAppend {
    let Placed {
        before,
        row: SignedAppend {
            appending, signature, ..
        },
    } = placed;
    ExportedAppend {
        n: appending.n,
        of,
        first: appending.first,
        count: appending.count,
        at: appending.at,
        signer: appending.signer,
        before: Sha256Digest::from(before),
        signature,
    }
}

impl ExportedAppend {
    /// The row it was, given the digest of its last event.
    fn row(&self, stream: Stream<'_>, record: &RecordTag, last: &Digest) -> SignedAppend {
        let appending = Appending {
            n: self.n,
            stream: match self.of {
                Of::Members => Stream::Members.name().to_owned(),
                Of::Incident => stream.name().to_owned(),
            },
            first: self.first,
            count: self.count,
            at: self.at,
            signer: self.signer,
        };
        SignedAppend {
            hash: appending.hash(record, self.before.bytes(), last),
            appending,
            signature: self.signature,
        }
    }

    /// The numbers of its events, as places in a list.
    fn places(&self) -> Option<std::ops::Range<usize>> {
        let first = usize::try_from(self.first.checked_sub(1)?).ok()?;
        let until = first.checked_add(usize::try_from(self.count).ok()?)?;
        (first < until).then_some(first..until)
    }
}

/// The digests of the chains that an export is of, made from the words in it.
struct Chains {
    members: Vec<Digest>,
    incident: Vec<Digest>,
}

impl SignedExport {
    /// What is signed of it besides by its members: that of theirs and of the incident no append is missing.
    ///
    /// # Errors
    /// [`NoSigners`]
    pub fn stated(&self, stream: Stream<'_>, events: &[ExportedEvent<'_>]) -> Result<String, NoSigners> {
        let chains = self.chains(stream, events)?;
        let mut digest = Sha256::new();
        for append in &self.appends {
            digest.update(append.row(stream, &self.record, &chains.last(append)).hash);
        }
        let roles: Vec<String> = self.author_approves_as.iter().map(ToString::to_string).collect();
        Ok(format!(
            "{stream}\n{}\n{}\n{}\n{}\n",
            self.appends.len(),
            hex::encode(digest.finalize()),
            self.not_from.map_or_else(|| "-".to_owned(), |from| from.to_string()),
            roles.join(" ")
        ))
    }

    fn chains(&self, stream: Stream<'_>, events: &[ExportedEvent<'_>]) -> Result<Chains, NoSigners> {
        if self.format > FORMAT {
            return Err(NoSigners::Newer(self.format));
        }
        let mut before = GENESIS;
        let mut members = Vec::with_capacity(self.members.len());
        for told in &self.members {
            before = match told {
                MembersEvent::Body(body) => link(&before, Stream::Members, body.as_bytes()),
                MembersEvent::Digest(digest) => *digest.bytes(),
            };
            members.push(before);
        }
        let digests = self.digests.iter().map(|event| (event.seq, event.digest));
        let digests: BTreeMap<u64, Sha256Digest> = digests.collect();
        before = GENESIS;
        let mut incident = Vec::with_capacity(events.len());
        for (event, seq) in events.iter().zip(1..self.not_from.unwrap_or(u64::MAX)) {
            before = match (event.body, digests.get(&seq)) {
                (Some(body), _) => link(&before, stream, body.as_bytes()),
                (None, Some(digest)) => *digest.bytes(),
                (None, None) => return Err(NoSigners::TakenOut(seq)),
            };
            incident.push(before);
        }
        Ok(Chains { members, incident })
    }

    /// Verifies every signature, and that whoever signed might do it then.
    ///
    /// # Errors
    /// [`NoSigners`]; whatever does not fit is among the findings.
    pub fn check(&self, stream: Stream<'_>, events: &[ExportedEvent<'_>]) -> Result<Signers, NoSigners> {
        let chains = self.chains(stream, events)?;
        let mut check =
            Check::new(self.record.clone(), OwnKeys::new()).with_author_roles(self.author_approves_as.clone());
        let mut signers = Signers::default();
        for append in &self.appends {
            let shown = match append.of {
                Of::Members => self.members_shown(append),
                Of::Incident => incident_shown(stream, append, events),
            };
            let kept = shown.as_ref().ok().filter(|_| append.of == Of::Incident);
            let kept: Vec<Option<Event>> = kept.into_iter().flatten().map(|shown| shown.words().cloned()).collect();
            let row = append.row(stream, &self.record, &chains.last(append));
            let read = ReadAppend {
                row: &row,
                events: shown,
                last: Some(chains.last(append)),
            };
            let admitted = check.take_placed(*append.before.bytes(), &read).to_vec();
            let by = check.members.by_id(append.signer).cloned();
            let told = kept.into_iter().zip(admitted).zip(append.first..);
            signers.events.extend(told.filter_map(|((event, might), seq)| {
                let by = by.clone()?;
                let other = event.as_ref().filter(|event| !same_person(&by.name, &event.actor));
                Some(SignedEvent {
                    seq,
                    in_the_name_of: other.map(|event| event.actor.clone()),
                    event,
                    signed_at: append.at,
                    by,
                    might,
                })
            }));
        }
        check.settled();
        signers.findings.append(&mut check.proof.findings);
        self.look_at_coverage(&check, (stream, chains.incident.len()), &mut signers);
        signers.members = check.members;
        Ok(signers)
    }

    fn members_shown(&self, append: &ExportedAppend) -> Result<Vec<Shown<'static>>, serde_json::Error> {
        let told = append.places().and_then(|places| self.members.get(places));
        let shown = |told: &MembersEvent| match told {
            MembersEvent::Body(body) => Ok(Shown::Words(Cow::Owned(read_event(body.as_bytes())?))),
            MembersEvent::Digest(_) => Ok(Shown::Digest),
        };
        told.unwrap_or_default().iter().map(shown).collect()
    }

    /// Every event is covered, but for those from before the record had members, and those that were taken in.
    fn look_at_coverage(&self, check: &Check, (stream, told): (Stream<'_>, usize), signers: &mut Signers) {
        let told = u64::try_from(told).unwrap_or(u64::MAX);
        let founding = check.members.founding();
        let Some(founding) = founding else {
            signers
                .findings
                .push("it does not begin with the first member".to_owned());
            return;
        };
        let of_members = check.covered.get(Stream::Members.name());
        let all_members = of_members.is_some_and(|covered| {
            covered.first == 1 && usize::try_from(covered.until).is_ok_and(|until| until == self.members.len())
        });
        if !all_members {
            signers
                .findings
                .push("an event of the members is not signed".to_owned());
        }
        let (open, until, imported) = match check.covered.get(stream.name()) {
            None => (told, told, false),
            Some(covered) => (covered.first - 1, covered.until, covered.imported),
        };
        signers.unsigned = open;
        if open > founding.before.number && !imported {
            signers
                .findings
                .push(format!("events 1 to {open} of the incident are not signed"));
        }
        // An append whose last event is not told is not told either.
        signers.not_from = self.not_from.map(|_| until + 1);
        if until != told && self.not_from.is_none() {
            signers
                .findings
                .push(format!("events {} to {told} of the incident are not signed", until + 1));
        }
    }
}

impl Chains {
    /// Where there is no such event, the signature holds nothing.
    fn last(&self, append: &ExportedAppend) -> Digest {
        let chain = match append.of {
            Of::Members => &self.members,
            Of::Incident => &self.incident,
        };
        let last = append.places().and_then(|places| chain.get(places.end - 1));
        last.copied().unwrap_or(GENESIS)
    }
}

fn incident_shown(
    stream: Stream<'_>,
    append: &ExportedAppend,
    events: &[ExportedEvent<'_>],
) -> Result<Vec<Shown<'static>>, serde_json::Error> {
    let told = append.places().and_then(|places| events.get(places));
    let shown = |told: &ExportedEvent<'_>| {
        let Some(body) = told.body else {
            return Ok(Shown::Digest);
        };
        let event = read_event(body.as_bytes())?;
        let opened = told.key.and_then(|key| open_exported(stream, &event, key));
        Ok(Shown::Words(Cow::Owned(opened.unwrap_or(event))))
    };
    told.unwrap_or_default().iter().map(shown).collect()
}
