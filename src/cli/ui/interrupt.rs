//! Holds Ctrl-C while a prompt or an editor has the terminal, or while a request to an AI can be cancelled.
//!
//! The invariant: while a [`Hold`] lives, SIGINT and SIGQUIT do not end the program, so that it can restore the
//! terminal and report the kept text. At all other times they have their default effect. So they have in a child
//! process, since a handler does not survive `exec`. A signal that asks the program to end has its effect later while a
//! [`Watch`] lives: when that is dropped.

use std::ffi::c_int;
use std::io::{self, IsTerminal, Read};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::low_level::{self, pipe};
use signal_hook::{SigId, flag};

/// Whether the signals have their default effect. A handler belongs to the process and cannot be removed:
/// hence a static, and one handler.
static RELEASED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// The same of the signals that ask the program to end.
static UNWATCHED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// How many holds there are.
static HOLDS: AtomicUsize = AtomicUsize::new(0);

/// Holds the signals until the last one is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    released: Arc<AtomicBool>,
}

impl Hold {
    pub(super) fn new() -> io::Result<Self> {
        let released = handled(&RELEASED, &[SIGINT, SIGQUIT])?;
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

/// Whether signals have their default effect, which is so at first.
fn handled(flag: &OnceLock<Arc<AtomicBool>>, signals: &[c_int]) -> io::Result<Arc<AtomicBool>> {
    if let Some(known) = flag.get() {
        return Ok(Arc::clone(known));
    }
    let default = Arc::new(AtomicBool::new(true));
    for signal in signals {
        flag::register_conditional_default(*signal, Arc::clone(&default))?;
    }
    Ok(Arc::clone(flag.get_or_init(|| default)))
}

/// Which signals ask the program to end. `nohup` has SIGHUP ignored, and leaves no terminal to standard error.
fn ending() -> &'static [c_int] {
    if io::stderr().is_terminal() { &[SIGTERM, SIGHUP] } else { &[SIGTERM] }
}

/// Reports Ctrl-C, and a signal to end, until it is dropped, while the program waits for work that can be cancelled.
#[derive(Debug)]
pub struct Watch {
    signals: Vec<SigId>,
    unwatched: Arc<AtomicBool>,
    /// The signals to end, and whether they came.
    ends: Vec<(c_int, Arc<AtomicBool>)>,
    _hold: Hold,
}

impl Watch {
    /// Calls `told` on its own thread for each signal.
    ///
    /// # Errors
    /// If the system has no pipe or no thread left.
    pub fn new(told: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (mut heard, rings) = UnixStream::pair()?;
        let unwatched = handled(&UNWATCHED, ending())?;
        let ends = ending().iter().map(|signal| (*signal, Arc::default())).collect();
        let mut watch = Self { signals: Vec::new(), unwatched, ends, _hold: Hold::new()? };
        for (signal, came) in &watch.ends {
            watch.signals.push(flag::register(*signal, Arc::clone(came))?);
        }
        watch.unwatched.store(false, Ordering::SeqCst);
        for signal in [SIGINT, SIGQUIT].iter().chain(ending()) {
            watch.signals.push(pipe::register(*signal, rings.try_clone()?)?);
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
        self.unwatched.store(true, Ordering::SeqCst);
        for signal in self.signals.drain(..) {
            low_level::unregister(signal);
        }
        for (signal, came) in &self.ends {
            if came.load(Ordering::SeqCst) {
                // It fails for a signal without such an effect alone.
                let _ = low_level::emulate_default_handler(*signal);
            }
        }
    }
}
