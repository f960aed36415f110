//! Reading, locking and replacing the session file.
//!
//! Readers take no lock: the file is only ever replaced whole. Writers read, change and replace it
//! under an exclusive lock on `session.lock`, a file of its own that is never renamed. The lock is
//! advisory, held for milliseconds, and never across a database, an editor or a prompt.

use std::cell::{Cell, RefCell};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Seek};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::checksum;
use super::file::{self, Damage, MAX_SIZE};
use super::lock::Lock;
use super::part::Part;
use super::recover::{self, Recovery};
use super::{Session, SessionError, stream};
use crate::clock::Clock;
use crate::domain::{Document, DocumentKind, Record};
use crate::files;

/// How long a writer waits for the others.
const LOCK_WAIT: Duration = Duration::from_secs(20);

/// The session file at one path.
#[derive(Debug)]
pub struct SessionStore {
    path: PathBuf,
    clock: Clock,
    cached: RefCell<Option<Cached>>,
    recovery: RefCell<Option<Recovery>>,
    /// When the newest entry of the journal that was written here was made.
    noted: Cell<Option<Timestamp>>,
}

/// A session with the very file it was read from or written to. The file is kept open so that
/// its inode number cannot be given to another one: as long as path and descriptor agree, the
/// session is current.
#[derive(Debug)]
struct Cached {
    held: Held,
    _file: File,
    /// What the file's metadata said when it was read or written.
    stamp: Stamp,
}

/// How much of the file was parsed.
#[derive(Debug)]
enum Held {
    Whole(Session),
    Part(Part),
}

impl Held {
    fn session(&self) -> &Session {
        match self {
            Self::Whole(session) => session,
            Self::Part(part) => &part.session,
        }
    }

    fn session_mut(&mut self) -> &mut Session {
        match self {
            Self::Whole(session) => session,
            Self::Part(part) => &mut part.session,
        }
    }

    fn write(&self, file: &File) -> io::Result<()> {
        match self {
            Self::Whole(session) => file::encode(session, file)?,
            Self::Part(part) => part.write(file)?,
        }
        file.sync_all()
    }
}

/// How much of the session is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    /// The pending records are enough.
    Pending,
}

/// What tells a file from another one, and from itself after a write into it.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, i64),
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

fn modified(metadata: &fs::Metadata) -> Timestamp {
    metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default()
}

/// What stands at the path: nothing, a session, or bytes that are none.
type Opened = Result<Option<Cached>, (Damage, Vec<u8>)>;

