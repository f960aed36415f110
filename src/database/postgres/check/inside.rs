//! What is found out by asking the server, once it let us in.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error as DriverError, Row};
use uuid::Uuid;

use super::super::explain::{self, Failure};
use super::super::ground::{self, OLDEST};
use super::super::privileges;
use super::super::pull;
use super::super::push::{self, Trouble, Way};
use super::super::route::Route;
use super::super::schema::LATEST;
use super::super::statement::{self, Mode, Param};
use super::super::wire::Connection;
use super::steps::{Failed, Steps};
use crate::database::supabase::{self, Place};
use crate::database::url::Host;
use crate::database::{Batch, DatabaseError, Reason, Snapshot};
use crate::domain::{Experience, Kind, Outcome, Push, State};

/// What an answer may take.
const SLOW: Duration = Duration::from_secs(1);

/// By how much the clocks may differ.
const DRIFT: SignedDuration = SignedDuration::from_secs(60);

/// Asks step by step, until one fails. Returns whose rows are meant, and their state.
pub(super) fn run(
    steps: &mut Steps<'_>,
    name: &str,
    connection: &mut Connection,
    user: Option<&str>,
    clock: fn() -> Timestamp,
) -> Result<(String, Snapshot), Failed> {
    let state = steps.need("server", ask(connection, STATE, Server::read))?;
    if state.version < OLDEST {
        let detail = format!("PostgreSQL {}", state.version_text);
        return steps.fail("server", detail, "PostgreSQL 13 or newer is needed: upgrade the server");
    }
    let pglite = if state.pglite { " (PGlite, where every user is its superuser)" } else { "" };
    steps.ok("server", format!("PostgreSQL {}{pglite}", state.version_text));
    let pgpool = is_pgpool(connection);
    pooler(steps, connection.route(), state.process, pgpool);
    if let Err(error) = ground::check_encoding(&state.encoding) {
        return steps.need("encoding", Err(error));
    }
    if state.standby {
        let hint = "name the primary in the database URL (`target_session_attrs=primary` finds it among several hosts)";
        return steps.fail("writable", "it is a standby", hint);
    }
    // As a save asks for it: where transactions are read-only by default, one may still ask to write.
    let limit = connection.patience();
    let writes = connection.run(async |client| {
        let read = |row: &Row| row.try_get::<_, String>(0);
        let select = "SELECT current_setting('transaction_read_only')";
        statement::transaction(client, Mode::Write, limit, first(client, select, &[], read)).await
    });
    if steps.need("writable", writes)? == "on" {
        let hint = "a disk that is full makes some providers' servers read-only";
        return steps.fail("writable", "its transactions are read-only", hint);
    }
    let default = if state.read_only {
        "; its transactions are read-only by default, and say that they are not"
    } else {
        ""
    };
    steps.ok("writable", format!("the server takes changes{default}"));
    tables(steps, connection)?;
    privileges(steps, connection, &state.role)?;
    let user = user.unwrap_or(&state.role);
    row_level_security(steps, connection, (&state.role, user))?;
    write(steps, connection, user, clock())?;
    times(steps, name, connection, clock)?;
    let limit = connection.patience();
    let snapshot = connection.run(async |client| {
        statement::transaction(client, Mode::Read, limit, pull::snapshot(client, user, 0)).await
    });
    Ok((user.to_owned(), steps.need("rows", snapshot)?))
}

const STATE: &str = "
SELECT pg_catalog.current_setting('server_version_num')::int4, pg_catalog.current_setting('server_version'),
       pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(),
       pg_catalog.current_setting('transaction_read_only'), current_user::text,
       pg_catalog.current_setting('server_encoding'), pg_catalog.strpos(pg_catalog.version(), 'PGlite')";

struct Server {
    version: i32,
    version_text: String,
    process: i32,
    standby: bool,
    read_only: bool,
    /// Whose privileges and rows are meant, whatever role logged in: a pooler may use another.
    role: String,
    encoding: String,
    pglite: bool,
}

impl Server {
    fn read(row: &Row) -> Result<Self, DriverError> {
        Ok(Self {
            version: row.try_get(0)?,
            version_text: row.try_get::<_, String>(1)?.chars().take(60).collect(),
            process: row.try_get(2)?,
            standby: row.try_get(3)?,
            read_only: row.try_get::<_, String>(4)? == "on",
            role: row.try_get(5)?,
            encoding: row.try_get(6)?,
            pglite: row.try_get::<_, i32>(7)? > 0,
        })
    }
}

