//! Reading: the state, pages, histories. The number of statements is the same however much is there.

use std::collections::HashSet;

use postgres::types::Type;
use postgres::{Client, Row};
use uuid::Uuid;

use super::failure::Failure;
use super::rows::{self, Table};
use super::schema::unreadable;
use super::statement::{Param, all, one};
use crate::database::{DatabaseError, Page, Reason, Revision, Snapshot};
use crate::domain::{Change, Experience, Profile};

/// How many bytes of values a page holds, unless its first row is larger.
pub(super) const PAGE_BYTES: i64 = 24 * 1024 * 1024;

const SNAPSHOT: &str = "
    SELECT meta.identity, account.epoch,
      greatest(0,
        (SELECT revision FROM resume.experiences WHERE user_id = $1 ORDER BY revision DESC LIMIT 1),
        (SELECT revision FROM resume.profiles WHERE user_id = $1)),
      coalesce(
        (SELECT change_id FROM resume.experience_revisions WHERE user_id = $1 AND revision = $2),
        (SELECT change_id FROM resume.profile_revisions WHERE user_id = $1 AND revision = $2))
    FROM resume.meta LEFT JOIN resume.accounts AS account ON account.user_id = $1";

/// How far a page goes: by revision, because a window over the rows themselves would copy them.
const END_OF_PAGE: &str = "
    WITH sizes AS (
      SELECT revision, row_number() OVER page AS number, sum(size) OVER page AS bytes
      FROM (SELECT revision, size FROM resume.experiences WHERE user_id = $1 AND revision > $2
        ORDER BY revision LIMIT $3 + 1) AS found
      WINDOW page AS (ORDER BY revision ROWS UNBOUNDED PRECEDING)
    ), kept AS (
      SELECT revision, number <= $3 AND (number = 1 OR bytes <= $4::numeric) AS fits FROM sizes
    )
    SELECT max(revision) FILTER (WHERE fits), coalesce(bool_or(NOT fits), false),
      (SELECT count(*) FROM resume.experiences WHERE user_id = $1)
    FROM kept";

pub(super) fn snapshot(client: &mut Client, user: &str, at: i64) -> Result<Snapshot, Failure> {
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&at, Type::INT8)];
    one(client, SNAPSHOT, &params, |row| {
        let revision: i64 = column(row, 2, "the last revision")?;
        if revision < 0 {
            return Err(unreadable("the last revision", "it is negative"));
        }
        let epoch: Option<Uuid> = column(row, 1, "`epoch` in the table `accounts`")?;
        Ok(Snapshot {
            identity: column(row, 0, "`identity` in the table `meta`")?,
            revision,
            epoch: epoch.unwrap_or_default(),
            change_at: column(row, 3, "`change_id` in the history")?,
        })
    })
}

pub(super) fn page(client: &mut Client, user: &str, after: i64, limit: usize) -> Result<Page, Failure> {
    // A page of nothing would be followed by itself for ever.
    let limit = i64::try_from(limit.max(1)).unwrap_or(i64::MAX - 1).min(i64::MAX - 1);
    let params: [Param<'_>; 4] =
        [(&user, Type::TEXT), (&after, Type::INT8), (&limit, Type::INT8), (&PAGE_BYTES, Type::INT8)];
    let (last, more, total) = one(client, END_OF_PAGE, &params, |row| {
        let last: Option<i64> = column(row, 0, "the end of the page")?;
        let total: i64 = column(row, 2, "the number of experiences")?;
        let total = u64::try_from(total).map_err(|cause| unreadable("the number of experiences", cause))?;
        Ok((last, column::<bool>(row, 1, "the end of the page")?, total))
    })?;
    let until = last.unwrap_or(after);
    let select = format!(
        "SELECT {} FROM resume.experiences WHERE user_id = $1 AND revision > $2 AND revision <= $3
         ORDER BY revision",
        Experience::COLUMNS
    );
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&after, Type::INT8), (&until, Type::INT8)];
    let mut before = after;
    let mut room = limit;
    let experiences = all(client, &select, &params, |row| {
        let row = rows::read::<Experience>(row, 0, Experience::NAME)?;
        room -= 1;
        if row.revision <= before || room < 0 {
            let message = format!(
                "the database answered with revision {} after {before} in a page of {limit}",
                row.revision
            );
            return Err(DatabaseError::new(Reason::Corrupt, message));
        }
        before = row.revision;
        Ok(row)
    })?;
    let until = if more { until } else { i64::MAX };
    let select = format!(
        "SELECT {} FROM resume.profiles WHERE user_id = $1 AND revision > $2 AND revision <= $3",
        Profile::COLUMNS
    );
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&after, Type::INT8), (&until, Type::INT8)];
    let profile = all(client, &select, &params, |row| rows::read::<Profile>(row, 0, Profile::NAME))?;
    Ok(Page { experiences, profile: profile.into_iter().next(), more, total })
}

pub(super) fn applied(
    client: &mut Client,
    user: &str,
    changes: &[Change],
) -> Result<Vec<(Change, i64)>, Failure> {
    let select = "
        SELECT change_id, max(revision) FROM (
          SELECT change_id, revision FROM resume.experience_revisions
            WHERE user_id = $1 AND change_id = ANY ($2)
          UNION ALL
          SELECT change_id, revision FROM resume.profile_revisions
            WHERE user_id = $1 AND change_id = ANY ($2)) AS history
        GROUP BY change_id";
    let mut asked: HashSet<Change> = changes.iter().copied().collect();
    all(client, select, &[(&user, Type::TEXT), (&changes, Type::UUID_ARRAY)], |row| {
        let (change, revision) = (column(row, 0, "`change_id`")?, column::<i64>(row, 1, "`revision`")?);
        if revision < 1 || !asked.remove(&change) {
            return Err(unreadable("a change in the history", "it was not asked for, or has no revision"));
        }
        Ok((change, revision))
    })
}

/// The history of the one record that the condition is true of, oldest first.
pub(super) fn history<T: Table>(
    client: &mut Client,
    condition: &str,
    params: &[Param<'_>],
) -> Result<Vec<Revision<T>>, Failure> {
    let select = format!(
        "SELECT {}, recorded_at FROM resume.{} WHERE {condition} ORDER BY revision",
        T::COLUMNS,
        T::HISTORY
    );
    all(client, &select, params, rows::read_revision)
}

/// A column of an answer that is no row of a table.
pub(super) fn column<'a, T: postgres::types::FromSql<'a>>(
    row: &'a Row,
    place: usize,
    what: &str,
) -> Result<T, DatabaseError> {
    row.try_get(place).map_err(|cause| unreadable(what, cause))
}
