//! Whom a law reaches and what it asks for, as a lawyer reads it: no codes of the law files.

use crate::core::facts::keys;
use crate::core::facts::table;
use crate::core::law::codes::{ELEMENTS, INCIDENT_KINDS, MARKS, SETS, Words};
use crate::core::law::rulebook::*;

/// Whom it reaches; every line must hold.
pub(super) fn reach(rules: &Rulebook, scope: &Scope) -> Vec<String> {
    let list = |lead: &str, words: Vec<String>| (!words.is_empty()).then(|| format!("{lead} {}", words.join(" or ")));
    let plain = |codes: &[String]| codes.to_vec();
    let flags = |codes: &[String]| codes.iter().map(|flag| meaning(rules, flag)).collect::<Vec<_>>();
    let lines = [
        list("residents affected in", plain(&scope.residents)),
        list("established in", plain(&scope.establishment)),
        list("residents affected or established in", plain(&scope.place)),
        list("the organization is:", flags(&scope.profile)),
        list("data affected:", means(SETS, &scope.sets)),
        list("customer affected:", plain(&scope.customers)),
        list("not for:", flags(&scope.exempt)),
        list("gives way to", plain(&scope.displaced_by)),
    ];
    lines.into_iter().flatten().collect()
}

/// What a flag of the profile means, with its place.
fn meaning(rules: &Rulebook, flag: &str) -> String {
    let (name, place) = flag.split_once('@').unwrap_or((flag, ""));
    let words = rules.flags.get(name).map(|flag| flag.means.as_str());
    let words = words
        .filter(|words| !words.is_empty())
        .unwrap_or(name)
        .replace('_', " ");
    match place {
        "" => words,
        place => format!("{words} ({place})"),
    }
}

fn means(list: Words, codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| list.meaning(code).to_owned()).collect()
}

/// The test of risk or harm.
pub(super) fn harm(harm: &HarmTest) -> String {
    match (&harm.words, harm.test.family()) {
        (Some(words), _) => words.clone(),
        (None, Some(family)) => format!("depends on the decision: {}", family.replace('_', " ")),
        (None, None) => "the law has no such test: what is due is due whatever the risk".to_owned(),
    }
}

/// How many people, and which.
pub(super) fn threshold(threshold: &Threshold) -> String {
    let number = format!("{} {} {}", threshold.op.words(), threshold.count, threshold.of);
    match threshold.scope {
        Where::Place => format!("{number} in the place of this law"),
        Where::Country => format!("{number} in the country"),
        Where::All => format!("{number} in all places together"),
        Where::AnyOnePlace => format!("{number} in one place alone"),
    }
}

/// The conditions, a line each; all must hold.
pub(super) fn conditions(rules: &Rulebook, obligation: &Obligation) -> Vec<String> {
    let typed = obligation.when.iter().map(|condition| sentence(rules, condition));
    let cases = obligation.threshold_or.iter();
    let cases = cases.map(|condition| format!("or, whatever the number: {}", sentence(rules, condition)));
    let words = obligation.check.iter().map(|words| format!("to check: {words}"));
    typed.chain(cases).chain(words).collect()
}

fn sentence(rules: &Rulebook, condition: &Condition) -> String {
    let text = test(rules, &condition.test);
    let lead = if condition.unless { "unless: " } else { "" };
    match &condition.words {
        Some(words) => format!("{lead}{text} ({words})"),
        None => format!("{lead}{text}"),
    }
}

fn test(rules: &Rulebook, test: &Test) -> String {
    let or = |words: Vec<String>| words.join(" or ");
    let question = |id: &str| {
        rules
            .questions
            .get(id)
            .map_or_else(|| id.to_owned(), |question| question.text.clone())
    };
    match test {
        Test::Profile(flags) => format!(
            "the organization is: {}",
            or(flags.iter().map(|flag| meaning(rules, flag)).collect())
        ),
        Test::Question { id, is } => format!("{} {}", question(id), if *is { "yes" } else { "no" }),
        Test::Decision { family, at_least, .. } => {
            let label = table::label(&keys::decisions::key(family));
            format!("decided: {label} at least {}", at_least.replace('_', " "))
        }
        Test::Mark(codes) => format!("the data is {}", or(means(MARKS, codes))),
        Test::Elements(codes) => format!("affected: {}", or(means(ELEMENTS, codes))),
        Test::Sets(codes) => format!("data affected: {}", or(means(SETS, codes))),
        Test::Kind(codes) => format!("incident: {}", or(means(INCIDENT_KINDS, codes))),
        Test::Follows(target) => format!("{target} is due"),
        Test::SupersededBy(target) => format!("the stricter {target} is not due"),
        Test::OtherNoticeDue => "another authority must be told".to_owned(),
        Test::Count(wanted) => threshold(wanted),
        Test::DirectNotice(codes) => {
            let words = codes.iter().map(|code| code.code().replace('_', " ")).collect();
            format!("people cannot be notified individually: {}", or(words))
        }
        Test::InternalSlip(is) => format!("good-faith access by someone authorized: {}", yes_no(*is)),
        Test::Deletion(codes) => {
            let words = codes.iter().map(|code| code.code().replace('_', " ")).collect();
            format!("the data was returned or deleted: {}", or(words))
        }
        Test::RiskRemoved(is) => format!("later measures removed the risk: {}", yes_no(*is)),
        Test::ReliesOnNoHarm => "a recorded decision that there is no harm is relied on".to_owned(),
        Test::Ordered => "the authority has ordered it".to_owned(),
        Test::NotKnown(words) => format!("the rule itself is not known: {words}"),
        Test::Any(inner) => {
            let each = inner.iter().map(|condition| sentence(rules, condition));
            each.collect::<Vec<_>>().join(", or ")
        }
    }
}

fn yes_no(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}
