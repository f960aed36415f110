//! Putting a file in the place of another.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Replaces a file as a whole: a step that fails leaves the old file as it was. A pipe or a device is written
/// to directly. A symbolic link stays, and what it leads to is replaced or made.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let target = followed(path)?;
    let mut name = target.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = target.with_file_name(name);
    // One that gets the mode of another later is its owner's alone until then, as the other may be private; one
    // that is to stay as it is has the usual mode, less the umask.
    let mode = if existing.is_some() { 0o600 } else { 0o644 };
    let fill = |file: &mut File| {
        file.write_all(bytes)?;
        if let Some(metadata) = &existing {
            file.set_permissions(metadata.permissions())?;
        }
        file.sync_all()
    };
    let made = nameless(&temporary, mode, fill).or_else(|_| named(&temporary, mode, fill));
    let renamed = made.and_then(|()| fs::rename(&temporary, &target));
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    renamed
}

/// Makes a file that has its name only when it is whole, so that nothing of it is left where the process is killed.
/// Not every file system has such files (open(2), O_TMPFILE).
#[cfg(target_os = "linux")]
fn nameless(path: &Path, mode: u32, fill: impl Fn(&mut File) -> io::Result<()>) -> io::Result<()> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, OFlags, linkat};
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let flags = i32::try_from(OFlags::TMPFILE.bits()).map_err(io::Error::other)?;
    let mut file = OpenOptions::new().write(true).mode(mode).custom_flags(flags).open(directory)?;
    fill(&mut file)?;
    let opened = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, opened, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_path: &Path, _mode: u32, _fill: impl Fn(&mut File) -> io::Result<()>) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn named(path: &Path, mode: u32, fill: impl Fn(&mut File) -> io::Result<()>) -> io::Result<()> {
    fill(&mut OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?)
}

/// As many links lead on from one another as the kernel follows (path_resolution(7)).
const MOST_LINKS: usize = 40;

/// The path behind symbolic links, the last of which may lead to nothing yet.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            // A relative link begins where it is.
            Ok(link) => path = path.parent().unwrap_or(Path::new("")).join(link),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links lead on from it"))
}