/// Whether it is pgpool-II that answers, which has statements of its own: to a server this is a mistake.
fn is_pgpool(connection: &mut Connection) -> bool {
    let answer = connection.run(async |client| match client.simple_query("PGPOOL SHOW resume").await {
        Err(cause) => Ok(explain::is_of_pgpool(&cause)),
        Ok(_) => Ok(false),
    });
    answer.unwrap_or(false)
}

fn pooler(steps: &mut Steps<'_>, route: &Route, process: i32, pgpool: bool) {
    let theirs = match &route.server.host {
        Host::Name(name) => supabase::place(name),
        Host::Socket(_) => None,
    };
    match (theirs, route.process) {
        (Some(Place::Pooler), _) if route.server.port == supabase::TRANSACTION_PORT => {
            steps.ok("pooler", "Supabase's, in transaction mode");
        }
        (Some(Place::Pooler), _) => steps.ok("pooler", "Supabase's, in session mode"),
        _ if pgpool => steps.ok("pooler", "pgpool-II"),
        (_, Some(told)) if told != process => {
            steps.ok("pooler", "there is one, such as PgBouncer, between here and the server");
        }
        (_, Some(_)) => steps.ok("pooler", "none"),
        (_, None) => {}
    }
}

fn tables(steps: &mut Steps<'_>, connection: &mut Connection) -> Result<(), Failed> {
    let present = "SELECT to_regnamespace('resume') IS NOT NULL";
    let there: bool = steps.need("schema", look(connection, present, |row| row.try_get(0)))?;
    if !there {
        let hint = "`resume db init` makes them; `resume db init --print` shows the SQL";
        return steps.fail("schema", "the tables are not there", hint);
    }
    let select = "SELECT schema_version, identity::text FROM resume.meta";
    let read = |row: &Row| Ok((row.try_get::<_, i32>(0)?, row.try_get::<_, String>(1)?));
    let (version, identity) = steps.need("schema", look(connection, select, read))?;
    match version.cmp(&LATEST) {
        std::cmp::Ordering::Equal => {
            let limit = connection.patience();
            let whole = connection.run(async |client| {
                let whole = async { Ok(ground::look(client).await?.is_whole()?) };
                statement::transaction(client, Mode::Read, limit, whole).await
            });
            steps.need("schema", whole)?;
            steps.ok("schema", format!("version {version}, database {identity}"));
        }
        std::cmp::Ordering::Less => {
            let detail = format!("version {version}; this program has version {LATEST}");
            return steps.fail("schema", detail, "`resume db init` upgrades the tables");
        }
        std::cmp::Ordering::Greater => {
            let detail = format!("version {version}, and this program knows up to {LATEST}");
            return steps.fail("schema", detail, "install the newer version of `resume` that upgraded it");
        }
    }
    Ok(())
}

fn privileges(steps: &mut Steps<'_>, connection: &mut Connection, role: &str) -> Result<(), Failed> {
    let limit = connection.patience();
    let missing = connection.run(async |client| {
        statement::transaction(client, Mode::Read, limit, privileges::missing(client, role)).await
    });
    let missing = steps.need("privileges", missing)?;
    if missing.is_empty() {
        steps.ok("privileges", format!("`{role}` has all that it needs"));
        return Ok(());
    }
    let hint =
        format!("`resume db init --role {role}`, called by the owner of the tables, grants what is needed");
    steps.fail("privileges", format!("`{role}` lacks {missing}"), &hint)
}

const UNPROTECTED: &str = "
SELECT coalesce(string_agg(relname::text, ', ' ORDER BY relname), '') FROM pg_catalog.pg_class
 WHERE relnamespace = to_regnamespace('resume')::oid AND relkind IN ('r', 'p') AND NOT relrowsecurity";

/// What is not as `schema/postgres` makes it, but for policies that restrict even more. How the server
/// writes an expression down differs in brackets, quotes and spaces only.
const POLICIES: &str = r#"
WITH found AS (
  SELECT tablename::text AS place, policyname::text AS name, cmd, roles::text AS roles,
         translate(lower(qual), ' ()"', '') AS visible, translate(lower(with_check), ' ()"', '') AS writable
    FROM pg_catalog.pg_policies WHERE schemaname = 'resume'::name AND permissive = 'PERMISSIVE'),
judged AS (
  SELECT place, name, roles = '{public}' AND CASE place
      WHEN 'meta' THEN cmd = 'SELECT' AND visible = 'true'
      ELSE cmd = 'ALL' AND visible = 'user_id=current_user::text'
        AND coalesce(writable, visible) = 'user_id=current_user::text' END AS ours
    FROM found)
