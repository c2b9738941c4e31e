//! The config file, the usual folders, and who is running the program. The only place outside clap that looks at the
//! environment.

mod read;

use std::path::{Path, PathBuf};
use std::time::Duration;

use directories::{BaseDirs, ProjectDirs};
use zeroize::Zeroizing;

use crate::app::files::bounded::{self, ReadError};
use crate::app::watching::hooks::setting::Hook;
use crate::core::time::Zone;
use crate::core::toml_text::reader::Problem;
use crate::platform::programs;

/// What the config file may say; every key may be absent. Relative folders are below the folder of the file, wherever
/// firebell was started.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Folder of the record.
    pub data_dir: Option<PathBuf>,
    pub actor: Option<String>,
    /// A command whose first line of output opens the record.
    pub key_command: Option<String>,
    /// A service that keeps a key which opens the record.
    pub key_service: Option<KeyService>,
    /// How many seconds a key command or a passphrase file may take.
    pub key_seconds: Option<u64>,
    /// Whether the keyring of the operating system holds the passphrase.
    pub keyring: bool,
    /// Zone of new incidents.
    pub home_zone: Option<String>,
    /// A team's own retention periods.
    pub retention: Option<PathBuf>,
    /// Folder of a team's own playbooks.
    pub playbooks: Option<PathBuf>,
    /// Folder of a team's own templates for notices inside.
    pub notices: Option<PathBuf>,
    /// Folder of a team's own templates for letters.
    pub letters: Option<PathBuf>,
    /// Folder of fonts for letters, for scripts that the built-in ones do not draw.
    pub fonts: Option<PathBuf>,
    /// Folder of a team's own scenarios for exercises.
    pub scenarios: Option<PathBuf>,
    /// How the workbench looks: dark, light, contrast or plain.
    pub theme: Option<String>,
    /// A file of keys for the workbench, where a person has their own.
    pub keys: Option<PathBuf>,
    /// Whether the workbench leaves the mouse to the terminal.
    pub no_mouse: bool,
    /// Ways of the workbench to alert that are off: bell, title, desktop.
    pub quiet: Vec<String>,
    /// Minutes without a key after which the workbench locks; 0: never.
    pub idle_minutes: Option<u16>,
    /// How long a running exercise may go without a sign of life before its clock is held.
    pub exercise_silence: Option<ExerciseSilence>,
    /// Folders of law laid over the built-in files.
    pub law_dirs: Vec<PathBuf>,
    /// Commands that `watch` and the workbench call when something happens.
    pub hooks: Vec<Hook>,
    /// Where the file lies, or would lie.
    pub folder: Option<PathBuf>,
}

/// A key service: commands that wrap and unwrap a short text. Each reads it from standard input and prints what it makes of
/// it; `KEY_ID` tells it which key is meant.
#[derive(Debug, Clone)]
pub struct KeyService {
    pub key_id: String,
    pub wrap: Option<String>,
    pub unwrap: String,
}

/// The most a config file may hold, and how long reading it may take.
const MOST: u64 = 1024 * 1024;
const LIMIT: Duration = Duration::from_secs(10);

/// How long a key command may take when nobody says: long enough to type a PIN or to touch a token.
const KEY_SECONDS: u64 = 120;

const PASSPHRASE: &str = "FIREBELL_PASSPHRASE";

/// Seconds without a sign of life after which the clock of an exercise is held; what is absent keeps its default.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExerciseSilence {
    /// Where a workbench had the exercise open.
    pub workbench: Option<u32>,
    /// Where it is run by single commands.
    pub command_line: Option<u32>,
}

/// A config file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("could not read {}", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: ReadError,
    },
    /// It is not text.
    #[error("{} is not UTF-8 text", .0.display())]
    Text(PathBuf),
    /// It does not say what a config says.
    #[error("{} is not valid", path.display())]
    Form { path: PathBuf, problems: Vec<Problem> },
}

/// The text of a file of keys.
///
/// # Errors
/// Where it cannot be read, or is not text.
pub fn keys_file(path: &Path) -> Result<String, ConfigError> {
    let bytes = bounded::read(path, MOST, LIMIT).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|_| ConfigError::Text(path.to_owned()))?;
    Ok(text.to_owned())
}

fn project() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "firebell")
}

