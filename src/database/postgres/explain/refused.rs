//! What a server says itself, by its code (PostgreSQL's manual, appendix A) and, where poolers use
//! one code for everything, by its words.

use tokio_postgres::error::DbError;

use super::words::{Login, STEP_BY_STEP, at, quoted};
use crate::database::supabase::Place;
use crate::database::{DatabaseError, Reason};

const ASK_AGAIN: &str =
    "`resume db use -` takes the right URL; in it write `%40` for `@`, `%3A` for `:`, `%2F` for `/`";
const INITIALISE: &str = "`resume db init` makes the tables; `resume db init --print` shows the SQL";
const LATER: &str = "nothing needs to be done: it is tried again later";

/// The cause in words, and what to do about it.
pub(super) fn by_server(error: &DbError, login: &Login) -> DatabaseError {
    by_code_or_words(error.code().code(), error.message(), login)
}

/// What is told is the server's text without the password; what it means is in the text as it came, for
/// a password may be one of the words.
fn by_code_or_words(code: &str, raw: &str, login: &Login) -> DatabaseError {
    let text = quoted(raw, Some(login));
    let low = raw.to_ascii_lowercase();
    let passed_on = if code == "08P01" { behind_pooler(&low, &text, login) } else { None };
    let by_pooler = || pooler(code, &low, &text, login);
    passed_on.or_else(by_pooler).unwrap_or_else(|| by_code(code, &low, &text, login))
}

fn made(reason: Reason, message: impl Into<String>, hint: impl Into<String>) -> DatabaseError {
    DatabaseError::new(reason, message).hint(hint)
}

/// What a server answered to PgBouncer, which passes it on under the one code that it has. It may log in as
/// another role, or to another database, than we do.
fn behind_pooler(low: &str, text: &str, login: &Login) -> Option<DatabaseError> {
    let Login { user, database, .. } = login;
    let lacks = |what| low.contains(what) && low.contains("\" does not exist");
    let (code, reason, ours) = if lacks("database \"") {
        ("3D000", Reason::Failed, database)
    } else if lacks("role \"") || low.contains("not permitted to log in") || low.contains("pg_hba") {
        ("28000", Reason::Denied, user)
    } else {
        return None;
    };
    if text.contains(&format!("\"{ours}\"")) {
        return Some(by_code(code, low, text, login));
    }
    let message = format!("the server behind {} does not let PgBouncer in: {text}", at(login));
    Some(made(reason, message, "PgBouncer's `[databases]` name the role and the database that it uses there"))
}

/// What Supabase's pooler and PgBouncer say in words of their own.
fn pooler(code: &str, low: &str, text: &str, login: &Login) -> Option<DatabaseError> {
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

/// A name as SQL takes it.
pub(in super::super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('\0', "").replace('"', "\"\""))
}

fn no_database(server: &str, database: &str) -> DatabaseError {
    made(
        Reason::Failed,
        format!("there is no database `{database}` on {server}"),
        format!("create it with `createdb {database}`, or name another one in the database URL"),
    )
}

