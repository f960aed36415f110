//! Ctrl-C, held off while a prompt or an editor has the terminal.
//!
//! The invariant: while a [`Hold`] lives, SIGINT and SIGQUIT do not end the program, which can then put the
//! terminal in order and say what was kept; at all other times they do what they always do. A
//! child started meanwhile has their default effect, since a handler does not outlive `exec`.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::signal::{SIGINT, SIGQUIT};
use signal_hook::flag;

/// Whether the signals are to have their default effect. What a signal does is a property of the
/// process, and a handler can never be taken away again: hence a static, and one handler.
static RELEASED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Holds the signals off until it is dropped. Holds do not nest.
#[derive(Debug)]
pub(super) struct Hold {
    released: Arc<AtomicBool>,
}

impl Hold {
    pub(super) fn new() -> io::Result<Self> {
        let released = match RELEASED.get() {
            Some(released) => Arc::clone(released),
            None => {
                let released = Arc::new(AtomicBool::new(false));
                for signal in [SIGINT, SIGQUIT] {
                    flag::register_conditional_default(signal, Arc::clone(&released))?;
                }
                Arc::clone(RELEASED.get_or_init(|| released))
            }
        };
        released.store(false, Ordering::SeqCst);
        Ok(Self { released })
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.released.store(true, Ordering::SeqCst);
    }
}
