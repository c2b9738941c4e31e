//! Whatever the seed, a team that plays well gets every point: with each inject that a group may have, and with the least and
//! the greatest of what is drawn. `FIREBELL_SEEDS=40 cargo test --test it -- drill::seeds` plays each of forty seeds.

use std::collections::BTreeSet;

use firebell::drill::read::read;

use super::panel::for_each_scenario;
use super::{number, scenarios};
use crate::common::project;
use crate::common::record::Desk;

/// From how many seeds those are chosen that are played.
const SEEDS: u64 = 40;

/// All seeds up to the number of `FIREBELL_SEEDS`, otherwise the first that between them have every inject.
fn seeds(id: &str) -> Vec<u64> {
    let asked = std::env::var("FIREBELL_SEEDS").ok();
    if let Some(last) = asked.and_then(|asked| asked.parse().ok()) {
        return (1..=last).collect();
    }
    let path = project(&format!("playbooks/tabletop/{id}.toml"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut missing = BTreeSet::new();
    let drawn: Vec<(u64, BTreeSet<String>)> = (1..=SEEDS)
        .map(|seed| {
            let scenario = read(id, &text, seed).unwrap();
            (seed, scenario.injects.into_iter().map(|inject| inject.id).collect())
        })
        .collect();
    for (_, injects) in &drawn {
        missing.extend(injects.iter());
    }
    let news = drawn.iter().filter(|(_, injects)| {
        let before = missing.len();
        missing.retain(|inject| !injects.contains(*inject));
        missing.len() < before
    });
    news.map(|(seed, _)| *seed).collect()
}

fn every_point_with_any_seed(id: &str) {
    let desk = Desk::empty();
    for seed in seeds(id) {
        let args = [
            "drill",
            "run",
            id,
            "--script",
            "well",
            "--seed",
            &seed.to_string(),
            "--json",
        ];
        let run = desk.run(&args).json();
        assert_eq!(
            number(&run["score"]["share"]),
            100,
            "{id} seed {seed}: {}",
            run["score"]["actions"]
        );
        for clock in run["clocks"].as_array().unwrap() {
            assert_eq!(clock["verdict"], "right", "{id} seed {seed}: {clock}");
        }
    }
}

for_each_scenario!(
    every_point_with_any_seed,
    scenarios(),
    acquisition_target = "acquisition-target",
    ai_agent_leak = "ai-agent-leak",
    api_scraping = "api-scraping",
    boardroom_breach = "boardroom-breach",
    clinic_mailbox = "clinic-mailbox",
    cloud_outage = "cloud-outage",
    false_contractor = "false-contractor",
    insider_export = "insider-export",
    journalist_first = "journalist-first",
    lost_laptop = "lost-laptop",
    misdirected_email = "misdirected-email",
    oauth_token_theft = "oauth-token-theft",
    open_bucket = "open-bucket",
    payment_outage = "payment-outage",
    ransom_decision = "ransom-decision",
    ransomware_exfiltration = "ransomware-exfiltration",
    registry_worm = "registry-worm",
    student_data = "student-data",
    sub_processor = "sub-processor",
    support_credentials = "support-credentials",
);
