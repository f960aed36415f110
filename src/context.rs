//! What a command works with, and the only place where the parts are put together.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use uuid::Uuid;

use crate::clock;
use crate::config::{Environment, Settings, Source, SyncMode};
use crate::database::sqlite::{Ahead, Creation, SqliteDatabase};
use crate::database::{Database, DatabaseError, DatabaseName, DatabaseUrl, Reason};
use crate::error::{CommandError, CommandResult, ErrorKind};
use crate::files;
use crate::session::{Recovery, Session, SessionStore};
use crate::sync::{self, Attempt, Policy, Progress, Report, Surroundings, SyncError};
use crate::ui::Ui;

/// How long an ordinary command waits for another process that synchronises, or for its transaction
/// in the embedded database.
const SHORT_WAIT: Duration = Duration::from_millis(250);

/// Everything a command needs.
#[derive(Debug)]
pub struct Context {
    pub ui: Ui,
    pub settings: Settings,
    pub store: SessionStore,
    pub around: Surroundings,
    pub environment: Environment,
    offline: bool,
    ahead: RefCell<Option<Ahead>>,
}

impl Context {
    pub fn new(ui: Ui, settings: Settings, environment: Environment, offline: bool) -> Self {
        let store = SessionStore::new(settings.paths.session.clone(), clock::system);
        let device = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let around = Surroundings { clock: clock::system, ids: Uuid::new_v4, device };
        let ahead = RefCell::new(None);
        Self { ui, settings, store, around, environment, offline, ahead }
    }

    pub fn now(&self) -> jiff::Timestamp {
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
        Ok(self.store.read(look)?)
    }

    /// Changes the session. When this returns `Ok`, the change is durable.
    pub fn update<R>(&self, change: impl FnOnce(&mut Session) -> CommandResult<R>) -> CommandResult<R> {
        self.store.read(|_| ())?;
        self.check_session()?;
        self.open_ahead()?;
        self.store.update(change)
    }

    /// Changes a session in which records that are not pending may be missing, or adds to it. When
    /// this returns `Ok`, the change is durable.
    pub fn update_pending<R>(
        &self,
        change: impl FnOnce(&mut Session) -> CommandResult<R>,
    ) -> CommandResult<R> {
        self.check_session()?;
        self.open_ahead()?;
        self.store.update_pending(change)
    }

    /// Begins to open the embedded database while the session is being saved, because the change
    /// goes there next.
    fn open_ahead(&self) -> CommandResult {
        if let DatabaseUrl::Sqlite(path) = &self.settings.database.url
            && self.settings.database.is_embedded()
            && self.may_sync()
            && path.exists()
        {
            self.ahead.replace(Ahead::open(path, &self.user()?));
        }
        Ok(())
    }

    /// Reads the database once, if this session has never been loaded.
    pub fn load_first(&self) -> CommandResult {
        self.check_session()?;
        let loaded = self.store.read_pending(|session| session.loaded)?;
        if loaded || !self.may_sync() || self.nothing_to_load() {
            return Ok(());
        }
        if let Err(error) = self.attempt(self.settings.timeout, Policy::default(), &mut |_| {}) {
            let error = CommandError::from(error);
            self.ui.notice(&format!(
                "notice: your experiences could not be loaded from the database yet: {error}"
            ));
            let hint = error.hint.as_deref();
            let hint = hint.unwrap_or("`resume sync` tries again; `resume db check` finds out why");
            self.ui.notice(&format!("hint: {hint}"));
        }
        Ok(())
    }

    /// Synchronises in the command itself, if something is due. Never an error, never a message.
    pub fn settle(&self) {
        let now = self.now();
        let inline = self.settings.sync == SyncMode::Inline;
        let due = self
            .store
            .read_pending(|session| if inline { session.pending() > 0 } else { sync::due(session, now) });
        let worth = matches!(due, Ok(true)) && self.may_sync() && !self.nothing_to_load();
        let policy = Policy::default();
        if worth && let Err(error) = self.synchronise(SHORT_WAIT, policy, !inline, &mut |_| {}) {
            let text = format!("notice: not synchronised: {error}");
            // These do not pass by themselves.
            if matches!(error, SyncError::Foreign | SyncError::Untrusted) {
                self.ui.notice(&format!("{text}; `resume db adopt` uses it, if that is what you want"));
            } else {
                self.ui.detail(&text);
            }
        }
    }

