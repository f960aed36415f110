//! What can be done with a résumé, by any front end: a command, a program that stays open, a test.
//!
//! The invariants: nothing here prints, reads the environment or ends the process; what the user should
//! know is a [`Notice`], heard by a [`Listener`]. A library can stay open for days: what one operation
//! waited for or failed at is forgotten when [`Library::settle`] ends it.

mod agents;
mod ai_log;
mod applications;
mod ask;
mod background;
mod career;
mod check;
mod checkup;
mod child;
mod config;
mod database;
mod due;
mod error;
mod experiences;
mod history;
mod import;
mod log;
mod machine;
mod naming;
mod notice;
mod open;
mod order;
mod outline;
pub mod profile;
pub mod profile_keys;
mod publish;
mod scheduler;
mod select;
mod settle;
mod status;
mod suggest;
mod sync;
mod tags;
mod tailor;
mod themes;
pub mod translations;
mod undo;
mod variants;
mod watch;

use std::cell::RefCell;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::clock;
use crate::config::{Settings, SyncMode};
use crate::database::sqlite::Creation;
use crate::database::{Database, DatabaseError, DatabaseName, DatabaseUrl, Reason};
use crate::domain::{AiCall, PartialDate};
use crate::session::{Recovery, Session, SessionError, SessionStore, Spool, SyncState};
use crate::sync::{Policy, Surroundings, SyncError, note_failure};

pub use crate::ai::claims::{Claim, ClaimKind, Evidence};
pub use crate::ai::suggest::{Proposed, Sort, Suggestion};
pub use crate::ai::tailor::coverage::Coverage;
pub use crate::ai::tailor::mark::{Bearer, Marks};
pub use crate::ai::tailor::{BulletKey, Chosen, ChosenBullet, Limits as TailorLimits, Ranking};
pub use crate::domain::visible::{self, shell_word};
pub use crate::lint::read_back::{Field, Part};
pub use crate::lint::{Finding, Place, Rule, Severity};
pub use crate::session::{Affected, Fate, Undone};
pub use agents::without_contact_of_others;
pub use ai_log::{AiStats, LoggedCall, NoTime, RecordedCalls, When};
pub use applications::{
    AddedApplication, ApplicationOrder, ApplicationWords, KeptResume, Likeness, PhotoSince, Since,
    VariantSince, VariantStates, newest_first,
};
pub use ask::DryRun;
pub use check::Checked;
pub use checkup::{Checkup, CheckupOrder, ReadBack};
pub use child::{Child, obey};
pub use config::{
    ConfigChange, Configured, all_settings, config_keys, one_setting, set_setting, unset_setting,
};
pub use database::{ChosenDatabase, choose_database};
use error::did_you_mean;
pub use error::{CommandError, CommandResult, ErrorKind};
pub use experiences::check_order;
pub use history::{Moment, Past};
pub use import::refused_file;
pub use log::{Entry, Follow, Level, start_log};
pub use naming::{
    Among, LAST, SHORT, find_in, short_id, short_ids, short_length, shortened, shortened_where,
};
pub use notice::{Listener, Notice, Weight, counted};
pub use order::{bullet, no_bullet};
pub use publish::{Decided, Material, OutputFormat, PublishOrder, Published, Resolved, replace};
pub use scheduler::{Scheduler, Thread};
pub use select::strangers;
pub use status::{Concerned, RefusedChange, Status, UnreadMerge};
pub use suggest::{Choice, Suggested};
pub use sync::Synced;
pub use tags::{TagChange, check_own_tags};
pub use tailor::{MAX_JOB, TailorOrder, Tailored, job_text};
pub use themes::{Listed, folders};
pub use undo::{Named, reason, record_name};
pub use variants::{VariantChange, VariantSaved, VariantState};
pub use watch::Changes;

/// One résumé on this device, with its database.
#[derive(Debug)]
pub struct Library {
    pub settings: Settings,
    store: SessionStore,
    /// Where logged AI calls wait for the database.
    spool: Spool,
    around: Surroundings,
    /// In which a day is told.
    zone: fn() -> TimeZone,
    /// The user of a new embedded database.
    owner: String,
    offline: bool,
    listener: Box<dyn Listener>,
    scheduler: Box<dyn Scheduler>,
    contact: RefCell<Contact>,
    /// Who makes the changes, where that is no command of this device's user.
    by: RefCell<Option<String>>,
}

