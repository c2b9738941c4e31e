//! The facts in a small copyable form, and the questions all methods ask of them.
//!
//! This is where "unknown" gets its strict stand-in, so that every method treats it alike.
//! Must not know: results, sentences, sources.

use super::facts::*;
use super::methods::{Methods, Steps};

/// The facts as bits and small enums; cheap to copy and vary.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub elements: Option<u64>,
    pub unlisted_element: bool,
    pub kinds: Option<u8>,
    pub context: Option<Context>,
    pub special: Option<bool>,
    pub vulnerable: Option<bool>,
    pub encrypted: Option<bool>,
    pub key_taken: Option<bool>,
    pub acquired: Option<Likelihood>,
    pub accessed: Option<Likelihood>,
    pub types: Option<u8>,
    pub cause: Option<Cause>,
    pub malicious: Option<bool>,
    pub recipient: Option<DataRecipient>,
    pub deletion: Option<Deletion>,
    pub backup: Option<Backup>,
    pub hours: Option<u32>,
    pub effect: Option<Effect>,
    pub identifiability: Option<Identifiability>,
    pub people: Option<(u64, Option<u64>)>,
    pub within: Option<bool>,
    pub remedied: Option<bool>,
}

/// How far the data was lost to those who need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// Never, or back without effort.
    Restored,
    /// For a time.
    Recoverable,
    /// For good.
    Lost,
}

/// Low, medium or high, as an index of the sensitivity × probability tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    Low,
    Medium,
    High,
}

impl Grade {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

pub(super) fn kind_bit(kind: Kind) -> u8 {
    1 << kind as u8
}

pub(super) fn type_bit(breach: BreachType) -> u8 {
    1 << breach as u8
}

fn yes(fact: Option<bool>) -> bool {
    fact != Some(false)
}

impl View {
    pub(super) fn new(facts: &RiskFacts, methods: &Methods) -> Self {
        let place = |code: &String| methods.elements.all.iter().position(|c| c == code);
        let elements = facts.elements.as_ref();
        Self {
            elements: elements.map(|list| list.iter().filter_map(place).fold(0, |m, i| m | 1 << i)),
            unlisted_element: elements.is_some_and(|list| list.iter().any(|c| place(c).is_none())),
            kinds: facts
                .kinds
                .as_ref()
                .map(|list| list.iter().fold(0, |m, k| m | kind_bit(*k))),
            context: facts.context,
            special: facts.special_categories,
            vulnerable: facts.vulnerable_people,
            encrypted: facts.encrypted,
            key_taken: facts.key_taken,
            acquired: facts.acquired,
            accessed: facts.accessed,
            types: facts
                .breach_types
                .as_ref()
                .map(|list| list.iter().fold(0, |m, t| m | type_bit(*t))),
            cause: facts.cause,
            malicious: facts.malicious,
            recipient: facts.recipient,
            deletion: facts.deletion,
            backup: facts.backup,
            hours: facts.restored_after_hours,
            effect: facts.effect,
            identifiability: facts.identifiability,
            people: facts.people,
            within: facts.within_organisation,
            remedied: facts.remedied,
        }
    }

    /// Nothing at all is known about what data it was.
    pub(super) fn data_unknown(&self) -> bool {
        self.elements.is_none() && self.kinds.is_none()
    }

    pub(super) fn has(&self, mask: u64) -> bool {
        self.elements.is_some_and(|e| e & mask != 0)
    }

    /// Kinds as given, else derived from the elements, else all.
    pub(super) fn kind_mask(&self, m: &Methods) -> u8 {
        self.kinds.unwrap_or_else(|| self.derived_kinds(m))
    }

    /// Kinds the elements point to; all where the elements are unknown. Simple data is always among them: there is a
    /// name beside every element.
    pub(super) fn derived_kinds(&self, m: &Methods) -> u8 {
        let bit = |mask, kind| {
            if self.elements.is_none_or(|e| e & mask != 0) {
                kind_bit(kind)
            } else {
                0
            }
        };
        kind_bit(Kind::Simple)
            | bit(m.elements.behavioural, Kind::Behavioural)
            | bit(m.elements.financial, Kind::Financial)
            | bit(m.elements.sensitive, Kind::Sensitive)
    }

    /// ENISA's data processing context: the gravest kind after its step.
    pub(super) fn processing_context(&self, m: &Methods) -> i32 {
        let mask = self.kind_mask(m);
        let limits = &m.enisa.processing_context;
        let scores = Kind::ALL
            .iter()
            .filter(|k| mask & kind_bit(**k) != 0)
            .map(|k| self.kind_score(*k, m));
        scores.max().unwrap_or(limits.min).clamp(limits.min, limits.max)
    }

    pub(super) fn kind_score(&self, kind: Kind, m: &Methods) -> i32 {
        let table = &m.enisa.context;
        let (steps, grave): (&Steps, bool) = match kind {
            Kind::Simple => (&table.simple, yes(self.vulnerable)),
            Kind::Behavioural => (&table.behavioural, self.special_data(m)),
            Kind::Financial => (&table.financial, false),
            Kind::Sensitive => (&table.sensitive, false),
        };
        steps.base
            + match self.context {
                Some(Context::Lower) => steps.lower,
                None | Some(Context::Usual) => 0,
                Some(Context::Higher) if grave => steps.grave,
                Some(Context::Higher) => steps.higher,
            }
    }

    /// Special categories: as given, else as the kinds or elements show; yes if neither is known.
    pub(super) fn special_data(&self, m: &Methods) -> bool {
        self.special
            .unwrap_or_else(|| self.kind_mask(m) & kind_bit(Kind::Sensitive) != 0)
    }

