//! The naive evaluator.

use super::*;

struct Naive<'w> {
    world: &'w World,
    incident: &'w Incident,
    day: NaiveDate,
    other: BTreeMap<String, Answer>,
}

impl Naive<'_> {
    fn regime(&self, id: &str) -> &Table {
        self.world.regimes.iter().find(|r| text(r, "id") == Some(id)).unwrap()
    }

    fn verdict(&self, regime: &Table, obligation: &Table) -> Answer {
        all([
            force(text(regime, "status").unwrap()),
            text(obligation, "status").map_or(Some(true), force),
            self.reach(regime),
            Some(!self.displaced(regime)),
            self.role(obligation),
            self.data(regime),
            self.encryption(regime, obligation),
            self.harm(regime, obligation),
            self.deemed(regime, obligation),
            self.threshold(regime, obligation),
            all(tables(obligation, "when")
                .iter()
                .map(|c| self.condition(regime, obligation, c))),
        ])
    }

    fn reach(&self, regime: &Table) -> Answer {
        let Some(reach) = regime.get("reach").and_then(Value::as_table) else {
            return Some(true);
        };
        let i = self.incident;
        let list = |key: &str| strings(reach.get(key));
        let country = i.get("organisation", "country").and_then(Value::as_str).unwrap();
        let main = i
            .get("organisation", "eu_main_establishment")
            .and_then(Value::as_str)
            .unwrap();
        let within = |code: &str, place: &str| {
            let inside = |p: &str| code == p || code.starts_with(&format!("{p}-"));
            if place == "EU" {
                self.world.union.iter().any(|m| inside(m))
            } else {
                inside(place)
            }
        };
        let lives =
            |places: &[String]| any_of(places.iter().map(|p| between(i.people(self.world, p), |n| n > 0, true)));
        let seated = |places: &[String]| places.iter().any(|p| within(country, p) || within(main, p));
        let mut answer = Some(true);
        let (residents, seats, places) = (list("residents"), list("establishment"), list("place"));
        if !residents.is_empty() {
            answer = both(answer, lives(&residents));
        }
        if !seats.is_empty() {
            answer = both(answer, Some(seated(&seats)));
        }
        if !places.is_empty() {
            answer = both(answer, either(lives(&places), Some(seated(&places))));
        }
        if !list("profile").is_empty() {
            let flags = any_of(list("profile").iter().map(|f| i.has_flag(self.world, f)));
            let asked_in = list("asked_in");
            let there = either(lives(&asked_in), Some(seated(&asked_in)));
            // What nobody recorded is asked only where the organization or people of the incident are.
            let flags = match flags {
                None if !asked_in.is_empty() && there == Some(false) => Some(false),
                flags => flags,
            };
            answer = both(answer, flags);
        }
        if !list("sets").is_empty() {
            let known = i.set("data", "sets");
            answer = both(answer, known.map(|set| list("sets").iter().any(|s| set.contains(s))));
        }
        if !list("customers").is_empty() {
            let known = i.set("data", "customers");
            answer = both(
                answer,
                known.map(|set| list("customers").iter().any(|c| set.contains(c))),
            );
        }
        let outside = list("exempt").iter().any(|f| i.has_flag(self.world, f) == Some(true));
        both(answer, Some(!outside))
    }

    /// Whether another regime is known to apply instead: it binds, is in force and reaches the organization.
    fn displaced(&self, regime: &Table) -> bool {
        let reach = regime.get("reach").and_then(Value::as_table);
        strings(reach.and_then(|reach| reach.get("displaced_by")))
            .iter()
            .any(|id| {
                let other = self.regime(id);
                let binds = force(text(other, "status").unwrap());
                in_force(other, self.day) && both(binds, self.reach(other)) == Some(true)
            })
    }

    fn role(&self, obligation: &Table) -> Answer {
        let asked = match text(obligation, "role").unwrap() {
            "owner" => "controller",
            "vendor" => "processor",
            // Who plays which role does not matter, so it need not be known.
            _ => return Some(true),
        };
        let role = self.incident.get("organisation", "role")?.as_str()?;
        Some(role == asked)
    }

    fn data(&self, regime: &Table) -> Answer {
        let Some(data) = regime.get("data").and_then(Value::as_table) else {
            return Some(true);
        };
        let i = self.incident;
        let (acquired, accessed) = (i.happened("acquired"), i.happened("accessed"));
        let types = i.set("breach", "types").map(|set| !set.is_empty());
        let happened = match text(data, "trigger").unwrap() {
            "incident" => return Some(true),
            "acquisition" => acquired,
            "access" | "access_or_acquisition" => either(accessed, acquired),
            "access_and_acquisition" => acquired,
            _ if accessed == Some(true) || acquired == Some(true) => Some(true),
            _ => types,
        };
        let listed = [strings(data.get("named")), strings(data.get("alone"))].concat();
        let counts = |code: &String| listed.contains(code) || listed.iter().any(|c| c == "any_personal_data");
        let none_listed = listed.is_empty().then_some(true);
        let covered = none_listed.or_else(|| i.set("data", "elements").map(|set| set.iter().any(counts)));
        let medium = match (
            text(data, "medium").unwrap(),
            i.get("data", "medium").and_then(Value::as_str),
        ) {
            ("any" | "unknown", _) | (_, Some("electronic" | "both")) => Some(true),
            ("electronic", Some("paper")) => Some(false),
            _ => None,
        };
        all([covered, happened, medium])
    }

    fn encryption(&self, regime: &Table, obligation: &Table) -> Answer {
        let Some(data) = regime.get("data").and_then(Value::as_table) else {
            return Some(true);
        };
        if text(data, "trigger") == Some("incident") && self.incident.flag("data", "encrypted").is_none() {
            // Incident laws may still carry a shelter; it needs the same facts.
        }
        let encrypted = self.incident.flag("data", "encrypted");
        let safe = self.incident.flag("data", "key_taken").map(|taken| !taken);
        let shelter = match text(data, "encryption").unwrap() {
            "yes" => encrypted,
            "unless_key_taken" => both(encrypted, safe),
            "individuals_only" if matches!(text(obligation, "recipient"), Some("individuals" | "media")) => {
                let types = self.incident.set("breach", "types");
                let confidential = types.map(|t| !t.contains("availability") && !t.contains("integrity"));
                all([encrypted, safe, confidential])
            }
            _ => Some(false),
        };
        shelter.map(|s| !s)
    }

    fn harm(&self, regime: &Table, obligation: &Table) -> Answer {
        let Some(harm) = regime.get("harm").and_then(Value::as_table) else {
            return Some(true);
        };
        let test = text(harm, "test").unwrap();
        let id = text(obligation, "id").unwrap().to_owned();
        let gated = harm
            .get("gates")
            .is_none_or(|g| g.as_str() == Some("all") || strings(Some(g)).contains(&id));
        if test == "none" || test == "by_obligation" || !gated {
            return Some(true);
        }
        match self.incident.decided(self.world, text(regime, "id").unwrap(), test) {
            Some(grade) => Some(grade > 0),
            None if text(harm, "polarity") == Some("unless") => Some(true),
            None => None,
        }
    }

    fn deemed(&self, regime: &Table, obligation: &Table) -> Answer {
        let id = text(obligation, "id").unwrap().to_owned();
        let has = |flag: &str| self.incident.has_flag(self.world, flag) == Some(true);
        let ended = tables(regime, "deemed").iter().any(|d| {
            let under = match text(d, "law").unwrap() {
                "glba" => has("glba_institution"),
                "hipaa" => has("hipaa_covered_entity") || has("hipaa_business_associate"),
                _ => false,
            };
            let kept = strings(d.get("keeps")).contains(&id);
            match text(d, "effect").unwrap() {
                "exempt" => under && !kept,
                "cra_only" => under && text(obligation, "recipient") == Some("consumer_reporting_agencies"),
                // No incident here relies on another law.
                _ => false,
            }
        });
        Some(!ended)
    }

    fn compare(&self, regime: &Table, threshold: &Table) -> Answer {
        let limit = threshold["count"].as_integer().unwrap();
        let over = |n: i64| match text(threshold, "op").unwrap() {
            ">" => n > limit,
            ">=" => n >= limit,
            _ => n < limit,
        };
        let large = text(threshold, "op").unwrap() != "<";
        let i = self.incident;
        let jurisdiction = text(regime, "jurisdiction").unwrap();
        match text(threshold, "where").unwrap() {
            "place" if jurisdiction != "US" => between(i.people(self.world, jurisdiction), over, large),
            "any_one_place" => {
                let parts = i
                    .listed()
                    .into_iter()
                    .filter(|(code, _)| code.starts_with(&format!("{jurisdiction}-")));
                let listed = any_of(parts.map(|(_, n)| Some(over(n))));
                // Of one place that is not listed, only that it has no more people than all of them together is known.
                let unlisted = match i.elsewhere() {
                    Some(0) => Some(false),
                    Some(most) if !over(most) => Some(false),
                    _ => None,
                };
                either(listed, unlisted)
            }
            _ => between(i.everybody(), over, large),
        }
    }

    fn threshold(&self, regime: &Table, obligation: &Table) -> Answer {
        let superseded = tables(obligation, "when")
            .iter()
            .any(|c| c.contains_key("superseded_by"));
        match obligation.get("threshold").and_then(Value::as_table) {
            Some(threshold) if !superseded => {
                let cases = tables(obligation, "threshold_or");
                let cases = cases.iter().map(|c| self.condition(regime, obligation, c));
                either(self.compare(regime, threshold), any_of(cases))
            }
            _ => Some(true),
        }
    }

    fn named(&self, regime: &Table, reference: &str) -> Answer {
        let own = text(regime, "id").unwrap();
        let (id, obligation) = reference.split_once('/').unwrap_or((own, reference));
        let regime = self.regime(id);
        let found = tables(regime, "obligation")
            .into_iter()
            .find(|o| text(o, "id") == Some(obligation))
            .unwrap();
        self.verdict(regime, &found)
    }

    fn condition(&self, regime: &Table, obligation: &Table, c: &Table) -> Answer {
        let holds = self.test(regime, obligation, c);
        match c.get("unless").and_then(Value::as_bool) {
            Some(true) => Some(holds != Some(true)),
            _ => holds,
        }
    }

    fn test(&self, regime: &Table, obligation: &Table, c: &Table) -> Answer {
        let i = self.incident;
        let listed = |key: &str, table: &str, fact: &str| {
            let known = i.set(table, fact);
            known.map(|set| {
                let hit = |code: &String| set.contains(code) || (code == "any_personal_data" && !set.is_empty());
                strings(c.get(key)).iter().any(hit)
            })
        };
        if let Some(id) = text(c, "question") {
            let is = c.get("is").and_then(Value::as_bool).unwrap_or(true);
            return i.flag("answers", id).map(|answer| answer == is);
        }
        if let Some(family) = text(c, "decision") {
            let at_least = text(c, "at_least").unwrap();
            let least = self.world.scales[family].iter().position(|v| v == at_least).unwrap();
            let undecided = c.get("unless_below").and_then(Value::as_bool).unwrap_or(false);
            let decided = i.decided(self.world, text(regime, "id").unwrap(), family);
            return decided.map(|grade| grade >= least).or(undecided.then_some(true));
        }
        if c.contains_key("profile") {
            return any_of(strings(c.get("profile")).iter().map(|f| i.has_flag(self.world, f)));
        }
        if c.contains_key("mark") {
            let mark = |m: &String| {
                if m == "malicious" {
                    i.flag("breach", "malicious")
                } else {
                    None
                }
            };
            return any_of(strings(c.get("mark")).iter().map(mark));
        }
        for (key, table, fact) in [
            ("elements", "data", "elements"),
            ("sets", "data", "sets"),
            ("kind", "breach", "kinds"),
        ] {
            if c.contains_key(key) {
                return listed(key, table, fact);
            }
        }
        if let Some(target) = text(c, "follows") {
            return self.named(regime, target);
        }
        if let Some(target) = text(c, "superseded_by") {
            return self.named(regime, target).map(|due| !due);
        }
        if c.contains_key("other_notice_due") {
            return self.other[text(regime, "id").unwrap()];
        }
        if let Some(threshold) = c.get("count").and_then(Value::as_table) {
            return self.compare(regime, threshold);
        }
        if c.contains_key("any") {
            return any_of(
                tables(c, "any")
                    .iter()
                    .map(|inner| self.condition(regime, obligation, inner)),
            );
        }
        if c.contains_key("relies_on") {
            let relied = i.set("decisions", "no_harm").unwrap_or_default();
            return Some(relied.contains(text(regime, "id").unwrap()));
        }
        // internal_slip, deletion, risk_removed, direct_notice, ordered, not_known: never known in these incidents.
        None
    }
}

