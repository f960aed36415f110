//! Waiting that can be ended from outside.

use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Ends whatever a question waits for. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    cancelled: Mutex<bool>,
    changed: Condvar,
}

/// How waiting ended without what was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Cancelled,
    Late,
    /// The other side is gone.
    Lost,
}

impl Cancel {
    pub fn cancel(&self) {
        *self.lock() = true;
        self.0.changed.notify_all();
    }

    pub fn is_cancelled(&self) -> bool {
        *self.lock()
    }

    /// Makes the waiting thread look again.
    pub(super) fn wake(&self) {
        // A thread that looked and found nothing holds the lock until it waits.
        drop(self.lock());
        self.0.changed.notify_all();
    }

    /// Waits for a value whose sender calls [`Cancel::wake`] afterwards.
    pub(super) fn receive<T>(&self, values: &Receiver<T>, patience: Duration) -> Result<T, Ended> {
        let until = Instant::now().checked_add(patience);
        let mut cancelled = self.lock();
        loop {
            match values.try_recv() {
                Ok(value) => return Ok(value),
                Err(TryRecvError::Disconnected) => return Err(Ended::Lost),
                Err(TryRecvError::Empty) if *cancelled => return Err(Ended::Cancelled),
                Err(TryRecvError::Empty) => {}
            }
            cancelled = self.wait(cancelled, until).ok_or(Ended::Late)?;
        }
    }

    /// Lets time pass; `false`: it was ended early.
    pub(super) fn pause(&self, length: Duration) -> bool {
        let until = Instant::now().checked_add(length);
        let mut cancelled = self.lock();
        while !*cancelled {
            match self.wait(cancelled, until) {
                Some(woken) => cancelled = woken,
                None => return true,
            }
        }
        false
    }

    /// `None`: it is too late.
    fn wait<'a>(&self, guard: MutexGuard<'a, bool>, until: Option<Instant>) -> Option<MutexGuard<'a, bool>> {
        let Some(until) = until else {
            return Some(self.0.changed.wait(guard).unwrap_or_else(PoisonError::into_inner));
        };
        let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        let woken = self.0.changed.wait_timeout(guard, left).unwrap_or_else(PoisonError::into_inner);
        Some(woken.0)
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.0.cancelled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_value_a_cancellation_and_an_end_each_end_the_waiting() {
        let (sender, values) = mpsc::channel();
        let cancel = Cancel::default();
        let other = cancel.clone();
        let thread = thread::spawn(move || {
            sender.send(7).unwrap();
            other.wake();
        });
        assert_eq!(cancel.receive(&values, LONG), Ok(7));
        thread.join().unwrap();
        assert_eq!(cancel.receive(&values, LONG), Err(Ended::Lost));
        let (_sender, values) = mpsc::channel::<()>();
        assert_eq!(cancel.receive(&values, Duration::ZERO), Err(Ended::Late));
        assert!(cancel.pause(Duration::ZERO));
        let other = cancel.clone();
        let thread = thread::spawn(move || other.cancel());
        assert_eq!(cancel.receive(&values, LONG), Err(Ended::Cancelled));
        assert!(!cancel.pause(LONG));
        thread.join().unwrap();
    }
}
