//! Experiences: changing them.

use jiff::Timestamp;
use uuid::Uuid;

use super::naming::gone;
use super::{CommandError, CommandResult, Library, short_id};
use crate::domain::{Experience, PartialDate, Record, origin};
use crate::session::Session;

impl Library {
    /// Saves a new experience. When this returns `Ok`, it is durable.
    ///
    /// # Errors
    /// [`super::ErrorKind::Usage`] where its title is empty or something else in it is not valid.
    pub fn add(&self, mut experience: Experience) -> CommandResult<Record<Experience>> {
        finish(&mut experience)?;
        check_order(experience.start_date, experience.end_date)?;
        if experience.title.is_empty() {
            return Err(CommandError::usage("the title is empty"));
        }
        self.update_pending(|session| Ok(session.experiences.add(experience, self.new_id())?.clone()))
    }

    /// Changes the experience as it is by now, under the lock of the session. An end before the start is only
    /// refused where one of them was changed: a file or another device may have brought it in.
    pub fn edit(
        &self,
        id: Uuid,
        change: impl FnOnce(&mut Experience) -> CommandResult,
    ) -> CommandResult<Record<Experience>> {
        let now = self.now();
        self.update(|session| self.edit_in(session, id, now, change))
    }

    /// The same for several: all of them or none, in one change of the session.
    pub fn edit_all(
        &self,
        ids: &[Uuid],
        mut change: impl FnMut(&mut Experience) -> CommandResult,
    ) -> CommandResult<Vec<Record<Experience>>> {
        let now = self.now();
        self.update(|session| {
            let edited = ids.iter().map(|id| self.edit_in(session, *id, now, &mut change));
            edited.collect()
        })
    }

    fn edit_in(
        &self,
        session: &mut Session,
        id: Uuid,
        now: Timestamp,
        change: impl FnOnce(&mut Experience) -> CommandResult,
    ) -> CommandResult<Record<Experience>> {
        let place = session.experiences.place(&id).ok_or_else(|| gone(id))?;
        let record = &session.experiences[place];
        let before = &record.current;
        let mut value = before.clone();
        change(&mut value)?;
        finish(&mut value)?;
        if (value.start_date, value.end_date) != (before.start_date, before.end_date) {
            check_order(value.start_date, value.end_date)?;
        }
        if before.differences(&value).is_empty() {
            return Ok(record.clone());
        }
        value.updated_at = now;
        Ok(session.experiences.edit(place, value, self.new_id())?.clone())
    }

    /// Turns experiences into tombstones. One that is gone meanwhile is passed over.
    pub fn delete(&self, ids: &[Uuid]) -> CommandResult<Vec<Record<Experience>>> {
        let now = self.now();
        self.update(|session| {
            let mut deleted = Vec::new();
            for &id in ids {
                let Some(place) = session.experiences.place(&id) else { continue };
                let mut record = &session.experiences[place];
                if !record.current.is_deleted() {
                    let tombstone =
                        Experience { deleted_at: Some(now), updated_at: now, ..record.current.clone() };
                    record = session.experiences.edit(place, tombstone, self.new_id())?;
                }
                deleted.push(record.clone());
            }
            Ok(deleted)
        })
    }

    /// Brings an experience back, as it is or as it was at a revision.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] where it has no such revision; [`super::ErrorKind::Failed`] where only a database that
    /// cannot be reached could know.
    pub fn restore(&self, id: Uuid, revision: Option<i64>) -> CommandResult<Record<Experience>> {
        self.restore_checked(id, revision, |_, _| Ok(()))
    }

    /// The same, where `check` sees the experience as it is and as it will be, under the lock of the session, and may
    /// refuse the change.
    pub fn restore_checked(
        &self,
        id: Uuid,
        revision: Option<i64>,
        check: impl FnOnce(&Experience, &Experience) -> CommandResult,
    ) -> CommandResult<Record<Experience>> {
        let earlier = revision.map(|revision| self.state_at(id, revision)).transpose()?;
        let now = self.now();
        self.update(|session| {
            let place = session.experiences.place(&id).ok_or_else(|| gone(id))?;
            let record = &session.experiences[place];
            // What it is by now, unless a certain state was asked for.
            let wanted = earlier.as_ref().unwrap_or(&record.current);
            let value = Experience {
                id: record.current.id,
                created_at: record.current.created_at,
                updated_at: now,
                ..origin::alive(wanted)
            };
            if !record.current.is_deleted() && record.current.differences(&value).is_empty() {
                return Ok(record.clone());
            }
            check(&record.current, &value)?;
            Ok(session.experiences.edit(place, value, self.new_id())?.clone())
        })
    }

    /// An earlier state. If it is a tombstone, the restored copy is not deleted.
    fn state_at(&self, id: Uuid, revision: i64) -> CommandResult<Experience> {
        let id_shown = short_id(id);
        let command = format!("resume history {id_shown}");
        self.past(id)?.value_at(revision, &format!("`{id_shown}`"), &command)
    }
}

/// Normalises an experience of the user's.
pub(super) fn finish(experience: &mut Experience) -> CommandResult {
    experience.title = experience.title.trim().to_owned();
    experience.validate()?;
    experience.normalise();
    Ok(())
}

/// Fails if the end is before the start.
pub fn check_order(start: Option<PartialDate>, end: Option<PartialDate>) -> CommandResult {
    match (start, end) {
        (Some(start), Some(end)) if end.is_before(start) => {
            Err(CommandError::usage(format!("the end `{end}` is before the start `{start}`")))
        }
        _ => Ok(()),
    }
}
