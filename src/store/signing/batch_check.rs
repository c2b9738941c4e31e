//! What is checked of appends, batch by batch: chain, coverage, roles, and at the end of each batch its signatures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, channel};

use rayon::prelude::*;

use super::four_eyes::FourEyes;
use super::outlines::Said;
use super::read_appends::{ReadAppend, Shown};
use super::signed_log::{Appending, SignedAppend, message};
use crate::core::event::{Event, What};
use crate::core::ids::{RoleId, Stream};
use crate::core::member::fold::Members;
use crate::core::member::needs::needed;
use crate::core::member::public_key::{SignatureBytes, VerifyingKey};
use crate::core::member::{MemberEvent, MemberState, Rights, admitted};
use crate::core::sign_off::same_person;
use crate::core::time::WallTime;
use crate::store::events::{Digest, GENESIS};
use crate::store::keys::{Claim, Proven, RecordTag, TOGETHER, Verifier, false_claims, join_message};
use crate::store::sealing::restricted_events::{OwnKeys, is_restricted};

/// What the check of the signatures found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignatureProof {
    /// Rows of the log, each with its signature.
    pub appends: u64,
    /// Events that a signature covers.
    pub signed: u64,
    /// Events from before the record had members.
    pub before: u64,
    /// Events of incidents that were taken in from other records.
    pub imported: u64,
    /// Events of restricted incidents that whoever checks cannot open: that a member signed them is verified, and not
    /// whether that member might do what they did.
    pub sealed: u64,
    /// Approvals under a name that somebody typed, whose own key did not sign them.
    pub named: u64,
    /// What does not fit, the first of them first; at most twenty.
    pub findings: Vec<String>,
}

impl SignatureProof {
    const MOST: usize = 20;

    pub(crate) fn find(&mut self, finding: String) {
        if self.findings.len() < SignatureProof::MOST {
            self.findings.push(finding);
        }
    }
}

/// The verb of the event that takes an incident in from another record ([`What::verb`]).
pub(crate) const IMPORT: &str = "incident.import";

/// How far the events of a stream are covered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Covered {
    pub(crate) first: u64,
    pub(crate) until: u64,
    /// The first of them says that what is before came from another record.
    pub(crate) imported: bool,
}

/// The walk over the log.
pub(crate) struct Check {
    pub(crate) proof: SignatureProof,
    pub(crate) members: Members,
    pub(crate) covered: BTreeMap<String, Covered>,
    claims: Vec<(u64, Claim)>,
    /// Says which signatures do not hold of those that are being verified.
    verifying: Option<Receiver<Vec<u64>>>,
    /// Signatures that were verified before, many at once.
    proven: Proven,
    /// Decoding a key is slow, so each is decoded once.
    verifiers: BTreeMap<VerifyingKey, Verifier>,
    keys: OwnKeys,
    record: RecordTag,
    /// Number and digest of the row before; `None` once one is missing.
    before: Option<(u64, Digest)>,
    /// Of the events of the row at hand, whether whoever signed might record them.
    admitted: Vec<bool>,
    /// Where the log is walked as a whole: of a part of it nobody knows who wrote its letters.
    four_eyes: Option<FourEyes>,
    /// The first finding that is not about a right: something is missing, or other than it was signed.
    altered: Option<String>,
}

impl Check {
    pub(crate) fn new(record: RecordTag, keys: OwnKeys) -> Check {
        Check {
            proof: SignatureProof::default(),
            members: Members::default(),
            covered: BTreeMap::new(),
            claims: Vec::new(),
            verifying: None,
            proven: Proven::default(),
            verifiers: BTreeMap::new(),
            keys,
            record,
            before: Some((0, GENESIS)),
            admitted: Vec::new(),
            four_eyes: None,
            altered: None,
        }
    }

    /// The same, where an author may approve in these roles.
    pub(crate) fn with_author_roles(mut self, roles: BTreeSet<RoleId>) -> Check {
        self.four_eyes = Some(FourEyes::of(roles));
        self
    }

