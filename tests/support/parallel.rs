//! The same test over many numbers, on all processors.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Calls `work` with 1, 2, 3… until one call returns `false`; returns how many returned `true`.
/// A panic of one call ends the others.
pub(crate) fn count_up(work: impl Fn(usize) -> bool + Sync) -> usize {
    count_up_by(workers(), work)
}

fn count_up_by(workers: usize, work: impl Fn(usize) -> bool + Sync) -> usize {
    let (next, done) = (AtomicUsize::new(1), AtomicUsize::new(0));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let _stop = StopOnPanic(&stop);
                while !stop.load(Ordering::SeqCst) {
                    if work(next.fetch_add(1, Ordering::SeqCst)) {
                        done.fetch_add(1, Ordering::SeqCst);
                    } else {
                        stop.store(true, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    done.into_inner()
}

/// Calls `work` with every number below `count`.
pub(crate) fn each(count: usize, work: impl Fn(usize) + Sync) {
    each_by(workers(), count, work);
}

/// The same where each call waits most of its time: several on one processor.
pub(crate) fn each_waiting(count: usize, work: impl Fn(usize) + Sync) {
    each_by(4 * workers(), count, work);
}

fn each_by(workers: usize, count: usize, work: impl Fn(usize) + Sync) {
    count_up_by(workers, |number| {
        if number <= count {
            work(number - 1);
        }
        number < count
    });
}

fn workers() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

struct StopOnPanic<'a>(&'a AtomicBool);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

#[test]
fn every_number_comes_once() {
    let seen: Vec<_> = (0..1000).map(|_| AtomicUsize::new(0)).collect();
    each(1000, |number| {
        seen[number].fetch_add(1, Ordering::SeqCst);
    });
    assert!(seen.iter().all(|count| count.load(Ordering::SeqCst) == 1));
}
