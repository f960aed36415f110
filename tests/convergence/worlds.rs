//! Databases that devices meet in, and calls to them that are cut.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use postgres::types::Type;
use resume::database::postgres::{Limits, PostgresDatabase, statements};
use resume::database::sqlite::{Creation, SqliteDatabase};
use resume::database::{
    Batch, Check, Database, DatabaseError, DatabaseName, DatabaseUrl, Lost, Origins, Outcomes, Page, Past,
    Reason, Revision, Snapshot,
};
use resume::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiTallies, Change, Document, DocumentKey, Experience, Horizon,
    StartedAt,
};
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::directory;
use crate::support::memory::{Contents, Fault, MemoryDatabase};
use crate::support::postgres::{Server, TestDatabase};
use crate::support::proxied;
use crate::support::proxy::{self, Proxy};

/// A database that starts empty for its one user.
pub(crate) trait World {
    type Database: Database;

    fn user(&self) -> &str;
    fn open(&self) -> Self::Database;
    /// Changes a title as a person would in SQL; the record need not be there.
    fn edit_by_hand(&self, id: Uuid, title: &str);
}

/// One that goes back to what it was.
pub(crate) trait Restorable: World {
    type Backup;

    fn save(&self) -> Self::Backup;
    /// Puts back what was saved, or else nothing at all.
    fn restore(&self, backup: Option<Self::Backup>);
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

impl Restorable for MemoryDatabase {
    type Backup = Contents;

    fn save(&self) -> Contents {
        Self::save(self)
    }

    fn restore(&self, backup: Option<Contents>) {
        let identity = self.device("ada").snapshot(0).unwrap().identity;
        match backup {
            Some(contents) => Self::restore(self, contents),
            None => self.wipe(identity),
        }
    }
}

/// A file of its own.
pub(crate) struct Sqlite {
    directory: TempDir,
}

impl Sqlite {
    pub(crate) fn new() -> Self {
        Self { directory: directory::quick() }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("resume.db")
    }
}

impl World for Sqlite {
    type Database = SqliteDatabase;

    fn user(&self) -> &str {
        "ada"
    }

    fn open(&self) -> SqliteDatabase {
        let busy = Duration::from_secs(60);
        SqliteDatabase::open(&self.path(), "ada", Creation::CreateIfMissing, busy).unwrap()
    }

    fn edit_by_hand(&self, id: Uuid, title: &str) {
        let _ = self.open();
        let database = Connection::open(self.path()).unwrap();
        database.execute("UPDATE experiences SET title = ?1 WHERE id = ?2", (title, id.to_string())).unwrap();
    }
}

/// A user of their own in a database that all cases share.
pub(crate) struct Postgres {
    user: String,
    /// The way there, where it is not the shortest one.
    proxy: Option<Proxy>,
}

fn shared() -> &'static TestDatabase<'static> {
    static SHARED: OnceLock<TestDatabase<'static>> = OnceLock::new();
    SHARED.get_or_init(|| Server::shared().database_with(&statements()))
}

impl Postgres {
    pub(crate) fn new() -> Self {
        Self { user: Uuid::new_v4().to_string(), proxy: None }
    }

    /// One that is far away: whatever is sent either way comes late.
    pub(crate) fn far_away(late: Duration) -> Self {
        let proxy = Proxy::to(proxied::socket(shared().server));
        proxy.set(proxy::Fault::Late(late));
        Self { proxy: Some(proxy), ..Self::new() }
    }

    /// Adds so many experiences, as a person would in SQL.
    pub(crate) fn insert_by_hand(&self, count: usize) {
        let insert = "INSERT INTO resume.experiences (user_id, title)
            SELECT $1, 'one of ' || n FROM generate_series(1, $2) AS n";
        let count = i32::try_from(count).unwrap();
        shared().superuser().execute(insert, &[&self.user, &count]).unwrap();
    }
}

impl World for Postgres {
    type Database = PostgresDatabase;

    fn user(&self) -> &str {
        &self.user
    }

