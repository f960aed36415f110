//! A connection whose every step ends in time.
//!
//! The driver can wait for ever: it has no time-out for statements, none for TLS, and name look-up
//! cannot be interrupted. So it works on a thread of its own, and whoever waits for the thread waits
//! until a deadline and no longer. A thread that was given up is never spoken to again; what it was
//! doing may still reach the server, which is the same as a reply that was lost.

use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use postgres::Client;
use postgres::types::Type;

use super::failure::{Failure, Login, Unreached};
use super::hosts::{self, Route, Stage, Track};
use super::pull::Part;
use crate::database::url::{PostgresUrl, Server, Target};
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

/// How many parts of an answer may wait to be taken.
const AHEAD: usize = 4;

type Work = Box<dyn FnOnce(&mut Client, &SyncSender<Part>) -> Result<(), Failure> + Send>;

/// What the thread is to do. The types are the same for every order: channels of each result's own would
/// be a tenth of the program.
struct Order {
    work: Work,
    hand: SyncSender<Part>,
    done: SyncSender<Result<(), Failure>>,
}

/// A connection to a server, on a thread of its own.
#[derive(Debug)]
pub struct Connection {
    /// Absent once the thread was given up.
    orders: Option<SyncSender<Order>>,
    limits: Limits,
    login: Login,
    route: Route,
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
            let server =
                Server { host: crate::database::url::Host::Name(String::new()), address: None, port: 0 };
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
    pub(super) fn patience(&self) -> Duration {
        self.limits.left()
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
        let login = Login::new(url, server);
        let track = Track::new(server);
        let (sender, orders) = mpsc::sync_channel::<Order>(1);
        let (opened, answer) = mpsc::sync_channel(1);
        let until = Instant::now() + share;
        let (url, server, noted) = (url.clone(), server.clone(), track.clone());
        let thread = move || match hosts::reach(&url, &server, until, &noted) {
            Ok(mut client) => {
                noted.note(|route| route.stage = Stage::Ready);
                if opened.send(Ok(())).is_ok() {
                    for Order { work, hand, done } in orders {
                        let result = work(&mut client, &hand);
                        drop(hand);
                        drop(done.send(result));
                    }
                }
            }
            Err(failure) => drop(opened.send(Err(failure))),
        };
        let result = match thread::Builder::new().name("database".to_owned()).spawn(thread) {
            Ok(_) => answer.recv_timeout(share).unwrap_or_else(|cause| Err(Unreached::waiting(cause, share))),
            Err(cause) => Err(Unreached::NoThread(cause)),
        };
        let route = track.route();
        match result {
            Ok(()) => Ok(Self { orders: Some(sender), limits, login, route }),
            Err(failure) => Err(Box::new(NotConnected { error: failure.explain(&route, &login), route })),
        }
    }

    /// Makes sure that the server is of the kind that is asked for.
    fn suits(mut self, target: Target) -> Result<Self, Box<NotConnected>> {
        if target == Target::Any {
            return Ok(self);
        }
        let state = self.run(|client| {
            let statement = "SELECT pg_catalog.pg_is_in_recovery(),
                                    pg_catalog.current_setting('transaction_read_only')";
            let rows =
                client.query_typed(statement, &[] as &[(&(dyn postgres::types::ToSql + Sync), Type)])?;
            let state = rows
                .first()
                .map(|row| Ok::<_, postgres::Error>((row.try_get(0)?, row.try_get::<_, String>(1)? == "on")));
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
        Err(Box::new(NotConnected { route: self.route, error }))
    }

    /// Has the thread do something, and waits for it within the limits. After a failure to answer in
    /// time the connection is of no use any more.
    pub fn run<R: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Client) -> Result<R, Failure> + Send + 'static,
    ) -> Result<R, DatabaseError> {
        self.run_taking(|client, _| work(client), |_| Ok(()))
    }

    /// Does the same, and takes what the thread hands out meanwhile, which is never far ahead.
    ///
    /// # Errors
    /// What `take` refused, before what became of the work.
    pub(super) fn run_taking<R: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Client, &SyncSender<Part>) -> Result<R, Failure> + Send + 'static,
        mut take: impl FnMut(Part) -> Result<(), DatabaseError>,
    ) -> Result<R, DatabaseError> {
        let place = Arc::new(Mutex::new(None));
        let result = Arc::clone(&place);
        let work: Work = Box::new(move |client, hand| {
            let value = work(client, hand)?;
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        });
        self.order(work, &mut take)?;
        let value = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(|| Failure::Lost.explain_to(&self.login))
    }

    /// Has the work done, whatever it results in.
    fn order(
        &mut self,
        work: Work,
        take: &mut dyn FnMut(Part) -> Result<(), DatabaseError>,
    ) -> Result<(), DatabaseError> {
        let (hand, parts) = mpsc::sync_channel(AHEAD);
        let (done, answer) = mpsc::sync_channel(1);
        let sent = self.orders.as_ref().is_some_and(|thread| thread.send(Order { work, hand, done }).is_ok());
        if !sent {
            return Err(Failure::Lost.explain_to(&self.login));
        }
        let (started, limit) = (Instant::now(), self.limits.left());
        let left = || limit.saturating_sub(started.elapsed());
        let (mut taken, mut ended) = (Ok(()), Ok(()));
        while taken.is_ok() {
            match parts.recv_timeout(left()) {
                Ok(part) => taken = take(part),
                Err(RecvTimeoutError::Disconnected) => break,
                // Even if the thread should be done by now: what it handed out since was not taken.
                Err(late) => {
                    ended = Err(late);
                    break;
                }
            }
        }
        // Whoever hands out more finds that nobody takes it.
        drop(parts);
        let result = ended.and_then(|()| answer.recv_timeout(left())).unwrap_or_else(|cause| {
            self.orders = None;
            Err(match cause {
                RecvTimeoutError::Timeout => Failure::Silent(self.limits.step),
                RecvTimeoutError::Disconnected => Failure::Lost,
            })
        });
        taken.and(result.map_err(|failure| failure.explain_to(&self.login)))
    }
}
