//! Locks between processes: on files of their own, which are never renamed or removed.
//!
//! The kernel holds the lock, so that one left behind by a killed process does not exist.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use super::SessionError;
use crate::files;

/// An exclusive lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, `limit` at the most.
    ///
    /// # Errors
    /// [`SessionError::Locked`] when the time is up; [`SessionError::Io`] when the file cannot be opened.
    pub fn acquire(path: &Path, limit: Duration) -> Result<Self, SessionError> {
        let file = match try_lock(path, open(path)?)? {
            Tried::Locked(lock) => return Ok(lock),
            Tried::Taken(_) if limit.is_zero() => {
                return Err(SessionError::Locked { path: path.to_owned(), waited: limit });
            }
            Tried::Taken(file) => file,
        };
        // The kernel's lock has no time limit, so that a thread does the waiting. One that is left
        // behind lets the lock go as soon as it gets it, since the file has no receiver.
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let locked = file.lock().map(|()| file);
            let _ = sender.send(locked);
        });
        match receiver.recv_timeout(limit) {
            Ok(locked) => {
                locked.map(|file| Self { _file: file }).map_err(|cause| SessionError::io("lock", path, cause))
            }
            Err(_) => Err(SessionError::Locked { path: path.to_owned(), waited: limit }),
        }
    }
}

impl Lock {
    /// As [`Lock::acquire`]; nothing where the time is up.
    pub fn acquire_within(path: &Path, limit: Duration) -> Result<Option<Self>, SessionError> {
        match Self::acquire(path, limit) {
            Err(SessionError::Locked { .. }) => Ok(None),
            locked => locked.map(Some),
        }
    }

    /// Takes the lock if it is free.
    pub fn try_acquire(path: &Path) -> Result<Option<Self>, SessionError> {
        Self::acquire_within(path, Duration::ZERO)
    }

    /// The locked file. The lock belongs to it and to all its duplicates, those in another process
    /// included: the process that gets the file holds the lock.
    pub fn into_file(self) -> File {
        self._file
    }

    /// The lock that was handed over with its file.
    ///
    /// # Errors
    /// [`SessionError::Io`] where it is not the file at `path`, or another process has the lock.
    pub fn of_file(file: File, path: &Path) -> Result<Self, SessionError> {
        let failed = |cause| SessionError::io("lock", path, cause);
        let (given, standing) = (file.metadata().map_err(failed)?, fs::metadata(path).map_err(failed)?);
        if (given.dev(), given.ino()) != (standing.dev(), standing.ino()) {
            return Err(failed(io::ErrorKind::InvalidInput.into()));
        }
        match try_lock(path, file)? {
            Tried::Locked(lock) => Ok(lock),
            Tried::Taken(_) => Err(failed(io::ErrorKind::WouldBlock.into())),
        }
    }
}

enum Tried {
    Locked(Lock),
    Taken(File),
}

fn try_lock(path: &Path, file: File) -> Result<Tried, SessionError> {
    match file.try_lock() {
        Ok(()) => Ok(Tried::Locked(Lock { _file: file })),
        Err(fs::TryLockError::WouldBlock) => Ok(Tried::Taken(file)),
        Err(fs::TryLockError::Error(cause)) => Err(SessionError::io("lock", path, cause)),
    }
}

fn open(path: &Path) -> Result<File, SessionError> {
    if let Some(directory) = path.parent() {
        files::create_private_dir(directory).map_err(|cause| SessionError::io("create", directory, cause))?;
    }
    files::open(OpenOptions::new().create(true).truncate(false).write(true), path)
        .map_err(|cause| SessionError::io("open", path, cause))
}
