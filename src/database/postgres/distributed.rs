//! Tables that are spread over the nodes of a cluster of Citus, by user.

use std::time::Duration;

use tokio_postgres::Client;

use super::explain::Failure;
use super::rows::column;
use super::statement::{self, Mode};
use super::wire::{Connection, Limits};
use crate::database::url::PostgresUrl;
use crate::database::{DatabaseError, Reason};

const STATEMENTS: &str = include_str!("../../../schema/postgres/distributed.sql");

/// How long it may take: a table is made on each node, in many pieces.
const PATIENCE: Duration = Duration::from_secs(120);

/// The statements that spread the tables over the nodes. They can be repeated.
pub fn distribution() -> &'static str {
    STATEMENTS
}

/// Spreads the tables over the nodes of the cluster.
///
/// # Errors
/// Where the server is no cluster.
pub fn distribute(url: &PostgresUrl, limits: Limits) -> Result<(), DatabaseError> {
    let limits = Limits { step: limits.step.max(PATIENCE), ..limits };
    let mut connection = Connection::open(url, limits)?;
    let limit = connection.patience();
    connection.run(async |client| {
        let spread = async {
            if !nodes(client).await? {
                let message = "the server is not the coordinator of a Citus cluster with nodes that take tables";
                return Err(DatabaseError::new(Reason::Failed, message)
                    .hint("`CREATE EXTENSION citus` on each node, then `SELECT citus_add_node('HOST', PORT)` on the coordinator")
                    .into());
            }
            client.batch_execute("SET LOCAL client_min_messages = warning").await?;
            Ok(client.batch_execute(STATEMENTS).await?)
        };
        statement::transaction(client, Mode::Write, limit, spread).await
    })
}

/// Whether the server is the coordinator of a cluster with a node that takes tables. Within a transaction.
pub(super) async fn nodes(client: &Client) -> Result<bool, Failure> {
    let there = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')";
    if !statement::one(client, there, &[], |row| column(row, 0, "the extensions")).await? {
        return Ok(false);
    }
    let nodes = "SELECT EXISTS (SELECT 1 FROM pg_dist_node WHERE shouldhaveshards AND isactive)
        AND (SELECT groupid FROM pg_dist_local_group) = 0";
    statement::one(client, nodes, &[], |row| column(row, 0, "the nodes of the cluster")).await
}
