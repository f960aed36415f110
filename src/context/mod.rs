//! What a command works with, and the only place where the parts are put together.

mod ai;
mod settle;

use std::cell::{Cell, RefCell};
use std::io;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use uuid::Uuid;

use crate::background::Held;
use crate::clock;
use crate::config::{Environment, Settings, SyncMode};
use crate::database::postgres::{self, Limits, PostgresDatabase};
use crate::database::sqlite::{Ahead, Creation, SqliteDatabase};
use crate::database::{Database, DatabaseError, DatabaseName, DatabaseUrl, PostgresUrl, Reason};
use crate::domain::AiCall;
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::files;
use crate::session::{Recovery, Session, SessionError, SessionStore, Spool, SyncState};
use crate::sync::{self, Policy, Surroundings, SyncError};
use crate::ui::{Ui, counted};

/// Everything a command needs.
#[derive(Debug)]
pub struct Context {
    pub ui: Ui,
    pub settings: Settings,
    pub store: SessionStore,
    /// Where logged AI calls wait for the database.
    pub spool: Spool,
    pub around: Surroundings,
    pub environment: Environment,
    offline: bool,
    /// Whether what is saved is synchronised when the command is done, and by nothing before that.
    settles: bool,
    /// The embedded database, where it was opened ahead of time.
    ahead: RefCell<Option<Ahead>>,
    /// The child in the background, where it is started ahead of time.
    child: RefCell<Option<JoinHandle<io::Result<Option<Held>>>>>,
    /// When the first load failed before all was read, where it is to go on at once.
    unfinished: Cell<Option<Timestamp>>,
    /// How long this command has waited for a server by now.
    waited: Cell<Duration>,
    /// Why this command could not reach the server, where that is so: it does not try again.
    unreached: RefCell<Option<String>>,
}

impl Context {
    pub fn new(ui: Ui, settings: Settings, environment: Environment, offline: bool) -> Self {
        let store = SessionStore::new(settings.paths.session.clone(), clock::system);
        let spool = Spool::new(settings.paths.ai_spool.clone());
        let around = surroundings();
        Self {
            ui,
            settings,
            store,
            spool,
            around,
            environment,
            offline,
            settles: false,
            ahead: RefCell::default(),
            child: RefCell::default(),
            unfinished: Cell::default(),
            waited: Cell::default(),
            unreached: RefCell::default(),
        }
    }

    /// Uses the embedded database that is being opened already, and says whether [`Context::settle`] is
    /// what comes last.
    pub fn expecting(self, ahead: Option<Ahead>, settles: bool) -> Self {
        Self { ahead: RefCell::new(ahead), settles, ..self }
    }

    pub fn now(&self) -> Timestamp {
        (self.around.clock)()
    }

    pub fn new_id(&self) -> Uuid {
        (self.around.ids)()
    }

    /// Lets `look` see the session, after the first load from the database where that was never
    /// done. A database that does not answer in time costs a notice.
    pub fn read<R>(&self, look: impl FnOnce(&Session) -> R) -> CommandResult<R> {
        // What is parsed whole now need not be parsed twice.
        self.store.read(|_| ())?;
        self.load_first()?;
        self.tell_unloaded()?;
        Ok(self.store.read(look)?)
    }

    /// Where nothing is loaded unasked, a server may hold what this device has never seen.
    fn tell_unloaded(&self) -> Result<(), SessionError> {
        let unasked = self.may_sync() || !self.settings.database.is_remote();
        if !unasked && !self.store.read_pending(|session| session.loaded)? {
            self.ui.notice("notice: nothing was loaded from the database yet; `resume sync` loads it");
        }
        Ok(())
    }

    /// Changes the session. When this returns `Ok`, the change is durable.
    pub fn update<R>(&self, change: impl FnOnce(&mut Session) -> CommandResult<R>) -> CommandResult<R> {
        self.store.read(|_| ())?;
        self.check_session()?;
        self.start_child_ahead();
        self.store.update(change)
    }

    /// Changes a session in which records that are not pending may be missing, or adds to it. When
    /// this returns `Ok`, the change is durable.
    pub fn update_pending<R>(
        &self,
        change: impl FnOnce(&mut Session) -> CommandResult<R>,
    ) -> CommandResult<R> {
        self.check_session()?;
        self.start_child_ahead();
        self.store.update_pending(change)
    }

