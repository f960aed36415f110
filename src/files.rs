//! Opens and creates private files without blocking.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::{Access, OFlags};

/// Creates a directory and its parents with mode 0700. An existing one is unchanged.
pub(crate) fn create_private_dir(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    if directory.is_symlink() && !directory.exists() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it is a link that leads nowhere"));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

/// Whether files can be written in a directory, or it can be created.
///
/// # Errors
/// Why not.
pub(crate) fn check_writable(directory: &Path) -> io::Result<()> {
    let there = directory.ancestors().find(|path| path.symlink_metadata().is_ok());
    let there = there.unwrap_or(Path::new("."));
    if !there.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    Ok(rustix::fs::access(there, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Opens a file. If `options` allow creation, it gets mode 0600.
///
/// # Errors
/// [`io::ErrorKind::IsADirectory`] if it is not a regular file: opening a pipe would block until its other end
/// is open.
pub(crate) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let file = match options.mode(0o600).custom_flags(nonblocking).open(path) {
        // The pipe has no reader.
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) => {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        opened => opened?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::IsADirectory.into()) }
}

/// Syncs a directory, so that its names survive a power cut, if the file system supports that.
pub(crate) fn sync_directory(directory: &File) -> io::Result<()> {
    match directory.sync_all() {
        // The file system does not support it, which is not a failure (fsync(2), EINVAL).
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Reads a whole file. More than `limit` bytes are an error ([`io::ErrorKind::FileTooLarge`]).
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(OpenOptions::new().read(true), path)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Why a file could not be read, as [`open`], [`read`] and `read_to_string` find it.
pub(crate) fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::IsADirectory => "it is not a regular file".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        io::ErrorKind::FileTooLarge => "it is too large".to_owned(),
        _ => cause.to_string(),
    }
}

/// Puts a file of mode 0600 in the place of another in one step. A step that fails leaves the old one, and nothing
/// beside it. Who may run at the same time needs a name for `temporary` of its own, or a lock.
pub(crate) fn replace(path: &Path, temporary: &Path, text: &str) -> io::Result<()> {
    // What a killed writer left.
    let _ = fs::remove_file(temporary);
    let written = open(OpenOptions::new().write(true).create_new(true), temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_that_cannot_be_made_is_told() {
        let home = tempfile::tempdir().unwrap();
        let (file, link) = (home.path().join("file"), home.path().join("link"));
        fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(home.path().join("nowhere"), &link).unwrap();
        assert!(check_writable(&home.path().join("a/b")).is_ok());
        assert!(check_writable(&file.join("a")).is_err());
        assert!(check_writable(&link).is_err());
        let error = create_private_dir(&link).unwrap_err();
        assert_eq!(error.to_string(), "it is a link that leads nowhere");
    }
}
