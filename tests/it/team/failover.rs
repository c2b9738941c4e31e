//! Fail-over under load: the primary dies again and again, its standby takes over, and eight writers go on. What was
//! acknowledged is there once.
//!
//! `FIREBELL_FAILOVERS=10 cargo test --test it -- team::failover` does it ten times; without it once, with four writers.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::machine::Machine;
use super::server::Server;

/// A primary, and a standby that has to have an entry before it is acknowledged.
struct Pair {
    primary: Server,
    standby: Server,
}

impl Pair {
    fn start() -> Option<Pair> {
        let primary = Server::start_durable()?;
        let standby = primary.standby();
        Some(Pair { primary, standby })
    }

    /// Both addresses, as a person gives them once.
    fn address(&self, machine: &Machine) -> String {
        let file = machine.desk.beside("server.pass");
        format!(
            "postgres://{}@127.0.0.1:{},127.0.0.1:{}/firebell?passfile={}",
            machine.name,
            self.primary.port,
            self.standby.port,
            file.display()
        )
    }

    /// The primary fails, the standby takes over, and the failed machine comes back as the standby.
    fn fail_over(&mut self) {
        self.primary.crash();
        self.standby.promote();
        self.primary.follow(&self.standby);
        std::mem::swap(&mut self.primary, &mut self.standby);
    }
}

/// What a writer was told of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Committed,
    Waits,
    NotRecorded,
}

#[derive(Debug)]
struct Written {
    text: String,
    told: Told,
    /// What else was said.
    err: String,
}

/// Writes notes until it is told to stop.
fn write(machine: &Machine, run: usize, code: &str, stop: &AtomicBool, written: &Mutex<Vec<Written>>) {
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let text = format!("{} in window {run} wrote {n}.", machine.name);
        let ran = machine.note(code, &text);
        let told = match ran.code {
            0 if ran.out.contains("NOT YET SHARED") => Told::Waits,
            0 => Told::Committed,
            _ => Told::NotRecorded,
        };
        written.lock().unwrap().push(Written {
            text,
            told,
            err: ran.err,
        });
    }
}

/// Waits until so many more notes were acknowledged by the server.
fn wait_for(written: &Mutex<Vec<Written>>, more: usize) {
    let committed = || {
        let written = written.lock().unwrap();
        written.iter().filter(|one| one.told == Told::Committed).count()
    };
    let goal = committed() + more;
    for _ in 0..1800 {
        if committed() >= goal {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{} of {goal} notes were acknowledged", committed());
}

#[test]
fn acknowledged_entries_survive_each_failover_once() {
    let asked = std::env::var("FIREBELL_FAILOVERS").ok();
    let times = asked.as_ref().map_or(1, |text| text.parse().unwrap());
    let colleagues = if asked.is_some() {
        &["lee", "kim", "sam"][..]
    } else {
        &["lee"]
    };
    let Some(mut pair) = Pair::start() else { return };
    let dana = Machine::sharing_at(&|machine| pair.address(machine));
    let join = |name: &&str| dana.colleague_at(&|machine| pair.address(machine), name, "commander");
    let mut machines: Vec<Machine> = colleagues.iter().map(join).collect();
    machines.push(dana);
    let code = machines[0].open_incident("a laptop is gone");
    let (stop, written) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for machine in &machines {
            for run in 0..2 {
                let (code, stop, written) = (&code, &stop, &written);
                scope.spawn(move || write(machine, run, code, stop, written));
            }
        }
        let each = 2 * machines.len();
        for _ in 0..times {
            wait_for(&written, each);
            pair.fail_over();
        }
        wait_for(&written, each);
        stop.store(true, Ordering::Relaxed);
    });
    let written = written.into_inner().unwrap();
    let told = |told: Told| written.iter().filter(|one| one.told == told).count();
    println!(
        "{times} fail-overs: {} acknowledged, {} waited, {} not recorded",
        told(Told::Committed),
        told(Told::Waits),
        told(Told::NotRecorded)
    );
    let refused = written.iter().filter(|one| one.told == Told::NotRecorded);
    let refused: Vec<_> = refused.map(|one| (&one.text, &one.err)).collect();
    assert!(refused.is_empty(), "{refused:?}");
    // What waits is shared with the next command, and everybody takes it in with the one after.
    for _ in 0..2 {
        for machine in &machines {
            let _ = machine.run(&["team", "status"]).ok();
        }
    }
    let root = machines[0].root();
    for machine in &machines {
        let notes = machine.run(&["incident", "notes", &code]).ok();
        for one in &written {
            assert_eq!(
                notes.matches(one.text.as_str()).count(),
                1,
                "{one:?} on {}",
                machine.name
            );
        }
        assert_eq!(machine.root(), root, "{}", machine.name);
        machine.verifies();
    }
}
