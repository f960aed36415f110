//! Directories in memory.

use nix::sys::statvfs::{FsFlags, statvfs};
use tempfile::TempDir;

/// Where a file system in memory is mounted.
const MEMORY: &str = "/dev/shm";

/// A new directory: in memory where so many bytes are free there and programs can be run, else on a disk.
pub(crate) fn quick(room: u64) -> TempDir {
    let is_there = statvfs(MEMORY).is_ok_and(|system| {
        let free = system.blocks_available() * system.fragment_size();
        free >= room && !system.flags().contains(FsFlags::ST_NOEXEC)
    });
    if is_there { tempfile::tempdir_in(MEMORY) } else { tempfile::tempdir() }.unwrap()
}
