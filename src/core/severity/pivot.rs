//! Which single known fact would turn the answer, were it different.
//!
//! Tries every other value of each known fact with the sentence-free scorer.
//! Must not know: reasons, methods other than the GDPR proposal.

use super::facts::*;
use super::methods::Methods;
use super::view::{View, kind_bit, type_bit};
use super::{GdprRisk, gdpr};
use crate::core::facts::table::Asked;

struct Search<'a> {
    view: &'a View,
    methods: &'a Methods,
    now: GdprRisk,
    found: Vec<(u8, Asked)>,
}

impl Search<'_> {
    /// Try variants of one fact; remember it with the largest change it causes.
    fn vary<T>(&mut self, asked: Asked, values: impl IntoIterator<Item = T>, set: impl Fn(&mut View, T)) {
        let change = values
            .into_iter()
            .filter_map(|value| {
                let mut other = *self.view;
                set(&mut other, value);
                gdpr::risk(&other, self.methods).map(|risk| (risk as u8).abs_diff(self.now as u8))
            })
            .max();
        if let Some(change @ 1..) = change {
            self.found.push((change, asked));
        }
    }

    fn vary_known<T: Copy>(
        &mut self,
        asked: Asked,
        known: Option<T>,
        values: &[T],
        set: impl Fn(&mut View, Option<T>),
    ) {
        if known.is_some() {
            self.vary(asked, values.iter().copied(), |v, value| set(v, Some(value)));
        }
    }
}

/// Keys of the pivots, strongest first, then in the order of the facts file.
pub(super) fn find(view: &View, methods: &Methods, suggested: Option<GdprRisk>) -> Vec<String> {
    let Some(now) = suggested else {
        return Vec::new();
    };
    let mut search = Search {
        view,
        methods,
        now,
        found: Vec::new(),
    };
    data(&mut search);
    circumstances(&mut search);
    people(&mut search);
    search.found.sort_by_key(|(change, _)| std::cmp::Reverse(*change));
    search.found.into_iter().map(|(_, asked)| asked.to_string()).collect()
}

fn data(s: &mut Search<'_>) {
    let v = s.view;
    let e = &s.methods.elements;
    let sets = [0, e.unchangeable, e.identity, e.behavioural, e.financial, e.sensitive];
    s.vary_known(Asked::Elements, v.elements, &sets, |v, x| v.elements = x);
    let kinds: [u8; 4] = [Kind::Simple, Kind::Behavioural, Kind::Financial, Kind::Sensitive].map(kind_bit);
    s.vary_known(Asked::Kinds, v.kinds, &kinds, |v, x| v.kinds = x);
    s.vary_known(Asked::Context, v.context, &Context::ALL, |v, x| v.context = x);
    s.vary_known(Asked::SpecialCategories, v.special, &[false, true], |v, x| {
        v.special = x;
    });
    s.vary_known(Asked::VulnerablePeople, v.vulnerable, &[false, true], |v, x| {
        v.vulnerable = x;
    });
    s.vary_known(Asked::Encrypted, v.encrypted, &[false, true], |v, x| {
        v.encrypted = x;
        // Encryption turns nothing while it is unknown whether the key is safe.
        v.key_taken = v.key_taken.or(Some(false));
    });
    s.vary_known(Asked::KeyTaken, v.key_taken, &[false, true], |v, x| v.key_taken = x);
    s.vary_known(Asked::Acquired, v.acquired, &Likelihood::ALL, |v, x| v.acquired = x);
    s.vary_known(Asked::Accessed, v.accessed, &Likelihood::ALL, |v, x| v.accessed = x);
}

fn circumstances(s: &mut Search<'_>) {
    let v = s.view;
    let [c, i, a] = [
        BreachType::Confidentiality,
        BreachType::Integrity,
        BreachType::Availability,
    ]
    .map(type_bit);
    s.vary_known(
        Asked::Types,
        v.types,
        &[c, i, a, c | i, c | a, i | a, c | i | a],
        |v, x| v.types = x,
    );
    if v.malicious.is_none() {
        s.vary_known(Asked::Cause, v.cause, &Cause::ALL, |v, x| v.cause = x);
    }
    s.vary_known(Asked::Malicious, v.malicious, &[false, true], |v, x| v.malicious = x);
    s.vary_known(Asked::Recipient, v.recipient, &DataRecipient::ALL, |v, x| {
        v.recipient = x;
    });
    s.vary_known(Asked::Deletion, v.deletion, &Deletion::ALL, |v, x| v.deletion = x);
    // How long it took follows from the backup, so the two vary together.
    s.vary_known(Asked::Backup, v.backup, &Backup::ALL, |v, x| {
        if v.backup != x {
            v.hours = None;
        }
        v.backup = x;
    });
    // Below and above `effortless_hours`, whatever it is.
    s.vary_known(Asked::RestoredAfterHours, v.hours, &[0, u32::MAX], |v, x| v.hours = x);
    s.vary_known(Asked::Effect, v.effect, &Effect::ALL, |v, x| v.effect = x);
    s.vary_known(
        Asked::Identifiability,
        v.identifiability,
        &Identifiability::ALL,
        |v, x| v.identifiability = x,
    );
    s.vary_known(Asked::Remedied, v.remedied, &[false, true], |v, x| v.remedied = x);
}

fn people(s: &mut Search<'_>) {
    // One on either side of the only number that the proposal looks at.
    let numbers = [1, s.methods.gdpr.large_people].map(|n| (n, Some(n)));
    s.vary_known(Asked::Affected, s.view.people, &numbers, |v, x| v.people = x);
}
