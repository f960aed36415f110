//! A connection whose every step ends in time.
//!
//! The driver can wait for ever: it has no time-out for statements, and none for TLS. So it is driven here, on
//! the caller's thread, and whatever it does is given up when its time is over. A connection that was given up
//! is closed and never spoken to again; what it was doing may still reach the server, which is the same as a
//! reply that was lost.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::time::{error::Elapsed, timeout};
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error as DriverError};

use super::super::explain::{Failure, Login, Unreached};
use super::super::route::{Route, Stage, Track};
use super::reach::{self, Driver};
use crate::database::url::{Host, PostgresUrl, Server, Target};
use crate::database::{DatabaseError, Reason};

/// How long may be waited for a database.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For one step: connecting, or one answer.
    pub step: Duration,
    /// For everything, where that is bounded.
    pub until: Option<Instant>,
}

impl Limits {
    fn left(&self) -> Duration {
        let whole = self.until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
        self.step.min(whole)
    }
}

/// A connection to a server, which is driven while it is asked something.
pub struct Connection {
    runtime: Runtime,
    /// Absent once it was given up.
    session: Option<Session>,
    limits: Limits,
    login: Login,
    route: Route,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("route", &self.route).finish_non_exhaustive()
    }
}

/// The two halves of the driver.
struct Session {
    client: Client,
    /// Absent once the server ended it.
    driver: Option<Driver>,
}

/// Keeps a connection going until `work` is done, or its time is over. Once the server has ended the
/// connection, `work` gets what had come by then, and learns that no more will: the server's last words are
/// heard. Returns why the connection ended, if it did.
fn drive(
    runtime: &Runtime,
    driver: &mut Option<Driver>,
    limit: Duration,
    mut work: Pin<&mut dyn Future<Output = ()>>,
) -> Result<Option<DriverError>, Elapsed> {
    let mut ended = None;
    let driven = poll_fn(|context| {
        while let Some(driving) = driver {
            match driving.poll_message(context) {
                // A notice, which is not read.
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(end) => {
                    ended = end.and_then(Result::err);
                    *driver = None;
                }
                Poll::Pending => break,
            }
        }
        work.as_mut().poll(context)
    });
    runtime.block_on(async { timeout(limit, driven).await })?;
    Ok(ended)
}

/// An attempt that came to nothing, and how far it got.
#[derive(Debug)]
pub struct NotConnected {
    pub route: Route,
    pub error: DatabaseError,
}

impl Connection {
    /// Connects within the limits.
    pub fn open(url: &PostgresUrl, limits: Limits) -> Result<Self, DatabaseError> {
        Self::reach(url, limits).map_err(|attempt| attempt.error)
    }

    /// Connects within the limits, to the first server that will do.
    ///
    /// # Errors
    /// The attempt that got furthest, where there are several servers; the others are named.
    pub fn reach(url: &PostgresUrl, limits: Limits) -> Result<Self, Box<NotConnected>> {
        let target = url.parameters().target;
        let targets = match target {
            Target::PreferStandby => vec![Target::Standby, Target::Any],
            target => vec![target],
        };
        let until = Instant::now() + limits.left().min(Duration::from_secs(24 * 60 * 60));
        let mut attempts = Vec::new();
        for target in &targets {
            attempts.extend(url.servers().iter().map(|server| (*target, server)));
        }
        let mut furthest: Option<Box<NotConnected>> = None;
        for (index, (target, server)) in attempts.iter().enumerate() {
            let left = until.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(attempts.len() - index).unwrap_or(u32::MAX);
            match Self::log_in(url, server, share, limits).and_then(|found| found.suits(*target)) {
                Ok(connection) => return Ok(connection),
                // Another server would hear the same wrong password.
                Err(attempt) if attempt.error.reason == Reason::Denied => return Err(attempt),
                Err(attempt) => {
                    if furthest.as_ref().is_none_or(|before| before.route.stage < attempt.route.stage) {
                        furthest = Some(attempt);
                    }
                }
            }
        }
        let nowhere = || {
            let server = Server { host: Host::Name(String::new()), address: None, port: 0 };
            let error = DatabaseError::new(Reason::Failed, "the database URL names no host");
            Box::new(NotConnected { route: Route::new(&server), error })
        };
        let mut furthest = furthest.unwrap_or_else(nowhere);
        let others = url.servers().iter().filter(|server| **server != furthest.route.server);
        let others: Vec<_> = others.map(|server| format!("`{server}`")).collect();
        if !others.is_empty() {
            furthest.error.message += &format!("; tried in vain too: {}", others.join(", "));
        }
        Err(furthest)
    }

    /// How long one statement may take now.
    pub(in super::super) fn patience(&self) -> Duration {
        self.limits.left()
    }

    /// Whether no answer can come any more.
    pub(in super::super) fn is_ended(&self) -> bool {
        self.session.as_ref().is_none_or(|session| session.driver.is_none())
    }

    /// How the server was reached.
    pub fn route(&self) -> &Route {
        &self.route
    }

