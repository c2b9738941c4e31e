//! `Germany rest`: the people of a place as what is left of the total once everybody else is placed.

use std::collections::BTreeMap;

use super::pasted_counts::{Counted, REST, UNKNOWN};
use super::places;

const TOTAL: &str = "total";

/// Puts the number in for every place that takes the rest. `recorded` is what is known already, by place; what is counted
/// here goes before it.
///
/// # Errors
/// What is missing or not exact, so that the rest cannot be told.
pub(super) fn filled_in(
    counted: Vec<Counted>,
    recorded: &BTreeMap<String, String>,
) -> Result<Vec<Counted>, Vec<String>> {
    let mut counted = without_unknown(counted, recorded)?;
    let takes_rest = |one: &Counted| one.people.eq_ignore_ascii_case(REST);
    let resting: Vec<String> = counted
        .iter()
        .filter(|one| takes_rest(one))
        .map(|one| one.place.clone())
        .collect();
    let place = match resting.as_slice() {
        [] => return Ok(counted),
        [total] if total == TOTAL => return Err(vec!["the total has no rest; name a place".to_owned()]),
        [place] => place.clone(),
        [_, ..] => return Err(vec!["only one place can take the rest".to_owned()]),
    };
    let mut known: BTreeMap<&str, &str> = recorded
        .iter()
        .map(|(at, people)| (at.as_str(), people.as_str()))
        .collect();
    known.extend(counted.iter().map(|one| (one.place.as_str(), one.people.as_str())));
    known.remove(place.as_str());
    // Those of a Land are among those of its country, and are not counted twice.
    if let Some(around) = known.keys().find(|around| is_within(&place, around)) {
        let (inner, outer) = (places::name(&place), places::name(around));
        return Err(vec![format!("{inner} is a part of {outer}, whose number is recorded")]);
    }
    let all: Vec<&str> = known.keys().copied().collect();
    known.retain(|one, _| !is_within(one, &place) && !all.iter().any(|around| is_within(one, around)));
    let rest = rest(&known)?;
    for one in counted.iter_mut().filter(|one| one.place == place) {
        one.people = rest.to_string();
    }
    Ok(counted)
}

/// A number that nobody knows is none: nothing is recorded for the place, unless it has a number already.
fn without_unknown(counted: Vec<Counted>, recorded: &BTreeMap<String, String>) -> Result<Vec<Counted>, Vec<String>> {
    let (unknown, known): (Vec<Counted>, Vec<Counted>) = counted.into_iter().partition(|one| one.people == UNKNOWN);
    let has_number = |one: &Counted| {
        let number = recorded.get(&one.place)?;
        let place = places::name(&one.place);
        Some(format!(
            "{place} has {number} in the record: D on that fact makes it unknown again"
        ))
    };
    let problems: Vec<String> = unknown.iter().filter_map(has_number).collect();
    match (problems.is_empty(), known.is_empty()) {
        (false, _) => Err(problems),
        (true, true) if !unknown.is_empty() => {
            Err(vec!["nothing to record: without a number it is unknown".to_owned()])
        }
        (true, true | false) => Ok(known),
    }
}

/// Whether a place is a part of another one, such as Bavaria (`DE-BY`) of Germany (`DE`).
fn is_within(place: &str, around: &str) -> bool {
    place.strip_prefix(around).is_some_and(|part| part.starts_with('-'))
}