SELECT coalesce(string_agg(told, ', ' ORDER BY told), '') FROM (
  SELECT name || ' on ' || place AS told FROM judged WHERE ours IS NOT TRUE
  UNION ALL
  SELECT 'none on ' || place FROM (VALUES ('meta'), ('accounts'), ('experiences'), ('experience_revisions'),
    ('documents'), ('document_revisions'), ('ai_logs')) AS t (place)
   WHERE NOT EXISTS (SELECT 1 FROM judged WHERE judged.place = t.place)) AS differences"#;

/// Why row-level security does not bind the role, if so, and whether others than it and the user of the rows may
/// keep something in the tables, of which they see no rows but their own.
const UNBOUND: &str = "
SELECT CASE WHEN pg_catalog.row_security_active(c.oid) THEN NULL
    WHEN c.relowner = r.oid THEN 'owns them'
    WHEN r.rolsuper THEN 'is a superuser'
    WHEN r.rolbypassrls THEN 'has BYPASSRLS'
    ELSE 'has the rights of their owner' END,
  EXISTS (SELECT 1 FROM pg_catalog.aclexplode(c.relacl) AS g LEFT JOIN pg_catalog.pg_roles AS o ON o.oid = g.grantee
    WHERE g.privilege_type = 'INSERT' AND g.grantee <> c.relowner
      AND (o.oid IS NULL OR NOT (o.rolsuper OR o.rolbypassrls
        OR o.rolname::text IN (current_user::text, $1))))
FROM pg_catalog.pg_class AS c, pg_catalog.pg_roles AS r
WHERE c.oid = to_regclass('resume.experiences')::oid AND r.rolname = current_user";

/// Whether others keep something there. Apart from the catalog: where the tables are spread over several servers, no
/// statement may ask for both.
const SHARED: &str = "
SELECT EXISTS (SELECT 1 FROM resume.accounts WHERE user_id NOT IN (current_user::text, $1))";

