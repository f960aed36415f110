//! Opens and creates private files without blocking.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// Creates a directory and its parents with mode 0700. An existing one is unchanged.
pub(crate) fn create_private_dir(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
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
