//! The processes of one server, and the one that ends them.
//!
//! A keeper in a session of its own reads from a pipe that only the test process holds open. When
//! that process ends, in whatever way, the keeper reads the end of the pipe, kills the servers by
//! their ids and removes their directory: nothing outlives a test, not even a killed one.

use std::ffi::OsStr;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::unistd::{User, geteuid};

use super::super::PATIENCE;

const MISSING: &str = "the tests need PostgreSQL's server and PgBouncer: \
    `apt-get install postgresql pgbouncer`, or `tests/run`, which does it";

/// Waits for the end of its input; `$1` is the directory.
const KEEPER: &str = r#"
read -r _
{
    for file in "$1"/pgbouncer-*.pid; do
        read -r pid <"$file" && kill -KILL "$pid"
    done
    read -r pid <"$1/postgres/postmaster.pid" && kill -QUIT "$pid" && {
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            kill -0 "$pid" || break
            sleep 0.1
        done
        kill -KILL "$pid"
    }
} 2>/dev/null
rm -rf "$1"
"#;

/// Ends everything below a directory once this value, or the process, is gone.
#[derive(Debug)]
pub(super) struct Keeper {
    process: Child,
    pipe: Option<ChildStdin>,
}

impl Keeper {
    pub(super) fn of(directory: &Path) -> Self {
        let mut process = Command::new("setsid")
            .args(["sh", "-c", KEEPER, "keeper"])
            .arg(directory)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("`setsid` of util-linux starts");
        let pipe = process.stdin.take();
        Self { process, pipe }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.process.wait();
    }
}

/// Whom the servers run as: neither of them runs as root.
fn user() -> Option<User> {
    geteuid().is_root().then(|| {
        let known = |name| User::from_name(name).ok().flatten();
        known("postgres").or_else(|| known("nobody")).expect("there is a user that is not root")
    })
}

/// Gives a file, or a directory without what is in it, to whom the servers run as.
pub(super) fn give(path: &Path) {
    if let Some(user) = user() {
        chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
    }
}

/// A program of PostgreSQL's, of the newest version that is installed.
pub(super) fn binary(name: &str) -> PathBuf {
    // Of another version, as `tests/servers/versions` asks for it.
    #[expect(clippy::disallowed_methods, reason = "the tests have no settings")]
    let wanted = std::env::var_os("POSTGRES_BIN").map(|directory| Path::new(&directory).join(name));
    if let Some(path) = wanted.filter(|path| path.exists()) {
        return path;
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().into_string().ok()?.parse::<u32>().ok())
        .filter(|version| Path::new(&format!("/usr/lib/postgresql/{version}/bin/{name}")).exists())
        .max();
    newest.map_or_else(|| name.into(), |version| format!("/usr/lib/postgresql/{version}/bin/{name}").into())
}

/// Runs a program to its end as the user of the servers. It must succeed.
pub(super) fn run<A: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = A>, log: &Path) {
    if let Err(text) = try_run(program, args, log) {
        panic!("{text}");
    }
}

pub(super) fn try_run<A: AsRef<OsStr>>(
    program: &str,
    args: impl IntoIterator<Item = A>,
    log: &Path,
) -> Result<(), String> {
    let path = if program == "pgbouncer" {
        // Debian keeps it where only root's `PATH` leads.
        [Path::new("/usr/sbin/pgbouncer")]
            .into_iter()
            .find(|path| path.exists())
            .unwrap_or(Path::new("pgbouncer"))
            .into()
    } else {
        binary(program)
    };
    let mut command = Command::new("setpriv");
    if let Some(user) = user() {
        command.arg("--reuid").arg(user.uid.to_string()).arg("--regid").arg(user.gid.to_string());
        command.arg("--clear-groups");
    }
    // What works for long, as `initdb` does, is not to go on for a test that was killed.
    command.args(["--pdeathsig", "KILL", "--"]).arg(&path);
    // Into a file: the servers that it leaves behind would hold a pipe open.
    let output = fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    command.args(args).env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C").current_dir("/");
    command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
    let status = command.status().unwrap_or_else(|error| panic!("{}: {error}; {MISSING}", path.display()));
    if status.success() {
        return Ok(());
    }
    let told = fs::read_to_string(log).unwrap_or_default();
    Err(format!("`{}`: {status}\n{told}\n{MISSING}", path.display()))
}

/// A port that nothing listens on now.
pub(super) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Waits until something listens on a port.
pub(super) fn wait_for_port(port: u16) {
    wait_until("a server listens", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
}

/// Asks again and again, until it is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        #[expect(clippy::disallowed_methods, reason = "between two looks only time can pass")]
        thread::sleep(Duration::from_millis(5));
    }
}
