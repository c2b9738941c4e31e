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

/// The binary, with nothing of this process's environment but how dear new keys are to be.
pub(crate) fn program() -> Command {
    const CHEAP: &str = "FIREBELL_TEST_CHEAP_KEYS";
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
    command.env_clear();
    if let Some(cheap) = std::env::var_os(CHEAP) {
        command.env(CHEAP, cheap);
    }
    command
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
        let mut command = program();
        command
            .env("HOME", self.home.path())
            .arg("--data-dir")
            .arg(self.data())
            .args(["--actor", "dana", "--passphrase-file"])
            .arg(self.beside("pass"))
            .args(args);
        command
    }

    /// The words of a command line on this record, for a run in this process.
    pub(crate) fn words(&self, args: &[&str]) -> Vec<std::ffi::OsString> {
        let (data, pass) = (self.data(), self.beside("pass"));
        let fixed = ["firebell".as_ref(), "--data-dir".as_ref(), data.as_os_str()];
        let who = [
            "--actor".as_ref(),
            "dana".as_ref(),
            "--passphrase-file".as_ref(),
            pass.as_os_str(),
        ];
        let args = args.iter().map(AsRef::as_ref);
        fixed
            .into_iter()
            .chain(who)
            .chain(args)
            .map(ToOwned::to_owned)
            .collect()
    }

    /// Runs the binary on this record.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// Runs the binary on this record as somebody else.
    pub(crate) fn run_as(&self, actor: &str, args: &[&str]) -> Ran {
        let mut command = program();
        command.env("HOME", self.home.path()).arg("--data-dir").arg(self.data());
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

/// The database behind a record, opened beside the binary: to leave it as a fault or an earlier firebell would have. The key
/// is found as docs/keys.md has it, by other code than the program's.
pub(crate) fn database(desk: &Desk) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(desk.data().join("firebell.db")).unwrap();
    let key = format!("PRAGMA key = \"x'{}'\";", database_raw_key(desk));
    connection.execute_batch(&key).unwrap();
    connection
}

/// The key that the pages of the database are encrypted with, hexadecimal.
pub(crate) fn database_raw_key(desk: &Desk) -> String {
    database_raw_key_of(desk, SECRET)
}

/// The same of a copy that another passphrase opens.
pub(crate) fn database_raw_key_of(desk: &Desk, passphrase: &str) -> String {
    let header: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desk.data().join("header.json")).unwrap()).unwrap();
    let raw = match header["format"].as_u64() {
        Some(1) => argon2id(&header["current"], passphrase),
        _ => database_key(&header, passphrase),
    };
    hex::encode(raw)
}

fn argon2id(kdf: &serde_json::Value, passphrase: &str) -> [u8; 32] {
    let number = |key: &str| u32::try_from(kdf[key].as_u64().unwrap()).unwrap();
    let params = argon2::Params::new(number("memory_kib"), number("passes"), number("lanes"), Some(32)).unwrap();
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut raw = [0u8; 32];
    argon
        .hash_password_into(passphrase.as_bytes(), &bytes(&kdf["salt"]), &mut raw)
        .unwrap();
    raw
}

fn bytes(value: &serde_json::Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

/// The key of the database of a record of the second format.
fn database_key(header: &serde_json::Value, passphrase: &str) -> [u8; 32] {
    let member = &header["members"][0];
    let slots = member["slots"].as_array().unwrap().iter();
    let slot = slots
        .clone()
        .find(|slot| slot["opened_by"]["kind"] == "passphrase")
        .unwrap();
    let (member_id, slot_id) = (bytes(&member["id"]), bytes(&slot["id"]));
    let of_slot = argon2id(&slot["opened_by"]["kdf"], passphrase);
    let identity = unsealed(
        &of_slot,
        &[b"firebell 2 slot", &member_id, &slot_id],
        &bytes(&slot["sealed"]),
    );
    let secret = derived(&identity, &[], "firebell 2 identity opens");
    let recipient = curve25519_dalek::MontgomeryPoint::mul_base_clamped(secret).to_bytes();
    let wrapped = bytes(&member["wrapped"]);
    let (share, sealed) = wrapped.split_at(32);
    let point = curve25519_dalek::MontgomeryPoint(share.try_into().unwrap());
    let agreed = point.mul_clamped(secret).to_bytes();
    let wrap = derived(&agreed, &[share, &recipient].concat(), "firebell 2 wrap");
    let key_id = bytes(&header["key"]["id"]);
    let place: [&[u8]; 3] = [b"firebell 2 record key", &bytes(&header["record"]), &key_id];
    derived(&unsealed(&wrap, &place, sealed), &key_id, "firebell 2 database")
}

fn derived(from: &[u8], salt: &[u8], purpose: &str) -> [u8; 32] {
    let mut key = [0; 32];
    hkdf::Hkdf::<sha2::Sha256>::new(Some(salt), from)
        .expand(purpose.as_bytes(), &mut key)
        .unwrap();
    key
}

fn unsealed(key: &[u8; 32], parts: &[&[u8]], sealed: &[u8]) -> Vec<u8> {
    use chacha20poly1305::KeyInit as _;
    use chacha20poly1305::aead::{Aead as _, Payload};
    let mut aad = Vec::new();
    for part in parts {
        aad.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        aad.extend(*part);
    }
    let (nonce, msg) = sealed.split_at(24);
    let cipher = chacha20poly1305::XChaCha20Poly1305::new(key.into());
    cipher
        .decrypt(nonce.try_into().unwrap(), Payload { msg, aad: &aad })
        .unwrap()
}

/// The record, opened in this process.
pub(crate) fn record(desk: &Desk) -> firebell::app::record::Record {
    let rules = firebell::app::law::files::load_all(&[]).unwrap().rules;
    let actor = firebell::app::record::Actor {
        name: "dana".to_owned(),
        host: "h".to_owned(),
        session: "s".to_owned(),
    };
    let secret = secrecy::SecretString::from(SECRET);
    let now = crate::common::wall("2026-11-28T09:00:00Z");
    firebell::app::record::Record::open(firebell::app::record::Opening {
        folder: &desk.data(),
        secret: (&secret).into(),
        rules,
        playbooks: Vec::new(),
        sign_off: firebell::app::letters::sign_off(None).unwrap(),
        actor,
        at: now,
    })
    .unwrap()
}
