//! Reading: the state, pages, histories. The number of statements is the same however much is there.
//!
//! The invariant: what a synchronisation goes by comes from a server that is not in recovery. A balancer may
//! send each statement to another server, and a standby may be behind: so every such statement says itself
//! whether its server is one.

use std::collections::HashSet;

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};
use uuid::Uuid;

use super::budget;
use super::explain::Failure;
use super::rows::{self, Table, column, unreadable};
use super::statement::{Param, all, each, one};
use crate::database::{DatabaseError, Lost, Page, Reason, Revision, Snapshot};
use crate::domain::{Change, Document, Experience, Profile};

/// How many bytes of values a page holds, unless its first row is larger.
pub(super) const PAGE_BYTES: i64 = 24 * 1024 * 1024;

/// `$at` is the change at a revision.
const SNAPSHOT: &str = "
    SELECT meta.identity, account.epoch,
      greatest(0,
        (SELECT revision FROM resume.experiences WHERE user_id = $1 ORDER BY revision DESC LIMIT 1),
        (SELECT revision FROM resume.profiles WHERE user_id = $1)),
      $at, pg_catalog.pg_is_in_recovery()
    FROM resume.meta LEFT JOIN resume.accounts AS account ON account.user_id = $1";

/// The change at `$2`.
const CHANGE_AT: &str = "
    coalesce(
      (SELECT change_id FROM resume.experience_revisions WHERE user_id = $1 AND revision = $2),
      (SELECT change_id FROM resume.profile_revisions WHERE user_id = $1 AND revision = $2))";

/// How far a page goes: by revision, because a window over the rows themselves would copy them. Their
/// sizes are looked at one by one only where they are too much together. The rows are then to be read
/// along the index, from the first one on: sorting them would hold all of them back. `$profile` is what
/// there is of the profile up to there.
const END_OF_PAGE: &str = "
    WITH whole AS (
      SELECT count(*) AS rows, sum(size) AS bytes, max(revision) AS last
      FROM (SELECT revision, size FROM resume.experiences WHERE user_id = $1 AND revision > $2
        ORDER BY revision LIMIT $3) AS found
    ), page AS (
      SELECT rows, CASE WHEN rows <= 1 OR bytes <= $4::numeric THEN last ELSE (
        SELECT max(revision) FROM (
          SELECT revision, row_number() OVER page AS number, sum(size) OVER page AS bytes
          FROM (SELECT revision, size FROM resume.experiences WHERE user_id = $1 AND revision > $2
            ORDER BY revision LIMIT $3) AS found
          WINDOW page AS (ORDER BY revision ROWS UNBOUNDED PRECEDING)) AS sizes
        WHERE number = 1 OR bytes <= $4::numeric) END AS last
      FROM whole
    )
    SELECT last, more,
      CASE WHEN rows < $3 AND NOT EXISTS (
          SELECT FROM resume.experiences WHERE user_id = $1 AND revision > 0 AND revision <= $2) THEN rows
        ELSE (SELECT count(*) FROM resume.experiences WHERE user_id = $1 AND revision > 0) END,
      set_config('enable_sort', 'off', true), pg_catalog.pg_is_in_recovery(), $profile
    FROM (
      SELECT rows, last, EXISTS (SELECT FROM resume.experiences WHERE user_id = $1 AND revision > last) AS more
      FROM page) AS page
    LEFT JOIN resume.profiles AS profile ON profile.user_id = $1 AND profile.revision > $2
      AND (profile.revision <= last OR NOT more)";