fn by_code(code: &str, low: &str, text: &str, login: &Login) -> DatabaseError {
    let server = at(login);
    let user = login.user.as_str();
    let database = login.database.as_str();
    match code {
        "28P01" if !login.has_password() => no_password(&server, user),
        "28P01" => {
            let supabase = match login.supabase() {
                Some(Place::Direct { .. }) => {
                    "; it is the database's password, not that of the account at Supabase"
                }
                Some(Place::Pooler) => {
                    "; at Supabase's pooler the user is `postgres.` and the project's reference"
                }
                None => "",
            };
            let message = format!("{server} does not accept the password of `{user}`");
            made(Reason::Denied, message, format!("{ASK_AGAIN}{supabase}"))
        }
        "28000" => authorization(low, text, &server, user, database),
        "3D000" => no_database(&server, database),
        "42501" if low.contains("row-level security") => made(
            Reason::Denied,
            format!("`{user}` may not write rows of that name: {text}"),
            "`RESUME_USER` says whose rows are meant: leave it out, and they are those of the role that logs in",
        ),
        "42501" if low.contains("for database") => made(
            Reason::Denied,
            format!("`{user}` may not make the tables: {text}"),
            format!(
                "`GRANT CREATE ON DATABASE {} TO {}`, run by the owner of the database, permits it",
                identifier(database),
                identifier(user)
            ),
        ),
        // A role, which the grants of `db init --role` name.
        "42704" if low.starts_with("role ") => made(
            Reason::Failed,
            format!("{server} refused: {text}"),
            "create the role first: `createuser --pwprompt NAME`, or `CREATE ROLE … LOGIN PASSWORD …` in SQL",
        ),
        "42501" => made(
            Reason::Denied,
            format!("`{user}` lacks a privilege: {text}"),
            format!(
                "`resume db init --role {user}`, called by the owner of the tables, grants what is needed"
            ),
        ),
        "3F000" | "42P01" => {
            made(Reason::Uninitialised, format!("the tables are missing: {text}"), INITIALISE)
        }
        "42703" | "42883" => {
            made(Reason::Uninitialised, format!("the tables are not complete: {text}"), INITIALISE)
        }
        "53300" | "53400" => {
            made(Reason::Unavailable, format!("{server} has no connection left: {text}"), LATER)
        }
        "57P03" => made(Reason::Unavailable, format!("{server} is starting or stopping: {text}"), LATER),
        "57P01" | "57P02" | "57P05" => {
            made(Reason::Unavailable, format!("{server} ended the connection: {text}"), LATER)
        }
        "57014" => made(
            Reason::Unavailable,
            format!("{server} took too long: {text}"),
            "it is tried again later; another device or program may hold a lock on the tables",
        )
        .less_may_do(),
        "55P03" => made(
            Reason::Unavailable,
            format!("{server} took too long: {text}"),
            "it is tried again later; another device or program holds a lock on the tables",
        ),
        "25006" => made(
            Reason::Unavailable,
            format!("{server} is read-only: {text}"),
            "it is a standby (`target_session_attrs=primary` looks for the other one), or its disk is full",
        ),
        "53100" => made(
            Reason::Unavailable,
            format!("the disk of {server} is full: {text}"),
            "make room there; nothing is lost meanwhile",
        ),
        "XX001" | "XX002" => made(
            Reason::Corrupt,
            format!("{server} finds its data damaged: {text}"),
            "restore a backup of the server; what this device holds is stored again by itself",
        ),
        "26000" | "42P05" => made(
            Reason::Failed,
            format!("{server} mixes up sessions: {text}"),
            "is a pooler there that rewrites statements?",
        ),
        // Overload, lost connections, deadlocks.
        _ if ["53", "08", "40", "58"].iter().any(|class| code.starts_with(class)) => {
            made(Reason::Unavailable, format!("{server} cannot do it now: {text} ({code})"), LATER)
        }
        _ => made(Reason::Failed, format!("{server} refused: {text} ({code})"), STEP_BY_STEP),
    }
}

/// Told too where the driver itself finds that there is none.
pub(super) fn no_password(server: &str, user: &str) -> DatabaseError {
    made(
        Reason::Denied,
        format!("{server} asks for the password of `{user}`, and the database URL holds none"),
        "`resume db use -` takes a URL with it, `postgres://USER:PASSWORD@…`, or asks for it on a terminal",
    )
}

