//! Reading: the state, pages, histories. The number of statements is the same however much is there.
//!
//! The invariant: what a synchronisation goes by comes from a server that is not in recovery. A balancer may
//! send each statement to another server, and a standby may be behind: so every such statement says itself
//! whether its server is one.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};
use uuid::Uuid;

use super::budget;
use super::explain::Failure;
use super::ground::check_encoding;
use super::rows::{self, Table, column, unreadable};
use super::statement::{Param, all, each, one};
use crate::database::{DatabaseError, Lost, Page, Reason, Snapshot};
use crate::domain::{self, Change, Document, Experience};

/// How many bytes of values a page holds, unless its first row is larger.
pub(super) const PAGE_BYTES: i64 = 24 * 1024 * 1024;

/// `$at` is the change at a revision, `$user` whose rows are meant, and `$is` what compares.
const SNAPSHOT: &str = "
    SELECT meta.identity, account.epoch,
      greatest(0,
        (SELECT revision FROM resume.experiences WHERE user_id $is $user ORDER BY revision DESC LIMIT 1),
        (SELECT revision FROM resume.documents WHERE user_id $is $user ORDER BY revision DESC LIMIT 1)),
      $at, pg_catalog.pg_is_in_recovery()$more
    FROM resume.meta LEFT JOIN resume.accounts AS account ON account.user_id $is $user";

/// The change at `$2`.
const CHANGE_AT: &str = "
    coalesce(
      (SELECT change_id FROM resume.experience_revisions WHERE user_id $is $user AND revision $is $2),
      (SELECT change_id FROM resume.document_revisions WHERE user_id $is $user AND revision $is $2))";

/// Who asks, and what is asked.
const WHO: &str = ",
      current_user::pg_catalog.text, meta.schema_version, pg_catalog.current_setting('server_encoding')";

/// How far a page goes: by revision, because a window over the rows themselves would copy them. Of each table so
/// many rows are looked at; where one has more, the page ends with the last of them. Their sizes are looked at one
/// by one only where they are too much together. The rows are then to be read along the index, from the first one
/// on: sorting them would hold all of them back. Were the parts not materialized, all that `last` is made of would be
/// planned once for each of its uses, and a second time by a worker of Citus: 22 ms a page for 10.
const END_OF_PAGE: &str = "
    WITH found AS MATERIALIZED (
      SELECT e.*, d.*,
        least(
          CASE WHEN EXISTS (SELECT FROM resume.experiences WHERE user_id = $1 AND revision > last_e) THEN last_e END,
          CASE WHEN EXISTS (SELECT FROM resume.documents WHERE user_id = $1 AND revision > last_d) THEN last_d END,
          greatest(last_e, last_d)) AS last
      FROM (SELECT count(*) AS rows_e, sum(size) AS bytes_e, min(revision) AS first_e, max(revision) AS last_e
          FROM ($experiences) AS found) AS e,
        (SELECT count(*) AS rows_d, sum(size) AS bytes_d, min(revision) AS first_d, max(revision) AS last_d
          FROM ($documents) AS found) AS d
    ), page AS MATERIALIZED (
      SELECT rows_e, rows_d, first_e, first_d,
        CASE WHEN rows_e + rows_d <= 1 OR coalesce(bytes_e, 0) + coalesce(bytes_d, 0) <= $4::numeric THEN last
        ELSE (
          SELECT max(revision) FROM (
            SELECT revision, row_number() OVER page AS number, sum(size) OVER page AS bytes
            FROM (($experiences) UNION ALL ($documents)) AS found
            WINDOW page AS (ORDER BY revision ROWS UNBOUNDED PRECEDING)) AS sizes
          WHERE revision <= last AND (number = 1 OR bytes <= $4::numeric)) END AS last
      FROM found
    )
    SELECT last,
      EXISTS (SELECT FROM resume.experiences WHERE user_id = $1 AND revision > last)
        OR EXISTS (SELECT FROM resume.documents WHERE user_id = $1 AND revision > last),
      CASE WHEN rows_e < $3 AND NOT EXISTS (
          SELECT FROM resume.experiences WHERE user_id = $1 AND revision > 0 AND revision <= $2) THEN rows_e
        ELSE (SELECT count(*) FROM resume.experiences WHERE user_id = $1 AND revision > 0) END
      + CASE WHEN rows_d < $3 AND NOT EXISTS (
          SELECT FROM resume.documents WHERE user_id = $1 AND revision > 0 AND revision <= $2) THEN rows_d
        ELSE (SELECT count(*) FROM resume.documents WHERE user_id = $1 AND revision > 0) END,
      set_config('enable_sort', 'off', true), pg_catalog.pg_is_in_recovery(),
      coalesce(first_e <= last, false), coalesce(first_d <= last, false),
      coalesce((SELECT recorded_at FROM resume.experience_revisions WHERE user_id = $1 AND revision = last),
        (SELECT recorded_at FROM resume.document_revisions WHERE user_id = $1 AND revision = last))
    FROM page";

