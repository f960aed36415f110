//! What a server costs, compared with PostgreSQL's own tools in the same run: `cargo bench --bench postgres`.
//!
//! Whole processes are run by turns and their medians compared, as `speed.rs` does it. The server, with
//! PgBouncer before it, is the tests' own: it stands in a directory of its own, in memory where there is room, and ends
//! with this process. `psql` is started itself, without the wrapper that Debian puts before it.
//!
//! That the round trips of a synchronisation do not grow with its records is counted, not timed, by
//! `the_number_of_statements_is_the_same_for_one_record_and_for_many` in `tests/database_contract`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program for developers"
)]

#[path = "../tests/support/postgres/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod cluster;
#[path = "common/mod.rs"]
mod common;
#[path = "../tests/support/directory.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod directory;

use std::cell::Cell;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use nix::sys::prctl::set_child_subreaper;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use resume::database::postgres::{grants, statements};

use cluster::{POOL, Role, Server, TestDatabase, wait_until};
use common::{Files, Side, compare, experiences, headline, other, program};

/// How long the server may take for what is not timed.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often each side is run.
const RUNS: usize = 30;

/// How often, where the tables have to be put back each time.
const RUNS_THAT_WRITE: usize = 15;

/// How often, where a process takes milliseconds.
const RUNS_OF_ADD: usize = 600;

/// How many experiences are loaded and pushed.
const COUNT: usize = 10_000;

/// How many synchronise at once, and how many experiences each has.
const USERS: usize = 200;
const EACH: usize = 20;

/// What a row is made of, but for what the triggers add.
const COLUMNS: &str = "user_id, id, kind, title, organization, location, url, start_date, end_date, text, \
    bullets, skills, tags, metadata, created_at, updated_at, deleted_at, change_id, device";

type Database = Rc<TestDatabase<'static>>;

fn main() {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let root = directory.path();
    let server = Server::shared();
    let limited = server.role("limited");
    let tables = format!("{}{}", statements(), grants(&limited.name));
    let make = || Rc::new(server.database_with(&tables));
    headline();
    // `cargo bench --bench postgres -- ai` measures the log of AI calls and nothing else, `-- loading` the
    // first load, `-- adding` a save.
    let only = |part: &str| std::env::args().any(|argument| argument == part);
    if only("adding") {
        return adding(root, &make());
    }
    if !only("loading") {
        counting_calls(root, &make());
    }
    if only("ai") {
        return;
    }
    let (alone, crowded) = (make(), make());
    pending(root, "pending", COUNT);
    for (role, name) in [(&alone.owner(), "owner"), (&limited, "limited role")] {
        loading(root, &alone, role, name);
        if !only("loading") {
            pushing(root, &alone, role, name);
        }
    }
    if only("loading") {
        return;
    }
    crowd(&crowded);
    for (role, name) in [(&alone.owner(), "owner"), (&limited, "limited")] {
        among_others(root, (&make(), &crowded), role, name);
    }
    adding(root, &make());
    at_once(root, &make());
}

/// `ai stats` over 100,000 calls, against the same question in SQL.
fn counting_calls(root: &Path, database: &Database) {
    let (home, owner) = (root.join("calls"), database.owner());
    sync(&home, &database.url(&owner));
    database.sql(&CALLS.replace("$user", &owner.name));
    database.sql("VACUUM ANALYZE");
    let mut command = program(&home);
    command.args(["ai", "stats", "--json"]).env("RESUME_DATABASE_URL", database.url(&owner));
    command.env("RESUME_SYNC", "manual");
    let ours = Side { label: "resume ai stats --json, 100,000 calls".to_owned(), command, prepare: None };
    let (psql, url) = (Server::psql(), database.url(&owner));
    let arguments = ["-X", "-q", "-d", &url, "-c", COUNTED];
    let theirs = other("psql, the same question", psql.to_str().unwrap(), &arguments);
    compare(ours, Some(theirs), RUNS, 1.5);
}

/// A hundred thousand calls with what they asked and were answered.
const CALLS: &str = "
    INSERT INTO resume.ai_logs (user_id, request_id, operation, model, status, started_at, latency_ms,
      prompt_tokens, completion_tokens, total_tokens, cost, request, response)
    SELECT '$user', lpad(to_hex(n), 8, '0'), 'operation ' || n % 5, 'model ' || n % 7,
      CASE WHEN n % 19 = 0 THEN 'error' ELSE 'ok' END,
      to_char(to_timestamp(1700000000 + n * 60) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),
      n * 7919::bigint % 30011, n % 900, n % 400, n % 900 + n % 400, '0.' || lpad((n % 9973)::text, 6, '0'),
      repeat('x', 400), repeat('y', 400) FROM generate_series(0, 99999) AS n";

