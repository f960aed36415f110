//! How long whole processes take, compared with others in the same run: `cargo bench --bench speed`.
//!
//! Absolute times differ from machine to machine; what is promised are ratios. Both sides of one are
//! run by turns, so that a machine that gets slower meanwhile slows both down, and the medians
//! are compared. What is changed by a run is put back before the next one, outside the timed part. The
//! files stand on the disk that the program was built on, because saving is durable. Timings are no
//! test: the exit code is 0, whatever they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a program for developers")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

/// How often each side is run.
const RUNS: usize = 200;

/// How often, where files of 10,000 records have to be put back each time.
const RUNS_WITH_LARGE_FILES: usize = 100;

fn main() {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let root = directory.path();
    println!(
        "{:<28} {:>9}   {:<32} {:>9}   {:>5}   {:>5}",
        "", "ms", "compared with", "ms", "ratio", "limit"
    );
    reading(root);
    saving(root);
    reading_much(root);
    saving_into_much(root);
}

/// One process, and what has to be done before each run of it.
struct Side {
    label: String,
    command: Command,
    files: Option<Files>,
}

/// A directory that is put back into its first state.
struct Files {
    original: PathBuf,
    used: PathBuf,
}

impl Files {
    /// Copies, and waits until the copies are on the disk, so that a run does not wait for them.
    fn put_back(&self) {
        let _ = fs::remove_dir_all(&self.used);
        fs::create_dir(&self.used).unwrap();
        for entry in fs::read_dir(&self.original).unwrap() {
            let entry = entry.unwrap();
            let copy = self.used.join(entry.file_name());
            fs::copy(entry.path(), &copy).unwrap();
            File::open(copy).unwrap().sync_all().unwrap();
        }
        File::open(&self.used).unwrap().sync_all().unwrap();
    }
}

impl Side {
    fn run(&mut self) -> Duration {
        if let Some(files) = &self.files {
            files.put_back();
        }
        let started = Instant::now();
        let status = self.command.status().unwrap();
        let elapsed = started.elapsed();
        assert!(status.success(), "{} failed", self.label);
        elapsed
    }
}

fn compare(mut ours: Side, theirs: Option<Side>, runs: usize, limit: f64) {
    let Some(mut theirs) = theirs else {
        println!("{:<28} not compared", ours.label);
        return;
    };
    for _ in 0..3 {
        ours.run();
        theirs.run();
    }
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for turn in 0..runs {
        if turn % 2 == 0 {
            our_times.push(ours.run());
            their_times.push(theirs.run());
        } else {
            their_times.push(theirs.run());
            our_times.push(ours.run());
        }
    }
    let (our_time, their_time) = (median(our_times), median(their_times));
    let ratio = our_time / their_time;
    println!(
        "{:<28} {our_time:>9.2}   {:<32} {their_time:>9.2}   {ratio:>5.2}   {limit:>5.2}   {}",
        ours.label,
        theirs.label,
        if ratio <= limit { "ok" } else { "OVER" }
    );
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

fn reading(root: &Path) {
    let home = home(root, 50);
    compare(listing(&home, 50), Some(other("/bin/true", "true", &[])), RUNS, 2.5);
    let tasks = tasks(root, 50).map(|tasks| task(&tasks, "task export, 50 tasks", &["export"]));
    compare(listing(&home, 50), tasks, RUNS, 0.4);
}

fn saving(root: &Path) {
    let home = home(root, 50);
    let theirs = tasks(root, 50).map(|tasks| {
        let used = root.join("tasks-used");
        let files = Files { original: tasks, used: used.clone() };
        Side { files: Some(files), ..task(&used, "task add, to 50 tasks", &["add", "Data Engineer"]) }
    });
    compare(adding(root, &home, 50), theirs, RUNS, 0.8);
}

fn reading_much(root: &Path) {
    let home = home(root, 10_000);
    let session = home.join("session.json");
    let jq = installed("jq", "jq")
        .then(|| other("jq length, on its session file", "jq", &["length", session.to_str().unwrap()]));
    compare(listing(&home, 10_000), jq, RUNS, 0.4);
}

fn saving_into_much(root: &Path) {
    let (few, many) = (home(root, 10), home(root, 10_000));
    let theirs = adding(root, &few, 10);
    compare(adding(root, &many, 10_000), Some(theirs), RUNS_WITH_LARGE_FILES, 8.0);
}

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_resume"));
    command.env_clear().env("RESUME_HOME", home).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

fn listing(home: &Path, count: usize) -> Side {
    let mut command = program(home);
    command.args(["list", "--json"]);
    Side { label: format!("resume list --json, {count}"), command, files: None }
}

/// Saves one experience, database included.
fn adding(root: &Path, home: &Path, count: usize) -> Side {
    let used = root.join(format!("used-{count}"));
    let mut command = program(&used);
    command.args(["add", "Data Engineer"]);
    let files = Some(Files { original: home.to_owned(), used });
    Side { label: format!("resume add, to {count}"), command, files }
}

fn other(label: &str, name: &str, args: &[&str]) -> Side {
    let mut command = Command::new(name);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null());
    Side { label: label.to_owned(), command, files: None }
}

/// A home with that many experiences, which the database has as well.
fn home(root: &Path, count: usize) -> PathBuf {
    let home = root.join(format!("home-{count}"));
    let _ = fs::remove_dir_all(&home);
    let experiences: Vec<_> = (0..count)
        .map(|number| {
            json!({
                "id": uuid(number), "kind": "work", "title": format!("Engineer {number}"),
                "organization": format!("Company {}", number % 97),
                "start_date": format!("{}-{:02}", 1970 + number % 50, 1 + number % 12),
                "text": "Looked after what others had left behind, and left it in a better state.",
                "bullets": ["Built the data lake", "Cut the nightly load from 6 h to 20 min"],
                "skills": ["SQL", "Rust", "Teamwork"], "tags": ["data"], "metadata": {},
                "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z",
            })
        })
        .collect();
    let file = root.join("import.json");
    fs::write(&file, json!(experiences).to_string()).unwrap();
    let run = |args: &[&str]| assert!(program(&home).args(args).status().unwrap().success());
    run(&["import", file.to_str().unwrap()]);
    run(&["sync"]);
    home
}

/// As scattered as random ones.
fn uuid(number: usize) -> String {
    let number = number as u64;
    let scattered = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:08x}-{:04x}-4000-8000-{number:012x}", scattered >> 32, (scattered >> 16) & 0xffff)
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

/// Whether a program is there; says how to get it where it is not.
fn installed(name: &str, package: &str) -> bool {
    let there =
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        println!("`{name}` is missing: apt-get install {package}");
    }
    there
}
