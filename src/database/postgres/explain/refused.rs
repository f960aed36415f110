//! What a server says itself, by its code (PostgreSQL's manual, appendix A) and by the function that says it:
//! what it says in words is in the server's language.

use tokio_postgres::error::DbError;

use super::pooler;
use super::words::{Login, STEP_BY_STEP, at, quoted};
use crate::database::supabase::Place;
use crate::database::{DatabaseError, Reason};

const ASK_AGAIN: &str =
    "`resume db use -` takes the right URL; in it write `%40` for `@`, `%3A` for `:`, `%2F` for `/`";
const INITIALISE: &str = "`resume db init` makes the tables; `resume db init --print` shows the SQL";
pub(super) const LATER: &str = "nothing needs to be done: it is tried again later";

/// What came instead of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told<'a> {
    pub code: &'a str,
    pub raw: &'a str,
    pub detail: &'a str,
    /// The function and the file of the source that it comes from. PostgreSQL tells both, pgpool-II the file alone,
    /// other poolers neither.
    pub routine: &'a str,
    pub file: &'a str,
}

/// Finds that a role may not log in.
pub(super) const NO_LOGIN: &str = "InitializeSessionUserId";
/// Finds no line in `pg_hba.conf`.
pub(super) const NO_ENTRY: &str = "ClientAuthentication";

/// The cause in words, and what to do about it.
pub(super) fn by_server(error: &DbError, login: &Login) -> DatabaseError {
    let told = Told {
        code: error.code().code(),
        raw: error.message(),
        detail: error.detail().unwrap_or_default(),
        routine: error.routine().unwrap_or_default(),
        file: error.file().unwrap_or_default(),
    };
    explained(told, login)
}

fn explained(told: Told<'_>, login: &Login) -> DatabaseError {
    pooler::explained(told, login).unwrap_or_else(|| by_code(told, login))
}

pub(super) fn made(reason: Reason, message: impl Into<String>, hint: impl Into<String>) -> DatabaseError {
    DatabaseError::new(reason, message).hint(hint)
}

/// A name as SQL takes it.
pub(in super::super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('\0', "").replace('"', "\"\""))
}

pub(super) fn no_database(server: &str, database: &str) -> DatabaseError {
    made(
        Reason::Failed,
        format!("there is no database `{database}` on {server}"),
        format!("create it with `createdb {database}`, or name another one in the database URL"),
    )
}

