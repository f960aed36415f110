//! What the benchmarks share: processes that are run by turns, and homes to run them in.

#![allow(dead_code, reason = "not every benchmark uses every tool")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
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
        // Neither side waits for what the other, or the preparation, left to be written.
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
    judge(&ours.label, our_time, &theirs.label, their_time, limit);
}

/// Prints one line of the table.
pub(crate) fn judge(our_label: &str, ours: f64, their_label: &str, theirs: f64, limit: f64) {
    let ratio = ours / theirs;
    println!(
        "{our_label:<34} {ours:>9.2}   {their_label:<34} {theirs:>9.2}   {ratio:>5.2}   {limit:>5.2}   {}",
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

/// That many experiences, in the form of a backup. They vary as real ones do: texts of two lines, three
/// bullets, letters beyond ASCII, finished and ongoing jobs.
pub(crate) fn experiences(count: usize) -> Value {
    const PLACES: [&str; 5] = ["Zürich", "São Paulo", "Kraków", "Århus", "München"];
    const FIELDS: [&str; 7] =
        ["billing", "search", "logistics", "Qualitätssicherung", "données de santé", "payments", "risk"];
    (0..count)
        .map(|number| {
            let (place, field) = (PLACES[number % 5], FIELDS[number % 7]);
            let (year, share) = (1970 + number % 50, 10 + number * 7919 % 83);
            json!({
                "id": uuid(number), "kind": "work", "title": format!("Senior Engineer {number}, {field}"),
                "organization": format!("Müller & Søn {}", number % 97), "location": place,
                "url": format!("https://company-{}.example/{number}", number % 97),
                "start_date": format!("{year}-{:02}", 1 + number % 12),
                "end_date": (number % 9 != 0).then(|| format!("{}-{:02}", year + 2, 1 + number % 11)),
                "text": format!(
                    "Looked after {field} for {} customers in {place} and left it in a better state.\n\
                     Before that: two years of “keeping the lights on”, on call every {}th week.",
                    number * 37 % 9001, 2 + number % 9
                ),
                "bullets": [
                    format!("Cut the nightly load of {field} from {} h to {} min", 2 + number % 7, share),
                    format!("Led {} people in {place} and two other offices", 2 + number % 11),
                    format!("Raised the coverage of the tests to {share} %, without a freeze of features"),
                ],
                "skills": ["SQL", "Rust", field, "Teamwork"], "tags": ["data", field], "metadata": {},
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

/// The peak memory of a command, in bytes. It is run below a process of its own, which had no larger child.
pub(crate) fn peak(side: &Side) -> f64 {
    let mut measured = Command::new(std::env::current_exe().unwrap());
    measured.env_clear().envs(side.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    measured.arg(PEAK).arg(side.command.get_program()).args(side.command.get_args());
    let told = measured.stdin(Stdio::null()).output().unwrap();
    assert!(told.status.success(), "{} failed", side.label);
    String::from_utf8(told.stdout).unwrap().trim().parse().unwrap()
}

/// The argument after which this program runs a command and prints its peak memory.
const PEAK: &str = "--peak-memory-of";

/// Does so, where this process was started for it.
pub(crate) fn tells_peak() -> bool {
    let arguments: Vec<_> = std::env::args_os().collect();
    let [_, flag, program, rest @ ..] = &arguments[..] else { return false };
    if flag != PEAK {
        return false;
    }
    let status = Command::new(program).args(rest).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    println!("{}", used.max_rss() * 1024);
    true
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