/// What a page may hold of a table, as [`END_OF_PAGE`] sees it.
const CANDIDATES: &str = "SELECT revision, size FROM resume.$table WHERE user_id = $1 AND revision > $2
    ORDER BY revision LIMIT $3";

pub(super) async fn snapshot(client: &Client, user: &str, at: i64) -> Result<Snapshot, Failure> {
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&at, Type::INT8)];
    let params = if at < 1 { &params[..1] } else { &params[..] };
    one(client, &question(at, "$1", "=", ""), params, state).await
}

/// What a first question finds out at once.
pub(super) struct Met {
    pub role: String,
    pub version: i32,
    pub snapshot: Snapshot,
}

/// The role, the version of the tables and the state of the user's rows. It is asked outside of a transaction, which
/// takes two round trips more. The user is always named: where the tables are spread over several servers, a
/// condition on the role alone asks all of them, and crashed a coordinator of Citus 13.2.
pub(super) async fn meet(client: &Client, user: &str, at: i64) -> Result<Met, Failure> {
    let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&at, Type::INT8)];
    let params = if at < 1 { &params[..1] } else { &params[..] };
    let select = question(at, "$1", "OPERATOR(pg_catalog.=)", WHO);
    one(client, &select, params, |row| {
        check_encoding(column(row, 7, "the encoding")?)?;
        Ok(Met {
            role: column(row, 5, "the name of the role")?,
            version: column(row, 6, "`schema_version` in the table `meta`")?,
            snapshot: state(row)?,
        })
    })
    .await
}

/// Before the first revision there is no change to ask for. The server looks up each table that is named, which a
/// new connection pays for.
fn question(at: i64, user: &str, is: &str, more: &str) -> String {
    let change_at = if at < 1 { "NULL::pg_catalog.uuid" } else { CHANGE_AT };
    SNAPSHOT.replace("$more", more).replace("$at", change_at).replace("$user", user).replace("$is", is)
}

fn state(row: &Row) -> Result<Snapshot, DatabaseError> {
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
}

/// A page as it comes, every row validated.
#[derive(Debug)]
pub(super) struct Coming {
    limit: usize,
    after: i64,
    page: Page,
    /// Whether all of its documents are there, so that it may end with any experience.
    is_divisible: bool,
    /// How many bytes the values of the table that is read take in memory.
    weight: usize,
    /// Where the page ends if they were too many: the rest is left to the next page.
    cut: Option<i64>,
    /// How long its rows took, from the first one of each table on.
    carried_in: Duration,
}

/// A table of which a page has rows.
trait Paged: Table {
    fn rows(page: &mut Page) -> &mut Vec<domain::Row<Self>>;
}

impl Paged for Experience {
    fn rows(page: &mut Page) -> &mut Vec<domain::Row<Self>> {
        &mut page.experiences
    }
}

impl Paged for Document {
    fn rows(page: &mut Page) -> &mut Vec<domain::Row<Self>> {
        &mut page.documents
    }
}

impl Coming {
    /// At most `limit` rows of each table, in the order of their revisions, which are higher than `after`.
    pub(super) fn new(after: i64, limit: usize) -> Self {
        let page = Page::default();
        Self { limit, after, page, is_divisible: false, weight: 0, cut: None, carried_in: Duration::ZERO }
    }

    pub(super) fn carried_in(&self) -> Duration {
        self.carried_in
    }

    fn take<T: Paged>(&mut self, row: &Row) -> Result<(), DatabaseError> {
        refuse_standby(row, row.len().saturating_sub(1))?;
        let rows = T::rows(&mut self.page);
        let before = rows.last().map_or(self.after, |row| row.revision);
        if self.weight > budget::BYTES {
            self.cut = Some(before);
            return Ok(());
        }
        let row = rows::read::<T>(row, 0, T::NAME)?;
        if row.revision <= before || rows.len() == self.limit {
            let message = format!(
                "the database answered with revision {} after {before} in a page of {}",
                row.revision, self.limit
            );
            return Err(DatabaseError::new(Reason::Corrupt, message));
        }
        self.weight += row.value.weight();
        rows.push(row);
        Ok(())
    }

    pub(super) fn whole(self) -> Page {
        self.page
    }

    /// What there is of it where the rest will not come: a smaller page, unless it is nothing at all.
    pub(super) fn part(self) -> Option<Page> {
        let last = self.page.experiences.last().filter(|_| self.is_divisible)?.revision;
        Some(Self::until(self.page, last))
    }

    /// The page without what comes after a revision.
    fn until(mut page: Page, last: i64) -> Page {
        page.documents.retain(|row| row.revision <= last);
        page.more = true;
        page
    }
}