    fn open(&self) -> PostgresDatabase {
        let url = match &self.proxy {
            Some(proxy) => proxied::url(proxy, shared()),
            None => shared().url(&shared().owner()),
        };
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

/// Tables whose rows are a user's, with the columns that are not computed from others.
const TABLES: [&str; 5] =
    ["accounts", "experiences", "experience_revisions", "documents", "document_revisions"];

impl Restorable for Postgres {
    /// The rows of each table, as text that the table understands.
    type Backup = Vec<String>;

    fn save(&self) -> Vec<String> {
        let mut client = shared().superuser();
        let mut rows = |table| {
            let select = format!(
                "SELECT coalesce(json_agg(t), '[]')::text FROM resume.{table} AS t WHERE user_id = $1"
            );
            client.query_one(&select, &[&self.user]).unwrap().get(0)
        };
        TABLES.iter().map(&mut rows).collect()
    }

    /// As a dump is put back: by the owner, and without triggers.
    fn restore(&self, backup: Option<Vec<String>>) {
        let mut client = shared().superuser();
        let mut transaction = client.transaction().unwrap();
        transaction.batch_execute("SET LOCAL session_replication_role = replica").unwrap();
        for (index, table) in TABLES.iter().enumerate() {
            let delete = format!("DELETE FROM resume.{table} WHERE user_id = $1");
            transaction.execute(&delete, &[&self.user]).unwrap();
            let Some(rows) = backup.as_ref().map(|tables| &tables[index]) else { continue };
            let columns = "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                WHERE attrelid = ('resume.' || $1)::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped";
            let columns: String = transaction.query_one(columns, &[table]).unwrap().get(0);
            let insert = format!(
                "INSERT INTO resume.{table} ({columns}) SELECT {columns}
                 FROM json_populate_recordset(NULL::resume.{table}, $1::text::json)"
            );
            transaction.execute(&insert, &[rows]).unwrap();
        }
        transaction.commit().unwrap();
    }
}

/// A database of which one call fails, before it was carried out or after.
pub(crate) struct Cut<D> {
    database: D,
    at: Option<(usize, Fault)>,
    /// Why a batch cannot be stored, if so.
    limit: fn(&Batch) -> Option<DatabaseError>,
    /// It is near, however busy the machine is.
    pub(crate) answered_in: Duration,
    /// How many rows a page may have to arrive in time.
    pub(crate) carried: usize,
    /// How many rows were asked for, page by page.
    pub(crate) asked: Vec<usize>,
}

impl<D: Database> Cut<D> {
    /// The call after so many others fails.
    pub(crate) fn new(database: D, at: Option<(usize, Fault)>) -> Self {
        Self {
            database,
            at,
            limit: |_| None,
            answered_in: Duration::ZERO,
            carried: usize::MAX,
            asked: Vec::new(),
        }
    }

    /// Has the call after so many others fail.
    pub(crate) fn cut(&mut self, calls: usize, fault: Fault) {
        self.at = Some((calls, fault));
    }

    /// Has the batches fail for which `limit` gives a reason.
    pub(crate) fn limit(&mut self, limit: fn(&Batch) -> Option<DatabaseError>) {
        self.limit = limit;
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

    fn answered_in(&self) -> Option<Duration> {
        Some(self.answered_in)
    }

    fn carried_in(&self) -> Option<Duration> {
        self.database.carried_in()
    }

    fn pull(&mut self, after: i64, limit: usize) -> Result<Page, DatabaseError> {
        self.asked.push(limit);
        let page = self.call(|database| database.pull(after, limit))?;
        if page.len() > self.carried {
            return Err(DatabaseError::new(Reason::Unavailable, "did not answer"));
        }
        Ok(page)
    }

    fn push(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, DatabaseError> {
        if let Some(error) = (self.limit)(batch) {
            return Err(error);
        }
        self.call(|database| database.push(batch, device))
    }

    fn check(&mut self) -> Vec<Check> {
        self.database.check()
    }

    forward! { call;
        fn snapshot(at: i64) -> Snapshot;
        fn begin_epoch(epoch: Uuid, lost: &Lost) -> bool;
        fn applied(changes: &[Change]) -> Vec<(Change, i64)>;
        fn history(id: Uuid) -> Vec<Revision<Experience>>;
        fn document_history(key: &DocumentKey) -> Vec<Revision<Document>>;
        fn past(changes: &[Change]) -> Past;
        fn passed(after: i64, last: i64) -> Past;
        fn origins(horizon: Horizon, experiences: &[Uuid], documents: &[DocumentKey]) -> Origins;
        fn ai_calls(after: &str, limit: usize) -> Vec<AiCall>;
        fn log_ai_calls(calls: &[AiCall]) -> ();
        fn newest_ai_calls(query: &AiQuery, before: Option<&AiPlace>, limit: usize, content: bool) -> Vec<AiCall>;
        fn known_ai_calls(ids: &[String]) -> Vec<String>;
        fn ai_call_ids(prefix: &str, limit: usize) -> Vec<String>;
        fn ai_call(request_id: &str) -> Option<AiCall>;
        fn tally_ai_calls(query: &AiQuery, by: AiGrouping, besides: &[String]) -> AiTallies;
        fn count_ai_calls(before: StartedAt, besides: &[String]) -> u64;
        fn prune_ai_calls(before: StartedAt) -> u64;
    }
}
