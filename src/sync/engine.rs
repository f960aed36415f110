//! One run: compare identities, pull, merge, push, acknowledge.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tracing::warn;
use uuid::Uuid;

use super::{Progress, Report, Surroundings, SyncError};
use crate::database::{Database, DatabaseError, Lost, Snapshot};
use crate::domain::Cursor;
use crate::session::{Binding, Session, SessionStore, Spool, SyncState};

/// What a run may do with a database that the session does not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    /// The user has said that everything is to be carried over to this database.
    pub adopt: bool,
    /// The database is the embedded default.
    pub embedded: bool,
    /// The database is named for this run only: nothing moves to it unless the user adopts it.
    pub one_off: bool,
    /// Only a `.env` of the current directory names the database: it is sent nothing unless the
    /// session already belongs to it.
    pub untrusted: bool,
}

impl Policy {
    /// Whether a session that knows of no database may bring along what the embedded one holds.
    pub(super) fn may_take_over(self) -> bool {
        !self.embedded && (self.adopt || !(self.untrusted || self.one_off))
    }
}

/// Opens the embedded database of a user, if it is still there; without one, of the user whose a new
/// session would be.
pub type Leave<'a> = &'a mut dyn FnMut(Option<&str>) -> Result<Option<Box<dyn Database>>, DatabaseError>;

/// A run in progress.
pub struct Engine<'a> {
    pub(super) store: &'a SessionStore,
    pub(super) database: &'a mut dyn Database,
    pub(super) user: &'a str,
    pub(super) around: &'a Surroundings,
    pub(super) progress: &'a mut dyn FnMut(Progress),
    /// Where the past of the records is, should the session leave the embedded database.
    pub(super) leave: Option<Leave<'a>>,
    /// Where the log of AI calls goes then.
    pub(super) spool: Option<&'a Spool>,
    /// Which way the database is reached.
    pub(super) route: Option<String>,
    /// Whether logged AI calls wait for the database that the session belongs to.
    calls: bool,
    pub(super) report: Report,
    /// When the run began: what was changed here since may not be part of it.
    pub(super) now: Timestamp,
    /// The last revision that has been read: where pushed revisions should go on.
    pub(super) head: i64,
    /// How long the database took for its first answer.
    pub(super) answered_in: Duration,
    /// The database's epoch, as of the first look at it or as begun by this run.
    pub(super) epoch: Uuid,
    /// Whose the session is and how far it has been read, as this run knows it.
    binding: Option<Binding>,
    /// Whose the session, which has no owner yet, is to be from the next change on.
    joining: Option<Binding>,
    pub(super) cursor: Option<Cursor>,
    /// Up to which revision the database holds what came before the values here, as [`Known::past_until`].
    ///
    /// [`Known::past_until`]: super::settle::Known::past_until
    pub(super) past_until: i64,
    /// How many runs in a row had failed when this one began.
    pub(super) failures: u32,
    /// Whether this run has begun the epoch.
    pub(super) began: bool,
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("user", &self.user)
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

/// What has to be read of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Nothing has changed there since the last time.
    Nothing,
    /// What came after the cursor.
    News,
    /// Everything, compared record by record.
    Everything,
}

impl Reading {
    /// What is new since the cursor of a session that was loaded.
    pub(super) fn of(snapshot: &Snapshot, cursor: Option<Cursor>) -> Self {
        match cursor {
            Some(cursor) if agrees(snapshot, cursor) && snapshot.revision == cursor.revision => Self::Nothing,
            Some(cursor) if agrees(snapshot, cursor) => Self::News,
            _ => Self::Everything,
        }
    }
}

impl<'a> Engine<'a> {
    pub fn new(
        store: &'a SessionStore,
        database: &'a mut dyn Database,
        user: &'a str,
        around: &'a Surroundings,
        progress: &'a mut dyn FnMut(Progress),
    ) -> Self {
        Self {
            store,
            database,
            user,
            around,
            progress,
            leave: None,
            spool: None,
            route: None,
            calls: false,
            report: Report::default(),
            now: (around.clock)(),
            head: 0,
            answered_in: Duration::MAX,
            epoch: Uuid::nil(),
            binding: None,
            joining: None,
            cursor: None,
            past_until: 0,
            failures: 0,
            began: false,
        }
    }

    /// Lets the run take along what the embedded database holds, should the session leave it: the AI calls
    /// by way of the spool.
    pub fn leaving(mut self, leave: Leave<'a>, spool: &'a Spool) -> Self {
        (self.leave, self.spool) = (Some(leave), Some(spool));
        self
    }

    /// Says which way the database is reached, for the session to remember.
    pub fn by(mut self, route: &'a str) -> Self {
        self.route = Some(route.to_owned());
        self
    }

    /// Says whether logged AI calls wait, which no other database may get than the session's.
    pub fn holding_calls(mut self, calls: bool) -> Self {
        self.calls = calls;
        self
    }