/// Reads a page. Where that breaks off, what has come of it stays in `page`.
pub(super) async fn page(client: &Client, user: &str, page: &mut Coming) -> Result<(), Failure> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let params: [Param<'_>; 4] =
        [(&user, Type::TEXT), (&page.after, Type::INT8), (&limit, Type::INT8), (&PAGE_BYTES, Type::INT8)];
    let select = [Experience::NAME, Document::NAME].iter().fold(END_OF_PAGE.to_owned(), |select, table| {
        select.replace(&format!("${table}"), &CANDIDATES.replace("$table", table))
    });
    let (last, has_experiences, has_documents, frame) = one(client, &select, &params, |row| {
        refuse_standby(row, 4)?;
        let last: Option<i64> = column(row, 0, "the end of the page")?;
        let more = column::<bool>(row, 1, "the end of the page")?;
        let total: i64 = column(row, 2, "the number of records")?;
        let total = u64::try_from(total).map_err(|cause| unreadable("the number of records", cause))?;
        let recorded_at: Option<String> = column(row, 7, "the time of a revision")?;
        let recorded_at = recorded_at.and_then(|time| time.parse().ok());
        let frame = Page { more, total, recorded_at, ..Page::default() };
        let has = |place| column::<bool>(row, place, "the tables of the page");
        Ok((last.unwrap_or(page.after), has(5)?, has(6)?, frame))
    })
    .await?;
    page.page = frame;
    if has_documents {
        rows_until::<Document>(client, user, last, page).await?;
    }
    page.is_divisible = true;
    if has_experiences {
        rows_until::<Experience>(client, user, page.cut.unwrap_or(last), page).await?;
    }
    if let Some(last) = page.cut {
        page.page = Coming::until(std::mem::take(&mut page.page), last);
    }
    Ok(())
}

/// Reads the rows of a table that belong to a page that ends with `last`.
async fn rows_until<T: Paged>(
    client: &Client,
    user: &str,
    last: i64,
    page: &mut Coming,
) -> Result<(), Failure> {
    let select = format!(
        "SELECT {}, pg_catalog.pg_is_in_recovery() FROM resume.{}
         WHERE user_id = $1 AND revision > $2 AND revision <= $3 ORDER BY revision",
        T::COLUMNS,
        T::NAME
    );
    let after = page.after;
    page.weight = 0;
    let params: [Param<'_>; 3] = [(&user, Type::TEXT), (&after, Type::INT8), (&last, Type::INT8)];
    let mut first = None;
    let take = &mut |row: Row| {
        first.get_or_insert_with(Instant::now);
        page.take::<T>(&row)
    };
    each(client, &select, &params, take).await?;
    page.carried_in += first.map_or(Duration::ZERO, |first| first.elapsed());
    // Without a row, none says which server it came from, and what was to come would be passed over for good.
    // Where everything is read, rows that do not come are counted.
    if after > 0 && page.cut.is_none() && T::rows(&mut page.page).is_empty() {
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
            SELECT change_id, revision FROM resume.document_revisions
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
          OR EXISTS (SELECT 1 FROM resume.document_revisions WHERE user_id = $1 AND change_id = ANY ($2))
          OR EXISTS (SELECT 1 FROM resume.experiences
            WHERE user_id = $1 AND id = ANY ($3) AND revision > 0)
          OR EXISTS (SELECT 1 FROM resume.documents
            WHERE user_id = $1 AND (kind, id) IN (SELECT * FROM unnest($4::text[], $5::text[])) AND revision > 0)),
        pg_catalog.pg_is_in_recovery()";
    let changes: Vec<_> = lost.changes.iter().copied().collect();
    let experiences: Vec<_> = lost.experiences.iter().copied().collect();
    let (kinds, ids): (Vec<_>, Vec<_>) =
        lost.documents.iter().map(|key| (key.kind.as_str(), key.id.as_str())).unzip();
    let params: [Param<'_>; 5] = [
        (&user, Type::TEXT),
        (&changes, Type::UUID_ARRAY),
        (&experiences, Type::UUID_ARRAY),
        (&kinds, Type::TEXT_ARRAY),
        (&ids, Type::TEXT_ARRAY),
    ];
    one(client, select, &params, |row| {
        refuse_standby(row, 1)?;
        column(row, 0, "what is in the tables")
    })
    .await
}

/// Refuses what a standby answered, however the connection was made.
pub(super) fn refuse_standby(row: &Row, place: usize) -> Result<(), DatabaseError> {
    if !column::<bool>(row, place, "the state of the server")? {
        return Ok(());
    }
    Err(DatabaseError::new(Reason::Unavailable, "a standby answered, which may be behind").hint(PRIMARY))
}

/// What to do about a server that is not the one that is written to.
const PRIMARY: &str = "name the primary in the database URL (`target_session_attrs=primary` finds it among several \
    hosts), or have the pooler in between send every statement of a transaction to it";
