//! What no single file can know of itself: references between files, cycles, version dates.

use std::collections::{HashMap, HashSet};

use super::rulebook::*;
use crate::core::period::Counting;
use crate::core::toml_text::reader::Problem;

/// A finding about a file as a whole, where no narrower place is known.
pub fn whole_file(file: &str, message: String) -> Problem {
    placed(file, (1, 1), message)
}

/// A finding about the regime or obligation that begins at a place.
pub fn placed(file: &str, (line, column): (usize, usize), message: String) -> Problem {
    Problem {
        file: file.to_owned(),
        line,
        column,
        message,
        hint: None,
    }
}

/// Checks the references of a joined rule base.
pub fn rulebook(rules: &Rulebook) -> Vec<Problem> {
    let mut problems = Vec::new();
    for regime in &rules.regimes {
        let mut note = |place: (usize, usize), message: String| {
            problems.push(placed(&regime.file, place, format!("{}: {message}", regime.id)));
        };
        check_regime(rules, regime, &mut note);
        check_versions(regime, &mut note);
    }
    problems.extend(cycles(rules));
    problems
}

/// High confidence means that a text or an official page was read: such a regime names an address, and a place in the
/// text. A finding for whoever keeps the files; the regime is used all the same.
pub fn confidence(rules: &Rulebook) -> Vec<Problem> {
    let mut problems = Vec::new();
    for regime in rules
        .regimes
        .iter()
        .filter(|regime| regime.confidence == Confidence::High)
    {
        let pinpoint = |cite: &str| cite.contains(|sign: char| sign.is_ascii_digit());
        let address = |source: &String| source.contains("https://") || source.contains("http://");
        let mut note = |lacks: &str| {
            let message = format!("{}: high confidence without {lacks}", regime.id);
            let hint = Some("name what was read in `sources`, or lower the confidence".to_owned());
            problems.push(Problem {
                hint,
                ..placed(&regime.file, regime.place, message)
            });
        };
        if !regime.sources.iter().any(address) {
            note("an address in `sources`");
        }
        if !pinpoint(&regime.citation) && !regime.current().obligations.iter().any(|o| pinpoint(&o.cite)) {
            note("a section or article in `citation` or `cite`");
        }
    }
    problems
}

type Note<'n> = dyn FnMut((usize, usize), String) + 'n;

fn check_regime(rules: &Rulebook, regime: &Regime, note: &mut Note<'_>) {
    let scope = &regime.scope;
    for flag in scope.profile.iter().chain(&scope.exempt) {
        check_flag(rules, flag, regime.place, note);
    }
    for other in &scope.displaced_by {
        if rules.regime(other).is_none() {
            note(regime.place, format!("displaced_by names the unknown regime `{other}`"));
        }
    }
    for set in &scope.sets {
        if !super::codes::SETS.has(set) {
            note(regime.place, format!("unknown regulated data set `{set}`"));
        }
    }
    check_harm(rules, regime, note);
    for version in &regime.versions {
        let mut seen = HashSet::new();
        for obligation in &version.obligations {
            if !seen.insert(&obligation.id) {
                note(
                    obligation.place,
                    format!("obligation `{}` appears twice", obligation.id),
                );
            }
            check_obligation(rules, regime, version, obligation, note);
        }
    }
}

fn check_harm(rules: &Rulebook, regime: &Regime, note: &mut Note<'_>) {
    let Some(harm) = &regime.harm else { return };
    if let Some(family) = harm
        .test
        .family()
        .filter(|family| !rules.decisions.contains_key(*family))
    {
        note(
            regime.place,
            format!("unknown harm test `{family}`: it must be a decision of decisions.toml"),
        );
    }
    for gate in harm.gates.iter().flatten() {
        let known = regime
            .versions
            .iter()
            .any(|v| v.obligations.iter().any(|o| o.id == *gate));
        if !known {
            note(
                regime.place,
                format!("the harm test gates the unknown obligation `{gate}`"),
            );
        }
    }
}

fn check_flag(rules: &Rulebook, flag: &str, place: (usize, usize), note: &mut Note<'_>) {
    let (name, at) = flag.split_once('@').unwrap_or((flag, ""));
    // A team's contract may bring its own flag, which needs no entry in profiles.toml (docs/examples-overlay).
    if name.starts_with("contract_") {
        return;
    }
    match rules.flags.get(name) {
        None => note(
            place,
            format!("unknown profile flag `{name}`: it must be in profiles.toml"),
        ),
        Some(known) if !known.placed && !at.is_empty() => note(place, format!("`{name}` takes no place")),
        Some(_) => {}
    }
}

