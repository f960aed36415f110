//! What a server says itself, by its code (PostgreSQL's manual, appendix A) and by the function that says it:
//! what it says in words is in the server's language.

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
        // Where all are missing, this one is named: it is asked first.
        "42P01" if !text.contains("resume.meta") => made(
            Reason::Failed,
            format!("not all tables are there: {text}"),
            "`resume db check` names those that are missing, and says what to do",
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
            format!("{server} allows no connection to the database `{database}`: {text}"),
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
