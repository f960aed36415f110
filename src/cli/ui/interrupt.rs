//! Ctrl-C, held off while a prompt or an editor has the terminal, or while a question to an AI can be
//! given up in order.
//!
//! The invariant: while a [`Hold`] lives, SIGINT and SIGQUIT do not end the program, which can then put the
//! terminal in order and say what was kept; at all other times they do what they always do. A
//! child started meanwhile has their default effect, since a handler does not outlive `exec`.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use signal_hook::consts::signal::{SIGINT, SIGQUIT};
use signal_hook::low_level::{self, pipe};
use signal_hook::{SigId, flag};

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

/// Tells of Ctrl-C until it is dropped, while the program waits for something that can be given up.
#[derive(Debug)]
pub struct Watch {
    signals: Vec<SigId>,
    _hold: Hold,
}

impl Watch {
    /// Has `told` called, on a thread of its own, with each signal.
    ///
    /// # Errors
    /// Where the system has neither a pipe nor a thread to spare.
    pub fn new(told: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (mut heard, rings) = UnixStream::pair()?;
        let mut watch = Self { signals: Vec::new(), _hold: Hold::new()? };
        for signal in [SIGINT, SIGQUIT] {
            watch.signals.push(pipe::register(signal, rings.try_clone()?)?);
        }
        // The last end that could ring is closed by whoever drops this, which ends the thread.
        let listen = move || {
            while heard.read_exact(&mut [0]).is_ok() {
                told();
            }
        };
        thread::Builder::new().name("interrupt".to_owned()).spawn(listen)?;
        Ok(watch)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for signal in self.signals.drain(..) {
            low_level::unregister(signal);
        }
    }
}
