//! PostgreSQL: a server that devices, and people, share.
//!
//! Revisions, history, tombstones and who may see what are kept by the tables themselves
//! (`schema/postgres`), so that a row edited by hand behaves like any other. Each call is one
//! transaction, short and bounded, and its number of round trips does not grow with the records.

mod binding;
mod calls;
pub mod check;
mod connection;
mod failure;
mod hosts;
mod privileges;
mod pull;
mod push;
mod refused;
mod rows;
mod schema;
mod statement;
mod stream;
mod tls;
mod unreached;
mod untrusted;
mod verifier;

use std::time::{Duration, Instant};

use postgres::Client;
use postgres::types::Type;
use uuid::Uuid;

pub use connection::{Connection, Limits, NotConnected};
pub use failure::{Failure, Login};
pub use hosts::{Route, Stage};
pub use schema::{grants, statements};
pub use tls::{Certificate, Session, Verified};

use self::pull::{Coming, column};
use self::push::{Trouble, Way};
use self::statement::{Mode, Param};
use super::url::PostgresUrl;
use super::{
    Batch, Check, Database, DatabaseError, DatabaseName, Lost, Outcomes, Page, Reason, Revision, Snapshot,
};
use crate::clock;
use crate::domain::{
    AiCall, AiGrouping, AiPlace, AiQuery, AiTallies, Change, Experience, Profile, StartedAt,
};

/// How often a batch is stored anew that others were in the way of.
const ATTEMPTS: usize = 4;

/// One user's view of a PostgreSQL database.
#[derive(Debug)]
pub struct PostgresDatabase {
    connection: Connection,
    limits: Limits,
    name: DatabaseName,
    user: String,
    /// Why the last page was not all that was asked for.
    cut_short: Option<DatabaseError>,
}

impl PostgresDatabase {
    /// Connects; the tables must be there. Without a `user` the rows are the role's own.
    pub fn open(url: &PostgresUrl, user: Option<&str>, limits: Limits) -> Result<Self, DatabaseError> {
        if user == Some("") {
            return Err(DatabaseError::new(Reason::Failed, "the user id is empty")
                .hint("set `RESUME_USER` to the name that your rows are kept under"));
        }
        let mut connection = Connection::open(url, limits)?;
        let (role, version) = connection.run(|client| {
            let select =
                "SELECT current_user::text, (SELECT pg_catalog.max(schema_version) FROM resume.meta),
                pg_catalog.current_setting('server_encoding')";
            statement::one(client, select, &[], |row| {
                schema::check_encoding(column(row, 2, "the encoding")?)?;
                let version: Option<i32> = column(row, 1, "`schema_version` in the table `meta`")?;
                Ok((column::<String>(row, 0, "the name of the role")?, version))
            })
        })?;
        schema::check(version)?;
        let name = DatabaseName { kind: "postgres".to_owned(), name: url.name() };
        Ok(Self { connection, limits, name, user: user.map_or(role, str::to_owned), cut_short: None })
    }

    /// Carries out `work` for the user in one transaction.
    fn within<R: Send + 'static>(
        &mut self,
        mode: Mode,
        work: impl FnOnce(&mut Client, &str) -> Result<R, Failure> + Send + 'static,
    ) -> Result<R, DatabaseError> {
        let (limit, user) = (limit(self.limits), self.user.clone());
        self.connection
            .run(move |client| statement::transaction(client, mode, limit, |client| work(client, &user)))
    }
}

/// Makes or upgrades the tables. Returns whether they were made just now.
pub fn initialise(url: &PostgresUrl, limits: Limits) -> Result<bool, DatabaseError> {
    let mut connection = Connection::open(url, limits)?;
    connection.run(move |client| statement::transaction(client, Mode::Write, limit(limits), schema::ensure))
}

/// Lets a role keep its own résumé in tables that are there, and that the caller owns.
pub fn grant(url: &PostgresUrl, role: &str, limits: Limits) -> Result<(), DatabaseError> {
    let (mut connection, role) = (Connection::open(url, limits)?, role.to_owned());
    connection.run(move |client| {
        statement::transaction(client, Mode::Write, limit(limits), |client| {
            client.batch_execute("SET LOCAL client_min_messages = error")?;
            client.batch_execute(&grants(&role))?;
            let missing = privileges::missing(client, &role)?;
            if missing.is_empty() { Ok(()) } else { Err(not_granted(&role, &missing).into()) }
        })
    })
}

