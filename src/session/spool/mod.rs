//! The spool: logged AI calls on their way to the database, as JSON Lines.
//!
//! The invariants: what was appended is durable before it is acknowledged; nothing leaves the spool
//! before the database has it, or another file beside it; a line that cannot be read is set aside and
//! never dropped; the lock of the spool is held for a local step at a time, and never while a database
//! works. Calls may stand here twice, and in the database too: their request ids tell them apart.
//!
//! Calls are appended to the active file, which is sealed under a number when it has grown or is to be
//! uploaded. As long as any sealed segment waits, there is an active file: a caller that only asks whether
//! there is anything to do looks at that one.

mod line;
mod prune;
mod segment;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing::warn;

use super::SessionError;
use super::lock::Lock;
use crate::domain::AiCall;
use crate::files;

pub use segment::Segment;

/// How long a writer waits for the others.
const LOCK_WAIT: Duration = Duration::from_secs(20);

/// How long a reader waits: without the lock it may miss what is being uploaded at this moment.
const READER_WAIT: Duration = Duration::from_secs(2);

/// How large the active file grows before it is sealed.
const SEGMENT_BYTES: u64 = 8 << 20;

/// The spool whose active file is at one path.
#[derive(Debug, Clone)]
pub struct Spool {
    path: PathBuf,
}

/// How many calls are on this device only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Those that have still to be sent.
    pub waiting: usize,
    /// Those that the database would not have.
    pub refused: usize,
}

/// What stands in the spool.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spooled {
    /// No request id twice; the first is the one that counts.
    pub calls: Vec<AiCall>,
    /// How many lines cannot be read.
    pub unreadable: usize,
}

impl Spool {
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Appends calls, all or none of them. When this returns `Ok`, they survive a power cut.
    ///
    /// # Errors
    /// A [`SessionError`] where they could not be made durable; none of them is logged then.
    pub fn append(&self, calls: &[AiCall]) -> Result<(), SessionError> {
        if calls.is_empty() {
            return Ok(());
        }
        let bytes = line::encode(calls).map_err(|cause| SessionError::io("write", &self.path, cause))?;
        let _lock = self.lock()?;
        let mut created = !self.path.exists();
        let mut file = self.open_active()?;
        let mut length = self.repair(&mut file)?;
        if length > 0 && length + bytes.len() as u64 > SEGMENT_BYTES {
            self.rotate()?;
            (file, length, created) = (self.open_active()?, 0, true);
        }
        let written = file
            .seek(SeekFrom::Start(length))
            .and_then(|_| file.write_all(&bytes))
            .and_then(|()| file.sync_data());
        if let Err(cause) = written {
            // What was not acknowledged must not be taken for logged.
            let _ = file.set_len(length);
            return Err(SessionError::io("write", &self.path, cause));
        }
        let named = if created { self.sync_directory() } else { Ok(()) };
        if named.is_err() {
            let _ = file.set_len(length);
        }
        named
    }

    /// Whether anything waits to be sent. Where nothing does, this is one look at one name.
    pub fn is_waiting(&self) -> bool {
        match fs::metadata(&self.path) {
            Ok(active) => active.len() > 0 || self.segments().is_ok_and(|segments| !segments.is_empty()),
            Err(_) => false,
        }
    }

    /// How many calls are here, each counted once.
    pub fn counts(&self) -> Result<Counts, SessionError> {
        let mut seen = HashSet::new();
        let mut counts = Counts::default();
        for (path, file, length) in self.open_all()? {
            let mut lines = line::Lines::new(file, length);
            while let Some(bytes) = lines.next().map_err(|cause| SessionError::io("read", &path, cause))? {
                let new = line::request_ids(bytes).into_iter().filter(|id| seen.insert(id.clone())).count();
                let refused = path == self.refused();
                *(if refused { &mut counts.refused } else { &mut counts.waiting }) += new;
            }
        }
        Ok(counts)
    }

