//! Holds Ctrl-C while a prompt or an editor has the terminal, or while a request to an AI can be cancelled.
//!
//! The invariant: while a [`Hold`] lives, SIGINT and SIGQUIT do not end the program, so that it can restore the
//! terminal and report the kept text. At all other times they have their default effect. So they have in a child
//! process, since a handler does not survive `exec`.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use signal_hook::consts::signal::{SIGINT, SIGQUIT};
use signal_hook::low_level::{self, pipe};
use signal_hook::{SigId, flag};

/// Whether the signals have their default effect. A handler belongs to the process and cannot be removed:
/// hence a static, and one handler.
static RELEASED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// How many holds there are.
static HOLDS: AtomicUsize = AtomicUsize::new(0);

/// Holds the signals until the last one is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    released: Arc<AtomicBool>,
}

impl Hold {
    pub(super) fn new() -> io::Result<Self> {
        let released = match RELEASED.get() {
            Some(released) => Arc::clone(released),
            None => {
                let released = Arc::new(AtomicBool::new(true));
                for signal in [SIGINT, SIGQUIT] {
                    flag::register_conditional_default(signal, Arc::clone(&released))?;
                }
                Arc::clone(RELEASED.get_or_init(|| released))
            }
        };
        let _ = HOLDS.fetch_add(1, Ordering::SeqCst);
        released.store(false, Ordering::SeqCst);
        Ok(Self { released })
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if HOLDS.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.released.store(true, Ordering::SeqCst);
        }
    }
}

/// Reports Ctrl-C until it is dropped, while the program waits for work that can be cancelled.
#[derive(Debug)]
pub struct Watch {
    signals: Vec<SigId>,
    _hold: Hold,
}

impl Watch {
    /// Calls `told` on its own thread for each signal.
    ///
    /// # Errors
    /// If the system has no pipe or no thread left.
    pub fn new(told: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (mut heard, rings) = UnixStream::pair()?;
        let mut watch = Self { signals: Vec::new(), _hold: Hold::new()? };
        for signal in [SIGINT, SIGQUIT] {
            watch.signals.push(pipe::register(signal, rings.try_clone()?)?);
        }
        // This closes the last writing end, which ends the thread.
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
