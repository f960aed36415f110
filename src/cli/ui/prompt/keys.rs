//! The terminal while a prompt is answered key by key.
//!
//! The invariant: no key is shown, and Ctrl-C is a key. The library sets the terminal up for each key and restores it
//! in between, where a Ctrl-C would be a signal that is held, and be lost.

use std::io;

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

/// Restores the terminal when it is dropped.
#[derive(Debug)]
pub(super) struct Keys {
    before: Termios,
}

impl Keys {
    pub(super) fn new() -> io::Result<Self> {
        let before = tcgetattr(io::stderr())?;
        let mut termios = before.clone();
        termios.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN;
        termios.special_codes[SpecialCodeIndex::VMIN] = 1;
        termios.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stderr(), OptionalActions::Drain, &termios)?;
        Ok(Self { before })
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // The terminal may be closed.
        let _ = tcsetattr(io::stderr(), OptionalActions::Drain, &self.before);
    }
}
