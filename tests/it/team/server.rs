//! A PostgreSQL server of a test's own: in a temporary folder, on a port of this machine alone, ended with the test.

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// Passwords of the logins; they must never show up anywhere.
pub(crate) const PASSWORD: &str = "Gannet-marble-62-orchard";

/// A server with a database of its own.
pub(crate) struct Server {
    folder: TempDir,
    pub(crate) port: u16,
    process: Option<Child>,
    programs: PathBuf,
    /// Whether a commit waits for the disk, as it does where nobody says otherwise.
    durable: bool,
}

/// Where the server's programs are; `None` where there are none, which is said.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&path));
    let found = found
        .into_iter()
        .rev()
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    if found.is_none() {
        println!("skipped: PostgreSQL is not installed (Debian: apt-get install postgresql)");
    }
    found
}

/// The server does not run as root: whom it runs as then.
fn account() -> Option<(u32, u32)> {
    let number = |args: &[&str]| {
        let out = Command::new("id").args(args).output().ok()?;
        String::from_utf8(out.stdout).ok()?.trim().parse::<u32>().ok()
    };
    match number(&["-u"]) {
        Some(0) => Some((number(&["-u", "postgres"])?, number(&["-g", "postgres"])?)),
        _ => None,
    }
}

fn of_account(mut command: Command) -> Command {
    if let Some((user, group)) = account() {
        command.uid(user).gid(group);
    }
    command
}

