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
    let mut file = created(&temporary, existing.is_some())?;
    let written = file.write_all(bytes).and_then(|()| match &existing {
        Some(metadata) => file.set_permissions(metadata.permissions()),
        None => Ok(()),
    });
    let renamed = written.and_then(|()| file.sync_all()).and_then(|()| fs::rename(&temporary, &target));
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    renamed
}

/// A new file. One that gets the mode of another later is its owner's alone until then, as the other may be
/// private; one that is to stay as it is has the usual mode, less the umask.
fn created(path: &Path, gets_mode: bool) -> io::Result<File> {
    let mode = if gets_mode { 0o600 } else { 0o644 };
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_that_takes_the_place_of_another_is_private_until_it_has_its_mode() {
        let directory = tempfile::tempdir().unwrap();
        let mode = |name, gets_mode| {
            let file = created(&directory.path().join(name), gets_mode).unwrap();
            file.metadata().unwrap().permissions().mode() & 0o777
        };
        assert_eq!(mode("taking", true) & !0o600, 0);
        let usual = File::create(directory.path().join("usual")).unwrap().metadata().unwrap();
        assert_eq!(mode("new", false), usual.permissions().mode() & 0o644);
    }
}
