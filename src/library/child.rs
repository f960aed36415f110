//! The child that synchronises with a server after its command has ended.
//!
//! The invariants: there is one at the most, because it is born with the sync lock; it says nothing,
//! holds nothing of its parent's (no terminal, no pipe, no directory), and ends within a bound. What
//! it has to know comes through a pipe: neither its arguments nor its environment hold a password
//! that the parent's did not.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::{self, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FileType, Mode};
use rustix::process::{Pid, getsid, setsid, umask};
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout, stdin, stdout};

use super::background::{Plan, carry_out_supervised};
use super::scheduler::Scheduler;
use crate::log;

/// The only argument of the child. It is no command: without what comes through the pipe it is
/// unknown.
const ARGUMENT: &str = "--in-background";

/// How long is waited for a child that begins, at the most. It takes about a millisecond.
const LEAVING: Duration = Duration::from_secs(1);

/// The largest order that is read; one fits into a pipe, so that writing it never waits.
const LONGEST_ORDER: u64 = 64 << 10;

/// A process of its own, for a command that ends at once. The command does not wait: the process that inherits it
/// takes note of its end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Child;

impl Scheduler for Child {
    fn start(&self, plan: Plan, patience: Duration) -> io::Result<()> {
        let Some(lock) = plan.lock(patience)? else { return Ok(()) };
        let order = serde_json::to_vec(&plan)?;
        if order.len() as u64 > LONGEST_ORDER / 2 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let (reader, mut pipe) = io::pipe()?;
        let program = std::env::current_exe()?;
        // The parent may have left a descriptor that it waits to see closed.
        close_fds::set_fds_cloexec(3, &[]);
        let mut command = Command::new(program);
        command.arg(ARGUMENT).current_dir("/");
        command.stdin(reader).stdout(lock).stderr(Stdio::null());
        let mut child = command.spawn()?;
        pipe.write_all(&order)?;
        drop(pipe);
        outlive_terminal(&mut child);
        Ok(())
    }
}

/// Waits until the child has left the terminal, if there is one: a terminal that goes away with this process
/// takes along everything that is still on it.
#[expect(clippy::disallowed_methods, reason = "no event tells that another process has left")]
fn outlive_terminal(child: &mut process::Child) {
    let id = Pid::from_child(child);
    let until = Instant::now() + LEAVING;
    let stays =
        |child: &mut process::Child| getsid(Some(id)) != Ok(id) && matches!(child.try_wait(), Ok(None));
    if File::open("/dev/tty").is_ok() {
        while stays(child) && Instant::now() < until {
            thread::sleep(Duration::from_micros(100));
        }
    }
}

/// Does what an order says, if the process was started to do so, and returns the exit code.
pub fn obey(arguments: &[OsString]) -> Option<u8> {
    let [_, argument] = arguments else { return None };
    if argument != OsStr::new(ARGUMENT) || !is_pipe(stdin()) {
        return None;
    }
    // Ctrl-C in the parent's terminal is not meant for the child. It fails where the process
    // leads a group already, and has nothing to leave then.
    let _ = setsid();
    let mut order = Vec::new();
    io::stdin().lock().take(LONGEST_ORDER).read_to_end(&mut order).ok()?;
    let plan: Plan = serde_json::from_slice(&order).ok()?;
    let file = File::from(stdout().try_clone_to_owned().ok()?);
    let (path, filter) = plan.log();
    if detach().and_then(|()| log::start(path, filter).map_err(io::Error::other)).is_err() {
        return Some(1);
    }
    match carry_out_supervised(plan, file) {
        Ok(()) => Some(0),
        Err(cause) => {
            tracing::warn!(cause, "Could not synchronise in the background");
            Some(1)
        }
    }
}

fn is_pipe(stream: impl AsFd) -> bool {
    rustix::fs::fstat(stream).is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::Fifo)
}

/// Leaves the streams that the parent gave.
fn detach() -> io::Result<()> {
    umask(Mode::from_raw_mode(0o077));
    let null = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    dup2_stdin(&null)?;
    dup2_stdout(&null)?;
    dup2_stderr(&null)?;
    Ok(())
}
