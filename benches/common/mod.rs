//! What the benchmarks share: processes that are run by turns, and homes to run them in.

#![allow(dead_code, reason = "not every benchmark uses every tool")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub(crate) fn headline() {
    println!(
        "{:<34} {:>9}   {:<34} {:>9}   {:>5}   {:>5}",
        "", "ms", "compared with", "ms", "ratio", "limit"
    );
}

/// One process, and what has to be done before each run of it.
pub(crate) struct Side {
    pub(crate) label: String,
    pub(crate) command: Command,
    /// Brings back the state that a run changes.
    pub(crate) prepare: Option<Box<dyn FnMut()>>,
}

/// A directory that is put back into its first state.
pub(crate) struct Files {
    pub(crate) original: PathBuf,
    pub(crate) used: PathBuf,
}

impl Files {
    pub(crate) fn put_back(&self) {
        let _ = fs::remove_dir_all(&self.used);
        fs::create_dir(&self.used).unwrap();
        for entry in fs::read_dir(&self.original).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), self.used.join(entry.file_name())).unwrap();
        }
    }
}

impl Side {
    fn run(&mut self) -> Duration {
        if let Some(prepare) = &mut self.prepare {
            prepare();
        }
        // Nobody waits for what the other side, or the preparation, left to be written.
        rustix::fs::sync();
        let started = Instant::now();
        let status = self.command.status().unwrap();
        let elapsed = started.elapsed();
        assert!(status.success(), "{} failed", self.label);
        elapsed
    }
}

pub(crate) fn compare(mut ours: Side, theirs: Option<Side>, runs: usize, limit: f64) {
    let Some(mut theirs) = theirs else {
        println!("{:<34} not compared", ours.label);
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
        "{:<34} {our_time:>9.2}   {:<34} {their_time:>9.2}   {ratio:>5.2}   {limit:>5.2}   {}",
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

pub(crate) fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_resume"));
    command.env_clear().env("RESUME_HOME", home).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

pub(crate) fn other(label: &str, name: &str, args: &[&str]) -> Side {
    let mut command = Command::new(name);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null());
    Side { label: label.to_owned(), command, prepare: None }
}

/// That many experiences, in the form of a backup.
pub(crate) fn experiences(count: usize) -> Value {
    (0..count)
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
        .collect()
}

/// A home with that many experiences, which the embedded database has as well.
pub(crate) fn home(root: &Path, count: usize) -> PathBuf {
    let home = root.join(format!("home-{count}"));
    let _ = fs::remove_dir_all(&home);
    let file = root.join("import.json");
    fs::write(&file, experiences(count).to_string()).unwrap();
    let run = |args: &[&str]| assert!(program(&home).args(args).status().unwrap().success());
    run(&["import", file.to_str().unwrap()]);
    run(&["sync"]);
    home
}

/// As scattered as random ones.
pub(crate) fn uuid(number: usize) -> String {
    let number = number as u64;
    let scattered = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:08x}-{:04x}-4000-8000-{number:012x}", scattered >> 32, (scattered >> 16) & 0xffff)
}

/// Whether a program is there; says how to get it where it is not.
pub(crate) fn installed(name: &str, package: &str) -> bool {
    let there =
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        println!("`{name}` is missing: apt-get install {package}");
    }
    there
}
