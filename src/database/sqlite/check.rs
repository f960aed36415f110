//! The steps of `db check` for SQLite.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::failure::Failure;
use super::rows;
use super::schema;
use crate::database::{Check, CheckStatus};
use crate::domain::Experience;

/// What a step found: a status, a detail, and what to do where it is not well.
type Step = Result<(CheckStatus, String, Option<String>), Failure>;

/// Tries every step; one that fails does not keep the others from being tried.
pub(super) fn run(connection: &mut Connection, path: &Path, user: &str) -> Vec<Check> {
    let steps: [(&str, Step); 6] = [
        ("file", file(path)),
        ("integrity", integrity(connection)),
        ("schema", tables(connection)),
        ("triggers", triggers(connection)),
        ("write", write(connection, user)),
        ("rows", count(connection, user)),
    ];
    steps.into_iter().map(|(name, step)| check(name, step, path)).collect()
}

fn check(name: &str, step: Step, path: &Path) -> Check {
    let (status, detail, hint) = step.unwrap_or_else(|failure| {
        let error = failure.explain(path);
        (CheckStatus::Fail, error.message, error.hint)
    });
    Check { name: name.to_owned(), status, detail, hint }
}

fn file(path: &Path) -> Step {
    let file = path.display();
    let mode = match fs::metadata(path) {
        Ok(metadata) => metadata.permissions().mode() & 0o777,
        Err(cause) => {
            let hint = "the file was moved or deleted while it was open; repeat the command".to_owned();
            return Ok((CheckStatus::Fail, format!("`{file}`: {cause}"), Some(hint)));
        }
    };
    if mode & 0o077 != 0 {
        let detail = format!("`{file}` has mode {mode:04o}: others can get at it");
        return Ok((CheckStatus::Warn, detail, Some(format!("`chmod 600 {file}`"))));
    }
    Ok((CheckStatus::Ok, format!("`{file}`, mode {mode:04o}"), None))
}

fn integrity(connection: &Connection) -> Step {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" {
        return Ok((CheckStatus::Ok, "SQLite finds the file whole".to_owned(), None));
    }
    let hint = "copy the file, then read what is left with `sqlite3 COPY .recover`".to_owned();
    Ok((CheckStatus::Fail, format!("SQLite finds damage: {found}"), Some(hint)))
}

fn tables(connection: &Connection) -> Step {
    let version: i64 = connection.query_row("SELECT schema_version FROM meta", [], |row| row.get(0))?;
    if version != schema::LATEST {
        let detail = format!("`meta` says schema {version}, the file's header {}", schema::LATEST);
        let hint = "set `schema_version` in `meta` back if it was changed by hand".to_owned();
        return Ok((CheckStatus::Warn, detail, Some(hint)));
    }
    different(connection, |kind| kind != "trigger", format!("version {version}"))
}

fn triggers(connection: &Connection) -> Step {
    different(connection, |kind| kind == "trigger", "all there".to_owned())
}

fn different(connection: &Connection, chosen: fn(&str) -> bool, well: String) -> Step {
    let different = schema::differences(connection)?;
    let names: Vec<String> = different
        .iter()
        .filter(|object| chosen(&object.kind))
        .map(|object| format!("the {} `{}`", object.kind, object.name))
        .collect();
    if names.is_empty() {
        return Ok((CheckStatus::Ok, well, None));
    }
    let detail = format!("missing or changed: {}", names.join(", "));
    let hint = "make it again with its statement from `resume db init --print`: without it, changes \
                made in SQL may not reach your devices";
    Ok((CheckStatus::Fail, detail, Some(hint.to_owned())))
}

/// Stores, reads and deletes an experience in a transaction that is rolled back.
fn write(connection: &mut Connection, user: &str) -> Step {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let id: String = transaction.query_row(
        "INSERT INTO experiences (user_id, title) VALUES (?1, 'resume db check') RETURNING id",
        [user],
        |row| row.get(0),
    )?;
    transaction.execute("DELETE FROM experiences WHERE user_id = ?1 AND id = ?2", [user, &id])?;
    let columns = rows::selection::<Experience>();
    let select = format!(
        "SELECT {columns} FROM experience_revisions WHERE user_id = ?1 AND id = ?2 ORDER BY revision"
    );
    let states = super::all(&transaction, &select, [user, &id], |row| {
        rows::read::<Experience>(row, "experience_revisions")
    })?;
    transaction.rollback()?;
    let deleted: Vec<bool> = states.iter().map(|row| row.value.is_deleted()).collect();
    if deleted == [false, true] {
        let detail = "an experience was stored, read, deleted and rolled back".to_owned();
        return Ok((CheckStatus::Ok, detail, None));
    }
    let detail = format!("of an experience stored and deleted, {} states were kept", states.len());
    let hint = "the triggers of the database do not do their work; see the step `triggers`".to_owned();
    Ok((CheckStatus::Fail, detail, Some(hint)))
}

fn count(connection: &Connection, user: &str) -> Step {
    let (living, deleted): (i64, i64) = connection.query_row(
        "SELECT count(*) FILTER (WHERE deleted_at IS NULL), count(deleted_at) FROM experiences WHERE user_id = ?1",
        [user],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let revisions: i64 = connection.query_row(
        "SELECT count(*) FROM experience_revisions WHERE user_id = ?1",
        [user],
        |row| row.get(0),
    )?;
    let detail = format!("experiences {living}, deleted {deleted}, revisions {revisions} of user `{user}`");
    Ok((CheckStatus::Ok, detail, None))
}
