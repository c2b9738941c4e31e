//! A connection to the server: encrypted and verified but where nothing goes over a wire, to whichever of its hosts takes
//! writes, within a time of our own.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use openssl::ssl::{SslConnector, SslFiletype, SslMethod};
use postgres_openssl::MakeTlsConnector;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::{ChannelBinding, SslMode, SslNegotiation, TargetSessionAttrs};
use tokio_postgres::{AsyncMessage, Client, Config, Notification};

use super::careful::{Careful, GivesAway};
use super::classify::{Failed, on_one_line};
use super::{run, statements};
use crate::store::files::{Links, read_small};
use crate::store::server::address::{Binding, HomeAddress, HostName, own_alone};
use crate::store::server::error::HomeError;
use crate::store::server::stopwatch;

/// How long a host may take to accept a connection. The library applies this to TCP only.
const FIRST_ANSWER: Duration = Duration::from_secs(3);
/// Everything up to a session. A server that accepts and stays silent is noticed by nothing else.
const SESSION: Duration = Duration::from_secs(8);
/// The same on each of several hosts.
const SESSION_OF_SEVERAL: Duration = Duration::from_secs(4);
/// The same on all of them where somebody waits for something else meanwhile, and on each at least.
const A_MOMENT: Duration = Duration::from_millis(1500);
const LEAST: Duration = Duration::from_millis(400);
/// The edition of the tables that this firebell writes to.
const EDITION: i32 = 1;
/// What a commit comes back with when its wait for a standby was ended: the transaction "might not have been replicated".
const MAY_BE_LOST: &str = "01000";
/// What the library says where a server asks for another proof, or for none.
const WITHOUT_BINDING: &str = "channel binding";
/// What it says where the server asks for a password and none was given.
const WITHOUT_PASSWORD: &str = "password missing";
/// As much as a file of certificates may hold.
const MOST_OF_CA: u64 = 4 * 1024 * 1024;
/// Where the certificates of a system are.
const SYSTEM_CERTIFICATES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// What the server says by itself.
#[derive(Debug, Default)]
pub(super) struct Notes {
    warned: AtomicBool,
    news: AtomicBool,
    /// Messages that are kept nowhere.
    heard: Mutex<Vec<String>>,
}

/// As many messages wait to be read, of whatever length a notification can have.
const MOST_HEARD: usize = 256;

impl Notes {
    pub(super) fn forget_warning(&self) {
        self.warned.store(false, Ordering::Relaxed);
    }

    /// Whether a commit came back with the warning that its standby may not have it.
    pub(super) fn warned(&self) -> bool {
        self.warned.load(Ordering::Relaxed)
    }

    fn hear(&self, notification: &Notification) {
        if notification.channel() != statements::HERE {
            self.news.store(true, Ordering::Relaxed);
            return;
        }
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.len() < MOST_HEARD {
            heard.push(notification.payload().to_owned());
        }
    }

    /// The messages that came since this was asked last.
    pub(super) fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether somebody told of something new since this was asked last.
    pub(super) fn has_news(&self) -> bool {
        self.news.swap(false, Ordering::Relaxed)
    }
}

/// A connection that works.
pub(super) struct Live {
    // Before the runtime, so that it is dropped first.
    pub(super) client: Client,
    pub(super) runtime: Runtime,
    pub(super) notes: Arc<Notes>,
    pub(super) notifies: bool,
    /// Whether there are tables for the keys of incidents; `None`: nobody has looked.
    pub(super) keeps_keys: Cell<Option<bool>>,
    /// Whether parts of audit logs have a place for a signature; `None`: nobody has looked.
    pub(super) signs_parts: Cell<Option<bool>>,
    pub(super) host: String,
    /// What the server's clock said, and when.
    pub(super) clock: Option<(i64, Instant)>,
}

fn away(why: impl std::error::Error) -> HomeError {
    HomeError::Away(on_one_line(&why))
}

/// How long each host may take up to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Whoever waits has nothing else to do.
    Usual,
    /// Somebody waits for something else meanwhile.
    AMoment,
}

impl Patience {
    /// A host that accepts and stays silent is noticed by nothing else, and the others are still to be tried.
    fn for_each(self, hosts: usize) -> Duration {
        let hosts = u32::try_from(hosts.max(1)).unwrap_or(u32::MAX);
        match self {
            Patience::Usual if hosts == 1 => SESSION,
            Patience::Usual => SESSION_OF_SEVERAL,
            Patience::AMoment => A_MOMENT.max(LEAST * hosts) / hosts,
        }
    }
}

