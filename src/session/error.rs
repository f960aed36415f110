//! What can go wrong with the session file.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why the session file could not be read or written. The file is whole in every case.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("could not {action} `{}`: {cause}", path.display())]
    Io {
        /// A verb: `read`, `create`, `lock`, `write`, `replace`, `set aside`.
        action: &'static str,
        path: PathBuf,
        cause: io::Error,
    },
    /// The one error after a change: it stands there, and a power cut may undo it.
    #[error("the change was made, but the disk does not confirm that `{}` keeps it: {cause}", directory.display())]
    Unconfirmed { directory: PathBuf, cause: io::Error },
    #[error("another `resume` process has held the lock `{}` for more than {} s", path.display(), waited.as_secs())]
    Locked { path: PathBuf, waited: Duration },
    #[error("`{}` has format {found}, and this version of `resume` knows up to {known}", path.display())]
    Newer { path: PathBuf, found: u64, known: u64 },
    #[error("`{}` was changed by hand, and is wrong: {message}", path.display())]
    Edited { path: PathBuf, message: String },
    #[error("`{}` would be {size} bytes long; the most that is kept is {limit}", path.display())]
    TooLarge { path: PathBuf, size: u64, limit: u64 },
}

impl SessionError {
    pub fn io(action: &'static str, path: &Path, cause: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), cause }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Io { cause, .. } => match cause.kind() {
                io::ErrorKind::PermissionDenied => {
                    "check the owner and the permissions of the directory and the file".to_owned()
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "the disk is full; free some space and repeat the command, nothing was changed".to_owned()
                }
                io::ErrorKind::FileTooLarge => {
                    "a limit on the size of files is reached (`ulimit -f`); nothing was changed".to_owned()
                }
                io::ErrorKind::ReadOnlyFilesystem => {
                    "the file system is read-only; set `RESUME_HOME` to a directory that can be written"
                        .to_owned()
                }
                io::ErrorKind::IsADirectory
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::DirectoryNotEmpty => {
                    "something else stands where a file or directory of `resume` belongs; move it away"
                        .to_owned()
                }
                _ => "nothing was changed; `RESUME_HOME` chooses another directory".to_owned(),
            },
            Self::Unconfirmed { .. } => {
                "see what is there before you repeat the command, and check the disk".to_owned()
            }
            Self::Locked { .. } => {
                "wait for it to end, or see which process it is with `fuser` on that file".to_owned()
            }
            Self::Newer { .. } => {
                "install the newer version that wrote it; the file was not touched".to_owned()
            }
            Self::Edited { path, .. } => format!(
                "correct it there; the file was not touched, and `{}` is the one before the last change",
                path.with_extension("json.bak").display()
            ),
            Self::TooLarge { .. } => "the file stays as it is; shorten what is largest in it".to_owned(),
        }
    }
}