    /// A check of appends that follow on others, by the members as those left them.
    pub(crate) fn going_on(record: RecordTag, keys: OwnKeys, members: Members, end: (u64, Digest)) -> Check {
        Check {
            members,
            before: Some(end),
            ..Check::new(record, keys)
        }
    }

    /// Takes appends in that follow on each other. Their signatures are verified while the next ones are read, up to
    /// [`Check::end`].
    pub(crate) fn take(&mut self, appends: &[ReadAppend<'_>]) {
        self.end();
        for append in appends {
            self.row(append);
        }
        let claims = std::mem::take(&mut self.claims);
        let (told, verified) = channel();
        rayon::spawn(move || {
            // Nobody waits where the check ended early.
            let _ = told.send(all_false_claims(&claims));
        });
        self.verifying = Some(verified);
    }

    /// Waits for the signatures of appends that were taken in.
    pub(crate) fn end(&mut self) {
        let Some(verified) = self.verifying.take() else { return };
        match verified.recv() {
            Ok(bad) => self.find_false(bad),
            Err(_) => self.find_altered("the check of signatures did not end".to_owned()),
        }
    }

    /// Takes the appends of one row of a team's log in; says what does not fit, and goes on from before the row then.
    pub(crate) fn take_row(&mut self, appends: &[ReadAppend<'_>]) -> Option<String> {
        let before = self.before;
        self.covered.clear();
        for append in appends {
            self.row(append);
        }
        self.settle_claims();
        let found = std::mem::take(&mut self.proof.findings).into_iter().next();
        if found.is_some() {
            self.before = before;
        }
        found
    }

    /// Takes an append in by itself: `before` is the digest of the row before it. Says of each event whether whoever signed
    /// might record it; the signature is looked at when the claims are settled.
    pub(crate) fn take_placed(&mut self, before: Digest, append: &ReadAppend<'_>) -> &[bool] {
        self.before = Some((append.row.appending.n.saturating_sub(1), before));
        self.row(append);
        &self.admitted
    }

    pub(crate) fn keys(&self) -> &OwnKeys {
        &self.keys
    }

    /// The first thing that is missing, or other than it was signed.
    pub(crate) fn settled(&mut self) -> Option<&str> {
        self.settle_claims();
        self.altered.as_deref()
    }

    /// Notes what is missing, or other than it was signed.
    pub(crate) fn find_altered(&mut self, finding: String) {
        self.altered.get_or_insert_with(|| finding.clone());
        self.proof.find(finding);
    }

    /// What is proven needs no second look.
    pub(crate) fn rest_on(&mut self, proven: Proven) {
        self.proven = proven;
    }

    pub(crate) fn is_proven(&self, key: &VerifyingKey, message: &[u8], signature: &SignatureBytes) -> bool {
        self.proven.has(key, message, signature)
    }

    fn settle_claims(&mut self) {
        let bad = all_false_claims(&self.claims);
        self.claims.clear();
        self.find_false(bad);
    }

    fn find_false(&mut self, appends: Vec<u64>) {
        for n in appends {
            self.find_altered(format!("append {n}: its signature is not that of its signer"));
        }
    }

    /// Checks an append against the row before and against the members as they are at this point, and only then applies
    /// what it says about members: somebody who gives up a right still had it for this append. A change that its signer
    /// was not allowed to make changes nothing for later appends. After a gap nothing more is checked, since nothing
    /// can follow on it.
    fn row(&mut self, append: &ReadAppend<'_>) {
        self.admitted.clear();
        let Some((number, before)) = self.before else { return };
        let ReadAppend { row, events, last } = append;
        let Appending { n, stream, count, .. } = &row.appending;
        if *n != number + 1 {
            self.find_altered(format!("append {} is missing", number + 1));
            self.before = None;
            return;
        }
        self.before = Some((*n, row.hash));
        let events = match events {
            Ok(events) => events,
            Err(why) => {
                self.find_altered(format!("append {n}: an event of {stream} is unreadable: {why}"));
                return;
            }
        };
        let Some(last) = last.filter(|_| u64::try_from(events.len()) == Ok(*count)) else {
            self.find_altered(format!("append {n}: its events are not in {stream}"));
            return;
        };
        if row.appending.hash(&self.record, &before, &last) != row.hash {
            self.find_altered(format!("append {n}: its digest does not match its contents"));
        }
        let first = events.first().and_then(Shown::words);
        self.follows(row, first);
        self.signed_by(row, first);
        for (shown, seq) in events.iter().zip(row.appending.first..) {
            let event = match shown {
                Shown::Words(event) => event,
                Shown::Outline(said) => {
                    let admitted = self.moment(row).is_some_and(|at| self.acts(row, (said, None), at));
                    self.admitted.push(admitted);
                    continue;
                }
                Shown::Digest => {
                    self.admitted.push(true);
                    continue;
                }
            };
            if event.seq != seq {
                self.find_altered(format!(
                    "append {n}: event {seq} of {stream} says that it is number {}",
                    event.seq
                ));
                return;
            }
            self.joins(row, event);
            let admitted = self.allowed(row, event);
            // What nobody might do changes nothing of what others might do after it.
            if admitted {
                self.members_take(event, Stream::named(stream));
            }
            self.admitted.push(admitted);
        }
        self.proof.appends += 1;
        self.proof.signed += count;
    }

    fn claim(&mut self, n: u64, key: VerifyingKey, claim: impl FnOnce(Verifier) -> Claim) {
        let verifier = self.verifiers.entry(key).or_insert_with(|| Verifier::of(&key));
        let claim = claim(verifier.clone());
        if !self.proven.has(&key, &claim.message, &claim.signature) {
            self.claims.push((n, claim));
        }
    }
}

/// The appends whose signatures do not hold, looked for on every core.
fn all_false_claims(claims: &[(u64, Claim)]) -> Vec<u64> {
    claims.par_chunks(TOGETHER).flat_map_iter(false_claims).collect()
}

/// Whether an event says so, or said so before it was erased.
pub(crate) fn came_from_another_record(what: &What) -> bool {
    let was = if let What::Erased(erased) = what {
        erased.was.as_str()
    } else {
        what.told_as()
    };
    was == IMPORT
}

impl Check {
    /// Whether a row goes on where its stream was covered so far.
    fn follows(&mut self, row: &SignedAppend, first: Option<&Event>) {
        let Appending {
            n,
            stream,
            first: from,
            count,
            ..
        } = &row.appending;
        match self.covered.get_mut(stream) {
            Some(covered) if covered.until + 1 == *from => covered.until += count,
            Some(covered) => {
                let expected = covered.until + 1;
                self.find_altered(format!(
                    "append {n}: it begins with event {from} of {stream}; {expected} was expected"
                ));
            }
            None => {
                let imported = first.is_some_and(|event| came_from_another_record(&event.what));
                self.covered.insert(
                    stream.clone(),
                    Covered {
                        first: *from,
                        until: from + count - 1,
                        imported,
                    },
                );
            }
        }
    }

    /// Whose signature it is to be: a member's, or that of whoever founds the record with it.
    fn signed_by(&mut self, row: &SignedAppend, first: Option<&Event>) {
        let Appending { n, signer, .. } = &row.appending;
        let founds = if let Some(Event {
            what: What::Members(MemberEvent::Founded(founding)),
            ..
        }) = first
        {
            Some(founding.key)
        } else {
            None
        };
        let key = self.members.by_id(*signer).map(|member| member.key).or(founds);
        let Some(key) = key else {
            self.find_altered(format!("append {n}: no member has the key {signer}"));
            return;
        };
        self.claim(*n, key, |verifier| Claim {
            verifier,
            message: message(&row.hash),
            signature: row.signature,
        });
    }

    /// When an append was made.
    fn moment(&mut self, row: &SignedAppend) -> Option<WallTime> {
        let moment = chrono::DateTime::from_timestamp_millis(row.appending.at).map(WallTime::read);
        if moment.is_none() {
            self.find_altered(format!("append {}: its moment is not one", row.appending.n));
        }
        moment
    }

    /// Whether whoever signed might record an event, as the record stood then. What is found is told.
    fn allowed(&mut self, row: &SignedAppend, event: &Event) -> bool {
        let Some(at) = self.moment(row) else { return false };
        let Appending { stream, signer, .. } = &row.appending;
        let known = self.members.by_id(*signer);
        if known.is_none() && !matches!(event.what, What::Members(MemberEvent::Founded(_))) {
            return false;
        }
        // Its words and its author are gone; that the append was signed still shows, and another event tells who erased it.
        if let What::Erased(_) = &event.what {
            return true;
        }
        if let What::Members(change) = &event.what {
            let lack = match Stream::named(stream) == Stream::Members {
                true => admitted(&self.members, change, *signer, at)
                    .err()
                    .map(|why| why.to_string()),
                false => Some(format!("an event of the members is in {stream}")),
            };
            return self.may(row, lack);
        }
        let said = Said {
            seq: event.seq,
            name: &event.actor,
            needs: needed(&event.what),
        };
        self.acts(row, (&said, Some(event)), at)
    }

    /// The same of what is not about the members; the event comes along where more than what is said of it matters.
    fn acts(&mut self, row: &SignedAppend, (said, event): (&Said<'_>, Option<&Event>), at: WallTime) -> bool {
        let signer = row.appending.signer;
        let Some(member) = self.members.by_id(signer) else {
            return false;
        };
        let lack = match &member.state {
            MemberState::Active => {
                let by_name = !same_person(&member.name, said.name);
                self.in_whose_name(row, (said, event), by_name);
                self.lack_of(row, (said, event), at)
            }
            MemberState::Invited { .. } | MemberState::Revoked { .. } => {
                Some(format!("{signer} was not a member then"))
            }
        };
        self.may(row, lack)
    }

    /// Whether nothing was lacking; what was is told.
    fn may(&mut self, row: &SignedAppend, lack: Option<String>) -> bool {
        let may = lack.is_none();
        if let Some(lack) = lack {
            self.proof.find(format!("append {}: {lack}", row.appending.n));
        }
        may
    }

    /// What whoever signed might not do of what an event of an incident or of the organization needs.
    fn lack_of(
        &mut self,
        row: &SignedAppend,
        (said, event): (&Said<'_>, Option<&Event>),
        at: WallTime,
    ) -> Option<String> {
        let Appending { stream, signer, .. } = &row.appending;
        if event.is_some_and(|event| is_restricted(&event.what)) {
            self.proof.sealed += 1;
            return None;
        }
        let rights = Rights::of(&self.members, *signer, Some(stream), at);
        let lack = said.needs.and_then(|permission| rights.need(permission).err());
        lack.map(|lack| format!("event {} of {stream}: {lack}", said.seq))
    }

    /// With several members everybody acts in their own name. With one member a second name is accepted, as in a record
    /// without members, and an approval under it is counted as `named`.
    fn in_whose_name(&mut self, row: &SignedAppend, (said, event): (&Said<'_>, Option<&Event>), by_name: bool) {
        let alone = self.members.alone().is_some();
        let (n, stream, seq) = (row.appending.n, &row.appending.stream, said.seq);
        if by_name && !alone {
            let name = said.name;
            self.proof.find(format!(
                "append {n}: event {seq} of {stream} is in the name of {name}, whose key did not sign it"
            ));
        }
        let Some(event) = event else { return };
        let wrong = self.four_eyes.as_mut();
        if let Some(wrong) = wrong.and_then(|four_eyes| four_eyes.take(row, event, !by_name)) {
            self.proof.find(format!("append {n}: event {seq} of {stream}: {wrong}"));
        }
        let approves = matches!(event.what, What::LetterApproved(_));
        self.proof.named += u64::from(by_name && alone && approves);
    }

    /// Whoever joins has the key that they join with.
    fn joins(&mut self, row: &SignedAppend, event: &Event) {
        if let What::Members(MemberEvent::Joined(joining)) = &event.what
            && let Some(invited) = self.members.by_id(joining.member)
        {
            let message = join_message(&self.record, joining.member, &invited.key, &joining.key);
            self.claim(row.appending.n, joining.key, |verifier| Claim {
                verifier,
                message,
                signature: joining.proof,
            });
        }
    }

    fn members_take(&mut self, event: &Event, stream: Stream<'_>) {
        if stream == Stream::Members {
            self.members.take(event);
        }
    }
}
