//! How long whole processes take, compared with others in the same run: `cargo bench --bench speed`.
//!
//! Absolute times differ from machine to machine; what is promised are ratios. Both sides of one are
//! run by turns, so that a machine that gets slower meanwhile slows both down, and the medians
//! are compared. What is changed by a run is put back before the next one, outside the timed part. The
//! files stand on the disk that the program was built on, because saving is durable. Timings are no
//! test: the exit code is 0, whatever they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a program for developers")]

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::json;

use common::{
    Files, Side, compare, headline, home, installed, judge, other, peak, program, tells_peak, uuid,
};

/// How often each side is run.
const RUNS: usize = 200;

/// How often, where 100,000 rows are counted.
const RUNS_OF_STATS: usize = 30;

/// How often, where files of 10,000 records have to be put back each time.
const RUNS_WITH_LARGE_FILES: usize = 100;

fn main() {
    if tells_peak() {
        return;
    }
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let root = directory.path();
    headline();
    counting_calls(root);
    if only_calls() {
        return;
    }
    reading(root);
    saving(root);
    reading_much(root);
    saving_into_much(root);
    finding(root);
    checking(root);
}

/// `ai stats` over 100,000 calls, against the same question in SQL.
fn counting_calls(root: &Path) {
    let home = root.join("calls");
    let mut first = program(&home);
    let made = first.args(["--quiet", "add", "Engineer"]).stdout(Stdio::null()).env("RESUME_SYNC", "inline");
    assert!(made.status().unwrap().success());
    let file = home.join("resume.db");
    let database = rusqlite::Connection::open(&file).unwrap();
    database.execute_batch(CALLS).unwrap();
    let mut command = program(&home);
    command.args(["ai", "stats", "--json"]).env("RESUME_SYNC", "manual");
    let ours = Side { label: "resume ai stats --json, 100,000 calls".to_owned(), command, prepare: None };
    let theirs = installed("sqlite3", "sqlite3")
        .then(|| other("sqlite3, the same question", "sqlite3", &[file.to_str().unwrap(), COUNTED]));
    compare(ours, theirs, RUNS_OF_STATS, 1.5);
}

/// A hundred thousand calls of the owner of what is there, with what they asked and were answered.
const CALLS: &str = "
    WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 99999)
    INSERT INTO ai_logs (user_id, request_id, operation, model, status, started_at, latency_ms, prompt_tokens,
      completion_tokens, total_tokens, cost, request, response)
    SELECT (SELECT user_id FROM accounts), printf('%08x', n), 'operation ' || n % 5, 'model ' || n % 7,
      iif(n % 19, 'ok', 'error'), strftime('%Y-%m-%dT%H:%M:%S', 1700000000 + n * 60, 'unixepoch') || '.000000Z',
      n * 7919 % 30011, n % 900, n % 400, n % 900 + n % 400, printf('0.%06d', n % 9973),
      printf('%.400c', 'x'), printf('%.400c', 'y') FROM number;
    ANALYZE";

/// What `ai stats` says, in SQL.
const COUNTED: &str = "
    WITH ranked AS (SELECT model, latency_ms, row_number() OVER (PARTITION BY model ORDER BY latency_ms) AS place,
        count(*) OVER (PARTITION BY model) AS many FROM ai_logs WHERE latency_ms IS NOT NULL),
      percentiles AS (SELECT model, min(latency_ms) FILTER (WHERE place * 100 >= many * 50) AS p50,
        min(latency_ms) FILTER (WHERE place * 100 >= many * 95) AS p95 FROM ranked GROUP BY model)
    SELECT model, count(*), sum(status = 'error'), p50, p95, sum(prompt_tokens), sum(completion_tokens),
      sum(total_tokens), sum(cost) FROM ai_logs LEFT JOIN percentiles USING (model) GROUP BY model";

/// `cargo bench --bench speed -- ai` measures the log of AI calls and nothing else.
fn only_calls() -> bool {
    std::env::args().any(|argument| argument == "ai")
}

fn reading(root: &Path) {
    let home = home(root, 50);
    compare(listing(&home, 50), Some(other("/bin/true", "true", &[])), RUNS, 2.5);
    let tasks = tasks(root, 50).map(|tasks| task(&tasks, "task export, 50 tasks", &["export"]));
    compare(listing(&home, 50), tasks, RUNS, 0.45);
}

