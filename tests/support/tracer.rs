//! Runs the program and kills it with SIGKILL as it enters its n-th system call.
//!
//! The calls of all threads are counted together, from the end of its `execve`; nothing runs in
//! between, so that every state a killed process can leave behind is reached by some n. (strace
//! counts by kind of call and by thread, and so misses most of them.)
//!
//! Calls after which nothing is different for other processes, such as reading a file, are not counted: a
//! process that is killed at one of them leaves the state of the next that is. With `EVERY_CALL=1` all are.
//! What goes a way that another test kills at each call is killed at each third one, but for then ([`third`]), and
//! so is what only sends or deletes calls of an AI that were recorded before.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Instant;

use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::program::{collect, receive};
use super::{PATIENCE, Program};

/// How a traced program ended.
#[derive(Debug)]
pub(crate) struct Traced {
    /// How many counted calls it entered, the one that it was killed at included.
    pub(crate) calls: usize,
    /// The exit code; absent where it was killed.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Traced {
    pub(crate) fn was_killed(&self) -> bool {
        self.code.is_none()
    }
}

/// The number of a call, of those that are tried where not all are.
pub(crate) fn third(at: usize) -> usize {
    if is_every_call() { at } else { 3 * at - 1 }
}

#[expect(clippy::disallowed_methods, reason = "a variable of the tests alone")]
fn is_every_call() -> bool {
    std::env::var_os("EVERY_CALL").is_some()
}

/// Runs `program` and kills it at its call number `at`, which counts from 1.
pub(crate) fn killed_at(program: &Program, at: usize) -> Traced {
    // A thread of its own, because a tracer is a thread and waits for all its children.
    thread::scope(|scope| scope.spawn(|| run(program, at)).join()).unwrap_or_else(|cause| {
        std::panic::resume_unwind(cause);
    })
}

fn run(program: &Program, at: usize) -> Traced {
    // The shell stops itself to be seized: a process can't ask to be traced between fork and
    // execve without unsafe code.
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "kill -STOP $$; exec \"$@\"", "sh"]).arg(&program.binary).args(&program.args);
    program.settle(&mut command);
    let input = if program.input.is_empty() { Stdio::null() } else { Stdio::piped() };
    command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[expect(clippy::zombie_processes, reason = "`follow` waits for it, as its tracer")]
    let mut child = command.spawn().unwrap();
    if let Some(mut stdin) = child.stdin.take() {
        let bytes = program.input.clone();
        thread::spawn(move || stdin.write_all(&bytes));
    }
    let pid = Pid::from_raw(child.id().cast_signed());
    let stdout = collect(child.stdout.take().unwrap());
    let stderr = collect(child.stderr.take().unwrap());
    let (finished, guard) = channel::<()>();
    let guard = thread::spawn(move || {
        if receive(&guard, Instant::now() + PATIENCE).is_none() {
            let _ = kill(pid, Signal::SIGKILL);
        }
    });
    let stopped = waitpid(pid, Some(WaitPidFlag::WUNTRACED)).unwrap();
    assert_eq!(stopped, WaitStatus::Stopped(pid, Signal::SIGSTOP));
    let options = Options::PTRACE_O_EXITKILL
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_TRACESYSGOOD;
    ptrace::seize(pid, options)
        .expect("this test needs to trace its children; a container may need `--cap-add SYS_PTRACE`");
    kill(pid, Signal::SIGCONT).unwrap();
    let (calls, code) = follow(pid, at);
    finished.send(()).unwrap();
    guard.join().unwrap();
    let text = |bytes: Option<Vec<u8>>| String::from_utf8(bytes.expect("the output ends")).unwrap();
    let deadline = Instant::now() + PATIENCE;
    let (stdout, stderr) = (text(receive(&stdout, deadline)), text(receive(&stderr, deadline)));
    Traced { calls, code, stdout, stderr }
}