/// A home that is no whole path would be another folder, with another record, wherever firebell is started.
fn whole(folder: &Path) -> Option<PathBuf> {
    folder.is_absolute().then(|| folder.to_owned())
}

/// Where the record stands when nobody says otherwise; `None` where the system names no home, or `HOME` is a relative path.
pub fn default_data_dir() -> Option<PathBuf> {
    whole(project()?.data_dir())
}

/// The home folder of whoever runs the program.
pub fn home_folder() -> Option<PathBuf> {
    whole(BaseDirs::new()?.home_dir())
}

/// Minutes without a key after which the workbench locks where nobody says otherwise.
const IDLE_MINUTES: u16 = 15;

impl Config {
    /// How long nobody may touch a key of the workbench before it locks; `None`: as long as they like.
    pub fn idle(&self) -> Option<Duration> {
        match self.idle_minutes.unwrap_or(IDLE_MINUTES) {
            0 => None,
            minutes => Some(Duration::from_secs(60 * u64::from(minutes))),
        }
    }

    /// The named file, or the usual one if it is there.
    ///
    /// # Errors
    /// Where a named file is missing, or one does not read.
    pub fn load(named: Option<&Path>) -> Result<Config, ConfigError> {
        let folder = project().and_then(|dirs| whole(dirs.config_dir()));
        let usual = || {
            let path = folder.as_ref().map(|folder| folder.join("config.toml"));
            path.filter(|path| path.exists())
        };
        let Some(path) = named.map(Path::to_owned).or_else(usual) else {
            return Ok(Config {
                folder,
                ..Config::default()
            });
        };
        let bytes = bounded::read(&path, MOST, LIMIT).map_err(|source| ConfigError::Read {
            path: path.clone(),
            source,
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|_| ConfigError::Text(path.clone()))?;
        let config = read::config(&path.display().to_string(), text).map_err(|problems| ConfigError::Form {
            path: path.clone(),
            problems,
        })?;
        let real = std::path::absolute(&path).unwrap_or(path);
        Ok(match real.parent() {
            Some(folder) => config.below(folder),
            None => config,
        })
    }

    /// The same with relative folders below this one.
    fn below(mut self, folder: &Path) -> Config {
        let named = [
            &mut self.data_dir,
            &mut self.retention,
            &mut self.playbooks,
            &mut self.notices,
            &mut self.letters,
            &mut self.fonts,
            &mut self.scenarios,
            &mut self.keys,
        ];
        let named = named.into_iter().flatten();
        for path in named.chain(&mut self.law_dirs) {
            *path = folder.join(&*path);
        }
        self.folder = Some(folder.to_owned());
        self
    }

    /// How long a key command or a passphrase file may take.
    pub fn key_limit(&self) -> Duration {
        Duration::from_secs(self.key_seconds.unwrap_or(KEY_SECONDS))
    }
}

/// The user the system knows; `None` where it tells nobody.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks who is running the program"
)]
pub fn user_name() -> Option<String> {
    let named = |key: &&str| std::env::var(key).ok().filter(|name| !name.is_empty());
    ["USER", "LOGNAME", "USERNAME"].iter().find_map(named)
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Whether the terminal cannot place text (`TERM=dumb`).
pub fn dumb_terminal() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
}

/// The background as some terminals tell it without being asked: the last number of `COLORFGBG`.
pub fn background_number() -> Option<u8> {
    let told = std::env::var_os("COLORFGBG")?;
    told.to_str()?.rsplit(';').next()?.parse().ok()
}

/// Whether the terminal is one that is known to understand OSC 777.
pub fn terminal_knows_777() -> bool {
    let name = std::env::var_os("TERM").unwrap_or_default();
    let name = name.to_string_lossy();
    ["foot", "rxvt"].iter().any(|known| name.starts_with(known))
}

/// The time zone of the machine: `TZ`, else where `/etc/localtime` leads. `None`: neither names one that is known.
pub fn machine_zone() -> Option<Zone> {
    let named = match std::env::var_os("TZ") {
        Some(name) => name.to_string_lossy().trim_start_matches(':').to_owned(),
        None => {
            let target = std::fs::read_link("/etc/localtime").ok()?;
            target.to_str()?.split_once("zoneinfo/")?.1.to_owned()
        }
    };
    Zone::named(&named).ok()
}