    /// Logs AI calls. When this returns `Ok`, they are durable; the database gets them like everything
    /// else.
    pub fn log_ai_calls(&self, calls: &[AiCall]) -> CommandResult {
        Ok(self.spool.append(calls)?)
    }

    /// Opens the configured database.
    pub fn connect(&self, limits: Limits, creation: Creation) -> Result<Box<dyn Database>, DatabaseError> {
        match &self.settings.database.url {
            DatabaseUrl::None => Err(no_database()),
            DatabaseUrl::Sqlite(path) => {
                let ahead = self.ahead.take();
                if let Some(database) = ahead.and_then(|ahead| ahead.take(path, &self.user(), limits.step)) {
                    return Ok(Box::new(database));
                }
                let creation = if self.must_exist() { Creation::MustExist } else { creation };
                if let (Creation::CreateIfMissing, Some(directory)) = (creation, path.parent()) {
                    make_directory(directory)?;
                }
                Ok(Box::new(SqliteDatabase::open(path, &self.user(), creation, limits.step)?))
            }
            DatabaseUrl::Postgres(url) => open_postgres(url, self.settings.user.as_deref(), limits),
        }
    }

    /// Asks the database for what belongs to the session, and another one for nothing. One that is not
    /// to be asked at the moment is not, and one that refuses us is remembered.
    pub fn ask_own<R>(
        &self,
        ask: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>,
    ) -> Result<R, SyncError> {
        let policy = self.policy(Policy::default());
        self.refuse_stranger(policy)?;
        let unreached = self.unreached.borrow().clone();
        let rests = unreached.map_or_else(|| self.failure_that_rests(), |failure| Ok(Some(failure)))?;
        if let Some(failure) = rests {
            return Err(DatabaseError::new(Reason::Unavailable, failure).into());
        }
        let bound = self.store.read_pending(|session| session.database.clone())?;
        let started = Instant::now();
        let answer = self.waiting(|limits| {
            let opened = self.connect(limits, Creation::MustExist).and_then(|mut database| {
                let identity = database.snapshot(0)?.identity;
                Ok((database, identity))
            });
            let (mut database, identity) = opened.map_err(|error| {
                let error = SyncError::from(error);
                if self.settings.database.is_remote() {
                    sync::note_failure(&self.plan(policy), &error, started.elapsed());
                }
                error
            })?;
            let ours = bound
                .as_ref()
                .is_some_and(|binding| binding.identity == identity && binding.user == database.user());
            if ours {
                Ok(ask(database.as_mut())?)
            } else {
                Err(SyncError::foreign(bound.as_ref(), identity, database.user()))
            }
        });
        if let Err(error) = &answer {
            self.note_unreached(error);
        }
        answer
    }

    /// Forgets the last failure, so that the background tries again: what caused it is gone.
    pub fn forgive(&self) -> Result<(), SessionError> {
        let clean = |session: &Session| session.sync.last_error.is_none() && session.sync.ai.is_none();
        if self.store.read_pending(clean)? {
            return Ok(());
        }
        self.store.update_pending_soon(|session| {
            let last_sync_at = session.sync.last_sync_at;
            session.sync = SyncState { last_sync_at, ..SyncState::default() };
            Ok(())
        })
    }

    /// Makes the database, or makes it up to date, because the user said so.
    pub fn create(&self) -> Result<bool, DatabaseError> {
        match &self.settings.database.url {
            DatabaseUrl::None => Err(no_database()),
            DatabaseUrl::Sqlite(path) => {
                if let Some(directory) = path.parent() {
                    make_directory(directory)?;
                }
                SqliteDatabase::open(path, &self.user(), Creation::CreateIfMissing, self.settings.timeout)
                    .map(|database| database.created())
            }
            DatabaseUrl::Postgres(url) => {
                postgres::initialise(url, Limits { step: self.settings.timeout, until: None })
            }
        }
    }

    /// The `user_id` of the rows in a file: what is configured, else whose the session is, else the
    /// login name. On a server it is the role that the server knows.
    fn user(&self) -> String {
        let bound = || {
            self.store.read_pending(|session| session.database.as_ref().map(|binding| binding.user.clone()))
        };
        let known = self.settings.user.clone().or_else(|| bound().ok().flatten());
        known.unwrap_or_else(|| self.environment.login_name())
    }

    /// Which database it is, for people and scripts, without anything secret.
    pub fn database_name(&self) -> DatabaseName {
        self.settings.database.url.name()
    }

