//! A text in the person's own editor: the process, its environment, and the signals that come while it runs.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::ids::EditTarget;
use crate::app::clock;
use crate::app::config::EditorSetting;
use crate::app::letters::edit_room::{Belongs, LetterText, Room, RoomError, RoomLabel};
use crate::app::{child, config};
use crate::platform::signals::{Listening, Signal, listen};
use crate::platform::terminal::{self, Mode};
use crate::platform::{process, programs};

/// How long an editor has to give the terminal back after it was asked to end.
const GRACE: Duration = Duration::from_secs(2);
/// How often the editor is looked after while it runs.
const LOOK: Duration = Duration::from_millis(40);

/// How an edit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// The person left the editor with a text.
    Done(String),
    /// The editor failed or was cut off; what there is of the person's text, where it differs from the letter.
    Cut {
        /// What happened, in a sentence.
        why: String,
        /// The person's words.
        text: Option<String>,
        /// Nobody had touched a key for as long as the lock waits.
        unattended: bool,
    },
}

/// Why no edit took place.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// `VISUAL` or `EDITOR` cannot be taken apart.
    #[error("{variable} is not a command: a quotation mark is not closed")]
    Quotes { variable: &'static str },
    /// No editor is named and none of the usual ones is installed.
    #[error("no editor was found")]
    None,
    /// The private folder.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// The editor does not start.
    #[error("the editor `{program}` could not be started")]
    Start {
        /// Its name.
        program: String,
        #[source]
        source: std::io::Error,
    },
}

/// What is edited, as the private folder says it.
pub(super) fn label(target: &EditTarget, record: PathBuf, actor: String) -> RoomLabel {
    let belongs = match target {
        EditTarget::Letter(text) => Belongs::Letter(LetterText {
            incident: text.letter.incident.to_string(),
            letter: text.letter.letter.clone(),
            based_on: text.sha256.clone(),
        }),
        EditTarget::Field { .. } => Belongs::Field,
    };
    RoomLabel { record, belongs, actor }
}

/// Lets the person edit a text in a private folder. Whatever happens, the text in clear is gone afterwards: signals are
/// listened to before it is written, so that none ends firebell while it lies there. An editor at which nobody touched
/// a key for as long as the workbench waits before it locks is asked to end; what it saved stays.
///
/// # Errors
/// Where there is no editor or no private place for the text.
pub fn edit(label: &RoomLabel, text: &str, idle: Option<Duration>) -> Result<Edited, EditError> {
    let words = command()?;
    let (listening, signals) = signals()?;
    let room = Room::open(label, text)?;
    let mode = Mode::now();
    let left = start(&words, &room.file()).and_then(|child| Ok(wait(child, &signals, idle).map_err(RoomError::Io)?));
    listening.close();
    if let Some(mode) = mode {
        mode.put_back();
    }
    Ok(ended(&room, text, left?))
}

/// The editor: `VISUAL`, else `EDITOR`, else one that the system usually has, with what keeps it from leaving copies elsewhere.
fn command() -> Result<Vec<String>, EditError> {
    let named = config::editor();
    let mut words = match &named {
        Some(EditorSetting { variable, line }) => {
            shell_words::split(line).map_err(|_| EditError::Quotes { variable })?
        }
        None => Vec::new(),
    };
    if words.is_empty() {
        let usual = programs::EDITORS
            .iter()
            .copied()
            .find(|name| config::program(name).is_some());
        words.push(usual.ok_or(EditError::None)?.to_owned());
    }
    let quiet = words.first().map_or(&[][..], |program| discreet(program));
    words.splice(1..1, quiet.iter().map(|word| (*word).to_owned()));
    Ok(words)
}

