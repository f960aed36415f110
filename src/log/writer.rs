//! A file that is appended to by several processes and begins anew when it is full.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use crate::files;

/// The size at which the file becomes `resume.log.1`, whose predecessor goes: 1 MiB.
const FULL: u64 = 1 << 20;

/// How many bytes are gathered before they are written: 16 KiB.
const GATHERED: usize = 16 << 10;

/// Writes whole events with one call, so that those of several processes do not mix.
#[derive(Debug, Clone)]
pub(super) struct RotatingFile {
    path: PathBuf,
}

/// What a thread has logged and not written yet.
#[derive(Default)]
struct Gathered {
    /// Where it belongs, once there is anything.
    file: Option<RotatingFile>,
    events: Vec<u8>,
}

thread_local! {
    static GATHERING: RefCell<Option<Gathered>> = const { RefCell::new(None) };
}

/// Has this thread's events gathered while `log` runs, and written by a few calls: each call opens the file
/// anew, lest it write into one that another process has moved away.
pub fn together<R>(log: impl FnOnce() -> R) -> R {
    /// Writes what there is even if `log` panics, since it may say why.
    struct End;
    impl Drop for End {
        fn drop(&mut self) {
            if let Some(Gathered { file: Some(file), events }) = GATHERING.take() {
                // Nobody could be told, as with a single event.
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

impl RotatingFile {
    fn append(&self, events: &[u8]) -> io::Result<()> {
        let mut file = self.open()?;
        if file.metadata()?.size() + events.len() as u64 > FULL {
            self.rotate(&file)?;
            file = self.open()?;
        }
        file.write_all(events)
    }

    /// Lays an event to the others, if this thread gathers them.
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
