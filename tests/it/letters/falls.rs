//! What an approval falls with beside the text: facts in value and certainty, decisions, delays, and the head of the page.

use super::*;
use crate::common::record::Ran;

/// A letter under the law of Texas, approved.
struct Approved {
    desk: Desk,
    code: String,
    obligation: &'static str,
}

const AUTHORITY: &str = "us-tx/regulator";
const PEOPLE: &str = "us-tx/individuals";

impl Approved {
    fn to(obligation: &'static str, facts: &[(&str, &str)]) -> Approved {
        let (desk, code) = Desk::with_incident("Mailbox read");
        let approved = Approved { desk, code, obligation };
        for (key, value) in facts {
            approved.fact(key, value, &[]);
        }
        for (key, value) in [
            ("organisation.name", "Northwind Cloud Inc."),
            ("identity.address", "12 Harbor Street, Austin, TX 78701"),
        ] {
            approved.desk.run(&["profile", "set", key, value]).ok();
        }
        approved.desk.run(&["letter", "draft", &approved.code, obligation]).ok();
        approved.approve();
        approved
    }

    fn fact(&self, key: &str, value: &str, more: &[&str]) {
        let set = ["incident", "fact", "set", &self.code, key, value];
        self.desk.run(&[&set[..], more].concat()).ok();
    }

    fn approve(&self) {
        let approve = ["letter", "approve", &self.code, &self.letter()];
        let because = ["--because", "the portal takes the rest"];
        self.desk.run_as("counsel", &[&approve[..], &because].concat()).ok();
        assert_eq!(self.state(), "approved");
    }

    fn letter(&self) -> String {
        format!("{}-en", self.obligation.replace('/', "-"))
    }

    fn state(&self) -> String {
        let list = self.desk.run(&["letter", "list", &self.code, "--json"]).json();
        list[0]["state"].as_str().unwrap().to_owned()
    }

    fn file(&self) -> Ran {
        self.desk.run(&["incident", "file", &self.code, self.obligation])
    }
}

const CHANGED: &str = "a fact changed since it was approved";

#[test]
fn a_fact_that_becomes_less_certain_takes_the_approval_with_it() {
    let letter = Approved::to(AUTHORITY, &[("affected.US-TX", "3000")]);
    letter.fact("affected.US-TX", "3000", &[]);
    assert_eq!(letter.state(), "approved", "the same again changes nothing");
    letter.fact("affected.US-TX", "3000", &["--certainty", "suspected"]);
    assert_eq!(letter.state(), CHANGED);
    assert_eq!(letter.file().code, 1);
}

#[test]
fn a_law_enforcement_delay_takes_the_approval_of_what_denies_it_and_holds_the_filing() {
    let letter = Approved::to(PEOPLE, &[("affected.US-TX", "3000")]);
    let place = |regime: &str, authority: &str| {
        let named = ["--authority", authority, "--regimes", regime, "--reason", "inquiry"];
        let until = ["--until", "2030-01-15T12:00:00Z"];
        let place = ["incident", "delay", "place", &letter.code];
        letter.desk.run(&[&place[..], &named, &until].concat()).ok();
    };
    place("us-ca", "Sheriff");
    assert_eq!(
        letter.state(),
        "approved",
        "a delay of another law is none of this letter"
    );
    place("us-tx", "Texas Rangers");
    assert_eq!(letter.state(), CHANGED);
    letter.approve();
    let asked = letter.file();
    assert_eq!(asked.code, 1, "{}", asked.out);
    assert!(
        asked
            .err
            .contains("Texas Rangers asks for a delay of this notice until Tue 15 Jan 2030")
            && asked.err.contains("--confirm"),
        "{}",
        asked.err
    );
    let confirm = ["--confirm", "the Rangers agreed by telephone"];
    let file = ["incident", "file", &letter.code, PEOPLE];
    letter.desk.run(&[&file[..], &confirm].concat()).ok();
}

#[test]
fn what_was_approved_comes_out_with_the_head_it_was_approved_with() {
    let letter = Approved::to(AUTHORITY, &[]);
    let code = letter.code.as_str();
    let out = letter.desk.beside("letter.txt").display().to_string();
    let exported = || {
        let name = letter.letter();
        let export = ["letter", "export", code, &name, "--format", "txt"];
        letter
            .desk
            .run(&[&export[..], &["--out", &out, "--force"]].concat())
            .ok();
        std::fs::read_to_string(&out).unwrap()
    };
    let moved = || {
        let set = ["profile", "set", "identity.address", "9 New Street, Austin, TX 78702"];
        letter.desk.run(&set).ok();
    };
    assert!(!exported().contains("DRAFT"));
    moved();
    assert_eq!(letter.state(), "the letterhead changed since it was approved");
    assert_eq!(letter.file().code, 1);
    assert!(exported().contains("DRAFT"));
    letter.approve();
    assert!(exported().contains("9 New Street"), "{}", exported());
    // What has gone out stays as it went.
    letter.file().ok();
    let back = [
        "profile",
        "set",
        "identity.address",
        "12 Harbor Street, Austin, TX 78701",
    ];
    letter.desk.run(&back).ok();
    assert_eq!(letter.state(), "approved");
    let sent = exported();
    assert!(sent.contains("9 New Street") && !sent.contains("DRAFT"), "{sent}");
}
