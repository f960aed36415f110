//! Work that is done on another processor, while this thread goes on or waits for the disk.
//!
//! The kernel lets a new thread begin where its maker is, so that it would wait for the very thread that
//! it was made to relieve: it has to leave that processor by itself.

use std::thread::{self, JoinHandle};

use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// Work that was begun.
#[derive(Debug)]
pub struct Aside<T> {
    work: JoinHandle<T>,
    /// Where this thread was before it was told to stay where it is.
    free: Option<CpuSet>,
}

/// Begins the work. `None` where there is no other processor, or no thread to be had. A process that is
/// started by it can run where the work can, until it frees itself.
pub fn start<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<Aside<T>> {
    let mut others = sched_getaffinity(None).ok()?;
    others.unset(sched_getcpu());
    if others.count() == 0 {
        return None;
    }
    let started = thread::Builder::new().spawn(move || {
        // Where that fails, the work takes longer.
        let _ = sched_setaffinity(None, &others);
        work()
    });
    Some(Aside { work: started.ok()?, free: None })
}

impl<T> Aside<T> {
    /// Has this thread stay where it is until the work is taken over. Whoever waits for the disk is woken
    /// where the interrupt arrives, and would wait there for the work.
    pub fn apart(self) -> Self {
        let mut here = CpuSet::new();
        here.set(sched_getcpu());
        let free = sched_getaffinity(None).ok().filter(|_| sched_setaffinity(None, &here).is_ok());
        Self { free, ..self }
    }

    /// Waits for what has come of it; `None` where it ended early.
    pub fn take_over(self) -> Option<T> {
        if let Some(free) = self.free {
            let _ = sched_setaffinity(None, &free);
        }
        self.work.join().ok()
    }
}

/// The processors that this thread can run on, by number.
pub fn processors() -> Vec<usize> {
    let allowed = sched_getaffinity(None).unwrap_or_default();
    (0..CpuSet::MAX_CPU).filter(|&number| allowed.is_set(number)).collect()
}

/// Lets this thread, and those that it makes, run on these processors.
pub fn free(processors: &[usize]) {
    let mut allowed = CpuSet::new();
    processors.iter().filter(|&&number| number < CpuSet::MAX_CPU).for_each(|&number| allowed.set(number));
    // Where that fails, the work takes longer.
    let _ = sched_setaffinity(None, &allowed);
}
