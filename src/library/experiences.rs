//! Experiences: finding them by a prefix of their id, and changing them.

use uuid::Uuid;

use super::{CommandError, CommandResult, ErrorKind, Library, visible};
use crate::domain::{Experience, PartialDate, Record};
use crate::session::Session;

/// The fewest characters that name an experience.
const SHORTEST: usize = 4;

/// The length of an ID in output, unless two share this prefix.
pub const SHORT: usize = 8;

/// The experiences to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    Living,
    Deleted,
    All,
}

impl Library {
    /// The one experience whose ID begins with `prefix`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] or [`ErrorKind::Ambiguous`]; [`ErrorKind::Usage`] where `prefix` is no ID.
    pub fn find(&self, prefix: &str, among: Among) -> CommandResult<Record<Experience>> {
        self.read(|session| find(session, prefix, among).cloned())?
    }

    /// The same for several prefixes; each experience once.
    pub fn find_all(&self, prefixes: &[String], among: Among) -> CommandResult<Vec<Record<Experience>>> {
        self.read(|session| {
            let mut found: Vec<Record<Experience>> = Vec::new();
            for prefix in prefixes {
                let record = find(session, prefix, among)?;
                if found.iter().all(|known| known.current.id != record.current.id) {
                    found.push(record.clone());
                }
            }
            Ok(found)
        })?
    }

    /// Saves a new experience. When this returns `Ok`, it is durable.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where its title is empty or something else in it is not valid.
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
        self.update(|session| {
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
        })
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
    /// [`ErrorKind::NotFound`] where it has no such revision; [`ErrorKind::Failed`] where only a database that
    /// cannot be reached could know.
    pub fn restore(&self, id: Uuid, revision: Option<i64>) -> CommandResult<Record<Experience>> {
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
                deleted_at: None,
                ..wanted.clone()
            };
            if !record.current.is_deleted() && record.current.differences(&value).is_empty() {
                return Ok(record.clone());
            }
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
fn finish(experience: &mut Experience) -> CommandResult {
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

/// The one experience whose ID begins with `prefix`.
pub(super) fn find<'a>(
    session: &'a Session,
    prefix: &str,
    among: Among,
) -> CommandResult<&'a Record<Experience>> {
    let wanted = normalise(prefix)?;
    let matching = |record: &&Record<Experience>| simple(record.current.id).starts_with(&wanted);
    let found: Vec<_> = session.experiences.iter().filter(matching).collect();
    let fitting = |record: &&Record<Experience>| match among {
        Among::Living => !record.current.is_deleted(),
        Among::Deleted => record.current.is_deleted(),
        Among::All => true,
    };
    let chosen: Vec<_> = found.iter().copied().filter(|record| fitting(record)).collect();
    match (chosen.as_slice(), found.as_slice()) {
        ([record], _) => Ok(record),
        ([], []) => Err(CommandError::new(
            ErrorKind::NotFound,
            format!("no experience matches `{}`", visible::line(prefix)),
        )
        .hint("`resume list` shows their ids")),
        ([], [record, ..]) => Err(wrong_state(record)),
        _ => Err(ambiguous(prefix, &chosen)),
    }
}

/// IDs for a table, shortened to one length that keeps them distinct.
pub fn short_ids(ids: &[Uuid]) -> Vec<String> {
    shortened(&ids.iter().map(Uuid::to_string).collect::<Vec<_>>())
}

/// The same for IDs as they are written.
pub fn shortened(full: &[String]) -> Vec<String> {
    let mut sorted: Vec<&str> = full.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let shared =
        |pair: &[&str]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(one, other)| one == other).count();
    let longest = sorted.windows(2).map(shared).max().unwrap_or(0);
    let length = SHORT.max(longest + 1);
    full.iter().map(|id| id.chars().take(length).collect()).collect()
}

/// One ID in its short form.
pub fn short_id(id: Uuid) -> String {
    id.to_string().chars().take(SHORT).collect()
}

/// The error for an experience that vanished during a prompt.
pub(super) fn gone(id: Uuid) -> CommandError {
    CommandError::new(ErrorKind::NotFound, format!("`{}` is no longer there", short_id(id)))
}

fn normalise(prefix: &str) -> CommandResult<String> {
    let wanted: String = prefix.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    if wanted.len() < SHORTEST || wanted.len() > 32 || !wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
        let message = format!("`{}` is not an id", visible::line(prefix));
        return Err(CommandError::usage(message)
            .hint("`resume list` shows the ids; any unique prefix of at least four characters works"));
    }
    Ok(wanted)
}

fn simple(id: Uuid) -> String {
    id.simple().to_string()
}

fn wrong_state(record: &Record<Experience>) -> CommandError {
    let (id, label) = (short_id(record.current.id), visible::line(record.current.label()));
    if record.current.is_deleted() {
        CommandError::new(ErrorKind::NotFound, format!("`{id}` ({label}) is deleted"))
            .hint(format!("`resume restore {id}` brings it back"))
    } else {
        CommandError::new(ErrorKind::NotFound, format!("`{id}` ({label}) is not deleted"))
    }
}

fn ambiguous(prefix: &str, found: &[&Record<Experience>]) -> CommandError {
    const SHOWN: usize = 5;
    let ids: Vec<_> = found.iter().map(|record| record.current.id).collect();
    let names: Vec<_> = short_ids(&ids)
        .into_iter()
        .zip(found)
        .take(SHOWN)
        .map(|(id, record)| format!("{id} ({})", visible::line(record.current.label())))
        .collect();
    let more = if found.len() > SHOWN { ", …" } else { "" };
    CommandError::new(
        ErrorKind::Ambiguous,
        format!("`{}` matches {} experiences", visible::line(prefix), found.len()),
    )
    .hint(format!("write more of the id: {}{more}", names.join(", ")))
}
