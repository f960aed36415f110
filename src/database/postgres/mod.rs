//! PostgreSQL: a server that devices, and people, share.
//!
//! Revisions, history, tombstones and who may see what are kept by the tables themselves
//! (`schema/postgres`), so that a row edited by hand behaves like any other. Each call is one
//! transaction, short and bounded, and its number of round trips does not grow with the records.

mod budget;
mod calls;
pub mod check;
mod distributed;
mod explain;
mod ground;
mod past;
mod privileges;
mod pull;
mod push;
mod route;
mod rows;
mod schema;
mod statement;
mod wire;

use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::types::Type;
use uuid::Uuid;

pub use distributed::{distribute, distribution};
pub use explain::{Failure, Login};
pub use route::{Certificate, Route, Session, Stage, Verified};
pub use schema::{grants, statements};
pub use wire::{Connection, Limits, NotConnected};

use self::pull::Coming;
use self::push::{Trouble, Way};
use self::rows::column;
use self::statement::Mode;
use super::url::PostgresUrl;
use super::{
    Batch, Check, Database, DatabaseError, DatabaseName, Lost, Origins, Outcomes, Page, Past, Reason,
    Revision, Snapshot,
};
use crate::clock;
use crate::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiTallies, Change, Document, DocumentKey, Experience, Horizon,
    StartedAt,
};

/// How often a batch is tried where it conflicts with another transaction.
const ATTEMPTS: u32 = 4;

/// The wait before the second try; each further one is four times as long. The other transaction needs it to take what
/// this one let go of, or both meet again.
const PAUSE: Duration = Duration::from_millis(10);

/// One user's view of a PostgreSQL database.
#[derive(Debug)]
pub struct PostgresDatabase {
    connection: Connection,
    url: PostgresUrl,
    limits: Limits,
    name: DatabaseName,
    user: String,
    /// Why the last page was not all that was asked for.
    cut_short: Option<DatabaseError>,
    /// The state that was found with the connection, and with which revision, as long as nothing else was asked.
    met: Option<(i64, Snapshot)>,
    /// How long it took to be found.
    met_in: Option<Duration>,
    /// How long the rows of the last page took.
    carried_in: Option<Duration>,
}

impl PostgresDatabase {
    /// Connects; the tables must be there. Without a `user` the rows are the role's own.
    pub fn open(url: &PostgresUrl, user: Option<&str>, limits: Limits) -> Result<Self, DatabaseError> {
        Self::reach(url, user, limits, None)
    }

    /// The same, for one whose next question is the state and the change at revision `at`: that is found out with
    /// the connection, in one round trip instead of four, if the rows are those of the user that is `likely`: the one
    /// that was named, that of the session, or that of the URL.
    pub fn meet(
        url: &PostgresUrl,
        user: Option<&str>,
        limits: Limits,
        (likely, at): (Option<&str>, i64),
    ) -> Result<Self, DatabaseError> {
        Self::reach(url, user, limits, likely.map(|likely| (likely, at)))
    }

    fn reach(
        url: &PostgresUrl,
        user: Option<&str>,
        limits: Limits,
        likely: Option<(&str, i64)>,
    ) -> Result<Self, DatabaseError> {
        if user == Some("") {
            return Err(DatabaseError::new(Reason::Failed, "the user id is empty")
                .hint("set `RESUME_USER` to the name that your rows are kept under"));
        }
        let mut connection = Connection::open(url, limits)?;
        let limit = connection.patience();
        let asked = Instant::now();
        let (role, version, met) = connection.run(async |client| {
            if let Some((likely, at)) = likely {
                match pull::meet(client, likely, at).await {
                    Ok(met) => {
                        let is_theirs = user.unwrap_or(&met.role) == likely;
                        let state = is_theirs.then_some((at, met.snapshot));
                        return Ok((met.role, Some(met.version), state));
                    }
                    // Step by step it is told what is wrong.
                    Err(failure) if statement::is_answer(&failure) => {}
                    Err(failure) => return Err(failure),
                }
            }
            let (role, version) = match who(client).await {
                // A setting of the role's may be in the way, which those of a transaction of ours are not.
                Err(failure) if statement::is_forbidden(&failure) => {
                    statement::transaction(client, Mode::Read, limit, who(client)).await?
                }
                result => result?,
            };
            Ok((role, version, None))
        })?;
        schema::check(version)?;
        let met_in = met.is_some().then(|| asked.elapsed());
        let name = DatabaseName { kind: "postgres".to_owned(), name: url.name() };
        let user = user.map_or(role, str::to_owned);
        Ok(Self {
            connection,
            url: url.clone(),
            limits,
            name,
            user,
            cut_short: None,
            met,
            met_in,
            carried_in: None,
        })
    }

