//! The program under test with a cleared environment, and a guard that ends it should it hang.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{Output, PATIENCE};

/// One run, to be described and then started.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) binary: PathBuf,
    pub(crate) args: Vec<OsString>,
    pub(crate) variables: Vec<(OsString, OsString)>,
    pub(crate) directory: PathBuf,
    pub(crate) input: Vec<u8>,
    pub(crate) user: Option<u32>,
}

impl Program {
    pub(crate) fn new<A: AsRef<OsStr>>(directory: &Path, args: impl IntoIterator<Item = A>) -> Self {
        let program = Self {
            binary: env!("CARGO_BIN_EXE_resume").into(),
            args: Vec::new(),
            variables: vec![("PATH".into(), path()), ("LANG".into(), "C.UTF-8".into())],
            directory: directory.to_owned(),
            input: Vec::new(),
            user: None,
        };
        let mut described = program;
        described.args(args);
        described
    }

    pub(crate) fn args<A: AsRef<OsStr>>(&mut self, args: impl IntoIterator<Item = A>) -> &mut Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    pub(crate) fn env(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> &mut Self {
        self.env_remove(&name);
        self.variables.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    pub(crate) fn env_remove(&mut self, name: impl AsRef<OsStr>) -> &mut Self {
        self.variables.retain(|(known, _)| known != name.as_ref());
        self
    }

    pub(crate) fn directory(&mut self, directory: &Path) -> &mut Self {
        directory.clone_into(&mut self.directory);
        self
    }

    pub(crate) fn input(&mut self, input: impl Into<Vec<u8>>) -> &mut Self {
        self.input = input.into();
        self
    }

    /// Runs it as another user; only root can.
    pub(crate) fn user(&mut self, id: u32) -> &mut Self {
        self.user = Some(id);
        self
    }

    /// The words of the command line, for messages.
    pub(crate) fn line(&self) -> String {
        let words: Vec<_> = self.args.iter().map(|arg| shortened(&arg.to_string_lossy())).collect();
        format!("resume {}", words.join(" "))
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(&self.args);
        self.settle(&mut command);
        command
    }

    /// Gives any command this run's environment.
    pub(crate) fn settle(&self, command: &mut Command) {
        command.env_clear().envs(self.variables.iter().cloned()).current_dir(&self.directory);
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
    }

    #[track_caller]
    pub(crate) fn run(&self) -> Output {
        let mut command = self.command();
        let input = if self.input.is_empty() { Stdio::null() } else { Stdio::piped() };
        let mut child = command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let pid = Pid::from_raw(child.id().cast_signed());
        if let Some(mut stdin) = child.stdin.take() {
            let bytes = self.input.clone();
            // A program that doesn't read its input to the end is free to do so.
            thread::spawn(move || stdin.write_all(&bytes));
        }
        let stdout = collect(child.stdout.take().unwrap());
        let stderr = collect(child.stderr.take().unwrap());
        let (sender, status) = channel();
        thread::spawn(move || sender.send(child.wait().unwrap()));
        let deadline = Instant::now() + PATIENCE;
        let Some(status) = receive(&status, deadline) else {
            kill(pid, Signal::SIGKILL).unwrap();
            let stdout = receive(&stdout, Instant::now() + PATIENCE).unwrap_or_default();
            let stderr = receive(&stderr, Instant::now() + PATIENCE).unwrap_or_default();
            panic!(
                "`{}` hung and was killed\nstdout: {}\nstderr: {}",
                self.line(),
                String::from_utf8_lossy(&stdout),
                String::from_utf8_lossy(&stderr)
            );
        };
        let (Some(stdout), Some(stderr)) = (receive(&stdout, deadline), receive(&stderr, deadline)) else {
            panic!("`{}` ended, but something that it started holds its output open", self.line());
        };
        Output::new(self.line(), status, stdout, stderr)
    }
}

/// Reads to the end in a thread of its own.
pub(crate) fn collect(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        sender.send(bytes)
    });
    receiver
}

pub(crate) fn receive<T>(receiver: &Receiver<T>, deadline: Instant) -> Option<T> {
    receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
}

fn path() -> OsString {
    #[expect(clippy::disallowed_methods, reason = "the one variable that is passed on")]
    std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into())
}

fn shortened(word: &str) -> String {
    if word.chars().count() > 200 {
        word.chars().take(200).chain("…".chars()).collect()
    } else {
        word.to_owned()
    }
}