    /// Whether there is a database at all.
    pub fn has_database(&self) -> bool {
        self.settings.database.url != DatabaseUrl::None
    }

    /// Whether the embedded default is meant and has not been made yet.
    pub fn lacks_embedded(&self) -> bool {
        self.settings.database.is_embedded() && !self.settings.paths.database.exists()
    }

    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// Whether a command may synchronise by itself.
    fn may_sync(&self) -> bool {
        !self.offline && self.settings.sync != SyncMode::Manual && self.has_database()
    }

    /// Whether there is neither a session nor an embedded database: a home that was never used
    /// stays empty until something is saved.
    fn nothing_to_load(&self) -> bool {
        self.lacks_embedded() && !self.settings.paths.session.exists()
    }

    /// A file that the session has been synchronised with and that is gone is not made anew: it
    /// may be on a disk that is not there at the moment. The embedded default is.
    ///
    /// Nor is one that only a stranger's `.env` may have named.
    fn must_exist(&self) -> bool {
        if self.settings.database.is_untrusted() {
            return true;
        }
        let embedded = self.settings.database.is_embedded();
        let bound = |session: &Session| session.database.as_ref().is_some_and(|binding| !binding.embedded);
        !embedded && self.store.read_pending(bound).unwrap_or(true)
    }

    /// Whether a synchronisation makes the configured database where it is missing.
    fn may_create(&self) -> bool {
        matches!(self.settings.database.url, DatabaseUrl::Sqlite(_)) && !self.must_exist()
    }

    /// Tells about a session file that was damaged, and refuses to go on where nothing of it is left
    /// and no database can bring it back.
    pub fn check_session(&self) -> CommandResult {
        self.store.read_pending(|_| ())?;
        match self.store.take_recovery() {
            Some(recovery) => self.tell(&recovery),
            None => Ok(()),
        }
    }

    fn tell(&self, recovery: &Recovery) -> CommandResult {
        let kept = display(&recovery.set_aside);
        let nowhere_else = self.offline || !self.has_database() || self.nothing_to_load();
        if recovery.total_loss && nowhere_else {
            let message =
                format!("the session file was damaged, and nothing of it could be read: {}", recovery.cause);
            let hint = format!("it is kept as {kept}; the next command begins with an empty session");
            return Err(CommandError::new(ErrorKind::Session, message).hint(hint));
        }
        self.ui.warn(&format!("the session file was damaged ({}); it is kept as {kept}", recovery.cause));
        self.ui.warn(&format!(
            "recovered {} from it and its last copy; the rest comes from the database",
            counted(recovery.experiences, "experience")
        ));
        Ok(())
    }
}

fn make_directory(directory: &Path) -> Result<(), DatabaseError> {
    files::create_private_dir(directory).map_err(|cause| {
        DatabaseError::new(Reason::Failed, format!("could not create `{}`: {cause}", directory.display()))
            .hint("check the permissions of the directory above it")
            .caused_by(cause)
    })
}

fn display(path: &Path) -> String {
    format!("`{}`", path.display())
}

/// What the engine is given of this machine.
pub fn surroundings() -> Surroundings {
    let device = rustix::system::uname().nodename().to_string_lossy().into_owned();
    Surroundings { clock: clock::system, ids: Uuid::new_v4, device }
}

/// Opens the embedded default for what is to be carried over from it; without one there is nothing.
pub fn open_left(
    path: &Path,
    user: &str,
    busy: Duration,
) -> Result<Option<Box<dyn Database>>, DatabaseError> {
    if !path.exists() {
        return Ok(None);
    }
    match SqliteDatabase::open(path, user, Creation::MustExist, busy) {
        Ok(database) => Ok(Some(Box::new(database))),
        Err(error) if error.reason == Reason::Uninitialised => Ok(None),
        Err(error) => {
            Err(error.hint("nothing moves without it; rename the file to leave its history behind"))
        }
    }
}

/// Opens a database on a server. Without a user its role is the user.
pub fn open_postgres(
    url: &PostgresUrl,
    user: Option<&str>,
    limits: Limits,
) -> Result<Box<dyn Database>, DatabaseError> {
    Ok(Box::new(PostgresDatabase::open(url, user, limits)?))
}

fn no_database() -> DatabaseError {
    DatabaseError::new(Reason::Failed, "no database is configured").hint("`resume db use URL` configures one")
}
