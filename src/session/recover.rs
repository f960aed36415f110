//! Making the best of a damaged session file.
//!
//! The damaged file is kept under a dated name, whatever happens. What can be read of it, record by
//! record, is completed by the last good copy; the rest comes back from the database, because a
//! recovered session counts as never loaded and is compared with the database in full.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::checksum;
use super::file::{self, Damage, MAX_SIZE};
use super::line::{Line, by_hand};
use super::{Binding, Journal, Records, Session, SessionError, version_1};
use crate::domain::{Document, Experience, Record, Synced};
use crate::files;

/// What was done about a damaged file, for the user to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Where the damaged file is kept.
    pub set_aside: PathBuf,
    /// What was wrong with it.
    pub cause: String,
    /// How many experiences could be read of it, or of the last good copy.
    pub experiences: usize,
    /// Whether nothing at all was recovered on this device.
    pub total_loss: bool,
}

/// The longest line that is looked at for a record.
const MAX_LINE: usize = 64 * 1024 * 1024;

/// Sets the file aside and gathers what there is to restore; nothing: start with an empty session. The path still names the damaged
/// file afterwards, so that being killed here costs nothing.
pub(super) fn recover(
    path: &Path,
    bytes: &[u8],
    damage: &Damage,
    now: Timestamp,
) -> Result<(Option<Session>, Recovery), SessionError> {
    let set_aside = set_aside(path, now)?;
    let copy = copy(&path.with_extension("json.bak"), now);
    let session = restore(bytes, copy, now);
    let recovery = Recovery {
        set_aside,
        cause: damage.to_string(),
        experiences: session.as_ref().map_or(0, |session| session.experiences.len()),
        total_loss: session.is_none(),
    };
    Ok((session, recovery))
}

/// The last good copy. It may have been made of a file that was changed by hand.
fn copy(path: &Path, now: Timestamp) -> Option<Session> {
    let bytes = files::read(path, MAX_SIZE).ok()?;
    let edited = (!checksum::is_right(&bytes)).then_some(now);
    file::decode(&bytes, edited).ok()
}

fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, SessionError> {
    let failed = |cause| SessionError::io("set aside", path, cause);
    if let Some(aside) = already_aside(path) {
        return Ok(aside);
    }
    let date = now.strftime("%Y%m%dT%H%M%SZ");
    for attempt in 1..1000 {
        let suffix = if attempt == 1 { String::new() } else { format!("-{attempt}") };
        let aside = path.with_extension(format!("json.damaged-{date}{suffix}"));
        match fs::hard_link(path, &aside) {
            Ok(()) => return Ok(aside),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(_) if !aside.exists() => {
                // A file system without hard links.
                fs::copy(path, &aside).map_err(failed)?;
                return Ok(aside);
            }
            Err(error) => return Err(failed(error)),
        }
    }
    Err(failed(std::io::ErrorKind::AlreadyExists.into()))
}

/// The name under which an earlier attempt kept the very file, when it could not replace it.
fn already_aside(path: &Path) -> Option<PathBuf> {
    let inode = |path: &Path| fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()));
    let damaged = inode(path)?;
    let name = path.with_extension("json.damaged-").file_name()?.to_string_lossy().into_owned();
    let entries = fs::read_dir(path.parent()?).ok()?.flatten();
    let mut kept = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&name));
    kept.find(|entry| inode(&entry.path()) == Some(damaged)).map(|entry| entry.path())
}

fn restore(bytes: &[u8], copy: Option<Session>, now: Timestamp) -> Option<Session> {
    let (header, experiences) = (salvage_header(bytes), salvage::<Experience>(bytes, now));
    let mut documents = salvage::<Document>(bytes, now);
    let (database, profile) = header.map_or((None, None), |header| (header.database, header.profile));
    documents.extend(profile.map(version_1::as_document).filter(|record| record.current.validate().is_ok()));
    if experiences.is_empty() && documents.is_empty() && copy.is_none() {
        return None;
    }
    let mut session = copy.unwrap_or_default();
    complete(&mut session.experiences, experiences);
    complete(&mut session.documents, documents);
    // The copy is the older one: the session may have moved to another database since.
    session.database = database.or(session.database);
    if let Some(binding) = &mut session.database {
        // What the copy has may be older than what those databases held.
        binding.left.clear();
    }
    session.journal = Journal::salvage(bytes).unwrap_or(session.journal);
    session.loaded = false;
    (session.cursor, session.horizon) = (None, None);
    Some(session)
}

/// Puts what was salvaged in place of what the copy has of the same records.
fn complete<T: Synced>(copy: &mut Records<T>, salvaged: Vec<Record<T>>) {
    let known: HashSet<_> = salvaged.iter().map(|record| record.current.key()).collect();
    let copied = std::mem::take(copy).into_records().into_iter();
    let older = copied.filter(|record| !known.contains(&record.current.key()));
    *copy = Records::of_file(older.chain(salvaged).collect());
}

/// Every line that is a whole and valid record of this type. What was changed by hand beside the damage, or by
/// which there is damage, counts as changed.
fn salvage<T: Synced + Serialize + DeserializeOwned>(bytes: &[u8], now: Timestamp) -> Vec<Record<T>> {
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b",").unwrap_or(line))
        .filter(|line| line.len() < MAX_LINE && line.first() == Some(&b'{'))
        .filter_map(|line| serde_json::from_slice::<Line<T>>(line).ok());
    let mut keys = HashSet::new();
    let mut records = by_hand(lines.collect(), now);
    records.retain(|record| record.current.validate().is_ok() && keys.insert(record.current.key()));
    records
}

/// What stands before the records, where that line is whole.
#[derive(Deserialize)]
struct Header {
    database: Option<Binding>,
    /// In a file of format 1.
    profile: Option<Record<version_1::Profile>>,
}

fn salvage_header(bytes: &[u8]) -> Option<Header> {
    let first = bytes.split(|byte| *byte == b'\n').next()?;
    serde_json::from_slice(&[first.strip_suffix(b",")?, b"}"].concat()).ok()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_damaged_file_knows_better_than_its_copy_whose_it_is() {
        let bound = |identity| {
            let database = Some(Binding::of(identity, "ada", true));
            Session { loaded: true, database, ..Session::default() }
        };
        let (old, new) = (bound(Uuid::from_u128(1)), bound(Uuid::from_u128(2)));
        let mut bytes = Vec::new();
        file::encode(&new, &mut bytes).unwrap();
        bytes.truncate(bytes.len() - 3);
        let restored = restore(&bytes, Some(old), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(restored.database, new.database);
        assert!(!restored.loaded);
    }
}