/// What the operation in progress knows of its database.
#[derive(Debug, Default)]
struct Contact {
    /// When the first load failed before all was read: it is to go on at once.
    unfinished: Option<Timestamp>,
    /// How long the operation has waited for a server by now.
    waited: Duration,
    /// Why it could not reach the server, if so: it does not try again.
    unreached: Option<String>,
    /// Whether it has tried the first load, or said that there was none: a command may read several times.
    has_loaded: bool,
    has_told: bool,
}

/// How a library is opened.
#[derive(Debug)]
pub struct Opening {
    pub settings: Settings,
    /// Finds the user's time zone, where a day is asked for: that reads the system's list of zones.
    pub zone: fn() -> TimeZone,
    /// The user of a new embedded database: the login name.
    pub owner: String,
    /// Whether no database is touched.
    pub offline: bool,
    pub listener: Box<dyn Listener>,
    pub scheduler: Box<dyn Scheduler>,
}

impl Library {
    pub fn new(opening: Opening) -> Self {
        let Opening { settings, zone, owner, offline, listener, scheduler } = opening;
        Self {
            store: SessionStore::new(settings.paths.session.clone(), clock::system),
            spool: Spool::new(settings.paths.ai_spool.clone()),
            around: machine::surroundings(),
            settings,
            zone,
            owner,
            offline,
            listener,
            scheduler,
            contact: RefCell::default(),
            by: RefCell::default(),
        }
    }

    /// Goes on with other settings of the same home.
    pub fn renew(&mut self, settings: Settings) {
        if settings.fingerprint() != self.settings.fingerprint() {
            // It was another database that did not answer.
            self.contact.replace(Contact::default());
        }
        self.settings = settings;
    }

    /// Says who makes the changes from now on, such as a program that a person lets work on the résumé. The
    /// history names it as the device. Without one, changes are this device's.
    pub fn sign(&self, by: Option<String>) {
        self.by.replace(by);
    }

    /// Tells the listener.
    fn tell(&self, weight: Weight, text: impl Into<String>) {
        self.listener.hear(Notice { weight, text: text.into() });
    }

    pub fn now(&self) -> Timestamp {
        (self.around.clock)()
    }

    /// The day in the user's time zone.
    fn today(&self) -> CommandResult<PartialDate> {
        let today = self.now().to_zoned((self.zone)()).date().to_string();
        today.parse::<PartialDate>().map_err(|error| {
            CommandError::failed("the clock shows a year that no date can have").caused_by(error)
        })
    }

    pub fn new_id(&self) -> Uuid {
        (self.around.ids)()
    }

    /// Lets `look` see the session, after the first load from the database where that was never
    /// done. A database that does not answer in time costs a notice. Where everything is to move to another one,
    /// that has none of it yet.
    pub fn read<R>(&self, look: impl FnOnce(&Session) -> R) -> CommandResult<R> {
        // What is parsed whole now need not be parsed twice.
        self.store.read(|_| ())?;
        self.load_first()?;
        self.tell_unloaded()?;
        if self.store.read_pending(|session| self.will_move(session))? {
            return Ok(self.store.read(|session| look(&session.clone().without_database()))?);
        }
        Ok(self.store.read(look)?)
    }

    /// Where nothing is loaded unasked, a server may hold what this device has never seen.
    fn tell_unloaded(&self) -> Result<(), SessionError> {
        if !self.settings.database.is_remote() || (self.may_sync() && self.settings.sync != SyncMode::Inline)
        {
            return Ok(());
        }
        let plan = self.plan(self.policy(Policy::default()));
        let (loaded, elsewhere) =
            self.store.read_pending(|session| (session.loaded, plan.is_elsewhere(session)))?;
        let unread = if self.may_sync() { loaded && elsewhere } else { !loaded || elsewhere };
        if !std::mem::replace(&mut self.contact.borrow_mut().has_told, true) && unread {
            self.tell(Weight::Notice, "nothing was loaded from the database yet; `resume sync` loads it");
        }
        Ok(())
    }

    /// Whether a server may hold what [`Library::read`] does not show, since this device has not read all of it yet.
    pub fn is_incomplete(&self) -> CommandResult<bool> {
        if !self.settings.database.is_remote() {
            return Ok(false);
        }
        let plan = self.plan(self.policy(Policy::default()));
        Ok(self.store.read_pending(|session| !session.loaded || plan.is_elsewhere(session))?)
    }

    /// Changes the session. When this returns `Ok`, the change is durable.
    fn update<R>(&self, change: impl FnOnce(&mut Session) -> CommandResult<R>) -> CommandResult<R> {
        self.store.read(|_| ())?;
        self.check_session()?;
        self.store.update(|session| self.signed(session, change))
    }