/// Arguments that keep a known editor from writing swap files, backups, undo files and histories. Vim gets them twice:
/// before the person's own settings, and after them in case those turn them on again. A client of a running Emacs gets
/// none, since the settings of its server hold.
fn discreet(program: &str) -> &'static [&'static str] {
    // `vi` is often another name of vim; what the name stands for decides.
    let real = config::program(program).and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let name = real.unwrap_or_default();
    const VIM: &str = "set nobackup nowritebackup noswapfile noundofile";
    match name.as_str() {
        _ if name.starts_with("vim") || name.starts_with("nvim") || name.starts_with("gvim") => {
            &["-n", "-i", "NONE", "--cmd", VIM, "-c", VIM]
        }
        "nano" => &["--ignorercfiles"],
        _ if name.starts_with("emacs") && !name.starts_with("emacsclient") => &[
            "--eval",
            "(setq make-backup-files nil auto-save-default nil create-lockfiles nil)",
        ],
        "micro" => &["-backup", "false"],
        _ => &[],
    }
}

fn start(words: &[String], file: &Path) -> Result<Child, EditError> {
    let (program, arguments) = words.split_first().ok_or(EditError::None)?;
    let mut command = Command::new(program);
    command.args(arguments).arg(file);
    child::without_secrets(&mut command);
    command.spawn().map_err(|source| EditError::Start {
        program: program.clone(),
        source,
    })
}

/// The signals that ask firebell to end. While the editor has the terminal, Ctrl-C is the editor's own: it gets it too.
fn signals() -> Result<(Listening, Receiver<Signal>), EditError> {
    const END: [Signal; 3] = [Signal::Interrupt, Signal::Terminate, Signal::HangUp];
    let (told, came) = channel();
    let terminal = std::io::stdin().is_terminal();
    let listening = listen(&END, move |signal| {
        (signal == Signal::Interrupt && terminal) || told.send(signal).is_ok()
    });
    Ok((listening.map_err(RoomError::Io)?, came))
}

/// Waits for the editor, and ends it where firebell itself is to end, or where nobody is there any more.
fn wait(mut child: Child, signals: &Receiver<Signal>, idle: Option<Duration>) -> std::io::Result<Waited> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Waited {
                status,
                ended: Ended::ByItself,
            });
        }
        let ended = match signals.recv_timeout(LOOK) {
            Ok(signal) => Ended::BySignal(signal),
            Err(_) if idle.is_some_and(nobody_typed_for) => Ended::Unattended,
            Err(_) => continue,
        };
        let status = end(&mut child)?;
        return Ok(Waited { status, ended });
    }
}

fn nobody_typed_for(idle: Duration) -> bool {
    let now = clock::now().at().timestamp();
    let now = Duration::from_secs(u64::try_from(now).unwrap_or_default());
    terminal::last_key().is_some_and(|last| now.saturating_sub(last) >= idle)
}

/// Asks the editor to end, and ends it where it does not.
fn end(child: &mut Child) -> std::io::Result<ExitStatus> {
    let mut left = match process::ask_to_end(child) {
        true => GRACE,
        false => Duration::ZERO,
    };
    while !left.is_zero() {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(LOOK);
        left = left.saturating_sub(LOOK);
    }
    child.kill()?;
    child.wait()
}

/// How the editor left, and why.
struct Waited {
    status: ExitStatus,
    ended: Ended,
}

enum Ended {
    ByItself,
    /// That firebell got meanwhile.
    BySignal(Signal),
    Unattended,
}

fn ended(room: &Room, before: &str, waited: Waited) -> Edited {
    let own = |text: Option<String>| text.filter(|text| text != before);
    let cut = |why: String, unattended| Edited::Cut {
        why,
        text: own(room.rescued()),
        unattended,
    };
    match waited.ended {
        Ended::BySignal(signal) => return cut(format!("the edit was interrupted by {}", signal.name()), false),
        Ended::Unattended => {
            let why = "nobody touched a key for as long as the lock waits, so that the editor was asked to end";
            return cut(why.to_owned(), true);
        }
        Ended::ByItself if !waited.status.success() => {
            return cut(format!("the editor failed ({})", waited.status), false);
        }
        Ended::ByItself => {}
    }
    match room.text() {
        Ok(text) => Edited::Done(text),
        Err(error) => cut(error.to_string(), false),
    }
}