/// Lets all threads run from call to call. Returns the calls entered, and the exit code if any.
fn follow(pid: Pid, at: usize) -> (usize, Option<i32>) {
    let all = is_every_call();
    let mut calls = 0;
    let mut started = false;
    loop {
        let resume = |thread: Pid, signal: Option<Signal>| {
            // A thread that was killed meanwhile is reported by the next wait.
            let _ = if started { ptrace::syscall(thread, signal) } else { ptrace::cont(thread, signal) };
        };
        match waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD)).unwrap() {
            WaitStatus::PtraceSyscall(thread) => {
                let entered =
                    ptrace::syscall_info(thread).is_ok_and(|info| info.op == libc::PTRACE_SYSCALL_INFO_ENTRY);
                let counted = entered && (all || !leaves_no_trace(thread));
                calls += usize::from(counted);
                if counted && calls == at {
                    kill(pid, Signal::SIGKILL).unwrap();
                } else {
                    resume(thread, None);
                }
            }
            WaitStatus::PtraceEvent(thread, _, event) => {
                if event == libc::PTRACE_EVENT_EXEC {
                    let _ = ptrace::syscall(thread, None);
                    started = true;
                } else {
                    resume(thread, None);
                }
            }
            WaitStatus::Stopped(thread, signal) => resume(thread, Some(signal)),
            WaitStatus::Exited(thread, code) if thread == pid => return (calls, Some(code)),
            WaitStatus::Signaled(thread, ..) if thread == pid => return (calls, None),
            _ => {}
        }
    }
}

/// Whether other processes find everything as it was after the call that the thread is entering.
#[cfg(target_arch = "x86_64")]
fn leaves_no_trace(thread: Pid) -> bool {
    const CREATES: u64 = (libc::O_CREAT | libc::O_TRUNC) as u64;
    let Ok(registers) = ptrace::getregs(thread) else { return false };
    match registers.orig_rax.cast_signed() {
        libc::SYS_open => registers.rsi & CREATES == 0,
        libc::SYS_openat => registers.rdx & CREATES == 0,
        // Nothing that runs here writes into a file through memory.
        libc::SYS_mmap | libc::SYS_munmap | libc::SYS_mremap | libc::SYS_mprotect | libc::SYS_madvise => true,
        libc::SYS_brk | libc::SYS_futex | libc::SYS_sched_getaffinity | libc::SYS_sched_yield => true,
        libc::SYS_read | libc::SYS_pread64 | libc::SYS_readv | libc::SYS_lseek | libc::SYS_getdents64 => true,
        libc::SYS_stat | libc::SYS_fstat | libc::SYS_lstat | libc::SYS_newfstatat | libc::SYS_statx => true,
        libc::SYS_access | libc::SYS_faccessat | libc::SYS_faccessat2 | libc::SYS_readlink => true,
        libc::SYS_readlinkat | libc::SYS_getcwd | libc::SYS_statfs | libc::SYS_fstatfs => true,
        libc::SYS_rt_sigaction | libc::SYS_rt_sigprocmask | libc::SYS_sigaltstack => true,
        libc::SYS_getpid | libc::SYS_getppid | libc::SYS_gettid | libc::SYS_getuid | libc::SYS_geteuid => {
            true
        }
        libc::SYS_getgid | libc::SYS_getegid | libc::SYS_uname | libc::SYS_sysinfo | libc::SYS_getrandom => {
            true
        }
        libc::SYS_clock_gettime | libc::SYS_gettimeofday | libc::SYS_prlimit64 | libc::SYS_arch_prctl => true,
        libc::SYS_set_tid_address | libc::SYS_set_robust_list | libc::SYS_rseq | libc::SYS_ioctl => true,
        // Caches outlive a process that is killed, and its locks and descriptors do not.
        libc::SYS_fsync | libc::SYS_fdatasync | libc::SYS_fcntl | libc::SYS_flock | libc::SYS_close => true,
        _ => false,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn leaves_no_trace(_: Pid) -> bool {
    false
}
