//! Odd but defensible ways to play: the score is what a panel would give, whose reasons are in the head of each script.

use super::{number, played};
use crate::common::project;
use crate::common::record::Desk;

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

#[test]
fn odd_but_defensible_play_scores_as_a_panel_would() {
    let desk = Desk::empty();
    for (id, shares) in SHARES {
        for (number_of_script, share) in (1..).zip(shares) {
            let script = format!("odd-{number_of_script}");
            let text = std::fs::read_to_string(project(&format!("playbooks/tabletop/scripts/{id}.{script}.toml")));
            let head: String = text.unwrap().lines().take_while(|line| line.starts_with('#')).collect();
            assert!(
                head.to_lowercase().contains("panel"),
                "{id}.{script} does not say what a panel would"
            );
            let run = played(&desk, id, &script);
            assert_eq!(number(&run["score"]["share"]), share, "{id}.{script}");
        }
    }
}
