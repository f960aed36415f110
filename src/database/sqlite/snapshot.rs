//! The state of one user's part of the file.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::failure::Failure;
use super::{query, unreadable};
use crate::database::Snapshot;

const IDENTITY: &str = "SELECT identity FROM meta";

const REVISION: &str = "SELECT revision FROM accounts WHERE user_id = ?1";

const CHANGE: &str = "SELECT change_id FROM experience_revisions WHERE user_id = ?1 AND revision = ?2
    UNION ALL SELECT change_id FROM profile_revisions WHERE user_id = ?1 AND revision = ?2";

const EPOCH: &str = "SELECT epoch FROM accounts WHERE user_id = ?1";

/// The state now, and the change that made revision `at`. The caller holds a transaction.
pub(super) fn read(connection: &Connection, user: &str, at: i64) -> Result<Snapshot, Failure> {
    let identity: String =
        query(connection, IDENTITY, params![])?.ok_or_else(|| unreadable("identity", "it is missing"))?;
    let revision = query(connection, REVISION, [user])?;
    let change: Option<String> = query(connection, CHANGE, params![user, at])?;
    let epoch: Option<String> = query(connection, EPOCH, [user])?;
    let parse = |column, text: &str| Uuid::parse_str(text).map_err(|cause| unreadable(column, cause));
    Ok(Snapshot {
        identity: parse("identity", &identity)?,
        revision: revision.unwrap_or(0),
        epoch: epoch.map_or(Ok(Uuid::nil()), |epoch| parse("epoch", &epoch))?,
        change_at: change.map(|change| parse("change_id", &change)).transpose()?,
    })
}
