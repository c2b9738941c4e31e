//! What went wrong beside what was asked and did not stop it. It is collected here and said once, at the end.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::audit_log::damage::Damage;
use super::{HomeError, StoreError, VoidRow};
use crate::core::ids::Stream;

/// Why the audit log is behind what was recorded.
#[derive(Debug)]
pub enum LogTrouble {
    /// Its end cannot be followed by another line.
    Damaged(Damage),
    /// It could not be read or written just now.
    Failed(Box<StoreError>),
}

impl From<StoreError> for LogTrouble {
    fn from(error: StoreError) -> LogTrouble {
        if let StoreError::Log(damage) = error {
            LogTrouble::Damaged(damage)
        } else {
            LogTrouble::Failed(Box::new(error))
        }
    }
}

impl From<LogTrouble> for StoreError {
    fn from(trouble: LogTrouble) -> StoreError {
        match trouble {
            LogTrouble::Damaged(damage) => StoreError::Log(damage),
            LogTrouble::Failed(error) => *error,
        }
    }
}

/// What waits in the database for the audit log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Waits {
    #[default]
    Nothing,
    /// The line of a read, an export or a refusal.
    Line,
    /// The line of an event.
    Event,
}

/// Something to tell whoever gave the command, which was carried out all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is, in a sentence.
    pub text: String,
    /// What can be done about it.
    pub hint: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[derive(Debug, Default)]
struct Collected {
    log: Option<LogTrouble>,
    waits: Waits,
    others: Vec<Warning>,
}

/// The warnings of one open record. Clones share what they hold.
#[derive(Debug, Clone, Default)]
pub struct Warnings(Arc<Mutex<Collected>>);

/// An error and everything below it on one line.
pub(super) fn on_one_line(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text += &format!(": {cause}");
        next = cause.source();
    }
    text
}

