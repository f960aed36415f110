//! When a command synchronises, and what it says about it.
//!
//! The invariants: no command waits for a server but in the first load of a session, and where the user
//! asked for it; a server that only a stranger may have named is not spoken to; one that refused us
//! is not asked again before something changes.

use std::fs;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::background::Plan;
use super::due::{Decision, Occasion, decide};
use super::{CommandError, CommandResult};
use super::{Library, Weight, display, shell_word, visible};
use crate::config::{Source, SyncMode};
use crate::database::Reason;
use crate::database::postgres::Limits;
use crate::database::sqlite::{Creation, SqliteDatabase};
use crate::session::SessionError;
use crate::sync::{self, Attempt, Databases, Policy, Preview, Progress, Report, SyncError, When};

/// How long an ordinary command waits for another process that synchronises, or for its transaction
/// in the embedded database.
pub(super) const SHORT_WAIT: Duration = Duration::from_millis(250);

/// How long a command that was asked to synchronise waits for another process that does.
const LONG_WAIT: Duration = Duration::from_mins(1);

/// What one synchronisation may cost, and whether it is wanted.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// How long to wait for another process.
    patience: Duration,
    /// How long to wait for the database.
    limits: Limits,
    when: When,
    policy: Policy,
}

impl Library {
    /// Reads the database once, if this session has never been loaded. That is the only time that a
    /// command waits for a server, once, and for `RESUME_TIMEOUT` at the most.
    pub(super) fn load_first(&self) -> CommandResult {
        self.check_session()?;
        let loaded = self.store.read_pending(|session| session.loaded)?;
        if loaded || !self.may_sync() || self.nothing_to_load() {
            return Ok(());
        }
        if std::mem::replace(&mut self.contact.borrow_mut().has_loaded, true) {
            return Ok(());
        }
        if let Some(failure) = self.failure_that_rests()? {
            self.tell_not_loaded(&failure, None);
            return Ok(());
        }
        let mut arrived = None;
        let loaded = self.waiting(|limits| {
            let run = Run {
                patience: limits.step.saturating_sub(self.loading_since()),
                limits,
                when: self.unless_loaded(),
                policy: Policy::default(),
            };
            self.synchronise(run, &mut |progress| {
                if let Progress::Pulled { records, of } = progress {
                    arrived = Some((records, of));
                }
            })
        });
        let Err(error) = loaded else { return Ok(()) };
        let passing = matches!(&error, SyncError::Database(error) if error.reason == Reason::Unavailable);
        if passing {
            self.contact.borrow_mut().unfinished = self.last_failed_at()?;
        }
        self.note_unreached(&error);
        let error = CommandError::from(error);
        if let (true, Some((records, of))) = (passing && self.in_background(), arrived) {
            let timeout = self.settings.timeout.as_secs_f32();
            self.tell(Weight::Notice, format!(
                "{records} of {of} records could be loaded within {timeout} s; the rest follows in the background"
            ));
            return Ok(());
        }
        self.tell_not_loaded(&error.message, error.hint.as_deref());
        Ok(())
    }

    /// Waits for the database. A server is waited for as long as `RESUME_TIMEOUT` says, by all that one
    /// command does together.
    pub(super) fn waiting<R>(&self, ask: impl FnOnce(Limits) -> R) -> R {
        let waited =
            if self.settings.database.is_remote() { self.contact.borrow().waited } else { Duration::ZERO };
        let started = Instant::now();
        let left = self.settings.timeout.saturating_sub(waited);
        let answer = ask(Limits { step: left, until: Some(started + left) });
        self.contact.borrow_mut().waited = waited + started.elapsed();
        answer
    }

    pub(super) fn note_unreached(&self, error: &SyncError) {
        let unreached = matches!(error, SyncError::Database(_) | SyncError::Busy | SyncError::Rests(_));
        if self.settings.database.is_remote() && unreached {
            self.contact.borrow_mut().unreached = Some(error.to_string());
        }
    }

    fn tell_not_loaded(&self, cause: &str, hint: Option<&str>) {
        self.tell(
            Weight::Notice,
            format!("your experiences could not be loaded from the database yet: {cause}"),
        );
        let hint = hint.unwrap_or("`resume sync` tries again; `resume db check` finds the cause");
        self.tell(Weight::Hint, hint);
    }

    /// Another process may be loading at the same time, and be done before us.
    fn unless_loaded(&self) -> When {
        if self.settings.database.is_remote() { When::IfUnloaded } else { When::Always }
    }

