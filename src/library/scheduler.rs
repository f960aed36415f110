//! Starts syncs with a server in the background.
//!
//! The invariant: one at a time, because each starts with the sync lock; a process that finds the lock taken
//! can rely on its holder, who looks for new changes when it is done.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::background::{Plan, carry_out};

/// Starts a synchronisation in the background.
pub trait Scheduler: fmt::Debug {
    /// Starts one, unless another process keeps the lock for longer than `patience`.
    fn start(&self, plan: Plan, patience: Duration) -> io::Result<()>;
}

/// A thread of this process, for one that stays open. There is one at a time. A library that is closed does not
/// wait for it: what is cut off is completed by the next run.
#[derive(Debug, Default)]
pub struct Thread {
    running: RefCell<Option<JoinHandle<()>>>,
}

impl Scheduler for Thread {
    fn start(&self, plan: Plan, patience: Duration) -> io::Result<()> {
        let Some(lock) = plan.lock(patience)? else { return Ok(()) };
        // It has let the lock go, so that it ends by itself.
        if let Some(ended) = self.running.take() {
            let _ = ended.join();
        }
        let work = thread::Builder::new().name("sync".to_owned()).spawn(move || {
            if let Err(cause) = carry_out(plan, lock) {
                tracing::warn!(cause, "Could not synchronise in the background");
            }
        })?;
        self.running.replace(Some(work));
        Ok(())
    }
}
