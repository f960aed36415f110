//! Synchronising with a server in the background: what it needs, how long it may take.
//!
//! It reads no settings of its own, so that it works with those that were in force when it was planned,
//! wherever they stood.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustix::fs::{Timespec, Timestamps, UTIME_NOW};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::machine::surroundings;
use super::open::{open_left, open_postgres};
use crate::clock;
use crate::config::Settings;
use crate::database::postgres::Limits;
use crate::database::sqlite::Creation;
use crate::database::{DatabaseError, DatabaseUrl, PostgresUrl, Reason};
use crate::session::{Fingerprint, Lock, SessionStore, Spool};
use crate::sync::{self, Attempt, Databases, Policy, Surroundings, SyncError, When};

/// How much longer than in the foreground one answer may take, but neither so short that nothing ever
/// arrives nor as long as a child may stand still.
const PATIENCE: u32 = 10;
const SHORTEST_STEP: Duration = Duration::from_secs(30);
const LONGEST_STEP: Duration = Duration::from_mins(2);

/// How long a child lives that makes no progress.
const IDLE: Duration = Duration::from_mins(5);

/// How long a child lives in any case.
const LIFETIME: Duration = Duration::from_mins(30);

/// What is to be done, and with what. It holds the database's password.
#[derive(Serialize, Deserialize)]
pub struct Plan {
    #[serde(with = "bytes")]
    session: PathBuf,
    #[serde(with = "bytes")]
    spool: PathBuf,
    #[serde(with = "bytes")]
    sync_lock: PathBuf,
    /// The embedded default, should the session leave it.
    #[serde(with = "bytes")]
    embedded: PathBuf,
    #[serde(with = "bytes")]
    log: PathBuf,
    filter: Option<String>,
    database: String,
    user: Option<String>,
    /// Whose the embedded default is, where no session says it.
    owner: String,
    timeout: Duration,
    untrusted: bool,
    one_off: bool,
    configuration: Fingerprint,
    known: Option<Timestamp>,
}

/// A path as its bytes: it need not be text.
mod bytes {
    use super::*;

    pub(super) fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
        path.as_os_str().as_bytes().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
        Vec::deserialize(from).map(|bytes| OsString::from_vec(bytes).into())
    }
}

impl Plan {
    /// `owner` is the user of a new embedded database; a failure at `known` does not keep the child back.
    pub fn new(settings: &Settings, owner: String, policy: Policy, known: Option<Timestamp>) -> Self {
        Self {
            session: settings.paths.session.clone(),
            spool: settings.paths.ai_spool.clone(),
            sync_lock: settings.paths.sync_lock.clone(),
            embedded: settings.paths.database.clone(),
            log: settings.paths.log.clone(),
            filter: settings.log.as_ref().map(|(filter, _)| filter.clone()),
            database: settings.database.url.reveal(),
            user: settings.user.clone(),
            owner,
            timeout: settings.timeout,
            untrusted: policy.untrusted,
            one_off: policy.one_off,
            configuration: settings.fingerprint(),
            known,
        }
    }

    /// The sync lock; `None` where another process keeps it for longer than `patience`. Its file says since
    /// when a sync has been running.
    pub(super) fn lock(&self, patience: Duration) -> io::Result<Option<File>> {
        let lock = Lock::acquire_within(&self.sync_lock, patience).map_err(io::Error::other)?;
        let Some(lock) = lock else { return Ok(None) };
        let lock = lock.into_file();
        let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
        rustix::fs::futimens(&lock, &Timestamps { last_access: now, last_modification: now })?;
        Ok(Some(lock))
    }

    /// Where events are logged, and the filter.
    pub(super) fn log(&self) -> (PathBuf, Option<&str>) {
        (self.log.clone(), self.filter.as_deref())
    }
}

/// It holds a password.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").finish_non_exhaustive()
    }
}

/// What a plan says, with the lock in this file; the error is why it cannot be done.
fn work(plan: Plan, file: File) -> Result<(Work, Lock), String> {
    let lock = Lock::of_file(file, &plan.sync_lock).map_err(|error| error.to_string())?;
    let Ok(DatabaseUrl::Postgres(url)) = plan.database.parse() else {
        return Err("the order names no server".to_owned());
    };
    let policy = Policy { untrusted: plan.untrusted, one_off: plan.one_off, ..Policy::default() };
    Ok((Work { url: *url, spool: Spool::new(plan.spool.clone()), policy, plan }, lock))
}

/// Carries a plan out on this thread.
pub(super) fn carry_out(plan: Plan, lock: File) -> Result<(), String> {
    let (work, lock) = work(plan, lock)?;
    work.run(lock, &mut || {});
    Ok(())
}

/// Carries a plan out on a thread that ends with the process, however it stands still.
pub(super) fn carry_out_supervised(plan: Plan, lock: File) -> Result<(), String> {
    let (work, lock) = work(plan, lock)?;
    let work = Arc::new(work);
    let worker = Arc::clone(&work);
    if supervise(move |tell| worker.run(lock, tell)) == Ended::Idle {
        work.give_up(IDLE);
    }
    Ok(())
}

/// A plan that can be carried out.
struct Work {
    plan: Plan,
    url: PostgresUrl,
    spool: Spool,
    policy: Policy,
}

