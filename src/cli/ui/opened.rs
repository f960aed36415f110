//! Which drafts are open in an editor right now.
//!
//! The invariant: a draft counts as open as long as the process that opened it lives, whatever the editor does to
//! the file. So the mark is a lock on a file beside the draft, which ends with the process.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The mark of one open draft.
#[derive(Debug)]
pub(super) struct Opened {
    path: PathBuf,
    _lock: File,
}

impl Opened {
    /// Marks a draft as open. `None` where it is open in another terminal.
    pub(super) fn mark(draft: &Path) -> io::Result<Option<Self>> {
        let path = beside(draft);
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The one who had it open may have taken the file away meanwhile.
        let is_same =
            fs::metadata(&path).is_ok_and(|there| file.metadata().is_ok_and(|it| it.ino() == there.ino()));
        Ok(is_same.then_some(Self { path, _lock: file }))
    }

    /// Whether a draft is open in any terminal.
    pub(super) fn is(draft: &Path) -> bool {
        File::open(beside(draft)).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // A mark that stays has no lock.
        let _ = fs::remove_file(&self.path);
    }
}

fn beside(draft: &Path) -> PathBuf {
    draft.with_extension("open")
}