    /// How long a child has been at work by now, if one is: a later command need not wait as long as
    /// the first.
    fn loading_since(&self) -> Duration {
        if !self.settings.database.is_remote() {
            return Duration::ZERO;
        }
        let started = fs::metadata(&self.settings.paths.sync_lock).and_then(|metadata| metadata.modified());
        let started = started.ok().and_then(|started| Timestamp::try_from(started).ok());
        let age = started.map(|started| self.now().duration_since(started)).unwrap_or_default();
        Duration::try_from(age).unwrap_or_default()
    }

    /// Why a server is not asked at the moment, where it is not.
    pub(super) fn failure_that_rests(&self) -> Result<Option<String>, SessionError> {
        if !self.settings.database.is_remote() {
            return Ok(None);
        }
        let (now, configuration) = (self.now(), self.settings.fingerprint());
        self.store.read_pending(|session| {
            sync::resting(session, now, configuration).map(|failure| failure.message.clone())
        })
    }

    fn last_failed_at(&self) -> Result<Option<Timestamp>, SessionError> {
        self.store.read_pending(|session| session.sync.last_error.as_ref().map(|failure| failure.at))
    }

    fn in_background(&self) -> bool {
        self.settings.database.is_remote() && self.settings.sync == SyncMode::Background
    }

    /// Sees to it that what is due is synchronised: in the command itself where that takes no time or
    /// is wanted so, else by a child. Never an error.
    pub fn settle(&self) {
        self.settle_now();
        // The file may have been read whole only now, and recovered.
        if let Some(recovery) = self.store.take_recovery()
            && let Err(error) = self.tell_recovery(&recovery)
        {
            self.tell(Weight::Warning, error.message);
        }
        self.contact.replace(super::Contact::default());
    }

    fn settle_now(&self) {
        if !self.may_sync() {
            return;
        }
        if self.nothing_to_load() && !self.spool.is_waiting() {
            return;
        }
        let remote = self.settings.database.is_remote();
        let inline = self.settings.sync == SyncMode::Inline;
        let (now, configuration) = (self.now(), self.settings.fingerprint());
        let plan = self.plan(self.policy(Policy::default()));
        let occasion = Occasion {
            elsewhere: &|session| plan.is_elsewhere(session),
            now,
            configuration,
            remote,
            inline,
            unfinished: self.contact.borrow().unfinished.is_some(),
            calls: &|| self.spool.is_waiting(),
        };
        let Ok(Decision { worth, foreign, known }) =
            self.store.read_pending(|session| decide(session, &occasion))
        else {
            return;
        };
        if let Some(message) = &foreign {
            self.tell_foreign(message);
        }
        // What could not be reached a moment ago is not asked again while the user waits.
        if !worth || (inline && self.contact.borrow().unreached.is_some()) {
            return;
        }
        let settled = if self.in_background() {
            self.start_background()
        } else {
            let when = match (inline, remote) {
                (true, true) => When::UnlessFailed(known),
                (true, false) => When::Always,
                (false, _) => When::IfDue,
            };
            let (patience, policy) = (SHORT_WAIT, Policy::default());
            self.waiting(|limits| {
                let limits = if remote { limits } else { Limits { step: SHORT_WAIT, until: None } };
                self.synchronise(Run { patience, limits, when, policy }, &mut |_| {}).map(drop)
            })
        };
        if let Err(error) = settled
            && foreign.is_none()
        {
            // These do not pass by themselves.
            if error.is_foreign() {
                self.tell_foreign(&error.to_string());
            } else {
                self.tell(Weight::Detail, format!("not synced: {error}"));
            }
        }
    }

    fn tell_foreign(&self, cause: &str) {
        self.tell(
            Weight::Notice,
            format!("not synced: {cause}; if you want this database, `resume db adopt` moves to it"),
        );
    }

    /// Starts a child, unless one is at work: it looks once more after it is done.
    fn start_background(&self) -> Result<(), SyncError> {
        // Processes that waited for our attempt look at its result, and leave the rest to us.
        let patience = if self.contact.borrow().unfinished.is_some() { SHORT_WAIT } else { Duration::ZERO };
        if let Err(cause) = self.scheduler.start(self.plan_child()?, patience) {
            tracing::warn!(error = %cause, "Could not start synchronising in the background");
            self.tell(Weight::Detail, format!("not synced: {cause}"));
        }
        Ok(())
    }

    /// What a child would have to do.
    fn plan_child(&self) -> Result<Plan, SyncError> {
        let policy = self.policy(Policy::default());
        self.refuse_stranger(policy)?;
        Ok(Plan::new(&self.settings, self.user(), policy, self.contact.borrow().unfinished))
    }