/// A session on whichever host takes writes, with the number of that host; one of them is tried first.
pub(super) fn connected(
    address: &HomeAddress,
    password: Option<&SecretString>,
    (first, patience): (usize, Patience),
) -> Result<(Live, usize), HomeError> {
    let limit = patience.for_each(address.hosts.len());
    let mut why = HomeError::Away("no host".to_owned());
    for n in 0..address.hosts.len() {
        let n = (first + n) % address.hosts.len();
        let Some(host) = address.hosts.get(n) else { continue };
        match on_host((address, host), password, limit) {
            Ok(live) => return Ok((live, n)),
            // What one host refuses, another one may know better; that it did is told in the end.
            Err(error) if why.is_away() => why = error,
            Err(_) => {}
        }
    }
    Err(why)
}

fn on_host(
    (address, host): (&HomeAddress, &HostName),
    password: Option<&SecretString>,
    limit: Duration,
) -> Result<Live, HomeError> {
    let config = config((address, host), password);
    let tls = match address.is_encrypted() {
        true => Careful::Encrypted(MakeTlsConnector::new(connector(address)?)),
        false => Careful::Plain,
    };
    let runtime = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(away)?;
    let session = runtime.block_on(async { tokio::time::timeout(limit, config.connect(tls)).await });
    let (client, mut connection) = match session {
        Ok(Ok(session)) => session,
        Ok(Err(error)) => return Err(refused(&error)),
        Err(_) => {
            return Err(HomeError::Away("no answer in time".to_owned()));
        }
    };
    let notes = Arc::new(Notes::default());
    let heard = Arc::clone(&notes);
    runtime.spawn(async move {
        while let Some(Ok(message)) = std::future::poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notice(notice) = &message
                && notice.code().code() == MAY_BE_LOST
            {
                heard.warned.store(true, Ordering::Relaxed);
            }
            if let AsyncMessage::Notification(notification) = &message {
                heard.hear(notification);
            }
        }
    });
    edition(&runtime, &client, limit)?;
    // An engine that does not know them goes without.
    let _ = run(
        &runtime,
        limit,
        client.query_typed(statements::KEEP_NOBODY_WAITING, &[]),
    );
    let notifies = run(&runtime, limit, client.batch_execute(statements::LISTEN)).is_ok();
    let host = match run(&runtime, limit, client.query_typed(statements::WHERE, &[])) {
        Ok(found) => found.first().and_then(|row| row.try_get(0).ok()).unwrap_or_default(),
        Err(_) => String::new(),
    };
    let asked = stopwatch::now();
    let clock = match run(&runtime, limit, client.query_typed(statements::CLOCK, &[])) {
        Ok(found) => found.first().and_then(|row| row.try_get(0).ok()),
        Err(_) => None,
    };
    // The answer was on its way for half the time.
    let clock = clock.map(|millis| (millis, asked + asked.elapsed() / 2));
    Ok(Live {
        client,
        runtime,
        notes,
        notifies,
        keeps_keys: Cell::default(),
        signs_parts: Cell::default(),
        host,
        clock,
    })
}

/// A refusal before there is a session: the server's own words where it has some.
fn refused(error: &tokio_postgres::Error) -> HomeError {
    if let Some(how) = GivesAway::behind(error) {
        return HomeError::Address(how.to_string());
    }
    if error.as_db_error().is_none() && on_one_line(error).contains(WITHOUT_PASSWORD) {
        return HomeError::Address(
            "the server asks for a password: set FIREBELL_TEAM_PASSWORD, or add passfile=FILE (its first line is the \
             password) or passcommand=COMMAND to the address"
                .to_owned(),
        );
    }
    if error.as_db_error().is_none() && on_one_line(error).contains(WITHOUT_BINDING) {
        return HomeError::Address(
            "the server lets in without a password that is bound to the encrypted connection, as somebody in its place would; \
             where it cannot do otherwise, as behind a pooler, the address says channel_binding=prefer"
                .to_owned(),
        );
    }
    match error.as_db_error() {
        Some(told)
            if !["57P", "08", "53"]
                .iter()
                .any(|class| told.code().code().starts_with(class)) =>
        {
            HomeError::Refused {
                state: told.code().code().to_owned(),
                message: told.message().to_owned(),
            }
        }
        Some(_) | None => HomeError::Away(on_one_line(error)),
    }
}

