//! What is expected of the team, as far as its own law, call tree, playbooks and letters let it be done.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::law::Law;
use super::{Team, tree};
use crate::core::facts::decision_key::DecisionKey;
use crate::core::ids::ObligationName;
use crate::core::obligation::moment_words;
use crate::drill::scenario::{Expected, OBJECTIVES, RightClock, Scenario};
use crate::drill::scoring::condition::{Condition, Filed, Letter};
use crate::drill::scoring::truth;

/// Why an expected action cannot be done as the scenario asks for it.
#[derive(Debug, PartialEq, Eq)]
enum Unmet {
    /// No such notice is due for this organization.
    Law,
    /// The team's own papers have no such thing: an evaluator looks at what was done instead.
    Team(String),
}

/// Why several things that are all asked for cannot be done: what no law asks for is not looked for with other means.
fn of_all(unmet: impl Iterator<Item = Unmet>) -> Option<Unmet> {
    unmet.reduce(|first, next| match (first, next) {
        (Unmet::Law, _) | (_, Unmet::Law) => Unmet::Law,
        (first @ Unmet::Team(_), Unmet::Team(_)) => first,
    })
}

/// Fits the expected actions to the team, and says what was changed.
pub(super) fn fitted(tree: &mut Table, scenario: &Scenario, law: &Law, team: Team<'_>) -> Vec<String> {
    let fitting = Fitting { scenario, law, team };
    let gone = fitting.gone();
    let mut by_eye = BTreeSet::new();
    for inject in tree::tables(tree, "inject") {
        fitting.effects(inject);
        tree::keep(inject, "expect", |expect| {
            !tree::text_of(expect, "id").is_some_and(|id| gone.contains(id))
        });
        for expect in tree::tables(inject, "expect") {
            fitting.one(expect, &mut by_eye);
        }
    }
    let mut notes = Vec::new();
    if !gone.is_empty() {
        notes.push(format!(
            "{} expected actions do not apply to your organization and were left out: {}",
            gone.len(),
            gone.iter().copied().collect::<Vec<_>>().join(", ")
        ));
    }
    notes.extend(by_eye);
    let added = fitting.filings(tree, &gone);
    if added > 0 {
        notes.push(format!(
            "{added} filings were added that your organization owes within the story"
        ));
    }
    notes
}

/// The filings that a condition looks for, wherever it names them.
fn filings(condition: &Condition) -> impl Iterator<Item = &Filed> {
    let parts = condition.parts().into_iter();
    parts.filter_map(|part| {
        if let Condition::Filed(filed) = part {
            Some(filed)
        } else {
            None
        }
    })
}

#[derive(Clone, Copy)]
struct Fitting<'f> {
    scenario: &'f Scenario,
    law: &'f Law,
    team: Team<'f>,
}

impl<'f> Fitting<'f> {
    fn expected(&self) -> impl Iterator<Item = &'f Expected> + use<'f> {
        self.scenario.injects.iter().flat_map(|inject| &inject.expect)
    }

