//! Opening a file ahead of time.
//!
//! Reading the tables and compiling what stores a record takes longer than anything else that saving
//! one takes, and needs nothing that the command line or the session says. It is done on another
//! processor meanwhile, with no lock that outlasts a read. Whoever finds it wanting opens the file as if
//! this had never been tried.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::failure::Failure;
use super::{Creation, SqliteDatabase, push, snapshot};
use crate::aside::{self, Aside};
use crate::domain::Experience;

/// How long it is good for: after a prompt, another file may stand there.
const FRESH: Duration = Duration::from_secs(1);

/// What the heap of the thread is made of at the beginning, in bytes. It would otherwise grow page by
/// page, with a call of the system for each. Larger pieces would not be taken from it.
const HEAP: [usize; 3] = [120 << 10; 3];

/// A file that is being opened, or is open.
#[derive(Debug)]
pub struct Ahead {
    path: PathBuf,
    since: Instant,
    opening: Aside<Option<Connection>>,
}

impl Ahead {
    /// Begins to open a file that is there, for a new experience to be stored in it. `None` where that
    /// is not worth a thread.
    pub fn open(path: &Path) -> Option<Self> {
        if !path.exists() {
            return None;
        }
        let opened = path.to_owned();
        let opening = aside::start(move || {
            let heap = HEAP.map(|size| black_box(Vec::<u8>::with_capacity(size)));
            // What lies at the end of the heap when the rest is freed keeps it from shrinking again.
            let _end = black_box(Box::new(0_u64));
            drop(heap);
            connect(&opened).ok()
        })?;
        // This thread does not wait for anything yet, and the other one has to begin here.
        thread::yield_now();
        Some(Self { path: path.to_owned(), since: Instant::now(), opening })
    }

    /// The database, if this is the file that is wanted. It keeps the lock that its first transaction
    /// takes: taking it anew for each of them would cost more than they do.
    pub fn take(self, path: &Path, user_id: &str, busy: Duration) -> Option<SqliteDatabase> {
        if self.path != path || user_id.is_empty() || self.since.elapsed() > FRESH {
            return None;
        }
        let connection = self.opening.take_over().flatten()?;
        connection.busy_timeout(busy).ok()?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE").ok()?;
        Some(SqliteDatabase::of(connection, self.path, user_id, false))
    }
}

fn connect(path: &Path) -> Result<Connection, Failure> {
    let (connection, _) = super::connect(path, Creation::MustExist, Duration::ZERO)?;
    push::prepare::<Experience>(&connection)?;
    snapshot::prepare(&connection)?;
    Ok(connection)
}
