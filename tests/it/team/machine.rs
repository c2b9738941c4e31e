//! Somebody's machine: a folder for a copy of the record, a passphrase, and a login of the server.

use std::path::PathBuf;
use std::process::Command;

use super::server::{PASSWORD, Server};
use crate::attack::erasure::found;
use crate::common::record::{Desk, Ran, database_raw_key_of};

const PASSPHRASES: [(&str, &str); 4] = [
    ("dana", crate::common::record::SECRET),
    ("lee", "Walrus-copper-31-lantern"),
    ("kim", "Thistle-anchor-58-gravel"),
    ("sam", "Mosaic-pelican-77-drizzle"),
];

pub(crate) struct Machine {
    pub(crate) desk: Desk,
    pub(crate) name: &'static str,
}

impl Machine {
    /// A machine without a record.
    pub(crate) fn of(name: &str) -> Machine {
        let (name, passphrase) = PASSPHRASES.into_iter().find(|(known, _)| *known == name).unwrap();
        let desk = Desk::empty();
        desk.write_secret("pass", format!("{passphrase}\n").as_bytes());
        desk.write_secret("server.pass", format!("{PASSWORD}\n").as_bytes());
        Machine { desk, name }
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firebell"));
        command
            .env_clear()
            .env("HOME", self.desk.beside(""))
            .arg("--data-dir")
            .arg(self.desk.data())
            .arg("--passphrase-file")
            .arg(self.desk.beside("pass"))
            .args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    /// The address of the server for this person, with the password in a file.
    pub(crate) fn address(&self, server: &Server) -> String {
        let file = self.desk.beside("server.pass");
        format!("{}?passfile={}", server.address(self.name), file.display())
    }

    /// dana's record, shared.
    pub(crate) fn sharing(server: &Server) -> Machine {
        Machine::sharing_at(&|machine| machine.address(server))
    }

    /// The same, at an address that depends on the machine.
    pub(crate) fn sharing_at(address: &dyn Fn(&Machine) -> String) -> Machine {
        let dana = Machine::of("dana");
        let _ = dana.run(&["--actor", "dana", "init"]).ok();
        let _ = dana.run(&["profile", "set", "country", "US"]).ok();
        let _ = dana.run(&["team", "create", &address(&dana)]).ok();
        dana
    }

    /// Asks somebody in; gives the file of the invitation and that of its code.
    pub(crate) fn invite(&self, name: &str, role: &str) -> (PathBuf, PathBuf) {
        let file = self.desk.beside(&format!("{name}.invitation"));
        let invited = self.run(&[
            "member",
            "invite",
            name,
            "--role",
            role,
            "--out",
            file.to_str().unwrap(),
            "--force",
            "--json",
        ]);
        let code = invited.json()["code"].as_str().unwrap().to_owned();
        (file, self.desk.write_secret(&format!("{name}.code"), code.as_bytes()))
    }

    /// Joins the record at an address with an invitation.
    pub(crate) fn join_at(&self, address: &str, (file, code): &(PathBuf, PathBuf)) -> Ran {
        let pass = self.desk.beside("pass");
        self.run(&[
            "team",
            "join",
            address,
            file.to_str().unwrap(),
            "--code-file",
            code.to_str().unwrap(),
            "--new-passphrase-file",
            pass.to_str().unwrap(),
            "--json",
        ])
    }

    /// Somebody whom this member asked in, on a machine of their own.
    pub(crate) fn colleague(&self, server: &Server, name: &str, role: &str) -> Machine {
        self.colleague_at(&|machine| machine.address(server), name, role)
    }

    /// The same, at an address that depends on the machine.
    pub(crate) fn colleague_at(&self, address: &dyn Fn(&Machine) -> String, name: &str, role: &str) -> Machine {
        let machine = Machine::of(name);
        let invitation = self.invite(name, role);
        let joined = machine.join_at(&address(&machine), &invitation).json();
        assert_eq!(joined["name"], name);
        machine
    }

    /// How often each of the probes that are looked for in erased records is in this machine's copy: in any file, and in any page
    /// of the database and its log.
    pub(crate) fn probes(&self) -> Vec<usize> {
        self.probes_in("record")
    }

    /// The same of another folder beside the copy.
    pub(crate) fn probes_in(&self, name: &str) -> Vec<usize> {
        let folder = match name {
            "record" => self.desk.data(),
            name => self.desk.beside(name),
        };
        let passphrase = std::fs::read_to_string(self.desk.beside("pass")).unwrap();
        found(&folder, &database_raw_key_of(&self.desk, passphrase.trim_end()))
    }

    pub(crate) fn open_incident(&self, title: &str) -> String {
        let opened = self.run(&["incident", "open", title, "--zone", "UTC", "--json"]);
        opened.json()["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn note(&self, code: &str, text: &str) -> Ran {
        self.run(&["incident", "note", code, text])
    }

    /// Everything in the record in one number.
    pub(crate) fn root(&self) -> String {
        let file = self.desk.beside("checkpoint");
        let made = self.run(&[
            "audit",
            "checkpoint",
            "--out",
            file.to_str().unwrap(),
            "--force",
            "--json",
        ]);
        made.json()["short"].as_str().unwrap().to_owned()
    }

    /// Expects that everything in the record fits together.
    pub(crate) fn verifies(&self) {
        let found = self
            .run(&["audit", "verify", "--full", "--signatures", "--json"])
            .json();
        assert_eq!(found["broken"], serde_json::Value::Null, "{}: {found}", self.name);
        assert_eq!(
            found["signatures"]["findings"],
            serde_json::json!([]),
            "{}: {found}",
            self.name
        );
    }
}