    /// Actions that the law does not ask of this organization. One that a branch names stays, and so does the last of an
    /// objective: without them the scenario would not be whole.
    fn gone(&self) -> BTreeSet<&'f str> {
        let branches = self.scenario.injects.iter().filter_map(|inject| inject.when.as_ref());
        let named: Vec<&str> = branches.flat_map(Condition::actions).collect();
        let lawless = |expected: &&Expected| {
            let done = expected.done.as_ref();
            done.is_some_and(|done| matches!(self.unmet(done), Some(Unmet::Law)))
        };
        let mut gone: BTreeSet<&str> = self
            .expected()
            .filter(lawless)
            .map(|expected| expected.id.as_str())
            .filter(|id| !named.contains(id))
            .collect();
        for objective in OBJECTIVES {
            let mut mine = self.expected().filter(|expected| expected.objective == objective);
            if let (Some(first), true) = (
                self.expected().find(|expected| expected.objective == objective),
                mine.all(|expected| gone.contains(expected.id.as_str())),
            ) {
                gone.remove(first.id.as_str());
            }
        }
        gone
    }

    /// Why a condition cannot hold; `None` where it can.
    fn unmet(&self, condition: &Condition) -> Option<Unmet> {
        let law = |applies: bool| (!applies).then_some(Unmet::Law);
        let team = |has: bool, words: String| (!has).then_some(Unmet::Team(words));
        let playbooks = self.team.playbooks;
        match condition {
            Condition::Any(inner) => {
                let mut unmet: Vec<Option<Unmet>> = inner.iter().map(|inner| self.unmet(inner)).collect();
                match unmet.iter().any(Option::is_none) {
                    true => None,
                    false => unmet.swap_remove(0),
                }
            }
            Condition::All(inner) => of_all(inner.iter().filter_map(|inner| self.unmet(inner))),
            Condition::Filed(Filed { obligation, .. }) => law(self.law.applies(obligation)),
            Condition::NotRequired(obligation) => law(self.law.was_asked(obligation)),
            Condition::Decided { key, .. } => match DecisionKey::from(key.as_str()) {
                DecisionKey::HarmFor(regime) => law(self.law.regime(|own| own == regime)),
                DecisionKey::Harm(_) | DecisionKey::NoHarm(_) | DecisionKey::Named(_) => None,
            },
            Condition::Letter(letter) => self.letter(letter),
            Condition::Called { role, .. } => {
                let mut contacts = self.scenario.contacts.iter();
                let has = contacts.any(|contact| contact.roles.contains(role));
                team(has, format!("nobody in your call tree has the role {role}"))
            }
            Condition::Task(task) => {
                let mut steps = playbooks
                    .iter()
                    .flat_map(|book| book.steps.iter().map(move |step| (book, step)));
                let has = steps.any(|(book, step)| format!("{}/{}", book.id, step.id) == task.as_str());
                team(has, format!("your playbooks have no step {task}"))
            }
            Condition::Playbook(id) => {
                let has = playbooks.iter().any(|book| book.id == *id);
                team(has, format!("you have no playbook {id}"))
            }
            Condition::Fact(_)
            | Condition::Evidence { .. }
            | Condition::Note(_)
            | Condition::Delay(_)
            | Condition::Entered(_)
            | Condition::Closed
            | Condition::Reopened
            | Condition::Action(_)
            | Condition::Not(_) => None,
        }
    }

    fn letter(&self, Letter { template, .. }: &Letter) -> Option<Unmet> {
        let Some(letter) = self.team.letters.iter().find(|known| known.id == *template) else {
            return Some(Unmet::Team(format!("you have no template for the letter {template}")));
        };
        let wanted = letter.regimes.is_empty() || self.law.regime(|regime| letter.is_for(regime));
        (!wanted).then_some(Unmet::Law)
    }

    /// One expected action that stays.
    fn one(&self, expect: &mut Table, by_eye: &mut BTreeSet<String>) {
        let id = tree::text_of(expect, "id").unwrap_or_default().to_owned();
        let Some((_, expected)) = self.scenario.expected(&id) else {
            return;
        };
        // What is wrong in the story may be owed by this organization.
        let owed = expected
            .wrong
            .as_ref()
            .is_some_and(|wrong| filings(wrong).any(|filed| self.law.is_due(&filed.obligation)));
        if owed {
            expect.remove("wrong");
        }
        let evidence = match expected.done.as_ref().and_then(|done| self.unmet(done)) {
            None => return,
            Some(Unmet::Law) => {
                "no such notice is due for your organization with these facts: judge what was said".to_owned()
            }
            Some(Unmet::Team(words)) => {
                by_eye.insert(format!("{id} is judged by eye: {words}"));
                format!("{words}: judge what was done instead")
            }
        };
        expect.remove("done");
        expect.insert("evidence".to_owned(), Value::String(evidence));
    }

    /// What an inject does to obligations that are not owed goes.
    fn effects(&self, inject: &mut Table) {
        let rules = self.team.rules;
        tree::keep(inject, "clock", |effect| {
            let of = tree::text_of(effect, "of").unwrap_or_default();
            let known = of.parse().is_ok_and(|id| rules.obligation(&id).is_some());
            !known || self.law.was_asked(&ObligationName::from(of))
        });
    }

    /// Adds a filing for each deadline that falls into the story and that nothing asks for; how many.
    fn filings(&self, tree: &mut Table, gone: &BTreeSet<&str>) -> usize {
        let end = truth::last_moment(self.scenario);
        let Ok(clocks) = truth::clocks(self.scenario, self.team.rules, &[]) else {
            return 0;
        };
        let left = self.expected().filter(|expected| !gone.contains(expected.id.as_str()));
        let conditions: Vec<&Condition> = left.filter_map(|expected| expected.done.as_ref()).collect();
        let asked = |clock: &RightClock| {
            let mut asked = conditions.iter().flat_map(|condition| filings(condition));
            asked.any(|filed| filed.obligation.covers(clock.obligation.as_str()))
        };
        let wanted = clocks
            .iter()
            .filter(|clock| clock.due.is_some_and(|due| due <= end) && !asked(clock));
        let mut added = 0;
        for clock in wanted {
            let first = self.scenario.injects.first().map(|inject| inject.id.as_str());
            let at = clock.inject.as_deref().or(first);
            let mut injects = tree::tables(tree, "inject");
            let Some(inject) = injects.find(|inject| tree::text_of(inject, "id") == at) else {
                continue;
            };
            added += 1;
            let expect = inject.entry("expect").or_insert_with(|| Value::Array(Vec::new()));
            if let Some(list) = expect.as_array_mut() {
                list.push(self.filing(clock, added));
            }
        }
        added
    }

    fn filing(&self, clock: &RightClock, number: usize) -> Value {
        let obligation = clock.obligation.as_str();
        let views = &self.law.in_the_end.view.obligations;
        let view = views.iter().find(|view| view.id.as_str() == obligation);
        let zone = view
            .and_then(|view| Some(&view.deadline.as_ref()?.zone))
            .unwrap_or(&self.scenario.zone);
        let by = clock
            .due
            .map_or(String::new(), |due| format!(" by {}", moment_words(zone, due)));
        let text = |text: &str| Value::String(text.to_owned());
        let mut done = Table::new();
        done.insert("filed".to_owned(), text(obligation));
        done.insert("in_time".to_owned(), Value::Boolean(true));
        let mut expect = Table::new();
        expect.insert("id".to_owned(), Value::String(format!("own.{number}")));
        expect.insert("action".to_owned(), Value::String(format!("File {obligation}{by}")));
        expect.insert("objective".to_owned(), text("clocks"));
        expect.insert("weight".to_owned(), Value::Integer(2));
        expect.insert("done".to_owned(), Value::Table(done));
        Value::Table(expect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_due_is_not_due_whatever_else_is_missing() {
        let contact = || Unmet::Team("nobody in your call tree has the role counsel".to_owned());
        let playbook = || Unmet::Team("you have no playbook ransomware".to_owned());
        for (unmet, why) in [
            (vec![], None),
            (vec![contact()], Some(contact())),
            (vec![contact(), playbook()], Some(contact())),
            (vec![contact(), Unmet::Law], Some(Unmet::Law)),
            (vec![contact(), Unmet::Law, playbook()], Some(Unmet::Law)),
            (vec![Unmet::Law, contact()], Some(Unmet::Law)),
        ] {
            assert_eq!(of_all(unmet.into_iter()), why);
        }
    }
}
