//! What a role needs to keep its own résumé in tables that another one owns.
//!
//! PostgreSQL only warns where a role grants what it may not grant, so that what a role has
//! is looked at, and not what was granted.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::explain::Failure;
use super::rows::column;
use super::statement;

/// As `schema/postgres/role.sql` grants it.
const MISSING: &str = "
    WITH needed AS (
      SELECT 'USAGE on the schema resume' AS what,
          has_schema_privilege($1::name, to_regnamespace('resume')::oid, 'USAGE') AS had
      UNION ALL SELECT privilege || ' on ' || name,
          has_table_privilege($1::name, to_regclass(name)::oid, privilege)
        FROM (VALUES ('resume.meta', 'SELECT'), ('resume.accounts', 'SELECT'),
          ('resume.experience_revisions', 'SELECT'), ('resume.document_revisions', 'SELECT'),
          ('resume.experiences', 'SELECT'), ('resume.experiences', 'INSERT'),
          ('resume.experiences', 'UPDATE'), ('resume.experiences', 'DELETE'),
          ('resume.documents', 'SELECT'), ('resume.documents', 'INSERT'),
          ('resume.documents', 'UPDATE'), ('resume.documents', 'DELETE'),
          ('resume.ai_logs', 'SELECT'), ('resume.ai_logs', 'INSERT')) AS t (name, privilege)
      UNION ALL SELECT privilege || ' (' || name || ') on resume.accounts',
          has_column_privilege($1::name, to_regclass('resume.accounts')::oid, name, privilege)
        FROM (VALUES ('user_id', 'INSERT'), ('epoch', 'INSERT'), ('epoch', 'UPDATE')) AS c (name, privilege)
      UNION ALL SELECT 'EXECUTE on resume.' || name,
          has_function_privilege($1::name, to_regprocedure('resume.' || name || types)::oid, 'EXECUTE')
        FROM (VALUES ('lock_account', '(text)'), ('is_refusal', '(text)'), ('time_of', '(text)'),
          ('store_experiences', '(text, text, uuid[], bigint[], uuid[], text, text)'),
          ('push_experiences', '(text, text, uuid[], bigint[], uuid[], text[], text[], boolean, bigint)'),
          ('push_documents', '(text, text, text, bigint)')) AS f (name, types))
    SELECT coalesce(string_agg(what, ', ' ORDER BY what), '') FROM needed WHERE had IS NOT TRUE";

/// What a role lacks, as a list for people; empty where it lacks nothing. Needs a transaction.
pub(super) async fn missing(client: &Client, role: &str) -> Result<String, Failure> {
    statement::one(client, MISSING, &[(&role, Type::TEXT)], |row| column(row, 0, "the privileges")).await
}
