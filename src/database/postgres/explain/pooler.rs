//! What stands between says itself. It has one code for everything, and its words are English always.

use tokio_postgres::Error as DriverError;

use super::refused::{LATER, NO_ENTRY, NO_LOGIN, Told, by_code, made, no_database};
use super::words::{Login, at, quoted};
use crate::database::{DatabaseError, Reason};

/// The cause in words, where it was no server of PostgreSQL's that said it. What it means is in the text as it
/// came, for a password may be one of the words.
pub(super) fn explained(told: Told<'_>, login: &Login) -> Option<DatabaseError> {
    if !told.routine.is_empty() {
        return None;
    }
    if !told.file.is_empty() {
        return pgpool(told, login);
    }
    let text = quoted(told.raw, Some(login));
    let low = told.raw.to_ascii_lowercase();
    let passed_on = if told.code == "08P01" { passed_on(told, &low, &text, login) } else { None };
    passed_on.or_else(|| in_its_own_words(told.code, &low, &text, login))
}

/// Whether pgpool-II said it: it names the file of its source, and no function.
pub(in super::super) fn is_of_pgpool(cause: &DriverError) -> bool {
    cause.as_db_error().is_some_and(|error| error.routine().is_none() && error.file().is_some())
}

/// What pgpool-II says itself. What is wrong with a login it tells in the files that are about it.
fn pgpool(told: Told<'_>, login: &Login) -> Option<DatabaseError> {
    if told.code != "XX000" {
        return None;
    }
    let (server, user) = (at(login), login.user.as_str());
    let detail = if told.detail.is_empty() { String::new() } else { format!(" ({})", told.detail) };
    let text = quoted(&format!("{}{detail}", told.raw), Some(login));
    if ["pool_auth.c", "pool_hba.c", "pool_passwd.c"].contains(&told.file) {
        return Some(made(
            Reason::Denied,
            format!("pgpool-II at {server} does not let `{user}` in: {text}"),
            format!(
                "pgpool-II needs `enable_pool_hba = on`, a line with `scram-sha-256` in its `pool_hba.conf`, and in its \
                 `pool_passwd` a line `{user}:` and the password; the password may be wrong too"
            ),
        ));
    }
    Some(made(Reason::Unavailable, format!("pgpool-II at {server} cannot do it now: {text}"), LATER))
}

/// What a server answered to PgBouncer, which passes it on under the one code that it has. It may log in as
/// another role, or to another database, than we do.
fn passed_on(told: Told<'_>, low: &str, text: &str, login: &Login) -> Option<DatabaseError> {
    let Login { user, database, .. } = login;
    let lacks = |what| low.contains(what) && low.contains("\" does not exist");
    let (code, routine, reason, ours) = if lacks("database \"") {
        ("3D000", "", Reason::Failed, database)
    } else if lacks("role \"") || low.contains("not permitted to log in") {
        ("28000", NO_LOGIN, Reason::Denied, user)
    } else if low.contains("pg_hba") {
        ("28000", NO_ENTRY, Reason::Denied, user)
    } else {
        return None;
    };
    if text.contains(&format!("\"{ours}\"")) {
        return Some(by_code(Told { code, routine, ..told }, login));
    }
    let message = format!("the server behind {} does not let PgBouncer in: {text}", at(login));
    Some(made(reason, message, "PgBouncer's `[databases]` name the role and the database that it uses there"))
}

/// What Supabase's pooler and PgBouncer say in words of their own.
fn in_its_own_words(code: &str, low: &str, text: &str, login: &Login) -> Option<DatabaseError> {
    let says = |words: &[&str]| words.iter().any(|word| low.contains(word));
    let server = at(login);
    let user = login.user.as_str();
    let database = login.database.as_str();
    if says(&["tenant or user not found", "tenant/user"]) {
        return Some(made(
            Reason::Denied,
            format!("the pooler {server} does not know the user `{user}`"),
            "at Supabase's pooler the user is `postgres.` and the project's reference, and the host that of the \
             project's region: the dashboard shows both under `Connect`; a paused project is not known either",
        ));
    }
    if says(&["circuit breaker", "too many authentication", "banned"]) {
        return Some(made(
            Reason::Unavailable,
            format!("{server} refuses all logins for a while, after repeated wrong passwords: {text}"),
            "put the password right, and wait some minutes",
        ));
    }
    let refused = ["no such user", "sasl authentication failed", "auth failed", "not allowed to log in"];
    if says(&refused) || (code == "08P01" && says(&["authentication failed"])) {
        let hint =
            "at PgBouncer, `auth_file` or `auth_query` says who may log in; the password may be wrong too";
        return Some(made(Reason::Denied, format!("{server} does not let `{user}` in: {text}"), hint));
    }
    if says(&["no such database"]) {
        return Some(no_database(&server, database));
    }
    if says(&["unsupported startup parameter"]) {
        return Some(made(
            Reason::Failed,
            format!("PgBouncer at {server} refuses a parameter of the connection: {text}"),
            "leave `options` out of the database URL, or add it to PgBouncer's `ignore_startup_parameters`",
        ));
    }
    if says(&["in statement pooling mode", "not allowed in statement pooling"]) {
        return Some(made(
            Reason::Failed,
            format!("PgBouncer at {server} gives each statement another connection: {text}"),
            "set PgBouncer's `pool_mode` to `transaction` or `session`; `resume` needs transactions",
        ));
    }
    if says(&["query_timeout"]) {
        let message = format!("the pooler {server} ended a statement that took too long: {text}");
        return Some(made(Reason::Unavailable, message, "it is tried again later").less_may_do());
    }
    if says(&[
        "query_wait_timeout",
        "client_login_timeout",
        "server login failed",
        "server login has been failing",
        "cannot connect to server",
        "no more connections allowed",
        "max client connections",
        "max clients reached",
        "server conn crashed",
        "pgbouncer cannot connect",
        "database is paused",
        "is disabled",
        "the database system is in recovery",
    ]) {
        return Some(made(
            Reason::Unavailable,
            format!("the pooler {server} has no connection to give at the moment: {text}"),
            LATER,
        ));
    }
    None
}
