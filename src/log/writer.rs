//! A log file that several processes append to, with rotation.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use crate::files;

/// The size at which the file is renamed to `resume.log.1`, which it replaces: 1 MiB.
const FULL: u64 = 1 << 20;

/// The size of the buffer: 16 KiB.
const GATHERED: usize = 16 << 10;

/// Writes an event with one call, so that events of several processes do not mix.
#[derive(Debug, Clone)]
pub(super) struct RotatingFile {
    path: PathBuf,
}

/// The events of a thread that are not written yet.
#[derive(Default)]
struct Gathered {
    /// The path of the file, once there is an event.
    file: Option<RotatingFile>,
    events: Vec<u8>,
}

thread_local! {
    static GATHERING: RefCell<Option<Gathered>> = const { RefCell::new(None) };
}

/// Buffers this thread's events while `log` runs. Each write opens the file again, because another process may
/// have rotated it.
pub(crate) fn together<R>(log: impl FnOnce() -> R) -> R {
    /// Writes the buffer even if `log` panics: an event may say why.
    struct End;
    impl Drop for End {
        fn drop(&mut self) {
            if let Some(Gathered { file: Some(file), events }) = GATHERING.take() {
                // A failed write cannot be reported, here as for a single event.
                let _ = file.append(&events);
            }
        }
    }
    if GATHERING.with_borrow(Option::is_some) {
        return log();
    }
    GATHERING.set(Some(Gathered::default()));
    let _end = End;
    log()
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

    /// Renames a full file. It locks the file and checks that the path still leads to it, so that two processes
    /// do not rotate twice.
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

impl RotatingFile {
    fn append(&self, events: &[u8]) -> io::Result<()> {
        let mut file = self.open()?;
        if file.metadata()?.size() + events.len() as u64 > FULL {
            self.rotate(&file)?;
            file = self.open()?;
        }
        file.write_all(events)
    }

    /// Adds an event to the buffer, if this thread has one.
    fn gather(&self, event: &[u8]) -> io::Result<bool> {
        GATHERING.with_borrow_mut(|gathering| {
            let Some(gathered) = gathering else { return Ok(false) };
            let file = gathered.file.get_or_insert_with(|| self.clone());
            gathered.events.extend_from_slice(event);
            if gathered.events.len() >= GATHERED {
                file.append(&std::mem::take(&mut gathered.events))?;
            }
            Ok(true)
        })
    }
}

impl Write for RotatingFile {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        if !self.gather(event)? {
            self.append(event)?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gathered_within_what_is_gathered_is_written_in_order_and_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("resume.log");
        let mut file = RotatingFile::new(path.clone());
        together(|| {
            file.write_all(b"one\n").unwrap();
            together(|| file.write_all(b"two\n").unwrap());
            assert!(!path.exists(), "the outer one goes on gathering");
            file.write_all(b"three\n").unwrap();
        });
        file.write_all(b"four\n").unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "one\ntwo\nthree\nfour\n");
    }

    #[test]
    fn what_was_gathered_before_a_panic_is_written() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("resume.log");
        let mut file = RotatingFile::new(path.clone());
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            together(|| {
                file.write_all(b"one\n").unwrap();
                std::panic::resume_unwind(Box::new("a fault"));
            });
        }));
        assert!(ended.is_err());
        assert_eq!(fs::read_to_string(path).unwrap(), "one\n");
    }
}