/// What is told is the server's text without the password.
pub(super) fn by_code(told: Told<'_>, login: &Login) -> DatabaseError {
    let Told { code, routine, .. } = told;
    let text = quoted(told.raw, Some(login));
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
        "28000" => authorization(routine, &text, login),
        "3D000" => no_database(&server, database),
        "42501" | "42704" => privilege(told, &text, login),
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
        "57P01" | "57P02" | "57P05" | "25P03" => {
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
        // A standby refuses the beginning of a transaction that may write, as a value of a setting.
        "25006" | "0A000" if code == "25006" || routine == "call_bool_check_hook" => made(
            Reason::Unavailable,
            format!("{server} is read-only: {text}"),
            "it is a standby: name the primary in the database URL (`target_session_attrs=primary` finds it among \
             several hosts); or its disk is full",
        ),
        "25P04" => made(
            Reason::Unavailable,
            format!("{server} took too long: {text}"),
            "it is tried again later; the server's `transaction_timeout` says how long a transaction may take",
        )
        .less_may_do(),
        "55000" if routine == "CheckMyDatabase" => made(
            Reason::Failed,
            format!("{server} lets nobody in to the database `{database}`: {text}"),
            format!("`ALTER DATABASE {} ALLOW_CONNECTIONS true` permits it", identifier(database)),
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
        // Citus, of one of its workers.
        _ if code.starts_with("08") && routine == "ReportConnectionError" => made(
            Reason::Unavailable,
            format!("{server} cannot do it now: {text} ({code})"),
            "it is tried again later; should it stay so, the nodes of Citus do not let each other in: `pg_dist_authinfo`, \
             or `.pgpass` of the user that runs the server, names the password of the role",
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

fn authorization(routine: &str, text: &str, login: &Login) -> DatabaseError {
    let (server, user, database) = (at(login), login.user.as_str(), login.database.as_str());
    let denied = |message: String, hint: String| made(Reason::Denied, message, hint);
    match routine {
        NO_LOGIN => denied(
            format!("the role `{user}` may not log in on {server}: {text}"),
            format!(
                "`createuser {user}` makes it where there is none, and `ALTER ROLE {} LOGIN` lets in one that is there; \
                 or name another one in the database URL",
                identifier(user)
            ),
        ),
        NO_ENTRY => denied(
            format!("{server} does not let `{user}` in to `{database}` from here: {text}"),
            if login.is_plain() {
                "the server may want TLS: `sslmode=require` or stronger; otherwise a line in its `pg_hba.conf` is missing"
                    .to_owned()
            } else {
                "a line in the server's `pg_hba.conf` is missing; its operator can add one".to_owned()
            },
        ),
        // Asked for something else than a password.
        "auth_failed" => denied(
            format!("{server} does not let `{user}` in: {text}"),
            if login.is_socket() {
                format!(
                    "by its socket it may take only the role of one's login name (`peer` in its `pg_hba.conf`): name that \
                     role, or log in by TCP, with a password: `postgresql://{user}:PASSWORD@localhost/{database}`"
                )
            } else {
                "its `pg_hba.conf` asks for something else than a password of its own (`ident`, `ldap`, `pam`, `cert`): \
                 its operator knows what, or can add a line with `scram-sha-256`"
                    .to_owned()
            },
        ),
        _ => denied(format!("{server} does not let `{user}` in: {text}"), ASK_AGAIN.to_owned()),
    }
}

/// A privilege is missing, or a role.
fn privilege(told: Told<'_>, text: &str, login: &Login) -> DatabaseError {
    let (server, user, role) = (at(login), login.user.as_str(), login.role());
    match (told.code, told.routine) {
        (_, "CheckMyDatabase") => made(
            Reason::Denied,
            format!("{server} does not let `{user}` in to the database `{}`: {text}", login.database),
            format!(
                "`GRANT CONNECT ON DATABASE {} TO {}`, run by the owner of the database, permits it",
                identifier(&login.database),
                identifier(user)
            ),
        ),
        // The policies, and a trigger that stands in for them.
        ("42501", "ExecWithCheckOptions" | "exec_stmt_raise") => made(
            Reason::Denied,
            format!("`{role}` may not write rows of that name: {text}"),
            "`RESUME_USER` says whose rows are meant: leave it out, and they are those of the role that logs in",
        ),
        ("42501", _) => made(
            Reason::Denied,
            format!("`{role}` lacks a privilege: {text}"),
            format!(
                "`resume db init --role {role}`, called by the owner of the tables, grants what is needed"
            ),
        ),
        // A role, which the grants of `db init --role` name.
        (_, routine) if routine.starts_with("get_role") => made(
            Reason::Failed,
            format!("{server} refused: {text}"),
            "create the role first: `createuser --pwprompt NAME`, or `CREATE ROLE … LOGIN PASSWORD …` in SQL",
        ),
        (code, _) => made(Reason::Failed, format!("{server} refused: {text} ({code})"), STEP_BY_STEP),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(url: &str) -> Login {
        let url: crate::database::PostgresUrl = url.parse().unwrap();
        Login::new(&url, &url.servers()[0])
    }

    /// What a server or a pooler says with this code. PostgreSQL names a function, for which stands the one that
    /// the cause is told by, where there is one.
    fn by_code_or_words(code: &str, raw: &str, login: &Login) -> DatabaseError {
        let routine = match code {
            "08P01" | "XX000" => "",
            "28000" if raw.contains("pg_hba") => NO_ENTRY,
            "28000" => NO_LOGIN,
            "42501" if raw.contains("row-level") => "ExecWithCheckOptions",
            "42704" => "get_role_oid",
            _ => "any",
        };
        explained(Told { code, raw, routine, ..Told::default() }, login)
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
            ("0A000", "another feature that is missing", Reason::Failed),
            ("25P04", "terminating connection due to transaction timeout", Reason::Unavailable),
            ("25P03", "terminating connection due to idle-in-transaction timeout", Reason::Unavailable),
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
            ("08P01", "query_timeout", Reason::Unavailable),
            ("08P01", "transaction blocks not allowed in statement pooling mode", Reason::Failed),
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

    /// The words are in the server's language, which here is none.
    #[test]
    fn the_function_that_tells_it_says_what_helps() {
        let plain = login("postgres://ada:hunter2@h/d");
        let socket = login("postgres://ada@/d?host=/run/postgresql");
        let mut secure = plain.clone();
        secure.note_encryption(true);
        let mut acting = plain.clone();
        acting.note_role("owner".to_owned());
        for (code, routine, login, reason, helps) in [
            ("28000", "InitializeSessionUserId", &plain, Reason::Denied, "ALTER ROLE \"ada\" LOGIN"),
            ("28000", "ClientAuthentication", &plain, Reason::Denied, "sslmode=require"),
            (
                "28000",
                "ClientAuthentication",
                &secure,
                Reason::Denied,
                "a line in the server's `pg_hba.conf`",
            ),
            (
                "28000",
                "ClientAuthentication",
                &socket,
                Reason::Denied,
                "a line in the server's `pg_hba.conf`",
            ),
            ("28000", "auth_failed", &socket, Reason::Denied, "@localhost/"),
            ("28000", "auth_failed", &plain, Reason::Denied, "scram-sha-256"),
            ("42501", "CheckMyDatabase", &plain, Reason::Denied, "GRANT CONNECT ON DATABASE \"d\""),
            ("42501", "ExecWithCheckOptions", &plain, Reason::Denied, "RESUME_USER"),
            ("42501", "exec_stmt_raise", &plain, Reason::Denied, "RESUME_USER"),
            ("42501", "aclcheck_error", &plain, Reason::Denied, "db init --role ada"),
            ("42501", "aclcheck_error", &acting, Reason::Denied, "db init --role owner"),
            ("42704", "get_role_oid", &plain, Reason::Failed, "createuser"),
            ("0A000", "call_bool_check_hook", &plain, Reason::Unavailable, "target_session_attrs=primary"),
            (
                "25006",
                "PreventCommandIfReadOnly",
                &plain,
                Reason::Unavailable,
                "target_session_attrs=primary",
            ),
            ("25P04", "ProcessInterrupts", &plain, Reason::Unavailable, "transaction_timeout"),
            ("55000", "CheckMyDatabase", &plain, Reason::Failed, "ALLOW_CONNECTIONS"),
            ("08006", "ReportConnectionError", &plain, Reason::Unavailable, "pg_dist_authinfo"),
        ] {
            let error = explained(Told { code, raw: "☃", routine, ..Told::default() }, login);
            let hint = error.hint.clone().unwrap_or_default();
            assert!(error.reason == reason && hint.contains(helps), "{code} {routine}: {error} ({hint})");
            assert!(error.message.contains('☃'), "{error}");
        }
    }

    #[test]
    fn pgpool_is_told_by_its_files() {
        let login = login("postgres://ada:hunter2@h/d");
        for (file, raw, detail, reason) in [
            (
                "pool_hba.c",
                "SCRAM authentication failed",
                "pool_passwd file does not contain an entry for \"ada\"",
                Reason::Denied,
            ),
            (
                "pool_auth.c",
                "failed to authenticate with backend using SCRAM",
                "valid password not found",
                Reason::Denied,
            ),
            (
                "pool_auth.c",
                "authentication failed",
                "password hunter2 does not exist in backend",
                Reason::Denied,
            ),
            ("pool_connection_pool.c", "failed to create a backend connection", "", Reason::Unavailable),
        ] {
            let error = explained(Told { code: "XX000", raw, detail, file, ..Told::default() }, &login);
            let told = format!("{error} {}", error.hint.clone().unwrap_or_default());
            assert!(error.reason == reason && error.message.contains(raw), "{told}");
            assert!(error.message.contains(detail) != detail.contains("hunter2"), "{told}");
            assert!(
                !told.contains("hunter2") && told.contains("pool_passwd") == (reason == Reason::Denied),
                "{told}"
            );
        }
    }
}