    /// Pulls, merges and pushes until both sides agree.
    ///
    /// # Errors
    /// Every cause is one of [`SyncError`]; the session is whole after each of them, and what was
    /// acknowledged by the database so far is noted in it.
    pub fn run(mut self, policy: Policy) -> Result<Report, SyncError> {
        let done = self.bring_together(policy);
        // It is the session's database all the same, of which nothing could be read yet.
        if done.is_err()
            && self.joining.is_some()
            && let Err(error) = self.change_pending(|_| ())
        {
            warn!(%error, "Could not note which database the session belongs to");
        }
        done.map(|()| self.report)
    }

    fn bring_together(&mut self, policy: Policy) -> Result<(), SyncError> {
        match self.meet(policy)? {
            Reading::Nothing => {}
            Reading::News => self.pull_news()?,
            Reading::Everything => self.pull_everything()?,
        }
        self.push_all()?;
        self.finish()
    }

    /// Finds out whose database it is, binds the session to it, and says what has to be read.
    fn meet(&mut self, policy: Policy) -> Result<Reading, SyncError> {
        self.route = self.route.take().filter(|_| !policy.embedded);
        let loaded = self.look_again()?;
        let known_revision = self.cursor.map_or(0, |cursor| cursor.revision);
        let started = Instant::now();
        let snapshot = self.database.snapshot(known_revision)?;
        self.answered_in = self.database.answered_in().unwrap_or_else(|| started.elapsed());
        if self.binding.is_none() && !loaded && policy.may_take_over() {
            self.find_embedded(snapshot.revision == 0)?;
        }
        let (binding, cursor) = (self.binding.clone(), self.cursor);
        self.head = snapshot.revision;
        self.epoch = snapshot.epoch;
        let ours = Binding {
            place: (!policy.embedded).then(|| self.database.name().name.clone()),
            route: self.route.clone(),
            ..Binding::of(snapshot.identity, self.user, policy.embedded)
        };
        let pending = self.store.read_pending(Session::pending)? + usize::from(self.calls);
        if !is_bound(binding.as_ref(), &ours, policy, &snapshot, pending)? {
            match &binding {
                // With nothing that it could lose to another database, it is bound in the step in which the
                // first rows enter it.
                None if pending == 0 && !policy.adopt => self.joining = Some(ours),
                Some(from) if from.embedded && !ours.embedded => self.carry_over(from, ours)?,
                _ => self.change_pending(|session| bind(session, ours))?,
            }
            self.find_past()?;
            self.report.other_user =
                self.database.latest_user()?.filter(|latest| latest.as_str() != self.user);
            return Ok(Reading::Everything);
        }
        self.find_past()?;
        self.note_route(ours, policy)?;
        if policy.one_off && !policy.adopt && !self.has_moved() {
            // The way that is configured has led there before, and this one does not take its place.
            let met =
                |session: &Session| session.sync.last_sync_at.map(|_| session.sync.last_sync_route.clone());
            self.route = self.store.read_pending(met)?.unwrap_or_else(|| self.route.take());
        }
        Ok(Reading::of(&snapshot, cursor.filter(|_| loaded)))
    }

    fn find_past(&mut self) -> Result<(), SyncError> {
        let found = find_past(self.binding.as_ref(), self.database)?;
        self.past_until = found.unwrap_or(self.past_until);
        Ok(())
    }

    /// Reads which database the session belongs to, how far it has been read, and how many runs failed. Returns
    /// whether the session was ever loaded.
    pub(super) fn look_again(&mut self) -> Result<bool, SyncError> {
        let loaded;
        (self.binding, self.cursor, self.failures, loaded) = self.store.read_pending(|session| {
            (session.database.clone(), session.cursor, session.sync.failures, session.loaded)
        })?;
        Ok(loaded)
    }

    /// Remembers which way the session's own database is reached, where the user said so just now and
    /// where that is not known yet.
    fn note_route(&mut self, ours: Binding, policy: Policy) -> Result<(), SyncError> {
        let known = self.binding.as_ref().and_then(|binding| binding.route.as_ref());
        let first = known.is_none() && !policy.untrusted && !policy.one_off;
        if ours.route.is_none() || known == ours.route.as_ref() || !(first || policy.adopt) {
            return Ok(());
        }
        self.change_pending(|session| {
            session.reconsider();
            if let Some(binding) = &mut session.database {
                (binding.place, binding.route) = (ours.place, ours.route);
            }
        })
    }

    /// Changes the session, unless another one has taken its place since the run began: what was
    /// found out about the one says nothing about the other.
    pub(super) fn change<R>(&mut self, change: impl FnOnce(&mut Session) -> R) -> Result<R, SyncError> {
        let (known, joining) = self.known();
        self.note(self.store.update_soon(|session| guarded(session, &known, joining, change))?)
    }

    /// Changes what is pending, as [`Engine::change`] does.
    pub(super) fn change_pending<R>(
        &mut self,
        change: impl FnOnce(&mut Session) -> R,
    ) -> Result<R, SyncError> {
        let (known, joining) = self.known();
        self.note(self.store.update_pending_soon(|session| guarded(session, &known, joining, change))?)
    }

