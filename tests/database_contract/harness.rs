//! Databases to try the promises on, and values to store in them.

use std::cell::RefCell;
use std::time::Duration;

use jiff::Timestamp;
use resume::database::sqlite::{Creation, SqliteDatabase};
use resume::database::{Batch, Database, Page};
use resume::domain::{
    Change, Document, DocumentKey, DocumentKind, Experience, Kind, Outcome, Push, Row, State,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::memory::MemoryDatabase;

/// One database that starts empty, and as many connections to it as are wanted.
pub(crate) trait Harness: Sized {
    type Database: Database;

    fn new() -> Self;
    fn open(&self, user: &str) -> Self::Database;

    /// Makes the database refuse experiences of this title, as a user's own constraint would.
    fn refuse_title(&self, title: &str);

    /// Changes the title and nothing else, as a user would with a statement of their own.
    fn edit_by_hand(&self, user: &str, id: Uuid, title: &str);
    fn delete_by_hand(&self, user: &str, id: Uuid);
    /// Inserts a row with this id and title, and nothing else.
    fn insert_by_hand(&self, user: &str, id: Uuid, title: &str);
}

pub(crate) struct Memory(RefCell<MemoryDatabase>);

impl Harness for Memory {
    type Database = MemoryDatabase;

    fn new() -> Self {
        Self(RefCell::new(MemoryDatabase::new("nobody", Uuid::from_u128(7))))
    }

    fn open(&self, user: &str) -> MemoryDatabase {
        self.0.borrow().device(user)
    }

    fn refuse_title(&self, title: &str) {
        self.0.borrow().refuse_title(title);
    }

    fn edit_by_hand(&self, user: &str, id: Uuid, title: &str) {
        self.open(user).edit_by_hand(id, |value| value.title = title.to_owned());
    }

    fn delete_by_hand(&self, user: &str, id: Uuid) {
        self.open(user).delete_by_hand(id);
    }

    fn insert_by_hand(&self, user: &str, id: Uuid, title: &str) {
        self.open(user).insert_by_hand(Experience::new(id, Kind::Work, title, time(0)));
    }
}

pub(crate) struct Sqlite {
    directory: TempDir,
}

impl Sqlite {
    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.directory.path().join("resume.db")
    }

    pub(crate) fn try_open(
        &self,
        creation: Creation,
    ) -> Result<SqliteDatabase, resume::database::DatabaseError> {
        SqliteDatabase::open(&self.path(), "ada", creation, Duration::from_secs(5))
    }

    /// A connection that knows nothing of `resume`, as a SQLite shell has it.
    pub(crate) fn shell(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }
}

impl Harness for Sqlite {
    type Database = SqliteDatabase;

    fn new() -> Self {
        let harness = Self { directory: tempfile::tempdir().unwrap() };
        harness.open("nobody");
        harness
    }

    fn open(&self, user: &str) -> SqliteDatabase {
        SqliteDatabase::open(&self.path(), user, Creation::CreateIfMissing, Duration::from_secs(5)).unwrap()
    }

    fn refuse_title(&self, title: &str) {
        for event in ["INSERT", "UPDATE"] {
            let name = event.to_lowercase();
            let statement = format!(
                "CREATE TRIGGER mine_{name} BEFORE {event} ON experiences WHEN NEW.title = '{title}'
                 BEGIN SELECT RAISE(ABORT, 'the title `{title}` is refused'); END"
            );
            self.shell().execute_batch(&statement).unwrap();
        }
    }

    fn edit_by_hand(&self, user: &str, id: Uuid, title: &str) {
        let statement = "UPDATE experiences SET title = ?3 WHERE user_id = ?1 AND id = ?2";
        assert_eq!(self.shell().execute(statement, (user, id.to_string(), title)).unwrap(), 1);
    }

    fn delete_by_hand(&self, user: &str, id: Uuid) {
        let statement = "DELETE FROM experiences WHERE user_id = ?1 AND id = ?2";
        self.shell().execute(statement, (user, id.to_string())).unwrap();
    }