pub(super) async fn snapshot(client: &Client, user: &str, at: i64) -> Result<Snapshot, Failure> {
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&at, Type::INT8)];
    // Before the first revision there is none. The server looks up each table that is named, which a new
    // connection pays for.
    let (change_at, params) = if at < 1 { ("NULL::uuid", &params[..1]) } else { (CHANGE_AT, &params[..]) };
    one(client, &SNAPSHOT.replace("$at", change_at), params, |row| {
        refuse_standby(row, 4)?;
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
    .await
}

/// A page as it comes, every row validated.
#[derive(Debug)]
pub(super) struct Coming {
    limit: usize,
    before: i64,
    page: Page,
    /// How many bytes its values take in memory.
    weight: usize,
}

impl Coming {
    /// At most `limit` experiences, in the order of their revisions, which are higher than `after`.
    pub(super) fn new(after: i64, limit: usize) -> Self {
        Self { limit, before: after, page: Page::default(), weight: 0 }
    }

    /// Whether it ends before its last row, because it takes as much memory as a page may.
    pub(super) fn is_full(&self) -> bool {
        self.weight > budget::BYTES
    }

    fn take(&mut self, row: &Row) -> Result<(), DatabaseError> {
        refuse_standby(row, row.len().saturating_sub(1))?;
        let row = rows::read::<Experience>(row, 0, Experience::NAME)?;
        if row.revision <= self.before || self.page.experiences.len() == self.limit {
            let message = format!(
                "the database answered with revision {} after {} in a page of {}",
                row.revision, self.before, self.limit
            );
            return Err(DatabaseError::new(Reason::Corrupt, message));
        }
        if self.is_full() {
            return Err(unreadable("a page", "it is more than fits into memory"));
        }
        self.weight += row.value.weight();
        self.before = row.revision;
        self.page.experiences.push(row);
        Ok(())
    }

    pub(super) fn whole(self) -> Page {
        self.page
    }

    /// What there is of it where the rest will not come: a smaller page, unless it is nothing at all.
    pub(super) fn part(self) -> Option<Page> {
        let last = self.page.experiences.last()?.revision;
        let profile = self.page.profile.filter(|profile| profile.revision <= last);
        Some(Page { profile, more: true, ..self.page })
    }
}

/// Reads a page. Where that breaks off, what has come of it stays in `page`.
pub(super) async fn page(client: &Client, user: &str, page: &mut Coming) -> Result<(), Failure> {
    let (after, limit) = (page.before, i64::try_from(page.limit).unwrap_or(i64::MAX));
    let params: [Param<'_>; 4] =
        [(&user, Type::TEXT), (&after, Type::INT8), (&limit, Type::INT8), (&PAGE_BYTES, Type::INT8)];
    let (last, frame) = one(client, &END_OF_PAGE.replace("$profile", Profile::COLUMNS), &params, |row| {
        refuse_standby(row, 4)?;
        let last: Option<i64> = column(row, 0, "the end of the page")?;
        let more = column::<bool>(row, 1, "the end of the page")?;
        let total: i64 = column(row, 2, "the number of experiences")?;
        let total = u64::try_from(total).map_err(|cause| unreadable("the number of experiences", cause))?;
        let profile = rows::read_optional::<Profile>(row, 5, Profile::NAME)?;
        Ok((last.unwrap_or(after), Page { experiences: Vec::new(), profile, more, total }))
    })
    .await?;
    page.page = frame;
    let select = format!(
        "SELECT {}, pg_catalog.pg_is_in_recovery() FROM resume.experiences
         WHERE user_id = $1 AND revision > $2 AND revision <= $3 ORDER BY revision",
        Experience::COLUMNS
    );
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&after, Type::INT8), (&last, Type::INT8)];
    each(client, &select, &params, &mut |row| page.take(&row)).await?;
    // Without a row, none says which server it came from, and what was to come would be passed over for good.
    // Where everything is read, rows that do not come are counted.
    if after > 0 && last > after && page.page.experiences.is_empty() && !page.page.more {
        let message = "the rows of a page came from another server than its end";
        return Err(DatabaseError::new(Reason::Unavailable, message).hint(PRIMARY).into());
    }
    Ok(())
}

