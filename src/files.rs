//! Opening and making files that are ours alone, without waiting for anybody.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// Creates a directory and its parents, for the owner only. An existing one is left as it is.
pub fn create_private_dir(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

/// Opens a file, made for the owner only where `options` say that it may be made.
///
/// # Errors
/// [`io::ErrorKind::IsADirectory`] where something stands there that is no regular file: opening a
/// pipe would wait for somebody at its other end.
pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let file = match options.mode(0o600).custom_flags(nonblocking).open(path) {
        // Nobody reads the pipe that was to be written.
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) => {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        opened => opened?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::IsADirectory.into()) }
}

/// Has the names in a directory survive a power cut, as far as its file system can do that.
pub fn sync_directory(directory: &File) -> io::Result<()> {
    match directory.sync_all() {
        // There is no such operation: nothing more can be done, and nothing has failed (fsync(2), EINVAL).
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Reads a file whole; one that is larger than `limit` bytes is an error ([`io::ErrorKind::FileTooLarge`]).
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(OpenOptions::new().read(true), path)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
