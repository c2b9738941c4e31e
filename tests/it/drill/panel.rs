//! Odd but defensible ways to play: the score is what a panel would give, whose reasons are in the head of each script.

use serde_json::Value;

use super::{number, shipped};
use crate::common::project;

/// A scenario and the shares of its three odd scripts, in percent. No facilitator answers the notes in them: what hangs on the
/// words of one is not evaluated.
const SHARES: [(&str, [u64; 3]); 13] = [
    ("acquisition-target", [100, 94, 91]),
    ("ai-agent-leak", [100, 100, 62]),
    ("boardroom-breach", [89, 89, 74]),
    ("clinic-mailbox", [100, 100, 43]),
    ("cloud-outage", [98, 97, 86]),
    ("false-contractor", [97, 95, 93]),
    ("journalist-first", [100, 90, 59]),
    ("misdirected-email", [100, 89, 93]),
    ("oauth-token-theft", [96, 100, 51]),
    ("payment-outage", [100, 91, 86]),
    ("ransom-decision", [100, 100, 60]),
    ("registry-worm", [94, 91, 72]),
    ("student-data", [97, 84, 93]),
];

fn scores_as_a_panel_would(id: &str) {
    let (_, shares) = SHARES.into_iter().find(|(named, _)| *named == id).unwrap();
    for (number_of_script, share) in (1..).zip(shares) {
        let script = format!("odd-{number_of_script}");
        let text = std::fs::read_to_string(project(&format!("playbooks/tabletop/scripts/{id}.{script}.toml")));
        let head: String = text.unwrap().lines().take_while(|line| line.starts_with('#')).collect();
        assert!(
            head.to_lowercase().contains("panel"),
            "{id}.{script} does not say what a panel would"
        );
        let run = shipped(id, &script);
        assert_eq!(number(&run["score"]["share"]), share, "{id}.{script}");
    }
}

/// A test for each scenario, so that each is short; all scenarios of a list have one.
macro_rules! for_each_scenario {
    ($check:ident, $all:expr, $($name:ident = $id:literal),+ $(,)?) => {
        $(#[test]
        fn $name() {
            $check($id);
        })+

        #[test]
        fn every_scenario_has_a_test() {
            assert_eq!(Vec::from_iter([$($id),+]), $all);
        }
    };
}
pub(super) use for_each_scenario;

mod odd_but_defensible_play_scores_as_a_panel_would {
    use super::{SHARES, scores_as_a_panel_would};

    for_each_scenario!(
        scores_as_a_panel_would,
        Vec::from(SHARES.map(|(id, _)| id)),
        acquisition_target = "acquisition-target",
        ai_agent_leak = "ai-agent-leak",
        boardroom_breach = "boardroom-breach",
        clinic_mailbox = "clinic-mailbox",
        cloud_outage = "cloud-outage",
        false_contractor = "false-contractor",
        journalist_first = "journalist-first",
        misdirected_email = "misdirected-email",
        oauth_token_theft = "oauth-token-theft",
        payment_outage = "payment-outage",
        ransom_decision = "ransom-decision",
        registry_worm = "registry-worm",
        student_data = "student-data",
    );
}

/// What a panel does not give full points for, and the deadlines it does not call right. Everything else is done and right.
struct Verdict {
    script: &'static str,
    marks: &'static [(&'static str, &'static str)],
    clocks: &'static [(&'static str, &'static str)],
}

const fn verdict(
    script: &'static str,
    marks: &'static [(&'static str, &'static str)],
    clocks: &'static [(&'static str, &'static str)],
) -> Verdict {
    Verdict { script, marks, clocks }
}

/// Both authorities' deadlines, counted from a start that is stricter than need be.
const STRICTER: &[(&str, &str)] = &[("eu-gdpr/regulator", "defensible"), ("gb-gdpr/regulator", "defensible")];

