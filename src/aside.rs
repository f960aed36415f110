//! Work that is done on another processor, while this thread goes on or waits for the disk.
//!
//! The kernel lets a new thread begin where its maker is, and wakes whoever waits for the disk where the
//! disk's interrupt arrives, so that the two would meet on one processor and leave the other idle. Both
//! keep to their own until the work is taken over.

use std::thread::{self, JoinHandle};

use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// Work that was begun.
#[derive(Debug)]
pub struct Aside<T> {
    work: JoinHandle<T>,
    /// Where this thread could run before.
    processors: CpuSet,
}

/// Begins the work. `None` where there is no other processor, or no thread to be had.
pub fn start<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<Aside<T>> {
    let processors = sched_getaffinity(None).ok()?;
    let (here, mut others) = (sched_getcpu(), processors);
    others.unset(here);
    if others.count() == 0 {
        return None;
    }
    let started = thread::Builder::new().spawn(move || {
        // Where that fails, the work takes longer.
        let _ = sched_setaffinity(None, &others);
        work()
    });
    let work = started.ok()?;
    let mut own = CpuSet::new();
    own.set(here);
    let _ = sched_setaffinity(None, &own);
    Some(Aside { work, processors })
}

impl<T> Aside<T> {
    /// Waits for what has come of it; `None` where it ended early.
    pub fn take_over(self) -> Option<T> {
        let _ = sched_setaffinity(None, &self.processors);
        self.work.join().ok()
    }
}