/// The tables as firebell prints them.
pub(crate) fn schema() -> String {
    let schema = Command::new(env!("CARGO_BIN_EXE_firebell"))
        .args(["team", "schema"])
        .output()
        .unwrap();
    assert!(schema.status.success());
    String::from_utf8(schema.stdout).unwrap()
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

impl Server {
    /// A server that runs, with the tables of firebell and the logins dana, lee and kim; `None` where there is no PostgreSQL.
    pub(crate) fn start() -> Option<Server> {
        Server::begin(false)
    }

    /// The same, with commits that wait for the disk.
    pub(crate) fn start_durable() -> Option<Server> {
        Server::begin(true)
    }

    fn begin(durable: bool) -> Option<Server> {
        let programs = programs()?;
        let folder = TempDir::new().unwrap();
        if let Some((user, group)) = account() {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut init = of_account(Command::new(programs.join("initdb")));
        init.args(["-D"]).arg(folder.path().join("data"));
        init.args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
            "--no-instructions",
            "-E",
            "UTF8",
            "--locale=C",
        ]);
        assert!(quiet(&mut init).status().unwrap().success(), "initdb");
        let rules = "local all all trust\nlocal replication all trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(folder.path().join("data/pg_hba.conf"), rules).unwrap();
        let mut server = Server {
            folder,
            port,
            process: None,
            programs,
            durable,
        };
        server.run();
        server.sql("postgres", "postgres", "CREATE ROLE keeper LOGIN CREATEROLE");
        server.sql("postgres", "postgres", "CREATE DATABASE firebell OWNER keeper");
        server.set_up();
        Some(server)
    }

    /// Starts it, and waits until it answers.
    pub(crate) fn run(&mut self) {
        let mut command = of_account(Command::new(self.programs.join("postgres")));
        command.arg("-D").arg(self.folder.path().join("data"));
        command
            .args(["-p", &self.port.to_string(), "-h", "127.0.0.1", "-k"])
            .arg(self.folder.path());
        command.args(["-c", "shared_buffers=16MB", "-c", "max_connections=40"]);
        if !self.durable {
            command.args(["-c", "fsync=off"]);
        }
        self.process = Some(quiet(&mut command).spawn().unwrap());
        for _ in 0..600 {
            if self.try_sql("postgres", "postgres", "SELECT 1").is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not answer");
    }

    /// Another server that holds what this one holds, as it comes; from now on this one acknowledges nothing that the
    /// other does not have.
    pub(crate) fn standby(&self) -> Server {
        let folder = TempDir::new().unwrap();
        if let Some((user, group)) = account() {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut standby = Server {
            folder,
            port,
            process: None,
            programs: self.programs.clone(),
            durable: self.durable,
        };
        standby.follow(self);
        standby
    }

    /// Begins anew as the standby of a server; what it held itself goes.
    pub(crate) fn follow(&mut self, primary: &Server) {
        assert!(self.process.is_none(), "it still runs");
        let data = self.folder.path().join("data");
        if data.exists() {
            std::fs::remove_dir_all(&data).unwrap();
        }
        // Debian has it beside the server, and a wrapper on the path.
        let beside = self.programs.join("pg_basebackup");
        let program = if beside.exists() {
            beside
        } else {
            "pg_basebackup".into()
        };
        let mut copy = of_account(Command::new(program));
        copy.arg("-D").arg(&data).arg("-h").arg(primary.folder.path());
        copy.args(["-p", &primary.port.to_string(), "-U", "postgres"]);
        copy.args(["-R", "-X", "stream", "-c", "fast", "--no-sync"]);
        assert!(quiet(&mut copy).status().unwrap().success(), "pg_basebackup");
        self.run();
        primary.sql(
            "postgres",
            "postgres",
            "ALTER SYSTEM SET synchronous_standby_names = '*'",
        );
        primary.sql("postgres", "postgres", "SELECT pg_reload_conf()");
        for _ in 0..600 {
            let states = primary.sql("postgres", "postgres", "SELECT sync_state FROM pg_stat_replication");
            if states == "sync" {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the standby does not follow");
    }

    /// A standby takes over. It waits for nobody until it has a standby of its own.
    pub(crate) fn promote(&self) {
        assert_eq!(self.sql("postgres", "postgres", "SELECT pg_promote()"), "t");
        self.sql("postgres", "postgres", "ALTER SYSTEM RESET synchronous_standby_names");
        self.sql("postgres", "postgres", "SELECT pg_reload_conf()");
    }

    fn set_up(&self) {
        self.sql("keeper", "firebell", &schema());
        for name in ["dana", "lee", "kim", "sam"] {
            self.login(name);
        }
        // dana owns the record, and may erase.
        self.sql("keeper", "firebell", "GRANT firebell_eraser TO dana");
    }

    /// Sets the tables up, where something of them is missing.
    pub(crate) fn set_up_again(&self) {
        self.sql("keeper", "firebell", &schema());
    }

    /// A login that may write.
    pub(crate) fn login(&self, name: &str) {
        self.sql(
            "keeper",
            "firebell",
            &format!("CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}' IN ROLE firebell_writer"),
        );
    }

    /// The address of the database for a login.
    pub(crate) fn address(&self, login: &str) -> String {
        format!("postgres://{login}@127.0.0.1:{}/firebell", self.port)
    }

    /// Runs SQL over the socket, where everybody is who they say; gives rows with their cells parted by `|`.
    pub(crate) fn try_sql(&self, login: &str, database: &str, text: &str) -> Result<String, String> {
        let mut command = Command::new("psql");
        command
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h"])
            .arg(self.folder.path());
        command.args(["-p", &self.port.to_string(), "-U", login, "-d", database, "-f", "-"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Where the server is away nobody reads it.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes());
        let out = child.wait_with_output().unwrap();
        match out.status.success() {
            true => Ok(String::from_utf8(out.stdout).unwrap().trim_end().to_owned()),
            false => Err(String::from_utf8(out.stderr).unwrap()),
        }
    }

    pub(crate) fn sql(&self, login: &str, database: &str, text: &str) -> String {
        self.try_sql(login, database, text)
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Whatever is asked of the database as its owner.
    pub(crate) fn owner(&self, text: &str) -> String {
        self.sql("postgres", "firebell", text)
    }

    /// Has the server speak encrypted alone, under a certificate of `localhost`; gives the certificate it comes from, and
    /// another one that it does not. `None` where there is no program to make them.
    pub(crate) fn encrypt(&mut self) -> Option<(PathBuf, PathBuf)> {
        let path = |name: &str| self.folder.path().join(name);
        let openssl = |words: &str| {
            let mut command = Command::new("openssl");
            command.args(words.split(' ')).current_dir(self.folder.path());
            quiet(&mut command).status().is_ok_and(|status| status.success())
        };
        std::fs::write(path("names"), "subjectAltName=DNS:localhost").unwrap();
        let authority = "req -x509 -newkey rsa:2048 -nodes -days 2";
        let made = openssl(&format!("{authority} -subj /CN=ca -keyout ca.key -out ca.pem"))
            && openssl(&format!("{authority} -subj /CN=other -keyout other.key -out other.pem"))
            && openssl("req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout data/server.key -out request")
            && openssl(
                "x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out data/server.crt",
            );
        if !made {
            println!("skipped: certificates are made by the program openssl, which is not here");
            return None;
        }
        for name in ["data/server.key", "data/server.crt"] {
            use std::os::unix::fs::PermissionsExt as _;
            if let Some((user, group)) = account() {
                std::os::unix::fs::chown(path(name), Some(user), Some(group)).unwrap();
            }
            std::fs::set_permissions(path(name), std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        let rules = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(path("data/pg_hba.conf"), rules).unwrap();
        let (ca, other) = (path("ca.pem"), path("other.pem"));
        self.sql("postgres", "postgres", "ALTER SYSTEM SET ssl = on");
        self.stop();
        self.run();
        Some((ca, other))
    }

    /// From now on nobody gets in but with a certificate of their own; gives dana's, with its key, beside the authority's. To be
    /// called after [`Server::encrypt`].
    pub(crate) fn want_certificates(&mut self) -> [PathBuf; 2] {
        let path = |name: &str| self.folder.path().join(name);
        for words in [
            "req -newkey rsa:2048 -nodes -subj /CN=dana -keyout dana.key -out dana.request",
            "x509 -req -in dana.request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out dana.crt",
        ] {
            let mut command = Command::new("openssl");
            command.args(words.split(' ')).current_dir(self.folder.path());
            assert!(quiet(&mut command).status().unwrap().success(), "{words}");
        }
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path("dana.key"), std::fs::Permissions::from_mode(0o600)).unwrap();
        let authority = path("data/clients.pem");
        std::fs::copy(path("ca.pem"), &authority).unwrap();
        if let Some((user, group)) = account() {
            std::os::unix::fs::chown(&authority, Some(user), Some(group)).unwrap();
        }
        let rules = "local all all trust\nhostssl all all 127.0.0.1/32 cert\n";
        std::fs::write(path("data/pg_hba.conf"), rules).unwrap();
        let found = [path("dana.crt"), path("dana.key")];
        self.sql("postgres", "postgres", "ALTER SYSTEM SET ssl_ca_file = 'clients.pem'");
        self.stop();
        self.run();
        found
    }

    /// From now on whoever names a login over an encrypted connection is let in. To be called after [`Server::encrypt`].
    pub(crate) fn let_in_without_password(&mut self) {
        let rules = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
        std::fs::write(self.folder.path().join("data/pg_hba.conf"), rules).unwrap();
        self.stop();
        self.run();
    }

    /// A copy of everything the server has, as a nightly backup is one.
    pub(crate) fn back_up(&mut self) {
        self.stop();
        self.copy("data", "backup");
        self.run();
    }

    /// Puts that copy in the place of what the server has.
    pub(crate) fn restore(&mut self) {
        self.stop();
        std::fs::remove_dir_all(self.folder.path().join("data")).unwrap();
        self.copy("backup", "data");
        self.run();
    }

    fn copy(&self, from: &str, to: &str) {
        let mut command = Command::new("cp");
        command.arg("-a").args([from, to]).current_dir(self.folder.path());
        assert!(quiet(&mut command).status().unwrap().success(), "cp");
    }

    fn signal(&mut self, signal: &str) {
        if let Some(mut process) = self.process.take() {
            let _ = Command::new("kill").args([signal, &process.id().to_string()]).status();
            let _ = process.wait();
        }
    }

    /// Ends it as it is ended for maintenance.
    pub(crate) fn stop(&mut self) {
        self.signal("-INT");
    }

    /// Ends it as a failing machine does.
    pub(crate) fn crash(&mut self) {
        self.signal("-QUIT");
    }
}

/// A session that has begun a transaction and says nothing more. It ends with this.
pub(crate) struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Begins a transaction as a login, runs a statement in it and leaves it open.
    pub(crate) fn left_open(&self, login: &str, text: &str) -> Held {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h"]);
        command.arg(self.folder.path());
        command.args(["-p", &self.port.to_string(), "-U", login, "-d", "firebell"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = child.stdin.as_mut().unwrap();
        std::io::Write::write_all(input, format!("BEGIN;\n{text};\n\\echo done\n").as_bytes()).unwrap();
        let mut told = [0; 5];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut told).unwrap();
        assert_eq!(&told, b"done\n");
        Held(child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal("-INT");
    }
}
