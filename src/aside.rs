//! Work that is done on another processor, while this thread goes on or waits for the disk.
//!
//! The kernel lets a new thread begin where its maker is, so that it would wait for the very thread that
//! it was made to relieve: it has to leave that processor by itself.

use std::thread::{self, JoinHandle};

use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// The processors that this thread is not on, if there are any.
pub fn elsewhere() -> Option<CpuSet> {
    let mut others = sched_getaffinity(None).ok()?;
    others.unset(sched_getcpu());
    (others.count() > 0).then_some(others)
}

/// Begins the work on one of `others`. `None` where there is no thread to be had. A process that is started
/// by it can run where the work can, until it frees itself.
pub fn start<T: Send + 'static>(
    others: CpuSet,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<JoinHandle<T>> {
    let started = thread::Builder::new().spawn(move || {
        // Where that fails, the work takes longer.
        let _ = sched_setaffinity(None, &others);
        work()
    });
    started.ok()
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