fn edition(runtime: &Runtime, client: &Client, limit: Duration) -> Result<(), HomeError> {
    let found = run(runtime, limit, client.query_typed(statements::EDITION, &[]));
    let found = match found {
        Err(Failed::Database { state, .. }) if ["42P01", "3F000"].contains(&state.as_str()) => {
            return Err(HomeError::Address("the database has no tables of firebell".to_owned()));
        }
        found => found.map_err(HomeError::from)?,
    };
    let least: i32 = found.first().and_then(|row| row.try_get(0).ok()).unwrap_or(0);
    match least == EDITION {
        true => Ok(()),
        false => Err(HomeError::Schema {
            found: least,
            known: EDITION,
        }),
    }
}

fn config((address, host): (&HomeAddress, &HostName), password: Option<&SecretString>) -> Config {
    let mut config = Config::new();
    // The plain stream is watched as the encrypted one is; a socket is what its folder makes of it.
    let (mode, negotiation) = match (address.is_encrypted(), host.host.starts_with('/')) {
        // Never `prefer`, which goes on in plain text where a server asks for that.
        (true, _) => (SslMode::Require, SslNegotiation::Postgres),
        (false, false) => (SslMode::Require, SslNegotiation::Direct),
        (false, true) => (SslMode::Disable, SslNegotiation::Postgres),
    };
    config
        .host(host.host.as_str())
        .port(host.port)
        .user(address.user.as_str())
        .dbname(address.database.as_str())
        .application_name("firebell")
        .connect_timeout(FIRST_ANSWER)
        .keepalives(true)
        .keepalives_idle(Duration::from_secs(10))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_retries(2)
        .target_session_attrs(TargetSessionAttrs::ReadWrite)
        .ssl_mode(mode)
        .ssl_negotiation(negotiation);
    if let Some(password) = password {
        config.password(password.expose_secret().as_bytes());
        // Who shows a certificate may be let in by it, without a password.
        let proved = address.is_encrypted() && address.certificate.is_none();
        config.channel_binding(match address.binding {
            Binding::Required if proved => ChannelBinding::Require,
            Binding::Required | Binding::WhereOffered => ChannelBinding::Prefer,
        });
    }
    config
}

fn connector(address: &HomeAddress) -> Result<SslConnector, HomeError> {
    let unusable = |what: &str, error: openssl::error::ErrorStack| {
        HomeError::Address(format!("{what} cannot be used: {}", on_one_line(&error)))
    };
    // It verifies the certificate and the name of the host unless it is told otherwise, which nothing here does.
    let mut builder =
        SslConnector::builder(SslMethod::tls_client()).map_err(|error| unusable("the encryption", error))?;
    if let Some(ca) = &address.ca {
        let mut own =
            openssl::x509::store::X509StoreBuilder::new().map_err(|error| unusable("the encryption", error))?;
        let text = read_small(ca, Links::Followed, MOST_OF_CA)
            .map_err(|error| HomeError::Address(format!("{} cannot be read: {error}", ca.display())))?;
        let certificates =
            openssl::x509::X509::stack_from_pem(&text).map_err(|error| unusable(&ca.display().to_string(), error))?;
        for certificate in certificates {
            own.add_cert(certificate)
                .map_err(|error| unusable(&ca.display().to_string(), error))?;
        }
        // In place of those of the system: only what the team has named is believed.
        builder.set_cert_store(own.build());
    } else {
        // A linked-in OpenSSL looks where it was built.
        let known = SYSTEM_CERTIFICATES
            .iter()
            .find(|path| std::path::Path::new(path).exists());
        if let Some(path) = known {
            builder.set_ca_file(path).map_err(|error| unusable(path, error))?;
        }
    }
    if let Some((certificate, key)) = &address.certificate {
        own_alone(key).map_err(HomeError::Address)?;
        builder
            .set_certificate_chain_file(certificate)
            .map_err(|error| unusable(&certificate.display().to_string(), error))?;
        builder
            .set_private_key_file(key, SslFiletype::PEM)
            .map_err(|error| unusable(&key.display().to_string(), error))?;
    }
    Ok(builder.build())
}