fn check_obligation(
    rules: &Rulebook,
    regime: &Regime,
    version: &Version,
    obligation: &Obligation,
    note: &mut Note<'_>,
) {
    let id = &obligation.id;
    let own = obligation.from.iter().filter_map(StartsFrom::milestone);
    let unknown = own.chain(obligation.or_from.iter().map(String::as_str));
    for from in unknown.filter(|from| !rules.milestones.contains_key(*from)) {
        note(
            obligation.place,
            format!("{id}: unknown milestone `{from}`: it must be in milestones.toml"),
        );
    }
    for code in unknown_content(rules, &obligation.content) {
        let message =
            format!("{id}: unknown content `{code}`: it must be in content.toml, or be plain words with a space");
        note(obligation.place, message);
    }
    let calendars = obligation.limit.iter().filter_map(|l| l.calendar.as_ref());
    let order = obligation.order.not_before.iter().filter_map(|n| n.calendar.as_ref());
    for calendar in calendars.chain(order) {
        if rules.calendars.get(calendar).is_none() {
            note(obligation.place, format!("{id}: unknown calendar `{calendar}`"));
        }
    }
    check_computations(rules, obligation, note);
    for target in references(obligation) {
        let known = match target.contains('/') {
            true => target.parse().is_ok_and(|id| rules.obligation(&id).is_some()),
            false => version
                .obligations
                .iter()
                .chain(&regime.current().obligations)
                .any(|o| o.id == *target),
        };
        if !known {
            note(
                obligation.place,
                format!("{id}: names the unknown obligation `{target}`"),
            );
        }
    }
    for condition in obligation.when.iter().chain(&obligation.threshold_or) {
        check_condition(rules, obligation.place, id, condition, note);
    }
}

/// What is shown beside the strict deadline must say what it rests on, and hold the figures it is computed with.
fn check_computations(rules: &Rulebook, obligation: &Obligation, note: &mut Note<'_>) {
    let Some(limit) = &obligation.limit else { return };
    let unit = limit.period.unit;
    let named = limit.readings.iter().map(|counting| counting.code());
    let relief = limit.noon_relief.as_ref().map(|_| Computation::DORA_NOON);
    for code in named.chain(relief) {
        let missing = match rules.computations.get(code) {
            None => "the whole entry",
            Some(computation) if computation.basis(unit).is_none() => "what it rests on for this unit",
            Some(computation) if code == Counting::EuTwoWorkingDays.code() && computation.working_hours.is_none() => {
                "`working_hours`"
            }
            Some(computation) if code == Computation::DORA_NOON && computation.time.is_none() => "`time`",
            Some(_) => continue,
        };
        note(
            obligation.place,
            format!("{}: computations.toml lacks {missing} of `{code}`", obligation.id),
        );
    }
}

/// Every obligation that this one names.
fn references(obligation: &Obligation) -> Vec<&str> {
    let order = &obligation.order;
    let lists = [
        &order.before,
        &order.with,
        &order.no_later_than,
        &order.after,
        &obligation.earliest_of,
    ];
    let mut names: Vec<&str> = lists.into_iter().flatten().map(String::as_str).collect();
    names.extend(obligation.filed.as_deref());
    names.extend(order.not_before.as_ref().map(|n| n.after.as_str()));
    names.extend(verdict_references(obligation));
    names
}

fn verdict_references(obligation: &Obligation) -> Vec<&str> {
    fn add<'a>(conditions: &'a [Condition], names: &mut Vec<&'a str>) {
        for condition in conditions {
            names.extend(condition.test.follows());
            add(condition.test.alternatives(), names);
        }
    }
    let mut names = Vec::new();
    add(&obligation.when, &mut names);
    add(&obligation.threshold_or, &mut names);
    names
}

fn check_condition(rules: &Rulebook, place: (usize, usize), id: &str, condition: &Condition, note: &mut Note<'_>) {
    let codes = |list: &[String], known: &[&str], what: &str, note: &mut Note<'_>| {
        for code in list.iter().filter(|code| !known.contains(&code.as_str())) {
            note(place, format!("{id}: unknown {what} `{code}`"));
        }
    };
    match &condition.test {
        Test::Profile(flags) => flags.iter().for_each(|flag| check_flag(rules, flag, place, note)),
        Test::Question { id: question, .. } => match rules.questions.get(question) {
            None => note(
                place,
                format!("{id}: unknown question `{question}`: it must be in questions.toml or beside its regime"),
            ),
            Some(known) => check_sources(rules, place, id, known, note),
        },
        Test::Decision { family, at_least, .. } => match rules.decisions.get(family) {
            None => note(
                place,
                format!("{id}: unknown decision `{family}`: it must be in decisions.toml"),
            ),
            Some(known) if !known.values.contains(at_least) => {
                note(place, format!("{id}: unknown value `{at_least}` of {family}"));
            }
            Some(_) => {}
        },
        Test::Elements(list) => codes(list, super::codes::ELEMENTS.codes, "data element", note),
        Test::Sets(list) => codes(list, super::codes::SETS.codes, "regulated data set", note),
        Test::Mark(list) => codes(list, super::codes::MARKS.codes, "mark", note),
        Test::Kind(list) => codes(list, super::codes::INCIDENT_KINDS.codes, "kind of incident", note),
        Test::Any(inner) => inner.iter().for_each(|c| check_condition(rules, place, id, c, note)),
        // Their codes were read as types, and references to obligations are looked at with all others.
        Test::Follows(_)
        | Test::SupersededBy(_)
        | Test::OtherNoticeDue
        | Test::Count(_)
        | Test::DirectNotice(_)
        | Test::InternalSlip(_)
        | Test::Deletion(_)
        | Test::RiskRemoved(_)
        | Test::ReliesOnNoHarm
        | Test::Ordered
        | Test::NotKnown(_) => {}
    }
}