/// Which of these changes the history knows. There is a row even where it knows none, so that the server says
/// in any case whether it is a standby.
pub(super) async fn applied(
    client: &Client,
    user: &str,
    changes: &[Change],
) -> Result<Vec<(Change, i64)>, Failure> {
    let select = "
        SELECT history.change_id, history.revision, pg_catalog.pg_is_in_recovery()
        FROM (VALUES (1)) AS always (one) LEFT JOIN (
          SELECT change_id, max(revision) AS revision FROM (
            SELECT change_id, revision FROM resume.experience_revisions
              WHERE user_id = $1 AND change_id = ANY ($2)
            UNION ALL
            SELECT change_id, revision FROM resume.profile_revisions
              WHERE user_id = $1 AND change_id = ANY ($2)) AS states
          GROUP BY change_id) AS history ON true";
    let mut asked: HashSet<Change> = changes.iter().copied().collect();
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&changes, Type::UUID_ARRAY)];
    let known = all(client, select, &params, changes.len().max(1), |row| {
        refuse_standby(row, 2)?;
        let Some(change) = column::<Option<Change>>(row, 0, "`change_id`")? else { return Ok(None) };
        let revision: i64 = column(row, 1, "`revision`")?;
        if revision < 1 || !asked.remove(&change) {
            return Err(unreadable("a change in the history", "it was not asked for, or has no revision"));
        }
        Ok(Some((change, revision)))
    });
    Ok(known.await?.into_iter().flatten().collect())
}

/// Whether the database has nothing of all this. The caller holds the lock of the account.
pub(super) async fn is_lost(client: &Client, user: &str, lost: &Lost) -> Result<bool, Failure> {
    let select = "
        SELECT NOT (
          EXISTS (SELECT 1 FROM resume.experience_revisions WHERE user_id = $1 AND change_id = ANY ($2))
          OR EXISTS (SELECT 1 FROM resume.profile_revisions WHERE user_id = $1 AND change_id = ANY ($2))
          OR EXISTS (SELECT 1 FROM resume.experiences
            WHERE user_id = $1 AND id = ANY ($3) AND revision > 0)
          OR $4 AND EXISTS (SELECT 1 FROM resume.profiles WHERE user_id = $1 AND revision > 0)),
        pg_catalog.pg_is_in_recovery()";
    let changes: Vec<_> = lost.changes.iter().copied().collect();
    let experiences: Vec<_> = lost.experiences.iter().copied().collect();
    let params: [Param<'_>; 4] = [
        (&user, Type::TEXT),
        (&changes, Type::UUID_ARRAY),
        (&experiences, Type::UUID_ARRAY),
        (&lost.profile, Type::BOOL),
    ];
    one(client, select, &params, |row| {
        refuse_standby(row, 1)?;
        column(row, 0, "what is in the tables")
    })
    .await
}

/// Refuses what a standby answered, however the connection was made.
fn refuse_standby(row: &Row, place: usize) -> Result<(), DatabaseError> {
    if !column::<bool>(row, place, "the state of the server")? {
        return Ok(());
    }
    Err(DatabaseError::new(Reason::Unavailable, "a standby answered, which may be behind").hint(PRIMARY))
}

/// What to do about a server that is not the one that is written to.
const PRIMARY: &str = "name the primary in the database URL (`target_session_attrs=primary` finds it among several \
    hosts), or have the pooler in between send every statement of a transaction to it";

/// The history of the one record that the condition is true of, oldest first; `id` is that of an experience.
pub(super) async fn history<T: Table>(
    client: &Client,
    condition: &str,
    params: &[Param<'_>],
    id: Option<Uuid>,
) -> Result<Vec<Revision<T>>, Failure> {
    let select = format!(
        "SELECT {}, recorded_at FROM resume.{} WHERE {condition} ORDER BY revision",
        T::COLUMNS,
        T::HISTORY
    );
    let (mut before, mut weight) = (0, 0);
    all(client, &select, params, budget::ROWS, |row| {
        let revision = rows::read_revision::<T>(row)?;
        weight += revision.row.value.weight();
        if revision.row.value.id() != id || revision.row.revision <= before {
            return Err(unreadable("the history", "it is another one's, or in disorder"));
        }
        if weight > budget::BYTES {
            return Err(unreadable("the history", "it is more than fits into memory"));
        }
        before = revision.row.revision;
        Ok(revision)
    })
    .await
}
