//! Where notice by other means may be allowed, or is needed because letters cannot reach people. The grounds that can be
//! counted are counted; what nobody recorded, such as the cost, is named as unknown.

use std::collections::BTreeMap;

use serde::Serialize;

use super::PlanView;
use super::lots::Lots;
use crate::app::letters::merge::Sheet;
use crate::app::views::ObligationView;
use crate::core::ids::{LetterId, ObligationId, RegimeId};
use crate::core::law::terms::Recipient;
use crate::core::letter_recipient::LetterRecipient;
use crate::core::obligation::within;
use crate::core::verdict::Verdict;
use crate::letter::check::{Rule, Test};

/// A place where substitute notice is to be thought of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Substitute {
    pub place: String,
    pub regime: RegimeId,
    /// People on the list there.
    pub people: u64,
    /// Those whom this mailing cannot reach, and whose earlier letters came back.
    pub unreachable: u64,
    /// Grounds that hold by the numbers.
    pub grounds: Vec<String>,
    /// What the law says of it, in the words of the rule or the law file; `None`: no data.
    pub terms: Option<String>,
    pub cite: Option<String>,
    /// Whether the terms were read in the law itself.
    pub confirmed: bool,
    /// What must be found out before it is decided.
    pub unknown: Vec<String>,
    /// The incident's letter to the public under this law, if there is one.
    pub letter: Option<LetterId>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    people: u64,
    unreachable: u64,
}

/// Every place and law where a ground may hold.
pub(super) fn substitutes(
    desk: &Lots<'_>,
    sheet: &Sheet,
    view: &PlanView,
    obligations: &[ObligationView],
    rules: &[Rule],
) -> Vec<Substitute> {
    let counts = counts(desk, sheet, view);
    let mut found = Vec::new();
    for (place, count) in &counts {
        let asks = |view: &&ObligationView| {
            view.recipient == Recipient::Individuals
                && view.verdict != Verdict::NotDue
                && within(&desk.record.rules, place, &view.jurisdiction)
        };
        for obligation in obligations.iter().filter(asks) {
            found.extend(substitute(desk, (place, *count), obligation, rules));
        }
    }
    found
}

fn counts(desk: &Lots<'_>, sheet: &Sheet, view: &PlanView) -> BTreeMap<String, Count> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let unreachable: Vec<u64> = view
        .without_letter
        .iter()
        .filter(|row| row.why.is_unreachable())
        .map(|row| row.row)
        .collect();
    let repeats: Vec<u64> = view.repeats.iter().map(|repeat| repeat.row).collect();
    for row in sheet.rows.iter().filter(|row| repeats.binary_search(&row.row).is_err()) {
        let Some(place) = row.place.clone() else { continue };
        let count = counts.entry(place).or_default();
        count.people += 1;
        count.unreachable += u64::from(unreachable.binary_search(&row.row).is_ok());
    }
    for mailing in &desk.loaded.incident.mailings {
        for (place, pieces) in mailing.by_place(&mailing.open_returns()) {
            counts.entry(place).or_default().unreachable += u64::from(pieces);
        }
    }
    counts
}

fn substitute(
    desk: &Lots<'_>,
    (place, count): (&str, Count),
    obligation: &ObligationView,
    rules: &[Rule],
) -> Option<Substitute> {
    let regime = obligation.regime.as_str();
    let rule = rules.iter().find(|rule| {
        rule.recipients.contains(&LetterRecipient::PUBLIC) && rule.regimes.iter().any(|known| known == regime)
    });
    let grounds = grounds(count, rule);
    if grounds.is_empty() {
        return None;
    }
    let law = desk.record.rules.obligation(&obligation.id);
    let follow_up = law.and_then(|(_, own)| own.follow_up.clone());
    let fewer = rule.and_then(|rule| enough_for_few(count, rule));
    let terms = fewer.or_else(|| rule.map(|rule| rule.demand.clone())).or(follow_up);
    let mut unknown = vec!["what the notice would cost".to_owned()];
    if terms.is_none() {
        unknown.push("whether this law knows substitute notice: there is no data".to_owned());
    }
    Some(Substitute {
        place: place.to_owned(),
        regime: obligation.regime.clone(),
        people: count.people,
        unreachable: count.unreachable,
        grounds,
        terms,
        cite: rule
            .map(|rule| rule.cite.clone())
            .or_else(|| Some(obligation.cite.clone())),
        confirmed: rule.is_some_and(|rule| !rule.weak),
        unknown,
        letter: public_letter(desk, regime),
    })
}

/// What is enough where a law asks for public notice only from a number of people on.
fn enough_for_few(count: Count, rule: &Rule) -> Option<String> {
    rule.tests.iter().find_map(|test| {
        let Test::Unreachable(from, fewer) = test else {
            return None;
        };
        (count.unreachable < *from).then(|| format!("fewer than {from} people cannot be reached: {fewer}"))
    })
}

fn grounds(count: Count, rule: Option<&Rule>) -> Vec<String> {
    let mut grounds = Vec::new();
    if count.unreachable > 0 {
        grounds.push(format!(
            "contact data is lacking or out of date for {} of {} people",
            count.unreachable, count.people
        ));
    }
    for test in rule.iter().flat_map(|rule| &rule.tests) {
        if let Test::PeopleOver(most, _, _) = test
            && count.people > *most
        {
            grounds.push(format!("{} people are more than {most}", count.people));
        }
    }
    grounds
}

/// The letter of the incident that is written to the public under a law.
fn public_letter(desk: &Lots<'_>, regime: &str) -> Option<LetterId> {
    let letters = desk.loaded.incident.letters.values();
    let own = letters.into_iter().find(|letter| {
        let of_regime = letter
            .obligation
            .as_deref()
            .and_then(|id| id.parse::<ObligationId>().ok())
            .is_some_and(|id| id.regime() == regime);
        of_regime && letter.recipient == Some(LetterRecipient::PUBLIC)
    });
    own.map(|letter| letter.id.clone())
}
