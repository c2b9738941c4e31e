//! Any order of two people's work, with and without the server, ends in one record on both machines, with nothing lost and
//! nothing twice.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::cable::Cable;
use super::machine::Machine;
use super::server::Server;

#[derive(Debug, Clone, Copy)]
enum Act {
    Note,
    Fact(u8),
    File(u8),
    /// The network of this machine is cut, or mended where it was cut.
    Network,
}

const FACTS: [(&str, &str); 3] = [
    ("data.acquired", "confirmed"),
    ("data.acquired", "excluded"),
    ("breach.cause", "theft"),
];
const NOTICES: [&str; 2] = ["us-tx/regulator", "us-ca/regulator"];

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        3 => Just(Act::Note),
        2 => (0..3_u8).prop_map(Act::Fact),
        2 => (0..2_u8).prop_map(Act::File),
        3 => Just(Act::Network),
    ];
    proptest::collection::vec((0..2_usize, act), 7..11)
}

/// What was acknowledged.
#[derive(Default)]
struct Told {
    notes: Vec<String>,
    filings: usize,
}

struct Team {
    machines: [Machine; 2],
    cables: [Cable; 2],
    cut: [bool; 2],
    code: String,
    told: Told,
}

impl Team {
    fn of(server: &Server) -> Team {
        let dana = Machine::sharing(server);
        let lee = dana.colleague(server, "lee", "commander");
        let code = dana.open_incident("a laptop is gone");
        let cables = [Cable::between(&dana, server), Cable::between(&lee, server)];
        Team {
            machines: [dana, lee],
            cables,
            cut: [false; 2],
            code,
            told: Told::default(),
        }
    }

    fn acts(&mut self, who: usize, act: Act) {
        let (machine, code) = (&self.machines[who], self.code.as_str());
        match act {
            Act::Note => {
                let text = format!("{} wrote number {}.", machine.name, self.told.notes.len());
                let _ = machine.note(code, &text).ok();
                self.told.notes.push(text);
            }
            Act::Fact(which) => {
                let (key, value) = FACTS[usize::from(which)];
                let _ = machine.run(&["incident", "fact", "set", code, key, value]).ok();
            }
            Act::File(which) => {
                let file = [
                    "incident",
                    "file",
                    code,
                    NOTICES[usize::from(which)],
                    "--without-letter",
                    "by telephone",
                ];
                let filed = machine.run(&file);
                // Who knows of the other's notice is asked at once.
                match filed.code {
                    0 => self.told.filings += 1,
                    _ => assert!(filed.err.contains("recorded by"), "{}", filed.err),
                }
            }
            Act::Network => {
                self.cut[who] = !self.cut[who];
                match self.cut[who] {
                    true => self.cables[who].cut(),
                    false => self.cables[who].mend(),
                }
            }
        }
    }

    /// Everybody is back, and decides what is to be decided.
    fn come_together(&self) {
        for cable in &self.cables {
            cable.mend();
        }
        for machine in &self.machines {
            let status = machine.run(&["team", "status", "--json"]).json();
            for entry in status["waiting"].as_array().unwrap() {
                assert_ne!(entry["state"], "waits", "{status}");
                if entry["state"] == "undecided" {
                    let number = entry["number"].to_string();
                    let _ = machine.run(&["team", "settle", &number, "--supplement"]).ok();
                }
            }
        }
        for machine in &self.machines {
            let _ = machine.run(&["team", "status"]).ok();
        }
    }

    fn check(&self) {
        for machine in &self.machines {
            let notes = machine.run(&["incident", "notes", &self.code]).ok();
            for text in &self.told.notes {
                assert_eq!(
                    notes.matches(text.as_str()).count(),
                    1,
                    "{}: {text}: {notes}",
                    machine.name
                );
            }
            let history = machine.run(&["incident", "history", &self.code]).ok();
            let history = history.split_whitespace().collect::<Vec<_>>().join(" ");
            let filed = [": filed", ": supplement filed"].map(|words| history.matches(words).count());
            assert_eq!(filed[0] + filed[1], self.told.filings, "{}: {history}", machine.name);
            machine.verifies();
        }
        assert_eq!(self.machines[0].root(), self.machines[1].root());
    }
}

#[test]
fn any_order_of_two_peoples_work_ends_in_one_record_with_nothing_lost() {
    let Some(server) = Server::start() else { return };
    drop(server);
    let config = Config {
        cases: 4,
        max_shrink_iters: 0,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let ran = runner.run(&acts(), |acts| {
        let server = Server::start().expect("it was there a moment ago");
        let mut team = Team::of(&server);
        for (who, act) in acts {
            team.acts(who, act);
        }
        team.come_together();
        team.check();
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
}