/// What `ai stats` says, in SQL.
const COUNTED: &str = "
    SELECT model, count(*), count(*) FILTER (WHERE status = 'error'),
      percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms),
      percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms),
      sum(prompt_tokens), sum(completion_tokens), sum(total_tokens), sum(cost::numeric)
    FROM resume.ai_logs GROUP BY model ORDER BY model";

/// A new session, against the rows as PostgreSQL prints them.
fn loading(root: &Path, database: &Database, role: &Role, name: &str) {
    fill(root, database, role);
    let columns = COLUMNS.replace("user_id, ", "");
    let select =
        format!("SELECT {columns}, revision FROM resume.experiences WHERE user_id = '{}'", role.name);
    let theirs = psql(database, role, "psql \\copy (select …) to stdout", &format!("({select}) TO STDOUT"));
    compare(load(root, database, role, format!("load of 10,000, {name}")), Some(theirs), RUNS, 1.3);
}

/// New experiences, against the same rows from a file. PostgreSQL copies rows into a table under
/// row-level security for its owner only.
fn pushing(root: &Path, database: &Database, role: &Role, name: &str) {
    let (file, owner) = (root.join("rows"), database.owner());
    let rows = format!("SELECT {COLUMNS} FROM resume.experiences WHERE user_id = '{}'", role.name);
    let mut export = psql(database, &owner, "", &format!("({rows}) TO '{}'", file.display()));
    assert!(export.command.status().unwrap().success());
    let order = format!("resume.experiences ({COLUMNS}) FROM '{}'", file.display());
    let mut theirs = psql(database, &owner, "psql \\copy from a file, owner", &order);
    let (emptied, user) = (Rc::clone(database), role.name.clone());
    theirs.prepare = Some(Box::new(move || empty(&emptied, &user)));
    compare(
        push(root, database, role, format!("push of 10,000, {name}")),
        Some(theirs),
        RUNS_THAT_WRITE,
        1.4,
    );
}

/// One user's rows between those of a thousand others, against a table that has no others.
fn among_others(root: &Path, (alone, crowded): (&Database, &Database), role: &Role, name: &str) {
    let (ours, theirs) = (format!("{name}, 1,000,000 of others"), "the same, none of others");
    for database in [alone, crowded] {
        fill(root, database, role);
    }
    let without = load(root, alone, role, theirs.to_owned());
    compare(load(root, crowded, role, format!("load, {ours}")), Some(without), RUNS, 1.1);
    let without = push(root, alone, role, theirs.to_owned());
    compare(push(root, crowded, role, format!("push, {ours}")), Some(without), RUNS_THAT_WRITE, 1.1);
}

/// Saving where a server takes connections and says nothing, against saving without a database.
fn adding(root: &Path, database: &Database) {
    let (original, used) = (root.join("pending-50"), root.join("adding"));
    pending(root, "pending-50", 50);
    sync(&original, &database.url(&database.owner()));
    let silent = Rc::new(TcpListener::bind(("127.0.0.1", 0)).unwrap());
    silent.set_nonblocking(true).unwrap();
    let port = silent.local_addr().unwrap().port();
    // Who was left behind by its parent becomes a child of this process, which sees when it ends.
    set_child_subreaper(true).unwrap();
    let left = Rc::new(Cell::new(false));
    let side = |label: &str, url: &str, leaves: bool| {
        let mut command = program(&used);
        command.args(["add", "Data Engineer"]).env("RESUME_DATABASE_URL", url);
        let files = Files { original: original.clone(), used: used.clone() };
        let (silent, left) = (Rc::clone(&silent), Rc::clone(&left));
        let prepare = move || {
            if left.replace(leaves) {
                hang_up(&silent);
            }
            files.put_back();
        };
        Side { label: label.to_owned(), command, prepare: Some(Box::new(prepare)) }
    };
    let ours = side("resume add, silent server", &format!("postgres://ada:x@127.0.0.1:{port}/resume"), true);
    let theirs = side("resume add, without a database", "none", false);
    compare(ours, Some(theirs), RUNS_OF_ADD, 1.1);
    if left.get() {
        hang_up(&silent);
    }
}

/// Cuts the child in the background off from the server that it waits for, and waits for its end.
/// There is exactly one for each save.
fn hang_up(silent: &TcpListener) {
    wait_until("the child in the background has ended", || {
        while silent.accept().is_ok() {}
        waitpid(Pid::from_raw(-1), Some(WaitPidFlag::WNOHANG)).unwrap() != WaitStatus::StillAlive
    });
}

