//! Sealed segments: read in batches, and given up once all that stood in them is somewhere else.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::line::{self, Lines};
use super::{Spool, open_existing};
use crate::domain::AiCall;
use crate::files;
use crate::session::SessionError;

/// A sealed segment that is being read.
pub struct Segment {
    path: PathBuf,
    lines: Lines,
    /// Calls of the line that was read last.
    queue: VecDeque<AiCall>,
    /// Whole lines that could not be read.
    damaged: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Segment {
    /// Whether calls that were logged together have been read in part. [`Spool::shorten`] parts them, so that
    /// they need not be parsed all at once again.
    pub fn is_within_line(&self) -> bool {
        !self.queue.is_empty()
    }

    /// The next calls: at most `count`, and no more than it takes to reach `bytes`. None are left when
    /// none come.
    pub fn next_batch(&mut self, count: usize, bytes: usize) -> Result<Vec<AiCall>, SessionError> {
        let (mut calls, mut size) = (Vec::new(), 0);
        while calls.len() < count && size < bytes {
            if let Some(call) = self.queue.pop_front() {
                size += call.size();
                calls.push(call);
                continue;
            }
            let line = self.lines.next().map_err(|cause| SessionError::io("read", &self.path, cause))?;
            let Some(line) = line else { break };
            match line::decode(line) {
                Some(calls) => self.queue.extend(calls),
                None if line::is_blank(line) => {}
                None => self.damaged.push(line.to_vec()),
            }
        }
        Ok(calls)
    }
}

impl Spool {
    /// Seals what there is, and returns where all that waits stands, the oldest first.
    pub fn seal(&self) -> Result<Vec<PathBuf>, SessionError> {
        let active = fs::metadata(&self.path).is_ok();
        if !active && self.segments()?.is_empty() {
            return Ok(Vec::new());
        }
        let _lock = self.lock()?;
        if fs::metadata(&self.path).is_ok_and(|active| active.len() > 0) {
            let mut file = self.open_active()?;
            if self.repair(&mut file)? > 0 {
                self.rotate()?;
            }
        }
        let segments = self.segments()?;
        if segments.is_empty() {
            self.tidy()?;
        }
        Ok(segments.into_iter().map(|(_, path)| path).collect())
    }

    /// Opens a segment. One that is gone was pruned.
    pub fn open(&self, path: PathBuf) -> Result<Option<Segment>, SessionError> {
        let Some(file) = open_existing(&path)? else { return Ok(None) };
        let lines = Lines::new(file, u64::MAX);
        Ok(Some(Segment { path, lines, queue: VecDeque::new(), damaged: Vec::new() }))
    }

    /// Gives up a segment that was read to its end and that the database has, but for what it refused:
    /// that is kept here, and so is what could not be read.
    pub fn finish(&self, segment: Segment, refused: &[AiCall]) -> Result<(), SessionError> {
        let _lock = self.lock()?;
        self.keep_refused(refused)?;
        self.set_aside(&segment.damaged)?;
        match fs::remove_file(&segment.path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                return Err(SessionError::io("replace", &segment.path, cause));
            }
            _ => {}
        }
        self.tidy()
    }

    /// Takes out of a segment what the database has by now, or has refused, so that the next upload goes on
    /// with `unsent` and what comes after it. No pruning may be at work meanwhile.
    pub fn shorten(
        &self,
        mut segment: Segment,
        refused: &[AiCall],
        unsent: &[AiCall],
    ) -> Result<(), SessionError> {
        let _lock = self.lock()?;
        self.keep_refused(refused)?;
        self.set_aside(&segment.damaged)?;
        let fresh = self.path.with_extension("new");
        let failed = |cause| SessionError::io("write", &fresh, cause);
        let file = files::open(OpenOptions::new().write(true).create(true).truncate(true), &fresh);
        let mut file = BufWriter::new(file.map_err(failed)?);
        for call in unsent.iter().chain(&segment.queue) {
            let line = line::encode(std::slice::from_ref(call)).map_err(failed)?;
            file.write_all(&line).map_err(failed)?;
        }
        let unread = |cause| SessionError::io("read", &segment.path, cause);
        while let Some(line) = segment.lines.next().map_err(unread)? {
            file.write_all(line).map_err(failed)?;
        }
        file.flush().and_then(|()| file.get_ref().sync_data()).map_err(failed)?;
        fs::rename(&fresh, &segment.path)
            .map_err(|cause| SessionError::io("replace", &segment.path, cause))?;
        self.sync_directory()
    }

    fn keep_refused(&self, calls: &[AiCall]) -> Result<(), SessionError> {
        if calls.is_empty() {
            return Ok(());
        }
        let path = self.refused();
        let failed = |cause| SessionError::io("write", &path, cause);
        let mut file =
            files::open(OpenOptions::new().read(true).write(true).create(true).truncate(false), &path)
                .map_err(failed)?;
        // What a killed writer left stands in the segment still.
        let (end, _) = line::tail(&mut file).map_err(failed)?;
        let mut bytes = Vec::new();
        for call in calls {
            bytes.extend(line::encode(std::slice::from_ref(call)).map_err(failed)?);
        }
        let write = |file: &mut File| -> io::Result<()> {
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
            file.write_all(&bytes)?;
            file.sync_data()
        };
        write(&mut file).map_err(failed)?;
        self.sync_directory()
    }
}
