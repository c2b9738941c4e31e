//! Where the server of a shared record is, and how one gets in. No secret is part of it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::error::HomeError;
use crate::platform::modes;

const PORT: u16 = 5432;

/// A server, or one of several that take over from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName {
    /// A name, an address, or the folder of a socket.
    pub host: String,
    pub port: u16,
}

/// Where the password comes from. A command line never holds one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PasswordSource {
    /// `FIREBELL_TEAM_PASSWORD`, or none.
    #[default]
    Environment,
    File(PathBuf),
    Command(String),
}

/// Where the server of a shared record is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HomeAddress {
    pub hosts: Vec<HostName>,
    pub database: String,
    pub user: String,
    /// Certificates that the server's must come from; `None`: those of the system.
    pub ca: Option<PathBuf>,
    /// Certificate and key that are shown to the server.
    pub certificate: Option<(PathBuf, PathBuf)>,
    pub password: PasswordSource,
    /// What a password is proved with over an encrypted connection.
    pub binding: Binding,
}

/// Whether the proof of a password counts for the encrypted connection alone that it is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Binding {
    /// It does, or nobody gets in: whoever stands between, with a certificate that counts, gets nowhere.
    #[default]
    Required,
    /// It does where the server offers it. A pooler in front of one cannot.
    WhereOffered,
}

/// Gives the password of the server; `None` where there is none. It is asked when a connection is made.
pub type AskPassword = fn(&PasswordSource) -> Result<Option<SecretString>, String>;

/// Refuses a key or a password that somebody else on this machine may read, as other programs of PostgreSQL do. One of root's may
/// be given to a group, as it is where several programs use it.
///
/// # Errors
/// What is to be done about it.
pub fn own_alone(file: &Path) -> Result<(), String> {
    let Some(found) = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file) else {
        return Ok(());
    };
    let Some(mode) = modes::mode(&found) else {
        return Ok(());
    };
    let open = if modes::owner(&found) == Some(0) { 0o027 } else { 0o077 };
    match mode & open {
        0 => Ok(()),
        _ => {
            let place = file.display();
            Err(format!(
                "others on this machine may read {place}; close it with: chmod 600 {place}"
            ))
        }
    }
}

impl HostName {
    /// As an address has it.
    pub fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// A socket, or an address that leads back to this machine: nothing goes over a wire.
    pub fn is_local(&self) -> bool {
        let four = self.host.strip_prefix("127.");
        let of_digits = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        self.host.starts_with('/') || ["localhost", "::1"].contains(&self.host.as_str()) || four.is_some_and(of_digits)
    }
}

/// What stands for the login in an address that is handed to somebody else.
const THEIR_LOGIN: &str = "LOGIN";

impl HomeAddress {
    /// The address as somebody else uses it: their own login, and nothing that lies on this machine but the name of the
    /// certificates, which they need as well.
    pub fn for_somebody_else(&self) -> HomeAddress {
        HomeAddress {
            user: THEIR_LOGIN.to_owned(),
            certificate: None,
            password: PasswordSource::Environment,
            ..self.clone()
        }
    }

    /// Whether the connection is encrypted and the server's certificate looked at: always, but where nothing goes over a
    /// wire and no certificate was named.
    pub fn is_encrypted(&self) -> bool {
        self.ca.is_some() || !self.hosts.iter().all(HostName::is_local)
    }
}

fn refused(why: impl Into<String>) -> HomeError {
    HomeError::Address(why.into())
}

impl FromStr for HomeAddress {
    type Err = HomeError;

    fn from_str(text: &str) -> Result<HomeAddress, HomeError> {
        let rest = ["postgres://", "postgresql://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme));
        let rest = rest.ok_or_else(|| refused("an address begins with postgres://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, hosts) = place.split_once('@').unwrap_or(("", place));
        if user.contains(':') {
            return Err(refused("the address holds a password, which other programs can read"));
        }
        let mut address = HomeAddress {
            hosts: Vec::new(),
            database: decoded(database)?,
            user: decoded(user)?,
            ca: None,
            certificate: None,
            password: PasswordSource::Environment,
            binding: Binding::Required,
        };
        for host in hosts.split(',').filter(|host| !host.is_empty()) {
            address.hosts.push(host_of(host)?);
        }
        address.read_query(query)?;
        if address.hosts.is_empty() || address.database.is_empty() || address.user.is_empty() {
            return Err(refused(
                "an address names user, server and database: postgres://USER@SERVER/DATABASE",
            ));
        }
        Ok(address)
    }
}

impl HomeAddress {
    fn read_query(&mut self, query: &str) -> Result<(), HomeError> {
        let (mut certificate, mut key) = (None, None);
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| refused(format!("`{part}` has no value")))?;
            let value = decoded(value)?;
            match name {
                "host" => self.hosts.push(host_of(&value)?),
                "user" => self.user = value,
                "sslrootcert" => self.ca = Some(value.into()),
                "sslcert" => certificate = Some(PathBuf::from(value)),
                "sslkey" => key = Some(PathBuf::from(value)),
                "passfile" => self.password = PasswordSource::File(value.into()),
                "passcommand" => self.password = PasswordSource::Command(value),
                "password" => return Err(refused("the address holds a password, which other programs can read")),
                "channel_binding" if value == "require" => self.binding = Binding::Required,
                "channel_binding" if value == "prefer" => self.binding = Binding::WhereOffered,
                "channel_binding" => return Err(refused("channel_binding is require or prefer")),
                "sslmode" if value == "verify-full" => {}
                "sslmode" => return Err(refused("certificates are always verified: leave sslmode out")),
                name => {
                    return Err(refused(format!(
                        "`{name}` is unknown; an address may have host, user, sslrootcert, sslcert, sslkey, passfile, passcommand and channel_binding"
                    )));
                }
            }
        }
        self.certificate = match (certificate, key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(refused("sslcert and sslkey go together")),
        };
        Ok(())
    }
}

fn host_of(text: &str) -> Result<HostName, HomeError> {
    let port = |text: &str| text.parse().map_err(|_| refused(format!("`{text}` is not a port")));
    if text.starts_with('/') {
        let (folder, at) = text.rsplit_once(':').unwrap_or((text, "5432"));
        return Ok(HostName {
            host: folder.to_owned(),
            port: port(at)?,
        });
    }
    let (host, at) = match text.strip_prefix('[') {
        Some(inside) => {
            let (host, rest) = inside
                .split_once(']')
                .ok_or_else(|| refused(format!("`{text}` is not an address")))?;
            (host, rest.strip_prefix(':'))
        }
        None => match text.rsplit_once(':') {
            Some((host, at)) => (host, Some(at)),
            None => (text, None),
        },
    };
    Ok(HostName {
        host: host.to_owned(),
        port: at.map_or(Ok(PORT), port)?,
    })
}

/// `%41` is `A`.
fn decoded(text: &str) -> Result<String, HomeError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = rest.get(..2).and_then(|digits| hex::decode(digits).ok());
        let digits = digits.ok_or_else(|| refused(format!("`{text}` has a % without two digits")))?;
        bytes.extend(digits);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).map_err(|_| refused(format!("`{text}` is not text")))
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            // Writing to a String cannot fail.
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

