//! Devices that synchronise with a server: whole homes, and the engine alone.

use std::time::Duration;

use resume::clock::{self, Clock};
use resume::database::PostgresUrl;
use resume::database::postgres::{Limits, PostgresDatabase};
use resume::domain::{Experience, Kind};
use resume::session::{SessionError, SessionStore};
use resume::sync::{Engine, Policy, Report, Surroundings, SyncError};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use super::{Home, PATIENCE, directory};

/// A device without the rest of the program.
pub(crate) struct Device {
    _home: TempDir,
    pub(crate) store: SessionStore,
    pub(crate) around: Surroundings,
}

impl Device {
    pub(crate) fn new() -> Self {
        Self::at(clock::system)
    }

    /// One with a clock of its own.
    pub(crate) fn at(clock: Clock) -> Self {
        let home = directory::quick();
        let store = SessionStore::new(home.path().join("session.json"), clock);
        let around = Surroundings { clock, ids: Uuid::new_v4, device: "desk".to_owned() };
        Self { _home: home, store, around }
    }

    /// One that has still to push two experiences and three states.
    pub(crate) fn with_changes() -> Self {
        let device = Self::new();
        let saved: Result<(), SessionError> = device.store.update_soon(|session| {
            for title in ["Baker", "Cook"] {
                let value = Experience::new(Uuid::new_v4(), Kind::Work, title.to_owned(), clock::system());
                session.experiences.add(value, Uuid::new_v4()).unwrap();
            }
            let mut value = session.experiences[0].current.clone();
            value.title = "Head baker".to_owned();
            session.experiences.edit(0, value, Uuid::new_v4()).unwrap();
            Ok(())
        });
        saved.unwrap();
        device
    }

    pub(crate) fn sync(&self, url: &PostgresUrl, user: &str) -> Result<Report, SyncError> {
        self.sync_within(PATIENCE, url, user)
    }

    pub(crate) fn sync_within(
        &self,
        step: Duration,
        url: &PostgresUrl,
        user: &str,
    ) -> Result<Report, SyncError> {
        let limits = Limits { step, until: None };
        let mut database = PostgresDatabase::open(url, Some(user), limits)?;
        Engine::new(&self.store, &mut database, user, &self.around, &mut |_| {}).run(Policy::default())
    }

    /// How many experiences there are, and how many have still to be pushed.
    pub(crate) fn state(&self) -> (bool, usize, usize) {
        self.store.read(|session| (session.loaded, session.experiences.len(), session.pending())).unwrap()
    }
}

/// A home whose commands synchronise before they end.
pub(crate) fn inline(url: &str) -> Home {
    Home::new()
        .with("RESUME_DATABASE_URL", url)
        .with("RESUME_SYNC", "inline")
        .with("RESUME_TIMEOUT", "20")
        .with("RESUME_USER", "ada")
}

/// The password in every URL; nothing may ever show it.
pub(crate) const PASSWORD: &str = "kestrel-9731";

pub(crate) fn url(port: u16) -> String {
    format!("postgres://ada:{PASSWORD}@127.0.0.1:{port}/cv?sslmode=disable")
}

/// A home whose database is behind a port. One answer may take as many seconds in the foreground.
pub(crate) fn home(port: u16, timeout: &str) -> Home {
    Home::new().with("RESUME_DATABASE_URL", &url(port)).with("RESUME_TIMEOUT", timeout)
}

/// Moves the next attempt to so many seconds from now.
pub(crate) fn later(home: &Home, seconds: i64) {
    let mut session = home.session();
    let now: jiff::Timestamp = jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap();
    let next = now + jiff::SignedDuration::from_secs(seconds);
    session["sync"]["next_attempt_at"] = json!(next.to_string());
    home.write_session(session.to_string().as_bytes());
}