    /// The calls that are here and that `wanted` says yes to, oldest line first.
    pub fn read(&self, wanted: &dyn Fn(&AiCall) -> bool) -> Result<Spooled, SessionError> {
        let mut seen = HashSet::new();
        let mut spooled = Spooled::default();
        for (path, file, length) in self.open_all()? {
            let mut lines = line::Lines::new(file, length);
            while let Some(bytes) = lines.next().map_err(|cause| SessionError::io("read", &path, cause))? {
                let whole = bytes.ends_with(b"\n");
                match line::decode(bytes) {
                    Some(calls) => {
                        let new = calls.into_iter().filter(|call| seen.insert(call.request_id.clone()));
                        spooled.calls.extend(new.filter(|call| wanted(call)));
                    }
                    // What a killed writer left was never acknowledged.
                    None => spooled.unreadable += usize::from(whole && !line::is_blank(bytes)),
                }
            }
        }
        Ok(spooled)
    }

    /// Has what the database refused sent once more: it, or what stood in the way, may have changed.
    pub fn reconsider(&self) -> Result<(), SessionError> {
        if !self.refused().exists() {
            return Ok(());
        }
        let _lock = self.lock()?;
        self.open_active()?;
        let segment = self.next_segment()?;
        match fs::rename(self.refused(), &segment) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(cause) => Err(SessionError::io("replace", &segment, cause)),
            Ok(()) => self.sync_directory(),
        }
    }

    fn lock(&self) -> Result<Lock, SessionError> {
        Lock::acquire(&self.path.with_extension("lock"), LOCK_WAIT)
    }

    fn open_active(&self) -> Result<File, SessionError> {
        files::open(OpenOptions::new().read(true).write(true).create(true).truncate(false), &self.path)
            .map_err(|cause| SessionError::io("open", &self.path, cause))
    }

    /// Every file with calls, opened at one moment, and how long it was then: first what was refused, then
    /// the segments in the order in which they were sealed, then the active file.
    fn open_all(&self) -> Result<Vec<(PathBuf, File, u64)>, SessionError> {
        let some = self.path.exists() || self.refused().exists() || !self.segments()?.is_empty();
        if !some {
            return Ok(Vec::new());
        }
        // Where nothing can be locked, on a disk that is read-only say, no process writes either.
        let _lock = Lock::acquire(&self.path.with_extension("lock"), READER_WAIT).ok();
        let segments = self.segments()?.into_iter().map(|(_, path)| path);
        let mut opened = Vec::new();
        for path in [self.refused()].into_iter().chain(segments).chain([self.path.clone()]) {
            if let Some(file) = open_existing(&path)? {
                let metadata = file.metadata().map_err(|cause| SessionError::io("read", &path, cause))?;
                opened.push((path, file, metadata.len()));
            }
        }
        Ok(opened)
    }

    /// Where calls are that the database refused.
    fn refused(&self) -> PathBuf {
        self.beside("refused.jsonl")
    }

    /// A file beside the active one, whose name goes on with `rest`.
    fn beside(&self, rest: &str) -> PathBuf {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        self.path.with_file_name(format!("{stem}-{rest}"))
    }

    /// The files beside the active one: for each, how its name goes on, without the ending.
    fn others(&self) -> Result<Vec<String>, SessionError> {
        let directory = self.directory();
        let failed = |cause| SessionError::io("read", directory, cause);
        let entries = match fs::read_dir(directory) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let beginning = self.beside("");
        let beginning = beginning.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut found = Vec::new();
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            let rest = name.strip_prefix(&beginning).and_then(|rest| rest.strip_suffix(".jsonl"));
            found.extend(rest.map(str::to_owned));
        }
        Ok(found)
    }

    /// The sealed segments, the oldest first.
    fn segments(&self) -> Result<Vec<(u64, PathBuf)>, SessionError> {
        let digits = |rest: &String| rest.bytes().all(|byte| byte.is_ascii_digit());
        let numbered = self.others()?.into_iter().filter(digits);
        let segment = |rest: String| Some((rest.parse().ok()?, self.beside(&format!("{rest}.jsonl"))));
        let mut found: Vec<_> = numbered.filter_map(segment).collect();
        found.sort();
        Ok(found)
    }

    /// How many files hold lines that could not be read. None is opened.
    pub fn damaged_files(&self) -> usize {
        let others = self.others().unwrap_or_default();
        others.iter().filter(|rest| rest.starts_with("damaged-")).count()
    }

    fn next_segment(&self) -> Result<PathBuf, SessionError> {
        let last = self.segments()?.last().map_or(0, |(number, _)| *number);
        Ok(self.beside(&format!("{:08}.jsonl", last.saturating_add(1))))
    }

    /// Cuts off what a killed writer left behind the last whole line, and returns the length of the rest.
    /// The caller holds the lock.
    fn repair(&self, file: &mut File) -> Result<u64, SessionError> {
        let failed = |cause| SessionError::io("read", &self.path, cause);
        let (start, tail) = line::tail(file).map_err(failed)?;
        if tail.is_empty() {
            return Ok(start);
        }
        if line::decode(&tail).is_some() {
            file.seek(SeekFrom::End(0)).and_then(|_| file.write_all(b"\n")).map_err(failed)?;
            return Ok(start + tail.len() as u64 + 1);
        }
        self.set_aside(&[tail])?;
        file.set_len(start).map_err(|cause| SessionError::io("write", &self.path, cause))?;
        Ok(start)
    }

    /// Seals the active file under the next number, and begins another. The caller holds the lock.
    fn rotate(&self) -> Result<(), SessionError> {
        let segment = self.next_segment()?;
        let fresh = self.path.with_extension("new");
        // The name of the active file is never missing while segments wait, whenever this is cut off.
        let linked = fs::hard_link(&self.path, &segment).and_then(|()| {
            files::open(OpenOptions::new().write(true).create(true).truncate(true), &fresh)?;
            fs::rename(&fresh, &self.path)
        });
        if linked.is_err() {
            // A file system without hard links, or without room for one more file.
            let _ = fs::remove_file(&segment);
            fs::rename(&self.path, &segment).map_err(|cause| SessionError::io("replace", &segment, cause))?;
            if let Err(error) = self.open_active() {
                let _ = fs::rename(&segment, &self.path);
                return Err(error);
            }
        }
        self.sync_directory()
    }

    /// Keeps lines that cannot be read under a name of their own, and says so in the log.
    fn set_aside(&self, lines: &[Vec<u8>]) -> Result<(), SessionError> {
        if lines.is_empty() {
            return Ok(());
        }
        for number in 1..u32::MAX {
            let path = self.beside(&format!("damaged-{number}.jsonl"));
            let mut file = match files::open(OpenOptions::new().write(true).create_new(true), &path) {
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => continue,
                opened => opened.map_err(|cause| SessionError::io("set aside", &path, cause))?,
            };
            let kept = lines.iter().try_for_each(|line| {
                file.write_all(line)?;
                if line.ends_with(b"\n") { Ok(()) } else { file.write_all(b"\n") }
            });
            kept.and_then(|()| file.sync_data())
                .map_err(|cause| SessionError::io("set aside", &path, cause))?;
            self.sync_directory()?;
            warn!(lines = lines.len(), kept = %path.display(), "Lines of the AI log could not be read");
            return Ok(());
        }
        Err(SessionError::io("set aside", &self.path, io::ErrorKind::AlreadyExists.into()))
    }

    fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    fn sync_directory(&self) -> Result<(), SessionError> {
        let directory = self.directory();
        File::open(directory)
            .and_then(|directory| files::sync_directory(&directory))
            .map_err(|cause| SessionError::io("write", directory, cause))
    }

    /// Takes the active file away where nothing waits. The caller holds the lock.
    fn tidy(&self) -> Result<(), SessionError> {
        let empty = fs::metadata(&self.path).is_ok_and(|active| active.len() == 0);
        if empty && self.segments()?.is_empty() {
            let _ = fs::remove_file(self.path.with_extension("new"));
            fs::remove_file(&self.path).map_err(|cause| SessionError::io("replace", &self.path, cause))?;
        }
        Ok(())
    }
}

/// Opens a file to read it; nothing where there is none.
fn open_existing(path: &Path) -> Result<Option<File>, SessionError> {
    match files::open(OpenOptions::new().read(true), path) {
        Ok(file) => Ok(Some(file)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(SessionError::io("read", path, cause)),
    }
}

#[cfg(test)]
mod tests;