/// The total without everybody who is placed.
fn rest(known: &BTreeMap<&str, &str>) -> Result<u64, Vec<String>> {
    let mut problems = Vec::new();
    let mut exact = |place: &str, people: &str| match people.trim().parse::<u64>() {
        Ok(people) => people,
        Err(_) => {
            problems.push(match place {
                TOTAL => format!("the rest needs an exact total, and it is {people}"),
                place => format!("the rest needs exact numbers, and {} has {people}", places::name(place)),
            });
            0
        }
    };
    let Some(total) = known.get(TOTAL).map(|people| exact(TOTAL, people)) else {
        return Err(vec![
            "the rest of how many? Record the total first, or write it along: “total 5300”".to_owned(),
        ]);
    };
    let others = known.iter().filter(|(place, _)| **place != TOTAL);
    let placed = others.fold(0u64, |sum, (place, people)| sum.saturating_add(exact(place, people)));
    match total.checked_sub(placed) {
        _ if !problems.is_empty() => Err(problems),
        Some(rest) => Ok(rest),
        None => Err(vec![format!(
            "nobody is left: {placed} people are placed, and the total is {total}"
        )]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::filled_in;
    use crate::tui::pasted_counts::counted;

    fn of(text: &str, recorded: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        let recorded: BTreeMap<String, String> = recorded
            .iter()
            .map(|(place, people)| ((*place).to_owned(), (*people).to_owned()))
            .collect();
        let counted = counted(text).map_err(|problems| problems.join("; "))?;
        let filled = filled_in(counted, &recorded).map_err(|problems| problems.join("; "))?;
        Ok(filled.into_iter().map(|one| (one.place, one.people)).collect())
    }

    #[test]
    fn what_nobody_knows_is_left_unknown() {
        let told = of("Texas 5, elsewhere unknown", &[]);
        assert_eq!(told, Ok(vec![("US-TX".to_owned(), "5".to_owned())]));
        let told = of("Texas 5, elsewhere ?", &[("elsewhere", "0")]).unwrap_err();
        assert!(told.contains("has 0 in the record"), "{told}");
        let told = of("elsewhere unknown", &[]).unwrap_err();
        assert!(told.contains("nothing to record"), "{told}");
    }

    #[test]
    fn the_rest_is_the_total_without_the_others() {
        let recorded = [("total", "5300"), ("US-TX", "3100"), ("DE", "7")];
        for typed in [
            "Germany rest",
            "germany rest",
            "rest Germany",
            "Germany: rest",
            "Germany the rest",
            "Germany REST",
        ] {
            assert_eq!(
                of(typed, &recorded),
                Ok(vec![("DE".to_owned(), "2200".to_owned())]),
                "{typed}"
            );
        }
        let found = of("TX 3100, total 5300, others rest", &[]).unwrap();
        assert_eq!(found[2], ("elsewhere".to_owned(), "2200".to_owned()));
        // The people of Bavaria are among those of Germany.
        let parts = [("total", "100"), ("DE-BY", "30"), ("FR", "20")];
        assert_eq!(of("Germany rest", &parts), Ok(vec![("DE".to_owned(), "80".to_owned())]));
        let parts = [("total", "100"), ("DE-BY", "30"), ("DE", "40")];
        assert_eq!(of("France rest", &parts), Ok(vec![("FR".to_owned(), "60".to_owned())]));
        // What is typed goes before what is recorded.
        let found = of("TX 3000, Germany rest", &recorded).unwrap();
        assert_eq!(found[1], ("DE".to_owned(), "2300".to_owned()));
    }

    #[test]
    fn what_the_rest_lacks_is_named() {
        for (typed, recorded, words) in [
            ("Germany rest", &[("US-TX", "3100")][..], "Record the total first"),
            (
                "Germany rest",
                &[("total", "5000+")][..],
                "an exact total, and it is 5000+",
            ),
            (
                "FR rest",
                &[("total", "5300"), ("US-TX", "400-900")][..],
                "Texas, United States has 400-900",
            ),
            (
                "Germany rest",
                &[("total", "5300"), ("US-TX", "5301")][..],
                "nobody is left",
            ),
            ("Germany rest, France rest", &[("total", "5300")][..], "only one place"),
            (
                "Bavaria rest",
                &[("total", "5300"), ("DE", "40")][..],
                "is a part of Germany",
            ),
            ("total rest", &[("total", "5300")][..], "name a place"),
            ("rest 5", &[("total", "5300")][..], "no place is called"),
        ] {
            let problem = of(typed, recorded).unwrap_err();
            assert!(problem.contains(words), "{typed}: {problem}");
        }
    }
}
