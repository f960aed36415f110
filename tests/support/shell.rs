//! A person at an interactive bash on a terminal: types commands word by word, and reads what they print.

use std::num::NonZero;

use super::terminal::ENTER;
use super::{Program, Terminal};

/// What bash writes before a command runs, and once it is done. A terminal shows neither.
const BEGUN: &str = "\u{1b}]133;C\u{7}";
const DONE: &str = "\u{1b}]133;D\u{7}";

pub(crate) struct Shell {
    terminal: Terminal,
    columns: u16,
    /// How much of what was written is read.
    read: usize,
}

impl Shell {
    /// Starts bash in the directory and the environment of `program`, and waits until it reads keys.
    pub(crate) fn start(program: &Program, columns: u16) -> Self {
        let mut bash = program.clone();
        bash.binary = "bash".into();
        bash.args = ["--norc", "--noprofile", "-i"].map(Into::into).to_vec();
        let prompt = format!("printf '{DONE}'");
        for (name, value) in
            [("PS0", BEGUN), ("PS1", "$ "), ("PROMPT_COMMAND", &prompt), ("HISTFILE", "/dev/null")]
        {
            bash.env(name, value);
        }
        let mut shell = Self { terminal: Terminal::sized(&bash, 40, columns), columns, read: 0 };
        shell.finish();
        shell
    }

    /// Types a command, waits until it is done, and returns what the terminal shows of it.
    #[track_caller]
    pub(crate) fn line(&mut self, command: &str) -> String {
        self.begin(command);
        self.finish()
    }

    /// Types a command and waits until it runs.
    #[track_caller]
    pub(crate) fn begin(&mut self, command: &str) {
        for line in command.lines() {
            line.split_inclusive(' ').for_each(|word| self.terminal.send(word));
            self.terminal.send(ENTER);
        }
        self.read = self.terminal.wait_for_written(BEGUN, self.read) + BEGUN.len();
    }

    /// Presses keys at a question of the command that runs.
    #[track_caller]
    pub(crate) fn answer(&mut self, question: &str, keys: &str) {
        let _ = self.terminal.wait_for_written(question, self.read);
        self.terminal.wait_for_secrecy();
        self.terminal.send(keys);
    }

    /// Waits until the command that runs is done, and returns what the terminal shows of it.
    #[track_caller]
    pub(crate) fn finish(&mut self) -> String {
        let end = self.terminal.wait_for_written(DONE, self.read);
        let written = &self.terminal.written()[self.read..end];
        self.read = end + DONE.len();
        let columns = NonZero::new(self.columns).unwrap();
        let mut screen = vt100::Parser::new(NonZero::new(500).unwrap(), columns, 0);
        screen.process(written);
        screen.screen().contents()
    }

    /// The terminal, to press keys at what runs.
    pub(crate) fn terminal(&mut self) -> &mut Terminal {
        &mut self.terminal
    }
}
