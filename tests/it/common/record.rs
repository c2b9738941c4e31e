//! A record in a folder of its own, and the binary that works on it.

use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A record with its passphrase in a file beside it.
pub(crate) struct Desk {
    home: TempDir,
    data: PathBuf,
}

/// What a run came to.
#[must_use = "look at the exit code or the text"]
pub(crate) struct Ran {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Expects success and gives the text.
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self.out
    }

    /// Expects an exit code and gives what went to standard error.
    pub(crate) fn fails(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        assert!(self.err.starts_with("error: "), "{}", self.err);
        self.err
    }

    /// Expects success and gives the JSON.
    pub(crate) fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).unwrap()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The passphrase of every record here; it must never show up anywhere.
pub(crate) const SECRET: &str = "Ocelot-violet-94-staple";

impl Desk {
    /// A folder without a record.
    pub(crate) fn empty() -> Desk {
        let home = TempDir::new().unwrap();
        let data = home.path().join("data");
        let desk = Desk { home, data };
        desk.write_secret("pass", format!("{SECRET}\n").as_bytes());
        desk
    }

    /// A record that was just set up.
    pub(crate) fn new() -> Desk {
        let desk = Desk::empty();
        let _ = desk.run(&["init"]).ok();
        desk
    }

    /// A record of an organisation with a seat in the US.
    pub(crate) fn with_profile() -> Desk {
        let desk = Desk::new();
        let _ = desk.run(&["profile", "set", "country", "US"]).ok();
        desk
    }

    /// A record with one incident, 2026-001 or of the current year; gives its code.
    pub(crate) fn with_incident(title: &str) -> (Desk, String) {
        let desk = Desk::new();
        let opened = desk.run(&["incident", "open", title, "--zone", "America/Chicago", "--json"]);
        let code = opened.json()["code"].as_str().unwrap().to_owned();
        (desk, code)
    }

    /// The folder of the record.
    pub(crate) fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// Looks for the record somewhere else from now on.
    pub(crate) fn move_data(&mut self, to: PathBuf) {
        self.data = to;
    }

    /// A path beside the record.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file beside the record that only its owner can read.
    pub(crate) fn write_secret(&self, name: &str, bytes: &[u8]) -> PathBuf {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let path = self.beside(name);
        let mut options = std::fs::OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.unwrap().write_all(bytes).unwrap();
        path
    }

    /// The binary, ready to run on this record.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .arg("--data-dir")
            .arg(self.data())
            .args(["--actor", "dana", "--passphrase-file"])
            .arg(self.beside("pass"))
            .args(args);
        command
    }

    /// Runs the binary on this record.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// Runs the binary on this record as somebody else.
    pub(crate) fn run_as(&self, actor: &str, args: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .arg("--data-dir")
            .arg(self.data());
        command
            .args(["--actor", actor, "--passphrase-file"])
            .arg(self.beside("pass"))
            .args(args);
        command.output().unwrap().into()
    }

    /// Every event of an incident, as its export tells it.
    pub(crate) fn digests(&self, code: &str) -> Vec<String> {
        let export = self
            .run(&["incident", "export", code, "--include-privileged", code])
            .json();
        let events = export["events"].as_array().unwrap().iter();
        events.map(|e| e["digest"].as_str().unwrap().to_owned()).collect()
    }
}

/// The database behind a record, opened beside the binary: to leave it as a fault or an earlier firebell would have.
pub(crate) fn database(desk: &Desk) -> rusqlite::Connection {
    let header: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desk.data().join("header.json")).unwrap()).unwrap();
    let kdf = &header["current"];
    let number = |key: &str| u32::try_from(kdf[key].as_u64().unwrap()).unwrap();
    let salt = hex::decode(kdf["salt"].as_str().unwrap()).unwrap();
    let params = argon2::Params::new(number("memory_kib"), number("passes"), number("lanes"), Some(32)).unwrap();
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut raw = [0u8; 32];
    argon.hash_password_into(SECRET.as_bytes(), &salt, &mut raw).unwrap();
    let connection = rusqlite::Connection::open(desk.data().join("firebell.db")).unwrap();
    let key = format!("PRAGMA key = \"x'{}'\";", hex::encode(raw));
    connection.execute_batch(&key).unwrap();
    connection
}

/// The record, opened in this process.
pub(crate) fn record(desk: &Desk) -> firebell::app::record::Record {
    let rules = firebell::app::law_files::load_all(&[]).unwrap().rules;
    let actor = firebell::app::record::Actor {
        name: "dana".to_owned(),
        host: "h".to_owned(),
        session: "s".to_owned(),
    };
    let secret = secrecy::SecretString::from(SECRET);
    let now = crate::common::wall("2026-11-28T09:00:00Z");
    firebell::app::record::Record::open(firebell::app::record::Opening {
        folder: &desk.data(),
        secret: &secret,
        rules,
        playbooks: Vec::new(),
        sign_off: firebell::app::letters::sign_off(None).unwrap(),
        actor,
        at: now,
    })
    .unwrap()
}