fn saving(root: &Path) {
    let home = home(root, 50);
    let theirs = tasks(root, 50).map(|tasks| {
        let used = root.join("tasks-used");
        let files = Files { original: tasks, used: used.clone() };
        Side {
            prepare: Some(Box::new(move || files.put_back())),
            ..task(&used, "task add, to 50 tasks", &["add", "Data Engineer"])
        }
    });
    compare(adding(root, &home, 50), theirs, RUNS, 0.85);
}

fn reading_much(root: &Path) {
    let home = home(root, 10_000);
    let session = home.join("session.json");
    let jq = installed("jq", "jq")
        .then(|| other("jq length, on its session file", "jq", &["length", session.to_str().unwrap()]));
    compare(listing(&home, 10_000), jq, RUNS, 0.3);
    let (memory, file) = (peak(&listing(&home, 10_000)), fs::metadata(&session).unwrap().len() as f64);
    judge("peak memory, list --json, 10,000", memory / 1e6, "its session file, MB", file / 1e6, 4.0);
}

fn saving_into_much(root: &Path) {
    let (few, many) = (home(root, 10), home(root, 10_000));
    let theirs = adding(root, &few, 10);
    compare(adding(root, &many, 10_000), Some(theirs), RUNS_WITH_LARGE_FILES, 8.0);
}

/// Words among 10,000 experiences, and the completion of an ID, against the lists that read the same file.
fn finding(root: &Path) {
    let home = home(root, 10_000);
    let side = |label: &str, args: &[&str]| {
        let mut command = program(&home);
        command.args(args);
        Side { label: label.to_owned(), command, prepare: None }
    };
    let search = side("resume list --search, 3 words", &["list", "--search", "nightly coverage billing"]);
    compare(search, Some(listing(&home, 10_000)), RUNS_WITH_LARGE_FILES, 1.3);
    let mut completion = side("completion of an id, 10,000", &["--", "resume", "show", "9e"]);
    completion.command.env("COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "2");
    completion.command.env("_CLAP_COMPLETE_COMP_TYPE", "9").env("_CLAP_COMPLETE_SPACE", "true");
    let one = side("resume list --json --limit 1", &["list", "--json", "--limit", "1"]);
    compare(completion, Some(one), RUNS_WITH_LARGE_FILES, 1.2);
}

/// `check` of two pages, its PDF included, against the PDF alone.
fn checking(root: &Path) {
    let home = root.join("checked");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/clean.json");
    assert!(program(&home).arg("import").arg(sample).status().unwrap().success());
    let mut check = program(&home);
    check.arg("check").env("DICPATH", "/usr/share/hunspell");
    let mut export = program(&home);
    export.arg("export").arg(root.join("cv.pdf")).stderr(Stdio::null());
    let side = |label: &str, command| Side { label: label.to_owned(), command, prepare: None };
    let theirs = side("resume export cv.pdf", export);
    compare(side("resume check, two pages", check), Some(theirs), RUNS_OF_STATS, 3.0);
}

fn listing(home: &Path, count: usize) -> Side {
    let mut command = program(home);
    command.args(["list", "--json"]);
    Side { label: format!("resume list --json, {count}"), command, prepare: None }
}

/// Saves one experience, database included.
fn adding(root: &Path, home: &Path, count: usize) -> Side {
    let used = root.join(format!("used-{count}"));
    let mut command = program(&used);
    command.args(["add", "Data Engineer"]);
    let files = Files { original: home.to_owned(), used };
    let prepare: Box<dyn FnMut()> = Box::new(move || files.put_back());
    Side { label: format!("resume add, to {count}"), command, prepare: Some(prepare) }
}

/// A directory of Taskwarrior's with that many tasks.
fn tasks(root: &Path, count: usize) -> Option<PathBuf> {
    if !installed("task", "taskwarrior") {
        return None;
    }
    let directory = root.join("tasks");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir(&directory).unwrap();
    fs::write(root.join("taskrc"), "confirmation=off\n").unwrap();
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            json!({
                "uuid": uuid(number), "description": format!("Engineer {number}"), "status": "pending",
                "entry": "20240101T000000Z", "project": format!("Company {}", number % 97), "tags": ["data"],
            })
        })
        .collect();
    let file = root.join("tasks.json");
    fs::write(&file, json!(tasks).to_string()).unwrap();
    let mut import = task(&directory, "task import", &["import", file.to_str().unwrap()]);
    assert!(import.command.stderr(Stdio::null()).status().unwrap().success());
    Some(directory)
}

fn task(data: &Path, label: &str, args: &[&str]) -> Side {
    let mut side = other(label, "task", args);
    side.command.env("TASKDATA", data).env("TASKRC", data.parent().unwrap().join("taskrc"));
    side.command.stderr(Stdio::null());
    side
}
