//! The terminal while a prompt is answered key by key.
//!
//! The invariant: the terminal shows no key and makes nothing of it, Ctrl-C, Ctrl-D and Enter included. The libraries
//! set the terminal up for each key or line and restore it in between, where a Ctrl-C would be a signal that is held,
//! and a Ctrl-D an end of file that becomes a zero byte: both would be lost.

use std::io;

use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use crate::cli::ui::interrupt::Hold;

/// Restores the terminal when it is dropped. It holds signals too, which would end the program before that.
#[derive(Debug)]
pub(super) struct Keys {
    before: Termios,
    _hold: Hold,
}

impl Keys {
    pub(super) fn new() -> io::Result<Self> {
        let hold = Hold::new()?;
        let before = tcgetattr(io::stderr())?;
        let mut termios = before.clone();
        termios.input_modes -= InputModes::ICRNL | InputModes::IXON;
        termios.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN;
        termios.special_codes[SpecialCodeIndex::VMIN] = 1;
        termios.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stderr(), OptionalActions::Drain, &termios)?;
        Ok(Self { before, _hold: hold })
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // The terminal may be closed.
        let _ = tcsetattr(io::stderr(), OptionalActions::Drain, &self.before);
    }
}
