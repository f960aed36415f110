//! Why a server was not reached, told by the step that failed.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::time::Duration;

use rustls::Error as TlsError;
use tokio_postgres::Error as DriverError;
use tokio_postgres::error::SqlState;

use super::super::route::{Route, Stage};
use super::failure::{io_cause, of_driver};
use super::refused::no_password;
use super::untrusted;
use super::words::{Login, PATIENCE, quoted, seconds};
use crate::database::supabase::Place;
use crate::database::url::Host;
use crate::database::{DatabaseError, Reason};

/// Why there is no connection.
#[derive(Debug)]
pub(in super::super) enum Unreached {
    LookUp(io::Error),
    /// The address, or the socket in the file system, took no connection.
    Connect(io::Error),
    Tls(TlsFailure),
    Driver(DriverError),
    /// Explained already.
    Explained(DatabaseError),
    /// Nothing came for so long.
    Silent(Duration),
    /// This system has none of what a connection takes.
    NoRoom(io::Error),
}

/// Why there is no encrypted connection.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum TlsFailure {
    #[error("the server does not offer TLS")]
    NotOffered,
    #[error("the server answered with something that is not PostgreSQL's protocol")]
    NotPostgres,
    #[error("`{0}` cannot stand in a certificate")]
    Name(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Unreached {
    /// Whether the server may be reached with TLS instead of without, or the other way round.
    pub(in super::super) fn asks_for_another_mode(&self) -> bool {
        match self {
            Self::Tls(failure) => matches!(failure, TlsFailure::Io(_)),
            Self::Driver(error) => error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION),
            _ => false,
        }
    }

    /// Whether the server said more this time than the other.
    pub(in super::super) fn got_further_than(&self, other: &Self) -> bool {
        matches!(self, Self::Driver(_)) && !(matches!(other, Self::Driver(_)) && self.asks_for_another_mode())
    }

    /// The cause in words, and what to do about it.
    pub(in super::super) fn explain(self, route: &Route, login: &Login) -> DatabaseError {
        match self {
            Self::LookUp(cause) => look_up(cause, login),
            Self::Connect(cause) => connect(&cause, route, login),
            Self::Tls(failure) => tls(&failure, route, login),
            Self::Explained(error) => error,
            Self::Silent(waited) => silent(route, login, waited),
            Self::NoRoom(cause) => DatabaseError::new(
                Reason::Unavailable,
                format!("the system has no room for a connection: {cause}"),
            )
            .hint("it runs too much already, or has too little memory; try again later")
            .caused_by(cause),
            Self::Driver(cause) => match io_cause(&cause) {
                Some(io) if io.get_ref().is_none() => cut(io, route.stage, login),
                _ if cause.as_db_error().is_none() => self::login(&cause, login),
                _ => of_driver(&cause, login),
            },
        }
    }
}

const IPV6_ONLY: &str = "Supabase's direct host has an IPv6 address only, and this network has none to offer: \
                         use the session pooler, which the dashboard shows under `Connect`";

/// The name stands for no address.
fn look_up(cause: io::Error, login: &Login) -> DatabaseError {
    let server = &login.server;
    // What the resolver says is not to be had as a code.
    let passing = cause.to_string().contains("Temporary failure");
    let message = if passing {
        format!("the name of `{server}` could not be looked up at the moment")
    } else {
        format!("the name of `{server}` is not known")
    };
    let hint = match login.supabase() {
        Some(Place::Direct { .. }) if !passing => {
            "a project that is paused or gone has no address: see the dashboard; check the reference in the name too"
        }
        _ if passing => "is this device online? It is tried again later",
        _ => "check the host in the database URL, and whether this device is online",
    };
    DatabaseError::new(Reason::Unavailable, message).hint(hint).caused_by(cause)
}

/// No address took the connection.
fn connect(cause: &io::Error, route: &Route, login: &Login) -> DatabaseError {
    let server = &login.server;
    if let Host::Socket(_) = &route.server.host {
        let message = match cause.kind() {
            ErrorKind::NotFound => format!("there is no socket of PostgreSQL in `{server}`"),
            _ => format!("the socket of PostgreSQL in `{server}` cannot be used: {cause}"),
        };
        return DatabaseError::new(Reason::Unavailable, message)
            .hint("is PostgreSQL running on this device, with that directory and port?");
    }
    let direct = matches!(login.supabase(), Some(Place::Direct { .. }));
    let only_ipv6 = !route.addresses.is_empty() && route.addresses.iter().all(std::net::IpAddr::is_ipv6);
    let (message, hint) = match cause.kind() {
        ErrorKind::ConnectionRefused if login.supabase().is_some() => (
            format!("`{server}` refuses connections"),
            "Supabase refuses them for a while after repeated wrong passwords, and when a project is paused: see the \
             dashboard",
        ),
        ErrorKind::ConnectionRefused => (
            format!("`{server}` refuses connections"),
            "is PostgreSQL running there, on that port, and does it listen on the network (`listen_addresses`)?",
        ),
        ErrorKind::TimedOut => (
            format!("no answer from `{server}`"),
            if direct && only_ipv6 {
                IPV6_ONLY
            } else {
                "is the host right, and does a firewall stand between? `RESUME_TIMEOUT` says how many seconds to wait"
            },
        ),
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::AddrNotAvailable => (
            format!("no way leads to `{server}` from this network"),
            match (direct, only_ipv6) {
                (true, true) => IPV6_ONLY,
                (false, true) => {
                    "its name stands for IPv6 addresses only, and this network may have none to offer"
                }
                _ => "is this device online?",
            },
        ),
        _ => (
            format!("`{server}` cannot be reached: {cause}"),
            "check the host and the port in the database URL",
        ),
    };
    DatabaseError::new(Reason::Unavailable, message).hint(hint)
}