impl std::fmt::Display for HomeAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let folder = |host: &&HostName| host.host.starts_with('/');
        let named = self
            .hosts
            .iter()
            .filter(|host| !folder(host))
            .map(|host| match host.host.contains(':') {
                true => format!("[{}]:{}", host.host, host.port),
                false => format!("{}:{}", host.host, host.port),
            });
        let named: Vec<String> = named.collect();
        write!(
            f,
            "postgres://{}@{}/{}",
            encoded(&self.user),
            named.join(","),
            encoded(&self.database)
        )?;
        let mut query: Vec<String> = Vec::new();
        let sockets = self.hosts.iter().filter(folder);
        query.extend(sockets.map(|host| format!("host={}", encoded(&format!("{}:{}", host.host, host.port)))));
        let path = |path: &PathBuf| encoded(&path.to_string_lossy());
        query.extend(self.ca.as_ref().map(|ca| format!("sslrootcert={}", path(ca))));
        if let Some((certificate, key)) = &self.certificate {
            query.push(format!("sslcert={}&sslkey={}", path(certificate), path(key)));
        }
        match &self.password {
            PasswordSource::Environment => {}
            PasswordSource::File(file) => query.push(format!("passfile={}", path(file))),
            PasswordSource::Command(command) => query.push(format!("passcommand={}", encoded(command))),
        }
        match self.binding {
            Binding::Required => {}
            Binding::WhereOffered => query.push("channel_binding=prefer".to_owned()),
        }
        match query.is_empty() {
            true => Ok(()),
            false => write!(f, "?{}", query.join("&")),
        }
    }
}

impl TryFrom<String> for HomeAddress {
    type Error = HomeError;

    fn try_from(text: String) -> Result<HomeAddress, HomeError> {
        text.parse()
    }
}

impl From<HomeAddress> for String {
    fn from(address: HomeAddress) -> String {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_as_it_is_written() {
        for text in [
            "postgres://dana@db.example.com:5432/firebell",
            "postgres://dana@a.example:5432,b.example:5433/firebell?sslrootcert=/etc/ca.pem",
            "postgres://dana@/firebell?host=/run/postgresql%3A5433",
            "postgres://d%40na@[::1]:5432/f?sslcert=/c.pem&sslkey=/k.pem&passfile=/home/d/.pass",
            "postgres://dana@db:5432/f?passcommand=pass%20show%20db",
            "postgres://dana@db:5432/f?passfile=/p&channel_binding=prefer",
        ] {
            let address: HomeAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_address_or_holds_a_secret_is_refused() {
        for text in [
            "mysql://dana@db/f",
            "postgres://dana:secret@db/f",
            "postgres://dana@db/f?password=secret",
            "postgres://dana@db/f?sslmode=prefer",
            "postgres://dana@db/f?sslcert=/c.pem",
            "postgres://dana@db:x/f",
            "postgres://db/f",
            "postgres://dana@db",
            "postgres://dana@/f",
            "postgres://dana@db/f?target=1",
            "postgres://dana@db/f?channel_binding=disable",
        ] {
            let refused = text.parse::<HomeAddress>();
            assert!(refused.is_err(), "{text}");
            assert!(!refused.unwrap_err().to_string().contains("secret"));
        }
    }

    #[test]
    fn only_what_stays_on_the_machine_is_not_encrypted() {
        let encrypted = |text: &str| text.parse::<HomeAddress>().unwrap().is_encrypted();
        assert!(!encrypted("postgres://d@127.0.0.1/f"));
        assert!(!encrypted("postgres://d@/f?host=/run/postgresql"));
        assert!(encrypted("postgres://d@127.0.0.1,db.example/f"));
        assert!(encrypted("postgres://d@localhost/f?sslrootcert=/ca.pem"));
        assert!(encrypted("postgres://d@10.0.0.1/f"));
        assert!(encrypted("postgres://d@127.example.com/f"));
    }
}