    /// Carries out `work` for the user in one transaction.
    fn within<R>(
        &mut self,
        mode: Mode,
        work: impl AsyncFnOnce(&Client, &str) -> Result<R, Failure>,
    ) -> Result<R, DatabaseError> {
        self.met = None;
        let (limit, user) = (limit(self.limits), &self.user);
        self.connection
            .run(async move |client| statement::transaction(client, mode, limit, work(client, user)).await)
    }

    fn push_once(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, DatabaseError> {
        self.met = None;
        let (limit, user) = (limit(self.limits), &self.user);
        self.connection.run(async |client| {
            let mut way = if push::has_twins(batch) { Way::OneByOne } else { Way::Together };
            let mut attempts = 1;
            loop {
                let push = async {
                    match push::batch(client, (user, device), batch, way).await {
                        Ok(outcomes) => Ok(Some(outcomes)),
                        Err(Trouble::Refused) => Ok(None),
                        Err(Trouble::Failed(failure)) => Err(failure),
                    }
                };
                match statement::transaction(client, Mode::Write, limit, push).await {
                    Ok(Some(outcomes)) => return Ok(outcomes),
                    Ok(None) if way == Way::Together => way = Way::OneByOne,
                    Ok(None) => return Err(push::unsettled().into()),
                    Err(failure) if attempts < ATTEMPTS && statement::is_passing(&failure) => {
                        tokio::time::sleep(PAUSE * 4_u32.pow(attempts - 1)).await;
                        attempts += 1;
                    }
                    Err(failure) => return Err(failure),
                }
            }
        })
    }
}

/// Whose rows are meant where no user is named, and the version of the tables.
async fn who(client: &Client) -> Result<(String, Option<i32>), Failure> {
    let select = "SELECT current_user::text, (SELECT pg_catalog.max(schema_version) FROM resume.meta),
        pg_catalog.current_setting('server_encoding')";
    statement::one(client, select, &[], |row| {
        ground::check_encoding(column(row, 2, "the encoding")?)?;
        let version: Option<i32> = column(row, 1, "`schema_version` in the table `meta`")?;
        Ok((column(row, 0, "the name of the role")?, version))
    })
    .await
}

/// Makes or upgrades the tables. Returns whether they were made just now. On a cluster of Citus they are spread
/// over its nodes then.
pub fn initialise(url: &PostgresUrl, limits: Limits) -> Result<bool, DatabaseError> {
    let mut connection = Connection::open(url, limits)?;
    let (made, cluster) = connection.run(async |client| {
        let ensured = async {
            let made = schema::ensure(client).await?;
            Ok((made, made && distributed::nodes(client).await?))
        };
        statement::transaction(client, Mode::Write, limit(limits), ensured).await
    })?;
    if cluster {
        distribute(url, limits)?;
    }
    Ok(made)
}

/// Lets a role keep its own résumé in tables that are there, and that the caller owns.
pub fn grant(url: &PostgresUrl, role: &str, limits: Limits) -> Result<(), DatabaseError> {
    let mut connection = Connection::open(url, limits)?;
    connection.run(async |client| {
        let granted = async {
            client.batch_execute("SET LOCAL client_min_messages = error").await?;
            client.batch_execute(&grants(role)).await?;
            let missing = privileges::missing(client, role).await?;
            if missing.is_empty() { Ok(()) } else { Err(not_granted(role, &missing).into()) }
        };
        statement::transaction(client, Mode::Write, limit(limits), granted).await
    })
}

fn not_granted(role: &str, missing: &str) -> DatabaseError {
    let missing = explain::quoted(missing, None);
    DatabaseError::new(Reason::Denied, format!("`{role}` was not let in, and still lacks {missing}")).hint(
        "call it as the owner of the tables: `SELECT tableowner FROM pg_tables WHERE schemaname = 'resume'` says who \
         that is",
    )
}

/// How long one statement may take.
fn limit(limits: Limits) -> Duration {
    let left = limits.until.map(|until| until.saturating_duration_since(Instant::now()));
    left.map_or(limits.step, |left| left.min(limits.step))
}

impl Database for PostgresDatabase {
    fn name(&self) -> &DatabaseName {
        &self.name
    }