    fn log_in(
        url: &PostgresUrl,
        server: &Server,
        share: Duration,
        limits: Limits,
    ) -> Result<Self, Box<NotConnected>> {
        let (mut login, track) = (Login::new(url, server), Track::new(server));
        let reached = Builder::new_current_thread().enable_all().build().map_err(Unreached::NoRoom);
        let reached = reached.and_then(|runtime| {
            let reach = reach::reach(url, server, Instant::now() + share, &track);
            let reached = runtime.block_on(async { timeout(share, reach).await });
            let (client, driver) = reached.unwrap_or(Err(Unreached::Silent(share)))?;
            Ok((runtime, Session { client, driver: Some(driver) }))
        });
        match reached {
            Ok((runtime, session)) => {
                track.reached(Stage::Ready);
                Ok(Self { runtime, session: Some(session), limits, login, route: track.route() })
            }
            Err(failure) => {
                let route = track.route();
                login.note_encryption(route.tls.is_some());
                Err(Box::new(NotConnected { error: failure.explain(&route, &login), route }))
            }
        }
    }

    /// Makes sure that the server is of the kind that is asked for.
    fn suits(mut self, target: Target) -> Result<Self, Box<NotConnected>> {
        if target == Target::Any {
            return Ok(self);
        }
        let state = self.run(async |client| {
            let statement = "SELECT pg_catalog.pg_is_in_recovery(),
                                    pg_catalog.current_setting('transaction_read_only')";
            let none: &[(&(dyn ToSql + Sync), Type)] = &[];
            let rows = client.query_typed(statement, none).await?;
            let state = rows
                .first()
                .map(|row| Ok::<_, DriverError>((row.try_get(0)?, row.try_get::<_, String>(1)? == "on")));
            Ok(state.transpose()?.unwrap_or((false, false)))
        });
        let error = match state {
            Ok((standby, read_only)) => {
                let suits = match target {
                    Target::Any | Target::PreferStandby => true,
                    Target::ReadWrite => !read_only,
                    Target::ReadOnly => read_only,
                    Target::Primary => !standby,
                    Target::Standby => standby,
                };
                if suits {
                    return Ok(self);
                }
                let message = format!(
                    "`{}` is not what `target_session_attrs={}` asks for",
                    self.route.server,
                    target.as_str()
                );
                DatabaseError::new(Reason::Unavailable, message)
                    .hint("name the other servers too, separated by commas, or leave the parameter out")
            }
            Err(error) => error,
        };
        Err(Box::new(NotConnected { route: self.route.clone(), error }))
    }

    /// Asks the server, within the limits. After a failure to answer in time the connection is of no use any
    /// more.
    pub fn run<R>(
        &mut self,
        work: impl AsyncFnOnce(&Client) -> Result<R, Failure>,
    ) -> Result<R, DatabaseError> {
        let result = self.ask(work);
        // Whose privilege it is that is missing: a role may be set to act as another one.
        if let Err(Failure::Driver(cause)) = &result
            && cause.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE)
        {
            let none: &[(&(dyn ToSql + Sync), Type)] = &[];
            let role =
                self.ask(async |client| Ok(client.query_typed("SELECT current_user::text", none).await?));
            if let Some(Ok(role)) = role.ok().and_then(|rows| rows.first().map(|row| row.try_get(0))) {
                self.login.note_role(role);
            }
        }
        result.map_err(|failure| failure.explain_to(&self.login))
    }

    fn ask<R>(&mut self, work: impl AsyncFnOnce(&Client) -> Result<R, Failure>) -> Result<R, Failure> {
        let limit = self.limits.left();
        let Some(Session { client, driver }) = &mut self.session else {
            return Err(Failure::Lost);
        };
        let mut result = Err(Failure::Lost);
        let driven = drive(&self.runtime, driver, limit, pin!(async { result = work(client).await }));
        match (driven, result) {
            (Err(_), _) => {
                self.session = None;
                Err(Failure::Silent(self.limits.step))
            }
            (Ok(Some(cause)), Err(Failure::Driver(closed))) if closed.is_closed() => Err(cause.into()),
            (_, Err(Failure::Driver(cause))) if is_last(&cause) => {
                // Its end may not have been read yet, and then the next question would go to a dying connection.
                *driver = None;
                Err(cause.into())
            }
            (_, result) => result,
        }
    }
}

/// Whether a server, or a pooler, ends the connection with this (PostgreSQL's manual, 55.8: severity).
fn is_last(cause: &DriverError) -> bool {
    cause.as_db_error().is_some_and(|told| match told.parsed_severity() {
        Some(severity) => matches!(severity, Severity::Fatal | Severity::Panic),
        // A pooler that sends the word alone sends it in English.
        None => matches!(told.severity(), "FATAL" | "PANIC"),
    })
}

impl Drop for Connection {
    /// Takes leave of the server, as far as that needs no waiting.
    fn drop(&mut self) {
        let Some(Session { client, driver: Some(mut driver) }) = self.session.take() else { return };
        drop(client);
        let leave = poll_fn(|context| {
            while let Poll::Ready(Some(Ok(_))) = driver.poll_message(context) {}
            Poll::Ready(())
        });
        self.runtime.block_on(leave);
    }
}