fn authorization(low: &str, text: &str, server: &str, user: &str, database: &str) -> DatabaseError {
    if low.contains("does not exist") {
        let hint = format!("create it with `createuser {user}`, or name another one in the database URL");
        return made(Reason::Denied, format!("there is no role `{user}` on {server}"), hint);
    }
    if low.contains("not permitted to log in") {
        let hint = format!("`ALTER ROLE {user} LOGIN` permits it");
        return made(Reason::Denied, format!("the role `{user}` may not log in on {server}"), hint);
    }
    if low.contains("pg_hba") {
        let plain = low.contains("no encryption") || low.contains("ssl off");
        let hint = if plain {
            "the server may want TLS: `sslmode=require` or stronger; otherwise a line in its `pg_hba.conf` is missing"
        } else {
            "a line in the server's `pg_hba.conf` is missing; its operator can add one"
        };
        let message = format!("{server} does not let `{user}` in to `{database}` from here: {text}");
        return made(Reason::Denied, message, hint);
    }
    made(Reason::Denied, format!("{server} does not let `{user}` in: {text}"), ASK_AGAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(url: &str) -> Login {
        let url: crate::database::PostgresUrl = url.parse().unwrap();
        Login::new(&url, &url.servers()[0])
    }

    #[test]
    fn each_cause_has_its_reason_a_hint_and_no_secret() {
        let login = login("postgres://ada:hunter2@db.example/d");
        for (code, text, reason) in [
            ("28P01", "password authentication failed for user \"ada\"", Reason::Denied),
            ("28000", "role \"ada\" does not exist", Reason::Denied),
            ("28000", "no pg_hba.conf entry for host \"::1\", user \"ada\", no encryption", Reason::Denied),
            ("28000", "role \"ada\" is not permitted to log in", Reason::Denied),
            ("3D000", "database \"d\" does not exist", Reason::Failed),
            ("42501", "permission denied for schema resume", Reason::Denied),
            ("42501", "new row violates row-level security policy for table \"accounts\"", Reason::Denied),
            ("42501", "permission denied for database d", Reason::Denied),
            ("42704", "role \"nobody\" does not exist", Reason::Failed),
            ("3F000", "schema \"resume\" does not exist", Reason::Uninitialised),
            ("42P01", "relation \"resume.meta\" does not exist", Reason::Uninitialised),
            ("42883", "function resume.f() does not exist", Reason::Uninitialised),
            ("53300", "sorry, too many clients already", Reason::Unavailable),
            ("57P03", "the database system is starting up", Reason::Unavailable),
            ("57P01", "terminating connection due to administrator command", Reason::Unavailable),
            ("57014", "canceling statement due to statement timeout", Reason::Unavailable),
            ("25006", "cannot execute INSERT in a read-only transaction", Reason::Unavailable),
            ("53100", "could not extend file: No space left on device", Reason::Unavailable),
            ("40001", "could not serialize access", Reason::Unavailable),
            ("55P03", "canceling statement due to lock timeout", Reason::Unavailable),
            ("XX001", "invalid page in block 7", Reason::Corrupt),
            ("XX000", "Tenant or user not found", Reason::Denied),
            ("XX000", "Circuit breaker open: Too many authentication errors", Reason::Unavailable),
            ("08P01", "no such user: ada", Reason::Denied),
            ("08P01", "no such database: d", Reason::Failed),
            ("08P01", "SASL authentication failed", Reason::Denied),
            ("08P01", "unsupported startup parameter: options", Reason::Failed),
            ("08P01", "query_wait_timeout", Reason::Unavailable),
            ("08P01", "server login has been failing, try again later", Reason::Unavailable),
            ("08P01", "no more connections allowed (max_client_conn)", Reason::Unavailable),
            ("08P01", "password authentication failed", Reason::Denied),
            ("08P01", "password authentication failed for user \"ghost\"", Reason::Denied),
            (
                "08P01",
                "server login has been failing, cached error: password authentication failed",
                Reason::Denied,
            ),
            ("08P01", "\"trust\" authentication failed", Reason::Denied),
            ("08P01", "role \"ghost\" does not exist", Reason::Denied),
            ("08P01", "role \"ghost\" is not permitted to log in", Reason::Denied),
            ("08P01", "no pg_hba.conf entry for host \"::1\", user \"ghost\", no encryption", Reason::Denied),
            ("08P01", "database \"nodb\" does not exist", Reason::Failed),
            ("08P01", "something else", Reason::Unavailable),
            ("22000", "something else", Reason::Failed),
        ] {
            let raw = format!("{text} hunter2\u{1b}\n{}", "x".repeat(500));
            let error = by_code_or_words(code, &raw, &login);
            assert_eq!(error.reason, reason, "{error}");
            let told = format!("{error} {error:?}");
            assert!(error.hint.is_some() && !told.contains("hunter2"), "{told}");
            assert!(
                error.message.chars().count() < 320 && !error.message.contains(['\u{1b}', '\n']),
                "{error}"
            );
        }
    }

    #[test]
    fn a_lock_may_be_another_devices() {
        for code in ["55P03", "57014"] {
            let hint =
                by_code_or_words(code, "canceling statement", &login("postgres://ada@h/d")).hint.unwrap();
            assert!(hint.contains("another device or program"), "{hint}");
        }
    }

    #[test]
    fn a_password_that_is_a_word_of_the_message_changes_no_cause() {
        for (password, code, text, reason) in [
            ("auth", "08P01", "SASL authentication failed", Reason::Denied),
            ("such", "08P01", "no such user: ada", Reason::Denied),
            ("hba", "28000", "no pg_hba.conf entry for host \"::1\"", Reason::Denied),
            ("exist", "28000", "role \"ada\" does not exist", Reason::Denied),
            ("paused", "XX000", "database is paused", Reason::Unavailable),
        ] {
            let other = by_code_or_words(code, text, &login("postgres://ada:other@h/d"));
            let error = by_code_or_words(code, text, &login(&format!("postgres://ada:{password}@h/d")));
            assert_eq!((error.reason, &error.hint), (reason, &other.hint), "{password}: {error}");
            let short = quoted(text, Some(&login(&format!("postgres://ada:{password}@h/d"))));
            assert_eq!(short.contains(password), password.len() < 4, "{short}");
        }
    }

    #[test]
    fn what_a_pooler_passes_on_is_told_as_by_the_server_unless_it_is_about_another() {
        let login = login("postgres://ada:hunter2@h/d");
        let told = |code: &str, text: &str| by_code_or_words(code, text, &login).message;
        for (code, text) in [
            ("28000", "role \"ada\" does not exist"),
            ("28000", "role \"ada\" is not permitted to log in"),
            ("28000", "no pg_hba.conf entry for host \"::1\", user \"ada\", database \"d\", no encryption"),
            ("3D000", "database \"d\" does not exist"),
        ] {
            assert_eq!(told("08P01", text), told(code, text));
            let other = text.replace("\"ada\"", "\"ghost\"").replace("\"d\" does", "\"nodb\" does");
            assert_eq!(
                told("08P01", &other),
                format!("the server behind `h` does not let PgBouncer in: {other}")
            );
        }
    }

    #[test]
    fn a_missing_password_is_no_wrong_one() {
        let error = by_code_or_words("28P01", "", &login("postgres://ada@h/d"));
        assert_eq!(error.message, "`h` asks for the password of `ada`, and the database URL holds none");
    }
}
