//! Limits that end no later than those of other obligations, wherever these stand in the file.

use firebell::core::law::load::{LawText, load};
use firebell::core::obligation::assess;

use crate::common::{at, story};

/// An obligation of 24 hours for each name, bounded by the next one; the last by none.
fn contract(names: &[&str]) -> String {
    let mut text =
        "[[regime]]\nid = \"acme-contract\"\njurisdiction = \"DE\"\nname = \"Acme contract\"\nkind = \"contract\"\n\
                    law = \"Acme contract\"\ncitation = \"clause 9\"\nstatus = \"law\"\napplies_to = \"the supplier\"\n\
                    time_zone = \"Europe/Berlin\"\nconfidence = \"high\"\nreviewed_on = \"2026-11-28\"\n\
                    sources = [\"https://example.org\"]\nnote = \"none\"\n[regime.reach]\nplace = [\"DE\"]\n\
                    [regime.harm]\ntest = \"none\"\nwords = \"none\"\n"
            .to_owned();
    for (at, name) in names.iter().enumerate() {
        let hours = 24 * (names.len() - at);
        let bound = names.get(at + 1).map(|next| format!("earliest_of = [\"{next}\"]\n"));
        text += &format!(
            "[[regime.obligation]]\nid = \"{name}\"\nrecipient = \"contract_party\"\nchannel = \"email\"\nrole = \"owner\"\n\
             max = {hours}\nunit = \"hours\"\nfrom = \"discovery\"\ncounting = \"elapsed\"\ncite = \"clause 9\"\n{}",
            bound.unwrap_or_default()
        );
    }
    text
}

#[test]
fn a_bound_of_a_bound_counts() {
    let mut files = firebell::app::law::files::built_in();
    files.push(LawText {
        path: "own/acme.toml".to_owned(),
        name: "acme.toml".to_owned(),
        text: contract(&["first", "second", "third", "fourth"]).into(),
        overlay: true,
    });
    let loaded = load(&files);
    assert_eq!(loaded.problems, []);
    let text = "[incident]\ntitle = \"t\"\n[organisation]\ncountry = \"DE\"\nrole = \"controller\"\n\
                [milestones]\ndiscovery = \"2026-11-20T10:00:00Z\"\n";
    let facts = firebell::core::facts::read::file("facts.toml", text, &loaded.rules).unwrap();
    let assessment = assess(&facts, &loaded.rules, story("2026-11-24T00:00:00Z"));
    for (name, told) in [("first", 1), ("second", 1), ("third", 1), ("fourth", 0)] {
        let key = format!("acme-contract/{name}");
        let outcome = assessment.outcomes.iter().find(|o| o.key == *key.as_str()).unwrap();
        let deadline = outcome.deadline.as_ref().unwrap();
        assert_eq!(deadline.strict, at("2026-11-21T10:00:00Z"), "{name}");
        let bounds: Vec<String> = deadline
            .steps()
            .into_iter()
            .filter(|step| step.contains("no later than"))
            .collect();
        assert_eq!(bounds.len(), told, "{name}: {bounds:?}");
        assert!(
            bounds.iter().all(|step| step.contains("21 Nov 2026 11:00")),
            "{bounds:?}"
        );
    }
}
