//! Opening a file ahead of time.
//!
//! Reading the tables and compiling what stores a record takes longer than anything else that saving
//! one takes, and needs nothing that the command line or the session says. It is done on another
//! processor meanwhile, with no lock that outlasts a read. Whoever finds it wanting opens the file as if
//! this had never been tried.

use std::fs;
use std::hint::black_box;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::failure::Failure;
use super::{Creation, SqliteDatabase, push, snapshot};
use crate::aside;
use crate::domain::Experience;

/// What the heap of the thread is made of at the beginning, in bytes. It would otherwise grow page by
/// page, with a call of the system for each. Larger pieces would not be taken from it.
const HEAP: [usize; 3] = [120 << 10; 3];

/// A file that is being opened, or is open.
#[derive(Debug)]
pub struct Ahead {
    path: PathBuf,
    /// What stood there before it was opened.
    found: State,
    opening: JoinHandle<Option<Connection>>,
}

impl Ahead {
    /// Begins to open a file that is there, for a new experience to be stored in it. `None` where that
    /// is not worth a thread.
    pub fn open(path: &Path) -> Option<Self> {
        let found = State::of(path).ok()?;
        let opened = path.to_owned();
        let opening = aside::start(aside::elsewhere()?, move || {
            let heap = HEAP.map(|size| black_box(Vec::<u8>::with_capacity(size)));
            // What lies at the end of the heap when the rest is freed keeps it from shrinking again.
            let _end = black_box(Box::new(0_u64));
            drop(heap);
            connect(&opened).ok()
        })?;
        // This thread does not wait for anything yet, and the other one has to begin here.
        thread::yield_now();
        Some(Self { path: path.to_owned(), found, opening })
    }

    /// The database, if this is the file that is wanted, and as it was found: after a prompt, another one
    /// may stand there, or have been written over it.
    pub fn take(self, path: &Path, user_id: &str, busy: Duration) -> Option<SqliteDatabase> {
        if self.path != path || user_id.is_empty() {
            return None;
        }
        let connection = self.opening.join().ok().flatten()?;
        if State::of(path).ok()? != self.found {
            return None;
        }
        connection.busy_timeout(busy).ok()?;
        Some(SqliteDatabase::of(connection, self.path, user_id, false))
    }
}

/// Which file it is, and when anything of it last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    device: u64,
    number: u64,
    changed: (i64, i64),
}

impl State {
    fn of(path: &Path) -> io::Result<Self> {
        let file = fs::metadata(path)?;
        let changed = (file.ctime(), file.ctime_nsec());
        Ok(Self { device: file.dev(), number: file.ino(), changed })
    }
}

fn connect(path: &Path) -> Result<Connection, Failure> {
    let (connection, _) = super::connect(path, Creation::MustExist, Duration::ZERO)?;
    push::prepare::<Experience>(&connection)?;
    snapshot::prepare(&connection)?;
    Ok(connection)
}
