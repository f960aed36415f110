//! The log of AI calls: what is written into it, and what it holds.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::{Value, json};

use super::postgres::TestDatabase;
use super::{Home, Output};

/// Logs lines of JSON.
#[track_caller]
pub(crate) fn record(home: &Home, lines: &str) -> Output {
    home.program(["ai", "record"]).input(lines).run()
}

pub(crate) fn call(id: &str) -> String {
    json!({"request_id": id, "operation": "suggest", "model": "m", "latency_ms": 7}).to_string() + "\n"
}

pub(crate) fn ids(log: &Value) -> BTreeSet<String> {
    let all = log.as_array().unwrap().iter();
    let ids: Vec<_> = all.map(|call| call["request_id"].as_str().unwrap().to_owned()).collect();
    let set: BTreeSet<_> = ids.iter().cloned().collect();
    assert_eq!(set.len(), ids.len(), "an id twice");
    set
}

pub(crate) fn spool(home: &Home) -> std::path::PathBuf {
    home.path().join("ai-calls.jsonl")
}

pub(crate) fn spool_files(home: &Home) -> Vec<String> {
    let mut files = home.files();
    files.retain(|name| name.starts_with("ai-calls") && name != "ai-calls.lock");
    files
}

/// The request ids in the embedded database.
pub(crate) fn stored(home: &Home) -> Vec<String> {
    let database = Connection::open(home.database_path()).unwrap();
    let mut select = database.prepare("SELECT request_id FROM ai_logs ORDER BY 1").unwrap();
    let ids = select.query_map([], |row| row.get(0)).unwrap();
    ids.map(Result::unwrap).collect()
}

pub(crate) fn url(database: &TestDatabase<'_>) -> String {
    database.url(&database.owner())
}

/// The ids of all calls, whatever is said about where they were looked for.
#[track_caller]
pub(crate) fn logged(home: &Home) -> BTreeSet<String> {
    ids(&home.run(["--json", "ai", "log"]).any_stderr().json())
}