/// Nothing came in time.
fn silent(route: &Route, login: &Login, waited: Duration) -> DatabaseError {
    let (server, time) = (&login.server, seconds(waited));
    let (message, hint) = match route.stage {
        Stage::Prepare | Stage::LookUp => {
            (format!("the name of `{server}` was not found within {time}"), "is this device online?")
        }
        Stage::Connect => return connect(&ErrorKind::TimedOut.into(), route, login),
        Stage::Tls => (
            format!("`{server}` takes connections, but did not answer within {time}"),
            "is it PostgreSQL that listens there? It may also be overloaded; `RESUME_TIMEOUT` says how many seconds to wait",
        ),
        Stage::Login | Stage::Ready => {
            (format!("`{server}` did not finish the login within {time}"), PATIENCE)
        }
    };
    DatabaseError::new(Reason::Unavailable, message).hint(hint)
}

/// The connection ended before the login did.
fn cut(cause: &io::Error, stage: Stage, login: &Login) -> DatabaseError {
    let server = &login.server;
    let step = match stage {
        Stage::Tls => "when it was asked for TLS",
        _ => "during the login",
    };
    DatabaseError::new(Reason::Unavailable, format!("`{server}` closed the connection {step}: {cause}"))
        .hint("is it PostgreSQL that listens there? It may be restarting, or refuse connections from here")
}

/// The server asked for something that the driver does not do or has not got.
fn login(cause: &DriverError, login: &Login) -> DatabaseError {
    let server = format!("`{}`", login.server);
    let io = cause.source().and_then(|source| source.downcast_ref::<io::Error>());
    // As of TLS 1.3 a server that does not accept the client's certificate says so this late.
    if let Some(error) = io.and_then(io::Error::get_ref).and_then(|inner| inner.downcast_ref()) {
        return ended(error, &login.server);
    }
    let raw = cause.source().map(ToString::to_string).unwrap_or_default();
    let told = quoted(&raw, Some(login));
    if raw.contains("password missing") {
        return no_password(&server, &login.user);
    }
    if cause.is_closed() {
        return cut(&ErrorKind::UnexpectedEof.into(), Stage::Login, login);
    }
    if raw.contains("channel binding") {
        let message =
            format!("{server} did not tie the login to its certificate, as `channel_binding=require` asks");
        return DatabaseError::new(Reason::Failed, message).hint(
            "that takes TLS, a certificate signed by means of SHA-256, SHA-384 or SHA-512, and SCRAM with the server itself, \
             which no pooler does for it; without that parameter it is done where it can be",
        );
    }
    let text = cause.to_string();
    if text.starts_with("authentication") {
        return DatabaseError::new(
            Reason::Failed,
            format!("no way to log in on {server} was agreed on: {told}"),
        )
        .hint("passwords are supported (SCRAM, MD5, plain), Kerberos is not");
    }
    let told = if told.is_empty() { text } else { format!("{text}: {told}") };
    DatabaseError::new(Reason::Failed, format!("{server} does not speak PostgreSQL's protocol: {told}"))
        .hint("check the host and the port in the database URL")
}

/// There is no encrypted connection to the right server.
fn tls(failure: &TlsFailure, route: &Route, login: &Login) -> DatabaseError {
    let server = &login.server;
    let error = match failure {
        TlsFailure::NotOffered => {
            return DatabaseError::new(Reason::Failed, format!("`{server}` does not offer TLS")).hint(
                "turn `ssl` on at the server; only in a network that you trust, `sslmode=disable` does without",
            );
        }
        TlsFailure::NotPostgres | TlsFailure::Name(_) => {
            return DatabaseError::new(Reason::Failed, format!("`{server}`: {failure}"))
                .hint("check the host and the port in the database URL");
        }
        TlsFailure::Io(cause) => {
            let inner = cause.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
            match inner {
                Some(error) => error,
                None => return cut(cause, route.stage, login),
            }
        }
    };
    match error {
        TlsError::InvalidCertificate(cause) => untrusted::server(cause, route, login),
        error => ended(error, server),
    }
}

/// The server ended the TLS session, or said what does not belong there.
fn ended(error: &TlsError, server: &str) -> DatabaseError {
    let message = format!("TLS with `{server}` failed: {}", untrusted::in_words(&error.to_string()));
    DatabaseError::new(Reason::Unavailable, message).hint(
        "it needs TLS 1.2 or newer; the server may also ask for a certificate of the client's own (`sslcert`), or not \
         accept the one that it was shown: its log tells",
    )
}
