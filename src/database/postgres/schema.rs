//! The tables: making them, upgrading them, and refusing those that are too new.
//!
//! One statement does it, whether this program runs it or a person pastes it somewhere: it takes a
//! lock, looks at the version, and does what is missing, all of it or nothing.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::explain::{Failure, identifier};
use super::ground;
use super::rows::unreadable;
use super::statement;
use crate::database::{DatabaseError, Reason};

/// The statements that lead from each version to the next; the first starts from nothing.
const UPGRADES: [&str; 2] =
    [include_str!("../../../schema/postgres/0001.sql"), include_str!("../../../schema/postgres/0002.sql")];

const ROLE: &str = include_str!("../../../schema/postgres/role.sql");

/// The version that the last of [`UPGRADES`] leads to.
pub(super) const LATEST: i32 = UPGRADES.len() as i32;

/// "RESU", the lock of those who make tables.
const LOCK: i64 = 0x5245_5355;

/// The statement that makes or upgrades the tables. It can be repeated.
pub fn statements() -> String {
    let mut text = format!(
        "-- Makes the tables of `resume` in the schema `resume`, or upgrades them. Can be repeated.\n\
         DO $upgrade$\n\
         DECLARE\n  version integer := 0;\n\
         BEGIN\n\
         \x20 -- No operator or function of another schema may run with the rights of this role.\n\
         \x20 PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);\n\
         \x20 -- In what follows a backslash is one.\n\
         \x20 PERFORM set_config('standard_conforming_strings', 'on', true);\n\
         \x20 IF current_setting('server_encoding') <> 'UTF8' THEN\n\
         \x20   RAISE EXCEPTION 'the database has the encoding %, and needs UTF8', current_setting('server_encoding');\n\
         \x20 END IF;\n\
         \x20 PERFORM pg_advisory_xact_lock({LOCK});\n\
         \x20 IF to_regclass('resume.meta') IS NOT NULL THEN\n\
         \x20   EXECUTE 'SELECT max(schema_version) FROM resume.meta' INTO version;\n\
         \x20 END IF;\n\
         \x20 IF version > {LATEST} THEN\n\
         \x20   RAISE EXCEPTION 'the tables have version %, and this is version {LATEST}', version;\n\
         \x20 END IF;\n"
    );
    for (version, statements) in (1..).zip(UPGRADES) {
        text.push_str(&format!(
            "  IF coalesce(version, 0) < {version} THEN\n    EXECUTE $version_{version}$\n\
             {statements}$version_{version}$;\n  END IF;\n"
        ));
    }
    text.push_str("END\n$upgrade$;\n");
    text
}

/// The statements by which the owner of the tables lets a role keep its own résumé in them. They can
/// be repeated.
pub fn grants(role: &str) -> String {
    ROLE.replace(":role", &identifier(role))
}

/// Makes or upgrades the tables within a transaction. Returns whether they were made just now.
pub(super) async fn ensure(client: &Client) -> Result<bool, Failure> {
    let lock = "SELECT pg_advisory_xact_lock($1)::text";
    statement::one(client, lock, &[(&LOCK, Type::INT8)], |_| Ok(())).await?;
    let ground = ground::look(client).await?;
    let there = ground.has_tables();
    if there {
        let version = version(client).await?;
        if version > LATEST {
            return Err(newer(version).into());
        }
        if version == LATEST {
            ground.is_whole()?;
            return Ok(false);
        }
        ground.is_ours()?;
    } else {
        ground.is_free()?;
    }
    client.batch_execute("SET LOCAL client_min_messages = warning").await?;
    client.batch_execute(&statements()).await?;
    Ok(!there)
}

/// The version of the tables that are there.
async fn version(client: &Client) -> Result<i32, Failure> {
    statement::one(client, "SELECT schema_version FROM resume.meta", &[], |row| {
        row.try_get(0).map_err(|cause| unreadable("`schema_version` of the table `meta`", cause))
    })
    .await
}

/// Checks the version found by another statement.
pub(super) fn check(version: Option<i32>) -> Result<(), DatabaseError> {
    match version {
        Some(LATEST) => Ok(()),
        Some(version) if version > LATEST => Err(newer(version)),
        _ => Err(DatabaseError::new(Reason::Uninitialised, "the tables are not up to date")
            .hint("`resume db init` upgrades them")),
    }
}

fn newer(found: i32) -> DatabaseError {
    DatabaseError::new(
        Reason::Newer,
        format!("the database has schema {found}, and this version of `resume` knows up to {LATEST}"),
    )
    .hint("install the newer version that upgraded it; nothing was changed")
}