impl Warnings {
    fn change(&self, change: impl FnOnce(&mut Collected)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Keys are handed to nobody, since what says who may have them is not what members signed.
    pub fn not_handed_out(&self, why: &StoreError) {
        self.change(|all| {
            all.others.push(Warning {
                text: format!("keys are handed to nobody: {}", on_one_line(why)),
                hint: "firebell audit verify --signatures says more".to_owned(),
            });
        });
    }

    /// The server of a shared record has what was recorded, and could not confirm that its standby has it too.
    pub(super) fn unconfirmed(&self) {
        self.change(|all| {
            all.others.push(Warning {
                text: "the team's server has what you recorded, but did not confirm that its standby has it".to_owned(),
                hint: "should the server be lost now, firebell team recover gives it back from this machine".to_owned(),
            });
        });
    }

    /// Lines of the audit log could not be kept on the server of a shared record.
    pub(super) fn lines_unsent(&self, why: &dyn std::error::Error) {
        let text = format!(
            "the team's server does not keep what this machine's audit log has to say: {}",
            on_one_line(why)
        );
        let hint =
            "the lines are on this machine and go with the next; firebell audit verify tells how many".to_owned();
        self.change(|all| {
            if all.others.iter().all(|warning| warning.text != text) {
                all.others.push(Warning { text, hint });
            }
        });
    }

    /// The server of a shared record cannot be asked.
    pub fn away(&self, why: &HomeError) {
        let hint = match why.is_away() {
            true => "firebell team status tells when it is back",
            false => "firebell help sharing tells what a server can do, and what to do then",
        };
        self.change(|all| {
            all.others.push(Warning {
                text: format!("{why}: what is shown is what this machine has, and what you record waits here"),
                hint: hint.to_owned(),
            });
        });
    }

    /// The clock of this machine and that of the server of a shared record are apart.
    pub fn clock_apart(&self, seconds: i64) {
        let which = if seconds > 0 { "behind" } else { "ahead of" };
        self.change(|all| {
            all.others.push(Warning {
                text: format!(
                    "this machine's clock is {} seconds {which} that of the team's server: the moments of entries and the time \
                     that is left rest on it",
                    seconds.abs()
                ),
                hint: "set the clock of the machine that is wrong; firebell team status shows both".to_owned(),
            });
        });
    }

    /// A change that is told nowhere else waits for the server of a shared record.
    pub fn waits(&self) {
        self.change(|all| {
            all.others.push(Warning {
                text: "NOT YET SHARED: what you changed waits on this machine until the team's server can be reached"
                    .to_owned(),
                hint: "firebell team status lists what waits".to_owned(),
            });
        });
    }

    /// What waited for the server of a shared record is recorded.
    pub fn sent(&self, count: usize) {
        let counted = match count {
            0 => return,
            1 => "1 entry".to_owned(),
            n => format!("{n} entries"),
        };
        self.change(|all| {
            all.others.push(Warning {
                text: format!("the team's server has what waited on this machine: {counted}"),
                hint: "firebell team status lists what became of each".to_owned(),
            });
        });
    }

    /// What waited does not fit what others recorded meanwhile.
    pub fn undecided(&self, count: usize) {
        if count == 0 {
            return;
        }
        let (what, do_not_fit) = match count {
            1 => ("1 entry that waited".to_owned(), "does not fit"),
            n => (format!("{n} entries that waited"), "do not fit"),
        };
        self.change(|all| {
            all.others.push(Warning {
                text: format!("{what} {do_not_fit} what others recorded meanwhile, and nothing of it was recorded"),
                hint: "firebell team status shows why, and how to decide what becomes of it".to_owned(),
            });
        });
    }

    /// An incident that came in cannot be assessed.
    pub fn not_on_the_board(&self, stream: Stream<'_>, why: &dyn std::error::Error) {
        self.change(|all| {
            all.others.push(Warning {
                text: format!(
                    "an incident that somebody else recorded is not on the board: {}",
                    on_one_line(why)
                ),
                hint: format!("firebell audit verify tells more; its id is {stream}"),
            });
        });
    }

    /// Entries of a shared record carry nothing.
    pub fn void_rows(&self, rows: &[VoidRow]) {
        let Some(first) = rows.first() else { return };
        self.change(|all| {
            all.others.push(Warning {
                text: format!(
                    "{} {} on the team's server {} nothing and {} left out; entry {}: {}",
                    rows.len(),
                    if rows.len() == 1 { "entry" } else { "entries" },
                    if rows.len() == 1 { "carries" } else { "carry" },
                    if rows.len() == 1 { "is" } else { "are" },
                    first.n,
                    first.why
                ),
                hint: "somebody with a login of the server wrote it; its owner can see which login".to_owned(),
            });
        });
    }

    /// The audit log has trouble, and nothing waits for it so far.
    pub(super) fn log(&self, trouble: LogTrouble) {
        self.change(|all| all.log = Some(trouble));
    }

    /// An event was recorded and its line waits.
    pub(super) fn event_waits(&self, trouble: LogTrouble) {
        self.change(|all| {
            all.log = Some(trouble);
            all.waits = Waits::Event;
        });
    }

    /// A line without an event waits.
    pub(super) fn line_waits(&self, trouble: LogTrouble) {
        self.change(|all| {
            all.log = Some(trouble);
            all.waits = all.waits.max(Waits::Line);
        });
    }

    /// The log was put in order.
    pub(super) fn log_is_well(&self) {
        self.change(|all| (all.log, all.waits) = (None, Waits::Nothing));
    }

    /// The board could not be brought up to date while something was looked at.
    pub fn board(&self, error: &StoreError) {
        let text = format!("the board could not be brought up to date: {}", on_one_line(error));
        let hint = "what is shown here is correct; firebell db rebuild brings the board up to date".to_owned();
        self.change(|all| all.others.push(Warning { text, hint }));
    }

    /// The header is not the one that was written last.
    pub(super) fn header(&self, flaw: &str) {
        let text = format!("the header is not the one that was written last: {flaw}");
        let hint = "if nobody restored it from a backup, firebell key rotate makes it useless".to_owned();
        self.change(|all| all.others.push(Warning { text, hint }));
    }

    /// The machine's clock went back or leapt since the entry before.
    pub(super) fn clock(&self, words: &str) {
        let text = format!("{words}: deadlines and the order of entries rest on it");
        let hint = "check the date and time of this machine; the audit log has a clock.turned line".to_owned();
        self.change(|all| all.others.push(Warning { text, hint }));
    }

    /// Somebody took guards off the events, or put others there.
    pub(super) fn guards(&self, found: &str) {
        let text = format!(
            "the triggers that guard the events were not as firebell sets them up ({found}) and were set up anew"
        );
        let hint = "somebody changed the database with its key; firebell audit verify checks what it says".to_owned();
        self.change(|all| all.others.push(Warning { text, hint }));
    }

    /// A line that could be written nowhere.
    pub fn unwritten(&self, action: &str, error: &StoreError) {
        let text = format!("the audit log has no line for `{action}`: {}", on_one_line(error));
        let hint = "check the disk; firebell audit verify shows where the log is".to_owned();
        self.change(|all| all.others.push(Warning { text, hint }));
    }

    /// Everything there is to say, which is then forgotten.
    pub fn take(&self) -> Vec<Warning> {
        let mut all = Vec::new();
        self.change(|collected| {
            let waits = std::mem::take(&mut collected.waits);
            all.extend(collected.log.take().map(|trouble| trouble.warning(waits)));
            all.append(&mut collected.others);
        });
        all
    }
}

impl LogTrouble {
    fn warning(&self, waits: Waits) -> Warning {
        let begins = match waits {
            Waits::Nothing => "",
            Waits::Line => "Carried out; the audit log follows. ",
            Waits::Event => "Recorded; the audit log follows. ",
        };
        match self {
            LogTrouble::Damaged(damage) => Warning {
                text: format!("{begins}The audit log is damaged: {damage}."),
                hint: "everything can still be read and recorded, and new lines wait in the database; \
                       firebell audit repair moves the damaged part aside and writes them"
                    .to_owned(),
            },
            LogTrouble::Failed(why) => Warning {
                text: format!(
                    "{begins}The audit log is unavailable at the moment: {}.",
                    on_one_line(&**why)
                ),
                hint: "waiting lines are stored in the database and written as soon as the log can be; do not repeat the command"
                    .to_owned(),
            },
        }
    }
}