fn force(status: &str) -> Answer {
    match status {
        "proposed" | "voluntary" | "no_duty" => Some(false),
        "unsettled" | "awaits_rules" => None,
        _ => Some(true),
    }
}

/// All verdicts, with `other_notice_due` raised from no until nothing changes.
pub(super) fn naive(world: &World, incident: &Incident, day: NaiveDate) -> BTreeMap<String, Answer> {
    let current: Vec<&Table> = world.regimes.iter().filter(|r| in_force(r, day)).collect();
    let mut other: BTreeMap<String, Answer> = world
        .regimes
        .iter()
        .map(|r| (text(r, "id").unwrap().to_owned(), Some(false)))
        .collect();
    loop {
        let naive = Naive {
            world,
            incident,
            day,
            other: other.clone(),
        };
        let mut verdicts = BTreeMap::new();
        let mut authorities = Vec::new();
        for regime in &world.regimes {
            for obligation in tables(regime, "obligation") {
                let id = text(regime, "id").unwrap();
                let verdict = naive.verdict(regime, &obligation);
                if current.iter().any(|r| text(r, "id") == Some(id)) {
                    verdicts.insert(format!("{id}/{}", text(&obligation, "id").unwrap()), verdict);
                }
                let recipient = text(&obligation, "recipient").unwrap();
                if matches!(recipient, "regulator" | "law_enforcement" | "csirt") && in_force(regime, day) {
                    authorities.push((id.to_owned(), verdict));
                }
            }
        }
        let mut next = BTreeMap::new();
        for id in other.keys() {
            let told = authorities
                .iter()
                .filter(|(at, _)| at != id)
                .map(|(_, verdict)| *verdict);
            next.insert(id.clone(), either(other[id], any_of(told)));
        }
        if next == other {
            return verdicts;
        }
        other = next;
    }
}

/// Regimes whose current text is in force on the day; former texts are the engine's to prove elsewhere.
fn in_force(regime: &Table, day: NaiveDate) -> bool {
    text(regime, "in_force_from").is_none_or(|from| from.parse::<NaiveDate>().unwrap() <= day)
}
