//! A file that is appended to by several processes and begins anew when it is full.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use crate::files;

/// The size at which the file becomes `resume.log.1`, whose predecessor goes: 1 MiB.
const FULL: u64 = 1 << 20;

/// Writes each event with one call, so that those of several processes do not mix.
#[derive(Debug)]
pub(super) struct RotatingFile {
    path: PathBuf,
}

impl RotatingFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    fn open(&self) -> io::Result<File> {
        if let Some(directory) = self.path.parent() {
            files::create_private_dir(directory)?;
        }
        files::open(OpenOptions::new().create(true).append(true), &self.path)
    }

    /// Renames a full file. The lock on the very file that is renamed, and the check that it still
    /// stands at the path, keep two processes from rotating one after the other.
    fn rotate(&self, file: &File) -> io::Result<()> {
        if file.try_lock().is_err() {
            return Ok(());
        }
        let (here, open) = (fs::metadata(&self.path)?, file.metadata()?);
        if (here.dev(), here.ino()) == (open.dev(), open.ino()) {
            fs::rename(&self.path, self.path.with_extension("log.1"))?;
        }
        Ok(())
    }
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut file = self.open()?;
        if file.metadata()?.size() + line.len() as u64 > FULL {
            self.rotate(&file)?;
            file = self.open()?;
        }
        file.write_all(line)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