const VERDICTS: [Verdict; 21] = [
    verdict("api-scraping.odd-1", &[], STRICTER),
    verdict("api-scraping.odd-2", &[("g06.letter", "missed")], &[]),
    verdict(
        "api-scraping.odd-3",
        &[("g05.material", "missed"), ("g10.press", "late")],
        &[("us-sec-8k/market", "too late")],
    ),
    verdict("insider-export.odd-1", &[("f01.calm", "missed")], STRICTER),
    verdict(
        "insider-export.odd-2",
        &[("f01.circle", "missed"), ("f04.risk", "late")],
        &[],
    ),
    verdict(
        "insider-export.odd-3",
        &[
            ("f03.no", "missed"),
            ("f06.filed", "missed"),
            ("f06.uk", "missed"),
            ("f06.letter", "late"),
        ],
        &[],
    ),
    verdict("lost-laptop.odd-1", &[], &[]),
    verdict("lost-laptop.odd-2", &[("e06.entry", "late")], &[]),
    verdict("lost-laptop.odd-3", &[("e01.cut", "late")], &[]),
    verdict("open-bucket.odd-1", &[], STRICTER),
    verdict(
        "open-bucket.odd-2",
        &[("b01.snapshot", "late"), ("b04.risk", "late")],
        &[],
    ),
    verdict(
        "open-bucket.odd-3",
        &[("b01.thanks", "missed"), ("b06.split", "missed")],
        &[],
    ),
    verdict("ransomware-exfiltration.odd-1", &[], STRICTER),
    verdict(
        "ransomware-exfiltration.odd-2",
        &[("a04.aware", "late"), ("a04.customers", "late")],
        &[],
    ),
    verdict("ransomware-exfiltration.odd-3", &[("a07.uk", "missed")], &[]),
    verdict(
        "sub-processor.odd-1",
        &[],
        &[
            ("eu-gdpr/regulator", "defensible"),
            ("gb-gdpr/regulator", "defensible"),
            ("us-fl/individuals", "defensible"),
        ],
    ),
    verdict("sub-processor.odd-2", &[("d02.received", "late")], &[]),
    verdict(
        "sub-processor.odd-3",
        &[("d06.uk", "missed"), ("d07.order", "missed")],
        &[],
    ),
    verdict("support-credentials.odd-1", &[], &[]),
    verdict("support-credentials.odd-2", &[("c02.playbook", "missed")], &[]),
    verdict(
        "support-credentials.odd-3",
        &[("c04.rest", "late"), ("c09.correct", "wrong")],
        &[],
    ),
];

fn marked_as_a_panel_would(scenario: &str) {
    let asked = VERDICTS.iter().filter(|verdict| verdict.script.starts_with(scenario));
    assert_eq!(asked.clone().count(), 3, "{scenario}");
    for &Verdict { script, marks, clocks } in asked {
        let (id, name) = script.split_once('.').unwrap();
        let run = shipped(id, name);
        let found = differing(&run["score"]["actions"], ["id", "outcome"], &["done", "not_delivered"]);
        assert_eq!(found, marks, "{script}");
        let found = differing(&run["clocks"], ["duty", "verdict"], &["right"]);
        assert_eq!(found, clocks, "{script}");
    }
}

/// The scenarios of the verdicts.
fn judged() -> Vec<&'static str> {
    let names = VERDICTS
        .iter()
        .map(|verdict| verdict.script.split('.').next().unwrap_or_default());
    let mut names: Vec<&str> = names.collect();
    names.dedup();
    names
}

mod odd_play_is_marked_as_a_panel_would {
    use super::{judged, marked_as_a_panel_would};

    for_each_scenario!(
        marked_as_a_panel_would,
        judged(),
        api_scraping = "api-scraping",
        insider_export = "insider-export",
        lost_laptop = "lost-laptop",
        open_bucket = "open-bucket",
        ransomware_exfiltration = "ransomware-exfiltration",
        sub_processor = "sub-processor",
        support_credentials = "support-credentials",
    );
}

/// What of a list did not come out as it should.
fn differing<'v>(list: &'v Value, keys: [&str; 2], full: &[&str]) -> Vec<(&'v str, &'v str)> {
    let told = |item: &'v Value| keys.map(|key| item[key].as_str().unwrap());
    let told = list.as_array().unwrap().iter().map(told);
    let differing = told.filter(|[_, value]| !full.contains(value));
    differing.map(|[name, value]| (name, value)).collect()
}