    /// Whether the database never had what the session holds, which a run that broke off may have moved to it.
    pub(super) fn has_moved(&self) -> bool {
        self.joining.is_some() || self.binding.as_ref().is_some_and(|binding| binding.unread)
    }

    fn known(&mut self) -> (Known, Option<Binding>) {
        ((self.binding.take(), self.cursor), self.joining.take())
    }

    fn note<R>(&mut self, (result, known): (R, Known)) -> Result<R, SyncError> {
        (self.binding, self.cursor) = known;
        Ok(result)
    }

    /// Makes sure that the database has lost what it seems to have lost, and begins an epoch before any of it
    /// is stored again. Returns whether it has: what was read may have come from a server that lags behind.
    pub(super) fn has_lost(&mut self, lost: &Lost) -> Result<bool, SyncError> {
        if lost.is_empty() {
            return Ok(true);
        }
        let epoch = if self.began { self.epoch } else { (self.around.ids)() };
        if !self.database.begin_epoch(epoch, lost)? {
            return Ok(false);
        }
        (self.epoch, self.began) = (epoch, true);
        Ok(true)
    }

    /// Notes that the session is up to date.
    fn finish(&mut self) -> Result<(), SyncError> {
        let (now, route) = (self.now, self.route.clone());
        let noted = |session: &Session| {
            let SyncState { last_sync_at, last_sync_route, failures, .. } = &session.sync;
            *last_sync_at == Some(now) && *failures == 0 && *last_sync_route == route
        };
        let (noted, pending) = self.store.read_pending(|session| (noted(session), session.pending()))?;
        self.report.pending = pending;
        if noted {
            return Ok(());
        }
        self.change_pending(|session| session.note_success(now, route))
    }
}

fn bind(session: &mut Session, binding: Binding) {
    // What one database refused may be right for another.
    session.reconsider();
    session.move_to(binding);
}

/// Whose a session is and how far it has been read.
type Known = (Option<Binding>, Option<Cursor>);

fn guarded<R>(
    session: &mut Session,
    known: &Known,
    joining: Option<Binding>,
    change: impl FnOnce(&mut Session) -> R,
) -> Result<(R, Known), SyncError> {
    if (&session.database, session.cursor) != (&known.0, known.1) {
        return Err(SyncError::Replaced);
    }
    if let Some(binding) = joining {
        bind(session, binding);
    }
    let result = change(session);
    Ok((result, (session.database.clone(), session.cursor)))
}

/// Whether the session belongs to the database already; if not, it may move there.
///
/// # Errors
/// [`SyncError::Foreign`] and its like where it may not.
pub(super) fn is_bound(
    binding: Option<&Binding>,
    ours: &Binding,
    policy: Policy,
    snapshot: &Snapshot,
    pending: usize,
) -> Result<bool, SyncError> {
    match binding {
        Some(binding) if binding.same_place(ours) => Ok(true),
        Some(binding) if !may_move(binding, policy, snapshot) => {
            let foreign = || SyncError::foreign(Some(binding), ours.identity, &ours.user);
            Err(if policy.untrusted { SyncError::Untrusted } else { foreign() })
        }
        None if policy.untrusted && !policy.adopt => Err(SyncError::Untrusted),
        None if policy.one_off && pending > 0 && !policy.adopt => Err(SyncError::OneOff),
        Some(_) | None => Ok(false),
    }
}

/// Refuses a session that belongs to another database than that of the snapshot, and may not move there
/// unasked.
pub fn refuse_foreign(
    binding: &Binding,
    user: &str,
    policy: Policy,
    snapshot: &Snapshot,
) -> Result<(), SyncError> {
    let ours = Binding::of(snapshot.identity, user, policy.embedded);
    is_bound(Some(binding), &ours, policy, snapshot, 0).map(drop)
}

/// Whether everything may be carried over from the database that the session belongs to: from the
/// embedded default to one that is configured for good, or to one that took the default's place and is empty.
fn may_move(from: &Binding, to: Policy, snapshot: &Snapshot) -> bool {
    let first_configured = from.embedded && !to.embedded && !to.untrusted && !to.one_off;
    let made_anew = from.embedded && to.embedded && snapshot.revision == 0;
    to.adopt || first_configured || made_anew
}

/// Up to where the database holds what came before the values here, where the session has come back to it.
pub(super) fn find_past(
    session: Option<&Binding>,
    database: &mut dyn Database,
) -> Result<Option<i64>, SyncError> {
    let came_back = session.filter(|binding| binding.unread);
    let Some(cursor) = came_back.and_then(Binding::left_at) else { return Ok(None) };
    Ok(agrees(&database.snapshot(cursor.revision)?, cursor).then_some(cursor.revision))
}

/// Whether the database still has what the cursor says: neither wiped nor restored from a backup.
fn agrees(snapshot: &Snapshot, cursor: Cursor) -> bool {
    snapshot.revision >= cursor.revision
        && snapshot.change_at == Some(cursor.change)
        && snapshot.epoch == cursor.epoch
}
