//! What went wrong with PostgreSQL, by cause.
//!
//! The invariants: every error says what to do; what a server says is short, on one line, and
//! holds no password, even if the server repeats it; and no such text is kept as the source of an error.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use super::hosts::{Route, Stage};
use super::stream::Excess;
use super::tls::TlsFailure;
use super::{refused, unreached};
use crate::database::supabase::{self, Place};
use crate::database::url::{Host, PostgresUrl, Server};
use crate::database::{DatabaseError, Reason};

/// Why something did not work, once there was a connection.
#[derive(Debug)]
pub enum Failure {
    Driver(postgres::Error),
    /// Explained already.
    Explained(DatabaseError),
    /// Nothing came for so long.
    Silent(Duration),
    /// The connection was given up or lost before.
    Lost,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum Unreached {
    LookUp(io::Error),
    Driver(postgres::Error),
    /// Explained already.
    Explained(DatabaseError),
    /// Nothing came for so long.
    Silent(Duration),
    /// The thread ended without a word.
    Lost,
    NoThread(io::Error),
}

/// Who logs in, and where.
#[derive(Clone)]
pub struct Login {
    /// As a person writes it.
    pub server: String,
    host: Option<String>,
    pub user: String,
    pub database: String,
    password: Option<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login({:?} at {:?})", self.user, self.server)
    }
}

impl Login {
    pub(super) fn new(url: &PostgresUrl, server: &Server) -> Self {
        let host = match &server.host {
            Host::Name(name) => Some(name.clone()),
            Host::Socket(_) => None,
        };
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            server: server.to_string(),
            host,
            user: text(url.user()),
            database: text(url.database()),
            password: url.password().map(str::to_owned),
        }
    }

    pub(super) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// What the host is to Supabase.
    pub(super) fn supabase(&self) -> Option<Place<'_>> {
        supabase::place(self.host.as_deref()?)
    }

    /// A text of the server's, without what it must not tell.
    fn discreet(&self, text: &str) -> String {
        match self.password.as_deref() {
            // One that is shorter is part of many a word, and what is left out would tell of it.
            Some(password) if password.chars().count() >= 4 => text.replace(password, "…"),
            _ => text.to_owned(),
        }
    }
}

impl From<postgres::Error> for Failure {
    fn from(cause: postgres::Error) -> Self {
        Self::Driver(cause)
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::Explained(error)
    }
}

impl Failure {
    /// The cause in words, and what to do about it.
    pub fn explain(self) -> DatabaseError {
        self.explained(None)
    }

    /// The same, where it is known who is logged in.
    pub fn explain_to(self, login: &Login) -> DatabaseError {
        self.explained(Some(login))
    }

    fn explained(self, login: Option<&Login>) -> DatabaseError {
        match self {
            Self::Explained(error) => error,
            Self::Driver(cause) => of_driver(&cause, login),
            Self::Silent(waited) => silent(login, waited),
            Self::Lost => lost(login),
        }
    }
}

impl Unreached {
    /// Why nothing was heard of a thread.
    pub(super) fn waiting(cause: RecvTimeoutError, waited: Duration) -> Self {
        match cause {
            RecvTimeoutError::Timeout => Self::Silent(waited),
            RecvTimeoutError::Disconnected => Self::Lost,
        }
    }

    /// Whether the server may be reached with TLS instead of without, or the other way round.
    pub(super) fn asks_for_another_mode(&self, stage: Stage) -> bool {
        let Self::Driver(error) = self else { return false };
        match stage {
            Stage::Tls => matches!(tls_failure(error), Some(TlsFailure::Io(_))),
            Stage::Login => {
                error.code() == Some(&postgres::error::SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
            }
            _ => false,
        }
    }

    /// The cause in words, and what to do about it.
    pub(super) fn explain(self, route: &Route, login: &Login) -> DatabaseError {
        match self {
            Self::LookUp(cause) => unreached::look_up(cause, login),
            Self::Explained(error) => error,
            Self::Silent(waited) => unreached::silent(route, login, waited),
            Self::Lost => lost(Some(login)),
            Self::NoThread(cause) => {
                DatabaseError::new(Reason::Unavailable, format!("the system starts no thread: {cause}"))
                    .hint("it has too many already, or too little memory; try again later")
                    .caused_by(cause)
            }
            Self::Driver(cause) => match (tls_failure(&cause), io_cause(&cause)) {
                (Some(failure), _) => unreached::tls(failure, route, login),
                (None, Some(io)) if route.stage == Stage::Connect => unreached::connect(io, route, login),
                (None, Some(io)) if io.get_ref().is_none() => unreached::cut(io, route.stage, login),
                _ if cause.as_db_error().is_none() && route.stage == Stage::Login => {
                    unreached::login(&cause, login)
                }
                _ => of_driver(&cause, Some(login)),
            },
        }
    }
}

pub(super) fn tls_failure(cause: &postgres::Error) -> Option<&TlsFailure> {
    cause.source()?.downcast_ref()
}

fn io_cause(cause: &postgres::Error) -> Option<&io::Error> {
    cause.source()?.downcast_ref()
}

/// What the driver says of a connection.
fn of_driver(cause: &postgres::Error, login: Option<&Login>) -> DatabaseError {
    if let Some(refusal) = cause.as_db_error() {
        return refused::by_server(refusal, login);
    }
    let io = io_cause(cause);
    let excess = io.and_then(|io| io.get_ref()).and_then(|inner| inner.downcast_ref::<Excess>());
    if let Some(excess) = excess {
        return DatabaseError::new(Reason::Corrupt, format!("{}: {excess}", at(login)))
            .hint("no résumé is like that: is it the right server, and are its tables as `resume db init` makes them?");
    }
    let text = cause.to_string();
    if cause.is_closed() || text.starts_with("error communicating") {
        return lost(login);
    }
    let told = io.map(|io| format!(": {io}")).unwrap_or_default();
    let message = match &text {
        text if text.starts_with("unexpected message") || text.starts_with("error parsing") => {
            format!("{} does not speak PostgreSQL's protocol{told}", at(login))
        }
        text => format!("{} answered with something that was not expected: {text}", at(login)),
    };
    DatabaseError::new(Reason::Corrupt, message).hint(format!("is it the right server? {STEP_BY_STEP}"))
}

/// The server as the beginning of a sentence.
pub(super) fn at(login: Option<&Login>) -> String {
    login.map_or_else(|| "the database".to_owned(), |login| format!("`{}`", login.server))
}

fn lost(login: Option<&Login>) -> DatabaseError {
    DatabaseError::new(Reason::Unavailable, format!("{} closed the connection", at(login)))
        .hint("it may be restarting; try again later")
}

fn silent(login: Option<&Login>, waited: Duration) -> DatabaseError {
    let message = format!("{} did not answer within {}", at(login), seconds(waited));
    DatabaseError::new(Reason::Unavailable, message).hint(PATIENCE)
}

/// The end of a hint. `db check` itself has another one.
pub(super) const STEP_BY_STEP: &str = "`resume db check` tries it step by step";

pub(super) const PATIENCE: &str = "try again later; `RESUME_TIMEOUT` says how many seconds to wait";

pub(super) fn seconds(time: Duration) -> String {
    format!("{} s", (time.as_secs_f64() * 10.0).round() / 10.0)
}

/// A text of the server's: its first line, not long, without the password.
pub(super) fn quoted(text: &str, login: Option<&Login>) -> String {
    const LONGEST: usize = 200;
    let text = login.map_or_else(|| text.to_owned(), |login| login.discreet(text));
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST + 1).collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.trim_end().to_owned(),
    }
}