    fn user(&self) -> &str {
        &self.user
    }

    fn answered_in(&self) -> Option<Duration> {
        self.met_in
    }

    fn carried_in(&self) -> Option<Duration> {
        self.carried_in
    }

    fn snapshot(&mut self, at: i64) -> Result<Snapshot, DatabaseError> {
        match self.met.take() {
            Some((known, snapshot)) if known == at => return Ok(snapshot),
            Some((_, snapshot)) if at < 1 => return Ok(Snapshot { change_at: None, ..snapshot }),
            _ => {}
        }
        self.within(Mode::Read, async |client, user| pull::snapshot(client, user, at).await)
    }

    fn pull(&mut self, after: i64, limit: usize) -> Result<Page, DatabaseError> {
        if let Some(error) = self.cut_short.take() {
            return Err(error);
        }
        // A page of nothing would be followed by itself for ever.
        let mut page = Coming::new(after, limit.max(1));
        let read = self.within(Mode::Read, async |client, user| pull::page(client, user, &mut page).await);
        self.carried_in = Some(page.carried_in());
        match read {
            Ok(()) => Ok(page.whole()),
            // What has arrived is a page too; the next call returns the failure.
            Err(error) if error.reason == Reason::Unavailable => match page.part() {
                Some(page) => {
                    self.cut_short = Some(error);
                    Ok(page)
                }
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    fn push(&mut self, batch: &Batch, device: &str) -> Result<Outcomes, DatabaseError> {
        if batch.is_empty() {
            return Ok(Outcomes::default());
        }
        let pushed = self.push_once(batch, device);
        // A limit of the server's may end the connection with the statement: for less, there is another one.
        if pushed.as_ref().is_err_and(|error| error.less_may_do)
            && self.connection.is_ended()
            && let Ok(connection) = Connection::open(&self.url, self.limits)
            // Another host may have another database.
            && connection.route().server == self.connection.route().server
        {
            self.connection = connection;
        }
        pushed
    }

    fn begin_epoch(&mut self, epoch: Uuid, lost: &Lost) -> Result<bool, DatabaseError> {
        self.within(Mode::Write, async |client, user| {
            client.execute_typed("SELECT resume.lock_account($1)", &[(&user, Type::TEXT)]).await?;
            if !pull::is_lost(client, user, lost).await? {
                return Ok(false);
            }
            let insert = "INSERT INTO resume.accounts (user_id, epoch) VALUES ($1, $2)
                ON CONFLICT (user_id) DO UPDATE SET epoch = excluded.epoch";
            client.execute_typed(insert, &[(&user, Type::TEXT), (&epoch, Type::UUID)]).await?;
            Ok(true)
        })
    }

    fn applied(&mut self, changes: &[Change]) -> Result<Vec<(Change, i64)>, DatabaseError> {
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        self.within(Mode::Read, async |client, user| pull::applied(client, user, changes).await)
    }

    fn history(&mut self, id: Uuid) -> Result<Vec<Revision<Experience>>, DatabaseError> {
        self.within(Mode::Read, async |client, user| past::history(client, user, id).await)
    }

    fn document_history(&mut self, key: &DocumentKey) -> Result<Vec<Revision<Document>>, DatabaseError> {
        self.within(Mode::Read, async |client, user| past::document_history(client, user, key).await)
    }

    fn past(&mut self, changes: &[Change]) -> Result<Past, DatabaseError> {
        if changes.is_empty() {
            return Ok(Past::default());
        }
        self.within(Mode::Read, async |client, user| {
            Ok(Past {
                experiences: past::of(client, user, changes).await?,
                documents: past::of(client, user, changes).await?,
            })
        })
    }

    fn passed(&mut self, after: i64, last: i64) -> Result<Past, DatabaseError> {
        self.within(Mode::Read, async |client, user| {
            Ok(Past {
                experiences: past::passed(client, user, after, last).await?,
                documents: past::passed(client, user, after, last).await?,
            })
        })
    }

    fn origins(
        &mut self,
        horizon: Horizon,
        experiences: &[Uuid],
        documents: &[DocumentKey],
    ) -> Result<Origins, DatabaseError> {
        self.within(Mode::Read, async |client, user| {
            Ok(Origins {
                experiences: past::origins(client, user, horizon, experiences).await?,
                documents: past::document_origins(client, user, horizon, documents).await?,
            })
        })
    }

    fn ai_calls(&mut self, after: &str, limit: usize) -> Result<Vec<AiCall>, DatabaseError> {
        self.within(Mode::Read, async |client, user| calls::page(client, user, after, limit).await)
    }

    fn log_ai_calls(&mut self, calls: &[AiCall]) -> Result<(), DatabaseError> {
        if calls.is_empty() {
            return Ok(());
        }
        self.within(Mode::Write, async |client, user| calls::store(client, user, calls).await)
    }

    fn newest_ai_calls(
        &mut self,
        query: &AiQuery,
        before: Option<&AiPlace>,
        limit: usize,
        content: bool,
    ) -> Result<Vec<AiCall>, DatabaseError> {
        self.within(Mode::Read, async |client, user| {
            calls::newest(client, user, query, before, (limit, content)).await
        })
    }

    fn known_ai_calls(&mut self, ids: &[String]) -> Result<Vec<String>, DatabaseError> {
        self.within(Mode::Read, async |client, user| calls::known(client, user, ids).await)
    }

    fn ai_call_ids(&mut self, prefix: &str, limit: usize) -> Result<Vec<String>, DatabaseError> {
        self.within(Mode::Read, async |client, user| calls::ids(client, user, prefix, limit).await)
    }

    fn ai_call(&mut self, request_id: &str) -> Result<Option<AiCall>, DatabaseError> {
        self.within(Mode::Read, async |client, user| calls::one(client, user, request_id).await)
    }

    fn tally_ai_calls(
        &mut self,
        query: &AiQuery,
        by: AiGrouping,
        besides: &[String],
    ) -> Result<AiTallies, DatabaseError> {
        self.within(Mode::Read, async |client, user| calls::tally(client, user, query, by, besides).await)
    }

    fn count_ai_calls(&mut self, before: StartedAt, besides: &[String]) -> Result<u64, DatabaseError> {
        self.within(Mode::Read, async |client, user| calls::count(client, user, before, besides).await)
    }

    fn prune_ai_calls(&mut self, before: StartedAt) -> Result<u64, DatabaseError> {
        self.within(Mode::Write, async |client, user| calls::prune(client, user, before).await)
    }

    fn check(&mut self) -> Vec<Check> {
        check::of_connection(&self.name.name, &mut self.connection, Some(&self.user), clock::system)
    }
}