fn not_granted(role: &str, missing: &str) -> DatabaseError {
    let missing = failure::quoted(missing, None);
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

    fn snapshot(&mut self, at: i64) -> Result<Snapshot, DatabaseError> {
        self.within(Mode::Read, move |client, user| pull::snapshot(client, user, at))
    }

    fn pull(&mut self, after: i64, limit: usize) -> Result<Page, DatabaseError> {
        if let Some(error) = self.cut_short.take() {
            return Err(error);
        }
        // A page of nothing would be followed by itself for ever.
        let wanted = limit.max(1);
        let (limit, user, mut page) =
            (self::limit(self.limits), self.user.clone(), Coming::new(after, wanted));
        let work = move |client: &mut Client, hand: &_| {
            statement::transaction(client, Mode::Read, limit, |client| {
                pull::page(client, &user, (after, wanted), hand)
            })
        };
        // It is read here while more of it comes.
        match self.connection.run_taking(work, |part| page.take(part)) {
            Ok(()) => Ok(page.whole()),
            // The rest is for the next page.
            Err(_) if page.is_full() => page.part().ok_or_else(unsettled),
            // What has arrived is a page too; the failure is for who asks for more.
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
        if batch.experiences.is_empty() && batch.profile.is_none() {
            return Ok(Outcomes::default());
        }
        let (batch, device, user) = (batch.clone(), device.to_owned(), self.user.clone());
        let limit = limit(self.limits);
        self.connection.run(move |client| {
            let mut way = if push::has_twins(&batch) { Way::OneByOne } else { Way::Together };
            let mut attempts = 1;
            loop {
                let result = statement::transaction(client, Mode::Write, limit, |client| {
                    Ok(match push::batch(client, (&user, &device), &batch, way) {
                        Ok(outcomes) => Ok(outcomes),
                        Err(Trouble::Failed(failure)) => return Err(failure),
                        Err(Trouble::Refused) => Err(()),
                    })
                });
                match result {
                    Ok(Ok(outcomes)) => return Ok(outcomes),
                    Ok(Err(())) if way == Way::Together => way = Way::OneByOne,
                    Ok(Err(())) => return Err(unsettled().into()),
                    Err(failure) if attempts < ATTEMPTS && statement::is_passing(&failure) => attempts += 1,
                    Err(failure) => return Err(failure),
                }
            }
        })
    }

    fn begin_epoch(&mut self, epoch: Uuid, lost: &Lost) -> Result<bool, DatabaseError> {
        let lost = lost.clone();
        self.within(Mode::Write, move |client, user| {
            client.execute_typed("SELECT resume.lock_account($1)", &[(&user, Type::TEXT)])?;
            if !pull::is_lost(client, user, &lost)? {
                return Ok(false);
            }
            let insert = "INSERT INTO resume.accounts (user_id, epoch) VALUES ($1, $2)
                ON CONFLICT (user_id) DO UPDATE SET epoch = excluded.epoch";
            client.execute_typed(insert, &[(&user, Type::TEXT), (&epoch, Type::UUID)])?;
            Ok(true)
        })
    }

    fn applied(&mut self, changes: &[Change]) -> Result<Vec<(Change, i64)>, DatabaseError> {
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let changes = changes.to_vec();
        self.within(Mode::Write, move |client, user| pull::applied(client, user, &changes))
    }

    fn history(&mut self, id: Uuid) -> Result<Vec<Revision<Experience>>, DatabaseError> {
        self.within(Mode::Read, move |client, user| {
            let params: [Param<'_>; 2] = [(&user, Type::TEXT), (&id, Type::UUID)];
            pull::history(client, "user_id = $1 AND id = $2", &params, Some(id))
        })
    }

    fn profile_history(&mut self) -> Result<Vec<Revision<Profile>>, DatabaseError> {
        self.within(Mode::Read, |client, user| {
            pull::history(client, "user_id = $1", &[(&user, Type::TEXT)], None)
        })
    }

    fn ai_calls(&mut self, after: &str, limit: usize) -> Result<Vec<AiCall>, DatabaseError> {
        let after = after.to_owned();
        self.within(Mode::Read, move |client, user| calls::page(client, user, &after, limit))
    }

    fn log_ai_calls(&mut self, calls: &[AiCall]) -> Result<(), DatabaseError> {
        if calls.is_empty() {
            return Ok(());
        }
        let calls = calls.to_vec();
        self.within(Mode::Write, move |client, user| calls::store(client, user, &calls))
    }

    fn newest_ai_calls(
        &mut self,
        query: &AiQuery,
        before: Option<&AiPlace>,
        limit: usize,
        content: bool,
    ) -> Result<Vec<AiCall>, DatabaseError> {
        let (query, before) = (query.clone(), before.cloned());
        self.within(Mode::Read, move |client, user| {
            calls::newest(client, user, &query, before.as_ref(), (limit, content))
        })
    }

    fn known_ai_calls(&mut self, ids: &[String]) -> Result<Vec<String>, DatabaseError> {
        let ids = ids.to_vec();
        self.within(Mode::Read, move |client, user| calls::known(client, user, &ids))
    }

    fn ai_call_ids(&mut self, prefix: &str, limit: usize) -> Result<Vec<String>, DatabaseError> {
        let prefix = prefix.to_owned();
        self.within(Mode::Read, move |client, user| calls::ids(client, user, &prefix, limit))
    }

    fn ai_call(&mut self, request_id: &str) -> Result<Option<AiCall>, DatabaseError> {
        let request_id = request_id.to_owned();
        self.within(Mode::Read, move |client, user| calls::one(client, user, &request_id))
    }

    fn tally_ai_calls(
        &mut self,
        query: &AiQuery,
        by: AiGrouping,
        besides: &[String],
    ) -> Result<AiTallies, DatabaseError> {
        let (query, besides) = (query.clone(), besides.to_vec());
        self.within(Mode::Read, move |client, user| calls::tally(client, user, &query, by, &besides))
    }

    fn count_ai_calls(&mut self, before: StartedAt, besides: &[String]) -> Result<u64, DatabaseError> {
        let besides = besides.to_vec();
        self.within(Mode::Read, move |client, user| calls::count(client, user, before, &besides))
    }

    fn prune_ai_calls(&mut self, before: StartedAt) -> Result<u64, DatabaseError> {
        self.within(Mode::Write, move |client, user| calls::prune(client, user, before))
    }

    fn check(&mut self) -> Vec<Check> {
        check::of_connection(&self.name.name, &mut self.connection, Some(&self.user), clock::system)
    }
}

const ADDED: &str = "look at the triggers and constraints that were added to the tables of `resume`";

fn unsettled() -> DatabaseError {
    DatabaseError::new(Reason::Failed, "the database refuses the transaction and not one of its records")
        .hint(ADDED)
}
