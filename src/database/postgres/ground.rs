//! What has to be so before tables can be made or upgraded, looked at beforehand: what a server would say of it is in
//! its own language, and does not tell what is in the way.

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};

use super::explain::{Failure, identifier, quoted};
use super::rows::column;
use super::statement;
use crate::database::{DatabaseError, Reason};

/// The oldest server that will do.
pub(super) const OLDEST: i32 = 130_000;

const OLDER: &str = "PostgreSQL 13 or newer is needed: upgrade the server";

/// `$1`: the names that the tables are to have. Of the catalog alone, which every role may read.
const LOOK: &str = "
    SELECT current_setting('server_version_num')::int4, current_setting('server_version'),
      current_setting('server_encoding'), current_user::text, current_database()::text,
      has_database_privilege(current_database(), 'CREATE'),
      (SELECT has_language_privilege(oid, 'USAGE') FROM pg_language WHERE lanname = 'plpgsql'),
      (SELECT pg_get_userbyid(nspowner)::text FROM pg_namespace WHERE nspname = 'resume'),
      (SELECT has_schema_privilege(oid, 'USAGE') AND has_schema_privilege(oid, 'CREATE')
        FROM pg_namespace WHERE nspname = 'resume'),
      (SELECT string_agg(c.relname::text, ', ' ORDER BY c.relname) FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'resume' AND c.relname::text = ANY ($1)),
      (SELECT pg_get_userbyid(c.relowner)::text FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'schema_version'
        WHERE n.nspname = 'resume' AND c.relname = 'meta' AND c.relkind IN ('r', 'p')),
      (SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'resume' AND c.relname = 'meta')";

/// The tables of the latest version.
const NEEDED: [&str; 7] =
    ["meta", "accounts", "experiences", "experience_revisions", "documents", "document_revisions", "ai_logs"];

/// Those, and the ones of version 1.
const TABLES: [&str; 9] = [
    "meta",
    "accounts",
    "experiences",
    "experience_revisions",
    "documents",
    "document_revisions",
    "profiles",
    "profile_revisions",
    "ai_logs",
];

/// What was found.
#[derive(Debug)]
pub(super) struct Ground {
    role: String,
    database: String,
    may_create: bool,
    /// Whether the language of the triggers may be used; absent where it is not there.
    language: Option<bool>,
    /// Who owns the schema, where it is there, and whether tables may be made in it.
    schema: Option<(String, bool)>,
    /// Tables of these names.
    found: Option<String>,
    /// Who owns the tables of this program, and whether that is us.
    owner: Option<(String, bool)>,
}

/// Looks, within a transaction.
pub(super) async fn look(client: &Client) -> Result<Ground, Failure> {
    let tables = TABLES.as_slice();
    statement::one(client, LOOK, &[(&tables, Type::TEXT_ARRAY)], Ground::read).await
}

impl Ground {
    fn read(row: &Row) -> Result<Self, DatabaseError> {
        let what = "what the server is like";
        let text = |place| column::<String>(row, place, what);
        if column::<i32>(row, 0, what)? < OLDEST {
            let version = quoted(&text(1)?, None);
            return Err(
                DatabaseError::new(Reason::Failed, format!("the server is PostgreSQL {version}")).hint(OLDER)
            );
        }
        check_encoding(&text(2)?)?;
        let schema = column::<Option<String>>(row, 7, what)?.zip(column(row, 8, what)?);
        let owner = column::<Option<String>>(row, 10, what)?.zip(column(row, 11, what)?);
        Ok(Self {
            role: text(3)?,
            database: text(4)?,
            may_create: column(row, 5, what)?,
            language: column(row, 6, what)?,
            schema,
            found: column(row, 9, what)?,
            owner,
        })
    }

    /// Whether the tables are there.
    pub(super) fn has_tables(&self) -> bool {
        self.owner.is_some()
    }

    /// Makes sure that no table is missing of those that are up to date.
    pub(super) fn is_whole(&self) -> Result<(), DatabaseError> {
        let found: Vec<&str> = self.found.as_deref().unwrap_or_default().split(", ").collect();
        let missing: Vec<_> = NEEDED.into_iter().filter(|table| !found.contains(table)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!("tables of the schema `resume` are missing: {}", missing.join(", "));
        Err(DatabaseError::new(Reason::Failed, message).hint(
            "restore them from a backup; without one, `ALTER SCHEMA resume RENAME TO resume_old` makes room for \
             `resume db init`, and then `resume db adopt` brings back what this device has",
        ))
    }

    /// Makes sure that the tables can be made.
    pub(super) fn is_free(&self) -> Result<(), DatabaseError> {
        let role = quoted(&self.role, None);
        let denied =
            |message: String, hint: String| Err(DatabaseError::new(Reason::Denied, message).hint(hint));
        if let Some(found) = &self.found {
            let found = quoted(found, None);
            let message = format!("the schema `resume` has something else of these names: {found}");
            return Err(DatabaseError::new(Reason::Failed, message).hint(
                "name another database in the database URL, or make room: `ALTER SCHEMA resume RENAME TO …`",
            ));
        }
        match (self.language, &self.schema) {
            (None, _) => denied(
                "the database lacks the language PL/pgSQL".to_owned(),
                "`CREATE EXTENSION plpgsql`, run by a superuser, brings it back".to_owned(),
            ),
            (Some(false), _) => denied(
                format!("`{role}` may not use the language PL/pgSQL"),
                format!(
                    "`GRANT USAGE ON LANGUAGE plpgsql TO {}`, run by a superuser, permits it",
                    identifier(&self.role)
                ),
            ),
            (_, Some((owner, false))) => denied(
                format!(
                    "the schema `resume` is `{}`'s, and `{role}` may not make tables in it",
                    quoted(owner, None)
                ),
                format!(
                    "`ALTER SCHEMA resume OWNER TO {}`, run by a superuser, permits it; or run `resume db init` as `{}`",
                    identifier(&self.role),
                    quoted(owner, None)
                ),
            ),
            (_, None) if !self.may_create => denied(
                format!(
                    "`{role}` may not make the tables in the database `{}`",
                    quoted(&self.database, None)
                ),
                format!(
                    "`GRANT CREATE ON DATABASE {} TO {}`, run by the owner of the database, permits it",
                    identifier(&self.database),
                    identifier(&self.role)
                ),
            ),
            _ => Ok(()),
        }
    }

    /// Makes sure that the tables, which are there, can be changed.
    pub(super) fn is_ours(&self) -> Result<(), DatabaseError> {
        match &self.owner {
            Some((owner, false)) => {
                let owner = quoted(owner, None);
                let message = format!("the tables are `{owner}`'s, who alone can upgrade them");
                Err(DatabaseError::new(Reason::Denied, message)
                    .hint(format!("run `resume db init` as `{owner}`")))
            }
            _ => Ok(()),
        }
    }
}

/// A character that the database cannot hold would keep what is saved after it from being stored too.
pub(super) fn check_encoding(encoding: &str) -> Result<(), DatabaseError> {
    if encoding == "UTF8" {
        return Ok(());
    }
    let message = format!("the database has the encoding `{}`, and needs UTF8", quoted(encoding, None));
    Err(DatabaseError::new(Reason::Failed, message).hint(
        "`createdb --encoding=UTF8 --template=template0 NAME` makes another one; name it in the database URL",
    ))
}
