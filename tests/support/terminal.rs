//! The program on a terminal: what a person would see, and keys to press.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, Termios, tcgetattr};
use nix::unistd::Pid;

use super::program::receive;
use super::{PATIENCE, Program};

pub(crate) const ENTER: &str = "\r";
pub(crate) const CTRL_C: &str = "\x03";
pub(crate) const CTRL_D: &str = "\x04";
pub(crate) const ESCAPE: &str = "\x1b";
pub(crate) const DOWN: &str = "\x1b[B";
pub(crate) const SPACE: &str = " ";

/// A terminal with the program running on it.
pub(crate) struct Terminal {
    line: String,
    keyboard: File,
    chunks: Receiver<Vec<u8>>,
    status: Receiver<ExitStatus>,
    parser: vt100::Parser,
    transcript: Vec<u8>,
    pid: Pid,
    ended: bool,
    before: Termios,
}

impl Terminal {
    /// Starts `program` on a terminal of 24 lines of 80 characters.
    pub(crate) fn start(program: &Program) -> Self {
        Self::sized(program, 24, 80)
    }

    pub(crate) fn sized(program: &Program, rows: u16, columns: u16) -> Self {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(Some(&size), None).unwrap();
        let before = tcgetattr(&pty.slave).unwrap();
        // A server that another test starts meanwhile would hold the terminal open.
        for end in [&pty.master, &pty.slave] {
            let _ = fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).unwrap();
        }
        // `setsid --ctty` makes it the controlling terminal, which Ctrl-C needs, and then becomes the
        // program. A terminal's programs ignore no signal, though a shell that runs the tests in the background may.
        let mut command = Command::new("env");
        command.args(["--default-signal=INT,QUIT,HUP", "setsid", "--ctty"]);
        command.arg(&program.binary).args(&program.args);
        program.settle(&mut command);
        if !program.variables.iter().any(|(name, _)| name == "TERM") {
            command.env("TERM", "xterm-256color");
        }
        if !program.variables.iter().any(|(name, _)| name == "PAGER") {
            command.env("PAGER", "cat");
        }
        command.stdin(pty.slave.try_clone().unwrap());
        command.stdout(pty.slave.try_clone().unwrap()).stderr(pty.slave);
        let child = command.spawn().expect("`env` of the coreutils starts");
        drop(command);
        let pid = Pid::from_raw(child.id().cast_signed());
        let screen = File::from(pty.master);
        Self {
            line: program.line(),
            keyboard: screen.try_clone().unwrap(),
            chunks: read(screen),
            status: wait(child),
            parser: vt100::Parser::new(NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap(), 1000),
            transcript: Vec::new(),
            pid,
            ended: false,
            before,
        }
    }

    /// Presses keys.
    pub(crate) fn send(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Sends the program a signal, as `kill` does.
    pub(crate) fn signal(&self, signal: Signal) {
        kill(self.pid, signal).unwrap();
    }

    /// Reads on until the screen shows `text`.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.screen().contains(text) {
            if !self.read_on(deadline) {
                panic!("`{}` never showed `{text}`; its screen:\n{}", self.line, self.screen());
            }
        }
    }

    /// Reads on until `text` is among the bytes that were written after the first `from`. Returns its place.
    #[track_caller]
    pub(crate) fn wait_for_written(&mut self, text: &str, from: usize) -> usize {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found =
                self.transcript[from..].windows(text.len()).position(|bytes| bytes == text.as_bytes());
            if let Some(place) = found {
                return from + place;
            }
            if !self.read_on(deadline) {
                panic!("`{}` never wrote {text:?}; its screen:\n{}", self.line, self.screen());
            }
        }
    }

    /// Waits until what is typed is not shown.
    #[track_caller]
    pub(crate) fn wait_for_secrecy(&mut self) {
        super::postgres::wait_until("keys are not shown", || {
            !tcgetattr(&self.keyboard).unwrap().local_flags.contains(LocalFlags::ECHO)
        });
    }

    /// Whether the program gets each key, and nothing is made of it before.
    pub(crate) fn takes_keys(&self) -> bool {
        let flags = tcgetattr(&self.keyboard).unwrap().local_flags;
        !flags.intersects(LocalFlags::ECHO | LocalFlags::ISIG)
    }

    /// Waits until the program ends, and returns its exit code.
    #[track_caller]
    pub(crate) fn code(&mut self) -> Option<i32> {
        self.end().code()
    }

    #[track_caller]
    pub(crate) fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while self.read_on(deadline) {}
        let status = receive(&self.status, deadline);
        let Some(status) = status else {
            panic!("`{}` doesn't end; its screen:\n{}", self.line, self.screen());
        };
        self.ended = true;
        status
    }

    /// Whether its settings are those from before the program.
    pub(crate) fn is_as_before(&self) -> bool {
        let now = tcgetattr(&self.keyboard).unwrap();
        let of = |one: &Termios| (one.input_flags, one.output_flags, one.local_flags, one.control_chars);
        of(&now) == of(&self.before) && !self.parser.screen().bracketed_paste()
    }

    /// Whether the cursor is hidden now.
    pub(crate) fn hides_the_cursor(&self) -> bool {
        self.parser.screen().hide_cursor()
    }

    /// Whether any line of the screen goes on in the next one.
    pub(crate) fn wrapped(&self) -> bool {
        let screen = self.parser.screen();
        (0..screen.size().0.get()).any(|row| screen.row_wrapped(row))
    }

    /// What the screen shows now, without trailing spaces and empty lines.
    pub(crate) fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Every byte that was written to the terminal so far.
    pub(crate) fn transcript(&self) -> String {
        String::from_utf8_lossy(&self.transcript).into_owned()
    }

    /// The same without a copy.
    pub(crate) fn written(&self) -> &[u8] {
        &self.transcript
    }

    /// Takes in what is written next; `false` at the end or when time is up.
    fn read_on(&mut self, deadline: Instant) -> bool {
        let Some(chunk) = receive(&self.chunks, deadline) else { return false };
        self.transcript.extend_from_slice(&chunk);
        self.parser.process(&chunk);
        true
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if !self.ended && self.status.try_recv().is_err() {
            // Not yet waited for, so that the number is still its own.
            let _ = kill(self.pid, Signal::SIGKILL);
        }
    }
}

fn read(mut screen: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Linux reports the end as an error, once the last descriptor on the other side is closed.
        while let Ok(length @ 1..) = screen.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

fn wait(mut child: Child) -> Receiver<ExitStatus> {
    let (sender, receiver) = channel();
    thread::spawn(move || sender.send(child.wait().unwrap()));
    receiver
}
