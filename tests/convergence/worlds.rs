//! Databases that devices meet in, and calls to them that are cut.

use std::sync::OnceLock;
use std::time::Duration;

use postgres::types::Type;
use resume::database::memory::{Fault, MemoryDatabase};
use resume::database::postgres::{Limits, PostgresDatabase, statements};
use resume::database::{
    Batch, Check, Database, DatabaseError, DatabaseName, DatabaseUrl, Outcomes, Page, Reason, Revision,
    Snapshot,
};
use resume::domain::{AiCall, Change, Experience, Profile};
use uuid::Uuid;

use crate::support::postgres::{Server, TestDatabase};

/// A database that starts empty for its one user.
pub(crate) trait World {
    type Database: Database;

    fn user(&self) -> &str;
    fn open(&self) -> Self::Database;
    /// Changes a title as somebody would in SQL; the record need not be there.
    fn edit_by_hand(&self, id: Uuid, title: &str);
}

impl World for MemoryDatabase {
    type Database = Self;

    fn user(&self) -> &str {
        "ada"
    }

    fn open(&self) -> Self {
        self.device("ada")
    }

    fn edit_by_hand(&self, id: Uuid, title: &str) {
        self.device("ada").edit_by_hand(id, |value| value.title = title.to_owned());
    }
}

/// A user of their own in a database that all cases share.
pub(crate) struct Postgres {
    user: String,
}

fn shared() -> &'static TestDatabase<'static> {
    static SHARED: OnceLock<TestDatabase<'static>> = OnceLock::new();
    SHARED.get_or_init(|| Server::shared().database_with(&statements()))
}

impl Postgres {
    pub(crate) fn new() -> Self {
        Self { user: Uuid::new_v4().to_string() }
    }
}

impl World for Postgres {
    type Database = PostgresDatabase;

    fn user(&self) -> &str {
        &self.user
    }

    fn open(&self) -> PostgresDatabase {
        let url = shared().url(&shared().owner());
        let Ok(DatabaseUrl::Postgres(url)) = url.parse() else { panic!("{url}") };
        let limits = Limits { step: Duration::from_secs(60), until: None };
        PostgresDatabase::open(&url, Some(&self.user), limits).unwrap()
    }

    fn edit_by_hand(&self, id: Uuid, title: &str) {
        let update = "UPDATE resume.experiences SET title = $3 WHERE user_id = $1 AND id = $2";
        let params: [(&(dyn postgres::types::ToSql + Sync), Type); 3] =
            [(&self.user, Type::TEXT), (&id, Type::UUID), (&title, Type::TEXT)];
        shared().superuser().execute_typed(update, &params).unwrap();
    }
}

/// A database of which one call fails, before it was carried out or after.
pub(crate) struct Cut<D> {
    database: D,
    at: Option<(usize, Fault)>,
}

impl<D: Database> Cut<D> {
    /// The call after so many others fails.
    pub(crate) fn new(database: D, at: Option<(usize, Fault)>) -> Self {
        Self { database, at }
    }

    /// Has the call after so many others fail.
    pub(crate) fn cut(&mut self, calls: usize, fault: Fault) {
        self.at = Some((calls, fault));
    }

    pub(crate) fn mend(&mut self) {
        self.at = None;
    }

    fn call<R>(&mut self, work: impl FnOnce(&mut D) -> Result<R, DatabaseError>) -> Result<R, DatabaseError> {
        let fault = match &mut self.at {
            Some((0, fault)) => Some(*fault),
            Some((calls, _)) => {
                *calls -= 1;
                None
            }
            None => None,
        };
        if fault.is_some() {
            self.at = None;
        }
        let cut = || Err(DatabaseError::new(Reason::Unavailable, "cut"));
        match fault {
            Some(Fault::Before) => cut(),
            Some(Fault::After) => work(&mut self.database).and_then(|_| cut()),
            None => work(&mut self.database),
        }
    }
}

impl<D: Database> Database for Cut<D> {
    fn name(&self) -> &DatabaseName {
        self.database.name()
    }

    fn user(&self) -> &str {
        self.database.user()
    }

    fn snapshot(&mut self, at: i64) -> Result<Snapshot, DatabaseError> {
        self.call(|database| database.snapshot(at))
    }

    fn pull(&mut self, after: i64, limit: usize) -> Result<Page, DatabaseError> {
        self.call(|database| database.pull(after, limit))
    }

    fn push(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, DatabaseError> {
        self.call(|database| database.push(batch, device))
    }

    fn begin_epoch(&mut self, epoch: Uuid) -> Result<(), DatabaseError> {
        self.call(|database| database.begin_epoch(epoch))
    }

    fn applied(&mut self, changes: &[Change]) -> Result<Vec<(Change, i64)>, DatabaseError> {
        self.call(|database| database.applied(changes))
    }

    fn history(&mut self, id: Uuid) -> Result<Vec<Revision<Experience>>, DatabaseError> {
        self.call(|database| database.history(id))
    }

    fn profile_history(&mut self) -> Result<Vec<Revision<Profile>>, DatabaseError> {
        self.call(Database::profile_history)
    }

    fn ai_calls(&mut self, after: &str, limit: usize) -> Result<Vec<AiCall>, DatabaseError> {
        self.call(|database| database.ai_calls(after, limit))
    }

    fn log_ai_calls(&mut self, calls: &[AiCall]) -> Result<(), DatabaseError> {
        self.call(|database| database.log_ai_calls(calls))
    }

    fn check(&mut self) -> Vec<Check> {
        self.database.check()
    }
}