    /// Synchronises now, waiting for the database for `wait` at the most.
    pub fn attempt(
        &self,
        wait: Duration,
        policy: Policy,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Report, SyncError> {
        self.synchronise(wait, policy, false, progress)
    }

    fn synchronise(
        &self,
        wait: Duration,
        policy: Policy,
        only_if_due: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Report, SyncError> {
        let setting = &self.settings.database;
        let user = self.user()?;
        let policy = Policy {
            embedded: setting.is_embedded(),
            untrusted: matches!(setting.source, Source::WorkingDirectory(_)),
            one_off: setting.source == Source::CommandLine,
            ..policy
        };
        let attempt = Attempt {
            store: &self.store,
            lock: &self.settings.paths.sync_lock,
            patience: wait,
            only_if_due,
            user: &user,
            around: &self.around,
            policy,
        };
        sync::attempt(&attempt, &mut || self.connect(&user, wait, Creation::CreateIfMissing), progress)
    }

    /// Opens the configured database.
    pub fn connect(
        &self,
        user: &str,
        wait: Duration,
        creation: Creation,
    ) -> Result<Box<dyn Database>, DatabaseError> {
        match &self.settings.database.url {
            DatabaseUrl::None => Err(DatabaseError::new(Reason::Failed, "no database is configured")
                .hint("`RESUME_DATABASE_URL` names one; without it the embedded default is used")),
            DatabaseUrl::Sqlite(path) => {
                let ahead = self.ahead.take().map(|ahead| ahead.take(path, user, wait));
                if let Some(database) = ahead.transpose()?.flatten() {
                    return Ok(Box::new(database));
                }
                let creation = if self.must_exist() { Creation::MustExist } else { creation };
                if let (Creation::CreateIfMissing, Some(directory)) = (creation, path.parent()) {
                    make_directory(directory)?;
                }
                Ok(Box::new(SqliteDatabase::open(path, user, creation, wait)?))
            }
        }
    }

    /// Opens the database to read from it what belongs to the session, and nothing of another one.
    pub fn connect_own(&self, wait: Duration) -> Result<Box<dyn Database>, SyncError> {
        let user = self.user()?;
        let mut database = self.connect(&user, wait, Creation::MustExist)?;
        let identity = database.snapshot(0)?.identity;
        let bound = self.store.read_pending(|session| session.database.clone())?;
        let ours = bound.is_some_and(|binding| binding.identity == identity && binding.user == user);
        if ours { Ok(database) } else { Err(SyncError::Foreign) }
    }

    /// Makes the database, or makes it up to date, because the user said so.
    pub fn create(&self, user: &str) -> Result<bool, DatabaseError> {
        match &self.settings.database.url {
            DatabaseUrl::None => {
                self.connect(user, self.settings.timeout, Creation::MustExist).map(|_| false)
            }
            DatabaseUrl::Sqlite(path) => {
                if let Some(directory) = path.parent() {
                    make_directory(directory)?;
                }
                SqliteDatabase::open(path, user, Creation::CreateIfMissing, self.settings.timeout)
                    .map(|database| database.created())
            }
        }
    }

    /// The `user_id` of the rows: what is configured, else whose the session is, else the login name.
    pub fn user(&self) -> Result<String, crate::session::SessionError> {
        if let Some(user) = &self.settings.user {
            return Ok(user.clone());
        }
        let bound = self
            .store
            .read_pending(|session| session.database.as_ref().map(|binding| binding.user.clone()))?;
        Ok(bound.unwrap_or_else(|| self.environment.login_name()))
    }

    /// Which database it is, for people and scripts, without anything secret.
    pub fn database_name(&self) -> DatabaseName {
        self.settings.database.url.name()
    }

    /// Whether there is a database at all.
    pub fn has_database(&self) -> bool {
        self.settings.database.url != DatabaseUrl::None
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
        let paths = &self.settings.paths;
        self.settings.database.is_embedded() && !paths.database.exists() && !paths.session.exists()
    }

    /// A file that the session has been synchronised with and that is gone is not made anew: it
    /// may be on a disk that is not there at the moment. The embedded default is.
    ///
    /// Nor is one that only a stranger's `.env` may have named.
    fn must_exist(&self) -> bool {
        if matches!(self.settings.database.source, Source::WorkingDirectory(_)) {
            return true;
        }
        let embedded = self.settings.database.is_embedded();
        let bound = |session: &Session| session.database.as_ref().is_some_and(|binding| !binding.embedded);
        !embedded && self.store.read_pending(bound).unwrap_or(true)
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
            "{} experiences were recovered from it and its last copy; the rest is read from the database",
            recovery.experiences
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