impl Work {
    /// Synchronises. What goes wrong is in the log and in the session.
    fn run(&self, lock: Lock, tell: &mut dyn FnMut()) {
        let (store, around) = self.around();
        let attempt = self.attempt(&store, &around);
        let Plan { embedded, user, owner, timeout, .. } = &self.plan;
        let limits = Limits { step: step(*timeout), until: Some(Instant::now() + LIFETIME) };
        let mut databases = Databases {
            connect: &mut || open_postgres(&self.url, user.as_deref(), limits, &store),
            leave: &mut |user| open_left(embedded, user.unwrap_or(owner), Creation::MustExist, limits.step),
        };
        let done = sync::attempt_with(lock, &attempt, &mut databases, &mut |_| tell());
        // What else can go wrong is logged where it is noted.
        if let Err(
            error @ (SyncError::Session(_) | SyncError::Busy | SyncError::Untrusted | SyncError::Replaced),
        ) = done
        {
            tracing::warn!(error = %error, "Could not synchronise in the background");
        }
    }

    /// Notes that nothing was heard of the work, which may stand still with any of its locks but the
    /// session's: where it has that one too, the log alone says so.
    fn give_up(&self, idle: Duration) {
        let (store, around) = self.around();
        let message = format!("synchronising made no progress within {} s", idle.as_secs());
        tracing::warn!("{message}");
        let error = DatabaseError::new(Reason::Unavailable, message).into();
        sync::note_failure(&self.attempt(&store, &around), &error, idle);
    }

    fn around(&self) -> (SessionStore, Surroundings) {
        (SessionStore::new(self.plan.session.clone(), clock::system), surroundings())
    }

    fn attempt<'a>(&'a self, store: &'a SessionStore, around: &'a Surroundings) -> Attempt<'a> {
        Attempt {
            store,
            spool: &self.spool,
            lock: &self.plan.sync_lock,
            patience: Duration::ZERO,
            when: When::UnlessFailed(self.plan.known),
            around,
            policy: self.policy,
            configuration: self.plan.configuration,
            remote: true,
            route: self.url.route(),
        }
    }
}

/// How long one answer may take in the background, by the wait in the foreground.
fn step(timeout: Duration) -> Duration {
    (timeout * PATIENCE).clamp(SHORTEST_STEP, LONGEST_STEP)
}

/// How the work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    /// It was cut off: nothing was heard of it any more.
    Idle,
    /// It was cut off on its way, and goes on with the next child.
    TimeIsUp,
}

/// Lets `work` run on a thread of its own, which ends with the process: when it is done, when it has
/// told of no progress for too long, or when its time is up. Being cut off does no harm at any point.
fn supervise(work: impl FnOnce(&mut dyn FnMut()) + Send + 'static) -> Ended {
    let (sender, progress) = mpsc::channel();
    thread::spawn(move || {
        work(&mut || {
            let _ = sender.send(());
        });
    });
    wait(&progress, IDLE, LIFETIME)
}

/// Waits until no progress can come any more, for `lifetime` at the most, and for `idle`
/// after the last that was told.
fn wait(progress: &Receiver<()>, idle: Duration, lifetime: Duration) -> Ended {
    let end = Instant::now() + lifetime;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match progress.recv_timeout(idle.min(left)) {
            Ok(()) if !left.is_zero() => {}
            Err(RecvTimeoutError::Disconnected) => return Ended::Done,
            Err(RecvTimeoutError::Timeout) if left > idle => return Ended::Idle,
            Ok(()) | Err(RecvTimeoutError::Timeout) => return Ended::TimeIsUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn the_end_of_the_work_is_the_end_of_the_waiting() {
        let (sender, progress) = mpsc::channel();
        thread::spawn(move || sender.send(()));
        assert_eq!(wait(&progress, LONG, LONG), Ended::Done);
    }

    #[test]
    fn work_that_stands_still_is_not_waited_for() {
        let (_sender, progress) = mpsc::channel();
        assert_eq!(wait(&progress, SHORT, LONG), Ended::Idle);
    }

    #[test]
    fn work_that_never_ends_is_not_waited_for_either() {
        let (sender, progress) = mpsc::channel();
        thread::spawn(move || while sender.send(()).is_ok() {});
        assert_eq!(wait(&progress, LONG, SHORT), Ended::TimeIsUp);
    }

    #[test]
    fn an_answer_has_time_and_never_as_much_as_a_child_that_stands_still() {
        for (timeout, patience) in [(0, 30), (3, 30), (5, 50), (40, 120), (3600, 120)] {
            assert_eq!(step(Duration::from_secs(timeout)), Duration::from_secs(patience), "{timeout}");
        }
        assert!(LONGEST_STEP < IDLE);
    }

    #[test]
    fn work_that_was_given_up_has_failed() {
        let home = tempfile::tempdir().unwrap();
        let database = "postgres://ada@127.0.0.1/cv".to_owned();
        let Ok(DatabaseUrl::Postgres(url)) = database.parse() else { unreachable!() };
        let plan = Plan {
            session: home.path().join("session.json"),
            spool: home.path().join("ai-calls.jsonl"),
            sync_lock: home.path().join("sync.lock"),
            embedded: home.path().join("resume.db"),
            log: home.path().join("resume.log"),
            filter: None,
            database,
            user: None,
            owner: "ada".to_owned(),
            timeout: LONG,
            untrusted: false,
            one_off: false,
            configuration: 7,
            known: None,
        };
        let spool = Spool::new(plan.spool.clone());
        let work = Work { url: *url, spool, policy: Policy::default(), plan };
        work.give_up(IDLE);
        let sync = work.around().0.read(|session| session.sync.clone()).unwrap();
        let failure = sync.last_error.unwrap();
        assert_eq!(failure.message, "synchronising made no progress within 300 s");
        assert_eq!((failure.reason.as_str(), failure.stops), ("unavailable", false));
        assert!(sync.next_attempt_at.is_some() && sync.failures == 1);
    }
}
