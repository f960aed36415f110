//! Directories for tests, in memory where that can be.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use nix::sys::statvfs::{FsFlags, statvfs};
use tempfile::{Builder, TempDir};

/// Where a file system in memory is mounted.
const MEMORY: &str = "/dev/shm";

/// A new directory: in memory, else on a disk.
pub(crate) fn quick() -> TempDir {
    made(true)
}

/// A new directory: in memory where so many bytes are free there and programs can be run, else on a disk.
pub(crate) fn quick_with_room(room: u64) -> TempDir {
    made(statvfs(MEMORY).is_ok_and(|system| {
        let free = system.blocks_available() * system.fragment_size();
        free >= room && !system.flags().contains(FsFlags::ST_NOEXEC)
    }))
}

/// Who may read, write and run what is at a path, as `chmod` takes it.
pub(crate) fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn made(in_memory: bool) -> TempDir {
    let mut named = Builder::new();
    named.prefix("resume-test-");
    let quick = if in_memory { named.tempdir_in(MEMORY) } else { Err(io::ErrorKind::StorageFull.into()) };
    quick.or_else(|_| named.tempdir()).unwrap()
}