/// Many users at once, through few connections.
fn at_once(root: &Path, database: &Database) {
    let url = database.pooled_url(&database.owner());
    pending(root, "pending-few", EACH);
    let homes = (0..USERS).map(|number| {
        let home = root.join(format!("user-{number}"));
        Files { original: root.join("pending-few"), used: home.clone() }.put_back();
        home
    });
    let homes: Vec<PathBuf> = homes.collect();
    let started = Instant::now();
    let children = homes.iter().enumerate().map(|(number, home)| {
        let mut command = program(home);
        command.arg("sync").env("RESUME_DATABASE_URL", &url).env("RESUME_USER", format!("user {number}"));
        command.spawn().unwrap()
    });
    let children: Vec<Child> = children.collect();
    let done = children.into_iter().map(|mut child| child.wait().unwrap()).filter(|status| status.success());
    let (done, elapsed) = (done.count(), started.elapsed().as_secs_f64());
    let stored = database.ask("SELECT count(*) FROM resume.experiences");
    println!(
        "{USERS} users at once, through a pool of {POOL}: {done} of {USERS} succeeded in {elapsed:.1} s, \
         {stored} of {} experiences arrived   {}",
        USERS * EACH,
        if done == USERS { "ok" } else { "OVER" }
    );
}

/// Loads everything into a home that is not there yet.
fn load(root: &Path, database: &Database, role: &Role, label: String) -> Side {
    let home = root.join("loading");
    let command = syncing(&home, &database.url(role));
    let prepare = move || drop(fs::remove_dir_all(&home));
    Side { label, command, prepare: Some(Box::new(prepare)) }
}

/// Pushes everything into a table in which the user has nothing.
fn push(root: &Path, database: &Database, role: &Role, label: String) -> Side {
    let files = Files { original: root.join("pending"), used: root.join("pushing") };
    let command = syncing(&files.used, &database.url(role));
    let (database, user) = (Rc::clone(database), role.name.clone());
    let prepare = move || {
        empty(&database, &user);
        files.put_back();
    };
    Side { label, command, prepare: Some(Box::new(prepare)) }
}

/// Has a user's rows stored by the program itself.
fn fill(root: &Path, database: &Database, role: &Role) {
    empty(database, &role.name);
    let home = root.join("filling");
    Files { original: root.join("pending"), used: home.clone() }.put_back();
    sync(&home, &database.url(role));
    database.sql("VACUUM ANALYZE");
}

fn sync(home: &Path, url: &str) {
    assert!(syncing(home, url).status().unwrap().success());
}

fn syncing(home: &Path, url: &str) -> Command {
    let mut command = program(home);
    command.args(["--quiet", "sync"]).env("RESUME_DATABASE_URL", url).env("RESUME_TIMEOUT", "60");
    command
}

/// A home with that many experiences, of which no database knows.
fn pending(root: &Path, name: &str, count: usize) {
    let file = root.join("import.json");
    fs::write(&file, experiences(count).to_string()).unwrap();
    let mut import = program(&root.join(name));
    import.arg("import").arg(&file).env("RESUME_DATABASE_URL", "none");
    assert!(import.stderr(Stdio::null()).status().unwrap().success());
}

/// Removes what a user has in the tables, which no command does, and the traces of it.
fn empty(database: &TestDatabase<'_>, user: &str) {
    let mut client = database.superuser();
    client.batch_execute("SET session_replication_role = replica").unwrap();
    for table in ["experiences", "experience_revisions", "accounts"] {
        client.batch_execute(&format!("DELETE FROM resume.{table} WHERE user_id = '{user}'")).unwrap();
        client.batch_execute(&format!("VACUUM (INDEX_CLEANUP ON) resume.{table}")).unwrap();
    }
    client.batch_execute("CHECKPOINT").unwrap();
}

/// A thousand users with a thousand experiences each.
fn crowd(database: &TestDatabase<'_>) {
    let columns = COLUMNS.replace("change_id, device", "revision, change_id");
    database.sql(&format!(
        "SET session_replication_role = replica;
         INSERT INTO resume.accounts (user_id) SELECT 'user ' || n FROM generate_series(0, 999) AS n;
         INSERT INTO resume.experiences (user_id, title, organization, start_date, bullets, skills, revision)
           SELECT 'user ' || n % 1000, 'Engineer ' || n, 'Company ' || n % 97, 1970 + n % 50,
             '[\"Built the data lake\"]', '[\"SQL\",\"Rust\"]', n / 1000 + 1
           FROM generate_series(0, 999999) AS n;
         INSERT INTO resume.experience_revisions ({columns}) SELECT {columns} FROM resume.experiences"
    ));
    database.sql("VACUUM ANALYZE");
}

/// One order to `psql`.
fn psql(database: &TestDatabase<'_>, role: &Role, label: &str, order: &str) -> Side {
    let program = Server::psql();
    let (url, order) = (database.url(role), format!("\\copy {order}"));
    other(label, program.to_str().unwrap(), &["-X", "-q", "-d", &url, "-c", &order])
}
