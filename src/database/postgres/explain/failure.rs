//! What went wrong once there was a connection.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use tokio_postgres::Error as DriverError;

use super::pooler;
use super::words::{Login, PATIENCE, STEP_BY_STEP, at, seconds};
use crate::database::{DatabaseError, Reason};

/// Why something did not work, once there was a connection.
#[derive(Debug)]
pub enum Failure {
    Driver(DriverError),
    /// Explained already.
    Explained(DatabaseError),
    /// Nothing came for so long.
    Silent(Duration),
    /// The connection was given up or lost before.
    Lost,
}

/// The server sent what no answer of ours can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server sent {0}")]
pub(in super::super) struct Excess(pub &'static str);

impl From<DriverError> for Failure {
    fn from(cause: DriverError) -> Self {
        Self::Driver(cause)
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::Explained(error)
    }
}

impl Failure {
    /// The cause in words, and what to do about it, where it is known who is logged in.
    pub fn explain_to(self, login: &Login) -> DatabaseError {
        match self {
            Self::Explained(error) => error,
            Self::Driver(cause) => of_driver(&cause, login),
            Self::Silent(waited) => silent(login, waited),
            Self::Lost => lost(login),
        }
    }
}

pub(super) fn io_cause(cause: &DriverError) -> Option<&io::Error> {
    cause.source()?.downcast_ref()
}

/// What the driver says of a connection.
pub(super) fn of_driver(cause: &DriverError, login: &Login) -> DatabaseError {
    if let Some(refusal) = cause.as_db_error() {
        return pooler::by_server(refusal, login);
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

fn lost(login: &Login) -> DatabaseError {
    DatabaseError::new(Reason::Unavailable, format!("{} closed the connection", at(login)))
        .hint("it may be restarting; try again later")
}

fn silent(login: &Login, waited: Duration) -> DatabaseError {
    let message = format!("{} did not answer within {}", at(login), seconds(waited));
    DatabaseError::new(Reason::Unavailable, message).hint(PATIENCE)
}