/// Contents without a space are codes; plain words are left for what no code can say.
fn unknown_content<'o>(rules: &'o Rulebook, content: &'o [String]) -> impl Iterator<Item = &'o String> {
    let codes = content.iter().filter(|text| !text.contains(' '));
    codes.filter(|code| !rules.content.contains_key(*code))
}

/// What answers a question must exist.
fn check_sources(rules: &Rulebook, place: (usize, usize), id: &str, question: &Question, note: &mut Note<'_>) {
    if let Some(milestone) = question
        .milestone
        .as_ref()
        .filter(|id| !rules.milestones.contains_key(*id))
    {
        note(
            place,
            format!("{id}: the milestone `{milestone}` of its question is unknown"),
        );
    }
    if let Some(family) = question
        .decision
        .as_ref()
        .filter(|id| !rules.decisions.contains_key(*id))
    {
        note(
            place,
            format!("{id}: the decision `{family}` of its question is unknown"),
        );
    }
}

/// Version dates must neither overlap nor leave a gap: the last former day is the eve of the current first day.
fn check_versions(regime: &Regime, note: &mut Note<'_>) {
    for pair in regime.versions.windows(2) {
        let (newer, older) = (&pair[0], &pair[1]);
        let Some(until) = older.until else { continue };
        match newer.from {
            None => note(
                regime.place,
                format!("a former version ends on {until}, but the newer one has no first day"),
            ),
            Some(from) if until.succ_opt() != Some(from) => {
                note(
                    regime.place,
                    format!("the version until {until} does not meet the one from {from}"),
                );
            }
            Some(_) => {}
        }
    }
}

/// Obligations that wait for each other in a circle could never be answered. `other_notice_due` names none and may go
/// round in circles: that is solved by raising (`obligation::all_obligations`).
fn cycles(rules: &Rulebook) -> Vec<Problem> {
    let mut edges: HashMap<&str, Vec<String>> = HashMap::new();
    for regime in &rules.regimes {
        for obligation in &regime.current().obligations {
            let absolute = |target: &str| match target.contains('/') {
                true => target.to_owned(),
                false => format!("{}/{target}", regime.id),
            };
            let order = &obligation.order;
            let mut targets: Vec<String> = verdict_references(obligation).into_iter().map(absolute).collect();
            targets.extend(obligation.filed.as_deref().map(absolute));
            let earlier = obligation
                .earliest_of
                .iter()
                .chain(&order.no_later_than)
                .chain(&order.after);
            targets.extend(earlier.map(|t| absolute(t)));
            edges.insert(&obligation.key, targets);
        }
    }
    let mut done = HashSet::new();
    let mut problems = Vec::new();
    for regime in &rules.regimes {
        for obligation in &regime.current().obligations {
            let mut path = Vec::new();
            if let Some(circle) = circle(&edges, &obligation.key, &mut path, &mut done) {
                problems.push(placed(
                    &regime.file,
                    obligation.place,
                    format!("obligations depend on each other in a circle: {circle}"),
                ));
            }
        }
    }
    problems
}

fn circle(
    edges: &HashMap<&str, Vec<String>>,
    at: &str,
    path: &mut Vec<String>,
    done: &mut HashSet<String>,
) -> Option<String> {
    if let Some(start) = path.iter().position(|seen| seen == at) {
        let mut names = path[start..].to_vec();
        names.push(at.to_owned());
        return Some(names.join(" → "));
    }
    if done.contains(at) {
        return None;
    }
    path.push(at.to_owned());
    let targets = edges.get(at).map(Vec::as_slice).unwrap_or_default();
    let found = targets.iter().find_map(|target| circle(edges, target, path, done));
    path.pop();
    done.insert(at.to_owned());
    found
}