    /// Synchronises now. One answer of the database may take as long as `wait`; all of them together
    /// have no limit.
    pub(super) fn attempt(
        &self,
        wait: Duration,
        policy: Policy,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Report, SyncError> {
        let limits = Limits { step: wait, until: None };
        let run = Run { patience: SHORT_WAIT, limits, when: When::Always, policy };
        match self.synchronise(run, progress) {
            Err(SyncError::Busy) => {}
            done => return done,
        }
        self.tell_waiting();
        self.synchronise(Run { patience: LONG_WAIT, ..run }, progress)
    }

    fn synchronise(&self, run: Run, progress: &mut dyn FnMut(Progress)) -> Result<Report, SyncError> {
        let policy = self.policy(run.policy);
        self.refuse_stranger(policy)?;
        let attempt = Attempt { patience: run.patience, when: run.when, ..self.plan(policy) };
        let mut databases = Databases {
            connect: &mut || self.connect(run.limits, Creation::CreateIfMissing),
            leave: &mut |user| self.open_embedded(user, Creation::MustExist, run.limits),
        };
        let report = sync::attempt(&attempt, &mut databases, progress)?;
        if report.left_behind {
            self.tell_left_behind("did");
        }
        if let Some(user) = report.other_user.as_ref().filter(|_| self.settings.user.is_none()) {
            self.tell_other_user(user);
        }
        Ok(report)
    }

    fn tell_other_user(&self, user: &str) {
        let file = visible::line(&self.database_name().name).to_string();
        let shown = visible::line(user);
        let notice = format!("`{file}` contains rows of the user `{shown}` too, which changed last");
        self.tell(Weight::Notice, notice);
        let user = shell_word(user);
        self.tell(
            Weight::Hint,
            format!("if they are yours, `resume config set user {user}` and then `resume db adopt` use them"),
        );
    }

    pub(super) fn tell_waiting(&self) {
        self.tell(Weight::Notice, "waiting for another `resume` process to finish its sync");
    }

    /// Tells what the embedded database keeps; `did` or `do` says whether that has been decided.
    pub(super) fn tell_left_behind(&self, did: &str) {
        self.tell(Weight::Notice, format!(
            "{} contains experiences too; they {did} not move, because the configured database is not empty",
            display(&self.settings.paths.database)
        ));
    }

    pub(super) fn plan(&self, policy: Policy) -> Attempt<'_> {
        Attempt {
            store: &self.store,
            spool: &self.spool,
            lock: &self.settings.paths.sync_lock,
            patience: Duration::ZERO,
            when: When::Always,
            around: &self.around,
            policy,
            configuration: self.settings.fingerprint(),
            remote: self.settings.database.is_remote(),
            route: self.settings.database.url.route(),
        }
    }

    pub(super) fn policy(&self, policy: Policy) -> Policy {
        let setting = &self.settings.database;
        Policy {
            embedded: setting.is_embedded(),
            untrusted: setting.is_untrusted(),
            one_off: setting.source == Source::CommandLine,
            ..policy
        }
    }

    /// A database that only a stranger's `.env` may have named is not even spoken to, unless the user
    /// bound the session to it: the same rows, reached the very same way. An identity proves nothing:
    /// a reader of it can copy it.
    pub(super) fn refuse_stranger(&self, policy: Policy) -> Result<(), SyncError> {
        if !policy.untrusted || policy.adopt {
            return Ok(());
        }
        let (route, user) = (self.settings.database.url.route(), self.settings.user.as_ref());
        let known = self.store.read_pending(|session| {
            session.database.as_ref().is_some_and(|binding| {
                binding.route.as_ref() == Some(&route) && user.is_none_or(|user| *user == binding.user)
            })
        })?;
        if known { Ok(()) } else { Err(SyncError::Untrusted) }
    }

    /// What a synchronisation would do now.
    pub(super) fn preview(&self) -> Result<Preview, SyncError> {
        let policy = self.policy(Policy::default());
        self.refuse_stranger(policy)?;
        let limits = self.limits();
        let mut databases = Databases {
            connect: &mut || match self.connect(limits, Creation::LookOnly) {
                // A file that a synchronisation would make has nothing to offer yet.
                Err(error) if error.reason == Reason::Uninitialised && self.may_create() => {
                    Ok(Box::new(SqliteDatabase::in_memory(&self.user())?))
                }
                opened => opened,
            },
            leave: &mut |user| self.open_embedded(user, Creation::LookOnly, limits),
        };
        sync::preview(&self.plan(policy), &mut databases)
    }
}
