//! What came instead of an answer: from a server, or from a pooler in between. That has one code for everything, and
//! its words are English always.

use tokio_postgres::Error as DriverError;
use tokio_postgres::error::DbError;

use super::refused::{LATER, NO_ENTRY, NO_LOGIN, Told, by_code, made, no_database};
use super::words::{Login, at, quoted};
use crate::database::{DatabaseError, Reason};

/// In how much of a message the words of poolers are sought, in bytes. What they say is short, and the words are some
/// thirty.
const LONGEST: usize = 4 << 10;

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
    by_pooler(told, login).unwrap_or_else(|| by_code(told, login))
}

/// The cause in words, where it was no server of PostgreSQL's that said it. What it means is in the text as it
/// came, for a password may be one of the words.
fn by_pooler(told: Told<'_>, login: &Login) -> Option<DatabaseError> {
    if !told.routine.is_empty() {
        return None;
    }
    if !told.file.is_empty() {
        return pgpool(told, login);
    }
    let text = quoted(told.raw, Some(login));
    let low = told.raw[..told.raw.floor_char_boundary(LONGEST)].to_ascii_lowercase();
    let is_bouncer = told.code == "08P01";
    let passed_on = if is_bouncer { passed_on(told, &low, &text, login) } else { None };
    let known = passed_on.or_else(|| in_its_own_words(told.code, &low, &text, login));
    known.or_else(|| is_bouncer.then(|| in_other_words(&text, login)))
}

/// What PgBouncer passes on in the language of the server, which may be that it is starting, or that it does not
/// accept the password that PgBouncer has.
fn in_other_words(text: &str, login: &Login) -> DatabaseError {
    made(
        Reason::Unavailable,
        format!("{} cannot do it now: {text} (08P01)", at(login)),
        "it is tried again later; should it stay so, the server behind PgBouncer does not let it in: `auth_file` or \
         `auth_query` has the password that PgBouncer uses there",
    )
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
            ("42P01", "relation \"resume.documents\" does not exist", Reason::Failed),
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
    fn the_words_of_a_pooler_are_sought_in_the_beginning_of_a_message() {
        let login = login("postgres://ada@h/d");
        let reason =
            |before: String| by_code_or_words("08P01", &format!("{before}é no such user"), &login).reason;
        assert_eq!(reason("x".repeat(LONGEST - 20)), Reason::Denied);
        // The cut would be within a letter.
        assert_eq!(reason("x".repeat(LONGEST - 1)), Reason::Unavailable);
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

    /// PgBouncer drops the code of what a server says to it, and what is left is in the server's language.
    #[test]
    fn what_a_pooler_passes_on_in_another_language_has_a_remedy() {
        let login = login("postgres://ada:hunter2@h/d");
        for text in [
            "Passwort-Authentifizierung für Benutzer »ada« fehlgeschlagen",
            "authentification par mot de passe échouée pour l'utilisateur  « ada »",
            "ユーザー\"ada\"のパスワード認証に失敗しました",
        ] {
            let error = by_code_or_words("08P01", text, &login);
            let hint = error.hint.unwrap_or_default();
            assert!(error.reason == Reason::Unavailable && hint.contains("`auth_file`"), "{text}: {hint}");
            assert!(error.message.contains(text), "{}", error.message);
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
