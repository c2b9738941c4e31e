//! Facts that were taken from a case of another tool. They stand behind the entry of the file they came in, name it as their
//! source, and are undone together.

use super::Incident;

/// One take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseImport {
    /// The entry of the file, which stays as evidence.
    pub entry: u64,
    pub file: String,
    /// The facts, by the number of their entry.
    pub facts: Vec<(u64, String)>,
}

impl CaseImport {
    /// Whether an entry is part of it.
    pub fn has(&self, entry: u64) -> bool {
        self.entry == entry || self.facts.iter().any(|(seq, _)| *seq == entry)
    }
}

/// What stands between the tool and the id in the source of everything that a case brought.
pub const MARK: &str = " case ";

impl Incident {
    /// The cases that were taken in and not undone, oldest first.
    pub fn cases(&self) -> Vec<CaseImport> {
        let held = |case: &CaseImport| !self.taken_back.contains_key(&case.entry);
        self.all_cases().into_iter().filter(held).collect()
    }

    /// Whether an entry came with a case that was undone.
    pub(super) fn left_with_case(&self, entry: u64) -> bool {
        let gone = |case: &CaseImport| self.taken_back.contains_key(&case.entry);
        // Most incidents have nothing that was undone.
        !self.taken_back.is_empty() && self.all_cases().iter().any(|case| gone(case) && case.has(entry))
    }

    fn all_cases(&self) -> Vec<CaseImport> {
        let of_cases = self.evidence.iter().filter_map(|evidence| {
            let source = evidence.what.remark.as_deref().filter(|source| source.contains(MARK))?;
            let mut facts = self.facts_from(source);
            facts.retain(|(seq, _)| *seq > evidence.seq);
            // Those that follow without a gap: a later take of the same case has an entry of its own before it.
            let together = (evidence.seq + 1..)
                .zip(&facts)
                .take_while(|(next, (seq, _))| next == seq);
            let facts: Vec<(u64, String)> = together.map(|(_, fact)| fact.clone()).collect();
            (!facts.is_empty()).then(|| CaseImport {
                entry: evidence.seq,
                file: evidence.what.name.clone(),
                facts,
            })
        });
        of_cases.collect()
    }

    /// Entries of facts with this source, in order.
    fn facts_from(&self, source: &str) -> Vec<(u64, String)> {
        let all = self.facts.iter().flat_map(|(key, history)| {
            let named = history.iter().filter(|entry| entry.source.as_deref() == Some(source));
            named.map(|entry| (entry.seq, key.clone()))
        });
        let mut all: Vec<(u64, String)> = all.collect();
        all.sort();
        all
    }
}
