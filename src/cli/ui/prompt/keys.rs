//! The terminal while a prompt is answered key by key.
//!
//! The invariant: the terminal shows no key and makes nothing of it, Ctrl-C, Ctrl-D and Enter included. The libraries
//! set the terminal up for each key or line and restore it in between, where a Ctrl-C would be a signal that is held,
//! and a Ctrl-D an end of file that becomes a zero byte: both would be lost.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use crate::cli::ui::interrupt::Hold;

/// Restores the terminal when it is dropped. SIGINT and SIGQUIT, which would end the program before that, are held.
#[derive(Debug)]
pub(super) struct Keys {
    /// Where it is not the terminal of stderr.
    tty: Option<File>,
    before: Termios,
    _hold: Hold,
}

impl Keys {
    /// Of the terminal of stderr.
    pub(super) fn new() -> io::Result<Self> {
        Self::of(None)
    }

    /// Of the terminal that the line editor talks to.
    pub(super) fn of_editor() -> io::Result<Self> {
        Self::of(File::open("/dev/tty").ok())
    }

    fn of(tty: Option<File>) -> io::Result<Self> {
        let hold = Hold::new()?;
        let before = tcgetattr(terminal(tty.as_ref()))?;
        let keys = Self { tty, before, _hold: hold };
        keys.take()?;
        Ok(keys)
    }

    /// The key that stops the program.
    pub(super) fn stop(&self) -> char {
        char::from(self.before.special_codes[SpecialCodeIndex::VSUSP])
    }

    /// Does what needs the terminal as it was before. What it is like afterwards is a shell's business, perhaps, and is not
    /// looked at.
    pub(super) fn away<T>(&self, act: impl FnOnce() -> T) -> io::Result<T> {
        self.restore()?;
        let done = act();
        self.take()?;
        Ok(done)
    }

    fn take(&self) -> io::Result<()> {
        let mut termios = self.before.clone();
        termios.input_modes -= InputModes::ICRNL | InputModes::IXON;
        termios.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN;
        termios.special_codes[SpecialCodeIndex::VMIN] = 1;
        termios.special_codes[SpecialCodeIndex::VTIME] = 0;
        Ok(tcsetattr(terminal(self.tty.as_ref()), OptionalActions::Drain, &termios)?)
    }

    fn restore(&self) -> io::Result<()> {
        Ok(tcsetattr(terminal(self.tty.as_ref()), OptionalActions::Drain, &self.before)?)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // The terminal may be closed.
        let _ = self.restore();
    }
}

fn terminal(tty: Option<&File>) -> BorrowedFd<'_> {
    match tty {
        Some(tty) => tty.as_fd(),
        None => rustix::stdio::stderr(),
    }
}
