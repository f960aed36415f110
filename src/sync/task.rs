//! What one attempt to synchronise is given, and under which condition it does anything.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use super::Surroundings;
use super::engine::{Leave, Policy};
use crate::database::{Database, DatabaseError};
use crate::session::{Fingerprint, Session, SessionStore, Spool};

/// The databases that an attempt may need.
pub struct Databases<'a> {
    /// Opens the one that is configured.
    pub connect: &'a mut dyn FnMut() -> Result<Box<dyn Database>, DatabaseError>,
    /// Opens the embedded default, for what is to be carried over from it.
    pub leave: Leave<'a>,
}

impl std::fmt::Debug for Databases<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Databases").finish_non_exhaustive()
    }
}

/// What an attempt needs.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub store: &'a SessionStore,
    /// Where AI calls wait.
    pub spool: &'a Spool,
    /// The sync lock, held for the whole attempt.
    pub lock: &'a Path,
    /// How long to wait for another process that is synchronising.
    pub patience: Duration,
    pub when: When,
    pub around: &'a Surroundings,
    pub policy: Policy,
    /// What the failures of this configuration are known by.
    pub configuration: Fingerprint,
    /// Whether the database is on a server, which is not to be asked over and over.
    pub remote: bool,
    /// Which way the configured database is reached, as the session is to remember it.
    pub route: String,
}

impl Attempt<'_> {
    /// Whether the session was last brought together with another database than this one, which is configured for
    /// good.
    pub fn is_elsewhere(&self, session: &Session) -> bool {
        let Policy { embedded, untrusted, one_off, .. } = self.policy;
        let route = (!embedded).then_some(self.route.as_str());
        !untrusted && !one_off && !session.last_met(route)
    }
}

/// Under which condition there is anything to do once the lock is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The user asks for it.
    Always,
    IfDue,
    /// Unless a failure rests that was not known when this was wanted. The one of this time was; one that
    /// stops the attempts never counts as known.
    UnlessFailed(Option<Timestamp>),
    /// Only where nothing was ever loaded, and no failure rests.
    IfUnloaded,
}
