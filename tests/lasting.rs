//! What connections leave behind in a process that lives on: nothing.
//!
//! Descriptors, threads and memory belong to the whole process, so that this program has one test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use resume::database::postgres::{Limits, PostgresDatabase, statements};
use resume::database::{Database, DatabaseError, DatabaseUrl};

#[path = "support/postgres/mod.rs"]
#[expect(dead_code, reason = "other tests use more of it")]
mod cluster;
#[path = "support/directory.rs"]
#[expect(dead_code, reason = "other tests use more of it")]
mod directory;

use cluster::{Server, TestDatabase, wait_until};

/// How long the server may take for what is not tried here.
const PATIENCE: Duration = Duration::from_secs(60);

const ROUNDS: usize = 300;

/// By how much a process may have grown in the end: each connection has a buffer of 64 KiB, so that all
/// of them together have more than twice as much.
const GROWTH: usize = 8 << 20;

fn entries(directory: &str) -> usize {
    fs::read_dir(directory).unwrap().count()
}

/// The descriptors, and the threads, of this process.
fn held() -> (usize, usize) {
    (entries("/proc/self/fd"), entries("/proc/self/task"))
}

/// The memory that this process uses, in bytes.
fn memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

fn open(url: &str, step: Duration) -> Result<PostgresDatabase, DatabaseError> {
    let Ok(DatabaseUrl::Postgres(url)) = url.parse() else { panic!("{url}") };
    PostgresDatabase::open(&url, Some("ada"), Limits { step, until: None })
}

/// How many connections the server has besides the one that asks.
fn others(database: &TestDatabase<'_>) -> String {
    database.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'resume'")
}

#[test]
fn hundreds_of_connections_leave_nothing_behind() {
    let server = Server::shared();
    let database = server.database_with(&statements());
    let owner = database.owner();
    let port = server.address().1;
    let url = database.url(&owner);
    // A name that has to be looked up, TLS, and a socket in the file system.
    let named = url.replace(&format!("127.0.0.1:{port}"), &format!("localhost:{port}"));
    assert_ne!(named, url);
    let local = format!(
        "postgres://{}:{}@/{}?host={}&port={port}",
        owner.name,
        owner.password,
        database.name,
        server.socket_directory().display()
    );
    let urls = [url, named, database.tls_url(&owner), local];
    // It takes connections, and says nothing.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let nobody = format!("postgres://ada@{}/cv?sslmode=disable", silent.local_addr().unwrap());
    let round = |number: usize| {
        let mut opened = open(&urls[number % urls.len()], PATIENCE).unwrap();
        assert_eq!(opened.snapshot(0).unwrap().revision, 0);
        if number.is_multiple_of(10) {
            assert!(open(&nobody, Duration::from_millis(1)).is_err());
            let _ = silent.accept().unwrap();
        }
    };
    (0..40).for_each(round);
    let (before, used) = (held(), memory());
    (0..ROUNDS).for_each(round);
    // A thread that looked up a name may be about to end.
    wait_until("all is let go of", || held() == before);
    assert!(memory() < used + GROWTH, "from {used} to {} bytes", memory());
    wait_until("the server has no connection left", || others(&database) == "0");
}
