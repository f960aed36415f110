//! Reads the log, including the rotated file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::files;

words! {
    /// The levels of events, the most important first.
    #[derive(PartialOrd, Ord)]
    pub enum Level {
        Error = "error",
        Warn = "warn",
        Info = "info",
        Debug = "debug",
        Trace = "trace",
    }
}

/// One event with all its fields, including `timestamp`, `level` and `message`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub fields: Map<String, Value>,
}

impl Entry {
    /// A line that is not an event is skipped: the disk was full, or the file was edited.
    fn parse(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok().map(|fields| Self { fields })
    }

    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn level(&self) -> Level {
        let word = self.text("level");
        Level::ALL.into_iter().find(|level| word.eq_ignore_ascii_case(level.as_str())).unwrap_or(Level::Info)
    }
}

/// The events in the files that matter at least so much, oldest first.
pub(crate) fn read(path: &Path, least: Level) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for path in [path.with_extension("log.1"), path.to_owned()] {
        if let Some(file) = open(&path)? {
            take(&mut BufReader::new(file), least, &mut entries)?;
        }
    }
    Ok(entries)
}

fn take(reader: &mut impl BufRead, least: Level, entries: &mut Vec<Entry>) -> io::Result<()> {
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let entry = std::str::from_utf8(&line).ok().and_then(Entry::parse);
        entries.extend(entry.filter(|entry| entry.level() <= least));
        line.clear();
    }
    Ok(())
}

/// Waits for new events, across rotations.
#[derive(Debug)]
pub struct Follow {
    path: PathBuf,
    least: Level,
    file: Option<File>,
}

impl Follow {
    /// Starts at the end of the file.
    pub(crate) fn new(path: PathBuf, least: Level) -> io::Result<Self> {
        let mut file = open(&path)?;
        if let Some(file) = &mut file {
            file.seek(SeekFrom::End(0))?;
        }
        Ok(Self { path, least, file })
    }

    /// The new events since the last call.
    pub fn poll(&mut self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        if let Some(file) = &self.file {
            take(&mut BufReader::new(file), self.least, &mut entries)?;
        }
        let current = open(&self.path)?;
        let inode = |file: &File| file.metadata().map(|metadata| (metadata.dev(), metadata.ino()));
        let same = match (&self.file, &current) {
            (Some(old), Some(new)) => inode(old)? == inode(new)?,
            (_, None) => true,
            (None, Some(_)) => false,
        };
        if !same {
            self.file = current;
            if let Some(file) = &self.file {
                take(&mut BufReader::new(file), self.least, &mut entries)?;
            }
        }
        Ok(entries)
    }
}

fn open(path: &Path) -> io::Result<Option<File>> {
    match files::open(OpenOptions::new().read(true), path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // A link to /dev/null silences the log.
        Err(_) if path.metadata().is_ok_and(|log| log.file_type().is_char_device()) => Ok(None),
        Err(error) => Err(error),
    }
}