impl SessionStore {
    /// Where the path is a symbolic link, as those have it who keep their files in a repository, the
    /// file that it leads to is meant: its lock and its copies stand beside it, for every link the same.
    pub fn new(path: PathBuf, clock: Clock) -> Self {
        let linked = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
        let path = if linked { fs::canonicalize(&path).unwrap_or(path) } else { path };
        Self { path, clock, cached: RefCell::new(None), recovery: RefCell::new(None), noted: Cell::new(None) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets `look` see the session as it is now. A missing file is a session that was never loaded;
    /// a damaged one is set aside and recovered first.
    pub fn read<R>(&self, look: impl FnOnce(&Session) -> R) -> Result<R, SessionError> {
        self.look(Extent::Whole, look)
    }

    /// Lets `look` see a session in which records that are not pending may be missing.
    pub fn read_pending<R>(&self, look: impl FnOnce(&Session) -> R) -> Result<R, SessionError> {
        self.look(Extent::Pending, look)
    }

    /// The documents of a kind. Where the file is as it was written, no other record is parsed.
    ///
    /// The bar: the list of 1,000 applications, each of which keeps another résumé, takes at most twice as long as
    /// that of 1,000 experiences. As JSON it takes 31 ms of processor time to 18; with all records parsed, it took 50.
    pub fn documents(&self, kind: DocumentKind) -> Result<Vec<Record<Document>>, SessionError> {
        let of_kind = |session: &Session| {
            let all = session.documents.iter().filter(|record| record.current.kind == kind);
            all.cloned().collect()
        };
        let cached = self.sound(Extent::Pending)?;
        let found = match cached.as_ref().map(|cached| &cached.held) {
            None => Some(Vec::new()),
            Some(Held::Whole(session)) => Some(of_kind(session)),
            Some(Held::Part(part)) => part.documents(kind),
        };
        match found {
            Some(found) => {
                self.cached.replace(cached);
                Ok(found)
            }
            None => self.read(of_kind),
        }
    }

    fn look<R>(&self, extent: Extent, look: impl FnOnce(&Session) -> R) -> Result<R, SessionError> {
        let cached = self.sound(extent)?;
        let result = look(cached.as_ref().map_or(&Session::default(), |cached| cached.held.session()));
        self.cached.replace(cached);
        Ok(result)
    }

    /// What stands at the path, recovered first where it is damaged.
    fn sound(&self, extent: Extent) -> Result<Option<Cached>, SessionError> {
        if let Some(cached) = self.current(extent) {
            return Ok(Some(cached));
        }
        if let Ok(found) = self.open(extent)? {
            return Ok(found);
        }
        let _lock = self.lock()?;
        self.open_or_recover(extent)
    }

    /// The session if there is a sound one. Nothing is recovered and no lock is waited for.
    pub fn peek(&self) -> Option<Session> {
        match self.open(Extent::Whole).ok()?.ok()??.held {
            Held::Whole(session) => Some(session),
            Held::Part(_) => None,
        }
    }

    /// Changes the session under the lock. When this returns `Ok`, the change survives a power cut;
    /// when it returns `Err`, nothing was changed, unless it is [`SessionError::Unconfirmed`].
    pub fn update<R, E: From<SessionError>>(
        &self,
        change: impl FnOnce(&mut Session) -> Result<R, E>,
    ) -> Result<R, E> {
        self.change(Extent::Whole, change, Self::replace_durably)
    }

    /// Changes a session in which records that are not pending may be missing: pending ones may be
    /// changed, and new ones added. It is as durable as [`SessionStore::update`].
    pub fn update_pending<R, E: From<SessionError>>(
        &self,
        change: impl FnOnce(&mut Session) -> Result<R, E>,
    ) -> Result<R, E> {
        self.change(Extent::Pending, change, Self::replace_durably)
    }

    /// Changes the session as [`SessionStore::update`] does, but a power cut may undo the change: for
    /// what the database knows, so that the next synchronisation finds it again.
    pub fn update_soon<R, E: From<SessionError>>(
        &self,
        change: impl FnOnce(&mut Session) -> Result<R, E>,
    ) -> Result<R, E> {
        self.change(Extent::Whole, change, Self::replace)
    }

    /// Changes what [`SessionStore::update_pending`] may change, as [`SessionStore::update_soon`] does.
    pub fn update_pending_soon<R, E: From<SessionError>>(
        &self,
        change: impl FnOnce(&mut Session) -> Result<R, E>,
    ) -> Result<R, E> {
        self.change(Extent::Pending, change, Self::replace)
    }

    fn change<R, E: From<SessionError>>(
        &self,
        extent: Extent,
        change: impl FnOnce(&mut Session) -> Result<R, E>,
        replace: fn(&Self, Held) -> Result<Cached, SessionError>,
    ) -> Result<R, E> {
        let _lock = self.lock()?;
        let mut held = self.held(extent)?;
        let result = change(held.session_mut())?;
        let now = (self.clock)();
        let noted = held.session_mut().note_deeds(now);
        held.session_mut().limit_replaced();
        let noted = noted.map_err(|cause| SessionError::io("write", &self.path, cause.into()))?;
        self.cached.replace(Some(replace(self, held)?));
        if noted {
            self.noted.set(Some(now));
        }
        Ok(result)
    }

    /// When the newest entry of the journal was made, among those that this store wrote.
    pub fn noted_at(&self) -> Option<Timestamp> {
        self.noted.get()
    }

    /// What is to be changed, under the lock.
    fn held(&self, extent: Extent) -> Result<Held, SessionError> {
        let cached = match self.current(extent) {
            Some(cached) => Some(cached),
            None => self.open_or_recover(extent)?,
        };
        Ok(cached.map_or_else(|| Held::Whole(Session::default()), |cached| cached.held))
    }

    /// What was set aside and recovered since this was last asked.
    pub fn take_recovery(&self) -> Option<Recovery> {
        self.recovery.take()
    }

    /// The cached session, taken out of the cache, if it is enough and the file is still the one it
    /// was read from.
    fn current(&self, extent: Extent) -> Option<Cached> {
        let cached = self.cached.take()?;
        if extent == Extent::Whole && matches!(cached.held, Held::Part(_)) {
            return None;
        }
        let standing = fs::metadata(&self.path).ok()?;
        (Stamp::of(&standing) == cached.stamp).then_some(cached)
    }

    fn open_or_recover(&self, extent: Extent) -> Result<Option<Cached>, SessionError> {
        let (damage, bytes) = match self.open(extent)? {
            Ok(found) => return Ok(found),
            Err(damaged) => damaged,
        };
        let (session, recovery) = recover::recover(&self.path, &bytes, &damage, (self.clock)())?;
        let cached = match session {
            Some(session) => Some(self.replace(Held::Whole(session))?),
            None => {
                fs::remove_file(&self.path)
                    .map_err(|cause| SessionError::io("set aside", &self.path, cause))?;
                None
            }
        };
        self.recovery.replace(Some(recovery));
        Ok(cached)
    }

    fn open(&self, extent: Extent) -> Result<Opened, SessionError> {
        let failed = |cause| SessionError::io("read", &self.path, cause);
        let mut file = match files::open(OpenOptions::new().read(true), &self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.path.is_symlink() => {
                return Ok(Ok(None));
            }
            Err(error) => return Err(failed(error)),
        };
        let mut metadata = self.within_limit(file.metadata().map_err(failed)?)?;
        if extent == Extent::Whole {
            if let Some(session) = stream::read(&file, metadata.size()) {
                let stamp = Stamp::of(&metadata);
                return Ok(Ok(Some(Cached { held: Held::Whole(session), _file: file, stamp })));
            }
            file.rewind().map_err(failed)?;
            // It may have been changed by hand meanwhile.
            metadata = self.within_limit(file.metadata().map_err(failed)?)?;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.size()).unwrap_or(0) + 1);
        file.read_to_end(&mut bytes).map_err(failed)?;
        let stamp = Stamp::of(&metadata);
        if extent == Extent::Pending {
            match Part::read(bytes) {
                Ok(part) => return Ok(Ok(Some(Cached { held: Held::Part(part), _file: file, stamp }))),
                // What is wrong with it, if anything, the whole says.
                Err(whole) => bytes = whole,
            }
        }
        let edited = (!checksum::is_right(&bytes)).then(|| modified(&metadata));
        match file::decode(&bytes, edited) {
            Ok(mut session) => {
                if edited.is_some() && file::is_current(&bytes) {
                    // A record may have been taken out, which is no deletion: all of the database is read again.
                    (session.cursor, session.horizon) = (None, None);
                }
                Ok(Ok(Some(Cached { held: Held::Whole(session), _file: file, stamp })))
            }
            Err(Damage::Newer(found)) => {
                Err(SessionError::Newer { path: self.path.clone(), found, known: file::FORMAT })
            }
            Err(damage) if edited.is_some() && file::is_whole(&bytes) => {
                Err(SessionError::Edited { path: self.path.clone(), message: damage.to_string() })
            }
            Err(damage) => Ok(Err((damage, bytes))),
        }
    }

    /// What could not be read again must not be written either.
    fn within_limit(&self, metadata: fs::Metadata) -> Result<fs::Metadata, SessionError> {
        if metadata.size() <= MAX_SIZE {
            return Ok(metadata);
        }
        Err(SessionError::TooLarge { path: self.path.clone(), size: metadata.size(), limit: MAX_SIZE })
    }

    /// Waits for the other writers, at most [`LOCK_WAIT`].
    fn lock(&self) -> Result<Lock, SessionError> {
        Lock::acquire(&self.path.with_extension("lock"), LOCK_WAIT)
    }

    /// Replaces the file so that it survives a power cut, keeping the previous one as the last good copy.
    fn replace_durably(&self, held: Held) -> Result<Cached, SessionError> {
        let copy = self.path.with_extension("json.bak");
        let staged = self.path.with_extension("json.bak.new");
        // Best effort: a missing copy costs one way to recover, never the save itself.
        let _ = fs::remove_file(&staged);
        let parent = self.path.parent().unwrap_or(Path::new("."));
        // Opened while nothing is changed yet, which is what an error says.
        let directory = File::open(parent).map_err(|cause| SessionError::io("write", parent, cause))?;
        if fs::hard_link(&self.path, &staged).is_ok() {
            let _ = fs::rename(&staged, &copy);
        }
        let cached = self.replace(held)?;
        files::sync_directory(&directory)
            .map_err(|cause| SessionError::Unconfirmed { directory: parent.to_owned(), cause })?;
        Ok(cached)
    }

    /// Replaces the file: afterwards either the old or the new one stands there, whole.
    fn replace(&self, held: Held) -> Result<Cached, SessionError> {
        // A link that leads nowhere now may lead to a disk that is not there at the moment.
        if fs::symlink_metadata(&self.path).is_ok_and(|metadata| metadata.is_symlink()) {
            return Err(SessionError::io("replace", &self.path, io::ErrorKind::NotFound.into()));
        }
        let temporary = self.path.with_extension("json.new");
        let file = create_new(&temporary)?;
        let written = held.write(&file).and_then(|()| file.metadata());
        let written = written.map_err(|cause| SessionError::io("write", &temporary, cause));
        let renamed = written.and_then(|metadata| self.within_limit(metadata)).and_then(|metadata| {
            fs::rename(&temporary, &self.path)
                .map(|()| metadata)
                .map_err(|cause| SessionError::io("replace", &self.path, cause))
        });
        match renamed {
            Ok(metadata) => Ok(Cached { held, _file: file, stamp: Stamp::of(&metadata) }),
            Err(error) => {
                let _ = fs::remove_file(&temporary);
                Err(error)
            }
        }
    }
}

/// Creates a file for the owner only. What a killed writer left under the name is removed: the
/// caller holds the lock, so that no process is writing it.
fn create_new(path: &Path) -> Result<File, SessionError> {
    let create = || OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let file = match create() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path).and_then(|()| create())
        }
        other => other,
    };
    let file = file.map_err(|cause| SessionError::io("create", path, cause))?;
    file.set_permissions(Permissions::from_mode(0o600))
        .map_err(|cause| SessionError::io("create", path, cause))?;
    Ok(file)
}