    fn insert_by_hand(&self, user: &str, id: Uuid, title: &str) {
        let statement = "INSERT INTO experiences (user_id, id, title) VALUES (?1, ?2, ?3)";
        assert_eq!(self.shell().execute(statement, (user, id.to_string(), title)).unwrap(), 1);
    }
}

/// A time that tells `n`.
pub(crate) fn time(n: i64) -> Timestamp {
    Timestamp::from_microsecond(1_700_000_000_000_000 + n).unwrap()
}

/// The id of the `n`th record.
pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128((1 << 100) | n)
}

/// The id of the `n`th change.
pub(crate) fn change(n: u128) -> Change {
    Uuid::from_u128((2 << 100) | n)
}

pub(crate) fn experience(n: u128, title: &str) -> Experience {
    Experience::new(id(n), Kind::Work, title, time(0))
}

pub(crate) fn state(n: u128, title: &str, by: u128) -> State<Experience> {
    State { change: change(by), value: experience(n, title), by: None }
}

pub(crate) fn profile(name: &str, by: u128) -> State<Document> {
    document(&DocumentKey::profile(), name, by)
}

/// The key of a variant.
pub(crate) fn variant(id: &str) -> DocumentKey {
    DocumentKey { kind: DocumentKind::Variant, id: id.to_owned() }
}

/// A document that holds a name.
pub(crate) fn document(key: &DocumentKey, name: &str, by: u128) -> State<Document> {
    let body = serde_json::from_value(serde_json::json!({ "basics": { "name": name } })).unwrap();
    State { change: change(by), value: Document::new(key.clone(), body, time(1)), by: None }
}

/// The name in a document.
pub(crate) fn name(value: &Document) -> &str {
    value.body["basics"]["name"].as_str().unwrap()
}

/// A push of one state.
pub(crate) fn push<T>(base_revision: i64, state: State<T>) -> Push<T> {
    Push { base_revision, states: vec![state] }
}

/// Pushes one record alone.
pub(crate) fn store(database: &mut impl Database, push: Push<Experience>) -> Outcome<Experience> {
    let batch = Batch { experiences: vec![push], ..Batch::default() };
    let outcomes = database.push(&batch, "laptop").unwrap();
    assert_eq!(outcomes.documents, []);
    let [outcome] = <[_; 1]>::try_from(outcomes.experiences).unwrap();
    outcome
}

/// Pushes one document alone.
pub(crate) fn store_document(database: &mut impl Database, push: Push<Document>) -> Outcome<Document> {
    let batch = Batch { experiences: Vec::new(), documents: vec![push] };
    let [outcome] = <[_; 1]>::try_from(database.push(&batch, "laptop").unwrap().documents).unwrap();
    outcome
}

/// The names that a document had, oldest first.
pub(crate) fn names(database: &mut impl Database, key: &DocumentKey) -> Vec<String> {
    let states = database.document_history(key).unwrap();
    states.into_iter().map(|state| name(&state.row.value).to_owned()).collect()
}

/// Stores a new record of this title and returns its revision.
pub(crate) fn stored(database: &mut impl Database, n: u128, title: &str, by: u128) -> i64 {
    revision(store(database, push(0, state(n, title, by))))
}

/// The revision of a push that was applied.
pub(crate) fn revision<T: std::fmt::Debug>(outcome: Outcome<T>) -> i64 {
    match outcome {
        Outcome::Applied { revision, .. } => revision,
        other => panic!("not applied: {other:?}"),
    }
}

/// Everything, in one page.
pub(crate) fn pull_all(database: &mut impl Database) -> Page {
    let page = database.pull(0, 100_000).unwrap();
    assert!(!page.more);
    page
}

/// The row of a record.
pub(crate) fn row(database: &mut impl Database, n: u128) -> Row<Experience> {
    pull_all(database).experiences.into_iter().find(|row| row.value.id == id(n)).unwrap()
}

/// The titles that a record had, oldest first.
pub(crate) fn titles(database: &mut impl Database, n: u128) -> Vec<String> {
    database.history(id(n)).unwrap().into_iter().map(|state| state.row.value.title).collect()
}