/// Whether the locale says that text is ASCII alone: `C` or `POSIX`, where one is named at all.
pub fn ascii_locale() -> bool {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| {
        let value = std::env::var_os(name)?;
        (!value.is_empty()).then_some(value)
    });
    named.is_some_and(|name| name == "C" || name == "POSIX")
}

/// Where the program runs, as far as the clipboard and notifications depend on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The person sits at another machine.
    pub remote: bool,
    pub wayland: bool,
    pub x11: bool,
    /// Linux on Windows.
    pub wsl: bool,
    pub tmux: bool,
}

/// Where the program runs.
pub fn surroundings() -> Surroundings {
    Surroundings {
        remote: is_set("SSH_CONNECTION") || is_set("SSH_TTY"),
        wayland: is_set("WAYLAND_DISPLAY"),
        x11: is_set("DISPLAY"),
        wsl: is_set("WSL_DISTRO_NAME"),
        tmux: is_set("TMUX"),
    }
}

/// Whether colour is not wanted (<https://no-color.org>).
pub fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// The person's own editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorSetting {
    /// The variable that names it.
    pub variable: &'static str,
    /// Its command line.
    pub line: String,
}

/// The person's own editor: `VISUAL`, else `EDITOR`.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for the editor")]
pub fn editor() -> Option<EditorSetting> {
    ["VISUAL", "EDITOR"].into_iter().find_map(|variable| {
        let line = std::env::var(variable).ok().filter(|line| !line.trim().is_empty())?;
        Some(EditorSetting { variable, line })
    })
}

/// Where a program is, all links followed; `None` where the system does not find it.
pub fn program(name: &str) -> Option<PathBuf> {
    if programs::is_path(name) {
        return std::fs::canonicalize(name).ok();
    }
    let path = std::env::var_os("PATH")?;
    let files = std::env::split_paths(&path).flat_map(|folder| programs::in_folder(&folder, name));
    files.into_iter().find_map(|file| std::fs::canonicalize(file).ok())
}

/// Variables of firebell's own that tell where things are. All the others may hold secrets.
pub const WHERE_THINGS_ARE: [&str; 2] = ["FIREBELL_DATA_DIR", "FIREBELL_CONFIG"];

/// Environment variables that no program started by firebell may see: the passphrase and whatever else is named so.
pub fn not_for_children() -> Vec<std::ffi::OsString> {
    let own = |name: &std::ffi::OsString| {
        let name = name.to_string_lossy();
        name.starts_with("FIREBELL_") && !WHERE_THINGS_ARE.contains(&name.as_ref())
    };
    std::env::vars_os().map(|(name, _)| name).filter(own).collect()
}

/// Where a private folder for a text in clear may be made, best first: in memory where the system has it.
pub fn private_places() -> Vec<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let shared = programs::MEMORY_FOLDER.map(PathBuf::from);
    let mut places: Vec<PathBuf> = runtime.into_iter().chain(shared).collect();
    places.push(std::env::temp_dir());
    places.retain(|place| place.is_absolute() && place.is_dir());
    places.dedup();
    places
}

/// `FIREBELL_PASSPHRASE`, for scripts and tests, as it is.
pub fn passphrase_of_environment() -> Option<Zeroizing<Vec<u8>>> {
    let text = std::env::var_os(PASSPHRASE).filter(|text| !text.is_empty())?;
    Some(Zeroizing::new(text.into_encoded_bytes()))
}

/// `FIREBELL_TEAM_PASSWORD`: the password of the server of a shared record.
pub fn team_password() -> Option<secrecy::SecretString> {
    let text = Zeroizing::new(std::env::var_os("FIREBELL_TEAM_PASSWORD")?.into_string().ok()?);
    (!text.is_empty()).then(|| secrecy::SecretString::from(text.as_str()))
}

/// The machine's name.
pub fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// A UUIDv7 made from the machine's clock and its random source. What is made later sorts later, also where the commands of a
/// script are all given the same moment.
pub fn fresh_id() -> String {
    let mut random = [0u8; 10];
    // Without a random source the id still carries the millisecond; it names things and guards nothing.
    let _ = getrandom::fill(&mut random);
    let millis = u64::try_from(super::clock::now().at().timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .to_string()
}

/// The seed of a new signing key, from the system's random source.
///
/// # Errors
/// Where the system has none: a key is never made from anything else.
pub fn random_seed() -> Result<Zeroizing<[u8; 32]>, getrandom::Error> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut_slice())?;
    Ok(seed)
}