    /// Data of a sensitive kind or special category whose label is not argued down: data that says less than its label
    /// is judged by what it says, as in case 15 of EDPB Guidelines 01/2021.
    pub(super) fn sensitive(&self, m: &Methods) -> bool {
        let label = self.special_data(m) || self.kind_mask(m) & kind_bit(Kind::Sensitive) != 0;
        label && self.context != Some(Context::Lower)
    }

    pub(super) fn vulnerable(&self) -> bool {
        yes(self.vulnerable)
    }

    /// Readable to whoever holds it: not known to be encrypted with the key safe.
    pub(super) fn readable(&self) -> bool {
        !(self.encrypted == Some(true) && self.key_taken == Some(false))
    }

    /// Was confidentiality touched, as far as the type says; unknown counts as yes.
    pub(super) fn confidentiality(&self) -> bool {
        self.types
            .is_none_or(|t| t & type_bit(BreachType::Confidentiality) != 0)
    }

    /// How sure it is that somebody read or took the data; a lost key keeps it at least possible.
    pub(super) fn evidence(&self) -> Likelihood {
        let floor = if self.key_taken == Some(true) {
            Likelihood::Possible
        } else {
            Likelihood::Excluded
        };
        // What is not known of the two may have happened. Of neither known it is taken as likely, the strict stand-in
        // short of proof, where confidentiality is in question or somebody hostile was there: who locks data may have
        // copied it.
        let seen = match (self.acquired, self.accessed) {
            (Some(a), Some(b)) => a.max(b),
            (Some(one), None) | (None, Some(one)) if self.confidentiality() => one.max(Likelihood::Possible),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) if self.confidentiality() || self.malice() => Likelihood::Likely,
            (None, None) => Likelihood::Excluded,
        };
        seen.max(floor)
    }

    /// Readable, and not proven unread.
    pub(super) fn exposed(&self) -> bool {
        self.readable() && self.evidence() >= Likelihood::Possible
    }

    /// Deliberate: as recorded; else as the cause implies; else yes, which is the strict side.
    pub(super) fn malice(&self) -> bool {
        self.malicious.unwrap_or(match self.cause {
            Some(Cause::Slip | Cause::Failure) => false,
            Some(Cause::Insider | Cause::Theft | Cause::Attack) | None => true,
        })
    }

    pub(super) fn recipient(&self) -> DataRecipient {
        self.recipient.unwrap_or(DataRecipient::Attacker)
    }

    /// Somebody who means ill, or nobody can say who.
    pub(super) fn hostile(&self) -> bool {
        self.malice() || self.recipient() >= DataRecipient::Unknown
    }

    /// A known, well-meaning recipient has destroyed or returned the data.
    pub(super) fn vouched(&self) -> bool {
        !self.hostile() && matches!(self.deletion, Some(Deletion::Confirmed | Deletion::Returned))
    }

    pub(super) fn vouched_by_trusted(&self) -> bool {
        self.vouched() && self.recipient() <= DataRecipient::Trusted
    }

    /// The most people it may concern; unknown is open above.
    pub(super) fn most_people(&self) -> u64 {
        match self.people {
            Some((least, Some(most))) => most.max(least),
            Some((_, None)) | None => u64::MAX,
        }
    }

    /// How far availability was lost.
    pub(super) fn availability(&self, m: &Methods) -> Loss {
        if self.types.is_some_and(|t| t & type_bit(BreachType::Availability) == 0) {
            return Loss::Restored;
        }
        let loss = match (self.hours, self.backup) {
            (Some(h), _) if h <= m.enisa.effortless_hours => Loss::Restored,
            (Some(_), _) => Loss::Recoverable,
            (None, Some(Backup::Fast)) => Loss::Restored,
            (None, Some(Backup::Slow | Backup::PaperOnly)) => Loss::Recoverable,
            (None, Some(Backup::None | Backup::HitToo) | None) => Loss::Lost,
        };
        // Real harm that was seen contradicts that everything was back without effort.
        if self.effect == Some(Effect::Serious) {
            loss.max(Loss::Recoverable)
        } else {
            loss
        }
    }

    /// How far integrity was lost: a backup says whether it could be put right.
    pub(super) fn integrity(&self) -> Loss {
        if self.types.is_some_and(|t| t & type_bit(BreachType::Integrity) == 0) {
            return Loss::Restored;
        }
        match self.backup {
            Some(Backup::Fast) => Loss::Restored,
            Some(Backup::Slow | Backup::PaperOnly) => Loss::Recoverable,
            Some(Backup::None | Backup::HitToo) | None => Loss::Lost,
        }
    }

    /// Sensitivity for the tables of Canada and Australia; strict where nothing is known.
    pub(super) fn sensitivity(&self, m: &Methods) -> Grade {
        // ENISA's base scores: 1 simple, 2 behavioural, 3 financial, 4 sensitive.
        let by_kind = match self.processing_context(m) {
            ..=1 => Grade::Low,
            2 => Grade::Medium,
            _ => Grade::High,
        };
        let by_element = match () {
            () if self.has(m.elements.unchangeable) || self.sensitive(m) => Grade::High,
            () if self.has(m.elements.identity) || self.vulnerable() => Grade::Medium,
            () => Grade::Low,
        };
        by_kind.max(by_element)
    }

    /// Probability of misuse for the tables of Canada and Australia.
    pub(super) fn misuse(&self) -> Grade {
        let likely = self.evidence() >= Likelihood::Likely;
        match () {
            () if !self.exposed() || self.vouched() => Grade::Low,
            () if self.hostile() && likely => Grade::High,
            () if self.hostile() => Grade::Medium,
            () if self.recipient() <= DataRecipient::Trusted => Grade::Low,
            () => Grade::Medium,
        }
    }
}