    /// Changes a session in which records that are not pending may be missing, or adds to it. When
    /// this returns `Ok`, the change is durable.
    fn update_pending<R>(&self, change: impl FnOnce(&mut Session) -> CommandResult<R>) -> CommandResult<R> {
        self.check_session()?;
        self.store.update_pending(|session| self.signed(session, change))
    }

    /// Changes the session in the name of whose changes they are.
    fn signed<R>(
        &self,
        session: &mut Session,
        change: impl FnOnce(&mut Session) -> CommandResult<R>,
    ) -> CommandResult<R> {
        session.sign(self.by.borrow().as_deref());
        let changed = change(session);
        session.sign(None);
        changed
    }

    /// Logs AI calls. When this returns `Ok`, they are durable; the database gets them like everything
    /// else.
    pub fn log_ai_calls(&self, calls: &[AiCall]) -> CommandResult {
        Ok(self.spool.append(calls)?)
    }

    /// Asks the database for what belongs to the session, and another one for nothing. One that is not
    /// to be asked at the moment is not, and one that refuses us is remembered. A look alone upgrades no tables.
    /// `at_most`: the longest wait, where it is not the usual one.
    fn ask_own<R>(
        &self,
        creation: Creation,
        at_most: Option<Duration>,
        ask: impl FnOnce(&mut dyn Database) -> Result<R, DatabaseError>,
    ) -> Result<R, SyncError> {
        let policy = self.policy(Policy::default());
        self.refuse_stranger(policy)?;
        let unreached = self.contact.borrow().unreached.clone();
        let rests = unreached.map_or_else(|| self.failure_that_rests(), |failure| Ok(Some(failure)))?;
        if let Some(failure) = rests {
            return Err(DatabaseError::new(Reason::Unavailable, failure).into());
        }
        let bound = self.store.read_pending(|session| session.database.clone())?;
        let started = Instant::now();
        let answer = self.waiting(|mut limits| {
            limits.step = at_most.unwrap_or(limits.step);
            let opened = self.connect(limits, creation).and_then(|mut database| {
                let identity = database.snapshot(0)?.identity;
                Ok((database, identity))
            });
            let (mut database, identity) = opened.map_err(|error| {
                let error = SyncError::from(error);
                if self.settings.database.is_remote() {
                    note_failure(&self.plan(policy), &error, started.elapsed());
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
    fn forgive(&self) -> Result<(), SessionError> {
        let clean = |session: &Session| session.sync.last_error.is_none() && session.sync.ai.is_none();
        if self.store.read_pending(clean)? {
            return Ok(());
        }
        self.store.update_pending_soon(|session| {
            let SyncState { last_sync_at, last_sync_route, .. } = std::mem::take(&mut session.sync);
            session.sync = SyncState { last_sync_at, last_sync_route, ..SyncState::default() };
            Ok(())
        })
    }

    /// Which database it is, for people and scripts, without anything secret.
    pub fn database_name(&self) -> DatabaseName {
        self.settings.database.url.name()
    }

    /// Whether there is a database at all.
    fn has_database(&self) -> bool {
        self.settings.database.url != DatabaseUrl::None
    }

    /// Whether the embedded default is meant and has not been made yet.
    fn lacks_embedded(&self) -> bool {
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

    /// Tells about a session file that was damaged, and refuses to go on where nothing of it is left
    /// and no database can bring it back.
    fn check_session(&self) -> CommandResult {
        self.store.read_pending(|_| ())?;
        match self.store.take_recovery() {
            Some(recovery) => self.tell_recovery(&recovery),
            None => Ok(()),
        }
    }

    fn tell_recovery(&self, recovery: &Recovery) -> CommandResult {
        let kept = display(&recovery.set_aside);
        let nowhere_else = self.offline || !self.has_database() || self.nothing_to_load();
        if recovery.total_loss && nowhere_else {
            let message =
                format!("the session file was damaged, and nothing of it could be read: {}", recovery.cause);
            let hint = format!("it is kept as {kept}; the next command begins with an empty session");
            return Err(CommandError::new(ErrorKind::Session, message).hint(hint));
        }
        let cause = &recovery.cause;
        self.tell(Weight::Warning, format!("the session file was damaged ({cause}); it is kept as {kept}"));
        let experiences = counted(recovery.experiences, "experience");
        self.tell(
            Weight::Warning,
            format!("recovered {experiences} from it and its last copy; the rest comes from the database"),
        );
        Ok(())
    }
}

fn display(path: &Path) -> String {
    format!("`{}`", path.display())
}