fn row_level_security(
    steps: &mut Steps<'_>,
    connection: &mut Connection,
    (role, user): (&str, &str),
) -> Result<(), Failed> {
    let read = |row: &Row| row.try_get::<_, String>(0);
    let open = steps.need("row-level security", look(connection, UNPROTECTED, read))?;
    let others = steps.need("row-level security", look(connection, POLICIES, read))?;
    let limit = connection.patience();
    let bound = connection.run(async |client| {
        let read = |row: &Row| Ok((row.try_get::<_, Option<String>>(0)?, row.try_get::<_, bool>(1)?));
        let params: [Param<'_>; 1] = [(&user, Type::TEXT)];
        let both = async {
            let (unbound, may) = first(client, UNBOUND, &params, read).await?;
            let shared = may || first(client, SHARED, &params, |row| row.try_get(0)).await?;
            Ok((unbound, shared))
        };
        statement::transaction(client, Mode::Read, limit, both).await
    });
    let (unbound, shared) = steps.need("row-level security", bound)?;
    if !open.is_empty() {
        let hint = "`ALTER TABLE resume.NAME ENABLE ROW LEVEL SECURITY` turns it on; without it, roles see each other's rows";
        steps.warn("row-level security", format!("off for {open}"), hint);
    } else if !others.is_empty() {
        let hint = "roles may see each other's rows: `\\d resume.NAME` in psql shows the policies, `DROP POLICY` takes one \
                    away, and `resume db init --print` shows those that belong there";
        steps.warn(
            "row-level security",
            format!("the policies are not those that `resume` made: {others}"),
            hint,
        );
    } else if let Some(why) = unbound {
        let detail = format!("on for every table; `{role}` {why} and sees every row");
        if !shared {
            steps.ok("row-level security", detail);
            return Ok(());
        }
        let hint = "others keep their résumés here too: let a role own the tables that keeps none, and let each person in \
                    with `resume db init --role NAME`, as a role without special rights";
        steps.warn("row-level security", detail, hint);
    } else {
        steps.ok("row-level security", "on for every table");
    }
    Ok(())
}

/// Stores, reads and deletes an experience in a transaction that is rolled back, as a save does.
fn write(
    steps: &mut Steps<'_>,
    connection: &mut Connection,
    user: &str,
    now: Timestamp,
) -> Result<(), Failed> {
    // No other session ever sees it.
    let (id, change) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let value = Experience::new(id, Kind::Work, "resume db check", now);
    let batch = Batch {
        experiences: vec![Push { base_revision: 0, states: vec![State { change, value, by: None }] }],
        ..Batch::default()
    };
    let limit = connection.patience();
    let states = connection.run(async |client| {
        let rehearsed = async {
            let outcomes = push::batch(client, (user, "resume db check"), &batch, Way::OneByOne).await;
            let outcomes = outcomes.map_err(|trouble| match trouble {
                Trouble::Failed(failure) => failure,
                Trouble::Refused => push::unsettled().into(),
            })?;
            if let Some(Outcome::Refused(reason)) = outcomes.experiences.into_iter().next() {
                let message = format!("an experience is refused: {reason}");
                return Err(DatabaseError::new(Reason::Failed, message).hint(push::ADDED).into());
            }
            let row: [Param<'_>; 2] = [(&user, Type::TEXT), (&id, Type::UUID)];
            let delete = "DELETE FROM resume.experiences WHERE user_id = $1 AND id = $2";
            client.query_typed(delete, &row).await?;
            let select = "SELECT deleted_at IS NOT NULL FROM resume.experience_revisions
                           WHERE user_id = $1 AND id = $2 ORDER BY revision";
            let states = client.query_typed(select, &row).await?;
            let states: Result<Vec<bool>, _> = states.iter().map(|row| row.try_get(0)).collect();
            Ok(states?)
        };
        statement::rehearsal(client, limit, rehearsed).await
    });
    let states = steps.need("write", states)?;
    if states == [false, true] {
        steps.ok("write", "an experience was stored, read, deleted and rolled back");
        return Ok(());
    }
    let detail = format!("of an experience stored and deleted, {} states were kept", states.len());
    steps.fail(
        "write",
        detail,
        "the triggers of the database do not do their work; `resume db init` on an empty one makes them",
    )
}

/// How long an answer takes, and how far the clocks are apart.
fn times(
    steps: &mut Steps<'_>,
    name: &str,
    connection: &mut Connection,
    clock: fn() -> Timestamp,
) -> Result<(), Failed> {
    let select = "SELECT extract(epoch FROM pg_catalog.clock_timestamp())::float8";
    let mut shortest: Option<(Duration, Timestamp, i64)> = None;
    for _ in 0..3 {
        let (began, here) = (Instant::now(), clock());
        let there = ask(connection, select, |row| row.try_get::<_, f64>(0));
        let there = (steps.need("round trip", there)? * 1000.0) as i64;
        let took = began.elapsed();
        if shortest.is_none_or(|(least, ..)| took < least) {
            shortest = Some((took, here, there));
        }
    }
    let Some((took, here, there)) = shortest else { return Ok(()) };
    let detail = format!("{:.1} ms", took.as_secs_f64() * 1000.0);
    if took > SLOW {
        let hint = format!(
            "`{name}` or the way to it is overloaded: whatever waits for it takes long, and may need a higher `RESUME_TIMEOUT`"
        );
        steps.warn("round trip", detail, &hint);
    } else {
        steps.ok("round trip", detail);
    }
    let half = i64::try_from(took.as_millis() / 2).unwrap_or(0);
    let apart = SignedDuration::from_millis(there.saturating_sub(here.as_millisecond()).saturating_sub(half));
    let detail = format!("the server's clock differs by {:.1} s", apart.as_secs_f64().abs());
    if apart.abs() > DRIFT {
        let hint = format!(
            "set the clock of this device, or of `{name}`: no data depends on it, but the times shown do"
        );
        steps.warn("clock", detail, &hint);
    } else {
        steps.ok("clock", detail);
    }
    Ok(())
}

/// The first row of a query, which is alone.
fn ask<T>(
    connection: &mut Connection,
    select: &str,
    read: impl FnOnce(&Row) -> Result<T, DriverError>,
) -> Result<T, DatabaseError> {
    connection.run(async |client| first(client, select, &[], read).await)
}

/// The first row of a query in a transaction.
fn look<T>(
    connection: &mut Connection,
    select: &str,
    read: impl FnOnce(&Row) -> Result<T, DriverError>,
) -> Result<T, DatabaseError> {
    let limit = connection.patience();
    connection.run(async |client| {
        statement::transaction(client, Mode::Read, limit, first(client, select, &[], read)).await
    })
}

async fn first<T>(
    client: &Client,
    select: &str,
    params: &[Param<'_>],
    read: impl FnOnce(&Row) -> Result<T, DriverError>,
) -> Result<T, Failure> {
    let rows = client.query_typed(&statement::on_primary(select), params).await?;
    let row = rows
        .first()
        .ok_or_else(|| DatabaseError::new(Reason::Corrupt, "the server answered without a row"))?;
    Ok(read(row)?)
}
