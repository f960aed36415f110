//! Taking old calls out of the spool, wherever in it they stand.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use super::line::{self, Lines};
use super::{Spool, open_existing};
use crate::domain::StartedAt;
use crate::files;
use crate::session::SessionError;

impl Spool {
    /// Removes the calls that began before `before`, and returns their request ids. No upload may be at
    /// work meanwhile: what it has read already it would send afterwards.
    pub fn prune(&self, before: StartedAt) -> Result<HashSet<String>, SessionError> {
        let mut pruned = HashSet::new();
        if self.open_all()?.is_empty() {
            return Ok(pruned);
        }
        let _lock = self.lock()?;
        if self.path.exists() {
            self.repair(&mut self.open_active()?)?;
        }
        let segments = self.segments()?.into_iter().map(|(_, path)| path);
        let others: Vec<_> = [self.refused()].into_iter().chain(segments).collect();
        for path in others.iter().chain([&self.path]) {
            let left = self.prune_file(path, before, &mut pruned)?;
            if left == Some(0) && *path != self.path {
                fs::remove_file(path).map_err(|cause| SessionError::io("replace", path, cause))?;
            }
        }
        self.tidy()?;
        self.sync_directory()?;
        Ok(pruned)
    }

    /// Replaces a file by one without its old calls. Returns how many bytes are left of it, where there
    /// is one.
    fn prune_file(
        &self,
        path: &Path,
        before: StartedAt,
        pruned: &mut HashSet<String>,
    ) -> Result<Option<u64>, SessionError> {
        let Some(file) = open_existing(path)? else { return Ok(None) };
        let fresh = self.path.with_extension("new");
        let failed = |cause| SessionError::io("write", &fresh, cause);
        let target = files::open(OpenOptions::new().write(true).create(true).truncate(true), &fresh);
        let mut target = BufWriter::new(target.map_err(failed)?);
        let (mut left, mut changed) = (0, false);
        let mut lines = Lines::new(file, u64::MAX);
        while let Some(bytes) = lines.next().map_err(|cause| SessionError::io("read", path, cause))? {
            let calls = line::decode(bytes).unwrap_or_default();
            if !calls.iter().any(|call| call.started_at < before) {
                left += bytes.len() as u64;
                target.write_all(bytes).map_err(failed)?;
                continue;
            }
            changed = true;
            let (old, kept): (Vec<_>, Vec<_>) = calls.into_iter().partition(|call| call.started_at < before);
            pruned.extend(old.into_iter().map(|call| call.request_id));
            if !kept.is_empty() {
                let line = line::encode(&kept).map_err(failed)?;
                left += line.len() as u64;
                target.write_all(&line).map_err(failed)?;
            }
        }
        target.flush().map_err(failed)?;
        if !changed {
            let _ = fs::remove_file(&fresh);
            return Ok(Some(left));
        }
        target.get_ref().sync_data().map_err(failed)?;
        fs::rename(&fresh, path).map_err(|cause| SessionError::io("replace", path, cause))?;
        Ok(Some(left))
    }
}
